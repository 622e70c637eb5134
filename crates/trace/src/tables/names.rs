//! Names kept once, known by a number.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hasher};

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

/// Names numbered in order of arrival.
#[derive(Debug, Default)]
pub(super) struct Names {
    text: Vec<u8>,
    /// Where each name ends in `text`.
    ends: Vec<usize>,
    index: HashTable<u32>,
    /// The name asked for last: tables are mostly sorted.
    last: u32,
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

    /// The text of a name that came in as text.
    pub fn text(&self, number: u32) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.name(number))
    }

    /// The number of a name, new or known; `None` when there are too many.
    pub fn number(&mut self, name: &[u8]) -> Option<u32> {
        if !self.ends.is_empty() && self.name(self.last) == name {
            return Some(self.last);
        }
        let hash = hash(name);
        let number = match self.find_hashed(hash, name) {
            Some(number) => number,
            None => self.add(hash, name)?,
        };
        self.last = number;
        Some(number)
    }

    /// The number of a known name.
    pub fn find(&self, name: &[u8]) -> Option<u32> {
        self.find_hashed(hash(name), name)
    }

    fn find_hashed(&self, hash: u64, name: &[u8]) -> Option<u32> {
        self.index.find(hash, |known| self.name(*known) == name).copied()
    }

    fn add(&mut self, name_hash: u64, name: &[u8]) -> Option<u32> {
        let number = u32::try_from(self.ends.len()).ok().filter(|number| *number < u32::MAX)?;
        self.text.extend_from_slice(name);
        self.ends.push(self.text.len());
        let Self { text, ends, index, .. } = self;
        index.insert_unique(name_hash, number, |known| {
            let known = *known as usize;
            let start = if known == 0 { 0 } else { ends[known - 1] };
            hash(&text[start..ends[known]])
        });
        Some(number)
    }

    /// Keeps the names and drops what only finding them needs.
    pub fn without_index(mut self) -> Self {
        self.index = HashTable::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self
    }
}
