//! Names laid out for the scan, each with a few bytes that belong to it.
//!
//! Names whose hash falls in the same bucket lie one after another in one
//! block of bytes; a look-up reads one number (where the bucket begins), then
//! the bytes there. There is about one name per bucket, so that is two visits
//! to memory. A [`Probe`] does them in separate steps: the scan asks for many
//! at once instead of waiting for each. Equality is always decided on the
//! bytes.

use super::names::hash;
use crate::search::same;

/// Names by hash.
#[derive(Debug)]
pub(super) struct Lookup {
    /// Where each bucket begins in `records`, and where the last one ends.
    buckets: Vec<u32>,
    records: Vec<u8>,
    /// The highest bits of the hash are the bucket.
    shift: u32,
}

/// One look-up under way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Probe {
    bucket: u32,
    start: u32,
    end: u32,
    touched: u8,
}

/// A name found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    /// The number given with the name.
    pub number: u32,
    /// What was written with it.
    pub tail: &'a [u8],
}

/// Number, length of the name, length of the tail.
const HEADER_BYTES: usize = 4 + 2 + 2;

/// Longest tail of a name.
pub(super) const TAIL_BYTES_MAX: usize = u16::MAX as usize;

/// What memory brings at once.
const CACHE_LINE_BYTES: usize = 64;

impl Lookup {
    /// Lays out names, given in any order with their number; `write_tail`
    /// appends at most [`TAIL_BYTES_MAX`] bytes that belong to a number. `None`
    /// when all this takes more than 4 GiB.
    pub fn new<'a>(
        names: impl ExactSizeIterator<Item = (u32, &'a [u8])>,
        mut write_tail: impl FnMut(u32, &mut Vec<u8>),
    ) -> Option<Self> {
        let bits = names.len().max(2).next_power_of_two().trailing_zeros();
        let shift = u64::BITS - bits;
        // The records in the order they come, then each one to its bucket.
        let mut written = Vec::new();
        let mut places: Vec<(u32, u32)> = Vec::with_capacity(names.len());
        let mut buckets = vec![0_u32; (1 << bits) + 1];
        for (number, name) in names {
            let start = written.len();
            write_record(&mut written, number, name, &mut write_tail)?;
            let bucket = (hash(name) >> shift) as u32;
            buckets[bucket as usize] += u32::try_from(written.len() - start).ok()?;
            places.push((bucket, u32::try_from(written.len()).ok()?));
        }
        let mut begins = 0;
        for bucket in &mut buckets {
            begins += std::mem::replace(bucket, begins);
        }
        let mut records = vec![0; written.len()];
        let mut start = 0;
        for (bucket, end) in places {
            let record = &written[start..end as usize];
            let to = buckets[bucket as usize] as usize;
            records[to..to + record.len()].copy_from_slice(record);
            buckets[bucket as usize] += record.len() as u32;
            start = end as usize;
        }
        // Each bucket now says where it ends, which is where the next one begins.
        buckets.rotate_right(1);
        buckets[0] = 0;
        Some(Self { buckets, records, shift })
    }

    /// Tells the content of two look-ups apart.
    pub fn fingerprint(&self) -> u64 {
        hash(&self.records)
    }

    /// First step: which bucket.
    #[inline]
    pub fn start(&self, name: &[u8]) -> Probe {
        Probe { bucket: (hash(name) >> self.shift) as u32, ..Probe::default() }
    }

    /// Second step: where the bucket is.
    #[inline]
    pub fn load_bucket(&self, probe: &mut Probe) {
        if let Some([start, end]) =
            self.buckets.get(probe.bucket as usize..).and_then(|rest| rest.first_chunk())
        {
            (probe.start, probe.end) = (*start, *end);
        }
    }

    /// Third step: touches its bytes, so that they are near when they are read.
    #[inline]
    pub fn load_record(&self, probe: &mut Probe) {
        let touch = |at: usize| self.records.get(at).copied().unwrap_or(0);
        let start = probe.start as usize;
        probe.touched = touch(start) ^ touch(start + CACHE_LINE_BYTES);
    }

    /// Last step: the record whose name is exactly `name`.
    #[inline]
    pub fn find(&self, probe: &Probe, name: &[u8]) -> Option<Record<'_>> {
        let mut rest = self.records.get(probe.start as usize..probe.end as usize)?;
        while let Some((header, after)) = rest.split_first_chunk::<HEADER_BYTES>() {
            let [n0, n1, n2, n3, l0, l1, t0, t1] = *header;
            let (found, after) = after.split_at(usize::from(u16::from_le_bytes([l0, l1])));
            let (tail, after) = after.split_at(usize::from(u16::from_le_bytes([t0, t1])));
            if same(found, name) {
                return Some(Record { number: u32::from_le_bytes([n0, n1, n2, n3]), tail });
            }
            rest = after;
        }
        None
    }

    /// Every step at once.
    pub fn find_now(&self, name: &[u8]) -> Option<Record<'_>> {
        let mut probe = self.start(name);
        self.load_bucket(&mut probe);
        self.find(&probe, name)
    }
}

fn write_record(
    out: &mut Vec<u8>,
    number: u32,
    name: &[u8],
    write_tail: &mut impl FnMut(u32, &mut Vec<u8>),
) -> Option<()> {
    out.extend_from_slice(&number.to_le_bytes());
    out.extend_from_slice(&u16::try_from(name.len()).ok()?.to_le_bytes());
    let tail_length_at = out.len();
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(name);
    let tail_at = out.len();
    write_tail(number, out);
    let tail_length = u16::try_from(out.len() - tail_at).ok()?;
    out[tail_length_at..tail_length_at + 2].copy_from_slice(&tail_length.to_le_bytes());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        for count in [0_u32, 1, 2, 3, 1_000] {
            let names: Vec<String> = (0..count).map(|number| format!("name {number}")).collect();
            let numbered = names.iter().enumerate().map(|(number, name)| (number as u32, name.as_bytes()));
            let lookup =
                Lookup::new(numbered, |number, tail| tail.resize(tail.len() + number as usize % 70, 7))
                    .unwrap();
            for (number, name) in names.iter().enumerate() {
                let record = lookup.find_now(name.as_bytes()).unwrap();
                assert_eq!((record.number as usize, record.tail.len()), (number, number % 70));
                assert!(record.tail.iter().all(|byte| *byte == 7));
            }
            for absent in ["", "name", "name 1000", "name 01"] {
                assert!(lookup.find_now(absent.as_bytes()).is_none(), "{absent}");
            }
        }
    }
}
