//! Zstandard by the C library.

use zstd::stream::raw::{Decoder, Operation};

use super::DecodeError;

const OUTPUT_BYTES: usize = 256 * 1024;

pub(super) struct ZstdDecoder {
    decoder: Decoder<'static>,
    output: Vec<u8>,
    /// The last frame seen is read to its end.
    complete: bool,
}

impl std::fmt::Debug for ZstdDecoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ZstdDecoder").field("complete", &self.complete).finish_non_exhaustive()
    }
}

impl ZstdDecoder {
    pub fn new() -> Result<Self, DecodeError> {
        let decoder = Decoder::new().map_err(DecodeError::damaged)?;
        Ok(Self { decoder, output: vec![0; OUTPUT_BYTES], complete: false })
    }

    pub fn push(&mut self, mut bytes: &[u8], out: &mut dyn FnMut(&[u8])) -> Result<(), DecodeError> {
        loop {
            let status =
                self.decoder.run_on_buffers(bytes, &mut self.output).map_err(DecodeError::damaged)?;
            bytes = &bytes[status.bytes_read..];
            if status.bytes_written > 0 {
                out(&self.output[..status.bytes_written]);
            }
            if status.bytes_read > 0 || status.bytes_written > 0 {
                self.complete = status.remaining == 0;
            }
            // A full output buffer may hide more that is ready.
            if bytes.is_empty() && status.bytes_written < self.output.len() {
                return Ok(());
            }
        }
    }

    pub fn is_complete(&self) -> bool {
        self.complete
    }
}
