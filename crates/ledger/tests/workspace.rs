//! The workspace log: what members may do, what is refused, what a lying server or member cannot do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use beffroi_ledger::org::{OrgBody, OrgHead};
use beffroi_ledger::workspace::{
    AccessEntry, CommitDraft, Entry, EpochWrap, Head, Keyring, LogFault, Role, Space, WorkspaceLog,
    check_author_now, check_author_since, members_digest, rotate,
};
use beffroi_seal::id::{AccountId, DeviceId, OrganisationId, WorkspaceId};
use beffroi_seal::keys::EpochKey;
use beffroi_seal::unverified::Unverified;
use beffroi_seal::{Digest, SealingKey};
use common::{Room, World, altered_commit, room};
use std::collections::BTreeMap;

fn text(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn unverified(room: &Room) -> Vec<Unverified<beffroi_ledger::workspace::SignedCommit>> {
    room.commits.iter().cloned().map(Unverified::new).collect()
}

/// What someone can read of a whole log.
fn readable(world: &World, room: &Room, name: &str) -> Vec<String> {
    let (log, accepted) = WorkspaceLog::verify(
        world.organisation,
        room.workspace,
        world.state(),
        room.log.head(),
        unverified(room),
    )
    .unwrap();
    let someone = world.who(name);
    let Ok(keyring) = Keyring::unlock(&someone.keys, someone.account, &log) else { return Vec::new() };
    accepted
        .iter()
        .flat_map(|commit| keyring.open_content(commit).entries)
        .map(|plain| String::from_utf8(plain.envelope.body.into_vec()).unwrap())
        .collect()
}

#[test]
fn members_read_everything_and_removed_members_only_what_was() {
    let mut world = World::with_people(1);
    let room = room(&mut world);
    let all = ["nom", "un", "deux", "trois", "quatre"];
    assert_eq!(readable(&world, &room, "alice"), all);
    assert_eq!(readable(&world, &room, "bob"), all);
    assert_eq!(readable(&world, &room, "carol"), all);
    assert_eq!(readable(&world, &room, "gus"), ["nom", "un", "deux"]);
    assert_eq!(readable(&world, &room, "mallory"), Vec::<String>::new());
    let access = room.log.access();
    assert_eq!(access.epoch(), 1);
    assert_eq!(access.role(world.account("bob")), Some(Role::Member));
    assert_eq!(access.role(world.account("gus")), None);
    assert_eq!(access.member(world.account("carol")).unwrap().since, 1);
    assert!(Role::Owner > Role::Member && Role::Member > Role::Reader);
    let kept = beffroi_seal::cbor::encode(&room.log).unwrap();
    assert_eq!(beffroi_seal::cbor::decode::<WorkspaceLog>(&kept).unwrap(), room.log);
}

#[test]
fn meta_names_who_wrote_where() {
    let mut world = World::with_people(2);
    let mut room = room(&mut world);
    let accepted = world.act(&mut room, "bob", |draft| {
        draft.content(Space::Vault, text("a")).content(Space::Other("later".to_owned()), text("b"))
    });
    let opened = world.keyring(&room, "carol").open_content(&accepted);
    assert!(opened.anomalies.is_empty());
    let metas: Vec<_> = opened
        .entries
        .iter()
        .map(|plain| (plain.meta.account, plain.meta.sequence, plain.meta.index))
        .collect();
    let bob = world.account("bob");
    assert_eq!(metas, [(bob, 5, 0), (bob, 5, 1)]);
    assert_eq!(opened.entries[0].meta.commit, accepted.head().hash);
    assert_eq!(opened.entries[0].meta.epoch, 1);
    assert_eq!(opened.entries[1].envelope.space.as_str(), "later");
}

#[test]
fn a_conflict_is_signed_again() {
    let mut world = World::with_people(3);
    let mut room = room(&mut world);
    let stale = room.log.clone();
    let keyring = world.keyring(&room, "bob");
    let draft = CommitDraft::new(world.who("bob").author()).content(Space::Vault, text("de bob"));
    world.act(&mut room, "alice", |draft| draft.rotate().content(Space::Vault, text("d’alice")));
    let late = world.sign(&draft, &stale, Some(&keyring), "bob");
    assert_eq!(world.commit_refusal(&room, late.clone()), "conflict");
    assert_eq!(room.log.take(world.state(), Unverified::new(late)).unwrap_err().code(), "log-fork");
    // Another epoch meanwhile: the keyring must be refreshed first.
    assert_eq!(
        world.try_sign(&draft, &room.log, Some(&keyring), "bob").unwrap_err().code(),
        "keyring-no-key"
    );
    let mut keyring = keyring;
    keyring.refresh(&world.who("bob").keys, &room.log).unwrap();
    let again = world.sign(&draft, &room.log, Some(&keyring), "bob");
    world.append(&mut room, again);
    assert_eq!(readable(&world, &room, "carol")[5..], ["d’alice", "de bob"]);
}

#[test]
fn a_cut_history_stays_closed_to_newcomers() {
    let mut world = World::with_people(4);
    let mut room = room(&mut world);
    let mallory = world.account("mallory");
    world.act(&mut room, "alice", |draft| {
        draft.rotate_and_cut().add_member(mallory, Role::Reader).content(Space::Vault, text("après"))
    });
    assert_eq!(readable(&world, &room, "mallory"), ["après"]);
    assert_eq!(readable(&world, &room, "bob").len(), 6, "who had the keys keeps them");
    world.act(&mut room, "alice", |draft| draft.rotate().content(Space::Vault, text("encore")));
    assert_eq!(readable(&world, &room, "mallory"), ["après", "encore"]);
    assert_eq!(readable(&world, &room, "bob").len(), 7);
}

#[test]
fn each_rule_refuses_with_its_code() {
    let mut world = World::with_people(5);
    let mut room = room(&mut world);
    let (alice, bob, carol, gus, mallory) = (
        world.account("alice"),
        world.account("bob"),
        world.account("carol"),
        world.account("gus"),
        world.account("mallory"),
    );
    let content = room.commits[4].body().entries.clone();
    let wrap = |account| {
        let Entry::Access(AccessEntry::MemberAdded { wrap, .. }) = &room.commits[1].body().entries[0] else {
            panic!()
        };
        EpochWrap { account, ..wrap.clone() }
    };
    let opening = |members: &[(AccountId, Role)],
                   epoch,
                   previous: bool,
                   rng: &mut rand_chacha::ChaCha20Rng| {
        let key = EpochKey::make(rng);
        let members: BTreeMap<AccountId, (Role, &SealingKey)> = members
            .iter()
            .map(|(account, role)| (*account, (*role, world.log.state().sealing_key(*account).unwrap())))
            .collect();
        rotate(world.organisation, room.workspace, epoch, previous.then_some(&key), &members, rng).unwrap().0
    };
    let rng = &mut world.rng.clone();
    let everyone = [(alice, Role::Owner), (bob, Role::Member), (carol, Role::Reader)];
    let without_carol = &everyone[..2];
    let added = |account, role| AccessEntry::MemberAdded { account, role, wrap: wrap(account) };
    let changed = |account, role| AccessEntry::RoleChanged { account, role };
    let removed = |account| AccessEntry::MemberRemoved { account };
    let opened = |opening| AccessEntry::EpochOpened { opening };

    // Access entries, by who writes them. `epoch` is the one that the commit names.
    let cases: Vec<(&str, u32, Vec<AccessEntry>, &str)> = vec![
        ("alice", 1, vec![added(mallory, Role::Member)], "accepted"),
        ("alice", 1, vec![added(mallory, Role::Owner)], "accepted"),
        ("alice", 1, vec![added(gus, Role::Member)], "accepted"),
        ("alice", 1, vec![added(gus, Role::Owner)], "guest-owner"),
        ("alice", 1, vec![added(bob, Role::Reader)], "member-exists"),
        ("alice", 1, vec![added(AccountId::from_bytes([1; 16]), Role::Reader)], "member-inactive"),
        (
            "alice",
            1,
            vec![AccessEntry::MemberAdded { account: mallory, role: Role::Reader, wrap: wrap(bob) }],
            "wrap-of-another",
        ),
        ("bob", 1, vec![added(mallory, Role::Member)], "not-owner"),
        ("bob", 1, vec![changed(bob, Role::Owner)], "not-owner"),
        ("carol", 1, vec![changed(carol, Role::Owner)], "reader-writes"),
        ("mallory", 1, vec![added(mallory, Role::Owner)], "not-member"),
        ("gus", 1, vec![added(gus, Role::Owner)], "not-member"),
        ("alice", 1, vec![changed(bob, Role::Owner)], "accepted"),
        ("alice", 1, vec![changed(bob, Role::Member)], "role-unchanged"),
        ("alice", 1, vec![changed(mallory, Role::Reader)], "member-unknown"),
        ("alice", 1, vec![changed(alice, Role::Member)], "last-owner"),
        ("alice", 1, vec![changed(bob, Role::Owner), changed(alice, Role::Member)], "accepted"),
        ("alice", 1, vec![changed(bob, Role::Reader)], "rotation-missing"),
        ("alice", 1, vec![removed(carol)], "rotation-missing"),
        ("alice", 1, vec![removed(alice)], "removes-self"),
        ("alice", 1, vec![removed(mallory)], "member-unknown"),
        ("alice", 2, vec![removed(carol), opened(opening(without_carol, 2, true, rng))], "accepted"),
        ("alice", 1, vec![removed(carol), opened(opening(without_carol, 2, true, rng))], "stale-epoch"),
        ("alice", 2, vec![removed(carol), opened(opening(&everyone, 2, true, rng))], "epoch-members"),
        ("alice", 2, vec![opened(opening(without_carol, 2, true, rng))], "epoch-members"),
        ("alice", 2, vec![opened(opening(&everyone, 2, true, rng))], "accepted"),
        ("alice", 2, vec![opened(opening(&everyone, 2, false, rng))], "accepted"),
        ("alice", 3, vec![opened(opening(&everyone, 3, true, rng))], "epoch-number"),
        ("alice", 1, vec![opened(opening(&everyone, 1, true, rng))], "epoch-number"),
        ("alice", 0, vec![opened(opening(&everyone, 0, true, rng))], "epoch-number"),
        ("alice", 2, vec![opened(opening(without_carol, 2, true, rng)), removed(carol)], "epoch-members"),
        ("alice", 2, vec![opened(opening(&everyone, 2, true, rng)), removed(carol)], "epoch-not-last"),
        (
            "alice",
            1,
            vec![AccessEntry::Created { owner: alice, opening: opening(&everyone, 0, false, rng) }],
            "creation-misplaced",
        ),
        ("alice", 1, vec![AccessEntry::Reopened], "workspace-not-closed"),
        ("alice", 1, vec![AccessEntry::Closed], "accepted"),
        ("bob", 1, vec![AccessEntry::Closed], "not-owner"),
    ];
    for (number, (author, epoch, entries, expected)) in cases.into_iter().enumerate() {
        let entries: Vec<Entry> = entries.into_iter().map(Entry::Access).collect();
        let mut commit = world.hostile(&room, author, entries);
        commit.epoch = epoch;
        let commit = world.sign_raw(author, commit);
        assert_eq!(world.commit_refusal(&room, commit.clone()), expected, "case {number}, {author}");
        // What the rules refuse, the log refuses, by name.
        if expected != "accepted" {
            let mut log = room.log.clone();
            let error = log.take(world.state(), Unverified::new(commit.clone())).unwrap_err();
            assert_eq!(
                (error.workspace, error.sequence, error.commit),
                (room.workspace, 5, Some(commit.digest()))
            );
            assert_eq!(log, room.log);
        }
    }
    // A wrong list of members, even with the right wraps.
    let mut lying = opening(&everyone, 2, true, rng);
    lying.members = members_digest(world.organisation, room.workspace, 2, [(alice, Role::Owner)]);
    let mut commit = world.hostile(&room, "alice", vec![Entry::Access(opened(lying))]);
    commit.epoch = 2;
    assert_eq!(world.commit_refusal(&room, world.sign_raw("alice", commit)), "epoch-members");

    // Content.
    let honest = world.hostile(&room, "bob", content.clone());
    let refusal = |name: &str, alter: &dyn Fn(&mut beffroi_ledger::workspace::Commit)| {
        let mut commit = honest.clone();
        alter(&mut commit);
        world.commit_refusal(&room, world.sign_raw(name, commit))
    };
    let carols = world.who("carol");
    let mallorys = world.who("mallory");
    assert_eq!(refusal("bob", &|_| ()), "accepted");
    assert_eq!(refusal("mallory", &|_| ()), "commit-signature-refused");
    let by = |commit: &mut beffroi_ledger::workspace::Commit, someone: &common::Someone| {
        (commit.author, commit.device) = (someone.account, someone.device);
    };
    assert_eq!(refusal("carol", &|commit| by(commit, carols)), "reader-writes");
    assert_eq!(refusal("mallory", &|commit| by(commit, mallorys)), "not-member");
    assert_eq!(refusal("bob", &|commit| commit.author = alice), "device-of-another");
    assert_eq!(refusal("bob", &|commit| commit.device = DeviceId::from_bytes([3; 16])), "device-unknown");
    assert_eq!(
        refusal("bob", &|commit| commit.organisation = OrganisationId::from_bytes([3; 16])),
        "commit-other-organisation"
    );
    assert_eq!(
        refusal("bob", &|commit| commit.workspace = WorkspaceId::from_bytes([3; 16])),
        "commit-other-workspace"
    );
    assert_eq!(refusal("bob", &|commit| commit.sequence = 4), "conflict");
    assert_eq!(refusal("bob", &|commit| commit.sequence = 6), "conflict");
    assert_eq!(refusal("bob", &|commit| commit.previous = Some(Digest::of(b"x"))), "conflict");
    assert_eq!(refusal("bob", &|commit| commit.previous = None), "conflict");
    assert_eq!(refusal("bob", &|commit| commit.epoch = 0), "stale-epoch");
    assert_eq!(refusal("bob", &|commit| commit.epoch = 2), "stale-epoch");
    assert_eq!(
        refusal("bob", &|commit| commit.state_root = Some(Digest::of(b"x"))),
        "commit-state-root-reserved"
    );
    assert_eq!(refusal("bob", &|commit| commit.entries.clear()), "commit-entry-count");
    assert_eq!(
        refusal("bob", &|commit| commit.entries = vec![content[0].clone(); 5_001]),
        "commit-entry-count"
    );
    assert_eq!(
        refusal("bob", &|commit| commit.entries.push(Entry::Access(AccessEntry::Closed))),
        "access-after-content"
    );
    assert_eq!(refusal("bob", &|commit| commit.org_head.sequence += 1), "org-head-ahead");
    assert_eq!(refusal("bob", &|commit| commit.org_head.hash = Digest::of(b"x")), "org-head-unknown");
    let old = OrgHead { sequence: 1, hash: world.state().hash_at(1).unwrap() };
    assert_eq!(refusal("bob", &|commit| commit.org_head = old), "org-head-older");

    // A closed workspace.
    world.act(&mut room, "alice", |draft| draft.close().content(Space::Vault, text("fin")));
    let content = world.hostile(&room, "bob", content);
    assert_eq!(world.commit_refusal(&room, world.sign_raw("bob", content)), "workspace-closed");
    let closed = world.hostile_access(&room, "alice", vec![AccessEntry::Closed]);
    assert_eq!(world.commit_refusal(&room, closed), "workspace-closed");
    let reopened = world.hostile_access(&room, "bob", vec![AccessEntry::Reopened]);
    assert_eq!(world.commit_refusal(&room, reopened), "not-owner");
    world.act(&mut room, "alice", |draft| draft.reopen().content(Space::Vault, text("suite")));
    assert!(!room.log.access().closed());
}

/// Whoever saw the log end while they knew of a revocation refuses what comes after it; nobody else is refused.
#[test]
fn rights_that_had_ended_when_the_end_was_seen() {
    let mut world = World::with_people(6);
    let room = room(&mut world);
    let (bob, device) = (world.account("bob"), world.who("bob").device);
    let content = room.commits[4].body().entries.clone();
    let commit = world.hostile(&room, "bob", content);
    let early = world.head().sequence;
    let code = |world: &World, since| {
        check_author_since(world.state(), &commit, since).map_or_else(|rule| rule.code(), |()| "accepted")
    };
    assert_eq!(world.state().last_ending(), None);
    world.say("alice", OrgBody::AccountSuspended { account: bob });
    let suspended = world.head().sequence;
    assert_eq!(world.state().last_ending(), Some(suspended));
    assert_eq!(code(&world, early), "accepted", "it may have been stored before the suspension");
    assert_eq!(code(&world, suspended), "commit-after-revocation");
    // Resumed: it may have been stored since, by somebody who never knew.
    world.say("alice", OrgBody::AccountResumed { account: bob });
    let resumed = world.head().sequence;
    for since in [early, suspended, resumed] {
        assert_eq!(code(&world, since), "accepted");
    }
    // A device does not come back.
    world.say("bob", OrgBody::DeviceRevoked { device });
    let revoked = world.head().sequence;
    assert_eq!(code(&world, resumed), "accepted");
    assert_eq!(code(&world, revoked), "commit-after-revocation");
    world.say("alice", OrgBody::AccountDeleted { account: bob });
    assert_eq!(code(&world, world.head().sequence), "commit-after-revocation");
    let mut stranger = commit.clone();
    stranger.device = DeviceId::make(&mut world.rng);
    assert!(check_author_since(world.state(), &stranger, early).is_err());
}

#[test]
fn a_removal_can_be_proved_to_whom_it_concerns() {
    let mut world = World::with_people(7);
    let mut room = room(&mut world);
    let (bob, gus) = (world.account("bob"), world.account("gus"));
    let removal = room.log.access().removed(gus).unwrap();
    assert_eq!(room.log.hash_at(removal.sequence), Some(removal.hash));
    assert_eq!(room.log.access().removed(bob), None);
    world.act(&mut room, "alice", |draft| draft.remove_member(bob));
    let head = room.log.head().unwrap();
    assert_eq!(room.log.access().removed(bob), Some(head));
    world.act(&mut room, "alice", |draft| draft.add_member(bob, Role::Reader));
    assert_eq!(room.log.access().removed(bob), None, "a member again");
    assert_eq!(room.log.access().removed(gus), Some(removal));
}

#[test]
fn the_organisation_decides_who_may_still_write() {
    let mut world = World::with_people(6);
    let mut room = room(&mut world);
    let (bob, device) = (world.account("bob"), world.who("bob").device);
    let before = world.head();
    let content = room.commits[4].body().entries.clone();
    let honest = world.hostile(&room, "bob", content.clone());

    world.say("alice", OrgBody::AccountSuspended { account: bob });
    let now = world.hostile(&room, "bob", content.clone());
    assert_eq!(world.commit_refusal(&room, world.sign_raw("bob", now)), "account-inactive");
    // At the position that it names, the right was there: the chain allows it, the server's present does not.
    let earlier = world.sign_raw("bob", honest.clone());
    assert_eq!(world.commit_refusal(&room, earlier.clone()), "accepted");
    assert_eq!(check_author_now(world.state(), earlier.body()).unwrap_err().code(), "account-inactive");
    assert_eq!(room.log.access().rotation_due(world.state()).collect::<Vec<_>>(), [bob]);

    world.say("alice", OrgBody::AccountResumed { account: bob });
    assert_eq!(room.log.access().rotation_due(world.state()).count(), 0);
    world.say("bob", OrgBody::DeviceRevoked { device });
    let now = world.hostile(&room, "bob", content);
    assert_eq!(world.commit_refusal(&room, world.sign_raw("bob", now)), "device-revoked");
    assert_eq!(check_author_now(world.state(), earlier.body()).unwrap_err().code(), "device-revoked");
    // Once anyone has written with the newer log, nobody goes back to before the revocation.
    world.act(&mut room, "alice", |draft| draft.content(Space::Vault, text("cinq")));
    let mut late = honest;
    (late.sequence, late.previous) = (6, room.log.head().map(|head| head.hash));
    assert_eq!(late.org_head, before);
    assert_eq!(world.commit_refusal(&room, world.sign_raw("bob", late)), "org-head-older");
    // A deleted account joins nothing, and a sole owner who is deleted leaves no owner.
    world.say("alice", OrgBody::AccountDeleted { account: bob });
    let again =
        CommitDraft::new(world.who("alice").author()).remove_member(bob).add_member(bob, Role::Reader);
    let keyring = world.keyring(&room, "alice");
    let error = world.try_sign(&again, &room.log, Some(&keyring), "alice").unwrap_err();
    assert_eq!(error.code(), "member-inactive");
}

#[test]
fn a_workspace_is_the_one_that_was_registered() {
    let mut world = World::with_people(7);
    let honest = room(&mut world);
    // X11, X15: the server makes another beginning for the same workspace, or one that was never registered.
    let log = WorkspaceLog::new(world.organisation, honest.workspace);
    let draft = CommitDraft::new(world.who("mallory").author()).content(Space::Meta, text("faux"));
    assert_eq!(world.try_sign(&draft, &log, None, "mallory").unwrap_err().code(), "other-genesis");
    let mut stray = WorkspaceLog::new(world.organisation, WorkspaceId::make(&mut world.rng));
    let commit = world.sign(&draft, &stray, None, "mallory");
    let error = stray.take(world.state(), Unverified::new(commit)).unwrap_err();
    assert_eq!((error.sequence, error.code()), (0, "workspace-not-registered"));
    assert!(error.needs_organisation_log());
    // A guest creates nothing.
    let draft = CommitDraft::new(world.who("gus").author()).content(Space::Meta, text("invité"));
    assert_eq!(world.try_sign(&draft, &stray, None, "gus").unwrap_err().code(), "guest-owner");
    // The first commit must create, for its author.
    let content = honest.commits[4].body().entries.clone();
    let empty = Room { workspace: stray.access().workspace(), commits: Vec::new(), log: stray };
    let mut commit = world.hostile(&empty, "bob", content);
    assert_eq!(world.commit_refusal(&empty, world.sign_raw("bob", commit.clone())), "creation-misplaced");
    commit.entries = honest.commits[0].body().entries.clone();
    assert_eq!(world.commit_refusal(&empty, world.sign_raw("bob", commit)), "not-owner");
}

#[test]
fn a_lying_server_is_named() {
    let mut world = World::with_people(8);
    let room = room(&mut world);
    let verify = |order: &[usize], kept: Option<Head>| {
        let commits = order.iter().map(|index| Unverified::new(room.commits[*index].clone()));
        let error = WorkspaceLog::verify(world.organisation, room.workspace, world.state(), kept, commits)
            .unwrap_err();
        assert_eq!(error.workspace, room.workspace);
        (error.sequence, error.code())
    };
    assert_eq!(verify(&[0, 1, 3], None), (3, "log-gap"));
    assert_eq!(verify(&[0, 2, 1, 3], None), (2, "log-gap"));
    assert_eq!(verify(&[0, 1, 1], None), (1, "log-replay"));
    assert_eq!(verify(&[0, 1, 2, 3, 0], None), (0, "log-replay"));
    assert_eq!(verify(&[1, 2], None), (1, "log-gap"));
    assert_eq!(verify(&[0, 1, 2], room.log.head()), (4, "log-rollback"));
    // An old device that kept its state: the announced head tells.
    let announced = |index: usize| Head { sequence: index as u64, hash: room.commits[index].digest() };
    assert_eq!(room.log.compare(&announced(4)), Ok(false));
    let error = room.log.compare(&announced(2)).unwrap_err();
    assert_eq!((error.sequence, error.code()), (2, "log-rollback"));
    let elsewhere = Head { sequence: 2, hash: Digest::of(b"x") };
    assert_eq!(room.log.compare(&elsewhere).unwrap_err().code(), "log-fork");
    assert_eq!(room.log.compare(&Head { sequence: 9, hash: Digest::of(b"x") }), Ok(true));

    // A fork: bob signed two commits at one place.
    let fork = altered_commit(&room.commits[2], &world.who("bob").device_keys.signing, |commit| {
        commit.at = common::at(1)
    });
    let mut log = room.log.clone();
    let error = log.take(world.state(), Unverified::new(fork.clone())).unwrap_err();
    assert_eq!((error.sequence, error.code()), (2, "log-fork"));
    assert_eq!(error.fault, LogFault::Fork { known: room.commits[2].digest() });
    let mut other = WorkspaceLog::new(world.organisation, room.workspace);
    let forked = [room.commits[0].clone(), room.commits[1].clone(), fork, room.commits[3].clone()];
    let extension = other.extend(world.state(), forked.map(Unverified::new));
    assert_eq!(extension.accepted.len(), 3);
    let error = extension.refused.unwrap();
    assert_eq!((error.sequence, error.code()), (3, "log-fork"));
    assert_eq!(other.confirm(&announced(2)).unwrap_err().code(), "log-fork");
    // The commits of another workspace.
    let another = world.room("alice");
    let error = other.take(world.state(), Unverified::new(another.commits[0].clone())).unwrap_err();
    assert_eq!(error.code(), "log-fork");
    let mut fresh = WorkspaceLog::new(world.organisation, room.workspace);
    let error = fresh.take(world.state(), Unverified::new(another.commits[0].clone())).unwrap_err();
    assert_eq!((error.sequence, error.code()), (0, "commit-other-workspace"));
}

#[test]
fn every_flipped_bit_is_refused_at_its_commit() {
    let mut world = World::with_people(9);
    let room = room(&mut world);
    let honest = room.encoded();
    for (sequence, commit) in honest.iter().enumerate() {
        let mut log = WorkspaceLog::new(world.organisation, room.workspace);
        log.extend_encoded(world.state(), &honest[..sequence]).complete().unwrap();
        for byte in 0..commit.len() {
            let mut altered = commit.clone();
            altered[byte] ^= 1 << (byte % 8);
            let mut log = log.clone();
            let extension = log.extend_encoded(world.state(), [altered]);
            let error = extension.refused.expect("a flipped bit");
            let named = error.sequence as usize == sequence
                || matches!(error.code(), "log-gap" | "log-replay" | "log-fork");
            assert!(named, "commit {sequence}, byte {byte}: {error}");
            assert_eq!(log.access().next_sequence() as usize, sequence);
        }
    }
}

#[test]
fn a_workspace_may_begin_with_its_members() {
    let mut world = World::with_people(16);
    let (bob, gus) = (world.account("bob"), world.account("gus"));
    let workspace = WorkspaceId::make(&mut world.rng);
    let mut log = WorkspaceLog::new(world.organisation, workspace);
    let draft = CommitDraft::new(world.who("alice").author())
        .add_member(bob, Role::Owner)
        .add_member(gus, Role::Reader)
        .content(Space::Meta, text("nom"));
    let commit = world.sign(&draft, &log, None, "alice");
    let body =
        OrgBody::WorkspaceCreated { workspace, owner: world.account("alice"), genesis: commit.digest() };
    world.say("alice", body);
    log.take(world.state(), Unverified::new(commit.clone())).unwrap();
    let room = Room { workspace, commits: vec![commit], log };
    assert_eq!(room.log.access().members().count(), 3);
    assert_eq!(readable(&world, &room, "bob"), ["nom"]);
    assert_eq!(readable(&world, &room, "gus"), ["nom"]);
}

#[test]
fn nothing_is_larger_than_it_may_be() {
    // X24.
    let mut world = World::with_people(17);
    let room = room(&mut world);
    let key = beffroi_seal::RecordKey::make(&mut world.rng);
    let mut record =
        |bytes: usize| key.seal(&beffroi_seal::Context::new("x"), &vec![0; bytes], &mut world.rng);
    let (large, larger) = (record(4 << 20), record(9 << 20));
    let commit = world.hostile(&room, "bob", vec![Entry::Content(large.clone())]);
    let commit = world.sign_raw("bob", commit);
    assert_eq!(world.commit_refusal(&room, commit), "commit-too-large");
    let commit = world.hostile(&room, "bob", vec![Entry::Content(larger)]);
    let bytes = world.sign_raw("bob", commit).encoded().to_vec();
    let error = beffroi_ledger::workspace::SignedCommit::decode(&bytes).unwrap_err();
    assert_eq!(error.code(), "signed-too-large");
    let entry = OrgBody::PersonUpdated { account: world.account("bob"), person: large };
    assert_eq!(world.refusal(world.draft("bob", entry)), "org-entry-too-large");
}
