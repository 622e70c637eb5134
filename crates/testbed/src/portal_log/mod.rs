//! Logs of a citizen portal, with a fault in the middle.
//!
//! A town's portal shows each family its own files: contacts, bank details,
//! health sheet, school, canteen. After a deployment some visitors are shown
//! the file of another family. [`generate`] writes the access log of the whole
//! period in up to three formats, the entitlement table, the sessions, the
//! mapping files, and, apart, the truth: who saw whose file. Everything derives
//! from the seed; the same configuration gives the same bytes.
//!
//! Beside the fault the logs hold what makes counting hard: refusals with a
//! body, errors with a body, `HEAD`, `304` and `206`, percent-encoded paths,
//! unknown resources, robots, monitoring, two front ends whose clocks differ,
//! torn lines, text between lines, several persons per file.

mod population;
mod random;
mod sink;
mod traffic;
mod truth;
mod write;

use std::io;

pub use sink::{Directory, Memory, Sink};
pub use truth::{Line, Truth, TruthExposure};

use population::Population;
use traffic::Traffic;
use write::Writer;

/// A format of the access log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// JSON lines; times in UTC.
    Jsonl,
    /// CSV; times with the offset of Paris.
    Csv,
    /// Combined format; times to the second with the offset of Paris.
    Combined,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Jsonl, Self::Csv, Self::Combined];

    /// `jsonl`, `csv` or `combined`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Combined => "combined",
        }
    }

    /// Ending of the names of log files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Combined => "log",
        }
    }
}

/// What to generate.
#[derive(Debug, Clone)]
pub struct Config {
    /// Everything derives from it.
    pub seed: u64,
    /// Records of the access log, torn ones included.
    pub lines: u64,
    /// Families of the town.
    pub families: u32,
    /// First second of the log, since 1970.
    pub start: i64,
    /// Length of the period.
    pub days: u32,
    /// Visitors who see another family's file.
    pub viewers: u32,
    /// Files per format; each follows the one before in time.
    pub files: u32,
    /// Torn lines, blank lines and stray text, per million records.
    pub noise_per_million: u32,
    /// Formats to write.
    pub formats: Vec<Format>,
}

impl Default for Config {
    /// A week of a town of two thousand families, from Monday 16 March 2026.
    fn default() -> Self {
        Self {
            seed: 1,
            lines: 60_000,
            families: 2_000,
            start: 1_773_615_600,
            days: 7,
            viewers: 30,
            files: 1,
            noise_per_million: 300,
            formats: Format::ALL.to_vec(),
        }
    }
}

/// Writes logs, tables and mappings into `out`; returns the truth, which is
/// also written as `truth.json`.
///
/// Files: `access.EXT` (`access-1.EXT` and so on when there are several),
/// `entitlements.csv`, `sessions.csv`, `mapping-FORMAT.toml`, and
/// `mapping-FORMAT-sessions.toml` for the formats that carry the session.
///
/// # Errors
///
/// What `out` returns.
pub fn generate(config: &Config, out: &mut dyn Sink) -> io::Result<Truth> {
    let population = Population::new(config.seed, config.families.max(2));
    population.write_entitlements(out)?;
    write::mappings(&config.formats, out)?;
    let mut writer = Writer::new(config, out);
    let truth = Traffic::new(config, &population).run(&mut writer)?;
    writer.finish()?;
    let json = serde_json::to_vec_pretty(&truth).map_err(io::Error::other)?;
    out.append("truth.json", &json)?;
    Ok(truth)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(seed: u64) -> Config {
        Config { seed, lines: 3_000, families: 200, files: 2, noise_per_million: 5_000, ..Config::default() }
    }

    #[test]
    fn the_seed_decides_everything() {
        let run = |seed| {
            let mut out = Memory::default();
            let truth = generate(&config(seed), &mut out).unwrap();
            (truth, out.files)
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7).1, run(8).1);
    }

    #[test]
    fn every_viewer_is_planted_whatever_the_seed() {
        for seed in 0..20 {
            let truth = generate(&config(seed), &mut Memory::default()).unwrap();
            assert!(truth.viewers >= 30, "{seed}: {}", truth.viewers);
            assert!(truth.exposures.iter().any(|exposure| exposure.count > 1), "{seed}: some saw twice");
            assert!(
                truth.exposures.iter().any(|exposure| exposure.viewer.starts_with("anonymous@")),
                "{seed}"
            );
        }
    }
}
