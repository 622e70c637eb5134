//! `cargo xtask notices`: the licences of everything by others that the executable carries, as one text.
//!
//! Rust crates that the executable and the browser module link, and npm packages of the web application and of the
//! documents. The text is committed as `web/public/licences.txt`: the server serves it, `beffroi licences` prints it,
//! and `cargo xtask lint` refuses one that is not current.

use crate::place::Place;
use crate::{process, web};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the text is.
const FILE: &str = "web/public/licences.txt";
/// What is delivered: the executable, and the module that the browser loads.
const DELIVERED: [&str; 2] = ["beffroi-cli", "beffroi-web"];
const NPM: [&str; 2] = ["web", "templates"];

/// Something by others.
struct Component {
    name: String,
    version: String,
    licence: String,
    source: String,
    folder: PathBuf,
}

/// Writes the text anew.
pub fn run(place: &Place) -> Result<()> {
    let text = make(place)?;
    fs::create_dir_all(place.path("web/public")).context("creating web/public")?;
    fs::write(place.path(FILE), &text).with_context(|| format!("writing {FILE}"))?;
    println!("{FILE}: {} bytes", text.len());
    Ok(())
}

/// Refuses a text that is not what would be written now.
pub fn check(place: &Place) -> Result<()> {
    let committed = fs::read_to_string(place.path(FILE)).unwrap_or_default();
    if make(place)? != committed {
        bail!("{FILE} is not current: run `cargo xtask notices` and commit it");
    }
    Ok(())
}

fn make(place: &Place) -> Result<String> {
    let mut components = crates(place)?;
    for folder in NPM {
        web::install(place, folder)?;
        components.extend(packages(&place.path(folder))?);
    }
    components.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    components.dedup_by(|a, b| (&a.name, &a.version) == (&b.name, &b.version));
    compose(&components)
}

/// The list first, then every text once, with those it belongs to.
fn compose(components: &[Component]) -> Result<String> {
    let mut text = String::from(
        "Beffroi — logiciels tiers / third-party software\n\n\
         Beffroi est publié sous licence EUPL-1.2. Il contient les logiciels suivants, chacun sous sa licence.\n\
         Beffroi is published under the EUPL-1.2. It contains the following software, each under its licence.\n\n",
    );
    // By what it says, however it is set: the same licence is broken into lines in many ways.
    let mut texts: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    for component in components {
        let Component { name, version, licence, source, folder } = component;
        text.push_str(&format!("{name} {version} — {licence} — {source}\n"));
        for file in chosen(licence, licence_files(folder)?) {
            let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            let content = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            let said = content.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let lines: Vec<&str> = content.trim().lines().map(str::trim_end).collect();
            let kept = texts.entry(said).or_insert_with(|| (lines.join("\n"), BTreeSet::new()));
            kept.1.insert(format!("{name} {version}"));
        }
    }
    let mut texts: Vec<_> = texts.into_values().collect();
    texts.sort_by(|a, b| a.1.cmp(&b.1));
    for (content, owners) in texts {
        let owners = owners.into_iter().collect::<Vec<_>>().join(", ");
        text.push_str(&format!("\n{}\n{owners}\n\n{content}\n", "=".repeat(80)));
    }
    Ok(text)
}

/// Of a package under the MIT licence or another, the former is taken: its text and the notices are enough.
fn chosen(licence: &str, files: Vec<PathBuf>) -> Vec<PathBuf> {
    let holds = |file: &Path, word: &str| {
        file.file_name().is_some_and(|name| name.to_string_lossy().to_uppercase().contains(word))
    };
    let either = licence.contains(" OR ") || licence.contains('/');
    if !either || !licence.contains("MIT") || !files.iter().any(|file| holds(file, "MIT")) {
        return files;
    }
    files.into_iter().filter(|file| holds(file, "MIT") || holds(file, "NOTICE")).collect()
}

/// Files of a package whose names announce a licence or a notice.
fn licence_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("listing {}", folder.display()))?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let announces = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"]
            .iter()
            .any(|word| name.starts_with(word));
        if announces && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    license_file: Option<String>,
    repository: Option<String>,
    source: Option<String>,
    manifest_path: PathBuf,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

/// Crates that are linked, on any platform that is built for.
fn crates(place: &Place) -> Result<Vec<Component>> {
    let mut arguments = vec!["metadata", "--format-version=1", "--locked"];
    for platform in ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "wasm32-unknown-unknown"] {
        arguments.extend(["--filter-platform", platform]);
    }
    let text = process::capture(&mut process::cargo(place.root(), &arguments))?;
    let metadata: Metadata = serde_json::from_str(&text).context("reading cargo metadata")?;
    let linked = linked(&metadata);
    let components = metadata.packages.into_iter().filter(|package| linked.contains(&package.id));
    // Ours have no source: they are under the licence of the repository.
    Ok(components.filter(|package| package.source.is_some()).map(component).collect())
}

/// What the delivered packages need at run time, directly or not.
fn linked(metadata: &Metadata) -> BTreeSet<String> {
    let delivered = metadata.packages.iter().filter(|package| DELIVERED.contains(&package.name.as_str()));
    let mut waiting: Vec<&str> = delivered.map(|package| package.id.as_str()).collect();
    let mut linked = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !linked.insert(id.to_owned()) {
            continue;
        }
        let nodes = metadata.resolve.nodes.iter().filter(|node| node.id == id);
        for dependency in nodes.flat_map(|node| &node.deps) {
            if dependency.dep_kinds.iter().any(|kind| kind.kind.is_none()) {
                waiting.push(&dependency.pkg);
            }
        }
    }
    linked
}

fn component(package: Package) -> Component {
    let licence = package.license.or(package.license_file).unwrap_or_else(|| "?".to_owned());
    let source = format!("https://crates.io/crates/{}", package.name);
    Component {
        source: package.repository.unwrap_or(source),
        folder: package.manifest_path.parent().unwrap_or(Path::new(".")).to_owned(),
        name: package.name,
        version: package.version,
        licence,
    }
}

#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, LockedPackage>,
}

#[derive(Deserialize)]
struct LockedPackage {
    #[serde(default)]
    version: String,
    license: Option<String>,
    #[serde(default)]
    dev: bool,
    #[serde(default)]
    optional: bool,
}

/// Packages of a lock file that are not only for development.
fn packages(folder: &Path) -> Result<Vec<Component>> {
    let text = fs::read_to_string(folder.join("package-lock.json")).context("reading package-lock.json")?;
    let lock: Lock = serde_json::from_str(&text).context("reading package-lock.json")?;
    let delivered = lock
        .packages
        .into_iter()
        .filter(|(path, package)| !path.is_empty() && !package.dev && !package.optional);
    Ok(delivered
        .map(|(path, package)| {
            let name = path.rsplit("node_modules/").next().unwrap_or(&path).to_owned();
            Component {
                source: format!("https://www.npmjs.com/package/{name}"),
                folder: folder.join(&path),
                version: package.version,
                licence: package.license.unwrap_or_else(|| "?".to_owned()),
                name,
            }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_for_all_that_share_it() {
        let folder = tempfile::tempdir().unwrap();
        let component = |name: &str, licence: &str| {
            let own = folder.path().join(name);
            fs::create_dir(&own).unwrap();
            fs::write(own.join("LICENSE-MIT"), licence).unwrap();
            fs::write(own.join("README.md"), "not a licence").unwrap();
            Component {
                name: name.to_owned(),
                version: "1.0.0".to_owned(),
                licence: "MIT".to_owned(),
                source: "https://example.org".to_owned(),
                folder: own,
            }
        };
        let components =
            [component("a", "Permission…\r\n"), component("b", " permission…\n"), component("c", "Other")];
        let text = compose(&components).unwrap();
        assert!(text.contains("a 1.0.0 — MIT — https://example.org\nb 1.0.0"), "{text}");
        assert_eq!(text.matches("Permission…").count(), 1);
        assert!(
            text.contains("\na 1.0.0, b 1.0.0\n\nPermission…\n") && text.contains("\nc 1.0.0\n\nOther\n")
        );
        assert!(!text.contains("not a licence"));
    }

    #[test]
    fn only_what_is_linked_is_listed() {
        let package = |name: &str| {
            serde_json::json!({
                "id": name, "name": name, "version": "1.0.0", "license": "MIT", "license_file": null,
                "repository": null, "source": "registry", "manifest_path": "/x/Cargo.toml"
            })
        };
        let packages = ["beffroi-cli", "used", "builder", "deeper"].map(package);
        let metadata: Metadata = serde_json::from_value(serde_json::json!({
            "packages": packages,
            "resolve": { "nodes": [
                { "id": "beffroi-cli", "deps": [
                    { "pkg": "used", "dep_kinds": [{ "kind": null }] },
                    { "pkg": "builder", "dep_kinds": [{ "kind": "build" }, { "kind": "dev" }] }
                ] },
                { "id": "used", "deps": [{ "pkg": "deeper", "dep_kinds": [{ "kind": null }] }] },
                { "id": "builder", "deps": [] }, { "id": "deeper", "deps": [] }
            ] }
        }))
        .unwrap();
        assert_eq!(linked(&metadata).into_iter().collect::<Vec<_>>(), ["beffroi-cli", "deeper", "used"]);
    }
}
