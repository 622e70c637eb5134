//! What the server answers when it has durably stored a commit.

use beffroi_seal::id::{OrganisationId, WorkspaceId};
use beffroi_seal::unverified::Unverified;
use beffroi_seal::{Context, Digest, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::signed::SignatureRefused;
use crate::{Signed, SignedBody, Timestamp, V1};

/// The server's word that a commit stands at a place: evidence, should the commit disappear later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitReceipt {
    /// Version.
    pub v: V1,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The place of the commit.
    pub sequence: u64,
    /// The digest of its stored form.
    pub commit: Digest,
    /// When the server stored it, by its own clock.
    pub at: Timestamp,
}

impl SignedBody for CommitReceipt {
    fn context(&self) -> Context {
        Context::new("commit-receipt")
            .organisation(self.organisation)
            .workspace(self.workspace)
            .number(self.sequence)
    }
}

impl CommitReceipt {
    /// The receipt, if the server's key signed it.
    pub fn verify(
        receipt: Unverified<Signed<Self>>,
        server: &VerifyingKey,
    ) -> Result<Self, SignatureRefused> {
        receipt.check(|signed| signed.verify(server)).map(Signed::into_body)
    }
}
