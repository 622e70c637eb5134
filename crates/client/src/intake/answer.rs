//! Answers a reporter, and sorts reports: duplicate of another, or not kept.

use beffroi_dossier::intake::IntakeEntry;
use beffroi_ledger::workspace::Space;
use beffroi_seal::id::{DepositId, ReportId};
use beffroi_wire::intake::{DepositReceived, MessageRequest};
use beffroi_wire::routes;

use super::ReportError;
use super::letter::{Reply, ThreadPlace, seal_reply};
use super::report::check_length;
use crate::error::ClientError;
use crate::session::Session;
use crate::view::ReportView;
use crate::workspace::{IntakeBody, Workspace};

impl Session {
    /// Answers a reporter: sealed to their key on the server, and written in the desk's log for the members.
    ///
    /// # Errors
    /// When there is no such report, or the role does not allow it.
    pub async fn answer_report(&self, report: ReportId, text: &str) -> Result<ReportView, ClientError> {
        if text.trim().is_empty() {
            return Err(ReportError::Empty.into());
        }
        let desk = self.require_desk().await?;
        self.collect(&desk).await?;
        let (locator, sealing) = desk.with(|inner| {
            let intake = inner.fold.intake();
            let found = intake.desk().reports.get(&report).ok_or(ReportError::Unknown { report })?;
            let locator = intake.locator_of(&report).ok_or(ReportError::Unknown { report })?;
            Ok::<_, ReportError>((locator, found.content.reporter_keys.sealing.clone()))
        })?;
        let place = ThreadPlace { organisation: self.keys.organisation, workspace: desk.id, locator };
        let reply = Reply { text: text.to_owned() };
        let sealed = seal_reply(&place, &reply, &sealing, &mut self.around.rng())?;
        check_length(&sealed)?;
        self.write_intake(&desk, IntakeEntry::Replied { report, text: text.to_owned() }).await?;
        let path = routes::deposit_replies(desk.id, DepositId::from_bytes(report.into()));
        let key = Some(self.request_key());
        let _: DepositReceived = self.around.api.post(key, &path, &MessageRequest { sealed }).await?;
        self.report_view(&desk, report)
    }

    /// Marks a report as the same as another.
    ///
    /// # Errors
    /// When one of them is unknown or belongs to a breach file already.
    pub async fn mark_duplicate(&self, report: ReportId, of: ReportId) -> Result<ReportView, ClientError> {
        let desk = self.require_desk().await?;
        self.write_intake(&desk, IntakeEntry::Duplicate { report, of }).await?;
        self.report_view(&desk, report)
    }

    /// Marks a report as not kept.
    ///
    /// # Errors
    /// When no reason is given, or it belongs to a breach file.
    pub async fn discard_report(&self, report: ReportId, reason: &str) -> Result<ReportView, ClientError> {
        let desk = self.require_desk().await?;
        self.write_intake(&desk, IntakeEntry::Discarded { report, reason: reason.to_owned() }).await?;
        self.report_view(&desk, report)
    }

    /// Writes an act of the desk, if its rules allow it.
    pub(crate) async fn write_intake(&self, desk: &Workspace, entry: IntakeEntry) -> Result<(), ClientError> {
        self.append(desk, |drafting| {
            let meta = drafting.dossier_meta();
            drafting.inner.fold.intake().desk().clone().apply(&meta, &entry).map_err(ReportError::Refused)?;
            let body = IntakeBody::written(entry.clone());
            Ok(Some(drafting.draft().content(Space::Intake, body.encode())))
        })
        .await?;
        Ok(())
    }
}
