//! What a mapping says, and each way in which it is refused.

use super::*;

const WHOLE: &str = r#"
format = "jsonl"
[time]
field = "/ts"
format = "%Y-%m-%d %H:%M:%S"
zone = "Europe/Paris"
[actor]
field = "/user"
case = "fold"
[resource]
field = "/path"
pattern = '^/d/(?P<resource>[^/?]+)'
case = "fold"
decode = "none"
[action]
field = "/verb"
only = ["get", "POST"]
[status]
field = "/status"
success = ["200-299", 304, "ok"]
[address]
field = "/ip"
"#;

fn code(text: &str) -> &'static str {
    Mapping::parse(text).unwrap_err().code()
}

#[test]
fn a_whole_mapping_is_read() {
    let mapping = Mapping::parse(WHOLE).unwrap();
    assert_eq!(mapping.format(), LogFormat::JsonLines);
    let checked = mapping.checked();
    assert!(
        checked.action.counts(b"GET") && checked.action.counts(b"post") && !checked.action.counts(b"HEAD")
    );
    for (status, verdict) in [
        ("200", StatusVerdict::Success),
        ("299", StatusVerdict::Success),
        ("304", StatusVerdict::Success),
        ("ok", StatusVerdict::Success),
        ("300", StatusVerdict::Refused),
        ("403", StatusVerdict::Refused),
        ("failed", StatusVerdict::Refused),
    ] {
        assert_eq!(checked.status.verdict(status.as_bytes()), verdict, "{status}");
    }
}

#[test]
fn the_combined_format_needs_little() {
    let mapping = Mapping::parse("format = \"combined\"").unwrap();
    let checked = mapping.checked();
    assert_eq!(
        checked.fields.each_ref().map(|field| field.as_deref().unwrap()),
        ["time", "user", "path", "method", "status", "address"]
    );
    for action in ["GET", "POST", "PUT", "PATCH", "DELETE", "get"] {
        assert!(checked.action.counts(action.as_bytes()), "{action}");
    }
    for action in ["HEAD", "OPTIONS", "TRACE", "CONNECT", "head"] {
        assert!(!checked.action.counts(action.as_bytes()), "{action}");
    }
    for (status, verdict) in [
        ("200", StatusVerdict::Success),
        ("206", StatusVerdict::Success),
        ("304", StatusVerdict::Success),
        ("301", StatusVerdict::Refused),
        ("403", StatusVerdict::Refused),
        ("500", StatusVerdict::Refused),
        ("-", StatusVerdict::Unreadable),
        ("2OO", StatusVerdict::Unreadable),
        ("", StatusVerdict::Unreadable),
    ] {
        assert_eq!(checked.status.verdict(status.as_bytes()), verdict, "{status}");
    }
}

#[test]
fn csv_columns_and_delimiters_are_checked() {
    let tail = "[time]\nfield=\"ts\"\n[actor]\nfield=\"user\"\n[resource]\nfield=\"path\"\n";
    let csv = |head: &str| format!("format = \"csv\"\n{head}\n{tail}");
    assert_eq!(Mapping::parse(&csv("")).unwrap().format(), LogFormat::Csv { delimiter: b',' });
    assert_eq!(
        Mapping::parse(&csv("delimiter = \";\"")).unwrap().format(),
        LogFormat::Csv { delimiter: b';' }
    );
    assert!(Mapping::parse(&csv("columns = [\"ts\", \"user\", \"path\"]")).is_ok());
    assert_eq!(code(&csv("columns = [\"ts\", \"user\"]")), "mapping-column");
    assert_eq!(code(&csv("columns = [\"ts\", \"user\", \"path\", \"ts\"]")), "mapping-column");
    assert_eq!(code(&csv("delimiter = \"--\"")), "mapping-delimiter");
    assert_eq!(code(&csv("delimiter = \"é\"")), "mapping-delimiter");
    assert_eq!(code(&format!("format = \"combined\"\ndelimiter = \";\"\n{tail}")), "mapping-csv-only");
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let without = |part: &str| WHOLE.replace(part, "");
    let with = |from: &str, to: &str| WHOLE.replace(from, to);
    assert_eq!(code("format = jsonl"), "mapping-toml");
    assert_eq!(code(&with("[address]", "[adress]")), "mapping-toml");
    assert_eq!(code(&with("format = \"jsonl\"", "format = \"xml\"")), "mapping-format");
    assert_eq!(code(&without("field = \"/user\"")), "mapping-field-missing");
    assert_eq!(code(&without("field = \"/verb\"")), "mapping-field-missing");
    assert_eq!(code(&with("\"/user\"", "\"user\"")), "mapping-pointer");
    assert_eq!(code(&without("zone = \"Europe/Paris\"")), "mapping-zone-missing");
    assert_eq!(code(&with("Europe/Paris", "Europe/Vihiers")), "mapping-zone");
    assert_eq!(code(&with("(?P<resource>[^/?]+)", "([^/?]+)")), "mapping-pattern-group");
    assert_eq!(code(&with("(?P<resource>[^/?]+)", "(?P<resource>")), "mapping-pattern");
    assert_eq!(code(&with("\"none\"", "\"twice\"")), "mapping-choice");
    assert_eq!(code(&with("200-299", "299-200")), "mapping-success");
    assert_eq!(code(&with("200-299", "200-")), "mapping-success");
    assert_eq!(code("format = \"combined\"\n[actor]\nfield = \"/user\"\n"), "mapping-combined-field");
    let error = Mapping::parse(&with("[address]", "[address]\nfoo = 1")).unwrap_err();
    assert!(matches!(error, MappingError::Toml { line: Some(_), .. }), "{error:?}");
}
