//! A workspace as this device holds it: the verified log, its keys, and what its content says.

use std::cell::RefCell;

use beffroi_ledger::workspace::{AcceptedCommit, Keyring, LogError, Role, WorkspaceLog};
use beffroi_seal::id::{AccountId, OrganisationId, WorkspaceId};

use super::fold::Fold;
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
    /// Commits of the log whose content could not be opened yet.
    unopened: Vec<AcceptedCommit>,
    /// What the server showed and this device refuses; stays until a log that holds is shown.
    pub(crate) alarm: Option<LogError>,
}

impl Workspace {
    pub(crate) fn new(organisation: OrganisationId, id: WorkspaceId) -> Self {
        let log = WorkspaceLog::new(organisation, id);
        let inner = Inner { log, keyring: None, fold: Fold::new(), unopened: Vec::new(), alarm: None };
        Self { id, turn: async_lock::Mutex::new(()), inner: RefCell::new(inner) }
    }

    /// Looks at what is known. The closure must not wait.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&Inner) -> T) -> T {
        look(&self.inner.borrow())
    }
}

impl Inner {
    pub(crate) fn role(&self, account: AccountId) -> Option<Role> {
        self.log.access().role(account)
    }

    pub(crate) fn keyring(&self) -> Result<&Keyring, ClientError> {
        let workspace = self.log.access().workspace();
        self.keyring.as_ref().ok_or(ClientError::NotMember { workspace })
    }

    /// Takes commits that were accepted: unlocks new keys, opens and folds their content. When a key is not
    /// what the log announces, the content waits, and every later call says so again.
    pub(crate) fn take(
        &mut self,
        keys: &SessionKeys,
        accepted: Vec<AcceptedCommit>,
    ) -> Result<(), ClientError> {
        self.unopened.extend(accepted);
        if self.unopened.is_empty() {
            return Ok(());
        }
        match &mut self.keyring {
            Some(keyring) => keyring.refresh(&keys.keyset, &self.log)?,
            none => *none = Some(Keyring::unlock(&keys.keyset, keys.account, &self.log)?),
        }
        let Some(keyring) = &self.keyring else { return Ok(()) };
        for commit in self.unopened.drain(..) {
            self.fold.take(&commit, keyring.open_content(&commit));
        }
        Ok(())
    }
}
