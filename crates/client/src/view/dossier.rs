//! The register and the deadlines across breach files. The file itself is shown by `beffroi-dossier`.

use beffroi_seal::id::WorkspaceId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The next thing due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextDeadline {
    /// The rule that asks for it.
    pub rule: String,
    /// When.
    pub at: Timestamp,
}

/// A line of the register of breaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegisterLine {
    /// The file, when the person belongs to its cell.
    pub dossier: Option<WorkspaceId>,
    /// Number in the register.
    pub number: String,
    /// Title.
    pub title: String,
    /// Stage.
    pub state: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Awareness.
    pub aware_at: Option<Timestamp>,
    /// Severity level, once assessed.
    pub level: Option<u8>,
    /// Persons exposed, once counted.
    pub persons: Option<u64>,
    /// Where the notification stands.
    pub cnil: String,
    /// Where the information of persons stands.
    pub persons_informed: String,
    /// The next thing due.
    pub next_deadline: Option<NextDeadline>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// A deadline among all files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeadlineLine {
    /// The file.
    pub dossier: WorkspaceId,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The rule.
    pub rule: String,
    /// Where it stands.
    pub state: String,
    /// When it is due.
    pub at: Option<Timestamp>,
    /// The same in the organisation's zone, for people.
    pub local: Option<String>,
    /// Whether it is past and not met.
    pub late: bool,
}
