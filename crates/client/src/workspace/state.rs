//! A workspace as this device holds it: the verified log, its keys, and what its content says.

use std::cell::RefCell;
use std::collections::BTreeMap;

use beffroi_ledger::org::OrgState;
use beffroi_ledger::workspace::{
    AcceptedCommit, Keyring, KeyringError, LogError, LogFault, Role, WorkspaceLog, check_author_since,
};
use beffroi_seal::id::{AccountId, DeviceId, DocumentId, OrganisationId, WorkspaceId};
use beffroi_seal::keys::FileKey;
use beffroi_seal::unverified::Unverified;
use beffroi_vault::FileVersion;
use beffroi_wire::B64;

use super::alarm::Alarm;
use super::end::KnownEnd;
use super::fold::Fold;
use crate::document::DocumentError;
use crate::error::ClientError;
use crate::session::SessionKeys;

/// A workspace opened on this device.
pub struct Workspace {
    pub(crate) id: WorkspaceId,
    pub(crate) turn: async_lock::Mutex<()>,
    pub(crate) inner: RefCell<Inner>,
}

/// What is known of it.
pub(crate) struct Inner {
    pub(crate) log: WorkspaceLog,
    pub(crate) keyring: Option<Keyring>,
    pub(crate) fold: Fold,
    /// Commits of the log from before this account had any key.
    unopened: Vec<AcceptedCommit>,
    /// What the server showed and this device refuses; stays until a log that holds is shown.
    pub(crate) alarm: Option<Alarm>,
    /// The last commits, all of one account: nobody else has written after them.
    tail: Vec<(u64, AccountId, DeviceId)>,
    /// Commits that may have been written after their author's rights ended: by place.
    pub(crate) suspects: BTreeMap<u64, AccountId>,
}

/// What was taken of the commits shown.
pub(crate) struct Taken {
    /// How many.
    pub(crate) count: usize,
    /// Why the next one was not.
    pub(crate) refused: Option<ClientError>,
}

impl Workspace {
    pub(crate) fn new(organisation: OrganisationId, id: WorkspaceId) -> Self {
        let inner = RefCell::new(Inner::new(organisation, id));
        Self { id, turn: async_lock::Mutex::new(()), inner }
    }

    /// Looks at what is known. The closure must not wait.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&Inner) -> T) -> T {
        look(&self.inner.borrow())
    }
}

impl Inner {
    pub(crate) fn new(organisation: OrganisationId, id: WorkspaceId) -> Self {
        Self {
            log: WorkspaceLog::new(organisation, id),
            keyring: None,
            fold: Fold::new(),
            unopened: Vec::new(),
            alarm: None,
            tail: Vec::new(),
            suspects: BTreeMap::new(),
        }
    }

    pub(crate) fn role(&self, account: AccountId) -> Option<Role> {
        self.log.access().role(account)
    }

    pub(crate) fn keyring(&self) -> Result<&Keyring, ClientError> {
        let workspace = self.log.access().workspace();
        self.keyring.as_ref().ok_or(ClientError::NotMember { workspace })
    }

    /// The key of one version of a document.
    pub(crate) fn file_key(&self, document: DocumentId, file: &FileVersion) -> Result<FileKey, ClientError> {
        let access = self.log.access();
        let place = (access.organisation(), access.workspace(), document, file.version);
        Ok(file.file_key.unwrap(self.keyring()?, place).map_err(DocumentError::Key)?)
    }

    /// Takes the commits that the server shows, up to the first that is refused: by the rules of the log, because its
    /// author's rights had ended when the log was last seen to end, or because a key that it brings is not what it
    /// announces. Nothing of a refused commit stays, and nothing after it is looked at: shown again, it is refused again.
    pub(crate) fn extend(
        &mut self,
        keys: &SessionKeys,
        org: &OrgState,
        ends: &[KnownEnd],
        shown: &[B64],
    ) -> Taken {
        let mut shown = shown;
        let mut refused = None;
        loop {
            if shown.is_empty() {
                return Taken { count: 0, refused };
            }
            let trial = Trial::of(&self.log, org, ends, shown);
            match self.unlock(keys, &trial.log) {
                Ok(()) => {
                    self.log = trial.log;
                    let count = trial.accepted.len();
                    self.fold(trial.accepted);
                    return Taken { count, refused: refused.or(trial.refused.map(ClientError::from)) };
                }
                Err(error) => {
                    let first = self.log.access().next_sequence();
                    let place = error.commit().map_or(first, |(sequence, _)| sequence);
                    let before = usize::try_from(place.saturating_sub(first)).unwrap_or(0);
                    shown = shown.get(..before.min(shown.len() - 1)).unwrap_or_default();
                    refused = Some(error.into());
                }
            }
        }
    }

    /// Takes a commit of this device's own that the server acknowledged.
    pub(crate) fn take_own(
        &mut self,
        keys: &SessionKeys,
        org: &OrgState,
        commit: beffroi_ledger::workspace::SignedCommit,
    ) -> Result<AcceptedCommit, ClientError> {
        let mut log = self.log.clone();
        let accepted = log.take(org, Unverified::new(commit))?;
        self.unlock(keys, &log)?;
        self.log = log;
        self.fold(vec![accepted.clone()]);
        Ok(accepted)
    }

    /// Commits after `seen` that may have been written after their author's rights ended: nobody else has written since,
    /// and whoever serves could have let them in.
    pub(crate) fn suspect(&mut self, org: &OrgState, seen: Option<u64>) -> Vec<AccountId> {
        let ended = |account: &AccountId, device: &DeviceId| {
            org.device_valid(*device).is_none_or(|record| record.certificate.account != *account)
        };
        let fresh: Vec<_> = self
            .tail
            .iter()
            .filter(|(sequence, account, device)| {
                seen.is_none_or(|seen| *sequence > seen) && ended(account, device)
            })
            .map(|(sequence, account, _)| (*sequence, *account))
            .collect();
        let authors = fresh.iter().map(|(_, account)| *account).collect();
        self.suspects.extend(fresh);
        authors
    }

    /// Unlocks the keys of `log`. An account that is not a member yet, as far as it was read, has none.
    fn unlock(&mut self, keys: &SessionKeys, log: &WorkspaceLog) -> Result<(), KeyringError> {
        if log.head().is_none() {
            return Ok(());
        }
        match &mut self.keyring {
            Some(keyring) => keyring.refresh(&keys.keyset, log),
            none => match Keyring::unlock(&keys.keyset, keys.account, log) {
                Ok(keyring) => {
                    *none = Some(keyring);
                    Ok(())
                }
                Err(KeyringError::NoKey { .. }) if log.access().role(keys.account).is_none() => Ok(()),
                Err(error) => Err(error),
            },
        }
    }

    fn fold(&mut self, accepted: Vec<AcceptedCommit>) {
        for commit in &accepted {
            let body = commit.commit().body();
            if self.tail.last().is_some_and(|(_, account, _)| *account != body.author) {
                self.tail.clear();
            }
            self.tail.push((body.sequence, body.author, body.device));
        }
        self.unopened.extend(accepted);
        let Some(keyring) = &self.keyring else { return };
        for commit in self.unopened.drain(..) {
            self.fold.take(&commit, keyring.open_content(&commit));
        }
    }
}

/// The log with commits that are shown, before their keys are known to hold.
struct Trial {
    log: WorkspaceLog,
    accepted: Vec<AcceptedCommit>,
    refused: Option<LogError>,
}

impl Trial {
    fn of(log: &WorkspaceLog, org: &OrgState, ends: &[KnownEnd], shown: &[B64]) -> Self {
        let taken = |shown: &[B64]| {
            let mut log = log.clone();
            let extension = log.extend_encoded(org, shown.iter().map(B64::as_slice));
            Self { log, accepted: extension.accepted, refused: extension.refused }
        };
        let whole = taken(shown);
        let late = whole
            .accepted
            .iter()
            .enumerate()
            .find_map(|(index, commit)| late(org, ends, commit).map(|error| (index, error)));
        match late {
            None => whole,
            Some((index, error)) => {
                Self { refused: Some(error), ..taken(shown.get(..index).unwrap_or_default()) }
            }
        }
    }
}

/// The refusal of a commit that was stored after the log was seen to end, by somebody whose rights had ended by then.
fn late(org: &OrgState, ends: &[KnownEnd], commit: &AcceptedCommit) -> Option<LogError> {
    let head = commit.head();
    let since =
        ends.iter().filter(|end| end.head.sequence < head.sequence).map(|end| end.organisation).max()?;
    let body = commit.commit().body();
    let rule = check_author_since(org, body, since).err()?;
    Some(LogError {
        workspace: body.workspace,
        sequence: head.sequence,
        commit: Some(head.hash),
        fault: LogFault::Refused(rule),
    })
}
