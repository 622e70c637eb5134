//! Share links on a real server: made by members, used by whoever holds the address, stopped at any time.

use std::rc::Rc;

use beffroi_client::document::NewDocument;
use beffroi_client::host::{Host, LocalFuture};
use beffroi_client::link::{LinkAddress, NewLink, OpenVisit};
use beffroi_client::native::SystemHost;
use beffroi_client::source::{MemorySink, MemorySource, Sink, StreamError};
use beffroi_client::transport::Response;
use beffroi_client::view::{LinkState, SharingView};
use beffroi_client::{ClientError, Item, Profile, Role, Session};
use beffroi_seal::Digest;
use beffroi_seal::id::{DocumentId, LinkId, WorkspaceId};
use beffroi_wire::link::LinkUseKind;
use jiff::{SignedDuration, Timestamp};

use crate::town::{Device, PASSWORD, Town, accounts, quiet, refused};

async fn add(session: &Session, room: WorkspaceId, name: &str, content: &[u8]) -> DocumentId {
    let new =
        NewDocument { workspace: room, folder: None, document: None, name, media_type: "application/pdf" };
    session.upload(new, &MemorySource(content.to_vec()), &quiet).await.unwrap()
}

fn new(documents: &[DocumentId]) -> NewLink<'_> {
    NewLink {
        documents,
        title: "Inscriptions 2026",
        message: "Bonne lecture",
        expires_at: now() + SignedDuration::from_hours(24 * 14),
        downloads_max: None,
        password: None,
    }
}

async fn read(visit: &OpenVisit, document: DocumentId) -> Result<Vec<u8>, ClientError> {
    let mut sink = MemorySink::default();
    visit.download(document, &mut sink, &quiet).await?;
    Ok(sink.into_verified().unwrap())
}

fn now() -> Timestamp {
    SystemHost.now()
}

async fn opened(device: &Device, address: &str) -> OpenVisit {
    let visit = Rc::new(device.client.visit_link(address).await.unwrap());
    visit.open(None).await.unwrap()
}

#[tokio::test]
async fn whoever_holds_the_address_reads_what_was_shared_and_nothing_else() {
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Périscolaire", "").await.unwrap();
    let content = vec![7_u8; 9 * 1024 * 1024];
    let list = add(&ines, room, "liste.pdf", &content).await;
    let plan = add(&ines, room, "plan.pdf", b"plan").await;
    let other = add(&ines, room, "autre.pdf", b"secret").await;
    let link = ines.create_link(room, &new(&[plan, list])).await.unwrap();
    assert_eq!(
        (link.state, link.created_by.as_str(), link.password),
        (LinkState::Active, "Inès Karoui", false)
    );

    let visitor = town.device("armand");
    let visit = Rc::new(visitor.client.visit_link(&link.address).await.unwrap());
    let cover = visit.cover();
    assert_eq!(
        (cover.organisation.as_str(), cover.author.as_str()),
        ("Commune de Valmont-sur-Lys", "Inès Karoui")
    );
    assert_eq!((cover.title.as_str(), cover.message.as_str()), ("Inscriptions 2026", "Bonne lecture"));
    assert_eq!((cover.documents, cover.size, cover.password), (2, content.len() as u64 + 4, false));
    let open = visit.open(None).await.unwrap();
    let names: Vec<_> = open.view().document_list.into_iter().map(|one| (one.name, one.size)).collect();
    assert_eq!(names, [("liste.pdf".to_owned(), content.len() as u64), ("plan.pdf".to_owned(), 4)]);
    assert_eq!(read(&open, list).await.unwrap(), content);
    assert_eq!(refused(read(&open, other).await), "link-document-unknown");

    // What comes later is not shared: the versions of today are.
    let version = NewDocument {
        workspace: room,
        folder: None,
        document: Some(plan),
        name: "x",
        media_type: "application/pdf",
    };
    ines.upload(version, &MemorySource(b"plan corrige".to_vec()), &quiet).await.unwrap();
    ines.rename(room, Item::Document(plan), "nouveau.pdf").await.unwrap();
    assert_eq!(read(&opened(&visitor, &link.address).await, plan).await.unwrap(), b"plan");

    // Nothing that is sent holds the secret, on either side.
    let secret = link.address.split('#').nth(1).unwrap().to_owned();
    for wire in [&device.wire, &visitor.wire] {
        assert!(!wire.sent.borrow().iter().any(|request| request.contains(&secret)));
    }

    let view = ines.link(room, link.id).await.unwrap();
    assert_eq!((view.opened, view.downloads, view.received), (2, 2, 0));
    assert_eq!(
        view.documents.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
        ["liste.pdf", "nouveau.pdf"]
    );
    let uses = ines.link_uses(room, link.id).await.unwrap();
    let kinds: Vec<_> = uses.iter().rev().map(|one| (one.kind, one.document.clone())).collect();
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(
        kinds,
        [
            (LinkUseKind::Shown, None),
            (LinkUseKind::Opened, None),
            (LinkUseKind::Downloaded, named("liste.pdf")),
            (LinkUseKind::Shown, None),
            (LinkUseKind::Opened, None),
            (LinkUseKind::Downloaded, named("nouveau.pdf")),
        ]
    );
    assert!(uses.iter().all(|one| one.address == "127.0.0.1"));
    let told = ines.workspace(room).await.unwrap().activity;
    assert!(
        told.iter().any(|one| one.kind == "link-opened")
            && told.iter().any(|one| one.kind == "document-shared")
    );
}

#[tokio::test]
async fn a_password_is_part_of_the_key_and_its_guesses_are_counted() {
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Périscolaire", "").await.unwrap();
    let plan = add(&ines, room, "plan.pdf", b"plan").await;
    let wanted = NewLink { password: Some("Sablé été 42"), ..new(&[]) };
    let link = ines.create_link(room, &NewLink { documents: &[plan], ..wanted }).await.unwrap();
    assert!(link.password);
    let visitor = town.device("armand");
    let visit = Rc::new(visitor.client.visit_link(&link.address).await.unwrap());
    assert!(visit.cover().password);
    assert_eq!(refused(visit.open(None).await), "link-password-needed");
    assert_eq!(refused(visit.open(Some("")).await), "link-password-malformed");
    assert_eq!(refused(visit.open(Some("sablé été 42")).await), "link-password-wrong");
    // However its accents are typed.
    let open = visit.open(Some("Sable\u{301} e\u{301}te\u{301} 42")).await.unwrap();
    assert_eq!(read(&open, plan).await.unwrap(), b"plan");
    let view = ines.link(room, link.id).await.unwrap();
    assert_eq!((view.opened, view.downloads), (1, 1), "a wrong password opens nothing");
    let uses = ines.link_uses(room, link.id).await.unwrap();
    assert_eq!(uses.iter().filter(|one| one.kind == LinkUseKind::PasswordAsked).count(), 2);

    // In the end the server answers no more, whoever asks.
    let mut limit = String::new();
    for _ in 0..400 {
        limit = refused(visit.open(Some("essai")).await);
        if limit != "link-password-wrong" {
            break;
        }
    }
    assert_eq!(limit, "link-password-limit");
    assert_eq!(refused(visit.open(Some("Sablé été 42")).await), "link-password-limit");
}

/// Where somebody suspends the link as soon as a part has arrived.
struct Suspending<'a> {
    session: &'a Session,
    room: WorkspaceId,
    link: LinkId,
    written: usize,
    state: Option<&'static str>,
}

impl Sink for Suspending<'_> {
    fn write(&mut self, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StreamError>> {
        Box::pin(async move {
            self.written += bytes.len();
            self.session.suspend_link(self.room, self.link).await.unwrap();
            Ok(())
        })
    }

    fn finish(&mut self) -> LocalFuture<'_, Result<(), StreamError>> {
        self.state = Some("finished");
        Box::pin(async { Ok(()) })
    }

    fn abandon(&mut self) -> LocalFuture<'_, ()> {
        self.state = Some("abandoned");
        Box::pin(async {})
    }
}

#[tokio::test]
async fn a_link_is_suspended_resumed_closed_and_limited() {
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Périscolaire", "").await.unwrap();
    let content = vec![9_u8; 56 * 1024 * 1024];
    let list = add(&ines, room, "liste.pdf", &content).await;
    let limited = NewLink { downloads_max: Some(2), ..new(&[]) };
    let link = ines.create_link(room, &NewLink { documents: &[list], ..limited }).await.unwrap();
    let visitor = town.device("armand");
    let open = opened(&visitor, &link.address).await;

    // Suspended in the middle of a download: it stops there, and nothing of the document is left.
    let mut sink = Suspending { session: &ines, room, link: link.id, written: 0, state: None };
    assert_eq!(refused(open.download(list, &mut sink, &quiet).await), "link-suspended");
    assert_eq!(sink.state, Some("abandoned"));
    assert!(sink.written > 0 && sink.written < content.len());
    assert_eq!(ines.link(room, link.id).await.unwrap().state, LinkState::Suspended);
    assert_eq!(refused(read(&open, list).await), "link-suspended");
    assert_eq!(refused(visitor.client.visit_link(&link.address).await.map(|_| ())), "link-suspended");
    ines.resume_link(room, link.id).await.unwrap();
    assert_eq!(read(&open, list).await.unwrap(), content);
    // Two downloads were allowed, and two were begun.
    assert_eq!(refused(read(&open, list).await), "link-exhausted");
    assert_eq!(ines.link(room, link.id).await.unwrap().state, LinkState::Exhausted);
    ines.close_link(room, link.id).await.unwrap();
    assert_eq!(refused(visitor.client.visit_link(&link.address).await.map(|_| ())), "link-closed");
    assert_eq!(refused(ines.resume_link(room, link.id).await), "link-status");
}

#[tokio::test]
async fn only_the_whole_address_opens_a_link() {
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Périscolaire", "").await.unwrap();
    let plan = add(&ines, room, "plan.pdf", b"plan").await;
    let link = ines.create_link(room, &new(&[plan])).await.unwrap();
    let twin = ines.create_link(room, &new(&[plan])).await.unwrap();
    let visitor = town.device("armand");
    let visit = async |address: &str| refused(visitor.client.visit_link(address).await.map(|_| ()));
    assert_eq!(visit(&link.address[..link.address.len() - 2]).await, "link-address-malformed");
    // The secret of another link, and a link that does not exist: the same answer.
    let (here, there) =
        (LinkAddress::parse(&link.address).unwrap(), LinkAddress::parse(&twin.address).unwrap());
    let crossed = LinkAddress { secret: there.secret, ..here };
    assert_eq!(visit(&crossed.to_url()).await, "link-unknown");
    let nowhere = link.address.replace(&link.id.to_string(), &"7".repeat(32));
    assert_eq!(visit(&nowhere).await, "link-unknown");
}

#[tokio::test]
async fn what_visitors_declare_is_signed_and_a_refusal_stops_the_link() {
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Périscolaire", "").await.unwrap();
    let plan = add(&ines, room, "plan.pdf", b"plan").await;
    let link = ines.create_link(room, &new(&[plan])).await.unwrap();
    let visitor = town.device("armand");
    let visit = Rc::new(visitor.client.visit_link(&link.address).await.unwrap());
    let open = visit.open(None).await.unwrap();
    open.acknowledge("  Armand Petit ").await.unwrap();
    let use_of = async |kind| {
        let uses = ines.link_uses(room, link.id).await.unwrap();
        uses.into_iter().find(|one| one.kind == kind).and_then(|one| one.statement)
    };
    let received = use_of(LinkUseKind::Received).await.unwrap();
    assert_eq!((received.name.as_str(), received.opened), ("Armand Petit", true));
    assert_eq!(ines.link(room, link.id).await.unwrap().received, 1);

    // Somebody else, who never opened it and finds it suspended, says that it is not for them.
    ines.suspend_link(room, link.id).await.unwrap();
    visitor.client.refuse_link(&link.address, "", "Je suis un homonyme.").await.unwrap();
    let again = async |address: &str| visitor.client.refuse_link(address, "", "encore").await;
    let refusal = use_of(LinkUseKind::Refused).await.unwrap();
    assert_eq!((refusal.text.as_str(), refusal.opened), ("Je suis un homonyme.", false));
    assert_eq!(ines.link(room, link.id).await.unwrap().state, LinkState::Refused);
    for result in [read(&open, plan).await.map(|_| ()), again(&link.address).await] {
        assert_eq!(refused(result), "link-refused");
    }
    assert_eq!(refused(open.acknowledge("Armand").await), "link-refused");

    // A server that invents a declaration is not believed: it has no key of the link.
    let town_wire = town.device("ines-2");
    let again = town_wire.client.sign_in("ines.karoui@valmont.example", PASSWORD, "x").await.unwrap();
    *town_wire.wire.meddle.borrow_mut() = Some(Box::new(|asked, mut response: Response| {
        if asked.path.ends_with("/uses") {
            let forged = String::from_utf8(response.body).unwrap().replace("\"refused\"", "\"received\"");
            response.body = forged.into_bytes();
        }
        response
    }));
    let uses = again.link_uses(room, link.id).await.unwrap();
    let declared = uses.iter().filter(|one| one.statement.is_some()).count();
    assert_eq!(declared, 1, "a refusal is not turned into a receipt");
}

#[tokio::test]
async fn rights_and_rules_bind_the_client_and_the_server() {
    let (town, _, ines) = Town::with_administrator().await;
    let (laptop, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
    let (_, lea) = town.enrol(&ines, "Léa", "Roux", Profile::User).await;
    let (_, gus) = town.enrol(&ines, "Gus", "Nou", Profile::Guest).await;
    let people = accounts(&ines).await;
    let room = ines.create_workspace("Périscolaire", "").await.unwrap();
    for (name, role) in [("Hugo", Role::Member), ("Léa", Role::Reader), ("Gus", Role::Member)] {
        ines.add_member(room, people[name], role).await.unwrap();
    }
    let plan = add(&ines, room, "plan.pdf", b"plan").await;
    let link = hugo.create_link(room, &new(&[plan])).await.unwrap();
    assert_eq!(refused(lea.create_link(room, &new(&[plan])).await), "reader-writes");
    assert_eq!(refused(gus.create_link(room, &new(&[plan])).await), "link-guest");
    assert_eq!(refused(lea.suspend_link(room, link.id).await), "reader-writes");
    assert_eq!(
        lea.links(room).await.unwrap()[0].address,
        link.address,
        "who reads the documents may hand it over"
    );

    // A stolen account's links stop with it, and come back with it.
    let visitor = town.device("armand");
    ines.suspend_account(people["Hugo"]).await.unwrap();
    assert_eq!(refused(visitor.client.visit_link(&link.address).await.map(|_| ())), "link-suspended");
    assert_eq!(ines.link(room, link.id).await.unwrap().state, LinkState::Suspended);
    ines.resume_account(people["Hugo"]).await.unwrap();
    visitor.client.visit_link(&link.address).await.unwrap();

    // What goes to the bin is shared no more; what is in the bin is not shared again by accident.
    ines.trash(room, &[Item::Document(plan)]).await.unwrap();
    assert_eq!(refused(visitor.client.visit_link(&link.address).await.map(|_| ())), "link-suspended");
    assert_eq!(refused(ines.resume_link(room, link.id).await), "link-document-binned");
    assert_eq!(refused(ines.create_link(room, &new(&[plan])).await), "link-document-binned");
    ines.restore(room, &[Item::Document(plan)]).await.unwrap();
    assert_eq!(refused(visitor.client.visit_link(&link.address).await.map(|_| ())), "link-suspended");
    ines.resume_link(room, link.id).await.unwrap();
    visitor.client.visit_link(&link.address).await.unwrap();

    // The administrator's rules.
    let rules = ines.sharing().await.unwrap();
    assert_eq!(rules, SharingView { days_max: 90, password_required: false });
    assert_eq!(refused(lea.set_sharing(rules).await), "not-administrator");
    let none = SharingView { days_max: 0, ..rules };
    assert_eq!(refused(ines.set_sharing(none).await), "sharing-term");
    ines.set_sharing(SharingView { days_max: 10, password_required: true }).await.unwrap();
    // His suspension ended his session.
    let hugo = laptop.client.sign_in("hugo.masson@valmont.example", PASSWORD, "portable").await.unwrap();
    assert_eq!(refused(hugo.create_link(room, &new(&[plan])).await), "link-term");
    let soon = now() + SignedDuration::from_hours(24 * 9);
    let short = NewLink { expires_at: soon, ..new(&[]) };
    let short = NewLink { documents: &[plan], ..short };
    assert_eq!(refused(hugo.create_link(room, &short).await), "link-password-required");
    let last = hugo.create_link(room, &NewLink { password: Some("tilleul"), ..short.clone() }).await.unwrap();
    let past = NewLink { expires_at: now() - SignedDuration::from_hours(1), ..short.clone() };
    assert_eq!(refused(hugo.create_link(room, &past).await), "link-term");
    let long = "t".repeat(201);
    let long = NewLink { title: &long, password: Some("tilleul"), ..short.clone() };
    assert_eq!(refused(hugo.create_link(room, &long).await), "link-text-length");
    assert_eq!(
        refused(hugo.create_link(room, &NewLink { documents: &[], ..short }).await),
        "link-documents-none"
    );

    // An account that is deleted takes its links with it, and colleagues see that they are stopped.
    ines.delete_account(people["Hugo"]).await.unwrap();
    assert_eq!(refused(visitor.client.visit_link(&last.address).await.map(|_| ())), "link-suspended");
    assert_eq!(ines.link(room, last.id).await.unwrap().state, LinkState::Suspended);
}

#[tokio::test]
async fn a_server_that_changes_what_a_link_gives_is_refused() {
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Périscolaire", "").await.unwrap();
    let plan = add(&ines, room, "plan.pdf", b"plan").await;
    let other = add(&ines, room, "autre.pdf", b"pire").await;
    let link = ines.create_link(room, &new(&[plan, other])).await.unwrap();
    let visitor = town.device("armand");
    let meddle = |change: fn(&str, &mut Vec<u8>)| {
        *visitor.wire.meddle.borrow_mut() = Some(Box::new(move |asked, mut response: Response| {
            change(&asked.path, &mut response.body);
            response
        }));
    };
    // The cover of another link, or one made up.
    meddle(|path, body| {
        if path.ends_with("/cover") {
            let text = String::from_utf8(body.clone()).unwrap();
            let (before, rest) = text.split_once("\"cover\":\"").unwrap();
            let (cover, after) = rest.split_once('"').unwrap();
            let turned: String = cover.chars().rev().collect();
            *body = format!("{before}\"cover\":\"{turned}\"{after}").into_bytes();
        }
    });
    let result = visitor.client.visit_link(&link.address).await.map(|_| ());
    assert!(["link-does-not-open", "server-answer-not-understood"].contains(&refused(result).as_str()));
    *visitor.wire.meddle.borrow_mut() = None;
    let open = opened(&visitor, &link.address).await;
    // A flipped bit in a document.
    meddle(|path, body| {
        if path.contains("/objects/") {
            let last = body.len() - 1;
            body[last] ^= 1;
        }
    });
    assert_eq!(refused(read(&open, plan).await), "document-damaged");
    *visitor.wire.meddle.borrow_mut() = None;
    assert_eq!(Digest::of(read(&open, plan).await.unwrap()), Digest::of(b"plan"));
}
