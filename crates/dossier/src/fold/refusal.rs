//! Why an act is refused. Sentences for users live in the catalogues, under [`Refusal::code`].

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::blockers::Blocker;

/// An act that the state of the file does not allow. As JSON: `{ "code": "…", …fields }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Refusal {
    /// The first act must open the file.
    #[error("the file is not opened")]
    NotOpened,
    /// A file is opened once.
    #[error("the file is already opened")]
    AlreadyOpened,
    /// No time zone has this name.
    #[error("unknown time zone `{zone}`")]
    UnknownZone {
        /// The name given.
        zone: String,
    },
    /// The act does not belong to this state.
    #[error("`{act}` is not possible while the file is `{state}`")]
    WrongState {
        /// Type of the act.
        act: String,
        /// State of the file.
        state: String,
    },
    /// A field must not be empty.
    #[error("`{field}` of `{act}` is empty")]
    EmptyField {
        /// Type of the act.
        act: String,
        /// The field.
        field: String,
    },
    /// An instant lies after the act that states it.
    #[error("`{field}` of `{act}` is in the future ({at})")]
    InFuture {
        /// Type of the act.
        act: String,
        /// The field.
        field: String,
        /// The instant given.
        at: Timestamp,
        /// When the act was signed.
        now: Timestamp,
    },
    /// Two instants are in the wrong order.
    #[error("`{field}` of `{act}` comes before {not_before}")]
    TooEarly {
        /// Type of the act.
        act: String,
        /// The field.
        field: String,
        /// The instant given.
        at: Timestamp,
        /// What it cannot precede.
        not_before: Timestamp,
    },
    /// A criterion is said not to be met: the file is discarded, not qualified.
    #[error("the criterion `{criterion}` is not met: discard the file instead")]
    CriterionNotMet {
        /// Which one.
        criterion: String,
    },
    /// Awareness more than 24 hours after the first report needs a reason.
    #[error("awareness is more than 24 hours after the first report: a reason is needed")]
    AwarenessReasonMissing {
        /// First report.
        first_report_at: Timestamp,
        /// Awareness.
        aware_at: Timestamp,
    },
    /// An identifier is already used.
    #[error("the {object} `{id}` exists already")]
    AlreadyExists {
        /// Kind of object.
        object: String,
        /// Its id.
        id: String,
    },
    /// Nothing has this identifier.
    #[error("there is no {object} `{id}`")]
    Unknown {
        /// Kind of object.
        object: String,
        /// The id given.
        id: String,
    },
    /// The fact, or import, was already replaced.
    #[error("the {object} `{id}` is already replaced")]
    AlreadySuperseded {
        /// Kind of object.
        object: String,
        /// Its id.
        id: String,
    },
    /// The measure does not work yet.
    #[error("the measure `{measure}` is not effective yet")]
    MeasureNotEffective {
        /// Its id.
        measure: String,
    },
    /// Nothing shows that the measure works.
    #[error("no piece shows that the measure `{measure}` works")]
    MeasureUnproven {
        /// Its id.
        measure: String,
    },
    /// The measure is not of the kind expected.
    #[error("the measure `{measure}` is not a corrective or immediate one")]
    MeasureWrongKind {
        /// Its id.
        measure: String,
    },
    /// More rows than the import announced.
    #[error("the import `{import}` announced {announced} rows, {received} were received")]
    TooManyRows {
        /// Its id.
        import: String,
        /// Announced.
        announced: u64,
        /// Received, these included.
        received: u64,
    },
    /// The value is not in the scoring table.
    #[error("{value} is not a score of `{input}`")]
    ScoreNotInTable {
        /// The input.
        input: String,
        /// The value.
        value: u16,
    },
    /// Severity needs at least one set of data.
    #[error("no set of data is recorded yet")]
    NoDataset,
    /// The level retained is not the one proposed: override it, with reasons.
    #[error("level {level} is not the proposed level {proposed}")]
    LevelNotProposed {
        /// Level given.
        level: u8,
        /// Level proposed.
        proposed: u8,
    },
    /// The reason is too short to be one.
    #[error("a reason of {length} characters is too short, {length_min} are needed")]
    ReasonTooShort {
        /// Length given, in characters.
        length: usize,
        /// Length needed.
        length_min: usize,
    },
    /// The organisation has a DPO: the opinion must be there, even dissenting.
    #[error("the opinion of the data protection officer is missing")]
    DpoOpinionMissing,
    /// Another person than the author must do this.
    #[error("another person than the author of `{act}` must do this")]
    SecondPersonRequired {
        /// The first act.
        act: String,
    },
    /// No lowering waits for approval at this level.
    #[error("no lowering to level {level} waits for approval")]
    NothingToApprove {
        /// Level given.
        level: u8,
    },
    /// The obligation is not in a state that allows this.
    #[error("`{act}` is not possible for `{obligation}`, which is `{status}`")]
    ObligationState {
        /// Type of the act.
        act: String,
        /// The obligation.
        obligation: String,
        /// Its status.
        status: String,
    },
    /// Sent after the term, without reasons.
    #[error("`{obligation}` was due at {due_at}: a late sending needs reasons")]
    LateReasonsMissing {
        /// The obligation.
        obligation: String,
        /// The term.
        due_at: Timestamp,
        /// The sending.
        sent_at: Timestamp,
    },
    /// A filing said to be complete lacks something.
    #[error("the filing is not complete: {} fields are missing", missing.len())]
    FilingIncomplete {
        /// Keys of the fields.
        missing: Vec<String>,
    },
    /// The ground does not apply to this obligation.
    #[error("`{ground}` is no ground to dispense with `{obligation}`")]
    GroundNotAllowed {
        /// The obligation.
        obligation: String,
        /// The ground.
        ground: String,
    },
    /// The ground needs a public notice, and none is out.
    #[error("no public notice was published")]
    PublicNoticeMissing,
    /// The person's letter is not prepared.
    #[error("no letter is ready for `{person}`")]
    LetterNotPrepared {
        /// Reference of the person.
        person: String,
    },
    /// No attestation was asked of this viewer.
    #[error("no attestation was asked of `{viewer}`")]
    AttestationNotRequested {
        /// Reference of the viewer.
        viewer: String,
    },
    /// The viewer's attestation is already settled.
    #[error("the attestation of `{viewer}` is already settled")]
    AttestationSettled {
        /// Reference of the viewer.
        viewer: String,
    },
    /// Silence is recorded after two reminders.
    #[error("`{viewer}` was reminded {reminders} times, two reminders come before silence")]
    RemindersMissing {
        /// Reference of the viewer.
        viewer: String,
        /// Reminders sent.
        reminders: usize,
    },
    /// A test failed: the service stays cut.
    #[error("the test `{test}` failed")]
    TestFailed {
        /// Its label.
        test: String,
    },
    /// The number is not "2026-001".
    #[error("`{number}` is not a register number")]
    NumberMalformed {
        /// The number given.
        number: String,
    },
    /// The file has its number.
    #[error("the file already has the number {number}")]
    AlreadyNumbered {
        /// Its number.
        number: String,
    },
    /// Something is still open.
    #[error("{} things prevent this step", blockers.len())]
    Blocked {
        /// What.
        blockers: Vec<Blocker>,
    },
    /// The archive was not verified.
    #[error("the archive was not verified")]
    ArchiveNotVerified,
}

impl Refusal {
    /// Stable code for catalogues; the `code` of the JSON form.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOpened => "not-opened",
            Self::AlreadyOpened => "already-opened",
            Self::UnknownZone { .. } => "unknown-zone",
            Self::WrongState { .. } => "wrong-state",
            Self::EmptyField { .. } => "empty-field",
            Self::InFuture { .. } => "in-future",
            Self::TooEarly { .. } => "too-early",
            Self::CriterionNotMet { .. } => "criterion-not-met",
            Self::AwarenessReasonMissing { .. } => "awareness-reason-missing",
            Self::AlreadyExists { .. } => "already-exists",
            Self::Unknown { .. } => "unknown",
            Self::AlreadySuperseded { .. } => "already-superseded",
            Self::MeasureNotEffective { .. } => "measure-not-effective",
            Self::MeasureUnproven { .. } => "measure-unproven",
            Self::MeasureWrongKind { .. } => "measure-wrong-kind",
            Self::TooManyRows { .. } => "too-many-rows",
            Self::ScoreNotInTable { .. } => "score-not-in-table",
            Self::NoDataset => "no-dataset",
            Self::LevelNotProposed { .. } => "level-not-proposed",
            Self::ReasonTooShort { .. } => "reason-too-short",
            Self::DpoOpinionMissing => "dpo-opinion-missing",
            Self::SecondPersonRequired { .. } => "second-person-required",
            Self::NothingToApprove { .. } => "nothing-to-approve",
            Self::ObligationState { .. } => "obligation-state",
            Self::LateReasonsMissing { .. } => "late-reasons-missing",
            Self::FilingIncomplete { .. } => "filing-incomplete",
            Self::GroundNotAllowed { .. } => "ground-not-allowed",
            Self::PublicNoticeMissing => "public-notice-missing",
            Self::LetterNotPrepared { .. } => "letter-not-prepared",
            Self::AttestationNotRequested { .. } => "attestation-not-requested",
            Self::AttestationSettled { .. } => "attestation-settled",
            Self::RemindersMissing { .. } => "reminders-missing",
            Self::TestFailed { .. } => "test-failed",
            Self::NumberMalformed { .. } => "number-malformed",
            Self::AlreadyNumbered { .. } => "already-numbered",
            Self::Blocked { .. } => "blocked",
            Self::ArchiveNotVerified => "archive-not-verified",
        }
    }
}

/// The text without surrounding space, or the refusal that names the empty field.
pub(super) fn filled<'a>(act: &str, field: &str, text: &'a str) -> Result<&'a str, Refusal> {
    match text.trim() {
        "" => Err(Refusal::EmptyField { act: act.to_owned(), field: field.to_owned() }),
        text => Ok(text),
    }
}

/// Refuses an instant after the act that states it.
pub(super) fn past(act: &str, field: &str, at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if at <= now {
        return Ok(());
    }
    Err(Refusal::InFuture { act: act.to_owned(), field: field.to_owned(), at, now })
}

/// Refuses a justification that is too short to be one.
pub(super) fn reasoned(reason: &str, length_min: usize) -> Result<(), Refusal> {
    let length = reason.trim().chars().count();
    if length < length_min { Err(Refusal::ReasonTooShort { length, length_min }) } else { Ok(()) }
}
