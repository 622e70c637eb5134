//! The pattern that cuts the name of a resource out of a field.
//!
//! Most patterns are a literal, a run of characters and an end: those are
//! walked byte by byte. Everything else, and every value that is long or not
//! ASCII where it matters, goes to the regular-expression engine, whose answer
//! is the definition of both.

use std::ops::Range;

use memchr::memmem::Finder;
use regex::bytes::{CaptureLocations, Regex};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::MappingError;
use crate::search::same;

/// Longer values go to the engine, which is linear whatever the pattern.
const WALKED_BYTES_MAX: usize = 4096;

#[derive(Debug)]
pub(crate) struct Pattern {
    regex: Regex,
    group: usize,
    walk: Option<Walk>,
}

/// Scratch space of the regular-expression engine.
#[derive(Debug, Default)]
pub(crate) struct PatternMemory(Option<CaptureLocations>);

impl Pattern {
    pub fn new(text: &str) -> Result<Self, MappingError> {
        let unreadable = |error: regex::Error| MappingError::Pattern { message: error.to_string() };
        let regex = Regex::new(text).map_err(unreadable)?;
        let group = regex
            .capture_names()
            .position(|name| name == Some("resource"))
            .ok_or(MappingError::PatternGroup)?;
        let walk = regex_syntax::ParserBuilder::new()
            .utf8(false)
            .build()
            .parse(text)
            .ok()
            .and_then(|hir| Walk::new(&hir, group));
        Ok(Self { regex, group, walk })
    }

    pub fn memory(&self) -> PatternMemory {
        PatternMemory(Some(self.regex.capture_locations()))
    }

    #[inline]
    pub fn locate(&self, value: &[u8], memory: &mut PatternMemory) -> Option<Range<usize>> {
        if let Some(walk) = &self.walk
            && value.len() <= WALKED_BYTES_MAX
            && let Ok(found) = walk.locate(value)
        {
            return found;
        }
        self.search(value, memory)
    }

    fn search(&self, value: &[u8], memory: &mut PatternMemory) -> Option<Range<usize>> {
        let locations = memory.0.get_or_insert_with(|| self.regex.capture_locations());
        self.regex.captures_read(locations, value)?;
        locations.get(self.group).map(|(start, end)| start..end)
    }
}

/// A pattern with one way only to match from a given start.
#[derive(Debug)]
struct Walk {
    anchored: bool,
    /// Finds the places where an unanchored pattern may begin.
    first_literal: Finder<'static>,
    steps: Vec<Step>,
    /// The group begins before this step and ends before that one.
    group: Range<usize>,
}

#[derive(Debug)]
enum Step {
    Literal(Vec<u8>),
    /// As many bytes of the class as possible.
    Run {
        class: Box<ByteClass>,
        min: usize,
        max: usize,
    },
    End,
    /// One byte of the class, or the end of the value.
    ByteOrEnd(Box<ByteClass>),
}

/// What a byte is for a class of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Membership {
    In,
    Out,
    /// Part of a character beyond ASCII: ask the engine.
    Beyond,
}

type ByteClass = [Membership; 256];

/// A byte beyond ASCII was met: the walk cannot say.
struct Undecided;

impl Walk {
    fn new(hir: &Hir, group: usize) -> Option<Self> {
        let mut plan =
            Plan { anchored: false, steps: Vec::new(), group: None, wanted: u32::try_from(group).ok()? };
        plan.add(hir)?;
        let first_literal = match plan.steps.first() {
            Some(Step::Literal(literal)) => Finder::new(literal).into_owned(),
            _ if plan.anchored => Finder::new(b"").into_owned(),
            _ => return None,
        };
        let walk = Self { anchored: plan.anchored, first_literal, steps: plan.steps, group: plan.group? };
        walk.has_one_way().then_some(walk)
    }

    /// Giving back bytes of a run never helps: what follows cannot begin with one of them.
    fn has_one_way(&self) -> bool {
        self.steps.iter().enumerate().all(|(at, step)| match step {
            Step::Run { class, min, max } if min != max => {
                let follows = self.first_bytes(at + 1);
                (0..256).all(|byte| class[byte] != Membership::In || !follows[byte])
            }
            Step::End | Step::ByteOrEnd(_) => at + 1 == self.steps.len(),
            _ => true,
        })
    }

    /// The bytes that may begin what comes from step `at` on.
    fn first_bytes(&self, at: usize) -> [bool; 256] {
        let mut first = [false; 256];
        for step in &self.steps[at..] {
            match step {
                Step::Literal(bytes) => {
                    first[usize::from(bytes[0])] = true;
                    return first;
                }
                Step::Run { class, min, .. } => {
                    add_members(&mut first, class);
                    if *min > 0 {
                        return first;
                    }
                }
                Step::ByteOrEnd(class) => add_members(&mut first, class),
                Step::End => {}
            }
        }
        first
    }

    #[inline]
    fn locate(&self, value: &[u8]) -> Result<Option<Range<usize>>, Undecided> {
        if self.anchored {
            return self.walk(value, 0);
        }
        let mut from = 0;
        while let Some(found) = self.first_literal.find(&value[from..]) {
            if let Some(found) = self.walk(value, from + found)? {
                return Ok(Some(found));
            }
            from += found + 1;
        }
        Ok(None)
    }

    #[inline]
    fn walk(&self, value: &[u8], start: usize) -> Result<Option<Range<usize>>, Undecided> {
        let mut at = start;
        let mut group = start..start;
        for (index, step) in self.steps.iter().enumerate() {
            if index == self.group.start {
                group.start = at;
            }
            if index == self.group.end {
                group.end = at;
            }
            match step {
                Step::Literal(literal) => {
                    let end = at + literal.len();
                    if !value.get(at..end).is_some_and(|found| same(found, literal)) {
                        return Ok(None);
                    }
                    at = end;
                }
                Step::Run { class, min, max } => {
                    let length = run_length(&value[at..], class, *max)?;
                    if length < *min {
                        return Ok(None);
                    }
                    at += length;
                }
                Step::End => {
                    if at != value.len() {
                        return Ok(None);
                    }
                }
                Step::ByteOrEnd(class) => {
                    if let Some(byte) = value.get(at) {
                        match class[usize::from(*byte)] {
                            Membership::In => at += 1,
                            Membership::Out => return Ok(None),
                            Membership::Beyond => return Err(Undecided),
                        }
                    }
                }
            }
        }
        if self.group.start == self.steps.len() {
            group.start = at;
        }
        if self.group.end == self.steps.len() {
            group.end = at;
        }
        Ok(Some(group))
    }
}

#[inline]
fn run_length(value: &[u8], class: &ByteClass, max: usize) -> Result<usize, Undecided> {
    let value = &value[..value.len().min(max)];
    match value.iter().position(|byte| class[usize::from(*byte)] != Membership::In) {
        None => Ok(value.len()),
        Some(length) if class[usize::from(value[length])] == Membership::Beyond => Err(Undecided),
        Some(length) => Ok(length),
    }
}

fn add_members(first: &mut [bool; 256], class: &ByteClass) {
    for (byte, member) in class.iter().enumerate() {
        first[byte] |= *member != Membership::Out;
    }
}

/// Reads the syntax tree into steps; `None` when it has another shape.
struct Plan {
    anchored: bool,
    steps: Vec<Step>,
    group: Option<Range<usize>>,
    wanted: u32,
}

impl Plan {
    fn add(&mut self, hir: &Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => self.steps.push(Step::Literal(literal.0.to_vec())),
            HirKind::Class(class) => {
                self.steps.push(Step::Run { class: Box::new(byte_class(class)), min: 1, max: 1 });
            }
            HirKind::Repetition(repetition) => {
                let class = one_byte(&repetition.sub)?;
                let max = repetition.max.map_or(usize::MAX, |max| max as usize);
                if !repetition.greedy {
                    return None;
                }
                self.steps.push(Step::Run { class: Box::new(class), min: repetition.min as usize, max });
            }
            HirKind::Look(Look::Start) if self.steps.is_empty() && !self.anchored => self.anchored = true,
            HirKind::Look(Look::End) => self.steps.push(Step::End),
            HirKind::Look(_) => return None,
            HirKind::Capture(capture) => {
                let start = self.steps.len();
                self.add(&capture.sub)?;
                if capture.index == self.wanted {
                    self.group = Some(start..self.steps.len());
                }
            }
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.add(part))?,
            HirKind::Alternation(ways) => {
                let [one, other] = ways.as_slice() else { return None };
                let end = |hir: &Hir| matches!(hir.kind(), HirKind::Look(Look::End));
                let byte = if end(other) { one } else { end(one).then_some(other)? };
                self.steps.push(Step::ByteOrEnd(Box::new(one_byte(byte)?)));
            }
        }
        Some(())
    }
}

fn one_byte(hir: &Hir) -> Option<ByteClass> {
    match hir.kind() {
        HirKind::Class(class) => Some(byte_class(class)),
        HirKind::Literal(literal) if literal.0.len() == 1 && literal.0[0].is_ascii() => {
            let mut class = [Membership::Out; 256];
            class[usize::from(literal.0[0])] = Membership::In;
            Some(class)
        }
        _ => None,
    }
}

fn byte_class(class: &Class) -> ByteClass {
    let mut members = [Membership::Out; 256];
    match class {
        Class::Unicode(class) => {
            for range in class.iter() {
                for code in range.start() as u32..=(range.end() as u32).min(0x7f) {
                    members[code as usize] = Membership::In;
                }
            }
            members[0x80..].fill(Membership::Beyond);
        }
        Class::Bytes(class) => {
            for range in class.iter() {
                members[usize::from(range.start())..=usize::from(range.end())].fill(Membership::In);
            }
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pattern, and whether it is walked.
    const PATTERNS: [(&str, bool); 16] = [
        ("^/api/v2/dossiers/(?P<resource>[^/]+)/", true),
        ("^/api/[a-z-]+/(?P<resource>[^/?]+)", true),
        ("/d/(?P<resource>[0-9a-f]{8}-[0-9a-f]{4})", true),
        ("^/d/(?P<resource>D[0-9]+)(?:[/?]|$)", true),
        ("^/d/(?P<resource>D[0-9]+)(?:/|$)", true),
        ("^/d/(?P<resource>\\d+)$", true),
        ("id=(?P<resource>[^&]*)", true),
        ("(?P<resource>/d/[a-z]+)", true),
        ("^(?:/d/)(?P<resource>[A-Z]?[0-9]{1,3})x", true),
        ("(?i)^/d/(?P<resource>[a-f]+)/", true),
        ("^/(?P<resource>[a-z]*)", true),
        ("^/d/(?P<resource>[^/]+?)/", false),
        ("^/d/(?P<resource>[a-z]+)a", false),
        ("^/(?:d|e)(?P<resource>[0-9]+)$", true),
        ("^/(?:dd|e)/(?P<resource>[0-9]+)$", false),
        ("(?P<resource>[a-z]+)/", false),
    ];

    #[test]
    fn simple_patterns_are_walked() {
        for (text, walked) in PATTERNS {
            assert_eq!(Pattern::new(text).unwrap().walk.is_some(), walked, "{text}");
        }
    }

    #[test]
    fn a_pattern_without_its_group_is_refused() {
        assert_eq!(Pattern::new("^/d/([^/]+)").unwrap_err(), MappingError::PatternGroup);
        assert_eq!(Pattern::new("^/d/(").unwrap_err().code(), "mapping-pattern");
    }

    fn check(text: &str, value: &[u8]) {
        let pattern = Pattern::new(text).unwrap();
        let mut memory = pattern.memory();
        let found = pattern.locate(value, &mut memory);
        assert_eq!(
            found,
            pattern.search(value, &mut memory),
            "{text} on {:?}",
            String::from_utf8_lossy(value)
        );
    }

    proptest! {
        #[test]
        fn the_walk_agrees_with_the_engine(
            which in 0..PATTERNS.len(),
            value in "(/api|/api/v2/dossiers|/d|/e|id=|/dd)?/?(D|d|é|[a-f0-9]{8}-)?[a-z0-9/?&=xÉ-]{0,12}",
        ) {
            check(PATTERNS[which].0, value.as_bytes());
        }

        #[test]
        fn the_walk_agrees_with_the_engine_on_any_bytes(
            which in 0..PATTERNS.len(),
            tail in proptest::collection::vec(any::<u8>(), 0..12),
        ) {
            for head in ["/d/", "/api/a/", "id=", "/"] {
                let mut value = head.as_bytes().to_vec();
                value.extend_from_slice(&tail);
                check(PATTERNS[which].0, &value);
            }
        }
    }
}
