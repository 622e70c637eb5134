//! The data of the documents that a breach file produces; pages and the command line set them in type.

use beffroi_dossier::document::{
    ArchiveIndex, Attestation, AttestationRequest, CnilSheet, DocumentKind, PersonLetter, RegisterSheet,
};
use beffroi_dossier::fold::BreachFile;
use beffroi_seal::id::WorkspaceId;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::DossierError;
use crate::error::ClientError;
use crate::session::Session;
use crate::surroundings::instant;

/// A document ready to be set in type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentData {
    /// Which template.
    pub template: DocumentKind,
    /// What it takes.
    pub data: Value,
    /// Name for the finished file, in French.
    pub file_name: String,
}

impl Session {
    /// The data of a document. `subject` is the person or the viewer it is for; letters without one are all letters.
    ///
    /// # Errors
    /// When the file knows nothing of the subject.
    pub async fn document(
        &self,
        dossier: WorkspaceId,
        kind: DocumentKind,
        subject: Option<&str>,
    ) -> Result<DocumentData, ClientError> {
        let file = self.breach_file(dossier).await?;
        let now = instant(self.around.now_ms());
        let data = data(&file, kind, subject, now)?;
        Ok(DocumentData { template: kind, data, file_name: file_name(&file, kind, subject) })
    }
}

/// The data of one document.
pub(crate) fn data(
    file: &BreachFile,
    kind: DocumentKind,
    subject: Option<&str>,
    now: Timestamp,
) -> Result<Value, DossierError> {
    let unknown = || DossierError::SubjectUnknown { subject: subject.unwrap_or_default().to_owned() };
    let subject_text = subject.unwrap_or_default();
    Ok(match (kind, subject) {
        (DocumentKind::CnilSheet, _) => json(&CnilSheet::of(file, None, now)),
        (DocumentKind::PersonLetter, None) => json(&PersonLetter::all(file, now)),
        (DocumentKind::PersonLetter, Some(person)) => {
            json(&PersonLetter::of(file, person, now).ok_or_else(unknown)?)
        }
        (DocumentKind::AttestationRequest, _) => {
            json(&AttestationRequest::of(file, subject_text, now).ok_or_else(unknown)?)
        }
        (DocumentKind::Attestation, _) => json(&Attestation::of(file, subject_text).ok_or_else(unknown)?),
        (DocumentKind::RegisterSheet, _) => json(&RegisterSheet::of(file, now)),
        (DocumentKind::ArchiveIndex, _) => json(&ArchiveIndex::of(file, now)),
    })
}

fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("documents have text keys and whole numbers")
}

fn file_name(file: &BreachFile, kind: DocumentKind, subject: Option<&str>) -> String {
    let number = file.register_number.as_ref().map_or("dossier", |number| number.act.as_str());
    let title = match kind {
        DocumentKind::CnilSheet => "notification CNIL",
        DocumentKind::PersonLetter => "lettre",
        DocumentKind::AttestationRequest => "demande d’attestation",
        DocumentKind::Attestation => "attestation",
        DocumentKind::RegisterSheet => "fiche du registre",
        DocumentKind::ArchiveIndex => "index de l’archive",
    };
    let subject = subject.map(|subject| format!(" {}", plain(subject))).unwrap_or_default();
    format!("{number} {title}{subject}.pdf")
}

/// Letters, digits and hyphens: a reference must not choose where a file goes.
pub(crate) fn plain(text: &str) -> String {
    let kept = text.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' });
    kept.take(60).collect::<String>().trim_matches('-').to_owned()
}
