//! Documents through the real log: several people, conflicts, keys, and a client that breaks the rules.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../../ledger/tests/common/mod.rs"]
mod common;

use beffroi_ledger::workspace::{AcceptedCommit, CommitDraft, Keyring, Role, WorkspaceLog};
use beffroi_seal::Digest;
use beffroi_seal::id::{DocumentId, ObjectId, VersionId};
use beffroi_seal::keys::FileKey;
use beffroi_seal::unverified::Unverified;
use beffroi_vault::{FileVersion, Item, VaultEntry, VaultState, WrappedFileKey};
use common::{Room, World};

fn document(
    world: &mut World,
    room: &Room,
    keyring: &Keyring,
    name: &str,
) -> (VaultEntry, DocumentId, Digest) {
    let rng = &mut world.rng;
    let (document, version) = (DocumentId::make(rng), VersionId::make(rng));
    let key = FileKey::make(rng);
    let epoch = room.log.access().epoch();
    let place = (world.organisation, room.workspace, document, version);
    let file_key = WrappedFileKey::wrap(&key, epoch, &keyring.file_wrap(epoch).unwrap(), place, rng);
    let file = FileVersion {
        version,
        object: ObjectId::make(rng),
        file_key,
        size: 3,
        media_type: "text/plain".to_owned(),
        ciphertext_digest: Digest::of(b"c"),
        plaintext_digest: Digest::of(b"p"),
        parts: vec![Digest::of(b"c")],
    };
    let name = name.to_owned();
    let entry = VaultEntry::DocumentAdded { document, folder: None, name, version: Box::new(file) };
    (entry, document, secret_digest(&key))
}

fn secret_digest(key: &FileKey) -> Digest {
    use beffroi_seal::ExportSecret as _;
    Digest::of(key.export_secret())
}

fn add(draft: CommitDraft, entry: &VaultEntry) -> CommitDraft {
    let envelope = entry.envelope();
    draft.content(envelope.space, envelope.body.into_vec())
}

fn tree(keyring: &Keyring, accepted: &[AcceptedCommit]) -> VaultState {
    let mut state = VaultState::default();
    for commit in accepted {
        let opened = keyring.open_content(commit);
        assert!(opened.anomalies.is_empty());
        opened.entries.iter().for_each(|plain| {
            state.take(plain, false);
        });
    }
    state
}

fn whole(world: &World, room: &Room, name: &str) -> (Keyring, VaultState) {
    let mut log = WorkspaceLog::new(world.organisation, room.workspace);
    let accepted = log.extend_encoded(world.state(), room.encoded()).complete().unwrap();
    let someone = world.who(name);
    let keyring = Keyring::unlock(&someone.keys, someone.account, &log).unwrap();
    let state = tree(&keyring, &accepted);
    (keyring, state)
}

#[test]
fn two_people_add_one_name_at_once_and_everybody_sees_both() {
    let mut world = World::with_people(1);
    let mut room = common::room(&mut world);
    let (alices, bobs) = (world.keyring(&room, "alice"), world.keyring(&room, "bob"));
    let (first, one, _) = document(&mut world, &room, &alices, "rapport.pdf");
    let (second, other, secret) = document(&mut world, &room, &bobs, "Rapport.pdf");
    let stale = room.log.clone();
    world.act(&mut room, "alice", |draft| add(draft, &first));
    let draft = add(CommitDraft::new(world.who("bob").author()), &second);
    let late = world.sign(&draft, &stale, Some(&bobs), "bob");
    assert_eq!(world.commit_refusal(&room, late), "conflict");
    let again = world.sign(&draft, &room.log, Some(&bobs), "bob");
    world.append(&mut room, again);
    // An owner changes the key; a reader who comes from history still opens the file's key.
    world.act(&mut room, "alice", CommitDraft::rotate);
    let states: Vec<_> = ["alice", "bob", "carol"].map(|name| whole(&world, &room, name)).into();
    for (keyring, state) in &states {
        assert_eq!(state, &states[0].1);
        assert_eq!(state.document(one).unwrap().name().as_str(), "rapport.pdf");
        let document = state.document(other).unwrap();
        assert_eq!(document.name().as_str(), "Rapport (2).pdf");
        assert_eq!(document.added().account, world.account("bob"));
        let version = document.current();
        let place = (world.organisation, room.workspace, other, version.file.version);
        let key = version.file.file_key.unwrap(keyring, place).unwrap();
        assert_eq!(secret_digest(&key), secret);
        // X9, X17: not in the place of another document or version.
        let elsewhere = (world.organisation, room.workspace, one, version.file.version);
        assert_eq!(version.file.file_key.unwrap(keyring, elsewhere).unwrap_err().code(), "file-key-refused");
        let mut wrong_epoch = version.file.file_key.clone();
        wrong_epoch.epoch = 0;
        assert_eq!(wrong_epoch.unwrap(keyring, place).unwrap_err().code(), "file-key-refused");
        wrong_epoch.epoch = 9;
        assert_eq!(wrong_epoch.unwrap(keyring, place).unwrap_err().code(), "file-key-epoch-locked");
    }
}

#[test]
fn a_reader_and_a_stranger_change_nothing() {
    // X11: what a non-member or a reader signs is never shown.
    let mut world = World::with_people(2);
    let mut room = common::room(&mut world);
    let keyring = world.keyring(&room, "carol");
    let (entry, document, _) = document(&mut world, &room, &keyring, "planté.pdf");
    let draft = add(CommitDraft::new(world.who("carol").author()), &entry);
    let error = world.try_sign(&draft, &room.log, Some(&keyring), "carol").unwrap_err();
    assert_eq!(error.code(), "reader-writes");
    // The same, by a client that does not ask.
    let previous = room.log.access().head().map(|head| head.hash);
    let slot = beffroi_ledger::workspace::content_slot(world.organisation, room.workspace, previous, 5, 0);
    let record = keyring.entry_key(1).unwrap().seal(&slot, &entry.envelope().encode(), &mut world.rng);
    let commit = world.hostile(&room, "carol", vec![beffroi_ledger::workspace::Entry::Content(record)]);
    let commit = world.sign_raw("carol", commit);
    let refused = room.log.take(world.state(), Unverified::new(commit)).unwrap_err();
    assert_eq!((refused.sequence, refused.code()), (5, "reader-writes"));
    let (_, state) = whole(&world, &room, "bob");
    assert_eq!(state.document(document), None);
    assert_eq!(state.path(Item::Document(document)), Vec::<&beffroi_vault::Name>::new());
}

#[test]
fn a_guest_added_after_a_cut_cannot_open_earlier_files() {
    let mut world = World::with_people(3);
    let mut room = common::room(&mut world);
    let alices = world.keyring(&room, "alice");
    let (before, earlier, _) = document(&mut world, &room, &alices, "avant.pdf");
    world.act(&mut room, "alice", |draft| add(draft, &before));
    let gus = world.account("gus");
    world.act(&mut room, "alice", |draft| draft.rotate_and_cut().add_member(gus, Role::Reader));
    let alices = world.keyring(&room, "alice");
    let (after, later, _) = document(&mut world, &room, &alices, "après.pdf");
    world.act(&mut room, "alice", |draft| add(draft, &after));
    let mut log = WorkspaceLog::new(world.organisation, room.workspace);
    let accepted = log.extend_encoded(world.state(), room.encoded()).complete().unwrap();
    let someone = world.who("gus");
    let keyring = Keyring::unlock(&someone.keys, someone.account, &log).unwrap();
    let mut state = VaultState::default();
    for plain in accepted.iter().flat_map(|commit| keyring.open_content(commit).entries) {
        state.take(&plain, false);
    }
    assert!(state.document(earlier).is_none() && state.document(later).is_some());
}
