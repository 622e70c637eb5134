//! Changes the key of a workspace: when somebody's account ended, or because an owner wants to.

use beffroi_seal::id::{AccountId, WorkspaceId};

use crate::error::ClientError;
use crate::session::Session;

impl Session {
    /// Changes the key of a workspace. Members whose account was suspended or deleted are removed by the way.
    ///
    /// # Errors
    /// When this account is not an owner.
    pub async fn rotate(&self, workspace: WorkspaceId) -> Result<(), ClientError> {
        self.sync_organisation().await?;
        let opened = self.open(workspace).await?;
        self.append(&opened, |drafting| {
            let gone: Vec<AccountId> = drafting.inner.log.access().rotation_due(drafting.org).collect();
            let draft =
                gone.into_iter().fold(drafting.draft(), |draft, account| draft.remove_member(account));
            Ok(Some(draft.rotate()))
        })
        .await?;
        Ok(())
    }
}
