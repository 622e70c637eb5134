//! Parts, completion, ranges, the sweep.

use std::path::{Path, PathBuf};

use beffroi_store::object::{Completion, NewPart, PutPart};
use beffroi_store::sweep::Terms;
use beffroi_store::{Hash, Id, Scope};
use bytes::Bytes;
use futures_util::TryStreamExt;

use crate::bed::{Bed, hash, id};
use crate::logs::workspace;
use crate::people::set_up;

pub fn part(object: u8, number: u32, bytes: &[u8]) -> NewPart {
    let mut digest = hash(u8::try_from(number).unwrap());
    digest[0] = bytes[0];
    NewPart {
        workspace: id(50),
        object: id(object),
        deposit: None,
        number,
        digest,
        bytes: Bytes::copy_from_slice(bytes),
        received_at: 1000,
    }
}

pub async fn put(bed: &Bed, part: NewPart) -> PutPart {
    let permit = bed.issuer.staging(Scope::Object(part.workspace, part.object));
    bed.store.put_part(permit, part).await.unwrap()
}

pub async fn complete(bed: &Bed, object: u8, parts: &[Hash], size: u64) -> Completion {
    let permit = bed.permit(Scope::Object(id(50), id(object))).await;
    bed.store.complete_object(permit, id(50), id(object), parts, size, 2000).await.unwrap()
}

pub async fn ready(bed: &Bed) {
    set_up(bed).await;
    workspace(bed, 50, 1).await;
}

pub fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

pub async fn part_is_idempotent(bed: Bed) {
    ready(&bed).await;
    assert_eq!(put(&bed, part(60, 0, b"aaaa")).await, PutPart::Stored);
    assert_eq!(put(&bed, part(60, 0, b"aaaa")).await, PutPart::Already);
    assert_eq!(bed.store.object_bytes().await.unwrap(), 4);
    assert_eq!(files(&bed.config.objects).len(), 1);
}

pub async fn part_never_changes(bed: Bed) {
    ready(&bed).await;
    put(&bed, part(60, 0, b"aaaa")).await;
    assert_eq!(put(&bed, part(60, 0, b"bbbb")).await, PutPart::Other);
    let foreign = NewPart { deposit: Some(id(9)), ..part(60, 1, b"cccc") };
    assert_eq!(put(&bed, foreign).await, PutPart::Foreign);
    complete(&bed, 60, &[part(60, 0, b"aaaa").digest], 4).await;
    assert_eq!(put(&bed, part(60, 1, b"dddd")).await, PutPart::Complete);
    assert_eq!(put(&bed, part(60, 0, b"aaaa")).await, PutPart::Already);
    assert_eq!(files(&bed.config.objects).len(), 1);
}

pub async fn completion_wants_every_part(bed: Bed) {
    ready(&bed).await;
    let digests = [part(60, 0, b"aaaa").digest, part(60, 1, b"bb").digest];
    assert_eq!(complete(&bed, 60, &digests, 6).await, Completion::Absent);
    put(&bed, part(60, 1, b"bb")).await;
    assert_eq!(complete(&bed, 60, &digests, 6).await, Completion::Missing(vec![0]));
    put(&bed, part(60, 0, b"aaaa")).await;
    assert_eq!(complete(&bed, 60, &digests[..1], 4).await, Completion::Mismatch, "a part too many");
    assert_eq!(complete(&bed, 60, &digests, 7).await, Completion::Mismatch, "size");
    assert_eq!(complete(&bed, 60, &[digests[0], hash(0)], 6).await, Completion::Mismatch, "digest");
    assert!(!bed.store.object(id(50), id(60)).await.unwrap().unwrap().complete);
    assert_eq!(complete(&bed, 60, &digests, 6).await, Completion::Done { size: 6 });
    assert_eq!(complete(&bed, 60, &digests, 6).await, Completion::Done { size: 6 });
}

pub async fn ranges_span_parts(bed: Bed) {
    ready(&bed).await;
    let whole: Vec<u8> =
        (0..700_000_u32).map(|index| index.to_le_bytes()[1] ^ index.to_le_bytes()[0]).collect();
    for (number, bytes) in whole.chunks(300_000).enumerate() {
        put(&bed, part(60, u32::try_from(number).unwrap(), bytes)).await;
    }
    let object = bed.store.object(id(50), id(60)).await.unwrap().unwrap();
    assert_eq!(object.size(), 700_000);
    for range in [0..700_000, 0..1, 699_999..700_000, 299_999..300_001, 5..650_000, 300_000..300_000] {
        let read: Vec<Bytes> = bed.store.read_object(&object, range.clone()).try_collect().await.unwrap();
        let expected = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        assert_eq!(read.concat(), whole[expected]);
    }
}

pub async fn concurrent_parts_count_once(bed: Bed) {
    ready(&bed).await;
    let puts = (0..8).map(|time| {
        let part = NewPart { received_at: 1000 + time, ..part(60, 0, b"aaaa") };
        put(&bed, part)
    });
    let ended = futures_util::future::join_all(puts).await;
    assert_eq!(ended.iter().filter(|ended| **ended == PutPart::Stored).count(), 1);
    assert!(ended.iter().all(|ended| matches!(ended, PutPart::Stored | PutPart::Already)));
    assert_eq!(bed.store.object_bytes().await.unwrap(), 4);
    assert_eq!(files(&bed.config.objects).len(), 1, "losers remove their file");
}

fn terms(uploads_before: i64) -> Terms {
    Terms { now: 3000, uploads_before, invitations_before: 0, deleted_logs_before: 0, journal_before: 0 }
}

pub async fn sweep_takes_unfinished_only(bed: Bed) {
    ready(&bed).await;
    put(&bed, part(60, 0, b"aaaa")).await;
    put(&bed, part(61, 0, b"bbbb")).await;
    complete(&bed, 61, &[part(61, 0, b"bbbb").digest], 4).await;
    assert_eq!(bed.store.sweep(terms(999)).await.unwrap().uploads, 0, "still in its term");
    assert_eq!(bed.store.sweep(terms(1000)).await.unwrap().uploads, 1);
    assert!(bed.store.object(id(50), id(60)).await.unwrap().is_none());
    assert_eq!(bed.store.object_bytes().await.unwrap(), 4);
    assert_eq!(files(&bed.config.objects).len(), 1);
    assert_eq!(bed.store.sweep(terms(1000)).await.unwrap().uploads, 0, "idempotent");
    let resumed = NewPart { received_at: 4000, ..part(60, 0, b"aaaa") };
    assert_eq!(put(&bed, resumed).await, PutPart::Stored, "an upload may begin again");
}

pub async fn sweep_takes_orphan_files(bed: Bed) {
    ready(&bed).await;
    put(&bed, part(60, 0, b"aaaa")).await;
    complete(&bed, 60, &[part(60, 0, b"aaaa").digest], 4).await;
    let held = files(&bed.config.objects).remove(0);
    std::fs::write(held.with_file_name("1-1000-0000000000000000"), b"died before its row").unwrap();
    std::fs::write(held.with_file_name("1-1000-0000000000000000#1"), b"died while writing").unwrap();
    let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    assert_eq!(bed.store.sweep(terms(now - 60_000)).await.unwrap().orphan_files, 0, "too young");
    assert_eq!(bed.store.sweep(terms(now + 1000)).await.unwrap().orphan_files, 2);
    assert_eq!(files(&bed.config.objects), [held]);
}

pub fn attachment(object: Id, parts: &[Hash], size: u64) -> beffroi_store::intake::Attachment {
    beffroi_store::intake::Attachment { object, parts: parts.to_vec(), size }
}
