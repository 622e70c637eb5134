//! The six things wanted of a line, as places in the bytes that were read.

/// Number of [`Slot`]s.
pub(crate) const SLOTS: usize = 6;

/// What a field of the log is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Time = 0,
    Actor = 1,
    Resource = 2,
    Action = 3,
    Status = 4,
    Address = 5,
}

impl Slot {
    pub const ALL: [Self; SLOTS] =
        [Self::Time, Self::Actor, Self::Resource, Self::Action, Self::Status, Self::Address];

    /// The table of the mapping file that names the field.
    pub fn table(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Actor => "actor",
            Self::Resource => "resource",
            Self::Action => "action",
            Self::Status => "status",
            Self::Address => "address",
        }
    }

    /// Bit of this slot in a [`Slots`] set.
    pub fn bit(self) -> Slots {
        1 << self as u8
    }
}

/// A set of slots; one field may serve several.
pub(crate) type Slots = u8;

/// A piece of the region being read, or of the scratch space when the text had
/// to be rewritten (escapes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    length: u32,
}

const SCRATCH: u32 = 1 << 31;

impl Span {
    /// The field is not in the line.
    pub const MISSING: Self = Self { start: 0, length: u32::MAX };

    /// Longest region a span can point into.
    pub const REGION_BYTES_MAX: usize = SCRATCH as usize - 1;

    /// A piece of the region.
    #[inline]
    pub fn region(start: usize, end: usize) -> Self {
        Self { start: start as u32, length: (end - start) as u32 }
    }

    /// A piece of the scratch space.
    #[inline]
    pub fn scratch(start: usize, end: usize) -> Self {
        Self { start: start as u32 | SCRATCH, length: (end - start) as u32 }
    }

    #[inline]
    pub fn is_missing(self) -> bool {
        self.length == u32::MAX
    }

    /// The bytes, or `None` when the field is missing.
    #[inline]
    pub fn bytes<'a>(self, region: &'a [u8], scratch: &'a [u8]) -> Option<&'a [u8]> {
        if self.is_missing() {
            return None;
        }
        let from = (self.start & !SCRATCH) as usize;
        let source = if self.start & SCRATCH == 0 { region } else { scratch };
        source.get(from..from + self.length as usize)
    }

    /// The piece of this span that `range` says.
    #[inline]
    pub fn part(self, range: &std::ops::Range<usize>) -> Self {
        Self { start: self.start + range.start as u32, length: (range.end - range.start) as u32 }
    }
}

/// The wanted fields of one line.
#[derive(Debug)]
pub(crate) struct Fields {
    spans: [Span; SLOTS],
    /// Text that had to be rewritten; emptied by whoever is done with the spans.
    pub scratch: Vec<u8>,
}

impl Fields {
    pub fn new() -> Self {
        Self { spans: [Span::MISSING; SLOTS], scratch: Vec::new() }
    }

    /// Forgets the fields of the line before.
    #[inline]
    pub fn clear(&mut self) {
        self.spans = [Span::MISSING; SLOTS];
    }

    #[inline]
    pub fn set(&mut self, slots: Slots, span: Span) {
        let mut left = slots;
        while left != 0 {
            if let Some(place) = self.spans.get_mut(left.trailing_zeros() as usize) {
                *place = span;
            }
            left &= left - 1;
        }
    }

    #[inline]
    pub fn span(&self, slot: Slot) -> Span {
        self.spans[slot as usize]
    }
}
