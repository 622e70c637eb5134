//! The templates: one file of `templates/` each, embedded, with the fields it cannot do without.

use serde::{Deserialize, Serialize};

/// What every template imports: file name and text.
pub const SHARED: (&str, &str) = ("beffroi.typ", include_str!("../../../templates/beffroi.typ"));

/// The documents of a breach file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// Notification sheet in the order of the CNIL's form (article 33 GDPR).
    CnilSheet,
    /// Letter to an exposed person (article 34 GDPR).
    PersonLetter,
    /// Request for a destruction attestation.
    AttestationRequest,
    /// Destruction attestation: blank form, or record of a declaration.
    Attestation,
    /// Sheet of the internal register (article 33(5) GDPR).
    RegisterSheet,
    /// Index of an archive.
    ArchiveIndex,
}

impl Template {
    /// Every template.
    pub const ALL: [Self; 6] = [
        Self::CnilSheet,
        Self::PersonLetter,
        Self::AttestationRequest,
        Self::Attestation,
        Self::RegisterSheet,
        Self::ArchiveIndex,
    ];

    /// Its stable name, also of its file.
    pub fn key(self) -> &'static str {
        match self {
            Self::CnilSheet => "cnil_sheet",
            Self::PersonLetter => "person_letter",
            Self::AttestationRequest => "attestation_request",
            Self::Attestation => "attestation",
            Self::RegisterSheet => "register_sheet",
            Self::ArchiveIndex => "archive_index",
        }
    }

    /// Its Typst source.
    pub fn source(self) -> &'static str {
        match self {
            Self::CnilSheet => include_str!("../../../templates/cnil_sheet.typ"),
            Self::PersonLetter => include_str!("../../../templates/person_letter.typ"),
            Self::AttestationRequest => include_str!("../../../templates/attestation_request.typ"),
            Self::Attestation => include_str!("../../../templates/attestation.typ"),
            Self::RegisterSheet => include_str!("../../../templates/register_sheet.typ"),
            Self::ArchiveIndex => include_str!("../../../templates/archive_index.typ"),
        }
    }

    /// The fields of the data that the template reads, besides `meta`.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::CnilSheet => &["aware", "changes", "deadline", "kind", "sections", "todo"],
            Self::PersonLetter => {
                &["closing", "introduction", "questions", "recipient", "salutation", "signatory", "subject"]
            }
            Self::AttestationRequest => &[
                "closing",
                "due",
                "items",
                "paragraphs",
                "recipient",
                "requests",
                "salutation",
                "signatory",
                "subject",
            ],
            Self::Attestation => &["answer", "items", "return_to"],
            Self::RegisterSheet => &["level", "sections", "state", "summary"],
            Self::ArchiveIndex => &[
                "chronology",
                "entries",
                "keep_until",
                "organisation_fingerprint",
                "pieces",
                "summary",
                "verification",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Names that follow `data.` in a template.
    fn read_by(source: &str) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        for (at, _) in source.match_indices("data.") {
            let rest = &source[at + "data.".len()..];
            let end = rest
                .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                .unwrap_or(rest.len());
            names.insert(&rest[..end]);
        }
        // `json("/data.json")` is where the data come from.
        names.remove("json");
        names
    }

    #[test]
    fn the_fields_are_those_the_template_reads() {
        for template in Template::ALL {
            let mut read = read_by(template.source());
            assert!(read.remove("meta"), "{}", template.key());
            assert_eq!(read.into_iter().collect::<Vec<_>>(), template.fields(), "{}", template.key());
        }
    }

    #[test]
    fn keys_are_those_of_serde() {
        for template in Template::ALL {
            assert_eq!(serde_json::to_value(template).unwrap(), template.key());
        }
    }

    #[test]
    fn templates_import_nothing_but_the_shared_file() {
        for template in Template::ALL {
            let imports: Vec<&str> =
                template.source().lines().filter(|line| line.trim_start().starts_with("#import")).collect();
            assert_eq!(imports, [format!("#import \"{}\": *", SHARED.0)], "{}", template.key());
            assert!(!template.source().contains("eval("), "{}: data must stay data", template.key());
        }
        assert!(!SHARED.1.contains("eval(") && !SHARED.1.contains("#import"), "{}", SHARED.0);
    }
}
