//! What `docs/metadata.md` says that the server sees of what people type: the table under [`HEADING`].

use super::places::{HOLDINGS, Holding};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The heading of the table.
const HEADING: &str = "## What people type and the server sees";

/// Whether a word must, may or must not be in a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Admission {
    /// It stays there: the search must find it.
    Yes,
    /// Some of the words of this row stay there: the search must find one.
    Some,
    /// It passes there: the search may find it.
    Passing,
    /// It must not be there.
    No,
}

/// The table.
pub struct Admissions {
    rows: BTreeMap<String, BTreeMap<Holding, Admission>>,
}

impl Admissions {
    /// Reads the table of the page.
    pub fn read(page: &Path) -> Result<Self> {
        let text = fs::read_to_string(page).with_context(|| format!("reading {}", page.display()))?;
        Self::parse(&text).with_context(|| format!("{}: {HEADING}", page.display()))
    }

    /// The row for a field, and its name; a field may say more beside a colon (`mayor: e-mail address`).
    pub fn of(&self, field: &str) -> Option<(&str, &BTreeMap<Holding, Admission>)> {
        let parts = std::iter::once(field).chain(field.split(':'));
        parts
            .filter_map(|part| self.rows.get_key_value(&part.trim().to_lowercase()))
            .map(|(name, row)| (name.as_str(), row))
            .next()
    }

    fn parse(page: &str) -> Result<Self> {
        let (_, section) = page.split_once(HEADING).context("no such heading")?;
        let section = section.split("\n## ").next().unwrap_or_default();
        let mut lines = section.lines().filter(|line| line.starts_with('|')).map(cells);
        let header = lines.next().context("no table")?;
        let columns = HOLDINGS
            .map(|holding| header.iter().position(|cell| cell == holding.column()).map(|at| (at, holding)));
        let mut rows = BTreeMap::new();
        for row in lines.filter(|row| !row.iter().all(|cell| cell.trim_matches(['-', ':']).is_empty())) {
            let mut admissions = BTreeMap::new();
            for (at, holding) in columns.into_iter().flatten() {
                let cell = row.get(at).map(String::as_str).unwrap_or_default();
                let admission = match cell {
                    "yes" => Admission::Yes,
                    "some" => Admission::Some,
                    "passing" => Admission::Passing,
                    "no" => Admission::No,
                    other => bail!("{:?}, {holding}: {other:?} is none of yes, some, passing, no", row[0]),
                };
                admissions.insert(holding, admission);
            }
            rows.insert(row[0].to_lowercase(), admissions);
        }
        if columns.iter().any(Option::is_none) || rows.is_empty() {
            bail!("one column for each place and one row at least expected, got {header:?}");
        }
        Ok(Self { rows })
    }
}

fn cells(line: &str) -> Vec<String> {
    line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "text\n## What people type and the server sees\nwords\n\n\
        | field | database | objects | other files | log | mail | memory |\n|---|---|---|---|---|---|---|\n\
        | `E-mail` | no | no | no | no | yes | passing |\n\n## Next\n| other | table |\n";

    #[test]
    fn rows_are_found_by_the_field_beside_the_colon() {
        let admissions = Admissions::parse(PAGE).unwrap();
        for field in ["e-mail", "E-mail: Clémence's", "clemence: e-mail"] {
            let (name, row) = admissions.of(field).unwrap();
            assert_eq!(name, "e-mail");
            assert_eq!(row[&Holding::Mail], Admission::Yes);
            assert_eq!(row[&Holding::Memory], Admission::Passing);
            assert_eq!(row[&Holding::Database], Admission::No);
        }
        assert!(admissions.of("title").is_none() && admissions.of("other").is_none());
    }

    #[test]
    fn a_table_that_says_nothing_is_refused() {
        assert!(Admissions::parse(&PAGE.replace("passing", "perhaps")).is_err());
        assert!(Admissions::parse(&PAGE.replace("| mail ", "| letters ")).is_err());
        assert!(Admissions::parse("no heading").is_err());
    }

    #[test]
    fn the_page_of_this_repository_is_understood() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/metadata.md");
        assert!(Admissions::read(&page).unwrap().of("name of the organisation").is_some());
    }
}
