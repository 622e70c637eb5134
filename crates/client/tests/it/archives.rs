//! Archives: made from a breach file, checked without a server, and what happens to one that was altered.

use std::io::Cursor;

use beffroi_client::archive::verify;
use beffroi_client::document::NewDocument;
use beffroi_client::source::{MemorySink, MemorySource};
use beffroi_client::{Profile, Role};
use beffroi_seal::Digest;
use zip::ZipArchive;

use crate::dossiers::{findings, qualified, with_dossier};
use crate::town::{accounts, quiet};

#[tokio::test]
async fn an_archive_proves_itself_and_names_what_was_altered() {
    let (town, ines, clemence, dossier) = with_dossier().await;
    clemence.act_json(dossier, qualified()).await.unwrap();
    clemence.import_scan(dossier, &findings(), &[], &quiet).await.unwrap();
    let new = |name| NewDocument { workspace: dossier, folder: None, document: None, name, media_type: "" };
    let content = vec![42; 300_000];
    let piece = clemence.upload(new("journal du portail.log"), &MemorySource(content), &quiet).await.unwrap();
    let version = NewDocument { document: Some(piece), ..new("journal du portail.log") };
    clemence.upload(version, &MemorySource(b"abr\xc3\xa9g\xc3\xa9".to_vec()), &quiet).await.unwrap();
    // A change of key in between: the archive opens both epochs.
    let (_, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
    let ids = accounts(&clemence).await;
    clemence.add_member(dossier, ids["Hugo"], Role::Member).await.unwrap();
    hugo.create_folder(dossier, None, "Pièces").await.unwrap();
    clemence.remove_member(dossier, ids["Hugo"]).await.unwrap();

    let mut sink = MemorySink::default();
    let made = clemence.archive(dossier, &mut sink, &quiet).await.unwrap();
    let bytes = sink.into_verified().unwrap();
    assert_eq!((Digest::of(&bytes), bytes.len() as u64), (made.digest, made.size));
    let fingerprint = fingerprint(&clemence);
    let check = verify(Cursor::new(&bytes), Some(fingerprint));
    assert_eq!((check.ok, &check.first_bad, check.documents), (true, &None, 2));
    assert_eq!(check.commits, made.head.sequence + 1);
    let names: Vec<_> = check.signed_by.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"Clémence Dubreuil") && names.contains(&"Hugo Masson"));
    assert!(verify(Cursor::new(&bytes), None).ok);
    // Somebody who has only the published format comes to the same.
    let second = second_opinion(&bytes, fingerprint);
    assert!(second.status.success(), "{second:?}");
    assert!(String::from_utf8_lossy(&second.stdout).contains(", 2 documents"), "{second:?}");
    assert!(!second_opinion(&bytes, Digest::of(b"another town")).status.success());
    let elsewhere = verify(Cursor::new(&bytes), Some(Digest::of(b"another town")));
    assert_eq!(elsewhere.first_bad.as_deref(), Some("journal/organisation.cbor"));

    // One flipped bit in each entry: named.
    let places: Vec<(String, u64, u64)> = {
        let mut zip = ZipArchive::new(Cursor::new(&bytes)).unwrap();
        (0..zip.len())
            .map(|index| {
                let entry = zip.by_index(index).unwrap();
                (entry.name().unwrap().into_owned(), entry.data_start().unwrap(), entry.size())
            })
            .collect()
    };
    assert!(
        places.iter().any(|(name, _, _)| name.contains("pieces/0002 journal du portail.log")),
        "{places:?}"
    );
    for (name, start, size) in &places {
        let mut altered = bytes.clone();
        altered[usize::try_from(start + size / 2).unwrap()] ^= 1;
        let found = verify(Cursor::new(&altered), Some(fingerprint));
        assert!(!found.ok, "{name}");
        assert_eq!(found.first_bad.as_deref(), Some(name.as_str()));
        let second = second_opinion(&altered, fingerprint);
        assert_eq!(second.status.code(), Some(1), "{name}: {second:?}");
    }
    for length in [0, 10, bytes.len() / 2, bytes.len() - 1] {
        assert!(!verify(Cursor::new(&bytes[..length]), None).ok, "{length}");
    }
}

#[tokio::test]
async fn an_archive_rewritten_with_fitting_digests_is_still_refused() {
    let (_town, _, clemence, dossier) = with_dossier().await;
    clemence.act_json(dossier, qualified()).await.unwrap();
    let mut sink = MemorySink::default();
    clemence.archive(dossier, &mut sink, &quiet).await.unwrap();
    let bytes = sink.into_verified().unwrap();
    let rewrite = |change: &dyn Fn(&str, Vec<u8>) -> Option<Vec<u8>>| {
        let mut zip = ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut entries = Vec::new();
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).unwrap();
            let name = entry.name().unwrap().into_owned();
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
            entries.extend(change(&name, content).map(|content| (name, content)));
        }
        // Digests are made to fit again, as whoever cheats would.
        let manifest = entries.iter().position(|(name, _)| name == "manifeste.json").unwrap();
        let mut listed: serde_json::Value = serde_json::from_slice(&entries[manifest].1).unwrap();
        listed["entries"].as_array_mut().unwrap().retain_mut(|entry| {
            let found = entries.iter().find(|(name, _)| name == entry["name"].as_str().unwrap());
            if let Some((_, content)) = found {
                entry["sha256"] = Digest::of(content).to_string().into();
                entry["size"] = content.len().into();
            }
            found.is_some()
        });
        entries[manifest].1 = serde_json::to_vec_pretty(&listed).unwrap();
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, content) in entries {
            writer.start_file(name, options).unwrap();
            std::io::Write::write_all(&mut writer, &content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let same = rewrite(&|_, content| Some(content));
    let bad = |archive: Vec<u8>| verify(Cursor::new(archive), None).first_bad.unwrap();
    // Even with nothing changed but the form of the manifest, the signature no longer fits.
    assert_eq!(bad(same), "manifeste.signature.json");
    let state = rewrite(&|name, content| {
        let text = String::from_utf8_lossy(&content).replace("Portail famille", "Portail autre");
        Some(if name == "dossier.json" { text.into_bytes() } else { content })
    });
    assert_eq!(bad(state), "manifeste.signature.json");
    let log = rewrite(&|name, mut content| {
        if name == "journal/espace.cbor" {
            let place = content.len() - 200;
            content[place] ^= 1;
        }
        Some(content)
    });
    assert!(bad(log).starts_with("journal/espace.cbor#"));
    let missing = rewrite(&|name, content| (name != "journal/cles.json").then_some(content));
    assert_eq!(bad(missing), "manifeste.signature.json");
}

fn fingerprint(session: &beffroi_client::Session) -> Digest {
    let beffroi_client::view::Status::SignedIn(status) = session.status().unwrap() else {
        panic!("signed in")
    };
    status.organisation.fingerprint.hex.parse().unwrap()
}

/// The check that `docs/spec/check-archive.mjs` makes, written from the published format alone.
fn second_opinion(archive: &[u8], fingerprint: Digest) -> std::process::Output {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), archive).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/check-archive.mjs");
    std::process::Command::new("node")
        .arg(script)
        .arg(file.path())
        .arg(fingerprint.to_string())
        .output()
        .unwrap()
}
