//! Rules as data: what the file may say, and what happens when it says something else.

use beffroi_dossier::deadline::Place;
use beffroi_dossier::rules::{Bounds, Rule, RuleBook, RuleFacts, RulesError};
use beffroi_dossier::tri::Tri;
use jiff::Timestamp;
use jiff::civil::date;

fn at(text: &str) -> Timestamp {
    text.parse().expect("an RFC 3339 instant")
}

fn rule<'a>(book: &'a RuleBook, id: &str) -> &'a Rule {
    book.rules.iter().find(|rule| rule.id == id).expect(id)
}

const MINIMAL: &str = r#"
[[rule]]
id = "a"
version = 1
title = "A"
status = "in_force"
valid_from = "2018-05-25"
jurisdiction = "eu"
actor_role = "controller"
recipient = "CNIL"
applies_when = "risk.level >= 1"
clocks = [{ trigger = "aware_at", n = 72, unit = "h" }]
counting = "elapsed"
channel = "teleservice"
source = "s"
"#;

#[test]
fn the_shipped_rules_load_and_the_proposal_is_never_in_force() {
    let book = RuleBook::shipped();
    for id in ["rgpd-33-1", "rgpd-33-2", "rgpd-33-4", "rgpd-33-5", "rgpd-34", "lopmi", "telecom-24h"] {
        assert!(book.in_force(date(2026, 11, 22)).iter().any(|rule| rule.id == id), "{id}");
    }
    assert!(book.rules.iter().any(|rule| rule.id == "omnibus"));
    assert!(book.in_force(date(2030, 1, 1)).iter().all(|rule| rule.id != "omnibus"));
    assert!(book.in_force(date(2026, 9, 10)).iter().all(|rule| rule.id != "cra-14"));
    assert!(book.in_force(date(2026, 9, 11)).iter().any(|rule| rule.id == "cra-14"));
}

#[test]
fn the_higher_version_in_force_wins_on_its_day() {
    let second = MINIMAL.replace("version = 1", "version = 2").replace("2018-05-25", "2027-01-01");
    let book = RuleBook::parse(&format!("{MINIMAL}{second}")).unwrap();
    assert_eq!(book.in_force(date(2026, 12, 31))[0].version, 1);
    assert_eq!(book.in_force(date(2027, 1, 1))[0].version, 2);
    assert_eq!(book.in_force(date(2027, 1, 1)).len(), 1);
}

#[test]
fn errors_name_the_rule_and_the_line() {
    let check = |from: &str, to: &str, code: &str, shown: &str| {
        let error = RuleBook::parse(&MINIMAL.replace(from, to)).expect_err(to);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().starts_with(shown), "{error}");
    };
    check(
        "risk.level >= 1",
        "risk.levle >= 1",
        "rules-malformed",
        "rule a at line 11: no fact is called `risk.levle`",
    );
    check("trigger = \"aware_at\"", "trigger = \"aware\"", "rules-trigger-unknown", "rule a at line 2");
    check("trigger = \"aware_at\"", "trigger = \"sent:b\"", "rules-trigger-unknown", "rule a at line 2");
    check(", n = 72, unit = \"h\"", "", "rules-clock-without-figure", "rule a at line 2");
    check("elapsed", "elapse", "rules-malformed", "rule a at line 13");
    check("source", "sauce", "rules-malformed", "rule a at line");
    check("version = 1", "version = ", "rules-malformed", "rule without id at line 4");
    let twice = RuleBook::parse(&format!("{MINIMAL}{MINIMAL}")).unwrap_err();
    assert_eq!(twice, RulesError::Duplicate { rule: "a".into(), line: 17, version: 1 });
}

#[test]
fn dora_takes_the_earlier_of_two_clocks() {
    let book = RuleBook::shipped();
    let dora = rule(&book, "dora-initial");
    let place = Place::in_zone("Europe/Paris").unwrap();
    let mut facts = RuleFacts::default();
    facts.set_instant("aware_at", Some(at("2026-03-02T08:00:00Z")));
    assert_eq!(dora.deadline(&facts, None, &place).unwrap().target, at("2026-03-03T08:00:00Z"));
    facts.set_instant("classified_at", Some(at("2026-03-02T12:00:00Z")));
    assert_eq!(dora.deadline(&facts, None, &place).unwrap().target, at("2026-03-02T16:00:00Z"));
    facts.set_instant("classified_at", Some(at("2026-03-03T07:00:00Z")));
    assert_eq!(dora.deadline(&facts, None, &place).unwrap().target, at("2026-03-03T08:00:00Z"));
}

#[test]
fn max_waits_for_every_clock_and_first_takes_the_list_in_order() {
    let two = "clocks = [{ trigger = \"classified_at\", n = 4, unit = \"h\" }, { trigger = \"aware_at\", n = 24, unit = \"h\" }]\ncombine = ";
    let one = "clocks = [{ trigger = \"aware_at\", n = 72, unit = \"h\" }]";
    let parse = |combine: &str| RuleBook::parse(&MINIMAL.replace(one, &format!("{two}{combine}"))).unwrap();
    let place = Place::default();
    let mut facts = RuleFacts::default();
    facts.set_instant("aware_at", Some(at("2026-03-02T08:00:00Z")));
    let deadline = |combine: &str, facts: &RuleFacts| {
        parse(combine).rules[0].deadline(facts, None, &place).map(|deadline| deadline.target)
    };
    assert_eq!(deadline("\"max\"", &facts), None);
    assert_eq!(deadline("\"first\"", &facts), Some(at("2026-03-03T08:00:00Z")));
    facts.set_instant("classified_at", Some(at("2026-03-02T09:00:00Z")));
    assert_eq!(deadline("\"max\"", &facts), Some(at("2026-03-03T08:00:00Z")));
    assert_eq!(deadline("\"first\"", &facts), Some(at("2026-03-02T13:00:00Z")));
}

#[test]
fn the_contract_replaces_the_default_24_hours() {
    let book = RuleBook::shipped();
    let notice = rule(&book, "rgpd-33-2");
    let mut facts = RuleFacts::default();
    facts.set_instant("aware_at", Some(at("2026-03-02T08:00:00Z")));
    let place = Place::default();
    assert_eq!(notice.deadline(&facts, None, &place).unwrap().target, at("2026-03-03T08:00:00Z"));
    assert_eq!(notice.deadline(&facts, Some(12), &place).unwrap().target, at("2026-03-02T20:00:00Z"));
}

#[test]
fn a_swiss_controller_owes_nothing_below_high_risk() {
    let book = RuleBook::shipped();
    let swiss = rule(&book, "ch-lpd-24");
    let verdict = |min: u64, max: u64| {
        let mut facts = RuleFacts::default();
        facts.set("entity.swiss", true);
        facts.set("incident.security_breach", true);
        facts.set("incident.personal_data", true);
        facts.set_number("risk.level", Bounds { min, max });
        swiss.applies_when.evaluate(&facts).value
    };
    assert_eq!(verdict(1, 1), Tri::False);
    assert_eq!(verdict(2, 3), Tri::True);
    assert_eq!(verdict(1, 2), Tri::Unknown);
}

#[test]
fn rules_keep_their_text_through_json() {
    let book = RuleBook::shipped();
    let json = serde_json::to_string(&book).unwrap();
    assert_eq!(serde_json::from_str::<RuleBook>(&json).unwrap(), book);
}
