//! Replays everything natively; writes the vectors of a new format once.

use std::path::Path;

use super::*;

#[test]
fn committed_vectors_replay() {
    let outcomes = run();
    assert_eq!(outcomes.len(), 17);
    for outcome in outcomes {
        assert_eq!(outcome.failure, None, "{}", outcome.topic);
        assert!(outcome.count > 0, "{}", outcome.topic);
    }
}

/// `cargo test -p beffroi-seal make_vectors -- --ignored` writes the files that are still empty (`[]`), and only those:
/// a published vector is never made again.
#[test]
#[ignore = "writes files: only when a format is born"]
fn make_vectors() {
    use primitives::*;
    write::<ContextVector>();
    write::<CborVector>();
    write::<PaddingVector>();
    write::<SignVector>();
    write::<HybridVector>();
    write::<RecordVector>();
    write::<KeysVector>();
    write::<FingerprintVector>();
    write::<ContentVector>();
    write::<content::ContentDigestVector>();
    use flows::*;
    write::<LoginVector>();
    write::<ReporterVector>();
    write::<ReceiptVector>();
    write::<ShareVector>();
    write::<LinkVector>();
    write::<LinkPaperVector>();
    write::<TwoPartVector>();
}

fn write<T: Topic>() {
    if T::FILE.trim() != "[]" {
        return;
    }
    let vectors = T::make(&mut ChaCha20Rng::seed_from_u64(1));
    let lines: Vec<String> = vectors.iter().map(|vector| serde_json::to_string(vector).unwrap()).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(format!("{}.json", T::NAME));
    std::fs::write(path, format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
}
