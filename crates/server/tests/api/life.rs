//! Workspaces suspended and deleted, objects destroyed, through HTTP.

use beffroi_ledger::org::Profile;
use beffroi_ledger::workspace::{CommitDraft, Role};
use beffroi_seal::id::ObjectId;
use beffroi_wire::organisation::LogPage;
use beffroi_wire::workspace::WorkspaceList;
use beffroi_wire::{codes, routes};

use crate::support::{DAY, Room, Town};

/// Alice's room, with Bob as a member, Carol as a stranger, and one object.
async fn town_with_room() -> (Town, Room, ObjectId) {
    let mut town = Town::new().await;
    let mut room = town.room("alice").await;
    for name in ["bob", "carol"] {
        town.join(name, Profile::User).await;
    }
    let bob = town.people["bob"].account;
    assert_eq!(town.act(&mut room, "alice", |draft| draft.add_member(bob, Role::Member)).await.status, 200);
    let object = town.upload(&room, "bob", &[b"bytes"]).await;
    (town, room, object)
}

#[tokio::test]
async fn a_suspended_workspace_gives_its_objects_to_owners_alone() {
    let (mut town, mut room, object) = town_with_room().await;
    let path = routes::object(room.workspace, object);
    let suspended = (403, codes::WORKSPACE_SUSPENDED.to_owned());
    assert_eq!(town.act(&mut room, "alice", CommitDraft::suspend).await.status, 200);
    assert_eq!(town.get_as("bob", &path).await.outcome(), suspended);
    assert_eq!(town.get_as("alice", &path).await.body, b"bytes");
    assert_eq!(town.get_as("carol", &path).await.outcome(), (404, codes::NOT_FOUND.to_owned()));
    let fresh = ObjectId::make(&mut town.rng);
    for writer in ["alice", "bob"] {
        assert_eq!(town.put_part(&room, writer, fresh, 0, b"x").await.outcome(), suspended, "{writer}");
    }
    // Its log is read: whoever is a member learns why.
    let log = town.get_as("bob", &routes::workspace_log(room.workspace)).await;
    assert_eq!(log.json::<LogPage>().entries.len(), room.log.access().next_sequence() as usize);
    town.restart().await;
    assert_eq!(town.get_as("bob", &path).await.outcome(), suspended, "however long it lasts");
    assert_eq!(town.act(&mut room, "alice", CommitDraft::resume).await.status, 200);
    assert_eq!(town.get_as("bob", &path).await.body, b"bytes");
}

#[tokio::test]
async fn destroyed_objects_are_gone_at_once() {
    let (mut town, mut room, object) = town_with_room().await;
    let kept = town.upload(&room, "bob", &[b"kept"]).await;
    let elsewhere = town.room("carol").await;
    let foreign = town.upload(&elsewhere, "carol", &[b"hers"]).await;
    let before = town.store().object_bytes().await.unwrap();
    let answer = town.act(&mut room, "alice", |draft| draft.destroy_objects(vec![object, foreign])).await;
    assert_eq!(answer.status, 200);
    assert_eq!(town.get_as("alice", &routes::object(room.workspace, object)).await.status, 404);
    assert_eq!(town.get_as("bob", &routes::object(room.workspace, kept)).await.body, b"kept");
    let hers = routes::object(elsewhere.workspace, foreign);
    assert_eq!(town.get_as("carol", &hers).await.body, b"hers", "only of one's own workspace");
    assert_eq!(town.store().object_bytes().await.unwrap(), before - 5);
}

#[tokio::test]
async fn a_deleted_workspace_is_not_found_and_its_log_is_read_for_a_month() {
    let (mut town, mut room, object) = town_with_room().await;
    assert_eq!(town.act(&mut room, "alice", CommitDraft::delete).await.status, 200);
    let end = room.log.head().unwrap();
    assert_eq!(town.store().object_bytes().await.unwrap(), 0);
    let log = routes::workspace_log(room.workspace);
    for name in ["alice", "bob"] {
        let list: WorkspaceList = town.get_as(name, routes::WORKSPACES).await.json();
        assert!(list.workspaces.is_empty(), "{name}");
        assert_eq!(town.get_as(name, &routes::object(room.workspace, object)).await.status, 404);
        let read: LogPage = town.get_as(name, &log).await.json();
        assert_eq!(
            read.head.map(|head| (head.sequence, head.hash)),
            Some((end.sequence, end.hash)),
            "{name}"
        );
        assert_eq!(read.entries.len() as u64, end.sequence + 1);
    }
    assert_eq!(town.get_as("carol", &log).await.status, 404);
    town.pass(29 * DAY);
    town.restart().await;
    assert_eq!(sign_in_and_read(&mut town, &log).await, 200);
    town.pass(2 * DAY);
    town.restart().await;
    assert_eq!(sign_in_and_read(&mut town, &log).await, 404);
}

/// Sessions end sooner than logs.
async fn sign_in_and_read(town: &mut Town, log: &str) -> u16 {
    town.sign_in("bob").await;
    town.get_as("bob", log).await.status
}

#[tokio::test]
async fn the_desk_of_the_public_is_not_deleted_under_its_feet() {
    let mut town = Town::new().await;
    let mut desk = town.desk("alice").await;
    let answer = town.act(&mut desk, "alice", CommitDraft::delete).await;
    assert_eq!(answer.outcome(), (403, codes::FORBIDDEN.to_owned()));
    assert_eq!(answer.error().params["needs"], serde_json::json!("another-intake"));
    assert_eq!(town.act(&mut desk, "alice", CommitDraft::suspend).await.status, 200);
    let deposit = town.send("POST", routes::INTAKE_DEPOSITS, &[], vec![]).await;
    assert_eq!(deposit.outcome(), (404, codes::INTAKE_CLOSED.to_owned()));
}
