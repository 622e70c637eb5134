//! Counting legal periods: the 72 hours of article 33(1) GDPR and the other regimes' delays.
//!
//! The rule this module keeps: a period in hours runs in elapsed hours, in UTC, and is never moved by
//! a weekend, a holiday or a change of clocks (Regulation (EEC, Euratom) 1182/71, article 3(3) and
//! 3(4), "otherwise than in hours"). Two later instants are computed beside it, for argument only:
//! [`Deadline::limit_3_1`] and [`Deadline::limit_3_5`]. Nothing here reads a clock.
//!
//! ```
//! use beffroi_dossier::deadline::{Place, gdpr_72_hours};
//! let place = Place::in_zone("Europe/Paris").unwrap();
//! let aware: jiff::Timestamp = "2026-03-27T10:00:00+01:00".parse().unwrap();
//! let deadline = gdpr_72_hours(aware, &place).unwrap();
//! assert_eq!(deadline.target, "2026-03-30T11:00:00+02:00".parse().unwrap());
//! ```

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Unit as JiffUnit, Zoned, ZonedRound};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

/// The due instant of an obligation and the two advisory ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// *The* deadline shown to everyone: start plus the period.
    pub target: Timestamp,
    /// Article 3(1) of Regulation 1182/71: the hour of the event is not counted. Advisory.
    pub limit_3_1: Option<Timestamp>,
    /// Article 3(5): a period of two days or more includes at least two working days; the end of the
    /// second one when fewer fall inside. Advisory, and arguable for a period in hours.
    pub limit_3_5: Option<Timestamp>,
}

/// How a period is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counting {
    /// Elapsed time from the event.
    Elapsed,
    /// Regulation 1182/71 in full: event excluded, last day to its end, moved past holidays.
    Eu1182,
    /// The period comes from a contract; the rule's own figure is the default.
    Contract,
    /// "Without delay": no legal figure; the period, if any, is an internal target.
    Immediate,
}

/// Unit of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodUnit {
    /// Hours.
    H,
    /// Calendar days.
    D,
    /// Working days.
    Wd,
    /// Calendar months.
    Month,
}

/// A length of time as a text of law writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: PeriodUnit,
}

impl Period {
    /// A period of `n` hours.
    pub const fn hours(n: u32) -> Self {
        Self { n, unit: PeriodUnit::H }
    }
}

/// Where deadlines are counted: the zone that gives days their limits, and the holidays.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Time zone of the controller.
    pub zone: TimeZone,
    /// Its public holidays.
    pub calendar: Calendar,
}

impl Default for Place {
    fn default() -> Self {
        Self { zone: TimeZone::UTC, calendar: Calendar::Metropole }
    }
}

impl Place {
    /// A place by IANA zone name, with the holidays of metropolitan France; `None` for an unknown zone.
    pub fn in_zone(name: &str) -> Option<Self> {
        Some(Self { zone: TimeZone::get(name).ok()?, calendar: Calendar::Metropole })
    }

    /// The same place with other holidays.
    pub fn with_calendar(self, calendar: Calendar) -> Self {
        Self { calendar, ..self }
    }
}

/// The 72 hours of article 33(1) GDPR. `None` only past the end of representable time.
pub fn gdpr_72_hours(aware_at: Timestamp, place: &Place) -> Option<Deadline> {
    count(aware_at, Period::hours(72), Counting::Elapsed, place)
}

/// Counts `period` from `start`. `None` only past the end of representable time.
pub fn count(start: Timestamp, period: Period, counting: Counting, place: &Place) -> Option<Deadline> {
    if period.unit == PeriodUnit::H {
        return count_hours(start, period.n, counting, place);
    }
    let local = start.to_zoned(place.zone.clone());
    let target = match (counting, period.unit) {
        (_, PeriodUnit::Wd) => end_of_working_day(&local, period.n, place)?,
        (Counting::Eu1182, unit) => {
            let last = local.checked_add(civil_span(period.n, unit)?).ok()?.date();
            end_of_day(place.calendar.working_day_from(last)?, place)?
        }
        (_, unit) => local.checked_add(civil_span(period.n, unit)?).ok()?.timestamp(),
    };
    Some(Deadline { target, limit_3_1: None, limit_3_5: None })
}

fn count_hours(start: Timestamp, hours: u32, counting: Counting, place: &Place) -> Option<Deadline> {
    let length = SignedDuration::from_hours(i64::from(hours));
    let elapsed = start.checked_add(length).ok()?;
    let limit_3_1 = next_full_hour(start, place)?.checked_add(length).ok()?;
    let limit_3_5 = if hours < 48 { None } else { two_working_days(start, elapsed, place) };
    let target = if counting == Counting::Eu1182 { limit_3_1 } else { elapsed };
    Some(Deadline { target, limit_3_1: Some(limit_3_1), limit_3_5 })
}

/// Start of the hour after the one that contains `start`, on the local clock.
fn next_full_hour(start: Timestamp, place: &Place) -> Option<Timestamp> {
    let floor = ZonedRound::new().smallest(JiffUnit::Hour).mode(jiff::RoundMode::Trunc);
    let hour: Zoned = start.to_zoned(place.zone.clone()).round(floor).ok()?;
    hour.timestamp().checked_add(SignedDuration::from_hours(1)).ok()
}

/// The end of the second working day after the day of `start`, when fewer than two whole working
/// days lie between the two instants.
fn two_working_days(start: Timestamp, end: Timestamp, place: &Place) -> Option<Timestamp> {
    let second = end_of_working_day(&start.to_zoned(place.zone.clone()), 2, place)?;
    (second > end).then_some(second)
}

fn end_of_working_day(start: &Zoned, n: u32, place: &Place) -> Option<Timestamp> {
    let mut day = start.date();
    for _ in 0..n {
        day = place.calendar.working_day_from(day.tomorrow().ok()?)?;
    }
    end_of_day(day, place)
}

/// Midnight that closes `day`: the first instant of the next one.
fn end_of_day(day: jiff::civil::Date, place: &Place) -> Option<Timestamp> {
    Some(day.tomorrow().ok()?.to_zoned(place.zone.clone()).ok()?.timestamp())
}

fn civil_span(n: u32, unit: PeriodUnit) -> Option<jiff::Span> {
    match unit {
        PeriodUnit::Month => jiff::Span::new().try_months(i64::from(n)).ok(),
        _ => jiff::Span::new().try_days(i64::from(n)).ok(),
    }
}
