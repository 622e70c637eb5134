//! No room left: refused by name, nothing half-written.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

#[path = "suite/bed.rs"]
#[allow(dead_code)]
mod bed;

use beffroi_store::account::NewAccount;
use beffroi_store::object::{NewPart, PutPart};
use beffroi_store::org::EntryRecord;
use beffroi_store::{Scope, StoreError};
use bytes::Bytes;

use bed::{Bed, hash, id};

async fn ready(bed: &Bed) {
    bed.store.keep_setup_token(hash(9), 0, 100).await.unwrap();
    let record =
        |byte| EntryRecord { sequence: u64::from(byte), hash: hash(byte), bytes: vec![1], received_at: 1 };
    let account = NewAccount {
        account: id(1),
        email_index: hash(1),
        email_sealed: vec![],
        login_record: vec![],
        blob: vec![],
        created_at: 1,
    };
    let permit = bed.permit(Scope::Setup).await;
    bed.store.set_up(permit, hash(9), &record(0), &account).await.unwrap();
    let permit = bed.permit(Scope::WorkspaceCreate(id(50))).await;
    let commit = EntryRecord { sequence: 0, ..record(1) };
    bed.store.create_workspace(permit, id(50), &record(1), &commit, &vec![]).await.unwrap();
}

fn part(number: u32, size: usize) -> NewPart {
    NewPart {
        workspace: id(50),
        object: id(60),
        deposit: None,
        number,
        digest: hash(u8::try_from(number).unwrap()),
        bytes: Bytes::from(vec![1; size]),
        received_at: 1000,
    }
}

#[tokio::test]
async fn limit_is_a_limit() {
    let bed = Bed::limited(10).await;
    ready(&bed).await;
    let put = async |part| bed.store.put_part(bed.issuer.staging(Scope::Object(id(50), id(60))), part).await;
    assert_eq!(put(part(0, 8)).await.unwrap(), PutPart::Stored);
    assert!(matches!(put(part(1, 3)).await, Err(StoreError::Full)));
    let (one, other) = tokio::join!(put(part(2, 2)), put(part(3, 2)));
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1, "room for one of the two");
    let object = bed.store.object(id(50), id(60)).await.unwrap().unwrap();
    assert_eq!(object.size(), 10);
    assert_eq!(bed.store.object_bytes().await.unwrap(), 10);
}

/// A real full disk: a small tmpfs, where the machine lets us mount one.
#[tokio::test]
async fn full_disk_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"])
        .arg(directory.path())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        eprintln!("may not mount a tmpfs here");
        return;
    }
    let mount = Mount(directory.path().to_owned());
    let database = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", database.path().join("beffroi.sqlite").display());
    let bed = Bed::open(directory, url, None).await;
    ready(&bed).await;
    let put = async |part| bed.store.put_part(bed.issuer.staging(Scope::Object(id(50), id(60))), part).await;
    assert_eq!(put(part(0, 2 << 20)).await.unwrap(), PutPart::Stored);
    assert!(matches!(put(part(1, 2 << 20)).await, Err(StoreError::Full)));
    let object = bed.store.object(id(50), id(60)).await.unwrap().unwrap();
    assert_eq!(object.parts.len(), 1);
    assert_eq!(put(part(1, 1 << 19)).await.unwrap(), PutPart::Stored, "the failed part left no file behind");
    drop(bed.store);
    drop(mount);
}

/// The database's own disk full: an append is refused as full, and what was acknowledged stays.
#[tokio::test]
async fn full_database_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
        .arg(directory.path())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        eprintln!("may not mount a tmpfs here");
        return;
    }
    let mount = Mount(directory.path().to_owned());
    let url = format!("sqlite:{}", directory.path().join("beffroi.sqlite").display());
    let bed = Bed::open(directory, url, None).await;
    ready(&bed).await;
    let mut stored = 1;
    let full = loop {
        let entry =
            EntryRecord { sequence: stored + 1, hash: hash(7), bytes: vec![3; 100_000], received_at: 1 };
        let act = match bed.store.open_act(&act()).await {
            Ok(act) => act,
            Err(error) => break error,
        };
        let permit = bed.issuer.permit(&act, Scope::OrgAppend);
        match bed.store.append_org(permit, &entry, beffroi_store::org::OrgEffect::None).await {
            Ok(_) => stored += 1,
            Err(error) => break error,
        }
        assert!(stored < 1000, "the disk never filled");
    };
    assert!(matches!(full, StoreError::Full), "{full:?}");
    assert_eq!(bed.store.org_head().await.unwrap().unwrap().sequence, stored);
    bed.store.close().await;
    drop(mount);
}

fn act() -> beffroi_store::audit::Act<'static> {
    beffroi_store::audit::Act {
        at: 1,
        name: "org-append",
        account: None,
        device: None,
        subject: None,
        address: "",
        request: "",
    }
}

struct Mount(std::path::PathBuf);

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
