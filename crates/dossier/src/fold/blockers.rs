//! What stands between the file and its next step.

use beffroi_seal::id::ImportId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{BreachFile, Stage};
use crate::entry::ObligationKey;
use crate::obligation::ObligationStatus;

/// One thing that prevents a step. As JSON: `{ "code": "…", …fields }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Blocker {
    /// Not qualified yet.
    QualificationMissing,
    /// Nothing ended the breach yet.
    ContainmentMissing,
    /// The cause is not fixed, or what was cut is not back.
    RestorationMissing,
    /// No post-mortem was held.
    PostMortemMissing,
    /// No decision to close was taken.
    ClosingMissing,
    /// No verified archive.
    ArchiveMissing,
    /// No number in the register.
    RegisterNumberMissing,
    /// No set of data is described.
    DatasetMissing,
    /// No level was retained.
    SeverityNotRetained,
    /// A lowering waits for a second person.
    SeverityPending,
    /// What was computed has changed since a level was retained.
    SeverityStale,
    /// The organisation has a DPO whose opinion is not recorded.
    DpoOpinionMissing,
    /// An obligation is still open.
    ObligationOpen {
        /// Which.
        obligation: ObligationKey,
        /// Where it stands.
        status: ObligationStatus,
    },
    /// Exposed persons are not informed.
    PersonsNotInformed {
        /// How many.
        count: usize,
    },
    /// Viewers neither attested, refused nor stayed silent on record.
    ViewersPending {
        /// How many.
        count: usize,
    },
    /// An import lacks rows.
    ImportIncomplete {
        /// Which.
        import: ImportId,
        /// Rows received.
        received: u64,
        /// Rows announced.
        announced: u64,
    },
    /// Tasks are still open.
    TasksOpen {
        /// How many.
        count: usize,
    },
}

impl BreachFile {
    /// What stands between the file and its next state.
    pub fn blockers(&self, now: Timestamp) -> Vec<Blocker> {
        match &self.stage {
            Stage::Reported | Stage::Qualifying { .. } => vec![Blocker::QualificationMissing],
            Stage::Breach { .. } | Stage::Reopened { .. } => vec![Blocker::ContainmentMissing],
            Stage::Contained { .. } => vec![Blocker::RestorationMissing],
            Stage::Resolved { .. } => vec![Blocker::PostMortemMissing],
            Stage::PostMortem { .. } => {
                let mut blockers = self.closing_blockers(now);
                if blockers.is_empty() {
                    blockers.push(Blocker::ClosingMissing);
                }
                blockers
            }
            Stage::Closed { .. } => vec![Blocker::ArchiveMissing],
            _ => Vec::new(),
        }
    }

    /// What would prevent closing, states apart.
    pub fn closing_blockers(&self, now: Timestamp) -> Vec<Blocker> {
        let mut blockers = Vec::new();
        if self.register_number.is_none() {
            blockers.push(Blocker::RegisterNumberMissing);
        }
        self.severity_blockers(now, &mut blockers);
        for obligation in self.obligations(now) {
            if !obligation.status.is_terminal() {
                let (obligation, status) = (obligation.key, obligation.status);
                blockers.push(Blocker::ObligationOpen { obligation, status });
            }
        }
        for (id, import) in &self.exposure.imports {
            if import.superseded_by.is_none() && !import.is_complete() {
                blockers.push(Blocker::ImportIncomplete {
                    import: *id,
                    received: import.rows.len() as u64,
                    announced: import.record.act.totals.rows,
                });
            }
        }
        let persons = self.persons_not_informed().len();
        if persons > 0 && self.must_inform_persons(now) {
            blockers.push(Blocker::PersonsNotInformed { count: persons });
        }
        let viewers = self.viewers_pending().len();
        if viewers > 0 {
            blockers.push(Blocker::ViewersPending { count: viewers });
        }
        let tasks = self.tasks.values().filter(|task| task.done.is_none() && !task.after_closing).count();
        if tasks > 0 {
            blockers.push(Blocker::TasksOpen { count: tasks });
        }
        blockers
    }

    fn severity_blockers(&self, now: Timestamp, blockers: &mut Vec<Blocker>) {
        if self.datasets.is_empty() {
            blockers.push(Blocker::DatasetMissing);
            return;
        }
        let severity = self.severity(now);
        match &severity.retained {
            None => blockers.push(Blocker::SeverityNotRetained),
            Some(retained) => {
                if retained.pending {
                    blockers.push(Blocker::SeverityPending);
                }
                if severity.stale {
                    blockers.push(Blocker::SeverityStale);
                }
                if retained.dpo.is_none() && self.has_dpo() {
                    blockers.push(Blocker::DpoOpinionMissing);
                }
            }
        }
    }

    /// Whether persons must be informed one by one: high risk, and no general dispensation.
    fn must_inform_persons(&self, now: Timestamp) -> bool {
        self.obligations(now).iter().any(|obligation| {
            obligation.document.as_deref() == Some("person_letter") && !obligation.status.is_terminal()
        })
    }
}
