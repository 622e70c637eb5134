//! The name under which a document is saved.

use crate::Template;

const SUBJECT_LETTERS_MAX: usize = 40;

/// `2026-001-lettre-benali.pdf`: number of the file, kind of document, whom it is about. Only letters that every
/// file system and mail program takes.
pub fn file_name(template: Template, reference: &str, subject: Option<&str>) -> String {
    let kind = match template {
        Template::CnilSheet => "fiche-cnil",
        Template::PersonLetter => "lettre",
        Template::AttestationRequest => "demande-attestation",
        Template::Attestation => "attestation",
        Template::RegisterSheet => "registre",
        Template::ArchiveIndex => "index-archive",
    };
    let parts = [Some(plain(reference)), Some(kind.to_owned()), subject.map(plain)];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!("{}.pdf", parts.join("-"))
}

/// Lower-case ASCII letters, digits and single hyphens.
fn plain(text: &str) -> String {
    let mut name = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        match without_accent(letter) {
            Some(letters) => name.push_str(letters),
            None if letter.is_ascii_alphanumeric() => name.push(letter),
            None if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            None => {}
        }
        if name.len() >= SUBJECT_LETTERS_MAX {
            break;
        }
    }
    name.trim_end_matches('-').to_owned()
}

fn without_accent(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
        'æ' => "ae",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => "o",
        'œ' => "oe",
        'ß' => "ss",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ý' | 'ÿ' => "y",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_whatever_the_person_is_called() {
        for (subject, expected) in [
            (None, "2026-001-lettre.pdf"),
            (Some("Benali"), "2026-001-lettre-benali.pdf"),
            (Some("Mme Cœur d’Alène-Ñuñez"), "2026-001-lettre-mme-coeur-d-alene-nunez.pdf"),
            (Some("../../etc/passwd"), "2026-001-lettre-etc-passwd.pdf"),
            (Some("\u{202e}///"), "2026-001-lettre.pdf"),
            (Some("محمد"), "2026-001-lettre.pdf"),
        ] {
            assert_eq!(file_name(Template::PersonLetter, "2026-001", subject), expected);
        }
    }

    #[test]
    fn a_long_name_is_cut() {
        let name = file_name(Template::Attestation, "2026-001", Some(&"é".repeat(500)));
        assert_eq!(name.len(), "2026-001-attestation-".len() + SUBJECT_LETTERS_MAX + ".pdf".len());
    }
}
