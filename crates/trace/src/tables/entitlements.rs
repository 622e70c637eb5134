//! Who may see what, and whom it concerns.
//!
//! One row says: this resource concerns this person, and this account may see
//! it. A row without account only says whom the resource concerns. The row
//! whose resource is `*` says that an account may see every resource (the
//! officers of a service); it names no person.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::TableError;
use super::feed::{Feed, Row};
use super::lookup::{Lookup, Probe, Record, TAIL_BYTES_MAX};
use super::names::Names;
use super::viewers::{self, Viewers};
use crate::mapping::{Case, Mapping};
use crate::search::same;

const TABLE: &str = "entitlements";
const COLUMNS: [&str; 4] = ["resource", "person", "viewer", "category"];
const EVERY_RESOURCE: &[u8] = b"*";
const NOBODY: u32 = u32::MAX;

/// Longest list of accounts written with a resource.
const INLINE_BYTES_MAX: usize = 1_024;

/// The entitlement table, complete and immutable; cheap to clone.
#[derive(Debug, Clone)]
pub struct Entitlements(Arc<Table>);

#[derive(Debug)]
struct Table {
    /// Resources, each with the accounts that may see it.
    resources: Lookup,
    /// Accounts that may see a resource with too many accounts to be written
    /// with it.
    accounts: Lookup,
    /// The sorted accounts of such a resource.
    crowds: Vec<Vec<u32>>,
    resource_names: Names,
    persons: Names,
    categories: Names,
    /// Where the subjects of each resource end.
    subjects_end: Vec<u32>,
    /// Person and category, resource after resource.
    subjects: Vec<(u32, u32)>,
    /// Accounts that may see everything.
    everywhere: Lookup,
    duplicate_rows: u64,
    fingerprint: u64,
}

/// Reads the table chunk by chunk.
#[derive(Debug)]
pub struct EntitlementsBuilder {
    feed: Feed,
    rows: Rows,
}

#[derive(Debug)]
struct Rows {
    resource_case: Case,
    actor_case: Case,
    resources: Names,
    persons: Names,
    accounts: Names,
    categories: Names,
    rows: Vec<Entry>,
    everywhere: BTreeSet<u32>,
    everywhere_rows: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    resource: u32,
    person: u32,
    category: u32,
    viewer: u32,
}

impl EntitlementsBuilder {
    /// Takes a chunk of the table (CSV, UTF-8, header
    /// `resource,person,viewer,category`).
    ///
    /// # Errors
    ///
    /// [`TableError`] at the first row that cannot be used.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), TableError> {
        let Self { feed, rows } = self;
        feed.push(bytes, &mut |row| rows.add(row))
    }

    /// Takes the end of the table.
    ///
    /// # Errors
    ///
    /// [`TableError`], also when no row concerns anyone.
    pub fn finish(mut self) -> Result<Entitlements, TableError> {
        let Self { feed, rows } = &mut self;
        feed.finish(&mut |row| rows.add(row))?;
        if self.rows.rows.is_empty() {
            return Err(TableError::Empty { table: TABLE });
        }
        self.rows
            .table()
            .map(|table| Entitlements(Arc::new(table)))
            .ok_or(TableError::TooLarge { table: TABLE })
    }
}

impl Rows {
    fn add(&mut self, row: Row<'_>) -> Result<(), TableError> {
        let [resource, person, viewer, category] = row.values;
        let empty = |column| TableError::FieldEmpty { table: TABLE, line: row.line, column };
        if resource.is_empty() {
            return Err(empty("resource"));
        }
        let name = |problem| TableError::name(TABLE, row.line, problem);
        let viewer = if viewer.is_empty() {
            NOBODY
        } else {
            self.accounts.number(&self.actor_case.apply(viewer)).map_err(name)?
        };
        if resource == EVERY_RESOURCE {
            if viewer == NOBODY || !person.is_empty() {
                return Err(TableError::Everywhere { line: row.line });
            }
            self.everywhere.insert(viewer);
            self.everywhere_rows += 1;
            return Ok(());
        }
        if person.is_empty() {
            return Err(empty("person"));
        }
        if category.is_empty() {
            return Err(empty("category"));
        }
        self.rows.push(Entry {
            resource: self.resources.number(&self.resource_case.apply(resource)).map_err(name)?,
            person: self.persons.number(person).map_err(name)?,
            category: self.categories.number(category).map_err(name)?,
            viewer,
        });
        Ok(())
    }

    fn table(mut self) -> Option<Table> {
        let given = self.rows.len() as u64 + self.everywhere_rows;
        // Tables come resource by resource most of the time: then this is one pass.
        self.rows.sort_unstable();
        self.rows.dedup();
        let kept = self.rows.len() as u64 + self.everywhere.len() as u64;

        let mut subjects = Vec::new();
        let mut subjects_end = Vec::with_capacity(self.resources.len());
        let mut viewers: Vec<u32> = Vec::new();
        let mut here: Vec<u32> = Vec::new();
        let mut viewers_end = Vec::with_capacity(self.resources.len());
        for rows in self.rows.chunk_by(|a, b| a.resource == b.resource) {
            let subjects_start = subjects.len();
            here.clear();
            for row in rows {
                // Rows are sorted by person and category within the resource.
                let subject = (row.person, row.category);
                if subjects[subjects_start..].last() != Some(&subject) {
                    subjects.push(subject);
                }
                if row.viewer != NOBODY {
                    here.push(row.viewer);
                }
            }
            here.sort_unstable();
            here.dedup();
            viewers.extend_from_slice(&here);
            subjects_end.push(u32::try_from(subjects.len()).ok()?);
            viewers_end.push(viewers.len());
        }
        subjects.shrink_to_fit();
        self.rows = Vec::new();

        let accounts_of = |resource: u32| {
            let at = resource as usize;
            let start = if at == 0 { 0 } else { viewers_end[at - 1] };
            &viewers[start..viewers_end[at]]
        };
        let mut crowds: Vec<Vec<u32>> = Vec::new();
        let mut in_crowds = BTreeSet::new();
        let resources = Lookup::new(self.resources.iter(), |resource, tail| {
            let accounts = accounts_of(resource);
            let names = || accounts.iter().map(|account| self.accounts.name(*account));
            if names().map(viewers::bytes).sum::<usize>() <= INLINE_BYTES_MAX.min(TAIL_BYTES_MAX) {
                names().for_each(|name| viewers::write(name, tail));
            } else {
                viewers::write_crowd(crowds.len() as u32, tail);
                in_crowds.extend(accounts);
                crowds.push(accounts.to_vec());
            }
        })?;
        let named = |numbers: &BTreeSet<u32>| {
            let names: Vec<(u32, &[u8])> =
                numbers.iter().map(|number| (*number, self.accounts.name(*number))).collect();
            Lookup::new(names.into_iter(), |_, _| {})
        };
        Some(Table {
            fingerprint: resources.fingerprint(),
            resources,
            accounts: named(&in_crowds)?,
            crowds,
            everywhere: named(&self.everywhere)?,
            resource_names: self.resources.without_index(),
            persons: self.persons.without_index(),
            categories: self.categories.without_index(),
            subjects_end,
            subjects,
            duplicate_rows: given - kept,
        })
    }
}

impl Entitlements {
    /// Begins to read a table. The mapping says whether capitals matter.
    #[must_use]
    pub fn builder(mapping: &Mapping) -> EntitlementsBuilder {
        EntitlementsBuilder {
            feed: Feed::new(TABLE, COLUMNS),
            rows: Rows {
                resource_case: mapping.checked().resource.case,
                actor_case: mapping.checked().actor_case,
                resources: Names::default(),
                persons: Names::default(),
                accounts: Names::default(),
                categories: Names::default(),
                rows: Vec::new(),
                everywhere: BTreeSet::new(),
                everywhere_rows: 0,
            },
        }
    }

    /// Number of resources known.
    #[must_use]
    pub fn resources(&self) -> usize {
        self.0.resource_names.len()
    }

    /// Number of persons somebody's file is about.
    #[must_use]
    pub fn persons(&self) -> usize {
        self.0.persons.len()
    }

    /// Rows that said again what another row says.
    #[must_use]
    pub fn duplicate_rows(&self) -> u64 {
        self.0.duplicate_rows
    }

    /// Tells tables apart, so that results of two tables are never added up.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.0.fingerprint
    }

    pub(crate) fn resource_name(&self, resource: u32) -> String {
        self.0.resource_names.text(resource).into_owned()
    }

    /// The persons a resource concerns, with the category, without repetition.
    pub(crate) fn subjects(&self, resource: u32) -> impl Iterator<Item = (String, String)> {
        let at = resource as usize;
        let start = if at == 0 { 0 } else { self.0.subjects_end[at - 1] as usize };
        let end = self.0.subjects_end[at] as usize;
        self.0.subjects[start..end].iter().map(|(person, category)| {
            (self.0.persons.text(*person).into_owned(), self.0.categories.text(*category).into_owned())
        })
    }

    /// Begins to look up a resource.
    #[inline]
    pub(crate) fn start(&self, resource: &[u8]) -> Probe {
        self.0.resources.start(resource)
    }

    /// Second step of many look-ups.
    #[inline]
    pub(crate) fn load_bucket(&self, probe: &mut Probe) {
        self.0.resources.load_bucket(probe);
    }

    /// Third step of many look-ups.
    #[inline]
    pub(crate) fn load_record(&self, probe: &mut Probe) {
        self.0.resources.load_record(probe);
    }

    /// Last step: the resource, named again.
    #[inline]
    pub(crate) fn find(&self, probe: &Probe, resource: &[u8]) -> Option<Known<'_>> {
        self.0.resources.find(probe, resource).map(|record| Known { table: &self.0, record })
    }

    /// A resource, all steps at once.
    pub(crate) fn find_now(&self, resource: &[u8]) -> Option<Known<'_>> {
        self.0.resources.find_now(resource).map(|record| Known { table: &self.0, record })
    }
}

/// A resource of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    table: &'a Table,
    record: Record<'a>,
}

impl Known<'_> {
    #[inline]
    pub fn resource(&self) -> u32 {
        self.record.number
    }

    /// Whether a row lets `account` see this resource.
    #[inline]
    pub fn entitles(&self, account: &[u8]) -> bool {
        let listed = match viewers::read(self.record.tail) {
            Viewers::Listed(mut accounts) => accounts.any(|listed| same(listed, account)),
            Viewers::Crowd(crowd) => self.crowd_holds(crowd, account),
        };
        listed || self.table.everywhere.find_now(account).is_some()
    }

    fn crowd_holds(&self, crowd: u32, account: &[u8]) -> bool {
        let accounts = self.table.crowds.get(crowd as usize);
        let number = self.table.accounts.find_now(account).map(|account| account.number);
        accounts.zip(number).is_some_and(|(accounts, number)| accounts.binary_search(&number).is_ok())
    }
}

#[cfg(test)]
mod tests;
