//! gzip, one member after another.

use flate2::{Decompress, FlushDecompress, Status};

use super::DecodeError;

const OUTPUT_BYTES: usize = 128 * 1024;

/// 32 KiB, what every gzip file is made for.
const WINDOW_BITS: u8 = 15;

pub(super) struct GzipDecoder {
    /// The member being read; none between two members.
    member: Option<Decompress>,
    members_read: u64,
    /// Only zeros may follow zeros after the last member (tapes, block devices).
    padding: bool,
    output: Vec<u8>,
}

impl std::fmt::Debug for GzipDecoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GzipDecoder").field("members_read", &self.members_read).finish_non_exhaustive()
    }
}

impl GzipDecoder {
    pub fn new() -> Self {
        Self { member: None, members_read: 0, padding: false, output: vec![0; OUTPUT_BYTES] }
    }

    pub fn push(&mut self, mut bytes: &[u8], out: &mut dyn FnMut(&[u8])) -> Result<(), DecodeError> {
        while !bytes.is_empty() {
            if self.member.is_none() {
                if self.members_read > 0 && (self.padding || bytes[0] == 0) {
                    self.padding = true;
                    if bytes.iter().any(|byte| *byte != 0) {
                        return Err(DecodeError::damaged("bytes after the end"));
                    }
                    return Ok(());
                }
                self.member = Some(Decompress::new_gzip(WINDOW_BITS));
            }
            let Some(member) = &mut self.member else { return Ok(()) };
            let (read_before, written_before) = (member.total_in(), member.total_out());
            let status = member
                .decompress(bytes, &mut self.output, FlushDecompress::None)
                .map_err(DecodeError::damaged)?;
            let read = (member.total_in() - read_before) as usize;
            let written = (member.total_out() - written_before) as usize;
            if written > 0 {
                out(&self.output[..written]);
            }
            bytes = &bytes[read..];
            match status {
                Status::StreamEnd => {
                    self.member = None;
                    self.members_read += 1;
                }
                _ if read == 0 && written == 0 => return Err(DecodeError::damaged("no progress")),
                _ => {}
            }
        }
        self.drain(out)
    }

    /// Hands out what the decompressor still holds once all input is taken.
    fn drain(&mut self, out: &mut dyn FnMut(&[u8])) -> Result<(), DecodeError> {
        while let Some(member) = &mut self.member {
            let written_before = member.total_out();
            let status = match member.decompress(&[], &mut self.output, FlushDecompress::None) {
                Ok(status) => status,
                Err(error) => return Err(DecodeError::damaged(error)),
            };
            let written = (member.total_out() - written_before) as usize;
            if written > 0 {
                out(&self.output[..written]);
            }
            if status == Status::StreamEnd {
                self.member = None;
                self.members_read += 1;
            } else if written == 0 {
                break;
            }
        }
        Ok(())
    }

    pub fn is_complete(&self) -> bool {
        self.member.is_none() && self.members_read > 0
    }
}
