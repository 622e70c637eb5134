//! From a citizen's report to the desk and back, and the servers that lie about it.

use beffroi_client::intake::{NewFile, NewReport};
use beffroi_client::source::{MemorySink, MemorySource};
use beffroi_client::view::{ReportState, ThreadFrom, ThreadState};
use beffroi_client::{Contact, Profile, Role, Session};

use crate::town::{Device, Town, accounts, quiet, refused};

/// A town with a public desk, kept by Clémence.
pub async fn with_desk() -> (Town, Session, Device, Session) {
    let (town, _, ines) = Town::with_administrator().await;
    let (device, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let desk = clemence.create_desk("Signalements").await.unwrap();
    assert!(!clemence.desk().await.unwrap().unwrap().designated);
    let proposals = ines.desk_proposals().await.unwrap();
    assert_eq!((proposals.len(), proposals[0].workspace), (1, desk));
    assert_eq!(proposals[0].authority.person.name(), "Clémence Dubreuil");
    ines.designate_desk(desk).await.unwrap();
    assert!(ines.desk_proposals().await.unwrap().is_empty());
    (town, ines, device, clemence)
}

pub fn armands_report() -> NewReport {
    NewReport {
        what_happened: "Je vois le dossier d’une autre famille sur le portail.".to_owned(),
        when_seen: "samedi vers 18 h".to_owned(),
        service: "Portail famille".to_owned(),
        contact: Some(Contact {
            name: "Armand".to_owned(),
            email: "armand@exemple.fr".to_owned(),
            ..Contact::default()
        }),
    }
}

#[tokio::test]
async fn a_report_goes_to_the_desk_and_the_answer_comes_back() {
    let (town, ines, _, clemence) = with_desk().await;
    let visitor = town.device("armand");
    let page = visitor.client.report_page().await.unwrap();
    assert!(page.open);
    let screenshot = MemorySource(vec![7; 3_000_000]);
    let note = MemorySource(b"note".to_vec());
    let files = [
        NewFile { name: "capture.png", media_type: "image/png", source: &screenshot },
        NewFile { name: "note.txt", media_type: "text/plain", source: &note },
    ];
    let receipt = visitor.client.submit_report(&armands_report(), &files, &quiet).await.unwrap();
    assert_eq!(receipt.code.len(), 19);
    let sent = visitor.wire.sent.borrow().join("\n");
    assert!(!sent.contains(&receipt.code) && !sent.contains(&receipt.code.replace('-', "")));
    let kept = std::fs::read_dir(&visitor.profile).unwrap().count();
    assert_eq!(kept, 0, "nothing of a report stays on the reporter's device");

    let thread = visitor.client.follow_report(&receipt.code.to_lowercase()).await.unwrap();
    assert_eq!((thread.state, thread.messages.len()), (ThreadState::Received, 0));
    assert_eq!(refused(visitor.client.follow_report("0000-0000-0000-0000").await), "follow-up-code-unknown");
    assert_eq!(refused(visitor.client.follow_report("0000").await), "follow-up-code-length");

    let desk = clemence.desk().await.unwrap().unwrap();
    assert!(desk.designated);
    let listed = &desk.reports[0];
    assert_eq!((listed.state, listed.attachments, listed.has_contact), (ReportState::New, 2, true));
    let report = clemence.report(listed.id).await.unwrap();
    assert_eq!(report.what_happened, armands_report().what_happened);
    assert_eq!(report.summary.state, ReportState::Opened);
    let mut sink = MemorySink::default();
    let name = clemence.report_file(listed.id, 0, &mut sink, &quiet).await.unwrap();
    assert_eq!((name.as_str(), sink.into_verified().unwrap()), ("capture.png", vec![7; 3_000_000]));
    clemence.answer_report(listed.id, "Merci. N’ouvrez rien de plus.").await.unwrap();

    let thread = visitor.client.follow_report(&receipt.code).await.unwrap();
    assert_eq!(thread.state, ThreadState::Opened);
    assert_eq!(thread.messages[0].text, "Merci. N’ouvrez rien de plus.");
    visitor.client.add_to_report(&receipt.code, "Entendu.", &[], &quiet).await.unwrap();
    let more = [NewFile { name: "plus.txt", media_type: "text/plain", source: &note }];
    visitor.client.add_to_report(&receipt.code, "Avec une pièce.", &more, &quiet).await.unwrap();
    let desk = clemence.desk().await.unwrap().unwrap();
    assert_eq!(desk.reports.len(), 1, "a message with files is not another report");
    let report = clemence.report(listed.id).await.unwrap();
    let thread: Vec<_> =
        report.messages.iter().map(|message| (message.from, message.text.as_str())).collect();
    let expected = [
        (ThreadFrom::Organisation, "Merci. N’ouvrez rien de plus."),
        (ThreadFrom::Reporter, "Entendu."),
        (ThreadFrom::Reporter, "Avec une pièce."),
    ];
    assert_eq!(thread, expected);
    let mut sink = MemorySink::default();
    assert_eq!(clemence.report_file(listed.id, 2, &mut sink, &quiet).await.unwrap(), "plus.txt");
    assert_eq!(sink.into_verified().unwrap(), b"note");

    // The administrator who designated the desk reads nothing of it.
    assert!(ines.desk().await.unwrap().is_none());
    assert_eq!(refused(ines.report(listed.id).await), "desk-none");
    assert_eq!(refused(ines.workspace(desk.workspace).await), "not-found");
}

/// Whoever reports is unknown, and names their files as they like.
#[tokio::test]
async fn names_of_a_reporters_files_deceive_nobody() {
    let (town, _, _, clemence) = with_desk().await;
    let visitor = town.device("armand");
    let program = MemorySource(b"MZ".to_vec());
    let name = "../../.bashrc\u{202e}gnp.exe\u{1b}[2J";
    let files = [NewFile { name, media_type: "image/png", source: &program }];
    visitor.client.submit_report(&armands_report(), &files, &quiet).await.unwrap();
    let listed = clemence.desk().await.unwrap().unwrap().reports[0].id;
    let report = clemence.report(listed).await.unwrap();
    let mut sink = MemorySink::default();
    let saved = clemence.report_file(listed, 0, &mut sink, &quiet).await.unwrap();
    for shown in [&report.files[0].name, &saved] {
        assert_eq!(shown, ".._.._.bashrc_gnp.exe_[2J");
    }
}

#[tokio::test]
async fn members_of_the_desk_see_one_register_of_reports() {
    let (town, ines, _, clemence) = with_desk().await;
    let (_, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
    let (_, paul) = town.enrol(&ines, "Paul", "Vasseur", Profile::User).await;
    let ids = accounts(&clemence).await;
    let desk = clemence.desk().await.unwrap().unwrap().workspace;
    clemence.add_member(desk, ids["Hugo"], Role::Member).await.unwrap();
    clemence.add_member(desk, ids["Paul"], Role::Reader).await.unwrap();
    let visitor = town.device("armand");
    for _ in 0..3 {
        visitor.client.submit_report(&armands_report(), &[], &quiet).await.unwrap();
    }
    let (one, other) = futures_util::future::join(clemence.desk(), hugo.desk()).await;
    let (one, other) = (one.unwrap().unwrap(), other.unwrap().unwrap());
    assert_eq!((one.reports.len(), &one.reports), (3, &other.reports));
    let read = paul.desk().await.unwrap().unwrap();
    assert_eq!(read.reports, one.reports);
    let (first, second) = (one.reports[0].id, one.reports[1].id);
    hugo.mark_duplicate(second, first).await.unwrap();
    assert_eq!(refused(hugo.discard_report(second, "").await), "field-empty");
    hugo.discard_report(one.reports[2].id, "Hors sujet").await.unwrap();
    let states: Vec<_> =
        clemence.desk().await.unwrap().unwrap().reports.iter().map(|one| one.state).collect();
    assert_eq!(states, [ReportState::New, ReportState::Duplicate, ReportState::Discarded]);
    // Recorded once each, whoever came first.
    let view = clemence.workspace(desk).await.unwrap();
    assert!(view.anomalies.is_empty(), "{:?}", view.anomalies);
}

#[tokio::test]
async fn a_closed_page_says_so() {
    let (town, _, _) = Town::with_administrator().await;
    let visitor = town.device("armand");
    assert!(!visitor.client.report_page().await.unwrap().open);
    let sent = visitor.client.submit_report(&armands_report(), &[], &quiet).await;
    assert_eq!(refused(sent), "intake-closed");
}

#[tokio::test]
async fn another_deposit_key_is_refused() {
    let (town, ines, _, clemence) = with_desk().await;
    // Mallory, who works here too, publishes a desk of her own; the server shows her key under the designation.
    let (_, mallory) = town.enrol(&ines, "Mallory", "Grey", Profile::User).await;
    mallory.create_desk("Autre").await.unwrap();
    let admin = town.device("ines");
    let seen = std::rc::Rc::new(std::cell::RefCell::new(String::new()));
    let record = std::rc::Rc::clone(&seen);
    let ines_again = admin.client.resume().await.unwrap().unwrap();
    *admin.wire.meddle.borrow_mut() = Some(Box::new(move |request, response| {
        if request.path.ends_with("/intake/candidates") {
            let body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
            let desk = body["candidates"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["statement"].as_str().unwrap().to_owned());
            *record.borrow_mut() = desk.collect::<Vec<_>>().join(" ");
        }
        response
    }));
    assert_eq!(ines_again.desk_proposals().await.unwrap().len(), 1);
    let statements: Vec<String> = seen.borrow().split(' ').map(str::to_owned).collect();
    for statement in statements {
        let visitor = town.device("armand");
        *visitor.wire.meddle.borrow_mut() = Some(Box::new(move |request, mut response| {
            if request.path.ends_with("/intake") {
                let mut body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
                if body["deposit"] == statement.as_str() {
                    return response;
                }
                body["deposit"] = statement.clone().into();
                response.body = serde_json::to_vec(&body).unwrap();
            }
            response
        }));
        match visitor.client.report_page().await {
            Ok(page) => assert!(page.open, "the true statement"),
            Err(error) => assert!(error.code().starts_with("intake-"), "{error}"),
        }
    }
    drop(clemence);
}
