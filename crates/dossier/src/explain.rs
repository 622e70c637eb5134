//! Why this level: generated from the computation, as codes with parameters and as French sentences.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fold::{BreachFile, DatasetSeverity};
use crate::french::{hundredths, typography};
use crate::severity::{
    Corpus, Duties, Estimate, Evaluation, Family, Identifier, InputKey, Inputs, Range, SeverityTables,
};
use crate::vocabulary::{Labels, key_of};

/// An explanation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Each reason as a code with parameters, for an interface in any language.
    pub items: Vec<ExplanationItem>,
    /// The same in French.
    pub sentences: Vec<String>,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplanationItem {
    /// Stable code.
    pub code: String,
    /// Its parameters.
    pub params: BTreeMap<String, String>,
}

impl Explanation {
    /// Explains the severity of a file: its governing set of data, then what was retained.
    pub fn of(file: &BreachFile, now: Timestamp) -> Self {
        let severity = file.severity(now);
        let mut writer = Writer { tables: file.tables(), labels: Labels::shipped(), out: Self::default() };
        let governing = severity.datasets.iter().find(|set| Some(set.dataset) == severity.governing);
        let Some(governing) = governing else {
            writer.say(
                "dataset-missing",
                &[],
                "Aucun jeu de données n’est décrit : la gravité ne peut pas être calculée.",
            );
            return writer.out;
        };
        writer.dataset(governing, severity.datasets.len());
        writer.evaluation(&governing.evaluation, &file.inputs(governing.dataset, now));
        if let Some(retained) = &severity.retained {
            let level = writer.level(retained.level);
            let text = match (&retained.reason, retained.pending) {
                (_, true) => format!("Niveau {level} demandé : il faut l’accord d’une seconde personne."),
                (Some(reason), false) => format!("Niveau retenu : {level}. Motif : {reason}"),
                (None, false) => format!("Niveau retenu : {level}, comme calculé."),
            };
            writer.say(
                "retained",
                &[("level", retained.level.to_string()), ("pending", retained.pending.to_string())],
                &text,
            );
        }
        if severity.stale {
            writer.say("stale", &[], "Des faits ont changé depuis : le niveau retenu est à revoir.");
        }
        writer.out
    }

    /// Explains one computation.
    pub fn of_evaluation(evaluation: &Evaluation, inputs: &Inputs, tables: &SeverityTables) -> Self {
        let mut writer = Writer { tables: tables.clone(), labels: Labels::shipped(), out: Self::default() };
        writer.evaluation(evaluation, inputs);
        writer.out
    }
}

/// French name of an input.
pub fn input_label(key: InputKey, tables: &SeverityTables, labels: &Labels) -> String {
    match key {
        InputKey::DataContext(None) => "ce que disent les données".to_owned(),
        InputKey::DataContext(Some(family)) => family_label(family, tables),
        InputKey::Identification(None) => "facilité d’identification".to_owned(),
        InputKey::Identification(Some(identifier)) => {
            format!("identification par {}", identifier_label(identifier, tables))
        }
        InputKey::Circumstance(which) => {
            tables.circumstance(which).map_or_else(String::new, |row| row.label.clone())
        }
        InputKey::Evidence(fact) => labels.label("legal_fact", &fact),
        InputKey::Persons => "nombre de personnes".to_owned(),
        InputKey::Recipients => "nombre de destinataires non maîtrisés".to_owned(),
    }
}

struct Writer {
    tables: SeverityTables,
    labels: Labels,
    out: Explanation,
}

impl Writer {
    fn say(&mut self, code: &str, params: &[(&str, String)], sentence: &str) {
        let params = params.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        self.out.items.push(ExplanationItem { code: code.to_owned(), params });
        self.out.sentences.push(typography(sentence));
    }

    fn dataset(&mut self, set: &DatasetSeverity, sets: usize) {
        if sets > 1 {
            let text = format!("Le jeu de données « {} » donne le niveau le plus élevé.", set.label);
            self.say(
                "governing",
                &[("dataset", set.dataset.to_string()), ("label", set.label.clone())],
                &text,
            );
        }
    }

    fn evaluation(&mut self, found: &Evaluation, inputs: &Inputs) {
        self.formula(found);
        self.sources(inputs);
        self.legal(found);
        self.outcome(found);
        self.unknown(found);
        self.flips(found);
        self.nearest(inputs);
    }

    fn formula(&mut self, found: &Evaluation) {
        let (low, high) = (found.formula_level.min, found.formula_level.max);
        let formula = format!(
            "SE = {} × {} + {} = {} ({}).",
            range(found.dpc, |score| score.to_string()),
            range(found.ei_hundredths, hundredths),
            range(found.cb_hundredths, hundredths),
            range(found.score_hundredths, hundredths),
            self.levels(low, high),
        );
        let params = [
            ("dpc", range(found.dpc, |score| score.to_string())),
            ("ei", range(found.ei_hundredths, hundredths)),
            ("cb", range(found.cb_hundredths, hundredths)),
            ("score", range(found.score_hundredths, hundredths)),
            ("level_min", low.to_string()),
            ("level_max", high.to_string()),
        ];
        self.say("formula", &params, &formula);
    }

    fn sources(&mut self, inputs: &Inputs) {
        for (family, found) in &inputs.data_context {
            let value = estimate(found.value, |score| score.to_string());
            let situation = match found.value {
                Estimate::Known(score) => self.situation(*family, score),
                _ => String::new(),
            };
            let label = family_label(*family, &self.tables);
            let text = format!("Données : {label}, {value}{situation}. Source : {}.", found.source);
            self.say(
                "data-context",
                &[("family", key_of(family)), ("score", value), ("source", found.source.clone())],
                &text,
            );
        }
        for (identifier, found) in &inputs.identification {
            let value = estimate(found.value, hundredths);
            let label = identifier_label(*identifier, &self.tables);
            let text = format!("Identification par {label} : {value}. Source : {}.", found.source);
            self.say(
                "identification",
                &[("identifier", key_of(identifier)), ("score", value), ("source", found.source.clone())],
                &text,
            );
        }
        for (which, found) in
            inputs.circumstances.iter().filter(|(_, found)| found.value != Estimate::Known(0))
        {
            let value = estimate(found.value, hundredths);
            let row = self.tables.circumstance(*which);
            let step =
                row.and_then(|row| row.steps.iter().find(|step| Estimate::Known(step.score) == found.value));
            let step = step.map_or_else(String::new, |step| format!(" ({})", step.label));
            let label = row.map_or_else(String::new, |row| row.label.clone());
            let text = format!("Circonstance, {label} : +{value}{step}. Source : {}.", found.source);
            self.say(
                "circumstance",
                &[("circumstance", key_of(which)), ("score", value), ("source", found.source.clone())],
                &text,
            );
        }
    }

    fn situation(&self, family: Family, score: u16) -> String {
        let row = self.tables.family(family);
        let text = row.and_then(|row| row.situations.get(usize::from(score).checked_sub(1)?));
        text.map_or_else(String::new, |text| format!(" ({text})"))
    }

    fn legal(&mut self, found: &Evaluation) {
        for fired in &found.fired {
            let Some(row) = self.tables.legal_row(fired.rule).cloned() else { continue };
            let rule = format!("{:?}", fired.rule);
            let kind = if rule.starts_with('P') { "Plancher" } else { "Plafond" };
            let certain = if fired.certain { "" } else { " possible" };
            let effect = if fired.binding { "" } else { " Sans effet sur le niveau." };
            let text = format!("{kind} {rule}{certain} : {} ({}).{effect}", row.text, row.source);
            let params = [
                ("rule", rule),
                ("certain", fired.certain.to_string()),
                ("binding", fired.binding.to_string()),
            ];
            self.say("legal", &params, &text);
        }
        for rule in &found.unproven {
            let text = format!("Plafond {rule:?} non appliqué : aucune pièce ne le prouve.");
            self.say("unproven", &[("rule", format!("{rule:?}"))], &text);
        }
    }

    fn outcome(&mut self, found: &Evaluation) {
        let (low, high) = (found.level.min, found.level.max);
        let level = self.levels(low, high);
        let text = if found.duties_are_settled() {
            format!("Gravité {level}. {}", duties_text(found.duties.max))
        } else {
            let proposed = self.level(found.proposed);
            format!(
                "Gravité {level}. Au plus bas : {} Au plus haut : {} Dans le doute, niveau proposé : {proposed}.",
                duties_text(found.duties.min),
                duties_text(found.duties.max)
            )
        };
        let params = [
            ("level_min", low.to_string()),
            ("level_max", high.to_string()),
            ("proposed", found.proposed.to_string()),
        ];
        self.say("outcome", &params, &text);
    }

    fn unknown(&mut self, found: &Evaluation) {
        let deciding: Vec<InputKey> =
            found.flips.iter().filter(|flip| flip.unknown).map(|flip| flip.input).collect();
        let mut keys: Vec<InputKey> =
            found.unknown.iter().copied().filter(|key| deciding.contains(key)).collect();
        keys.dedup();
        if found.duties_are_settled() || keys.is_empty() {
            return;
        }
        let names: Vec<String> =
            keys.iter().map(|key| input_label(*key, &self.tables, &self.labels)).collect();
        let inputs = keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        self.say("unknown", &[("inputs", inputs)], &format!("À établir : {}.", names.join(" ; ")));
    }

    fn flips(&mut self, found: &Evaluation) {
        for flip in &found.flips {
            let name = input_label(flip.input, &self.tables, &self.labels);
            let level = self.levels(flip.level.min, flip.level.max);
            let value = match (flip.input, flip.value.as_str()) {
                (InputKey::Evidence(_), "true") => "oui".to_owned(),
                (InputKey::Evidence(_), "false") => "non".to_owned(),
                (InputKey::Identification(_) | InputKey::Circumstance(_), score) => {
                    score.parse().map_or_else(|_| score.to_owned(), hundredths)
                }
                (_, value) => value.to_owned(),
            };
            let text = format!("Basculerait à {level} si : {name} = {value}.");
            let params = [
                ("input", flip.input.to_string()),
                ("value", flip.value.clone()),
                ("level_min", flip.level.min.to_string()),
                ("level_max", flip.level.max.to_string()),
                ("unknown", flip.unknown.to_string()),
            ];
            self.say("flip", &params, &text);
        }
    }

    fn nearest(&mut self, inputs: &Inputs) {
        let Some(nearest) = Corpus::shipped().nearest(inputs) else { return };
        let names: Vec<String> =
            nearest.differences.iter().map(|key| input_label(*key, &self.tables, &self.labels)).collect();
        let differences = if names.is_empty() {
            "aucune différence".to_owned()
        } else {
            format!("différences : {}", names.join(" ; "))
        };
        let text = format!(
            "Cas publié le plus proche : « {} » ({}) ; {differences}.",
            nearest.title, nearest.source
        );
        let keys = nearest.differences.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        self.say("nearest", &[("case", nearest.id), ("title", nearest.title), ("differences", keys)], &text);
    }

    fn level(&self, level: u8) -> String {
        self.tables.level(level).cnil.clone()
    }

    fn levels(&self, low: u8, high: u8) -> String {
        if low == high { self.level(low) } else { format!("{} à {}", self.level(low), self.level(high)) }
    }
}

fn duties_text(duties: Duties) -> &'static str {
    match (duties.notify_authority, duties.inform_persons) {
        (true, true) => "Notifier la CNIL et informer les personnes.",
        (true, false) => "Notifier la CNIL ; pas de communication aux personnes.",
        (false, true) => "Informer les personnes.",
        (false, false) => "Inscrire au registre seulement.",
    }
}

fn range(found: Range<u16>, write: impl Fn(u16) -> String) -> String {
    if found.is_settled() {
        write(found.min)
    } else {
        format!("[{} à {}]", write(found.min), write(found.max))
    }
}

fn estimate(found: Estimate, write: impl Fn(u16) -> String) -> String {
    match found {
        Estimate::Known(score) => write(score),
        Estimate::Between(low, high) => format!("entre {} et {}", write(low), write(high)),
        Estimate::Unknown => "inconnu".to_owned(),
    }
}

fn family_label(family: Family, tables: &SeverityTables) -> String {
    tables.family(family).map_or_else(String::new, |row| row.label.clone())
}

fn identifier_label(identifier: Identifier, tables: &SeverityTables) -> String {
    tables.identifier(identifier).map_or_else(String::new, |row| row.label.clone())
}
