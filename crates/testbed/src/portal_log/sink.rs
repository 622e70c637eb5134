//! Where generated files go.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// Receives files piece by piece.
pub trait Sink {
    /// Adds bytes at the end of a file, made when it is not there.
    ///
    /// # Errors
    ///
    /// What the storage returns.
    fn append(&mut self, file: &str, bytes: &[u8]) -> io::Result<()>;
}

/// Files kept in memory.
#[derive(Debug, Default)]
pub struct Memory {
    /// Content by name.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Sink for Memory {
    fn append(&mut self, file: &str, bytes: &[u8]) -> io::Result<()> {
        match self.files.get_mut(file) {
            Some(content) => content.extend_from_slice(bytes),
            None => drop(self.files.insert(file.to_owned(), bytes.to_vec())),
        }
        Ok(())
    }
}

/// Files of one directory; a file already there is replaced.
#[derive(Debug)]
pub struct Directory {
    root: PathBuf,
    open: BTreeMap<String, File>,
}

impl Directory {
    /// Writes into `root`, which must exist.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), open: BTreeMap::new() }
    }
}

impl Sink for Directory {
    fn append(&mut self, file: &str, bytes: &[u8]) -> io::Result<()> {
        if !self.open.contains_key(file) {
            let path = self.root.join(file);
            let handle = OpenOptions::new().create(true).write(true).truncate(true).open(path)?;
            self.open.insert(file.to_owned(), handle);
        }
        let Some(handle) = self.open.get_mut(file) else { return Ok(()) };
        handle.write_all(bytes)
    }
}
