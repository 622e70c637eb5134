//! Commits: the unit of signing, of ordering and of appending.

use beffroi_seal::id::{AccountId, DeviceId, OrganisationId, WorkspaceId};
use beffroi_seal::{Context, Digest, SealedRecord};
use serde::{Deserialize, Serialize};

use super::access::AccessEntry;
use crate::org::OrgHead;
use crate::{Signed, SignedBody, Timestamp, V1};

/// A position in a workspace log: what a client keeps, what an append compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The place of the commit, from 0.
    pub sequence: u64,
    /// The digest of its stored form.
    pub hash: Digest,
}

/// A commit with the signature of its author's device.
pub type SignedCommit = Signed<Commit>;

/// What one device adds to a workspace, at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// Version.
    pub v: V1,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The place, from 0.
    pub sequence: u64,
    /// The digest of the commit before; none for the first.
    pub previous: Option<Digest>,
    /// The epoch after the commit's access entries; its content is sealed under the key of that epoch.
    pub epoch: u32,
    /// Who.
    pub author: AccountId,
    /// With which device, which signs.
    pub device: DeviceId,
    /// The end of the organisation log as the author knew it: the author's rights are judged there.
    pub org_head: OrgHead,
    /// When, as the author claims.
    pub at: Timestamp,
    /// Reserved for the root of the folded state; absent in version 1.
    pub state_root: Option<Digest>,
    /// Access entries first, then content.
    pub entries: Vec<Entry>,
}

impl SignedBody for Commit {
    fn context(&self) -> Context {
        Context::new("commit").organisation(self.organisation).workspace(self.workspace).number(self.sequence)
    }
}

/// One entry of a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Readable by the server, and judged by it.
    Access(AccessEntry),
    /// Sealed under the entry key of the commit's epoch, for [`content_slot`].
    Content(SealedRecord),
}

/// Where a content entry is sealed: at this place of this log and nowhere else, so that it cannot be pasted.
///
/// The object is the first 16 bytes of the digest of the previous commit's digest (32 zero bytes for the first commit),
/// the place of the commit and the index of the entry, both as 8 bytes, most significant first.
pub fn content_slot(
    organisation: OrganisationId,
    workspace: WorkspaceId,
    previous: Option<Digest>,
    sequence: u64,
    index: usize,
) -> Context {
    let mut bytes = [0; 48];
    bytes[..32].copy_from_slice(&previous.map_or([0; 32], |previous| *previous.as_bytes()));
    bytes[32..40].copy_from_slice(&sequence.to_be_bytes());
    bytes[40..].copy_from_slice(&(index as u64).to_be_bytes());
    let mut object = [0; 16];
    object.copy_from_slice(&Digest::of(bytes).as_bytes()[..16]);
    Context::new("content-entry").organisation(organisation).workspace(workspace).object(object)
}

/// Where the key of an epoch is sealed to an account.
pub fn epoch_wrap_slot(
    organisation: OrganisationId,
    workspace: WorkspaceId,
    epoch: u32,
    account: AccountId,
) -> Context {
    Context::new("epoch-wrap")
        .organisation(organisation)
        .workspace(workspace)
        .object(account)
        .number(epoch.into())
}

/// Where the key of the epoch before `epoch` is wrapped under the key of `epoch`.
pub fn epoch_history_slot(organisation: OrganisationId, workspace: WorkspaceId, epoch: u32) -> Context {
    Context::new("epoch-history").organisation(organisation).workspace(workspace).number(epoch.into())
}
