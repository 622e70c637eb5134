//! What the search shows, told and counted: one test for each word and each control.

use super::admitted::{Admission, Admissions};
use super::control::Controls;
use super::places::{Findings, HOLDINGS, Holding};
use super::search::Search;
use super::words::{Seen, Word};
use crate::check::Count;
use std::collections::BTreeMap;

/// Prints what was searched and what is wrong, and counts.
pub fn tell(
    planted: &[Word],
    admissions: &Admissions,
    controls: &Controls,
    search: &Search,
    findings: &Findings,
) -> Count {
    for holding in HOLDINGS {
        let streams = findings.streams(holding);
        let bytes: u64 = streams.iter().map(|(_, hits)| hits.bytes).sum();
        let note = if holding == Holding::Memory { streams.first().map_or("", |(how, _)| how) } else { "" };
        println!("  {holding:<12} {:>4} streams {:>12} bytes  {note}", streams.len(), bytes);
    }
    let mut problems: Vec<(String, Vec<String>)> = Vec::new();
    for word in planted {
        let wrong = match word.seen {
            Seen::Sealed => leaks(word, search, findings, &HOLDINGS),
            Seen::Admitted => misplaced(word, admissions, search, findings),
        };
        problems.push((word.field.clone(), wrong));
    }
    problems.extend(absent(planted, admissions, search, findings));
    for (holding, word) in controls.each() {
        let found = !leaks(word, search, findings, &[*holding]).is_empty();
        let wrong = format!("not found in {holding}: the search does not see what is there");
        problems.push((format!("control, {}", word.field), if found { vec![] } else { vec![wrong] }));
    }
    if planted.is_empty() {
        problems.push(("journeys".to_owned(), vec!["planted no word: nothing was shown".to_owned()]));
    }
    let mut count = Count::default();
    for (field, wrong) in &problems {
        if wrong.is_empty() {
            count.passed += 1;
            continue;
        }
        count.failed += 1;
        println!("FAILED {field}");
        for sentence in wrong {
            println!("    {sentence}");
        }
    }
    let sealed = planted.iter().filter(|word| word.seen == Seen::Sealed).count();
    println!(
        "blind server: {sealed} sealed words, {} admitted words, {} controls: {count}",
        planted.len() - sealed,
        controls.words().count()
    );
    count
}

/// Where a word was found among these places.
fn leaks(word: &Word, search: &Search, findings: &Findings, places: &[Holding]) -> Vec<String> {
    let number = search.number(&word.marker);
    let mut found = Vec::new();
    for &holding in places {
        for (name, hits) in findings.streams(holding) {
            for ((_, encoding), hit) in hits.found.iter().filter(|((word, _), _)| Some(*word) == number) {
                found.push(format!(
                    "{:?} found in {holding} ({name}) as {encoding}, {} times, first at byte {}: {}",
                    word.marker, hit.times, hit.at, hit.around
                ));
            }
        }
    }
    found
}

/// What differs from the page for a word that the server may see.
fn misplaced(word: &Word, admissions: &Admissions, search: &Search, findings: &Findings) -> Vec<String> {
    let Some((_, row)) = admissions.of(&word.field) else {
        return vec!["planted as admitted, but docs/metadata.md has no row for this field".to_owned()];
    };
    let mut wrong = Vec::new();
    for (&holding, admission) in row {
        let found = leaks(word, search, findings, &[holding]);
        match admission {
            Admission::Yes if found.is_empty() => wrong.push(format!(
                "{:?} not found in {holding}, where docs/metadata.md says that it is",
                word.marker
            )),
            Admission::No => {
                wrong.extend(found.into_iter().map(|one| format!("not admitted by docs/metadata.md: {one}")));
            }
            Admission::Yes | Admission::Some | Admission::Passing => {}
        }
    }
    wrong
}

/// Rows of which some word must be in a place: one test for each.
fn absent(
    planted: &[Word],
    admissions: &Admissions,
    search: &Search,
    findings: &Findings,
) -> Vec<(String, Vec<String>)> {
    let mut found: BTreeMap<(&str, Holding), bool> = BTreeMap::new();
    for word in planted.iter().filter(|word| word.seen == Seen::Admitted) {
        let Some((name, row)) = admissions.of(&word.field) else { continue };
        for (&holding, _) in row.iter().filter(|(_, admission)| **admission == Admission::Some) {
            *found.entry((name, holding)).or_default() |=
                !leaks(word, search, findings, &[holding]).is_empty();
        }
    }
    let wrong = |(name, holding), found| {
        let sentence = format!("none found in {holding}, where docs/metadata.md says that some are");
        (format!("{name}, any"), if found { vec![] } else { vec![sentence] })
    };
    found.into_iter().map(|(row, found)| wrong(row, found)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const SEALED: &str = "abcdwxyzqrstmnop";
    const ADMITTED: &str = "ponmlkjihgfedcba";

    fn count(memory: &str, mail: &str) -> Count {
        let word =
            |field: &str, marker: &str, seen| Word { field: field.into(), marker: marker.into(), seen };
        let planted =
            [word("title", SEALED, Seen::Sealed), word("clemence: e-mail address", ADMITTED, Seen::Admitted)];
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/metadata.md");
        let controls = Controls::new().unwrap();
        let search =
            Search::new(planted.iter().chain(controls.words()).map(|word| word.marker.as_str())).unwrap();
        let mut findings = Findings::default();
        let with_control = |text: &str| format!("{text} {}", controls.sender);
        findings.note(Holding::Memory, "memory", search.scan(with_control(memory).as_bytes()).unwrap());
        findings.note(Holding::Mail, "mail 1", search.scan(with_control(mail).as_bytes()).unwrap());
        tell(&planted, &Admissions::read(&page).unwrap(), &controls, &search, &findings)
    }

    #[test]
    fn each_word_and_each_control_is_a_test() {
        assert_eq!(count("", ADMITTED), Count { passed: 5, ..Count::default() });
        assert_eq!(count(SEALED, ADMITTED), Count { passed: 4, failed: 1, skipped: 0 }, "a leak");
        assert_eq!(count("", ""), Count { passed: 4, failed: 1, skipped: 0 }, "a blind search");
    }
}
