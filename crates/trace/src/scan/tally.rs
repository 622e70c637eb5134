//! What a scan has found so far; adding up is associative and does not depend
//! on order.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{FileSummary, Limits};
use crate::lines::Reason;

/// Where every line went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub lines: u64,
    pub blank: u64,
    pub header: u64,
    pub continued: u64,
    pub not_understood: u64,
    pub not_about_a_resource: u64,
    pub other_action: u64,
    pub refused: u64,
    pub unknown_resource: u64,
    pub accesses: u64,
    /// Accesses that exposed somebody.
    pub exposing: u64,
    /// Accesses whose local time existed twice.
    pub times_twice: u64,
    /// Accesses whose local time did not exist.
    pub times_never: u64,
    /// Accesses by a session that is not in the table at that time.
    pub sessions_unknown: u64,
}

impl Counts {
    pub fn add(&mut self, other: &Self) {
        for (sum, count) in [
            (&mut self.lines, other.lines),
            (&mut self.blank, other.blank),
            (&mut self.header, other.header),
            (&mut self.continued, other.continued),
            (&mut self.not_understood, other.not_understood),
            (&mut self.not_about_a_resource, other.not_about_a_resource),
            (&mut self.other_action, other.other_action),
            (&mut self.refused, other.refused),
            (&mut self.unknown_resource, other.unknown_resource),
            (&mut self.accesses, other.accesses),
            (&mut self.exposing, other.exposing),
            (&mut self.times_twice, other.times_twice),
            (&mut self.times_never, other.times_never),
            (&mut self.sessions_unknown, other.sessions_unknown),
        ] {
            *sum += count;
        }
    }
}

/// A line that shows an exposure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EvidenceLine {
    /// Microseconds since 1970.
    pub micros: i64,
    /// Rank of the file in the list of files.
    pub file: u32,
    pub line: u64,
    /// Hash of the line, to notice the same line in two files.
    pub hash: u64,
}

/// What one viewer saw of one resource.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Group {
    pub first: i64,
    pub last: i64,
    pub count: u64,
    pub addresses: BTreeSet<String>,
    pub evidence: Vec<EvidenceLine>,
}

/// An example of a line not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NotUnderstoodLine {
    pub file: u32,
    pub line: u64,
    pub reason: Reason,
    pub text: String,
}

/// Everything found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub limits: Limits,
    pub counts: Counts,
    /// Resource, then viewer.
    pub groups: BTreeMap<u32, BTreeMap<String, Group>>,
    pub groups_count: usize,
    /// Exposing accesses per hour since 1970, UTC.
    pub hours: BTreeMap<i64, u64>,
    pub examples: Vec<NotUnderstoodLine>,
}

impl Tally {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            counts: Counts::default(),
            groups: BTreeMap::new(),
            groups_count: 0,
            hours: BTreeMap::new(),
            examples: Vec::new(),
        }
    }

    /// Whether there are more exposures than can be true.
    pub fn overflows(&self) -> bool {
        self.groups_count > self.limits.exposures_max
    }

    /// Adds one access by `viewer`, seen on one line of the only file.
    pub fn expose(&mut self, resource: u32, viewer: &str, address: Option<&str>, evidence: EvidenceLine) {
        let viewers = self.groups.entry(resource).or_default();
        let group = match viewers.get_mut(viewer) {
            Some(group) => group,
            None => {
                self.groups_count += 1;
                viewers.entry(viewer.to_owned()).or_insert(Group::new(evidence.micros))
            }
        };
        group.first = group.first.min(evidence.micros);
        group.last = group.last.max(evidence.micros);
        group.count += 1;
        if let Some(address) = address
            && !group.addresses.contains(address)
        {
            group.addresses.insert(address.to_owned());
        }
        group.evidence.push(evidence);
        if group.evidence.len() >= self.limits.evidence_lines_max.max(8) * 2 {
            group.keep_earliest(self.limits.evidence_lines_max, &[]);
        }
    }

    pub fn example(&mut self, line: u64, reason: Reason, text: impl FnOnce() -> String) {
        self.counts.not_understood += 1;
        let known = self.examples.iter().filter(|example| example.reason == reason).count();
        if known < self.limits.examples_max {
            self.examples.push(NotUnderstoodLine { file: 0, line, reason, text: text() });
        }
    }

    /// Moves what was found `lines` further down its file.
    pub fn shift_lines(&mut self, lines: u64) {
        for group in self.groups.values_mut().flat_map(BTreeMap::values_mut) {
            group.evidence.iter_mut().for_each(|evidence| evidence.line += lines);
        }
        self.examples.iter_mut().for_each(|example| example.line += lines);
    }

    /// Gives the files of this tally higher ranks.
    pub fn shift_files(&mut self, files: u32) {
        for group in self.groups.values_mut().flat_map(BTreeMap::values_mut) {
            group.evidence.iter_mut().for_each(|evidence| evidence.file += files);
        }
        self.examples.iter_mut().for_each(|example| example.file += files);
    }

    /// Adds another tally; `files` are the names behind the ranks of both.
    pub fn add(&mut self, other: Self, files: &[FileSummary]) {
        self.limits = Limits {
            line_bytes_max: self.limits.line_bytes_max.min(other.limits.line_bytes_max),
            evidence_lines_max: self.limits.evidence_lines_max.min(other.limits.evidence_lines_max),
            exposures_max: self.limits.exposures_max.min(other.limits.exposures_max),
            examples_max: self.limits.examples_max.min(other.limits.examples_max),
        };
        self.counts.add(&other.counts);
        for (resource, viewers) in other.groups {
            let known = self.groups.entry(resource).or_default();
            for (viewer, group) in viewers {
                match known.get_mut(&viewer) {
                    Some(known) => known.add(group, self.limits.evidence_lines_max, files),
                    None => {
                        self.groups_count += 1;
                        known.insert(viewer, group);
                    }
                }
            }
        }
        for (hour, count) in other.hours {
            *self.hours.entry(hour).or_default() += count;
        }
        self.examples.extend(other.examples);
        self.keep_first_examples(files);
    }

    /// Brings evidence within the limits once nothing more comes.
    pub fn settle(&mut self, files: &[FileSummary]) {
        let max = self.limits.evidence_lines_max;
        for group in self.groups.values_mut().flat_map(BTreeMap::values_mut) {
            group.keep_earliest(max, files);
        }
        self.keep_first_examples(files);
    }

    fn keep_first_examples(&mut self, files: &[FileSummary]) {
        let name = |example: &NotUnderstoodLine| files.get(example.file as usize).map(|file| &file.file);
        self.examples.sort_by(|a, b| (a.reason, name(a), a.line).cmp(&(b.reason, name(b), b.line)));
        let max = self.limits.examples_max;
        let mut reason = None;
        let mut rank = 0;
        self.examples.retain(|example| {
            rank = if reason == Some(example.reason) { rank + 1 } else { 0 };
            reason = Some(example.reason);
            rank < max
        });
    }
}

impl Group {
    fn new(micros: i64) -> Self {
        Self { first: micros, last: micros, count: 0, addresses: BTreeSet::new(), evidence: Vec::new() }
    }

    fn add(&mut self, other: Self, evidence_max: usize, files: &[FileSummary]) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.count += other.count;
        self.addresses.extend(other.addresses);
        self.evidence.extend(other.evidence);
        self.keep_earliest(evidence_max, files);
    }

    fn keep_earliest(&mut self, max: usize, files: &[FileSummary]) {
        if self.evidence.len() > max {
            self.evidence.sort_by(|a, b| a.micros.cmp(&b.micros).then_with(|| evidence_order(a, b, files)));
            self.evidence.truncate(max);
        }
    }
}

/// Order of evidence in reports: by name of file, then by line.
pub(crate) fn evidence_order(a: &EvidenceLine, b: &EvidenceLine, files: &[FileSummary]) -> Ordering {
    let name = |evidence: &EvidenceLine| files.get(evidence.file as usize).map(|file| &file.file);
    name(a).cmp(&name(b)).then_with(|| a.line.cmp(&b.line))
}
