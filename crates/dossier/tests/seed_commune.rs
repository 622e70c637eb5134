//! The portal of a commune, from Armand's report on Saturday to the archive.

#![allow(clippy::panic, reason = "the story is told by a function of its own")]

mod support;

use std::collections::BTreeSet;

use beffroi_dossier::document::{
    ArchiveIndex, Attestation, AttestationRequest, CnilSheet, FilingKind, PersonLetter, RegisterSheet,
};
use beffroi_dossier::entry::*;
use beffroi_dossier::explain::Explanation;
use beffroi_dossier::fold::{Blocker, Refusal, Stage, fold};
use beffroi_dossier::obligation::ObligationStatus;
use beffroi_dossier::severity::{Family, Range};
use beffroi_dossier::tri::Tri;
use beffroi_dossier::vocabulary::*;
use beffroi_seal::digest::Digest;
use beffroi_seal::id::{CommunicationId, DecisionId, WorkspaceId};
use support::*;

const MAILING: CommunicationId = CommunicationId::from_bytes([0x60; 16]);

/// Thirty accounts saw the files of sixty families, two each.
fn exposure_rows() -> Vec<ExposureRow> {
    let categories =
        [DataCategory::Contact, DataCategory::Financial, DataCategory::Health, DataCategory::CivilStatus];
    (0..60)
        .map(|index| {
            row(
                &format!("famille-{index:03}"),
                &format!("compte-{:02}", index % 30),
                categories[index % 4],
                "2025-11-22T09:10:00+01:00",
                "2025-11-24T09:50:00+01:00",
            )
        })
        .collect()
}

/// Monday: facts, containment, traces, severity.
fn monday() -> Story {
    let mut story = Story::qualified();
    let cell =
        |account, name: &str, function| CellRole { account, name: name.into(), function, assigned: true };
    story.act(
        CLEMENCE,
        "2025-11-24T09:40:00+01:00",
        cell(CLEMENCE, "Clémence Moreau", CellFunction::HeadOfIt),
    );
    story.act(CLEMENCE, "2025-11-24T09:40:00+01:00", cell(MAYOR, "Jeanne Lefèvre", CellFunction::Direction));
    story.act(CLEMENCE, "2025-11-24T09:41:00+01:00", RegisterNumbered { number: "2025-001".into() });
    let when = "2025-11-24T10:00:00+01:00";
    let facts = [
        FactValue::Nature { confidentiality: Tri::True, integrity: Tri::False, availability: Tri::False },
        FactValue::Origin { origin: Origin::WrongPersonDataShown, detail: String::new() },
        FactValue::Cause { cause: Cause::InternalAccidental, detail: "livraison sans nouveaux tests".into() },
        FactValue::Discovery { discovery: Discovery::DataSubject, circumstances: "Un usager a écrit par le formulaire de contact.".into() },
        FactValue::Description { text: "À la suite d’une mise à jour, notre portail a montré à certains usagers le dossier d’une autre famille.".into() },
        FactValue::Malicious { value: Tri::False },
        FactValue::CrossBorder { value: Tri::False, countries: vec![] },
        FactValue::OtherAuthorities { value: Tri::False, which: vec![] },
        FactValue::Offence { value: Tri::False, known_at: None },
        FactValue::PeriodStarted { at: at("2025-11-21T18:00:00+01:00"), estimated: false },
    ];
    for (index, value) in facts.into_iter().enumerate() {
        story.fact(CLEMENCE, when, 0x70 + index as u8, value);
    }
    // A second report: the anomaly is not isolated.
    story.act(
        CLEMENCE,
        "2025-11-24T10:05:00+01:00",
        ReportLinked {
            report: beffroi_seal::id::ReportId::from_bytes([0x51; 16]),
            first_report_at: at("2025-11-24T10:02:00+01:00"),
            channel: ReportChannel::Telephone,
            summary: "Une habitante voit elle aussi le dossier d’une autre famille.".into(),
            reporter: Some("compte-07".into()),
        },
    );
    story.piece(CLEMENCE, "2025-11-24T10:20:00+01:00", CUT_PROOF);
    story.act(
        CLEMENCE,
        "2025-11-24T10:21:00+01:00",
        MeasureRecorded {
            measure: PORTAL_CUT,
            kind: MeasureKind::Immediate,
            description: "fermeture temporaire du portail".into(),
            effective_at: Some(at("2025-11-24T10:15:00+01:00")),
            piece: Some(CUT_PROOF),
        },
    );
    story.act(
        CLEMENCE,
        "2025-11-24T10:22:00+01:00",
        Contained { basis: ContainmentBasis::Measure { measure: PORTAL_CUT } },
    );

    let all =
        [DataCategory::CivilStatus, DataCategory::Contact, DataCategory::Financial, DataCategory::Health];
    story.dataset("2025-11-24T14:00:00+01:00", CHILDREN_SHEETS, &all, Count::ToBeDetermined);
    story.score("2025-11-24T14:05:00+01:00", CHILDREN_SHEETS, Family::Sensitive, 4, 25);
    story
}

#[test]
fn two_clocks_saturday_report_and_monday_awareness() {
    let mut story = Story::reported();
    let without = Qualified { reason_if_over_24h: None, ..qualification() };
    let refusal = story.refused(CLEMENCE, "2025-11-24T09:35:00+01:00", without);
    assert_eq!(
        refusal,
        Refusal::AwarenessReasonMissing { first_report_at: at(REPORTED), aware_at: at(AWARE) }
    );
    let ahead = Qualified { aware_at: at("2025-11-24T09:36:00+01:00"), ..qualification() };
    assert_eq!(story.refused(CLEMENCE, "2025-11-24T09:35:00+01:00", ahead).code(), "in-future");

    let story = Story::qualified();
    assert_eq!(story.file.first_report_at(), Some(at(REPORTED)));
    let notify = story.file.obligations(at(AWARE)).into_iter().find(|found| found.key.rule.id == "rgpd-33-1");
    let due = notify.expect("the rule is in force").due.expect("the clock runs");
    assert_eq!(due.target, at("2025-11-27T09:30:00+01:00"), "Thursday 09:30, not Tuesday 10:00");
    assert_eq!(due.limit_3_1, Some(at("2025-11-27T10:00:00+01:00")));
    let from_report = story.file.first_report_at().unwrap() + hours(72);
    assert_eq!(from_report, at("2025-11-25T10:00:00+01:00"), "the other clock is shown too");
}

#[test]
fn severity_is_4_25_maximal_and_explained() {
    let mut story = monday();
    let now = at("2025-11-24T15:00:00+01:00");
    let severity = story.file.severity(now);
    assert_eq!(severity.datasets[0].evaluation.score_hundredths, Range { min: 425, max: 425 });
    assert_eq!(severity.effective, Range { min: 3, max: 3 });
    let sentences = Explanation::of(&story.file, now).sentences;
    assert_eq!(sentences[0], "SE = 4 × 1 + 0,25 = 4,25 (maximale).");
    assert!(
        sentences
            .iter()
            .any(|text| text.starts_with("Gravité maximale. Notifier la CNIL et informer les personnes.")),
        "{sentences:#?}"
    );
    assert!(
        sentences.iter().any(|text| text.contains("Portail communal montrant le dossier d’autres familles"))
    );

    // Retaining "importante" instead is allowed, with reasons, and changes no duty.
    let lower = SeverityOverridden { level: 2, reason: "trop court".into(), dpo: None };
    assert_eq!(story.refused(MAYOR, "2025-11-24T15:00:00+01:00", lower).code(), "reason-too-short");
    let reason = "Les personnes qui ont vu les données sont connues et ont été jointes une par une.";
    story.act(
        MAYOR,
        "2025-11-24T15:05:00+01:00",
        SeverityOverridden { level: 2, reason: reason.into(), dpo: None },
    );
    let severity = story.file.severity(now);
    assert_eq!((severity.computed.max, severity.effective.max, severity.stale), (3, 2, false));
    let statuses: Vec<_> = story
        .file
        .obligations(now)
        .into_iter()
        .filter(|found| found.is_running())
        .map(|found| found.key.rule.id)
        .collect();
    assert_eq!(statuses, ["rgpd-33-1", "rgpd-34", "rgpd-33-5"]);
}

/// The whole story; returns it archived.
fn to_the_archive() -> Story {
    let mut story = monday();
    let notify = ObligationKey::first("rgpd-33-1", 1);
    let complement = ObligationKey::first("rgpd-33-4", 1);
    let register = ObligationKey::first("rgpd-33-5", 1);

    // Traces: viewers are not the exposed persons.
    let rows = exposure_rows();
    story.act(CLEMENCE, "2025-11-24T16:00:00+01:00", import(60, 60, 30));
    for chunk in rows.chunks(25) {
        story.act(CLEMENCE, "2025-11-24T16:01:00+01:00", ExposureRows { import: LOGS, rows: chunk.to_vec() });
    }
    let more = ExposureRows { import: LOGS, rows: rows[..1].to_vec() };
    assert_eq!(story.refused(CLEMENCE, "2025-11-24T16:02:00+01:00", more).code(), "too-many-rows");
    assert_eq!(story.file.exposure.persons().len(), 60);
    assert_eq!(story.file.exposure.viewers().len(), 30);
    assert_eq!(story.file.viewers().len(), 31, "Armand besides: he reported before the logs were read");

    story.act(CLEMENCE, "2025-11-24T17:00:00+01:00", SeverityRetained { level: 3, dpo: None });

    // Initial notification, with a count still to be determined.
    let harms = FactValue::Harms {
        items: set(&[Harm::LossOfControl, Harm::IdentityTheft, Harm::Fraud]),
        detail: String::new(),
    };
    story.fact(CLEMENCE, "2025-11-25T09:00:00+01:00", 0x90, harms);
    let consequences = FactValue::Consequences {
        items: set(&[Consequence::SpreadBeyondNeed, Consequence::MayBeMisused]),
        detail: String::new(),
    };
    story.fact(CLEMENCE, "2025-11-25T09:00:00+01:00", 0x91, consequences);
    story.act(
        CLEMENCE,
        "2025-11-25T09:10:00+01:00",
        ObligationPrepared { obligation: notify.clone(), document: None },
    );
    let own = ObligationValidated { obligation: notify.clone() };
    assert_eq!(
        story.refused(CLEMENCE, "2025-11-25T09:11:00+01:00", own.clone()).code(),
        "second-person-required"
    );
    story.act(MAYOR, "2025-11-25T09:20:00+01:00", own);
    let complete = sent(&notify, "2025-11-25T09:30:00+01:00", true, None);
    let Refusal::FilingIncomplete { missing } =
        story.refused(CLEMENCE, "2025-11-25T09:31:00+01:00", complete)
    else {
        panic!("a count is to be determined");
    };
    assert_eq!(missing, ["person_count", "corrective_measures"]);
    story.act(CLEMENCE, "2025-11-25T09:32:00+01:00", sent(&notify, "2025-11-25T09:30:00+01:00", false, None));
    assert_eq!(story.file.filings[0].sheet.kind, FilingKind::Initial);
    story.act(
        CLEMENCE,
        "2025-11-25T09:40:00+01:00",
        ObligationAcknowledged {
            obligation: notify,
            received_at: at("2025-11-25T09:33:00+01:00"),
            reference: "CNIL-2025-123456".into(),
            piece: None,
        },
    );
    let next = story.file.next_deadline(at("2025-11-25T10:00:00+01:00")).expect("the complement");
    assert_eq!(next, (complement.clone(), at("2025-11-28T09:30:00+01:00")));

    // Fix, tests, portal back.
    story.act(
        CLEMENCE,
        "2025-11-26T11:00:00+01:00",
        MeasureRecorded {
            measure: FIX,
            kind: MeasureKind::Corrective,
            description: "correction de l’attribution des sessions".into(),
            effective_at: Some(at("2025-11-26T11:00:00+01:00")),
            piece: None,
        },
    );
    let restored = |passed| ServiceRestored {
        service: "Portail citoyen".into(),
        restored_at: at("2025-11-26T16:00:00+01:00"),
        measure: FIX,
        tests: vec![TestResult { label: "un usager ne voit que son dossier".into(), passed, piece: None }],
    };
    assert_eq!(story.refused(CLEMENCE, "2025-11-26T16:05:00+01:00", restored(false)).code(), "test-failed");
    let untested = ServiceRestored { tests: vec![], ..restored(true) };
    assert_eq!(story.refused(CLEMENCE, "2025-11-26T16:05:00+01:00", untested).code(), "empty-field");
    story.act(CLEMENCE, "2025-11-26T16:05:00+01:00", restored(true));

    // The count is known: the complement is the difference.
    let all =
        [DataCategory::CivilStatus, DataCategory::Contact, DataCategory::Financial, DataCategory::Health];
    story.dataset("2025-11-26T17:00:00+01:00", CHILDREN_SHEETS, &all, Count::Exact(214));
    let sheet = CnilSheet::of(&story.file, None, at("2025-11-26T17:01:00+01:00"));
    assert_eq!(sheet.kind, FilingKind::Complementary);
    assert_eq!(sheet.previous_reference.as_deref(), Some("CNIL-2025-123456"));
    assert_eq!(sheet.missing, Vec::<String>::new());
    let changed: Vec<_> = sheet.changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(changed, ["person_count", "corrective_measures"]);
    assert_eq!(sheet.changes[0].after, ["214"]);
    story.act(
        CLEMENCE,
        "2025-11-26T17:10:00+01:00",
        ObligationPrepared { obligation: complement.clone(), document: None },
    );
    story.act(MAYOR, "2025-11-26T17:20:00+01:00", ObligationValidated { obligation: complement.clone() });
    story.act(
        CLEMENCE,
        "2025-11-26T17:30:00+01:00",
        sent(&complement, "2025-11-26T17:25:00+01:00", true, None),
    );
    story.act(
        CLEMENCE,
        "2025-11-26T17:40:00+01:00",
        ObligationAcknowledged {
            obligation: complement,
            received_at: at("2025-11-26T17:26:00+01:00"),
            reference: "CNIL-2025-123456-2".into(),
            piece: None,
        },
    );

    // Letters to the exposed families.
    let persons: BTreeSet<String> = story.file.exposure.persons().into_keys().map(str::to_owned).collect();
    let letters = LettersSent {
        communication: MAILING,
        persons: persons.clone(),
        channel: LetterChannel::Post,
        sent_at: at("2025-11-27T14:00:00+01:00"),
        piece: None,
    };
    let early = story.refused(CLEMENCE, "2025-11-27T14:05:00+01:00", letters.clone());
    assert_eq!(early.code(), "letter-not-prepared");
    story.act(CLEMENCE, "2025-11-27T11:00:00+01:00", LettersPrepared { communication: MAILING, persons });
    story.act(CLEMENCE, "2025-11-27T14:05:00+01:00", letters);
    let stranger = LettersPrepared { communication: MAILING, persons: ["compte-03".to_owned()].into() };
    assert_eq!(story.refused(CLEMENCE, "2025-11-27T14:06:00+01:00", stranger).code(), "unknown");

    // Attestations asked of the viewers; Armand gave his by telephone.
    let armand = AttestationAnswered {
        viewer: "compte-armand".into(),
        declaration: declaration("Armand", "2025-11-24T11:00:00+01:00", AttestationForm::Oral),
    };
    story.act(CLEMENCE, "2025-11-27T15:00:00+01:00", armand);
    let viewers: Vec<String> = story.file.exposure.viewers().into_iter().map(str::to_owned).collect();
    for viewer in &viewers {
        story.act(
            CLEMENCE,
            "2025-11-27T15:10:00+01:00",
            AttestationRequested {
                viewer: viewer.clone(),
                sent_at: at("2025-11-27T15:05:00+01:00"),
                due_at: at("2025-12-04T18:00:00+01:00"),
                channel: LetterChannel::Email,
            },
        );
    }
    for viewer in &viewers[..28] {
        let declaration = declaration(viewer, "2025-12-01T10:00:00+01:00", AttestationForm::Signed);
        story.act(
            CLEMENCE,
            "2025-12-01T18:00:00+01:00",
            AttestationAnswered { viewer: viewer.clone(), declaration },
        );
    }

    // Post-mortem, with the designation of a DPO as an action.
    story.act(
        CLEMENCE,
        "2025-12-08T10:00:00+01:00",
        PostMortemRecorded {
            held_at: at("2025-12-08T09:00:00+01:00"),
            causes: "Des fonctions livrées sans nouveaux tests, faute de temps.".into(),
            what_worked: "Coupure décidée en moins d’une heure.".into(),
            what_failed: "Personne ne lisait le formulaire le samedi.".into(),
            actions: vec![PostMortemAction {
                task: task(0xa0),
                label: "Désigner un délégué à la protection des données".into(),
                owner: Some(MAYOR),
                due_at: Some(at("2026-01-31T18:00:00+01:00")),
            }],
        },
    );

    // Two viewers never answered: silence is recorded after two reminders, and only then.
    let closing = Closed {
        decision: "Toutes les obligations sont remplies.".into(),
        decided_by: "Jeanne Lefèvre, maire".into(),
    };
    let Refusal::Blocked { blockers } = story.refused(MAYOR, "2025-12-08T11:00:00+01:00", closing.clone())
    else {
        panic!("two viewers are silent");
    };
    assert!(blockers.contains(&Blocker::ViewersPending { count: 2 }), "{blockers:?}");
    assert!(
        blockers.contains(&Blocker::ObligationOpen {
            obligation: register.clone(),
            status: ObligationStatus::Due
        })
    );
    for (day, due) in [("2025-12-09", "2025-12-12"), ("2025-12-13", "2025-12-16")] {
        let silent = AttestationSilent { viewer: viewers[28].clone() };
        assert_eq!(
            story.refused(CLEMENCE, &format!("{day}T08:00:00+01:00"), silent).code(),
            "reminders-missing"
        );
        for viewer in &viewers[28..] {
            let reminded = AttestationReminded {
                viewer: viewer.clone(),
                sent_at: at(&format!("{day}T09:00:00+01:00")),
                due_at: at(&format!("{due}T18:00:00+01:00")),
            };
            story.act(CLEMENCE, &format!("{day}T09:05:00+01:00"), reminded);
        }
    }
    for viewer in &viewers[28..] {
        story.act(CLEMENCE, "2025-12-17T09:00:00+01:00", AttestationSilent { viewer: viewer.clone() });
    }
    // Silence raises the circumstances: known recipients are no longer under control.
    let severity = story.file.severity(at("2025-12-17T09:00:00+01:00"));
    assert_eq!(severity.datasets[0].evaluation.score_hundredths.max, 450);

    // The commune designates its DPO, whose opinion then belongs in the file.
    story.act(
        MAYOR,
        "2025-12-17T10:00:00+01:00",
        DpoDesignated {
            name: "Paul Girard".into(),
            contact: "dpo@saint-aubin.example".into(),
            designated_at: at("2025-12-17T09:45:00+01:00"),
            reference: "DPO-99999".into(),
        },
    );
    story.act(MAYOR, "2025-12-17T10:01:00+01:00", TaskDone { task: task(0xa0), outcome: "Désigné.".into() });
    let opinion = DpoOpinion { favourable: true, text: "Niveau justifié.".into(), by: "Paul Girard".into() };
    story.act(CLEMENCE, "2025-12-17T10:05:00+01:00", SeverityRetained { level: 3, dpo: Some(opinion) });
    story.act(
        MAYOR,
        "2025-12-17T10:10:00+01:00",
        DecisionRecorded {
            decision: DecisionId::from_bytes([0xb0; 16]),
            question: "Informer toutes les familles ?".into(),
            options: vec!["oui".into(), "non".into()],
            choice: "oui".into(),
            reason: "Risque élevé : santé, banque, mineurs.".into(),
            dissent: String::new(),
        },
    );
    story.act(
        CLEMENCE,
        "2025-12-17T10:20:00+01:00",
        ObligationPrepared { obligation: register.clone(), document: None },
    );
    story.act(MAYOR, "2025-12-17T10:21:00+01:00", ObligationValidated { obligation: register.clone() });
    story.act(MAYOR, "2025-12-17T10:22:00+01:00", ObligationCompleted { obligation: register });
    assert_eq!(story.file.closing_blockers(at("2025-12-17T10:30:00+01:00")), []);
    story.act(MAYOR, "2025-12-17T10:30:00+01:00", closing);
    let unverified = Archived { digest: Digest::of("archive"), verified: false, keep_until: None };
    assert_eq!(
        story.refused(CLEMENCE, "2025-12-17T11:00:00+01:00", unverified).code(),
        "archive-not-verified"
    );
    story.act(
        CLEMENCE,
        "2025-12-17T11:00:00+01:00",
        Archived { digest: Digest::of("archive"), verified: true, keep_until: None },
    );
    story
}

#[test]
fn from_report_to_archive() {
    let story = to_the_archive();
    let now = at("2025-12-18T09:00:00+01:00");
    assert!(matches!(story.file.stage, Stage::Archived { .. }));
    let obligations = story.file.obligations(now);
    let status =
        |id: &str| obligations.iter().find(|found| found.key.rule.id == id).map(|found| found.status);
    assert_eq!(status("rgpd-33-1"), Some(ObligationStatus::Acknowledged));
    assert_eq!(status("rgpd-33-4"), Some(ObligationStatus::Acknowledged));
    assert_eq!(status("rgpd-34"), Some(ObligationStatus::Completed));
    assert_eq!(status("rgpd-33-5"), Some(ObligationStatus::Completed));
    assert!(obligations.iter().all(|found| !found.late));
    assert!(obligations.iter().all(|found| found.key.rule.id != "omnibus"));

    let entry = story.file.register_entry(WorkspaceId::from_bytes([9; 16]), now).expect("numbered");
    assert_eq!(
        (entry.number.to_string().as_str(), entry.status.as_str(), entry.level),
        ("2025-001", "archived", Some(3))
    );
    assert_eq!(entry.persons, Some(Count::Exact(214)));

    let (folded, anomalies) = fold(story.log.iter().map(|(meta, entry)| (meta.clone(), entry)));
    assert_eq!(anomalies, []);
    assert_eq!(folded, story.file, "folding the log again gives the same file");
}

#[test]
fn each_family_gets_its_own_letter_and_no_viewer_gets_one() {
    let story = to_the_archive();
    let now = at("2025-11-27T11:00:00+01:00");
    let letters = PersonLetter::all(&story.file, now);
    assert_eq!(letters.len(), 60);
    let titles: Vec<_> =
        letters[0].questions.iter().map(|question| question.title.replace('\u{202f}', " ")).collect();
    assert_eq!(
        titles,
        [
            "Que s’est-il passé ?",
            "Comment avons-nous réagi ?",
            "Quelles données sont concernées ?",
            "Quelles sont les conséquences possibles ?",
            "Quelles sont nos recommandations ?",
            "Qui contacter si vous avez des questions ?",
        ]
    );
    let contact = PersonLetter::of(&story.file, "famille-000", now).expect("exposed");
    let health = PersonLetter::of(&story.file, "famille-002", now).expect("exposed");
    assert_eq!(contact.categories, set(&[DataCategory::Contact]));
    assert_eq!(health.categories, set(&[DataCategory::Health]));
    let text = |letter: &PersonLetter| serde_json::to_string(letter).expect("json");
    assert!(text(&health).contains("vos données de santé") && !text(&contact).contains("santé"));
    for letter in &letters {
        assert!(letter.questions.iter().all(|question| !question.paragraphs.is_empty()));
        let text = text(letter);
        assert!(!text.contains("compte-") && !text.contains("http"), "no viewer and no link: {text}");
        assert_eq!(letter.missing, ["recipient.address"]);
    }
    assert_eq!(PersonLetter::of(&story.file, "compte-03", now), None);
}

#[test]
fn a_request_to_a_viewer_never_names_the_exposed_family() {
    let story = to_the_archive();
    let request =
        AttestationRequest::of(&story.file, "compte-02", at("2025-11-27T15:00:00+01:00")).expect("a viewer");
    let text = serde_json::to_string(&request).expect("json");
    assert!(!text.contains("famille-"), "{text}");
    assert_eq!(request.items.len(), 2, "contact details and health, from two families");
    assert_eq!(request.due, "jeudi 4 décembre 2025");
    let armand = Attestation::of(&story.file, "compte-armand").expect("the reporter");
    assert_eq!(armand.statements[1].checked, Some(true), "no copy was made");
    assert_eq!(Attestation::of(&story.file, "famille-000"), None);
}

#[test]
fn an_edited_paragraph_replaces_the_generated_one_for_one_or_for_all() {
    let mut story = monday();
    let rows = vec![
        row("famille-a", "compte-b", DataCategory::Contact, REPORTED, REPORTED),
        row("famille-b", "compte-a", DataCategory::Contact, REPORTED, REPORTED),
    ];
    story.act(CLEMENCE, "2025-11-24T16:00:00+01:00", import(2, 2, 2));
    story.act(CLEMENCE, "2025-11-24T16:01:00+01:00", ExposureRows { import: LOGS, rows });
    let edit = |subject: Option<&str>, text: Option<&str>| WordingEdited {
        document: beffroi_dossier::document::DocumentKind::PersonLetter,
        subject: subject.map(str::to_owned),
        field: "recommendations".into(),
        text: text.map(str::to_owned),
    };
    story.act(CLEMENCE, "2025-11-24T17:00:00+01:00", edit(None, Some("Pour tous.\n\nSuite.")));
    story.act(CLEMENCE, "2025-11-24T17:00:00+01:00", edit(Some("famille-b"), Some("Pour vous seuls.")));
    let answer = |story: &Story, person: &str| {
        let letter = PersonLetter::of(&story.file, person, at("2025-11-24T18:00:00+01:00")).expect("exposed");
        letter.questions[4].paragraphs.clone()
    };
    assert_eq!(answer(&story, "famille-a"), ["Pour tous.", "Suite."]);
    assert_eq!(answer(&story, "famille-b"), ["Pour vous seuls."]);
    story.act(CLEMENCE, "2025-11-24T17:05:00+01:00", edit(None, None));
    assert!(answer(&story, "famille-a")[0].starts_with("Méfiez-vous"));
}

#[test]
fn the_register_sheet_and_the_archive_index_tell_the_whole_case() {
    let story = to_the_archive();
    let now = at("2025-12-18T09:00:00+01:00");
    let sheet = RegisterSheet::of(&story.file, now);
    let keys: Vec<_> = sheet.sections.iter().map(|section| section.key.as_str()).collect();
    assert_eq!(keys, ["facts", "effects", "measures", "risk", "obligations", "people", "decisions"]);
    assert_eq!(sheet.state_label, "Archivé");
    let index = ArchiveIndex::of(&story.file, now);
    assert_eq!(index.journal.len(), story.log.len());
    assert_eq!((index.pieces.len(), index.filings.len(), index.inputs.len()), (1, 2, 1));
    assert!(index.rules.iter().any(|rule| rule.id == "rgpd-33-1"));
}
