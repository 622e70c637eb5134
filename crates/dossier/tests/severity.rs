//! The severity engine on the published cases, and what it does with what is not known.

use beffroi_dossier::severity::{
    Appraised, Circumstance, Corpus, Estimate, Evaluation, ExpectedDuty, Family, Identifier, InputKey,
    Inputs, LegalFact, LegalRule, Range, SeverityInput, SeverityTables, evaluate,
};
use beffroi_dossier::tri::Tri;
use beffroi_dossier::vocabulary::{Confidence, Count};
use beffroi_seal::id::{AccountId, PieceId};
use jiff::Timestamp;
use proptest::prelude::*;

fn origin(piece: bool) -> Appraised<()> {
    Appraised {
        value: (),
        source: "test".into(),
        confidence: Confidence::High,
        author: AccountId::from_bytes([1; 16]),
        at: Timestamp::UNIX_EPOCH,
        piece: piece.then(|| PieceId::from_bytes([2; 16])),
    }
}

fn evidence(fact: LegalFact, value: impl Into<Tri>) -> SeverityInput {
    SeverityInput::Evidence { fact, value: value.into() }
}

fn data(family: Family, score: Estimate) -> SeverityInput {
    SeverityInput::DataContext { family, score }
}

fn circumstance(circumstance: Circumstance, score: Estimate) -> SeverityInput {
    SeverityInput::Circumstance { circumstance, score }
}

/// A portal showing one person's simple data to another: everything known, nothing aggravating.
fn ordinary() -> Inputs {
    let mut inputs = Inputs { persons: Some(Count::Exact(120)), ..Inputs::default() };
    inputs.set(data(Family::Simple, Estimate::Known(1)), origin(false));
    let name = SeverityInput::Identification { identifier: Identifier::Name, score: Estimate::Known(100) };
    inputs.set(name, origin(false));
    for which in Circumstance::ALL {
        inputs.set(circumstance(which, Estimate::Known(0)), origin(false));
    }
    inputs.set(circumstance(Circumstance::Confidentiality, Estimate::Known(25)), origin(false));
    for fact in LegalFact::OF_FLOORS {
        inputs.set(evidence(fact, false), origin(false));
    }
    inputs.set(SeverityInput::Recipients { count: Count::Exact(30) }, origin(false));
    inputs
}

fn run(inputs: &Inputs) -> Evaluation {
    evaluate(inputs, &SeverityTables::shipped())
}

#[test]
fn every_published_case_has_its_published_outcome() {
    let corpus = Corpus::shipped();
    assert_eq!(corpus.cases.len(), 30, "18 cases, 10 examples less vii, x twice, two seeds");
    for case in &corpus.cases {
        let result = run(&case.inputs());
        assert_eq!(
            result.score_hundredths,
            Range { min: case.score, max: case.score },
            "score of {}",
            case.id
        );
        assert!(result.level.is_settled(), "{}", case.id);
        let fired: Vec<LegalRule> =
            result.fired.iter().filter(|fired| fired.certain).map(|fired| fired.rule).collect();
        assert_eq!(fired, case.rules, "rules of {}", case.id);
        let check = |expected: ExpectedDuty, found: bool, what: &str| match expected {
            ExpectedDuty::Depends => {}
            _ => assert_eq!(found, expected == ExpectedDuty::Yes, "{what}, case {}: {result:#?}", case.id),
        };
        check(case.authority, result.duties.max.notify_authority, "authority");
        check(case.persons_informed, result.duties.max.inform_persons, "persons");
    }
}

#[test]
fn the_formula_alone_would_miss_five_of_them() {
    let corpus = Corpus::shipped();
    let missed: Vec<&str> = corpus
        .cases
        .iter()
        .filter(|case| {
            let level = run(&case.inputs()).formula_level.max;
            let wrong = |expected, found: bool| {
                expected != ExpectedDuty::Depends && found != (expected == ExpectedDuty::Yes)
            };
            wrong(case.authority, level >= 1) || wrong(case.persons_informed, level >= 2)
        })
        .map(|case| case.id.as_str())
        .collect();
    assert_eq!(missed, ["02", "11", "14", "ix", "x-beaucoup"]);
}

#[test]
fn a_ceiling_needs_a_piece_and_yields_to_a_floor() {
    let mut inputs = ordinary();
    inputs.set(data(Family::Financial, Estimate::Known(4)), origin(false));
    for fact in [LegalFact::StateOfTheArtEncryption, LegalFact::KeySafe, LegalFact::BackupAvailable] {
        inputs.set(evidence(fact, true), origin(false));
    }
    let unproven = run(&inputs);
    assert_eq!(unproven.level, Range { min: 0, max: 3 });
    assert_eq!(unproven.unproven, [LegalRule::T1]);

    inputs.set(evidence(LegalFact::StateOfTheArtEncryption, true), origin(true));
    assert_eq!(run(&inputs).level, Range { min: 0, max: 0 });

    inputs.set(evidence(LegalFact::GroupRevealsSensitive, true), origin(false));
    assert_eq!(run(&inputs).level, Range { min: 3, max: 3 }, "P5 silences T1");

    inputs.set(evidence(LegalFact::GroupRevealsSensitive, false), origin(false));
    inputs.set(evidence(LegalFact::KeySafe, false), origin(true));
    assert_eq!(run(&inputs).level, Range { min: 3, max: 3 }, "the key is compromised");
}

#[test]
fn nothing_known_is_the_widest_interval_and_proposes_the_upper_end() {
    let result = run(&Inputs::default());
    assert_eq!(result.score_hundredths, Range { min: 25, max: 600 });
    assert_eq!(result.level, Range { min: 0, max: 3 });
    assert_eq!(result.proposed, 3);
    assert!(!result.duties_are_settled());
    assert!(result.unknown.contains(&InputKey::DataContext(None)));
    assert!(result.unknown.contains(&InputKey::Persons));
}

#[test]
fn the_flipping_fact_is_named() {
    let inputs = ordinary();
    let result = run(&inputs);
    assert_eq!((result.score_hundredths.max, result.level.max), (125, 0));
    let flip = |key: InputKey| result.flips.iter().find(|flip| flip.input == key);
    let health = flip(InputKey::DataContext(Some(Family::Sensitive))).expect("health data would change all");
    assert_eq!((health.value.as_str(), health.level.max, health.unknown), ("4", 3, false));
    let list = flip(InputKey::Recipients).expect("a hundred recipients would change the duty");
    assert_eq!((list.value.as_str(), list.level.max), ("100", 1));
    assert!(flip(InputKey::Identification(Some(Identifier::Name))).is_none());

    let mut open = ordinary();
    open.set(data(Family::Sensitive, Estimate::Unknown), origin(false));
    let result = run(&open);
    assert_eq!(result.level, Range { min: 0, max: 3 });
    let health =
        result.flips.iter().find(|flip| flip.input == InputKey::DataContext(Some(Family::Sensitive)));
    assert!(health.is_some_and(|flip| flip.unknown));
}

#[test]
fn the_nearest_published_case_comes_with_its_differences() {
    let corpus = Corpus::shipped();
    let portal = corpus.cases.iter().find(|case| case.id == "graine-000").unwrap();
    let nearest = corpus.nearest(&portal.inputs()).unwrap();
    assert_eq!((nearest.id.as_str(), nearest.differences.len()), ("graine-000", 0));
    let mut inputs = portal.inputs();
    inputs.set(circumstance(Circumstance::Malice, Estimate::Known(50)), origin(false));
    let nearest = corpus.nearest(&inputs).unwrap();
    assert!(!nearest.differences.is_empty());
    assert_eq!(corpus.nearest(&Inputs::default()), None);
}

#[test]
fn tables_with_a_hole_are_refused() {
    let text = include_str!("../../../rules/severity.toml");
    assert_eq!(SeverityTables::parse(text).unwrap(), SeverityTables::shipped());
    let error = SeverityTables::parse(&text.replace("rule = \"P5\"", "rule = \"P4\"")).unwrap_err();
    assert_eq!(error.code(), "severity-tables-incomplete");
    let error = SeverityTables::parse(&text.replace("level_1 = 200", "level_1 = \"200\"")).unwrap_err();
    assert!(error.to_string().starts_with("severity tables, line 10"), "{error}");
    let json = serde_json::to_string(&SeverityTables::shipped()).unwrap();
    assert_eq!(serde_json::from_str::<SeverityTables>(&json).unwrap(), SeverityTables::shipped());
}

fn estimate(values: &'static [u16]) -> impl Strategy<Value = Estimate> {
    let pick = prop::sample::select(values);
    prop_oneof![
        pick.clone().prop_map(Estimate::Known),
        (pick.clone(), pick).prop_map(|(a, b)| Estimate::Between(a.min(b), a.max(b))),
        Just(Estimate::Unknown),
    ]
}

prop_compose! {
    fn any_inputs()(
        families in prop::collection::btree_map(
            prop::sample::select(&[Family::Simple, Family::Behavioural, Family::Financial, Family::Sensitive][..]),
            estimate(&[1, 2, 3, 4]), 1..4),
        name in estimate(&[25, 50, 75, 100]),
        confidentiality in estimate(&[0, 25, 50]),
        availability in estimate(&[0, 25, 50]),
        malice in estimate(&[0, 50]),
        facts in prop::collection::vec((0usize..13, prop::sample::select(&[Tri::True, Tri::False, Tri::Unknown][..])), 0..13),
        persons in prop_oneof![Just(None), Just(Some(Count::ToBeDetermined)), (0u64..20000).prop_map(|n| Some(Count::Exact(n)))],
        proven in any::<bool>(),
    ) -> Inputs {
        let mut inputs = Inputs { persons, ..Inputs::default() };
        for (family, score) in families {
            inputs.set(data(family, score), origin(false));
        }
        inputs.set(SeverityInput::Identification { identifier: Identifier::Name, score: name }, origin(false));
        inputs.set(circumstance(Circumstance::Confidentiality, confidentiality), origin(false));
        inputs.set(circumstance(Circumstance::Availability, availability), origin(false));
        inputs.set(circumstance(Circumstance::Malice, malice), origin(false));
        let all: Vec<LegalFact> = LegalFact::OF_FLOORS.into_iter().chain(LegalFact::OF_CEILINGS).collect();
        for (index, value) in facts {
            inputs.set(evidence(all[index], value), origin(proven));
        }
        inputs
    }
}

/// One unknown or bounded input, made known at one of the values it allowed.
fn refined(inputs: &Inputs, choice: usize, high: bool) -> Inputs {
    let settle = |score: Estimate, widest: (u16, u16)| {
        let (low, top) = score.bounds(widest);
        Estimate::Known(if high { top } else { low })
    };
    let mut refined = inputs.clone();
    match choice {
        0 => refined.data_context.values_mut().for_each(|found| found.value = settle(found.value, (1, 4))),
        1 => {
            refined.identification.values_mut().for_each(|found| found.value = settle(found.value, (25, 100)))
        }
        2 => refined.circumstances.values_mut().for_each(|found| {
            if matches!(found.value, Estimate::Between(..)) {
                found.value = settle(found.value, (0, 50));
            }
        }),
        3 => refined.evidence.values_mut().for_each(|found| {
            if found.value == Tri::Unknown {
                found.value = high.into();
            }
        }),
        _ => {
            if refined.persons.and_then(Count::figure).is_none() {
                refined.persons = Some(Count::Exact(if high { 1_000_000 } else { 1 }));
            }
        }
    }
    refined
}

proptest! {
    #[test]
    fn learning_a_fact_never_widens_the_interval(inputs in any_inputs(), choice in 0usize..5, high in any::<bool>()) {
        let before = run(&inputs);
        let after = run(&refined(&inputs, choice, high));
        prop_assert!(before.level.contains(&after.level), "{:?} then {:?}", before.level, after.level);
        prop_assert!(before.score_hundredths.contains(&after.score_hundredths));
        prop_assert!(before.level.min <= before.level.max);
    }
}
