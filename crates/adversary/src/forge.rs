//! Commits and entries that no honest client would sign, made with whatever keys the adversary has.

use beffroi_ledger::org::{OrgBody, OrgDraft, OrgHead, OrgLog};
use beffroi_ledger::workspace::{
    AcceptedCommit, AccessEntry, Commit, ContentEnvelope, Entry, Role, SignedCommit, WorkspaceLog,
    content_slot,
};
use beffroi_ledger::{Signed, V1};
use beffroi_seal::RecordKey;
use beffroi_seal::id::{AccountId, WorkspaceId};
use beffroi_seal::{SealingKey, SigningKey};
use std::collections::BTreeMap;

use crate::insider::Insider;
use crate::rng;
use crate::town::{Town, now};

/// A workspace as the adversary knows it: both logs, as the server holds them.
pub struct Forge {
    /// The organisation's log.
    pub org: OrgLog,
    /// The workspace's log.
    pub log: WorkspaceLog,
    /// Its commits.
    pub accepted: Vec<AcceptedCommit>,
    /// Their stored form.
    pub commits: Vec<Vec<u8>>,
    workspace: WorkspaceId,
}

impl Forge {
    /// Reads both logs from the server's store.
    ///
    /// # Panics
    /// When the store does not hold what honest clients put there.
    pub async fn at(town: &Town, workspace: WorkspaceId) -> Self {
        let org = town.org_log().await;
        let organisation = org.state().organisation().expect("the organisation is set up");
        let commits = town.commits(workspace).await;
        let mut log = WorkspaceLog::new(organisation, workspace);
        let accepted = log.extend_encoded(org.state(), &commits).complete().expect("an honest log");
        Self { org, log, accepted, commits, workspace }
    }

    /// The next commit, in the present epoch, signed by `author` whatever their rights.
    #[must_use]
    pub fn commit(&self, author: &Insider, entries: Vec<Entry>) -> SignedCommit {
        self.commit_in(self.log.access().epoch(), author, entries)
    }

    /// The next commit, in any epoch.
    ///
    /// # Panics
    /// Never: the organisation has a log.
    #[must_use]
    pub fn commit_in(&self, epoch: u32, author: &Insider, entries: Vec<Entry>) -> SignedCommit {
        let access = self.log.access();
        let commit = Commit {
            v: V1,
            organisation: access.organisation(),
            workspace: self.workspace,
            sequence: access.next_sequence(),
            previous: access.head().map(|head| head.hash),
            epoch,
            author: author.account,
            device: author.device,
            org_head: self.org.head().expect("the organisation is set up"),
            at: now(),
            state_root: None,
            entries,
        };
        Signed::sign(commit, &author.signing)
    }

    /// Content sealed for entry `index` of the next commit.
    #[must_use]
    pub fn content(&self, key: &RecordKey, index: usize, envelope: &ContentEnvelope) -> Entry {
        let access = self.log.access();
        let previous = access.head().map(|head| head.hash);
        let sequence = access.next_sequence();
        let slot = content_slot(access.organisation(), self.workspace, previous, sequence, index);
        Entry::Content(key.seal(&slot, &envelope.encode(), &mut rng()))
    }

    /// Content under a key that nobody has: for commits that must be refused before anybody opens them.
    #[must_use]
    pub fn gibberish(&self) -> Entry {
        let envelope = ContentEnvelope::new(beffroi_ledger::workspace::Space::Vault, b"x".to_vec());
        self.content(&RecordKey::make(&mut rng()), 0, &envelope)
    }

    /// The log, with one more commit.
    #[must_use]
    pub fn with(&self, commit: &SignedCommit) -> Vec<Vec<u8>> {
        let mut commits = self.commits.clone();
        commits.push(commit.encoded().to_vec());
        commits
    }

    /// The present members with their sealing keys.
    #[must_use]
    pub fn members(&self) -> BTreeMap<AccountId, (Role, &SealingKey)> {
        let members = self.log.access().members();
        members
            .filter_map(|(account, member)| {
                Some((account, (member.role, self.org.state().sealing_key(account)?)))
            })
            .collect()
    }

    /// An entry that opens the next epoch for `members`, and its number.
    ///
    /// # Panics
    /// When one of the keys cannot be sealed to.
    #[must_use]
    pub fn epoch(
        &self,
        members: &BTreeMap<AccountId, (Role, &SealingKey)>,
    ) -> (u32, beffroi_ledger::workspace::EpochOpening) {
        let access = self.log.access();
        let epoch = access.epoch() + 1;
        let opened = beffroi_ledger::workspace::rotate(
            access.organisation(),
            self.workspace,
            epoch,
            None,
            members,
            &mut rng(),
        );
        let (opening, _) = opened.expect("public keys of the log can be sealed to");
        (epoch, opening)
    }

    /// The place of the first commit that has this kind of access entry.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn find(&self, wanted: impl Fn(&AccessEntry) -> bool) -> usize {
        let holds = |accepted: &AcceptedCommit| {
            accepted.commit().body().entries.iter().any(|entry| match entry {
                Entry::Access(access) => wanted(access),
                Entry::Content(_) => false,
            })
        };
        self.accepted.iter().position(holds).expect("the journey wrote such an entry")
    }
}

/// The next entry of the organisation log, signed with any key in the name of any device.
///
/// # Panics
/// When the organisation is not set up.
#[must_use]
pub fn next_org_entry(log: &OrgLog, author: &Insider, key: &SigningKey, body: OrgBody) -> Vec<u8> {
    let organisation = log.state().organisation().expect("the organisation is set up");
    let after: Option<OrgHead> = log.head();
    let draft = OrgDraft { organisation, after, author: author.device, body };
    draft.sign(key, now()).encoded().to_vec()
}

/// `bytes` with one bit of byte `place` turned.
#[must_use]
pub fn flip(bytes: &[u8], place: usize) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    flipped[place] ^= 1 << (place % 8);
    flipped
}

/// `bytes` with one bit turned inside `part`, which stands in them, `offset` bytes from its beginning.
#[must_use]
pub fn flip_in(bytes: &[u8], part: &[u8], offset: usize) -> Vec<u8> {
    flip(bytes, place_of(bytes, part) + offset)
}

/// `bytes` with `part` replaced by `other` of the same length.
#[must_use]
pub fn replace(bytes: &[u8], part: &[u8], other: &[u8]) -> Vec<u8> {
    assert_eq!(part.len(), other.len(), "the replacement must fit");
    let place = place_of(bytes, part);
    let mut replaced = bytes.to_vec();
    replaced[place..place + part.len()].copy_from_slice(other);
    replaced
}

fn place_of(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).expect("the part stands in the bytes")
}
