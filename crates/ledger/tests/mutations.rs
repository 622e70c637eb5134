//! Whatever a hostile server, or a member who lost their mind, does to a valid log, it is refused, and the commit is named.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::sync::OnceLock;

use beffroi_ledger::workspace::{
    AccessEntry, Commit, Entry, LogError, Role, SignedCommit, Space, WorkspaceLog,
};
use beffroi_ledger::{Signed, SignedBody};
use beffroi_seal::Digest;
use beffroi_seal::id::WorkspaceId;
use common::{Room, World};
use proptest::prelude::*;

const COMMITS: usize = 12;

/// An organisation, a workspace of twelve commits with three epochs, another workspace of the same people.
fn stage() -> &'static (World, Room, Room) {
    static STAGE: OnceLock<(World, Room, Room)> = OnceLock::new();
    STAGE.get_or_init(|| {
        let mut world = World::with_people(21);
        let mut room = world.room("alice");
        let mut other = world.room("alice");
        let (bob, carol, gus) = (world.account("bob"), world.account("carol"), world.account("gus"));
        for room in [&mut room, &mut other] {
            let write = |text: &'static str| {
                move |draft: beffroi_ledger::workspace::CommitDraft| {
                    draft.content(Space::Vault, text.as_bytes().to_vec())
                }
            };
            world.act(room, "alice", |draft| {
                draft
                    .add_member(bob, Role::Member)
                    .add_member(gus, Role::Member)
                    .content(Space::Vault, vec![1])
            });
            world.act(room, "bob", write("deux"));
            world.act(room, "gus", write("trois"));
            world.act(room, "alice", |draft| draft.remove_member(gus).content(Space::Vault, vec![4]));
            world.act(room, "bob", write("cinq"));
            world.act(room, "alice", |draft| draft.add_member(carol, Role::Reader));
            world.act(room, "bob", write("sept"));
            world.act(room, "alice", |draft| draft.rotate());
            world.act(room, "bob", write("neuf"));
            world.act(room, "alice", write("dix"));
            world.act(room, "bob", write("onze"));
        }
        assert_eq!(room.commits.len(), COMMITS);
        (world, room, other)
    })
}

#[derive(Clone, Debug)]
enum Mutation {
    /// A commit is withheld, the rest is served.
    Drop(usize),
    /// The end is withheld.
    Cut(usize),
    /// Two commits change places.
    Swap(usize, usize),
    /// A commit is served again, later.
    Replay(usize, usize),
    /// The author signs another commit for the same place.
    Fork(usize),
    /// Someone else signs in the author's name.
    Forge(usize),
    /// Someone else signs with their own device, in the author's name.
    Ghost(usize),
    /// The author signs under another epoch.
    Epoch(usize, bool),
    /// A member makes themselves owner.
    Escalate(usize),
    /// A commit of another workspace of the same people.
    Transplant(usize),
    /// The same, relabelled by its author.
    Relabel(usize),
    /// A bit is flipped.
    Flip(usize, usize, u8),
    /// Bytes are cut from the end of a commit.
    Truncate(usize, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let place = 0..COMMITS;
    prop_oneof![
        1 => place.clone().prop_map(Mutation::Drop),
        1 => (1..COMMITS).prop_map(Mutation::Cut),
        1 => (place.clone(), place.clone()).prop_filter_map("two places", |(one, other)| {
            (one < other).then_some(Mutation::Swap(one, other))
        }),
        1 => (place.clone(), place.clone()).prop_filter_map("later", |(from, to)| {
            (from < to).then_some(Mutation::Replay(from, to))
        }),
        1 => place.clone().prop_map(Mutation::Fork),
        1 => place.clone().prop_map(Mutation::Forge),
        1 => place.clone().prop_map(Mutation::Ghost),
        1 => (place.clone(), any::<bool>()).prop_map(|(place, up)| Mutation::Epoch(place, up)),
        1 => (1..COMMITS).prop_map(Mutation::Escalate),
        1 => place.clone().prop_map(Mutation::Transplant),
        1 => place.clone().prop_map(Mutation::Relabel),
        8 => (place.clone(), any::<usize>(), 0u8..8).prop_map(|(place, byte, bit)| Mutation::Flip(place, byte, bit)),
        1 => (place, any::<usize>()).prop_map(|(place, length)| Mutation::Truncate(place, length)),
    ]
}

/// What must come out: how many commits are taken, which one is named, with which codes.
struct Expected {
    taken: usize,
    named: usize,
    codes: &'static [&'static str],
}

fn resigned(world: &World, commit: &SignedCommit, signer: &str, alter: impl FnOnce(&mut Commit)) -> Vec<u8> {
    common::altered_commit(commit, &world.who(signer).device_keys.signing, alter).encoded().to_vec()
}

fn mutate(mutation: &Mutation) -> (Vec<Vec<u8>>, Expected) {
    let (world, room, other) = stage();
    let mut log = room.encoded();
    let author = |place: usize| {
        let account = room.commits[place].body().author;
        world.people.values().find(|someone| someone.account == account).unwrap().name
    };
    let expected = match *mutation {
        Mutation::Drop(place) => {
            log.remove(place);
            if place + 1 == COMMITS {
                Expected { taken: place, named: place, codes: &["log-rollback"] }
            } else {
                Expected { taken: place, named: place + 1, codes: &["log-gap"] }
            }
        }
        Mutation::Cut(length) => {
            log.truncate(length);
            Expected { taken: length, named: COMMITS - 1, codes: &["log-rollback"] }
        }
        Mutation::Swap(one, other) => {
            log.swap(one, other);
            Expected { taken: one, named: other, codes: &["log-gap"] }
        }
        Mutation::Replay(from, to) => {
            log.insert(to, log[from].clone());
            Expected { taken: to, named: from, codes: &["log-replay"] }
        }
        Mutation::Fork(place) => {
            log[place] =
                resigned(world, &room.commits[place], author(place), |commit| commit.at = common::at(-1));
            match place {
                // The first commit is registered in the organisation log.
                0 => Expected { taken: 0, named: 0, codes: &["other-genesis"] },
                last if last + 1 == COMMITS => Expected { taken: COMMITS, named: last, codes: &["log-fork"] },
                _ => Expected { taken: place + 1, named: place + 1, codes: &["log-fork"] },
            }
        }
        Mutation::Forge(place) => {
            log[place] = resigned(world, &room.commits[place], "mallory", |_| ());
            Expected { taken: place, named: place, codes: &["commit-signature-refused"] }
        }
        Mutation::Ghost(place) => {
            let device = world.who("mallory").device;
            log[place] = resigned(world, &room.commits[place], "mallory", |commit| commit.device = device);
            Expected { taken: place, named: place, codes: &["device-of-another"] }
        }
        Mutation::Epoch(place, up) => {
            log[place] = resigned(world, &room.commits[place], author(place), |commit| {
                commit.epoch = if up { commit.epoch + 1 } else { commit.epoch.wrapping_sub(1) };
            });
            let codes = if place == 0 { &["other-genesis"] } else { &["stale-epoch"] };
            Expected { taken: place, named: place, codes }
        }
        Mutation::Escalate(place) => {
            let bob = world.who("bob");
            log[place] = resigned(world, &room.commits[place], "bob", |commit| {
                (commit.author, commit.device) = (bob.account, bob.device);
                let raise = AccessEntry::RoleChanged { account: bob.account, role: Role::Owner };
                commit.entries.insert(0, Entry::Access(raise));
            });
            let codes = if place == 1 { &["not-member"] } else { &["not-owner"] };
            Expected { taken: place, named: place, codes }
        }
        Mutation::Transplant(place) => {
            log[place] = other.commits[place].encoded().to_vec();
            Expected { taken: place, named: place, codes: &["commit-other-workspace"] }
        }
        Mutation::Relabel(place) => {
            let workspace: WorkspaceId = room.workspace;
            let previous = room.commits[place].body().previous;
            log[place] = resigned(world, &other.commits[place], author(place), |commit| {
                (commit.workspace, commit.previous) = (workspace, previous);
            });
            match place {
                0 => Expected { taken: 0, named: 0, codes: &["other-genesis"] },
                // The list of members is of the other workspace.
                4 | 8 => Expected { taken: place, named: place, codes: &["epoch-members"] },
                // A member may do that: it is a fork, and its content does not open.
                last if last + 1 == COMMITS => Expected { taken: COMMITS, named: last, codes: &["log-fork"] },
                _ => Expected { taken: place + 1, named: place + 1, codes: &["log-fork"] },
            }
        }
        Mutation::Flip(place, byte, bit) => {
            let length = log[place].len();
            log[place][byte % length] ^= 1 << bit;
            Expected { taken: place, named: place, codes: &[] }
        }
        Mutation::Truncate(place, length) => {
            let length = length % log[place].len();
            log[place].truncate(length);
            Expected { taken: place, named: place, codes: &["commit-undecodable"] }
        }
    };
    (log, expected)
}

/// What a client says: it took so many commits, and names one.
fn verify(commits: &[Vec<u8>]) -> (usize, Option<LogError>) {
    let (world, room, _) = stage();
    let mut log = WorkspaceLog::new(world.organisation, room.workspace);
    let extension = log.extend_encoded(world.state(), commits);
    let kept = room.log.head().unwrap();
    let refused = extension.refused.or_else(|| log.confirm(&kept).err());
    (extension.accepted.len(), refused)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn every_mutation_is_refused_and_named(mutation in mutation()) {
        let (commits, expected) = mutate(&mutation);
        let (taken, refused) = verify(&commits);
        let Some(error) = refused else { panic!("{mutation:?} was believed") };
        prop_assert_eq!(taken, expected.taken, "{:?}: {}", mutation, error);
        if expected.codes.is_empty() {
            // A flipped number makes a commit claim another place; the digest still names it.
            let digest = Digest::of(&commits[expected.named]);
            prop_assert!(error.sequence as usize == expected.named || error.commit == Some(digest), "{}", error);
        } else {
            prop_assert_eq!(error.sequence as usize, expected.named, "{:?}: {}", mutation, error);
            prop_assert!(expected.codes.contains(&error.code()), "{:?}: {}", mutation, error);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Signed::<Commit>::decode(&bytes).is_err());
        prop_assert!(Signed::<beffroi_ledger::org::OrgEntry>::decode(&bytes).is_err());
        prop_assert!(beffroi_ledger::bundle::LogFile::decode(&bytes).is_err());
    }
}

#[test]
fn the_honest_log_is_believed() {
    let (_, room, _) = stage();
    assert_eq!(verify(&room.encoded()).0, COMMITS);
    assert!(verify(&room.encoded()).1.is_none());
    assert_eq!(room.log.access().epoch(), 2);
    assert_eq!(room.commits[0].body().context().kind, "commit");
}
