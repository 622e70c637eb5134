//! Obligations along their states: terms, reasons, receipts, processors, other regimes, dispensations.

mod support;

use beffroi_dossier::entry::*;
use beffroi_dossier::fold::{Blocker, Refusal};
use beffroi_dossier::obligation::ObligationStatus;
use beffroi_dossier::rules::RuleBook;
use beffroi_dossier::tri::Tri;
use beffroi_dossier::view::BreachFileView;
use support::*;

#[test]
fn a_filing_at_72_h_01_needs_reasons_and_is_flagged_late() {
    let mut story = level_two();
    let notify = ObligationKey::first("rgpd-33-1", 1);
    validated(&mut story, &notify, "2025-11-27T09:00:00+01:00");
    let late = |reasons| sent(&notify, "2025-11-27T09:31:00+01:00", false, reasons);
    let refusal = story.refused(CLEMENCE, "2025-11-27T09:32:00+01:00", late(None));
    assert_eq!(
        refusal,
        Refusal::LateReasonsMissing {
            obligation: "rgpd-33-1@1#0".into(),
            due_at: at("2025-11-27T09:30:00+01:00"),
            sent_at: at("2025-11-27T09:31:00+01:00"),
        }
    );
    assert_eq!(
        story.refused(CLEMENCE, "2025-11-27T09:32:00+01:00", late(Some("  "))).code(),
        "late-reasons-missing"
    );
    let view = BreachFileView::of(&story.file, at("2025-11-27T09:32:00+01:00"));
    let shown = view.obligations.iter().find(|found| found.obligation.key == notify).expect("shown");
    assert_eq!(shown.seconds_left, Some(-120));
    assert!(shown.advisory.is_some(), "the limits of Regulation 1182/71 become arguments");
    story.act(CLEMENCE, "2025-11-27T09:32:00+01:00", late(Some("Le téléservice était indisponible.")));
    let found = obligation(&story.file, "rgpd-33-1", "2025-11-28T09:00:00+01:00");
    assert!(found.late);
    assert_eq!(found.late_reasons.as_deref(), Some("Le téléservice était indisponible."));
    let sheet = &story.file.filings[0].sheet;
    assert_eq!(
        sheet.field("late_reasons").map(|field| field.values.clone()),
        Some(vec!["Le téléservice était indisponible.".into()])
    );

    let mut story = level_two();
    validated(&mut story, &notify, "2025-11-27T09:00:00+01:00");
    story.act(CLEMENCE, "2025-11-27T09:40:00+01:00", sent(&notify, "2025-11-27T09:30:00+01:00", false, None));
    assert!(
        !obligation(&story.file, "rgpd-33-1", "2025-11-28T09:00:00+01:00").late,
        "72 h to the second is in time"
    );
}

#[test]
fn somebody_else_approves_as_soon_as_there_is_somebody_else() {
    let mut story = level_two();
    let notify = ObligationKey::first("rgpd-33-1", 1);
    // Clémence opened the file and has no function in the cell: the mayor alone has one.
    let mayor = CellRole {
        account: MAYOR,
        name: "Jeanne Lefèvre".into(),
        function: CellFunction::Direction,
        assigned: true,
    };
    story.act(CLEMENCE, "2025-11-24T11:00:00+01:00", mayor);
    story.act(
        CLEMENCE,
        "2025-11-24T11:01:00+01:00",
        ObligationPrepared { obligation: notify.clone(), document: None },
    );
    let approved = ObligationValidated { obligation: notify };
    let refusal = story.refused(CLEMENCE, "2025-11-24T11:02:00+01:00", approved.clone());
    assert_eq!(refusal.code(), "second-person-required");
    let view = BreachFileView::of(&story.file, at("2025-11-24T11:02:00+01:00"));
    let hand = view.board.hands.iter().find(|hand| hand.code == "validate").expect("to approve");
    assert_eq!(hand.not, Some(CLEMENCE));
    story.act(MAYOR, "2025-11-24T11:03:00+01:00", approved);
    assert!(!obligation(&story.file, "rgpd-33-1", "2025-11-24T11:04:00+01:00").single_handed);
}

#[test]
fn sending_without_a_receipt_is_not_done() {
    let mut story = level_two();
    let notify = ObligationKey::first("rgpd-33-1", 1);
    let early = sent(&notify, "2025-11-24T11:00:00+01:00", false, None);
    assert_eq!(
        story.refused(CLEMENCE, "2025-11-24T11:00:00+01:00", early.clone()).code(),
        "obligation-state"
    );
    validated(&mut story, &notify, "2025-11-24T11:00:00+01:00");
    assert!(obligation(&story.file, "rgpd-33-1", "2025-11-24T11:00:00+01:00").single_handed);
    story.act(CLEMENCE, "2025-11-24T11:05:00+01:00", early);
    let completed = ObligationCompleted { obligation: notify.clone() };
    assert_eq!(story.refused(CLEMENCE, "2025-11-24T12:00:00+01:00", completed).code(), "obligation-state");
    let open = story.file.closing_blockers(at("2025-11-24T12:00:00+01:00"));
    assert!(open.contains(&Blocker::ObligationOpen { obligation: notify, status: ObligationStatus::Sent }));
}

#[test]
fn a_processor_owes_one_notice_to_each_controller_and_nothing_to_the_cnil() {
    let mut story = Story::reported();
    story.act(CLEMENCE, "2025-11-24T09:35:00+01:00", Qualified { role: Role::Processor, ..qualification() });
    let lab = |controller: &str, contract_hours| ControllerAdded {
        controller: controller.into(),
        name: format!("Laboratoire {controller}"),
        contact: "dpo@labo.example".into(),
        contract_reference: "2019-12".into(),
        contract_hours,
        missing_clauses: vec!["sous-traitance ultérieure".into()],
    };
    story.act(CLEMENCE, "2025-11-24T09:40:00+01:00", lab("lab-a", Some(12)));
    story.act(CLEMENCE, "2025-11-24T09:40:00+01:00", lab("lab-b", None));
    assert_eq!(
        story.refused(CLEMENCE, "2025-11-24T09:41:00+01:00", lab("lab-b", None)).code(),
        "already-exists"
    );
    let now = at("2025-11-24T10:00:00+01:00");
    let notices: Vec<(Option<String>, jiff::Timestamp)> = story
        .file
        .obligations(now)
        .into_iter()
        .filter(|found| found.key.rule.id == "rgpd-33-2")
        .map(|found| (found.key.subject, found.due.expect("a term").target))
        .collect();
    assert_eq!(
        notices,
        [
            (Some("lab-a".to_owned()), at("2025-11-24T21:30:00+01:00")),
            (Some("lab-b".to_owned()), at("2025-11-25T09:30:00+01:00")),
        ]
    );
    assert_eq!(
        status(&story.file, "rgpd-33-1", "2025-11-24T10:00:00+01:00"),
        ObligationStatus::NotApplicable
    );
    assert_eq!(status(&story.file, "rgpd-33-5", "2025-11-24T10:00:00+01:00"), ObligationStatus::Due);
    // One laboratory told, the other silent: the file cannot close.
    let to_a: ObligationKey = "rgpd-33-2@1#0:lab-a".parse().expect("a key");
    validated(&mut story, &to_a, "2025-11-24T10:10:00+01:00");
    story.act(CLEMENCE, "2025-11-24T10:20:00+01:00", sent(&to_a, "2025-11-24T10:15:00+01:00", true, None));
    let receipt = ObligationAcknowledged {
        obligation: to_a,
        received_at: at("2025-11-24T11:00:00+01:00"),
        reference: "AR-1".into(),
        piece: None,
    };
    story.act(CLEMENCE, "2025-11-24T11:05:00+01:00", receipt);
    let open: Vec<String> = story
        .file
        .closing_blockers(at("2025-11-24T12:00:00+01:00"))
        .into_iter()
        .filter_map(|blocker| match blocker {
            Blocker::ObligationOpen { obligation, .. } if obligation.rule.id == "rgpd-33-2" => {
                Some(obligation.to_string())
            }
            _ => None,
        })
        .collect();
    assert_eq!(open, ["rgpd-33-2@1#0:lab-b"]);
}

#[test]
fn other_regimes_wait_for_facts_and_never_vanish() {
    let mut story = Story::reported();
    let unknown = Organisation { profile: EntityProfile::default(), ..commune() };
    story.act(CLEMENCE, "2025-11-24T09:30:00+01:00", unknown);
    story.act(CLEMENCE, "2025-11-24T09:35:00+01:00", qualification());
    let now = "2025-11-24T10:00:00+01:00";
    let lopmi = obligation(&story.file, "lopmi", now);
    assert_eq!(lopmi.status, ObligationStatus::ToAssess);
    assert_eq!(
        lopmi.unknown.into_iter().collect::<Vec<_>>(),
        ["entity.insured_cyber", "incident.stad_attack"]
    );
    // Ransomware with a cyber policy: 72 h from knowledge of the offence, another instant than awareness.
    let insured =
        EntityProfile { insured_cyber: Tri::True, telecom: Tri::True, ..EntityProfile::municipality() };
    story.act(CLEMENCE, "2025-11-24T10:00:00+01:00", Organisation { profile: insured, ..commune() });
    let attack = FactValue::StadAttack { value: Tri::True, known_at: Some(at("2025-11-23T20:00:00+01:00")) };
    story.fact(CLEMENCE, "2025-11-24T10:01:00+01:00", 0x71, attack);
    let lopmi = obligation(&story.file, "lopmi", now);
    assert_eq!(lopmi.status, ObligationStatus::Due);
    assert_eq!(lopmi.due.map(|due| due.target), Some(at("2025-11-26T20:00:00+01:00")));
    let operator = obligation(&story.file, "telecom-24h", now);
    assert_eq!(
        operator.due.map(|due| due.target),
        Some(at("2025-11-25T09:30:00+01:00")),
        "24 h whatever the risk"
    );
    assert_eq!(operator.status, ObligationStatus::Due);
    // A regime examined and found foreign is dispensed with, one at a time, with its reason.
    let nis2 = ObligationKey::first("nis2-alerte", 1);
    let dispensed = |obligation: &ObligationKey| ObligationDispensed {
        obligation: obligation.clone(),
        basis: DispensationBasis::NotSubject,
        reason: "La commune n’est pas une entité au sens de NIS 2.".into(),
    };
    story.act(CLEMENCE, "2025-11-24T10:05:00+01:00", dispensed(&nis2));
    assert_eq!(status(&story.file, "nis2-alerte", now), ObligationStatus::Dispensed);
    let notify = ObligationKey::first("rgpd-33-1", 1);
    assert_eq!(
        story.refused(CLEMENCE, "2025-11-24T10:05:00+01:00", dispensed(&notify)).code(),
        "ground-not-allowed"
    );
}

#[test]
fn new_rules_do_not_touch_an_open_file() {
    let story = level_two();
    let text = include_str!("../../../rules/obligations.toml");
    let newer = text.replace("n = 72", "n = 96").replace(
        "version = 1\ntitle = \"Notifier la violation à la CNIL\"",
        "version = 2\ntitle = \"Notifier la violation à la CNIL\"",
    );
    let newer = RuleBook::parse(&newer).expect("the new rules");
    let found = obligation(&story.file, "rgpd-33-1", "2025-11-24T12:00:00+01:00");
    assert_eq!(found.key.rule.version, 1);
    assert_eq!(found.due.map(|due| due.target), Some(at("2025-11-27T09:30:00+01:00")));

    // A file opened under the new rules keeps those instead.
    let mut story = Story::default();
    let opened = Opened { rules: newer, ..Opened::with_shipped_rules("Autre", "Europe/Paris", at(REPORTED)) };
    story.act(CLEMENCE, "2025-11-24T08:45:00+01:00", opened);
    story.act(CLEMENCE, "2025-11-24T09:35:00+01:00", qualification());
    let found = obligation(&story.file, "rgpd-33-1", "2025-11-24T12:00:00+01:00");
    assert_eq!(
        (found.key.rule.version, found.due.map(|due| due.target)),
        (2, Some(at("2025-11-28T09:30:00+01:00")))
    );
}

#[test]
fn a_public_notice_needs_its_basis_and_the_dispensations_their_proof() {
    let mut story = level_two();
    let persons = ObligationKey::first("rgpd-34", 1);
    let dispensed =
        |basis| ObligationDispensed { obligation: persons.clone(), basis, reason: "Motif.".into() };
    let when = "2025-11-24T12:00:00+01:00";
    assert_eq!(
        story.refused(CLEMENCE, when, dispensed(DispensationBasis::PublicNotice)).code(),
        "public-notice-missing"
    );
    let notice = |basis: &str, places: &[&str]| PublicNoticePublished {
        basis: basis.into(),
        places: places.iter().map(|place| (*place).to_owned()).collect(),
        from: at("2025-11-24T11:00:00+01:00"),
        until: None,
        piece: None,
    };
    assert_eq!(story.refused(CLEMENCE, when, notice("", &["site"])).code(), "empty-field");
    assert_eq!(story.refused(CLEMENCE, when, notice("Adresses inconnues.", &[])).code(), "empty-field");
    story.act(
        CLEMENCE,
        when,
        notice("Les adresses de 40 000 usagers sont inconnues.", &["site de la commune"]),
    );

    story.piece(CLEMENCE, when, RECEIPT);
    let encrypted = DispensationBasis::Unintelligible { piece: RECEIPT };
    assert_eq!(
        story.refused(CLEMENCE, when, dispensed(encrypted)).code(),
        "ground-not-allowed",
        "nothing says it is encrypted"
    );
    let unproven = MeasureRecorded {
        measure: FIX,
        kind: MeasureKind::Immediate,
        description: "blocage des cartes".into(),
        effective_at: Some(at("2025-11-24T11:30:00+01:00")),
        piece: None,
    };
    story.act(CLEMENCE, when, unproven);
    let removed = DispensationBasis::RiskRemoved { measure: FIX };
    assert_eq!(story.refused(CLEMENCE, when, dispensed(removed.clone())).code(), "measure-unproven");
    story.act(
        CLEMENCE,
        when,
        MeasureProven { measure: FIX, effective_at: at("2025-11-24T11:30:00+01:00"), piece: RECEIPT },
    );
    story.act(CLEMENCE, when, dispensed(removed));
    assert_eq!(status(&story.file, "rgpd-34", when), ObligationStatus::Dispensed);
    assert_eq!(
        story.refused(CLEMENCE, when, dispensed(DispensationBasis::PublicNotice)).code(),
        "obligation-state"
    );
}

#[test]
fn alerts_ring_in_order_and_stop_once_sent() {
    let mut story = level_two();
    let alerts = story.file.alerts(at("2025-11-25T12:00:00+01:00"));
    let first = &alerts[0];
    assert_eq!((first.obligation.rule.id.as_str(), first.at), ("rgpd-33-1", at("2025-11-26T09:30:00+01:00")));
    assert!(alerts.is_sorted_by_key(|alert| alert.at));
    let notify = ObligationKey::first("rgpd-33-1", 1);
    validated(&mut story, &notify, "2025-11-25T12:00:00+01:00");
    story.act(CLEMENCE, "2025-11-25T12:01:00+01:00", sent(&notify, "2025-11-25T12:00:00+01:00", false, None));
    let alerts = story.file.alerts(at("2025-11-25T12:02:00+01:00"));
    assert!(alerts.iter().all(|alert| alert.obligation != notify));
}

#[test]
fn the_clock_runs_from_qualification_before_anything_is_known_of_the_risk() {
    let story = Story::qualified();
    let now = "2025-11-24T09:36:00+01:00";
    let found = obligation(&story.file, "rgpd-33-1", now);
    assert_eq!((found.status, found.presumed), (ObligationStatus::ToAssess, false));
    let (next, due_at) = story.file.next_deadline(at(now)).expect("a term");
    assert_eq!((next.rule.id.as_str(), due_at), ("rgpd-33-1", at("2025-11-27T09:30:00+01:00")));
    let alerts = story.file.alerts(at(now));
    assert_eq!(alerts.first().map(|alert| alert.at), Some(at("2025-11-25T09:30:00+01:00")));
    let near = obligation(&story.file, "rgpd-33-1", "2025-11-26T10:00:00+01:00");
    assert_eq!((near.status, near.presumed), (ObligationStatus::Due, true));
    assert!(obligation(&story.file, "rgpd-33-1", "2025-11-27T09:31:00+01:00").late);
}
