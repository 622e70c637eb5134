//! Decryption, in sequence or at any place.

use std::sync::Arc;

use super::backend::SegmentKey;
use super::derive::{Message, message_aad, segment_aad};
use super::{CONTENT_OFFSET, ContentError, Header, Layout, MARKER, NONCE_BYTES, Segment};
use crate::{Context, keys::FileKey};

/// Hands out the segments of one file, in any order.
pub struct Decryptor {
    message: Message,
    layout: Layout,
    opened: u64,
}

/// The decryption of one segment; jobs may run in any order.
pub struct OpenJob {
    segment: Segment,
    key: Arc<SegmentKey>,
}

impl Decryptor {
    /// Begins a file whose header has come. The layout follows from the size in the signed entry, never from what the
    /// server says.
    pub fn start(
        key: &FileKey,
        context: &Context,
        layout: Layout,
        header: &Header,
    ) -> Result<Self, ContentError> {
        Self::start_with_aad(key, message_aad(context), layout, header)
    }

    pub(super) fn start_with_aad(
        key: &FileKey,
        aad: Vec<u8>,
        layout: Layout,
        header: &Header,
    ) -> Result<Self, ContentError> {
        let message = Message::resume(key, aad, layout.segment_bytes(), header)?;
        Ok(Self { message, layout, opened: 0 })
    }

    /// The segment at a place, for reading a range.
    pub fn job_for(&mut self, index: u64) -> Result<OpenJob, ContentError> {
        let segment = self.layout.segment(index)?;
        Ok(OpenJob { segment, key: self.message.segment_key(index) })
    }

    /// The next segment of a whole file; `None` after the last.
    pub fn next_segment(&mut self) -> Option<OpenJob> {
        let job = self.job_for(self.opened).ok()?;
        self.opened += 1;
        Some(job)
    }

    /// Ends the reading of a whole file: refuses one that was left before its last segment.
    pub fn finish(self) -> Result<(), ContentError> {
        let count = self.layout.segment_count();
        if self.opened < count {
            return Err(ContentError::Truncated { received: self.opened, count });
        }
        Ok(())
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

impl OpenJob {
    /// Which part of the ciphertext this job takes, and which bytes of the file it gives.
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

    /// The associated data, for WebCrypto.
    pub fn aad(&self) -> [u8; 9] {
        segment_aad(self.segment.index, self.segment.is_last)
    }

    /// Checks the frame of a segment and splits it for WebCrypto: nonce, then ciphertext with its tag.
    pub fn split<'a>(&self, segment: &'a [u8]) -> Result<(&'a [u8; NONCE_BYTES], &'a [u8]), ContentError> {
        let index = self.segment.index;
        let expected_bytes = self.segment.ciphertext_bytes();
        if segment.len() != expected_bytes {
            return Err(ContentError::SegmentLength { index, length_bytes: segment.len(), expected_bytes });
        }
        let refused = ContentError::SegmentRefused { index };
        let (start, ciphertext) = segment.split_first_chunk::<CONTENT_OFFSET>().ok_or(refused.clone())?;
        let (length, nonce) = start.split_first_chunk::<4>().ok_or(refused.clone())?;
        let expected = if self.segment.is_last { (expected_bytes as u32).to_be_bytes() } else { MARKER };
        match nonce.try_into() {
            Ok(nonce) if *length == expected => Ok((nonce, ciphertext)),
            _ => Err(refused),
        }
    }

    /// The bytes of the file in a plaintext that WebCrypto accepted; refuses padding that is not zeros.
    pub fn file<'a>(&self, plaintext: &'a [u8]) -> Result<&'a [u8], ContentError> {
        let refused = ContentError::SegmentRefused { index: self.segment.index };
        if plaintext.len() != self.segment.plaintext_bytes() {
            return Err(refused);
        }
        let (file, padding) = plaintext.split_at(self.segment.file_bytes());
        if padding.iter().any(|byte| *byte != 0) {
            return Err(refused);
        }
        Ok(file)
    }
}

#[cfg(any(not(target_arch = "wasm32"), feature = "portable-aes"))]
impl OpenJob {
    /// Decrypts a segment where it stands and gives the bytes of the file in it. When refused, the buffer is wiped.
    pub fn open_in_place<'a>(&self, buffer: &'a mut [u8]) -> Result<&'a [u8], ContentError> {
        let nonce = *self.split(buffer)?.0;
        let refused = ContentError::SegmentRefused { index: self.segment.index };
        let (ciphertext, tag) =
            buffer[CONTENT_OFFSET..].split_last_chunk_mut::<{ super::TAG_BYTES }>().ok_or(refused.clone())?;
        if self.key.open(nonce, &self.aad(), ciphertext, *tag).is_none() {
            buffer.fill(0);
            return Err(refused);
        }
        self.file(&buffer[CONTENT_OFFSET..buffer.len() - super::TAG_BYTES])
    }

    /// Decrypts a segment into a buffer of its own.
    pub fn open(&self, segment: &[u8]) -> Result<Vec<u8>, ContentError> {
        let mut buffer = segment.to_vec();
        self.open_in_place(&mut buffer).map(<[u8]>::to_vec)
    }
}
