//! Creates a workspace: its first commit and the organisation's entry, together or not at all.

use beffroi_ledger::org::OrgBody;
use beffroi_ledger::workspace::{CommitDraft, DraftAuthor, Space};
use beffroi_seal::id::WorkspaceId;
use beffroi_wire::error::codes;
use beffroi_wire::workspace::{WorkspaceCreateRequest, WorkspaceCreated};
use beffroi_wire::{B64, routes};

use super::fold::{WorkspaceMeta, WorkspaceMetaEntry};
use crate::error::ClientError;
use crate::organisation::ATTEMPTS_MAX;
use crate::session::Session;
use crate::view::Kind;

impl Session {
    /// Creates a room for documents, owned by this account.
    ///
    /// # Errors
    /// When the account may not create workspaces, or the server cannot be reached.
    pub async fn create_workspace(&self, name: &str, purpose: &str) -> Result<WorkspaceId, ClientError> {
        self.create(Kind::Room, name, purpose, |_, draft| Ok(draft)).await
    }

    /// Creates a workspace of any kind; `first` adds what its first commit says besides name and purpose.
    pub(crate) async fn create(
        &self,
        kind: Kind,
        name: &str,
        purpose: &str,
        first: impl Fn(WorkspaceId, CommitDraft) -> Result<CommitDraft, ClientError>,
    ) -> Result<WorkspaceId, ClientError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(ClientError::NameEmpty);
        }
        let meta = WorkspaceMeta::new(name, purpose.trim(), kind);
        let meta = WorkspaceMetaEntry::Described { meta }.encode();
        let workspace = WorkspaceId::make(&mut self.around.rng());
        let author = DraftAuthor { account: self.keys.account, device: self.keys.device };
        let draft = first(workspace, CommitDraft::new(author).content(Space::Meta, meta))?;
        let opened = self.handle(workspace);
        let _turn = opened.turn.lock().await;
        let _org_turn = self.org_turn.lock().await;
        self.sync_organisation_in_turn().await?;
        for _ in 0..ATTEMPTS_MAX {
            let organisation = self.organisation_known();
            let commit = draft.sign(
                opened.inner.borrow().log.access(),
                self.org.borrow().state(),
                None,
                &self.keys.device_keys.signing,
                self.around.timestamp(),
                &mut self.around.rng(),
            )?;
            let owner = self.keys.account;
            let body = OrgBody::WorkspaceCreated { workspace, owner, genesis: commit.digest() };
            let request = WorkspaceCreateRequest {
                entry: B64::from(self.draft_org_entry(body).encoded()),
                commit: B64::from(commit.encoded()),
            };
            let created: Result<WorkspaceCreated, _> =
                self.around.api.post(Some(self.request_key()), routes::WORKSPACES, &request).await;
            match created {
                Ok(_) => {
                    self.sync_organisation_in_turn().await?;
                    {
                        let mut inner = opened.inner.borrow_mut();
                        self.with_org(|org| inner.take_own(&self.keys, org, commit))?;
                    }
                    self.remember_end(&opened, organisation).await?;
                    drop(_org_turn);
                    self.checkpoint().await?;
                    return Ok(workspace);
                }
                Err(error) if error.server_code() == Some(codes::CONFLICT) => {
                    self.sync_organisation_in_turn().await?;
                }
                Err(error) => {
                    self.workspaces.borrow_mut().remove(&workspace);
                    return Err(error.into());
                }
            }
        }
        Err(ClientError::TooManyConflicts)
    }
}
