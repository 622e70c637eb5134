//! The workspaces of the account, each read and verified.

use std::rc::Rc;

use beffroi_ledger::workspace::Head;
use beffroi_seal::id::WorkspaceId;
use beffroi_wire::routes;
use beffroi_wire::workspace::{WorkspaceInfo, WorkspaceList};

use super::sync::head_name;
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
        let announced = Head { sequence: info.head.sequence, hash: info.head.hash };
        let current = handle.with(|inner| inner.alarm.is_none() && inner.log.head() == Some(announced));
        if current { Ok(handle) } else { self.open(info.workspace).await }
    }

    /// Ids of the workspaces that the account belongs to.
    pub(crate) async fn workspace_ids(&self) -> Result<Vec<WorkspaceId>, ClientError> {
        Ok(self.listed_workspaces().await?.iter().map(|info| info.workspace).collect())
    }

    /// The workspaces that the server says the account belongs to. One that was read before and is
    /// missing now is noticed: the account was removed, or the server hides it.
    pub(crate) async fn listed_workspaces(&self) -> Result<Vec<WorkspaceInfo>, ClientError> {
        let list: WorkspaceList = self.around.api.get(Some(self.request_key()), routes::WORKSPACES).await?;
        let ids: Vec<WorkspaceId> = list.workspaces.iter().map(|info| info.workspace).collect();
        let known: Vec<WorkspaceId> = self.blob.borrow().heads.keys().copied().collect();
        for gone in known.into_iter().filter(|id| !ids.contains(id)) {
            let name = self.handle(gone).with(|inner| inner.fold.meta().name.clone());
            self.notice(
                Refusal::bare("workspace-gone").with("workspace", gone.to_string()).with("name", name),
            );
            self.blob.borrow_mut().heads.remove(&gone);
            self.around.keep.remove(&head_name(gone)).await?;
            self.workspaces.borrow_mut().remove(&gone);
        }
        Ok(list.workspaces)
    }
}
