//! Zstandard in Rust, for the browser.
//!
//! The library decodes from a reader that must not run dry, so frames are cut
//! into headers and blocks here, and a block is handed over once it is whole.

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::DecodeError;

const SKIPPABLE: std::ops::RangeInclusive<u32> = 0x184d_2a50..=0x184d_2a5f;
const BLOCK_HEADER_BYTES: usize = 3;
const CHECKSUM_BYTES: usize = 4;
/// The size written in a block of this type is not the size it takes here.
const RUN_LENGTH_BLOCK: u32 = 1;

pub(super) struct ZstdDecoder {
    decoder: FrameDecoder,
    pending: Vec<u8>,
    state: State,
    frames_read: u64,
}

enum State {
    /// Before a frame.
    Between,
    /// Inside a frame; whether a checksum ends it.
    Inside { checksum: bool },
    /// Inside a frame that holds nothing for us.
    Skipping { bytes_left: u64 },
}

impl std::fmt::Debug for ZstdDecoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ZstdDecoder").field("frames_read", &self.frames_read).finish_non_exhaustive()
    }
}

impl ZstdDecoder {
    // The decoder of the C library may fail to start; this one has the same face.
    #[allow(clippy::unnecessary_wraps)]
    pub fn new() -> Result<Self, DecodeError> {
        let decoder = FrameDecoder::new();
        Ok(Self { decoder, pending: Vec::new(), state: State::Between, frames_read: 0 })
    }

    pub fn push(&mut self, bytes: &[u8], out: &mut dyn FnMut(&[u8])) -> Result<(), DecodeError> {
        let mut input = std::mem::take(&mut self.pending);
        input.extend_from_slice(bytes);
        let mut at = 0;
        while let Some(length) = self.step(&input[at..], out)? {
            at += length;
        }
        input.drain(..at);
        self.pending = input;
        Ok(())
    }

    pub fn is_complete(&self) -> bool {
        matches!(self.state, State::Between) && self.pending.is_empty() && self.frames_read > 0
    }

    /// Takes the next whole piece of `input`; `None` when it is not there yet.
    fn step(&mut self, input: &[u8], out: &mut dyn FnMut(&[u8])) -> Result<Option<usize>, DecodeError> {
        match &mut self.state {
            State::Between => self.frame(input),
            State::Skipping { bytes_left } => {
                let taken = (*bytes_left).min(input.len() as u64);
                *bytes_left -= taken;
                if *bytes_left == 0 {
                    self.state = State::Between;
                    self.frames_read += 1;
                    return Ok(Some(taken as usize));
                }
                Ok((taken > 0).then_some(taken as usize))
            }
            State::Inside { checksum } => {
                let checksum = *checksum;
                self.block(input, checksum, out)
            }
        }
    }

    fn frame(&mut self, input: &[u8]) -> Result<Option<usize>, DecodeError> {
        let Some(magic) = input.first_chunk().map(|bytes| u32::from_le_bytes(*bytes)) else {
            return Ok(None);
        };
        if SKIPPABLE.contains(&magic) {
            let Some(size) = input.get(4..8).and_then(|bytes| bytes.first_chunk()) else { return Ok(None) };
            self.state = State::Skipping { bytes_left: u64::from(u32::from_le_bytes(*size)) };
            return Ok(Some(8));
        }
        let Some(descriptor) = input.get(4) else { return Ok(None) };
        let length = header_bytes(*descriptor);
        let Some(header) = input.get(..length) else { return Ok(None) };
        self.decoder.reset(header).map_err(DecodeError::damaged)?;
        self.state = State::Inside { checksum: descriptor & 4 != 0 };
        Ok(Some(length))
    }

    fn block(
        &mut self,
        input: &[u8],
        checksum: bool,
        out: &mut dyn FnMut(&[u8]),
    ) -> Result<Option<usize>, DecodeError> {
        let Some([a, b, c]) = input.first_chunk::<BLOCK_HEADER_BYTES>() else { return Ok(None) };
        let header = u32::from_le_bytes([*a, *b, *c, 0]);
        let last = header & 1 == 1;
        let content = if header >> 1 & 3 == RUN_LENGTH_BLOCK { 1 } else { (header >> 3) as usize };
        let length = BLOCK_HEADER_BYTES + content + if last && checksum { CHECKSUM_BYTES } else { 0 };
        let Some(block) = input.get(..length) else { return Ok(None) };
        self.decoder
            .decode_blocks(block, BlockDecodingStrategy::UptoBlocks(1))
            .map_err(DecodeError::damaged)?;
        if let Some(text) = self.decoder.collect().filter(|text| !text.is_empty()) {
            out(&text);
        }
        if last {
            self.state = State::Between;
            self.frames_read += 1;
            let written = self.decoder.get_checksum_from_data();
            if written.is_some() && written != self.decoder.get_calculated_checksum() {
                return Err(DecodeError::damaged("the checksum does not match"));
            }
        }
        Ok(Some(length))
    }
}

/// Length of a frame header (RFC 8878, 3.1.1.1), magic number included.
fn header_bytes(descriptor: u8) -> usize {
    let single_segment = descriptor & 0x20 != 0;
    let window = usize::from(!single_segment);
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let content_size = match descriptor >> 6 {
        0 => usize::from(single_segment),
        1 => 2,
        2 => 4,
        _ => 8,
    };
    4 + 1 + window + dictionary + content_size
}
