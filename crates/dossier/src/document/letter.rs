//! Letter to an exposed person (article 34 GDPR): six questions, and this person's data only.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{DocumentKind, Recipient, Sender, wording};
use crate::fold::BreachFile;
use crate::french;
use crate::vocabulary::{DataCategory, Labels};

/// A letter to one exposed person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLetter {
    /// Who writes.
    pub sender: Sender,
    /// To whom.
    pub recipient: Recipient,
    /// Date of the letter.
    pub dated_at: Timestamp,
    /// The same, written out.
    pub date: String,
    /// Number in the register.
    pub reference: Option<String>,
    /// Subject line.
    pub subject: String,
    /// First words.
    pub greeting: String,
    /// The six questions, in order.
    pub questions: Vec<Question>,
    /// Last words.
    pub closing: String,
    /// How to check that the letter is genuine.
    pub verification_hint: String,
    /// Categories of this person's data that were seen.
    pub categories: BTreeSet<DataCategory>,
    /// Whether minors' data are among them.
    pub minor: bool,
    /// Keys of the questions without an answer, and of what is missing to send it.
    pub missing: Vec<String>,
}

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stable key; the `field` of a rewritten text.
    pub key: QuestionKey,
    /// The question.
    pub title: String,
    /// The answer.
    pub paragraphs: Vec<String>,
    /// Whether it was rewritten by hand.
    pub edited: bool,
}

/// The six questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKey {
    /// « Que s’est-il passé ? »
    WhatHappened,
    /// « Comment avons-nous réagi ? »
    OurReaction,
    /// « Quelles données sont concernées ? »
    DataConcerned,
    /// « Quelles sont les conséquences possibles ? »
    PossibleConsequences,
    /// « Quelles sont nos recommandations ? »
    Recommendations,
    /// « Qui contacter si vous avez des questions ? »
    Contact,
}

impl QuestionKey {
    /// All six, in order.
    pub const ALL: [Self; 6] = [
        Self::WhatHappened,
        Self::OurReaction,
        Self::DataConcerned,
        Self::PossibleConsequences,
        Self::Recommendations,
        Self::Contact,
    ];

    /// The question, in French.
    pub fn title(self) -> String {
        french::typography(match self {
            Self::WhatHappened => "Que s’est-il passé ?",
            Self::OurReaction => "Comment avons-nous réagi ?",
            Self::DataConcerned => "Quelles données sont concernées ?",
            Self::PossibleConsequences => "Quelles sont les conséquences possibles ?",
            Self::Recommendations => "Quelles sont nos recommandations ?",
            Self::Contact => "Qui contacter si vous avez des questions ?",
        })
    }
}

impl PersonLetter {
    /// The letter to one exposed person; `None` when nobody has this reference.
    pub fn of(file: &BreachFile, person: &str, now: Timestamp) -> Option<Self> {
        let (categories, seen) = exposed(file, Some(person)).remove(person)?;
        Some(Writer { file, labels: Labels::shipped(), now }.letter(person, categories, seen))
    }

    /// Letters to every exposed person, in the order of their references.
    pub fn all(file: &BreachFile, now: Timestamp) -> Vec<Self> {
        let writer = Writer { file, labels: Labels::shipped(), now };
        let persons = exposed(file, None).into_iter();
        persons.map(|(person, (categories, seen))| writer.letter(person, categories, seen)).collect()
    }
}

type Period = Option<(Timestamp, Timestamp)>;

/// What was seen of each person, and when; of one person only when asked.
fn exposed<'a>(
    file: &'a BreachFile,
    only: Option<&str>,
) -> BTreeMap<&'a str, (BTreeSet<DataCategory>, Period)> {
    let mut found: BTreeMap<&str, (BTreeSet<DataCategory>, Period)> = BTreeMap::new();
    let wanted = |person: &str| only.is_none_or(|only| only == person);
    for row in file.exposure.rows().filter(|row| wanted(&row.person)) {
        let (categories, seen) = found.entry(&row.person).or_default();
        categories.insert(row.category);
        widen(seen, row.first_at, row.last_at);
    }
    for declared in file.exposure.declared.iter().filter(|declared| wanted(&declared.act.person)) {
        let (categories, seen) = found.entry(&declared.act.person).or_default();
        categories.extend(&declared.act.categories);
        if let Some(at) = declared.act.at {
            widen(seen, at, at);
        }
    }
    found
}

fn widen(seen: &mut Period, first: Timestamp, last: Timestamp) {
    *seen = Some(seen.map_or((first, last), |(from, to)| (from.min(first), to.max(last))));
}

struct Writer<'a> {
    file: &'a BreachFile,
    labels: Labels,
    now: Timestamp,
}

impl Writer<'_> {
    fn letter(&self, person: &str, categories: BTreeSet<DataCategory>, seen: Period) -> PersonLetter {
        let file = self.file;
        let minor = file.parties.get(person).is_some_and(|party| party.minor.is_true());
        let questions: Vec<Question> = QuestionKey::ALL
            .into_iter()
            .map(|key| {
                let field = crate::vocabulary::key_of(&key);
                let written = file.written(DocumentKind::PersonLetter, Some(person), &field);
                let paragraphs = match (written, key) {
                    (Some(text), _) => wording::paragraphs(text),
                    (None, QuestionKey::WhatHappened) => wording::what_happened(file, seen),
                    (None, QuestionKey::OurReaction) => wording::our_reaction(file),
                    (None, QuestionKey::DataConcerned) => {
                        wording::data_concerned(&categories, minor, &self.labels)
                    }
                    (None, QuestionKey::PossibleConsequences) => {
                        wording::possible_consequences(file, &self.labels)
                    }
                    (None, QuestionKey::Recommendations) => wording::recommendations(&categories),
                    (None, QuestionKey::Contact) => wording::contact(file),
                };
                Question { key, title: key.title(), paragraphs, edited: written.is_some() }
            })
            .collect();
        let sender = file.sender();
        let recipient = file.recipient(person);
        let missing = missing(&questions, &sender, &recipient);
        PersonLetter {
            date: french::date(self.now, &file.place().zone),
            dated_at: self.now,
            reference: file.register_number.as_ref().map(|number| number.act.clone()),
            subject: french::typography("Information sur une violation de vos données personnelles"),
            greeting: french::typography(
                "Madame, Monsieur,\n\nNous vous devons une information importante : des données qui vous concernent ont pu être vues par des personnes qui n’auraient pas dû y accéder.",
            ),
            questions,
            closing: french::typography("Nous vous présentons nos excuses et restons à votre disposition."),
            verification_hint: wording::verification_hint(file),
            sender,
            recipient,
            categories,
            minor,
            missing,
        }
    }
}

fn missing(questions: &[Question], sender: &Sender, recipient: &Recipient) -> Vec<String> {
    let empty = questions.iter().filter(|question| question.paragraphs.is_empty());
    let mut missing: Vec<String> = empty.map(|question| crate::vocabulary::key_of(&question.key)).collect();
    let mut require = |key: &str, present: bool| {
        if !present {
            missing.push(key.to_owned());
        }
    };
    require("sender.name", !sender.name.is_empty());
    require("sender.contact", !sender.contact.is_empty());
    require("recipient.address", !recipient.address.is_empty() || !recipient.email.is_empty());
    missing
}
