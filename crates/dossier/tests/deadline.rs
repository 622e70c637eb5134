//! The 72 hours of article 33(1), on the dates where people get them wrong.

use beffroi_dossier::calendar::Calendar;
use beffroi_dossier::deadline::{Counting, Deadline, Period, PeriodUnit, Place, count, gdpr_72_hours};
use jiff::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().expect("an RFC 3339 instant")
}

fn paris() -> Place {
    Place::in_zone("Europe/Paris").expect("bundled zone")
}

fn check(aware: &str, target: &str, limit_3_1: &str, limit_3_5: Option<&str>) {
    let expected =
        Deadline { target: at(target), limit_3_1: Some(at(limit_3_1)), limit_3_5: limit_3_5.map(at) };
    assert_eq!(gdpr_72_hours(at(aware), &paris()), Some(expected), "{aware}");
}

#[test]
fn spring_change_of_clocks_moves_the_wall_time_not_the_72_hours() {
    check(
        "2026-03-27T10:00:00+01:00",
        "2026-03-30T11:00:00+02:00",
        "2026-03-30T12:00:00+02:00",
        Some("2026-04-01T00:00:00+02:00"),
    );
}

#[test]
fn autumn_change_of_clocks() {
    check(
        "2026-10-23T10:00:00+02:00",
        "2026-10-26T09:00:00+01:00",
        "2026-10-26T10:00:00+01:00",
        Some("2026-10-28T00:00:00+01:00"),
    );
}

#[test]
fn an_ordinary_monday_has_its_two_working_days() {
    check("2025-11-24T09:30:00+01:00", "2025-11-27T09:30:00+01:00", "2025-11-27T10:00:00+01:00", None);
}

#[test]
fn a_sunday_after_christmas_is_not_moved() {
    check(
        "2026-12-24T16:20:00+01:00",
        "2026-12-27T16:20:00+01:00",
        "2026-12-27T17:00:00+01:00",
        Some("2026-12-30T00:00:00+01:00"),
    );
}

#[test]
fn easter_monday_is_not_moved() {
    check(
        "2026-04-03T18:00:00+02:00",
        "2026-04-06T18:00:00+02:00",
        "2026-04-06T19:00:00+02:00",
        Some("2026-04-09T00:00:00+02:00"),
    );
}

#[test]
fn the_calendar_of_alsace_moselle_changes_only_the_advisory_limit() {
    let aware = at("2026-12-23T09:00:00+01:00");
    let here = gdpr_72_hours(aware, &paris()).unwrap();
    let there = gdpr_72_hours(aware, &paris().with_calendar(Calendar::AlsaceMoselle)).unwrap();
    assert_eq!(here.target, there.target);
    // Working days after Wednesday 23: Thursday 24, then Monday 28 in both; but from Thursday 24 a
    // Saturday 26 is no working day anywhere, so only a weekday holiday tells them apart.
    assert_eq!(here.limit_3_5, there.limit_3_5);
    let good_friday_week = at("2026-04-02T09:00:00+02:00");
    let here = gdpr_72_hours(good_friday_week, &paris()).unwrap();
    let there = gdpr_72_hours(good_friday_week, &paris().with_calendar(Calendar::AlsaceMoselle)).unwrap();
    assert_eq!(here.limit_3_5, Some(at("2026-04-08T00:00:00+02:00")));
    assert_eq!(there.limit_3_5, Some(at("2026-04-09T00:00:00+02:00")));
}

#[test]
fn the_target_is_the_same_instant_in_every_zone() {
    let aware = at("2026-03-27T10:00:00+01:00");
    for zone in ["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Marquesas", "UTC"] {
        let place = Place::in_zone(zone).unwrap();
        assert_eq!(gdpr_72_hours(aware, &place).unwrap().target, at("2026-03-30T09:00:00Z"), "{zone}");
    }
}

#[test]
fn zones_with_a_half_hour_round_on_their_own_clock() {
    // 10:10 at UTC−09:30: the hour excluded ends at 11:00 there, 20:30 UTC.
    let place = Place::in_zone("Pacific/Marquesas").unwrap();
    let deadline = gdpr_72_hours(at("2026-06-01T10:10:00-09:30"), &place).unwrap();
    assert_eq!(deadline.limit_3_1, Some(at("2026-06-04T11:00:00-09:30")));
}

#[test]
fn a_month_under_regulation_1182_ends_with_its_last_day_and_rolls_over_a_weekend() {
    // NIS2 final report: notification on Wednesday 14 January 2026 → Saturday 14 February → Monday 16.
    let month = Period { n: 1, unit: PeriodUnit::Month };
    let deadline = count(at("2026-01-14T15:00:00+01:00"), month, Counting::Eu1182, &paris()).unwrap();
    assert_eq!(deadline.target, at("2026-02-17T00:00:00+01:00"));
    let elapsed = count(at("2026-01-14T15:00:00+01:00"), month, Counting::Elapsed, &paris()).unwrap();
    assert_eq!(elapsed.target, at("2026-02-14T15:00:00+01:00"));
}

#[test]
fn short_periods_have_no_two_day_rule() {
    let deadline =
        count(at("2026-12-24T16:20:00+01:00"), Period::hours(24), Counting::Elapsed, &paris()).unwrap();
    assert_eq!(deadline.target, at("2026-12-25T16:20:00+01:00"));
    assert_eq!(deadline.limit_3_5, None);
}

#[test]
fn working_days_skip_holidays() {
    let two = Period { n: 2, unit: PeriodUnit::Wd };
    let deadline = count(at("2026-12-24T16:20:00+01:00"), two, Counting::Elapsed, &paris()).unwrap();
    assert_eq!(deadline.target, at("2026-12-30T00:00:00+01:00"));
}
