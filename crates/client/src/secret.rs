//! Thirty-two secret bytes on their way into something sealed, or into a private file.

use core::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Secret bytes: wiped when dropped, never printed.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretArray(#[serde(with = "serde_bytes")] [u8; 32]);

impl SecretArray {
    /// Looks at the bytes.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The same bytes again, for a state that is written in two places. Said in full, so that each copy can be found.
    #[must_use]
    pub const fn copy(&self) -> Self {
        Self(self.0)
    }
}

impl From<&[u8; 32]> for SecretArray {
    fn from(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }
}

impl Drop for SecretArray {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for SecretArray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretArray(..)")
    }
}
