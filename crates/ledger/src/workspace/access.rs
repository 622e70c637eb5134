//! Access entries: who may do what, readable by the server.

use beffroi_seal::id::{AccountId, LinkId, ObjectId, OrganisationId, WorkspaceId};
use beffroi_seal::{Context, Digest, Sealed, SealedRecord, cbor};
use serde::{Deserialize, Serialize};

use super::link::LinkOpening;
use crate::Signed;
use crate::intake::DepositStatement;

/// What a member may do. Ordered: an owner may do what a member may, a member what a reader may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    Reader,
    /// Reads and writes content.
    Member,
    /// The same, and decides who is a member.
    Owner,
}

/// The key of an epoch, sealed to one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EpochWrap {
    /// For whom.
    pub account: AccountId,
    /// Sealed to the account's key, for [`epoch_wrap_slot`](super::epoch_wrap_slot).
    pub sealed: Sealed,
}

/// A new key for the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EpochOpening {
    /// The epoch, from 0, one more than the one before.
    pub epoch: u32,
    /// What is published of the key: whoever opens a wrap checks it against this.
    pub commitment: Digest,
    /// [`members_digest`] of the members after the commit.
    pub members: Digest,
    /// One wrap for each member after the commit, in the order of their ids.
    pub wraps: Vec<EpochWrap>,
    /// The key of the epoch before, wrapped under this one ([`epoch_history_slot`](super::epoch_history_slot)); absent
    /// in epoch 0, and where an owner cuts the history for those who join later.
    pub previous: Option<SealedRecord>,
}

/// A change of access. Only owners write them, but for links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AccessEntry {
    /// The workspace begins: the first entry of the first commit, and only there.
    Created {
        /// The first owner, who signs.
        owner: AccountId,
        /// Epoch 0, for the owner alone.
        opening: EpochOpening,
    },
    /// Someone joins.
    MemberAdded {
        /// Who.
        account: AccountId,
        /// As what.
        role: Role,
        /// The key of the commit's epoch, sealed to them.
        wrap: EpochWrap,
    },
    /// Someone's role changes.
    RoleChanged {
        /// Whose.
        account: AccountId,
        /// The new role.
        role: Role,
    },
    /// Someone leaves. The same commit opens an epoch.
    MemberRemoved {
        /// Who.
        account: AccountId,
    },
    /// The workspace changes keys. The last access entry of its commit.
    EpochOpened {
        /// The new epoch.
        opening: EpochOpening,
    },
    /// The workspace receives deposits, sealed to this key from now on.
    DepositOpened {
        /// Signed by the root key of the author's account.
        statement: Signed<DepositStatement>,
    },
    /// Documents are shared with whoever holds a link. Members write this and what follows of links.
    LinkOpened {
        /// The link.
        opening: Box<LinkOpening>,
    },
    /// A link is not served until it is resumed.
    LinkSuspended {
        /// The link.
        link: LinkId,
    },
    /// A suspended link is served again.
    LinkResumed {
        /// The link.
        link: LinkId,
    },
    /// A link ends for good.
    LinkClosed {
        /// The link.
        link: LinkId,
    },
    /// Nothing more is written until it is reopened.
    Closed,
    /// It is written again.
    Reopened,
    /// Nothing more is read, but by owners, nor written, until it is resumed.
    Suspended,
    /// It is read and written again as before.
    Resumed,
    /// Stored ciphertexts are destroyed for good.
    ObjectsDestroyed {
        /// Which, each once.
        objects: Vec<ObjectId>,
    },
    /// The workspace ends for good, with all that is in it: nobody is a member any more. The last entry of its log.
    Deleted,
}

impl AccessEntry {
    /// The name of the kind of entry, as in the stored form.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::MemberAdded { .. } => "member_added",
            Self::RoleChanged { .. } => "role_changed",
            Self::MemberRemoved { .. } => "member_removed",
            Self::EpochOpened { .. } => "epoch_opened",
            Self::DepositOpened { .. } => "deposit_opened",
            Self::LinkOpened { .. } => "link_opened",
            Self::LinkSuspended { .. } => "link_suspended",
            Self::LinkResumed { .. } => "link_resumed",
            Self::LinkClosed { .. } => "link_closed",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Suspended => "suspended",
            Self::Resumed => "resumed",
            Self::ObjectsDestroyed { .. } => "objects_destroyed",
            Self::Deleted => "deleted",
        }
    }
}

/// The digest of the list of members of an epoch: the context `epoch-members` with the epoch's number, then the CBOR
/// array of their ids and roles in the order of their ids.
pub fn members_digest(
    organisation: OrganisationId,
    workspace: WorkspaceId,
    epoch: u32,
    members: impl IntoIterator<Item = (AccountId, Role)>,
) -> Digest {
    let mut members: Vec<_> = members.into_iter().collect();
    members.sort_unstable();
    let slot = Context::new("epoch-members").organisation(organisation).workspace(workspace);
    let mut bytes = slot.number(epoch.into()).bytes();
    bytes.extend(cbor::encode(&members).expect("ids and roles have a CBOR form"));
    Digest::of(bytes)
}
