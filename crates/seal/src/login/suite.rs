//! The choices that OPAQUE leaves open, and the bridge between two generations of `rand_core`.

use core::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use opaque_ke::errors::{InternalError, ProtocolError};
use opaque_ke::generic_array::{ArrayLength, GenericArray};
use opaque_ke::ksf::Ksf;
use opaque_ke::{CipherSuite, Identifiers, Ristretto255, TripleDh};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::LoginError;
use crate::Context;
use crate::record::expand;

/// Memory that one guess costs, in KiB.
pub const ARGON2_MEMORY_KIB: u32 = 64 * 1024;
/// Passes over that memory.
pub const ARGON2_PASSES: u32 = 3;
/// Lanes: one, because browsers have one thread.
pub const ARGON2_LANES: u32 = 1;

/// The suite of RFC 9807 §7 with ristretto255, with Argon2id at our cost.
pub(super) struct Suite;

impl CipherSuite for Suite {
    type OprfCs = Ristretto255;
    type KeyExchange = TripleDh<Ristretto255, sha2_010::Sha512>;
    type Ksf = PinnedArgon2;
}

/// Argon2id whose cost cannot be chosen by anybody: neither the server nor a caller.
#[derive(Default)]
pub(super) struct PinnedArgon2;

impl Ksf for PinnedArgon2 {
    fn hash<L: ArrayLength<u8>>(
        &self,
        input: GenericArray<u8, L>,
    ) -> Result<GenericArray<u8, L>, InternalError> {
        let mut output = GenericArray::default();
        // RFC 9807 §7: the salt is zeros, since the input is already a different secret for each account.
        stretch(&input, &[0; 16], &mut output).ok_or(InternalError::KsfError)?;
        Ok(output)
    }
}

/// Argon2id at the pinned cost.
pub(crate) fn stretch(input: &[u8], salt: &[u8; 16], output: &mut [u8]) -> Option<()> {
    let params = Params::new(ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_LANES, Some(output.len())).ok()?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(input, salt, output).ok()
}

/// The key that client and server share after a login, and nobody else.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct SessionKey(Vec<u8>);

impl SessionKey {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// A key for one use of the session; both sides derive the same.
    pub fn derive(&self, context: &Context) -> Zeroizing<[u8; 32]> {
        let mut output = Zeroizing::new([0; 32]);
        expand(&self.0, b"beffroi/1 session", context, output.as_mut());
        output
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(..)")
    }
}

/// The server's name in the envelope: the slot, so that a record of one organisation serves in no other.
pub(super) fn identifiers(slot: &[u8]) -> Identifiers<'_> {
    Identifiers { client: None, server: Some(slot) }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn refused<T>(error: ProtocolError<T>) -> LoginError {
    match error {
        ProtocolError::SerializationError | ProtocolError::SizeError { .. } => LoginError::Malformed,
        _ => LoginError::Refused,
    }
}
