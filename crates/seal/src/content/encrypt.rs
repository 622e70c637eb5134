//! Encryption, segment after segment.

use std::sync::Arc;

use rand_core::CryptoRng;

use super::backend::SegmentKey;
use super::derive::{Message, message_aad, segment_aad};
use super::{CONTENT_OFFSET, ContentError, Header, Layout, MARKER, NONCE_BYTES, Segment};
use crate::{Context, keys::FileKey};

/// Hands out the segments of one file, each once and in order.
pub struct Encryptor {
    message: Message,
    layout: Layout,
    next: u64,
}

/// The encryption of one segment; jobs may run in any order.
pub struct SealJob {
    segment: Segment,
    key: Arc<SegmentKey>,
    nonce: [u8; NONCE_BYTES],
}

impl Encryptor {
    /// Begins a file under a key that was never used before. The context names workspace, document and version.
    pub fn start(
        key: &FileKey,
        context: &Context,
        layout: Layout,
        rng: &mut impl CryptoRng,
    ) -> (Header, Self) {
        Self::start_with_aad(key, message_aad(context), layout, rng)
    }

    /// Goes on with a file whose first segments were sealed, and kept, before. Segments before `next` are never
    /// sealed again: what was sent must be sent again as it was. The header must be the one that [`start`](Self::start)
    /// gave.
    pub fn resume(
        key: &FileKey,
        context: &Context,
        layout: Layout,
        header: &Header,
        next: u64,
    ) -> Result<Self, ContentError> {
        let message = Message::resume(key, message_aad(context), layout.segment_bytes(), header)?;
        Ok(Self { message, layout, next })
    }

    pub(super) fn start_with_aad(
        key: &FileKey,
        aad: Vec<u8>,
        layout: Layout,
        rng: &mut impl CryptoRng,
    ) -> (Header, Self) {
        let mut iv = [0; super::IV_BYTES];
        rng.fill_bytes(&mut iv);
        let (header, message) = Message::start(key, aad, layout.segment_bytes(), iv);
        (header, Self { message, layout, next: 0 })
    }

    /// The next segment; `None` after the last.
    pub fn next_segment(&mut self, rng: &mut impl CryptoRng) -> Option<SealJob> {
        let segment = self.layout.segment(self.next).ok()?;
        let key = self.message.segment_key(self.next);
        let mut nonce = [0; NONCE_BYTES];
        rng.fill_bytes(&mut nonce);
        self.next += 1;
        Some(SealJob { segment, key, nonce })
    }

    /// The layout that was given.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    #[cfg(test)]
    pub(super) fn message(&mut self) -> &mut Message {
        &mut self.message
    }
}

impl SealJob {
    /// Which bytes this job takes, and where its result goes.
    pub fn segment(&self) -> &Segment {
        &self.segment
    }

    /// The AES-256 key, for WebCrypto: import it as not extractable and forget it.
    pub fn raw_key(&self) -> &[u8; 32] {
        self.key.raw()
    }

    /// Jobs of one file with the same number share their key, so that it is imported once.
    pub fn key_number(&self) -> u64 {
        self.key.rotation()
    }

    /// The nonce, for WebCrypto.
    pub fn nonce(&self) -> &[u8; NONCE_BYTES] {
        &self.nonce
    }

    /// The associated data, for WebCrypto.
    pub fn aad(&self) -> [u8; 9] {
        segment_aad(self.segment.index, self.segment.is_last)
    }

    /// What precedes ciphertext and tag in the segment, for WebCrypto.
    pub fn prefix(&self) -> [u8; CONTENT_OFFSET] {
        let mut prefix = [0; CONTENT_OFFSET];
        let length = (self.segment.ciphertext_bytes() as u32).to_be_bytes();
        prefix[..4].copy_from_slice(if self.segment.is_last { &length } else { &MARKER });
        prefix[4..].copy_from_slice(&self.nonce);
        prefix
    }

    /// The plaintext of the segment, for WebCrypto, once: the bytes of the file, then the padding.
    pub fn plaintext(&self, file: &[u8]) -> Result<Vec<u8>, ContentError> {
        self.check_source(file.len())?;
        let mut plaintext = Vec::with_capacity(self.segment.plaintext_bytes());
        plaintext.extend(file);
        plaintext.resize(self.segment.plaintext_bytes(), 0);
        Ok(plaintext)
    }

    fn check_source(&self, length_bytes: usize) -> Result<(), ContentError> {
        let expected_bytes = self.segment.file_bytes();
        if length_bytes == expected_bytes {
            return Ok(());
        }
        Err(ContentError::SourceLength { index: self.segment.index, length_bytes, expected_bytes })
    }
}

#[cfg(any(not(target_arch = "wasm32"), feature = "portable-aes"))]
impl SealJob {
    /// Encrypts within a buffer of the segment's whole length, in which the bytes of the file already stand from
    /// [`CONTENT_OFFSET`] on; the job writes all the rest. It runs once, because its nonce may serve once.
    pub fn seal_in_place(self, buffer: &mut [u8]) -> Result<(), ContentError> {
        let expected_bytes = self.segment.ciphertext_bytes();
        if buffer.len() != expected_bytes {
            return Err(ContentError::SegmentLength {
                index: self.segment.index,
                length_bytes: buffer.len(),
                expected_bytes,
            });
        }
        buffer[..CONTENT_OFFSET].copy_from_slice(&self.prefix());
        let (plaintext, tag) =
            buffer[CONTENT_OFFSET..].split_at_mut(expected_bytes - super::SEGMENT_OVERHEAD_BYTES);
        plaintext[self.segment.file_bytes()..].fill(0);
        tag.copy_from_slice(&self.key.seal(self.nonce, &self.aad(), plaintext));
        Ok(())
    }

    /// Encrypts the bytes of the file that belong to this segment.
    pub fn seal(self, file: &[u8]) -> Result<Vec<u8>, ContentError> {
        self.check_source(file.len())?;
        let mut buffer = vec![0; self.segment.ciphertext_bytes()];
        buffer[CONTENT_OFFSET..CONTENT_OFFSET + file.len()].copy_from_slice(file);
        self.seal_in_place(&mut buffer)?;
        Ok(buffer)
    }
}
