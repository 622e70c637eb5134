//! The acts of a breach file, as they are signed and kept.
//!
//! One act is one [`DossierEntry`]: `{ "type": "qualified", … }`. Who did it and when is not inside:
//! the commit that carries it says so ([`crate::fold::Meta`]). Acts are only data; what is allowed
//! when is decided by [`crate::fold`].

mod closing;
mod exposure;
mod facts;
mod obligations;
mod opening;
mod people;
mod severity;

use serde::{Deserialize, Serialize};

pub use self::closing::{
    Archived, Closed, DpoDesignated, PostMortemAction, PostMortemRecorded, RegisterNumbered, Reopened,
    ServiceRestored, TestResult, WordingEdited,
};
pub use self::exposure::{
    ExposureDeclared, ExposureImported, ExposureRow, ExposureRows, ExposureTotals, ImportInput,
    ImportInputRole, PartyDescribed,
};
pub use self::facts::{
    Contained, ContainmentBasis, DatasetRecorded, FactRecorded, FactValue, MeasureKind, MeasureProven,
    MeasureRecorded, PieceFiled,
};
pub use self::obligations::{
    DispensationBasis, LateReasonsRecorded, ObligationAcknowledged, ObligationCompleted, ObligationDispensed,
    ObligationKey, ObligationKeyError, ObligationPrepared, ObligationSent, ObligationValidated,
    ObligationWithdrawn,
};
pub use self::opening::{
    Body, CellFunction, CellRole, ControllerAdded, Criterion, CriterionKind, Discarded, EntityProfile, Holds,
    IncidentWithoutData, LegalPerson, MarkedDuplicate, Opened, Organisation, Qualified, ReportChannel,
    ReportLinked, Role, TakenInCharge,
};
pub use self::people::{
    AttestationAnswered, AttestationForm, AttestationRefused, AttestationReminded, AttestationRequested,
    AttestationSilent, Declaration, ExemptionBasis, LetterChannel, LetterReturned, LettersPrepared,
    LettersSent, PersonsExempted, PublicNoticePublished,
};
pub use self::severity::{
    DecisionRecorded, DpoOpinion, SeverityInputSet, SeverityOverridden, SeverityOverrideApproved,
    SeverityRetained, TaskAdded, TaskDone,
};

macro_rules! entries {
    ($($(#[$meta:meta])* $name:ident => $key:literal),+ $(,)?) => {
        /// One act of a breach file.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "type", rename_all = "snake_case")]
        pub enum DossierEntry {
            $($(#[$meta])* $name(Box<$name>)),+
        }

        impl DossierEntry {
            /// The `type` of the act, as written in JSON and in the journal.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $key),+ }
            }
        }

        $(impl From<$name> for DossierEntry {
            fn from(act: $name) -> Self {
                Self::$name(Box::new(act))
            }
        })+
    };
}

entries! {
    /// The file is opened, with the rules that will apply to it.
    Opened => "opened",
    /// Who the organisation is.
    Organisation => "organisation",
    /// A report joins the file.
    ReportLinked => "report_linked",
    /// Somebody takes the qualification in charge.
    TakenInCharge => "taken_in_charge",
    /// It is a personal data breach.
    Qualified => "qualified",
    /// It is not one.
    Discarded => "discarded",
    /// An incident without personal data.
    IncidentWithoutData => "incident_without_data",
    /// The same case as another file.
    MarkedDuplicate => "marked_duplicate",
    /// A function of the crisis cell is given or withdrawn.
    CellRole => "cell_role",
    /// A controller for whom we process the data.
    ControllerAdded => "controller_added",
    /// A fact.
    FactRecorded => "fact_recorded",
    /// A set of data and the persons it is about.
    DatasetRecorded => "dataset_recorded",
    /// A measure.
    MeasureRecorded => "measure_recorded",
    /// A measure is effective, with its proof.
    MeasureProven => "measure_proven",
    /// A piece of evidence is filed.
    PieceFiled => "piece_filed",
    /// The breach is over.
    Contained => "contained",
    /// Start of an import of exposures.
    ExposureImported => "exposure_imported",
    /// Rows of an import.
    ExposureRows => "exposure_rows",
    /// An exposure known without logs.
    ExposureDeclared => "exposure_declared",
    /// Who a person or a viewer is.
    PartyDescribed => "party_described",
    /// An input of the severity.
    SeverityInputSet => "severity_input_set",
    /// The proposed severity is retained.
    SeverityRetained => "severity_retained",
    /// Another severity is retained, with reasons.
    SeverityOverridden => "severity_overridden",
    /// A second person approves a lowering across a legal line.
    SeverityOverrideApproved => "severity_override_approved",
    /// A decision.
    DecisionRecorded => "decision_recorded",
    /// A task.
    TaskAdded => "task_added",
    /// A task is done.
    TaskDone => "task_done",
    /// The document of an obligation is ready.
    ObligationPrepared => "obligation_prepared",
    /// It is approved.
    ObligationValidated => "obligation_validated",
    /// It is sent.
    ObligationSent => "obligation_sent",
    /// The recipient acknowledged it.
    ObligationAcknowledged => "obligation_acknowledged",
    /// Nothing more is expected.
    ObligationCompleted => "obligation_completed",
    /// The law exempts from it.
    ObligationDispensed => "obligation_dispensed",
    /// It is withdrawn after sending.
    ObligationWithdrawn => "obligation_withdrawn",
    /// Why it is late.
    LateReasonsRecorded => "late_reasons_recorded",
    /// Letters are ready.
    LettersPrepared => "letters_prepared",
    /// Letters are sent.
    LettersSent => "letters_sent",
    /// A letter came back.
    LetterReturned => "letter_returned",
    /// Persons need no letter.
    PersonsExempted => "persons_exempted",
    /// A public notice replaces letters.
    PublicNoticePublished => "public_notice_published",
    /// A destruction attestation is asked of a viewer.
    AttestationRequested => "attestation_requested",
    /// The viewer is reminded.
    AttestationReminded => "attestation_reminded",
    /// The viewer answers.
    AttestationAnswered => "attestation_answered",
    /// The viewer refuses.
    AttestationRefused => "attestation_refused",
    /// The viewer stays silent after two reminders.
    AttestationSilent => "attestation_silent",
    /// The cause is fixed and the service is back, tested.
    ServiceRestored => "service_restored",
    /// The post-mortem.
    PostMortemRecorded => "post_mortem_recorded",
    /// A data protection officer is designated.
    DpoDesignated => "dpo_designated",
    /// The file gets its number in the register.
    RegisterNumbered => "register_numbered",
    /// A paragraph of a document is rewritten.
    WordingEdited => "wording_edited",
    /// The file is closed.
    Closed => "closed",
    /// The archive is made and verified.
    Archived => "archived",
    /// A new fact reopens the file.
    Reopened => "reopened",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_the_type_written_in_json() {
        let entry = DossierEntry::from(RegisterNumbered { number: "2026-001".into() });
        let json = serde_json::to_value(&entry).expect("an act is JSON");
        assert_eq!(json, serde_json::json!({ "type": "register_numbered", "number": "2026-001" }));
        assert_eq!(json["type"], entry.kind());
    }
}
