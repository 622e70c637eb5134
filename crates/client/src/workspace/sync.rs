//! Reads what is new of a workspace log; stops and keeps the evidence when the server shows another history.

use std::rc::Rc;

use beffroi_ledger::workspace::{Head, LogError, LogFault};
use beffroi_seal::id::WorkspaceId;
use beffroi_seal::{Digest, cbor};
use beffroi_wire::B64;
use beffroi_wire::organisation::LogPage;
use beffroi_wire::routes;

use super::state::Workspace;
use crate::error::ClientError;
use crate::session::Session;

impl Session {
    /// The workspace, brought up to date.
    ///
    /// # Errors
    /// When it cannot be read, or what the server shows does not extend what was seen: nothing is applied then.
    pub async fn open(&self, workspace: WorkspaceId) -> Result<Rc<Workspace>, ClientError> {
        let opened = self.handle(workspace);
        let _turn = opened.turn.lock().await;
        self.sync_workspace(&opened).await?;
        drop(_turn);
        Ok(opened)
    }

    /// The workspace as this device holds it, perhaps empty still.
    pub(crate) fn handle(&self, workspace: WorkspaceId) -> Rc<Workspace> {
        let mut workspaces = self.workspaces.borrow_mut();
        let entry = workspaces
            .entry(workspace)
            .or_insert_with(|| Rc::new(Workspace::new(self.keys.organisation, workspace)));
        Rc::clone(entry)
    }

    /// Brings `workspace` up to date; the caller has its turn.
    pub(crate) async fn sync_workspace(&self, workspace: &Workspace) -> Result<(), ClientError> {
        let before = workspace.with(|inner| inner.log.head());
        let synced = self.read_on(workspace).await;
        if let Err(ClientError::Log(error)) = &synced {
            self.keep_evidence(error, None).await?;
            workspace.inner.borrow_mut().alarm = Some(error.clone());
        }
        synced?;
        workspace.inner.borrow_mut().alarm = None;
        let after = workspace.with(|inner| inner.log.head());
        if after != before {
            self.remember_head(workspace.id, after).await?;
        }
        Ok(())
    }

    async fn read_on(&self, workspace: &Workspace) -> Result<(), ClientError> {
        loop {
            let (from, before) =
                workspace.with(|inner| (inner.log.access().next_sequence(), inner.log.head()));
            let path = routes::workspace_log_from(workspace.id, from);
            let page: LogPage = self.around.api.get(Some(self.request_key()), &path).await?;
            let head = page.head.as_ref().map(|head| Head { sequence: head.sequence, hash: head.hash });
            let Some(head) = head else { return self.nothing_left(workspace) };
            self.take_page(workspace, &page.entries).await?;
            // The page may hold more than its head says, when somebody wrote in between: behind is judged against what was
            // known before it.
            if let Some(before) = before.filter(|before| head.sequence < before.sequence) {
                return Err(rollback(workspace.id, before).into());
            }
            let mine = workspace.with(|inner| inner.log.head());
            if mine.is_some_and(|mine| head.sequence <= mine.sequence) {
                workspace.with(|inner| inner.log.confirm(&head))?;
                break;
            }
            if page.entries.is_empty() {
                return Err(ClientError::LogWithheld { sequence: from });
            }
        }
        self.confirm_heads(workspace).await
    }

    /// The server says that the log is empty: true only for a workspace never seen.
    fn nothing_left(&self, workspace: &Workspace) -> Result<(), ClientError> {
        match workspace.with(|inner| inner.log.head()) {
            None => Err(ClientError::LogWithheld { sequence: 0 }),
            Some(head) => Err(rollback(workspace.id, head).into()),
        }
    }

    async fn take_page(&self, workspace: &Workspace, entries: &[B64]) -> Result<(), ClientError> {
        let mut rest = entries;
        let mut may_sync = true;
        while !rest.is_empty() {
            let refused = {
                let mut inner = workspace.inner.borrow_mut();
                let extension =
                    self.with_org(|org| inner.log.extend_encoded(org, rest.iter().map(B64::as_slice)));
                rest = rest.get(extension.accepted.len()..).unwrap_or_default();
                inner.take(&self.keys, extension.accepted)?;
                extension.refused
            };
            let Some(refused) = refused else { break };
            if refused.needs_organisation_log() && may_sync {
                may_sync = false;
                self.sync_organisation().await?;
                continue;
            }
            self.keep_evidence(&refused, rest.first()).await?;
            return Err(refused.into());
        }
        Ok(())
    }

    /// What this device kept, and what the account blob says other devices saw, must be in the log.
    async fn confirm_heads(&self, workspace: &Workspace) -> Result<(), ClientError> {
        let kept = match self.around.keep.load(&head_name(workspace.id)).await? {
            Some(bytes) => cbor::decode::<Head>(&bytes).ok(),
            None => None,
        };
        let sealed = self.blob.borrow().heads.get(&workspace.id).copied();
        for head in [kept, sealed].into_iter().flatten() {
            workspace.with(|inner| inner.log.confirm(&head))?;
        }
        Ok(())
    }

    pub(crate) async fn remember_head(
        &self,
        workspace: WorkspaceId,
        head: Option<Head>,
    ) -> Result<(), ClientError> {
        let Some(head) = head else { return Ok(()) };
        self.blob.borrow_mut().heads.insert(workspace, head);
        let bytes = cbor::encode(&head).expect("a number and a digest always encode");
        Ok(self.around.keep.save(&head_name(workspace), bytes).await?)
    }

    /// Keeps what the server showed, and what was known, for whoever investigates.
    async fn keep_evidence(&self, error: &LogError, shown: Option<&B64>) -> Result<(), ClientError> {
        let digest = shown.map(|bytes| Digest::of(bytes.as_slice())).or(error.commit);
        let name = digest.map_or_else(|| "none".to_owned(), |digest| digest.to_string());
        let key = format!("evidence/{}/{}-{}", error.workspace, error.sequence, &name[..name.len().min(16)]);
        let report = format!("{error}\n");
        let bytes = match shown {
            Some(shown) => [report.as_bytes(), shown.as_slice()].concat(),
            None if self.around.keep.load(&key).await?.is_some() => return Ok(()),
            None => report.into_bytes(),
        };
        self.around.keep.save(&key, bytes).await?;
        self.notice(crate::error::log_refusal(error));
        Ok(())
    }
}

/// Where the end of a workspace log is kept.
pub(crate) fn head_name(workspace: WorkspaceId) -> String {
    format!("heads/{workspace}")
}

fn rollback(workspace: WorkspaceId, head: Head) -> LogError {
    let fault = LogFault::Rollback { kept: head.hash };
    LogError { workspace, sequence: head.sequence, commit: Some(head.hash), fault }
}
