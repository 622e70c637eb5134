//! The main story: report, breach file, acts, cell, exposure, register, archive.

use beffroi_client::intake::NewFile;
use beffroi_client::view::ReportState;
use beffroi_client::{CellFunction, DocumentKind, Profile, Role, Session};
use beffroi_seal::id::WorkspaceId;
use beffroi_trace::{Entitlements, Mapping, Partial, Report, Scanner};
use serde_json::json;

use crate::reports::{armands_report, with_desk};
use crate::town::{Town, accounts, quiet, refused};

/// A breach file opened from Armand's report.
pub async fn with_dossier() -> (Town, Session, Session, WorkspaceId) {
    let (town, ines, _, clemence) = with_desk().await;
    let visitor = town.device("armand");
    let nothing: [NewFile<'_>; 0] = [];
    visitor.client.submit_report(&armands_report(), &nothing, &quiet).await.unwrap();
    let report = clemence.desk().await.unwrap().unwrap().reports[0].id;
    let dossier = clemence.open_dossier(report, "Portail famille").await.unwrap();
    (town, ines, clemence, dossier)
}

fn now() -> String {
    let ago = jiff::SignedDuration::from_secs(1);
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    let now = jiff::Timestamp::from_second(i64::try_from(since.as_secs()).unwrap()).unwrap();
    (now - ago).to_string()
}

pub fn qualified() -> serde_json::Value {
    json!({
        "type": "qualified",
        "security_breach": { "holds": "true", "reason": "Le portail montre le dossier d’une autre famille." },
        "personal_data": { "holds": "true", "reason": "Noms, adresses, santé des enfants." },
        "aware_at": now(),
        "aware_basis": "Reproduit avec un compte d’essai.",
        "role": "controller"
    })
}

pub fn findings() -> Report {
    let mapping = Mapping::parse(
        r#"
        format = "jsonl"
        [time]
        field = "/at"
        [actor]
        field = "/user"
        [resource]
        field = "/path"
        pattern = '^/dossiers/(?P<resource>[^/?]+)'
    "#,
    )
    .unwrap();
    let mut table = Entitlements::builder(&mapping);
    table
        .push(b"resource,person,viewer,category\nD1,lea.delcourt,armand.delcourt,sante\nD2,tom.leroy,julie.leroy,banque\n")
        .unwrap();
    let entitlements = table.finish().unwrap();
    let scanner = Scanner::new(&mapping, &entitlements, None);
    let mut scan = scanner.open("portail.log");
    scan.push(
        b"{\"at\":\"2026-03-18T09:00:00+01:00\",\"user\":\"nadia.ferrand\",\"path\":\"/dossiers/D1\"}\n",
    )
    .unwrap();
    scan.push(
        b"{\"at\":\"2026-03-18T09:05:00+01:00\",\"user\":\"nadia.ferrand\",\"path\":\"/dossiers/D2\"}\n",
    )
    .unwrap();
    let partial = Partial::from(scan.finish().unwrap());
    Report::build(&entitlements, &partial, &[]).unwrap()
}

#[tokio::test]
async fn a_report_becomes_a_file_with_a_number_and_two_clocks() {
    let (_town, ines, clemence, dossier) = with_dossier().await;
    let view = clemence.dossier(dossier).await.unwrap();
    assert_eq!((view.title.as_str(), view.number.as_deref()), ("Portail famille", None));
    assert_eq!(view.reports.len(), 1);
    let early =
        clemence.act_json(dossier, json!({ "type": "closed", "decision": "x", "decided_by": "y" })).await;
    assert!(early.is_err());
    let nonsense = clemence.act_json(dossier, json!({ "type": "danced" })).await;
    assert_eq!(refused(nonsense), "act-malformed");

    let view = clemence.act_json(dossier, qualified()).await.unwrap();
    let year = &now()[..4];
    assert_eq!(view.number.as_deref(), Some(format!("{year}-001").as_str()));
    assert!(view.clocks.awareness.is_some());
    let desk = clemence.desk().await.unwrap().unwrap();
    assert_eq!(desk.reports[0].state, ReportState::Linked);
    assert_eq!(
        desk.reports[0].dossier.as_ref().unwrap().number.as_deref(),
        Some(format!("{year}-001").as_str())
    );
    let register = clemence.register().await.unwrap();
    assert_eq!((register.len(), register[0].dossier), (1, Some(dossier)));
    let due = clemence.deadlines().await.unwrap();
    assert!(due.iter().any(|line| line.rule == "rgpd-33-1" && !line.late), "{due:?}");
    assert_eq!(refused(ines.dossier(dossier).await), "not-found");
    assert_eq!(refused(ines.register().await), "desk-none");
}

#[tokio::test]
async fn the_cell_works_on_the_file_together() {
    let (town, ines, clemence, dossier) = with_dossier().await;
    let (_, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
    let ids = accounts(&clemence).await;
    clemence.act_json(dossier, qualified()).await.unwrap();
    let view =
        clemence.add_to_cell(dossier, ids["Hugo"], CellFunction::HeadOfIt, Role::Member).await.unwrap();
    assert_eq!(view.cell[&ids["Hugo"]].name, "Hugo Masson");
    let view = hugo.import_scan(dossier, &findings(), &[], &quiet).await.unwrap();
    assert_eq!(view.persons.len(), 2);
    assert_eq!(view.attestations.len(), 1);
    // A second import replaces the first.
    let view = hugo.import_scan(dossier, &findings(), &[], &quiet).await.unwrap();
    assert_eq!(view.persons.len(), 2);
    // Hugo is not of the desk: the register is Clémence's to keep, at her next act.
    assert_eq!(refused(hugo.register().await), "desk-none");
    let sheet = clemence.document(dossier, DocumentKind::CnilSheet, None).await.unwrap();
    assert!(sheet.file_name.ends_with("-001-fiche-cnil.pdf"), "{}", sheet.file_name);
    assert!(sheet.data["document"]["sections"].as_array().unwrap().len() > 10);
    let stamp = &sheet.data["stamp"];
    assert!(stamp["reference"].as_str().unwrap().ends_with("-001"), "{stamp}");
    assert_eq!(stamp["digest"], clemence.workspace(dossier).await.unwrap().head.hash.to_string());
    assert!(stamp["deadline"].as_str().is_some_and(|text| !text.is_empty()), "{stamp}");
    let letter = clemence.document(dossier, DocumentKind::PersonLetter, Some("lea.delcourt")).await.unwrap();
    assert_eq!(letter.data["document"]["recipient"]["party"], "lea.delcourt");
    assert!(letter.file_name.ends_with("-lettre-lea-delcourt.pdf"), "{}", letter.file_name);
    let nobody = clemence.document(dossier, DocumentKind::Attestation, Some("personne")).await;
    assert_eq!(refused(nobody), "subject-unknown");
    let view = hugo.workspace(dossier).await.unwrap();
    assert!(view.anomalies.is_empty(), "{:?}", view.anomalies);
}

#[tokio::test]
async fn acts_that_belong_together_are_done_together_or_not_at_all() {
    let (_, _, clemence, dossier) = with_dossier().await;
    clemence.act_json(dossier, qualified()).await.unwrap();
    let before = clemence.dossier(dossier).await.unwrap().acts;
    let commits = clemence.workspace(dossier).await.unwrap().head.sequence;
    let described =
        |party: &str, name: &str| json!({ "type": "party_described", "party": party, "name": name });
    let both = json!([described("lea.delcourt", "Léa Delcourt"), described("tom.leroy", "Tom Leroy")]);
    let view = clemence.act_json(dossier, both).await.unwrap();
    assert_eq!(view.acts, before + 2);
    assert_eq!(clemence.workspace(dossier).await.unwrap().head.sequence, commits + 1);
    let second_is_wrong =
        json!([described("lea.delcourt", "Léa D."), { "type": "register_numbered", "number": "mille" }]);
    assert_eq!(refused(clemence.act_json(dossier, second_is_wrong).await), "number-malformed");
    assert_eq!(clemence.dossier(dossier).await.unwrap().acts, before + 2);
}

#[tokio::test]
async fn two_files_take_two_numbers() {
    let (town, _, clemence, dossier) = with_dossier().await;
    let visitor = town.device("armand");
    visitor.client.submit_report(&armands_report(), &[], &quiet).await.unwrap();
    let report = clemence.desk().await.unwrap().unwrap().reports[0].id;
    let other = clemence.open_dossier(report, "Autre").await.unwrap();
    clemence.act_json(other, qualified()).await.unwrap();
    clemence.act_json(dossier, qualified()).await.unwrap();
    let numbers: Vec<_> = clemence.register().await.unwrap().into_iter().map(|line| line.number).collect();
    let year = &now()[..4];
    assert_eq!(numbers, [format!("{year}-002"), format!("{year}-001")]);
    visitor.client.submit_report(&armands_report(), &[], &quiet).await.unwrap();
    let third = clemence.desk().await.unwrap().unwrap().reports[0].id;
    clemence.link_report(third, dossier).await.unwrap();
    assert_eq!(clemence.dossier(dossier).await.unwrap().reports.len(), 2);
    assert_eq!(refused(clemence.link_report(third, other).await), "report-already-linked");
}
