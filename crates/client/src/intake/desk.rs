//! The desk and its reports.

use std::rc::Rc;

use beffroi_dossier::intake::{DeskReport, Triage};
use beffroi_seal::id::{ReportId, WorkspaceId};

use super::ReportError;
use crate::error::ClientError;
use crate::session::Session;
use crate::view::{DeskView, Kind, LinkedDossier, ReportState, ReportSummary};
use crate::workspace::{Inner, Workspace};

impl Session {
    /// The desk that this account belongs to, with what arrived; none when it belongs to none.
    ///
    /// # Errors
    /// When the desk cannot be read.
    pub async fn desk(&self) -> Result<Option<DeskView>, ClientError> {
        let Some(desk) = self.find_desk().await? else { return Ok(None) };
        self.collect(&desk).await?;
        let designated = self.designated_desk() == Some(desk.id);
        Ok(Some(desk.with(|inner| {
            let reports = &inner.fold.intake().desk().reports;
            let mut reports: Vec<_> =
                reports.iter().map(|(report, found)| summary(inner, *report, found)).collect();
            reports.sort_by_key(|one| std::cmp::Reverse((one.received_at, one.id)));
            DeskView {
                workspace: desk.id,
                name: inner.fold.meta().name.clone(),
                designated,
                public_address: format!("{}{PUBLIC_PATH}", self.around.api.address()),
                reports,
            }
        })))
    }

    /// The desk's workspace, up to date: the designated one when the account belongs to several.
    pub(crate) async fn find_desk(&self) -> Result<Option<Rc<Workspace>>, ClientError> {
        self.sync_organisation().await?;
        let designated = self.designated_desk();
        let mut found = None;
        for info in self.listed_workspaces().await? {
            let id = info.workspace;
            let opened = match self.open_listed(&info).await {
                Ok(opened) => opened,
                // Another workspace that this device refuses does not close the desk.
                Err(error) if error.is_alarm() && Some(id) != designated => continue,
                Err(error) => return Err(error),
            };
            if opened.with(|inner| inner.fold.meta().kind) != Kind::Desk {
                continue;
            }
            if Some(id) == designated {
                return Ok(Some(opened));
            }
            found.get_or_insert(opened);
        }
        Ok(found)
    }

    pub(crate) async fn require_desk(&self) -> Result<Rc<Workspace>, ClientError> {
        Ok(self.find_desk().await?.ok_or(ReportError::NoDesk)?)
    }

    fn designated_desk(&self) -> Option<WorkspaceId> {
        self.with_org(|state| state.intake().map(|statement| statement.body().workspace))
    }
}

pub(super) fn summary(inner: &Inner, report: ReportId, found: &DeskReport) -> ReportSummary {
    let content = &found.content;
    let (state, dossier) = match &found.triage {
        Triage::New => (ReportState::New, None),
        Triage::Opened => (ReportState::Opened, None),
        Triage::Linked { dossier } => (ReportState::Linked, Some(*dossier)),
        Triage::Duplicate { .. } => (ReportState::Duplicate, None),
        Triage::Discarded { .. } => (ReportState::Discarded, None),
    };
    let number = |dossier: WorkspaceId| {
        let mut lines = inner.fold.intake().desk().register.entries();
        lines.find(|line| line.dossier == dossier).map(|line| line.number.to_string())
    };
    ReportSummary {
        id: report,
        received_at: found.received_at,
        excerpt: excerpt(&content.what_happened),
        service: content.service.clone(),
        has_contact: content.contact.is_some(),
        attachments: content.attachments.len(),
        state,
        dossier: dossier.map(|id| LinkedDossier { id, number: number(id) }),
    }
}

/// The beginning of a text, on one line.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT_CHARACTERS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

const EXCERPT_CHARACTERS: usize = 160;
/// Path of the public page.
const PUBLIC_PATH: &str = "/signaler";
