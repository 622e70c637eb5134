//! Finding the next interesting byte, sixteen at a time.
//!
//! Every reader stops at a handful of bytes (quote, backslash, separator, end
//! of line). The searches below return the position of the first one at or
//! after `from`, or the length of the input when there is none.

use wide::u8x16;

/// First `"`, `\` or control byte (below 0x20, so a line feed too).
#[inline]
pub(crate) fn json_string_stop(bytes: &[u8], from: usize) -> usize {
    find(
        bytes,
        from,
        |block| {
            let control = u8x16::splat(0x1f);
            block.simd_eq(u8x16::splat(b'"'))
                | block.simd_eq(u8x16::splat(b'\\'))
                | block.min(control).simd_eq(block)
        },
        |byte| byte == b'"' || byte == b'\\' || byte < 0x20,
    )
}

/// First of two given bytes.
#[inline]
pub(crate) fn either(bytes: &[u8], from: usize, a: u8, b: u8) -> usize {
    find(
        bytes,
        from,
        |block| block.simd_eq(u8x16::splat(a)) | block.simd_eq(u8x16::splat(b)),
        |byte| byte == a || byte == b,
    )
}

/// First of three given bytes.
#[inline]
pub(crate) fn one_of_three(bytes: &[u8], from: usize, a: u8, b: u8, c: u8) -> usize {
    find(
        bytes,
        from,
        |block| {
            block.simd_eq(u8x16::splat(a)) | block.simd_eq(u8x16::splat(b)) | block.simd_eq(u8x16::splat(c))
        },
        |byte| byte == a || byte == b || byte == c,
    )
}

/// First line feed at or after `from`.
#[inline]
pub(crate) fn line_feed(bytes: &[u8], from: usize) -> Option<usize> {
    memchr::memchr(b'\n', bytes.get(from..)?).map(|at| from + at)
}

#[inline(always)]
fn find(bytes: &[u8], from: usize, block_hits: impl Fn(u8x16) -> u8x16, byte_hits: impl Fn(u8) -> bool) -> usize {
    let mut at = from;
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<16>()) {
        let hits = block_hits(u8x16::new(*block)).to_bitmask();
        if hits != 0 {
            return at + hits.trailing_zeros() as usize;
        }
        at += 16;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|byte| byte_hits(*byte)).map_or(bytes.len(), |found| at + found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_a_byte_loop(bytes in proptest::collection::vec(any::<u8>(), 0..80), from in 0usize..80) {
            let from = from.min(bytes.len());
            let naive = |hit: &dyn Fn(u8) -> bool| {
                (from..bytes.len()).find(|at| hit(bytes[*at])).unwrap_or(bytes.len())
            };
            prop_assert_eq!(json_string_stop(&bytes, from), naive(&|b| b == b'"' || b == b'\\' || b < 0x20));
            prop_assert_eq!(either(&bytes, from, b',', 10), naive(&|b| b == b',' || b == 10));
            prop_assert_eq!(one_of_three(&bytes, from, b',', 10, 200), naive(&|b| b == b',' || b == 10 || b == 200));
        }
    }
}
