//! The organisation log through HTTP.

use beffroi_ledger::org::{OrgBody, OrgLog, Profile};
use beffroi_seal::receipt::{ReceiptKind, SignedReceipt};
use beffroi_seal::{Digest, cbor};
use beffroi_wire::organisation::{Appended, LogPage, OrganisationInfo};
use beffroi_wire::workspace::WorkspaceCreated;
use beffroi_wire::{codes, routes};

use crate::support::Town;

#[tokio::test]
async fn the_log_is_served_and_verifies() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let page: LogPage = town.get_as("bob", &routes::org_log_from(0)).await.json();
    let mut log = OrgLog::new(town.fingerprint);
    log.extend_encoded(page.entries.iter().map(|entry| entry.as_slice().to_vec())).unwrap();
    assert_eq!(log.head(), town.org.head());
    assert_eq!(page.head.unwrap().sequence, 2);
    let tail: LogPage = town.get_as("bob", "/api/v1/org/log?from=1&limit=1").await.json();
    assert_eq!(tail.entries, page.entries[1..2]);
    let beyond: LogPage = town.get_as("bob", &routes::org_log_from(99)).await.json();
    assert!(beyond.entries.is_empty() && beyond.head.is_some());
}

#[tokio::test]
async fn appends_compare_and_swap() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let bob = town.people["bob"].account;
    let (one, other) = (
        town.draft("alice", OrgBody::AccountSuspended { account: bob }),
        town.draft("alice", OrgBody::AccountDeleted { account: bob }),
    );
    let digest = one.digest();
    let appended: Appended = town.append("alice", one).await.json();
    assert_eq!((appended.head.sequence, appended.head.hash), (3, digest));
    let conflict = town.append("alice", other).await;
    assert_eq!(conflict.outcome(), (409, codes::CONFLICT.to_owned()));
    assert_eq!(conflict.error().text("hash"), Some(digest.to_string().as_str()));
    let info: OrganisationInfo = town.get(routes::ORGANISATION).await.json();
    let receipt: SignedReceipt = cbor::decode(appended.receipt.as_slice()).unwrap();
    let attested = receipt.verify_for(&info.platform_key, ReceiptKind::OrganisationEntry, &digest).unwrap();
    assert_eq!((attested.sequence, attested.taken_at_unix_s), (3, town.now() / 1000));
}

#[tokio::test]
async fn rules_refuse_by_name() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let alice = town.people["alice"].account;
    let entry = town.draft("bob", OrgBody::AccountSuspended { account: alice });
    assert_eq!(town.append("bob", entry).await.outcome(), (422, "not-administrator".to_owned()));
    let entry = town.draft("alice", OrgBody::AdministratorRemoved { account: alice });
    assert_eq!(town.append("alice", entry).await.outcome(), (422, "last-administrator".to_owned()));
    // An entry that is right in itself, sent by somebody else than its author.
    let entry = town.draft("alice", OrgBody::AccountSuspended { account: town.people["bob"].account });
    assert_eq!(town.append("bob", entry).await.outcome(), (422, codes::WRONG_SUBJECT.to_owned()));
    let garbage = beffroi_wire::organisation::OrgAppendRequest { entry: vec![1, 2, 3].into() };
    assert_eq!(town.post_as("alice", routes::ORG_LOG, &garbage).await.outcome().0, 422);
    let workspace = beffroi_seal::id::WorkspaceId::make(&mut town.rng);
    let lonely = OrgBody::WorkspaceCreated { workspace, owner: alice, genesis: Digest::of(b"x") };
    let entry = town.draft("alice", lonely);
    assert_eq!(town.append("alice", entry).await.outcome().1, codes::WRONG_SUBJECT, "without its commit");
}

#[tokio::test]
async fn a_sole_owner_is_not_deleted() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let room = town.room("bob").await;
    let bob = town.people["bob"].account;
    let entry = town.draft("alice", OrgBody::AccountDeleted { account: bob });
    let refused = town.append("alice", entry).await;
    assert_eq!(refused.outcome(), (409, codes::SOLE_OWNER.to_owned()));
    assert_eq!(refused.error().params["workspaces"][0], room.workspace.to_string());
}

#[tokio::test]
async fn creation_moves_both_logs_or_neither() {
    let mut town = Town::new().await;
    let (_, mut request, entry) = town.new_room("alice");
    let (_, other, _) = town.new_room("alice");
    let whole = request.commit.clone();
    request.commit = other.commit;
    assert_eq!(town.post_as("alice", routes::WORKSPACES, &request).await.status, 422);
    let page: LogPage = town.get_as("alice", &routes::org_log_from(1)).await.json();
    assert!(page.entries.is_empty(), "the entry did not move alone");
    request.commit = whole;
    let created: WorkspaceCreated = town.post_as("alice", routes::WORKSPACES, &request).await.json();
    assert_eq!((created.org_head.sequence, created.org_head.hash), (1, entry.digest()));
    assert_eq!(town.post_as("alice", routes::WORKSPACES, &request).await.outcome().1, codes::CONFLICT);
}
