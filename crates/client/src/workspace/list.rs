//! The workspaces of the account, each read and verified.

use std::collections::BTreeSet;
use std::rc::Rc;

use beffroi_ledger::workspace::Head;
use beffroi_seal::id::WorkspaceId;
use beffroi_wire::routes;
use beffroi_wire::workspace::{WorkspaceInfo, WorkspaceList};

use super::end::KnownEnd;
use super::state::Inner;
use crate::error::ClientError;
use crate::refusal::Refusal;
use crate::session::Session;
use crate::view::WorkspaceSummary;
use crate::workspace::Workspace;

impl Session {
    /// Every workspace the account belongs to, by name. One that this device refuses to read carries an alarm.
    ///
    /// # Errors
    /// When the list itself cannot be read.
    pub async fn workspaces(&self) -> Result<Vec<WorkspaceSummary>, ClientError> {
        self.sync_organisation().await?;
        let listed = self.listed_workspaces().await?;
        let mut summaries = Vec::with_capacity(listed.len());
        for info in listed {
            let id = info.workspace;
            let opened = self.open_listed(&info).await;
            let handle = self.handle(id);
            let alarm = match opened {
                Ok(_) => None,
                Err(
                    error @ (ClientError::Log(_) | ClientError::Keyring(_) | ClientError::LogWithheld { .. }),
                ) => Some(error.refusal()),
                Err(error) => return Err(error),
            };
            summaries.push(handle.with(|inner| self.summary(id, inner, alarm)));
        }
        summaries.sort_by_key(|summary| (summary.name.to_lowercase(), summary.id));
        Ok(summaries)
    }

    /// A workspace of the list: read only when the server says that its log has moved since this device verified it.
    pub(crate) async fn open_listed(&self, info: &WorkspaceInfo) -> Result<Rc<Workspace>, ClientError> {
        let handle = self.handle(info.workspace);
        if handle.with(|inner| is_current(inner, info)) {
            Ok(handle)
        } else {
            self.open(info.workspace).await
        }
    }

    /// Ids of the workspaces that the account belongs to.
    pub(crate) async fn workspace_ids(&self) -> Result<Vec<WorkspaceId>, ClientError> {
        Ok(self.listed_workspaces().await?.iter().map(|info| info.workspace).collect())
    }

    /// The workspaces that the server says the account belongs to. One that was seen before and is missing now is read
    /// once more: a member who was removed is still shown the commit that removed them. When that does not explain it, the
    /// person is told, every time; what is known of it is never forgotten because the server says so.
    pub(crate) async fn listed_workspaces(&self) -> Result<Vec<WorkspaceInfo>, ClientError> {
        let organisation = self.organisation_known();
        let known: Vec<WorkspaceId> = self.blob.borrow().heads.keys().copied().collect();
        let list: WorkspaceList = self.around.api.get(Some(self.request_key()), routes::WORKSPACES).await?;
        for info in &list.workspaces {
            let handle = self.handle(info.workspace);
            if handle.with(|inner| is_current(inner, info)) {
                self.remember_end(&handle, organisation).await?;
            }
        }
        let listed: BTreeSet<WorkspaceId> = list.workspaces.iter().map(|info| info.workspace).collect();
        self.notices.borrow_mut().retain(|notice| notice.code != GONE);
        for gone in known {
            if listed.contains(&gone) || self.has_left(gone).await? {
                continue;
            }
            // Why it cannot be read does not matter here: the person is told.
            drop(self.open(gone).await);
            if !self.has_left(gone).await? {
                self.notice(self.about(GONE, gone));
            }
        }
        Ok(list.workspaces)
    }

    /// Whether a commit that this account has verified removed it, and nothing verified since brought it back.
    async fn has_left(&self, workspace: WorkspaceId) -> Result<bool, ClientError> {
        let known = self.known_ends(workspace).await?.into_iter().reduce(KnownEnd::with);
        Ok(known.is_some_and(|known| known.left))
    }

    /// Something to say of a workspace, by its name as far as it was read.
    pub(crate) fn about(&self, code: &str, workspace: WorkspaceId) -> Refusal {
        let name = self.handle(workspace).with(|inner| inner.fold.meta().name.clone());
        let name = if name.is_empty() { workspace.to_string()[..8].to_owned() } else { name };
        Refusal::bare(code).with("workspace", workspace.to_string()).with("name", name)
    }
}

/// The server lists a workspace no more, and nothing explains it.
const GONE: &str = "workspace-gone";

/// Whether this device has verified the log up to the end that the server announces.
fn is_current(inner: &Inner, info: &WorkspaceInfo) -> bool {
    let announced = Head { sequence: info.head.sequence, hash: info.head.hash };
    inner.alarm.is_none() && inner.log.head() == Some(announced)
}
