//! From signed acts to the state of a breach file.
//!
//! [`BreachFile::apply`] takes one act with its author and date, checks it against the state, and
//! either changes the state or refuses and leaves it as it was. [`fold`] applies a whole log: an act
//! that is refused is kept apart as an [`Anomaly`] and changes nothing. Nothing here reads a clock:
//! what depends on the present moment ([`crate::obligation`], [`crate::view`]) takes `now`.

mod blockers;
mod closing;
mod exposure;
mod facts;
mod obligations;
mod opening;
mod people;
mod refusal;
mod severity;
mod stage;

use std::collections::{BTreeMap, BTreeSet};

use beffroi_seal::digest::Digest;
use beffroi_seal::id::{AccountId, DatasetId, MeasureId, PieceId, TaskId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::blockers::Blocker;
pub use self::exposure::{Exposure, Import};
pub use self::facts::FactStore;
pub use self::obligations::{Filing, Progress, ProgressState};
pub use self::people::{Attestation, AttestationState, LetterState};
pub use self::refusal::Refusal;
pub use self::severity::{DatasetSeverity, FileSeverity, Retained};
pub use self::stage::{Containment, Record, Stage};
use crate::deadline::Place;
use crate::entry::{
    CellFunction, ControllerAdded, DatasetRecorded, DecisionRecorded, DossierEntry, DpoDesignated,
    MeasureRecorded, ObligationKey, Opened, Organisation, PartyDescribed, PieceFiled, PublicNoticePublished,
    ReportLinked, ServiceRestored, WordingEdited,
};
use crate::obligation::Obligation;
use crate::severity::Inputs;

/// Shortest justification accepted for an override, in characters.
pub const REASON_LENGTH_MIN: usize = 40;

/// Who signed an act, when, and where it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Author.
    pub account: AccountId,
    /// Date claimed by the commit.
    pub at: Timestamp,
    /// Place in the log.
    pub sequence: u64,
    /// Digest of the commit.
    pub commit: Digest,
}

impl Meta {
    fn record<T>(&self, act: T) -> Record<T> {
        Record { by: self.account, at: self.at, sequence: self.sequence, act }
    }
}

/// An act that was refused when the log was folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// Who, when, where.
    pub meta: Meta,
    /// Type of the act.
    pub act: &'static str,
    /// Why.
    pub refusal: Refusal,
}

/// A member of the crisis cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellMember {
    /// Name.
    pub name: String,
    /// Functions held.
    pub functions: BTreeSet<CellFunction>,
}

/// A set of data with the inputs of its severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    /// The last description.
    pub record: Record<DatasetRecorded>,
    /// Inputs recorded.
    pub inputs: Inputs,
}

/// Something to do, and whether it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What.
    pub label: String,
    /// Who has it.
    pub owner: Option<AccountId>,
    /// By when.
    pub due_at: Option<Timestamp>,
    /// From the post-mortem: does not prevent closing.
    pub after_closing: bool,
    /// When and by whom it was done, and what came of it.
    pub done: Option<Record<String>>,
}

/// One opening of the file and its clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// Awareness.
    pub aware_at: Timestamp,
    /// The obligations as they stood when this occurrence was closed.
    pub frozen: Vec<Obligation>,
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalLine {
    /// Place in the log.
    pub sequence: u64,
    /// Author.
    pub by: AccountId,
    /// Date.
    pub at: Timestamp,
    /// Type of the act.
    pub act: String,
    /// Digest of the commit.
    pub commit: Digest,
}

/// The state of a breach file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreachFile {
    /// Where it stands.
    pub stage: Stage,
    /// The opening act, with the rules and tables of this file.
    pub opened: Option<Record<Opened>>,
    /// Who the organisation is.
    pub organisation: Organisation,
    /// Reports joined.
    pub reports: Vec<Record<ReportLinked>>,
    /// Crisis cell.
    pub cell: BTreeMap<AccountId, CellMember>,
    /// Controllers for whom we process.
    pub controllers: BTreeMap<String, ControllerAdded>,
    /// Facts.
    pub facts: FactStore,
    /// Sets of data.
    pub datasets: BTreeMap<DatasetId, Dataset>,
    /// Measures.
    pub measures: BTreeMap<MeasureId, Record<MeasureRecorded>>,
    /// Pieces of evidence.
    pub pieces: BTreeMap<PieceId, Record<PieceFiled>>,
    /// Who saw whose data.
    pub exposure: Exposure,
    /// Who references are.
    pub parties: BTreeMap<String, PartyDescribed>,
    /// Severity retained, last one last.
    pub retained: Vec<Retained>,
    /// Decisions.
    pub decisions: Vec<Record<DecisionRecorded>>,
    /// Tasks.
    pub tasks: BTreeMap<TaskId, Task>,
    /// What was done about each obligation.
    pub progress: BTreeMap<ObligationKey, Progress>,
    /// What was filed with an authority, and as what.
    pub filings: Vec<Filing>,
    /// Openings of the file; the last is the current one.
    pub occurrences: Vec<Occurrence>,
    /// Letters, by person.
    pub letters: BTreeMap<String, LetterState>,
    /// The notice that replaces letters.
    pub public_notice: Option<Record<PublicNoticePublished>>,
    /// Attestations, by viewer.
    pub attestations: BTreeMap<String, Attestation>,
    /// Restorations of service.
    pub restorations: Vec<Record<ServiceRestored>>,
    /// The data protection officer designated.
    pub dpo: Option<Record<DpoDesignated>>,
    /// Number in the register.
    pub register_number: Option<Record<String>>,
    /// Paragraphs rewritten.
    pub wording: Vec<WordingEdited>,
    /// Every act applied.
    pub journal: Vec<JournalLine>,
}

/// Folds a whole log: the state, and the acts that were refused.
pub fn fold<'a>(entries: impl IntoIterator<Item = (Meta, &'a DossierEntry)>) -> (BreachFile, Vec<Anomaly>) {
    let mut file = BreachFile::empty();
    let mut anomalies = Vec::new();
    for (meta, entry) in entries {
        if let Err(refusal) = file.apply(&meta, entry) {
            anomalies.push(Anomaly { meta, act: entry.kind(), refusal });
        }
    }
    (file, anomalies)
}

impl BreachFile {
    /// A file with no act.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Applies one act, or refuses it and changes nothing.
    pub fn apply(&mut self, meta: &Meta, entry: &DossierEntry) -> Result<(), Refusal> {
        self.allowed_now(entry)?;
        self.dispatch(meta, entry)?;
        self.journal.push(JournalLine {
            sequence: meta.sequence,
            by: meta.account,
            at: meta.at,
            act: entry.kind().to_owned(),
            commit: meta.commit,
        });
        Ok(())
    }

    /// Whether an act would be accepted, without applying it.
    pub fn check(&self, meta: &Meta, entry: &DossierEntry) -> Result<(), Refusal> {
        self.clone().apply(meta, entry)
    }

    /// Where deadlines are counted.
    pub fn place(&self) -> Place {
        let opened = self.opened.as_ref().map(|record| &record.act);
        opened
            .and_then(|act| Some(Place::in_zone(&act.zone)?.with_calendar(act.calendar)))
            .unwrap_or_default()
    }

    /// The earliest report, or discovery.
    pub fn first_report_at(&self) -> Option<Timestamp> {
        let opened = self.opened.as_ref().map(|record| record.act.first_report_at);
        self.reports.iter().map(|record| record.act.first_report_at).chain(opened).min()
    }

    /// Awareness of the current occurrence.
    pub fn aware_at(&self) -> Option<Timestamp> {
        self.occurrences.last().map(|occurrence| occurrence.aware_at)
    }

    /// The acts that a state allows at all; each act then has its own conditions.
    fn allowed_now(&self, entry: &DossierEntry) -> Result<(), Refusal> {
        use DossierEntry as E;
        let allowed = match (&self.stage, entry) {
            (Stage::Empty, E::Opened(_)) => true,
            (Stage::Empty, _) => return Err(Refusal::NotOpened),
            (_, E::Opened(_)) => return Err(Refusal::AlreadyOpened),
            (Stage::Closed { .. }, E::Archived(_)) => true,
            (Stage::Closed { .. } | Stage::Archived { .. }, entry) => matches!(
                entry,
                E::Reopened(_)
                    | E::FactRecorded(_)
                    | E::PieceFiled(_)
                    | E::TaskDone(_)
                    | E::DpoDesignated(_)
                    | E::CellRole(_)
            ),
            (Stage::Duplicate { .. }, _) => false,
            (_, E::Archived(_) | E::Reopened(_)) => false,
            _ => true,
        };
        if allowed { Ok(()) } else { Err(self.wrong_state(entry.kind())) }
    }

    fn wrong_state(&self, act: &str) -> Refusal {
        Refusal::WrongState { act: act.to_owned(), state: self.stage.key().to_owned() }
    }

    fn dispatch(&mut self, meta: &Meta, entry: &DossierEntry) -> Result<(), Refusal> {
        use DossierEntry as E;
        match entry {
            E::Opened(act) => self.opened(meta, act),
            E::Organisation(act) => self.organisation(act),
            E::ReportLinked(act) => self.report_linked(meta, act),
            E::TakenInCharge(act) => self.taken_in_charge(meta, act),
            E::Qualified(act) => self.qualified(meta, act),
            E::Discarded(act) => self.discarded(meta, act),
            E::IncidentWithoutData(act) => self.incident_without_data(meta, act),
            E::MarkedDuplicate(act) => self.marked_duplicate(meta, act),
            E::CellRole(act) => self.cell_role(act),
            E::ControllerAdded(act) => self.controller_added(act),
            E::FactRecorded(act) => self.fact_recorded(meta, act),
            E::DatasetRecorded(act) => self.dataset_recorded(meta, act),
            E::MeasureRecorded(act) => self.measure_recorded(meta, act),
            E::MeasureProven(act) => self.measure_proven(meta, act),
            E::PieceFiled(act) => self.piece_filed(meta, act),
            E::Contained(act) => self.contained(meta, act),
            E::ExposureImported(act) => self.exposure_imported(meta, act),
            E::ExposureRows(act) => self.exposure_rows(act),
            E::ExposureDeclared(act) => self.exposure_declared(meta, act),
            E::PartyDescribed(act) => self.party_described(act),
            E::SeverityInputSet(act) => self.severity_input_set(meta, act),
            E::SeverityRetained(act) => self.severity_retained(meta, act),
            E::SeverityOverridden(act) => self.severity_overridden(meta, act),
            E::SeverityOverrideApproved(act) => self.severity_override_approved(meta, act),
            E::DecisionRecorded(act) => self.decision_recorded(meta, act),
            E::TaskAdded(act) => self.task_added(act),
            E::TaskDone(act) => self.task_done(meta, act),
            E::ObligationPrepared(act) => self.obligation_prepared(meta, act),
            E::ObligationValidated(act) => self.obligation_validated(meta, act),
            E::ObligationSent(act) => self.obligation_sent(meta, act),
            E::ObligationAcknowledged(act) => self.obligation_acknowledged(meta, act),
            E::ObligationCompleted(act) => self.obligation_completed(meta, act),
            E::ObligationDispensed(act) => self.obligation_dispensed(meta, act),
            E::ObligationWithdrawn(act) => self.obligation_withdrawn(meta, act),
            E::LateReasonsRecorded(act) => self.late_reasons_recorded(meta, act),
            E::LettersPrepared(act) => self.letters_prepared(meta, act),
            E::LettersSent(act) => self.letters_sent(meta, act),
            E::LetterReturned(act) => self.letter_returned(meta, act),
            E::PersonsExempted(act) => self.persons_exempted(meta, act),
            E::PublicNoticePublished(act) => self.public_notice_published(meta, act),
            E::AttestationRequested(act) => self.attestation_requested(meta, act),
            E::AttestationReminded(act) => self.attestation_reminded(meta, act),
            E::AttestationAnswered(act) => self.attestation_answered(meta, act),
            E::AttestationRefused(act) => self.attestation_refused(meta, act),
            E::AttestationSilent(act) => self.attestation_silent(meta, act),
            E::ServiceRestored(act) => self.service_restored(meta, act),
            E::PostMortemRecorded(act) => self.post_mortem_recorded(meta, act),
            E::DpoDesignated(act) => self.dpo_designated(meta, act),
            E::RegisterNumbered(act) => self.register_numbered(meta, act),
            E::WordingEdited(act) => self.wording_edited(act),
            E::Closed(act) => self.closed(meta, act),
            E::Archived(act) => self.archived(meta, act),
            E::Reopened(act) => self.reopened(meta, act),
        }
    }

    fn require_piece(&self, piece: Option<PieceId>) -> Result<(), Refusal> {
        match piece {
            Some(piece) if !self.pieces.contains_key(&piece) => Err(facts::unknown("piece", &piece)),
            _ => Ok(()),
        }
    }
}
