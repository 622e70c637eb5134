//! Properties of the fold: it is deterministic, a refusal changes nothing, and encodings lose nothing.

mod support;

use beffroi_dossier::entry::*;
use beffroi_dossier::fold::{BreachFile, Meta, fold};
use beffroi_dossier::severity::{Circumstance, Estimate, Family, LegalFact, SeverityInput};
use beffroi_dossier::tri::Tri;
use beffroi_dossier::view::BreachFileView;
use beffroi_dossier::vocabulary::*;
use beffroi_seal::digest::Digest;
use beffroi_seal::id::{AccountId, CommunicationId, FactId, ImportId, MeasureId, PieceId};
use jiff::Timestamp;
use proptest::prelude::*;
use support::*;

fn instant() -> impl Strategy<Value = Timestamp> {
    // A fortnight around the story, so that guards on order and future are met both ways.
    (0i64..14 * 24 * 60)
        .prop_map(|minutes| at(REPORTED) + hours(0) + jiff::SignedDuration::from_mins(minutes))
}

fn short_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("Motif suffisamment long pour être accepté par le dossier.".to_owned())
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(&["a", "b", "compte-armand"][..]).prop_map(str::to_owned)
}

fn key() -> impl Strategy<Value = ObligationKey> {
    (prop::sample::select(&["rgpd-33-1", "rgpd-33-4", "rgpd-34", "rgpd-33-5", "lopmi", "none"][..]), 0u32..2)
        .prop_map(|(id, occurrence)| ObligationKey { occurrence, ..ObligationKey::first(id, 1) })
}

fn id(range: std::ops::Range<u8>) -> impl Strategy<Value = [u8; 16]> {
    range.prop_map(|byte| [byte; 16])
}

fn opening() -> impl Strategy<Value = DossierEntry> {
    prop_oneof![
        Just(qualification().into()),
        instant().prop_map(|aware_at| Qualified { aware_at, ..qualification() }.into()),
        short_text().prop_map(|reason| Discarded {
            criterion: CriterionKind::PersonalData,
            reason,
            dpo_informed: true
        }
        .into()),
        (instant(), short_text()).prop_map(|(aware_at, reason)| IncidentWithoutData {
            aware_at,
            reason,
            piece: None
        }
        .into()),
        Just(TakenInCharge { owner: CLEMENCE }.into()),
        Just(RegisterNumbered { number: "2025-001".into() }.into()),
        any::<bool>().prop_map(|assigned| CellRole {
            account: MAYOR,
            name: "Jeanne".into(),
            function: CellFunction::Dpo,
            assigned
        }
        .into()),
    ]
}

fn knowledge() -> impl Strategy<Value = DossierEntry> {
    let known = prop::sample::select(&[Tri::True, Tri::False, Tri::Unknown][..]);
    prop_oneof![
        (id(1..4), prop::option::of(id(1..4)), instant(), known).prop_map(
            |(fact, supersedes, known_when, value)| {
                FactRecorded {
                    fact: FactId::from_bytes(fact),
                    supersedes: supersedes.map(FactId::from_bytes),
                    true_when: None,
                    known_when,
                    source: "s".into(),
                    confidence: Confidence::Low,
                    piece: None,
                    value: FactValue::StadAttack { value, known_at: None },
                }
                .into()
            }
        ),
        (id(1..3), prop::option::of(instant()), prop::option::of(id(1..3))).prop_map(
            |(measure, effective_at, piece)| {
                MeasureRecorded {
                    measure: MeasureId::from_bytes(measure),
                    kind: MeasureKind::Immediate,
                    description: "m".into(),
                    effective_at,
                    piece: piece.map(PieceId::from_bytes),
                }
                .into()
            }
        ),
        id(1..3).prop_map(|piece| PieceFiled {
            piece: PieceId::from_bytes(piece),
            label: "p".into(),
            digest: Digest::of(piece),
            collected_at: at(REPORTED),
            collector: "c".into(),
            method: "m".into(),
            third_party_data: true,
        }
        .into()),
        id(1..3).prop_map(|measure| Contained {
            basis: ContainmentBasis::Measure { measure: MeasureId::from_bytes(measure) }
        }
        .into()),
        (id(1..3), any::<bool>()).prop_map(|(measure, passed)| ServiceRestored {
            service: "s".into(),
            restored_at: at(AWARE),
            measure: MeasureId::from_bytes(measure),
            tests: vec![TestResult { label: "t".into(), passed, piece: None }],
        }
        .into()),
        prop::sample::select(&[Count::Exact(12), Count::ToBeDetermined, Count::Exact(9000)][..]).prop_map(
            |person_count| {
                DatasetRecorded {
                    dataset: FAMILY_FILES,
                    label: "d".into(),
                    data: set(&[DataCategory::Financial]),
                    other_data: String::new(),
                    persons: set(&[PersonCategory::Users]),
                    person_count,
                    record_count: Count::ToBeDetermined,
                    minors: Tri::Unknown,
                    known_when: at(AWARE),
                    source: "s".into(),
                }
                .into()
            }
        ),
        (1u16..6).prop_map(|score| input(
            FAMILY_FILES,
            SeverityInput::DataContext { family: Family::Financial, score: Estimate::Known(score) },
            None
        )
        .into()),
        prop::sample::select(&[0u16, 25, 30, 50][..]).prop_map(|score| input(
            FAMILY_FILES,
            SeverityInput::Circumstance {
                circumstance: Circumstance::Confidentiality,
                score: Estimate::Between(0, score)
            },
            None
        )
        .into()),
        (0usize..7)
            .prop_map(|fact| evidence(FAMILY_FILES, LegalFact::OF_CEILINGS[fact], Tri::True, None).into()),
        (0u8..5).prop_map(|level| SeverityRetained { level, dpo: None }.into()),
        (0u8..5, short_text())
            .prop_map(|(level, reason)| SeverityOverridden { level, reason, dpo: None }.into()),
        (0u8..4).prop_map(|level| SeverityOverrideApproved { level, reason: "r".into() }.into()),
    ]
}

fn people() -> impl Strategy<Value = DossierEntry> {
    let mailing = CommunicationId::from_bytes([1; 16]);
    prop_oneof![
        (id(1..3), prop::option::of(id(1..3)), 0u64..4).prop_map(|(new, old, rows)| {
            let supersedes = old.map(ImportId::from_bytes);
            ExposureImported { import: ImportId::from_bytes(new), supersedes, ..import(rows, 2, 2) }.into()
        }),
        (id(1..3), name(), name()).prop_map(|(import, person, viewer)| {
            let rows = vec![row(&person, &viewer, DataCategory::Health, REPORTED, AWARE)];
            ExposureRows { import: ImportId::from_bytes(import), rows }.into()
        }),
        name().prop_map(
            move |person| LettersPrepared { communication: mailing, persons: [person].into() }.into()
        ),
        (name(), instant()).prop_map(move |(person, sent_at)| LettersSent {
            communication: mailing,
            persons: [person].into(),
            channel: LetterChannel::Post,
            sent_at,
            piece: None,
        }
        .into()),
        (name(), instant()).prop_map(|(viewer, due_at)| AttestationRequested {
            viewer,
            sent_at: at(AWARE),
            due_at,
            channel: LetterChannel::Email,
        }
        .into()),
        name().prop_map(|viewer| AttestationReminded {
            viewer,
            sent_at: at(AWARE),
            due_at: at(AWARE) + hours(1)
        }
        .into()),
        name().prop_map(|viewer| {
            let declaration = declaration("x", AWARE, AttestationForm::Signed);
            AttestationAnswered { viewer, declaration }.into()
        }),
        (name(), short_text()).prop_map(|(viewer, reason)| AttestationRefused { viewer, reason }.into()),
        name().prop_map(|viewer| AttestationSilent { viewer }.into()),
    ]
}

fn obligations() -> impl Strategy<Value = DossierEntry> {
    prop_oneof![
        key().prop_map(|obligation| ObligationPrepared { obligation, document: None }.into()),
        key().prop_map(|obligation| ObligationValidated { obligation }.into()),
        (key(), instant(), any::<bool>(), prop::option::of(short_text())).prop_map(
            |(obligation, sent_at, complete, late_reasons)| {
                ObligationSent { obligation, sent_at, complete, late_reasons, document: None }.into()
            }
        ),
        key().prop_map(|obligation| ObligationAcknowledged {
            obligation,
            received_at: at(AWARE),
            reference: "r".into(),
            piece: None
        }
        .into()),
        key().prop_map(|obligation| ObligationCompleted { obligation }.into()),
        key().prop_map(|obligation| ObligationWithdrawn { obligation, reason: "r".into() }.into()),
        key().prop_map(|obligation| ObligationDispensed {
            obligation,
            basis: DispensationBasis::NotSubject,
            reason: "r".into()
        }
        .into()),
        Just(Closed { decision: "d".into(), decided_by: "x".into() }.into()),
        Just(Archived { digest: Digest::of("a"), verified: true, keep_until: None }.into()),
        id(1..4).prop_map(|fact| Reopened {
            fact: FactId::from_bytes(fact),
            aware_at: at(AWARE),
            reason: "r".into()
        }
        .into()),
    ]
}

fn log() -> impl Strategy<Value = Vec<(Meta, DossierEntry)>> {
    let act = prop_oneof![1 => opening(), 3 => knowledge(), 2 => people(), 3 => obligations()];
    let author = prop::sample::select(&[CLEMENCE, MAYOR][..]);
    prop::collection::vec((act, author, instant()), 1..50).prop_map(|acts| {
        let mut log = Story::reported().log;
        for (act, account, at) in acts {
            let sequence = log.len() as u64;
            log.push((Meta { account, at, sequence, commit: Digest::of(sequence.to_be_bytes()) }, act));
        }
        log
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_refusal_leaves_the_file_as_it_was_and_the_fold_is_deterministic(log in log()) {
        let mut file = BreachFile::empty();
        let mut refused = 0;
        for (meta, entry) in &log {
            let before = file.clone();
            if file.apply(meta, entry).is_err() {
                refused += 1;
                prop_assert_eq!(&file, &before, "{} refused, but the file changed", entry.kind());
            }
        }
        let again = || fold(log.iter().map(|(meta, entry)| (meta.clone(), entry)));
        let (folded, anomalies) = again();
        prop_assert_eq!(&folded, &file);
        prop_assert_eq!(anomalies.len(), refused);
        prop_assert_eq!(again().1, anomalies);
    }

    #[test]
    fn a_file_and_its_acts_survive_both_encodings(log in log()) {
        for (_, entry) in &log {
            let json = serde_json::to_string(entry).expect("json");
            prop_assert_eq!(&serde_json::from_str::<DossierEntry>(&json).expect("json"), entry);
            let cbor = beffroi_seal::cbor::encode(entry).expect("cbor");
            prop_assert_eq!(&beffroi_seal::cbor::decode::<DossierEntry>(&cbor).expect("cbor"), entry);
        }
        let (file, _) = fold(log.iter().map(|(meta, entry)| (meta.clone(), entry)));
        let cbor = beffroi_seal::cbor::encode(&file).expect("a snapshot");
        prop_assert_eq!(beffroi_seal::cbor::decode::<BreachFile>(&cbor).expect("a snapshot"), file);
    }

    #[test]
    fn the_view_can_always_be_computed_and_what_is_done_is_never_late_later(log in log(), days in 0i64..60) {
        let (file, _) = fold(log.iter().map(|(meta, entry)| (meta.clone(), entry)));
        let now = at(AWARE) + hours(24 * days);
        let view = BreachFileView::of(&file, now);
        serde_json::to_string(&view).expect("json");
        prop_assert_eq!(view.exposure.persons, view.persons.len());
        for found in &view.obligations {
            if let (Some(sent), Some(due)) = (found.obligation.sent_at, found.obligation.due)
                && found.obligation.target_is_legal
            {
                prop_assert_eq!(found.obligation.late, sent > due.target);
            }
        }
        let level = view.severity.computed;
        prop_assert!(level.min <= level.max && level.max <= 3);
    }
}

#[test]
fn every_account_signs_for_itself() {
    let story = Story::qualified();
    let authors: Vec<AccountId> = story.file.journal.iter().map(|line| line.by).collect();
    assert!(authors.iter().all(|author| *author == CLEMENCE));
    assert_eq!(story.file.journal.len(), story.log.len());
}
