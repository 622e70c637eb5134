//! AES-256-GCM on one segment: `ring` natively, the browser's WebCrypto from outside.
//!
//! The only place of this crate that looks at the target. A portable implementation exists behind the feature
//! `portable-aes`, for tests under WebAssembly; it is far too slow for files.
//!
//! `ring` does not wipe its expanded key when dropped. It is the key of one version of one file, which the same process
//! reads in clear; the raw key beside it is wiped.

use zeroize::Zeroizing;

/// An AES key, shared by the jobs that use it.
pub(super) struct SegmentKey {
    raw: Zeroizing<[u8; 32]>,
    rotation: u64,
    #[cfg(not(target_arch = "wasm32"))]
    prepared: ring::aead::LessSafeKey,
}

impl SegmentKey {
    pub(super) fn new(raw: Zeroizing<[u8; 32]>, rotation: u64) -> Self {
        Self {
            #[cfg(not(target_arch = "wasm32"))]
            prepared: ring::aead::LessSafeKey::new(
                ring::aead::UnboundKey::new(&ring::aead::AES_256_GCM, raw.as_ref())
                    .expect("AES-256 takes 32 bytes"),
            ),
            raw,
            rotation,
        }
    }

    pub(super) fn raw(&self) -> &[u8; 32] {
        &self.raw
    }

    pub(super) fn rotation(&self) -> u64 {
        self.rotation
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use ring::aead::{Aad, Nonce};

    use super::SegmentKey;
    use crate::content::{NONCE_BYTES, TAG_BYTES};

    /// What runs the jobs here.
    pub const NAME: &str = "ring";

    impl SegmentKey {
        /// Encrypts in place and returns the tag.
        pub(in crate::content) fn seal(
            &self,
            nonce: [u8; NONCE_BYTES],
            aad: &[u8],
            buffer: &mut [u8],
        ) -> [u8; TAG_BYTES] {
            let tag = self
                .prepared
                .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), buffer)
                .expect("a segment is far below the cipher's length limit");
            let mut bytes = [0; TAG_BYTES];
            bytes.copy_from_slice(tag.as_ref());
            bytes
        }

        /// Decrypts in place if the tag fits.
        pub(in crate::content) fn open(
            &self,
            nonce: [u8; NONCE_BYTES],
            aad: &[u8],
            buffer: &mut [u8],
            tag: [u8; TAG_BYTES],
        ) -> Option<()> {
            let nonce = Nonce::assume_unique_for_key(nonce);
            self.prepared
                .open_in_place_separate_tag(nonce, Aad::from(aad), tag.into(), buffer, 0..)
                .ok()
                .map(|_| ())
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use native::NAME;

#[cfg(all(target_arch = "wasm32", feature = "portable-aes"))]
mod portable {
    use aes_gcm::aead::inout::InOutBuf;
    use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};

    use super::SegmentKey;
    use crate::content::{NONCE_BYTES, TAG_BYTES};

    /// What runs the jobs here.
    pub const NAME: &str = "portable";

    impl SegmentKey {
        /// Encrypts in place and returns the tag.
        pub(in crate::content) fn seal(
            &self,
            nonce: [u8; NONCE_BYTES],
            aad: &[u8],
            buffer: &mut [u8],
        ) -> [u8; TAG_BYTES] {
            Aes256Gcm::new(self.raw().into())
                .encrypt_inout_detached(&nonce.into(), aad, InOutBuf::from(buffer))
                .expect("a segment is far below the cipher's length limit")
                .into()
        }

        /// Decrypts in place if the tag fits.
        pub(in crate::content) fn open(
            &self,
            nonce: [u8; NONCE_BYTES],
            aad: &[u8],
            buffer: &mut [u8],
            tag: [u8; TAG_BYTES],
        ) -> Option<()> {
            Aes256Gcm::new(self.raw().into())
                .decrypt_inout_detached(&nonce.into(), aad, InOutBuf::from(buffer), &tag.into())
                .ok()
        }
    }
}

#[cfg(all(target_arch = "wasm32", feature = "portable-aes"))]
pub use portable::NAME;

/// What runs the jobs here.
#[cfg(all(target_arch = "wasm32", not(feature = "portable-aes")))]
pub const NAME: &str = "caller";
