//! The organisation log: what joins it, what is refused, and what a lying server cannot do to it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use beffroi_ledger::org::{
    AccountStatus, Enrolment, InvitationSecret, OrgBody, OrgDraft, OrgFault, OrgLog, Person, Profile,
    Relation, SignedOrgEntry, directory_wrap_slot, email_digest, fingerprint_of, organisation_of,
    organisation_wrap_slot,
};
use beffroi_ledger::{Signed, SignedBody};
use beffroi_seal::id::{AccountId, DeviceId, InvitationId, OrganisationId, WorkspaceId};
use beffroi_seal::keys::DirectoryKey;
use beffroi_seal::unverified::Unverified;
use beffroi_seal::{Digest, SigningKey};
use common::{World, altered_entry, at};

fn unverified(entries: &[SignedOrgEntry]) -> Vec<Unverified<SignedOrgEntry>> {
    entries.iter().cloned().map(Unverified::new).collect()
}

#[test]
fn a_log_is_verified_from_its_fingerprint_alone() {
    let world = World::with_people(1);
    let log = OrgLog::verify(world.fingerprint, None, unverified(&world.entries)).unwrap();
    let state = log.state();
    assert_eq!(state.name(), Some("Commune de Sainte-Épreuve"));
    assert_eq!(state.zone(), Some("Europe/Paris"));
    assert_eq!(state.len(), 9);
    assert!(state.is_administrator(world.account("alice")));
    assert!(!state.is_administrator(world.account("bob")));
    assert_eq!(state.account(world.account("gus")).unwrap().profile(), Profile::Guest);
    assert_eq!(
        state.account_by_email(&email_digest(world.organisation, " Bob@Example.FR ")),
        Some(world.account("bob"))
    );
    assert_eq!(log.head(), Some(world.head()));
    let mut other = OrgLog::new(world.fingerprint);
    other.extend_encoded(world.encoded()).unwrap();
    assert_eq!(other.state(), state);
}

#[test]
fn members_read_names_and_an_administrator_named_later_gets_the_key() {
    let mut world = World::with_people(2);
    let (bob, organisation) = (world.account("bob"), world.organisation);
    let slot = organisation_wrap_slot(organisation, bob);
    let sealing = world.state().sealing_key(bob).unwrap().clone();
    let organisation_wrap = sealing.seal_key(&slot, &world.organisation_key, &mut world.rng).unwrap();
    world.say("alice", OrgBody::AdministratorNamed { account: bob, organisation_wrap });
    assert!(world.state().is_administrator(bob));

    let record = world.state().account(bob).unwrap();
    let opening = &world.who("bob").keys.opening;
    let key: SigningKey = opening.open_key(&slot, record.organisation_wrap.as_ref().unwrap()).unwrap();
    assert_eq!(key.verifying_key(), *world.state().organisation_key().unwrap());
    let wrap = record.directory_wrap.as_ref().unwrap();
    let directory: DirectoryKey = opening.open_key(&directory_wrap_slot(organisation, bob), wrap).unwrap();
    let alice = world.account("alice");
    let person =
        Person::open(organisation, alice, &directory, &world.state().account(alice).unwrap().person).unwrap();
    assert_eq!(person.given_name, "alice");
    // A record does not open in the place of another person's.
    let swapped = Person::open(organisation, bob, &directory, &world.state().account(alice).unwrap().person);
    assert_eq!(swapped.unwrap_err().code(), "person-unreadable");

    world.say("bob", OrgBody::AdministratorRemoved { account: alice });
    assert!(!world.state().is_administrator(alice));
    assert_eq!(world.state().account(alice).unwrap().profile_at(0), Some(Profile::Administrator));
}

#[test]
fn rights_are_judged_by_position() {
    let mut world = World::with_people(3);
    let before = world.head().sequence;
    let (bob, device) = (world.account("bob"), world.who("bob").device);
    world.say("alice", OrgBody::AccountSuspended { account: bob });
    world.say("alice", OrgBody::AccountResumed { account: bob });
    world.say("bob", OrgBody::DeviceRevoked { device });
    world.say("alice", OrgBody::AccountDeleted { account: bob });
    let state = world.state();
    let valid: Vec<bool> =
        (before..state.len()).map(|place| state.device_valid_at(device, place).is_some()).collect();
    assert_eq!(valid, [true, false, true, false, false]);
    assert!(state.device_valid_at(device, 1).is_none(), "enrolled, but the device joined after");
    let record = state.account(bob).unwrap();
    assert_eq!(record.status_at(before + 1), Some(AccountStatus::Suspended));
    assert_eq!(record.status_at(before + 3), Some(AccountStatus::Active));
    assert_eq!(record.status(), AccountStatus::Deleted);
    // The address is free again; the keys never are.
    assert_eq!(state.account_by_email(&record.certificate.email_digest), None);
    let again = world.people.remove("bob").unwrap();
    let enrolled = world.enrolled(&again, Profile::User);
    assert_eq!(world.refusal(world.draft("alice", enrolled)), "account-exists");
    let renamed = common::Someone { account: AccountId::make(&mut world.rng), ..again };
    let enrolled = world.enrolled(&renamed, Profile::User);
    assert_eq!(world.refusal(world.draft("alice", enrolled)), "key-reused");
    let fresh = world.someone("bob");
    let enrolled = world.enrolled(&fresh, Profile::User);
    assert_eq!(world.refusal(world.draft("alice", enrolled)), "accepted");
}

#[test]
fn each_rule_refuses_with_its_code() {
    let mut world = World::with_people(4);
    let newcomer = world.someone("nina");
    let other = World::new(5);
    let (alice, bob, carol, gus) =
        (world.account("alice"), world.account("bob"), world.account("carol"), world.account("gus"));
    let (alice_device, bob_device) = (world.who("alice").device, world.who("bob").device);
    let nobody = AccountId::from_bytes([9; 16]);
    let workspace = WorkspaceId::make(&mut world.rng);
    let genesis = Digest::of(b"first commit");

    // Who may say what.
    let enrolled = world.enrolled(&newcomer, Profile::User);
    assert_eq!(world.refusal(world.draft("alice", enrolled.clone())), "accepted");
    assert_eq!(world.refusal(world.draft("bob", enrolled.clone())), "not-administrator");
    assert_eq!(
        world.refusal(world.signed("mallory", alice_device, enrolled.clone())),
        "org-signature-refused"
    );
    assert_eq!(
        world.refusal(world.signed("mallory", DeviceId::from_bytes([8; 16]), enrolled.clone())),
        "device-unknown"
    );
    let cases = [
        ("bob", OrgBody::AccountSuspended { account: carol }, "not-administrator"),
        ("bob", OrgBody::AccountDeleted { account: carol }, "not-administrator"),
        (
            "bob",
            OrgBody::RelationRaised { account: carol, relation: Relation::Verified },
            "not-administrator",
        ),
        ("bob", OrgBody::AdministratorRemoved { account: alice }, "not-administrator"),
        ("bob", OrgBody::DeviceRevoked { device: alice_device }, "not-yours"),
        ("bob", OrgBody::DeviceRevoked { device: bob_device }, "accepted"),
        ("alice", OrgBody::DeviceRevoked { device: bob_device }, "accepted"),
        ("alice", OrgBody::DeviceRevoked { device: DeviceId::from_bytes([7; 16]) }, "device-unknown"),
        ("alice", OrgBody::AccountSuspended { account: nobody }, "account-unknown"),
        ("alice", OrgBody::AccountSuspended { account: alice }, "last-administrator"),
        ("alice", OrgBody::AccountDeleted { account: alice }, "last-administrator"),
        ("alice", OrgBody::AdministratorRemoved { account: alice }, "last-administrator"),
        ("alice", OrgBody::AdministratorRemoved { account: bob }, "profile-refused"),
        ("alice", OrgBody::AccountResumed { account: bob }, "account-status-unchanged"),
        ("alice", OrgBody::RelationRaised { account: bob, relation: Relation::Verified }, "accepted"),
        (
            "alice",
            OrgBody::RelationRaised { account: bob, relation: Relation::ByLink },
            "relation-not-raised",
        ),
        ("bob", OrgBody::WorkspaceCreated { workspace, owner: bob, genesis }, "accepted"),
        ("bob", OrgBody::WorkspaceCreated { workspace, owner: carol, genesis }, "not-yours"),
        ("gus", OrgBody::WorkspaceCreated { workspace, owner: gus, genesis }, "profile-refused"),
    ];
    for (author, body, expected) in cases {
        let kind = body.kind();
        assert_eq!(world.refusal(world.draft(author, body)), expected, "{author} says {kind}");
    }
    let person = world.state().account(carol).unwrap().person.clone();
    let updated = OrgBody::PersonUpdated { account: carol, person };
    assert_eq!(world.refusal(world.draft("bob", updated.clone())), "not-yours");
    assert_eq!(world.refusal(world.draft("carol", updated.clone())), "accepted");
    assert_eq!(world.refusal(world.draft("alice", updated)), "accepted");

    // An enrolment.
    let OrgBody::AccountEnrolled { enrolment, invitation, proof, relation } = enrolled.clone() else {
        panic!()
    };
    let with = |enrolment: Enrolment| OrgBody::AccountEnrolled { enrolment, invitation, proof, relation };
    let refused = |enrolment| world.refusal(world.draft("alice", with(enrolment)));
    let forged = Signed::sign(enrolment.certificate.body().clone(), &world.who("mallory").keys.signing);
    assert_eq!(refused(Enrolment { certificate: forged, ..enrolment.clone() }), "org-certificate-forged");
    let mut elsewhere = enrolment.certificate.body().clone();
    elsewhere.organisation = OrganisationId::from_bytes([1; 16]);
    let elsewhere = elsewhere.sign(&newcomer.keys.signing);
    assert_eq!(
        refused(Enrolment { certificate: elsewhere, ..enrolment.clone() }),
        "org-certificate-elsewhere"
    );
    let mut taken = enrolment.certificate.body().clone();
    taken.email_digest = email_digest(world.organisation, "bob@example.fr");
    let taken = taken.sign(&newcomer.keys.signing);
    assert_eq!(refused(Enrolment { certificate: taken, ..enrolment.clone() }), "email-taken");
    let without_wrap = Enrolment { profile: Profile::Administrator, ..enrolment };
    assert_eq!(refused(without_wrap), "organisation-wrap-mismatch");
    let administrator = world.enrolled(&newcomer, Profile::Administrator);
    assert_eq!(world.refusal(world.draft("alice", administrator)), "accepted");
    world.say("alice", enrolled.clone());
    assert_eq!(world.refusal(world.draft("alice", enrolled)), "invitation-used");

    // A device.
    let certificate = world.device_certificate(&newcomer);
    let added = |certificate| OrgBody::DeviceAdded { certificate };
    world.people.insert("nina", newcomer);
    assert_eq!(world.refusal(world.draft("nina", added(certificate.clone()))), "accepted");
    assert_eq!(
        world.refusal(world.signed("nina", alice_device, added(certificate.clone()))),
        "device-not-author"
    );
    assert_eq!(
        world.refusal(world.signed("mallory", certificate.body().device, added(certificate.clone()))),
        "org-signature-refused"
    );
    let mut ghost = certificate.body().clone();
    ghost.account = alice;
    let ghost = ghost.sign(&world.who("nina").keys.signing);
    assert_eq!(world.refusal(world.draft("nina", added(ghost))), "org-certificate-forged");
    world.say("nina", added(certificate.clone()));
    assert_eq!(world.refusal(world.draft("nina", added(certificate.clone()))), "device-exists");
    let mut twin = certificate.body().clone();
    twin.device = DeviceId::make(&mut world.rng);
    let author = twin.device;
    let twin = twin.sign(&world.who("nina").keys.signing);
    assert_eq!(world.refusal(world.signed("nina", author, added(twin))), "key-reused");

    // The genesis, the place, the organisation.
    let second = other.entries[0].body().body.clone();
    assert_eq!(world.refusal(world.draft("alice", second)), "org-genesis-misplaced");
    let body = OrgBody::AccountSuspended { account: bob };
    let signed = world.draft("alice", body.clone());
    let key = &world.who("alice").device_keys.signing;
    assert_eq!(world.refusal(altered_entry(&signed, key, |entry| entry.sequence += 1)), "conflict");
    assert_eq!(world.refusal(altered_entry(&signed, key, |entry| entry.sequence -= 1)), "conflict");
    assert_eq!(
        world.refusal(altered_entry(&signed, key, |entry| entry.previous = Some(genesis))),
        "conflict"
    );
    assert_eq!(world.refusal(altered_entry(&signed, key, |entry| entry.previous = None)), "conflict");
    let elsewhere = altered_entry(&signed, key, |entry| entry.organisation = other.organisation);
    assert_eq!(world.refusal(elsewhere), "org-other-organisation");
    let draft = OrgDraft { organisation: world.organisation, after: None, author: alice_device, body };
    assert_eq!(
        beffroi_ledger::org::check(&Default::default(), Unverified::new(draft.sign(key, at(0))))
            .unwrap_err()
            .code(),
        "org-genesis-misplaced"
    );

    // Nobody acts after losing the right to.
    world.say("alice", OrgBody::DeviceRevoked { device: bob_device });
    let body = OrgBody::WorkspaceCreated { workspace, owner: bob, genesis };
    assert_eq!(world.refusal(world.draft("bob", body)), "device-revoked");
    world.say("alice", OrgBody::AccountSuspended { account: carol });
    let body = OrgBody::WorkspaceCreated { workspace, owner: carol, genesis };
    assert_eq!(world.refusal(world.draft("carol", body)), "account-inactive");
    let mut phone = world.state().device(world.who("carol").device).unwrap().certificate.clone();
    phone.device = DeviceId::make(&mut world.rng);
    let phone = phone.sign(&world.who("carol").keys.signing);
    let author = phone.body().device;
    assert_eq!(world.refusal(world.signed("carol", author, added(phone))), "account-inactive");
}

#[test]
fn the_genesis_is_bound_to_the_organisation_key() {
    let mut world = World::new(6);
    let genesis = world.entries[0].clone();
    let mallory_key = SigningKey::make(&mut world.rng);
    let alice = world.people.remove("alice").unwrap();
    let signing = &alice.device_keys.signing;
    let refused = |entry: SignedOrgEntry| {
        beffroi_ledger::org::check(&Default::default(), Unverified::new(entry)).unwrap_err().code()
    };
    let alter = |alter: &dyn Fn(&mut OrgBody)| {
        refused(altered_entry(&genesis, signing, |entry| alter(&mut entry.body)))
    };
    assert_eq!(
        alter(&|body| {
            let OrgBody::Genesis { statement, .. } = body else { panic!() };
            *statement = Signed::sign(statement.body().clone(), &mallory_key);
        }),
        "org-certificate-forged"
    );
    // Another organisation key gives another organisation.
    assert_eq!(
        alter(&|body| {
            let OrgBody::Genesis { statement, .. } = body else { panic!() };
            let mut stated = statement.body().clone();
            stated.organisation_key = mallory_key.verifying_key();
            *statement = Signed::sign(stated, &mallory_key);
        }),
        "org-other-organisation"
    );
    assert_eq!(
        alter(&|body| {
            let OrgBody::Genesis { statement, .. } = body else { panic!() };
            let mut stated = statement.body().clone();
            stated.administrator_root = mallory_key.verifying_key();
            *statement = Signed::sign(stated, &world.organisation_key);
        }),
        "org-statement-mismatch"
    );
    assert_eq!(
        alter(&|body| {
            let OrgBody::Genesis { administrator, .. } = body else { panic!() };
            administrator.profile = Profile::User;
        }),
        "profile-refused"
    );
    for (field, text) in [("name", "  "), ("zone", "")] {
        assert_eq!(
            alter(&|body| {
                let OrgBody::Genesis { statement, .. } = body else { panic!() };
                let mut stated = statement.body().clone();
                *(if field == "name" { &mut stated.name } else { &mut stated.zone }) = text.to_owned();
                *statement = Signed::sign(stated, &world.organisation_key);
            }),
            "org-text-out-of-bounds"
        );
    }
    assert_eq!(refused(altered_entry(&genesis, &mallory_key, |_| ())), "org-signature-refused");
    assert_eq!(
        refused(altered_entry(&genesis, signing, |entry| entry.author = DeviceId::from_bytes([1; 16]))),
        "device-not-author"
    );
    // A whole other organisation is not the one on the invitation.
    let other = World::new(7);
    let error = OrgLog::verify(world.fingerprint, None, unverified(&other.entries)).unwrap_err();
    assert_eq!((error.sequence, error.code()), (0, "org-other-fingerprint"));
    let found = fingerprint_of(&other.organisation_key.verifying_key());
    assert_eq!(error.fault, OrgFault::OtherFingerprint { pinned: world.fingerprint, found });
    assert_eq!(organisation_of(&found), other.organisation);
}

#[test]
fn an_invitation_proves_the_newcomers_keys() {
    let mut world = World::new(8);
    let newcomer = world.someone("nina");
    let certificate = world.account_certificate(&newcomer);
    let invitation = InvitationId::make(&mut world.rng);
    let secret = InvitationSecret::make(&mut world.rng);
    let proof = secret.prove(invitation, &certificate);
    let read = InvitationSecret::from_bytes(*secret.expose());
    assert_eq!(read.check(invitation, &certificate, &proof), Ok(()));
    assert_eq!(format!("{secret:?}"), "InvitationSecret(..)");

    // X2: the server replaces the keys, or pastes the proof elsewhere.
    let attacker = world.someone("nina");
    let replaced = world.account_certificate(&attacker);
    assert_eq!(secret.check(invitation, &replaced, &proof).unwrap_err().code(), "invitation-proof-refused");
    assert!(secret.check(InvitationId::make(&mut world.rng), &certificate, &proof).is_err());
    let other = InvitationSecret::make(&mut world.rng);
    assert!(other.check(invitation, &certificate, &proof).is_err());
    let forged = Signed::sign(certificate.body().clone(), &attacker.keys.signing);
    assert!(secret.check(invitation, &forged, &secret.prove(invitation, &forged)).is_err());

    let person = world.person(&newcomer);
    let (organisation, account) = (world.organisation, newcomer.account);
    let record = secret.seal_person(organisation, invitation, account, &person, &mut world.rng);
    assert_eq!(secret.open_person(organisation, invitation, account, &record), Ok(person));
    assert!(secret.open_person(organisation, invitation, attacker.account, &record).is_err());
    assert!(other.open_person(organisation, invitation, account, &record).is_err());
}

#[test]
fn a_lying_server_is_named() {
    let world = World::with_people(9);
    let entries = &world.entries;
    let verify = |order: &[usize]| {
        let chosen: Vec<_> = order.iter().map(|index| entries[*index].clone()).collect();
        let error = OrgLog::verify(world.fingerprint, Some(world.head()), unverified(&chosen)).unwrap_err();
        (error.sequence, error.code())
    };
    assert_eq!(verify(&[0, 1, 3]), (3, "org-gap"));
    assert_eq!(verify(&[0, 2, 1]), (2, "org-gap"));
    assert_eq!(verify(&[0, 1, 1]), (1, "org-replay"));
    assert_eq!(verify(&[1]), (1, "org-gap"));
    assert_eq!(verify(&[0, 1, 2, 3, 4, 5, 6, 7]), (8, "org-rollback"));
    // Another history from place 2 on, honestly signed by its author.
    let body = OrgBody::AccountSuspended { account: world.account("bob") };
    let key = &world.who("alice").device_keys.signing;
    let after = Some(beffroi_ledger::org::OrgHead { sequence: 1, hash: entries[1].digest() });
    let author = world.who("alice").device;
    let other = OrgDraft { organisation: world.organisation, after, author, body }.sign(key, at(0));
    let mut log = world.log.clone();
    let error = log.extend([Unverified::new(other.clone())]).unwrap_err();
    assert_eq!((error.sequence, error.code()), (2, "org-fork"));
    let followed = altered_entry(&entries[8], &world.who("mallory").device_keys.signing, |entry| {
        entry.sequence = 9;
        entry.previous = Some(other.digest());
    });
    let error = log.extend([Unverified::new(followed)]).unwrap_err();
    assert_eq!((error.sequence, error.code()), (9, "org-fork"));
    let mut forked = OrgLog::verify(world.fingerprint, None, unverified(&entries[..2])).unwrap();
    forked.extend([Unverified::new(other)]).unwrap();
    assert_eq!(forked.confirm(&world.head()).unwrap_err().code(), "org-rollback");
    assert_eq!(
        forked
            .confirm(&beffroi_ledger::org::OrgHead { sequence: 2, hash: entries[2].digest() })
            .unwrap_err()
            .code(),
        "org-fork"
    );
}

#[test]
fn every_flipped_bit_is_refused_at_its_entry() {
    let mut world = World::new(10);
    world.join("bob", Profile::User);
    let honest = world.encoded();
    for (sequence, entry) in honest.iter().enumerate() {
        // Every byte; a bit that changes with the place.
        for byte in 0..entry.len() {
            let mut altered = honest.clone();
            altered[sequence][byte] ^= 1 << (byte % 8);
            let mut log = OrgLog::new(world.fingerprint);
            let error = log.extend_encoded(&altered).expect_err("a flipped bit");
            let named = error.sequence as usize == sequence
                // A flipped number of the entry itself makes it claim another place.
                || matches!(error.code(), "org-gap" | "org-replay" | "org-fork");
            assert!(named, "entry {sequence}, byte {byte}: {error}");
            assert_eq!(log.state().len() as usize, sequence, "entry {sequence}, byte {byte}: {error}");
        }
    }
}

#[test]
fn a_signed_structure_has_one_form() {
    fn round_trip<T: SignedBody + PartialEq + std::fmt::Debug>(signed: &Signed<T>) {
        let json = serde_json::to_string(signed).unwrap();
        assert_eq!(&serde_json::from_str::<Signed<T>>(&json).unwrap(), signed);
        assert_eq!(common::decoded::<T>(signed.encoded()).as_ref(), Some(signed));
        let mut longer = signed.encoded().to_vec();
        longer.push(0);
        assert!(Signed::<T>::decode(&longer).is_err());
    }
    let world = World::new(11);
    round_trip(&world.entries[0]);
    let kept = beffroi_seal::cbor::encode(world.state()).unwrap();
    assert_eq!(&beffroi_seal::cbor::decode::<beffroi_ledger::org::OrgState>(&kept).unwrap(), world.state());
}
