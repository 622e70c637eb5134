//! What comes from outside, until something has checked it.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A value received from a server, a file, a link or another person: nothing may be concluded from it.
///
/// Only [`check`](Self::check) gives the value back as what it claims to be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unverified<T>(T);

/// Why code may look at a value before it has been checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// To show it to a person, marked as unverified.
    Display,
    /// To find what is needed for the check itself: an id, a sequence number, a key to look up.
    ChooseCheck,
    /// To keep it, or hand it on, as evidence or unchanged.
    Relay,
    /// To name it in a log line or an error.
    Log,
}

impl<T> Unverified<T> {
    /// Marks a value as coming from outside.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, if the check accepts it.
    pub fn check<E>(self, check: impl FnOnce(&T) -> Result<(), E>) -> Result<T, E> {
        check(&self.0)?;
        Ok(self.0)
    }

    /// What the check makes of the value: for checks that prove more than they were given.
    pub fn check_into<U, E>(self, check: impl FnOnce(T) -> Result<U, E>) -> Result<U, E> {
        check(self.0)
    }

    /// The value although nothing has checked it, for a named reason.
    pub const fn peek(&self, _reason: Reason) -> &T {
        &self.0
    }

    /// The same for a value that is only relayed or kept, never used.
    pub fn into_unchecked(self, _reason: Reason) -> T {
        self.0
    }
}

impl<T> From<T> for Unverified<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: fmt::Debug> fmt::Debug for Unverified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Unverified").field(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_check_gives_the_value() {
        let refused = Unverified::new(3).check(|value| if *value > 5 { Ok(()) } else { Err("too small") });
        assert_eq!(refused, Err("too small"));
        assert_eq!(Unverified::new(7).check(|_| Ok::<_, ()>(())), Ok(7));
        assert_eq!(Unverified::new("7").check_into(|text| text.parse::<u8>()), Ok(7));
        assert_eq!(*Unverified::new(7).peek(Reason::Log), 7);
    }
}
