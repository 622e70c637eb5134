//! What makes a count of exposures wrong in practice, one test each.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use beffroi_trace::{Entitlements, Mapping, Partial, Reason, Report, Warning};
use support::{Case, combined_line, json_line, short, whole};

const NONE: [&str; 0] = [];

/// One combined line by somebody who is entitled to nothing.
fn by_stranger(request: &str, status: &str) -> Vec<String> {
    Case::combined().log("a", combined_line("eve", request, status)).exposures()
}

#[test]
fn only_answers_that_show_content_expose() {
    for status in ["200", "203", "206", "304"] {
        assert_eq!(by_stranger("GET /d/D1 HTTP/2.0", status), ["eve lea D1 1"], "{status}");
    }
    for status in ["301", "302", "400", "401", "403", "404", "500", "502", "503"] {
        assert_eq!(by_stranger("GET /d/D1 HTTP/2.0", status), NONE, "{status}");
    }
    for method in ["GET", "POST", "PUT", "DELETE"] {
        assert_eq!(by_stranger(&format!("{method} /d/D1 HTTP/2.0"), "200"), ["eve lea D1 1"], "{method}");
    }
    for method in ["HEAD", "OPTIONS"] {
        assert_eq!(by_stranger(&format!("{method} /d/D1 HTTP/2.0"), "200"), NONE, "{method}");
    }
}

#[test]
fn the_mapping_may_narrow_actions_and_statuses() {
    let case = || {
        Case::combined()
            .log("a", combined_line("eve", "POST /d/D1 HTTP/2.0", "200"))
            .log("b", combined_line("eve", "GET /d/D1 HTTP/2.0", "304"))
    };
    assert_eq!(case().exposures(), ["eve lea D1 2"]);
    let narrow = |tail: &str| {
        let mut case = case();
        case.mapping.push_str(tail);
        case.exposures()
    };
    assert_eq!(narrow("[action]\nonly = [\"GET\"]\n"), ["eve lea D1 1"]);
    assert_eq!(narrow("[status]\nsuccess = [\"200-299\"]\n"), ["eve lea D1 1"]);
    assert_eq!(narrow("[status]\nsuccess = [204]\n"), NONE);
}

#[test]
fn everything_about_a_line_is_counted_somewhere() {
    let report = Case::combined()
        .log(
            "a.log",
            [
                combined_line("armand", "GET /d/D1 HTTP/2.0", "200"),
                combined_line("eve", "GET /d/D1 HTTP/2.0", "200"),
                combined_line("eve", "GET /d/D1 HTTP/2.0", "403"),
                combined_line("eve", "HEAD /d/D1 HTTP/2.0", "200"),
                combined_line("eve", "GET /d/D9 HTTP/2.0", "200"),
                combined_line("eve", "GET /favicon.ico HTTP/2.0", "200"),
                "\n".to_owned(),
                "stack trace\n".to_owned(),
            ]
            .concat(),
        )
        .report();
    let outcomes = serde_json::to_value(report.outcomes).unwrap();
    let expected = serde_json::json!({
        "blank": 1, "header": 0, "continued": 0, "not_understood": 1, "not_about_a_resource": 1, "other_action": 1,
        "refused": 1, "unknown_resource": 1, "entitled": 1, "exposing": 1,
    });
    assert_eq!(outcomes, expected);
    let sum: u64 = outcomes.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!((sum, report.totals.lines, report.totals.accesses), (8, 8, 2));
}

#[test]
fn the_report_has_the_agreed_shape() {
    let report = Case::jsonl()
        .table("D1,lea,armand,sante\nD1,tom,armand,sante\n")
        .log(
            "a.jsonl",
            json_line("eve", "/d/D1", "")
                + "oops\n"
                + &json_line("eve", "/d/D1", "").replace("09:00", "10:30"),
        )
        .report();
    let json = serde_json::to_value(&report).unwrap();
    let exposure = |person: &str| {
        serde_json::json!({
            "person": person, "viewer": "eve", "resource": "D1", "category": "sante",
            "first": "2026-03-18T09:00:00Z", "last": "2026-03-18T10:30:00Z", "count": 2,
            "addresses": ["192.0.2.1"],
            "evidence": [{"file": "a.jsonl", "line": 1}, {"file": "a.jsonl", "line": 3}],
        })
    };
    assert_eq!(json["exposures"], serde_json::json!([exposure("lea"), exposure("tom")]));
    assert_eq!(
        json["totals"],
        serde_json::json!({
            "lines": 3, "not_understood": 1, "accesses": 2, "exposures": 2, "viewers": 1, "persons": 2, "resources": 1,
        })
    );
    assert_eq!(
        json["by_category"],
        serde_json::json!([{"category": "sante", "exposures": 2, "persons": 2, "viewers": 1, "resources": 1}])
    );
    assert_eq!(
        json["by_hour"],
        serde_json::json!([
            {"hour": "2026-03-18T09:00:00Z", "accesses": 1}, {"hour": "2026-03-18T10:00:00Z", "accesses": 1},
        ])
    );
    assert_eq!(
        json["examples_not_understood"],
        serde_json::json!([{"file": "a.jsonl", "line": 2, "reason": "not-json", "text": "oops"}])
    );
    assert_eq!(json["inputs"][0]["lines"], 3);
    assert_eq!(json["inputs"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(serde_json::from_value::<Report>(json).unwrap(), report);
    let csv = report.to_csv();
    assert_eq!(csv.lines().count(), 3);
    assert_eq!(
        csv.lines().nth(1).unwrap(),
        "lea,eve,D1,sante,2026-03-18T09:00:00Z,2026-03-18T10:30:00Z,2,192.0.2.1,a.jsonl:1 a.jsonl:3"
    );
}

#[test]
fn the_same_file_twice_is_refused() {
    let line = json_line("eve", "/d/D1", "");
    let case = Case::jsonl().log("app.log", &line).log("app.log.1", &line);
    assert_eq!(case.try_report().unwrap_err().code(), "same-content");

    let (_, _, scanner) = case.parts();
    let mut partial = Partial::from(whole(&scanner, "app.log", line.as_bytes()));
    let again = Partial::from(whole(&scanner, "app.log", b""));
    assert_eq!(partial.merge(again).unwrap_err().code(), "file-twice");
}

#[test]
fn rotated_files_that_overlap_are_noticed() {
    let line = |second: u32| json_line("eve", "/d/D1", "").replace("09:00:00", &format!("09:00:{second:02}"));
    let text = |seconds: std::ops::Range<u32>| seconds.map(line).collect::<String>();
    let report = Case::jsonl().log("app.log", text(0..10)).log("app.log.1", text(7..12)).report();
    let overlap = Warning::FilesOverlap { first: "app.log".into(), second: "app.log.1".into(), lines: 3 };
    assert_eq!(report.warnings, [overlap]);
    let apart = Case::jsonl().log("app.log", text(0..10)).log("app.log.1", text(10..12)).report();
    assert_eq!(apart.warnings, []);
}

#[test]
fn a_compressed_copy_of_a_file_is_noticed() {
    let line = json_line("eve", "/d/D1", "");
    let copy = zstd::bulk::compress(line.as_bytes(), 1).unwrap();
    let report = Case::jsonl().log("a.log", &line).log("a.log.zst", copy).report();
    assert_eq!(report.warnings[0].code(), "files-overlap");
}

#[test]
fn zones_of_the_lines_may_differ() {
    let at = |time: &str| json_line("eve", "/d/D1", "").replace("2026-03-18T09:00:00Z", time);
    let report = Case::jsonl()
        .log(
            "a",
            at("2026-03-18T10:00:00+01:00") + &at("2026-03-18T05:30:00-03:00") + &at("2026-03-18T08:45:00Z"),
        )
        .report();
    let exposure = &report.exposures[0];
    assert_eq!(
        (exposure.first.as_str(), exposure.last.as_str()),
        ("2026-03-18T08:30:00Z", "2026-03-18T09:00:00Z")
    );
}

#[test]
fn two_mappings_for_two_servers_add_up() {
    let local = |zone: &str| {
        Case::jsonl().mapping(
            "field = \"/at\"",
            &format!("field = \"/at\"\nformat = \"%d/%m/%Y %H:%M\"\nzone = \"{zone}\""),
        )
    };
    let line = |time: &str| json_line("eve", "/d/D1", "").replace("2026-03-18T09:00:00Z", time);
    let (_, entitlements, paris) = local("Europe/Paris").parts();
    let (_, _, cayenne) = local("America/Cayenne").parts();
    let mut partial = Partial::from(whole(&paris, "paris.log", line("18/03/2026 10:00").as_bytes()));
    partial.merge(whole(&cayenne, "cayenne.log", line("18/03/2026 10:00").as_bytes()).into()).unwrap();
    let report = Report::build(&entitlements, &partial, &[]).unwrap();
    let exposure = &report.exposures[0];
    assert_eq!(
        (exposure.first.as_str(), exposure.last.as_str()),
        ("2026-03-18T09:00:00Z", "2026-03-18T13:00:00Z")
    );
}

#[test]
fn local_times_of_clock_changes_are_kept_and_reported() {
    let case = Case::jsonl().mapping("field = \"/at\"", "field = \"/at\"\nzone = \"Europe/Paris\"");
    let at = |time: &str| json_line("eve", "/d/D1", "").replace("2026-03-18T09:00:00Z", time);
    let report = case
        .log("a", at("2026-03-29T02:30:00") + &at("2026-10-25T02:30:00") + &at("2026-10-25T02:30:00+01:00"))
        .report();
    let exposure = &report.exposures[0];
    assert_eq!(
        (exposure.first.as_str(), exposure.last.as_str()),
        ("2026-03-29T01:30:00Z", "2026-10-25T01:30:00Z")
    );
    assert_eq!(report.by_hour[1].hour, "2026-10-25T00:00:00Z", "the first half past two");
    assert_eq!(report.warnings, [Warning::TimesTwice { accesses: 1 }, Warning::TimesNever { accesses: 1 }]);
}

#[test]
fn lines_out_of_order_give_the_same_first_and_last() {
    let at = |time: &str| json_line("eve", "/d/D1", "").replace("09:00", time);
    let report = Case::jsonl().log("a", at("11:00") + &at("08:00") + &at("09:30")).report();
    let exposure = &report.exposures[0];
    assert_eq!(
        (exposure.first.as_str(), exposure.last.as_str()),
        ("2026-03-18T08:00:00Z", "2026-03-18T11:00:00Z")
    );
    assert_eq!(exposure.evidence.iter().map(|line| line.line).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn malformed_lines_are_counted_and_shown() {
    let good = json_line("eve", "/d/D1", "");
    let bad = |from: &str, to: &str| good.replace(from, to);
    let lines = [
        good[..60].to_owned() + "\n",
        good[..40].to_owned() + &good,
        bad("\"status\":200", "\"status\":\"2OO\""),
        bad("\"status\":200,", ""),
        bad("\"verb\":\"GET\",", ""),
        bad("2026-03-18T09:00:00Z", "yesterday"),
        bad("\"at\":\"2026-03-18T09:00:00Z\",", ""),
        bad("\"user\":\"eve\"", "\"user\":\"eve\",\"user\":\"bob\""),
        bad("\"user\":\"eve\"", "\"user\":[\"eve\"]"),
    ];
    let report = Case::jsonl().log("a", lines.concat() + &good).report();
    assert_eq!(short(&report), ["eve lea D1 1"]);
    assert_eq!(report.totals.not_understood, lines.len() as u64);
    let reasons: Vec<Reason> = report.examples_not_understood.iter().map(|example| example.reason).collect();
    let expected = [
        Reason::NotJson,
        Reason::NotJson,
        Reason::StatusUnreadable,
        Reason::StatusMissing,
        Reason::ActionMissing,
        Reason::TimeUnreadable,
        Reason::TimeMissing,
        Reason::FieldTwice,
        Reason::FieldNotText,
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn examples_are_few_and_of_every_kind() {
    let text = "oops\n".repeat(100) + &json_line("eve", "/d/D1", "").replace("09:00:00Z", "9h");
    let report = Case::jsonl().log("a", &text).log("b", text + "\n").report();
    assert_eq!(report.totals.not_understood, 202);
    let lines: Vec<(&str, u64)> =
        report.examples_not_understood.iter().map(|line| (line.file.as_str(), line.line)).collect();
    assert_eq!(lines, [("a", 1), ("a", 2), ("a", 3), ("a", 4), ("a", 5), ("a", 101), ("b", 101)]);
}

#[test]
fn a_file_of_which_nothing_is_understood_is_told() {
    let report = Case::combined().log("a", json_line("eve", "/d/D1", "")).report();
    assert_eq!(report.warnings, [Warning::NothingUnderstood { file: "a".into() }]);
}

#[test]
fn a_table_that_fits_no_line_is_told() {
    let report = Case::jsonl().log("a", json_line("eve", "/d/0001", "")).report();
    assert_eq!(report.warnings, [Warning::NoResourceKnown { lines: 1 }]);
    assert_eq!((report.totals.accesses, report.totals.exposures), (0, 0));
}

#[test]
fn an_empty_table_is_an_error() {
    let mapping = Mapping::parse(support::JSONL).unwrap();
    let mut builder = Entitlements::builder(&mapping);
    builder.push(b"resource,person,viewer,category\n").unwrap();
    assert_eq!(builder.finish().unwrap_err().code(), "table-empty");
}

#[test]
fn rows_said_twice_change_nothing() {
    let once = Case::jsonl().table("D1,lea,armand,sante\n").log("a", json_line("eve", "/d/D1", ""));
    let twice =
        Case::jsonl().table(&"D1,lea,armand,sante\n".repeat(3)).log("a", json_line("eve", "/d/D1", ""));
    assert_eq!(once.report(), twice.report());
}

#[test]
fn each_person_of_a_resource_is_exposed_and_each_viewer_named() {
    let case = Case::jsonl()
        .table("D1,lea,armand,sante\nD1,tom,armand,sante\nD1,tom,nadia,coordonnees\nD1,lea,nadia,sante\n")
        .log(
            "a",
            json_line("eve", "/d/D1", "") + &json_line("zoe", "/d/D1", "") + &json_line("nadia", "/d/D1", ""),
        );
    let report = case.report();
    let rows: Vec<String> = report
        .exposures
        .iter()
        .map(|exposure| format!("{} {} {}", exposure.person, exposure.viewer, exposure.category))
        .collect();
    let expected = [
        "lea eve sante",
        "lea zoe sante",
        "tom eve coordonnees",
        "tom eve sante",
        "tom zoe coordonnees",
        "tom zoe sante",
    ];
    assert_eq!(rows, expected);
    assert_eq!((report.totals.persons, report.totals.viewers, report.totals.resources), (2, 2, 1));
    assert_eq!(report.by_hour[0].accesses, 2, "a line counts once");
}

#[test]
fn an_account_that_may_see_everything_exposes_nobody() {
    let case = Case::jsonl().table("*,,agent,\nD1,lea,armand,sante\n");
    assert_eq!(case.log("a", json_line("agent", "/d/D1", "")).exposures(), NONE);
}

#[test]
fn an_unknown_resource_exposes_nobody() {
    assert_eq!(Case::jsonl().log("a", json_line("eve", "/d/D3", "")).exposures(), NONE);
}

#[test]
fn somebody_without_account_is_named_by_the_address() {
    let line = |user: &str| json_line("USER", "/d/D1", "").replace("\"user\":\"USER\",", user);
    for user in ["", "\"user\":null,", "\"user\":\"\",", "\"user\":\"-\","] {
        assert_eq!(
            Case::jsonl().log("a", line(user)).exposures(),
            ["anonymous@192.0.2.1 lea D1 1"],
            "{user}"
        );
    }
    let nowhere = line("").replace(",\"ip\":\"192.0.2.1\"", "");
    assert_eq!(Case::jsonl().log("a", nowhere).exposures(), ["anonymous@- lea D1 1"]);
    for user in ["-", "\"\""] {
        let line = combined_line(user, "GET /d/D1 HTTP/2.0", "200");
        assert_eq!(Case::combined().log("a", line).exposures(), ["anonymous@192.0.2.1 lea D1 1"], "{user}");
    }
}

#[test]
fn addresses_are_kept_without_repetition() {
    let from = |address: &str| json_line("eve", "/d/D1", "").replace("192.0.2.1", address);
    let report = Case::jsonl()
        .log("a", from("192.0.2.9") + &from("2001:db8::1") + &from("192.0.2.9") + &from("-"))
        .report();
    assert_eq!(report.exposures[0].addresses, ["192.0.2.9", "2001:db8::1"]);
    assert_eq!(report.exposures[0].count, 4);
}

#[test]
fn a_session_stands_for_its_account_during_its_dates() {
    let case = || {
        Case::jsonl().sessions(
            "s1,armand,2026-03-18T08:00:00Z,2026-03-18T10:00:00Z\n\
             s2,zoe,2026-03-18T08:00:00Z,2026-03-18T10:00:00Z\n\
             s3,armand,2026-03-18T10:00:00Z,2026-03-18T11:00:00Z\n\
             s4,armand,,\ns4,zoe,,\n",
        )
    };
    let by = |session: &str| case().log("a", json_line(session, "/d/D1", "")).report();
    assert_eq!(short(&by("s1")), NONE);
    assert_eq!(short(&by("s2")), ["zoe lea D1 1"]);
    // Nobody can show that it was somebody entitled.
    assert_eq!(short(&by("s3")), ["session:s3 lea D1 1"]);
    assert_eq!(short(&by("s9")), ["session:s9 lea D1 1"]);
    assert_eq!(by("s9").warnings, [Warning::SessionsUnknown { accesses: 1 }]);
    // A session of two accounts: whoever was not entitled is named.
    assert_eq!(short(&by("s4")), ["zoe lea D1 1"]);
    assert_eq!(short(&by("-")), ["anonymous@192.0.2.1 lea D1 1"]);
}

#[test]
fn percent_encoded_names_are_recognised() {
    for path in ["/d/D1", "/d/%441", "/d/%44%31?x=1", "/%64/D1", "/d/D1%2Frib", "/d%2fD1"] {
        assert_eq!(
            Case::jsonl().log("a", json_line("eve", path, "")).exposures(),
            ["eve lea D1 1"],
            "{path}"
        );
    }
    for path in ["/d/%2544%31", "/d/D1%", "/d/D1%zz"] {
        assert_eq!(Case::jsonl().log("a", json_line("eve", path, "")).exposures(), NONE, "{path}");
    }
    // A name that is percent-encoded in the table is found as it is.
    let table = "%441,noe,zoe,x\nD1,lea,armand,x\n";
    assert_eq!(
        Case::jsonl().table(table).log("a", json_line("eve", "/d/%441", "")).exposures(),
        ["eve noe %441 1"]
    );
    let raw = Case::jsonl().mapping("[resource]", "[resource]\ndecode = \"none\"");
    assert_eq!(raw.log("a", json_line("eve", "/d/%441", "")).exposures(), NONE);
}

#[test]
fn capitals_of_a_uuid_do_not_matter_when_the_mapping_says_so() {
    let path = "/d/6F9619FF-8B86-D011-B42D-00CF4FC964FF";
    let table = "6f9619ff-8b86-d011-b42d-00cf4fc964ff,lea,armand,sante\n";
    let case = || Case::jsonl().table(table).log("a", json_line("eve", path, ""));
    assert_eq!(case().exposures(), NONE);
    let fold = case().mapping("[resource]", "[resource]\ncase = \"fold\"");
    assert_eq!(fold.exposures(), ["eve lea 6f9619ff-8b86-d011-b42d-00cf4fc964ff 1"]);
}

#[test]
fn capitals_of_an_account_do_not_matter_when_the_mapping_says_so() {
    let case =
        || Case::jsonl().table("D1,lea,Amélie.Cœur,sante\n").log("a", json_line("AMÉLIE.CŒUR", "/d/D1", ""));
    assert_eq!(case().exposures(), ["AMÉLIE.CŒUR lea D1 1"]);
    assert_eq!(case().mapping("[actor]", "[actor]\ncase = \"fold\"").exposures(), NONE);
}

#[test]
fn byte_order_mark_carriage_returns_and_a_missing_last_line_feed_are_harmless() {
    let line = json_line("eve", "/d/D1", "");
    let text = format!("\u{feff}{}\r\n{}", line.trim_end(), line.trim_end());
    let report = Case::jsonl().log("a", text).report();
    assert_eq!((short(&report), report.totals.lines), (vec!["eve lea D1 2".to_owned()], 2));

    let csv = "\u{feff}at;user;path\r\n2026-03-18T09:00:00Z;eve;/d/D1\r\n\"2026-03-18T09:00:00Z\";\"eve\";\"/d/D1\"";
    let mapping = "format = \"csv\"\ndelimiter = \";\"\n[time]\nfield = \"at\"\n[actor]\nfield = \"user\"\n\
                   [resource]\nfield = \"path\"\npattern = '^/d/(?P<resource>[^/?]+)'\n";
    assert_eq!(Case::new(mapping).log("a", csv).exposures(), ["eve lea D1 2"]);
}

#[test]
fn a_byte_that_is_not_utf_8_hides_nothing() {
    let mut line = json_line("l@a", "/d/D1", ",\"agent\":\"@\"").into_bytes();
    line.iter_mut().filter(|byte| **byte == b'@').for_each(|byte| *byte = 0xe9);
    assert_eq!(Case::jsonl().log("a", line).exposures(), ["l\\xE9a lea D1 1"]);
}

#[test]
fn utf_16_and_archives_are_refused() {
    let (_, _, scanner) = Case::jsonl().parts();
    let code = |bytes: &[u8]| {
        let mut scan = scanner.open("a");
        match scan.push(bytes) {
            Err(error) => error.code(),
            Ok(_) => scan.finish().unwrap_err().code(),
        }
    };
    let utf16: Vec<u8> = "\u{feff}{\"a\":1}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(code(&utf16), "log-utf16");
    assert_eq!(code(b"PK\x03\x04\x14\x00\x00\x00"), "compression-unsupported");
    assert_eq!(code(b"PK\x03\x04"), "compression-unsupported");
}

#[test]
fn a_damaged_file_counts_up_to_the_damage_and_says_so() {
    let text = json_line("eve", "/d/D1", "").repeat(1_000);
    let packed = zstd::bulk::compress(text.as_bytes(), 1).unwrap();
    let report = Case::jsonl().log("a.zst", &packed[..packed.len() - 3]).report();
    let incomplete =
        Warning::InputIncomplete { file: "a.zst".into(), problem: "compressed-truncated".into() };
    assert_eq!(report.warnings, [incomplete]);
}

#[test]
fn very_long_lines_are_counted_and_bounded() {
    let mut case = Case::jsonl();
    case.limits.line_bytes_max = 2_000;
    let good = json_line("eve", "/d/D1", "");
    let long = json_line("eve", "/d/D1", &format!(",\"x\":\"{}\"", "é".repeat(5_000)));
    let fits = json_line("eve", "/d/D1", &format!(",\"x\":\"{}\"", "y".repeat(1_993 - good.len())));
    assert_eq!(fits.len(), 2_000);
    let report = case.log("a", [&good, &long, &good, &fits, &long].map(String::as_str).concat()).report();
    assert_eq!(short(&report), ["eve lea D1 3"]);
    assert_eq!((report.totals.lines, report.totals.not_understood), (5, 2));
    let example = &report.examples_not_understood[0];
    assert_eq!((example.reason, example.line), (Reason::TooLong, 2));
    assert!(example.text.len() < 310 && example.text.ends_with('…'));
}

#[test]
fn evidence_is_bounded_and_says_so() {
    let mut case = Case::jsonl();
    case.limits.evidence_lines_max = 10;
    let at = |second: usize| {
        json_line("eve", "/d/D1", "")
            .replace("09:00:00", &format!("09:{:02}:{:02}", second / 60, second % 60))
    };
    // Backwards: the earliest lines are the last ones.
    let report = case.log("a", (0..500).rev().map(at).collect::<String>()).report();
    let exposure = &report.exposures[0];
    assert_eq!(exposure.count, 500);
    assert_eq!(
        exposure.evidence.iter().map(|line| line.line).collect::<Vec<_>>(),
        (491..=500).collect::<Vec<_>>()
    );
    assert_eq!(report.warnings, [Warning::EvidenceCut { exposures: 1 }]);
}

#[test]
fn more_exposures_than_can_be_true_stop_the_scan() {
    let mut case = Case::jsonl();
    case.limits.exposures_max = 10;
    let (_, _, scanner) = case.parts();
    let lines: String = (0..11).map(|n| json_line(&format!("user{n}"), "/d/D1", "")).collect();
    assert_eq!(scanner.open("a").push(lines.as_bytes()).unwrap_err().code(), "too-many-exposures");
}

#[test]
fn findings_of_two_tables_never_mix() {
    let case = Case::jsonl();
    let (_, entitlements, scanner) = case.parts();
    let (_, _, other) = Case::jsonl().table("D1,lea,eve,sante\n").parts();
    let line = json_line("eve", "/d/D1", "");
    let mut partial = Partial::from(whole(&scanner, "a", line.as_bytes()));
    let elsewhere = Partial::from(whole(&other, "b", line.as_bytes()));
    assert_eq!(Report::build(&entitlements, &elsewhere, &[]).unwrap_err().code(), "report-other-table");
    assert_eq!(partial.merge(elsewhere).unwrap_err().code(), "merge-other-table");
}

#[test]
fn a_csv_file_without_the_columns_of_the_mapping_is_refused() {
    let mapping =
        "format = \"csv\"\n[time]\nfield = \"at\"\n[actor]\nfield = \"user\"\n[resource]\nfield = \"path\"\n";
    let (_, _, scanner) = Case::new(mapping).parts();
    let code = |text: &str| scanner.open("a").push(text.as_bytes()).map_err(|error| error.code());
    assert_eq!(code("at,user,resource\n"), Err("log-csv-column"));
    assert_eq!(code("at,user,path,user\n"), Err("log-csv-column"));
    assert!(code("\nat,user,path\n").is_ok());
    let named = format!("columns = [\"at\", \"user\", \"path\"]\n{mapping}");
    let report = Case::new(&named).log("a", "2026-03-18T09:00:00Z,eve,D1\n").report();
    assert_eq!(short(&report), ["eve lea D1 1"]);
}
