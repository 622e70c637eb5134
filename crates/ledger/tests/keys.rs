//! Keys and slots: nothing opens, and nothing verifies, in the place of something else.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::collections::BTreeMap;

use beffroi_ledger::Signed;
use beffroi_ledger::org::OrgBody;
use beffroi_ledger::workspace::{
    AccessEntry, Entry, Keyring, Role, Space, WorkspaceLog, content_slot, epoch_history_slot,
    epoch_wrap_slot, rotate,
};
use beffroi_seal::SealingKey;
use beffroi_seal::id::{AccountId, OrganisationId, WorkspaceId};
use beffroi_seal::keys::EpochKey;
use beffroi_seal::unverified::Unverified;
use common::{World, altered_commit, room};

#[test]
fn content_cannot_be_pasted_elsewhere() {
    // X9, X10, X17 by a member: the only one who can sign a commit with stolen entries.
    let mut world = World::with_people(10);
    let mut room = room(&mut world);
    let stolen = room.commits[2].body().entries[0].clone();
    let twice = world.hostile(&room, "bob", vec![stolen, room.commits[4].body().entries[0].clone()]);
    let twice = world.sign_raw("bob", twice);
    let accepted = world.append(&mut room, twice);
    let opened = world.keyring(&room, "carol").open_content(&accepted);
    assert_eq!(opened.entries, []);
    let codes: Vec<_> = opened.anomalies.iter().map(|anomaly| (anomaly.code, anomaly.meta.account)).collect();
    assert_eq!(codes, [("content-unreadable", world.account("bob")); 2]);
    // Swapped inside one commit.
    let honest = world.act(&mut room, "bob", |draft| {
        draft.content(Space::Vault, b"a".to_vec()).content(Space::Vault, b"b".to_vec())
    });
    let swapped = altered_commit(honest.commit(), &world.who("bob").device_keys.signing, |commit| {
        commit.entries.swap(0, 1)
    });
    let mut log = WorkspaceLog::new(world.organisation, room.workspace);
    log.extend_encoded(world.state(), &room.encoded()[..6]).complete().unwrap();
    let accepted = log.take(world.state(), Unverified::new(swapped)).unwrap();
    let opened = world.keyring(&room, "carol").open_content(&accepted);
    assert_eq!((opened.entries.len(), opened.anomalies.len()), (0, 2));
    // Sealed properly, but not an envelope.
    let keyring = world.keyring(&room, "bob");
    let access = room.log.access();
    let previous = access.head().map(|head| head.hash);
    let slot = content_slot(world.organisation, room.workspace, previous, access.next_sequence(), 0);
    let record = keyring.entry_key(1).unwrap().seal(&slot, b"\xa0", &mut world.rng);
    let malformed = world.hostile(&room, "bob", vec![Entry::Content(record)]);
    let malformed = world.sign_raw("bob", malformed);
    let accepted = world.append(&mut room, malformed);
    assert_eq!(world.keyring(&room, "carol").open_content(&accepted).anomalies[0].code, "content-malformed");
}

#[test]
fn keys_that_are_not_the_published_ones_are_refused_by_name() {
    // X3: not even an owner slips another key to one member unseen.
    let mut world = World::with_people(11);
    let room = room(&mut world);
    let members: Vec<(AccountId, Role)> =
        room.log.access().members().map(|(account, member)| (account, member.role)).collect();
    let sealing: BTreeMap<AccountId, SealingKey> = members
        .iter()
        .map(|(account, _)| (*account, world.state().sealing_key(*account).unwrap().clone()))
        .collect();
    let with_keys: BTreeMap<AccountId, (Role, &SealingKey)> =
        members.iter().map(|(account, role)| (*account, (*role, &sealing[account]))).collect();
    let current = world.keyring(&room, "alice");
    let (organisation, workspace, bob) = (world.organisation, room.workspace, world.account("bob"));
    let mut rng = world.rng.clone();
    let (honest, key) =
        rotate(organisation, workspace, 2, current.epoch_key(1), &with_keys, &mut rng).unwrap();
    let mut ghost = honest.clone();
    let other = EpochKey::make(&mut rng);
    let slot = epoch_wrap_slot(organisation, workspace, 2, bob);
    let at = members.iter().position(|(account, _)| *account == bob).unwrap();
    ghost.wraps[at].sealed = sealing[&bob].seal_key(&slot, &other, &mut rng).unwrap();
    let mut elsewhere = honest.clone();
    let wrong_slot = epoch_wrap_slot(organisation, workspace, 3, bob);
    elsewhere.wraps[at].sealed = sealing[&bob].seal_key(&wrong_slot, &key, &mut rng).unwrap();
    let mut history = honest.clone();
    let slot = epoch_history_slot(organisation, workspace, 2);
    history.previous = Some(other.history_key().wrap(&slot, &other, &mut rng));
    let mut replaced = honest.clone();
    replaced.previous = Some(key.history_key().wrap(&slot, &other, &mut rng));
    let cases = [
        (honest, "unlocked"),
        (ghost, "keyring-commitment-mismatch"),
        (elsewhere, "keyring-wrap-refused"),
        (history, "keyring-history-refused"),
        (replaced, "keyring-commitment-mismatch"),
    ];
    for (opening, expected) in cases {
        let mut log = room.log.clone();
        let mut commit =
            world.hostile(&room, "alice", vec![Entry::Access(AccessEntry::EpochOpened { opening })]);
        commit.epoch = 2;
        let commit = world.sign_raw("alice", commit);
        log.take(world.state(), Unverified::new(commit.clone())).unwrap();
        let bob_keys = &world.who("bob").keys;
        match Keyring::unlock(bob_keys, bob, &log) {
            Ok(keyring) => {
                assert_eq!(expected, "unlocked");
                assert_eq!(keyring.epoch_key(2).unwrap().commitment(), key.commitment());
                assert!(keyring.epoch_key(0).is_some() && keyring.epoch_key(3).is_none());
            }
            Err(error) => {
                assert_eq!(error.code(), expected);
                let named = error.to_string().contains(&commit.digest().to_string());
                // A replaced history is noticed one epoch below, where the published digest stands.
                let below = error.to_string().contains(&room.commits[3].digest().to_string());
                assert!(named || below, "{error}");
            }
        }
    }
    let stranger = world.who("mallory");
    assert_eq!(
        Keyring::unlock(&stranger.keys, stranger.account, &room.log).unwrap_err().code(),
        "keyring-no-key"
    );
    let wrong_keys = Keyring::unlock(&stranger.keys, bob, &room.log);
    assert_eq!(wrong_keys.unwrap_err().code(), "keyring-wrap-refused");
}

#[test]
fn every_slot_is_its_own() {
    // X17: one key, every slot, every other slot.
    let mut world = World::with_people(12);
    let room = room(&mut world);
    let (organisation, workspace) = (world.organisation, room.workspace);
    let (alice, device) = (world.account("alice"), world.who("alice").device);
    let hash = Some(room.commits[0].digest());
    let slots = [
        content_slot(organisation, workspace, hash, 1, 0),
        content_slot(organisation, workspace, hash, 1, 1),
        content_slot(organisation, workspace, hash, 2, 0),
        content_slot(organisation, workspace, None, 1, 0),
        content_slot(organisation, WorkspaceId::from_bytes([1; 16]), hash, 1, 0),
        content_slot(OrganisationId::from_bytes([1; 16]), workspace, hash, 1, 0),
        epoch_wrap_slot(organisation, workspace, 1, alice),
        epoch_wrap_slot(organisation, workspace, 2, alice),
        epoch_wrap_slot(organisation, workspace, 1, world.account("bob")),
        epoch_history_slot(organisation, workspace, 1),
        epoch_history_slot(organisation, workspace, 2),
        beffroi_ledger::org::person_slot(organisation, alice),
        beffroi_ledger::org::device_name_slot(organisation, device),
        beffroi_ledger::org::directory_wrap_slot(organisation, alice),
        beffroi_ledger::org::organisation_wrap_slot(organisation, alice),
    ];
    let key = beffroi_seal::RecordKey::make(&mut world.rng);
    for (from, one) in slots.iter().enumerate() {
        let record = key.seal(one, b"x", &mut world.rng);
        for (to, other) in slots.iter().enumerate() {
            assert_eq!(key.open(other, &record).is_ok(), from == to, "{from} into {to}");
        }
    }
}

#[test]
fn no_signed_structure_passes_for_another() {
    // X17: every signed type into every other type's place.
    let mut world = World::with_people(13);
    let room = room(&mut world);
    let OrgBody::Genesis { statement, administrator, device } = &world.entries[0].body().body else {
        panic!()
    };
    let intake = world.intake_statement(&room, "alice");
    let encoded: Vec<(&str, Vec<u8>)> = vec![
        ("organisation", statement.encoded().to_vec()),
        ("account", administrator.certificate.encoded().to_vec()),
        ("device", device.encoded().to_vec()),
        ("entry", world.entries[1].encoded().to_vec()),
        ("commit", room.commits[1].encoded().to_vec()),
        ("intake", intake.encoded().to_vec()),
        ("deposit", world.deposit_statement(&room, "alice", 0).encoded().to_vec()),
    ];
    fn reads<T: beffroi_ledger::SignedBody>(bytes: &[u8]) -> bool {
        Signed::<T>::decode(bytes).is_ok()
    }
    for (name, bytes) in &encoded {
        let read = [
            ("organisation", reads::<beffroi_ledger::org::OrganisationStatement>(bytes)),
            ("account", reads::<beffroi_ledger::org::AccountCertificate>(bytes)),
            ("device", reads::<beffroi_ledger::org::DeviceCertificate>(bytes)),
            ("entry", reads::<beffroi_ledger::org::OrgEntry>(bytes)),
            ("commit", reads::<beffroi_ledger::workspace::Commit>(bytes)),
            ("intake", reads::<beffroi_ledger::intake::IntakeStatement>(bytes)),
            ("deposit", reads::<beffroi_ledger::intake::DepositStatement>(bytes)),
        ];
        for (place, accepted) in read {
            assert_eq!(accepted, place == *name, "{name} in the place of {place}");
        }
    }
    // And the signature of one kind never holds for another, even over the same bytes.
    let key = &world.who("bob").device_keys.signing;
    let commit = world.hostile(&room, "bob", room.commits[4].body().entries.clone());
    let payload = beffroi_seal::cbor::encode(&commit).unwrap();
    let kinds = [
        "commit",
        "org-entry",
        "device-cert",
        "account-cert",
        "intake-statement",
        "deposit-statement",
        "request",
    ];
    let public = key.verifying_key();
    for kind in kinds {
        let context = beffroi_ledger::SignedBody::context(&commit).kind(kind);
        let signature = key.sign(&context, &payload);
        let bytes = beffroi_seal::cbor::encode(&(serde_bytes::Bytes::new(&payload), signature)).unwrap();
        let signed = common::decoded::<beffroi_ledger::workspace::Commit>(&bytes).unwrap();
        assert_eq!(signed.verify(&public).is_ok(), kind == "commit", "{kind}");
    }
}
