//! Public reports: sent by anybody, received by the desk, answered to whoever holds the follow-up code.

mod address;
mod answer;
mod attach;
mod collect;
mod create;
mod designate;
mod desk;
mod follow;
pub(crate) mod letter;
mod page;
mod read;
mod report;

use beffroi_dossier::intake::IntakeRefusal;
use beffroi_ledger::intake::IntakeError;
use beffroi_seal::id::{ReportId, WorkspaceId};
use beffroi_seal::receipt::ReceiptError;
use beffroi_seal::reporter::CodeError;
use thiserror::Error;

pub use report::{NewFile, NewReport};

/// A public report could not be sent, read or answered.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The organisation takes no public reports.
    #[error("the organisation takes no public reports")]
    Closed,
    /// The desk that the server shows is not the organisation's.
    #[error(transparent)]
    Desk(#[from] IntakeError),
    /// The bytes are not the statements of a desk.
    #[error("the statements of the desk are malformed")]
    StatementMalformed,
    /// Nothing was written.
    #[error("the report says nothing")]
    Empty,
    /// The text is longer than a letter may be.
    #[error("the text takes {bytes} bytes, {bytes_max} are allowed")]
    TooLong {
        /// Its size once sealed.
        bytes: u64,
        /// The limit.
        bytes_max: u64,
    },
    /// The text is not a follow-up code.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// No report has this code.
    #[error("no report has this code")]
    UnknownCode,
    /// The receipt does not prove that the server took the report.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// This account belongs to no desk.
    #[error("this account belongs to no desk")]
    NoDesk,
    /// The desk has no key that opens reports.
    #[error("desk {workspace} has no key that opens reports")]
    NoDeskKey {
        /// The desk.
        workspace: WorkspaceId,
    },
    /// No such report.
    #[error("no report {report}")]
    Unknown {
        /// The report.
        report: ReportId,
    },
    /// The report has no file at this place.
    #[error("report {report} has no file {index}")]
    NoFile {
        /// The report.
        report: ReportId,
        /// The place, from 0.
        index: usize,
    },
    /// The rules of the desk refuse the act.
    #[error(transparent)]
    Refused(#[from] IntakeRefusal),
    /// No desk waits under this id.
    #[error("workspace {workspace} waits for no designation")]
    NotProposed {
        /// The workspace.
        workspace: WorkspaceId,
    },
}

impl ReportError {
    /// Stable code for catalogues and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Closed => "intake-closed",
            Self::Desk(error) => error.code(),
            Self::StatementMalformed => "intake-statement-malformed",
            Self::Empty => "report-empty",
            Self::TooLong { .. } => "report-too-long",
            Self::Code(error) => error.code(),
            Self::UnknownCode => "follow-up-code-unknown",
            Self::Receipt(error) => error.code(),
            Self::NoDesk => "desk-none",
            Self::NoDeskKey { .. } => "desk-no-key",
            Self::Unknown { .. } => "report-unknown",
            Self::NoFile { .. } => "report-no-file",
            Self::Refused(refusal) => refusal.code(),
            Self::NotProposed { .. } => "desk-not-proposed",
        }
    }
}
