//! Request for a destruction attestation, and the attestation itself.
//!
//! Neither tells the viewer whose data they saw: only categories and dates.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{DocumentKind, Recipient, Sender, wording};
use crate::entry::Declaration;
use crate::fold::{AttestationState, BreachFile};
use crate::french::{self, typography};
use crate::vocabulary::{DataCategory, Labels};

/// Letter that asks a viewer for an attestation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestationRequest {
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
    /// The letter.
    pub paragraphs: Vec<String>,
    /// What was seen, by category.
    pub items: Vec<String>,
    /// Answer expected by.
    pub due_at: Option<Timestamp>,
    /// The same, written out.
    pub due: String,
    /// 0 for the first letter, then the rank of the reminder.
    pub reminder: usize,
    /// The attestation to return.
    pub attestation: Attestation,
    /// Whether the text was rewritten by hand.
    pub edited: bool,
}

/// What a viewer declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// Who asks.
    pub sender: Sender,
    /// Who declares.
    pub declarant: Recipient,
    /// Number in the register.
    pub reference: Option<String>,
    /// Title.
    pub title: String,
    /// What was seen, by category.
    pub items: Vec<String>,
    /// What is declared, in order.
    pub statements: Vec<Statement>,
    /// When it was declared; empty on a form to fill in.
    pub declared_at: Option<Timestamp>,
    /// The same, written out.
    pub date: String,
    /// What the law says of a false declaration.
    pub notice: String,
}

/// One statement, to tick or already answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Stable key.
    pub key: String,
    /// What is declared.
    pub text: String,
    /// Ticked, not ticked, or still to answer.
    pub checked: Option<bool>,
    /// Detail written by the declarant.
    pub detail: String,
}

impl AttestationRequest {
    /// The request to one viewer; `None` when nobody has this reference.
    pub fn of(file: &BreachFile, viewer: &str, now: Timestamp) -> Option<Self> {
        let attestation = Attestation::of(file, viewer)?;
        let zone = file.place().zone;
        let state = file.attestations.get(viewer);
        let due_at = state.and_then(crate::fold::Attestation::due_at);
        let due = due_at.map(|at| french::date(at, &zone)).unwrap_or_default();
        let written = file.written(DocumentKind::AttestationRequest, Some(viewer), "paragraphs");
        let reminder = state.map_or(0, |found| found.reminders.len());
        let paragraphs = written.map_or_else(|| default_paragraphs(file, viewer, &due), wording::paragraphs);
        Some(Self {
            sender: file.sender(),
            recipient: file.recipient(viewer),
            dated_at: now,
            date: french::date(now, &zone),
            reference: file.register_number.as_ref().map(|number| number.act.clone()),
            subject: typography(if reminder == 0 {
                "Données d’autres personnes vues par erreur : attestation demandée"
            } else {
                "Rappel : attestation demandée au sujet de données vues par erreur"
            }),
            paragraphs,
            items: attestation.items.clone(),
            due_at,
            due,
            reminder,
            attestation,
            edited: written.is_some(),
        })
    }

    /// Requests to every viewer, in the order of their references.
    pub fn all(file: &BreachFile, now: Timestamp) -> Vec<Self> {
        file.viewers().into_iter().filter_map(|viewer| Self::of(file, viewer, now)).collect()
    }
}

impl Attestation {
    /// The attestation of one viewer, to fill in or as declared; `None` when nobody has this reference.
    pub fn of(file: &BreachFile, viewer: &str) -> Option<Self> {
        if !file.is_viewer(viewer) {
            return None;
        }
        let labels = Labels::shipped();
        let items = seen(file, viewer).iter().map(|category| labels.label("data", category)).collect();
        let declaration = match file.attestations.get(viewer).map(|found| &found.state) {
            Some(AttestationState::Answered { declaration, .. }) => Some(declaration),
            _ => None,
        };
        let zone = file.place().zone;
        let declared_at = declaration.map(|found| found.declared_at);
        Some(Self {
            sender: file.sender(),
            declarant: file.recipient(viewer),
            reference: file.register_number.as_ref().map(|number| number.act.clone()),
            title: "Attestation de destruction de données".to_owned(),
            items,
            statements: statements(declaration, &zone),
            declared_at,
            date: declared_at.map(|at| french::date(at, &zone)).unwrap_or_default(),
            notice: typography(
                "Une attestation inexacte est punie par l’article 441-7 du code pénal. Cette attestation ne sert qu’à la gestion de cet incident.",
            ),
        })
    }
}

fn default_paragraphs(file: &BreachFile, viewer: &str, due: &str) -> Vec<String> {
    let zone = file.place().zone;
    let rows = file.exposure.rows().filter(|row| row.viewer == viewer);
    let period = rows.map(|row| (row.first_at, row.last_at)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let name = &file.organisation.name;
    let opening = match period {
        Some((first, last)) if french::date(first, &zone) == french::date(last, &zone) => format!(
            "Le {}, notre service vous a montré par erreur des données qui ne vous concernent pas. Vous n’y êtes pour rien.",
            french::date(first, &zone)
        ),
        Some((first, last)) => format!(
            "Entre le {} et le {}, notre service vous a montré par erreur des données qui ne vous concernent pas. Vous n’y êtes pour rien.",
            french::date(first, &zone),
            french::date(last, &zone)
        ),
        None => "Vous nous avez dit avoir vu des données qui ne vous concernent pas. Vous n’y êtes pour rien, et nous vous remercions de nous avoir prévenus.".to_owned(),
    };
    let mut paragraphs = vec![
        opening,
        "Ces données appartiennent à d’autres personnes. Nous vous demandons de ne pas les utiliser, de ne pas les transmettre, et d’effacer toute copie : captures d’écran, impressions, fichiers téléchargés, sans oublier la corbeille et les sauvegardes de votre téléphone ou de votre ordinateur.".to_owned(),
        "Merci de remplir et de signer l’attestation jointe, même si vous n’avez rien gardé.".to_owned(),
    ];
    if !due.is_empty() {
        paragraphs.push(format!("Merci de nous la renvoyer avant le {due}."));
    }
    paragraphs.push(format!(
        "{name} ne vous reproche rien. Cette attestation protège les personnes dont les données ont été vues."
    ));
    paragraphs.iter().map(|text| typography(text)).collect()
}

fn seen(file: &BreachFile, viewer: &str) -> BTreeSet<DataCategory> {
    let rows = file.exposure.rows().filter(|row| row.viewer == viewer).map(|row| row.category);
    let declared = file.exposure.declared.iter().filter(|found| found.act.viewer.as_deref() == Some(viewer));
    rows.chain(declared.flat_map(|found| found.act.categories.iter().copied())).collect()
}

fn statements(declaration: Option<&Declaration>, zone: &jiff::tz::TimeZone) -> Vec<Statement> {
    let statement = |key: &str, text: &str, checked: Option<bool>, detail: String| Statement {
        key: key.to_owned(),
        text: typography(text),
        checked,
        detail,
    };
    let deleted = declaration.and_then(|found| found.deleted_at).map(|at| french::date(at, zone));
    let method = declaration.map(|found| found.deletion_method.clone()).unwrap_or_default();
    let deletion = [method, deleted.map(|date| format!("le {date}")).unwrap_or_default()];
    let deletion = deletion.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    vec![
        statement(
            "opened",
            "J’ai ouvert ou lu ces données.",
            declaration.map(|found| found.opened),
            String::new(),
        ),
        statement(
            "no_copy",
            "Je n’en ai fait aucune copie (capture, impression, téléchargement, photographie).",
            declaration.map(|found| !found.copied),
            String::new(),
        ),
        statement(
            "destroyed",
            "J’en avais fait une copie et je l’ai détruite, y compris dans la corbeille et les sauvegardes.",
            declaration.map(|found| found.copied && found.deleted_at.is_some()),
            deletion,
        ),
        statement(
            "not_forwarded",
            "Je ne les ai transmises ni montrées à personne.",
            declaration.map(|found| found.forwarded_to.is_empty()),
            declaration.map(|found| french::list(&found.forwarded_to)).unwrap_or_default(),
        ),
        statement(
            "no_further_use",
            "Je n’en ferai aucun usage.",
            declaration.map(|found| found.no_further_use),
            String::new(),
        ),
    ]
}
