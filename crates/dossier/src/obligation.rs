//! Obligations: which rules apply now, where each stands, and when it is due.
//!
//! Nothing here is stored. Obligations are computed from the file's own rules, its facts, what was
//! done about each of them, and `now`. "En retard" is derived, never a state.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::deadline::{Deadline, Place};
use crate::entry::{FactValue, Holds, ObligationKey, Role};
use crate::fold::{BreachFile, Progress, ProgressState, Stage};
use crate::rules::{ActorRole, Bounds, Completion, FanOut, Rule, RuleFacts, RuleRef, RuleStatus};
use crate::tri::Tri;

/// With only the risk level unsettled, an obligation is presumed due this long before its term.
const PRESUMED_BEFORE: SignedDuration = SignedDuration::from_hours(24);

/// Where an obligation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationStatus {
    /// À évaluer: facts are missing.
    ToAssess,
    /// Sans objet.
    NotApplicable,
    /// Due.
    Due,
    /// Préparée.
    Prepared,
    /// Validée.
    Validated,
    /// Envoyée.
    Sent,
    /// Accusée.
    Acknowledged,
    /// Complétée.
    Completed,
    /// Dispensée.
    Dispensed,
    /// Retirée.
    Withdrawn,
}

impl ObligationStatus {
    /// Whether nothing more is expected. Sending without a receipt is not done.
    pub fn is_terminal(self) -> bool {
        matches!(
            self,
            Self::NotApplicable | Self::Acknowledged | Self::Completed | Self::Dispensed | Self::Withdrawn
        )
    }
}

/// One obligation at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// Its name.
    pub key: ObligationKey,
    /// French title.
    pub title: String,
    /// To whom it is owed.
    pub recipient: String,
    /// Where it comes from.
    pub source: String,
    /// Document to prepare.
    pub document: Option<String>,
    /// How it is sent.
    pub channel: String,
    /// What makes it done.
    pub completion: Completion,
    /// Whether the rule itself is to be checked against the text.
    pub to_verify: bool,
    /// Where it stands.
    pub status: ObligationStatus,
    /// Due although the risk level is not settled, because the term is near.
    pub presumed: bool,
    /// Facts to establish, while it is to assess.
    pub unknown: BTreeSet<String>,
    /// When its clock started.
    pub started_at: Option<Timestamp>,
    /// When it is due.
    pub due: Option<Deadline>,
    /// Whether that is a legal term, or our own target.
    pub target_is_legal: bool,
    /// Past its term without having been sent, or sent after it.
    pub late: bool,
    /// Whether a late sending needs reasons.
    pub late_needs_reasons: bool,
    /// The reasons given.
    pub late_reasons: Option<String>,
    /// When it was first sent.
    pub sent_at: Option<Timestamp>,
    /// The recipient's reference.
    pub reference: Option<String>,
    /// Validated by its own author.
    pub single_handed: bool,
    /// Its clock starts from another obligation's sending.
    pub follows_another: bool,
    /// When to ring.
    pub alerts: Vec<Timestamp>,
}

impl Obligation {
    /// Whether a sending at this instant needs reasons.
    pub fn needs_reasons_at(&self, sent_at: Timestamp) -> bool {
        self.late_needs_reasons && self.due.is_some_and(|due| sent_at > due.target)
    }

    /// Whether something must still be done about it.
    pub fn is_open(&self) -> bool {
        !self.status.is_terminal()
    }

    /// Whether its clock is running: due and not sent, or in doubt for the risk level only. A term is
    /// never hidden because the risk is still being assessed.
    pub fn is_running(&self) -> bool {
        use ObligationStatus as S;
        let in_doubt = self.status == S::ToAssess && self.unknown.iter().eq(["risk.level"]);
        in_doubt || matches!(self.status, S::Due | S::Prepared | S::Validated)
    }
}

/// An alert of one obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Which.
    pub obligation: ObligationKey,
    /// When to ring.
    pub at: Timestamp,
    /// When it is due.
    pub due_at: Timestamp,
}

impl BreachFile {
    /// Every obligation of the file at `now`: those of former occurrences as they were closed, then
    /// those of the current one, in the order of the rules.
    pub fn obligations(&self, now: Timestamp) -> Vec<Obligation> {
        let Some(((current, occurrence), opened)) =
            self.occurrences.iter().enumerate().next_back().zip(self.opened.as_ref())
        else {
            return Vec::new();
        };
        let mut all: Vec<Obligation> =
            self.occurrences[..current].iter().flat_map(|former| former.frozen.clone()).collect();
        if matches!(self.stage, Stage::Closed { .. } | Stage::Archived { .. }) {
            all.extend(occurrence.frozen.clone());
            return all;
        }
        let place = self.place();
        let facts = self.rule_facts(now);
        let day = occurrence.aware_at.to_zoned(place.zone.clone()).date();
        for rule in opened.act.rules.in_force(day) {
            for (subject, contract_hours) in self.subjects(rule) {
                let key = ObligationKey {
                    rule: RuleRef { id: rule.id.clone(), version: rule.version },
                    occurrence: u32::try_from(current).unwrap_or(u32::MAX),
                    subject,
                };
                all.push(self.compute(rule, key, contract_hours, &facts, &place, now));
            }
        }
        all
    }

    /// The next term: of what is due, the earliest.
    pub fn next_deadline(&self, now: Timestamp) -> Option<(ObligationKey, Timestamp)> {
        let running = self.obligations(now).into_iter().filter(Obligation::is_running);
        running.filter_map(|found| Some((found.key, found.due?.target))).min_by_key(|(_, due_at)| *due_at)
    }

    /// Alerts still to ring after `now`, in order.
    pub fn alerts(&self, now: Timestamp) -> Vec<Alert> {
        let mut alerts: Vec<Alert> = Vec::new();
        for obligation in self.obligations(now).into_iter().filter(Obligation::is_running) {
            let Some(due) = obligation.due else { continue };
            let later = obligation.alerts.iter().filter(|at| **at > now);
            alerts.extend(later.map(|at| Alert {
                obligation: obligation.key.clone(),
                at: *at,
                due_at: due.target,
            }));
        }
        alerts.sort_by_key(|alert| alert.at);
        alerts
    }

    /// The facts that rules read, at `now`.
    pub fn rule_facts(&self, now: Timestamp) -> RuleFacts {
        let mut facts = RuleFacts::default();
        self.entity_facts(&mut facts);
        self.incident_facts(&mut facts);
        self.filing_facts(&mut facts);
        facts.set_number("risk.level", self.risk(now));
        let counts = self.datasets.values().map(|dataset| dataset.record.act.person_count.figure());
        let most = counts.reduce(|a, b| a.zip(b).map(|(a, b)| a.max(b))).flatten();
        facts.set_number("persons.count", most.map_or(Bounds::ANY, Bounds::exactly));
        facts
    }

    fn entity_facts(&self, facts: &mut RuleFacts) {
        let role = self.stage.qualification().map(|record| record.act.role);
        let role =
            role.or(matches!(self.stage, Stage::IncidentWithoutData { .. }).then_some(Role::Controller));
        if let Some(role) = role {
            facts.set("entity.processor", role == Role::Processor);
            facts.set("entity.controller", role != Role::Processor);
        }
        let profile = &self.organisation.profile;
        for (name, value) in [
            ("entity.public_body", profile.public_body),
            ("entity.telecom", profile.telecom),
            ("entity.trust_provider", profile.trust_provider),
            ("entity.nis2", profile.nis2),
            ("entity.vital_operator", profile.vital_operator),
            ("entity.health", profile.health),
            ("entity.health_host", profile.health_host),
            ("entity.financial", profile.financial),
            ("entity.manufacturer", profile.manufacturer),
            ("entity.insured", profile.insured),
            ("entity.insured_cyber", profile.insured_cyber),
            ("entity.has_dpo", profile.has_dpo),
            ("entity.monaco", profile.monaco),
            ("entity.swiss", profile.swiss),
        ] {
            facts.set(name, value);
        }
    }

    fn incident_facts(&self, facts: &mut RuleFacts) {
        facts.set_instant("first_report_at", self.first_report_at());
        facts.set_instant("aware_at", self.aware_at());
        facts.set_instant("contained_at", self.stage.containment().map(|found| found.act.effective_at));
        if let Some(record) = self.stage.qualification() {
            // "Supposed" is enough to act on (Guidelines 9/2022).
            facts.set("incident.security_breach", record.act.security_breach.holds != Holds::False);
            facts.set("incident.personal_data", record.act.personal_data.holds != Holds::False);
        }
        if matches!(self.stage, Stage::IncidentWithoutData { .. }) {
            facts.set("incident.security_breach", true);
            facts.set("incident.personal_data", false);
        }
        let held = self.facts.current();
        for record in held {
            match &record.act.value {
                FactValue::PeriodStarted { at, .. } => facts.set_instant("started_at", Some(*at)),
                FactValue::PeriodEnded { at, .. } => facts.set_instant("ended_at", Some(*at)),
                FactValue::PeriodOngoing { value } => facts.set("incident.ongoing", *value),
                FactValue::Malicious { value } => facts.set("incident.malicious", *value),
                FactValue::Significant { value } => facts.set("incident.significant", *value),
                FactValue::SeriousHealth { value } => facts.set("incident.serious_health", *value),
                FactValue::ExploitedVulnerability { value } => {
                    facts.set("incident.exploited_vulnerability", *value);
                }
                FactValue::ProcessorNotice { at, .. } => facts.set_instant("processor_notice_at", Some(*at)),
                FactValue::StadAttack { value, known_at } => {
                    facts.set("incident.stad_attack", *value);
                    facts.set_instant(
                        "offence_known_at",
                        known_at.or(value.is_true().then_some(record.act.known_when)),
                    );
                }
                FactValue::Offence { value, known_at } => {
                    facts.set("incident.offence", *value);
                    facts.set_instant(
                        "offence_known_at",
                        known_at.or(value.is_true().then_some(record.act.known_when)),
                    );
                }
                FactValue::Major { value, classified_at } => {
                    facts.set("incident.major", *value);
                    facts.set_instant("classified_at", *classified_at);
                }
                _ => {}
            }
        }
    }

    fn filing_facts(&self, facts: &mut RuleFacts) {
        let current = self.occurrences.len().saturating_sub(1);
        let (mut sent, mut complete) = (false, false);
        for (key, progress) in &self.progress {
            if key.occurrence as usize != current || progress.state == ProgressState::Withdrawn {
                continue;
            }
            let Some(first) = progress.sent.first() else { continue };
            facts.set_instant(&format!("sent:{}", key.rule.id), Some(first.act.sent_at));
            if key.rule.id == "rgpd-33-1" {
                (sent, complete) = (true, first.act.complete);
            }
        }
        facts.set("filing.initial_sent", sent);
        facts.set("filing.initial_complete", complete);
    }

    fn subjects(&self, rule: &Rule) -> Vec<(Option<String>, Option<u32>)> {
        match rule.fan_out {
            None => vec![(None, None)],
            Some(FanOut::Controllers) if self.controllers.is_empty() => vec![(None, None)],
            Some(FanOut::Controllers) => {
                let each = self.controllers.values();
                each.map(|found| (Some(found.controller.clone()), found.contract_hours)).collect()
            }
        }
    }

    fn compute(
        &self,
        rule: &Rule,
        key: ObligationKey,
        contract_hours: Option<u32>,
        facts: &RuleFacts,
        place: &Place,
        now: Timestamp,
    ) -> Obligation {
        let role = match rule.actor_role {
            ActorRole::Any => Tri::True,
            ActorRole::Controller => facts.bool("entity.controller"),
            ActorRole::Processor => facts.bool("entity.processor"),
        };
        let verdict = rule.applies_when.evaluate(facts);
        let applies = role.and(verdict.value);
        let due = rule.deadline(facts, contract_hours, place);
        let progress = self.progress.get(&key);
        let only_risk = verdict.unknown.iter().eq(["risk.level"]);
        let near = due.is_some_and(|due| due.target.duration_since(now) <= PRESUMED_BEFORE);
        let presumed = applies == Tri::Unknown && only_risk && near;
        let status = self.status(rule, applies, presumed, progress);
        let sent_at = progress.and_then(|progress| progress.sent.first()).map(|sent| sent.act.sent_at);
        let follows_another = rule.clocks.iter().any(|clock| clock.trigger.starts_with("sent:"));
        let mut obligation = Obligation {
            key,
            title: rule.title.clone(),
            recipient: rule.recipient.clone(),
            source: rule.source.clone(),
            document: rule.document.clone(),
            channel: rule.channel.clone(),
            completion: rule.completion,
            to_verify: rule.status == RuleStatus::ToVerify,
            status,
            presumed: presumed && status == ObligationStatus::Due,
            unknown: if status == ObligationStatus::ToAssess { verdict.unknown } else { BTreeSet::new() },
            started_at: rule.started_at(facts),
            due,
            target_is_legal: rule.target_is_legal(),
            late: false,
            late_needs_reasons: rule.late_field.as_deref() == Some("reasons"),
            late_reasons: progress.and_then(|progress| progress.late_reasons.clone()),
            sent_at,
            reference: progress
                .and_then(|progress| progress.acknowledged.last())
                .map(|receipt| receipt.act.reference.clone()),
            single_handed: progress.is_some_and(|progress| progress.single_handed),
            follows_another,
            alerts: Vec::new(),
        };
        if let Some(due) = due.filter(|_| rule.target_is_legal()) {
            let running = obligation.is_running();
            obligation.late = sent_at.map_or(running && now > due.target, |sent| sent > due.target);
        }
        if let Some(due) = due {
            let at = |offset: &SignedDuration| due.target.checked_add(*offset).ok();
            obligation.alerts = rule.alert_offsets.iter().filter_map(at).collect();
        }
        obligation
    }

    fn status(
        &self,
        rule: &Rule,
        applies: Tri,
        presumed: bool,
        progress: Option<&Progress>,
    ) -> ObligationStatus {
        use {ObligationStatus as S, ProgressState as P};
        let by_facts = match applies {
            Tri::True => S::Due,
            Tri::Unknown if presumed => S::Due,
            Tri::Unknown => S::ToAssess,
            Tri::False => S::NotApplicable,
        };
        let state = progress.map_or(P::Open, |progress| progress.state);
        if rule.completion == Completion::AllPersons && by_facts == S::Due && state < P::Dispensed {
            return self.persons_status(state);
        }
        match state {
            P::Open => by_facts,
            P::Prepared | P::Validated if by_facts == S::NotApplicable => S::NotApplicable,
            P::Prepared => S::Prepared,
            P::Validated => S::Validated,
            P::Sent => S::Sent,
            P::Acknowledged => S::Acknowledged,
            P::Completed => S::Completed,
            P::Dispensed => S::Dispensed,
            P::Withdrawn => S::Withdrawn,
        }
    }

    /// Informing persons is complete when nothing is owed to any of them, and not before there is one.
    fn persons_status(&self, state: ProgressState) -> ObligationStatus {
        let persons = self.exposure.persons();
        let settled = persons.keys().filter(|person| self.letter_state(person).is_settled()).count();
        if !persons.is_empty() && settled == persons.len() {
            return ObligationStatus::Completed;
        }
        match state {
            _ if settled > 0 => ObligationStatus::Sent,
            ProgressState::Prepared => ObligationStatus::Prepared,
            ProgressState::Open => ObligationStatus::Due,
            _ => ObligationStatus::Validated,
        }
    }
}
