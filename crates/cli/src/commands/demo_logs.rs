//! `beffroi demo-logs`: the logs of an invented portal, as an IT department hands them over, some of them compressed.
//!
//! Hidden from the help: the tests in the browser run it, and compare what the pages find with the truth.

use std::fs;
use std::io::{self, Write};

use beffroi_testbed::portal_log::{self, Config, Format, Memory};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::args::DemoLogs;
use crate::exit::{Exit, Failure};

const TRUTH: &str = "truth.json";
const ZSTD_LEVEL: i32 = 3;

/// Writes the logs, the table of entitlements, the table of sessions and the descriptions.
pub fn run(arguments: &DemoLogs) -> Result<(), Failure> {
    write(arguments).map_err(|error| {
        Failure::new(Exit::Storage, "file-unwritable")
            .with("file", arguments.out.display())
            .with("name", arguments.out.display())
            .because(error)
    })
}

fn write(arguments: &DemoLogs) -> io::Result<()> {
    let DemoLogs { seed, lines, families, files, out, truth } = arguments;
    let config = Config {
        seed: *seed,
        lines: *lines,
        families: *families,
        files: *files,
        formats: vec![Format::Jsonl],
        ..Config::default()
    };
    let mut made = Memory::default();
    portal_log::generate(&config, &mut made)?;
    fs::create_dir_all(out)?;
    let mut logs = 0;
    for (name, bytes) in &made.files {
        if name == TRUTH {
            if let Some(truth) = truth {
                fs::write(truth, bytes)?;
            }
        } else if name.starts_with("access") {
            let (ending, bytes) = compressed(logs, bytes)?;
            fs::write(out.join(format!("{name}{ending}")), bytes)?;
            logs += 1;
        } else {
            fs::write(out.join(name), bytes)?;
        }
    }
    Ok(())
}

/// As it is, in gzip or in Zstandard, in turn; and the ending that says so.
fn compressed(rank: usize, bytes: &[u8]) -> io::Result<(&'static str, Vec<u8>)> {
    match rank % 3 {
        0 => Ok(("", bytes.to_vec())),
        1 => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(bytes)?;
            Ok((".gz", encoder.finish()?))
        }
        _ => Ok((".zst", zstd::encode_all(bytes, ZSTD_LEVEL)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn compressed_files_hold_the_same_log() {
        let log = b"{\"ts\":\"2026-03-18T10:11:12Z\"}\n".repeat(100);
        let (plain, bytes) = compressed(0, &log).unwrap();
        assert_eq!((plain, &bytes), ("", &log));
        let (gzip, bytes) = compressed(4, &log).unwrap();
        let mut read = Vec::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut read).unwrap();
        assert_eq!((gzip, &read), (".gz", &log));
        let (zstandard, bytes) = compressed(2, &log).unwrap();
        assert_eq!((zstandard, zstd::decode_all(bytes.as_slice()).unwrap()), (".zst", log));
    }
}
