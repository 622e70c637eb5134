//! The public desk from the fingerprint to the deposit key, and verification without a server.

mod common;

use beffroi_ledger::org::OrgBody;
use beffroi_ledger::workspace::AccessEntry;
use beffroi_ledger::{Signed, verify};
use beffroi_seal::Digest;
use beffroi_seal::id::WorkspaceId;
use beffroi_seal::unverified::Unverified;
use common::{World, room};

#[test]
fn the_desk_is_verified_from_the_fingerprint() {
    let mut world = World::with_people(14);
    let mut room = room(&mut world);
    let deposit = world.deposit_statement(&room, "alice", 0);
    world.act(&mut room, "alice", |draft| draft.open_deposit(deposit.clone()));
    assert_eq!(room.log.access().deposit(), Some(&deposit));
    let intake = world.intake_statement(&room, "alice");
    world.say("alice", OrgBody::IntakeDesignated { statement: intake.clone() });
    assert_eq!(world.state().intake(), Some(&intake));
    let check = |intake: &Signed<_>, deposit: &Signed<_>, fingerprint: &Digest| {
        beffroi_ledger::intake::verify(
            fingerprint,
            Unverified::new(intake.clone()),
            Unverified::new(deposit.clone()),
        )
        .map_err(|error| error.code())
    };
    let address = check(&intake, &deposit, &world.fingerprint).unwrap();
    assert_eq!(address.sealing, deposit.body().sealing);
    assert_eq!((address.workspace, address.number), (room.workspace, 0));

    // X2, X22: the server puts its own key there.
    let mallory = &world.who("mallory").keys.signing;
    let swapped = Signed::sign(deposit.body().clone(), mallory);
    assert_eq!(check(&intake, &swapped, &world.fingerprint), Err("intake-deposit-forged"));
    let forged = Signed::sign(intake.body().clone(), mallory);
    assert_eq!(check(&forged, &deposit, &world.fingerprint), Err("intake-forged"));
    let mut other = intake.body().clone();
    other.organisation_key = mallory.verifying_key();
    let other = Signed::sign(other, mallory);
    assert_eq!(check(&other, &deposit, &world.fingerprint), Err("intake-other-fingerprint"));
    let mut moved = deposit.body().clone();
    moved.workspace = WorkspaceId::from_bytes([1; 16]);
    let moved = moved.sign(&world.who("alice").keys.signing);
    assert_eq!(check(&intake, &moved, &world.fingerprint), Err("intake-other-desk"));

    // In the logs.
    let open = |statement| vec![AccessEntry::DepositOpened { statement }];
    let refused = |name: &str, statement| {
        world.commit_refusal(&room, world.hostile_access(&room, name, open(statement)))
    };
    assert_eq!(refused("alice", swapped), "deposit-forged");
    assert_eq!(refused("alice", deposit.clone()), "deposit-number");
    assert_eq!(refused("bob", deposit), "not-owner");
    let designated = |statement| OrgBody::IntakeDesignated { statement };
    assert_eq!(world.refusal(world.draft("bob", designated(intake.clone()))), "not-administrator");
    assert_eq!(world.refusal(world.draft("alice", designated(forged))), "org-certificate-forged");
    let mut unknown = intake.body().clone();
    unknown.workspace = WorkspaceId::from_bytes([1; 16]);
    let unknown = unknown.sign(&world.organisation_key);
    assert_eq!(world.refusal(world.draft("alice", designated(unknown))), "workspace-unknown");
    let mut wrong_root = intake.body().clone();
    wrong_root.authority_root = world.who("mallory").keys.signing.verifying_key();
    let wrong_root = wrong_root.sign(&world.organisation_key);
    assert_eq!(world.refusal(world.draft("alice", designated(wrong_root))), "org-statement-mismatch");
    let next = world.deposit_statement(&room, "alice", 1);
    let next = world.hostile_access(&room, "alice", vec![AccessEntry::DepositOpened { statement: next }]);
    assert_eq!(world.commit_refusal(&room, next), "accepted");
}

#[test]
fn a_bundle_is_verified_offline() {
    use beffroi_ledger::bundle::LogFile;
    let mut world = World::with_people(15);
    let room = room(&mut world);
    let org_file = LogFile::of_organisation(world.organisation, world.encoded()).encode();
    let file =
        |commits: Vec<Vec<u8>>| LogFile::of_workspace(world.organisation, room.workspace, commits).encode();
    let workspace_file = file(room.encoded());
    let carol = world.who("carol");
    let bundle = verify::Bundle {
        fingerprint: Some(world.fingerprint),
        organisation_log: &org_file,
        workspace_log: Some(&workspace_file),
        keys: Some((carol.account, &carol.keys)),
        kept: room.log.head(),
    };
    let report = verify::check_bundle(&bundle).unwrap();
    assert!(report.pinned);
    assert_eq!(report.organisation_head, world.head());
    let workspace = report.workspace.unwrap();
    assert_eq!((workspace.head, workspace.content.len()), (room.log.head().unwrap(), 5));
    assert!(workspace.opened && workspace.anomalies.is_empty());
    let without = verify::Bundle { fingerprint: None, keys: None, ..bundle };
    let report = verify::check_bundle(&without).unwrap();
    assert_eq!((report.fingerprint, report.pinned), (world.fingerprint, false));

    let refused = |bundle| verify::check_bundle(&bundle).unwrap_err().code();
    let cut = file(room.encoded()[..3].to_vec());
    assert_eq!(refused(verify::Bundle { workspace_log: Some(&cut), ..bundle }), "log-rollback");
    let mut altered = room.encoded();
    altered[3][100] ^= 1;
    let altered = file(altered);
    let error =
        verify::check_bundle(&verify::Bundle { workspace_log: Some(&altered), ..bundle }).unwrap_err();
    let verify::BundleError::Workspace(error) = error else { panic!("{error}") };
    assert_eq!(error.sequence, 3);
    let mut entries = world.encoded();
    entries.remove(4);
    let missing = LogFile::of_organisation(world.organisation, entries).encode();
    let error = verify::check_bundle(&verify::Bundle { organisation_log: &missing, ..bundle }).unwrap_err();
    let verify::BundleError::Organisation(error) = error else { panic!("{error}") };
    assert_eq!((error.sequence, error.code()), (5, "org-gap"));
    assert_eq!(refused(verify::Bundle { organisation_log: &workspace_file, ..bundle }), "log-file-other");
    assert_eq!(refused(verify::Bundle { workspace_log: Some(&org_file), ..bundle }), "log-file-other");
    assert_eq!(refused(verify::Bundle { organisation_log: b"x", ..bundle }), "log-file-malformed");
    let empty = LogFile::of_organisation(world.organisation, Vec::<Vec<u8>>::new()).encode();
    assert_eq!(refused(verify::Bundle { organisation_log: &empty, ..bundle }), "log-file-empty");
    let other = verify::Bundle { fingerprint: Some(Digest::of(b"x")), ..bundle };
    assert_eq!(refused(other), "org-other-fingerprint");
}
