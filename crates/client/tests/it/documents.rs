//! Documents of every size there and back, interruptions, and servers that damage what they store.

use beffroi_client::document::NewDocument;
use beffroi_client::native::{FileSink, FileSource};
use beffroi_client::source::{MemorySink, MemorySource};
use beffroi_client::{Item, Session};
use beffroi_seal::Digest;
use beffroi_seal::id::{DocumentId, WorkspaceId};

use crate::town::{Town, quiet, refused};

fn new<'a>(workspace: WorkspaceId, name: &'a str) -> NewDocument<'a> {
    NewDocument { workspace, folder: None, document: None, name, media_type: "application/pdf" }
}

/// Bytes that do not repeat.
fn bytes(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect()
}

async fn read(session: &Session, room: WorkspaceId, document: DocumentId) -> Vec<u8> {
    let mut sink = MemorySink::default();
    session.download(room, document, None, &mut sink, &quiet).await.unwrap();
    sink.into_verified().unwrap()
}

#[tokio::test]
async fn every_size_comes_back_as_it_was() {
    let (_town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    const KIB: usize = 1024;
    const MIB: usize = 1024 * KIB;
    let sizes =
        [0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, 8 * MIB, 20 * MIB];
    for size in sizes {
        let content = bytes(size);
        let name = format!("taille {size}.pdf");
        let document = ines.upload(new(room, &name), &MemorySource(content.clone()), &quiet).await.unwrap();
        assert!(read(&ines, room, document).await == content, "{size}");
    }
    let view = ines.workspace(room).await.unwrap();
    assert_eq!(view.summary.documents, sizes.len());
    let largest = view.document_list.iter().find(|document| document.size == 20 * MIB as u64).unwrap();
    assert_eq!(largest.sha256, Digest::of(bytes(20 * MIB)));
}

#[tokio::test]
async fn folders_names_versions_and_the_bin() {
    let (_town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let folder = ines.create_folder(room, None, "Séances").await.unwrap();
    let inside = NewDocument { folder: Some(folder), ..new(room, "ordre.odt") };
    let document = ines.upload(inside, &MemorySource(b"un".to_vec()), &quiet).await.unwrap();
    let version = NewDocument { document: Some(document), ..new(room, "ordre.odt") };
    ines.upload(version, &MemorySource(b"deux".to_vec()), &quiet).await.unwrap();
    ines.rename(room, Item::Document(document), "ordre du jour.odt").await.unwrap();
    ines.trash(room, &[Item::Document(document)]).await.unwrap();
    let view = ines.workspace(room).await.unwrap();
    assert!(view.document_list[0].trashed);
    assert_eq!(view.summary.documents, 0);
    ines.restore(room, &[Item::Document(document)]).await.unwrap();
    assert_eq!(refused(ines.restore(room, &[Item::Document(document)]).await), "not-trashed");
    let view = ines.workspace(room).await.unwrap();
    let shown = &view.document_list[0];
    assert_eq!((shown.name.as_str(), shown.version, shown.trashed), ("ordre du jour.odt", 2, false));
    assert_eq!(shown.folder, Some(folder));
    assert_eq!(read(&ines, room, document).await, b"deux");
    let refused_name = ines.create_folder(room, None, "a/b").await;
    assert!(!refused(refused_name).is_empty());
}

#[tokio::test]
async fn an_interrupted_upload_goes_on_with_the_same_bytes() {
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("grand.bin");
    let content = bytes(30 * 1024 * 1024);
    std::fs::write(&path, &content).unwrap();
    // The connection breaks for good at the third part.
    *device.wire.meddle.borrow_mut() = Some(Box::new(|request, mut response| {
        if request.path.ends_with("/parts/2") {
            response.status = 503;
            response.body = br#"{"code":"unavailable","params":{},"request":"x"}"#.to_vec();
        }
        response
    }));
    let failed = ines.upload(new(room, "grand.bin"), &FileSource::open(&path).unwrap(), &quiet).await;
    assert_eq!(refused(failed), "unavailable");
    assert!(ines.workspace(room).await.unwrap().document_list.is_empty());
    // Another run of the program takes up the same upload: the first parts are not sent again.
    let reopened = town.device("ines");
    let resumed = reopened.client.resume().await.unwrap().unwrap();
    let source = FileSource::open(&path).unwrap();
    let document = resumed.upload(new(room, "grand.bin"), &source, &quiet).await.unwrap();
    let sent = reopened.wire.sent.borrow().clone();
    let parts: Vec<_> =
        sent.iter().filter(|line| line.starts_with("PUT") && line.contains("/parts/")).collect();
    assert!(!parts.iter().any(|line| line.ends_with("/parts/0")), "{parts:?}");
    assert!(read(&resumed, room, document).await == content);
    let left = std::fs::read_dir(reopened.profile.join("staged")).map_or(0, |entries| {
        entries.flat_map(|entry| std::fs::read_dir(entry.unwrap().path())).flatten().count()
    });
    assert_eq!(left, 0, "nothing stays staged");
}

#[tokio::test]
async fn a_source_that_changed_is_not_mixed_with_what_was_sent() {
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let content = bytes(20 * 1024 * 1024);
    *device.wire.meddle.borrow_mut() = Some(Box::new(|request, mut response| {
        if request.path.ends_with("/parts/1") {
            response.status = 503;
            response.body = br#"{"code":"unavailable","params":{},"request":"x"}"#.to_vec();
        }
        response
    }));
    let failed = ines.upload(new(room, "x.bin"), &MemorySource(content.clone()), &quiet).await;
    assert_eq!(refused(failed), "unavailable");
    let reopened = town.device("ines");
    let resumed = reopened.client.resume().await.unwrap().unwrap();
    let mut altered = content;
    altered[10] ^= 1;
    let source = MemorySource(altered.clone());
    assert_eq!(refused(resumed.upload(new(room, "x.bin"), &source, &quiet).await), "file-changed");
    // Nothing of the first attempt is left: the file goes as a new one.
    let document = resumed.upload(new(room, "x.bin"), &source, &quiet).await.unwrap();
    assert!(read(&resumed, room, document).await == altered);
}

#[tokio::test]
async fn what_the_server_damages_cuts_or_exchanges_is_refused_by_name() {
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let content = bytes(200_000);
    let one = ines.upload(new(room, "un.pdf"), &MemorySource(content.clone()), &quiet).await.unwrap();
    let other = ines.upload(new(room, "deux.pdf"), &MemorySource(bytes(200_001)), &quiet).await.unwrap();
    let objects: Vec<String> = {
        let sent = device.wire.sent.borrow();
        sent.iter()
            .filter(|line| line.ends_with("/complete"))
            .map(|line| line.split('/').nth(6).unwrap().to_owned())
            .collect()
    };
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("un.pdf");
    let attempt = async |meddle: crate::town::Meddle| {
        *device.wire.meddle.borrow_mut() = Some(meddle);
        let mut sink = FileSink::create(&path, false).unwrap();
        let code = refused(ines.download(room, one, None, &mut sink, &quiet).await);
        assert!(!path.exists() && std::fs::read_dir(directory.path()).unwrap().count() == 0, "{code}");
        code
    };
    for place in [0_usize, 9, 10, 41, 42, 73, 74, 80, 100, 65_000, 65_610, 190_000, 200_000] {
        let flipped = attempt(Box::new(move |request, mut response| {
            if request.path.contains("/objects/") {
                let last = response.body.len() - 1;
                response.body[place.min(last)] ^= 1;
            }
            response
        }));
        assert_eq!(flipped.await, "document-damaged", "{place}");
    }
    let cut = attempt(Box::new(|request, mut response| {
        if request.path.contains("/objects/") {
            response.body.truncate(1000);
        }
        response
    }));
    assert_eq!(cut.await, "document-missing");
    // The other document's ciphertext, of the same size class, in the place of this one.
    *device.wire.meddle.borrow_mut() = None;
    let whole = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let seen = std::rc::Rc::clone(&whole);
    *device.wire.meddle.borrow_mut() = Some(Box::new(move |request, response| {
        if request.path.contains("/objects/") {
            seen.borrow_mut().clone_from(&response.body);
        }
        response
    }));
    read(&ines, room, other).await;
    let exchanged = attempt(Box::new(move |request, mut response| {
        if request.path.contains("/objects/") {
            response.body.clone_from(&whole.borrow());
        }
        response
    }));
    assert_eq!(exchanged.await, "document-damaged");
    *device.wire.meddle.borrow_mut() = None;
    assert!(read(&ines, room, one).await == content);
    assert_eq!(objects.len(), 2);
    drop(town);
}

#[tokio::test]
async fn one_file_sent_twice_at_once_gives_two_documents() {
    let (_town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let source = MemorySource(bytes(3 * 1024 * 1024));
    let one = ines.upload(new(room, "plan.pdf"), &source, &quiet);
    let other = ines.upload(new(room, "plan.pdf"), &source, &quiet);
    let (one, other) = futures_util::future::join(one, other).await;
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_ne!(one, other);
    assert!(read(&ines, room, one).await == source.0 && read(&ines, room, other).await == source.0);
    let view = ines.workspace(room).await.unwrap();
    let mut names: Vec<_> = view.document_list.iter().map(|document| document.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["plan (2).pdf", "plan.pdf"]);
}

/// Names that a browser may hand over, though no file system here keeps them: each is refused by name, before anything
/// is sent.
#[tokio::test]
async fn names_that_cannot_be_kept_are_refused_by_name() {
    let (_town, administrator, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let long = format!("{}.pdf", "n".repeat(296));
    let shown = format!("{}…", "n".repeat(60));
    let cases = [
        (long.as_str(), "name-too-long", shown.as_str()),
        ("../../etc/passwd", "name-separator", ".._.._etc_passwd"),
        ("rapport\u{202e}fdp.exe", "name-direction-mark", "rapport_fdp.exe"),
        ("\u{200b}", "name-invisible-character", "_"),
    ];
    for (name, code, shown) in cases {
        administrator.wire.sent.borrow_mut().clear();
        let error = ines.upload(new(room, name), &MemorySource(b"un".to_vec()), &quiet).await.unwrap_err();
        let refusal = error.refusal();
        assert_eq!(refusal.code, code);
        assert_eq!(refusal.params["name"], shown.into(), "{code}");
        let sent = administrator.wire.sent.borrow();
        assert!(
            sent.iter().all(|request| !request.starts_with("PUT") && !request.starts_with("POST")),
            "{sent:?}"
        );
        drop(sent);
        assert_eq!(
            ines.create_folder(room, None, name).await.unwrap_err().refusal().params["name"],
            shown.into()
        );
    }
    let view = ines.workspace(room).await.unwrap();
    assert!(view.document_list.is_empty() && view.folders.is_empty());
}
