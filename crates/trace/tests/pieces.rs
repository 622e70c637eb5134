//! The answer never depends on how bytes arrive: chunks, pieces of a file,
//! order of merging, compression, serialisation.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use beffroi_testbed::portal_log::{Config, Format, Memory, generate};
use beffroi_trace::{Entitlements, Flow, Mapping, Partial, Report, Scanner, Segment};
use proptest::prelude::*;
use support::{Case, json_line, whole};

/// A portal's log with quoted line feeds, torn lines and several viewers.
fn portal(format: Format) -> (Entitlements, Scanner, Vec<u8>) {
    let config = Config {
        lines: 1_500,
        families: 60,
        noise_per_million: 20_000,
        formats: vec![format],
        ..Config::default()
    };
    let mut memory = Memory::default();
    generate(&config, &mut memory).unwrap();
    let mapping = &memory.files[&format!("mapping-{}.toml", format.name())];
    let mapping = Mapping::parse(std::str::from_utf8(mapping).unwrap()).unwrap();
    let mut table = Entitlements::builder(&mapping);
    table.push(&memory.files["entitlements.csv"]).unwrap();
    let entitlements = table.finish().unwrap();
    let scanner = Scanner::new(&mapping, &entitlements, None);
    (entitlements, scanner, memory.files.remove(&format!("access.{}", format.extension())).unwrap())
}

fn report(entitlements: &Entitlements, segment: Segment) -> Report {
    Report::build(entitlements, &segment.into(), &[]).unwrap()
}

fn in_chunks(scanner: &Scanner, text: &[u8], sizes: &[usize]) -> Segment {
    let mut scan = scanner.open("a");
    let mut rest = text;
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (chunk, after) = rest.split_at((*size).min(rest.len()));
        scan.push(chunk).unwrap();
        rest = after;
    }
    assert_eq!(scan.bytes_pushed(), text.len() as u64);
    scan.finish().unwrap()
}

/// Scans pieces apart and joins them, as the command line does.
fn in_pieces(scanner: &Scanner, text: &[u8], piece_bytes: u64, chunk: usize) -> (Segment, usize) {
    let Some(plan) = scanner.split("a", text, text.len() as u64, piece_bytes).unwrap() else {
        return (whole(scanner, "a", text), 0);
    };
    let scan = |range: &std::ops::Range<u64>, at_record: bool| {
        let mut scan = match at_record {
            true => scanner.open_range_at_record("a", &plan, range),
            false => scanner.open_range("a", &plan, range),
        };
        let from = (range.start as usize).min(text.len());
        for bytes in text[from..].chunks(chunk) {
            if scan.push(bytes).unwrap() == Flow::Done {
                break;
            }
        }
        scan.finish().unwrap()
    };
    let mut again = 0;
    let mut segments = plan.ranges().iter().map(|range| (range, scan(range, false)));
    let (_, mut joined) = segments.next().unwrap();
    for (range, mut segment) in segments {
        if !joined.fits(&segment) {
            again += 1;
            segment = scan(&(joined.next_offset()..range.end), true);
        }
        joined = joined.then(segment).unwrap();
    }
    (joined, again)
}

#[test]
fn chunks_of_any_size_give_the_same_report() {
    for format in Format::ALL {
        let (entitlements, scanner, text) = portal(format);
        let expected = report(&entitlements, whole(&scanner, "a", &text));
        assert!(expected.exposures.len() > 30);
        for sizes in [&[1][..], &[2, 3, 5], &[63, 64, 65], &[1 << 14], &[100_000, 1]] {
            assert_eq!(
                report(&entitlements, in_chunks(&scanner, &text, sizes)),
                expected,
                "{format:?} {sizes:?}"
            );
        }
    }
}

#[test]
fn pieces_of_any_size_give_the_same_report() {
    for format in Format::ALL {
        let (entitlements, scanner, text) = portal(format);
        let expected = whole(&scanner, "a", &text);
        for piece_bytes in [50, 333, 1_000, 4_096, 100_000] {
            let (joined, _) = in_pieces(&scanner, &text, piece_bytes, 777);
            assert_eq!(joined.summary(), expected.summary(), "{format:?} {piece_bytes}");
            assert_eq!(
                report(&entitlements, joined),
                report(&entitlements, expected.clone()),
                "{format:?} {piece_bytes}"
            );
        }
    }
}

const CSV: &str = "format = \"csv\"\n[time]\nfield = \"at\"\n[actor]\nfield = \"user\"\n[resource]\nfield = \"path\"\n\
                   pattern = '^/d/(?P<resource>[^/?]+)'\n";

#[test]
fn a_piece_that_begins_inside_a_quoted_field_is_read_again() {
    // Every record holds lines that look like records.
    let inner = "x\n2026-03-18T09:00:00Z,mallory,/d/D1,y\nz";
    let record = format!("2026-03-18T09:00:00Z,eve,/d/D1,\"{inner}\"\n");
    let text = format!("at,user,path,note\n{}", record.repeat(50));
    let (_, entitlements, scanner) = Case::new(CSV).parts();
    let expected = report(&entitlements, whole(&scanner, "a", text.as_bytes()));
    assert_eq!(support::short(&expected), ["eve lea D1 50"]);
    assert_eq!(expected.totals.lines, 151);
    let mut again = 0;
    for piece_bytes in 20..200 {
        let (joined, times) = in_pieces(&scanner, text.as_bytes(), piece_bytes, 50);
        again += times;
        assert_eq!(report(&entitlements, joined), expected, "{piece_bytes}");
    }
    assert!(again > 100, "{again}");
}

#[test]
fn pieces_that_are_not_neighbours_are_refused() {
    let (_, _, scanner) = Case::jsonl().parts();
    let text = json_line("eve", "/d/D1", "").repeat(10);
    let plan = scanner.split("a", text.as_bytes(), text.len() as u64, 300).unwrap().unwrap();
    let scan = |rank: usize| {
        let range = &plan.ranges()[rank];
        let mut scan = scanner.open_range("a", &plan, range);
        scan.push(&text.as_bytes()[range.start as usize..]).unwrap();
        scan.finish().unwrap()
    };
    assert!(scan(0).then(scan(1)).unwrap().then(scan(2)).is_ok());
    assert_eq!(scan(0).then(scan(2)).unwrap_err().code(), "segments-not-neighbours");
}

#[test]
fn compressed_files_and_small_files_are_read_whole() {
    let (_, _, scanner) = Case::jsonl().parts();
    assert!(scanner.split("a", &[0x1f, 0x8b, 8, 0, 0, 0], 1 << 30, 1000).unwrap().is_none());
    assert!(scanner.split("a", b"{}\n", 3, 1000).unwrap().is_none());
    assert_eq!(
        scanner.split("a", b"PK\x03\x04zz", 1 << 30, 1000).unwrap_err().code(),
        "compression-unsupported"
    );
}

#[test]
fn order_and_grouping_of_merges_do_not_matter() {
    let case = Case::jsonl();
    let (_, entitlements, scanner) = case.parts();
    let texts: Vec<String> = (0..6)
        .map(|file| {
            let lines = (0..40).map(|line| {
                json_line(["eve", "zoe", "bob"][line % 3], "/d/D1", "")
                    .replace("09:00", &format!("{:02}:{:02}", 10 - file, line))
            });
            lines.collect::<String>() + "oops\n"
        })
        .collect();
    let part =
        |file: usize| Partial::from(whole(&scanner, &format!("app-{file}.log"), texts[file].as_bytes()));
    let merged = |order: &[&[usize]]| {
        let mut all = Partial::default();
        for group in order {
            let mut some = Partial::default();
            for file in *group {
                some.merge(part(*file)).unwrap();
            }
            // A worker sends its part.
            let sent = serde_json::to_string(&some).unwrap();
            all.merge(serde_json::from_str(&sent).unwrap()).unwrap();
        }
        Report::build(&entitlements, &all, &[]).unwrap()
    };
    let expected = merged(&[&[0, 1, 2, 3, 4, 5]]);
    assert_eq!(expected.totals.viewers, 3);
    for order in [
        &[&[5, 4][..], &[3, 2, 1, 0]][..],
        &[&[2], &[0], &[5], &[1], &[4], &[3]],
        &[&[0, 5], &[], &[4, 1, 3, 2]],
    ] {
        assert_eq!(merged(order), expected);
    }
}

/// A record on several lines whose first line alone is too long: refused alike, whole or byte by byte.
#[test]
fn the_first_line_of_a_long_record_is_bounded_however_it_is_cut() {
    let text = "at,user,path,note\naa\"\"aa\"2026-03-18T09:00:00Z,eve,/d/D1,\"aa\r\n\"\"\"\n";
    let mut case = Case::new(CSV);
    case.limits.line_bytes_max = 40;
    let (_, entitlements, scanner) = case.parts();
    let expected = report(&entitlements, whole(&scanner, "a", text.as_bytes()));
    assert_eq!(expected.outcomes.continued, 0);
    assert_eq!(expected.totals.not_understood, 2);
    assert_eq!(report(&entitlements, in_chunks(&scanner, text.as_bytes(), &[1])), expected);
}

proptest! {
    /// CSV made of awkward bytes: any chunks and any pieces, the same answer.
    #[test]
    fn awkward_csv_is_read_the_same_way_however_it_is_cut(
        records in proptest::collection::vec("(2026-03-18T09:00:00Z,eve,/d/D1,)?[a\"\n,\r]{0,6}\n?", 0..20),
        sizes in proptest::collection::vec(1_usize..40, 1..5),
        piece_bytes in 1_u64..120,
    ) {
        let text = format!("at,user,path,note\n{}", records.concat());
        let (_, entitlements, scanner) = Case::new(CSV).parts();
        let expected = report(&entitlements, whole(&scanner, "a", text.as_bytes()));
        let chunked = report(&entitlements, in_chunks(&scanner, text.as_bytes(), &sizes));
        prop_assert_eq!(&chunked, &expected);
        let (joined, _) = in_pieces(&scanner, text.as_bytes(), piece_bytes, sizes[0]);
        prop_assert_eq!(&report(&entitlements, joined), &expected);
        let physical = text.split_inclusive('\n').count() as u64;
        prop_assert_eq!(expected.totals.lines, physical, "every line is counted");
    }

    /// The same with a limit so low that most lines are too long.
    #[test]
    fn long_lines_are_bounded_the_same_way_however_they_are_cut(
        records in proptest::collection::vec("(2026-03-18T09:00:00Z,eve,/d/D1,)?[a\"]{0,60}(\r?\n)?", 0..20),
        sizes in proptest::collection::vec(1_usize..40, 1..5),
        piece_bytes in 1_u64..120,
    ) {
        let text = format!("at,user,path,note\n{}", records.concat());
        let mut case = Case::new(CSV);
        case.limits.line_bytes_max = 40;
        let (_, entitlements, scanner) = case.parts();
        let expected = report(&entitlements, whole(&scanner, "a", text.as_bytes()));
        let chunked = report(&entitlements, in_chunks(&scanner, text.as_bytes(), &sizes));
        prop_assert_eq!(&chunked, &expected);
        let (joined, _) = in_pieces(&scanner, text.as_bytes(), piece_bytes, sizes[0]);
        prop_assert_eq!(&report(&entitlements, joined), &expected);
    }
}
