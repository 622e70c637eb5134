//! The scan against a naive reading with the usual libraries, on generated
//! lines, whole and damaged.

#![allow(clippy::unwrap_used, clippy::panic)]

mod reference;
mod support;

use beffroi_trace::Report;
use proptest::prelude::*;
use reference::{Naive, Row};
use support::Case;

const TABLE: &str = "resource,person,viewer,category\nD1,lea,armand,sante\nD1,tom,nadia,sante\nD2,noe,zoe,bancaire\né 1,ida,zoe,rib\n";

const JSONL: &str = r#"
format = "jsonl"
[time]
field = "/at"
[actor]
field = "/user"
[resource]
field = "/http/path"
pattern = '^/d/(?P<resource>[^/?]+)'
[action]
field = "/http/verb"
[status]
field = "/status"
[address]
field = "/ip"
"#;

const CSV: &str = r#"
format = "csv"
[time]
field = "at"
[actor]
field = "user"
[resource]
field = "path"
pattern = '/d/(?P<resource>[A-Zé][ 0-9]+)'
[action]
field = "verb"
only = ["GET", "POST"]
[status]
field = "status"
success = ["200-299"]
[address]
field = "ip"
"#;

fn check(mapping: &str, text: &[u8], naive: &Naive) -> Result<(), TestCaseError> {
    let mut case = Case::new(mapping).log("a", text);
    case.table = TABLE.to_owned();
    let report = case.report();
    let shown = String::from_utf8_lossy(text);
    prop_assert_eq!(rows(&report), naive.rows(), "{}", shown);
    prop_assert_eq!(report.totals.not_understood, naive.not_understood, "{}", shown);
    prop_assert_eq!(report.totals.accesses, naive.accesses, "{}", shown);
    Ok(())
}

fn rows(report: &Report) -> Vec<Row> {
    let row = |exposure: &beffroi_trace::Exposure| Row {
        person: exposure.person.clone(),
        viewer: exposure.viewer.clone(),
        resource: exposure.resource.clone(),
        category: exposure.category.clone(),
        first: exposure.first.clone(),
        last: exposure.last.clone(),
        addresses: exposure.addresses.clone(),
        lines: exposure.evidence.iter().map(|evidence| evidence.line).collect(),
    };
    report.exposures.iter().map(row).collect()
}

fn time() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (0_i64..100_000, prop_oneof![Just("Z"), Just("+01:00"), Just("-03:30")]).prop_map(|(seconds, zone)| {
            let stamp = jiff::Timestamp::from_second(1_773_800_000 + seconds).unwrap();
            stamp.to_string().replace('Z', zone)
        }),
        1 => Just("2026-03-18T10:00:00.123456Z".to_owned()),
        1 => Just("2026-03-18T10:00:00".to_owned()),
        1 => Just("2026-02-30T10:00:00Z".to_owned()),
        1 => "[0-9TZ:-]{0,20}",
    ]
}

fn user() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => prop_oneof![Just("armand"), Just("nadia"), Just("zoe"), Just("eve")].prop_map(str::to_owned),
        1 => Just("-".to_owned()),
        1 => Just(String::new()),
        1 => "[a-zé\"\\\\ \u{1F600}]{0,6}",
    ]
}

fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (prop_oneof![Just("D1"), Just("D2"), Just("D3"), Just("é%201"), Just("%441"), Just("é 1")], "(/rib)?(\\?x=1)?")
            .prop_map(|(name, tail)| format!("/d/{name}{tail}")),
        1 => Just("/%64/D1".to_owned()),
        1 => Just("/static/app.js".to_owned()),
        1 => "/d/[D1%4é/?\"]{0,8}",
    ]
}

fn verb() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just("GET"), 1 => Just("POST"), 1 => Just("head"), 1 => Just("HEAD"), 1 => Just("OPTIONS"), 1 => Just("")]
}

fn status() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop_oneof![Just("200"), Just("206"), Just("304"), Just("403"), Just("500")].prop_map(str::to_owned),
        1 => Just("-".to_owned()),
        1 => Just("20x".to_owned()),
        1 => "[0-9]{1,11}",
    ]
}

/// A JSON object with its members in any order, some missing, some odd.
fn json() -> impl Strategy<Value = String> {
    let string = |text: String| serde_json::to_string(&text).unwrap();
    let member = |name: &'static str, value: BoxedStrategy<String>| {
        prop_oneof![
            12 => (value, prop_oneof![4 => Just(":"), 1 => Just(" : ")]).prop_map(move |(value, colon)| format!("\"{name}\"{colon}{value}")),
            1 => Just(format!("\"{name}\":null")),
            1 => Just(String::new()),
        ]
    };
    let user = prop_oneof![8 => user().prop_map(string), 1 => Just("12".to_owned()), 1 => Just("true".to_owned()), 1 => Just("{}".to_owned())];
    let status = prop_oneof![
        6 => prop_oneof![Just("200"), Just("304"), Just("403")].prop_map(str::to_owned),
        1 => status().prop_map(string),
        1 => prop_oneof![Just("2e2"), Just("200.0"), Just("-1"), Just("false")].prop_map(str::to_owned),
    ];
    let escaped =
        path().prop_map(|text| format!("\"{}\"", text.replace('"', "\\\"").replace("/d", "\\/\\u0064")));
    let path = prop_oneof![4 => path().prop_map(string), 1 => escaped];
    let nested = prop_oneof![Just(String::new()), Just("\"x\":[1,{\"path\":2}]".to_owned())];
    let verb = verb().prop_map(move |verb| string(verb.to_owned()));
    let http = (member("path", path.boxed()), member("verb", verb.boxed()), nested)
        .prop_map(|(path, verb, other)| object(&[path, other, verb], ","));
    let other = prop_oneof![
        2 => Just(String::new()),
        1 => Just("\"note\":[null,-1.5e-3,\"\\ud83d\\ude00\",{\"user\":\"x\"}]".to_owned()),
        1 => "[a-z\\\\\"é{}\\[\\],: ]{0,12}".prop_map(move |text| format!("\"note\":{}", string(text))),
        1 => Just("\"user\":\"again\"".to_owned()),
    ];
    let members = (
        member("at", time().prop_map(string).boxed()),
        member("user", user.boxed()),
        member("http", http.boxed()),
        member("status", status.boxed()),
        member("ip", "(192\\.0\\.2\\.[0-9]|-)?".prop_map(string).boxed()),
        other,
    )
        .prop_map(|(a, b, c, d, e, f)| vec![a, b, c, d, e, f]);
    (
        prop_oneof![3 => members.clone(), 1 => members.prop_shuffle()],
        prop_oneof![3 => Just(","), 1 => Just(", "), 1 => Just(",\t ")],
    )
        .prop_map(|(members, comma)| object(&members, comma))
}

fn object(members: &[String], comma: &str) -> String {
    let members: Vec<&str> = members.iter().map(String::as_str).filter(|member| !member.is_empty()).collect();
    format!("{{{}}}", members.join(comma))
}

fn combined() -> impl Strategy<Value = String> {
    let escape = |text: String| text.replace('\\', "\\\\").replace('"', "\\\"");
    let request = prop_oneof![
        6 => (verb(), path()).prop_map(|(verb, path)| format!("{verb} {path} HTTP/1.1")),
        1 => (verb(), path()).prop_map(|(verb, path)| format!("{verb} {path}")),
        1 => Just("-".to_owned()),
        1 => Just("GET /d/D1 x HTTP/2.0".to_owned()),
    ];
    let stamp = (0_i64..100_000).prop_map(|seconds| {
        let stamp = jiff::Timestamp::from_second(1_773_800_000 + seconds).unwrap();
        stamp.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
    });
    let time =
        prop_oneof![8 => stamp, 1 => Just("31/Feb/2026:10:00:00 +0100".to_owned()), 1 => "[a-z ]{0,8}"];
    let tail = prop_oneof![
        4 => "[ -~é]{0,20}".prop_map(move |agent| format!(" \"-\" \"{}\"", escape(agent))),
        1 => Just(String::new()),
        1 => Just(" \"-\"".to_owned()),
        1 => Just(" \"-\" \"x\" 0.01 \"y z\"\r".to_owned()),
    ];
    (user(), time, request, status(), "[0-9]{1,5}|-", tail).prop_map(
        move |(user, time, request, status, bytes, tail)| {
            format!("192.0.2.1 - {} [{time}] \"{}\" {status} {bytes}{tail}", escape(user), escape(request))
        },
    )
}

/// Lines, a few of them damaged by a byte more, less or other.
fn lines(line: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<u8>> {
    let damage = proptest::option::weighted(
        0.3,
        (any::<prop::sample::Index>(), 0..4, prop::sample::select(b"\"\\{}[],: a0-\x01\r".to_vec())),
    );
    proptest::collection::vec((line, damage), 1..12).prop_map(|lines| {
        let mut text = Vec::new();
        for (line, damage) in lines {
            let mut line = line.into_bytes();
            if let Some((place, kind, byte)) = damage
                && !line.is_empty()
            {
                let place = place.index(line.len());
                match kind {
                    0 => drop(line.remove(place)),
                    1 => line.insert(place, byte),
                    2 => line[place] = byte,
                    _ => line.truncate(place),
                }
            }
            text.extend_from_slice(&line);
            text.push(b'\n');
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn json_lines(text in lines(json())) {
        check(JSONL, &text, &reference::json(TABLE, &text))?;
    }

    #[test]
    fn combined_lines(text in lines(combined())) {
        let mapping = "format = \"combined\"\n[resource]\npattern = '^/d/(?P<resource>[^/?]+)'\n";
        check(mapping, &text, &reference::combined(TABLE, &text))?;
    }

    #[test]
    fn csv_records(
        records in proptest::collection::vec((time(), user(), path(), verb(), status(), "(192\\.0\\.2\\.[0-9])?", "[a-z\", \n]{0,8}"), 0..12),
        quote in any::<bool>(),
    ) {
        let style = if quote { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let terminator = if quote { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().quote_style(style).terminator(terminator).from_writer(Vec::new());
        writer.write_record(["at", "note", "user", "path", "verb", "status", "ip"]).unwrap();
        for (at, user, path, verb, status, ip, note) in &records {
            writer.write_record([at.as_str(), note, user, path, verb, status, ip]).unwrap();
        }
        let text = writer.into_inner().unwrap();
        check(CSV, &text, &reference::csv(TABLE, &text))?;
    }
}
