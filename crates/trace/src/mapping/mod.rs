//! The mapping file: which field of a log line is the time, the actor, the
//! resource, the action, the status, the address.
//!
//! Parsed once, checked whole: an unknown key, an unknown zone or a pattern
//! without its group is an error here, never a surprise during the scan.

mod case;
mod error;
mod pattern;
mod raw;
mod resource;
mod rules;

use std::sync::Arc;

pub(crate) use case::{Case, fold};
pub use error::MappingError;
pub(crate) use pattern::PatternMemory;
pub(crate) use resource::{ResourceRule, hex_digit};
pub(crate) use rules::{ActionRule, StatusRule, StatusVerdict};

use crate::lines::{CombinedField, SLOTS, Slot};
use crate::time::TimeReader;
use raw::{RawMapping, RawTime};

/// The shape of the log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object per line.
    JsonLines,
    /// Comma-separated values (RFC 4180), with the names in the first line
    /// unless the mapping gives `columns`.
    Csv {
        /// The byte between two fields.
        delimiter: u8,
    },
    /// The combined format of Apache and nginx.
    Combined,
}

/// A checked mapping file; cheap to clone.
#[derive(Debug, Clone)]
pub struct Mapping(Arc<Checked>);

#[derive(Debug)]
pub(crate) struct Checked {
    pub format: LogFormat,
    /// Names of the CSV columns when the files have no header line.
    pub columns: Option<Vec<String>>,
    /// Where each slot is read: a JSON pointer, a column name or a field of the combined format.
    pub fields: [Option<String>; SLOTS],
    pub time: TimeReader,
    pub actor_case: Case,
    pub resource: ResourceRule,
    pub action: ActionRule,
    pub status: StatusRule,
}

impl Mapping {
    /// Reads and checks a mapping file (TOML, see `docs/spec/exposure.md`).
    ///
    /// # Errors
    ///
    /// [`MappingError`] names the table, the key and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let raw: RawMapping = toml::from_str(text).map_err(|error| MappingError::Toml {
            line: error.span().map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count()),
            message: error.message().to_owned(),
        })?;
        check(raw).map(|checked| Self(Arc::new(checked)))
    }

    /// The shape of the log lines this mapping reads.
    #[must_use]
    pub fn format(&self) -> LogFormat {
        self.0.format
    }

    pub(crate) fn checked(&self) -> &Checked {
        &self.0
    }
}

fn check(raw: RawMapping) -> Result<Checked, MappingError> {
    let format = log_format(&raw)?;
    let combined = format == LogFormat::Combined;
    let implied = |given: Option<String>, name: &str| given.or_else(|| combined.then(|| name.to_owned()));

    let time = raw.time.unwrap_or_default();
    let actor = raw.actor.unwrap_or_default();
    let resource = raw.resource.unwrap_or_default();
    let action = raw.action.unwrap_or_default();
    let status = raw.status.unwrap_or_default();
    let address = raw.address.unwrap_or_default();

    let mut fields: [Option<String>; SLOTS] = Default::default();
    fields[Slot::Time as usize] = implied(time.field.clone(), "time");
    fields[Slot::Actor as usize] = implied(actor.field, "user");
    fields[Slot::Resource as usize] = implied(resource.field, "path");
    fields[Slot::Action as usize] = implied(action.field, "method");
    fields[Slot::Status as usize] = implied(status.field, "status");
    fields[Slot::Address as usize] = implied(address.field, "address");

    for slot in [Slot::Time, Slot::Actor, Slot::Resource] {
        if fields[slot as usize].is_none() {
            return Err(MappingError::FieldMissing { table: slot.table() });
        }
    }
    for (slot, given) in [(Slot::Action, action.only.is_some()), (Slot::Status, status.success.is_some())] {
        if given && fields[slot as usize].is_none() {
            return Err(MappingError::FieldMissing { table: slot.table() });
        }
    }
    for slot in Slot::ALL {
        if let Some(name) = &fields[slot as usize] {
            check_name(format, raw.columns.as_deref(), slot, name)?;
        }
    }

    Ok(Checked {
        format,
        columns: raw.columns,
        fields,
        time: time_reader(&time, format)?,
        actor_case: Case::parse(actor.case.as_deref(), "actor")?,
        resource: ResourceRule::new(
            resource.pattern.as_deref(),
            Case::parse(resource.case.as_deref(), "resource")?,
            resource.decode.as_deref(),
        )?,
        action: ActionRule::new(action.only),
        status: StatusRule::new(status.success.as_deref())?,
    })
}

fn log_format(raw: &RawMapping) -> Result<LogFormat, MappingError> {
    let format = match raw.format.as_str() {
        "jsonl" => LogFormat::JsonLines,
        "combined" => LogFormat::Combined,
        "csv" => {
            let text = raw.delimiter.as_deref().unwrap_or(",");
            match text.as_bytes() {
                [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => {
                    LogFormat::Csv { delimiter: *byte }
                }
                _ => return Err(MappingError::Delimiter { given: text.to_owned() }),
            }
        }
        other => return Err(MappingError::Format { given: other.to_owned() }),
    };
    if !matches!(format, LogFormat::Csv { .. }) {
        if raw.delimiter.is_some() {
            return Err(MappingError::CsvOnly { key: "delimiter" });
        }
        if raw.columns.is_some() {
            return Err(MappingError::CsvOnly { key: "columns" });
        }
    }
    Ok(format)
}

fn check_name(
    format: LogFormat,
    columns: Option<&[String]>,
    slot: Slot,
    name: &str,
) -> Result<(), MappingError> {
    let table = slot.table();
    match format {
        LogFormat::JsonLines => crate::lines::parse_pointer(name)
            .map(drop)
            .ok_or_else(|| MappingError::Pointer { table, given: name.to_owned() }),
        LogFormat::Combined => CombinedField::parse(name)
            .map(drop)
            .ok_or_else(|| MappingError::CombinedField { table, given: name.to_owned() }),
        LogFormat::Csv { .. } => match columns {
            Some(columns) if columns.iter().filter(|column| *column == name).count() != 1 => {
                Err(MappingError::Column { table, given: name.to_owned() })
            }
            _ => Ok(()),
        },
    }
}

fn time_reader(time: &RawTime, format: LogFormat) -> Result<TimeReader, MappingError> {
    let implied = if format == LogFormat::Combined { "clf" } else { "rfc3339" };
    TimeReader::new(time.format.as_deref().unwrap_or(implied), time.zone.as_deref())
}

#[cfg(test)]
mod tests;
