//! The portal's log against the truth: nobody missed, nobody accused wrongly,
//! in every format and compression.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::io::Write;

use beffroi_testbed::portal_log::{Config, Line, Memory, Truth, generate};
use beffroi_trace::{Entitlements, InputDigest, Mapping, Partial, Report, Scanner, Sessions};
use jiff::Timestamp;

/// Odd on purpose: chunks cut lines anywhere.
const CHUNK_BYTES: usize = 50_021;

const MAPPINGS: [(&str, &str); 5] = [
    ("jsonl", "mapping-jsonl.toml"),
    ("jsonl", "mapping-jsonl-sessions.toml"),
    ("csv", "mapping-csv.toml"),
    ("csv", "mapping-csv-sessions.toml"),
    ("combined", "mapping-combined.toml"),
];

#[test]
fn twenty_towns_give_the_truth_in_every_format_and_compression() {
    for seed in 0..20 {
        let config = Config {
            seed,
            lines: 20_000,
            families: 1_500,
            files: 2,
            noise_per_million: 2_000,
            ..Config::default()
        };
        let mut memory = Memory::default();
        let truth = generate(&config, &mut memory).unwrap();
        assert!(truth.viewers >= 30);
        for (format, mapping) in MAPPINGS {
            for compress in [plain, gzip, zstd] {
                check(&memory.files, &truth, format, mapping, compress);
            }
        }
    }
}

fn check(
    files: &BTreeMap<String, Vec<u8>>,
    truth: &Truth,
    format: &str,
    mapping_file: &str,
    compress: fn(&[u8]) -> Vec<u8>,
) {
    let mapping = Mapping::parse(std::str::from_utf8(&files[mapping_file]).unwrap()).unwrap();
    let mut builder = Entitlements::builder(&mapping);
    builder.push(&files["entitlements.csv"]).unwrap();
    let entitlements = builder.finish().unwrap();
    let sessions = mapping_file.contains("sessions").then(|| {
        let mut builder = Sessions::builder(&mapping);
        builder.push(&files["sessions.csv"]).unwrap();
        builder.finish().unwrap()
    });
    let scanner = Scanner::new(&mapping, &entitlements, sessions.as_ref());

    let mut partial = Partial::default();
    let mut facts = Vec::new();
    for (name, content) in files.iter().filter(|(name, _)| name.starts_with("access") && is(format, name)) {
        let stored = compress(content);
        let mut scan = scanner.open(name);
        let mut digest = InputDigest::new();
        for chunk in stored.chunks(CHUNK_BYTES) {
            scan.push(chunk).unwrap();
            digest.push(chunk);
        }
        partial.merge(scan.finish().unwrap().into()).unwrap();
        facts.push((name.clone(), digest.finish()));
    }
    let report = Report::build(&entitlements, &partial, &facts).unwrap();

    let context = format!("seed {} {mapping_file}", truth.seed);
    assert_eq!(report.warnings, [], "{context}");
    assert_eq!(report.totals.lines, truth.lines[format], "{context}");
    assert_eq!(report.totals.not_understood, truth.not_understood[format], "{context}");
    assert_eq!(report.totals.accesses, truth.accesses, "{context}");
    assert_eq!(report.totals.viewers, truth.viewers, "{context}");
    assert_eq!(report.totals.persons, truth.persons, "{context}");
    assert_eq!(report.totals.resources, truth.resources, "{context}");
    assert_eq!(report.totals.exposures, truth.exposures.len() as u64, "{context}");
    assert_eq!(report.inputs.len(), 2, "{context}");
    assert!(report.inputs.iter().all(|input| input.sha256.is_some() && input.lines > 0));

    // The combined format knows seconds only.
    let unit_ms = if format == "combined" { 1_000 } else { 1 };
    let time = |ms: i64| Timestamp::from_millisecond(ms.div_euclid(unit_ms) * unit_ms).unwrap().to_string();
    for (found, expected) in report.exposures.iter().zip(&truth.exposures) {
        let found_lines: Vec<Line> =
            found.evidence.iter().map(|line| Line { file: line.file.clone(), line: line.line }).collect();
        assert_eq!(
            (&found.person, &found.viewer, &found.resource, &found.category),
            (&expected.person, &expected.viewer, &expected.resource, &expected.category),
            "{context}"
        );
        assert_eq!(
            (&found.first, &found.last),
            (&time(expected.first_ms), &time(expected.last_ms)),
            "{context}"
        );
        assert_eq!((found.count, &found.addresses), (expected.count, &expected.addresses), "{context}");
        assert_eq!(found_lines, expected.evidence[format], "{context}");
    }
}

fn is(format: &str, name: &str) -> bool {
    let extension = if format == "combined" { "log" } else { format };
    name.ends_with(&format!(".{extension}"))
}

fn plain(text: &[u8]) -> Vec<u8> {
    text.to_vec()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(text, 1).unwrap()
}
