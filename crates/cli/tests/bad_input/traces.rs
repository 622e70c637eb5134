//! Logs and tables that are not as they should be.

use serde_json::{Value, json};

use crate::bed::{Folder, Said};

const MAPPING: &str = r#"
format = "jsonl"

[time]
field = "/at"
format = "rfc3339"

[actor]
field = "/user"

[resource]
field = "/path"
pattern = '^/dossiers/(?P<resource>[^/?]+)'
"#;

const TABLE: &str = "resource,person,viewer,category\nD1,lea,armand,sante\nD2,noe,nadia,bancaire\n";

fn line(at: &str, user: &str, resource: &str) -> String {
    format!("{}\n", json!({ "at": at, "user": user, "path": format!("/dossiers/{resource}") }))
}

fn folder(table: &str) -> Folder {
    let folder = Folder::new();
    folder.write("portail.toml", MAPPING);
    folder.write("droits.csv", table);
    folder
}

fn words<'a>(logs: &[&'a str]) -> Vec<&'a str> {
    let mut words = vec!["trace", "exposure", "--mapping", "portail.toml", "--entitlements", "droits.csv"];
    words.extend(["--out", "resultat.json", "--logs"]);
    words.extend(logs);
    words
}

fn scan(folder: &Folder, logs: &[&str]) -> (Said, Value) {
    let said = folder.done("nobody", &words(logs));
    let report = std::fs::read_to_string(folder.path("resultat.json")).unwrap();
    (said, serde_json::from_str(&report).unwrap())
}

/// What does not depend on where a line stands.
fn findings(report: &Value) -> Value {
    let mut exposures = report["exposures"].clone();
    for exposure in exposures.as_array_mut().unwrap() {
        exposure.as_object_mut().unwrap().remove("evidence");
    }
    json!([exposures, report["totals"], report["by_hour"], report["by_category"]])
}

#[test]
fn a_malformed_line_is_counted_and_shown() {
    let folder = folder(TABLE);
    let good = line("2026-03-18T10:00:00Z", "nadia", "D1");
    folder.write("portail.log", format!("{good}{{\"at\": coupé\n{good}\n{good}"));
    let (said, report) = scan(&folder, &["portail.log"]);
    assert!(said.out.contains("lignes lues, 1 non comprises. 3 accès aboutis, 1 expositions"), "{said:?}");
    assert!(said.out.contains("Lignes non comprises, à titre d’exemple :\n  portail.log:2  "), "{said:?}");
    assert_eq!(report["totals"]["not_understood"], 1);
    assert_eq!(report["exposures"][0]["count"], 3, "the lines around it count");
    assert_eq!(report["examples_not_understood"][0]["line"], 2);
}

#[test]
fn a_log_of_which_nothing_is_understood_is_named() {
    let folder = folder(TABLE);
    folder.write("autre.log", "ceci n’est pas un journal\n".repeat(3));
    let (said, _) = scan(&folder, &["autre.log"]);
    let sentence = "Attention: Aucune ligne de « autre.log » n’a été comprise. \
                    Vérifiez le format et les champs dans la description du journal.";
    assert!(said.out.contains(sentence), "{said:?}");
}

#[test]
fn lines_and_files_in_any_order_give_the_same_findings() {
    let times =
        ["2026-03-18T10:00:00Z", "2026-03-18T10:05:00Z", "2026-03-18T11:10:00Z", "2026-03-19T09:00:00Z"];
    let mut lines: Vec<String> = times
        .iter()
        .flat_map(|at| [line(at, "nadia", "D1"), line(at, "armand", "D2"), line(at, "armand", "D1")])
        .collect();
    let folder = folder(TABLE);
    let (first, second) = lines.split_at(6);
    folder.write("a.log", first.concat());
    folder.write("b.log", second.concat());
    let (_, sorted) = scan(&folder, &["a.log", "b.log"]);
    assert_eq!(sorted["totals"]["exposures"], 2);
    assert_eq!(sorted["exposures"][0]["first"], "2026-03-18T10:00:00Z");

    let (_, swapped) = scan(&folder, &["b.log", "a.log"]);
    assert_eq!(findings(&swapped), findings(&sorted), "files in the wrong order");
    lines.reverse();
    lines.swap(1, 7);
    folder.write("c.log", lines.concat());
    let (_, shuffled) = scan(&folder, &["c.log"]);
    assert_eq!(findings(&shuffled), findings(&sorted), "lines in the wrong order");
}

#[test]
fn two_time_zones_in_one_log_are_one_time() {
    let folder = folder(TABLE);
    let lines = [
        line("2026-03-18T10:30:00+01:00", "nadia", "D1"),
        line("2026-03-18T09:00:00Z", "nadia", "D1"),
        line("2026-03-18T04:45:00-05:00", "nadia", "D1"),
    ];
    folder.write("portail.log", lines.concat());
    let (_, report) = scan(&folder, &["portail.log"]);
    let exposure = &report["exposures"][0];
    assert_eq!(exposure["first"], "2026-03-18T09:00:00Z");
    assert_eq!(exposure["last"], "2026-03-18T09:45:00Z");
    assert_eq!(report["by_hour"].as_array().map(Vec::len), Some(1), "{report}");
}

#[test]
fn an_empty_table_of_rights_is_refused_and_nothing_is_written() {
    for table in ["", "resource,person,viewer,category\n"] {
        let folder = folder(table);
        folder.write("portail.log", line("2026-03-18T10:00:00Z", "nadia", "D1"));
        folder.refusal("nobody", &words(&["portail.log"])).is(
            3,
            "table-empty",
            "La table « droits.csv » est vide.",
            "Donnez une table dont chaque ligne dit : resource, person, viewer, category. Rien n’a été écrit.",
        );
        assert_eq!(folder.names("."), ["droits.csv", "password", "portail.log", "portail.toml"], "{table:?}");
    }
}

#[test]
fn a_resource_with_several_owners_exposes_each_once() {
    let table = "resource,person,viewer,category\nD1,lea,armand,sante\nD1,noe,armand,sante\n\
                 D1,lea,armand,sante\nD1,lea,nadia,sante\n";
    let folder = folder(table);
    let lines = ["inconnu", "nadia", "armand"].map(|user| line("2026-03-18T10:00:00Z", user, "D1"));
    folder.write("portail.log", lines.concat());
    let (_, report) = scan(&folder, &["portail.log"]);
    let found: Vec<_> = report["exposures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (one["person"].as_str().unwrap(), one["viewer"].as_str().unwrap(), one["count"].as_u64().unwrap())
        })
        .collect();
    // Nadia may see the file for Léa: an access is an exposure only when no row entitles to the resource.
    assert_eq!(found, [("lea", "inconnu", 1), ("noe", "inconnu", 1)]);
    assert_eq!(report["totals"]["resources"], 1);
}

#[test]
fn an_empty_log_is_read_and_shows_nothing() {
    let folder = folder(TABLE);
    folder.write("vide.log", "");
    let (said, report) = scan(&folder, &["vide.log"]);
    assert!(said.out.contains("0 lignes lues, 0 non comprises."), "{said:?}");
    assert_eq!(report["inputs"][0]["bytes"], 0);
}

#[test]
fn a_result_that_has_no_room_leaves_nothing_behind() {
    let folder = folder(TABLE);
    folder.write("portail.log", line("2026-03-18T10:00:00Z", "nadia", "D1"));
    let mut full = || folder.limited("nobody", "ulimit -f 0");
    crate::bed::refusal(&mut full, &words(&["portail.log"])).is(
        8,
        "file-unwritable",
        "Le fichier « resultat.json » ne peut pas être écrit.",
        "Vérifiez la place libre et vos droits dans ce dossier. Rien n’a été laissé à moitié écrit.",
    );
    assert_eq!(folder.names("."), ["droits.csv", "password", "portail.log", "portail.toml"]);
    scan(&folder, &["portail.log"]);
}
