//! A commit about to be signed: what to do, kept apart from where, so that it can be signed again after a conflict.

use std::collections::BTreeMap;

use beffroi_seal::hybrid::SealError;
use beffroi_seal::id::{AccountId, DeviceId, LinkId, ObjectId};
use beffroi_seal::keys::EpochKey;
use beffroi_seal::unverified::Unverified;
use beffroi_seal::{SealingKey, SigningKey};
use rand_core::CryptoRng;
use thiserror::Error;

use super::access::{AccessEntry, Role};
use super::check::check;
use super::commit::{Commit, Entry, SignedCommit, content_slot};
use super::content::{ContentEnvelope, Space};
use super::keyring::{Keyring, rotate, wrap};
use super::link::LinkOpening;
use super::refusal::CommitRule;
use super::state::AccessState;
use crate::intake::DepositStatement;
use crate::org::OrgState;
use crate::{Signed, Timestamp, V1};

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftAuthor {
    /// The account.
    pub account: AccountId,
    /// The device, whose key signs.
    pub device: DeviceId,
}

/// What a commit will do. On conflict: take the other commits, then [`sign`](Self::sign) the same draft again.
#[derive(Clone, Debug)]
pub struct CommitDraft {
    author: DraftAuthor,
    changes: Vec<Change>,
    rotation: Rotation,
    contents: Vec<ContentEnvelope>,
}

/// Why a draft was not signed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DraftError {
    /// The organisation log is empty.
    #[error("the organisation log is empty")]
    NoOrganisation,
    /// The key of the epoch in force is not in the keyring.
    #[error("the key of epoch {epoch} is not unlocked")]
    KeyMissing {
        /// The epoch.
        epoch: u32,
    },
    /// The organisation log has no key for this account.
    #[error("account {account} is not in the organisation log")]
    AccountUnknown {
        /// The account.
        account: AccountId,
    },
    /// A key could not be sealed.
    #[error("a key could not be sealed")]
    Seal(#[from] SealError),
    /// The rules refuse what the draft would do: nothing was signed that others would refuse.
    #[error("the rules refuse it: {0}")]
    Refused(CommitRule),
}

impl DraftError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoOrganisation => "organisation-empty",
            Self::KeyMissing { .. } => "keyring-no-key",
            Self::AccountUnknown { .. } => "account-unknown",
            Self::Seal(error) => error.code(),
            Self::Refused(rule) => rule.code(),
        }
    }
}

#[derive(Clone, Debug)]
enum Change {
    Add(AccountId, Role),
    Role(AccountId, Role),
    Remove(AccountId),
    Deposit(Box<Signed<DepositStatement>>),
    Link(AccessEntry),
    Life(AccessEntry),
}

/// Whether the key changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rotation {
    /// Only if the changes demand it.
    WhenDue,
    /// In any case, history kept.
    Forced,
    /// In any case, and whoever joins later reads nothing of before.
    CutHistory,
}

impl CommitDraft {
    /// Nothing yet. On a workspace without commits, signing creates it, with the author as owner.
    pub const fn new(author: DraftAuthor) -> Self {
        Self { author, changes: Vec::new(), rotation: Rotation::WhenDue, contents: Vec::new() }
    }

    /// Adds the entry of a space.
    #[must_use]
    pub fn content(mut self, space: Space, body: Vec<u8>) -> Self {
        self.contents.push(ContentEnvelope::new(space, body));
        self
    }

    /// Adds a member, and seals the key to them.
    #[must_use]
    pub fn add_member(self, account: AccountId, role: Role) -> Self {
        self.change(Change::Add(account, role))
    }

    /// Changes a member's role; the key changes when they may no longer write.
    #[must_use]
    pub fn change_role(self, account: AccountId, role: Role) -> Self {
        self.change(Change::Role(account, role))
    }

    /// Removes a member and changes the key.
    #[must_use]
    pub fn remove_member(self, account: AccountId) -> Self {
        self.change(Change::Remove(account))
    }

    /// Publishes the key to which deposits are sealed.
    #[must_use]
    pub fn open_deposit(self, statement: Signed<DepositStatement>) -> Self {
        self.change(Change::Deposit(Box::new(statement)))
    }

    /// Shares documents by a link.
    #[must_use]
    pub fn open_link(self, opening: LinkOpening) -> Self {
        self.change(Change::Link(AccessEntry::LinkOpened { opening: Box::new(opening) }))
    }

    /// Stops serving a link until it is resumed.
    #[must_use]
    pub fn suspend_link(self, link: LinkId) -> Self {
        self.change(Change::Link(AccessEntry::LinkSuspended { link }))
    }

    /// Serves a suspended link again.
    #[must_use]
    pub fn resume_link(self, link: LinkId) -> Self {
        self.change(Change::Link(AccessEntry::LinkResumed { link }))
    }

    /// Ends a link for good.
    #[must_use]
    pub fn close_link(self, link: LinkId) -> Self {
        self.change(Change::Link(AccessEntry::LinkClosed { link }))
    }

    /// Closes the workspace.
    #[must_use]
    pub fn close(self) -> Self {
        self.change(Change::Life(AccessEntry::Closed))
    }

    /// Reopens the workspace; to be called before other changes.
    #[must_use]
    pub fn reopen(self) -> Self {
        self.change(Change::Life(AccessEntry::Reopened))
    }

    /// Suspends the workspace: only owners read, nobody writes.
    #[must_use]
    pub fn suspend(self) -> Self {
        self.change(Change::Life(AccessEntry::Suspended))
    }

    /// Ends the suspension; to be called before other changes.
    #[must_use]
    pub fn resume(self) -> Self {
        self.change(Change::Life(AccessEntry::Resumed))
    }

    /// Destroys stored ciphertexts.
    #[must_use]
    pub fn destroy_objects(self, objects: Vec<ObjectId>) -> Self {
        self.change(Change::Life(AccessEntry::ObjectsDestroyed { objects }))
    }

    /// Ends the workspace for good, with all that is in it; to be called alone.
    #[must_use]
    pub fn delete(self) -> Self {
        self.change(Change::Life(AccessEntry::Deleted))
    }

    /// Changes the key even if nothing demands it.
    #[must_use]
    pub const fn rotate(mut self) -> Self {
        self.rotation = Rotation::Forced;
        self
    }

    /// Changes the key and cuts the history: whoever joins later reads nothing of before.
    #[must_use]
    pub const fn rotate_and_cut(mut self) -> Self {
        self.rotation = Rotation::CutHistory;
        self
    }

    /// Whether it would do nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.contents.is_empty() && self.rotation == Rotation::WhenDue
    }

    /// Seals and signs for the end of the log as `access` knows it, and checks the result as everybody else will.
    ///
    /// `keyring` may be absent only to create a workspace. Content is sealed afresh each time.
    pub fn sign(
        &self,
        access: &AccessState,
        org: &OrgState,
        keyring: Option<&Keyring>,
        device: &SigningKey,
        at: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<SignedCommit, DraftError> {
        let org_head = org.head().ok_or(DraftError::NoOrganisation)?;
        let scope = Scope { access, org };
        let (entries, fresh) = self.access_entries(&scope, keyring, rng)?;
        let epoch = match (&fresh, access.head()) {
            (Some(_), Some(_)) => access.epoch().saturating_add(1),
            _ => access.epoch(),
        };
        let key = match &fresh {
            Some(key) => key.entry_key(),
            None => current_key(keyring, epoch)?.entry_key(),
        };
        let mut entries: Vec<Entry> = entries.into_iter().map(Entry::Access).collect();
        let (organisation, workspace) = (access.organisation(), access.workspace());
        let previous = access.head().map(|head| head.hash);
        let sequence = access.next_sequence();
        for envelope in &self.contents {
            let slot = content_slot(organisation, workspace, previous, sequence, entries.len());
            entries.push(Entry::Content(key.seal(&slot, &envelope.encode(), rng)));
        }
        let commit = Commit {
            v: V1,
            organisation,
            workspace,
            sequence,
            previous,
            epoch,
            author: self.author.account,
            device: self.author.device,
            org_head,
            at,
            state_root: None,
            entries,
        };
        let signed = Signed::sign(commit, device);
        check(access, org, Unverified::new(signed))
            .map(|accepted| accepted.into_inner())
            .map_err(|refusal| DraftError::Refused(refusal.rule))
    }

    fn change(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// The access entries, and the new key when there is one.
    fn access_entries(
        &self,
        scope: &Scope<'_>,
        keyring: Option<&Keyring>,
        rng: &mut impl CryptoRng,
    ) -> Result<(Vec<AccessEntry>, Option<EpochKey>), DraftError> {
        let access = scope.access;
        let (organisation, workspace) = (access.organisation(), access.workspace());
        let creates = access.head().is_none();
        let mut members: BTreeMap<AccountId, Role> =
            access.members().map(|(account, member)| (account, member.role)).collect();
        let mut entries = Vec::new();
        let mut fresh = None;
        if creates {
            let owner = self.author.account;
            members.insert(owner, Role::Owner);
            let (opening, key) = rotate(organisation, workspace, 0, None, &scope.sealing(&members)?, rng)?;
            entries.push(AccessEntry::Created { owner, opening });
            fresh = Some(key);
        }
        let after = self.members_after(&members);
        if !creates && self.rotates() {
            let epoch = access.epoch().saturating_add(1);
            let previous = match self.rotation {
                Rotation::CutHistory => None,
                Rotation::WhenDue | Rotation::Forced => Some(current_key(keyring, access.epoch())?),
            };
            let sealing = scope.sealing(&after)?;
            let (opening, key) = rotate(organisation, workspace, epoch, previous, &sealing, rng)?;
            self.write(scope, &mut entries, epoch, &key, rng)?;
            entries.push(AccessEntry::EpochOpened { opening });
            return Ok((entries, Some(key)));
        }
        let epoch = access.epoch();
        if let Some(key) = &fresh {
            self.write(scope, &mut entries, epoch, key, rng)?;
        } else if !self.changes.is_empty() {
            self.write(scope, &mut entries, epoch, current_key(keyring, epoch)?, rng)?;
        }
        Ok((entries, fresh))
    }

    fn rotates(&self) -> bool {
        self.rotation != Rotation::WhenDue
            || self
                .changes
                .iter()
                .any(|change| matches!(change, Change::Remove(_) | Change::Role(_, Role::Reader)))
    }

    fn members_after(&self, before: &BTreeMap<AccountId, Role>) -> BTreeMap<AccountId, Role> {
        let mut members = before.clone();
        for change in &self.changes {
            match change {
                Change::Add(account, role) => {
                    members.insert(*account, *role);
                }
                Change::Role(account, role) => {
                    if let Some(current) = members.get_mut(account) {
                        *current = *role;
                    }
                }
                Change::Remove(account) => {
                    members.remove(account);
                }
                Change::Deposit(_) | Change::Link(_) | Change::Life(_) => {}
            }
        }
        members
    }

    fn write(
        &self,
        scope: &Scope<'_>,
        entries: &mut Vec<AccessEntry>,
        epoch: u32,
        key: &EpochKey,
        rng: &mut impl CryptoRng,
    ) -> Result<(), DraftError> {
        let (organisation, workspace) = (scope.access.organisation(), scope.access.workspace());
        for change in &self.changes {
            entries.push(match change {
                Change::Add(account, role) => {
                    let sealing = scope.sealing_key(*account)?;
                    let wrap = wrap(organisation, workspace, epoch, *account, sealing, key, rng)?;
                    AccessEntry::MemberAdded { account: *account, role: *role, wrap }
                }
                Change::Role(account, role) => AccessEntry::RoleChanged { account: *account, role: *role },
                Change::Remove(account) => AccessEntry::MemberRemoved { account: *account },
                Change::Deposit(statement) => AccessEntry::DepositOpened { statement: (**statement).clone() },
                Change::Link(entry) | Change::Life(entry) => entry.clone(),
            });
        }
        Ok(())
    }
}

/// What is known when signing.
struct Scope<'a> {
    access: &'a AccessState,
    org: &'a OrgState,
}

impl<'a> Scope<'a> {
    fn sealing(
        &self,
        members: &BTreeMap<AccountId, Role>,
    ) -> Result<BTreeMap<AccountId, (Role, &'a SealingKey)>, DraftError> {
        members.iter().map(|(account, role)| Ok((*account, (*role, self.sealing_key(*account)?)))).collect()
    }

    fn sealing_key(&self, account: AccountId) -> Result<&'a SealingKey, DraftError> {
        self.org.sealing_key(account).ok_or(DraftError::AccountUnknown { account })
    }
}

fn current_key(keyring: Option<&Keyring>, epoch: u32) -> Result<&EpochKey, DraftError> {
    keyring.and_then(|keyring| keyring.epoch_key(epoch)).ok_or(DraftError::KeyMissing { epoch })
}
