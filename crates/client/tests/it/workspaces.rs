//! Workspaces between several people and devices; and servers that lie about them.

use beffroi_client::{Profile, Role};

use crate::town::{PASSWORD, Town, accounts, person, quiet, refused};
use beffroi_client::document::NewDocument;
use beffroi_client::source::{MemorySink, MemorySource};

fn new(workspace: beffroi_seal::id::WorkspaceId, name: &str) -> NewDocument<'_> {
    NewDocument { workspace, folder: None, document: None, name, media_type: "text/plain" }
}

#[tokio::test]
async fn a_workspace_is_shared_and_seen_the_same_by_all() {
    let (town, _, ines) = Town::with_administrator().await;
    let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let (_, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
    let room = clemence.create_workspace("Conseil municipal", "Séances").await.unwrap();
    let ids = accounts(&clemence).await;
    clemence.add_member(room, ids["Hugo"], Role::Reader).await.unwrap();
    let folder = clemence.create_folder(room, None, "Annexes").await.unwrap();

    let seen = hugo.workspace(room).await.unwrap();
    assert_eq!((seen.summary.name.as_str(), seen.summary.role), ("Conseil municipal", Role::Reader));
    assert_eq!(seen.folders[0].id, folder);
    let kinds: Vec<_> = seen.activity.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["folder-created", "member-added", "workspace-created"]);
    assert_eq!(seen.activity[1].who, "Clémence Dubreuil");
    assert_eq!(refused(hugo.create_folder(room, None, "Non").await), "reader-writes");
    assert_eq!(refused(hugo.add_member(room, ids["Inès"], Role::Member).await), "reader-writes");
    assert_eq!(refused(ines.workspace(room).await), "not-found");
    assert!(ines.workspaces().await.unwrap().is_empty());
    let listed = hugo.workspaces().await.unwrap();
    assert_eq!((listed.len(), listed[0].members), (1, 2));
    assert_eq!(clemence.workspace(room).await.unwrap().head, seen.head);
}

#[tokio::test]
async fn two_sessions_that_write_at_once_lose_nothing() {
    let (town, _, ines) = Town::with_administrator().await;
    let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let room = ines.create_workspace("Commun", "").await.unwrap();
    let ids = accounts(&ines).await;
    ines.add_member(room, ids["Clémence"], Role::Member).await.unwrap();
    let write = async |session: &beffroi_client::Session, who: &str| {
        for number in 0..8 {
            session.create_folder(room, None, &format!("{who} {number}")).await.unwrap();
        }
    };
    futures_util::future::join(write(&ines, "i"), write(&clemence, "c")).await;
    let (one, other) = (ines.workspace(room).await.unwrap(), clemence.workspace(room).await.unwrap());
    assert_eq!(one.folders.len(), 16);
    assert_eq!((one.head, one.folders), (other.head, other.folders));
}

#[tokio::test]
async fn a_lost_answer_is_not_written_twice() {
    let (_town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Commun", "").await.unwrap();
    device.wire.lose_answer.borrow_mut().push("/log");
    // The first request that is lost is the reading before the append: it fails and is told.
    assert_eq!(refused(ines.create_folder(room, None, "Un").await), "server-unreachable");
    let lose_append = std::rc::Rc::clone(&device.wire.lose_answer);
    *device.wire.meddle.borrow_mut() = Some(Box::new(move |request, response| {
        if request.path.contains("/log?from=") {
            lose_append.borrow_mut().push("/log");
        }
        response
    }));
    // Every second request on the log is lost: the reading, then the append whose answer is lost.
    let result = ines.create_folder(room, None, "Deux").await;
    *device.wire.meddle.borrow_mut() = None;
    device.wire.lose_answer.borrow_mut().clear();
    drop(result);
    let view = ines.workspace(room).await.unwrap();
    assert!(view.folders.iter().filter(|folder| folder.name.starts_with("Deux")).count() <= 1);
}

#[tokio::test]
async fn a_removed_member_reads_nothing_of_what_comes_after() {
    let (town, _, ines) = Town::with_administrator().await;
    let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let (_, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
    let room = clemence.create_workspace("Cellule", "").await.unwrap();
    let ids = accounts(&clemence).await;
    clemence.add_member(room, ids["Hugo"], Role::Member).await.unwrap();
    let before = hugo.upload(new(room, "avant.txt"), &MemorySource(b"avant".to_vec()), &quiet).await.unwrap();
    clemence.remove_member(room, ids["Hugo"]).await.unwrap();
    let after =
        clemence.upload(new(room, "apres.txt"), &MemorySource(b"apres".to_vec()), &quiet).await.unwrap();
    let view = clemence.workspace(room).await.unwrap();
    assert_eq!((view.epoch, view.member_list.len()), (1, 1));

    // He is shown the commit that removed him, and nothing after it; told once, then no more.
    assert!(hugo.workspaces().await.unwrap().is_empty());
    let codes = |session: &beffroi_client::Session| -> Vec<String> {
        session.notices().into_iter().map(|notice| notice.code).collect()
    };
    assert_eq!(codes(&hugo), ["workspace-left"]);
    let left = hugo.workspace(room).await.unwrap();
    assert_eq!((left.head.sequence + 1, left.member_list.len()), (view.head.sequence, 1));
    assert_eq!(left.summary.alarm.unwrap().code, "workspace-left");
    let mut sink = MemorySink::default();
    for document in [before, after] {
        assert_eq!(refused(hugo.download(room, document, None, &mut sink, &quiet).await), "not-member");
    }
    assert_eq!(refused(hugo.create_folder(room, None, "Non").await), "not-member");
    let again = town.device("hugo").client.resume().await.unwrap().unwrap();
    assert!(again.workspaces().await.unwrap().is_empty());
    assert_eq!(codes(&again), [""; 0]);

    // Even with the whole log in hand, given by a server that sides with him, he has no key to what came after.
    let told = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let reader = town.device("clemence");
    let listened = std::rc::Rc::clone(&told);
    *reader.wire.meddle.borrow_mut() = Some(Box::new(move |request, response| {
        if request.path.contains("/log?from=0") && request.path.contains("/workspaces/") {
            listened.borrow_mut().clone_from(&response.body);
        }
        response
    }));
    reader.client.resume().await.unwrap().unwrap().workspace(room).await.unwrap();
    let abetted = town.device("hugo");
    *abetted.wire.meddle.borrow_mut() = Some(Box::new(move |request, mut response| {
        if request.path.contains("/log?from=0") && request.path.contains("/workspaces/") {
            response.status = 200;
            response.body.clone_from(&told.borrow());
        }
        response
    }));
    let view = abetted.client.resume().await.unwrap().unwrap().workspace(room).await.unwrap();
    let names: Vec<_> = view.document_list.iter().map(|document| document.name.as_str()).collect();
    assert_eq!(names, ["avant.txt"]);
    assert!(view.anomalies.iter().any(|anomaly| anomaly.refusal.code == "content-unreadable"));
    let mut sink = MemorySink::default();
    clemence.download(room, before, None, &mut sink, &quiet).await.unwrap();
    assert_eq!(sink.into_verified().unwrap(), b"avant");
}

#[tokio::test]
async fn a_log_that_goes_back_or_forks_is_refused_by_every_device() {
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Commun", "").await.unwrap();
    ines.create_folder(room, None, "Un").await.unwrap();
    ines.create_folder(room, None, "Deux").await.unwrap();
    ines.checkpoint().await.unwrap();
    let seen = ines.workspace(room).await.unwrap();
    let shorten = || -> crate::town::Meddle {
        let mut first: Option<(usize, String)> = None;
        Box::new(move |request, mut response| {
            if request.path.contains("/workspaces/") && request.path.contains("/log?from=") {
                let mut body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
                let from: usize = request.path.split("from=").nth(1).unwrap().parse().unwrap();
                let entries = body["entries"].as_array_mut().unwrap();
                entries.truncate(2_usize.saturating_sub(from));
                if let Some(last) = entries.last() {
                    let bytes: beffroi_wire::B64 = last.as_str().unwrap().parse().unwrap();
                    let place = from + entries.len() - 1;
                    first = Some((place, beffroi_seal::Digest::of(bytes.as_slice()).to_string()));
                }
                if let Some((sequence, hash)) = &first {
                    body["head"] = serde_json::json!({ "sequence": sequence, "hash": hash });
                }
                response.body = serde_json::to_vec(&body).unwrap();
            }
            response
        })
    };
    // The device that saw more, after a restart…
    let reopened = town.device("ines");
    let resumed = reopened.client.resume().await.unwrap().unwrap();
    *reopened.wire.meddle.borrow_mut() = Some(shorten());
    let view = resumed.workspace(room).await.unwrap();
    assert_eq!(view.summary.alarm.unwrap().code, "log-rollback");
    assert_eq!(refused(resumed.create_folder(room, None, "Trois").await), "log-rollback");
    assert!(std::fs::read_dir(reopened.profile.join("evidence")).unwrap().count() > 0, "evidence is kept");
    // …and a fresh one, from the account blob.
    let fresh = town.device("fresh");
    let elsewhere = fresh.client.sign_in(&person("Inès", "Karoui").email, PASSWORD, "d").await.unwrap();
    *fresh.wire.meddle.borrow_mut() = Some(shorten());
    let listed = elsewhere.workspaces().await.unwrap();
    assert_eq!(listed[0].alarm.as_ref().unwrap().code, "log-rollback");
    // The truth again: everything is as before.
    *reopened.wire.meddle.borrow_mut() = None;
    let view = resumed.workspace(room).await.unwrap();
    assert_eq!((view.summary.alarm, view.head), (None, seen.head));
    drop(device);
}

#[tokio::test]
async fn an_altered_commit_is_named_and_never_applied() {
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Commun", "").await.unwrap();
    ines.create_folder(room, None, "Un").await.unwrap();
    let fresh = town.device("ines");
    let resumed = fresh.client.resume().await.unwrap().unwrap();
    *fresh.wire.meddle.borrow_mut() = Some(Box::new(|request, mut response| {
        if request.path.contains("/workspaces/") && request.path.contains("/log?from=0") {
            let mut body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
            let bytes: beffroi_wire::B64 = body["entries"][1].as_str().unwrap().parse().unwrap();
            let mut bytes = bytes.0;
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            body["entries"][1] = beffroi_wire::B64::from(bytes).to_string().into();
            response.body = serde_json::to_vec(&body).unwrap();
        }
        response
    }));
    let view = resumed.workspace(room).await.unwrap();
    let alarm = view.summary.alarm.unwrap();
    assert_eq!(alarm.params["sequence"], 1_i64.into());
    assert!(view.folders.is_empty());
    assert_eq!(view.head.sequence, 0);
}

#[tokio::test]
async fn members_of_ended_accounts_are_removed_with_the_key() {
    let (town, _, ines) = Town::with_administrator().await;
    let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let room = ines.create_workspace("Commun", "").await.unwrap();
    let ids = accounts(&ines).await;
    ines.add_member(room, ids["Clémence"], Role::Member).await.unwrap();
    ines.suspend_account(ids["Clémence"]).await.unwrap();
    let code = refused(clemence.create_folder(room, None, "Non").await);
    assert!(["account-suspended", "account-inactive", "session-expired"].contains(&code.as_str()), "{code}");
    ines.rotate(room).await.unwrap();
    let view = ines.workspace(room).await.unwrap();
    assert_eq!((view.epoch, view.member_list.len()), (1, 1));
}
