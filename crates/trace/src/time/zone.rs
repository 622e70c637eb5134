//! The zone of the clock that wrote the log.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

use super::civil::MICROS_PER_SECOND;
use super::{Clarity, Instant};
use crate::mapping::MappingError;

const HOUR_SECONDS: i64 = 3_600;

/// A zone given by the mapping.
#[derive(Debug)]
pub(super) struct Zone(TimeZone);

/// The offset of the last local hour met, so that the zone's rules are
/// consulted once per hour of log and not once per line.
#[derive(Debug, Default)]
pub(super) struct LastHour(Option<LocalHour>);

#[derive(Debug, Clone, Copy)]
struct LocalHour {
    hour: i64,
    offset_seconds: i64,
}

/// An IANA name, or an offset such as `+02:00`.
pub(super) fn zone(name: &str) -> Result<Zone, MappingError> {
    let unknown = || MappingError::Zone { given: name.to_owned() };
    if name.starts_with(['+', '-']) {
        return fixed_offset(name).map(|offset| Zone(TimeZone::fixed(offset))).ok_or_else(unknown);
    }
    TimeZoneDatabase::bundled().get(name).map(Zone).map_err(|_| unknown())
}

fn fixed_offset(text: &str) -> Option<Offset> {
    let (hours, minutes) = text[1..].split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if !(0..24).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let seconds = hours * 3_600 + minutes * 60;
    Offset::from_seconds(if text.starts_with('-') { -seconds } else { seconds }).ok()
}

impl Zone {
    /// The instant of a local time, given as if its zone were UTC.
    #[inline]
    pub fn instant(&self, local_micros: i64, cache: &mut LastHour) -> Instant {
        let hour = local_micros.div_euclid(HOUR_SECONDS * MICROS_PER_SECOND);
        match cache.0 {
            Some(known) if known.hour == hour => {
                Instant::clear(local_micros - known.offset_seconds * MICROS_PER_SECOND)
            }
            _ => self.consult(local_micros, hour, cache),
        }
    }

    fn consult(&self, local_micros: i64, hour: i64, cache: &mut LastHour) -> Instant {
        let first = self.offset(hour * HOUR_SECONDS);
        let last = self.offset(hour * HOUR_SECONDS + HOUR_SECONDS - 1);
        if first == last && first.1 == Clarity::Clear {
            cache.0 = Some(LocalHour { hour, offset_seconds: first.0 });
        }
        let (offset_seconds, clarity) = self.offset(local_micros.div_euclid(MICROS_PER_SECOND));
        Instant { micros: local_micros - offset_seconds * MICROS_PER_SECOND, clarity }
    }

    fn offset(&self, local_seconds: i64) -> (i64, Clarity) {
        let (offset, clarity) = match self.0.to_ambiguous_timestamp(civil(local_seconds)).offset() {
            AmbiguousOffset::Unambiguous { offset } => (offset, Clarity::Clear),
            AmbiguousOffset::Gap { before, .. } => (before, Clarity::Never),
            AmbiguousOffset::Fold { before, .. } => (before, Clarity::Twice),
        };
        (offset.seconds().into(), clarity)
    }
}

fn civil(local_seconds: i64) -> DateTime {
    jiff::Timestamp::from_second(local_seconds).map_or(DateTime::MAX, |stamp| Offset::UTC.to_datetime(stamp))
}
