//! Formats of time, zones and the hours that clocks repeat or skip.

use super::*;
use proptest::prelude::*;

fn read(format: &str, zone: Option<&str>, text: &str) -> Option<(String, Clarity)> {
    let reader = TimeReader::new(format, zone).unwrap();
    reader
        .read(text.as_bytes(), &mut TimeCache::default())
        .map(|instant| (rfc3339_utc(instant.micros), instant.clarity))
}

fn clear(format: &str, zone: Option<&str>, text: &str) -> String {
    let (instant, clarity) = read(format, zone, text).unwrap();
    assert_eq!(clarity, Clarity::Clear, "{text}");
    instant
}

#[test]
fn each_format_gives_the_same_instant() {
    let expected = "2026-03-18T09:11:12Z";
    assert_eq!(clear("rfc3339", None, "2026-03-18T10:11:12+01:00"), expected);
    assert_eq!(clear("rfc3339", None, "2026-03-18t09:11:12z"), expected);
    assert_eq!(clear("rfc3339", Some("Europe/Paris"), "2026-03-18 10:11:12"), expected);
    assert_eq!(clear("clf", None, "18/Mar/2026:10:11:12 +0100"), expected);
    assert_eq!(clear("unix", None, "1773825072"), expected);
    assert_eq!(clear("unix_ms", None, "1773825072000"), expected);
    assert_eq!(clear("%d.%m.%Y %H:%M:%S", Some("Europe/Paris"), "18.03.2026 10:11:12"), expected);
    assert_eq!(clear("%Y-%m-%dT%H:%M:%S%z", None, "2026-03-18T10:11:12+0100"), expected);
    assert_eq!(clear("rfc3339", Some("+01:00"), "2026-03-18T10:11:12"), expected);
}

#[test]
fn decimals_are_kept_to_the_microsecond() {
    assert_eq!(clear("rfc3339", None, "2026-03-18T09:11:12.1234567Z"), "2026-03-18T09:11:12.123456Z");
    assert_eq!(clear("unix", None, "1773825072.25"), "2026-03-18T09:11:12.25Z");
    assert_eq!(clear("unix_ms", None, "1773825072250.5"), "2026-03-18T09:11:12.2505Z");
}

#[test]
fn what_is_not_a_time_is_refused() {
    for text in ["", "2026-03-18", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-18T24:00:00Z"] {
        assert_eq!(read("rfc3339", None, text), None, "{text}");
    }
    for text in
        ["2026-03-18T10:11:12", "2026-03-18T10:11:12.Z", "2026-03-18T10:11:12+1:00", "2026-03-18T10:11:12Z "]
    {
        assert_eq!(read("rfc3339", None, text), None, "{text}");
    }
    for text in ["18/Mrz/2026:10:11:12 +0100", "31/Apr/2026:10:11:12 +0100", "18/Mar/2026:10:11:12 0100"] {
        assert_eq!(read("clf", None, text), None, "{text}");
    }
    for text in ["", "-", "1.", "1e9", "12345678901234567", "0x10"] {
        assert_eq!(read("unix", None, text), None, "{text}");
    }
}

#[test]
fn the_night_of_29_march_has_no_half_past_two() {
    let paris = Some("Europe/Paris");
    assert_eq!(clear("rfc3339", paris, "2026-03-29T01:59:59"), "2026-03-29T00:59:59Z");
    assert_eq!(
        read("rfc3339", paris, "2026-03-29T02:30:00"),
        Some(("2026-03-29T01:30:00Z".into(), Clarity::Never))
    );
    assert_eq!(clear("rfc3339", paris, "2026-03-29T03:00:00"), "2026-03-29T01:00:00Z");
}

#[test]
fn the_night_of_25_october_has_two_half_past_two() {
    let paris = Some("Europe/Paris");
    assert_eq!(clear("rfc3339", paris, "2026-10-25T01:59:59"), "2026-10-24T23:59:59Z");
    assert_eq!(
        read("rfc3339", paris, "2026-10-25T02:30:00"),
        Some(("2026-10-25T00:30:00Z".into(), Clarity::Twice))
    );
    assert_eq!(clear("rfc3339", paris, "2026-10-25T03:00:00"), "2026-10-25T02:00:00Z");
    assert_eq!(clear("rfc3339", paris, "2026-10-25T02:30:00+01:00"), "2026-10-25T01:30:00Z");
}

#[test]
fn formats_and_zones_are_checked_with_the_mapping() {
    let code = |format: &str, zone: Option<&str>| TimeReader::new(format, zone).unwrap_err().code();
    assert_eq!(code("iso", None), "mapping-time-format");
    assert_eq!(code("%Y-%m-%d %H:%M:%S", None), "mapping-zone-missing");
    assert_eq!(code("%H:%M:%S", Some("UTC")), "mapping-time-format");
    assert_eq!(code("%Y-%m-%d", Some("UTC")), "mapping-time-format");
    assert_eq!(code("rfc3339", Some("Europe/Pariss")), "mapping-zone");
    assert_eq!(code("rfc3339", Some("+1")), "mapping-zone");
}

proptest! {
    #[test]
    fn rfc3339_agrees_with_the_calendar_library(micros in -62_000_000_000_000_000_i64..253_000_000_000_000_000) {
        let text = rfc3339_utc(micros);
        prop_assume!(!text.starts_with('-'));
        let read = read("rfc3339", None, &text).unwrap();
        prop_assert_eq!(read.0, text);
    }

    /// The cache of the last hour never changes an answer, whatever came before.
    #[test]
    fn local_times_agree_with_the_calendar_library(
        locals in proptest::collection::vec(0_i64..700_000, 1..20),
        around in prop_oneof![Just("2026-03-25T00:00"), Just("2026-10-21T00:00"), Just("2026-04-01T00:00")],
        zone_name in prop_oneof![Just("Europe/Paris"), Just("Australia/Lord_Howe"), Just("America/Cayenne")],
    ) {
        let reader = TimeReader::new("rfc3339", Some(zone_name)).unwrap();
        let start: jiff::civil::DateTime = around.parse().unwrap();
        let zone = jiff::tz::TimeZone::get(zone_name).unwrap();
        let mut cache = TimeCache::default();
        for seconds in locals {
            let local = start.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
            let expected = zone.to_ambiguous_timestamp(local);
            let read = reader.read(local.strftime("%FT%T").to_string().as_bytes(), &mut cache).unwrap();
            prop_assert_eq!(read.clarity != Clarity::Clear, expected.is_ambiguous());
            prop_assert_eq!(read.micros, expected.compatible().unwrap().as_microsecond());
        }
    }
}
