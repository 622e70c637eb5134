//! From findings to the report.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    CategoryTotal, Evidence, Exposure, HourTotal, InputReport, NotUnderstood, Outcomes, Report, ReportError,
    Totals, Warning,
};
use crate::digest::InputFacts;
use crate::scan::{Counts, EvidenceLine, FileSummary, Group, NotUnderstoodLine, Partial, evidence_order};
use crate::tables::Entitlements;
use crate::time::{MICROS_PER_SECOND, rfc3339_utc};

impl Report {
    /// Makes the report. `facts` are the digests of the files, in any order;
    /// a file without one has no `sha256` in the report.
    ///
    /// # Errors
    ///
    /// [`ReportError::SameContent`] when two files are the same one.
    pub fn build(
        entitlements: &Entitlements,
        partial: &Partial,
        facts: &[(String, InputFacts)],
    ) -> Result<Self, ReportError> {
        if partial.fingerprint().is_some_and(|made_with| made_with != entitlements.fingerprint()) {
            return Err(ReportError::OtherTable);
        }
        refuse_same_content(facts)?;
        let files = partial.files();
        let empty = BTreeMap::new();
        let tally = partial.tally();
        let groups = tally.map_or(&empty, |tally| &tally.groups);
        let counts = tally.map(|tally| tally.counts).unwrap_or_default();

        let mut exposures = Vec::new();
        for (resource, viewers) in groups {
            let name = entitlements.resource_name(*resource);
            for (viewer, group) in viewers {
                let row = row(&name, viewer, group, files);
                for (person, category) in entitlements.subjects(*resource) {
                    exposures.push(Exposure { person, category, ..row.clone() });
                }
            }
        }
        exposures.sort_by(|a, b| {
            (&a.person, &a.viewer, &a.resource, &a.category).cmp(&(
                &b.person,
                &b.viewer,
                &b.resource,
                &b.category,
            ))
        });

        let by_hour = tally.into_iter().flat_map(|tally| &tally.hours).map(|(hour, accesses)| HourTotal {
            hour: rfc3339_utc(hour * 3_600 * MICROS_PER_SECOND),
            accesses: *accesses,
        });
        Ok(Self {
            totals: totals(&counts, &exposures),
            by_category: by_category(&exposures),
            by_hour: by_hour.collect(),
            inputs: inputs(files, facts),
            examples_not_understood: examples(tally.map_or(&[], |tally| &tally.examples), files),
            outcomes: outcomes(&counts),
            warnings: warnings(&counts, groups, files, &exposures),
            exposures,
        })
    }
}

fn refuse_same_content(facts: &[(String, InputFacts)]) -> Result<(), ReportError> {
    let mut known = BTreeMap::new();
    for (file, facts) in facts {
        // Two empty files are not the same line twice.
        if facts.bytes > 0
            && let Some(first) = known.insert(&facts.sha256, file)
        {
            let (first, second) = if first <= file { (first, file) } else { (file, first) };
            return Err(ReportError::SameContent { first: first.clone(), second: second.clone() });
        }
    }
    Ok(())
}

fn row(resource: &str, viewer: &str, group: &Group, files: &[FileSummary]) -> Exposure {
    let mut lines = group.evidence.clone();
    lines.sort_by(|a, b| evidence_order(a, b, files));
    Exposure {
        person: String::new(),
        viewer: viewer.to_owned(),
        resource: resource.to_owned(),
        category: String::new(),
        first: rfc3339_utc(group.first),
        last: rfc3339_utc(group.last),
        count: group.count,
        addresses: group.addresses.iter().cloned().collect(),
        evidence: lines
            .iter()
            .map(|line| Evidence { file: file_name(files, line.file), line: line.line })
            .collect(),
    }
}

fn file_name(files: &[FileSummary], rank: u32) -> String {
    files.get(rank as usize).map(|file| file.file.clone()).unwrap_or_default()
}

fn totals(counts: &Counts, exposures: &[Exposure]) -> Totals {
    let different =
        |name: fn(&Exposure) -> &str| exposures.iter().map(name).collect::<BTreeSet<_>>().len() as u64;
    Totals {
        lines: counts.lines,
        not_understood: counts.not_understood,
        accesses: counts.accesses,
        exposures: exposures.len() as u64,
        viewers: different(|exposure| &exposure.viewer),
        persons: different(|exposure| &exposure.person),
        resources: different(|exposure| &exposure.resource),
    }
}

fn by_category(exposures: &[Exposure]) -> Vec<CategoryTotal> {
    let mut categories: BTreeMap<&str, (u64, [BTreeSet<&str>; 3])> = BTreeMap::new();
    for exposure in exposures {
        let (count, [persons, viewers, resources]) = categories.entry(&exposure.category).or_default();
        *count += 1;
        persons.insert(&exposure.person);
        viewers.insert(&exposure.viewer);
        resources.insert(&exposure.resource);
    }
    let total =
        |(category, (exposures, [persons, viewers, resources])): (&str, (u64, [BTreeSet<&str>; 3]))| {
            CategoryTotal {
                category: category.to_owned(),
                exposures,
                persons: persons.len() as u64,
                viewers: viewers.len() as u64,
                resources: resources.len() as u64,
            }
        };
    categories.into_iter().map(total).collect()
}

fn inputs(files: &[FileSummary], facts: &[(String, InputFacts)]) -> Vec<InputReport> {
    let facts: BTreeMap<&str, &InputFacts> =
        facts.iter().map(|(file, facts)| (file.as_str(), facts)).collect();
    let mut inputs: Vec<_> = files
        .iter()
        .map(|file| {
            let facts = facts.get(file.file.as_str());
            InputReport {
                file: file.file.clone(),
                sha256: facts.map(|facts| facts.sha256.clone()),
                bytes: facts.map_or(file.bytes, |facts| facts.bytes),
                lines: file.lines,
            }
        })
        .collect();
    inputs.sort_by(|a, b| a.file.cmp(&b.file));
    inputs
}

fn examples(lines: &[NotUnderstoodLine], files: &[FileSummary]) -> Vec<NotUnderstood> {
    let mut examples: Vec<_> = lines
        .iter()
        .map(|example| NotUnderstood {
            file: file_name(files, example.file),
            line: example.line,
            reason: example.reason,
            text: example.text.clone(),
        })
        .collect();
    examples.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    examples
}

fn outcomes(counts: &Counts) -> Outcomes {
    Outcomes {
        blank: counts.blank,
        header: counts.header,
        continued: counts.continued,
        not_understood: counts.not_understood,
        not_about_a_resource: counts.not_about_a_resource,
        other_action: counts.other_action,
        refused: counts.refused,
        unknown_resource: counts.unknown_resource,
        entitled: counts.accesses - counts.exposing,
        exposing: counts.exposing,
    }
}

fn warnings(
    counts: &Counts,
    groups: &BTreeMap<u32, BTreeMap<String, Group>>,
    files: &[FileSummary],
    exposures: &[Exposure],
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for file in files {
        if let Some(problem) = &file.problem {
            warnings.push(Warning::InputIncomplete { file: file.file.clone(), problem: problem.clone() });
        }
        if file.not_understood > 0 && file.understood == 0 {
            warnings.push(Warning::NothingUnderstood { file: file.file.clone() });
        }
    }
    warnings.extend(overlaps(groups, files));
    if counts.accesses == 0 && counts.unknown_resource > 0 {
        warnings.push(Warning::NoResourceKnown { lines: counts.unknown_resource });
    }
    let mut add = |count: u64, warning: fn(u64) -> Warning| {
        if count > 0 {
            warnings.push(warning(count));
        }
    };
    add(counts.times_twice, |accesses| Warning::TimesTwice { accesses });
    add(counts.times_never, |accesses| Warning::TimesNever { accesses });
    add(counts.sessions_unknown, |accesses| Warning::SessionsUnknown { accesses });
    let cut = exposures.iter().filter(|exposure| (exposure.evidence.len() as u64) < exposure.count).count();
    add(cut as u64, |exposures| Warning::EvidenceCut { exposures });
    warnings.sort();
    warnings
}

/// Pairs of files that hold the same line about the same access.
fn overlaps(groups: &BTreeMap<u32, BTreeMap<String, Group>>, files: &[FileSummary]) -> Vec<Warning> {
    let mut pairs: BTreeMap<(String, String), BTreeSet<(i64, u64)>> = BTreeMap::new();
    for group in groups.values().flat_map(BTreeMap::values) {
        let mut lines: Vec<&EvidenceLine> = group.evidence.iter().collect();
        lines.sort_by_key(|line| (line.micros, line.hash, line.file));
        for same in lines.chunk_by(|a, b| (a.micros, a.hash) == (b.micros, b.hash)) {
            for pair in same.windows(2).filter(|pair| pair[0].file != pair[1].file) {
                let (a, b) = (file_name(files, pair[0].file), file_name(files, pair[1].file));
                let names = if a <= b { (a, b) } else { (b, a) };
                pairs.entry(names).or_default().insert((pair[0].micros, pair[0].hash));
            }
        }
    }
    let warning = |((first, second), lines): ((String, String), BTreeSet<_>)| Warning::FilesOverlap {
        first,
        second,
        lines: lines.len() as u64,
    };
    pairs.into_iter().map(warning).collect()
}
