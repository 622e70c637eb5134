//! The resources of the entitlement table, laid out for the scan.
//!
//! A look-up touches two places in memory: a slot (a piece of the hash and the
//! place of the record) and the record (the name, then the accounts that may
//! see it). [`Probe`] does the two in separate steps, so that the scan can ask
//! for many at once and not wait for memory one by one. Equality is always
//! decided on the bytes.

use super::names::hash;

/// Records begin at multiples of this.
const RECORD_ALIGN: usize = 8;

/// Accounts written in the record; beyond, the caller's set decides.
pub(super) const VIEWERS_INLINE_MAX: usize = 24;

/// Marks a record whose accounts are not in it.
const CROWD: u16 = u16::MAX;

const HEADER_BYTES: usize = 8;

/// Resources by name.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    /// Empty is 0; else high half of the hash, then record place / 8 + 1.
    slots: Vec<u64>,
    records: Vec<u8>,
}

/// One look-up under way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Probe {
    hash: u64,
    slot: u64,
    header: u64,
}

/// A record found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub resource: u32,
    name: &'a [u8],
    viewers: u16,
    rest: &'a [u8],
}

/// Whether an account is in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    Yes,
    No,
    /// Too many accounts for the record: ask the set.
    Crowd,
}

impl Lookup {
    /// Room for `resources` at most half full.
    pub fn with_capacity(resources: usize) -> Self {
        Self { slots: vec![0; (resources * 2).next_power_of_two().max(2)], records: Vec::new() }
    }

    /// Adds a resource not yet there; `None` when the records are too large.
    pub fn add<'a>(
        &mut self,
        resource: u32,
        name: &[u8],
        viewers: impl ExactSizeIterator<Item = &'a [u8]>,
    ) -> Option<()> {
        self.records.resize(self.records.len().next_multiple_of(RECORD_ALIGN), 0);
        let place = u32::try_from(self.records.len() / RECORD_ALIGN + 1).ok()?;
        let crowd = viewers.len() > VIEWERS_INLINE_MAX;
        self.records.extend_from_slice(&resource.to_le_bytes());
        self.records.extend_from_slice(&u16::try_from(name.len()).ok()?.to_le_bytes());
        let count = if crowd { CROWD } else { u16::try_from(viewers.len()).ok()? };
        self.records.extend_from_slice(&count.to_le_bytes());
        self.records.extend_from_slice(name);
        if !crowd {
            for viewer in viewers {
                self.records.extend_from_slice(&u16::try_from(viewer.len()).ok()?.to_le_bytes());
                self.records.extend_from_slice(viewer);
            }
        }
        let hash = hash(name);
        let mut at = self.slot_of(hash);
        while self.slots[at] != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = hash & TAG | u64::from(place);
        Some(())
    }

    /// Gives back memory once everything is added.
    pub fn shrink(&mut self) {
        self.records.shrink_to_fit();
    }

    /// Tells the content of two look-ups apart.
    pub fn fingerprint(&self) -> u64 {
        hash(&self.records)
    }

    /// First step: which slot.
    #[inline]
    pub fn start(name: &[u8]) -> Probe {
        Probe { hash: hash(name), slot: 0, header: 0 }
    }

    /// Second step: what the slot says.
    #[inline]
    pub fn load_slot(&self, probe: &mut Probe) {
        probe.slot = self.slots.get(self.slot_of(probe.hash)).copied().unwrap_or(0);
    }

    /// Third step: touches the record, so that it is near when it is read.
    #[inline]
    pub fn load_record(&self, probe: &mut Probe) {
        if (probe.slot ^ probe.hash) & TAG == 0 && probe.slot != 0 {
            let at = record_at(probe.slot);
            if let Some(header) = self.records.get(at..at + HEADER_BYTES).and_then(|bytes| bytes.first_chunk()) {
                probe.header = u64::from_le_bytes(*header);
            }
        }
    }

    /// Last step: the record whose name is exactly `name`.
    #[inline]
    pub fn find(&self, probe: &Probe, name: &[u8]) -> Option<Record<'_>> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.slot_of(probe.hash);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            if (slot ^ probe.hash) & TAG == 0 {
                let record = self.record(record_at(slot));
                if record.name == name {
                    return Some(record);
                }
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Every step at once.
    pub fn find_now(&self, name: &[u8]) -> Option<Record<'_>> {
        self.find(&Self::start(name), name)
    }

    #[inline]
    fn slot_of(&self, hash: u64) -> usize {
        (hash as usize) & (self.slots.len().wrapping_sub(1))
    }

    #[inline]
    fn record(&self, at: usize) -> Record<'_> {
        let bytes = &self.records[at..];
        let resource = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let name_length = usize::from(u16::from_le_bytes([bytes[4], bytes[5]]));
        let viewers = u16::from_le_bytes([bytes[6], bytes[7]]);
        let (name, rest) = bytes[HEADER_BYTES..].split_at(name_length);
        Record { resource, name, viewers, rest }
    }
}

impl<'a> Record<'a> {
    /// Whether `account` is among the accounts of the record.
    #[inline]
    pub fn lists(&self, account: &[u8]) -> Listed {
        if self.viewers == CROWD {
            return Listed::Crowd;
        }
        let mut rest: &'a [u8] = self.rest;
        for _ in 0..self.viewers {
            let length = usize::from(u16::from_le_bytes([rest[0], rest[1]]));
            let (viewer, after) = rest[2..].split_at(length);
            if viewer == account {
                return Listed::Yes;
            }
            rest = after;
        }
        Listed::No
    }
}

const TAG: u64 = 0xffff_ffff_0000_0000;

#[inline]
fn record_at(slot: u64) -> usize {
    ((slot & !TAG) as usize - 1) * RECORD_ALIGN
}
