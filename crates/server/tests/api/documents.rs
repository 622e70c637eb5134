//! Committed documents that must follow the code: the OpenAPI copy, the table of metadata, the guide's keys.

use std::path::PathBuf;

use beffroi_server::config::KEYS;

use crate::support::Town;

fn document(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(path)
}

#[test]
fn openapi_copy_is_current() {
    let path = document("openapi.json");
    let current = format!("{}\n", serde_json::to_string_pretty(&beffroi_server::openapi()).unwrap());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == current, "docs/openapi.json is not current: BLESS=1 cargo test -p beffroi-server");
}

/// Requirement A4.26: every stored column about a person is in the register sheet, or the build fails.
#[tokio::test]
async fn every_column_is_in_the_metadata_table() {
    let town = Town::empty().await;
    let text = std::fs::read_to_string(document("metadata.md")).unwrap();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).collect();
    let documented = |name: &str| rows.iter().any(|row| row.starts_with(&format!("| `{name}` |")));
    let columns = town.store().columns().await.unwrap();
    let missing: Vec<String> = columns
        .iter()
        .filter(|(table, _)| table != "_sqlx_migrations")
        .map(|(table, column)| format!("{table}.{column}"))
        .filter(|name| !documented(name))
        .collect();
    assert!(missing.is_empty(), "not in docs/metadata.md: {missing:?}");
    let known = |name: &str| {
        columns.iter().any(|(table, column)| name == format!("{table}.{column}"))
            || ["log.", "mail.", "memory.", "file.", "metrics."].iter().any(|other| name.starts_with(other))
    };
    for row in rows {
        let name = row.split('`').nth(1).unwrap();
        assert!(known(name), "docs/metadata.md describes {name}, which is not stored");
    }
}

#[test]
fn every_key_is_in_the_guide() {
    let text = std::fs::read_to_string(document("fr/exploitation.md")).unwrap();
    for key in KEYS {
        assert!(text.contains(&format!("| `{}` |", key.name)), "{} is not in the guide", key.name);
        if !key.default.is_empty() {
            let row = text.lines().find(|line| line.starts_with(&format!("| `{}` |", key.name))).unwrap();
            assert!(
                row.contains(&format!("`{}`", key.default)),
                "{}: default {} expected",
                key.name,
                key.default
            );
        }
    }
}

/// Whoever is refused reads why and what to do: in the browser and on the command line, which share the sentences.
#[test]
fn every_code_has_a_sentence_in_both_languages() {
    for language in ["fr", "en"] {
        let path = document(&format!("../web/src/i18n/{language}/errors.json"));
        let sentences: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let told = |code: &str| {
            let families = code.match_indices('-').map(|(at, _)| format!("{}-*", &code[..at]));
            std::iter::once(code.to_owned()).chain(families).any(|name| sentences.get(&name).is_some())
        };
        let untold: Vec<_> =
            beffroi_wire::codes::ALL.iter().map(|(code, _)| *code).filter(|code| !told(code)).collect();
        assert!(untold.is_empty(), "{language}: no sentence for {untold:?}");
    }
}
