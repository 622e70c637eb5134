//! `File` and `Blob` as sources, sinks and readers. Slices are read on demand: a file is never whole in memory.

use std::io::{Error, Read, Result as IoResult, Seek, SeekFrom};

use beffroi_client::host::LocalFuture;
use beffroi_client::source::{Sink, Source, StreamError};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, FileReaderSync};

use super::reason;

/// A file the person chose.
#[derive(Debug, Clone)]
pub struct BlobSource {
    blob: Blob,
    name: String,
    changed_ms: Option<i64>,
}

impl BlobSource {
    /// A source over a `File`.
    pub fn new(file: &File) -> Self {
        Self {
            blob: file.clone().unchecked_into(),
            name: file.name(),
            changed_ms: Some(file.last_modified() as i64),
        }
    }

    async fn slice(&self, offset: u64, length: usize) -> Result<Vec<u8>, JsValue> {
        let start = offset as f64;
        let slice = self.blob.slice_with_f64_and_f64(start, start + length as f64)?;
        let buffer = JsFuture::from(slice.array_buffer()).await?;
        Ok(Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>()).to_vec())
    }
}

impl Source for BlobSource {
    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    fn changed_ms(&self) -> Option<i64> {
        self.changed_ms
    }

    fn check_unchanged(&self) -> LocalFuture<'_, Result<(), StreamError>> {
        // A `File` that changed on disk refuses every read: asking for one byte tells.
        Box::pin(async move {
            let length = usize::from(self.size() > 0);
            let changed = || StreamError::Changed { name: self.name.clone() };
            self.slice(0, length).await.map(drop).map_err(|_| changed())
        })
    }

    fn read_at(&self, offset: u64, length: usize) -> LocalFuture<'_, Result<Vec<u8>, StreamError>> {
        Box::pin(async move {
            let failed = |reason: String| StreamError::Read { name: self.name.clone(), reason };
            let bytes = self.slice(offset, length).await.map_err(|error| failed(reason(&error)))?;
            if bytes.len() == length { Ok(bytes) } else { Err(failed("shorter than announced".to_owned())) }
        })
    }
}

/// Collects verified content into a `Blob`; each part is a `Blob` of its own, which browsers keep on disk when
/// it grows.
#[derive(Debug, Default)]
pub struct BlobSink {
    parts: Array,
    finished: bool,
}

impl BlobSink {
    /// The content, once everything was verified.
    pub fn into_blob(self, media_type: &str) -> Result<Blob, JsValue> {
        if !self.finished {
            return Err(JsValue::from_str("not verified"));
        }
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        Blob::new_with_blob_sequence_and_options(&self.parts, &options)
    }
}

impl Sink for BlobSink {
    fn write(&mut self, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StreamError>> {
        let sequence = Array::of1(&Uint8Array::from(bytes.as_slice()));
        let part = Blob::new_with_u8_array_sequence(&sequence);
        let result = part.map(|part| {
            self.parts.push(&part);
        });
        Box::pin(async move {
            result.map_err(|error| StreamError::Write { name: "Blob".to_owned(), reason: reason(&error) })
        })
    }

    fn finish(&mut self) -> LocalFuture<'_, Result<(), StreamError>> {
        self.finished = true;
        Box::pin(async { Ok(()) })
    }

    fn abandon(&mut self) -> LocalFuture<'_, ()> {
        self.parts = Array::new();
        Box::pin(async {})
    }
}

/// A `Blob` read synchronously, which a worker may do: for readers that are not written for waiting.
pub struct BlobReader {
    blob: Blob,
    reader: FileReaderSync,
    position: u64,
    window: Vec<u8>,
    window_start: u64,
}

impl BlobReader {
    /// A reader at the beginning of `blob`.
    pub fn new(blob: &Blob) -> Result<Self, JsValue> {
        let reader = FileReaderSync::new()?;
        Ok(Self { blob: blob.clone(), reader, position: 0, window: Vec::new(), window_start: 0 })
    }

    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    fn fill(&mut self) -> IoResult<()> {
        let start = self.position as f64;
        let end = (self.position + WINDOW_BYTES).min(self.size()) as f64;
        let buffer = self
            .blob
            .slice_with_f64_and_f64(start, end)
            .and_then(|slice| self.reader.read_as_array_buffer(&slice))
            .map_err(|error| Error::other(reason(&error)))?;
        self.window = Uint8Array::new(&buffer).to_vec();
        self.window_start = self.position;
        Ok(())
    }
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        if self.position >= self.size() || buffer.is_empty() {
            return Ok(0);
        }
        let window_end = self.window_start + self.window.len() as u64;
        if self.position < self.window_start || self.position >= window_end {
            self.fill()?;
        }
        let from = usize::try_from(self.position - self.window_start).map_err(Error::other)?;
        let rest = self.window.get(from..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.position += length as u64;
        Ok(length)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> IoResult<u64> {
        let (base, by) = match to {
            SeekFrom::Start(offset) => (offset, 0),
            SeekFrom::End(by) => (self.size(), by),
            SeekFrom::Current(by) => (self.position, by),
        };
        self.position = base.checked_add_signed(by).ok_or_else(|| Error::other("before the beginning"))?;
        Ok(self.position)
    }
}

const WINDOW_BYTES: u64 = 1024 * 1024;
