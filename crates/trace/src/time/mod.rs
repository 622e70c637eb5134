//! From the time of a log line to an instant.
//!
//! An instant is a number of microseconds since 1970-01-01T00:00:00Z; finer
//! digits are cut off. A local time without offset is read in the zone of the
//! mapping. Twice a year that is not enough: a time that exists twice (the
//! night of the end of October) is read as the first of the two, a time that
//! does not exist (the night of the end of March) with the offset in force just
//! before the change; both are counted and reported.

mod civil;
mod fixed;
mod zone;

use jiff::fmt::strtime::BrokenDownTime;

pub(crate) use civil::{MICROS_PER_SECOND, rfc3339_utc};

use crate::mapping::MappingError;
use fixed::LastMinute;
use zone::{LastHour, Zone, zone};

/// What the clock change did to a local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clarity {
    Clear,
    /// The local time existed twice; the first is taken.
    Twice,
    /// The local time did not exist; read with the offset before the change.
    Never,
}

/// What was learnt from the times read before; never changes an answer.
#[derive(Debug, Default)]
pub(crate) struct TimeCache {
    minute: LastMinute,
    hour: LastHour,
}

/// An instant and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instant {
    pub micros: i64,
    pub clarity: Clarity,
}

impl Instant {
    fn clear(micros: i64) -> Self {
        Self { micros, clarity: Clarity::Clear }
    }
}

/// How the times of a log are written.
#[derive(Debug)]
pub(crate) struct TimeReader {
    format: TimeFormat,
    zone: Option<Zone>,
}

#[derive(Debug)]
enum TimeFormat {
    Rfc3339,
    /// Seconds since 1970, a decimal part allowed.
    Unix,
    /// Milliseconds since 1970, a decimal part allowed.
    UnixMillis,
    CommonLog,
    Pattern(String),
}

impl TimeReader {
    pub fn new(format: &str, zone_name: Option<&str>) -> Result<Self, MappingError> {
        let zone = zone_name.map(zone).transpose()?;
        let format = match format {
            "rfc3339" => TimeFormat::Rfc3339,
            "unix" => TimeFormat::Unix,
            "unix_ms" => TimeFormat::UnixMillis,
            "clf" => TimeFormat::CommonLog,
            pattern => checked_pattern(pattern, zone.is_some())?,
        };
        Ok(Self { format, zone })
    }

    /// The instant `text` stands for; `None` when it is not written as the mapping says.
    #[inline]
    pub fn read(&self, text: &[u8], cache: &mut TimeCache) -> Option<Instant> {
        match &self.format {
            TimeFormat::Rfc3339 => self.place(fixed::rfc3339(text, &mut cache.minute)?, cache),
            TimeFormat::CommonLog => self.place(fixed::common_log(text, &mut cache.minute)?, cache),
            TimeFormat::Unix => fixed::decimal(text, MICROS_PER_SECOND).map(Instant::clear),
            TimeFormat::UnixMillis => fixed::decimal(text, 1_000).map(Instant::clear),
            TimeFormat::Pattern(pattern) => self.read_pattern(pattern, text, cache),
        }
    }

    /// Reads a time that is RFC 3339 or else written as in the logs.
    pub fn read_loosely(&self, text: &[u8], cache: &mut TimeCache) -> Option<Instant> {
        fixed::rfc3339(text, &mut cache.minute)
            .and_then(|stamp| self.place(stamp, cache))
            .or_else(|| self.read(text, cache))
    }

    #[inline]
    fn place(&self, stamp: fixed::Stamp, cache: &mut TimeCache) -> Option<Instant> {
        match stamp.offset_seconds {
            Some(offset) => Some(Instant::clear(stamp.local_micros - i64::from(offset) * MICROS_PER_SECOND)),
            None => Some(self.zone.as_ref()?.instant(stamp.local_micros, &mut cache.hour)),
        }
    }

    fn read_pattern(&self, pattern: &str, text: &[u8], cache: &mut TimeCache) -> Option<Instant> {
        let parsed = BrokenDownTime::parse(pattern, text).ok()?;
        if let Some(timestamp) = parsed.timestamp() {
            return Some(Instant::clear(timestamp.as_microsecond()));
        }
        if parsed.offset().is_some() || parsed.iana_time_zone().is_some() {
            return parsed.to_timestamp().ok().map(|timestamp| Instant::clear(timestamp.as_microsecond()));
        }
        let local = parsed.to_datetime().ok()?;
        self.place(fixed::Stamp { local_micros: civil::micros_of(local), offset_seconds: None }, cache)
    }
}

/// Tries the pattern on a known instant: it must be readable, and say the
/// whole date, the hour, and the offset unless a zone is given.
fn checked_pattern(pattern: &str, zone_given: bool) -> Result<TimeFormat, MappingError> {
    let refused = |message: String| MappingError::TimeFormat { given: pattern.to_owned(), message };
    if !pattern.contains('%') {
        return Err(refused(
            "write rfc3339, unix, unix_ms, clf or a pattern such as %Y-%m-%d %H:%M:%S".to_owned(),
        ));
    }
    let sample = BrokenDownTime::from(
        &jiff::civil::date(2026, 3, 18)
            .at(10, 11, 12, 0)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map_err(|error| refused(error.to_string()))?,
    );
    let written = sample.to_string(pattern).map_err(|error| refused(error.to_string()))?;
    let parsed = BrokenDownTime::parse(pattern, &written).map_err(|error| refused(error.to_string()))?;
    let has_offset =
        parsed.timestamp().is_some() || parsed.offset().is_some() || parsed.iana_time_zone().is_some();
    if !has_offset {
        let local = parsed.to_datetime().map_err(|error| refused(error.to_string()))?;
        if local.hour() != 10 {
            return Err(refused("the pattern does not say the hour".to_owned()));
        }
        if !zone_given {
            return Err(MappingError::ZoneMissing { format: pattern.to_owned() });
        }
    }
    Ok(TimeFormat::Pattern(pattern.to_owned()))
}

#[cfg(test)]
mod tests;
