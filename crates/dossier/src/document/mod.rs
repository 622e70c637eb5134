//! Data of the documents that a breach file produces.
//!
//! Each document is plain data with stable keys and French texts, ready for a template: nothing here
//! lays out a page. Generated paragraphs may be rewritten ([`crate::entry::WordingEdited`]); what is
//! missing is said, never invented.

mod archive;
mod attestation;
mod cnil;
mod cnil_fields;
mod letter;
mod register;
mod wording;

use serde::{Deserialize, Serialize};

pub use self::archive::{ArchiveFiling, ArchiveIndex, ArchivePiece};
pub use self::attestation::{Attestation, AttestationRequest, Statement};
pub use self::cnil::{CnilSheet, FieldChange, FilingKind};
pub use self::letter::{PersonLetter, Question, QuestionKey};
pub use self::register::RegisterSheet;

use crate::entry::{LegalPerson, Organisation};
use crate::fold::BreachFile;
use crate::french;

/// The documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Notification sheet, in the order of the CNIL's form.
    CnilSheet,
    /// Letter to an exposed person.
    PersonLetter,
    /// Request for a destruction attestation.
    AttestationRequest,
    /// Destruction attestation to sign.
    Attestation,
    /// Sheet of the internal register.
    RegisterSheet,
    /// Index of the archive.
    ArchiveIndex,
}

/// A part of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Stable key.
    pub key: String,
    /// Its number in the form, from 1.
    pub number: u8,
    /// French title.
    pub title: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// A field of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Stable key, unique in the sheet.
    pub key: String,
    /// French label.
    pub label: String,
    /// What to write; several values when several boxes are ticked.
    pub values: Vec<String>,
    /// Whether something is missing.
    pub status: FieldStatus,
    /// Whether the text was rewritten by hand.
    pub edited: bool,
}

/// Whether a field can be filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldStatus {
    /// Ready.
    Filled,
    /// "À compléter": a complete filing needs it.
    ToComplete,
    /// Empty, and allowed to be.
    Optional,
}

/// Who sends a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Organisation.
    pub name: String,
    /// Postal address, line by line.
    pub address: Vec<String>,
    /// Where to write or call.
    pub contact: String,
    /// The data protection officer, when there is one.
    pub dpo: String,
    /// Who signs.
    pub signatory: String,
}

/// To whom a document goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Reference in the file.
    pub party: String,
    /// Name, or the reference while nobody gave one.
    pub name: String,
    /// Postal address, line by line.
    pub address: Vec<String>,
    /// E-mail.
    pub email: String,
}

/// "Mme Jeanne Lefèvre, maire".
fn signatory(person: &LegalPerson) -> String {
    let name = [&person.title, &person.given_name, &person.family_name].map(String::as_str);
    let name = name.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let function = french::lowercase_first(&person.function);
    [name, function].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

impl BreachFile {
    pub(crate) fn sender(&self) -> Sender {
        let Organisation { name, address, postcode, city, public_contact, contact, representative, .. } =
            &self.organisation;
        let town = format!("{postcode} {city}").trim().to_owned();
        let given = if public_contact.trim().is_empty() { &contact.email } else { public_contact };
        Sender {
            name: name.clone(),
            address: [address.clone(), town].into_iter().filter(|line| !line.is_empty()).collect(),
            contact: given.clone(),
            dpo: self
                .dpo
                .as_ref()
                .map(|dpo| format!("{} ({})", dpo.act.name, dpo.act.contact))
                .unwrap_or_default(),
            signatory: signatory(representative),
        }
    }

    pub(crate) fn recipient(&self, party: &str) -> Recipient {
        let known = self.parties.get(party);
        Recipient {
            party: party.to_owned(),
            name: known.map_or_else(|| party.to_owned(), |found| found.name.clone()),
            address: known.map(|found| found.address.clone()).unwrap_or_default(),
            email: known.map(|found| found.email.clone()).unwrap_or_default(),
        }
    }

    /// The text written by hand for a field: for this recipient, or for all.
    pub(crate) fn written(&self, document: DocumentKind, subject: Option<&str>, field: &str) -> Option<&str> {
        let of = |wanted: Option<&str>| {
            self.wording.iter().find(|edit| {
                edit.document == document && edit.subject.as_deref() == wanted && edit.field == field
            })
        };
        let found = subject.and_then(|subject| of(Some(subject))).or_else(|| of(None));
        found.and_then(|edit| edit.text.as_deref())
    }
}
