//! Published cases with their outcomes: a test of the engine, and the "nearest case" of an explanation.

use std::collections::BTreeMap;

use beffroi_seal::id::{AccountId, PieceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::input::{Appraised, Circumstance, Estimate, Family, Identifier, InputKey, Inputs, LegalFact};
use super::tables::LegalRule;
use crate::tri::Tri;
use crate::vocabulary::{Confidence, Count};

const SHIPPED: &str = include_str!("../../../../rules/edpb_cases.toml");

/// The published cases.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corpus {
    /// In the order of the file.
    #[serde(rename = "case")]
    pub cases: Vec<PublishedCase>,
}

/// One published case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedCase {
    /// Its number in the source.
    pub id: String,
    /// What happened, in French.
    pub title: String,
    /// Where it was published.
    pub source: String,
    data_context: BTreeMap<Family, u16>,
    identification: BTreeMap<Identifier, u16>,
    circumstances: BTreeMap<Circumstance, u16>,
    evidence: Vec<LegalFact>,
    persons: u64,
    recipients: u64,
    /// Expected SE, in hundredths.
    pub score: u16,
    /// Floors and ceilings that must fire.
    pub rules: Vec<LegalRule>,
    /// Whether the authority is notified.
    pub authority: ExpectedDuty,
    /// Whether the persons are informed.
    pub persons_informed: ExpectedDuty,
}

/// The published outcome for one duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExpectedDuty {
    /// Due.
    Yes,
    /// Not due.
    No,
    /// The source says that it depends.
    Depends,
}

/// The published case that resembles most, and how it differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nearest {
    /// Its number.
    pub id: String,
    /// What happened.
    pub title: String,
    /// Where it was published.
    pub source: String,
    /// Inputs that differ.
    pub differences: Vec<InputKey>,
}

/// The file of cases is not in the format.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("published cases, line {line}: {message}")]
pub struct CorpusError {
    /// Line, from 1.
    pub line: usize,
    /// What the reader says.
    pub message: String,
}

impl Corpus {
    /// Reads cases from TOML.
    pub fn parse(text: &str) -> Result<Self, CorpusError> {
        toml::from_str(text).map_err(|error| CorpusError {
            line: text[..error.span().map_or(0, |span| span.start)].matches('\n').count() + 1,
            message: error.message().to_owned(),
        })
    }

    /// The cases shipped with the program.
    pub fn shipped() -> Self {
        Self::parse(SHIPPED).expect("the shipped cases are parsed by a test")
    }

    /// The case that resembles these inputs most; `None` while nothing is known of the data.
    pub fn nearest(&self, inputs: &Inputs) -> Option<Nearest> {
        if inputs.data_context.is_empty() {
            return None;
        }
        let measured = self.cases.iter().map(|case| (case, differences(inputs, &case.inputs())));
        let (case, differences) =
            measured.min_by_key(|(_, found)| found.iter().map(|(_, weight)| weight).sum::<u32>())?;
        let keys = differences.into_iter().map(|(key, _)| key).collect();
        let PublishedCase { id, title, source, .. } = case.clone();
        Some(Nearest { id, title, source, differences: keys })
    }
}

impl PublishedCase {
    /// Its inputs, all known; every legal fact that is not listed is false.
    pub fn inputs(&self) -> Inputs {
        let known = |scores: u16| origin().with(Estimate::Known(scores));
        let all = LegalFact::OF_FLOORS.into_iter().chain(LegalFact::OF_CEILINGS);
        Inputs {
            data_context: self.data_context.iter().map(|(k, v)| (*k, known(*v))).collect(),
            identification: self.identification.iter().map(|(k, v)| (*k, known(*v))).collect(),
            circumstances: Circumstance::ALL
                .iter()
                .map(|which| (*which, known(self.circumstances.get(which).copied().unwrap_or(0))))
                .collect(),
            evidence: all
                .map(|fact| (fact, origin().with(Tri::from(self.evidence.contains(&fact)))))
                .collect(),
            persons: Some(Count::Exact(self.persons)),
            recipients: Some(origin().with(Count::Exact(self.recipients))),
        }
    }
}

/// The inputs known on both sides that differ, with how much each counts.
fn differences(ours: &Inputs, theirs: &Inputs) -> Vec<(InputKey, u32)> {
    let known = |found: &Appraised<Estimate>| match found.value {
        Estimate::Known(score) => Some(u32::from(score)),
        Estimate::Between(low, high) => Some(u32::from(low + high) / 2),
        Estimate::Unknown => None,
    };
    let mut found = Vec::new();
    let context =
        |inputs: &Inputs| inputs.data_context.iter().filter_map(|(f, v)| Some((known(v)?, *f))).max();
    if let (Some((a, ours)), Some((b, theirs))) = (context(ours), context(theirs)) {
        let weight = 3 * a.abs_diff(b) + 2 * u32::from(ours != theirs);
        found.extend((weight > 0).then_some((InputKey::DataContext(Some(ours)), weight)));
    }
    let identity =
        |inputs: &Inputs| inputs.identification.iter().filter_map(|(i, v)| Some((known(v)?, *i))).max();
    if let (Some((a, ours)), Some((b, _))) = (identity(ours), identity(theirs)) {
        found.extend((a != b).then_some((InputKey::Identification(Some(ours)), 1 + a.abs_diff(b) / 25)));
    }
    for which in Circumstance::ALL {
        let score = |inputs: &Inputs| inputs.circumstances.get(&which).and_then(known);
        if let (Some(a), Some(b)) = (score(ours), score(theirs)) {
            found.extend((a != b).then_some((InputKey::Circumstance(which), 2 + a.abs_diff(b) / 25)));
        }
    }
    for fact in LegalFact::OF_FLOORS.into_iter().chain(LegalFact::OF_CEILINGS) {
        let value = |inputs: &Inputs| inputs.evidence.get(&fact).map_or(Tri::Unknown, |found| found.value);
        let (a, b) = (value(ours), value(theirs));
        let differ = a != Tri::Unknown && b != Tri::Unknown && a != b;
        found.extend(differ.then_some((InputKey::Evidence(fact), 2)));
    }
    found
}

fn origin() -> Appraised<()> {
    Appraised {
        value: (),
        source: "cas publié".to_owned(),
        confidence: Confidence::High,
        author: AccountId::from_bytes([0; 16]),
        at: Timestamp::UNIX_EPOCH,
        piece: Some(PieceId::from_bytes([0; 16])),
    }
}
