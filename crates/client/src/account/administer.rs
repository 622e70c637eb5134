//! What administrators do to accounts: suspend, resume, delete, name and remove administrators.

use beffroi_ledger::org::{OrgBody, organisation_wrap_slot};
use beffroi_seal::id::AccountId;

use crate::error::ClientError;
use crate::session::Session;

impl Session {
    /// Suspends an account: it may do nothing until resumed.
    ///
    /// # Errors
    /// When the account is unknown, inactive or the last administrator, or this account is not an administrator.
    pub async fn suspend_account(&self, account: AccountId) -> Result<(), ClientError> {
        self.append_organisation(|_| Ok(Some(OrgBody::AccountSuspended { account }))).await
    }

    /// Resumes a suspended account.
    ///
    /// # Errors
    /// When the account is not suspended, or this account is not an administrator.
    pub async fn resume_account(&self, account: AccountId) -> Result<(), ClientError> {
        self.append_organisation(|_| Ok(Some(OrgBody::AccountResumed { account }))).await
    }

    /// Deletes an account for good. Owners of its workspaces should then change their keys.
    ///
    /// # Errors
    /// When the account is the last administrator, or this account is not an administrator.
    pub async fn delete_account(&self, account: AccountId) -> Result<(), ClientError> {
        self.append_organisation(|_| Ok(Some(OrgBody::AccountDeleted { account }))).await
    }

    /// Makes a user administrator: the organisation key is sealed to them. They gain no workspace key by it.
    ///
    /// # Errors
    /// When the account is not an active user, or this account is not an administrator.
    pub async fn name_administrator(&self, account: AccountId) -> Result<(), ClientError> {
        self.sync_organisation().await?;
        let sealing = self.with_org(|state| state.sealing_key(account).cloned());
        let sealing = sealing.ok_or(ClientError::AccountUnknown { account })?;
        let slot = organisation_wrap_slot(self.keys.organisation, account);
        let wrap = sealing.seal_key(&slot, &self.organisation_key()?, &mut self.around.rng())?;
        self.append_organisation(|_| {
            Ok(Some(OrgBody::AdministratorNamed { account, organisation_wrap: wrap.clone() }))
        })
        .await
    }

    /// Makes an administrator a user again.
    ///
    /// # Errors
    /// When the account is the last administrator, or this account is not an administrator.
    pub async fn remove_administrator(&self, account: AccountId) -> Result<(), ClientError> {
        self.append_organisation(|_| Ok(Some(OrgBody::AdministratorRemoved { account }))).await
    }
}
