//! Acts that record what is known: facts, sets of data, measures, pieces, containment.

use std::collections::BTreeSet;

use beffroi_seal::digest::Digest;
use beffroi_seal::id::{DatasetId, FactId, MeasureId, PieceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::tri::Tri;
use crate::vocabulary::{
    Cause, Confidence, Consequence, Count, DataCategory, Discovery, Harm, Intelligibility, Origin,
    PersonCategory,
};

/// A fact: when it was true, when we knew it, where from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRecorded {
    /// Its id.
    pub fact: FactId,
    /// The fact that it corrects.
    #[serde(default)]
    pub supersedes: Option<FactId>,
    /// When it was true in the world.
    #[serde(default)]
    pub true_when: Option<Timestamp>,
    /// When the organisation knew it.
    pub known_when: Timestamp,
    /// Where it comes from.
    pub source: String,
    /// How sure.
    #[serde(default)]
    pub confidence: Confidence,
    /// The piece that shows it.
    #[serde(default)]
    pub piece: Option<PieceId>,
    /// What it says.
    pub value: FactValue,
}

/// What a fact says. One kind of fact has one current value: the last one known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FactValue {
    /// The breach began.
    PeriodStarted {
        /// When.
        at: Timestamp,
        /// Estimated rather than established.
        #[serde(default)]
        estimated: bool,
    },
    /// The breach ended.
    PeriodEnded {
        /// When.
        at: Timestamp,
        /// Estimated rather than established.
        #[serde(default)]
        estimated: bool,
    },
    /// Whether it is still going on.
    PeriodOngoing {
        /// Yes, no, unknown.
        value: Tri,
    },
    /// Which properties of the data were lost.
    Nature {
        /// Seen by somebody who should not.
        confidentiality: Tri,
        /// Altered.
        integrity: Tri,
        /// Not usable when needed.
        availability: Tri,
    },
    /// What happened.
    Origin {
        /// In the CNIL's list.
        origin: Origin,
        /// In our words.
        #[serde(default)]
        detail: String,
    },
    /// Why.
    Cause {
        /// In the CNIL's list.
        cause: Cause,
        /// In our words.
        #[serde(default)]
        detail: String,
    },
    /// How it came to light.
    Discovery {
        /// By whom.
        discovery: Discovery,
        /// In what circumstances.
        circumstances: String,
    },
    /// What happened, in a few sentences.
    Description {
        /// The text.
        text: String,
    },
    /// Whether the data can be read by whoever has them.
    Intelligibility {
        /// In the form's list.
        intelligibility: Intelligibility,
    },
    /// Who received or saw the data.
    Recipients {
        /// Whether they are known.
        known: Tri,
        /// Whether they are trusted.
        trusted: Tri,
        /// Whether they are hostile.
        hostile: Tri,
        /// How many.
        count: Count,
    },
    /// Whether somebody meant harm.
    Malicious {
        /// Yes, no, unknown.
        value: Tri,
    },
    /// Attack on an information system (articles 323-1 to 323-3-1 of the penal code).
    StadAttack {
        /// Yes, no, unknown.
        value: Tri,
        /// When the organisation knew.
        #[serde(default)]
        known_at: Option<Timestamp>,
    },
    /// A crime or offence.
    Offence {
        /// Yes, no, unknown.
        value: Tri,
        /// When the organisation knew.
        #[serde(default)]
        known_at: Option<Timestamp>,
    },
    /// Significant incident (NIS2).
    Significant {
        /// Yes, no, unknown.
        value: Tri,
    },
    /// Serious incident in a health establishment.
    SeriousHealth {
        /// Yes, no, unknown.
        value: Tri,
    },
    /// Major incident (DORA).
    Major {
        /// Yes, no, unknown.
        value: Tri,
        /// When it was classified.
        #[serde(default)]
        classified_at: Option<Timestamp>,
    },
    /// A vulnerability of our product is exploited.
    ExploitedVulnerability {
        /// Yes, no, unknown.
        value: Tri,
    },
    /// Likely consequences.
    Consequences {
        /// In the form's list.
        items: BTreeSet<Consequence>,
        /// In our words.
        #[serde(default)]
        detail: String,
    },
    /// Harm to people.
    Harms {
        /// In the form's list.
        items: BTreeSet<Harm>,
        /// In our words.
        #[serde(default)]
        detail: String,
    },
    /// A processor told us.
    ProcessorNotice {
        /// When.
        at: Timestamp,
        /// Which one.
        processor: String,
    },
    /// Persons in other States of the Union.
    CrossBorder {
        /// Yes, no, unknown.
        value: Tri,
        /// Which States.
        #[serde(default)]
        countries: Vec<String>,
    },
    /// Other authorities told.
    OtherAuthorities {
        /// Yes, no, unknown.
        value: Tri,
        /// Which, with their references.
        #[serde(default)]
        which: Vec<String>,
    },
    /// A complaint was filed.
    ComplaintFiled {
        /// Yes, no, unknown.
        value: Tri,
        /// Its reference.
        #[serde(default)]
        reference: String,
    },
    /// Anything else worth keeping.
    Note {
        /// What it is about.
        label: String,
        /// The text.
        text: String,
    },
}

impl FactValue {
    /// Its `kind`, as written in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::PeriodStarted { .. } => "period_started",
            Self::PeriodEnded { .. } => "period_ended",
            Self::PeriodOngoing { .. } => "period_ongoing",
            Self::Nature { .. } => "nature",
            Self::Origin { .. } => "origin",
            Self::Cause { .. } => "cause",
            Self::Discovery { .. } => "discovery",
            Self::Description { .. } => "description",
            Self::Intelligibility { .. } => "intelligibility",
            Self::Recipients { .. } => "recipients",
            Self::Malicious { .. } => "malicious",
            Self::StadAttack { .. } => "stad_attack",
            Self::Offence { .. } => "offence",
            Self::Significant { .. } => "significant",
            Self::SeriousHealth { .. } => "serious_health",
            Self::Major { .. } => "major",
            Self::ExploitedVulnerability { .. } => "exploited_vulnerability",
            Self::Consequences { .. } => "consequences",
            Self::Harms { .. } => "harms",
            Self::ProcessorNotice { .. } => "processor_notice",
            Self::CrossBorder { .. } => "cross_border",
            Self::OtherAuthorities { .. } => "other_authorities",
            Self::ComplaintFiled { .. } => "complaint_filed",
            Self::Note { .. } => "note",
        }
    }
}

/// A set of data and the group of persons that it is about. Recording the same id again replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetRecorded {
    /// Its id.
    pub dataset: DatasetId,
    /// Our name for it ("fiches sanitaires").
    pub label: String,
    /// What the data are.
    pub data: BTreeSet<DataCategory>,
    /// In our words, when the list is not enough.
    #[serde(default)]
    pub other_data: String,
    /// Who the persons are.
    pub persons: BTreeSet<PersonCategory>,
    /// How many persons.
    pub person_count: Count,
    /// How many records.
    pub record_count: Count,
    /// Whether minors are among them.
    pub minors: Tri,
    /// When the organisation knew it.
    pub known_when: Timestamp,
    /// Where it comes from.
    pub source: String,
}

/// A measure, done or planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureRecorded {
    /// Its id.
    pub measure: MeasureId,
    /// Before the breach, at once, or to correct the cause.
    pub kind: MeasureKind,
    /// What it is.
    pub description: String,
    /// Since when it works; absent while only planned.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
    /// The piece that shows it.
    #[serde(default)]
    pub piece: Option<PieceId>,
}

/// When a measure comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// In place before the breach.
    Prior,
    /// To stop or contain it.
    Immediate,
    /// So that it does not happen again.
    Corrective,
}

/// A measure works, and a piece shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureProven {
    /// Which.
    pub measure: MeasureId,
    /// Since when.
    pub effective_at: Timestamp,
    /// The piece.
    pub piece: PieceId,
}

/// A piece of evidence, kept sealed in the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceFiled {
    /// Its id.
    pub piece: PieceId,
    /// What it is.
    pub label: String,
    /// SHA-256 of the original.
    pub digest: Digest,
    /// When it was collected.
    pub collected_at: Timestamp,
    /// By whom.
    pub collector: String,
    /// How, with the tool and its version.
    pub method: String,
    /// Whether it shows third parties' data, so that its deletion must be planned.
    #[serde(default)]
    pub third_party_data: bool,
}

/// The breach is over: nobody can see, alter or lose more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contained {
    /// What ended it.
    pub basis: ContainmentBasis,
}

/// What ended a breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum ContainmentBasis {
    /// A measure, effective and proven.
    Measure {
        /// Which.
        measure: MeasureId,
    },
    /// It ended without us (a theft, a letter opened).
    EndedByItself {
        /// When.
        ended_at: Timestamp,
        /// Why nothing more can happen.
        reason: String,
    },
}
