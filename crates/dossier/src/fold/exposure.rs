//! Who saw whose data: imports in chunks, declared exposures, and the two lists that come out.

use std::collections::{BTreeMap, BTreeSet};

use beffroi_seal::id::ImportId;
use serde::{Deserialize, Serialize};

use super::facts::{already, unknown};
use super::refusal::{Refusal, filled, past};
use super::{BreachFile, Meta, Record};
use crate::entry::{ExposureDeclared, ExposureImported, ExposureRow, ExposureRows, PartyDescribed};
use crate::vocabulary::DataCategory;

/// Everything known about who saw whose data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposure {
    /// Imports, replaced ones included.
    pub imports: BTreeMap<ImportId, Import>,
    /// Exposures known without logs.
    pub declared: Vec<Record<ExposureDeclared>>,
}

/// One import and the rows received so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// What was announced.
    pub record: Record<ExposureImported>,
    /// Rows received.
    pub rows: Vec<ExposureRow>,
    /// The import that replaced it.
    pub superseded_by: Option<ImportId>,
}

impl Import {
    /// Whether every row announced is there.
    pub fn is_complete(&self) -> bool {
        self.rows.len() as u64 == self.record.act.totals.rows
    }
}

impl Exposure {
    /// Rows of the imports that still count.
    pub fn rows(&self) -> impl Iterator<Item = &ExposureRow> {
        self.imports.values().filter(|import| import.superseded_by.is_none()).flat_map(|import| &import.rows)
    }

    /// Whether anything was imported or declared.
    pub fn is_empty(&self) -> bool {
        self.rows().next().is_none() && self.declared.is_empty()
    }

    /// Exposed persons: those whose data were seen, with the categories seen.
    pub fn persons(&self) -> BTreeMap<&str, BTreeSet<DataCategory>> {
        let mut persons: BTreeMap<&str, BTreeSet<DataCategory>> = BTreeMap::new();
        for row in self.rows() {
            persons.entry(&row.person).or_default().insert(row.category);
        }
        for declared in &self.declared {
            persons.entry(&declared.act.person).or_default().extend(&declared.act.categories);
        }
        persons
    }

    /// Viewers: those who saw somebody else's data.
    pub fn viewers(&self) -> BTreeSet<&str> {
        let declared = self.declared.iter().filter_map(|declared| declared.act.viewer.as_deref());
        self.rows().map(|row| row.viewer.as_str()).chain(declared).collect()
    }
}

impl BreachFile {
    /// Whether a reference is a viewer's, or a reporter's who saw data.
    pub fn is_viewer(&self, party: &str) -> bool {
        self.exposure.rows().any(|row| row.viewer == party)
            || self.exposure.declared.iter().any(|found| found.act.viewer.as_deref() == Some(party))
            || self.reports.iter().any(|found| found.act.reporter.as_deref() == Some(party))
    }

    /// Every viewer: from exposures, and reporters who saw data themselves.
    pub fn viewers(&self) -> BTreeSet<&str> {
        let reporters = self.reports.iter().filter_map(|record| record.act.reporter.as_deref());
        let mut viewers = self.exposure.viewers();
        viewers.extend(reporters);
        viewers
    }

    pub(super) fn exposure_imported(&mut self, meta: &Meta, act: &ExposureImported) -> Result<(), Refusal> {
        filled("exposure_imported", "tool", &act.tool)?;
        if act.inputs.is_empty() {
            return Err(Refusal::EmptyField { act: "exposure_imported".into(), field: "inputs".into() });
        }
        if self.exposure.imports.contains_key(&act.import) {
            return Err(already("import", &act.import));
        }
        if let Some(old) = act.supersedes {
            let former = self.exposure.imports.get(&old).ok_or_else(|| unknown("import", &old))?;
            if former.superseded_by.is_some() {
                return Err(Refusal::AlreadySuperseded { object: "import".into(), id: old.to_string() });
            }
        }
        if let Some(former) = act.supersedes.and_then(|old| self.exposure.imports.get_mut(&old)) {
            former.superseded_by = Some(act.import);
        }
        let import = Import { record: meta.record(act.clone()), rows: Vec::new(), superseded_by: None };
        self.exposure.imports.insert(act.import, import);
        Ok(())
    }

    pub(super) fn exposure_rows(&mut self, act: &ExposureRows) -> Result<(), Refusal> {
        let import =
            self.exposure.imports.get_mut(&act.import).ok_or_else(|| unknown("import", &act.import))?;
        for row in &act.rows {
            filled("exposure_rows", "person", &row.person)?;
            filled("exposure_rows", "viewer", &row.viewer)?;
            if row.last_at < row.first_at {
                return Err(Refusal::TooEarly {
                    act: "exposure_rows".into(),
                    field: "last_at".into(),
                    at: row.last_at,
                    not_before: row.first_at,
                });
            }
        }
        let (announced, received) =
            (import.record.act.totals.rows, (import.rows.len() + act.rows.len()) as u64);
        if received > announced {
            return Err(Refusal::TooManyRows { import: act.import.to_string(), announced, received });
        }
        import.rows.extend_from_slice(&act.rows);
        Ok(())
    }

    pub(super) fn exposure_declared(&mut self, meta: &Meta, act: &ExposureDeclared) -> Result<(), Refusal> {
        filled("exposure_declared", "person", &act.person)?;
        filled("exposure_declared", "basis", &act.basis)?;
        if let Some(at) = act.at {
            past("exposure_declared", "at", at, meta.at)?;
        }
        self.exposure.declared.push(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn party_described(&mut self, act: &PartyDescribed) -> Result<(), Refusal> {
        filled("party_described", "party", &act.party)?;
        filled("party_described", "name", &act.name)?;
        self.parties.insert(act.party.clone(), act.clone());
        Ok(())
    }
}
