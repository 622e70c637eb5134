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

/// Whether two short texts are the same, without a call into the C library:
/// names are compared several times per line.
#[inline]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    if let (Some(a_end), Some(b_end)) = (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        // Whole words, then the last word, which may overlap the one before.
        let words = a.chunks_exact(8).zip(b.chunks_exact(8));
        return a_end == b_end && words.into_iter().all(|(a, b)| a == b);
    }
    if let (Some(a_end), Some(b_end)) = (a.last_chunk::<4>(), b.last_chunk::<4>()) {
        return a_end == b_end && a.first_chunk::<4>() == b.first_chunk::<4>();
    }
    a.iter().zip(b).all(|(a, b)| a == b)
}

#[inline(always)]
fn find(
    bytes: &[u8],
    from: usize,
    block_hits: impl Fn(u8x16) -> u8x16,
    byte_hits: impl Fn(u8) -> bool,
) -> usize {
    let mut at = from;
    // Two blocks per turn: most fields end in the first turn, so the branch is
    // nearly always the same.
    while let Some(pair) = bytes.get(at..).and_then(|rest| rest.first_chunk::<32>()) {
        let (low, high) = pair.split_at(16);
        let low = block_hits(block(low)).to_bitmask();
        let high = block_hits(block(high)).to_bitmask();
        let hits = low | high << 16;
        if hits != 0 {
            return at + hits.trailing_zeros() as usize;
        }
        at += 32;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|byte| byte_hits(*byte)).map_or(bytes.len(), |found| at + found)
}

#[inline(always)]
fn block(bytes: &[u8]) -> u8x16 {
    bytes.first_chunk::<16>().map_or(u8x16::ZERO, |bytes| u8x16::new(*bytes))
}

/// Number of decimal digits at the beginning of `bytes`.
#[inline]
pub(crate) fn digits(bytes: &[u8]) -> usize {
    let Some(word) = bytes.first_chunk::<8>() else { return digits_one_by_one(bytes) };
    let word = u64::from_le_bytes(*word);
    // A digit has 3 as its high half, still when 6 is added to it.
    let high_halves = 0xf0f0_f0f0_f0f0_f0f0;
    let threes = 0x3030_3030_3030_3030;
    let plus_six = (word & 0x0f0f_0f0f_0f0f_0f0f) + 0x0606_0606_0606_0606;
    let others = ((word & high_halves) ^ threes) | (plus_six & 0x1010_1010_1010_1010);
    if others == 0 {
        return 8 + digits_one_by_one(&bytes[8..]);
    }
    (others.trailing_zeros() / 8) as usize
}

fn digits_one_by_one(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn same_is_equality(a in "[ab]{0,20}", b in "[ab]{0,20}", flip in 0usize..20) {
            prop_assert_eq!(same(a.as_bytes(), b.as_bytes()), a == b);
            let mut changed = a.clone().into_bytes();
            prop_assert!(same(a.as_bytes(), &changed));
            if let Some(byte) = changed.get_mut(flip) {
                *byte ^= 1;
                prop_assert!(!same(a.as_bytes(), &changed));
            }
        }

        #[test]
        fn digits_are_counted(text in "[0-9]{0,20}[/:;0-9a-z\u{0}-\u{ff}]{0,10}") {
            let naive = text.bytes().take_while(u8::is_ascii_digit).count();
            prop_assert_eq!(digits(text.as_bytes()), naive);
        }

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
