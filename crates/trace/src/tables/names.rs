//! Names kept once, known by a number.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hasher};

use crate::search::same;

/// Fixed: results never depend on hash order, and equality is always decided
/// on the bytes.
const SEED: u64 = 0x0062_6566_6672_6f69;

/// Hash of a name.
#[inline]
pub(crate) fn hash(name: &[u8]) -> u64 {
    let mut hasher = FixedState::with_seed(SEED).build_hasher();
    hasher.write(name);
    hasher.finish()
}

/// How many of the names asked for last are remembered.
const RECENT: usize = 8;

/// Names numbered in order of arrival.
#[derive(Debug, Default)]
pub(super) struct Names {
    text: Vec<u8>,
    /// Where each name ends in `text`.
    ends: Vec<usize>,
    index: HashTable<Indexed>,
    /// Rows that belong together come together: the parents of a family, its
    /// children.
    recent: [Recent; RECENT],
    oldest: usize,
}

/// A name asked for lately: enough of it to tell most others apart.
#[derive(Debug, Clone, Copy, Default)]
struct Recent {
    /// Its last eight bytes and its length, never zero.
    mark: (u64, usize),
    number: u32,
}

/// Names differ at their end more than at their beginning.
#[inline]
fn mark(name: &[u8]) -> (u64, usize) {
    let end = match name.last_chunk() {
        Some(end) => u64::from_le_bytes(*end),
        None => name.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    (end, name.len() + 1)
}

#[derive(Debug, Clone, Copy)]
struct Indexed {
    hash: u64,
    number: u32,
}

/// Why a name was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameError {
    NotUtf8,
    TooMany,
}

impl Names {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a name.
    #[inline]
    pub fn name(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.text[start..self.ends[number]]
    }

    /// Every name with its number.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u32, &[u8])> {
        (0..self.ends.len()).map(|number| (number as u32, self.name(number as u32)))
    }

    /// The text of a name.
    pub fn text(&self, number: u32) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.name(number))
    }

    /// The number of a name, new or known.
    pub fn number(&mut self, name: &[u8]) -> Result<u32, NameError> {
        let mark = mark(name);
        for recent in self.recent {
            if recent.mark == mark && same(self.name(recent.number), name) {
                return Ok(recent.number);
            }
        }
        let hash = hash(name);
        let number = match self.find_hashed(hash, name) {
            Some(number) => number,
            None => self.add(hash, name)?,
        };
        self.recent[self.oldest] = Recent { mark, number };
        self.oldest = (self.oldest + 1) % RECENT;
        Ok(number)
    }

    /// The number of a known name.
    pub fn find(&self, name: &[u8]) -> Option<u32> {
        self.find_hashed(hash(name), name)
    }

    fn find_hashed(&self, hash: u64, name: &[u8]) -> Option<u32> {
        let same = |known: &Indexed| known.hash == hash && same(self.name(known.number), name);
        self.index.find(hash, same).map(|known| known.number)
    }

    fn add(&mut self, hash: u64, name: &[u8]) -> Result<u32, NameError> {
        std::str::from_utf8(name).map_err(|_| NameError::NotUtf8)?;
        let number = u32::try_from(self.ends.len()).map_err(|_| NameError::TooMany)?;
        if number == u32::MAX {
            return Err(NameError::TooMany);
        }
        self.text.extend_from_slice(name);
        self.ends.push(self.text.len());
        self.index.insert_unique(hash, Indexed { hash, number }, |known| known.hash);
        Ok(number)
    }

    /// Keeps the names and drops what only finding them needs.
    pub fn without_index(mut self) -> Self {
        self.index = HashTable::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self
    }
}
