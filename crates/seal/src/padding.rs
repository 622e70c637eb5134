//! Size classes: Padmé (Nikitin et al., *Reducing Metadata Leakage from Encrypted Files and Communication with PURBs*,
//! PETS 2019). At most 12 % more, and only O(log log n) bits of the size are told.

/// The size class of a size, both in bytes: the least allowed size that is not smaller.
pub fn padded_size(size: u64) -> u64 {
    if size < 2 {
        return size;
    }
    let exponent = size.ilog2();
    let kept = exponent.ilog2() + 1;
    let dropped = exponent.saturating_sub(kept);
    let mask = (1u64 << dropped) - 1;
    // The last classes before 2^64 have no successor: such sizes stay as they are.
    size.checked_add(mask).map_or(size, |sum| sum & !mask)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_classes() {
        for (size, class) in [(0, 0), (1, 1), (2, 2), (8, 8), (9, 10), (100, 104), (1 << 20, 1 << 20)] {
            assert_eq!(padded_size(size), class, "{size}");
        }
        assert_eq!(padded_size((1 << 20) + 1), (1 << 20) + (1 << 15));
        assert_eq!(padded_size(u64::MAX), u64::MAX);
    }

    proptest! {
        #[test]
        fn covers_with_at_most_an_eighth_more(size in 0u64..(1 << 60)) {
            let class = padded_size(size);
            prop_assert!(class >= size);
            prop_assert!(class - size <= size / 8 + 1);
            prop_assert_eq!(padded_size(class), class);
        }
    }
}
