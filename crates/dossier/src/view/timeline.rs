//! Everything that happened, in two times: when it was true, and when we knew.

use std::collections::BTreeMap;

use beffroi_seal::id::AccountId;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::Moment;
use crate::fold::{AttestationState, BreachFile, LetterState, Record, Stage};
use crate::vocabulary::key_of;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineItem {
    /// What: a key of the catalogue.
    pub code: String,
    /// When it was true in the world; the line's place.
    pub at: Moment,
    /// When the organisation knew it.
    pub known: Moment,
    /// Who recorded it.
    pub by: AccountId,
    /// Place of the act in the log.
    pub sequence: u64,
    /// Parameters of the sentence.
    pub params: BTreeMap<String, String>,
    /// Words, when people wrote some.
    pub text: String,
    /// Corrected since by another fact.
    pub replaced: bool,
}

/// The whole story, in the order in which things were true.
pub(super) fn timeline(file: &BreachFile, zone: &TimeZone) -> Vec<TimelineItem> {
    let mut story = Story { zone, items: Vec::new() };
    story.beginnings(file);
    story.knowledge(file);
    story.obligations(file);
    story.people(file);
    story.endings(file);
    story.items.sort_by(|a, b| (a.at.utc, a.sequence, &a.code).cmp(&(b.at.utc, b.sequence, &b.code)));
    story.items
}

struct Story<'a> {
    zone: &'a TimeZone,
    items: Vec<TimelineItem>,
}

impl Story<'_> {
    fn add<T>(
        &mut self,
        code: &str,
        at: Timestamp,
        record: &Record<T>,
        params: &[(&str, String)],
        text: &str,
    ) {
        self.items.push(TimelineItem {
            code: code.to_owned(),
            at: Moment::of(at, self.zone),
            known: Moment::of(record.at, self.zone),
            by: record.by,
            sequence: record.sequence,
            params: params.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
            text: text.to_owned(),
            replaced: false,
        });
    }

    fn beginnings(&mut self, file: &BreachFile) {
        if let Some(opened) = &file.opened {
            self.add("opened", opened.at, opened, &[], &opened.act.title);
        }
        for report in &file.reports {
            let channel = [("channel", key_of(&report.act.channel))];
            self.add("report", report.act.first_report_at, report, &channel, &report.act.summary);
        }
        if let Some(qualified) = file.stage.qualification() {
            self.add("aware", qualified.act.aware_at, qualified, &[], &qualified.act.aware_basis);
            let role = [("role", key_of(&qualified.act.role))];
            self.add("qualified", qualified.at, qualified, &role, "");
        }
        match &file.stage {
            Stage::Discarded { decision } => {
                self.add(
                    "discarded",
                    decision.at,
                    decision,
                    &[("criterion", key_of(&decision.act.criterion))],
                    &decision.act.reason,
                );
            }
            Stage::IncidentWithoutData { decision } => {
                self.add("incident_without_data", decision.at, decision, &[], &decision.act.reason);
            }
            Stage::Duplicate { decision } => {
                self.add(
                    "duplicate",
                    decision.at,
                    decision,
                    &[("target", decision.act.target.to_string())],
                    &decision.act.reason,
                );
            }
            _ => {}
        }
    }

    fn knowledge(&mut self, file: &BreachFile) {
        let held = file.facts.current();
        for fact in file.facts.all() {
            let at = fact.act.true_when.unwrap_or(fact.act.known_when);
            let mut params = vec![("confidence", key_of(&fact.act.confidence))];
            params.push(("kind", fact.act.value.kind().to_owned()));
            params.push(("fact", fact.act.fact.to_string()));
            self.add("fact", at, fact, &params, &fact.act.source);
            if let Some(item) = self.items.last_mut() {
                item.known = Moment::of(fact.act.known_when, self.zone);
                item.replaced = !held.contains(&fact);
            }
        }
        for set in file.datasets.values() {
            self.add(
                "dataset",
                set.record.act.known_when,
                &set.record,
                &[("dataset", set.record.act.dataset.to_string())],
                &set.record.act.label,
            );
        }
        for measure in file.measures.values() {
            let params = [
                ("kind", key_of(&measure.act.kind)),
                ("planned", measure.act.effective_at.is_none().to_string()),
            ];
            self.add(
                "measure",
                measure.act.effective_at.unwrap_or(measure.at),
                measure,
                &params,
                &measure.act.description,
            );
        }
        for import in file.exposure.imports.values() {
            let totals = import.record.act.totals;
            let params = [("viewers", totals.viewers.to_string()), ("persons", totals.persons.to_string())];
            self.add("exposure", import.record.at, &import.record, &params, &import.record.act.note);
            if let Some(item) = self.items.last_mut() {
                item.replaced = import.superseded_by.is_some();
            }
        }
        for retained in &file.retained {
            let record = Record { by: retained.by, at: retained.at, sequence: u64::MAX, act: () };
            let params = [
                ("level", retained.level.to_string()),
                ("proposed", retained.proposed.to_string()),
                ("pending", retained.pending.to_string()),
            ];
            self.add(
                "severity",
                retained.at,
                &record,
                &params,
                retained.reason.as_deref().unwrap_or_default(),
            );
        }
        for decision in &file.decisions {
            self.add(
                "decision",
                decision.at,
                decision,
                &[("choice", decision.act.choice.clone())],
                &decision.act.question,
            );
        }
    }

    fn obligations(&mut self, file: &BreachFile) {
        for (key, progress) in &file.progress {
            let obligation = [("obligation", key.to_string())];
            for record in &progress.prepared {
                self.add("obligation_prepared", record.at, record, &obligation, "");
            }
            for record in &progress.validated {
                self.add("obligation_validated", record.at, record, &obligation, "");
            }
            for record in &progress.sent {
                let params = [("obligation", key.to_string()), ("complete", record.act.complete.to_string())];
                self.add(
                    "obligation_sent",
                    record.act.sent_at,
                    record,
                    &params,
                    progress.late_reasons.as_deref().unwrap_or_default(),
                );
            }
            for record in &progress.acknowledged {
                self.add(
                    "obligation_acknowledged",
                    record.act.received_at,
                    record,
                    &obligation,
                    &record.act.reference,
                );
            }
            if let Some(record) = &progress.dispensed {
                self.add("obligation_dispensed", record.at, record, &obligation, &record.act.reason);
            }
            if let Some(record) = &progress.withdrawn {
                self.add("obligation_withdrawn", record.at, record, &obligation, &record.act.reason);
            }
        }
    }

    /// Letters and attestations come in numbers: one line for each day and kind.
    fn people(&mut self, file: &BreachFile) {
        let mut days: BTreeMap<(&str, Timestamp), usize> = BTreeMap::new();
        let start =
            |at: Timestamp| at.to_zoned(self.zone.clone()).start_of_day().map_or(at, |day| day.timestamp());
        for letter in file.letters.values() {
            match letter {
                LetterState::Sent { sent_at, .. } => {
                    *days.entry(("letters_sent", start(*sent_at))).or_default() += 1
                }
                LetterState::Returned { returned_at, .. } => {
                    *days.entry(("letters_returned", start(*returned_at))).or_default() += 1;
                }
                _ => {}
            }
        }
        for attestation in file.attestations.values() {
            if let Some(requested) = &attestation.requested {
                *days.entry(("attestations_requested", start(requested.act.sent_at))).or_default() += 1;
            }
            let outcome = match &attestation.state {
                AttestationState::Pending => continue,
                AttestationState::Answered { declaration, .. } => {
                    ("attestations_answered", declaration.declared_at)
                }
                AttestationState::Refused { at, .. } => ("attestations_refused", *at),
                AttestationState::Silent { at } => ("attestations_silent", *at),
            };
            *days.entry((outcome.0, start(outcome.1))).or_default() += 1;
        }
        for ((code, day), count) in days {
            let record = Record { by: AccountId::from_bytes([0; 16]), at: day, sequence: u64::MAX, act: () };
            self.add(code, day, &record, &[("count", count.to_string())], "");
        }
        if let Some(notice) = &file.public_notice {
            self.add(
                "public_notice",
                notice.act.from,
                notice,
                &[("places", notice.act.places.join(", "))],
                &notice.act.basis,
            );
        }
    }

    fn endings(&mut self, file: &BreachFile) {
        if let Some(containment) = file.stage.containment() {
            self.add("contained", containment.act.effective_at, containment, &[], "");
        }
        for restored in &file.restorations {
            self.add(
                "restored",
                restored.act.restored_at,
                restored,
                &[("tests", restored.act.tests.len().to_string())],
                &restored.act.service,
            );
        }
        if let Some(dpo) = &file.dpo {
            self.add("dpo", dpo.act.designated_at, dpo, &[], &dpo.act.name);
        }
        if let Some(number) = &file.register_number {
            self.add("numbered", number.at, number, &[("number", number.act.clone())], "");
        }
        match &file.stage {
            Stage::PostMortem { post_mortem, .. } => {
                self.add("post_mortem", post_mortem.act.held_at, post_mortem, &[], &post_mortem.act.causes);
            }
            Stage::Closed { closing, .. } => {
                self.add("closed", closing.at, closing, &[], &closing.act.decision)
            }
            Stage::Archived { closing, archive, .. } => {
                self.add("closed", closing.at, closing, &[], &closing.act.decision);
                self.add("archived", archive.at, archive, &[], "");
            }
            Stage::Reopened { reopening, .. } => {
                self.add("reopened", reopening.act.aware_at, reopening, &[], &reopening.act.reason);
            }
            _ => {}
        }
    }
}
