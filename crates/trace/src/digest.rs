//! The digest of an input, as evidence of what was read.
//!
//! Apart from the scan, so that a caller with two processors can do both at
//! once: SHA-256 reads the file in order and cannot be cut in pieces.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// SHA-256 of a file as given, compressed or not.
#[derive(Debug, Clone, Default)]
pub struct InputDigest {
    digest: Sha256,
    bytes: u64,
}

/// What identifies the content of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFacts {
    /// SHA-256, 64 hexadecimal digits.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

impl InputDigest {
    /// A digest of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// The facts, once the whole file is pushed.
    #[must_use]
    pub fn finish(self) -> InputFacts {
        InputFacts { sha256: hex::encode(self.digest.finalize()), bytes: self.bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_does_not_depend_on_chunks() {
        let mut digest = InputDigest::new();
        digest.push(b"a");
        digest.push(b"bc");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest.finish(), InputFacts { sha256: expected.to_owned(), bytes: 3 });
    }
}
