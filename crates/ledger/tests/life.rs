//! The life of a workspace in its log: closed, suspended, emptied, ended.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use beffroi_ledger::workspace::{AccessEntry, CommitDraft, Entry, LinkStatus, OBJECTS_DESTROYED_MAX, Space};
use beffroi_seal::id::ObjectId;
use common::{Room, World, room};

fn refusal(world: &World, room: &Room, author: &str, entries: Vec<AccessEntry>) -> &'static str {
    world.commit_refusal(room, world.hostile_access(room, author, entries))
}

/// What the rules answer to a draft, when it is signed.
fn draft_refusal(
    world: &mut World,
    room: &Room,
    author: &str,
    act: impl FnOnce(CommitDraft) -> CommitDraft,
) -> &'static str {
    let keyring = world.keyring(room, author);
    let draft = act(CommitDraft::new(world.who(author).author()));
    world
        .try_sign(&draft, &room.log, Some(&keyring), author)
        .map_or_else(|error| error.code(), |_| "accepted")
}

fn objects(count: u16) -> Vec<ObjectId> {
    (0..count)
        .map(|number| {
            let mut id = [0; 16];
            id[..2].copy_from_slice(&number.to_be_bytes());
            ObjectId::from_bytes(id)
        })
        .collect()
}

#[test]
fn owners_suspend_and_resume_whatever_else_the_workspace_is() {
    let mut world = World::with_people(50);
    let mut room = room(&mut world);
    for author in ["bob", "carol", "mallory"] {
        assert_ne!(refusal(&world, &room, author, vec![AccessEntry::Suspended]), "accepted", "{author}");
    }
    assert_eq!(refusal(&world, &room, "alice", vec![AccessEntry::Resumed]), "workspace-not-suspended");
    world.act(&mut room, "alice", |draft| draft.close());
    world.act(&mut room, "alice", |draft| draft.suspend());
    assert!(room.log.access().suspended() && room.log.access().closed());
    assert_eq!(refusal(&world, &room, "alice", vec![AccessEntry::Suspended]), "workspace-suspended");
    // The suspension first: it is what stands in the way.
    assert_eq!(refusal(&world, &room, "alice", vec![AccessEntry::Reopened]), "workspace-suspended");
    let destroyed = AccessEntry::ObjectsDestroyed { objects: objects(1) };
    assert_eq!(refusal(&world, &room, "alice", vec![destroyed.clone()]), "workspace-suspended");
    let resumed = draft_refusal(&mut world, &room, "alice", |draft| {
        draft.resume().content(Space::Vault, b"x".to_vec())
    });
    assert_eq!(resumed, "workspace-closed", "no content slips in beside the resumption of a closed one");
    world.act(&mut room, "alice", |draft| draft.resume());
    assert!(!room.log.access().suspended() && room.log.access().closed());
    assert_eq!(refusal(&world, &room, "alice", vec![destroyed]), "workspace-closed");
    world.act(&mut room, "alice", |draft| draft.reopen().content(Space::Vault, b"suite".to_vec()));
    world.act(&mut room, "bob", |draft| draft.content(Space::Vault, b"encore".to_vec()));
}

#[test]
fn owners_destroy_objects_each_once_and_not_too_many() {
    let mut world = World::with_people(51);
    let mut room = room(&mut world);
    let destroyed = |objects| vec![AccessEntry::ObjectsDestroyed { objects }];
    assert_eq!(refusal(&world, &room, "bob", destroyed(objects(1))), "not-owner");
    assert_eq!(refusal(&world, &room, "carol", destroyed(objects(1))), "reader-writes");
    assert_eq!(refusal(&world, &room, "alice", destroyed(vec![objects(1)[0]; 2])), "objects-destroyed-max");
    let most = u16::try_from(OBJECTS_DESTROYED_MAX).unwrap();
    assert_eq!(refusal(&world, &room, "alice", destroyed(objects(most + 1))), "objects-destroyed-max");
    assert_eq!(refusal(&world, &room, "alice", destroyed(objects(most))), "accepted");
    world.act(&mut room, "alice", |draft| {
        draft.destroy_objects(objects(2)).content(Space::Vault, b"x".to_vec())
    });
}

#[test]
fn a_deletion_is_the_last_entry_and_nobody_is_a_member_any_more() {
    let mut world = World::with_people(52);
    let mut room = room(&mut world);
    let link = world.link(1);
    let id = link.link;
    world.act(&mut room, "bob", |draft| draft.open_link(link));
    assert_eq!(refusal(&world, &room, "bob", vec![AccessEntry::Deleted]), "not-owner");
    let twice = vec![AccessEntry::Deleted, AccessEntry::Closed];
    assert_eq!(refusal(&world, &room, "alice", twice), "deletion-not-alone");
    let after = vec![AccessEntry::Closed, AccessEntry::Deleted];
    assert_eq!(refusal(&world, &room, "alice", after), "deletion-not-alone");
    let with_content = draft_refusal(&mut world, &room, "alice", |draft| {
        draft.delete().content(Space::Vault, b"x".to_vec())
    });
    assert_eq!(with_content, "deletion-not-alone");
    world.act(&mut room, "alice", |draft| draft.suspend());
    let last = world.act(&mut room, "alice", |draft| draft.delete());
    let access = room.log.access();
    assert!(access.deleted() && access.members().next().is_none());
    assert_eq!(access.link(id).unwrap().status, LinkStatus::Closed);
    for name in ["alice", "bob", "carol"] {
        assert_eq!(access.removed(world.account(name)), Some(last.head()), "{name} may read to the end");
        let write = refusal(&world, &room, name, vec![AccessEntry::Reopened]);
        assert_eq!(write, "not-member");
    }
    assert!(matches!(last.commit().body().entries.as_slice(), [Entry::Access(AccessEntry::Deleted)]));
}
