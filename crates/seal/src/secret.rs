//! Secrets in memory: wiped when dropped, never printed, never copied by accident.

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Secret bytes of any length, such as an opened plaintext.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct SecretBytes(Vec<u8>);

impl SecretBytes {
    /// Takes ownership of secret bytes.
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Looks at the bytes; copies made of them are the caller's to wipe.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Takes the bytes out, when the plaintext is not a secret of its own (a name, an entry).
    pub fn into_plain(mut self) -> Vec<u8> {
        core::mem::take(&mut self.0)
    }

    /// Keeps only the first bytes, and wipes the others.
    pub(crate) fn truncate(&mut self, length: usize) {
        if let Some(rest) = self.0.get_mut(length..) {
            rest.zeroize();
        }
        self.0.truncate(length);
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(..)")
    }
}

/// A secret key with a 32-byte form, for sealed storage only.
///
/// The trait must be imported to be used, so that each place where a key leaves its type can be found by its name.
pub trait ExportSecret: Sized {
    /// Names the type of key inside what is sealed, so that one type never opens as another.
    const KIND: &'static str;

    /// The secret bytes, to be sealed at once.
    fn export_secret(&self) -> Zeroizing<[u8; 32]>;

    /// The key with these secret bytes.
    fn import_secret(bytes: &[u8; 32]) -> Self;
}

/// Gives a key type around `[u8; 32]` wiping on drop, a `Debug` that tells nothing, and no `Clone`.
macro_rules! secret_key {
    ($(#[$meta:meta])* $name:ident, $kind:literal) => {
        $(#[$meta])*
        #[derive(zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
        pub struct $name([u8; 32]);

        impl $name {
            /// A fresh random key.
            pub fn make(rng: &mut impl rand_core::CryptoRng) -> Self {
                let mut key = Self([0; 32]);
                rng.fill_bytes(&mut key.0);
                key
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl $crate::secret::ExportSecret for $name {
            const KIND: &'static str = $kind;

            fn export_secret(&self) -> zeroize::Zeroizing<[u8; 32]> {
                zeroize::Zeroizing::new(self.0)
            }

            fn import_secret(bytes: &[u8; 32]) -> Self {
                Self(*bytes)
            }
        }
    };
}
pub(crate) use secret_key;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_tells_nothing() {
        assert_eq!(format!("{:?}", SecretBytes::new(b"mot de passe".to_vec())), "SecretBytes(..)");
    }
}
