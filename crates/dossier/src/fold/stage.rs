//! The states of a breach file. Each holds only what that state has.

use beffroi_seal::id::AccountId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::entry::{
    Archived, Closed, ContainmentBasis, Discarded, IncidentWithoutData, MarkedDuplicate, PostMortemRecorded,
    Qualified, Reopened, ServiceRestored,
};

/// An act with its author and date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<T> {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// Its place in the log.
    pub sequence: u64,
    /// What.
    pub act: T,
}

/// Where a breach file stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Stage {
    /// Not opened yet.
    #[default]
    Empty,
    /// Signalé.
    Reported,
    /// En qualification.
    Qualifying {
        /// Who has it.
        owner: AccountId,
        /// Since when.
        since: Timestamp,
    },
    /// Écarté.
    Discarded {
        /// The act.
        decision: Record<Discarded>,
    },
    /// Incident sans données.
    IncidentWithoutData {
        /// The act.
        decision: Record<IncidentWithoutData>,
    },
    /// Doublon.
    Duplicate {
        /// The act.
        decision: Record<MarkedDuplicate>,
    },
    /// Violation.
    Breach {
        /// The qualification.
        qualification: Record<Qualified>,
    },
    /// Contenue.
    Contained {
        /// The qualification.
        qualification: Record<Qualified>,
        /// What ended the breach.
        containment: Record<Containment>,
    },
    /// Résolue.
    Resolved {
        /// The qualification.
        qualification: Record<Qualified>,
        /// What ended the breach.
        containment: Record<Containment>,
        /// What was fixed and tested.
        restoration: Record<ServiceRestored>,
    },
    /// Retex.
    PostMortem {
        /// The qualification.
        qualification: Record<Qualified>,
        /// What ended the breach.
        containment: Record<Containment>,
        /// What was fixed and tested.
        restoration: Record<ServiceRestored>,
        /// What was learnt.
        post_mortem: Record<PostMortemRecorded>,
    },
    /// Clos.
    Closed {
        /// The qualification.
        qualification: Record<Qualified>,
        /// The decision to close.
        closing: Record<Closed>,
    },
    /// Archivé.
    Archived {
        /// The qualification.
        qualification: Record<Qualified>,
        /// The decision to close.
        closing: Record<Closed>,
        /// The archive.
        archive: Record<Archived>,
    },
    /// Rouvert.
    Reopened {
        /// The qualification.
        qualification: Record<Qualified>,
        /// The new fact and its clock.
        reopening: Record<Reopened>,
    },
}

/// What ended a breach, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Containment {
    /// The instant.
    pub effective_at: Timestamp,
    /// How.
    pub basis: ContainmentBasis,
}

impl Stage {
    /// Stable key of the state.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Reported => "reported",
            Self::Qualifying { .. } => "qualifying",
            Self::Discarded { .. } => "discarded",
            Self::IncidentWithoutData { .. } => "incident_without_data",
            Self::Duplicate { .. } => "duplicate",
            Self::Breach { .. } => "breach",
            Self::Contained { .. } => "contained",
            Self::Resolved { .. } => "resolved",
            Self::PostMortem { .. } => "post_mortem",
            Self::Closed { .. } => "closed",
            Self::Archived { .. } => "archived",
            Self::Reopened { .. } => "reopened",
        }
    }

    /// The qualification, once there is one.
    pub fn qualification(&self) -> Option<&Record<Qualified>> {
        match self {
            Self::Breach { qualification }
            | Self::Contained { qualification, .. }
            | Self::Resolved { qualification, .. }
            | Self::PostMortem { qualification, .. }
            | Self::Closed { qualification, .. }
            | Self::Archived { qualification, .. }
            | Self::Reopened { qualification, .. } => Some(qualification),
            _ => None,
        }
    }

    /// The containment, while it is part of the state.
    pub fn containment(&self) -> Option<&Record<Containment>> {
        match self {
            Self::Contained { containment, .. }
            | Self::Resolved { containment, .. }
            | Self::PostMortem { containment, .. } => Some(containment),
            _ => None,
        }
    }

    /// Whether the ordinary acts of a running case are possible.
    pub fn is_running(&self) -> bool {
        !matches!(self, Self::Empty | Self::Duplicate { .. } | Self::Closed { .. } | Self::Archived { .. })
    }

    /// Whether it is a running breach.
    pub fn is_breach(&self) -> bool {
        self.is_running() && self.qualification().is_some()
    }
}
