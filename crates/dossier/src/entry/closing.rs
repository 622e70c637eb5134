//! Acts of the end: restoration, post-mortem, DPO, register, closing, archive, reopening, wording.

use beffroi_seal::digest::Digest;
use beffroi_seal::id::{AccountId, FactId, MeasureId, PieceId, TaskId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::document::DocumentKind;

/// The cause is fixed and what had been cut is back, tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRestored {
    /// Which service.
    pub service: String,
    /// When.
    pub restored_at: Timestamp,
    /// The corrective measure that removed the cause.
    pub measure: MeasureId,
    /// Tests made before.
    pub tests: Vec<TestResult>,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestResult {
    /// What was tested.
    pub label: String,
    /// Whether it passed.
    pub passed: bool,
    /// Its record.
    #[serde(default)]
    pub piece: Option<PieceId>,
}

/// Lessons learnt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostMortemRecorded {
    /// When it was held.
    pub held_at: Timestamp,
    /// Root causes.
    pub causes: String,
    /// What worked.
    #[serde(default)]
    pub what_worked: String,
    /// What did not.
    #[serde(default)]
    pub what_failed: String,
    /// What will be done, tracked beyond the closing of the file.
    #[serde(default)]
    pub actions: Vec<PostMortemAction>,
}

/// One thing that will be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostMortemAction {
    /// Its id, as a task.
    pub task: TaskId,
    /// What.
    pub label: String,
    /// Who has it.
    #[serde(default)]
    pub owner: Option<AccountId>,
    /// By when.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
}

/// A data protection officer is designated with the CNIL (article 37 GDPR).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DpoDesignated {
    /// Name.
    pub name: String,
    /// Public contact.
    pub contact: String,
    /// When.
    pub designated_at: Timestamp,
    /// Number of the designation.
    #[serde(default)]
    pub reference: String,
}

/// The file gets its number in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterNumbered {
    /// "2026-001".
    pub number: String,
}

/// A paragraph of a document is rewritten; no text restores the generated one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordingEdited {
    /// Which document.
    pub document: DocumentKind,
    /// For whom, when the change is for one recipient only.
    #[serde(default)]
    pub subject: Option<String>,
    /// Key of the field.
    pub field: String,
    /// The text.
    #[serde(default)]
    pub text: Option<String>,
}

/// The file is closed by the controller's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The decision, in the controller's words.
    pub decision: String,
    /// Who decided.
    pub decided_by: String,
}

/// The archive is made and verified offline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// Digest of the archive.
    pub digest: Digest,
    /// The verifier found nothing wrong.
    pub verified: bool,
    /// Kept until.
    #[serde(default)]
    pub keep_until: Option<Timestamp>,
}

/// A new fact reopens the file, with its own clock; what was filed stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// The fact, recorded just before.
    pub fact: FactId,
    /// Awareness of it.
    pub aware_at: Timestamp,
    /// Why it changes the case.
    pub reason: String,
}
