//! Moving obligations along their states: prepared, validated, sent, acknowledged, completed.

use beffroi_seal::id::AccountId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::facts::unknown;
use super::refusal::{Refusal, filled, past};
use super::{BreachFile, Meta, Record};
use crate::document::{CnilSheet, DocumentKind};
use crate::entry::{
    DispensationBasis, LateReasonsRecorded, MeasureKind, ObligationAcknowledged, ObligationCompleted,
    ObligationDispensed, ObligationKey, ObligationPrepared, ObligationSent, ObligationValidated,
    ObligationWithdrawn,
};
use crate::obligation::{Obligation, ObligationStatus};
use crate::rules::Completion;
use crate::severity::LegalFact;
use crate::vocabulary::key_of;

/// What was done about one obligation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// How far it went.
    pub state: ProgressState,
    /// Preparations, last one last.
    pub prepared: Vec<Record<ObligationPrepared>>,
    /// Validations.
    pub validated: Vec<Record<ObligationValidated>>,
    /// Validated by its own author, for want of a second member in the cell.
    pub single_handed: bool,
    /// Sendings.
    pub sent: Vec<Record<ObligationSent>>,
    /// Receipts.
    pub acknowledged: Vec<Record<ObligationAcknowledged>>,
    /// Reasons of a late sending.
    pub late_reasons: Option<String>,
    /// Dispensation.
    pub dispensed: Option<Record<ObligationDispensed>>,
    /// Withdrawal.
    pub withdrawn: Option<Record<ObligationWithdrawn>>,
}

/// How far an obligation went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are those of the acts")]
pub enum ProgressState {
    #[default]
    Open,
    Prepared,
    Validated,
    Sent,
    Acknowledged,
    Completed,
    Dispensed,
    Withdrawn,
}

/// What was filed with an authority, as it was then: the next complement is the difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// The obligation.
    pub obligation: ObligationKey,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Author.
    pub by: AccountId,
    /// Said to be complete.
    pub complete: bool,
    /// Number given by the authority.
    pub reference: Option<String>,
    /// The sheet.
    pub sheet: CnilSheet,
}

impl BreachFile {
    pub(super) fn obligation_prepared(
        &mut self,
        meta: &Meta,
        act: &ObligationPrepared,
    ) -> Result<(), Refusal> {
        let obligation = self.obligation(&act.obligation, meta.at)?;
        let incomplete = self
            .progress
            .get(&act.obligation)
            .and_then(|progress| progress.sent.last())
            .is_some_and(|sent| !sent.act.complete);
        let again = obligation.follows_another && incomplete;
        use ObligationStatus as S;
        match obligation.status {
            S::ToAssess | S::Due | S::Prepared | S::Validated => {}
            S::Sent | S::Acknowledged if again => {}
            _ => return Err(state("obligation_prepared", &obligation)),
        }
        let progress = self.progress.entry(act.obligation.clone()).or_default();
        progress.state = ProgressState::Prepared;
        progress.prepared.push(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn obligation_validated(
        &mut self,
        meta: &Meta,
        act: &ObligationValidated,
    ) -> Result<(), Refusal> {
        let obligation = self.obligation(&act.obligation, meta.at)?;
        // Whoever opened the file may have no function in the cell: what counts is whether there is somebody else.
        let alone = !self.cell.keys().any(|member| *member != meta.account);
        let progress = self.progress.get_mut(&act.obligation);
        let Some(progress) = progress.filter(|progress| progress.state == ProgressState::Prepared) else {
            return Err(state("obligation_validated", &obligation));
        };
        let own = progress.prepared.last().is_some_and(|prepared| prepared.by == meta.account);
        if own && !alone {
            return Err(Refusal::SecondPersonRequired { act: "obligation_prepared".into() });
        }
        progress.state = ProgressState::Validated;
        progress.single_handed = own;
        progress.validated.push(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn obligation_sent(&mut self, meta: &Meta, act: &ObligationSent) -> Result<(), Refusal> {
        let obligation = self.obligation(&act.obligation, meta.at)?;
        past("obligation_sent", "sent_at", act.sent_at, meta.at)?;
        if obligation.status != ObligationStatus::Validated {
            return Err(state("obligation_sent", &obligation));
        }
        let given = [act.late_reasons.as_deref(), obligation.late_reasons.as_deref()];
        let reasons = given.into_iter().flatten().map(str::trim).find(|reasons| !reasons.is_empty());
        if obligation.needs_reasons_at(act.sent_at) && reasons.is_none() {
            return Err(Refusal::LateReasonsMissing {
                obligation: act.obligation.to_string(),
                due_at: obligation.due.map_or(act.sent_at, |due| due.target),
                sent_at: act.sent_at,
            });
        }
        let filed = obligation.document.as_deref() == Some(&key_of(&DocumentKind::CnilSheet));
        if filed {
            let sheet = CnilSheet::of(self, reasons, meta.at);
            if act.complete && !sheet.missing.is_empty() {
                return Err(Refusal::FilingIncomplete { missing: sheet.missing });
            }
            self.filings.push(Filing {
                obligation: act.obligation.clone(),
                sent_at: act.sent_at,
                by: meta.account,
                complete: act.complete,
                reference: None,
                sheet,
            });
        }
        let reasons = reasons.map(str::to_owned);
        let progress = self.progress.entry(act.obligation.clone()).or_default();
        progress.state = ProgressState::Sent;
        progress.late_reasons = reasons;
        progress.sent.push(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn obligation_acknowledged(
        &mut self,
        meta: &Meta,
        act: &ObligationAcknowledged,
    ) -> Result<(), Refusal> {
        let obligation = self.obligation(&act.obligation, meta.at)?;
        past("obligation_acknowledged", "received_at", act.received_at, meta.at)?;
        filled("obligation_acknowledged", "reference", &act.reference)?;
        self.require_piece(act.piece)?;
        let progress = self.progress.get_mut(&act.obligation);
        let Some(progress) = progress.filter(|progress| progress.state == ProgressState::Sent) else {
            return Err(state("obligation_acknowledged", &obligation));
        };
        progress.state = ProgressState::Acknowledged;
        progress.acknowledged.push(meta.record(act.clone()));
        let filing = self.filings.iter_mut().rev().find(|filing| filing.obligation == act.obligation);
        if let Some(filing) = filing {
            filing.reference = Some(act.reference.clone());
        }
        Ok(())
    }

    pub(super) fn obligation_completed(
        &mut self,
        meta: &Meta,
        act: &ObligationCompleted,
    ) -> Result<(), Refusal> {
        let obligation = self.obligation(&act.obligation, meta.at)?;
        let needed = match obligation.completion {
            Completion::Receipt => ProgressState::Acknowledged,
            Completion::Internal => ProgressState::Validated,
            // Persons informed one by one make it complete by themselves.
            Completion::AllPersons => return Err(state("obligation_completed", &obligation)),
        };
        let progress = self.progress.get_mut(&act.obligation).filter(|progress| progress.state == needed);
        let progress = progress.ok_or_else(|| state("obligation_completed", &obligation))?;
        progress.state = ProgressState::Completed;
        Ok(())
    }

    pub(super) fn obligation_dispensed(
        &mut self,
        meta: &Meta,
        act: &ObligationDispensed,
    ) -> Result<(), Refusal> {
        let obligation = self.obligation(&act.obligation, meta.at)?;
        filled("obligation_dispensed", "reason", &act.reason)?;
        if obligation.status.is_terminal() || obligation.sent_at.is_some() {
            return Err(state("obligation_dispensed", &obligation));
        }
        self.require_ground(&obligation, &act.basis, meta.at)?;
        let progress = self.progress.entry(act.obligation.clone()).or_default();
        progress.state = ProgressState::Dispensed;
        progress.dispensed = Some(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn obligation_withdrawn(
        &mut self,
        meta: &Meta,
        act: &ObligationWithdrawn,
    ) -> Result<(), Refusal> {
        let obligation = self.obligation(&act.obligation, meta.at)?;
        filled("obligation_withdrawn", "reason", &act.reason)?;
        use ProgressState as P;
        let sent =
            |progress: &&mut Progress| matches!(progress.state, P::Sent | P::Acknowledged | P::Completed);
        let progress = self.progress.get_mut(&act.obligation).filter(sent);
        let progress = progress.ok_or_else(|| state("obligation_withdrawn", &obligation))?;
        progress.state = P::Withdrawn;
        progress.withdrawn = Some(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn late_reasons_recorded(
        &mut self,
        meta: &Meta,
        act: &LateReasonsRecorded,
    ) -> Result<(), Refusal> {
        self.obligation(&act.obligation, meta.at)?;
        filled("late_reasons_recorded", "reasons", &act.reasons)?;
        let progress = self.progress.entry(act.obligation.clone()).or_default();
        progress.late_reasons = Some(act.reasons.clone());
        Ok(())
    }

    fn obligation(&self, key: &ObligationKey, now: Timestamp) -> Result<Obligation, Refusal> {
        let found = self.obligations(now).into_iter().find(|obligation| obligation.key == *key);
        found.ok_or_else(|| unknown("obligation", &key))
    }

    fn require_ground(
        &self,
        obligation: &Obligation,
        basis: &DispensationBasis,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let document = obligation.document.as_deref();
        let (letters, sheet) = (document == Some("person_letter"), document == Some("cnil_sheet"));
        let refused = |ground: &str| Refusal::GroundNotAllowed {
            obligation: obligation.key.to_string(),
            ground: ground.to_owned(),
        };
        match basis {
            DispensationBasis::Unintelligible { piece } => {
                self.require_piece(Some(*piece))?;
                let encrypted = |fact| {
                    let holds = |id| {
                        let inputs = self.inputs(id, now);
                        inputs.evidence.get(&fact).is_some_and(|found| found.value.is_true())
                    };
                    !self.datasets.is_empty() && self.datasets.keys().all(|id| holds(*id))
                };
                let holds = encrypted(LegalFact::StateOfTheArtEncryption) && encrypted(LegalFact::KeySafe);
                if letters && holds { Ok(()) } else { Err(refused("unintelligible")) }
            }
            DispensationBasis::RiskRemoved { measure } => {
                let found = &self.measures.get(measure).ok_or_else(|| unknown("measure", &measure))?.act;
                let measure = measure.to_string();
                if found.piece.is_none() {
                    return Err(Refusal::MeasureUnproven { measure });
                }
                if found.effective_at.is_none_or(|at| at > now) {
                    return Err(Refusal::MeasureNotEffective { measure });
                }
                let later = found.kind != MeasureKind::Prior;
                if letters && later { Ok(()) } else { Err(refused("risk_removed")) }
            }
            DispensationBasis::PublicNotice if self.public_notice.is_none() => {
                Err(Refusal::PublicNoticeMissing)
            }
            DispensationBasis::PublicNotice => {
                if letters {
                    Ok(())
                } else {
                    Err(refused("public_notice"))
                }
            }
            DispensationBasis::AuthorityAlreadyInformed { counsel } => {
                filled("obligation_dispensed", "counsel", counsel)?;
                if sheet { Ok(()) } else { Err(refused("authority_already_informed")) }
            }
            DispensationBasis::NotSubject => {
                let open = obligation.status == ObligationStatus::ToAssess
                    && !obligation.unknown.contains("risk.level");
                if open { Ok(()) } else { Err(refused("not_subject")) }
            }
        }
    }
}

fn state(act: &str, obligation: &Obligation) -> Refusal {
    Refusal::ObligationState {
        act: act.to_owned(),
        obligation: obligation.key.to_string(),
        status: key_of(&obligation.status),
    }
}
