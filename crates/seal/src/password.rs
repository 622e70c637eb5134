//! Strength of passwords, judged where they are typed.
//!
//! The server never sees a password and cannot judge it. The floor: twelve characters, and at least 10^10 guesses for
//! an attacker who knows how people choose (zxcvbn, to which French habits are added). Each weakness has a code; the
//! sentences live in the catalogues.
//!
//! The estimate's library reads the current year by itself, to know which years are recent: the one clock in this crate.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;
use zxcvbn::feedback::{Suggestion, Warning};
use zxcvbn::{Score, zxcvbn};

/// Fewest characters.
pub const LENGTH_CHARACTERS_MIN: usize = 12;
/// Lowest accepted score, of 0 to 4.
pub const SCORE_MIN: u8 = 3;

/// What a password is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strength {
    /// From 0 (guessed at once) to 4.
    pub score: u8,
    /// Decimal logarithm of the guesses needed, by the estimate.
    pub guesses_log10: f64,
    /// Whether it may be used.
    pub accepted: bool,
    /// Why it is weak, or how it would be stronger; none for a strong one.
    pub reasons: Vec<Weakness>,
}

/// One reason, as a code for the catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weakness {
    /// Fewer than [`LENGTH_CHARACTERS_MIN`] characters.
    TooShort,
    /// A word, a name or a common password by itself.
    CommonWord,
    /// Contains the person's name, address, or the organisation's name.
    Personal,
    /// A row or a pattern of keys.
    Keyboard,
    /// Repeats a character or a group.
    Repeats,
    /// A sequence such as abc or 6543.
    Sequence,
    /// A date or a year.
    Date,
    /// Only a capital letter, a reversed word or a substitution such as @ for a.
    PredictableChange,
    /// A few more words would do.
    AddWords,
}

/// Judges a password. `personal` are words that an attacker would try first: names, address, organisation.
pub fn assess(password: &str, personal: &[&str]) -> Strength {
    let password = prepare(password);
    let folded: Zeroizing<String> = Zeroizing::new(fold(&password));
    let personal: Vec<String> = personal
        .iter()
        .flat_map(|word| word.split(|character: char| !character.is_alphanumeric()))
        .filter(|word| word.chars().count() >= 3)
        .map(fold)
        .collect();
    let known: Vec<&str> = personal.iter().map(String::as_str).chain(FRENCH_HABITS.iter().copied()).collect();
    // The estimate is generous with words joined by punctuation: what an attacker knows of the person counts for
    // nothing, and the rest must be strong by itself.
    let rest = Zeroizing::new(personal.iter().fold(folded.to_string(), |rest, word| rest.replace(word, "")));
    let is_personal = rest.len() < folded.len();
    let estimate = zxcvbn(&rest, &known);
    let score = match estimate.score() {
        Score::Zero => 0,
        Score::One => 1,
        Score::Two => 2,
        Score::Three => 3,
        _ => 4,
    };
    let long_enough = password.chars().count() >= LENGTH_CHARACTERS_MIN;
    let mut reasons = Vec::new();
    if !long_enough {
        reasons.push(Weakness::TooShort);
    }
    if score < SCORE_MIN && is_personal {
        reasons.push(Weakness::Personal);
    }
    if let Some(feedback) = estimate.feedback() {
        reasons.extend(feedback.warning().and_then(reason_of_warning));
        reasons.extend(feedback.suggestions().iter().filter_map(reason_of_suggestion));
    }
    if score < SCORE_MIN && reasons.is_empty() {
        reasons.push(Weakness::AddWords);
    }
    reasons.sort_unstable();
    reasons.dedup();
    let guesses_log10 = estimate.guesses_log10().max(0.0);
    Strength { score, guesses_log10, accepted: long_enough && score >= SCORE_MIN, reasons }
}

/// One form for each password, however the keyboard composes accents (NFC, as RFC 8265 does).
pub(crate) fn prepare(password: &str) -> Zeroizing<String> {
    Zeroizing::new(password.nfc().collect())
}

/// Lowercase without accents: an attacker's dictionary has both forms.
fn fold(text: impl AsRef<str>) -> String {
    text.as_ref()
        .nfd()
        .filter(|character| !unicode_normalization::char::is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .collect()
}

fn reason_of_warning(warning: Warning) -> Option<Weakness> {
    Some(match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            Weakness::Keyboard
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            Weakness::Repeats
        }
        Warning::SequencesLikeAbcAreEasyToGuess => Weakness::Sequence,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => Weakness::Date,
        _ => Weakness::CommonWord,
    })
}

fn reason_of_suggestion(suggestion: &Suggestion) -> Option<Weakness> {
    Some(match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases | Suggestion::AddAnotherWordOrTwo => Weakness::AddWords,
        Suggestion::CapitalizationDoesntHelpVeryMuch
        | Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase
        | Suggestion::ReversedWordsArentMuchHarderToGuess
        | Suggestion::PredictableSubstitutionsDontHelpVeryMuch => Weakness::PredictableChange,
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => Weakness::Keyboard,
        Suggestion::AvoidRepeatedWordsAndCharacters => Weakness::Repeats,
        Suggestion::AvoidSequences => Weakness::Sequence,
        Suggestion::AvoidRecentYears
        | Suggestion::AvoidYearsThatAreAssociatedWithYou
        | Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => Weakness::Date,
        Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => return None,
    })
}

/// What the estimate's English lists lack: keys of a French keyboard, and words of French passwords.
const FRENCH_HABITS: &[&str] = &[
    "azerty",
    "azertyuiop",
    "qsdfgh",
    "qsdfghjklm",
    "wxcvbn",
    "aqwzsx",
    "motdepasse",
    "passe",
    "secret",
    "bonjour",
    "soleil",
    "doudou",
    "loulou",
    "chouchou",
    "marseille",
    "paris",
    "lyon",
    "toulouse",
    "bordeaux",
    "france",
    "bretagne",
    "mairie",
    "commune",
    "prefecture",
    "ministere",
    "departement",
    "region",
    "agglo",
    "service",
    "administration",
    "directeur",
    "direction",
    "accueil",
    "bienvenue",
    "informatique",
    "ordinateur",
    "bureau",
    "dossier",
    "compte",
    "connexion",
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "printemps",
    "ete",
    "automne",
    "hiver",
    "maman",
    "papa",
    "famille",
    "enfants",
    "amour",
    "chocolat",
    "chaton",
    "princesse",
    "cheval",
    "football",
    "vacances",
    "noel",
    "liberte",
    "egalite",
    "fraternite",
    "republique",
    "camille",
    "nicolas",
    "thomas",
    "julien",
    "alexandre",
    "isabelle",
    "nathalie",
    "philippe",
    "sophie",
    "beffroi",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_habits_are_refused_with_their_reason() {
        for (password, reason) in [
            ("Soleil2024!", Weakness::TooShort),
            ("azertyuiop12", Weakness::AddWords),
            ("aaaaaaaaaaaaaaaa", Weakness::Repeats),
            ("abcdefghijklmnop", Weakness::Sequence),
            ("MotDePasse2024", Weakness::AddWords),
            ("Dupont-Mairie-1", Weakness::Personal),
            ("Dùpönt-Mairie-1", Weakness::Personal),
        ] {
            let strength = assess(password, &["Jeanne Dupont", "jeanne.dupont@mairie-exemple.fr"]);
            assert!(!strength.accepted, "{password}: {strength:?}");
            assert!(strength.reasons.contains(&reason), "{password}: {strength:?}");
        }
    }

    #[test]
    fn a_few_words_are_accepted() {
        for password in ["girouette parfumée sur le clocher", "k7#Vq2!xLp9zRt", "tambour-lessive-Oural-8"] {
            let strength = assess(password, &["Jeanne Dupont"]);
            assert!(strength.accepted && strength.score >= SCORE_MIN, "{password}: {strength:?}");
        }
    }

    #[test]
    fn the_empty_password_has_a_finite_estimate() {
        let strength = assess("", &[]);
        assert_eq!((strength.score, strength.accepted), (0, false));
        assert!(strength.guesses_log10 >= 0.0);
        assert_eq!(serde_json::to_value(Weakness::PredictableChange).unwrap(), "predictable-change");
    }
}
