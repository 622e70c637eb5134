//! Which account a session belonged to, and when.

use std::sync::Arc;

use super::TableError;
use super::feed::{Feed, Row};
use super::names::Names;
use crate::mapping::Mapping;
use crate::time::TimeCache;

const TABLE: &str = "sessions";
const COLUMNS: [&str; 4] = ["session", "account", "start", "end"];

/// The session table, complete and immutable; cheap to clone.
///
/// A session may be there several times, for several accounts or periods.
#[derive(Debug, Clone)]
pub struct Sessions(Arc<Table>);

#[derive(Debug)]
struct Table {
    sessions: Names,
    accounts: Names,
    /// Where the periods of each session end.
    periods_end: Vec<u32>,
    periods: Vec<Period>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Period {
    session: u32,
    account: u32,
    /// Microseconds since 1970, both ends included.
    start: i64,
    end: i64,
}

/// Reads the table chunk by chunk.
#[derive(Debug)]
pub struct SessionsBuilder {
    feed: Feed,
    rows: Rows,
}

#[derive(Debug)]
struct Rows {
    mapping: Mapping,
    cache: TimeCache,
    sessions: Names,
    accounts: Names,
    periods: Vec<Period>,
}

impl SessionsBuilder {
    /// Takes a chunk of the table (CSV, UTF-8, header
    /// `session,account,start,end`).
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
    /// [`TableError`], also when there is no session.
    pub fn finish(mut self) -> Result<Sessions, TableError> {
        let Self { feed, rows } = &mut self;
        feed.finish(&mut |row| rows.add(row))?;
        if self.rows.periods.is_empty() {
            return Err(TableError::Empty { table: TABLE });
        }
        self.rows.table().map(|table| Sessions(Arc::new(table))).ok_or(TableError::TooLarge { table: TABLE })
    }
}

impl Rows {
    fn add(&mut self, row: Row<'_>) -> Result<(), TableError> {
        let [session, account, start, end] = row.values;
        for (value, column) in [(session, "session"), (account, "account")] {
            if value.is_empty() {
                return Err(TableError::FieldEmpty { table: TABLE, line: row.line, column });
            }
        }
        let name = |problem| TableError::name(TABLE, row.line, problem);
        let start = self.time(start, i64::MIN).ok_or(TableError::Time { line: row.line, column: "start" })?;
        let end = self.time(end, i64::MAX).ok_or(TableError::Time { line: row.line, column: "end" })?;
        if end < start {
            return Err(TableError::Backwards { line: row.line });
        }
        let account = self.mapping.checked().actor_case.apply(account);
        self.periods.push(Period {
            session: self.sessions.number(session).map_err(name)?,
            account: self.accounts.number(&account).map_err(name)?,
            start,
            end,
        });
        Ok(())
    }

    fn time(&mut self, text: &[u8], open: i64) -> Option<i64> {
        if text.is_empty() {
            return Some(open);
        }
        let reader = &self.mapping.checked().time;
        reader.read_loosely(text, &mut self.cache).map(|instant| instant.micros)
    }

    fn table(mut self) -> Option<Table> {
        self.periods.sort_unstable();
        self.periods.dedup();
        let mut periods_end = Vec::with_capacity(self.sessions.len());
        let mut end = 0;
        for periods in self.periods.chunk_by(|a, b| a.session == b.session) {
            end += u32::try_from(periods.len()).ok()?;
            periods_end.push(end);
        }
        Some(Table { sessions: self.sessions, accounts: self.accounts, periods_end, periods: self.periods })
    }
}

impl Sessions {
    /// Begins to read a table. Times are RFC 3339, or written as in the logs;
    /// an empty one leaves the session open on that side.
    #[must_use]
    pub fn builder(mapping: &Mapping) -> SessionsBuilder {
        SessionsBuilder {
            feed: Feed::new(TABLE, COLUMNS),
            rows: Rows {
                mapping: mapping.clone(),
                cache: TimeCache::default(),
                sessions: Names::default(),
                accounts: Names::default(),
                periods: Vec::new(),
            },
        }
    }

    /// Number of different sessions.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.0.sessions.len()
    }

    /// The accounts `session` belonged to at that instant, each once.
    pub(crate) fn accounts(&self, session: &[u8], micros: i64) -> impl Iterator<Item = &[u8]> {
        let table = &self.0;
        let periods = table.sessions.find(session).map_or(0..0, |number| {
            let at = number as usize;
            let start = if at == 0 { 0 } else { table.periods_end[at - 1] as usize };
            start..table.periods_end[at] as usize
        });
        let mut last = None;
        table.periods[periods]
            .iter()
            .filter(move |period| period.start <= micros && micros <= period.end)
            .filter(move |period| last.replace(period.account) != Some(period.account))
            .map(|period| table.accounts.name(period.account))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Sessions, TableError> {
        let mapping = "format = \"combined\"\n[time]\nformat = \"%Y-%m-%d %H:%M\"\nzone = \"Europe/Paris\"\n";
        let mut builder = Sessions::builder(&Mapping::parse(mapping).unwrap());
        for bytes in text.as_bytes().chunks(5) {
            builder.push(bytes)?;
        }
        builder.finish()
    }

    fn accounts(table: &Sessions, session: &str, instant: &str) -> Vec<String> {
        let micros = instant.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        let accounts = table.accounts(session.as_bytes(), micros);
        accounts.map(|account| String::from_utf8_lossy(account).into_owned()).collect()
    }

    #[test]
    fn a_session_belongs_to_an_account_during_its_dates() {
        let table = read(
            "session,account,start,end\n\
             s1,armand,2026-03-18T10:00:00+01:00,2026-03-18T11:00:00+01:00\n\
             s2,zoe,2026-03-18 10:00,\n\
             s1,nadia,2026-03-18T10:30:00Z,2026-03-18T12:00:00Z\n\
             s1,armand,2026-03-18T09:30:00Z,2026-03-18T10:45:00Z\n",
        )
        .unwrap();
        assert_eq!(table.sessions(), 2);
        assert_eq!(accounts(&table, "s1", "2026-03-18T08:59:59Z"), [""; 0]);
        assert_eq!(accounts(&table, "s1", "2026-03-18T09:00:00Z"), ["armand"]);
        assert_eq!(accounts(&table, "s1", "2026-03-18T10:00:00Z"), ["armand"], "two periods, one account");
        assert_eq!(accounts(&table, "s1", "2026-03-18T10:40:00Z"), ["armand", "nadia"]);
        assert_eq!(accounts(&table, "s1", "2026-03-18T12:00:00.5Z"), [""; 0]);
        assert_eq!(accounts(&table, "s2", "2030-01-01T00:00:00Z"), ["zoe"]);
        assert_eq!(accounts(&table, "s2", "2026-03-18T08:59:00Z"), [""; 0]);
        assert_eq!(accounts(&table, "s3", "2026-03-18T10:00:00Z"), [""; 0]);
    }

    #[test]
    fn a_table_that_cannot_be_used_whole_is_refused() {
        let code = |text: &str| read(text).unwrap_err().code();
        assert_eq!(code("session,account,start,end\n"), "table-empty");
        assert_eq!(code("session,user,start,end\ns,a,,\n"), "table-header");
        assert_eq!(code("session,account,start,end\ns,,,\n"), "table-field-empty");
        assert_eq!(code("session,account,start,end\ns,a,yesterday,\n"), "table-session-time");
        assert_eq!(
            code("session,account,start,end\ns,a,2026-03-18T10:00:00Z,2026-03-18T09:00:00Z\n"),
            "table-session-backwards"
        );
    }
}
