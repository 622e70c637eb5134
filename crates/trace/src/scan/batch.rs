//! The judgement of a line: is it an access, and was it one too many?
//!
//! The rules, in this order (see `docs/spec/exposure.md`): about a resource,
//! an action that shows content, a status of success, a resource of the table,
//! a readable time, an account that a row entitles. What is cheap is decided
//! at once; look-ups wait until a batch is full, so that they reach memory
//! together instead of one after another.

use super::legible::{excerpt, legible};
use super::scanner::Inputs;
use super::tally::{EvidenceLine, Tally};
use crate::lines::{Fields, Reason, Slot, Span};
use crate::mapping::{Case, Checked, PatternMemory, StatusVerdict};
use crate::tables::{Known, Probe, hash};
use crate::time::{Clarity, MICROS_PER_SECOND, TimeCache};

const BATCH_LINES: usize = 64;

const HOUR_MICROS: i64 = 3_600 * MICROS_PER_SECOND;

/// A record of the region: where its bytes are and which line it begins on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub start: usize,
    pub end: usize,
    pub line: u64,
}

/// Lines that wait for their resource to be looked up.
#[derive(Debug)]
pub(super) struct Batch {
    waiting: Vec<Waiting>,
    memory: PatternMemory,
    cache: TimeCache,
}

#[derive(Debug, Clone, Copy)]
struct Waiting {
    probe: Probe,
    /// The name as logged; missing when only the decoded field matches.
    name: Span,
    /// The whole field the name is in.
    value: Span,
    /// As compared with the table; missing when nobody is named.
    actor: Span,
    time: Span,
    address: Span,
    place: Place,
}

impl Batch {
    pub fn new(mapping: &Checked) -> Self {
        Self {
            waiting: Vec::with_capacity(BATCH_LINES),
            memory: mapping.resource.memory(),
            cache: TimeCache::default(),
        }
    }

    /// Judges a record as far as its own bytes allow.
    #[inline]
    pub fn take(
        &mut self,
        inputs: &Inputs,
        region: &[u8],
        place: Place,
        fields: &mut Fields,
        tally: &mut Tally,
    ) {
        let mapping = inputs.mapping.checked();
        let value_span = fields.span(Slot::Resource);
        let Some(value) = value_span.bytes(region, &fields.scratch) else {
            tally.counts.not_about_a_resource += 1;
            return;
        };
        let located = mapping.resource.locate(value, &mut self.memory);
        if located.is_none() && !(mapping.resource.percent && self.matches_decoded(mapping, value)) {
            tally.counts.not_about_a_resource += 1;
            return;
        }
        if !acts_and_succeeds(mapping, region, place, fields, tally) {
            return;
        }
        let name = match located {
            None => Span::MISSING,
            Some(range) if mapping.resource.case == Case::Exact => value_span.part(&range),
            Some(range) => folded(value_span.part(&range), region, fields),
        };
        let actor = self.actor(inputs, region, fields);
        let probe = name.bytes(region, &fields.scratch).map(|name| inputs.entitlements.start(name));
        self.waiting.push(Waiting {
            probe: probe.unwrap_or_default(),
            name,
            value: value_span,
            actor,
            time: fields.span(Slot::Time),
            address: fields.span(Slot::Address),
            place,
        });
        if self.waiting.len() == BATCH_LINES {
            self.flush(inputs, region, fields, tally);
        }
    }

    /// Looks up everything that waits. Spans point into `region`: this must be
    /// called before it goes away.
    pub fn flush(&mut self, inputs: &Inputs, region: &[u8], fields: &mut Fields, tally: &mut Tally) {
        let mut waiting = std::mem::take(&mut self.waiting);
        for line in &mut waiting {
            inputs.entitlements.load_bucket(&mut line.probe);
        }
        for line in &mut waiting {
            inputs.entitlements.load_record(&mut line.probe);
        }
        for line in &waiting {
            self.resolve(inputs, region, &fields.scratch, line, tally);
        }
        waiting.clear();
        self.waiting = waiting;
        fields.scratch.clear();
    }

    fn resolve(&mut self, inputs: &Inputs, region: &[u8], scratch: &[u8], line: &Waiting, tally: &mut Tally) {
        let mapping = inputs.mapping.checked();
        let name = line.name.bytes(region, scratch);
        let known = name.and_then(|name| inputs.entitlements.find(&line.probe, name));
        let known = known.or_else(|| self.find_decoded(inputs, line.value.bytes(region, scratch)?));
        let Some(known) = known else {
            tally.counts.unknown_resource += 1;
            return;
        };

        let Some(time) = line.time.bytes(region, scratch) else {
            not_understood(tally, region, line.place, Reason::TimeMissing);
            return;
        };
        let Some(instant) = mapping.time.read(time, &mut self.cache) else {
            not_understood(tally, region, line.place, Reason::TimeUnreadable);
            return;
        };
        tally.counts.accesses += 1;
        match instant.clarity {
            Clarity::Clear => {}
            Clarity::Twice => tally.counts.times_twice += 1,
            Clarity::Never => tally.counts.times_never += 1,
        }

        let access = Access { known, micros: instant.micros, place: line.place };
        let address = line.address.bytes(region, scratch).filter(|address| !is_nobody(address));
        let actor = line.actor.bytes(region, scratch);
        let exposing = match (actor, &inputs.sessions) {
            (None, _) => {
                let address = address.map_or_else(|| "-".into(), legible);
                Some(vec![format!("anonymous@{address}")])
            }
            (Some(account), None) => {
                (!access.known.entitles(account)).then(|| vec![legible(account).into_owned()])
            }
            (Some(session), Some(sessions)) => {
                let mut accounts = sessions.accounts(session, instant.micros).peekable();
                if accounts.peek().is_none() {
                    tally.counts.sessions_unknown += 1;
                    Some(vec![format!("session:{}", legible(session))])
                } else {
                    let viewers: Vec<String> = accounts
                        .filter(|account| !access.known.entitles(account))
                        .map(|account| legible(account).into_owned())
                        .collect();
                    (!viewers.is_empty()).then_some(viewers)
                }
            }
        };
        if let Some(viewers) = exposing {
            access.expose(&viewers, address, region, tally);
        }
    }

    /// The actor as it is compared; missing when the line names nobody.
    #[inline]
    fn actor(&self, inputs: &Inputs, region: &[u8], fields: &mut Fields) -> Span {
        let span = fields.span(Slot::Actor);
        match span.bytes(region, &fields.scratch) {
            Some(actor) if !is_nobody(actor) => {}
            _ => return Span::MISSING,
        }
        // Sessions are compared as they are; only accounts may be folded.
        if inputs.sessions.is_none() && inputs.mapping.checked().actor_case == Case::Fold {
            folded(span, region, fields)
        } else {
            span
        }
    }

    fn matches_decoded(&mut self, mapping: &Checked, value: &[u8]) -> bool {
        memchr::memchr(b'%', value).is_some()
            && !mapping.resource.candidates(value, &mut self.memory).is_empty()
    }

    #[cold]
    fn find_decoded<'a>(&mut self, inputs: &'a Inputs, value: &[u8]) -> Option<Known<'a>> {
        let rule = &inputs.mapping.checked().resource;
        if !rule.percent || memchr::memchr(b'%', value).is_none() {
            return None;
        }
        let names = rule.candidates(value, &mut self.memory);
        names.iter().find_map(|name| inputs.entitlements.find_now(name))
    }
}

/// A successful access to a resource of the table.
struct Access<'a> {
    known: Known<'a>,
    micros: i64,
    place: Place,
}

impl Access<'_> {
    #[cold]
    fn expose(&self, viewers: &[String], address: Option<&[u8]>, region: &[u8], tally: &mut Tally) {
        let address = address.map(legible);
        let line = region[self.place.start..self.place.end].trim_ascii_end();
        let evidence = EvidenceLine { micros: self.micros, file: 0, line: self.place.line, hash: hash(line) };
        for viewer in viewers {
            tally.expose(self.known.resource(), viewer, address.as_deref(), evidence);
        }
        tally.counts.exposing += 1;
        *tally.hours.entry(self.micros.div_euclid(HOUR_MICROS)).or_default() += 1;
    }
}

/// The action and the status of a line about a resource.
#[inline]
fn acts_and_succeeds(
    mapping: &Checked,
    region: &[u8],
    place: Place,
    fields: &Fields,
    tally: &mut Tally,
) -> bool {
    if mapping.fields[Slot::Action as usize].is_some() {
        let Some(action) = fields.span(Slot::Action).bytes(region, &fields.scratch) else {
            not_understood(tally, region, place, Reason::ActionMissing);
            return false;
        };
        if !mapping.action.counts(action) {
            tally.counts.other_action += 1;
            return false;
        }
    }
    if mapping.fields[Slot::Status as usize].is_some() {
        let Some(status) = fields.span(Slot::Status).bytes(region, &fields.scratch) else {
            not_understood(tally, region, place, Reason::StatusMissing);
            return false;
        };
        match mapping.status.verdict(status) {
            StatusVerdict::Success => {}
            StatusVerdict::Refused => {
                tally.counts.refused += 1;
                return false;
            }
            StatusVerdict::Unreadable => {
                not_understood(tally, region, place, Reason::StatusUnreadable);
                return false;
            }
        }
    }
    true
}

/// Counts a line as not understood and keeps it as an example.
#[cold]
pub(super) fn not_understood(tally: &mut Tally, region: &[u8], place: Place, reason: Reason) {
    tally.example(place.line, reason, || excerpt(&region[place.start..place.end]));
}

/// What logs write for no value.
#[inline]
fn is_nobody(value: &[u8]) -> bool {
    matches!(value, b"" | b"-" | b"\"\"")
}

fn folded(name: Span, region: &[u8], fields: &mut Fields) -> Span {
    let Some(bytes) = name.bytes(region, &fields.scratch) else { return name };
    let std::borrow::Cow::Owned(folded) = crate::mapping::fold(bytes) else { return name };
    let start = fields.scratch.len();
    fields.scratch.extend_from_slice(&folded);
    Span::scratch(start, fields.scratch.len())
}
