//! X17: sealed and signed things pasted into another place. The matrix of all types and slots is in
//! `crates/seal/tests/x17_slots.rs`; these are the pastes that a server or a member can bring about.

use beffroi_adversary::{Forge, Insider, Town, attack, bytes, picture, put, read};
use beffroi_client::{Profile, Role, Session};
use beffroi_ledger::workspace::{AccessEntry, ContentEnvelope, Entry, Space};
use beffroi_seal::cbor;
use beffroi_seal::id::{DocumentId, WorkspaceId};
use beffroi_vault::VaultEntry;
use beffroi_wire::routes;

/// Two rooms of Inès's; Hugo is in both and sides with the server.
struct Scene {
    town: Town,
    ines: Session,
    hugo: Insider,
    one: WorkspaceId,
    two: WorkspaceId,
    document: DocumentId,
}

const CONTENT: &[u8] = b"Arrete de nomination";

impl Scene {
    async fn new(role: Role) -> Self {
        let (town, _, ines) = Town::with_administrator().await;
        let (device, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
        let one = town.room(&ines, "Conseil", &[(hugo.account(), role)]).await;
        let two = town.room(&ines, "Personnel", &[(hugo.account(), role)]).await;
        let document = put(&ines, one, "un.pdf", None, CONTENT).await;
        let hugo = Insider::of(&device, &hugo);
        Self { town, ines, hugo, one, two, document }
    }
}

/// A document's entry, sealed for one room, brought into the other by a member of both.
#[tokio::test]
async fn entry_of_another_room() {
    let attack = attack("x17::entry_of_another_room");
    let scene = Scene::new(Role::Member).await;
    let (one, two) = (Forge::at(&scene.town, scene.one).await, Forge::at(&scene.town, scene.two).await);
    let moved = one.accepted.last().unwrap().commit().body().entries[0].clone();
    let commit = two.commit(&scene.hugo, vec![moved]);
    let again = scene.town.device("ines");
    again.liar.show_log(&routes::workspace_log(scene.two), two.with(&commit));
    let view = again.resume().await.unwrap().workspace(scene.two).await.unwrap();
    attack.leaves_out(&view);
    assert!(view.document_list.is_empty());
    // In its own room it opens.
    assert_eq!(scene.ines.workspace(scene.one).await.unwrap().document_list.len(), 1);
}

/// The same entry again in its own room, at a later place.
#[tokio::test]
async fn entry_at_another_place() {
    let attack = attack("x17::entry_at_another_place");
    let scene = Scene::new(Role::Member).await;
    let forge = Forge::at(&scene.town, scene.one).await;
    let again = scene.town.device("ines");
    let moved = forge.accepted.last().unwrap().commit().body().entries[0].clone();
    let commit = forge.commit(&scene.hugo, vec![moved]);
    again.liar.show_log(&routes::workspace_log(scene.one), forge.with(&commit));
    let view = again.resume().await.unwrap().workspace(scene.one).await.unwrap();
    attack.leaves_out(&view);
    assert_eq!(view.document_list.len(), 1, "once, where it was written");
}

/// An owner of both rooms gives members of one the wraps of the other.
#[tokio::test]
async fn wrap_of_another_room() {
    let attack = attack("x17::wrap_of_another_room");
    let scene = Scene::new(Role::Owner).await;
    let (one, two) = (Forge::at(&scene.town, scene.one).await, Forge::at(&scene.town, scene.two).await);
    let (_, other) = one.epoch(&one.members());
    let (epoch, mut opening) = two.epoch(&two.members());
    let honest = opening.clone();
    opening.wraps = other.wraps;
    let show = async |opening| {
        let commit =
            two.commit_in(epoch, &scene.hugo, vec![Entry::Access(AccessEntry::EpochOpened { opening })]);
        let again = scene.town.device("ines");
        again.liar.show_log(&routes::workspace_log(scene.two), two.with(&commit));
        again.resume().await.unwrap().workspace(scene.two).await.unwrap()
    };
    attack.alarms(&show(opening).await);
    assert_eq!(show(honest).await.summary.alarm, None, "with its own wraps it is taken");
}

/// A wrap made for Hugo, under Inès's name.
#[tokio::test]
async fn wrap_of_another_account() {
    let attack = attack("x17::wrap_of_another_account");
    let scene = Scene::new(Role::Owner).await;
    let forge = Forge::at(&scene.town, scene.one).await;
    let (epoch, mut opening) = forge.epoch(&forge.members());
    let (first, second) = (opening.wraps[0].sealed.clone(), opening.wraps[1].sealed.clone());
    (opening.wraps[0].sealed, opening.wraps[1].sealed) = (second, first);
    let commit =
        forge.commit_in(epoch, &scene.hugo, vec![Entry::Access(AccessEntry::EpochOpened { opening })]);
    let again = scene.town.device("ines");
    again.liar.show_log(&routes::workspace_log(scene.one), forge.with(&commit));
    attack.alarms(&again.resume().await.unwrap().workspace(scene.one).await.unwrap());
    let honest = scene.town.device("ines").resume().await.unwrap();
    assert_eq!(honest.workspace(scene.one).await.unwrap().summary.alarm, None);
}

/// A member shows in one room a document of the other, key and all, so that the first room's members would open it.
#[tokio::test]
async fn file_key_of_another_room() {
    let attack = attack("x17::file_key_of_another_room");
    let scene = Scene::new(Role::Member).await;
    let (one, two) = (Forge::at(&scene.town, scene.one).await, Forge::at(&scene.town, scene.two).await);
    let opened = scene.hugo.keyring(&one.log).open_content(one.accepted.last().unwrap());
    let entry = VaultEntry::decode(&opened.entries[0].envelope.body).unwrap();
    let VaultEntry::DocumentAdded { document, .. } = &entry else { panic!("a document was put there") };
    assert_eq!(*document, scene.document);
    let keyring = scene.hugo.keyring(&two.log);
    let key = keyring.entry_key(two.log.access().epoch()).unwrap();
    let content = two.content(key, 0, &ContentEnvelope::new(Space::Vault, entry.encode()));
    let commit = two.commit(&scene.hugo, vec![content]);
    let again = scene.town.device("ines");
    again.liar.show_log(&routes::workspace_log(scene.two), two.with(&commit));
    let session = again.resume().await.unwrap();
    let view = session.workspace(scene.two).await.unwrap();
    assert_eq!(view.document_list.len(), 1, "the entry itself is a member's, and is shown");
    attack.refuses(read(&session, scene.two, scene.document).await);
    assert_eq!(read(&session, scene.one, scene.document).await.unwrap(), CONTENT);
}

/// Commits in the place of entries of the organisation, and the reverse.
#[tokio::test]
async fn commit_as_an_organisation_entry() {
    let attack = attack("x17::commit_as_an_organisation_entry");
    let scene = Scene::new(Role::Member).await;
    let mut entries = scene.town.org_entries().await;
    entries.extend(scene.town.commits(scene.one).await.pop());
    let again = scene.town.device("ines");
    again.liar.show_log(routes::ORG_LOG, entries);
    attack.refuses(again.resume().await);
    again.liar.honest();
    again.resume().await.unwrap();
}

#[tokio::test]
async fn organisation_entry_as_a_commit() {
    let attack = attack("x17::organisation_entry_as_a_commit");
    let scene = Scene::new(Role::Member).await;
    let truth = picture(&scene.ines.workspace(scene.one).await.unwrap());
    let mut commits = scene.town.commits(scene.one).await;
    commits.extend(scene.town.org_entries().await.pop());
    let again = scene.town.device("ines");
    again.liar.show_log(&routes::workspace_log(scene.one), commits);
    let view = again.resume().await.unwrap().workspace(scene.one).await.unwrap();
    attack.alarms(&view);
    assert_eq!(picture(&view), truth);
}

/// A signature that a member's device made over one commit, under another commit of the same device.
#[tokio::test]
async fn signature_of_another_commit() {
    let attack = attack("x17::signature_of_another_commit");
    let scene = Scene::new(Role::Member).await;
    let forge = Forge::at(&scene.town, scene.one).await;
    put(&scene.ines, scene.one, "deux.pdf", None, &bytes(10, 1)).await;
    let truth = picture(&scene.ines.workspace(scene.one).await.unwrap());
    let mut commits = scene.town.commits(scene.one).await;
    let (payload, _): (serde_bytes::ByteBuf, beffroi_seal::Signature) =
        cbor::decode(commits.last().unwrap()).unwrap();
    let earlier = forge.accepted.last().unwrap().commit().signature();
    let pasted = cbor::encode(&(serde_bytes::Bytes::new(&payload), earlier)).unwrap();
    *commits.last_mut().unwrap() = pasted;
    let again = scene.town.device("ines");
    again.liar.show_log(&routes::workspace_log(scene.one), commits);
    let session = again.resume().await.unwrap();
    let view = session.workspace(scene.one).await.unwrap();
    attack.alarms(&view);
    assert_eq!(view.document_list.len(), 1);
    again.liar.honest();
    assert_eq!(picture(&session.workspace(scene.one).await.unwrap()), truth);
}
