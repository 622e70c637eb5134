//! The fold: what people see after each kind of entry, and what entries may not do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use beffroi_ledger::workspace::{ContentEnvelope, ContentPlain, Meta, Space};
use beffroi_ledger::{Timestamp, V1};
use beffroi_seal::Digest;
use beffroi_seal::id::{AccountId, DeviceId, DocumentId, FolderId, LinkId, ObjectId, VersionId, WorkspaceId};
use beffroi_seal::keys::{EpochKey, FileKey};
use beffroi_vault::{
    ActivityKind, DEPTH_MAX, FileVersion, Item, LinkCover, LinkNote, LinkPaper, LinkSheet, Name, SharedLink,
    SharedSecret, SharedVersion, SheetDocument, VaultEntry, VaultState, WrappedFileKey,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

fn meta(sequence: u64) -> Meta {
    Meta {
        account: AccountId::from_bytes([1; 16]),
        device: DeviceId::from_bytes([2; 16]),
        sequence,
        index: 0,
        epoch: 0,
        at: Timestamp::from_unix_ms(sequence as i64),
        commit: Digest::of(sequence.to_be_bytes()),
    }
}

fn folder(number: u8) -> FolderId {
    FolderId::from_bytes([number; 16])
}

fn document(number: u8) -> DocumentId {
    DocumentId::from_bytes([number; 16])
}

fn file(number: u8) -> Box<FileVersion> {
    let rng = &mut ChaCha20Rng::seed_from_u64(number.into());
    let place = (
        beffroi_seal::id::OrganisationId::from_bytes([1; 16]),
        WorkspaceId::from_bytes([2; 16]),
        document(number),
        VersionId::from_bytes([number; 16]),
    );
    Box::new(FileVersion {
        version: place.3,
        object: ObjectId::from_bytes([number; 16]),
        file_key: WrappedFileKey::wrap(&FileKey::make(rng), 0, &EpochKey::make(rng).file_wrap(), place, rng),
        size: 0,
        media_type: "application/pdf".to_owned(),
        ciphertext_digest: Digest::of(b"ciphertext"),
        plaintext_digest: Digest::of(b""),
        parts: Vec::new(),
    })
}

fn add(number: u8, parent: Option<FolderId>, name: &str) -> VaultEntry {
    VaultEntry::DocumentAdded {
        document: document(number),
        folder: parent,
        name: name.to_owned(),
        version: file(number),
    }
}

fn make(number: u8, parent: Option<FolderId>, name: &str) -> VaultEntry {
    VaultEntry::FolderCreated { folder: folder(number), parent, name: name.to_owned() }
}

fn fold(entries: impl IntoIterator<Item = VaultEntry>) -> VaultState {
    let mut state = VaultState::default();
    for (sequence, entry) in entries.into_iter().enumerate() {
        state.apply(&meta(sequence as u64), entry);
    }
    state
}

fn shown(state: &VaultState, parent: Option<FolderId>) -> Vec<String> {
    state.list(parent).map(|item| state.path(item).last().unwrap().to_string()).collect()
}

fn codes(state: &VaultState) -> Vec<(&'static str, bool)> {
    state.anomalies().iter().map(|anomaly| (anomaly.code, anomaly.applied)).collect()
}

fn back(number: u8, version: u8) -> VaultEntry {
    VaultEntry::VersionRestored { document: document(number), version: VersionId::from_bytes([version; 16]) }
}

const D1: Item = Item::Document(DocumentId::from_bytes([1; 16]));
const D2: Item = Item::Document(DocumentId::from_bytes([2; 16]));
const F1: Item = Item::Folder(FolderId::from_bytes([1; 16]));
const F2: Item = Item::Folder(FolderId::from_bytes([2; 16]));

#[test]
fn a_life_of_documents() {
    let mut state = fold([
        make(1, None, "Dossiers"),
        make(2, Some(folder(1)), "2026"),
        add(1, Some(folder(2)), "vide.txt"),
        add(2, None, "Étude.pdf"),
        VaultEntry::VersionAdded { document: document(1), version: file(9) },
        VaultEntry::Renamed { item: D1, name: "Note.txt".to_owned() },
        VaultEntry::Moved { item: D2, folder: Some(folder(1)) },
        VaultEntry::Described { item: D2, text: "Version remise".to_owned() },
    ]);
    assert_eq!(codes(&state), []);
    assert_eq!(shown(&state, None), ["Dossiers"]);
    assert_eq!(shown(&state, Some(folder(1))), ["2026", "Étude.pdf"]);
    let path: Vec<_> = state.path(D1).into_iter().map(Name::as_str).collect();
    assert_eq!(path, ["Dossiers", "2026", "Note.txt"]);
    let note = state.document(document(1)).unwrap();
    assert_eq!((note.versions.len(), note.current().file.version), (2, VersionId::from_bytes([9; 16])));
    assert_eq!(
        note.version(VersionId::from_bytes([1; 16])).unwrap().file.size,
        0,
        "an empty document is a document"
    );
    assert_eq!((note.added().sequence, note.changed().sequence), (2, 5));
    assert_eq!(state.document(document(2)).unwrap().description(), "Version remise");
    assert_eq!(state.find(Some(folder(1)), &Name::new("étude.PDF").unwrap()), Some(D2));
    let activity: Vec<_> = state.activity().iter().map(|one| (one.kind.code(), one.name.as_str())).collect();
    assert_eq!(
        activity,
        [
            ("folder_created", "Dossiers"),
            ("folder_created", "2026"),
            ("document_added", "vide.txt"),
            ("document_added", "Étude.pdf"),
            ("version_added", "vide.txt"),
            ("renamed", "Note.txt"),
            ("moved", "Étude.pdf"),
            ("described", "Étude.pdf"),
        ]
    );
    assert_eq!(state.activity()[4].kind, ActivityKind::VersionAdded { number: 2 });
    assert_eq!(state.activity()[5].kind, ActivityKind::Renamed { from: Name::new("vide.txt").unwrap() });

    // The bin: a folder takes along what is in it.
    state.apply(&meta(10), VaultEntry::Trashed { item: F1 });
    assert_eq!(shown(&state, None), Vec::<String>::new());
    assert!(state.is_trashed(D1) && state.is_trashed(F2));
    assert_eq!(state.bin(), [F1]);
    assert_eq!(state.document_count(), 0);
    // What is taken out of it alone goes to the root.
    state.apply(&meta(11), VaultEntry::Trashed { item: D1 });
    assert_eq!(state.bin(), [D1, F1]);
    state.apply(&meta(12), VaultEntry::Restored { item: D1 });
    assert_eq!((shown(&state, None), state.document_count()), (vec!["Note.txt".to_owned()], 1));
    state.apply(&meta(13), VaultEntry::Restored { item: F1 });
    assert_eq!(shown(&state, None), ["Dossiers", "Note.txt"]);
    assert_eq!((state.document_count(), state.bin().len(), codes(&state)), (2, 0, Vec::new()));
}

#[test]
fn an_earlier_version_is_in_force_again() {
    let id = |number: u8| VersionId::from_bytes([number; 16]);
    let mut state = fold([
        add(1, None, "note.txt"),
        VaultEntry::VersionAdded { document: document(1), version: file(8) },
        VaultEntry::VersionAdded { document: document(1), version: file(9) },
        back(1, 1),
        back(1, 8),
    ]);
    let note = state.document(document(1)).unwrap();
    let versions: Vec<_> = note.versions.iter().map(|one| (one.file.version, one.repeats)).collect();
    assert_eq!(versions, [(id(1), None), (id(8), None), (id(9), None), (id(1), Some(1)), (id(8), Some(2))]);
    assert_eq!((note.current().file.version, note.current().meta.sequence), (id(8), 4));
    assert_eq!(note.changed().sequence, 4);
    assert_eq!(note.version(id(8)).unwrap().meta.sequence, 1, "where its content came first");
    assert_eq!(note.contents().map(|one| one.file.version).collect::<Vec<_>>(), [id(1), id(8), id(9)]);
    let last = state.activity().last().unwrap();
    assert_eq!(
        (last.kind.clone(), last.kind.code()),
        (ActivityKind::VersionRestored { from: 2 }, "version_restored")
    );
    // The one in force again has nothing to restore; the one that it replaced has.
    assert_eq!(state.check(&back(1, 8)).unwrap_err().code(), "version-in-force");
    assert_eq!(state.check(&back(1, 9)), Ok(()));
    // What is new comes after it.
    state.apply(&meta(10), VaultEntry::VersionAdded { document: document(1), version: file(10) });
    assert_eq!(state.document(document(1)).unwrap().current().file.version, id(10));
    assert_eq!(codes(&state), []);
}

#[test]
fn two_things_of_one_name_are_both_kept() {
    let mut state = fold([
        add(1, None, "rapport.pdf"),
        add(2, None, "Rapport.PDF"),
        make(1, None, "rapport.pdf"),
        add(3, None, "rapport (2).pdf"),
        add(4, None, "rapport.pdf"),
    ]);
    let name = |state: &VaultState, number| state.document(document(number)).unwrap().name().to_string();
    assert_eq!(name(&state, 1), "rapport.pdf");
    assert_eq!(name(&state, 2), "Rapport (2).PDF");
    assert_eq!(state.folder(folder(1)).unwrap().name().as_str(), "rapport (3).pdf");
    assert_eq!(name(&state, 3), "rapport (2) (2).pdf");
    assert_eq!(name(&state, 4), "rapport (4).pdf");
    assert_eq!(state.document(document(4)).unwrap().wanted_name().as_str(), "rapport.pdf");
    // A name given up is free; numbers are not given again.
    state.apply(&meta(10), VaultEntry::Trashed { item: D1 });
    state.apply(&meta(11), add(5, None, "rapport.pdf"));
    assert_eq!(name(&state, 5), "rapport.pdf");
    state.apply(&meta(12), VaultEntry::Restored { item: D1 });
    assert_eq!(name(&state, 1), "rapport (5).pdf");
    // In another folder it takes the name it wanted.
    state.apply(&meta(13), VaultEntry::Moved { item: D1, folder: Some(folder(1)) });
    assert_eq!(name(&state, 1), "rapport.pdf");
    // Only the case changes: no number.
    state.apply(&meta(14), VaultEntry::Renamed { item: D1, name: "RAPPORT.pdf".to_owned() });
    assert_eq!(name(&state, 1), "RAPPORT.pdf");
    assert_eq!(codes(&state), []);
}

#[test]
fn what_an_entry_may_not_do_is_left_undone_and_listed() {
    let base = [
        make(1, None, "a"),
        make(2, Some(folder(1)), "b"),
        add(1, None, "un"),
        add(2, Some(folder(2)), "deux"),
        make(3, None, "corbeille"),
        VaultEntry::Trashed { item: Item::Folder(folder(3)) },
    ];
    let same = |version: u8, object: u8| {
        let mut file = file(50);
        file.version = VersionId::from_bytes([version; 16]);
        file.object = ObjectId::from_bytes([object; 16]);
        VaultEntry::VersionAdded { document: document(1), version: file }
    };
    let cases = [
        (make(1, None, "encore"), "folder-exists"),
        (add(1, None, "encore"), "document-exists"),
        (same(2, 50), "version-exists"),
        (same(50, 2), "version-exists"),
        (VaultEntry::VersionAdded { document: document(9), version: file(60) }, "document-unknown"),
        (back(9, 1), "document-unknown"),
        (back(1, 2), "version-unknown"),
        (back(1, 1), "version-in-force"),
        (VaultEntry::Renamed { item: Item::Folder(folder(9)), name: "x".to_owned() }, "folder-unknown"),
        (VaultEntry::Moved { item: D1, folder: Some(folder(9)) }, "folder-unknown"),
        (VaultEntry::Moved { item: D1, folder: Some(folder(3)) }, "folder-trashed"),
        (VaultEntry::Moved { item: F1, folder: Some(folder(1)) }, "folder-cycle"),
        (VaultEntry::Moved { item: F1, folder: Some(folder(2)) }, "folder-cycle"),
        (VaultEntry::Restored { item: D1 }, "not-trashed"),
        (VaultEntry::Trashed { item: Item::Folder(folder(3)) }, "trashed-already"),
        (VaultEntry::Described { item: D1, text: "x".repeat(2_001) }, "text-too-long"),
    ];
    let before = fold(base);
    for (entry, code) in cases {
        assert_eq!(before.check(&entry).unwrap_err().code(), code, "{entry:?}");
        let mut after = before.clone();
        after.apply(&meta(20), entry.clone());
        assert_eq!(codes(&after), [(code, false)], "{entry:?}");
        assert_eq!(shown(&after, None), shown(&before, None));
        assert_eq!(after.activity(), before.activity());
        assert_eq!(after.documents().collect::<Vec<_>>(), before.documents().collect::<Vec<_>>());
    }
    // Nothing that a person added is lost for its name, its place or its type.
    let mut odd_type = file(61);
    odd_type.media_type = "x".repeat(500);
    let odd = VaultEntry::DocumentAdded {
        document: document(61),
        folder: None,
        name: "type".to_owned(),
        version: odd_type,
    };
    assert_eq!(before.check(&odd).unwrap_err().code(), "media-type-malformed");
    let rescued = [
        (add(70, Some(folder(9)), "perdu"), "folder-unknown", "perdu"),
        (add(71, Some(folder(3)), "jeté"), "folder-trashed", "jeté"),
        (make(72, Some(folder(9)), "dossier"), "folder-unknown", "dossier"),
        (add(73, None, &"n".repeat(300)), "name-too-long", &"n".repeat(255)),
        (add(74, None, "fac\u{202e}fdp.exe"), "name-direction-mark", "fac_fdp.exe"),
    ];
    for (entry, code, name) in rescued {
        assert_eq!(before.check(&entry).unwrap_err().code(), code);
        let mut after = before.clone();
        after.apply(&meta(20), entry);
        assert_eq!(codes(&after), [(code, true)]);
        assert!(shown(&after, None).contains(&name.to_owned()), "{:?}", shown(&after, None));
    }
    let mut after = before;
    after.apply(&meta(20), odd);
    assert_eq!(after.document(document(61)).unwrap().current().file.media_type, "application/octet-stream");
}

#[test]
fn folders_nest_to_a_limit() {
    let mut entries = vec![make(0, None, "0")];
    entries.extend((1..DEPTH_MAX as u8).map(|number| make(number, Some(folder(number - 1)), "x")));
    let mut state = fold(entries);
    let deepest = Some(folder(DEPTH_MAX as u8 - 1));
    assert_eq!(state.check(&add(1, deepest, "au fond")), Ok(()));
    assert_eq!(state.check(&make(200, deepest, "trop")).unwrap_err().code(), "folder-too-deep");
    state.apply(&meta(100), make(200, deepest, "trop"));
    assert_eq!(codes(&state), [("folder-too-deep", true)]);
    assert_eq!(state.folder(folder(200)).unwrap().parent(), None);
    // Moving a whole branch counts its height.
    let under = VaultEntry::Moved { item: Item::Folder(folder(0)), folder: Some(folder(200)) };
    assert_eq!(state.check(&under).unwrap_err().code(), "folder-too-deep");
}

#[test]
fn entries_of_other_spaces_and_of_later_versions() {
    let mut state = VaultState::default();
    let plain = |space, body: &[u8]| ContentPlain {
        meta: meta(1),
        envelope: ContentEnvelope::new(space, body.to_vec()),
    };
    assert!(!state.take(&plain(Space::Dossier, b""), false));
    assert!(state.take(&ContentPlain { meta: meta(0), envelope: add(1, None, "un").envelope() }, false));
    assert!(state.take(&plain(Space::Vault, b"\xa0"), false));
    let mut later = add(2, None, "deux").encode();
    let at = later.windows(3).position(|window| window == [0x61, b'v', 1]).unwrap();
    later[at + 2] = 2;
    assert!(state.take(&plain(Space::Vault, &later), false));
    assert_eq!(codes(&state), [("vault-entry-malformed", false); 2]);
    assert_eq!(state.documents().count(), 1);
}

fn shared(title: &str, version: u8) -> SharedLink {
    SharedLink {
        link: LinkId::from_bytes([7; 16]),
        secret: SharedSecret::from_bytes([8; 32]),
        title: title.to_owned(),
        message: "Bonne lecture".to_owned(),
        documents: vec![SharedVersion {
            document: document(1),
            version: VersionId::from_bytes([version; 16]),
        }],
        sheet: Digest::of(b"sheet"),
    }
}

#[test]
fn what_is_shared_is_kept_and_tells_no_secret() {
    let mut state = VaultState::default();
    state.apply(&meta(1), add(1, None, "un"));
    let entry = |title: &str, version| VaultEntry::Shared { shared: Box::new(shared(title, version)) };
    let refused = |state: &VaultState, entry: &VaultEntry| state.check(entry).unwrap_err().code();
    assert_eq!(refused(&state, &entry("titre", 2)), "version-unknown");
    assert_eq!(refused(&state, &entry(&"t".repeat(201), 1)), "text-too-long");
    let mut nothing = shared("titre", 1);
    nothing.documents.clear();
    assert_eq!(refused(&state, &VaultEntry::Shared { shared: Box::new(nothing) }), "link-documents-none");
    state.apply(&meta(2), entry("titre", 1));
    assert_eq!(refused(&state, &entry("autre", 1)), "link-exists");
    let kept = state.shared_link(LinkId::from_bytes([7; 16])).unwrap();
    assert_eq!((kept.title.as_str(), kept.secret.expose()), ("titre", &[8; 32]));
    assert!(format!("{state:?}").contains("SharedSecret(..)"));
    assert_eq!(state.activity().last().unwrap().kind.code(), "shared");
}

#[test]
fn papers_of_links_have_one_form() {
    let cover = LinkCover {
        v: V1,
        organisation: "Commune".to_owned(),
        author: "Clémence".to_owned(),
        title: "Inscriptions".to_owned(),
        message: String::new(),
        documents: 1,
        size: 12,
        at: Timestamp::from_unix_ms(1),
    };
    let sheet = LinkSheet {
        v: V1,
        workspace: WorkspaceId::from_bytes([2; 16]),
        documents: vec![SheetDocument {
            document: document(1),
            version: VersionId::from_bytes([1; 16]),
            object: ObjectId::from_bytes([1; 16]),
            name: "été.pdf".to_owned(),
            size: 12,
            media_type: "application/pdf".to_owned(),
            plaintext_digest: Digest::of(b"p"),
            key: SharedSecret::from_bytes([9; 32]),
        }],
    };
    let note =
        LinkNote { v: V1, name: "Paul".to_owned(), text: String::new(), sheet: Some(Digest::of(b"s")) };
    assert_eq!(LinkCover::decode(&cover.encode()).unwrap(), cover);
    assert_eq!(LinkSheet::decode(&sheet.encode()).unwrap(), sheet);
    assert_eq!(LinkNote::decode(&note.encode()).unwrap(), note);
    assert_eq!(LinkSheet::decode(&cover.encode()).unwrap_err().code(), "link-paper-malformed");
    compare("papers.txt", &[cover.encode(), sheet.encode(), note.encode()]);
}

/// The committed bytes of a format. `BEFFROI_BLESS=1` writes them again.
fn compare(name: &str, encoded: &[Vec<u8>]) {
    let written: String = encoded.iter().map(|bytes| format!("{}\n", hex::encode(bytes))).collect();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    if std::env::var_os("BEFFROI_BLESS").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), written);
}

#[test]
fn what_is_destroyed_goes_with_its_folder_and_nothing_else() {
    let mut state = VaultState::default();
    for (number, entry) in (1..).zip([
        make(1, None, "Dossier"),
        make(2, Some(folder(1)), "2026"),
        make(3, Some(folder(1)), "2025"),
        add(1, Some(folder(2)), "été.pdf"),
        add(2, Some(folder(1)), "hiver.pdf"),
        add(3, Some(folder(3)), "printemps.pdf"),
        add(4, None, "automne.pdf"),
        VaultEntry::VersionAdded { document: document(1), version: file(9) },
        back(1, 1),
    ]) {
        state.apply(&meta(number), entry);
    }
    assert_eq!(state.check(&VaultEntry::Purged { item: F1 }).unwrap_err().code(), "not-trashed");
    assert_eq!(state.purge_of(F1), beffroi_vault::Purge::default());
    // Put there by itself before its folder: it stays.
    state.apply(&meta(20), VaultEntry::Trashed { item: Item::Document(document(2)) });
    state.apply(&meta(21), VaultEntry::Trashed { item: Item::Folder(folder(3)) });
    state.apply(&meta(22), VaultEntry::Trashed { item: F1 });
    let purge = state.purge_of(F1);
    assert_eq!(purge.folders.into_iter().collect::<Vec<_>>(), [folder(1), folder(2)]);
    assert_eq!(purge.documents.into_iter().collect::<Vec<_>>(), [document(1)]);
    // Each stored object once, the one in force again included.
    assert_eq!(purge.objects, [ObjectId::from_bytes([1; 16]), ObjectId::from_bytes([9; 16])]);
    // Only beside the destruction of the objects.
    let alone = ContentPlain { meta: meta(23), envelope: VaultEntry::Purged { item: F1 }.envelope() };
    assert!(state.take(&alone, false));
    assert_eq!(state.anomalies().last().unwrap().code, "purged-without-destruction");
    assert!(state.folder(folder(1)).is_some());
    assert!(state.take(&alone, true));
    assert!(state.folder(folder(1)).is_none() && state.document(document(1)).is_none());
    assert_eq!(state.activity().last().unwrap().kind.code(), "purged");
    assert_eq!(state.bin(), [Item::Folder(folder(3)), Item::Document(document(2))]);
    state.apply(&meta(24), VaultEntry::Restored { item: Item::Folder(folder(3)) });
    let path: Vec<_> = state.path(Item::Document(document(3))).into_iter().map(ToString::to_string).collect();
    assert_eq!(path, ["2025", "printemps.pdf"]);
    assert_eq!(state.document_count(), 2);
    let late = VaultEntry::VersionAdded { document: document(1), version: file(8) };
    assert_eq!(state.check(&late).unwrap_err().code(), "document-unknown");
}

#[test]
fn committed_bytes() {
    let entries = [
        make(1, None, "Dossier"),
        make(2, Some(folder(1)), "2026"),
        add(1, Some(folder(1)), "été.pdf"),
        VaultEntry::VersionAdded { document: document(1), version: file(9) },
        VaultEntry::Renamed { item: D1, name: "hiver.pdf".to_owned() },
        VaultEntry::Moved { item: F2, folder: None },
        VaultEntry::Trashed { item: D1 },
        VaultEntry::Restored { item: D1 },
        VaultEntry::Described { item: F1, text: "texte".to_owned() },
        VaultEntry::VersionRestored { document: document(1), version: VersionId::from_bytes([1; 16]) },
        VaultEntry::Shared { shared: Box::new(shared("Inscriptions", 1)) },
        VaultEntry::Purged { item: F1 },
    ];
    let encoded: Vec<_> = entries
        .iter()
        .map(|entry| {
            let bytes = entry.encode();
            assert_eq!(VaultEntry::decode(&bytes).as_ref(), Ok(entry));
            bytes
        })
        .collect();
    compare("entries.txt", &encoded);
}
