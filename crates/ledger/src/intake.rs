//! The public desk: how a visitor without an account knows to whom a report is sealed.
//!
//! The chain: the organisation's fingerprint → the organisation key signs the [`IntakeStatement`], which names the desk
//! and the root key of the person who answers for it → that root signs the [`DepositStatement`], which names the key
//! to which reports are sealed. The server only hands both over.

use beffroi_seal::id::{AccountId, OrganisationId, WorkspaceId};
use beffroi_seal::unverified::{Reason, Unverified};
use beffroi_seal::{Context, Digest, SealingKey, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::org::{fingerprint_of, organisation_of};
use crate::{Signed, SignedBody, Timestamp, V1};

/// Which workspace receives public reports, and who answers for it. Signed by the organisation key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeStatement {
    /// Version.
    pub v: V1,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The key that signs this statement: the one with the organisation's fingerprint.
    pub organisation_key: VerifyingKey,
    /// The desk.
    pub workspace: WorkspaceId,
    /// The owner of the desk who publishes its key.
    pub authority: AccountId,
    /// The root key of that account.
    pub authority_root: VerifyingKey,
    /// When, as claimed.
    pub at: Timestamp,
}

impl SignedBody for IntakeStatement {
    fn context(&self) -> Context {
        Context::new("intake-statement").organisation(self.organisation).workspace(self.workspace)
    }
}

impl IntakeStatement {
    /// Signs with the organisation key.
    pub fn sign(self, organisation_key: &SigningKey) -> Signed<Self> {
        Signed::sign(self, organisation_key)
    }
}

/// The key to which reports are sealed. Signed by the root key of the authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositStatement {
    /// Version.
    pub v: V1,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The desk, or another workspace that receives deposits.
    pub workspace: WorkspaceId,
    /// The account whose root signs.
    pub authority: AccountId,
    /// The key; its secret half is in a content entry of the workspace.
    pub sealing: SealingKey,
    /// 0 for the first key of the workspace, then 1…: a later statement replaces the earlier.
    pub number: u32,
    /// When, as claimed.
    pub at: Timestamp,
}

impl SignedBody for DepositStatement {
    fn context(&self) -> Context {
        Context::new("deposit-statement")
            .organisation(self.organisation)
            .workspace(self.workspace)
            .object(self.authority)
    }
}

impl DepositStatement {
    /// Signs with the root key of the authority.
    pub fn sign(self, root: &SigningKey) -> Signed<Self> {
        Signed::sign(self, root)
    }
}

/// Where a report goes, once both statements are verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeAddress {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The desk.
    pub workspace: WorkspaceId,
    /// Who answers for it.
    pub authority: AccountId,
    /// The key to which the report is sealed.
    pub sealing: SealingKey,
    /// Which key of the desk it is.
    pub number: u32,
}

/// Why a desk cannot be believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IntakeError {
    /// The statement is of another organisation than the pinned one.
    #[error("the organisation's fingerprint is {found}, {pinned} was expected")]
    OtherFingerprint {
        /// As expected.
        pinned: Digest,
        /// As received.
        found: Digest,
    },
    /// The organisation key did not sign the desk's statement.
    #[error("the organisation did not sign the statement of desk {workspace}")]
    IntakeForged {
        /// The desk named.
        workspace: WorkspaceId,
    },
    /// The authority did not sign the key.
    #[error("account {authority} did not sign the deposit key")]
    DepositForged {
        /// The authority named.
        authority: AccountId,
    },
    /// The two statements are not about the same desk.
    #[error("the deposit key is of another desk than {workspace}")]
    OtherDesk {
        /// The desk.
        workspace: WorkspaceId,
    },
}

impl IntakeError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherFingerprint { .. } => "intake-other-fingerprint",
            Self::IntakeForged { .. } => "intake-forged",
            Self::DepositForged { .. } => "intake-deposit-forged",
            Self::OtherDesk { .. } => "intake-other-desk",
        }
    }
}

/// Verifies the chain from the organisation's fingerprint to the key that reports are sealed to.
pub fn verify(
    fingerprint: &Digest,
    intake: Unverified<Signed<IntakeStatement>>,
    deposit: Unverified<Signed<DepositStatement>>,
) -> Result<IntakeAddress, IntakeError> {
    let intake = intake.check(|signed| {
        let stated = signed.body();
        let found = fingerprint_of(&stated.organisation_key);
        if found != *fingerprint || stated.organisation != organisation_of(fingerprint) {
            return Err(IntakeError::OtherFingerprint { pinned: *fingerprint, found });
        }
        signed
            .verify(&stated.organisation_key)
            .map_err(|_| IntakeError::IntakeForged { workspace: stated.workspace })
    })?;
    let designated = intake.body();
    let named = deposit.peek(Reason::ChooseCheck).body();
    let same = named.organisation == designated.organisation
        && named.workspace == designated.workspace
        && named.authority == designated.authority;
    if !same {
        return Err(IntakeError::OtherDesk { workspace: designated.workspace });
    }
    let deposit = deposit.check(|signed| {
        signed
            .verify(&designated.authority_root)
            .map_err(|_| IntakeError::DepositForged { authority: designated.authority })
    })?;
    let stated = deposit.into_body();
    Ok(IntakeAddress {
        organisation: stated.organisation,
        workspace: stated.workspace,
        authority: stated.authority,
        sealing: stated.sealing,
        number: stated.number,
    })
}
