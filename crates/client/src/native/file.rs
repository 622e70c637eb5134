//! Files as sources and sinks.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::keep::sync_folder_of;
use crate::host::LocalFuture;
use crate::source::{Sink, Source, StreamError};

/// A file on disk, read at any offset.
#[derive(Debug)]
pub struct FileSource {
    name: String,
    size: u64,
    changed_ms: Option<i64>,
    file: Mutex<File>,
}

impl FileSource {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// When it is not there, is not a file, or may not be read.
    pub fn open(path: &Path) -> Result<Self, StreamError> {
        let name = path.display().to_string();
        let read =
            |error: std::io::Error| StreamError::Read { name: name.clone(), reason: error.to_string() };
        let file = File::open(path).map_err(read)?;
        let metadata = file.metadata().map_err(read)?;
        if !metadata.is_file() {
            return Err(StreamError::Read { name, reason: "not a file".to_owned() });
        }
        Ok(Self { size: metadata.len(), changed_ms: changed_ms(&metadata), file: Mutex::new(file), name })
    }

    fn bytes_at(&self, offset: u64, length: usize) -> std::io::Result<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = vec![0; length];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

impl Source for FileSource {
    fn size(&self) -> u64 {
        self.size
    }

    fn changed_ms(&self) -> Option<i64> {
        self.changed_ms
    }

    fn check_unchanged(&self) -> LocalFuture<'_, Result<(), StreamError>> {
        Box::pin(async move {
            let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            let same = file
                .metadata()
                .is_ok_and(|now| now.len() == self.size && changed_ms(&now) == self.changed_ms);
            if same { Ok(()) } else { Err(StreamError::Changed { name: self.name.clone() }) }
        })
    }

    fn read_at(&self, offset: u64, length: usize) -> LocalFuture<'_, Result<Vec<u8>, StreamError>> {
        Box::pin(async move {
            self.bytes_at(offset, length)
                .map_err(|error| StreamError::Read { name: self.name.clone(), reason: error.to_string() })
        })
    }
}

/// A file that takes its name only when its content was verified. Until then it stands beside it as `….part`.
#[derive(Debug)]
pub struct FileSink {
    path: PathBuf,
    temporary: PathBuf,
    file: Option<File>,
}

impl FileSink {
    /// Prepares to write `path`. Refuses to replace an existing file unless `replace`.
    ///
    /// # Errors
    /// When the file exists and `replace` is not set, or the directory cannot be written.
    pub fn create(path: &Path, replace: bool) -> Result<Self, StreamError> {
        if !replace && path.exists() {
            return Err(write_error(path, "a file of that name is already there"));
        }
        let temporary = beside(path);
        // What an earlier attempt left; and what somebody planted there, a link for one, is removed, not followed.
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(write_error(path, &error.to_string()));
            }
            _ => {}
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&temporary).map_err(|error| write_error(path, &error.to_string()))?;
        Ok(Self { path: path.to_owned(), temporary, file: Some(file) })
    }
}

impl Sink for FileSink {
    fn write(&mut self, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StreamError>> {
        Box::pin(async move {
            let Some(file) = self.file.as_mut() else {
                return Err(write_error(&self.path, "already closed"));
            };
            file.write_all(&bytes).map_err(|error| write_error(&self.path, &error.to_string()))
        })
    }

    fn finish(&mut self) -> LocalFuture<'_, Result<(), StreamError>> {
        Box::pin(async move {
            let Some(file) = self.file.take() else { return Err(write_error(&self.path, "already closed")) };
            file.sync_all()
                .and_then(|()| fs::rename(&self.temporary, &self.path))
                .and_then(|()| sync_folder_of(&self.path))
                .map_err(|error| {
                    // On a full disk, even what is left of it counts.
                    drop(fs::remove_file(&self.temporary));
                    write_error(&self.path, &error.to_string())
                })
        })
    }

    fn abandon(&mut self) -> LocalFuture<'_, ()> {
        Box::pin(async move {
            self.file = None;
            drop(fs::remove_file(&self.temporary));
        })
    }
}

impl Drop for FileSink {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            drop(fs::remove_file(&self.temporary));
        }
    }
}

/// `name.part` beside the file; a name as long as a file system allows is cut to leave room for the ending.
fn beside(path: &Path) -> PathBuf {
    const NAME_BYTES_MAX: usize = 255;
    const ENDING: &str = ".part";
    let name = path.file_name().unwrap_or_default();
    let mut longer = name.to_owned();
    if name.len() + ENDING.len() > NAME_BYTES_MAX {
        let text = name.to_string_lossy();
        longer = text[..text.floor_char_boundary(NAME_BYTES_MAX - ENDING.len())].into();
    }
    longer.push(ENDING);
    path.with_file_name(longer)
}

fn changed_ms(metadata: &fs::Metadata) -> Option<i64> {
    let since = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

fn write_error(path: &Path, reason: &str) -> StreamError {
    StreamError::Write { name: path.display().to_string(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_leaves_room_for_the_ending() {
        assert_eq!(beside(Path::new("a/note.pdf")), Path::new("a/note.pdf.part"));
        let long = format!("{}é", "n".repeat(249));
        let beside = beside(&Path::new("a").join(&long));
        assert_eq!(beside.file_name().unwrap().len(), 254);
        assert!(beside.starts_with("a"));
    }
}
