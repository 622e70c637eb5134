//! The templates: one file of `templates/` each, embedded, with the fields it cannot do without.

use serde::{Deserialize, Serialize};

/// What templates import: file names and texts.
pub const SHARED: [(&str, &str); 2] = [
    ("beffroi.typ", include_str!("../../../templates/beffroi.typ")),
    ("acts.typ", include_str!("../../../templates/acts.typ")),
];

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

    /// The fields of the document that the template reads.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::CnilSheet => &["changes", "kind", "missing", "previous_reference", "sections"],
            Self::PersonLetter => &[
                "closing",
                "date",
                "greeting",
                "missing",
                "questions",
                "recipient",
                "sender",
                "subject",
                "verification_hint",
            ],
            Self::AttestationRequest => {
                &["attestation", "date", "due", "items", "paragraphs", "recipient", "sender", "subject"]
            }
            Self::Attestation => {
                &["date", "declarant", "declared_at", "items", "notice", "sender", "statements", "title"]
            }
            Self::RegisterSheet => &["number", "sections", "state_label", "title"],
            Self::ArchiveIndex => &["filings", "inputs", "journal", "pieces", "register", "rules", "tables"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// What the template calls its document.
    fn noun(template: Template) -> &'static str {
        match template {
            Template::CnilSheet | Template::RegisterSheet => "sheet",
            Template::PersonLetter | Template::AttestationRequest => "letter",
            Template::Attestation => "form",
            Template::ArchiveIndex => "index",
        }
    }

    /// Names that follow `noun.` in a source.
    fn read_by<'a>(source: &'a str, noun: &str) -> BTreeSet<&'a str> {
        let access = format!("{noun}.");
        let mut names = BTreeSet::new();
        for (at, _) in source.match_indices(&access) {
            let inside_a_word =
                source[..at].ends_with(|letter: char| letter.is_alphanumeric() || "_-.".contains(letter));
            let rest = &source[at + access.len()..];
            let end = rest
                .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                .unwrap_or(rest.len());
            if !inside_a_word && end > 0 {
                names.insert(&rest[..end]);
            }
        }
        names
    }

    /// What the shared file reads of a letter or a form on behalf of a template.
    fn read_through_shared(template: Template) -> BTreeSet<&'static str> {
        let noun = noun(template);
        let parts = [("letter-head(", "letter"), ("attestation-form(", "form")];
        let used = parts.iter().any(|(part, of)| *of == noun && template.source().contains(part));
        if used { read_by(SHARED[0].1, noun) } else { BTreeSet::new() }
    }

    #[test]
    fn the_fields_are_those_the_template_reads() {
        for template in Template::ALL {
            assert_eq!(read_by(template.source(), "data"), BTreeSet::from(["document", "json", "stamp"]));
            let mut read = read_by(template.source(), noun(template));
            read.extend(read_through_shared(template));
            assert_eq!(read.into_iter().collect::<Vec<_>>(), template.fields(), "{}", template.key());
        }
    }

    #[test]
    fn the_stamp_has_what_templates_read_of_it() {
        let stamp = serde_json::to_value(crate::Stamp::default()).unwrap();
        let sources = Template::ALL.map(Template::source);
        for source in sources.into_iter().chain([SHARED[0].1]) {
            for (at, _) in source.match_indices("stamp.") {
                let rest = &source[at + "stamp.".len()..];
                let end = rest.find(|letter: char| !letter.is_ascii_lowercase() && letter != '_').unwrap();
                assert!(stamp.get(&rest[..end]).is_some(), "stamp.{}", &rest[..end]);
            }
        }
    }

    #[test]
    fn keys_are_those_of_serde() {
        for template in Template::ALL {
            assert_eq!(serde_json::to_value(template).unwrap(), template.key());
        }
    }

    #[test]
    fn templates_import_nothing_but_the_shared_files() {
        let allowed =
            [format!("#import \"{}\": *", SHARED[0].0), format!("#import \"{}\": acts", SHARED[1].0)];
        let sources = Template::ALL.map(|template| (template.key(), template.source()));
        for (name, source) in sources.into_iter().chain(SHARED) {
            let imports = source.lines().filter(|line| line.contains("#import"));
            for import in imports {
                assert!(allowed.iter().any(|line| line == import), "{name}: {import}");
            }
            assert!(!source.contains("eval("), "{name}: data must stay data");
        }
    }
}
