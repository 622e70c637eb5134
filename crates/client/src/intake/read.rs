//! Opens a report and its files.

use beffroi_dossier::intake::{AttachmentRef, DeskReport, IntakeEntry, ThreadItem, Triage};
use beffroi_ledger::workspace::{Role, Space};
use beffroi_seal::ExportSecret;
use beffroi_seal::id::ReportId;
use beffroi_seal::keys::FileKey;
use beffroi_vault::Name;
use beffroi_wire::routes;

use super::ReportError;
use super::desk::summary;
use super::letter::attachment_slot;
use crate::document::{ObjectToRead, read_object};
use crate::error::ClientError;
use crate::session::Session;
use crate::source::Sink;
use crate::surroundings::instant;
use crate::view::{Contact, OnProgress, ReportFile, ReportView, ThreadFile, ThreadFrom, ThreadMessage};
use crate::workspace::{IntakeBody, Workspace};

impl Session {
    /// A report, whole. The first opening is noted in the desk's log.
    ///
    /// # Errors
    /// When there is no such report, or the account belongs to no desk.
    pub async fn report(&self, report: ReportId) -> Result<ReportView, ClientError> {
        let desk = self.require_desk().await?;
        self.collect(&desk).await?;
        let may_write = desk.with(|inner| inner.role(self.keys.account)) > Some(Role::Reader);
        if may_write {
            self.append(&desk, |drafting| {
                let found = drafting.inner.fold.intake().desk().reports.get(&report);
                let is_new = found.is_some_and(|found| found.triage == Triage::New);
                let body = IntakeBody::written(IntakeEntry::Opened { report });
                Ok(is_new.then(|| drafting.draft().content(Space::Intake, body.encode())))
            })
            .await?;
        }
        self.report_view(&desk, report)
    }

    /// Reads a file of a report: those of the report itself, then those of its messages.
    ///
    /// # Errors
    /// When there is no such file, or it is damaged.
    pub async fn report_file(
        &self,
        report: ReportId,
        index: usize,
        sink: &mut dyn Sink,
        on_progress: OnProgress<'_>,
    ) -> Result<String, ClientError> {
        let desk = self.require_desk().await?;
        let attachment = desk.with(|inner| {
            let found = inner.fold.intake().desk().reports.get(&report);
            let found = found.ok_or(ReportError::Unknown { report })?;
            all_files(found).nth(index).cloned().ok_or(ReportError::NoFile { report, index })
        })?;
        let object = ObjectToRead {
            name: &attachment.name,
            path: routes::object(desk.id, attachment.object),
            request_key: Some(self.request_key()),
            permit: None,
            key: FileKey::import_secret(attachment.key.expose()),
            context: attachment_slot(self.keys.organisation, desk.id, attachment.object),
            size: attachment.size_bytes,
            plaintext: attachment.digest,
        };
        read_object(&self.around, object, sink, on_progress).await?;
        Ok(shown_name(&attachment))
    }

    pub(super) fn report_view(&self, desk: &Workspace, report: ReportId) -> Result<ReportView, ClientError> {
        desk.with(|inner| {
            let found = inner.fold.intake().desk().reports.get(&report);
            let found = found.ok_or(ReportError::Unknown { report })?;
            let content = &found.content;
            let contact = content.contact.as_ref().map(|contact| Contact {
                name: contact.name.clone(),
                email: contact.email.clone(),
                telephone: contact.telephone.clone(),
            });
            let files = all_files(found).enumerate().map(|(index, file)| ReportFile {
                index,
                name: shown_name(file),
                size: file.size_bytes,
            });
            Ok(ReportView {
                summary: summary(inner, report, found),
                what_happened: content.what_happened.clone(),
                when_seen: content.when_seen.clone(),
                contact,
                files: files.collect(),
                messages: found.thread.iter().map(message).collect(),
            })
        })
    }
}

fn all_files(report: &DeskReport) -> impl Iterator<Item = &AttachmentRef> {
    let later = report.thread.iter().flat_map(|item| match item {
        ThreadItem::Reporter { content, .. } => content.attachments.as_slice(),
        ThreadItem::Desk { .. } => &[],
    });
    report.content.attachments.iter().chain(later)
}

/// The name that an unknown person gave, without what could deceive whoever reads it or leave the folder it is saved in.
fn shown_name(file: &AttachmentRef) -> String {
    Name::neutralised(&file.name).as_str().to_owned()
}

fn message(item: &ThreadItem) -> ThreadMessage {
    match item {
        ThreadItem::Reporter { received_at, content } => ThreadMessage {
            at: *received_at,
            from: ThreadFrom::Reporter,
            text: content.text.clone(),
            files: content
                .attachments
                .iter()
                .map(|file| ThreadFile { name: shown_name(file), size: file.size_bytes })
                .collect(),
        },
        ThreadItem::Desk { reply } => ThreadMessage {
            at: instant(reply.at.as_millisecond()),
            from: ThreadFrom::Organisation,
            text: reply.act.clone(),
            files: Vec::new(),
        },
    }
}
