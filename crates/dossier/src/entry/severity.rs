//! Acts about how grave it is, and the decisions and tasks of the crisis cell.

use beffroi_seal::id::{AccountId, DatasetId, DecisionId, PieceId, TaskId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::severity::SeverityInput;
use crate::vocabulary::Confidence;

/// One input of the severity of a set of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityInputSet {
    /// Which set.
    pub dataset: DatasetId,
    /// The input.
    pub value: SeverityInput,
    /// Where it comes from.
    pub source: String,
    /// How sure.
    #[serde(default)]
    pub confidence: Confidence,
    /// The piece that shows it; a ceiling needs one.
    #[serde(default)]
    pub piece: Option<PieceId>,
}

/// The severity that the engine proposes is retained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityRetained {
    /// The level, repeated so that the author signs a figure.
    pub level: u8,
    /// Opinion of the DPO, if there is one.
    #[serde(default)]
    pub dpo: Option<DpoOpinion>,
}

/// Another level is retained. The computed one stays beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityOverridden {
    /// The level retained.
    pub level: u8,
    /// Why.
    pub reason: String,
    /// Opinion of the DPO, recorded even when dissenting.
    #[serde(default)]
    pub dpo: Option<DpoOpinion>,
}

/// What the DPO thinks of a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DpoOpinion {
    /// Agrees.
    pub favourable: bool,
    /// In the DPO's words.
    pub text: String,
    /// Name.
    pub by: String,
}

/// A second person approves a lowering across a legal line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityOverrideApproved {
    /// The level approved.
    pub level: u8,
    /// Why.
    pub reason: String,
}

/// A decision, with what was known then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRecorded {
    /// Its id.
    pub decision: DecisionId,
    /// The question.
    pub question: String,
    /// Options considered.
    #[serde(default)]
    pub options: Vec<String>,
    /// What was chosen.
    pub choice: String,
    /// Why.
    pub reason: String,
    /// Who disagreed, and why.
    #[serde(default)]
    pub dissent: String,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskAdded {
    /// Its id.
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

/// A task is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDone {
    /// Which.
    pub task: TaskId,
    /// What came of it.
    #[serde(default)]
    pub outcome: String,
}
