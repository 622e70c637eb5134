//! Sheet of the internal register (article 33(5) GDPR): facts, effects, measures, and why each
//! decision was taken, decisions not to notify included.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CnilSheet, Field, FieldStatus, Section};
use crate::explain::Explanation;
use crate::fold::{AttestationState, BreachFile};
use crate::french::{self, typography};
use crate::obligation::{Obligation, ObligationStatus};
use crate::vocabulary::Labels;

/// The sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterSheet {
    /// Number, once given.
    pub number: Option<String>,
    /// Title of the file.
    pub title: String,
    /// Key of its state.
    pub state: String,
    /// The same, in French.
    pub state_label: String,
    /// Who keeps the register.
    pub organisation: String,
    /// What was known at this instant.
    pub as_of: Timestamp,
    /// The same, written out.
    pub date: String,
    /// Facts, effects, measures, risk, obligations, decisions.
    pub sections: Vec<Section>,
}

impl RegisterSheet {
    /// The sheet at `now`.
    pub fn of(file: &BreachFile, now: Timestamp) -> Self {
        let labels = Labels::shipped();
        let sheet = CnilSheet::of(file, None, now);
        let state = file.stage.key();
        let zone = file.place().zone;
        let mut sections = vec![
            pick(
                "facts",
                "Faits",
                &sheet,
                &[
                    "started_at",
                    "ended_at",
                    "aware_at",
                    "aware_basis",
                    "discovery",
                    "nature",
                    "origin",
                    "cause",
                    "description",
                    "data_categories",
                    "sensitive_categories",
                    "person_categories",
                    "person_count",
                    "record_count",
                ],
            ),
            pick("effects", "Effets", &sheet, &["consequences", "harms", "harms_detail"]),
            pick(
                "measures",
                "Mesures",
                &sheet,
                &["prior_measures", "immediate_measures", "corrective_measures"],
            ),
            risk(file, now),
            obligations(file, now, &labels),
            people(file, &zone),
            decisions(file, &zone),
        ];
        sections[0].fields.insert(0, reports(file, &zone));
        for (index, section) in sections.iter_mut().enumerate() {
            section.number = u8::try_from(index + 1).unwrap_or(u8::MAX);
        }
        Self {
            number: file.register_number.as_ref().map(|number| number.act.clone()),
            title: file.opened.as_ref().map(|opened| opened.act.title.clone()).unwrap_or_default(),
            state: state.to_owned(),
            state_label: labels.text("state", state).unwrap_or(state).to_owned(),
            organisation: file.organisation.name.clone(),
            as_of: now,
            date: french::date_time(now, &zone),
            sections,
        }
    }
}

fn pick(key: &str, title: &str, sheet: &CnilSheet, keys: &[&str]) -> Section {
    let fields = keys.iter().filter_map(|key| sheet.field(key).cloned()).collect();
    Section { key: key.to_owned(), number: 0, title: title.to_owned(), fields }
}

fn reports(file: &BreachFile, zone: &jiff::tz::TimeZone) -> Field {
    let lines = file.reports.iter().map(|record| {
        let at = french::date_time(record.act.first_report_at, zone);
        typography(&format!("{at} : {}", record.act.summary))
    });
    field("reports", "Signalements", lines.collect())
}

fn risk(file: &BreachFile, now: Timestamp) -> Section {
    let severity = file.severity(now);
    let tables = file.tables();
    let explanation = Explanation::of(file, now);
    let mut fields = vec![field("explanation", "Calcul de la gravité", explanation.sentences)];
    if let Some(retained) = &severity.retained {
        let level = tables.level(retained.level).cnil.clone();
        fields.push(field("retained", "Niveau retenu", vec![level]));
        fields.push(field(
            "reason",
            "Motif de l’écart avec le calcul",
            retained.reason.iter().cloned().collect(),
        ));
        let dpo = retained.dpo.iter().map(|opinion| {
            let verdict = if opinion.favourable { "favorable" } else { "défavorable" };
            typography(&format!("Avis {verdict} ({}) : {}", opinion.by, opinion.text))
        });
        fields.push(field("dpo", "Avis du délégué à la protection des données", dpo.collect()));
    }
    Section { key: "risk".into(), number: 0, title: "Analyse du risque".into(), fields }
}

fn obligations(file: &BreachFile, now: Timestamp, labels: &Labels) -> Section {
    let zone = file.place().zone;
    let fields = file.obligations(now).into_iter().map(|found| {
        let mut values = vec![labels.label("obligation", &found.status)];
        values.extend(found.sent_at.map(|at| format!("Envoyée le {}", french::date_time(at, &zone))));
        values
            .extend(found.reference.iter().map(|reference| typography(&format!("Référence : {reference}"))));
        if found.late {
            let reasons = found.late_reasons.as_deref().unwrap_or("non indiqués");
            values.push(typography(&format!("En retard ; motifs : {reasons}")));
        }
        values.extend(why(file, &found));
        field(&found.key.to_string(), &found.title, values)
    });
    Section { key: "obligations".into(), number: 0, title: "Obligations".into(), fields: fields.collect() }
}

fn why(file: &BreachFile, found: &Obligation) -> Option<String> {
    let progress = file.progress.get(&found.key);
    let text = match found.status {
        ObligationStatus::Dispensed => progress?.dispensed.as_ref()?.act.reason.clone(),
        ObligationStatus::Withdrawn => progress?.withdrawn.as_ref()?.act.reason.clone(),
        ObligationStatus::NotApplicable => {
            return Some(typography(&format!("Condition non remplie ({})", found.source)));
        }
        _ => return None,
    };
    Some(typography(&format!("Motif : {text}")))
}

fn people(file: &BreachFile, zone: &jiff::tz::TimeZone) -> Section {
    let persons = file.exposure.persons().len();
    let waiting = file.persons_not_informed().len();
    let viewers = file.viewers();
    let answered =
        file.attestations.values().filter(|found| matches!(found.state, AttestationState::Answered { .. }));
    let notice = file.public_notice.iter().map(|record| {
        let from = french::date(record.act.from, zone);
        typography(&format!("{} à partir du {from}. {}", french::list(&record.act.places), record.act.basis))
    });
    let fields = vec![
        field("exposed", "Personnes exposées", vec![french::number(persons as u64)]),
        field(
            "informed",
            "Personnes informées ou dispensées",
            vec![french::number((persons - waiting) as u64)],
        ),
        field("viewers", "Personnes ayant accédé aux données", vec![french::number(viewers.len() as u64)]),
        field("attestations", "Attestations reçues", vec![french::number(answered.count() as u64)]),
        field("public_notice", "Communication publique", notice.collect()),
    ];
    Section { key: "people".into(), number: 0, title: "Personnes".into(), fields }
}

fn decisions(file: &BreachFile, zone: &jiff::tz::TimeZone) -> Section {
    let lines = file.decisions.iter().map(|record| {
        let decision = &record.act;
        let mut values = vec![
            typography(&format!("{} : {}", french::date_time(record.at, zone), decision.choice)),
            typography(&format!("Motif : {}", decision.reason)),
        ];
        if !decision.dissent.trim().is_empty() {
            values.push(typography(&format!("Avis contraire : {}", decision.dissent)));
        }
        field(&format!("decision.{}", decision.decision), &decision.question, values)
    });
    Section { key: "decisions".into(), number: 0, title: "Décisions".into(), fields: lines.collect() }
}

fn field(key: &str, label: &str, values: Vec<String>) -> Field {
    let status = if values.is_empty() { FieldStatus::Optional } else { FieldStatus::Filled };
    Field { key: key.to_owned(), label: typography(label), values, status, edited: false }
}
