//! The documents that a breach file produces: their data and their stamp, ready to be set in type by a page or a command.

use beffroi_dossier::document::{
    ArchiveIndex, Attestation, AttestationRequest, CnilSheet, DocumentKind, PersonLetter, RegisterSheet,
};
use beffroi_dossier::fold::BreachFile;
use beffroi_dossier::french;
use beffroi_ledger::workspace::Head;
use beffroi_print::{DigestOf, Stamp, Template, prepare};
use beffroi_seal::id::WorkspaceId;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;

use super::DossierError;
use crate::error::ClientError;
use crate::session::Session;
use crate::surroundings::instant;
use crate::view::FingerprintView;

/// Article 33(1) GDPR.
const NOTIFICATION_HOURS: i64 = 72;

/// A document ready to be set in type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentData {
    /// Which template.
    pub template: Template,
    /// What it takes: `stamp` and `document`.
    pub data: Value,
    /// Name for the finished file, in French.
    pub file_name: String,
}

impl Session {
    /// The data of a document. `subject` is the person or the viewer it is for; letters and requests without one are all of
    /// them.
    ///
    /// # Errors
    /// When the file knows nothing of the subject.
    pub async fn document(
        &self,
        dossier: WorkspaceId,
        kind: DocumentKind,
        subject: Option<&str>,
    ) -> Result<DocumentData, ClientError> {
        let opened = self.open_dossier_workspace(dossier).await?;
        let now = instant(self.around.now_ms());
        let (file, head) = opened.with(|inner| (inner.fold.dossier().file().clone(), inner.log.head()));
        let template = template(kind);
        let document = data(&file, kind, subject, now)?;
        let prepared = prepare(template, &document, &self.stamp(&file, head, now));
        let data = prepared.map_err(DossierError::Print)?.data;
        let file_name = beffroi_print::file_name(template, &reference(&file), subject);
        Ok(DocumentData { template, data, file_name })
    }

    /// Whose the document is, of which file, made when, from which state.
    fn stamp(&self, file: &BreachFile, head: Option<Head>, now: Timestamp) -> Stamp {
        let zone = file.place().zone;
        let name = self.with_org(|org| org.name().unwrap_or_default().to_owned());
        let end = |aware_at: Timestamp| aware_at + SignedDuration::from_hours(NOTIFICATION_HOURS);
        let people = file.cell.iter().map(|(account, member)| (account.to_string(), member.name.clone()));
        Stamp {
            organisation: if file.organisation.name.is_empty() {
                name
            } else {
                file.organisation.name.clone()
            },
            reference: reference(file),
            day: now.to_zoned(zone.clone()).date().to_string(),
            established: french::date_time(now, &zone),
            digest: head.map(|head| head.hash.to_string()).unwrap_or_default(),
            digest_of: DigestOf::State,
            deadline: file.aware_at().map(|aware_at| french::date_time(end(aware_at), &zone)),
            fingerprint: vec![FingerprintView::of(&self.keys.fingerprint).words.join(" ")],
            people: people.collect(),
        }
    }
}

fn reference(file: &BreachFile) -> String {
    file.register_number.as_ref().map_or_else(|| "sans numéro".to_owned(), |number| number.act.clone())
}

fn template(kind: DocumentKind) -> Template {
    match kind {
        DocumentKind::CnilSheet => Template::CnilSheet,
        DocumentKind::PersonLetter => Template::PersonLetter,
        DocumentKind::AttestationRequest => Template::AttestationRequest,
        DocumentKind::Attestation => Template::Attestation,
        DocumentKind::RegisterSheet => Template::RegisterSheet,
        DocumentKind::ArchiveIndex => Template::ArchiveIndex,
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
        (DocumentKind::AttestationRequest, None) => json(&AttestationRequest::all(file, now)),
        (DocumentKind::AttestationRequest, Some(viewer)) => {
            json(&AttestationRequest::of(file, viewer, now).ok_or_else(unknown)?)
        }
        (DocumentKind::Attestation, _) => json(&Attestation::of(file, subject_text).ok_or_else(unknown)?),
        (DocumentKind::RegisterSheet, _) => json(&RegisterSheet::of(file, now)),
        (DocumentKind::ArchiveIndex, _) => json(&ArchiveIndex::of(file, now)),
    })
}

fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("documents have text keys and whole numbers")
}

/// Letters, digits and hyphens: a reference must not choose where a file goes.
pub(crate) fn plain(text: &str) -> String {
    let kept = text.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' });
    kept.take(60).collect::<String>().trim_matches('-').to_owned()
}
