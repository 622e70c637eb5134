//! Writes a [`Value`] in its deterministic form.

use ciborium::Value;

use super::CborError;

/// Appends the encoding of one value.
pub(super) fn value(value: &Value, out: &mut Vec<u8>) -> Result<(), CborError> {
    match value {
        Value::Integer(integer) => {
            let integer = i128::from(*integer);
            if integer >= 0 {
                head(0, u64::try_from(integer).map_err(|_| beyond())?, out);
            } else {
                head(1, u64::try_from(-1 - integer).map_err(|_| beyond())?, out);
            }
        }
        Value::Bytes(bytes) => {
            head(2, bytes.len() as u64, out);
            out.extend(bytes);
        }
        Value::Text(text) => {
            head(3, text.len() as u64, out);
            out.extend(text.as_bytes());
        }
        Value::Array(items) => {
            head(4, items.len() as u64, out);
            for item in items {
                self::value(item, out)?;
            }
        }
        Value::Map(pairs) => map(pairs, out)?,
        Value::Bool(false) => out.push(0xf4),
        Value::Bool(true) => out.push(0xf5),
        Value::Null => out.push(0xf6),
        Value::Float(float) => self::float(*float, out),
        other => return Err(CborError::Unsupported(format!("{other:?}"))),
    }
    Ok(())
}

fn map(pairs: &[(Value, Value)], out: &mut Vec<u8>) -> Result<(), CborError> {
    let mut encoded = Vec::with_capacity(pairs.len());
    for (key, item) in pairs {
        let mut pair = Vec::new();
        value(key, &mut pair)?;
        let key_length = pair.len();
        value(item, &mut pair)?;
        encoded.push((pair, key_length));
    }
    encoded.sort_by(|(one, one_key), (other, other_key)| one[..*one_key].cmp(&other[..*other_key]));
    if encoded.windows(2).any(|two| two[0].0[..two[0].1] == two[1].0[..two[1].1]) {
        return Err(CborError::Unsupported("two equal keys in a map".to_owned()));
    }
    head(5, pairs.len() as u64, out);
    for (pair, _) in encoded {
        out.extend(pair);
    }
    Ok(())
}

/// The initial bytes of an item: major type and argument, in the shortest form.
fn head(major: u8, argument: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    match argument {
        0..24 => out.push(major | argument as u8),
        24..0x100 => out.extend([major | 24, argument as u8]),
        0x100..0x1_0000 => {
            out.push(major | 25);
            out.extend((argument as u16).to_be_bytes());
        }
        0x1_0000..0x1_0000_0000 => {
            out.push(major | 26);
            out.extend((argument as u32).to_be_bytes());
        }
        _ => {
            out.push(major | 27);
            out.extend(argument.to_be_bytes());
        }
    }
}

/// The shortest of the three float forms that keeps the value; one NaN.
fn float(float: f64, out: &mut Vec<u8>) {
    if float.is_nan() {
        out.extend([0xf9, 0x7e, 0x00]);
    } else if let Some(half) = half_of(float) {
        out.push(0xf9);
        out.extend(half.to_be_bytes());
    } else if f64::from(float as f32).to_bits() == float.to_bits() {
        out.push(0xfa);
        out.extend((float as f32).to_be_bytes());
    } else {
        out.push(0xfb);
        out.extend(float.to_be_bytes());
    }
}

/// The half-precision bits of a number that half precision represents exactly.
pub(super) fn half_of(float: f64) -> Option<u16> {
    let bits = float.to_bits();
    let sign = ((bits >> 48) & 0x8000) as u16;
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    let fraction = bits & 0x000f_ffff_ffff_ffff;
    match exponent - 1023 {
        -1023 if fraction == 0 => Some(sign),
        1024 if fraction == 0 => Some(sign | 0x7c00),
        unbiased @ -14..=15 if fraction.trailing_zeros() >= 42 => {
            Some(sign | ((unbiased + 15) as u16) << 10 | (fraction >> 42) as u16)
        }
        // Subnormal in half precision: value = fraction × 2^-24.
        unbiased @ -24..=-15 => {
            let shift = (42 + (-14 - unbiased)) as u32;
            let whole = fraction | 0x0010_0000_0000_0000;
            (whole.trailing_zeros() >= shift).then(|| sign | (whole >> shift) as u16)
        }
        _ => None,
    }
}

fn beyond() -> CborError {
    CborError::Unsupported("an integer beyond 64 bits".to_owned())
}
