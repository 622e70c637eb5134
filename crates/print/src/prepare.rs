//! From Rust values to data that a template takes, or a refusal that names what is missing.

use crate::{Stamp, Template, clean};
use serde::Serialize;
use serde_json::{Value, json};
use thiserror::Error;

/// A template and clean, complete data for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Which template.
    pub template: Template,
    /// What it reads: `stamp` and `document`.
    pub data: Value,
}

/// Why a document cannot be made from these data.
#[derive(Debug, Error)]
pub enum PrintError {
    /// A field that the template reads is absent.
    #[error("the data of {} lack `{field}`", .template.key())]
    FieldMissing {
        /// Which template.
        template: Template,
        /// Which field of the document.
        field: &'static str,
    },
    /// The day of the stamp is not written `2026-11-24`.
    #[error("the day of a document is `{day}`, not year-month-day")]
    DayMalformed {
        /// What it is.
        day: String,
    },
    /// The data cannot be written as JSON.
    #[error("the data of {} cannot be written", .template.key())]
    Unwritable {
        /// Which template.
        template: Template,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

impl PrintError {
    /// Stable name of the refusal, for the catalogues of sentences.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FieldMissing { .. } => "document-field-missing",
            Self::DayMalformed { .. } => "document-day-malformed",
            Self::Unwritable { .. } => "document-unwritable",
        }
    }
}

/// Checks that every field is there and removes what could deceive a reader.
///
/// `document` serialises to the fields of its template ([`Template::fields`]); more of them do no harm.
pub fn prepare(template: Template, document: &impl Serialize, stamp: &Stamp) -> Result<Document, PrintError> {
    let unwritable = |source| PrintError::Unwritable { template, source };
    if !is_day(&stamp.day) {
        return Err(PrintError::DayMalformed { day: stamp.day.clone() });
    }
    let document = serde_json::to_value(document).map_err(unwritable)?;
    // Letters may come several in one file.
    let documents = document.as_array().map_or(std::slice::from_ref(&document), Vec::as_slice);
    for field in template.fields().iter().copied() {
        if !documents.iter().all(|document| document.get(field).is_some()) {
            return Err(PrintError::FieldMissing { template, field });
        }
    }
    let stamp = serde_json::to_value(stamp).map_err(unwritable)?;
    let mut data = json!({ "stamp": stamp, "document": document });
    clean(&mut data);
    Ok(Document { template, data })
}

fn is_day(text: &str) -> bool {
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn stamp() -> Stamp {
        Stamp { reference: "2026-001".into(), day: "2026-11-24".into(), ..Stamp::default() }
    }

    /// What the tests of the templates render.
    fn fixtures() -> Vec<(Template, Value)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/test/fixtures");
        let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let read = |file: PathBuf| {
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            let named = Template::ALL.into_iter().filter(|template| stem.starts_with(template.key()));
            let template = named.max_by_key(|template| template.key().len()).unwrap();
            let data: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
            (template, data["document"].clone())
        };
        files.into_iter().map(read).collect()
    }

    #[test]
    fn what_the_tests_of_the_templates_render_is_accepted() {
        let fixtures = fixtures();
        for template in Template::ALL {
            assert!(fixtures.iter().any(|(of, _)| *of == template), "no fixture for {}", template.key());
        }
        for (template, document) in fixtures {
            let prepared = prepare(template, &document, &stamp()).unwrap();
            assert_eq!(prepared.data["document"], document, "{}", template.key());
            assert_eq!(prepared.data["stamp"]["reference"], "2026-001");
        }
    }

    #[test]
    fn each_missing_field_is_named() {
        for (template, whole) in fixtures() {
            for field in template.fields() {
                let mut document = whole.clone();
                document.as_object_mut().unwrap().remove(*field);
                let refusal = prepare(template, &document, &stamp()).unwrap_err();
                assert_eq!(refusal.code(), "document-field-missing");
                assert!(refusal.to_string().contains(&format!("`{field}`")), "{refusal}");
            }
        }
    }

    #[test]
    fn each_letter_of_a_mailing_is_checked() {
        let (_, whole) =
            fixtures().into_iter().find(|(template, _)| *template == Template::PersonLetter).unwrap();
        let mut second = whole.clone();
        assert!(prepare(Template::PersonLetter, &[&whole, &second], &stamp()).is_ok());
        second.as_object_mut().unwrap().remove("greeting");
        let refusal = prepare(Template::PersonLetter, &[&whole, &second], &stamp()).unwrap_err();
        assert!(refusal.to_string().contains("`greeting`"), "{refusal}");
    }

    #[test]
    fn a_day_is_year_month_day() {
        for day in ["", "24/11/2026", "2026-11-24T09:00:00Z", "2026-1-2", "mardi"] {
            let stamp = Stamp { day: day.into(), ..stamp() };
            let refusal = prepare(Template::Attestation, &json!({}), &stamp).unwrap_err();
            assert_eq!(refusal.code(), "document-day-malformed", "{day}");
        }
    }
}
