//! Opening, reports, qualification, crisis cell, containment.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::facts::{already, unknown};
use super::refusal::{Refusal, filled, past};
use super::stage::Containment;
use super::{BreachFile, CellMember, Meta, Occurrence, Stage};
use crate::deadline::Place;
use crate::entry::{
    CellRole, Contained, ContainmentBasis, ControllerAdded, Criterion, Discarded, Holds, IncidentWithoutData,
    MarkedDuplicate, MeasureKind, Opened, Organisation, Qualified, ReportLinked, TakenInCharge,
};

/// A "short inquiry" ends within 24 hours (Guidelines 9/2022, example v).
const INQUIRY: SignedDuration = SignedDuration::from_hours(24);

impl BreachFile {
    pub(super) fn opened(&mut self, meta: &Meta, act: &Opened) -> Result<(), Refusal> {
        filled("opened", "title", &act.title)?;
        past("opened", "first_report_at", act.first_report_at, meta.at)?;
        Place::in_zone(&act.zone).ok_or_else(|| Refusal::UnknownZone { zone: act.zone.clone() })?;
        self.opened = Some(meta.record(act.clone()));
        self.stage = Stage::Reported;
        Ok(())
    }

    pub(super) fn organisation(&mut self, act: &Organisation) -> Result<(), Refusal> {
        filled("organisation", "name", &act.name)?;
        self.organisation = act.clone();
        Ok(())
    }

    pub(super) fn report_linked(&mut self, meta: &Meta, act: &ReportLinked) -> Result<(), Refusal> {
        filled("report_linked", "summary", &act.summary)?;
        past("report_linked", "first_report_at", act.first_report_at, meta.at)?;
        if self.reports.iter().any(|record| record.act.report == act.report) {
            return Err(already("report", &act.report));
        }
        self.reports.push(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn taken_in_charge(&mut self, meta: &Meta, act: &TakenInCharge) -> Result<(), Refusal> {
        match self.stage {
            Stage::Reported | Stage::Qualifying { .. } => {
                self.stage = Stage::Qualifying { owner: act.owner, since: meta.at };
                Ok(())
            }
            _ => Err(self.wrong_state("taken_in_charge")),
        }
    }

    pub(super) fn qualified(&mut self, meta: &Meta, act: &Qualified) -> Result<(), Refusal> {
        let open = matches!(
            self.stage,
            Stage::Reported
                | Stage::Qualifying { .. }
                | Stage::Discarded { .. }
                | Stage::IncidentWithoutData { .. }
        );
        if !open {
            return Err(self.wrong_state("qualified"));
        }
        met("security_breach", &act.security_breach)?;
        met("personal_data", &act.personal_data)?;
        filled("qualified", "aware_basis", &act.aware_basis)?;
        past("qualified", "aware_at", act.aware_at, meta.at)?;
        if let Some(first_report_at) = self.first_report_at() {
            let reasoned = act.reason_if_over_24h.as_deref().is_some_and(|reason| !reason.trim().is_empty());
            if act.aware_at.duration_since(first_report_at) > INQUIRY && !reasoned {
                let aware_at = act.aware_at;
                return Err(Refusal::AwarenessReasonMissing { first_report_at, aware_at });
            }
        }
        self.occurrences = vec![Occurrence { aware_at: act.aware_at, frozen: Vec::new() }];
        self.stage = Stage::Breach { qualification: meta.record(act.clone()) };
        Ok(())
    }

    pub(super) fn discarded(&mut self, meta: &Meta, act: &Discarded) -> Result<(), Refusal> {
        self.require_unqualified("discarded")?;
        filled("discarded", "reason", &act.reason)?;
        if !act.dpo_informed {
            return Err(Refusal::EmptyField { act: "discarded".into(), field: "dpo_informed".into() });
        }
        self.stage = Stage::Discarded { decision: meta.record(act.clone()) };
        Ok(())
    }

    pub(super) fn incident_without_data(
        &mut self,
        meta: &Meta,
        act: &IncidentWithoutData,
    ) -> Result<(), Refusal> {
        self.require_unqualified("incident_without_data")?;
        filled("incident_without_data", "reason", &act.reason)?;
        past("incident_without_data", "aware_at", act.aware_at, meta.at)?;
        self.require_piece(act.piece)?;
        self.occurrences = vec![Occurrence { aware_at: act.aware_at, frozen: Vec::new() }];
        self.stage = Stage::IncidentWithoutData { decision: meta.record(act.clone()) };
        Ok(())
    }

    pub(super) fn marked_duplicate(&mut self, meta: &Meta, act: &MarkedDuplicate) -> Result<(), Refusal> {
        self.require_unqualified("marked_duplicate")?;
        filled("marked_duplicate", "reason", &act.reason)?;
        self.stage = Stage::Duplicate { decision: meta.record(act.clone()) };
        Ok(())
    }

    pub(super) fn cell_role(&mut self, act: &CellRole) -> Result<(), Refusal> {
        if act.assigned {
            filled("cell_role", "name", &act.name)?;
            let member = self
                .cell
                .entry(act.account)
                .or_insert_with(|| CellMember { name: act.name.clone(), functions: BTreeSet::new() });
            member.name.clone_from(&act.name);
            member.functions.insert(act.function);
            return Ok(());
        }
        let held = |member: &CellMember| member.functions.contains(&act.function);
        let member = self.cell.get_mut(&act.account).filter(|member| held(member));
        let member = member.ok_or_else(|| unknown("cell member", &act.account))?;
        member.functions.remove(&act.function);
        if member.functions.is_empty() {
            self.cell.remove(&act.account);
        }
        Ok(())
    }

    pub(super) fn controller_added(&mut self, act: &ControllerAdded) -> Result<(), Refusal> {
        filled("controller_added", "controller", &act.controller)?;
        filled("controller_added", "name", &act.name)?;
        if self.controllers.contains_key(&act.controller) {
            return Err(already("controller", &act.controller));
        }
        self.controllers.insert(act.controller.clone(), act.clone());
        Ok(())
    }

    pub(super) fn contained(&mut self, meta: &Meta, act: &Contained) -> Result<(), Refusal> {
        let (Stage::Breach { qualification } | Stage::Reopened { qualification, .. }) = &self.stage else {
            return Err(self.wrong_state("contained"));
        };
        let effective_at = match &act.basis {
            ContainmentBasis::EndedByItself { ended_at, reason } => {
                filled("contained", "reason", reason)?;
                past("contained", "ended_at", *ended_at, meta.at)?;
                *ended_at
            }
            ContainmentBasis::Measure { measure } => {
                let found = &self.measures.get(measure).ok_or_else(|| unknown("measure", &measure))?.act;
                let measure = measure.to_string();
                if found.kind == MeasureKind::Prior {
                    return Err(Refusal::MeasureWrongKind { measure });
                }
                if found.piece.is_none() {
                    return Err(Refusal::MeasureUnproven { measure });
                }
                match found.effective_at {
                    Some(at) if at <= meta.at => at,
                    _ => return Err(Refusal::MeasureNotEffective { measure }),
                }
            }
        };
        let containment = meta.record(Containment { effective_at, basis: act.basis.clone() });
        self.stage = Stage::Contained { qualification: qualification.clone(), containment };
        Ok(())
    }

    fn require_unqualified(&self, act: &str) -> Result<(), Refusal> {
        match self.stage {
            Stage::Reported | Stage::Qualifying { .. } => Ok(()),
            _ => Err(self.wrong_state(act)),
        }
    }
}

fn met(name: &str, criterion: &Criterion) -> Result<(), Refusal> {
    filled("qualified", &format!("{name}.reason"), &criterion.reason)?;
    if criterion.holds == Holds::False {
        return Err(Refusal::CriterionNotMet { criterion: name.to_owned() });
    }
    Ok(())
}
