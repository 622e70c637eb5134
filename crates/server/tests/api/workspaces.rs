//! Workspace logs through HTTP.

use beffroi_ledger::org::{OrgBody, Profile};
use beffroi_ledger::workspace::{Role, Space, WorkspaceLog};
use beffroi_seal::receipt::{ReceiptKind, SignedReceipt};
use beffroi_seal::unverified::Unverified;
use beffroi_seal::{Digest, cbor};
use beffroi_wire::audit::{AuditOutcome, AuditPage};
use beffroi_wire::organisation::{Appended, LogPage, OrganisationInfo};
use beffroi_wire::workspace::{CommitAppendRequest, WorkspaceList};
use beffroi_wire::{B64, codes, routes};

use crate::support::Town;

#[tokio::test]
async fn commits_are_stored_served_and_verified() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let bob = town.people["bob"].account;
    let mut room = town.room("alice").await;
    town.act(&mut room, "alice", |draft| draft.add_member(bob, Role::Member)).await;
    let commit = town.commit(&room, "bob", |draft| draft.content(Space::Vault, b"document".to_vec()));
    let appended: Appended = town.send_commit(&room, "bob", &commit).await.json();
    assert_eq!((appended.head.sequence, appended.head.hash), (2, commit.digest()));
    let info: OrganisationInfo = town.get(routes::ORGANISATION).await.json();
    let receipt: SignedReceipt = cbor::decode(appended.receipt.as_slice()).unwrap();
    receipt.verify_for(&info.platform_key, ReceiptKind::Commit, &commit.digest()).unwrap();

    let page: LogPage = town.get_as("bob", &routes::workspace_log_from(room.workspace, 0)).await.json();
    let mut log = WorkspaceLog::new(town.organisation, room.workspace);
    for entry in &page.entries {
        log.take(town.state(), beffroi_ledger::Signed::decode(entry.as_slice()).unwrap()).unwrap();
    }
    assert_eq!(log.head().unwrap().hash, commit.digest());
    let list: WorkspaceList = town.get_as("bob", routes::WORKSPACES).await.json();
    assert_eq!(list.workspaces.len(), 1);
    assert_eq!((list.workspaces[0].workspace, list.workspaces[0].head.sequence), (room.workspace, 2));
    assert_eq!(list.org_head.sequence, town.org.head().unwrap().sequence);
}

#[tokio::test]
async fn conflicts_say_where_the_log_stands() {
    let mut town = Town::new().await;
    let mut room = town.room("alice").await;
    let late = town.commit(&room, "alice", |draft| draft.content(Space::Vault, b"late".to_vec()));
    town.act(&mut room, "alice", |draft| draft.content(Space::Vault, b"first".to_vec())).await;
    let conflict = town.send_commit(&room, "alice", &late).await;
    assert_eq!(conflict.outcome(), (409, codes::CONFLICT.to_owned()));
    let head = room.log.head().unwrap();
    assert_eq!(conflict.error().number("sequence"), Some(1));
    assert_eq!(conflict.error().text("hash"), Some(head.hash.to_string().as_str()));
}

#[tokio::test]
async fn racing_commits_have_one_winner() {
    let mut town = Town::new().await;
    let room = town.room("alice").await;
    let path = routes::workspace_log(room.workspace);
    let mut requests = Vec::new();
    for variant in 0..8_u8 {
        let commit = town.commit(&room, "alice", |draft| draft.content(Space::Vault, vec![variant]));
        let body = crate::support::json(&CommitAppendRequest { commit: B64::from(commit.encoded()) });
        let header = town.authorization("alice", "POST", &path, &body);
        requests.push((header, body));
    }
    let town = &town;
    let answers = requests.into_iter().map(|(header, body)| {
        let path = &path;
        async move { town.send("POST", path, &[("authorization", header)], body).await.outcome().0 }
    });
    let mut outcomes = futures_util::future::join_all(answers).await;
    outcomes.sort_unstable();
    assert_eq!(outcomes, [200, 409, 409, 409, 409, 409, 409, 409]);
}

#[tokio::test]
async fn others_do_not_learn_that_it_exists() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let room = town.room("bob").await;
    let invented = beffroi_seal::id::WorkspaceId::make(&mut town.rng);
    // Alice is an administrator, and no member.
    for workspace in [room.workspace, invented] {
        let read = town.get_as("alice", &routes::workspace_log_from(workspace, 0)).await;
        assert_eq!(read.outcome(), (404, codes::NOT_FOUND.to_owned()));
        let request = CommitAppendRequest { commit: B64::default() };
        let write = town.post_as("alice", &routes::workspace_log(workspace), &request).await;
        assert_eq!(write.outcome(), (404, codes::NOT_FOUND.to_owned()));
        let deposits = town.get_as("alice", &routes::workspace_deposits_after(workspace, None)).await;
        assert_eq!(deposits.status, 404);
    }
    let list: WorkspaceList = town.get_as("alice", routes::WORKSPACES).await.json();
    assert!(list.workspaces.is_empty());
    assert_eq!(town.get_as("alice", "/api/v1/workspaces/not-an-id/log").await.status, 404);
}

#[tokio::test]
async fn readers_and_removed_members_do_not_write() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let bob = town.people["bob"].account;
    let mut room = town.room("alice").await;
    town.act(&mut room, "alice", |draft| draft.add_member(bob, Role::Member)).await;
    let as_member = town.commit(&room, "bob", |draft| draft.content(Space::Vault, b"x".to_vec()));
    town.act(&mut room, "alice", |draft| draft.change_role(bob, Role::Reader)).await;
    assert_eq!(town.send_commit(&room, "bob", &as_member).await.outcome().1, codes::CONFLICT);
    let head = room.log.head().unwrap();
    let mut forged = as_member.into_body();
    forged.sequence = head.sequence + 1;
    forged.previous = Some(head.hash);
    let forged = beffroi_ledger::Signed::sign(forged, &town.people["bob"].device_keys.signing);
    assert_eq!(town.send_commit(&room, "bob", &forged).await.outcome(), (422, "reader-writes".to_owned()));
    town.act(&mut room, "alice", |draft| draft.remove_member(bob)).await;
    let removal = room.log.head().unwrap();
    town.act(&mut room, "alice", |draft| draft.content(Space::Vault, b"after".to_vec())).await;
    // Who was removed may read the proof of it, and nothing after it; nothing else of the workspace.
    let page: LogPage = town.get_as("bob", &routes::workspace_log_from(room.workspace, 0)).await.json();
    assert_eq!(page.entries.len() as u64, removal.sequence + 1);
    let end = page.head.unwrap();
    assert_eq!((end.sequence, end.hash), (removal.sequence, removal.hash));
    let page: LogPage =
        town.get_as("bob", &routes::workspace_log_from(room.workspace, removal.sequence + 1)).await.json();
    assert!(page.entries.is_empty());
    let write = CommitAppendRequest { commit: B64::from(forged.encoded()) };
    assert_eq!(town.post_as("bob", &routes::workspace_log(room.workspace), &write).await.status, 404);
    let deposits = town.get_as("bob", &routes::workspace_deposits_after(room.workspace, None)).await;
    assert_eq!(deposits.status, 404);
    assert!(town.get_as("bob", routes::WORKSPACES).await.json::<WorkspaceList>().workspaces.is_empty());
}

#[tokio::test]
async fn nobody_sends_for_another() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let bob = town.people["bob"].account;
    let mut room = town.room("alice").await;
    town.act(&mut room, "alice", |draft| draft.add_member(bob, Role::Member)).await;
    let alices = town.commit(&room, "alice", |draft| draft.content(Space::Vault, b"x".to_vec()));
    assert_eq!(
        town.send_commit(&room, "bob", &alices).await.outcome(),
        (422, codes::WRONG_SUBJECT.to_owned())
    );
}

#[tokio::test]
async fn a_suspended_author_cannot_hide_behind_an_old_position() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let bob = town.people["bob"].account;
    let mut room = town.room("alice").await;
    town.act(&mut room, "alice", |draft| draft.add_member(bob, Role::Member)).await;
    let before = town.commit(&room, "bob", |draft| draft.content(Space::Vault, b"x".to_vec()));
    town.say("alice", OrgBody::AccountSuspended { account: bob }).await;
    assert_eq!(town.send_commit(&room, "bob", &before).await.status, 401, "no session any more");
}

#[tokio::test]
async fn a_cold_start_folds_again_with_and_without_snapshot() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let bob = town.people["bob"].account;
    let mut room = town.room("alice").await;
    town.act(&mut room, "alice", |draft| draft.add_member(bob, Role::Member)).await;
    town.pass(1000);
    town.restart().await;
    assert_eq!(town.get_as("bob", &routes::workspace_log_from(room.workspace, 0)).await.status, 200);
    while room.log.head().unwrap().sequence < 66 {
        let commit = town.commit(&room, "alice", |draft| draft.content(Space::Vault, b"x".to_vec()));
        assert_eq!(town.send_commit(&room, "alice", &commit).await.outcome().1, "ok");
        room.log.take(town.org.state(), Unverified::new(commit)).unwrap();
    }
    assert!(town.store().access_snapshot(room.workspace.into()).await.unwrap().is_some());
    town.pass(1000);
    town.restart().await;
    let answer = town.act(&mut room, "bob", |draft| draft.content(Space::Vault, b"y".to_vec())).await;
    assert_eq!(answer.outcome().1, "ok");
}

#[tokio::test]
async fn every_act_is_in_the_audit_log() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let mut room = town.room("bob").await;
    town.act(&mut room, "bob", |draft| draft.content(Space::Vault, b"x".to_vec())).await;
    town.get_as("bob", &routes::workspace_log_from(room.workspace, 0)).await;
    let stale = town.get_as("bob", &routes::workspace_log_from(room.workspace, 0)).await;
    assert_eq!(stale.status, 200);
    let commit = town.commit(&room, "bob", |draft| draft.content(Space::Vault, b"y".to_vec()));
    let mut body = commit.into_body();
    body.previous = Some(Digest::of(b"elsewhere"));
    let forked = beffroi_ledger::Signed::sign(body, &town.people["bob"].device_keys.signing);
    town.send_commit(&room, "bob", &forked).await;

    assert_eq!(town.get_as("bob", routes::AUDIT).await.status, 403);
    let page: AuditPage = town.get_as("alice", routes::AUDIT).await.json();
    let bob = town.people["bob"].account;
    let of_room: Vec<_> = page
        .items
        .iter()
        .filter(|item| item.subject.as_deref() == Some(room.workspace.to_string().as_str()))
        .map(|item| (item.act.as_str(), item.outcome, item.detail.as_deref()))
        .collect();
    assert_eq!(
        of_room,
        [
            ("workspace-append", AuditOutcome::Refused, Some(codes::CONFLICT)),
            ("workspace-read", AuditOutcome::Done, None),
            ("workspace-append", AuditOutcome::Done, None),
            ("workspace-create", AuditOutcome::Done, None),
        ],
        "a second reading within ten minutes is the same entry"
    );
    assert!(page.items.iter().any(|item| item.act == "login" && item.account == Some(bob)));
    assert!(page.items.iter().all(|item| item.outcome != AuditOutcome::Opened));
    assert!(page.items.iter().all(|item| !item.request.is_empty()));
}

#[tokio::test]
async fn two_servers_share_one_store() {
    let mut town = Town::new().await;
    let mut room = town.room("alice").await;
    let time = std::sync::Arc::clone(&town.time);
    let clock = beffroi_server::Clock::from_fn(move || time.load(std::sync::atomic::Ordering::SeqCst));
    let second = beffroi_server::start(town.config.clone(), clock).await.unwrap();
    let bases = [town.base.clone(), format!("http://{}", second.address)];
    for turn in 0..6 {
        town.base.clone_from(&bases[turn % 2]);
        let answer = town.act(&mut room, "alice", |draft| draft.content(Space::Vault, b"x".to_vec())).await;
        assert_eq!(answer.outcome().1, "ok", "each server sees what the other stored");
        if turn == 3 {
            let other = town.room("alice").await;
            town.base.clone_from(&bases[0]);
            let read = town.get_as("alice", &routes::workspace_log_from(other.workspace, 0)).await;
            assert_eq!(read.status, 200);
        }
    }
    second.stop().await;
}
