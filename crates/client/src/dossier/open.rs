//! Opens a breach file from a report, and joins further reports to it.

use std::rc::Rc;

use beffroi_dossier::entry::{DossierEntry, Opened, Organisation, ReportChannel, ReportLinked};
use beffroi_dossier::intake::{DeskReport, IntakeEntry};
use beffroi_ledger::workspace::Space;
use beffroi_seal::id::{ReportId, WorkspaceId};
use jiff::Timestamp;

use super::DossierError;
use crate::error::ClientError;
use crate::intake::ReportError;
use crate::session::Session;
use crate::view::Kind;
use crate::workspace::{DossierBody, Workspace};

impl Session {
    /// Opens a breach file from a report of the desk: a workspace of its own, whose first member is this account.
    ///
    /// # Errors
    /// When there is no such report, or it belongs to a file already.
    pub async fn open_dossier(&self, report: ReportId, title: &str) -> Result<WorkspaceId, ClientError> {
        let desk = self.require_desk().await?;
        let found = report_of(&desk, report)?;
        let linked = self.report_act(report, &found);
        let dossier = self.create_dossier(title, found.received_at, vec![linked]).await?;
        self.write_intake(&desk, IntakeEntry::Linked { report, dossier }).await?;
        Ok(dossier)
    }

    /// Opens a breach file that no public report began.
    ///
    /// # Errors
    /// When the account may not create workspaces.
    pub async fn open_dossier_without_report(
        &self,
        title: &str,
        first_report_at: Timestamp,
    ) -> Result<WorkspaceId, ClientError> {
        self.create_dossier(title, first_report_at, Vec::new()).await
    }

    /// Joins a report of the desk to a breach file.
    ///
    /// # Errors
    /// When one of them is unknown, or the report belongs to another file.
    pub async fn link_report(&self, report: ReportId, dossier: WorkspaceId) -> Result<(), ClientError> {
        let desk = self.require_desk().await?;
        let found = report_of(&desk, report)?;
        let act = self.report_act(report, &found);
        self.write_acts(dossier, vec![act]).await?;
        self.write_intake(&desk, IntakeEntry::Linked { report, dossier }).await
    }

    async fn create_dossier(
        &self,
        title: &str,
        first_report_at: Timestamp,
        acts: Vec<DossierEntry>,
    ) -> Result<WorkspaceId, ClientError> {
        let (name, zone) = self.with_org(|state| {
            (state.name().unwrap_or_default().to_owned(), state.zone().unwrap_or_default().to_owned())
        });
        let opened = Opened::with_shipped_rules(title.trim(), zone, first_report_at);
        let organisation = Organisation { name, ..Organisation::default() };
        let mut all = vec![DossierEntry::from(opened), DossierEntry::from(organisation)];
        all.extend(acts);
        self.create(Kind::Dossier, title, "", |_, draft| {
            // Judged here as the fold will judge them: a file must not begin with refused acts.
            let mut file = beffroi_dossier::fold::BreachFile::empty();
            let meta = beffroi_dossier::fold::Meta {
                account: self.keys.account,
                at: crate::surroundings::instant(self.around.now_ms()),
                sequence: 0,
                commit: beffroi_seal::Digest::from_bytes([0; 32]),
            };
            all.iter().try_fold(draft, |draft, act| {
                file.apply(&meta, act).map_err(DossierError::Refused)?;
                Ok(draft.content(Space::Dossier, DossierBody::new(act.clone()).encode()))
            })
        })
        .await
    }

    fn report_act(&self, report: ReportId, found: &DeskReport) -> DossierEntry {
        DossierEntry::from(ReportLinked {
            report,
            first_report_at: found.received_at,
            channel: ReportChannel::WebForm,
            summary: found.content.what_happened.clone(),
            reporter: None,
        })
    }
}

fn report_of(desk: &Rc<Workspace>, report: ReportId) -> Result<DeskReport, ClientError> {
    desk.with(|inner| {
        let found = inner.fold.intake().desk().reports.get(&report).cloned();
        found.ok_or(ReportError::Unknown { report }.into())
    })
}
