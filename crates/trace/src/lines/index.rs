//! Where the bytes a format cares about are.
//!
//! Looking for the next quote or separator one field at a time costs a few
//! dozen instructions each; finding all of them in one pass over a window of
//! the region costs a few per byte block, and the readers then walk from place
//! to place. The index is only a faster way to the same answer: readers go the
//! long way for any line that is not shaped as expected.

use wide::u8x16;

/// Bytes indexed at once: they and their places stay in the first-level cache.
const WINDOW_BYTES: usize = 16 * 1024;

const BLOCK_BYTES: usize = 64;

/// What comes after the last place; no region is that long.
pub(super) const NO_PLACE: usize = u32::MAX as usize;

/// The places of special bytes in a window of the region.
#[derive(Debug)]
pub(super) struct Index {
    places: Vec<u32>,
    count: usize,
    from: usize,
    to: usize,
    /// Where the walk is among the places.
    cursor: usize,
}

/// What a walk along the places came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walked {
    /// A record; the next one begins here.
    Record(usize),
    /// Not shaped as expected: go the long way.
    Unusual,
    /// The window ends inside the line.
    WindowEnd,
}

impl Index {
    pub fn new() -> Self {
        Self { places: vec![0; WINDOW_BYTES + BLOCK_BYTES], count: 0, from: 0, to: 0, cursor: 0 }
    }

    /// Forgets the window: another region comes.
    pub fn begin(&mut self) {
        (self.from, self.to) = (0, 0);
    }

    /// Walks the line at `at`, indexing a new window when it must.
    #[inline]
    pub fn line(
        &mut self,
        region: &[u8],
        at: usize,
        hits: impl Fn(u8x16) -> u8x16 + Copy,
        mut walk: impl FnMut(&mut Walk<'_>) -> Walked,
    ) -> Walked {
        if at < self.from || at >= self.to {
            self.cover(region, at, hits);
        }
        loop {
            let mut steps = Walk { places: &self.places[..self.count], cursor: self.cursor };
            steps.skip_to(at);
            let walked = walk(&mut steps);
            match walked {
                Walked::Record(_) => self.cursor = steps.cursor,
                Walked::Unusual => {}
                // The line is longer than a window, or the region ends.
                Walked::WindowEnd if self.from == at || self.to == region.len() => return Walked::Unusual,
                Walked::WindowEnd => {
                    self.cover(region, at, hits);
                    continue;
                }
            }
            return walked;
        }
    }

    fn cover(&mut self, region: &[u8], from: usize, hits: impl Fn(u8x16) -> u8x16) {
        let to = region.len().min(from + WINDOW_BYTES);
        let mut count = 0;
        let mut base = from;
        let (blocks, rest) = region[from..to].as_chunks::<BLOCK_BYTES>();
        for block in blocks {
            count = note(&mut self.places, count, base, block_mask(block, &hits));
            base += BLOCK_BYTES;
        }
        if !rest.is_empty() {
            let mut block = [0; BLOCK_BYTES];
            block[..rest.len()].copy_from_slice(rest);
            let mask = block_mask(&block, &hits) & ((1 << rest.len()) - 1);
            count = note(&mut self.places, count, base, mask);
        }
        self.count = count;
        (self.from, self.to, self.cursor) = (from, to, 0);
    }
}

/// A walk from place to place.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    places: &'a [u32],
    cursor: usize,
}

impl Walk<'_> {
    /// The place `ahead` places further, or [`NO_PLACE`].
    #[inline]
    pub fn peek(&self, ahead: usize) -> usize {
        self.places.get(self.cursor + ahead).map_or(NO_PLACE, |place| *place as usize)
    }

    /// Goes `places` further.
    #[inline]
    pub fn step(&mut self, places: usize) {
        self.cursor += places;
    }

    /// Goes to the first place at or after `at`.
    #[inline]
    pub fn skip_to(&mut self, at: usize) {
        while self.peek(0) < at {
            self.cursor += 1;
        }
    }
}

/// One bit per byte of the block that is special.
#[inline(always)]
fn block_mask(block: &[u8; BLOCK_BYTES], hits: &impl Fn(u8x16) -> u8x16) -> u64 {
    let (quarters, _) = block.as_chunks::<16>();
    let mut mask = 0;
    for (rank, quarter) in quarters.iter().enumerate() {
        mask |= u64::from(hits(u8x16::new(*quarter)).to_bitmask()) << (16 * rank);
    }
    mask
}

/// Writes the places of the bits of `mask`, eight at a time: a few writes too
/// many cost less than a branch that is hard to foresee.
#[inline(always)]
fn note(places: &mut [u32], count: usize, base: usize, mut mask: u64) -> usize {
    let bits = mask.count_ones() as usize;
    let mut noted = count;
    while mask != 0 {
        let Some(eight) = places.get_mut(noted..).and_then(|rest| rest.first_chunk_mut::<8>()) else { break };
        for place in eight {
            *place = base as u32 + mask.trailing_zeros();
            mask &= mask.wrapping_sub(1);
        }
        noted += 8;
    }
    count + bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_place_is_noted(bytes in proptest::collection::vec(prop_oneof![Just(b'x'), any::<u8>()], 0..3000), from in 0_usize..200) {
            let from = from.min(bytes.len());
            let mut index = Index::new();
            index.cover(&bytes, from, |block| block.simd_eq(u8x16::splat(b'x')));
            let found: Vec<usize> = index.places[..index.count].iter().map(|place| *place as usize).collect();
            let expected: Vec<usize> = (from..bytes.len()).filter(|at| bytes[*at] == b'x').collect();
            prop_assert_eq!(found, expected);
        }
    }
}
