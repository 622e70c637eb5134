//! What is destroyed for good: objects at once, a workspace in its time.

use beffroi_store::Scope;
use beffroi_store::link::{LinkLimit, LinkUseKind, NewLink, NewLinkUse};
use beffroi_store::org::{Append, EntryRecord, Head};
use beffroi_store::removal::Removal;
use beffroi_store::sweep::{Swept, Terms};
use beffroi_store::workspace::CommitEffect;

use crate::bed::{Bed, hash, id};
use crate::objects::{complete, files, part, put, ready};

/// The next commit of the workspace, with what it removes.
async fn commit(bed: &Bed, received_at: i64, effect: CommitEffect) -> Append {
    let previous = bed.store.workspace_head(id(50)).await.unwrap().unwrap();
    append(bed, previous, received_at, effect).await
}

async fn append(bed: &Bed, previous: Head, received_at: i64, effect: CommitEffect) -> Append {
    let permit = bed.permit(Scope::Commit(id(50))).await;
    let sequence = previous.sequence + 1;
    let next = EntryRecord { sequence, hash: hash(100), bytes: vec![1], received_at };
    bed.store.append_commit(permit, id(50), previous, &next, &effect).await.unwrap()
}

async fn two_objects(bed: &Bed) {
    ready(bed).await;
    for (object, bytes) in [(60, b"aaaa"), (61, b"bbbb")] {
        put(bed, part(object, 0, bytes)).await;
        complete(bed, object, &[part(object, 0, bytes).digest], 4).await;
    }
}

fn ended() -> CommitEffect {
    CommitEffect {
        removal: Removal::Workspace,
        members: Some(Vec::new()),
        snapshot: Some(b"fold".to_vec()),
        ..CommitEffect::default()
    }
}

async fn sweep(bed: &Bed, deleted_logs_before: i64, journal_before: i64) -> Swept {
    let terms =
        Terms { now: 0, uploads_before: 0, invitations_before: 0, deleted_logs_before, journal_before };
    bed.store.sweep(terms).await.unwrap()
}

pub async fn objects_are_destroyed_with_their_commit(bed: Bed) {
    two_objects(&bed).await;
    let removal = Removal::Objects(vec![id(60), id(99)]);
    let effect = CommitEffect { removal, ..CommitEffect::default() };
    // A commit that conflicts destroys nothing.
    let stale = Head { sequence: 7, hash: hash(7) };
    assert_eq!(append(&bed, stale, 20, effect.clone()).await, Append::Conflict);
    assert_eq!(files(&bed.config.objects).len(), 2);
    assert_eq!(commit(&bed, 20, effect.clone()).await, Append::Done);
    assert!(bed.store.object(id(50), id(60)).await.unwrap().is_none());
    assert!(bed.store.object(id(50), id(61)).await.unwrap().is_some());
    assert_eq!((bed.store.object_bytes().await.unwrap(), files(&bed.config.objects).len()), (4, 1));
    // Said again, nothing is counted twice.
    assert_eq!(commit(&bed, 21, effect).await, Append::Done);
    assert_eq!(bed.store.object_bytes().await.unwrap(), 4);
}

pub async fn a_workspace_ends_in_its_time(bed: Bed) {
    two_objects(&bed).await;
    let new = NewLink { link: id(70), cover: b"cover".to_vec(), sheet: b"sheet".to_vec() };
    commit(&bed, 10, CommitEffect { links: vec![new], ..CommitEffect::default() }).await;
    let permit = bed.permit(Scope::Link(id(70))).await;
    let shown = NewLinkUse {
        link: id(70),
        at: 15,
        kind: LinkUseKind::Shown,
        address: "192.0.2.1",
        object: None,
        statement: None,
    };
    bed.store.use_link(permit, &shown, LinkLimit::None, None).await.unwrap();
    assert_eq!(commit(&bed, 20, ended()).await, Append::Done);

    // At once: every object, and what links gave. The log is read to its end.
    assert_eq!((bed.store.object_bytes().await.unwrap(), files(&bed.config.objects).len()), (0, 0));
    let link = bed.store.link(id(70)).await.unwrap().unwrap();
    assert!(link.cover.is_empty() && link.sheet.is_empty());
    let commits = async || bed.store.commits(id(50), 0, 100, 1_000_000).await.unwrap().len();
    let (head, held) = (bed.store.workspace_head(id(50)).await.unwrap(), commits().await);
    assert!(head.is_some() && held >= 3);
    // An upload that ended in the same instant.
    put(&bed, part(62, 0, b"cccc")).await;
    complete(&bed, 62, &[part(62, 0, b"cccc").digest], 4).await;

    assert_eq!(sweep(&bed, 19, 0).await.workspaces, 0);
    assert_eq!((commits().await, files(&bed.config.objects).len()), (held, 0));
    // Then its log, but the commit that deleted it.
    assert_eq!(sweep(&bed, 20, 19).await.workspaces, 0);
    assert_eq!((commits().await, bed.store.workspace_head(id(50)).await.unwrap()), (1, None));
    assert!(bed.store.access_snapshot(id(50)).await.unwrap().is_none());
    // At last everything, with the journal.
    assert_eq!(sweep(&bed, 20, 20).await.workspaces, 1);
    assert_eq!((commits().await, bed.store.link(id(70)).await.unwrap()), (0, None));
    assert_eq!(sweep(&bed, 20, 20).await.workspaces, 0, "idempotent");
}
