//! Any interleaving of people who append with stale views, against a reference that knows no cryptography.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use beffroi_ledger::workspace::{CommitDraft, DraftError, Keyring, Role, SignedCommit, Space, WorkspaceLog};
use beffroi_seal::unverified::Unverified;
use common::{Room, World};
use proptest::prelude::*;

const PEOPLE: [&str; 4] = ["alice", "bob", "carol", "gus"];

/// What someone tries.
#[derive(Clone, Debug)]
enum Act {
    Write,
    Add(usize, Role),
    SetRole(usize, Role),
    Remove(usize),
    Rotate,
    Close,
    Reopen,
    Suspend,
    Resume,
    Delete,
}

/// Who tries what, and whether they first look at what happened since.
#[derive(Clone, Debug)]
struct Step {
    who: usize,
    synchronises: bool,
    act: Act,
}

fn role() -> impl Strategy<Value = Role> {
    prop_oneof![Just(Role::Reader), Just(Role::Member), Just(Role::Owner)]
}

fn step() -> impl Strategy<Value = Step> {
    let act = prop_oneof![
        6 => Just(Act::Write),
        4 => (0..PEOPLE.len(), role()).prop_map(|(who, role)| Act::Add(who, role)),
        3 => (0..PEOPLE.len(), role()).prop_map(|(who, role)| Act::SetRole(who, role)),
        2 => (0..PEOPLE.len()).prop_map(Act::Remove),
        1 => Just(Act::Rotate),
        1 => Just(Act::Close),
        2 => Just(Act::Reopen),
        1 => Just(Act::Suspend),
        2 => Just(Act::Resume),
        1 => Just(Act::Delete),
    ];
    (0..PEOPLE.len(), any::<bool>(), act).prop_map(|(who, synchronises, act)| Step { who, synchronises, act })
}

/// The reference: a list of members, and who was there when each text was written.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    members: BTreeMap<usize, Role>,
    closed: bool,
    suspended: bool,
    deleted: bool,
    epoch: u32,
    commits: u64,
    texts: Vec<String>,
    /// For each person, the texts they can read.
    readable: BTreeMap<usize, BTreeSet<usize>>,
}

impl Model {
    fn new() -> Self {
        let mut model = Self { commits: 1, ..Self::default() };
        model.members.insert(0, Role::Owner);
        model.write("nom".to_owned());
        model
    }

    fn write(&mut self, text: String) {
        self.texts.push(text);
        for person in self.members.keys() {
            self.readable.entry(*person).or_default().insert(self.texts.len() - 1);
        }
    }

    /// What happens, or nothing when it is not allowed. Gus is a guest.
    fn act(&mut self, who: usize, act: &Act, text: String) -> bool {
        let before = self.clone();
        let allowed = self.try_act(who, act, text);
        if allowed {
            self.commits += 1;
        } else {
            *self = before;
        }
        allowed
    }

    fn try_act(&mut self, who: usize, act: &Act, text: String) -> bool {
        let Some(role) = self.members.get(&who).copied() else { return false };
        let owner = role == Role::Owner;
        let guest_owner = |person: usize, role: Role| PEOPLE[person] == "gus" && role == Role::Owner;
        let way_out = matches!(act, Act::Resume | Act::Delete);
        if self.suspended && !way_out
            || self.closed && !(way_out || matches!(act, Act::Reopen | Act::Suspend))
        {
            return false;
        }
        match act {
            Act::Write => {
                if role == Role::Reader {
                    return false;
                }
                self.write(text);
            }
            Act::Add(person, role) => {
                if !owner || self.members.contains_key(person) || guest_owner(*person, *role) {
                    return false;
                }
                self.members.insert(*person, *role);
                // History: whoever joins reads everything from the beginning.
                let all = (0..self.texts.len()).collect();
                self.readable.insert(*person, all);
            }
            Act::SetRole(person, role) => {
                let Some(current) = self.members.get(person).copied() else { return false };
                if !owner || current == *role || guest_owner(*person, *role) {
                    return false;
                }
                self.members.insert(*person, *role);
                if *role == Role::Reader {
                    self.epoch += 1;
                }
            }
            Act::Remove(person) => {
                if !owner || *person == who || self.members.remove(person).is_none() {
                    return false;
                }
                self.epoch += 1;
            }
            Act::Rotate => {
                if !owner {
                    return false;
                }
                self.epoch += 1;
            }
            Act::Close | Act::Reopen => {
                if !owner || self.closed == matches!(act, Act::Close) {
                    return false;
                }
                self.closed = !self.closed;
            }
            Act::Suspend | Act::Resume => {
                if !owner || self.suspended == matches!(act, Act::Suspend) {
                    return false;
                }
                self.suspended = !self.suspended;
            }
            Act::Delete => {
                if !owner {
                    return false;
                }
                self.deleted = true;
                self.members.clear();
                return true;
            }
        }
        self.members.values().any(|role| *role == Role::Owner)
    }
}

/// The server, and what each person has seen.
struct Stage {
    world: World,
    server: Room,
    views: BTreeMap<usize, WorkspaceLog>,
}

impl Stage {
    fn synchronise(&mut self, who: usize) {
        let view = self.views.get_mut(&who).unwrap();
        let from = usize::try_from(view.access().next_sequence()).unwrap();
        let tail = self.server.commits[from..].iter().cloned().map(Unverified::new);
        view.extend(self.world.state(), tail).complete().unwrap();
    }

    fn try_sign(&mut self, who: usize, act: &Act, text: &str) -> Result<SignedCommit, DraftError> {
        let name = PEOPLE[who];
        let account = |person: usize| self.world.account(PEOPLE[person]);
        let draft = CommitDraft::new(self.world.who(name).author());
        let draft = match act {
            Act::Write => draft.content(Space::Vault, text.as_bytes().to_vec()),
            Act::Add(person, role) => draft.add_member(account(*person), *role),
            Act::SetRole(person, role) => draft.change_role(account(*person), *role),
            Act::Remove(person) => draft.remove_member(account(*person)),
            Act::Rotate => draft.rotate(),
            Act::Close => draft.close(),
            Act::Reopen => draft.reopen(),
            Act::Suspend => draft.suspend(),
            Act::Resume => draft.resume(),
            Act::Delete => draft.delete(),
        };
        let view = self.views[&who].clone();
        let someone = self.world.who(name);
        let keyring = Keyring::unlock(&someone.keys, someone.account, &view).ok();
        self.world.try_sign(&draft, &view, keyring.as_ref(), name)
    }

    /// One attempt; on conflict, looks at what happened and tries again.
    fn attempt(&mut self, step: &Step, text: &str) -> bool {
        if step.synchronises {
            self.synchronise(step.who);
        }
        let first = self.try_sign(step.who, &step.act, text);
        let stale = self.views[&step.who].head() != self.server.log.head();
        let signed = match first {
            // Even refused by one's own rules: perhaps only by an old view.
            Err(_) | Ok(_) if stale => {
                if let Ok(commit) = first {
                    assert_eq!(self.world.commit_refusal(&self.server, commit), "conflict");
                }
                self.synchronise(step.who);
                self.try_sign(step.who, &step.act, text)
            }
            other => other,
        };
        let Ok(commit) = signed else { return false };
        self.server.log.take(self.world.state(), Unverified::new(commit.clone())).unwrap();
        self.server.commits.push(commit);
        true
    }

    fn texts(&self, who: usize) -> Option<Vec<String>> {
        let someone = self.world.who(PEOPLE[who]);
        let mut log = WorkspaceLog::new(self.world.organisation, self.server.workspace);
        let encoded = self.server.encoded();
        let accepted = log.extend_encoded(self.world.state(), encoded).complete().unwrap();
        assert_eq!(log, self.server.log);
        let keyring = Keyring::unlock(&someone.keys, someone.account, &log).ok()?;
        let opened = accepted.iter().flat_map(|commit| keyring.open_content(commit).entries);
        Some(opened.map(|plain| String::from_utf8(plain.envelope.body.into_vec()).unwrap()).collect())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn everybody_folds_to_what_the_reference_says(steps in prop::collection::vec(step(), 1..24), seed in 0u64..1_000) {
        let mut world = World::with_people(seed);
        let server = world.room("alice");
        let views = (0..PEOPLE.len()).map(|who| (who, server.log.clone())).collect();
        let mut stage = Stage { world, server, views };
        let mut model = Model::new();
        for (number, step) in steps.iter().enumerate() {
            let text = format!("{} {number}", PEOPLE[step.who]);
            let expected = model.act(step.who, &step.act, text.clone());
            let happened = stage.attempt(step, &text);
            prop_assert_eq!(happened, expected, "step {}: {:?}\n{:?}", number, step, model);
        }
        let access = stage.server.log.access().clone();
        let members: BTreeMap<usize, Role> = (0..PEOPLE.len())
            .filter_map(|who| access.role(stage.world.account(PEOPLE[who])).map(|role| (who, role)))
            .collect();
        prop_assert_eq!(&members, &model.members);
        prop_assert_eq!(access.epoch(), model.epoch);
        prop_assert_eq!(access.closed(), model.closed);
        prop_assert_eq!(access.suspended(), model.suspended);
        prop_assert_eq!(access.deleted(), model.deleted);
        prop_assert_eq!(access.next_sequence(), model.commits);
        for (who, name) in PEOPLE.iter().enumerate() {
            stage.synchronise(who);
            prop_assert_eq!(&stage.views[&who], &stage.server.log);
            let readable: Vec<String> = model
                .readable
                .get(&who)
                .map(|texts| texts.iter().map(|text| model.texts[*text].clone()).collect())
                .unwrap_or_default();
            prop_assert_eq!(stage.texts(who).unwrap_or_default(), readable, "what {} reads", name);
        }
    }
}
