//! Where the bytes of a file lie in its ciphertext: exact arithmetic, from the size of the file alone.

use core::ops::Range;

use super::{ContentError, HEADER_BYTES, SEGMENT_OVERHEAD_BYTES};
use crate::padding::padded_size;

/// Segments of files under [`SMALL_FILE_BYTES`].
const SMALL_SEGMENT_BYTES: u32 = 64 << 10;
/// Segments of other files: WebCrypto and disks prefer them large.
const LARGE_SEGMENT_BYTES: u32 = 1 << 20;
/// Padded sizes from here on take large segments.
const SMALL_FILE_BYTES: u64 = 4 << 20;
/// No ciphertext tells that a file is smaller than this.
const LEAST_CLASS_BYTES: u64 = 256;
/// FLOE allows 2^40 segments with AES-256-GCM; sizes stay far below 2^63.
const FILE_BYTES_MAX: u64 = 1 << 50;

/// The layout of one file: everything that follows from its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    file_bytes: u64,
    padded_bytes: u64,
    segment_bytes: u32,
}

/// One segment: which bytes of the file and of the ciphertext it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its place, from 0.
    pub index: u64,
    /// Whether it is the last one.
    pub is_last: bool,
    /// The bytes of the file that it holds; empty when it holds padding only.
    pub file: Range<u64>,
    /// Zeros after them.
    pub padding_bytes: usize,
    /// Its place in the ciphertext, header included.
    pub ciphertext: Range<u64>,
}

impl Segment {
    /// Length of its plaintext, padding included.
    pub fn plaintext_bytes(&self) -> usize {
        self.ciphertext_bytes() - SEGMENT_OVERHEAD_BYTES
    }

    /// Length of the file's bytes that it holds.
    pub fn file_bytes(&self) -> usize {
        (self.file.end - self.file.start) as usize
    }

    /// Its length in the ciphertext.
    pub fn ciphertext_bytes(&self) -> usize {
        (self.ciphertext.end - self.ciphertext.start) as usize
    }
}

impl Layout {
    /// The layout of a file of this size: padding and size of segments follow from it.
    pub fn for_file(file_bytes: u64) -> Result<Self, ContentError> {
        if file_bytes > FILE_BYTES_MAX {
            return Err(ContentError::TooLarge { size_bytes: file_bytes });
        }
        let padded_bytes = padded_size(file_bytes.max(LEAST_CLASS_BYTES));
        let segment_bytes =
            if padded_bytes < SMALL_FILE_BYTES { SMALL_SEGMENT_BYTES } else { LARGE_SEGMENT_BYTES };
        Ok(Self { file_bytes, padded_bytes, segment_bytes })
    }

    /// The layout of published vectors: no padding, any size of segments.
    #[cfg(test)]
    pub(super) fn bare(file_bytes: u64, segment_bytes: u32) -> Self {
        Self { file_bytes, padded_bytes: file_bytes, segment_bytes }
    }

    /// Size of the file.
    pub const fn file_bytes(&self) -> u64 {
        self.file_bytes
    }

    /// Size of the plaintext, padding included.
    pub const fn padded_bytes(&self) -> u64 {
        self.padded_bytes
    }

    /// Length of every segment but the last, in the ciphertext.
    pub const fn segment_bytes(&self) -> u32 {
        self.segment_bytes
    }

    /// Size of the ciphertext, header included.
    pub const fn ciphertext_bytes(&self) -> u64 {
        HEADER_BYTES as u64 + self.padded_bytes + self.segment_count() * SEGMENT_OVERHEAD_BYTES as u64
    }

    /// How many segments there are; never none.
    pub const fn segment_count(&self) -> u64 {
        let count = self.padded_bytes.div_ceil(self.payload_bytes());
        if count == 0 { 1 } else { count }
    }

    /// The segment at a place.
    pub fn segment(&self, index: u64) -> Result<Segment, ContentError> {
        let count = self.segment_count();
        if index >= count {
            return Err(ContentError::NoSuchSegment { index, count });
        }
        let payload = self.payload_bytes();
        let plaintext = index * payload..self.padded_bytes.min((index + 1) * payload);
        let file = plaintext.start.min(self.file_bytes)..plaintext.end.min(self.file_bytes);
        let start = HEADER_BYTES as u64 + index * u64::from(self.segment_bytes);
        let length = plaintext.end - plaintext.start + SEGMENT_OVERHEAD_BYTES as u64;
        Ok(Segment {
            index,
            is_last: index + 1 == count,
            padding_bytes: (plaintext.end - plaintext.start - (file.end - file.start)) as usize,
            file,
            ciphertext: start..start + length,
        })
    }

    /// All segments in order.
    pub fn segments(&self) -> impl Iterator<Item = Segment> + use<> {
        let layout = *self;
        (0..layout.segment_count()).filter_map(move |index| layout.segment(index).ok())
    }

    /// Which segments hold a range of the file; no segment for an empty or outlying range.
    pub fn segments_of(&self, file: Range<u64>) -> Range<u64> {
        let end = file.end.min(self.file_bytes);
        if file.start >= end {
            return 0..0;
        }
        file.start / self.payload_bytes()..(end - 1) / self.payload_bytes() + 1
    }

    const fn payload_bytes(&self) -> u64 {
        self.segment_bytes as u64 - SEGMENT_OVERHEAD_BYTES as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn segments_are_small_under_four_mebibytes() {
        let segment = |bytes| Layout::for_file(bytes).unwrap().segment_bytes();
        assert_eq!(segment(0), 64 << 10);
        assert_eq!(segment((4 << 20) - (1 << 17)), 64 << 10);
        assert_eq!(segment((4 << 20) - 1), 1 << 20, "the padded size decides");
        assert_eq!(segment(4 << 20), 1 << 20);
    }

    #[test]
    fn an_empty_file_has_one_segment_of_padding() {
        let layout = Layout::for_file(0).unwrap();
        assert_eq!(layout.segment_count(), 1);
        let only = layout.segment(0).unwrap();
        assert_eq!((only.file, only.padding_bytes, only.is_last), (0..0, 256, true));
        assert_eq!(layout.ciphertext_bytes(), 74 + 256 + 32);
        assert_eq!(layout.segment(1), Err(ContentError::NoSuchSegment { index: 1, count: 1 }));
        assert_eq!(Layout::for_file(u64::MAX).unwrap_err().code(), "content-too-large");
    }

    proptest! {
        #[test]
        fn segments_tile_the_file_and_the_ciphertext(bytes in 0u64..(200 << 20)) {
            let layout = Layout::for_file(bytes).unwrap();
            let (mut file, mut plaintext, mut ciphertext, mut last) = (0, 0, HEADER_BYTES as u64, false);
            for segment in layout.segments() {
                prop_assert!(!last, "nothing after the last");
                prop_assert_eq!(segment.file.start, file);
                prop_assert_eq!(segment.ciphertext.start, ciphertext);
                prop_assert_eq!(segment.plaintext_bytes(), segment.file_bytes() + segment.padding_bytes);
                (file, ciphertext, last) = (segment.file.end, segment.ciphertext.end, segment.is_last);
                plaintext += segment.plaintext_bytes() as u64;
            }
            prop_assert!(last);
            prop_assert_eq!((file, plaintext, ciphertext), (bytes, layout.padded_bytes(), layout.ciphertext_bytes()));
        }

        #[test]
        fn a_range_is_covered_by_exactly_its_segments(bytes in 1u64..(20 << 20), start in 0u64..(21 << 20), length in 0u64..(3 << 20)) {
            let layout = Layout::for_file(bytes).unwrap();
            let range = start..start + length;
            let expected: Vec<u64> = layout
                .segments()
                .filter(|segment| !segment.file.is_empty())
                .filter(|segment| segment.file.start < range.end && range.start < segment.file.end)
                .map(|segment| segment.index)
                .collect();
            let covered: Vec<u64> = layout.segments_of(range).collect();
            prop_assert_eq!(covered, if length == 0 { vec![] } else { expected });
        }
    }
}
