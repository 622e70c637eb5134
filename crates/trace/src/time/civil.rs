//! Dates of the Gregorian calendar as numbers, and instants as text.

use jiff::Timestamp;
use jiff::civil::DateTime;

/// Microseconds in a second.
pub(crate) const MICROS_PER_SECOND: i64 = 1_000_000;

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
#[inline]
pub(super) fn days(year: i64, month: u32, day: u32) -> i64 {
    // Years start in March, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Days of a month, 1 to 12.
#[inline]
pub(super) fn month_days(year: i64, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A local time counted as if its zone were UTC.
pub(super) fn micros_of(local: DateTime) -> i64 {
    let seconds =
        days(i64::from(local.year()), local.month().unsigned_abs().into(), local.day().unsigned_abs().into())
            * 86_400
            + i64::from(local.hour()) * 3_600
            + i64::from(local.minute()) * 60
            + i64::from(local.second());
    seconds * MICROS_PER_SECOND + i64::from(local.subsec_nanosecond()) / 1_000
}

/// The instant as RFC 3339 in UTC, with as many decimals as it needs.
pub(crate) fn rfc3339_utc(micros: i64) -> String {
    Timestamp::from_microsecond(micros)
        .unwrap_or(if micros < 0 { Timestamp::MIN } else { Timestamp::MAX })
        .to_string()
}
