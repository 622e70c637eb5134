//! FLOE's derivations: HKDF-Expand with SHA-384, always one block.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha384;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::backend::SegmentKey;
use super::{ContentError, HEADER_BYTES, Header, IV_BYTES};
use crate::{Context, ExportSecret, keys::FileKey};

/// Segments 0 to 2^20-1 share a key, and so on: FLOE's rotation for AES-256-GCM.
const ROTATION_BITS: u32 = 20;

/// What a whole message has in common.
pub(super) struct Message {
    parameters: [u8; 10],
    iv: [u8; IV_BYTES],
    aad: Vec<u8>,
    key: Zeroizing<[u8; 48]>,
    current: Option<(u64, Arc<SegmentKey>)>,
    rotation_bits: u32,
}

impl Message {
    /// A message under a fresh random value.
    pub(super) fn start(
        key: &FileKey,
        aad: Vec<u8>,
        segment_bytes: u32,
        iv: [u8; IV_BYTES],
    ) -> (Header, Self) {
        let parameters = encode_parameters(segment_bytes);
        let secret = key.export_secret();
        let message = |purpose: &[u8], output: &mut [u8]| {
            expand(secret.as_ref(), &[&parameters, &iv, purpose, &aad], output);
        };
        let mut tag = [0; 32];
        message(b"HEADER_TAG:", &mut tag);
        let mut message_key = Zeroizing::new([0; 48]);
        message(b"MESSAGE_KEY:", message_key.as_mut());

        let mut header = [0; HEADER_BYTES];
        header[..10].copy_from_slice(&parameters);
        header[10..10 + IV_BYTES].copy_from_slice(&iv);
        header[10 + IV_BYTES..].copy_from_slice(&tag);
        let message =
            Self { parameters, iv, aad, key: message_key, current: None, rotation_bits: ROTATION_BITS };
        (Header(header), message)
    }

    /// The message that a header begins, if it fits the key and the associated data.
    pub(super) fn resume(
        key: &FileKey,
        aad: Vec<u8>,
        segment_bytes: u32,
        header: &Header,
    ) -> Result<Self, ContentError> {
        let (parameters, rest) = header.0.split_at(10);
        if parameters != encode_parameters(segment_bytes) {
            return Err(ContentError::Parameters);
        }
        let mut iv = [0; IV_BYTES];
        iv.copy_from_slice(&rest[..IV_BYTES]);
        let (expected, message) = Self::start(key, aad, segment_bytes, iv);
        if !bool::from(expected.0.ct_eq(&header.0)) {
            return Err(ContentError::HeaderRefused);
        }
        Ok(message)
    }

    /// The AES key of a segment.
    pub(super) fn segment_key(&mut self, index: u64) -> Arc<SegmentKey> {
        let rotation = index >> self.rotation_bits;
        match &self.current {
            Some((current, key)) if *current == rotation => Arc::clone(key),
            _ => {
                let first = rotation << self.rotation_bits;
                let mut raw = Zeroizing::new([0; 32]);
                let parts: [&[u8]; 5] =
                    [&self.parameters, &self.iv, b"DEK:", &first.to_be_bytes(), &self.aad];
                expand(self.key.as_ref(), &parts, raw.as_mut());
                let key = Arc::new(SegmentKey::new(raw, rotation));
                self.current = Some((rotation, Arc::clone(&key)));
                key
            }
        }
    }

    #[cfg(test)]
    pub(super) fn rotate_every(&mut self, bits: u32) {
        self.rotation_bits = bits;
    }
}

/// What AES-GCM authenticates beside a segment: its place, and whether it is the last.
pub(super) fn segment_aad(index: u64, is_last: bool) -> [u8; 9] {
    let mut aad = [0; 9];
    aad[..8].copy_from_slice(&index.to_be_bytes());
    aad[8] = u8::from(is_last);
    aad
}

/// The associated data of a message is its slot.
pub(super) fn message_aad(context: &Context) -> Vec<u8> {
    context.bytes()
}

/// AES-256-GCM, HKDF-SHA-384, length of segments, length of the random value.
fn encode_parameters(segment_bytes: u32) -> [u8; 10] {
    let mut parameters = [0; 10];
    parameters[2..6].copy_from_slice(&segment_bytes.to_be_bytes());
    parameters[6..].copy_from_slice(&(IV_BYTES as u32).to_be_bytes());
    parameters
}

/// HKDF-Expand for outputs of at most one block. Written out because FLOE's keys are shorter than a block, which
/// `hkdf` refuses as a pseudo-random key.
fn expand(key: &[u8], info: &[&[u8]], output: &mut [u8]) {
    let mut mac = Hmac::<Sha384>::new_from_slice(key).expect("HMAC takes keys of any length");
    info.iter().for_each(|part| mac.update(part));
    mac.update(&[1]);
    let block = Zeroizing::new(<[u8; 48]>::from(mac.finalize().into_bytes()));
    output.copy_from_slice(&block[..output.len()]);
}
