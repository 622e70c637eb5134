//! French dates, numbers and typography for generated texts.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::vocabulary::Count;

const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// "lundi 23 novembre 2026".
pub fn date(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    format!("{} {} {} {}", day_name(&local), ordinal(local.day()), month_name(&local), local.year())
}

/// "lundi 23 novembre 2026 à 9 h 30".
pub fn date_time(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    format!("{} à {}\u{a0}h\u{a0}{:02}", date(at, zone), local.hour(), local.minute())
}

/// "425" hundredths → "4,25".
pub fn hundredths(score: u16) -> String {
    let (whole, rest) = (score / 100, score % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole},{}", rest / 10),
        rest => format!("{whole},{rest:02}"),
    }
}

/// A whole number with thin spaces between thousands.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push('\u{202f}');
        }
        written.push(digit);
    }
    written
}

/// A count with its precision; `None` while it is to be determined.
pub fn count(count: Count) -> Option<String> {
    match count {
        Count::Exact(n) => Some(number(n)),
        Count::Approximate(n) => Some(format!("environ {}", number(n))),
        Count::CannotBeDetermined => Some("ne peut pas être déterminé".to_owned()),
        Count::ToBeDetermined => None,
    }
}

/// French spaces: before « : ; ? ! » and inside quotation marks, never a breaking one.
pub fn typography(text: &str) -> String {
    text.replace(" :", "\u{a0}:")
        .replace(" ;", "\u{202f};")
        .replace(" ?", "\u{202f}?")
        .replace(" !", "\u{202f}!")
        .replace("« ", "«\u{a0}")
        .replace(" »", "\u{a0}»")
        .replace('\'', "’")
}

/// "a, b et c".
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} et {}", first.join(", "), last.as_ref())
        }
    }
}

/// The text with a lowercase first letter, for use inside a sentence; acronyms are left alone.
pub fn lowercase_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

fn day_name(local: &Zoned) -> &'static str {
    DAYS[usize::from(local.weekday().to_monday_zero_offset().unsigned_abs())]
}

fn month_name(local: &Zoned) -> &'static str {
    MONTHS[usize::from(local.month().unsigned_abs()) - 1]
}

fn ordinal(day: i8) -> String {
    if day == 1 { "1er".to_owned() } else { day.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_local_and_written_out() {
        let paris = TimeZone::get("Europe/Paris").expect("bundled zone");
        let at: Timestamp = "2026-11-23T08:30:00Z".parse().expect("an instant");
        assert_eq!(date_time(at, &paris), "lundi 23 novembre 2026 à 9\u{a0}h\u{a0}30");
        let first: Timestamp = "2026-08-01T00:00:00+02:00".parse().expect("an instant");
        assert_eq!(date(first, &paris), "samedi 1er août 2026");
    }

    #[test]
    fn numbers() {
        assert_eq!([425, 400, 150, 75, 5].map(hundredths), ["4,25", "4", "1,5", "0,75", "0,05"]);
        assert_eq!([5, 999, 1000, 491_840].map(number), ["5", "999", "1\u{202f}000", "491\u{202f}840"]);
        assert_eq!(count(Count::ToBeDetermined), None);
    }

    #[test]
    fn spaces_lists_and_initials() {
        assert_eq!(typography("Que s'est-il passé ?"), "Que s’est-il passé\u{202f}?");
        assert_eq!(list(&["a", "b", "c"]), "a, b et c");
        assert_eq!(lowercase_first("Données de santé"), "données de santé");
        assert_eq!(lowercase_first("NIR seul"), "NIR seul");
        assert_eq!(lowercase_first("État civil"), "état civil");
    }
}
