//! The desk: reports, thread, triage, register.

mod support;

use beffroi_dossier::intake::{
    AttachmentKey, AttachmentRef, Contact, Desk, IntakeEntry, Message, Report, ThreadItem, Triage,
    acknowledgement, report_of,
};
use beffroi_seal::digest::Digest;
use beffroi_seal::id::{DepositId, ObjectId, ReportId, WorkspaceId};
use beffroi_seal::keys::Keyset;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use support::*;

const ARMAND: ReportId = ReportId::from_bytes([1; 16]);
const SECOND: ReportId = ReportId::from_bytes([2; 16]);

fn report() -> Report {
    Report {
        submitted_at: at(REPORTED),
        what_happened: "Je vois le dossier d’une autre famille.".into(),
        when_seen: "ce matin vers 9 h 40".into(),
        service: "portail citoyen".into(),
        attachments: vec![AttachmentRef {
            object: ObjectId::from_bytes([3; 16]),
            name: "capture.png".into(),
            media_type: "image/png".into(),
            size_bytes: 120_000,
            digest: Digest::of("capture"),
            key: AttachmentKey::from_bytes([9; 32]),
        }],
        contact: Some(Contact { name: "Armand".into(), ..Contact::default() }),
        reporter_keys: Keyset::make(&mut ChaCha20Rng::seed_from_u64(1)).public(),
    }
}

fn received(report_id: ReportId) -> IntakeEntry {
    IntakeEntry::Received { report: report_id, received_at: at(REPORTED), content: Box::new(report()) }
}

#[test]
fn triage_links_answers_and_refuses_what_makes_no_sense() {
    let story = Story::default();
    let meta = story.meta(CLEMENCE, "2025-11-24T08:45:00+01:00");
    let mut desk = Desk::empty();
    let mut accept = |entry: IntakeEntry| assert_eq!(desk.apply(&meta, &entry), Ok(()), "{}", entry.kind());
    accept(received(ARMAND));
    accept(received(SECOND));
    accept(IntakeEntry::Opened { report: ARMAND });
    accept(IntakeEntry::Replied { report: ARMAND, text: "Merci, nous regardons.".into() });
    let content =
        Message { submitted_at: at(AWARE), text: "Je n’ai rien copié.".into(), attachments: vec![] };
    accept(IntakeEntry::MessageReceived { report: ARMAND, received_at: at(AWARE), content });
    let dossier = WorkspaceId::from_bytes([7; 16]);
    accept(IntakeEntry::Linked { report: ARMAND, dossier });
    accept(IntakeEntry::Duplicate { report: SECOND, of: ARMAND });
    assert_eq!(desk.reports[&ARMAND].triage, Triage::Linked { dossier });
    assert_eq!(desk.reports[&SECOND].triage, Triage::Duplicate { of: ARMAND });
    assert!(matches!(
        desk.reports[&ARMAND].thread[..],
        [ThreadItem::Desk { .. }, ThreadItem::Reporter { .. }]
    ));

    let mut refuse = |entry: IntakeEntry, code: &str| {
        let before = desk.clone();
        assert_eq!(desk.apply(&meta, &entry).expect_err(code).code(), code);
        assert_eq!(desk, before);
    };
    refuse(received(ARMAND), "report-already-received");
    refuse(IntakeEntry::Opened { report: ReportId::from_bytes([8; 16]) }, "report-unknown");
    refuse(
        IntakeEntry::Linked { report: ARMAND, dossier: WorkspaceId::from_bytes([8; 16]) },
        "report-already-linked",
    );
    refuse(IntakeEntry::Discarded { report: ARMAND, reason: "hors sujet".into() }, "report-already-linked");
    refuse(IntakeEntry::Discarded { report: SECOND, reason: " ".into() }, "field-empty");
    refuse(IntakeEntry::Duplicate { report: SECOND, of: SECOND }, "duplicate-of-itself");
    refuse(IntakeEntry::Duplicate { report: ARMAND, of: SECOND }, "duplicate-of-itself");
    refuse(IntakeEntry::Replied { report: ARMAND, text: String::new() }, "field-empty");
}

#[test]
fn the_register_is_kept_at_the_desk() {
    let mut story = Story::qualified();
    let dossier = WorkspaceId::from_bytes([7; 16]);
    assert_eq!(story.file.register_entry(dossier, at(AWARE)), None, "no number yet");
    let number = beffroi_dossier::entry::RegisterNumbered { number: "2025-002".into() };
    story.act(CLEMENCE, "2025-11-24T09:40:00+01:00", number);
    let entry = story.file.register_entry(dossier, at("2025-11-24T10:00:00+01:00")).expect("a number");
    let meta = story.meta(CLEMENCE, "2025-11-24T10:00:00+01:00");
    let mut desk = Desk::empty();
    let gap = desk
        .apply(&meta, &IntakeEntry::RegisterRecorded { entry: Box::new(entry.clone()) })
        .expect_err("a gap");
    assert_eq!(gap.code(), "number-out-of-order");
    let number = desk.register.next_number(2025);
    let entry = beffroi_dossier::register::RegisterEntry { number, ..entry };
    desk.apply(&meta, &IntakeEntry::RegisterRecorded { entry: Box::new(entry) }).expect("the first");
    assert_eq!(desk.register.entries().count(), 1);
}

#[test]
fn a_report_survives_both_encodings_and_its_key_is_never_shown() {
    let entry = received(ARMAND);
    let json = serde_json::to_string(&entry).expect("json");
    assert_eq!(serde_json::from_str::<IntakeEntry>(&json).expect("json"), entry);
    let cbor = beffroi_seal::cbor::encode(&entry).expect("cbor");
    assert_eq!(beffroi_seal::cbor::decode::<IntakeEntry>(&cbor).expect("cbor"), entry);
    let shown = format!("{entry:?}");
    assert!(shown.contains("AttachmentKey(..)") && !shown.contains(&"09".repeat(32)));
    assert_eq!(report_of(DepositId::from_bytes([5; 16])), ReportId::from_bytes([5; 16]));
    assert!(acknowledgement("La commune").iter().any(|text| text.contains("ne les copiez pas")));
}
