//! Writes a zip as it goes, into a [`Sink`]: stored entries, nothing that depends on the machine.

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::archive::ArchiveError;
use crate::error::ClientError;
use crate::host::LocalFuture;
use crate::source::{Sink, StreamError};

/// What the zip writer wrote and the sink has not taken yet.
#[derive(Clone, Default)]
struct Pending(Rc<RefCell<Vec<u8>>>);

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A zip that goes to a sink.
pub(crate) struct ZipTo<'a> {
    /// On the heap: it is kilobytes, and every future that holds it would be.
    writer: Box<ZipWriter<StreamWriter<Pending>>>,
    pending: Pending,
    sink: &'a mut dyn Sink,
    digest: beffroi_seal::digest::Hasher,
    size: u64,
}

impl<'a> ZipTo<'a> {
    pub(crate) fn new(sink: &'a mut dyn Sink) -> Self {
        let pending = Pending::default();
        let writer = Box::new(ZipWriter::new_stream(pending.clone()));
        Self { writer, pending, sink, digest: beffroi_seal::digest::Hasher::new(), size: 0 }
    }

    /// Begins an entry of that size, of no date.
    pub(crate) fn begin(&mut self, name: &str, size: u64) -> Result<(), ArchiveError> {
        self.start(name, size, DateTime::default())
    }

    /// Begins an entry of that size, last changed on that date; a date that a zip cannot hold (before 1980) is none.
    pub(crate) fn begin_dated(
        &mut self,
        name: &str,
        size: u64,
        date: jiff::civil::DateTime,
    ) -> Result<(), ArchiveError> {
        self.start(name, size, zip_date(date).unwrap_or_default())
    }

    /// An empty folder; its name ends with a slash.
    pub(crate) async fn folder(&mut self, name: &str) -> Result<(), ClientError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default());
        self.writer.add_directory(name, options).map_err(|error| unwritable(&error))?;
        Ok(self.drain().await?)
    }

    fn start(&mut self, name: &str, size: u64, date: DateTime) -> Result<(), ArchiveError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(date)
            .unix_permissions(0o644)
            .large_file(size >= LARGE_BYTES);
        self.writer.start_file(name, options).map_err(|error| unwritable(&error))
    }

    /// Writes a whole entry.
    pub(crate) async fn entry(&mut self, name: &str, bytes: &[u8]) -> Result<(), ClientError> {
        self.begin(name, bytes.len() as u64)?;
        self.writer.write_all(bytes).map_err(|error| unwritable(&error))?;
        Ok(self.drain().await?)
    }

    /// Ends the zip and the sink when all was written; gives both up, so that nothing of it stays, when it was not. Answers
    /// what the writing gave, the digest and the size of the file.
    pub(crate) async fn conclude<T>(
        self,
        written: Result<T, ClientError>,
    ) -> Result<(T, beffroi_seal::Digest, u64), ClientError> {
        match written {
            Ok(given) => {
                let (digest, size) = self.finish().await?;
                Ok((given, digest, size))
            }
            Err(error) => {
                self.sink.abandon().await;
                Err(error)
            }
        }
    }

    async fn finish(self) -> Result<(beffroi_seal::Digest, u64), ClientError> {
        let Self { writer, pending, sink, mut digest, mut size } = self;
        writer.finish().map_err(|error| unwritable(&error))?;
        let rest = std::mem::take(&mut *pending.0.borrow_mut());
        digest.update(&rest);
        size += rest.len() as u64;
        sink.write(rest).await?;
        sink.finish().await?;
        Ok((digest.finish(), size))
    }

    async fn drain(&mut self) -> Result<(), StreamError> {
        let bytes = std::mem::take(&mut *self.pending.0.borrow_mut());
        self.digest.update(&bytes);
        self.size += bytes.len() as u64;
        self.sink.write(bytes).await
    }
}

/// The content of one entry, as a verified document arrives.
pub(crate) struct EntrySink<'a, 'b>(pub(crate) &'a mut ZipTo<'b>);

impl Sink for EntrySink<'_, '_> {
    fn write(&mut self, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StreamError>> {
        Box::pin(async move {
            let failed = |error: std::io::Error| StreamError::Write {
                name: "zip".to_owned(),
                reason: error.to_string(),
            };
            self.0.writer.write_all(&bytes).map_err(failed)?;
            self.0.drain().await
        })
    }

    fn finish(&mut self) -> LocalFuture<'_, Result<(), StreamError>> {
        Box::pin(async { Ok(()) })
    }

    fn abandon(&mut self) -> LocalFuture<'_, ()> {
        // The archive as a whole is abandoned by whoever writes it.
        Box::pin(async {})
    }
}

fn zip_date(date: jiff::civil::DateTime) -> Option<DateTime> {
    let small = |number: i8| u8::try_from(number).ok();
    let year = u16::try_from(date.year()).ok()?;
    let (month, day) = (small(date.month())?, small(date.day())?);
    let (hour, minute, second) = (small(date.hour())?, small(date.minute())?, small(date.second())?);
    DateTime::from_date_and_time(year, month, day, hour, minute, second).ok()
}

fn unwritable(error: &dyn std::fmt::Display) -> ArchiveError {
    ArchiveError::Container { reason: error.to_string() }
}

/// Entries from here on need the 64-bit form.
const LARGE_BYTES: u64 = u32::MAX as u64 - 1024;
