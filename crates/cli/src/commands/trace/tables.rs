//! The small inputs of a scan, read from files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use beffroi_trace::{Entitlements, Mapping, Sessions, TableError};

use crate::exit::{Exit, Failure};

const CHUNK_BYTES: usize = 1 << 20;

/// Reads the mapping file.
pub fn mapping(path: &Path) -> Result<Mapping, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    Mapping::parse(&text)
        .map_err(|error| Failure::new(Exit::Input, error.code()).with("file", path.display()).because(error))
}

/// Reads the table of who may see what.
pub fn entitlements(path: &Path, mapping: &Mapping) -> Result<Entitlements, Failure> {
    let mut builder = Entitlements::builder(mapping);
    each_chunk(path, |bytes| builder.push(bytes).map_err(|error| refused(path, &error)))?;
    builder.finish().map_err(|error| refused(path, &error))
}

/// Reads the table of sessions.
pub fn sessions(path: &Path, mapping: &Mapping) -> Result<Sessions, Failure> {
    let mut builder = Sessions::builder(mapping);
    each_chunk(path, |bytes| builder.push(bytes).map_err(|error| refused(path, &error)))?;
    builder.finish().map_err(|error| refused(path, &error))
}

/// The refusal for a file that cannot be read.
pub fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Input, "file-unreadable").with("file", path.display()).because(error)
}

fn refused(path: &Path, error: &TableError) -> Failure {
    Failure::new(Exit::Input, error.code()).with("file", path.display()).because(error)
}

fn each_chunk(path: &Path, mut take: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        match file.read(&mut buffer).map_err(|error| unreadable(path, &error))? {
            0 => return Ok(()),
            read => take(&buffer[..read])?,
        }
    }
}
