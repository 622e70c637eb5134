//! From a Rust value to data that a template takes, or a refusal that names what is missing.

use crate::{Template, clean};
use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

/// A template and clean, complete data for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Which template.
    pub template: Template,
    /// What it reads.
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
        /// Which field, `meta.` included where it is one of the heading.
        field: String,
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
            Self::Unwritable { .. } => "document-unwritable",
        }
    }
}

/// The heading that every document has.
const META: [&str; 5] = ["organisation", "reference", "date", "established", "digest"];

/// The heading that letters have besides.
const META_OF_LETTERS: [&str; 2] = ["place", "day"];

/// Checks that every field is there and removes what could deceive a reader.
pub fn prepare(template: Template, data: &impl Serialize) -> Result<Document, PrintError> {
    let mut data =
        serde_json::to_value(data).map_err(|source| PrintError::Unwritable { template, source })?;
    let missing = |field: String| PrintError::FieldMissing { template, field };
    for field in template.fields() {
        data.get(*field).ok_or_else(|| missing((*field).to_owned()))?;
    }
    let meta = data.get("meta").ok_or_else(|| missing("meta".to_owned()))?;
    let of_letters: &[&str] = if is_letter(template) { &META_OF_LETTERS } else { &[] };
    for field in META.iter().chain(of_letters) {
        meta.get(*field).ok_or_else(|| missing(format!("meta.{field}")))?;
    }
    clean(&mut data);
    Ok(Document { template, data })
}

fn is_letter(template: Template) -> bool {
    matches!(template, Template::PersonLetter | Template::AttestationRequest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn fixtures() -> Vec<(Template, Value)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/test/fixtures");
        let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let read = |file: PathBuf| {
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            let named = Template::ALL.into_iter().filter(|template| stem.starts_with(template.key()));
            let template = named.max_by_key(|template| template.key().len()).unwrap();
            (template, serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap())
        };
        files.into_iter().map(read).collect()
    }

    #[test]
    fn what_is_rendered_in_the_tests_of_the_templates_is_accepted() {
        let fixtures = fixtures();
        for template in Template::ALL {
            assert!(fixtures.iter().any(|(of, _)| *of == template), "no fixture for {}", template.key());
        }
        for (template, data) in fixtures {
            assert_eq!(prepare(template, &data).unwrap().data, data, "{}", template.key());
        }
    }

    #[test]
    fn each_missing_field_is_named() {
        for (template, whole) in fixtures() {
            for field in template.fields() {
                let mut data = whole.clone();
                data.as_object_mut().unwrap().remove(*field);
                let refusal = prepare(template, &data).unwrap_err();
                assert_eq!(refusal.code(), "document-field-missing");
                assert!(refusal.to_string().contains(&format!("`{field}`")), "{refusal}");
            }
            for field in META {
                let mut data = whole.clone();
                data["meta"].as_object_mut().unwrap().remove(field);
                let refusal = prepare(template, &data).unwrap_err();
                assert!(refusal.to_string().contains(&format!("`meta.{field}`")), "{refusal}");
            }
        }
    }

    #[test]
    fn a_letter_needs_place_and_day() {
        for (template, mut data) in fixtures().into_iter().filter(|(template, _)| is_letter(*template)) {
            data["meta"].as_object_mut().unwrap().remove("place");
            assert!(prepare(template, &data).unwrap_err().to_string().contains("`meta.place`"));
        }
    }
}
