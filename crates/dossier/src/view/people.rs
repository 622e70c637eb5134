//! Viewers and exposed persons, in figures and one by one.

use std::collections::{BTreeMap, BTreeSet};

use beffroi_seal::id::ImportId;
use jiff::tz::TimeZone;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use serde::Serialize;

use super::Moment;
use crate::entry::{ExposureRow, ImportInput, PartyDescribed};
use crate::fold::{Attestation, BreachFile, LetterState};
use crate::tri::Tri;
use crate::vocabulary::DataCategory;

/// Rows shown in the view; the whole table is in [`crate::fold::Exposure::rows`].
const ROWS_MAX: usize = 1000;

/// Who saw whose data, in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ExposureSummary {
    /// Imports, replaced ones included.
    pub imports: Vec<ImportRow>,
    /// Exposed persons.
    pub persons: usize,
    /// Of whom minors, or families with minors, as far as known.
    pub minors: usize,
    /// Viewers: other people than the exposed ones, or the same in another role.
    pub viewers: usize,
    /// Viewers who are exposed themselves.
    pub viewers_exposed: usize,
    /// Accesses.
    pub accesses: u64,
    /// First and last access.
    pub period: Option<(Moment, Moment)>,
    /// By category of data.
    pub by_category: Vec<CategoryTotal>,
    /// By hour of the first access.
    pub by_hour: Vec<HourTotal>,
    /// The first rows.
    pub rows: Vec<ExposureRow>,
    /// How many rows there are.
    pub rows_total: usize,
}

/// One import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportRow {
    /// Its id.
    pub import: ImportId,
    /// Tool.
    pub tool: String,
    /// Files read.
    pub inputs: Vec<ImportInput>,
    /// When it was recorded.
    pub at: Timestamp,
    /// Rows received.
    pub received: usize,
    /// Rows announced.
    pub announced: u64,
    /// Every row is there.
    pub complete: bool,
    /// The import that replaced it.
    pub superseded_by: Option<ImportId>,
    /// What the reader should know.
    pub note: String,
}

/// One category of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryTotal {
    /// The category.
    pub category: DataCategory,
    /// Exposed persons.
    pub persons: usize,
    /// Viewers.
    pub viewers: usize,
    /// Accesses.
    pub accesses: u64,
}

/// One hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HourTotal {
    /// Start of the hour.
    pub hour: Moment,
    /// Rows whose first access falls in it.
    pub rows: usize,
    /// Viewers.
    pub viewers: usize,
    /// Exposed persons.
    pub persons: usize,
}

/// One viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttestationRow {
    /// Reference.
    pub viewer: String,
    /// Who it is, when known.
    pub party: Option<PartyDescribed>,
    /// Reported the breach.
    pub reporter: bool,
    /// Exposed persons whose data this viewer saw.
    pub persons_seen: usize,
    /// Categories seen.
    pub categories: BTreeSet<DataCategory>,
    /// Request, reminders and answer.
    #[serde(flatten)]
    pub attestation: Attestation,
    /// Answer expected by.
    pub due: Option<Moment>,
    /// The term has passed without an answer.
    pub overdue: bool,
    /// What was declared leaves nothing with the viewer; absent without an answer.
    pub nothing_left: Option<bool>,
}

/// One exposed person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonRow {
    /// Reference.
    pub person: String,
    /// Who it is, when known.
    pub party: Option<PartyDescribed>,
    /// Categories seen.
    pub categories: BTreeSet<DataCategory>,
    /// Minor, as far as known.
    pub minor: Tri,
    /// Viewers who saw this person's data.
    pub viewers: usize,
    /// The letter.
    #[serde(flatten)]
    pub letter: LetterState,
}

pub(super) fn exposure(file: &BreachFile, zone: &TimeZone) -> ExposureSummary {
    let persons = file.exposure.persons();
    let viewers = file.exposure.viewers();
    let rows: Vec<&ExposureRow> = file.exposure.rows().collect();
    let minor = |person: &&&str| file.parties.get(**person).is_some_and(|party| party.minor.is_true());
    let first = rows.iter().map(|row| row.first_at).min();
    let last = rows.iter().map(|row| row.last_at).max();
    ExposureSummary {
        imports: imports(file),
        persons: persons.len(),
        minors: persons.keys().filter(minor).count(),
        viewers: viewers.len(),
        viewers_exposed: viewers.iter().filter(|viewer| persons.contains_key(**viewer)).count(),
        accesses: rows.iter().map(|row| row.count).sum(),
        period: first.zip(last).map(|(first, last)| (Moment::of(first, zone), Moment::of(last, zone))),
        by_category: by_category(&rows),
        by_hour: by_hour(&rows, zone),
        rows_total: rows.len(),
        rows: rows.into_iter().take(ROWS_MAX).cloned().collect(),
    }
}

fn imports(file: &BreachFile) -> Vec<ImportRow> {
    let mut imports: Vec<_> = file.exposure.imports.iter().collect();
    imports.sort_by_key(|(_, import)| import.record.sequence);
    let rows = imports.into_iter().map(|(id, import)| ImportRow {
        import: *id,
        tool: import.record.act.tool.clone(),
        inputs: import.record.act.inputs.clone(),
        at: import.record.at,
        received: import.rows.len(),
        announced: import.record.act.totals.rows,
        complete: import.is_complete(),
        superseded_by: import.superseded_by,
        note: import.record.act.note.clone(),
    });
    rows.collect()
}

fn by_category(rows: &[&ExposureRow]) -> Vec<CategoryTotal> {
    let mut found: BTreeMap<DataCategory, (BTreeSet<&str>, BTreeSet<&str>, u64)> = BTreeMap::new();
    for row in rows {
        let (persons, viewers, accesses) = found.entry(row.category).or_default();
        persons.insert(&row.person);
        viewers.insert(&row.viewer);
        *accesses += row.count;
    }
    let totals = found.into_iter().map(|(category, (persons, viewers, accesses))| CategoryTotal {
        category,
        persons: persons.len(),
        viewers: viewers.len(),
        accesses,
    });
    totals.collect()
}

fn by_hour(rows: &[&ExposureRow], zone: &TimeZone) -> Vec<HourTotal> {
    let mut found: BTreeMap<Timestamp, (usize, BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    let hour = TimestampRound::new().smallest(Unit::Hour).mode(RoundMode::Floor);
    for row in rows {
        let start = row.first_at.round(hour).unwrap_or(row.first_at);
        let (count, viewers, persons) = found.entry(start).or_default();
        *count += 1;
        viewers.insert(&row.viewer);
        persons.insert(&row.person);
    }
    let totals = found.into_iter().map(|(start, (rows, viewers, persons))| HourTotal {
        hour: Moment::of(start, zone),
        rows,
        viewers: viewers.len(),
        persons: persons.len(),
    });
    totals.collect()
}

pub(super) fn attestations(file: &BreachFile, now: Timestamp, zone: &TimeZone) -> Vec<AttestationRow> {
    let mut seen: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<DataCategory>)> = BTreeMap::new();
    for row in file.exposure.rows() {
        let (persons, categories) = seen.entry(&row.viewer).or_default();
        persons.insert(&row.person);
        categories.insert(row.category);
    }
    for declared in &file.exposure.declared {
        let Some(viewer) = declared.act.viewer.as_deref() else { continue };
        let (persons, categories) = seen.entry(viewer).or_default();
        persons.insert(&declared.act.person);
        categories.extend(&declared.act.categories);
    }
    let reporters: BTreeSet<&str> =
        file.reports.iter().filter_map(|found| found.act.reporter.as_deref()).collect();
    let rows = file.viewers().into_iter().map(|viewer| {
        let attestation = file.attestations.get(viewer).cloned().unwrap_or_default();
        let (persons, categories) = seen.remove(viewer).unwrap_or_default();
        AttestationRow {
            viewer: viewer.to_owned(),
            party: file.parties.get(viewer).cloned(),
            reporter: reporters.contains(viewer),
            persons_seen: persons.len(),
            categories,
            due: attestation.due_at().map(|at| Moment::of(at, zone)),
            overdue: attestation.is_overdue(now),
            nothing_left: attestation.nothing_left(),
            attestation,
        }
    });
    rows.collect()
}

pub(super) fn persons(file: &BreachFile) -> Vec<PersonRow> {
    let mut viewers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in file.exposure.rows() {
        viewers.entry(&row.person).or_default().insert(&row.viewer);
    }
    let rows = file.exposure.persons().into_iter().map(|(person, categories)| {
        let party = file.parties.get(person).cloned();
        PersonRow {
            person: person.to_owned(),
            minor: party.as_ref().map(|party| party.minor).unwrap_or_default(),
            party,
            categories,
            viewers: viewers.get(person).map_or(0, BTreeSet::len),
            letter: file.letter_state(person),
        }
    });
    rows.collect()
}
