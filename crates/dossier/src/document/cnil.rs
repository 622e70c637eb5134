//! Notification sheet, field by field, in the order of the CNIL's online form.
//!
//! The CNIL only takes notifications through its own form: this sheet is what to type there, with
//! the list of what is missing. After a first filing it is the complement, with what has changed. The
//! fields are made in [`super::cnil_fields`].

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cnil_fields::Builder;
use super::{Field, FieldStatus, Section};
use crate::fold::BreachFile;
use crate::french;
use crate::vocabulary::Labels;

/// The sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CnilSheet {
    /// Initial, complementary or complete.
    pub kind: FilingKind,
    /// Number in our register.
    pub register_number: Option<String>,
    /// Number that the CNIL gave to the previous filing.
    pub previous_reference: Option<String>,
    /// What was known at this instant.
    pub as_of: Timestamp,
    /// The same, written out.
    pub date: String,
    /// The fourteen sections.
    pub sections: Vec<Section>,
    /// Keys of the fields "à compléter": a complete filing needs them.
    pub missing: Vec<String>,
    /// What changed since the previous filing.
    pub changes: Vec<FieldChange>,
}

/// Which filing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingKind {
    /// First filing, with things to complete.
    Initial,
    /// First filing, with everything.
    Complete,
    /// Follows another one.
    Complementary,
}

/// A field that changed since the previous filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Key of the field.
    pub key: String,
    /// Its label.
    pub label: String,
    /// What was filed.
    pub before: Vec<String>,
    /// What is known now.
    pub after: Vec<String>,
}

impl CnilSheet {
    /// The sheet at `now`, with the reasons of a late filing if there are any.
    pub fn of(file: &BreachFile, late_reasons: Option<&str>, now: Timestamp) -> Self {
        let current = file.occurrences.len().saturating_sub(1);
        let previous =
            file.filings.iter().rev().find(|filing| filing.obligation.occurrence as usize == current);
        let builder = Builder { file, labels: Labels::shipped(), zone: file.place().zone, now, late_reasons };
        let mut sections = builder.sections();
        let missing = |sections: &[Section]| -> Vec<String> {
            let fields = sections.iter().flat_map(|section| &section.fields);
            let open = fields.filter(|field| field.status == FieldStatus::ToComplete);
            open.map(|field| field.key.clone()).collect()
        };
        let missing = missing(&sections);
        let kind = match previous {
            Some(_) => FilingKind::Complementary,
            None if missing.is_empty() => FilingKind::Complete,
            None => FilingKind::Initial,
        };
        let previous_reference = previous.and_then(|filing| filing.reference.clone());
        sections.insert(0, builder.type_section(kind, previous_reference.as_deref()));
        for (index, section) in sections.iter_mut().enumerate() {
            section.number = u8::try_from(index + 1).unwrap_or(u8::MAX);
        }
        Self {
            kind,
            register_number: file.register_number.as_ref().map(|number| number.act.clone()),
            previous_reference,
            as_of: now,
            date: french::date_time(now, &builder.zone),
            changes: previous.map(|filing| changes(&filing.sheet.sections, &sections)).unwrap_or_default(),
            sections,
            missing,
        }
    }

    /// A field by its key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.sections.iter().flat_map(|section| &section.fields).find(|field| field.key == key)
    }
}

fn changes(before: &[Section], after: &[Section]) -> Vec<FieldChange> {
    let former: BTreeMap<&str, &Field> =
        before.iter().flat_map(|section| &section.fields).map(|field| (field.key.as_str(), field)).collect();
    let fields = after.iter().filter(|section| section.key != "type").flat_map(|section| &section.fields);
    fields
        .filter_map(|field| {
            let before = former.get(field.key.as_str()).map(|field| field.values.clone()).unwrap_or_default();
            (before != field.values).then(|| FieldChange {
                key: field.key.clone(),
                label: field.label.clone(),
                before,
                after: field.values.clone(),
            })
        })
        .collect()
}
