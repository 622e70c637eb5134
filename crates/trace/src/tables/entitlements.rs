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
use super::lookup::{Listed, Lookup, Probe, Record, VIEWERS_INLINE_MAX};
use super::names::Names;
use crate::mapping::{Case, Mapping};

const TABLE: &str = "entitlements";
const COLUMNS: [&str; 4] = ["resource", "person", "viewer", "category"];
const EVERY_RESOURCE: &str = "*";
const NOBODY: u32 = u32::MAX;

/// The entitlement table, complete and immutable; cheap to clone.
#[derive(Debug, Clone)]
pub struct Entitlements(Arc<Table>);

#[derive(Debug)]
struct Table {
    lookup: Lookup,
    resources: Names,
    persons: Names,
    categories: Names,
    accounts: Names,
    /// Where the subjects of each resource end.
    subjects_end: Vec<u32>,
    /// Person and category, resource after resource.
    subjects: Vec<(u32, u32)>,
    /// Resources with many accounts: (resource, account).
    crowds: BTreeSet<(u32, u32)>,
    /// Accounts that may see everything.
    everywhere: BTreeSet<u32>,
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
        self.rows.table().map(|table| Entitlements(Arc::new(table))).ok_or(TableError::TooLarge { table: TABLE })
    }
}

impl Rows {
    fn add(&mut self, row: Row<'_>) -> Result<(), TableError> {
        let [resource, person, viewer, category] = row.values;
        let empty = |column| TableError::FieldEmpty { table: TABLE, line: row.line, column };
        if resource.is_empty() {
            return Err(empty("resource"));
        }
        let too_large = TableError::TooLarge { table: TABLE };
        let viewer = if viewer.is_empty() {
            NOBODY
        } else {
            self.accounts.number(&self.actor_case.apply(viewer.as_bytes())).ok_or(too_large.clone())?
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
            resource: self
                .resources
                .number(&self.resource_case.apply(resource.as_bytes()))
                .ok_or(too_large.clone())?,
            person: self.persons.number(person.as_bytes()).ok_or(too_large.clone())?,
            category: self.categories.number(category.as_bytes()).ok_or(too_large)?,
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

        let mut lookup = Lookup::with_capacity(self.resources.len());
        let mut subjects = Vec::new();
        let mut subjects_end = Vec::with_capacity(self.resources.len());
        let mut crowds = BTreeSet::new();
        let mut viewers: Vec<u32> = Vec::new();
        for rows in self.rows.chunk_by(|a, b| a.resource == b.resource) {
            let resource = rows[0].resource;
            viewers.clear();
            for row in rows {
                let subject = (row.person, row.category);
                // Rows are sorted by person and category within the resource.
                if subjects.len() == subjects_end.last().map_or(0, |end| *end as usize)
                    || subjects.last() != Some(&subject)
                {
                    subjects.push(subject);
                }
                if row.viewer != NOBODY {
                    viewers.push(row.viewer);
                }
            }
            subjects_end.push(u32::try_from(subjects.len()).ok()?);
            viewers.sort_unstable();
            viewers.dedup();
            if viewers.len() > VIEWERS_INLINE_MAX {
                crowds.extend(viewers.iter().map(|viewer| (resource, *viewer)));
            }
            let names = viewers.iter().map(|viewer| self.accounts.name(*viewer));
            lookup.add(resource, self.resources.name(resource), names)?;
        }
        lookup.shrink();
        subjects.shrink_to_fit();
        Some(Table {
            fingerprint: lookup.fingerprint(),
            lookup,
            resources: self.resources.without_index(),
            persons: self.persons.without_index(),
            categories: self.categories.without_index(),
            accounts: if crowds.is_empty() && self.everywhere.is_empty() { Names::default() } else { self.accounts },
            subjects_end,
            subjects,
            crowds,
            everywhere: self.everywhere,
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
        self.0.resources.len()
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
        self.0.resources.text(resource).into_owned()
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

    #[inline]
    pub(crate) fn start(name: &[u8]) -> Probe {
        Lookup::start(name)
    }

    #[inline]
    pub(crate) fn load_slot(&self, probe: &mut Probe) {
        self.0.lookup.load_slot(probe);
    }

    #[inline]
    pub(crate) fn load_record(&self, probe: &mut Probe) {
        self.0.lookup.load_record(probe);
    }

    #[inline]
    pub(crate) fn find(&self, probe: &Probe, name: &[u8]) -> Option<Known<'_>> {
        self.0.lookup.find(probe, name).map(|record| Known { table: &self.0, record })
    }

    pub(crate) fn find_now(&self, name: &[u8]) -> Option<Known<'_>> {
        self.0.lookup.find_now(name).map(|record| Known { table: &self.0, record })
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
        self.record.resource
    }

    /// Whether a row lets `account` see this resource.
    #[inline]
    pub fn entitles(&self, account: &[u8]) -> bool {
        match self.record.lists(account) {
            Listed::Yes => true,
            Listed::No => !self.table.everywhere.is_empty() && self.everywhere(account),
            Listed::Crowd => self.crowd(account) || self.everywhere(account),
        }
    }

    fn everywhere(&self, account: &[u8]) -> bool {
        self.table.accounts.find(account).is_some_and(|number| self.table.everywhere.contains(&number))
    }

    fn crowd(&self, account: &[u8]) -> bool {
        self.table
            .accounts
            .find(account)
            .is_some_and(|number| self.table.crowds.contains(&(self.record.resource, number)))
    }
}

#[cfg(test)]
mod tests;
