//! Working days and public holidays, for the counting rules that need them.
//!
//! Owns the French public holidays (article L3133-1 of the labour code), the two extra days of
//! Alsace-Moselle (L3134-13) and the commemoration of abolition overseas (L3422-2). It does not own
//! the rules that use them: the 72 hours of article 33 are *not* moved by any of these days (see
//! [`crate::deadline`]).

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// Which public holidays apply where the controller is established.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// Metropolitan France.
    #[default]
    Metropole,
    /// Bas-Rhin, Haut-Rhin, Moselle: Good Friday and 26 December besides.
    AlsaceMoselle,
    /// Guadeloupe: 27 May besides.
    Guadeloupe,
    /// Guyane: 10 June besides.
    Guyane,
    /// Martinique: 22 May besides.
    Martinique,
    /// Mayotte: 27 April besides.
    Mayotte,
    /// La Réunion: 20 December besides.
    Reunion,
}

/// Fixed holidays of the whole country: month, day, stable key.
const FIXED: [(i8, i8, &str); 8] = [
    (1, 1, "jour_de_l_an"),
    (5, 1, "fete_du_travail"),
    (5, 8, "victoire_1945"),
    (7, 14, "fete_nationale"),
    (8, 15, "assomption"),
    (11, 1, "toussaint"),
    (11, 11, "armistice_1918"),
    (12, 25, "noel"),
];

/// Holidays counted from Easter Sunday: days after it, stable key.
const MOVABLE: [(i64, &str); 3] = [(1, "lundi_de_paques"), (39, "ascension"), (50, "lundi_de_pentecote")];

impl Calendar {
    /// The stable key of the public holiday that `date` is, if it is one.
    pub fn holiday(self, date: Date) -> Option<&'static str> {
        let fixed = |&&(month, day, _): &&(i8, i8, &str)| (date.month(), date.day()) == (month, day);
        if let Some((_, _, key)) = FIXED.iter().chain(self.local_fixed()).find(fixed) {
            return Some(key);
        }
        let easter = easter_sunday(date.year())?;
        if self == Self::AlsaceMoselle && easter.checked_sub(2.days()).ok() == Some(date) {
            return Some("vendredi_saint");
        }
        let movable = |&&(after, _): &&(i64, &str)| easter.checked_add(after.days()).ok() == Some(date);
        MOVABLE.iter().find(movable).map(|&(_, key)| key)
    }

    /// Regulation (EEC, Euratom) 1182/71, article 2(2): every day other than public holidays,
    /// Saturdays and Sundays.
    pub fn is_working_day(self, date: Date) -> bool {
        !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && self.holiday(date).is_none()
    }

    /// The first working day on or after `date`; `None` past the end of representable time.
    pub fn working_day_from(self, mut date: Date) -> Option<Date> {
        while !self.is_working_day(date) {
            date = date.tomorrow().ok()?;
        }
        Some(date)
    }

    fn local_fixed(self) -> &'static [(i8, i8, &'static str)] {
        match self {
            Self::Metropole => &[],
            Self::AlsaceMoselle => &[(12, 26, "saint_etienne")],
            Self::Guadeloupe => &[(5, 27, "abolition_esclavage")],
            Self::Guyane => &[(6, 10, "abolition_esclavage")],
            Self::Martinique => &[(5, 22, "abolition_esclavage")],
            Self::Mayotte => &[(4, 27, "abolition_esclavage")],
            Self::Reunion => &[(12, 20, "abolition_esclavage")],
        }
    }
}

fn easter_sunday(year: i16) -> Option<Date> {
    let easter = computus::gregorian(i32::from(year)).ok()?;
    Date::new(year, i8::try_from(easter.month).ok()?, i8::try_from(easter.day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_eleven_days_of_2026() {
        let mut day = date(2026, 1, 1);
        let mut found = Vec::new();
        while day.year() == 2026 {
            if Calendar::Metropole.holiday(day).is_some() {
                found.push(day.to_string());
            }
            day = day.tomorrow().expect("2026 is far from the end of time");
        }
        assert_eq!(
            found,
            [
                "2026-01-01",
                "2026-04-06",
                "2026-05-01",
                "2026-05-08",
                "2026-05-14",
                "2026-05-25",
                "2026-07-14",
                "2026-08-15",
                "2026-11-01",
                "2026-11-11",
                "2026-12-25",
            ]
        );
    }

    #[test]
    fn local_days_apply_only_where_they_should() {
        let good_friday = date(2026, 4, 3);
        assert_eq!(Calendar::Metropole.holiday(good_friday), None);
        assert_eq!(Calendar::AlsaceMoselle.holiday(good_friday), Some("vendredi_saint"));
        assert_eq!(Calendar::AlsaceMoselle.holiday(date(2026, 12, 26)), Some("saint_etienne"));
        assert_eq!(Calendar::Reunion.holiday(date(2026, 12, 20)), Some("abolition_esclavage"));
        assert_eq!(Calendar::Metropole.holiday(date(2026, 12, 20)), None);
    }

    #[test]
    fn a_bridge_of_holidays_is_skipped() {
        // Friday 25 December 2026 is Christmas; the next working day is Monday 28.
        assert_eq!(Calendar::Metropole.working_day_from(date(2026, 12, 25)), Some(date(2026, 12, 28)));
    }
}
