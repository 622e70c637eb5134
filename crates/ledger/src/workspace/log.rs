//! What a server sends of a workspace log, verified.

use beffroi_seal::Digest;
use beffroi_seal::id::{OrganisationId, WorkspaceId};
use beffroi_seal::unverified::{Reason, Unverified};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::check::{AcceptedCommit, check};
use super::commit::{Head, SignedCommit};
use super::refusal::CommitRule;
use super::state::{AccessState, Epochs};
use crate::Signed;
use crate::org::OrgState;
use crate::signed::DecodeError;

/// A workspace log as this client verified it. `Serialize` is for keeping it locally, never for sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceLog {
    access: AccessState,
    epochs: Epochs,
    hashes: Vec<Digest>,
}

/// Why the log that a server sends cannot be believed: in which workspace, at which commit, and what.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("workspace {workspace}, commit {sequence}: {fault}")]
pub struct LogError {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The place of the commit named.
    pub sequence: u64,
    /// The digest of that commit, when there is one.
    pub commit: Option<Digest>,
    /// What is wrong.
    pub fault: LogFault,
}

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LogFault {
    /// The bytes are not a commit.
    #[error("the bytes are not a commit: {0}")]
    Undecodable(DecodeError),
    /// The rules refuse the commit.
    #[error("refused: {0}")]
    Refused(CommitRule),
    /// A commit is missing.
    #[error("a commit is missing: {expected} was expected")]
    Gap {
        /// The place that should have come.
        expected: u64,
    },
    /// A commit that is already in the log comes again.
    #[error("the commit comes again")]
    Replay,
    /// Another commit is known at this place, or the commit follows another than the one known: two histories.
    #[error("two histories: {known} is known")]
    Fork {
        /// The commit known.
        known: Digest,
    },
    /// The log ends before what this client has already seen.
    #[error("the log ends before the commit {kept} that was seen")]
    Rollback {
        /// The commit that was seen.
        kept: Digest,
    },
    /// The organisation log does not know this workspace.
    #[error("the organisation log does not know this workspace")]
    NotRegistered,
}

impl LogError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match &self.fault {
            LogFault::Undecodable(_) => "commit-undecodable",
            LogFault::Refused(rule) => rule.code(),
            LogFault::Gap { .. } => "log-gap",
            LogFault::Replay => "log-replay",
            LogFault::Fork { .. } => "log-fork",
            LogFault::Rollback { .. } => "log-rollback",
            LogFault::NotRegistered => "workspace-not-registered",
        }
    }

    /// Whether the organisation log must be synchronised before trying again, rather than an alarm raised.
    pub const fn needs_organisation_log(&self) -> bool {
        // An author's rights may have come back since.
        matches!(
            self.fault,
            LogFault::NotRegistered
                | LogFault::Refused(CommitRule::OrgHeadAhead { .. } | CommitRule::AuthorEnded { .. })
        )
    }
}

/// What an extension took, and where it stopped.
#[derive(Debug)]
#[must_use = "an extension may have stopped at a refused commit"]
pub struct Extension {
    /// The commits taken, in order: their content may be opened.
    pub accepted: Vec<AcceptedCommit>,
    /// The first commit that was refused; nothing after it was looked at.
    pub refused: Option<LogError>,
}

impl Extension {
    /// The commits taken, or the refusal.
    pub fn complete(self) -> Result<Vec<AcceptedCommit>, LogError> {
        self.refused.map_or(Ok(self.accepted), Err)
    }
}

impl WorkspaceLog {
    /// An empty log.
    pub fn new(organisation: OrganisationId, workspace: WorkspaceId) -> Self {
        let access = AccessState::new(organisation, workspace);
        Self { access, epochs: Epochs::default(), hashes: Vec::new() }
    }

    /// Verifies a whole log, and that it holds what this client saw before.
    pub fn verify(
        organisation: OrganisationId,
        workspace: WorkspaceId,
        org: &OrgState,
        kept: Option<Head>,
        commits: impl IntoIterator<Item = Unverified<SignedCommit>>,
    ) -> Result<(Self, Vec<AcceptedCommit>), LogError> {
        let mut log = Self::new(organisation, workspace);
        let accepted = log.extend(org, commits).complete()?;
        kept.map_or(Ok(()), |kept| log.confirm(&kept))?;
        Ok((log, accepted))
    }

    /// Takes further commits until one is refused.
    pub fn extend(
        &mut self,
        org: &OrgState,
        commits: impl IntoIterator<Item = Unverified<SignedCommit>>,
    ) -> Extension {
        self.take_all(commits.into_iter().map(Ok), org)
    }

    /// Takes further commits in their stored form until one is refused.
    pub fn extend_encoded<B: AsRef<[u8]>>(
        &mut self,
        org: &OrgState,
        commits: impl IntoIterator<Item = B>,
    ) -> Extension {
        let decoded = commits.into_iter().map(|bytes| {
            let bytes = bytes.as_ref();
            Signed::decode(bytes).map_err(|error| (Digest::of(bytes), error))
        });
        self.take_all(decoded, org)
    }

    /// Takes one commit: also what a client does with its own, once the server has acknowledged it.
    pub fn take(
        &mut self,
        org: &OrgState,
        commit: Unverified<SignedCommit>,
    ) -> Result<AcceptedCommit, LogError> {
        let (sequence, hash) = {
            let peeked = commit.peek(Reason::ChooseCheck);
            (peeked.body().sequence, peeked.digest())
        };
        let error =
            |fault| LogError { workspace: self.access.workspace(), sequence, commit: Some(hash), fault };
        let expected = self.access.next_sequence();
        match self.hash_at(sequence) {
            Some(known) if known == hash => return Err(error(LogFault::Replay)),
            Some(known) => return Err(error(LogFault::Fork { known })),
            None if sequence > expected => return Err(error(LogFault::Gap { expected })),
            None => {}
        }
        if sequence == 0 && org.workspace(self.access.workspace()).is_none() {
            return Err(error(LogFault::NotRegistered));
        }
        let accepted = check(&self.access, org, commit).map_err(|refusal| {
            error(match refusal.rule {
                CommitRule::PreviousMismatch { expected: Some(known) } => LogFault::Fork { known },
                rule => LogFault::Refused(rule),
            })
        })?;
        self.access.apply(&accepted);
        self.epochs.apply(&accepted);
        self.hashes.push(hash);
        Ok(accepted)
    }

    /// Checks that the log holds a position seen before, on this device or told by another.
    pub fn confirm(&self, kept: &Head) -> Result<(), LogError> {
        let fault = match self.hash_at(kept.sequence) {
            Some(hash) if hash == kept.hash => return Ok(()),
            Some(known) => LogFault::Fork { known },
            None => LogFault::Rollback { kept: kept.hash },
        };
        Err(LogError {
            workspace: self.access.workspace(),
            sequence: kept.sequence,
            commit: Some(kept.hash),
            fault,
        })
    }

    /// Checks the head that a server announces against what this client has: behind is a rollback, elsewhere a fork.
    /// True when the server has more.
    pub fn compare(&self, announced: &Head) -> Result<bool, LogError> {
        let Some(own) = self.head() else { return Ok(true) };
        let fault = match self.hash_at(announced.sequence) {
            None => return Ok(true),
            Some(known) if known != announced.hash => LogFault::Fork { known },
            Some(_) if announced.sequence < own.sequence => LogFault::Rollback { kept: own.hash },
            Some(_) => return Ok(false),
        };
        Err(LogError {
            workspace: self.access.workspace(),
            sequence: announced.sequence,
            commit: Some(announced.hash),
            fault,
        })
    }

    /// The last commit: to be kept.
    pub const fn head(&self) -> Option<Head> {
        self.access.head()
    }

    /// Who may do what.
    pub const fn access(&self) -> &AccessState {
        &self.access
    }

    /// The keys that the log carries.
    pub const fn epochs(&self) -> &Epochs {
        &self.epochs
    }

    /// The digest of the commit at a place.
    pub fn hash_at(&self, sequence: u64) -> Option<Digest> {
        self.hashes.get(usize::try_from(sequence).ok()?).copied()
    }

    fn take_all(
        &mut self,
        commits: impl Iterator<Item = Result<Unverified<SignedCommit>, (Digest, DecodeError)>>,
        org: &OrgState,
    ) -> Extension {
        let mut accepted = Vec::new();
        for commit in commits {
            let taken = commit
                .map_err(|(digest, error)| LogError {
                    workspace: self.access.workspace(),
                    sequence: self.access.next_sequence(),
                    commit: Some(digest),
                    fault: LogFault::Undecodable(error),
                })
                .and_then(|commit| self.take(org, commit));
            match taken {
                Ok(commit) => accepted.push(commit),
                Err(refused) => return Extension { accepted, refused: Some(refused) },
            }
        }
        Extension { accepted, refused: None }
    }
}
