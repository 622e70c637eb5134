//! What the access entries of a workspace say: small, so that the server keeps one for each workspace.

use std::collections::BTreeMap;

use beffroi_seal::id::{AccountId, LinkId, OrganisationId, WorkspaceId};
use beffroi_seal::{Digest, Sealed, SealedRecord};
use serde::{Deserialize, Serialize};

use super::access::{AccessEntry, EpochOpening, EpochWrap, Role};
use super::check::AcceptedCommit;
use super::commit::{Entry, Head};
use super::link::LinkRecord;
use crate::intake::DepositStatement;
use crate::org::{OrgHead, OrgState};
use crate::{Signed, Timestamp};

/// A member of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// What they may do.
    pub role: Role,
    /// The place of the commit that added them.
    pub since: u64,
    /// The claimed time of that commit.
    pub since_at: Timestamp,
}

/// The fold of the access entries. `Serialize` is for keeping it, never for sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessState {
    pub(super) organisation: OrganisationId,
    pub(super) workspace: WorkspaceId,
    pub(super) head: Option<Head>,
    pub(super) org_head: Option<OrgHead>,
    pub(super) changed_at: Timestamp,
    /// Who was removed, and by which commit.
    pub(super) removed: BTreeMap<AccountId, Head>,
    pub(super) access: Access,
}

/// The part of the state that access entries change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Access {
    pub(super) members: BTreeMap<AccountId, Member>,
    pub(super) epoch: u32,
    pub(super) commitment: Option<Digest>,
    pub(super) closed: bool,
    #[serde(default)]
    pub(super) suspended: bool,
    #[serde(default)]
    pub(super) deleted: bool,
    pub(super) deposit: Option<Signed<DepositStatement>>,
    #[serde(default)]
    pub(super) links: BTreeMap<LinkId, LinkRecord>,
}

impl AccessState {
    /// A workspace without any commit.
    pub fn new(organisation: OrganisationId, workspace: WorkspaceId) -> Self {
        let (changed_at, access) = (Timestamp::default(), Access::default());
        let removed = BTreeMap::new();
        Self { organisation, workspace, head: None, org_head: None, changed_at, removed, access }
    }

    /// The organisation.
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The workspace.
    pub const fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// The last commit: what an append compares.
    pub const fn head(&self) -> Option<Head> {
        self.head
    }

    /// The next free place.
    pub fn next_sequence(&self) -> u64 {
        self.head.map_or(0, |head| head.sequence + 1)
    }

    /// The end of the organisation log that the last commit knew.
    pub const fn org_head(&self) -> Option<OrgHead> {
        self.org_head
    }

    /// The claimed time of the last commit.
    pub const fn changed_at(&self) -> Timestamp {
        self.changed_at
    }

    /// The epoch in force.
    pub const fn epoch(&self) -> u32 {
        self.access.epoch
    }

    /// What is published of the key of the epoch in force.
    pub const fn commitment(&self) -> Option<Digest> {
        self.access.commitment
    }

    /// Whether nothing more may be written.
    pub const fn closed(&self) -> bool {
        self.access.closed
    }

    /// Whether nothing is read, but by owners, nor written, until it is resumed.
    pub const fn suspended(&self) -> bool {
        self.access.suspended
    }

    /// Whether it serves those who are not members: links and public reports stop while it is closed or suspended.
    pub const fn serves_outsiders(&self) -> bool {
        !self.access.closed && !self.access.suspended
    }

    /// Whether it has ended for good.
    pub const fn deleted(&self) -> bool {
        self.access.deleted
    }

    /// The members, in the order of their ids.
    pub fn members(&self) -> impl Iterator<Item = (AccountId, &Member)> {
        self.access.members.iter().map(|(account, member)| (*account, member))
    }

    /// One member.
    pub fn member(&self, account: AccountId) -> Option<&Member> {
        self.access.members.get(&account)
    }

    /// What an account may do here; nothing if it is not a member.
    pub fn role(&self, account: AccountId) -> Option<Role> {
        self.member(account).map(|member| member.role)
    }

    /// The commit that removed an account which is no member any more; none if it never was one.
    pub fn removed(&self, account: AccountId) -> Option<Head> {
        self.removed.get(&account).copied()
    }

    /// The key to which deposits are sealed, as signed by the authority.
    pub fn deposit(&self) -> Option<&Signed<DepositStatement>> {
        self.access.deposit.as_ref()
    }

    /// The links, closed ones included, in the order of their ids.
    pub fn links(&self) -> impl Iterator<Item = (LinkId, &LinkRecord)> {
        self.access.links.iter().map(|(link, record)| (*link, record))
    }

    /// One link.
    pub fn link(&self, link: LinkId) -> Option<&LinkRecord> {
        self.access.links.get(&link)
    }

    /// Members whose account is suspended or deleted by now: an owner's client should remove them, which changes the key.
    pub fn rotation_due<'a>(&'a self, org: &'a OrgState) -> impl Iterator<Item = AccountId> + 'a {
        let now = org.len().saturating_sub(1);
        self.members()
            .map(|(account, _)| account)
            .filter(move |account| !org.account_active_at(*account, now))
    }

    /// Takes a commit that [`check`](super::check) accepted on this very state.
    ///
    /// # Panics
    /// When the commit was accepted on another state: an error of the program, not of the log.
    pub fn apply(&mut self, accepted: &AcceptedCommit) {
        let commit = accepted.commit().body();
        let same = commit.workspace == self.workspace && commit.sequence == self.next_sequence();
        assert!(same, "accepted on another state");
        self.head = Some(accepted.head());
        self.org_head = Some(commit.org_head);
        self.changed_at = commit.at;
        if let Some(access) = accepted.access_after() {
            let gone = self.access.members.keys().filter(|account| !access.members.contains_key(account));
            self.removed.extend(gone.map(|account| (*account, accepted.head())));
            self.removed.retain(|account, _| !access.members.contains_key(account));
            self.access = access.clone();
        }
    }
}

/// The keys of one epoch, as the log carries them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    /// Its number.
    pub epoch: u32,
    /// What is published of its key.
    pub commitment: Digest,
    /// The key of the epoch before, wrapped under this one.
    pub previous: Option<SealedRecord>,
    /// The key sealed to each account that ever received it in this epoch.
    pub wraps: BTreeMap<AccountId, Sealed>,
    /// The commit that opened it.
    pub opened: Head,
}

/// Every epoch of a workspace, in order: what a [`Keyring`](super::Keyring) is unlocked from. Clients only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epochs(Vec<Epoch>);

impl Epochs {
    /// The epochs, from 0.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Epoch> {
        self.0.iter()
    }

    /// The epoch in force.
    pub fn current(&self) -> Option<&Epoch> {
        self.0.last()
    }

    /// One epoch.
    pub fn find(&self, epoch: u32) -> Option<&Epoch> {
        self.0.get(usize::try_from(epoch).ok()?)
    }

    /// Takes the keys of an accepted commit.
    pub fn apply(&mut self, accepted: &AcceptedCommit) {
        let mut added = Vec::new();
        for entry in &accepted.commit().body().entries {
            match entry {
                Entry::Access(
                    AccessEntry::Created { opening, .. } | AccessEntry::EpochOpened { opening },
                ) => {
                    self.open(opening, accepted.head());
                }
                Entry::Access(AccessEntry::MemberAdded { wrap, .. }) => added.push(wrap),
                Entry::Access(_) => {}
                Entry::Content(_) => break,
            }
        }
        // A newcomer's wrap is of the commit's epoch, which the same commit may open after adding them.
        if let Some(current) = self.0.last_mut() {
            for EpochWrap { account, sealed } in added {
                current.wraps.insert(*account, sealed.clone());
            }
        }
    }

    fn open(&mut self, opening: &EpochOpening, opened: Head) {
        self.0.push(Epoch {
            epoch: opening.epoch,
            commitment: opening.commitment,
            previous: opening.previous.clone(),
            wraps: opening.wraps.iter().map(|wrap| (wrap.account, wrap.sealed.clone())).collect(),
            opened,
        });
    }
}
