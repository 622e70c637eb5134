//! What a server sends of the organisation log, verified against a pinned fingerprint.

use beffroi_seal::Digest;
use beffroi_seal::unverified::{Reason, Unverified};
use thiserror::Error;

use super::certificate::{fingerprint_of, organisation_of};
use super::check::check;
use super::entry::{OrgBody, OrgHead, SignedOrgEntry};
use super::refusal::OrgRefusal;
use super::state::OrgState;
use crate::Signed;
use crate::signed::DecodeError;

/// The organisation log as this client verified it.
#[derive(Clone, Debug)]
pub struct OrgLog {
    pinned: Digest,
    state: OrgState,
}

/// Why the log that a server sends cannot be believed: where, and what.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("organisation log, entry {sequence}: {fault}")]
pub struct OrgError {
    /// The place of the entry named.
    pub sequence: u64,
    /// The digest of that entry, when there is one.
    pub hash: Option<Digest>,
    /// What is wrong.
    pub fault: OrgFault,
}

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OrgFault {
    /// The bytes are not an entry.
    #[error("the bytes are not an entry: {0}")]
    Undecodable(DecodeError),
    /// The rules refuse the entry.
    #[error("refused: {0}")]
    Refused(OrgRefusal),
    /// The log is of an organisation with another fingerprint than the one pinned.
    #[error("the organisation's fingerprint is {found}, {pinned} was expected")]
    OtherFingerprint {
        /// As expected.
        pinned: Digest,
        /// As received.
        found: Digest,
    },
    /// An entry is missing.
    #[error("an entry is missing: {expected} was expected")]
    Gap {
        /// The place that should have come.
        expected: u64,
    },
    /// An entry that is already in the log comes again.
    #[error("the entry comes again")]
    Replay,
    /// Another entry stands at this place: two histories.
    #[error("another entry, {known}, is known at this place")]
    Fork {
        /// The entry known.
        known: Digest,
    },
    /// The log ends before what this client has already seen.
    #[error("the log ends before the entry {kept} that was seen")]
    Rollback {
        /// The entry that was seen.
        kept: Digest,
    },
}

impl OrgError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match &self.fault {
            OrgFault::Undecodable(_) => "org-entry-undecodable",
            OrgFault::Refused(refusal) => refusal.code(),
            OrgFault::OtherFingerprint { .. } => "org-other-fingerprint",
            OrgFault::Gap { .. } => "org-gap",
            OrgFault::Replay => "org-replay",
            OrgFault::Fork { .. } => "org-fork",
            OrgFault::Rollback { .. } => "org-rollback",
        }
    }
}

impl OrgLog {
    /// An empty log of the organisation with this fingerprint.
    pub fn new(pinned: Digest) -> Self {
        Self { pinned, state: OrgState::default() }
    }

    /// A log whose state this client kept.
    pub fn resume(pinned: Digest, state: OrgState) -> Self {
        Self { pinned, state }
    }

    /// Verifies a whole log, and that it holds what this client saw before.
    pub fn verify(
        pinned: Digest,
        kept: Option<OrgHead>,
        entries: impl IntoIterator<Item = Unverified<SignedOrgEntry>>,
    ) -> Result<Self, OrgError> {
        let mut log = Self::new(pinned);
        log.extend(entries)?;
        kept.map_or(Ok(()), |kept| log.confirm(&kept))?;
        Ok(log)
    }

    /// Takes further entries. On error the log stands just before the entry named.
    pub fn extend(
        &mut self,
        entries: impl IntoIterator<Item = Unverified<SignedOrgEntry>>,
    ) -> Result<(), OrgError> {
        entries.into_iter().try_for_each(|entry| self.take(entry))
    }

    /// Takes further entries in their stored form.
    pub fn extend_encoded<B: AsRef<[u8]>>(
        &mut self,
        entries: impl IntoIterator<Item = B>,
    ) -> Result<(), OrgError> {
        entries.into_iter().try_for_each(|bytes| {
            let entry = Signed::decode(bytes.as_ref()).map_err(|error| OrgError {
                sequence: self.state.len(),
                hash: Some(Digest::of(bytes.as_ref())),
                fault: OrgFault::Undecodable(error),
            })?;
            self.take(entry)
        })
    }

    /// Checks that the log holds a position seen before: on this device, in the account blob, or in a commit.
    pub fn confirm(&self, kept: &OrgHead) -> Result<(), OrgError> {
        let fault = match self.state.hash_at(kept.sequence) {
            Some(hash) if hash == kept.hash => return Ok(()),
            Some(hash) => OrgFault::Fork { known: hash },
            None => OrgFault::Rollback { kept: kept.hash },
        };
        Err(OrgError { sequence: kept.sequence, hash: Some(kept.hash), fault })
    }

    /// The last position: to be kept.
    pub fn head(&self) -> Option<OrgHead> {
        self.state.head()
    }

    /// What the log says.
    pub const fn state(&self) -> &OrgState {
        &self.state
    }

    fn take(&mut self, entry: Unverified<SignedOrgEntry>) -> Result<(), OrgError> {
        let (sequence, hash) = {
            let peeked = entry.peek(Reason::ChooseCheck);
            (peeked.body().sequence, peeked.digest())
        };
        let error = |fault| OrgError { sequence, hash: Some(hash), fault };
        let expected = self.state.len();
        match self.state.hash_at(sequence) {
            Some(known) if known == hash => return Err(error(OrgFault::Replay)),
            Some(known) => return Err(error(OrgFault::Fork { known })),
            None if sequence > expected => return Err(error(OrgFault::Gap { expected })),
            None => {}
        }
        self.pinned_fingerprint(entry.peek(Reason::ChooseCheck)).map_err(error)?;
        let accepted = check(&self.state, entry).map_err(|refusal| {
            error(match refusal {
                OrgRefusal::PreviousMismatch { expected: Some(known), .. } => OrgFault::Fork { known },
                refusal => OrgFault::Refused(refusal),
            })
        })?;
        self.state.apply(accepted);
        Ok(())
    }

    fn pinned_fingerprint(&self, entry: &SignedOrgEntry) -> Result<(), OrgFault> {
        let OrgBody::Genesis { statement, .. } = &entry.body().body else { return Ok(()) };
        let found = fingerprint_of(&statement.body().organisation_key);
        if found != self.pinned || entry.body().organisation != organisation_of(&self.pinned) {
            return Err(OrgFault::OtherFingerprint { pinned: self.pinned, found });
        }
        Ok(())
    }
}
