//! What administrators decide of share links.

use beffroi_ledger::org::{OrgBody, SharingRules};

use crate::account::AccountError;
use crate::error::ClientError;
use crate::session::Session;
use crate::view::SharingView;

impl Session {
    /// What share links may be, now.
    ///
    /// # Errors
    /// When the organisation log cannot be read.
    pub async fn sharing(&self) -> Result<SharingView, ClientError> {
        self.sync_organisation().await?;
        let SharingRules { days_max, password_required } = self.with_org(|state| state.sharing());
        Ok(SharingView { days_max, password_required })
    }

    /// Decides what share links may be, from now on; those that exist stay as they are.
    ///
    /// # Errors
    /// When the account is not an administrator, or the term is out of bounds.
    pub async fn set_sharing(&self, wanted: SharingView) -> Result<(), ClientError> {
        if !self.is_administrator() {
            return Err(AccountError::NotAdministrator.into());
        }
        let rules = SharingRules { days_max: wanted.days_max, password_required: wanted.password_required };
        self.append_organisation(|session| {
            let same = session.with_org(|state| state.sharing()) == rules;
            Ok((!same).then_some(OrgBody::SharingRuled { rules }))
        })
        .await
    }
}
