//! Writing the result, never half: a temporary file beside it, then one rename.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

use beffroi_trace::Report;

use crate::exit::{Exit, Failure};

/// What a result file holds, told by its name.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// The whole report.
    Json,
    /// One line for each exposure.
    Csv,
}

impl Format {
    /// The format that the name of the file asks for.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        match path
            .extension()
            .and_then(|extension| extension.to_str())
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Csv),
            _ => Err(Failure::new(Exit::Input, "out-format-unknown").with("file", path.display())),
        }
    }
}

/// Writes the report under its final name once it is whole and on disk.
pub fn write(report: &Report, format: Format, path: &Path) -> Result<(), Failure> {
    let partial = path.with_added_extension("partial");
    let written = write_to(report, format, &partial).and_then(|()| std::fs::rename(&partial, path));
    written.map_err(|error| {
        // The temporary file is worthless; the error to tell is the one above.
        let _ = std::fs::remove_file(&partial);
        let full = matches!(
            error.kind(),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
        );
        let exit = if full { Exit::Storage } else { Exit::Input };
        Failure::new(exit, "file-unwritable").with("file", path.display()).because(error)
    })
}

fn write_to(report: &Report, format: Format, path: &Path) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, report)?;
            out.write_all(b"\n")?;
        }
        Format::Csv => out.write_all(report.to_csv().as_bytes())?,
    }
    out.into_inner()?.sync_all()
}
