//! Who belongs to a workspace: added, given another role, removed. Removal changes the key.

use beffroi_ledger::workspace::Role;
use beffroi_seal::id::{AccountId, WorkspaceId};

use crate::error::ClientError;
use crate::session::Session;

impl Session {
    /// Adds a member; the workspace's key is sealed to the account's key of the organisation log.
    ///
    /// # Errors
    /// When the account is unknown, inactive, a member already, or this account is not an owner.
    pub async fn add_member(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
        role: Role,
    ) -> Result<(), ClientError> {
        self.sync_organisation().await?;
        self.with_org(|state| state.account(account).map(|_| ()))
            .ok_or(ClientError::AccountUnknown { account })?;
        let opened = self.open(workspace).await?;
        self.append(&opened, |drafting| Ok(Some(drafting.draft().add_member(account, role)))).await?;
        Ok(())
    }

    /// Changes a member's role. When they may no longer write, the workspace changes keys.
    ///
    /// # Errors
    /// When the account is not a member, is the last owner, or this account is not an owner.
    pub async fn change_role(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
        role: Role,
    ) -> Result<(), ClientError> {
        let opened = self.open(workspace).await?;
        self.append(&opened, |drafting| {
            let same = drafting.inner.role(account) == Some(role);
            Ok((!same).then(|| drafting.draft().change_role(account, role)))
        })
        .await?;
        Ok(())
    }

    /// Removes a member and changes the workspace's key: they read nothing of what comes after.
    ///
    /// # Errors
    /// When the account is the last owner, or this account is not an owner.
    pub async fn remove_member(&self, workspace: WorkspaceId, account: AccountId) -> Result<(), ClientError> {
        let opened = self.open(workspace).await?;
        self.append(&opened, |drafting| {
            let is_member = drafting.inner.role(account).is_some();
            Ok(is_member.then(|| drafting.draft().remove_member(account)))
        })
        .await?;
        Ok(())
    }
}
