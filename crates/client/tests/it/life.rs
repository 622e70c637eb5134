//! Workspaces suspended, closed and deleted, and documents destroyed for good, on a real server.

use std::rc::Rc;

use beffroi_client::document::NewDocument;
use beffroi_client::host::Host;
use beffroi_client::link::NewLink;
use beffroi_client::native::SystemHost;
use beffroi_client::source::{MemorySink, MemorySource};
use beffroi_client::view::LinkState;
use beffroi_client::{Item, Profile, Role, Session};
use beffroi_seal::id::{DocumentId, WorkspaceId};
use jiff::SignedDuration;

use crate::town::{Town, accounts, quiet, refused};

async fn add(session: &Session, room: WorkspaceId, name: &str, content: &[u8]) -> DocumentId {
    let new = NewDocument { workspace: room, folder: None, document: None, name, media_type: "text/plain" };
    session.upload(new, &MemorySource(content.to_vec()), &quiet).await.unwrap()
}

async fn read(session: &Session, room: WorkspaceId, document: DocumentId) -> String {
    let mut sink = MemorySink::default();
    match session.download(room, document, None, &mut sink, &quiet).await {
        Ok(_) => String::from_utf8(sink.into_verified().unwrap()).unwrap(),
        Err(error) => error.code(),
    }
}

fn shares(documents: &[DocumentId]) -> NewLink<'_> {
    let expires_at = SystemHost.now() + SignedDuration::from_hours(24);
    NewLink { documents, title: "", message: "", expires_at, downloads_max: None, password: None }
}

fn codes(session: &Session) -> Vec<String> {
    session.notices().into_iter().map(|notice| notice.code).collect()
}

#[tokio::test]
async fn a_suspended_workspace_is_read_by_its_owners_alone_and_a_closed_one_by_all() {
    let (town, _, ines) = Town::with_administrator().await;
    let (_, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
    let room = ines.create_workspace("Marché", "").await.unwrap();
    ines.add_member(room, accounts(&ines).await["Hugo"], Role::Member).await.unwrap();
    let plan = add(&hugo, room, "plan.txt", b"plan").await;
    let link = hugo.create_link(room, &shares(&[plan])).await.unwrap();
    let visitor = town.device("armand");
    let visit = Rc::new(visitor.client.visit_link(&link.address).await.unwrap());
    let open = visit.open(None).await.unwrap();

    assert_eq!(refused(hugo.suspend_workspace(room).await), "not-owner");
    ines.suspend_workspace(room).await.unwrap();
    ines.suspend_workspace(room).await.unwrap();
    assert!(hugo.workspace(room).await.unwrap().summary.suspended);
    assert_eq!(read(&hugo, room, plan).await, "workspace-suspended");
    assert_eq!(read(&ines, room, plan).await, "plan");
    assert_eq!(refused(hugo.rename(room, Item::Document(plan), "autre.txt").await), "workspace-suspended");
    let again =
        NewDocument { workspace: room, folder: None, document: None, name: "x", media_type: "text/plain" };
    let upload = hugo.upload(again, &MemorySource(b"x".to_vec()), &quiet).await;
    assert_eq!(refused(upload), "workspace-suspended");
    let mut sink = MemorySink::default();
    assert_eq!(refused(open.download(plan, &mut sink, &quiet).await), "link-suspended");
    assert_eq!(ines.link(room, link.id).await.unwrap().state, LinkState::Suspended);
    ines.resume_workspace(room).await.unwrap();
    assert_eq!(read(&hugo, room, plan).await, "plan");
    visitor.client.visit_link(&link.address).await.unwrap();

    ines.close_workspace(room).await.unwrap();
    assert!(hugo.workspace(room).await.unwrap().summary.closed);
    assert_eq!(read(&hugo, room, plan).await, "plan");
    assert_eq!(refused(hugo.rename(room, Item::Document(plan), "autre.txt").await), "workspace-closed");
    ines.reopen_workspace(room).await.unwrap();
    hugo.rename(room, Item::Document(plan), "autre.txt").await.unwrap();
    let told: Vec<_> = hugo.workspace(room).await.unwrap().activity.into_iter().map(|one| one.kind).collect();
    for kind in ["suspended", "resumed", "closed", "reopened"] {
        assert!(told.iter().any(|one| one == kind), "{kind}: {told:?}");
    }
}

#[tokio::test]
async fn a_deleted_workspace_is_nobodys_and_its_members_learn_who_deleted_it() {
    let (town, _, ines) = Town::with_administrator().await;
    let (_, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
    let room = ines.create_workspace("Ancien projet", "").await.unwrap();
    ines.add_member(room, accounts(&ines).await["Hugo"], Role::Member).await.unwrap();
    let plan = add(&hugo, room, "plan.txt", b"plan").await;
    let link = hugo.create_link(room, &shares(&[plan])).await.unwrap();
    assert_eq!(refused(hugo.delete_workspace(room).await), "not-owner");
    // His device knows the workspace; a second one of his has never seen it.
    hugo.workspace(room).await.unwrap();
    ines.delete_workspace(room).await.unwrap();
    assert!(ines.workspaces().await.unwrap().is_empty());
    assert_eq!(codes(&ines), ["workspace-deleted"], "one's own other devices are told too");

    assert!(hugo.workspaces().await.unwrap().is_empty());
    let notices = hugo.notices();
    assert_eq!(notices.len(), 1, "no alarm of a workspace that vanished: {notices:?}");
    let told = &notices[0];
    assert_eq!((told.code.as_str(), &told.params["name"]), ("workspace-deleted", &"Ancien projet".into()));
    assert_eq!(told.params["who"], "Inès Karoui".into());
    let view = hugo.workspace(room).await.unwrap();
    assert_eq!((view.summary.alarm.unwrap().code.as_str(), view.member_list.len()), ("workspace-deleted", 0));
    assert_eq!(read(&hugo, room, plan).await, "not-member");
    assert_eq!(refused(ines.create_folder(room, None, "Non").await), "not-member");
    let visit = town.device("armand").client.visit_link(&link.address).await;
    assert_eq!(refused(visit.map(|_| ())), "link-closed");
}

#[tokio::test]
async fn what_is_destroyed_is_gone_from_the_server_and_from_everybodys_view() {
    let (town, _, ines) = Town::with_administrator().await;
    let (_, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
    let room = ines.create_workspace("Marché", "").await.unwrap();
    ines.add_member(room, accounts(&ines).await["Hugo"], Role::Member).await.unwrap();
    let folder = ines.create_folder(room, None, "Brouillons").await.unwrap();
    let draft = add(&ines, room, "brouillon.txt", b"premier").await;
    let version = NewDocument {
        workspace: room,
        folder: None,
        document: Some(draft),
        name: "x",
        media_type: "text/plain",
    };
    ines.upload(version, &MemorySource(b"second".to_vec()), &quiet).await.unwrap();
    ines.move_to(room, &[Item::Document(draft)], Some(folder)).await.unwrap();
    let kept = add(&ines, room, "garde.txt", b"garde").await;
    let link = ines.create_link(room, &shares(&[draft, kept])).await.unwrap();
    let before = town.stored_bytes();

    let gone = [Item::Folder(folder)];
    assert_eq!(refused(ines.purge(room, &gone).await), "not-trashed");
    ines.trash(room, &gone).await.unwrap();
    assert_eq!(refused(hugo.purge(room, &gone).await), "not-owner", "only an owner (A6.6)");
    assert_eq!(hugo.workspace(room).await.unwrap().bin.len(), 1);
    ines.purge(room, &gone).await.unwrap();

    let view = hugo.workspace(room).await.unwrap();
    assert_eq!((view.bin.len(), view.folders.len(), view.document_list.len()), (0, 0, 1));
    assert!(view.anomalies.is_empty());
    assert_eq!(view.activity[0].kind, "folder-purged");
    assert_eq!(ines.link(room, link.id).await.unwrap().state, LinkState::Closed);
    assert_eq!(read(&hugo, room, draft).await, "document-unknown");
    assert_eq!(read(&hugo, room, kept).await, "garde");
    assert_eq!(refused(ines.restore(room, &gone).await), "folder-unknown");
    let after = town.stored_bytes();
    assert!(before > after && after > 0, "{before} then {after}");
}

#[tokio::test]
async fn breach_files_and_desks_keep_what_they_hold() {
    let (_town, _, ines) = Town::with_administrator().await;
    let desk = ines.create_desk("Signalements").await.unwrap();
    let kept = add(&ines, desk, "piece.txt", b"piece").await;
    ines.trash(desk, &[Item::Document(kept)]).await.unwrap();
    assert_eq!(refused(ines.purge(desk, &[Item::Document(kept)]).await), "workspace-kept");
    assert_eq!(refused(ines.delete_workspace(desk).await), "workspace-kept");
    assert_eq!(ines.workspace(desk).await.unwrap().bin.len(), 1);
}
