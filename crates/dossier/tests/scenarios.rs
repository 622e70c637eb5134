//! The other scenarios that the product promises: withdrawals, reopenings, attestations, second persons, states.

mod support;

use beffroi_dossier::document::CnilSheet;
use beffroi_dossier::entry::*;
use beffroi_dossier::fold::{Refusal, Stage, fold};
use beffroi_dossier::obligation::{Obligation, ObligationStatus};
use beffroi_dossier::severity::{
    Circumstance, Estimate, Family, Identifier, LegalFact, Range, SeverityInput,
};
use beffroi_dossier::tri::Tri;
use beffroi_dossier::view::BreachFileView;
use beffroi_dossier::vocabulary::*;
use beffroi_seal::digest::Digest;
use beffroi_seal::id::{FactId, MeasureId, PieceId, WorkspaceId};
use support::*;

fn recipients(n: u64) -> SeverityInputSet {
    input(FAMILY_FILES, SeverityInput::Recipients { count: Count::Exact(n) }, None)
}

#[test]
fn risk_excluded_after_filing_is_withdrawn_and_both_stay() {
    let mut story = level_two();
    let notify = ObligationKey::first("rgpd-33-1", 1);
    validated(&mut story, &notify, "2025-11-24T11:00:00+01:00");
    story.act(CLEMENCE, "2025-11-24T11:05:00+01:00", sent(&notify, "2025-11-24T11:01:00+01:00", false, None));
    let reason = "L’analyse montre que le dossier affiché était un jeu d’essai.";
    story.act(
        CLEMENCE,
        "2025-11-25T11:00:00+01:00",
        ObligationWithdrawn { obligation: notify.clone(), reason: reason.into() },
    );
    let found = obligation(&story.file, "rgpd-33-1", "2025-11-25T12:00:00+01:00");
    assert_eq!(
        (found.status, found.sent_at),
        (ObligationStatus::Withdrawn, Some(at("2025-11-24T11:01:00+01:00")))
    );
    assert_eq!(story.file.filings.len(), 1);
    assert_eq!(
        status(&story.file, "rgpd-33-4", "2025-11-25T12:00:00+01:00"),
        ObligationStatus::NotApplicable
    );
}

/// An encrypted laptop is stolen; the key is safe; the file is closed at level 0.
fn encrypted_laptop_closed() -> Story {
    let mut story = Story::qualified();
    story.piece(CLEMENCE, "2025-11-24T10:00:00+01:00", RECEIPT);
    story.dataset("2025-11-24T10:00:00+01:00", FAMILY_FILES, &[DataCategory::Financial], Count::Exact(120));
    story.score("2025-11-24T10:05:00+01:00", FAMILY_FILES, Family::Financial, 3, 50);
    story.act(CLEMENCE, "2025-11-24T10:06:00+01:00", recipients(1));
    for fact in [LegalFact::StateOfTheArtEncryption, LegalFact::KeySafe, LegalFact::BackupAvailable] {
        story.act(
            CLEMENCE,
            "2025-11-24T10:10:00+01:00",
            evidence(FAMILY_FILES, fact, Tri::True, Some(RECEIPT)),
        );
    }
    story.act(CLEMENCE, "2025-11-24T11:00:00+01:00", RegisterNumbered { number: "2025-001".into() });
    story.act(CLEMENCE, "2025-11-24T11:00:00+01:00", SeverityRetained { level: 0, dpo: None });
    story.fact(
        CLEMENCE,
        "2025-11-24T11:01:00+01:00",
        0x71,
        FactValue::Offence { value: Tri::False, known_at: None },
    );
    let ended = ContainmentBasis::EndedByItself {
        ended_at: at(AWARE),
        reason: "L’ordinateur est éteint et chiffré.".into(),
    };
    story.act(CLEMENCE, "2025-11-24T11:02:00+01:00", Contained { basis: ended });
    story.act(
        CLEMENCE,
        "2025-11-24T11:03:00+01:00",
        MeasureRecorded {
            measure: FIX,
            kind: MeasureKind::Corrective,
            description: "remplacement du poste".into(),
            effective_at: Some(at("2025-11-24T11:03:00+01:00")),
            piece: None,
        },
    );
    story.act(
        CLEMENCE,
        "2025-11-25T11:00:00+01:00",
        ServiceRestored {
            service: "poste de l’agent".into(),
            restored_at: at("2025-11-25T11:00:00+01:00"),
            measure: FIX,
            tests: vec![TestResult { label: "chiffrement actif".into(), passed: true, piece: None }],
        },
    );
    story.act(
        CLEMENCE,
        "2025-11-26T11:00:00+01:00",
        PostMortemRecorded {
            held_at: at("2025-11-26T10:00:00+01:00"),
            causes: "vol dans un véhicule".into(),
            what_worked: String::new(),
            what_failed: String::new(),
            actions: vec![],
        },
    );
    let armand = declaration("Armand", "2025-11-26T11:00:00+01:00", AttestationForm::Oral);
    story.act(
        CLEMENCE,
        "2025-11-26T11:01:00+01:00",
        AttestationAnswered { viewer: "compte-armand".into(), declaration: armand },
    );
    let register = ObligationKey::first("rgpd-33-5", 1);
    validated(&mut story, &register, "2025-11-26T11:05:00+01:00");
    story.act(CLEMENCE, "2025-11-26T11:06:00+01:00", ObligationCompleted { obligation: register });
    let closed = Closed {
        decision: "Pas de risque : données chiffrées.".into(),
        decided_by: "Jeanne Lefèvre".into(),
    };
    story.act(MAYOR, "2025-11-26T12:00:00+01:00", closed);
    story
}

#[test]
fn a_compromised_key_reopens_the_file_with_a_clock_of_its_own() {
    let mut story = encrypted_laptop_closed();
    assert_eq!(status(&story.file, "rgpd-33-1", "2025-12-30T00:00:00Z"), ObligationStatus::NotApplicable);
    let old = FactId::from_bytes([0x71; 16]);
    let reopened = |fact| Reopened {
        fact,
        aware_at: at("2026-01-12T09:00:00+01:00"),
        reason: "La clé a été publiée.".into(),
    };
    assert_eq!(story.refused(CLEMENCE, "2026-01-12T09:10:00+01:00", reopened(old)).code(), "unknown");
    assert_eq!(
        story
            .refused(
                CLEMENCE,
                "2026-01-12T09:10:00+01:00",
                evidence(FAMILY_FILES, LegalFact::KeySafe, Tri::False, None)
            )
            .code(),
        "wrong-state"
    );
    story.fact(
        CLEMENCE,
        "2026-01-12T09:05:00+01:00",
        0x72,
        FactValue::Note { label: "clé".into(), text: "compromise".into() },
    );
    story.act(CLEMENCE, "2026-01-12T09:10:00+01:00", reopened(FactId::from_bytes([0x72; 16])));
    assert!(matches!(story.file.stage, Stage::Reopened { .. }));
    story.act(
        CLEMENCE,
        "2026-01-12T09:12:00+01:00",
        evidence(FAMILY_FILES, LegalFact::KeySafe, Tri::False, None),
    );

    let now = "2026-01-12T10:00:00+01:00";
    assert!(story.file.severity(at(now)).stale);
    let all = story.file.obligations(at(now));
    let notify: Vec<&Obligation> = all.iter().filter(|found| found.key.rule.id == "rgpd-33-1").collect();
    assert_eq!(notify.len(), 2);
    assert_eq!(
        (notify[0].key.occurrence, notify[0].status),
        (0, ObligationStatus::NotApplicable),
        "as it was closed"
    );
    assert_eq!((notify[1].key.occurrence, notify[1].status), (1, ObligationStatus::Due));
    assert_eq!(
        notify[1].due.map(|due| due.target),
        Some(at("2026-01-15T09:00:00+01:00")),
        "a clock of its own"
    );
}

#[test]
fn a_late_attestation_lapses_the_ceiling_and_makes_notification_due() {
    let mut story = Story::qualified();
    story.piece(CLEMENCE, "2025-11-24T10:00:00+01:00", RECEIPT);
    story.dataset("2025-11-24T10:00:00+01:00", FAMILY_FILES, &[DataCategory::Contact], Count::Exact(24));
    story.score("2025-11-24T10:05:00+01:00", FAMILY_FILES, Family::Simple, 2, 25);
    story.act(CLEMENCE, "2025-11-24T10:06:00+01:00", recipients(1));
    for fact in [LegalFact::FewTrustedRecipients, LegalFact::NothingSensitive] {
        story.act(
            CLEMENCE,
            "2025-11-24T10:10:00+01:00",
            evidence(FAMILY_FILES, fact, Tri::True, Some(RECEIPT)),
        );
    }
    story.act(
        CLEMENCE,
        "2025-11-24T10:20:00+01:00",
        AttestationRequested {
            viewer: "compte-armand".into(),
            sent_at: at("2025-11-24T10:20:00+01:00"),
            due_at: at("2025-11-26T18:00:00+01:00"),
            channel: LetterChannel::Email,
        },
    );
    // Pending: the ceiling is possible, so that both ends are open.
    let pending = story.file.severity(at("2025-11-25T10:00:00+01:00"));
    assert_eq!(pending.computed, Range { min: 0, max: 1 });
    assert_eq!(status(&story.file, "rgpd-33-1", "2025-11-25T10:00:00+01:00"), ObligationStatus::ToAssess);
    // Within a day of the term, what is in doubt is presumed due.
    let near = obligation(&story.file, "rgpd-33-1", "2025-11-26T10:00:00+01:00");
    assert_eq!((near.status, near.presumed), (ObligationStatus::Due, true));
    // Late: the ceiling lapses, the level rises.
    assert_eq!(story.file.severity(at("2025-11-26T18:01:00+01:00")).computed, Range { min: 1, max: 1 });
    let due = obligation(&story.file, "rgpd-33-1", "2025-11-26T18:01:00+01:00");
    assert_eq!((due.status, due.presumed), (ObligationStatus::Due, false));
    // Attested in time, with a piece: level 0, nothing due.
    let mut attested = declaration("Armand", "2025-11-25T09:00:00+01:00", AttestationForm::Signed);
    attested.piece = Some(RECEIPT);
    story.act(
        CLEMENCE,
        "2025-11-25T09:30:00+01:00",
        AttestationAnswered { viewer: "compte-armand".into(), declaration: attested },
    );
    assert_eq!(story.file.severity(at("2025-11-26T18:01:00+01:00")).computed, Range { min: 0, max: 0 });
    assert_eq!(
        status(&story.file, "rgpd-33-1", "2025-11-26T18:01:00+01:00"),
        ObligationStatus::NotApplicable
    );
}

#[test]
fn lowering_across_a_legal_line_takes_two_persons_and_keeps_the_dissent() {
    let mut story = level_two();
    let cell =
        CellRole { account: MAYOR, name: "Paul Girard".into(), function: CellFunction::Dpo, assigned: true };
    story.act(CLEMENCE, "2025-11-24T11:00:00+01:00", cell);
    let reason = "Les destinataires sont deux agents assermentés qui n’ont rien gardé.";
    let lower = |dpo| SeverityOverridden { level: 1, reason: reason.into(), dpo };
    assert_eq!(
        story.refused(CLEMENCE, "2025-11-24T12:00:00+01:00", lower(None)).code(),
        "dpo-opinion-missing"
    );
    let dissent = DpoOpinion {
        favourable: false,
        text: "Les données bancaires restent exposées.".into(),
        by: "Paul Girard".into(),
    };
    story.act(CLEMENCE, "2025-11-24T12:00:00+01:00", lower(Some(dissent)));
    assert_eq!(
        story.file.severity(at("2025-11-24T12:01:00+01:00")).effective,
        Range { min: 2, max: 2 },
        "no effect yet"
    );
    assert_eq!(status(&story.file, "rgpd-34", "2025-11-24T12:01:00+01:00"), ObligationStatus::Due);
    let approve = |level| SeverityOverrideApproved { level, reason: "D’accord avec l’analyse.".into() };
    assert_eq!(
        story.refused(CLEMENCE, "2025-11-24T12:05:00+01:00", approve(1)).code(),
        "second-person-required"
    );
    assert_eq!(story.refused(MAYOR, "2025-11-24T12:05:00+01:00", approve(0)).code(), "nothing-to-approve");
    story.act(MAYOR, "2025-11-24T12:05:00+01:00", approve(1));
    let severity = story.file.severity(at("2025-11-24T12:06:00+01:00"));
    assert_eq!((severity.effective, severity.computed), (Range { min: 1, max: 1 }, Range { min: 2, max: 2 }));
    assert!(severity.retained.and_then(|retained| retained.dpo).is_some_and(|dpo| !dpo.favourable));
    assert_eq!(status(&story.file, "rgpd-34", "2025-11-24T12:06:00+01:00"), ObligationStatus::NotApplicable);
    assert_eq!(status(&story.file, "rgpd-33-1", "2025-11-24T12:06:00+01:00"), ObligationStatus::Due);
}

#[test]
fn facts_are_kept_in_two_times() {
    let mut story = Story::qualified();
    let started = |id: u8, supersedes, known: &str, began: &str| FactRecorded {
        fact: FactId::from_bytes([id; 16]),
        supersedes,
        true_when: Some(at(began)),
        known_when: at(known),
        source: "journaux".into(),
        confidence: Confidence::High,
        piece: None,
        value: FactValue::PeriodStarted { at: at(began), estimated: false },
    };
    let first = FactId::from_bytes([0x71; 16]);
    story.act(
        CLEMENCE,
        "2025-11-24T11:00:00+01:00",
        started(0x71, None, "2025-11-24T10:00:00+01:00", "2025-11-22T08:00:00+01:00"),
    );
    story.act(
        CLEMENCE,
        "2025-11-25T11:00:00+01:00",
        started(0x72, Some(first), "2025-11-25T10:00:00+01:00", "2025-11-14T02:00:00+01:00"),
    );
    let again = started(0x73, Some(first), "2025-11-25T10:00:00+01:00", "2025-11-13T02:00:00+01:00");
    assert_eq!(story.refused(CLEMENCE, "2025-11-25T11:00:00+01:00", again).code(), "already-superseded");
    let ahead = started(0x74, None, "2025-11-26T10:00:00+01:00", "2025-11-14T02:00:00+01:00");
    assert_eq!(story.refused(CLEMENCE, "2025-11-25T11:00:00+01:00", ahead).code(), "in-future");

    let held = |when: &str| -> Vec<FactId> {
        story.file.facts.as_of(at(when)).into_iter().map(|record| record.act.fact).collect()
    };
    assert_eq!(held("2025-11-24T09:00:00+01:00"), []);
    assert_eq!(held("2025-11-24T12:00:00+01:00"), [first], "what we held on Monday");
    assert_eq!(held("2025-11-25T12:00:00+01:00"), [FactId::from_bytes([0x72; 16])]);
    let view = BreachFileView::of(&story.file, at("2025-11-25T12:00:00+01:00"));
    assert_eq!((view.facts.len(), view.facts_replaced.len()), (1, 1));
    let facts: Vec<(&str, bool)> = view
        .timeline
        .iter()
        .filter(|item| item.code == "fact")
        .map(|item| (item.at.local.as_str(), item.replaced))
        .collect();
    assert_eq!(facts, [("2025-11-14T02:00:00", false), ("2025-11-22T08:00:00", true)]);
}

#[test]
fn states_refuse_what_does_not_belong_to_them() {
    let mut story = Story::default();
    assert_eq!(story.refused(CLEMENCE, "2025-11-24T08:00:00+01:00", commune()).code(), "not-opened");
    let opened = Opened::with_shipped_rules("Portail", "Europe/Pari", at(REPORTED));
    assert_eq!(story.refused(CLEMENCE, "2025-11-24T08:45:00+01:00", opened).code(), "unknown-zone");

    let mut story = Story::reported();
    let contained = Contained { basis: ContainmentBasis::Measure { measure: PORTAL_CUT } };
    assert_eq!(story.refused(CLEMENCE, "2025-11-24T09:00:00+01:00", contained.clone()).code(), "wrong-state");
    let number = RegisterNumbered { number: "2025-001".into() };
    assert_eq!(story.refused(CLEMENCE, "2025-11-24T09:00:00+01:00", number).code(), "wrong-state");
    let failing = Criterion { holds: Holds::False, reason: "Données d’essai.".into() };
    let refusal = story.refused(
        CLEMENCE,
        "2025-11-24T09:35:00+01:00",
        Qualified { personal_data: failing, ..qualification() },
    );
    assert_eq!(refusal, Refusal::CriterionNotMet { criterion: "personal_data".into() });

    let discarded = |dpo_informed| Discarded {
        criterion: CriterionKind::PersonalData,
        reason: "Données d’essai.".into(),
        dpo_informed,
    };
    assert_eq!(story.refused(CLEMENCE, "2025-11-24T09:36:00+01:00", discarded(false)).code(), "empty-field");
    story.act(CLEMENCE, "2025-11-24T09:36:00+01:00", discarded(true));
    // Discarded wrongly: the same file can still be qualified.
    story.act(CLEMENCE, "2025-11-24T09:40:00+01:00", qualification());

    let when = "2025-11-24T10:30:00+01:00";
    assert_eq!(story.refused(CLEMENCE, when, contained.clone()).code(), "unknown");
    let cut = |kind, effective_at: Option<&str>, piece| MeasureRecorded {
        measure: PORTAL_CUT,
        kind,
        description: "fermeture".into(),
        effective_at: effective_at.map(at),
        piece,
    };
    let ghost = PieceId::from_bytes([0xee; 16]);
    assert_eq!(
        story.refused(CLEMENCE, when, cut(MeasureKind::Immediate, None, Some(ghost))).code(),
        "unknown"
    );
    story.act(CLEMENCE, when, cut(MeasureKind::Immediate, None, None));
    assert_eq!(story.refused(CLEMENCE, when, contained.clone()).code(), "measure-unproven");
    story.piece(CLEMENCE, when, CUT_PROOF);
    let prior = MeasureRecorded {
        measure: MeasureId::from_bytes([0x2f; 16]),
        ..cut(MeasureKind::Prior, Some(REPORTED), Some(CUT_PROOF))
    };
    story.act(CLEMENCE, when, prior);
    let by_prior =
        Contained { basis: ContainmentBasis::Measure { measure: MeasureId::from_bytes([0x2f; 16]) } };
    assert_eq!(story.refused(CLEMENCE, when, by_prior).code(), "measure-wrong-kind");
    story.act(
        CLEMENCE,
        when,
        MeasureProven {
            measure: PORTAL_CUT,
            effective_at: at("2025-11-24T10:15:00+01:00"),
            piece: CUT_PROOF,
        },
    );
    story.act(CLEMENCE, when, contained);
    let archived = Archived { digest: Digest::of("a"), verified: true, keep_until: None };
    assert_eq!(story.refused(CLEMENCE, when, archived).code(), "wrong-state");

    let mut story = Story::reported();
    let target = WorkspaceId::from_bytes([0x99; 16]);
    story.act(
        CLEMENCE,
        "2025-11-24T09:00:00+01:00",
        MarkedDuplicate { target, reason: "Même anomalie.".into() },
    );
    assert_eq!(story.refused(CLEMENCE, "2025-11-24T09:35:00+01:00", qualification()).code(), "wrong-state");
}

#[test]
fn an_incident_without_data_still_has_its_other_regimes() {
    let mut story = Story::reported();
    let nis2 = EntityProfile { nis2: Tri::True, ..EntityProfile::municipality() };
    story.act(CLEMENCE, "2025-11-24T09:00:00+01:00", Organisation { profile: nis2, ..commune() });
    let incident =
        IncidentWithoutData { aware_at: at(AWARE), reason: "Panne d’éclairage.".into(), piece: None };
    story.act(CLEMENCE, "2025-11-24T09:35:00+01:00", incident);
    story.fact(CLEMENCE, "2025-11-24T09:40:00+01:00", 0x71, FactValue::Significant { value: Tri::True });
    let now = "2025-11-24T10:00:00+01:00";
    assert_eq!(status(&story.file, "nis2-alerte", now), ObligationStatus::Due);
    assert_eq!(status(&story.file, "rgpd-33-1", now), ObligationStatus::NotApplicable);
    assert_eq!(status(&story.file, "rgpd-33-5", now), ObligationStatus::NotApplicable);
}

#[test]
fn a_refused_act_in_a_log_is_an_anomaly_and_the_rest_stands() {
    let mut story = level_two();
    let notify = ObligationKey::first("rgpd-33-1", 1);
    let bad: DossierEntry = sent(&notify, "2025-11-24T11:00:00+01:00", true, None).into();
    let meta = story.meta(CLEMENCE, "2025-11-24T11:00:00+01:00");
    story.log.insert(5, (meta.clone(), bad));
    let (file, anomalies) = fold(story.log.iter().map(|(meta, entry)| (meta.clone(), entry)));
    assert_eq!(file, story.file);
    assert_eq!(anomalies.len(), 1);
    assert_eq!((anomalies[0].act, &anomalies[0].meta), ("obligation_sent", &meta));
}

#[test]
fn a_count_to_be_determined_is_a_gap_and_one_that_cannot_be_is_not() {
    let mut story = level_two();
    let now = "2025-11-24T12:00:00+01:00";
    let missing = |story: &Story| CnilSheet::of(&story.file, None, at(now)).missing;
    assert!(!missing(&story).contains(&"person_count".to_owned()));
    story.dataset(now, FAMILY_FILES, &[DataCategory::Financial], Count::ToBeDetermined);
    assert!(missing(&story).contains(&"person_count".to_owned()));
    story.dataset(now, FAMILY_FILES, &[DataCategory::Financial], Count::CannotBeDetermined);
    assert!(!missing(&story).contains(&"person_count".to_owned()));
}

#[test]
fn scores_outside_the_tables_are_refused() {
    let mut story = level_two();
    let when = "2025-11-24T12:00:00+01:00";
    for value in [
        SeverityInput::DataContext { family: Family::Simple, score: Estimate::Known(5) },
        SeverityInput::Identification { identifier: Identifier::NationalId, score: Estimate::Known(50) },
        SeverityInput::Circumstance { circumstance: Circumstance::Malice, score: Estimate::Between(0, 25) },
        SeverityInput::Circumstance {
            circumstance: Circumstance::Integrity,
            score: Estimate::Between(50, 25),
        },
    ] {
        assert_eq!(
            story.refused(CLEMENCE, when, input(FAMILY_FILES, value, None)).code(),
            "score-not-in-table"
        );
    }
    let nowhere = input(CHILDREN_SHEETS, SeverityInput::Recipients { count: Count::Exact(3) }, None);
    assert_eq!(story.refused(CLEMENCE, when, nowhere).code(), "unknown");
    let mut empty = Story::qualified();
    assert_eq!(empty.refused(CLEMENCE, when, SeverityRetained { level: 3, dpo: None }).code(), "no-dataset");
}
