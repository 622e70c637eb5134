//! How long it takes to open a workspace of 10,000 documents, from the bytes of its log to the tree.
//!
//! `cargo run --release -p beffroi-vault --example ten_thousand [documents] [documents in each commit]`

#[path = "../../ledger/tests/common/mod.rs"]
mod common;

use std::time::Instant;

use beffroi_ledger::workspace::{CommitDraft, Keyring, WorkspaceLog};
use beffroi_seal::Digest;
use beffroi_seal::id::{DocumentId, ObjectId, VersionId};
use beffroi_seal::keys::FileKey;
use beffroi_vault::{FileVersion, VaultEntry, VaultState, WrappedFileKey};
use common::World;

fn main() {
    let number = |place: usize, default: usize| {
        std::env::args().nth(place).map_or(default, |text| text.parse().expect("a number"))
    };
    let documents = number(1, 10_000);
    for each in [number(2, 500), 1] {
        measure(documents, each);
    }
}

fn measure(documents: usize, each: usize) {
    let mut world = World::with_people(1);
    let mut room = world.room("alice");
    let keyring = world.keyring(&room, "alice");
    for start in (0..documents).step_by(each) {
        let entries: Vec<_> = (start..documents.min(start + each))
            .map(|index| document(&mut world, &keyring, room.workspace, index))
            .collect();
        let draft =
            entries.into_iter().fold(CommitDraft::new(world.who("alice").author()), |draft, entry| {
                let envelope = entry.envelope();
                draft.content(envelope.space, envelope.body.into_vec())
            });
        let commit = world.sign(&draft, &room.log, Some(&keyring), "alice");
        world.append(&mut room, commit);
    }
    let encoded = room.encoded();
    let bytes: usize = encoded.iter().map(Vec::len).sum();
    println!("{documents} documents in {} commits, {} KiB", encoded.len(), bytes / 1024);

    let start = Instant::now();
    let mut log = WorkspaceLog::new(world.organisation, room.workspace);
    let accepted = log.extend_encoded(world.state(), &encoded).complete().expect("an honest log");
    let verified = start.elapsed();
    let someone = world.who("alice");
    let keyring = Keyring::unlock(&someone.keys, someone.account, &log).expect("a member");
    let opened: Vec<_> = accepted.iter().flat_map(|commit| keyring.open_content(commit).entries).collect();
    let unsealed = start.elapsed();
    let mut state = VaultState::default();
    for plain in &opened {
        state.take(plain, false);
    }
    let folded = start.elapsed();
    assert_eq!(state.document_count(), documents);
    println!("  read and verified {:>8.1} ms", verified.as_secs_f64() * 1e3);
    println!("  keys and entries  {:>8.1} ms", (unsealed - verified).as_secs_f64() * 1e3);
    println!("  tree              {:>8.1} ms", (folded - unsealed).as_secs_f64() * 1e3);
    println!("  in all            {:>8.1} ms", folded.as_secs_f64() * 1e3);
}

fn document(
    world: &mut World,
    keyring: &Keyring,
    workspace: beffroi_seal::id::WorkspaceId,
    index: usize,
) -> VaultEntry {
    let rng = &mut world.rng;
    let (document, version) = (DocumentId::make(rng), VersionId::make(rng));
    let place = (world.organisation, workspace, document, version);
    let wrap = keyring.file_wrap(0).expect("epoch 0 is unlocked");
    let file = FileVersion {
        version,
        object: ObjectId::make(rng),
        file_key: WrappedFileKey::wrap(&FileKey::make(rng), 0, &wrap, place, rng),
        size: 4_096,
        media_type: "application/pdf".to_owned(),
        ciphertext_digest: Digest::of(index.to_be_bytes()),
        plaintext_digest: Digest::of(index.to_le_bytes()),
        parts: vec![Digest::of(index.to_be_bytes())],
    };
    let name = format!("Compte rendu de la séance n° {index}.pdf");
    VaultEntry::DocumentAdded { document, folder: None, name, version: Box::new(file) }
}
