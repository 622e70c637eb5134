//! The time formats whose bytes stand at known places.

use super::civil::{MICROS_PER_SECOND, days, month_days};
use crate::search::same;

/// Further from 1970 than any log, and far from overflow: year 9999.
const SECONDS_MAX: i64 = 253_402_300_799;

const MONTHS: [&[u8]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

/// A local time and, when it is written, its offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The local time counted as if its zone were UTC.
    pub local_micros: i64,
    pub offset_seconds: Option<i32>,
}

/// The text of the last minute read, up to its seconds, and the minute itself:
/// a log repeats it line after line.
#[derive(Debug, Default)]
pub(crate) struct LastMinute {
    text: [u8; MINUTE_BYTES_MAX],
    micros: i64,
}

const MINUTE_BYTES_MAX: usize = 18;

impl LastMinute {
    #[inline]
    fn known(&self, text: &[u8]) -> Option<i64> {
        // An empty cache holds zeros, which no time begins with.
        same(&self.text[..text.len()], text).then_some(self.micros)
    }

    fn learn(&mut self, text: &[u8], micros: i64) -> i64 {
        self.text = [0; MINUTE_BYTES_MAX];
        self.text[..text.len()].copy_from_slice(text);
        self.micros = micros;
        micros
    }
}

/// `2026-03-18T10:11:12.123+01:00`; a space for `T`, small letters and a
/// missing offset are accepted.
#[inline]
pub(super) fn rfc3339(text: &[u8], minute: &mut LastMinute) -> Option<Stamp> {
    let (head, mut rest) = text.split_first_chunk::<19>()?;
    let mut local_micros = minute.known(&head[..17]).or_else(|| {
        if head[4] != b'-' || head[7] != b'-' || head[13] != b':' || head[16] != b':' {
            return None;
        }
        if !matches!(head[10], b'T' | b't' | b' ') {
            return None;
        }
        let year = two(head, 0)? * 100 + two(head, 2)?;
        let micros = minute_micros(year, two(head, 5)?, two(head, 8)?, [two(head, 11)?, two(head, 14)?])?;
        Some(minute.learn(&head[..17], micros))
    })? + second_micros(two(head, 17)?)?;
    if let [b'.', digits @ ..] = rest {
        let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if length == 0 {
            return None;
        }
        local_micros += fraction(&digits[..length], MICROS_PER_SECOND);
        rest = &digits[length..];
    }
    let offset_seconds = match rest {
        [] => None,
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), hours @ .., b':', m1, m2] if hours.len() == 2 => {
            Some(offset(*sign, &[hours[0], hours[1], *m1, *m2])?)
        }
        _ => return None,
    };
    Some(Stamp { local_micros, offset_seconds })
}

/// `18/Mar/2026:10:11:12 +0100`; a missing offset is accepted.
#[inline]
pub(super) fn common_log(text: &[u8], minute: &mut LastMinute) -> Option<Stamp> {
    let (head, rest) = text.split_first_chunk::<20>()?;
    let local_micros = minute.known(&head[..18]).or_else(|| {
        if head[2] != b'/' || head[6] != b'/' || head[11] != b':' || head[14] != b':' || head[17] != b':' {
            return None;
        }
        let month = MONTHS.iter().position(|month| *month == &head[3..6])? as u32 + 1;
        let year = two(head, 7)? * 100 + two(head, 9)?;
        let micros = minute_micros(year, month, two(head, 0)?, [two(head, 12)?, two(head, 15)?])?;
        Some(minute.learn(&head[..18], micros))
    })? + second_micros(two(head, 18)?)?;
    let offset_seconds = match rest {
        [] => None,
        [b' ', sign @ (b'+' | b'-'), h1, h2, m1, m2] => Some(offset(*sign, &[*h1, *h2, *m1, *m2])?),
        _ => return None,
    };
    Some(Stamp { local_micros, offset_seconds })
}

/// A decimal number of units since 1970, as microseconds.
#[inline]
pub(super) fn decimal(text: &[u8], unit_micros: i64) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 || length > 16 {
        return None;
    }
    let (whole, rest) = digits.split_at(length);
    let whole = whole.iter().fold(0_i64, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    if whole > SECONDS_MAX * (MICROS_PER_SECOND / unit_micros) {
        return None;
    }
    let part = match rest {
        [] => 0,
        [b'.', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            fraction(digits, unit_micros)
        }
        _ => return None,
    };
    let micros = whole * unit_micros + part;
    Some(if negative { -micros } else { micros })
}

/// Decimals as a count of microseconds, cut off below one.
#[inline]
fn fraction(digits: &[u8], unit_micros: i64) -> i64 {
    let mut place = unit_micros;
    let mut sum = 0;
    for digit in digits {
        place /= 10;
        if place == 0 {
            break;
        }
        sum += place * i64::from(digit - b'0');
    }
    sum
}

fn minute_micros(year: u32, month: u32, day: u32, [hour, minute]: [u32; 2]) -> Option<i64> {
    let year = i64::from(year);
    if !(1..=12).contains(&month) || day == 0 || day > month_days(year, month) || hour > 23 || minute > 59 {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + i64::from(hour * 3_600 + minute * 60);
    Some(seconds * MICROS_PER_SECOND)
}

/// A leap second is the last instant our calendar knows of its minute.
#[inline]
fn second_micros(second: u32) -> Option<i64> {
    (second <= 60).then(|| i64::from(second.min(59)) * MICROS_PER_SECOND)
}

#[inline]
fn offset(sign: u8, digits: &[u8; 4]) -> Option<i32> {
    let (hours, minutes) = (two(digits, 0)?, two(digits, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = (hours * 3_600 + minutes * 60).cast_signed();
    Some(if sign == b'-' { -seconds } else { seconds })
}

/// The number written in two digits at `at`.
#[inline]
fn two<const N: usize>(text: &[u8; N], at: usize) -> Option<u32> {
    let (tens, units) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
    (tens < 10 && units < 10).then(|| u32::from(tens) * 10 + u32::from(units))
}
