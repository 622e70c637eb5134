//! Public reports, as their author and as the desk see them.

use beffroi_seal::Digest;
use beffroi_seal::id::{ReportId, WorkspaceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::FingerprintView;
use super::account::{InvitingOrganisation, PersonView};

/// How to reach a reporter who wishes to be reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone.
    pub telephone: String,
}

/// The public page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportPage {
    /// Who is reported to.
    pub organisation: InvitingOrganisation,
    /// Whether reports are received.
    pub open: bool,
}

/// What a reporter leaves with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportReceipt {
    /// Sixteen characters by four: shown once, never sent to the server.
    pub code: String,
    /// When the server received the report.
    pub received_at: Timestamp,
    /// Number in the intake's list.
    pub number: String,
    /// Digest of the sealed letter, as the receipt names it.
    pub digest: Digest,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadFile {
    /// Its name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ThreadFrom {
    /// The person who reported.
    Reporter,
    /// The desk.
    Organisation,
}

/// A message of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadMessage {
    /// When the server received it.
    pub at: Timestamp,
    /// Who wrote it.
    pub from: ThreadFrom,
    /// The text.
    pub text: String,
    /// Its files.
    pub files: Vec<ThreadFile>,
}

/// Where a report stands, as its author sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ThreadState {
    /// Received, not answered.
    Received,
    /// Answered.
    Opened,
    /// Closed by the desk.
    Handled,
}

/// A thread, as its author sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ThreadView {
    /// When the report was received.
    pub received_at: Timestamp,
    /// Where it stands.
    pub state: ThreadState,
    /// Messages that the reporter's code can read, in order.
    pub messages: Vec<ThreadMessage>,
}

/// Where a report stands at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReportState {
    /// Nobody looked yet.
    New,
    /// Opened.
    Opened,
    /// Part of a breach file.
    Linked,
    /// The same as another.
    Duplicate,
    /// Not kept.
    Discarded,
}

/// A breach file that a report belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedDossier {
    /// Its workspace.
    pub id: WorkspaceId,
    /// Its number in the register, once qualified.
    pub number: Option<String>,
}

/// A report in the desk's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportSummary {
    /// Its id.
    pub id: ReportId,
    /// When the server received it.
    pub received_at: Timestamp,
    /// Beginning of the text.
    pub excerpt: String,
    /// Service concerned, in the reporter's words.
    pub service: String,
    /// Whether the reporter may be reached.
    pub has_contact: bool,
    /// Number of files.
    pub attachments: usize,
    /// Where it stands.
    pub state: ReportState,
    /// The breach file it belongs to.
    pub dossier: Option<LinkedDossier>,
}

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFile {
    /// Its place, from 0.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
}

/// A report opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportView {
    /// As in the list.
    #[serde(flatten)]
    pub summary: ReportSummary,
    /// What happened, in the reporter's words.
    pub what_happened: String,
    /// When, in the reporter's words.
    pub when_seen: String,
    /// How to reach the reporter.
    pub contact: Option<Contact>,
    /// Files.
    pub files: Vec<ReportFile>,
    /// The thread.
    pub messages: Vec<ThreadMessage>,
}

/// The desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeskView {
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// Whether the organisation has made it its public intake.
    pub designated: bool,
    /// Address of the public page.
    pub public_address: String,
    /// Reports, newest first.
    pub reports: Vec<ReportSummary>,
}

/// A desk that waits for an administrator to designate it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskProposal {
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Who signs for it.
    pub authority: PersonView,
    /// Fingerprint of the authority's keys.
    pub fingerprint: FingerprintView,
}
