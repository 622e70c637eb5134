//! What an account keeps sealed on the server besides its keys: the pin, heads of logs, pending invitations.
//!
//! A fresh device starts from here, so that it too notices a server that shows an old state. Only the account's
//! own password opens it.

use std::collections::BTreeMap;

use beffroi_ledger::V1;
use beffroi_ledger::org::{OrgHead, Profile};
use beffroi_ledger::workspace::Head;
use beffroi_seal::id::{AccountId, InvitationId, OrganisationId, WorkspaceId};
use beffroi_seal::{Context, Digest, cbor};
use serde::{Deserialize, Serialize};

/// The state sealed in the account blob.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobState {
    /// Version.
    pub v: V1,
    /// Fingerprint of the organisation key, from the invitation or the set-up.
    pub fingerprint: Digest,
    /// Last known end of the organisation log.
    pub org_head: Option<OrgHead>,
    /// Last known end of each workspace log.
    pub heads: BTreeMap<WorkspaceId, Head>,
    /// Invitations that wait for an answer, with what is needed to check it.
    pub invitations: BTreeMap<InvitationId, PendingInvitation>,
}

/// An invitation this account made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingInvitation {
    /// The secret of the link.
    #[serde(with = "serde_bytes")]
    pub secret: [u8; 32],
    /// The address invited.
    pub email: String,
    /// The profile promised.
    pub profile: Profile,
    /// When it expires, in milliseconds since 1970.
    pub expires_ms: i64,
}

impl BlobState {
    /// The state of an account that has seen nothing yet.
    #[must_use]
    pub fn fresh(fingerprint: Digest) -> Self {
        Self { v: V1, fingerprint, org_head: None, heads: BTreeMap::new(), invitations: BTreeMap::new() }
    }

    /// The bytes to seal.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self).expect("ids, numbers and byte strings always encode")
    }

    /// Reads what was sealed.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        cbor::decode(bytes).ok()
    }

    /// Takes from `other` (another device of the same account) what is further on than here. Heads only ever
    /// move forward: which of two is on the right branch is judged when the log is read.
    pub fn merge(&mut self, other: &Self) {
        if other.org_head > self.org_head {
            self.org_head = other.org_head;
        }
        for (workspace, head) in &other.heads {
            let mine = self.heads.entry(*workspace).or_insert(*head);
            if head.sequence > mine.sequence {
                *mine = *head;
            }
        }
    }

    /// Forgets invitations that expired more than thirty days before `now_ms`.
    pub fn prune(&mut self, now_ms: i64) {
        self.invitations.retain(|_, invitation| invitation.expires_ms + THIRTY_DAYS_MS > now_ms);
    }
}

/// Where the account blob is sealed.
#[must_use]
pub fn blob_slot(organisation: OrganisationId, account: AccountId) -> Context {
    Context::new("account-blob").organisation(organisation).object(account)
}

const THIRTY_DAYS_MS: i64 = 30 * 24 * 3600 * 1000;
