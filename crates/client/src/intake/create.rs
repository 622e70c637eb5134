//! Creates the desk: a workspace whose deposit key its first owner publishes.

use beffroi_ledger::V1;
use beffroi_ledger::intake::DepositStatement;
use beffroi_ledger::workspace::Space;
use beffroi_seal::id::WorkspaceId;
use beffroi_seal::{ExportSecret, OpeningKey};

use crate::error::ClientError;
use crate::session::Session;
use crate::view::Kind;
use crate::workspace::WorkspaceMetaEntry;

impl Session {
    /// Creates a desk, owned by this account, which answers for its key. An administrator then designates it.
    ///
    /// # Errors
    /// When the account may not create workspaces.
    pub async fn create_desk(&self, name: &str) -> Result<WorkspaceId, ClientError> {
        self.create(Kind::Desk, name, "", |workspace, draft| {
            let opening = OpeningKey::make(&mut self.around.rng());
            let statement = DepositStatement {
                v: V1,
                organisation: self.keys.organisation,
                workspace,
                authority: self.keys.account,
                sealing: opening.sealing_key().clone(),
                number: 0,
                at: self.around.timestamp(),
            };
            let statement = statement.sign(&self.keys.keyset.signing);
            // Inside the workspace, so that every member opens reports; nobody else has it.
            let secret = *opening.export_secret();
            let key = WorkspaceMetaEntry::DepositKey { number: 0, secret };
            Ok(draft.content(Space::Meta, key.encode()).open_deposit(statement))
        })
        .await
    }
}
