//! X9: documents, entries and whole logs exchanged.

use std::cell::RefCell;
use std::rc::Rc;

use beffroi_adversary::{Device, Town, attack, bytes, picture, put, quiet, read, share};
use beffroi_client::ClientError;
use beffroi_client::link::{NewLink, OpenVisit};
use beffroi_client::source::MemorySink;
use beffroi_client::transport::Method;
use beffroi_wire::routes;

#[tokio::test]
async fn documents_exchanged() {
    let attack = attack("x09::documents_exchanged");
    let (_town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let other_room = ines.create_workspace("Autres", "").await.unwrap();
    let (one, two) = (bytes(300, 1), bytes(300, 2));
    let document = put(&ines, room, "un.pdf", None, &one).await;
    let neighbour = put(&ines, room, "deux.pdf", None, &two).await;
    let elsewhere = put(&ines, other_room, "un.pdf", None, &one).await;
    for (place, exchanged) in [(room, neighbour), (other_room, elsewhere)] {
        // What the server holds for the other document, as it serves it.
        let held = overheard(&device, "/objects/");
        read(&ines, place, exchanged).await.unwrap();
        exchange(&device, "/objects/", held.take());
        attack.refuses(read(&ines, room, document).await);
    }
    device.liar.honest();
    assert_eq!(read(&ines, room, document).await.unwrap(), one);
    assert_eq!(read(&ines, room, neighbour).await.unwrap(), two);
}

#[tokio::test]
async fn workspace_logs_exchanged() {
    let attack = attack("x09::workspace_logs_exchanged");
    let (town, _, ines) = Town::with_administrator().await;
    let (one, two) = (
        ines.create_workspace("Conseil", "").await.unwrap(),
        ines.create_workspace("Personnel", "").await.unwrap(),
    );
    ines.create_folder(two, None, "Sanctions").await.unwrap();
    let truth = picture(&ines.workspace(one).await.unwrap());
    let again = town.device("ines");
    again.liar.show_log(&routes::workspace_log(one), town.commits(two).await);
    let session = again.resume().await.unwrap();
    let view = session.workspace(one).await.unwrap();
    attack.alarms(&view);
    assert!(view.folders.is_empty() && view.summary.name.is_empty());
    again.liar.honest();
    assert_eq!(picture(&session.workspace(one).await.unwrap()), truth);
}

#[tokio::test]
async fn commits_out_of_order() {
    let attack = attack("x09::commits_out_of_order");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    ines.create_folder(room, None, "Un").await.unwrap();
    ines.create_folder(room, None, "Deux").await.unwrap();
    let truth = picture(&ines.workspace(room).await.unwrap());
    let mut commits = town.commits(room).await;
    commits.swap(1, 2);
    let again = town.device("ines");
    again.liar.show_log(&routes::workspace_log(room), commits);
    let session = again.resume().await.unwrap();
    let view = session.workspace(room).await.unwrap();
    attack.alarms(&view);
    assert!(view.folders.is_empty());
    again.liar.honest();
    assert_eq!(picture(&session.workspace(room).await.unwrap()), truth);
}

#[tokio::test]
async fn commit_left_out() {
    let attack = attack("x09::commit_left_out");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    ines.create_folder(room, None, "Un").await.unwrap();
    ines.create_folder(room, None, "Deux").await.unwrap();
    let truth = picture(&ines.workspace(room).await.unwrap());
    let mut commits = town.commits(room).await;
    commits.remove(1);
    let again = town.device("ines");
    again.liar.show_log(&routes::workspace_log(room), commits);
    let session = again.resume().await.unwrap();
    let view = session.workspace(room).await.unwrap();
    attack.alarms(&view);
    assert!(view.folders.is_empty());
    again.liar.honest();
    assert_eq!(picture(&session.workspace(room).await.unwrap()), truth);
}

/// The server announces an end that it never gives: the client does not go on as if it had seen everything.
#[tokio::test]
async fn entries_announced_and_withheld() {
    let attack = attack("x09::entries_announced_and_withheld");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    ines.create_folder(room, None, "Un").await.unwrap();
    let again = town.device("ines");
    let session = again.resume().await.unwrap();
    let path = routes::workspace_log(room);
    let commits = town.commits(room).await;
    again.liar.answer(Method::Get, &format!("{path}?from="), move |request| {
        let from = request.path.split_once("from=")?.1.parse().ok()?;
        let mut page = beffroi_adversary::page(&commits, from);
        page.entries.truncate(1_usize.saturating_sub(usize::try_from(from).ok()?));
        Some(beffroi_adversary::reply(200, &page))
    });
    attack.alarms(&session.workspace(room).await.unwrap());
    attack.refuses(session.create_folder(room, None, "Deux").await);
    again.liar.honest();
    assert_eq!(session.workspace(room).await.unwrap().folders.len(), 1);
}

async fn opened(device: &Device, address: &str) -> Result<OpenVisit, ClientError> {
    Rc::new(device.client.visit_link(address).await?).open(None).await
}

/// What the server answers next on a path, and nothing altered.
fn overheard(device: &Device, path: &'static str) -> Rc<RefCell<Vec<u8>>> {
    let held = Rc::new(RefCell::new(Vec::new()));
    let hold = Rc::clone(&held);
    device.liar.honest();
    device.liar.alter(path, move |_, response| hold.borrow_mut().clone_from(&response.body));
    held
}

/// Answers on a path with what the server gave on another.
fn exchange(device: &Device, path: &str, given: Vec<u8>) {
    device.liar.honest();
    device.liar.alter(path, move |_, response| response.body.clone_from(&given));
}

/// What the server answers on a path, for one link.
async fn answered(device: &Device, path: &'static str, address: &str) -> Vec<u8> {
    let held = overheard(device, path);
    drop(opened(device, address).await.unwrap());
    device.liar.honest();
    held.take()
}

#[tokio::test]
async fn link_covers_exchanged() {
    let attack = attack("x09::link_covers_exchanged");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let plan = put(&ines, room, "plan.pdf", None, b"le plan").await;
    let one = ines.create_link(room, &share(&[plan])).await.unwrap();
    let two = ines.create_link(room, &NewLink { title: "Autre", ..share(&[plan]) }).await.unwrap();
    let visitor = town.device("armand");
    let other = answered(&visitor, "/cover", &two.address).await;
    exchange(&visitor, "/cover", other);
    attack.refuses(opened(&visitor, &one.address).await);
    visitor.liar.honest();
    opened(&visitor, &one.address).await.unwrap();
}

#[tokio::test]
async fn link_sheets_exchanged() {
    let attack = attack("x09::link_sheets_exchanged");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let plan = put(&ines, room, "plan.pdf", None, b"le plan").await;
    let old = put(&ines, room, "ancien.pdf", None, b"l'ancien").await;
    let earlier = ines.create_link(room, &share(&[old])).await.unwrap();
    let link = ines.create_link(room, &share(&[plan])).await.unwrap();
    let visitor = town.device("armand");
    let other = answered(&visitor, "/open", &earlier.address).await;
    exchange(&visitor, "/open", other);
    attack.refuses(opened(&visitor, &link.address).await);
    visitor.liar.honest();
    opened(&visitor, &link.address).await.unwrap();
}

#[tokio::test]
async fn link_contents_exchanged() {
    let attack = attack("x09::link_contents_exchanged");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let (one, two) = (bytes(300, 1), bytes(300, 2));
    let plan = put(&ines, room, "un.pdf", None, &one).await;
    let other = put(&ines, room, "deux.pdf", None, &two).await;
    let link = ines.create_link(room, &share(&[plan, other])).await.unwrap();
    let visitor = town.device("armand");
    let open = opened(&visitor, &link.address).await.unwrap();
    let held = overheard(&visitor, "/objects/");
    open.download(other, &mut MemorySink::default(), &quiet).await.unwrap();
    exchange(&visitor, "/objects/", held.take());
    attack.refuses(open.download(plan, &mut MemorySink::default(), &quiet).await);
    visitor.liar.honest();
    let mut sink = MemorySink::default();
    open.download(plan, &mut sink, &quiet).await.unwrap();
    assert_eq!(sink.into_verified().unwrap(), one);
}
