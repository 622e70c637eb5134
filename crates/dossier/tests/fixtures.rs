//! Example JSON of the view and of every document, for the interface and the templates.
//!
//! `BEFFROI_BLESS=1 cargo test -p beffroi-dossier --test fixtures` writes them again.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use beffroi_dossier::document::{
    ArchiveIndex, Attestation, AttestationRequest, CnilSheet, PersonLetter, RegisterSheet,
};
use beffroi_dossier::entry::*;
use beffroi_dossier::severity::Family;
use beffroi_dossier::tri::Tri;
use beffroi_dossier::view::BreachFileView;
use beffroi_dossier::vocabulary::*;
use serde::Serialize;
use serde_json::Value;
use support::*;

const NOW: &str = "2025-11-25T10:00:00+01:00";

/// A small file in its second day: two families, two viewers, the initial notification sent.
fn example() -> Story {
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
        FactValue::Cause { cause: Cause::InternalAccidental, detail: String::new() },
        FactValue::Description {
            text: "À la suite d’une mise à jour, le portail a montré à des usagers le dossier d’une autre famille.".into(),
        },
        FactValue::Malicious { value: Tri::False },
        FactValue::Harms { items: set(&[Harm::LossOfControl, Harm::IdentityTheft, Harm::Fraud]), detail: String::new() },
    ];
    for (index, value) in facts.into_iter().enumerate() {
        story.fact(CLEMENCE, when, 0x70 + index as u8, value);
    }
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
    let data =
        [DataCategory::CivilStatus, DataCategory::Contact, DataCategory::Financial, DataCategory::Health];
    story.dataset("2025-11-24T14:00:00+01:00", CHILDREN_SHEETS, &data, Count::ToBeDetermined);
    story.score("2025-11-24T14:05:00+01:00", CHILDREN_SHEETS, Family::Sensitive, 4, 25);
    let (first, last) = ("2025-11-22T09:42:00+01:00", "2025-11-22T09:51:00+01:00");
    story.act(CLEMENCE, "2025-11-24T16:00:00+01:00", import(3, 2, 2));
    let rows = vec![
        row("famille-benali", "compte-armand", DataCategory::Financial, first, last),
        row("famille-benali", "compte-armand", DataCategory::Health, first, last),
        row("famille-costa", "compte-dupuis", DataCategory::Contact, last, last),
    ];
    story.act(CLEMENCE, "2025-11-24T16:01:00+01:00", ExposureRows { import: LOGS, rows });
    for (party, name, minor) in [
        ("famille-benali", "Mme Nadia Benali", Tri::True),
        ("compte-armand", "M. Armand Delcourt", Tri::Unknown),
    ] {
        story.act(
            CLEMENCE,
            "2025-11-24T16:10:00+01:00",
            PartyDescribed {
                party: party.into(),
                name: name.into(),
                address: vec!["14, rue des Forges".into(), "59000 Saint-Aubin".into()],
                email: String::new(),
                minor,
            },
        );
    }
    story.act(CLEMENCE, "2025-11-24T17:00:00+01:00", SeverityRetained { level: 3, dpo: None });
    let notify = ObligationKey::first("rgpd-33-1", 1);
    story.act(
        CLEMENCE,
        "2025-11-25T09:10:00+01:00",
        ObligationPrepared { obligation: notify.clone(), document: None },
    );
    story.act(MAYOR, "2025-11-25T09:20:00+01:00", ObligationValidated { obligation: notify.clone() });
    story.act(CLEMENCE, "2025-11-25T09:32:00+01:00", sent(&notify, "2025-11-25T09:30:00+01:00", false, None));
    story.act(
        CLEMENCE,
        "2025-11-25T09:35:00+01:00",
        AttestationRequested {
            viewer: "compte-dupuis".into(),
            sent_at: at("2025-11-25T09:34:00+01:00"),
            due_at: at("2025-12-04T18:00:00+01:00"),
            channel: LetterChannel::Email,
        },
    );
    story.act(
        CLEMENCE,
        "2025-11-25T09:36:00+01:00",
        AttestationAnswered {
            viewer: "compte-armand".into(),
            declaration: declaration("Armand Delcourt", "2025-11-24T11:00:00+01:00", AttestationForm::Oral),
        },
    );
    story
}

fn check(name: &str, found: &impl Serialize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(format!("{name}.json"));
    let found = format!("{}\n", serde_json::to_string_pretty(found).expect("json"));
    if std::env::var_os("BEFFROI_BLESS").is_some() {
        fs::write(&path, &found).expect("written");
        return;
    }
    let expected = fs::read_to_string(&path).expect(name);
    assert_eq!(found, expected, "{name}: if the change is meant, write the fixtures again");
}

#[test]
fn the_view_and_the_documents() {
    let story = example();
    let (file, now) = (&story.file, at(NOW));
    check("breach_file_view", &BreachFileView::of(file, now));
    check("cnil_sheet", &CnilSheet::of(file, None, now));
    check("person_letter", &PersonLetter::of(file, "famille-benali", now));
    check("attestation_request", &AttestationRequest::of(file, "compte-dupuis", now));
    check("attestation", &Attestation::of(file, "compte-armand"));
    check("register_sheet", &RegisterSheet::of(file, now));
    check("archive_index", &ArchiveIndex::of(file, now));
}

/// Every object of a value, by its path, with its keys.
fn keys(value: &Value, path: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                found.entry(path.to_owned()).or_default().insert(key.clone());
                keys(value, &format!("{path}.{key}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, &format!("{path}[]"), found)),
        _ => {}
    }
}

/// What the templates are tested with, under `document`, must be what is written here.
#[test]
fn documents_have_every_field_that_the_templates_are_tested_with() {
    let (ours, theirs) = ("tests/fixtures", "../../templates/test/fixtures");
    let read = |folder: &str, name: &str| -> Value {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(format!("{name}.json"));
        serde_json::from_str(&fs::read_to_string(path).expect(name)).expect(name)
    };
    for name in [
        "cnil_sheet",
        "person_letter",
        "attestation_request",
        "attestation",
        "register_sheet",
        "archive_index",
    ] {
        let (mut found, mut wanted) = (BTreeMap::new(), BTreeMap::new());
        keys(&read(ours, name), "", &mut found);
        keys(&read(theirs, name)["document"], "", &mut wanted);
        assert!(!wanted.is_empty(), "{name}: nothing under `document`");
        for (path, wanted) in wanted {
            let Some(found) = found.get(&path) else { continue };
            let missing: Vec<_> = wanted.difference(found).collect();
            assert!(missing.is_empty(), "{name}{path} lacks {missing:?}");
        }
    }
}
