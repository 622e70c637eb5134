//! Why a commit is refused.

use beffroi_seal::Digest;
use beffroi_seal::id::{AccountId, DeviceId, LinkId, OrganisationId, WorkspaceId};
use thiserror::Error;

use super::access::Role;
use super::link::LinkStatus;
use crate::org::OrgHead;

/// A refused commit, and the rule it breaks.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("workspace {workspace}, commit {sequence} ({commit}): {rule}")]
pub struct CommitRefusal {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The place the commit claims.
    pub sequence: u64,
    /// The digest of its stored form.
    pub commit: Digest,
    /// The rule.
    pub rule: CommitRule,
}

impl CommitRefusal {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        self.rule.code()
    }
}

/// The rules of the workspace log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CommitRule {
    /// Another commit came first: fold it and try again.
    #[error("the log stands at {expected}")]
    Conflict {
        /// The next free place.
        expected: u64,
    },
    /// It follows another commit than the last.
    #[error("it follows another commit than the last")]
    PreviousMismatch {
        /// The last commit.
        expected: Option<Digest>,
    },
    /// It is larger than a commit may be.
    #[error("{bytes} bytes are more than the {bytes_max} allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The largest size.
        bytes_max: usize,
    },
    /// It has no entry, or too many.
    #[error("{entries} entries: from 1 to {entries_max} are allowed")]
    EntryCount {
        /// How many it has.
        entries: usize,
        /// How many it may have.
        entries_max: usize,
    },
    /// It belongs to another organisation.
    #[error("it names organisation {named}")]
    OtherOrganisation {
        /// As named.
        named: OrganisationId,
    },
    /// It belongs to another workspace.
    #[error("it names workspace {named}")]
    OtherWorkspace {
        /// As named.
        named: WorkspaceId,
    },
    /// The reserved field is used.
    #[error("a state root is not known to this version")]
    StateRootReserved,
    /// It names an entry of the organisation log that has not arrived yet: synchronise that log first.
    #[error("it knows entry {named} of the organisation log, which has not arrived here")]
    OrgHeadAhead {
        /// The entry it names.
        named: u64,
    },
    /// It names an organisation log that is not this one.
    #[error("entry {} of the organisation log is another one", head.sequence)]
    OrgHeadUnknown {
        /// The position it names.
        head: OrgHead,
    },
    /// It knows less of the organisation log than the commit before.
    #[error("it knows entry {named} of the organisation log, the commit before knew {known}")]
    OrgHeadOlder {
        /// The entry it names.
        named: u64,
        /// The entry that the commit before names.
        known: u64,
    },
    /// The device is not in the organisation log.
    #[error("device {device} is not in the organisation log")]
    DeviceUnknown {
        /// The device.
        device: DeviceId,
    },
    /// The device belongs to someone else.
    #[error("device {device} is not a device of account {author}")]
    DeviceOfAnother {
        /// The device.
        device: DeviceId,
        /// The author named.
        author: AccountId,
    },
    /// The device had been revoked.
    #[error("device {device} had been revoked")]
    DeviceRevoked {
        /// The device.
        device: DeviceId,
    },
    /// The log was seen to end before this commit when the author's rights had ended already: it was stored later.
    #[error(
        "the rights of device {device} had ended by entry {since} of the organisation log, when the log ended before this commit"
    )]
    AuthorEnded {
        /// The device.
        device: DeviceId,
        /// The end of the organisation log as it was known then.
        since: u64,
    },
    /// The author's account was suspended or deleted.
    #[error("account {account} was not active")]
    AccountInactive {
        /// The account.
        account: AccountId,
    },
    /// The author's signature does not hold.
    #[error("the signature of device {device} does not hold")]
    Forged {
        /// The device named.
        device: DeviceId,
    },
    /// The first commit creates the workspace, and no other does.
    #[error("a workspace is created by the first entry of its first commit, and only there")]
    CreationMisplaced,
    /// The organisation log names another first commit, or another owner.
    #[error("the organisation log registered another first commit for this workspace")]
    OtherGenesis,
    /// The author is not a member.
    #[error("account {author} is not a member")]
    NotMember {
        /// The author.
        author: AccountId,
    },
    /// The author may only read.
    #[error("account {author} may only read")]
    ReaderWrites {
        /// The author.
        author: AccountId,
    },
    /// Only owners change access.
    #[error("account {author} is not an owner")]
    NotOwner {
        /// The author.
        author: AccountId,
    },
    /// The workspace is closed.
    #[error("the workspace is closed")]
    WorkspaceClosed,
    /// The workspace is not closed.
    #[error("the workspace is not closed")]
    WorkspaceNotClosed,
    /// The workspace is suspended.
    #[error("the workspace is suspended")]
    WorkspaceSuspended,
    /// The workspace is not suspended.
    #[error("the workspace is not suspended")]
    WorkspaceNotSuspended,
    /// A deletion is alone in its commit.
    #[error("the deletion of a workspace is alone in its commit")]
    DeletionNotAlone,
    /// Objects to destroy named twice, or too many.
    #[error("at most {objects_max} objects, each once, are destroyed at a time")]
    ObjectsDestroyed {
        /// The limit.
        objects_max: usize,
    },
    /// The commit is not of the epoch in force.
    #[error("epoch {named}, epoch {current} is in force")]
    StaleEpoch {
        /// As named.
        named: u32,
        /// The epoch after the commit.
        current: u32,
    },
    /// Access entries come before content.
    #[error("entry {index} changes access after content")]
    AccessAfterContent {
        /// Its index.
        index: usize,
    },
    /// An epoch opens with the last access entry, once.
    #[error("entry {index} comes after the opening of an epoch")]
    EpochNotLast {
        /// Its index.
        index: usize,
    },
    /// An epoch opens with the next number.
    #[error("epoch {named} is opened, {expected} comes next")]
    EpochNumber {
        /// As named.
        named: u32,
        /// As expected.
        expected: u32,
    },
    /// The epoch is not sealed to exactly the members who remain.
    #[error("epoch {epoch} is not sealed to exactly the members")]
    EpochMembers {
        /// The epoch.
        epoch: u32,
    },
    /// The first epoch has no epoch before it.
    #[error("epoch 0 has no history")]
    EpochHistory,
    /// Someone was removed or lowered, and the key stays the same.
    #[error("account {account} was removed or lowered without a new epoch")]
    RotationMissing {
        /// Who.
        account: AccountId,
    },
    /// The account is a member already.
    #[error("account {account} is a member already")]
    MemberExists {
        /// The account.
        account: AccountId,
    },
    /// The account is not a member.
    #[error("account {account} is not a member, and cannot be changed")]
    MemberUnknown {
        /// The account.
        account: AccountId,
    },
    /// The account is not an active account of the organisation.
    #[error("account {account} is not active in the organisation")]
    MemberInactive {
        /// The account.
        account: AccountId,
    },
    /// The key is sealed to another account.
    #[error("the key of account {account} is sealed to another")]
    WrapOfAnother {
        /// The account.
        account: AccountId,
    },
    /// There are too many members.
    #[error("more than {members_max} members")]
    TooManyMembers {
        /// How many there may be.
        members_max: usize,
    },
    /// The role is the same.
    #[error("account {account} has the role {role:?} already")]
    RoleUnchanged {
        /// The account.
        account: AccountId,
        /// The role.
        role: Role,
    },
    /// A guest cannot own a workspace.
    #[error("account {account} is a guest and cannot be an owner")]
    GuestOwner {
        /// The account.
        account: AccountId,
    },
    /// Whoever opens the next epoch knows its key: someone else must remove them.
    #[error("account {account} cannot remove itself")]
    RemovesSelf {
        /// The account.
        account: AccountId,
    },
    /// The workspace would have no owner who can act.
    #[error("no active owner would remain")]
    LastOwner,
    /// A guest shares nothing.
    #[error("account {author} is a guest and opens no link")]
    LinkByGuest {
        /// The author.
        author: AccountId,
    },
    /// The link exists already.
    #[error("link {link} exists already")]
    LinkExists {
        /// The link.
        link: LinkId,
    },
    /// No such link.
    #[error("link {link} is not one of this workspace")]
    LinkUnknown {
        /// The link.
        link: LinkId,
    },
    /// The link is not in a state from which this can be done.
    #[error("link {link} is {status:?}")]
    LinkStatus {
        /// The link.
        link: LinkId,
        /// As it is.
        status: LinkStatus,
    },
    /// There are too many links.
    #[error("more than {links_max} links")]
    TooManyLinks {
        /// How many there may be.
        links_max: usize,
    },
    /// It lasts longer than the organisation allows, or not at all.
    #[error("a link ends after it begins, and within {days_max} days")]
    LinkTerm {
        /// The longest term, in days.
        days_max: u16,
    },
    /// The organisation wants a password on every link.
    #[error("links of this organisation have a password")]
    LinkPasswordRequired,
    /// It would allow no download.
    #[error("a link that limits downloads allows one at least")]
    LinkDownloads,
    /// It shares nothing, something twice, or too much.
    #[error("a link shares from 1 to {documents_max} documents, each once")]
    LinkContent {
        /// The most documents.
        documents_max: usize,
    },
    /// The deposit key is not signed by its author for this workspace.
    #[error("the deposit key is not signed by the author for this workspace")]
    DepositForged,
    /// The deposit key does not have the next number.
    #[error("deposit key {named}, {expected} comes next")]
    DepositNumber {
        /// As named.
        named: u32,
        /// As expected.
        expected: u32,
    },
}

impl CommitRule {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } | Self::PreviousMismatch { .. } => "conflict",
            Self::TooLarge { .. } => "commit-too-large",
            Self::EntryCount { .. } => "commit-entry-count",
            Self::OtherOrganisation { .. } => "commit-other-organisation",
            Self::OtherWorkspace { .. } => "commit-other-workspace",
            Self::StateRootReserved => "commit-state-root-reserved",
            Self::OrgHeadAhead { .. } => "org-head-ahead",
            Self::OrgHeadUnknown { .. } => "org-head-unknown",
            Self::OrgHeadOlder { .. } => "org-head-older",
            Self::DeviceUnknown { .. } => "device-unknown",
            Self::DeviceOfAnother { .. } => "device-of-another",
            Self::DeviceRevoked { .. } => "device-revoked",
            Self::AuthorEnded { .. } => "commit-after-revocation",
            Self::AccountInactive { .. } => "account-inactive",
            Self::Forged { .. } => "commit-signature-refused",
            Self::CreationMisplaced => "creation-misplaced",
            Self::OtherGenesis => "other-genesis",
            Self::NotMember { .. } => "not-member",
            Self::ReaderWrites { .. } => "reader-writes",
            Self::NotOwner { .. } => "not-owner",
            Self::WorkspaceClosed => "workspace-closed",
            Self::WorkspaceNotClosed => "workspace-not-closed",
            Self::WorkspaceSuspended => "workspace-suspended",
            Self::WorkspaceNotSuspended => "workspace-not-suspended",
            Self::DeletionNotAlone => "deletion-not-alone",
            Self::ObjectsDestroyed { .. } => "objects-destroyed-max",
            Self::StaleEpoch { .. } => "stale-epoch",
            Self::AccessAfterContent { .. } => "access-after-content",
            Self::EpochNotLast { .. } => "epoch-not-last",
            Self::EpochNumber { .. } => "epoch-number",
            Self::EpochMembers { .. } => "epoch-members",
            Self::EpochHistory => "epoch-history",
            Self::RotationMissing { .. } => "rotation-missing",
            Self::MemberExists { .. } => "member-exists",
            Self::MemberUnknown { .. } => "member-unknown",
            Self::MemberInactive { .. } => "member-inactive",
            Self::WrapOfAnother { .. } => "wrap-of-another",
            Self::TooManyMembers { .. } => "too-many-members",
            Self::RoleUnchanged { .. } => "role-unchanged",
            Self::GuestOwner { .. } => "guest-owner",
            Self::RemovesSelf { .. } => "removes-self",
            Self::LastOwner => "last-owner",
            Self::LinkByGuest { .. } => "link-guest",
            Self::LinkExists { .. } => "link-exists",
            Self::LinkUnknown { .. } => "link-unknown",
            Self::LinkStatus { .. } => "link-status",
            Self::TooManyLinks { .. } => "too-many-links",
            Self::LinkTerm { .. } => "link-term",
            Self::LinkPasswordRequired => "link-password-required",
            Self::LinkDownloads => "link-downloads",
            Self::LinkContent { .. } => "link-documents-max",
            Self::DepositForged => "deposit-forged",
            Self::DepositNumber { .. } => "deposit-number",
        }
    }
}
