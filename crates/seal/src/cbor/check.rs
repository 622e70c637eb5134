//! Checks that bytes are the deterministic encoding of one value, without building it.

use super::write::half_of;
use super::{CborError, Limits};

/// Accepts exactly one deterministic item that fills the input.
pub(super) fn deterministic(bytes: &[u8], limits: Limits) -> Result<(), CborError> {
    if bytes.len() > limits.length_bytes_max {
        return Err(CborError::TooLong {
            length_bytes: bytes.len(),
            length_bytes_max: limits.length_bytes_max,
        });
    }
    let mut reader = Reader { bytes, offset: 0, depth_max: limits.depth_max };
    reader.item(0)?;
    if reader.offset < bytes.len() {
        return Err(CborError::Trailing { offset: reader.offset });
    }
    Ok(())
}

struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
    depth_max: usize,
}

impl<'a> Reader<'a> {
    /// One item; recursion is bounded by `depth_max`.
    fn item(&mut self, depth: usize) -> Result<(), CborError> {
        let start = self.offset;
        let initial = self.take(1)?[0];
        let (major, low) = (initial >> 5, initial & 31);
        if major == 7 {
            return self.simple(start, low);
        }
        let argument = self.argument(start, low)?;
        match major {
            0 | 1 => Ok(()),
            2 => self.take_long(argument).map(|_| ()),
            3 => {
                let text = self.take_long(argument)?;
                core::str::from_utf8(text).map(|_| ()).map_err(|_| broken(start, "text is not UTF-8"))
            }
            4 => {
                self.enter(depth, argument)?;
                (0..argument).try_for_each(|_| self.item(depth + 1))
            }
            5 => {
                self.enter(depth, argument)?;
                self.map(argument, depth)
            }
            _ => Err(broken(start, "tags are not used")),
        }
    }

    fn map(&mut self, pairs: u64, depth: usize) -> Result<(), CborError> {
        let mut previous: Option<&'a [u8]> = None;
        for _ in 0..pairs {
            let start = self.offset;
            self.item(depth + 1)?;
            let key = &self.bytes[start..self.offset];
            if previous.is_some_and(|previous| previous >= key) {
                return Err(broken(start, "map keys are sorted and distinct"));
            }
            previous = Some(key);
            self.item(depth + 1)?;
        }
        Ok(())
    }

    fn simple(&mut self, start: usize, low: u8) -> Result<(), CborError> {
        match low {
            20..=22 => Ok(()),
            25 => {
                let bits = u16::from_be_bytes(self.array()?);
                let nan = bits & 0x7c00 == 0x7c00 && bits & 0x03ff != 0;
                if nan && bits != 0x7e00 { Err(broken(start, "there is one NaN")) } else { Ok(()) }
            }
            26 => {
                let float = f32::from_be_bytes(self.array()?);
                self.shortest_float(start, f64::from(float))
            }
            27 => {
                let float = f64::from_be_bytes(self.array()?);
                if f64::from(float as f32).to_bits() == float.to_bits() {
                    return Err(broken(start, "floats take the shortest form"));
                }
                self.shortest_float(start, float)
            }
            _ => Err(broken(start, "the only simple values are false, true and null")),
        }
    }

    fn shortest_float(&self, start: usize, float: f64) -> Result<(), CborError> {
        if float.is_nan() || half_of(float).is_some() {
            return Err(broken(start, "floats take the shortest form"));
        }
        Ok(())
    }

    fn argument(&mut self, start: usize, low: u8) -> Result<u64, CborError> {
        let (argument, least) = match low {
            0..24 => return Ok(u64::from(low)),
            24 => (u64::from(self.array::<1>()?[0]), 24),
            25 => (u64::from(u16::from_be_bytes(self.array()?)), 0x100),
            26 => (u64::from(u32::from_be_bytes(self.array()?)), 0x1_0000),
            27 => (u64::from_be_bytes(self.array()?), 0x1_0000_0000),
            31 => return Err(broken(start, "lengths are definite")),
            _ => return Err(broken(start, "this head is reserved")),
        };
        if argument < least {
            return Err(broken(start, "lengths and integers take the shortest form"));
        }
        Ok(argument)
    }

    /// Every element takes at least one byte, so that a claimed count beyond the input is refused at once.
    fn enter(&self, depth: usize, count: u64) -> Result<(), CborError> {
        if depth >= self.depth_max {
            return Err(CborError::TooDeep { depth_max: self.depth_max });
        }
        if count > (self.bytes.len() - self.offset) as u64 {
            return Err(CborError::Truncated);
        }
        Ok(())
    }

    fn take_long(&mut self, count: u64) -> Result<&'a [u8], CborError> {
        self.take(usize::try_from(count).map_err(|_| CborError::Truncated)?)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], CborError> {
        let end = self.offset.checked_add(count).ok_or(CborError::Truncated)?;
        let taken = self.bytes.get(self.offset..end).ok_or(CborError::Truncated)?;
        self.offset = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CborError> {
        self.take(N)?.try_into().map_err(|_| CborError::Truncated)
    }
}

fn broken(offset: usize, rule: &'static str) -> CborError {
    CborError::NotDeterministic { offset, rule }
}
