//! Dependencies between our crates against the table in `ARCHITECTURE.md`.

use super::Finding;
use crate::place::Place;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const PAGE: &str = "ARCHITECTURE.md";
const BEGIN: &str = "<!-- edges:begin -->";
const END: &str = "<!-- edges:end -->";
const PREFIX: &str = "beffroi-";

/// What any crate may use in its tests, besides its own row.
const IN_TESTS: [&str; 3] = ["testbed", "server", "store"];

/// What the server must not reach by any path: it could not read their content, and must not try.
const HIDDEN_FROM_SERVER: [&str; 6] = ["client", "vault", "dossier", "mandate", "trace", "print"];

type Table = BTreeMap<String, BTreeSet<String>>;

/// Direct dependencies of one crate on our own crates.
#[derive(Debug, Default)]
struct Edges {
    built: BTreeSet<String>,
    tests: BTreeSet<String>,
}

/// Compares every manifest under `crates/` and `xtask/` with the table.
pub fn check(place: &Place) -> Result<Vec<Finding>> {
    let page = fs::read_to_string(place.path(PAGE)).with_context(|| format!("reading {PAGE}"))?;
    let table = parse_table(&page)?;
    let mut crates = BTreeMap::new();
    for entry in fs::read_dir(place.path("crates")).context("listing crates/")? {
        let folder = entry.context("listing crates/")?.path();
        let manifest = folder.join("Cargo.toml");
        if let (true, Some(name)) = (manifest.exists(), folder.file_name()) {
            let text =
                fs::read_to_string(&manifest).with_context(|| format!("reading {}", manifest.display()))?;
            crates.insert(name.to_string_lossy().into_owned(), parse_manifest(&text)?);
        }
    }
    for helper in ["xtask", "xtask/bindgen"] {
        let text = fs::read_to_string(place.path(helper).join("Cargo.toml"))
            .with_context(|| format!("reading {helper}"))?;
        let edges = parse_manifest(&text)?;
        let row: &mut Edges = crates.entry("xtask".to_owned()).or_default();
        row.built.extend(edges.built);
        row.tests.extend(edges.tests);
    }
    Ok(compare(&table, &crates))
}

fn compare(table: &Table, crates: &BTreeMap<String, Edges>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, edges) in crates {
        let Some(allowed) = table.get(name) else {
            findings.push(Finding::new(
                PAGE,
                format!("crate `{name}` has no row in the table of allowed dependencies"),
            ));
            continue;
        };
        let refuse = |to: &String, how: &str| {
            let rule = format!("`{name}` {how} `{to}`, which the table of {PAGE} does not allow");
            Finding::new(format!("crates/{name}/Cargo.toml"), rule)
        };
        findings.extend(edges.built.difference(allowed).map(|to| refuse(to, "depends on")));
        let tests =
            edges.tests.difference(allowed).filter(|to| !IN_TESTS.contains(&to.as_str()) && *to != name);
        findings.extend(tests.map(|to| refuse(to, "uses in its tests")));
    }
    for name in table.keys().filter(|name| !crates.contains_key(*name)) {
        findings.push(Finding::new(PAGE, format!("the table has a row for `{name}`, which is no crate")));
    }
    for hidden in HIDDEN_FROM_SERVER {
        if let Some(path) = path_between("server", hidden, crates) {
            let rule = format!("the server must stay blind, yet reaches `{hidden}`: {}", path.join(" → "));
            findings.push(Finding::new("crates/server/Cargo.toml", rule));
        }
    }
    findings
}

/// The chain of built dependencies from one crate to another, if there is one.
fn path_between(from: &str, to: &str, crates: &BTreeMap<String, Edges>) -> Option<Vec<String>> {
    let mut waiting = vec![vec![from.to_owned()]];
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        let last = path.last()?;
        if last == to {
            return Some(path);
        }
        let next = crates.get(last).map(|edges| &edges.built).into_iter().flatten();
        for name in next.filter(|name| seen.insert((*name).clone())) {
            let mut longer = path.clone();
            longer.push(name.clone());
            waiting.push(longer);
        }
    }
    None
}

fn parse_table(page: &str) -> Result<Table> {
    let Some((_, rest)) = page.split_once(BEGIN) else { bail!("{PAGE} has no line `{BEGIN}`") };
    let Some((rows, _)) = rest.split_once(END) else { bail!("{PAGE} has no line `{END}`") };
    let mut table = Table::new();
    for row in rows.lines().map(str::trim).filter(|row| row.starts_with('|')).skip(2) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [name, allowed] = cells.as_slice() else { bail!("{PAGE}: the row `{row}` has not two cells") };
        let allowed = allowed.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        if table.insert((*name).to_owned(), allowed.collect()).is_some() {
            bail!("{PAGE}: two rows for `{name}`");
        }
    }
    Ok(table)
}

fn parse_manifest(text: &str) -> Result<Edges> {
    let manifest: toml::Table = text.parse().context("a manifest is not TOML")?;
    let mut edges = Edges::default();
    collect(&manifest, &mut edges);
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    for target in targets.into_iter().flat_map(|targets| targets.values()).filter_map(toml::Value::as_table) {
        collect(target, &mut edges);
    }
    Ok(edges)
}

fn collect(section: &toml::Table, edges: &mut Edges) {
    let ours = |name: &str| {
        let entries = section.get(name).and_then(toml::Value::as_table).into_iter().flatten();
        entries.filter_map(|(alias, value)| {
            let renamed = value.get("package").and_then(toml::Value::as_str);
            renamed.unwrap_or(alias).strip_prefix(PREFIX).map(str::to_owned)
        })
    };
    edges.built.extend(ours("dependencies").chain(ours("build-dependencies")));
    edges.tests.extend(ours("dev-dependencies"));
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE_OF_TWO: &str = "text\n<!-- edges:begin -->\n| crate | may depend on |\n|---|---|\n| seal | |\n\
        | ledger | seal |\n| server | ledger, vault |\n| vault | |\n<!-- edges:end -->\n| not | read |\n";

    fn findings(manifests: &[(&str, &str)]) -> Vec<String> {
        let rest = ["seal", "ledger", "server", "vault"].map(|name| (name.to_owned(), Edges::default()));
        let mut crates: BTreeMap<String, Edges> = rest.into_iter().collect();
        crates
            .extend(manifests.iter().map(|(name, text)| ((*name).to_owned(), parse_manifest(text).unwrap())));
        compare(&parse_table(PAGE_OF_TWO).unwrap(), &crates).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_listed_edge_passes() {
        assert_eq!(
            findings(&[("ledger", "[dependencies]\nbeffroi-seal.workspace = true\nserde = \"1\"")]),
            [""; 0]
        );
    }

    #[test]
    fn an_unlisted_edge_fails_wherever_it_is_written() {
        for text in [
            "[dependencies]\nbeffroi-ledger.workspace = true",
            "[build-dependencies]\nbeffroi-ledger.workspace = true",
            "[target.'cfg(unix)'.dependencies]\nbeffroi-ledger.workspace = true",
            "[dependencies]\nledger = { package = \"beffroi-ledger\", path = \"../ledger\" }",
        ] {
            let found = findings(&[("seal", text)]);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].contains("`seal` depends on `ledger`"), "{found:?}");
        }
    }

    #[test]
    fn tests_may_use_the_testbed_and_the_server_but_not_everything() {
        assert_eq!(findings(&[("seal", "[dev-dependencies]\nbeffroi-server.workspace = true")]), [""; 0]);
        let found = findings(&[("seal", "[dev-dependencies]\nbeffroi-vault.workspace = true")]);
        assert!(found[0].contains("`seal` uses in its tests `vault`"), "{found:?}");
    }

    #[test]
    fn a_crate_without_a_row_and_a_row_without_a_crate_fail() {
        assert!(findings(&[("lake", "")])[0].contains("crate `lake` has no row"));
        let table = parse_table(PAGE_OF_TWO).unwrap();
        assert!(compare(&table, &BTreeMap::new())[0].message.contains("row for `ledger`, which is no crate"));
    }

    #[test]
    fn the_server_stays_blind_even_if_the_table_is_loosened() {
        let found = findings(&[
            ("server", "[dependencies]\nbeffroi-ledger.workspace = true"),
            ("ledger", "[dependencies]\nbeffroi-vault.workspace = true"),
        ]);
        assert!(found.iter().any(|line| line.contains("server → ledger → vault")), "{found:?}");
    }
}
