//! GF(256) with the polynomial of AES, without tables: the time taken does not depend on the values.

/// The product of two elements.
pub(super) fn multiply(mut one: u8, mut other: u8) -> u8 {
    let mut product = 0;
    for _ in 0..8 {
        product ^= one & (other & 1).wrapping_neg();
        let carry = (one >> 7).wrapping_neg();
        one = one << 1 ^ carry & 0x1b;
        other >>= 1;
    }
    product
}

/// The inverse of an element; zero for zero. As x^254.
pub(super) fn invert(element: u8) -> u8 {
    // 254 = 0b11111110: all powers of two but the first.
    let mut square = element;
    let mut inverse = 1;
    for _ in 1..8 {
        square = multiply(square, square);
        inverse = multiply(inverse, square);
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_field() {
        // FIPS 197 §4.2: 57 · 83 = c1.
        assert_eq!(multiply(0x57, 0x83), 0xc1);
        for one in 0..=255u8 {
            assert_eq!(multiply(one, 1), one);
            assert_eq!(multiply(one, invert(one)), u8::from(one != 0));
            for other in 0..=255u8 {
                assert_eq!(multiply(one, other), multiply(other, one));
                assert_eq!(multiply(one ^ 0x35, other), multiply(one, other) ^ multiply(0x35, other));
            }
        }
    }
}
