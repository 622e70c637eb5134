//! What people do with the documents of a workspace: folders, places, versions, the bin, several at once.

use std::io::{Cursor, Read};

use beffroi_client::document::NewDocument;
use beffroi_client::source::{MemorySink, MemorySource};
use beffroi_client::view::Progress;
use beffroi_client::{Item, Session};
use beffroi_seal::Digest;
use beffroi_seal::id::{DocumentId, FolderId, VersionId, WorkspaceId};
use zip::ZipArchive;

use crate::town::{Town, quiet, refused};

async fn add(
    session: &Session,
    room: WorkspaceId,
    folder: Option<FolderId>,
    name: &str,
    content: &str,
) -> DocumentId {
    let new = NewDocument { workspace: room, folder, document: None, name, media_type: "text/plain" };
    session.upload(new, &MemorySource(content.as_bytes().to_vec()), &quiet).await.unwrap()
}

async fn add_version(session: &Session, room: WorkspaceId, document: DocumentId, content: &str) {
    let new = NewDocument {
        workspace: room,
        folder: None,
        document: Some(document),
        name: "x",
        media_type: "text/plain",
    };
    session.upload(new, &MemorySource(content.as_bytes().to_vec()), &quiet).await.unwrap();
}

async fn read(
    session: &Session,
    room: WorkspaceId,
    document: DocumentId,
    version: Option<VersionId>,
) -> String {
    let mut sink = MemorySink::default();
    session.download(room, document, version, &mut sink, &quiet).await.unwrap();
    String::from_utf8(sink.into_verified().unwrap()).unwrap()
}

#[tokio::test]
async fn earlier_versions_are_read_and_put_in_force_again() {
    let (_town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let folder = ines.create_folder(room, None, "Notes").await.unwrap();
    let note = add(&ines, room, Some(folder), "note.txt", "un").await;
    add_version(&ines, room, note, "deux").await;
    add_version(&ines, room, note, "trois").await;
    let history = ines.document_history(room, note).await.unwrap();
    assert_eq!(history.path, ["Notes"]);
    assert_eq!((history.document.name.as_str(), history.document.version), ("note.txt", 3));
    let numbers: Vec<_> = history.versions.iter().map(|one| (one.number, one.size, one.repeats)).collect();
    assert_eq!(numbers, [(3, 5, None), (2, 4, None), (1, 2, None)]);
    let first = history.versions[2].version;
    assert_eq!(read(&ines, room, note, Some(first)).await, "un");
    assert_eq!(read(&ines, room, note, None).await, "trois");

    ines.restore_version(room, note, first).await.unwrap();
    assert_eq!(read(&ines, room, note, None).await, "un");
    let history = ines.document_history(room, note).await.unwrap();
    assert_eq!(history.versions.len(), 4, "what was in force before stays");
    let now = &history.versions[0];
    assert_eq!((now.number, now.repeats, now.sha256), (4, Some(1), Digest::of(b"un")));
    assert_eq!(history.versions[1].sha256, Digest::of(b"trois"));
    assert_eq!(refused(ines.restore_version(room, note, first).await), "version-in-force");
    let other = VersionId::from_bytes([7; 16]);
    assert_eq!(refused(ines.restore_version(room, note, other).await), "version-unknown");
    assert_eq!(
        refused(ines.document_history(room, DocumentId::from_bytes([7; 16])).await),
        "document-unknown"
    );
    let told = &ines.workspace(room).await.unwrap().activity[0];
    assert_eq!(told.kind, "document-version-restored");
    assert_eq!(told.params["version"], 1_u32.into());

    // The archive holds each content once, and verifies.
    let mut archive = MemorySink::default();
    ines.archive(room, &mut archive, &quiet).await.unwrap();
    let archive = archive.into_verified().unwrap();
    let check = beffroi_client::archive::verify(Cursor::new(archive), None);
    assert_eq!(check.first_bad, None);
    assert_eq!(check.documents, 3);
}

#[tokio::test]
async fn several_things_move_and_go_to_the_bin_in_one_commit_or_not_at_all() {
    let (_town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let council = ines.create_folder(room, None, "Conseil").await.unwrap();
    let annexes = ines.create_folder(room, None, "Annexes").await.unwrap();
    let budget = add(&ines, room, None, "budget.ods", "1").await;
    let inside = add(&ines, room, Some(annexes), "plan.pdf", "22").await;
    let head = async || ines.workspace(room).await.unwrap().head.sequence;

    let before = head().await;
    let moved = [Item::Document(budget), Item::Folder(annexes), Item::Document(budget)];
    ines.move_to(room, &moved, Some(council)).await.unwrap();
    assert_eq!(head().await, before + 1, "one gesture, one commit");
    let view = ines.workspace(room).await.unwrap();
    assert!(view.document_list.iter().any(|one| one.id == budget && one.folder == Some(council)));
    assert!(view.folders.iter().any(|one| one.id == annexes && one.parent == Some(council)));

    // A folder into what it holds: nothing of the gesture is done.
    let both = [Item::Document(budget), Item::Folder(council)];
    assert_eq!(refused(ines.move_to(room, &both, Some(annexes)).await), "folder-cycle");
    assert_eq!(head().await, before + 1);

    ines.trash(room, &[Item::Folder(annexes), Item::Document(budget)]).await.unwrap();
    let view = ines.workspace(room).await.unwrap();
    assert_eq!(view.summary.documents, 0);
    let bin: Vec<_> =
        view.bin.iter().map(|one| (one.item, one.name.as_str(), one.documents, one.size)).collect();
    assert!(bin.contains(&(Item::Folder(annexes), "Annexes", 1, 2)), "{bin:?}");
    assert!(bin.contains(&(Item::Document(budget), "budget.ods", 1, 1)), "{bin:?}");
    assert_eq!(bin.len(), 2, "what a folder holds is in the bin with it");
    assert_eq!(view.bin[0].trashed_by, "Inès Karoui");
    let trashed_twice = ines.trash(room, &[Item::Document(inside), Item::Folder(annexes)]).await;
    assert_eq!(refused(trashed_twice), "trashed-already");
    assert!(ines.workspace(room).await.unwrap().bin.iter().all(|one| one.item != Item::Document(inside)));

    ines.restore(room, &[Item::Folder(annexes), Item::Document(budget)]).await.unwrap();
    let view = ines.workspace(room).await.unwrap();
    assert_eq!((view.summary.documents, view.bin.len()), (2, 0));
    ines.describe(room, Item::Document(budget), "  Voté le 4 décembre  ").await.unwrap();
    assert_eq!(ines.document_history(room, budget).await.unwrap().description, "Voté le 4 décembre");
    assert_eq!(
        refused(ines.describe(room, Item::Document(budget), &"x".repeat(2_001)).await),
        "text-too-long"
    );
}

#[tokio::test]
async fn a_zip_holds_what_was_chosen_and_nothing_else() {
    let (_town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let council = ines.create_folder(room, None, "Conseil").await.unwrap();
    let annexes = ines.create_folder(room, Some(council), "Annexes").await.unwrap();
    ines.create_folder(room, Some(annexes), "Vide").await.unwrap();
    let agenda = add(&ines, room, Some(council), "Ordre du jour.txt", "un").await;
    add_version(&ines, room, agenda, "deux").await;
    let plan = add(&ines, room, Some(annexes), "plan.txt", "plan").await;
    let binned = add(&ines, room, Some(annexes), "jeté.txt", "non").await;
    ines.trash(room, &[Item::Document(binned)]).await.unwrap();
    let alone = add(&ines, room, None, "seul.txt", "").await;

    let zip = async |items: &[Item]| {
        let (mut sink, last) = (MemorySink::default(), std::cell::Cell::new(Progress { done: 0, total: 0 }));
        ines.download_zip(room, items, &mut sink, &|progress| last.set(progress)).await.unwrap();
        let mut zip = ZipArchive::new(Cursor::new(sink.into_verified().unwrap())).unwrap();
        let mut all = Vec::new();
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).unwrap();
            let (name, mut content) = (entry.name().unwrap().into_owned(), String::new());
            entry.read_to_string(&mut content).unwrap();
            if entry.is_file() {
                assert!(entry.last_modified().unwrap().year() >= 2025, "the date of the version");
            }
            all.push((name, content));
        }
        assert_eq!(last.get().done, last.get().total);
        all
    };
    let pair = |name: &str, content: &str| (name.to_owned(), content.to_owned());
    // One folder: paths begin with it.
    assert_eq!(
        zip(&[Item::Folder(council)]).await,
        [
            pair("Conseil/Annexes/Vide/", ""),
            pair("Conseil/Annexes/plan.txt", "plan"),
            pair("Conseil/Ordre du jour.txt", "deux"),
        ]
    );
    // Several things of one folder: paths begin there.
    assert_eq!(
        zip(&[Item::Document(agenda), Item::Folder(annexes)]).await,
        [pair("Annexes/Vide/", ""), pair("Annexes/plan.txt", "plan"), pair("Ordre du jour.txt", "deux")]
    );
    // From several folders, one inside another: whole paths, each once.
    assert_eq!(
        zip(&[Item::Document(plan), Item::Folder(annexes), Item::Document(alone)]).await,
        [pair("Conseil/Annexes/Vide/", ""), pair("Conseil/Annexes/plan.txt", "plan"), pair("seul.txt", "")]
    );
    let mut sink = MemorySink::default();
    let gone = ines.download_zip(room, &[Item::Document(binned)], &mut sink, &quiet).await;
    assert_eq!(refused(gone), "document-unknown");
}
