//! Everything the browser module depends on, as one digest.

use super::toolchain::{FEATURES, Toolchain};
use crate::place::Place;
use crate::{fingerprint, process};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The digest of the sources of `package`, of the crates of this repository it uses, of what they embed, of
/// the lock file and of the compiler.
pub fn digest(place: &Place, package: &str, toolchain: &Toolchain) -> Result<String> {
    let metadata = process::capture(&mut process::cargo(
        place.root(),
        &["metadata", "--format-version=1", "--no-deps", "--locked", "--offline"],
    ))
    .or_else(|_| {
        process::capture(&mut process::cargo(place.root(), &["metadata", "--format-version=1", "--no-deps"]))
    })?;
    let mut paths: Vec<PathBuf> = closure(&metadata, package)?.into_iter().collect();
    let embedded = ["rules", "templates", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "xtask/bindgen"];
    paths.extend(embedded.iter().map(|name| place.path(name)));
    fingerprint::of(place.root(), &paths, &[toolchain.label(), toolchain.version(), FEATURES])
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<PathBuf>,
}

/// Folders of a workspace member and of the members it is built from.
fn closure(metadata: &str, package: &str) -> Result<BTreeSet<PathBuf>> {
    let metadata: Metadata = serde_json::from_str(metadata).context("reading cargo metadata")?;
    let members: BTreeMap<&str, &Package> =
        metadata.packages.iter().map(|package| (package.name.as_str(), package)).collect();
    let mut folders = BTreeSet::new();
    let mut waiting = vec![package];
    while let Some(name) = waiting.pop() {
        let member = members.get(name).with_context(|| format!("no package {name} in this workspace"))?;
        let folder = member.manifest_path.parent().context("a manifest has a folder")?;
        if folders.insert(folder.to_path_buf()) {
            let built = member.dependencies.iter().filter(|edge| edge.path.is_some());
            waiting.extend(
                built.filter(|edge| edge.kind.as_deref() != Some("dev")).map(|edge| edge.name.as_str()),
            );
        }
    }
    Ok(folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closure_follows_what_is_built_and_not_what_only_tests_use() {
        let package = |name: &str, edges: &str| {
            format!(r#"{{"name":"{name}","manifest_path":"/r/{name}/Cargo.toml","dependencies":[{edges}]}}"#)
        };
        let edge =
            |name: &str, kind: &str| format!(r#"{{"name":"{name}","kind":{kind},"path":"/r/{name}"}}"#);
        let metadata = format!(
            r#"{{"packages":[{},{},{},{}]}}"#,
            package("web", &edge("client", "null")),
            package("client", &format!("{},{}", edge("seal", "null"), edge("testbed", "\"dev\""))),
            package("seal", r#"{"name":"serde","kind":null,"path":null}"#),
            package("testbed", ""),
        );
        let folders = closure(&metadata, "web").unwrap();
        let expected = ["/r/client", "/r/seal", "/r/web"].map(PathBuf::from);
        assert_eq!(folders.into_iter().collect::<Vec<_>>(), expected);
    }
}
