//! Reads what is new of a workspace log; stops and keeps the evidence when the server shows another history.

use std::rc::Rc;

use beffroi_ledger::workspace::{Head, KeyringError, LogError, LogFault};
use beffroi_seal::Digest;
use beffroi_seal::id::{AccountId, WorkspaceId};
use beffroi_wire::B64;
use beffroi_wire::organisation::LogPage;
use beffroi_wire::routes;

use super::alarm::Alarm;
use super::end::KnownEnd;
use super::state::{Inner, Workspace};
use crate::error::ClientError;
use crate::keep::{load_value, save_value};
use crate::refusal::Refusal;
use crate::session::Session;
use crate::surroundings::instant;

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
        let fresh = workspace.with(|inner| inner.log.head().is_none());
        let ends = self.known_ends(workspace.id).await?;
        let organisation = match self.read_on(workspace, &ends).await {
            Ok(organisation) => organisation,
            Err(error) => {
                self.raise(workspace, &error, fresh).await?;
                return Err(error);
            }
        };
        workspace.inner.borrow_mut().alarm = None;
        if fresh {
            let kept: Option<Vec<(u64, AccountId)>> =
                load_value(&*self.around.keep, &suspects_name(workspace.id)).await?;
            workspace.inner.borrow_mut().suspects.extend(kept.unwrap_or_default());
        }
        let seen = ends.iter().map(|end| end.head.sequence).max();
        self.tell_suspects(workspace, seen).await?;
        self.remember_end(workspace, organisation).await
    }

    /// Reads to the end. Gives the last place of the organisation log that was known before the end was asked for.
    async fn read_on(&self, workspace: &Workspace, ends: &[KnownEnd]) -> Result<u64, ClientError> {
        let organisation = loop {
            let organisation = self.organisation_known();
            let (from, before) =
                workspace.with(|inner| (inner.log.access().next_sequence(), inner.log.head()));
            let path = routes::workspace_log_from(workspace.id, from);
            let page: LogPage = self.around.api.get(Some(self.request_key()), &path).await?;
            let head = page.head.as_ref().map(|head| Head { sequence: head.sequence, hash: head.hash });
            let Some(head) = head else { return Err(self.nothing_left(workspace)) };
            self.take_page(workspace, ends, &page.entries).await?;
            // The page may hold more than its head says, when somebody wrote in between: behind is judged against what was
            // known before it.
            if let Some(before) = before.filter(|before| head.sequence < before.sequence) {
                return Err(rollback(workspace.id, before).into());
            }
            let mine = workspace.with(|inner| inner.log.head());
            if mine.is_some_and(|mine| head.sequence <= mine.sequence) {
                workspace.with(|inner| inner.log.confirm(&head))?;
                break organisation;
            }
            if page.entries.is_empty() {
                return Err(ClientError::LogWithheld { sequence: from });
            }
        };
        for end in ends {
            workspace.with(|inner| inner.log.confirm(&end.head))?;
        }
        if workspace.with(|inner| inner.keyring.is_none()) {
            let (workspace, account) = (workspace.id, self.keys.account);
            return Err(KeyringError::NoKey { workspace, account }.into());
        }
        Ok(organisation)
    }

    /// The server says that the log is empty: true only for a workspace never seen.
    fn nothing_left(&self, workspace: &Workspace) -> ClientError {
        match workspace.with(|inner| inner.log.head()) {
            None => ClientError::LogWithheld { sequence: 0 },
            Some(head) => rollback(workspace.id, head).into(),
        }
    }

    async fn take_page(
        &self,
        workspace: &Workspace,
        ends: &[KnownEnd],
        entries: &[B64],
    ) -> Result<(), ClientError> {
        let mut rest = entries;
        let mut may_sync = true;
        loop {
            let taken = {
                let mut inner = workspace.inner.borrow_mut();
                self.with_org(|org| inner.extend(&self.keys, org, ends, rest))
            };
            rest = rest.get(taken.count..).unwrap_or_default();
            let Some(refused) = taken.refused else { return Ok(()) };
            let behind = matches!(&refused, ClientError::Log(error) if error.needs_organisation_log());
            if behind && may_sync {
                may_sync = false;
                self.sync_organisation().await?;
                continue;
            }
            if let Some(alarm) = Alarm::of(workspace.id, &refused) {
                self.keep_evidence(workspace.id, &alarm, rest.first()).await?;
            }
            return Err(refused);
        }
    }

    /// Where this device, and through the account blob the account's other devices, saw the log end.
    pub(crate) async fn known_ends(&self, workspace: WorkspaceId) -> Result<Vec<KnownEnd>, ClientError> {
        let kept: Option<KnownEnd> = load_value(&*self.around.keep, &head_name(workspace)).await?;
        let sealed = self.blob.borrow().heads.get(&workspace).copied();
        Ok(kept.into_iter().chain(sealed).collect())
    }

    /// The last place of the organisation log that is known now.
    pub(crate) fn organisation_known(&self) -> u64 {
        self.with_org(|org| org.len().saturating_sub(1))
    }

    /// Remembers that the log of `workspace` ends where this device has it, `organisation` having been known before that
    /// was asked. Written only when it changes what can be refused later.
    pub(crate) async fn remember_end(
        &self,
        workspace: &Workspace,
        organisation: u64,
    ) -> Result<(), ClientError> {
        let end = workspace.with(|inner| {
            let head = inner.log.head()?;
            Some(KnownEnd { head, organisation, left: inner.role(self.keys.account).is_none() })
        });
        let Some(end) = end else { return Ok(()) };
        let name = head_name(workspace.id);
        let kept: Option<KnownEnd> = load_value(&*self.around.keep, &name).await?;
        let sealed = self.blob.borrow().heads.get(&workspace.id).copied();
        let known = kept.into_iter().chain(sealed).reduce(KnownEnd::with);
        let end = known.map_or(end, |known| end.with(known));
        self.blob.borrow_mut().heads.insert(workspace.id, end);
        if end.left && known.is_some_and(|known| !known.left) {
            self.notice(self.ended(workspace.id));
        }
        let ending = self.with_org(|org| org.last_ending());
        let tells_nothing_new = kept.is_some_and(|kept| {
            let older = ending.is_none_or(|ending| kept.organisation >= ending);
            (kept.head, kept.left) == (end.head, end.left) && older
        });
        if tells_nothing_new {
            return Ok(());
        }
        Ok(save_value(&*self.around.keep, &name, &end).await?)
    }

    /// What a commit of the log says of an account that is no member any more: it was removed, or the workspace was deleted.
    pub(crate) fn ended(&self, workspace: WorkspaceId) -> Refusal {
        let handle = self.handle(workspace);
        let last = handle.with(|inner| {
            let deleted = inner.log.access().deleted();
            inner.fold.access().last().copied().filter(|_| deleted)
        });
        match last {
            None => self.about("workspace-left", workspace),
            Some(last) => self
                .about("workspace-deleted", workspace)
                .with("who", self.person_name(last.author))
                .with("at", instant(last.at_ms).to_string()),
        }
    }

    /// Tells of commits seen only now whose author's rights have ended since, and that nobody else has written after: they
    /// may be older than that, and nothing proves it.
    async fn tell_suspects(&self, workspace: &Workspace, seen: Option<u64>) -> Result<(), ClientError> {
        let (authors, all) = {
            let mut inner = workspace.inner.borrow_mut();
            let authors = self.with_org(|org| inner.suspect(org, seen));
            (authors, inner.suspects.clone())
        };
        if authors.is_empty() {
            return Ok(());
        }
        let room = workspace.with(|inner| inner.fold.meta().name.clone());
        for author in authors {
            self.notice(
                Refusal::bare("device-revoked-since")
                    .with("workspace", workspace.id.to_string())
                    .with("room", room.as_str())
                    .with("name", self.person_name(author)),
            );
        }
        let all: Vec<(u64, AccountId)> = all.into_iter().collect();
        Ok(save_value(&*self.around.keep, &suspects_name(workspace.id), &all).await?)
    }

    /// Raises the alarm of an error, when it is one about this workspace.
    async fn raise(
        &self,
        workspace: &Workspace,
        error: &ClientError,
        fresh: bool,
    ) -> Result<(), ClientError> {
        let Some(alarm) = Alarm::of(workspace.id, error) else { return Ok(()) };
        self.keep_evidence(workspace.id, &alarm, None).await?;
        let mut inner = workspace.inner.borrow_mut();
        // Of two histories, the one read just now is not the one seen before: nothing of it stays.
        if fresh && matches!(error, ClientError::Log(LogError { fault: LogFault::Fork { .. }, .. })) {
            *inner = Inner::new(self.keys.organisation, workspace.id);
        }
        inner.alarm = Some(alarm);
        Ok(())
    }

    /// Keeps what the server showed, and what was known, for whoever investigates.
    async fn keep_evidence(
        &self,
        workspace: WorkspaceId,
        alarm: &Alarm,
        shown: Option<&B64>,
    ) -> Result<(), ClientError> {
        let digest = shown.map(|bytes| Digest::of(bytes.as_slice())).or(alarm.commit);
        let name = digest.map_or_else(|| "none".to_owned(), |digest| digest.to_string());
        let key = format!("evidence/{workspace}/{}-{}", alarm.sequence, &name[..name.len().min(16)]);
        let report = format!("{}\n", alarm.report);
        // What was shown is kept once; a later report of the same place does not replace it.
        if shown.is_some() || self.around.keep.load(&key).await?.is_none() {
            let shown = shown.map(B64::as_slice).unwrap_or_default();
            self.around.keep.save(&key, [report.as_bytes(), shown].concat()).await?;
        }
        self.notice(alarm.refusal.clone());
        Ok(())
    }
}

/// Where the end of a workspace log is kept.
fn head_name(workspace: WorkspaceId) -> String {
    format!("heads/{workspace}")
}

/// Where the places of suspect commits are kept.
fn suspects_name(workspace: WorkspaceId) -> String {
    format!("suspects/{workspace}")
}

fn rollback(workspace: WorkspaceId, head: Head) -> LogError {
    let fault = LogFault::Rollback { kept: head.hash };
    LogError { workspace, sequence: head.sequence, commit: Some(head.hash), fault }
}
