//! The crisis cell: who belongs to the file, and in which function.

use beffroi_dossier::entry::{CellFunction, CellRole};
use beffroi_dossier::view::BreachFileView;
use beffroi_ledger::workspace::{Role, Space};
use beffroi_seal::id::{AccountId, WorkspaceId};

use super::DossierError;
use crate::error::ClientError;
use crate::session::Session;
use crate::workspace::DossierBody;

impl Session {
    /// Adds somebody to the cell: member of the workspace and function in the file, in one commit.
    ///
    /// # Errors
    /// When the account is unknown or inactive, or this account is not an owner of the file.
    pub async fn add_to_cell(
        &self,
        dossier: WorkspaceId,
        account: AccountId,
        function: CellFunction,
        role: Role,
    ) -> Result<BreachFileView, ClientError> {
        self.sync_organisation().await?;
        self.with_org(|state| state.account(account).map(|_| ()))
            .ok_or(ClientError::AccountUnknown { account })?;
        let name = self.person_name(account);
        let opened = self.open_dossier_workspace(dossier).await?;
        self.append(&opened, |drafting| {
            let act = CellRole { account, name: name.clone(), function, assigned: true }.into();
            let meta = drafting.dossier_meta();
            drafting.inner.fold.dossier().file().check(&meta, &act).map_err(DossierError::Refused)?;
            let draft = match drafting.inner.role(account) {
                None => drafting.draft().add_member(account, role),
                Some(current) if current != role => drafting.draft().change_role(account, role),
                Some(_) => drafting.draft(),
            };
            Ok(Some(draft.content(Space::Dossier, DossierBody::new(act).encode())))
        })
        .await?;
        self.dossier(dossier).await
    }
}
