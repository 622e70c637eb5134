//! The closed list of facts that a rule may read, and their values in one breach file.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::tri::Tri;

/// What kind of value a named fact has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactType {
    /// Yes, no or unknown.
    Bool,
    /// A whole number, possibly known only within bounds.
    Number,
    /// An instant, possibly absent.
    Instant,
}

/// Every fact a rule may name. A rule naming another one is refused when it is loaded.
pub const FACTS: [(&str, FactType); 38] = {
    use FactType::{Bool, Instant, Number};
    [
        ("entity.controller", Bool),
        ("entity.processor", Bool),
        ("entity.public_body", Bool),
        ("entity.telecom", Bool),
        ("entity.trust_provider", Bool),
        ("entity.nis2", Bool),
        ("entity.vital_operator", Bool),
        ("entity.health", Bool),
        ("entity.health_host", Bool),
        ("entity.financial", Bool),
        ("entity.manufacturer", Bool),
        ("entity.insured", Bool),
        ("entity.insured_cyber", Bool),
        ("entity.has_dpo", Bool),
        ("entity.monaco", Bool),
        ("entity.swiss", Bool),
        ("incident.security_breach", Bool),
        ("incident.personal_data", Bool),
        ("incident.ongoing", Bool),
        ("incident.malicious", Bool),
        ("incident.stad_attack", Bool),
        ("incident.offence", Bool),
        ("incident.significant", Bool),
        ("incident.serious_health", Bool),
        ("incident.major", Bool),
        ("incident.exploited_vulnerability", Bool),
        ("filing.initial_sent", Bool),
        ("filing.initial_complete", Bool),
        ("risk.level", Number),
        ("persons.count", Number),
        ("first_report_at", Instant),
        ("aware_at", Instant),
        ("processor_notice_at", Instant),
        ("classified_at", Instant),
        ("offence_known_at", Instant),
        ("started_at", Instant),
        ("ended_at", Instant),
        ("contained_at", Instant),
    ]
};

/// The type of a named fact, if rules may read it.
pub fn fact_type(name: &str) -> Option<FactType> {
    FACTS.iter().find(|(known, _)| *known == name).map(|&(_, kind)| kind)
}

/// A number known within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The least it can be.
    pub min: u64,
    /// The most it can be.
    pub max: u64,
}

impl Bounds {
    /// A number known exactly.
    pub const fn exactly(n: u64) -> Self {
        Self { min: n, max: n }
    }
    /// Nothing is known.
    pub const ANY: Self = Self { min: 0, max: u64::MAX };
}

/// The values of the facts in one breach file at one moment; what is absent is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleFacts {
    bools: BTreeMap<String, Tri>,
    numbers: BTreeMap<String, Bounds>,
    instants: BTreeMap<String, Timestamp>,
}

impl RuleFacts {
    /// Sets a yes/no fact.
    pub fn set(&mut self, name: &str, value: impl Into<Tri>) {
        self.bools.insert(name.to_owned(), value.into());
    }

    /// Sets a number.
    pub fn set_number(&mut self, name: &str, bounds: Bounds) {
        self.numbers.insert(name.to_owned(), bounds);
    }

    /// Sets an instant, when there is one. `sent:<rule id>` names the sending of another obligation.
    pub fn set_instant(&mut self, name: &str, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.instants.insert(name.to_owned(), at);
        }
    }

    /// A yes/no fact.
    pub fn bool(&self, name: &str) -> Tri {
        self.bools.get(name).copied().unwrap_or_default()
    }

    /// A number's bounds.
    pub fn number(&self, name: &str) -> Bounds {
        self.numbers.get(name).copied().unwrap_or(Bounds::ANY)
    }

    /// An instant, if it is known.
    pub fn instant(&self, name: &str) -> Option<Timestamp> {
        self.instants.get(name).copied()
    }
}
