//! `cargo xtask web`: the web application, compiled into `web/dist` for the executable to embed.

use crate::place::Place;
use crate::{fingerprint, process, wasm};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

const FOLDER: &str = "web";

/// Builds the browser module, then the application, each only if something changed.
pub fn run(place: &Place) -> Result<()> {
    wasm::run(place, &wasm::Options::default())?;
    build(place)
}

/// Whether there is an application to build yet.
pub fn exists(place: &Place) -> bool {
    place.path("web/package.json").exists()
}

/// Compiles the application; the browser module must be there.
pub fn build(place: &Place) -> Result<()> {
    // The application imports the documents, which bring their compiler and fonts.
    install(place, "templates")?;
    install(place, FOLDER)?;
    // `web` holds the compiled browser module too, which git does not keep: its stamp stands for it.
    let module = fs::read_to_string(place.path("web/src/wasm/.built-from")).unwrap_or_default();
    let digest = fingerprint::of(place.root(), &[place.path(FOLDER), place.path("templates")], &[&module])?;
    let dist = place.path("web/dist");
    let stamp = dist.join(".built-from");
    if fs::read_to_string(&stamp).is_ok_and(|recorded| recorded == digest) {
        println!("web application: up to date ({})", place.shown(&dist));
        return Ok(());
    }
    process::run(&mut process::command(&place.path(FOLDER), "npm", ["run", "build"]))?;
    if !dist.join("index.html").exists() {
        bail!("`npm run build` left no {}/index.html", place.shown(&dist));
    }
    if !module.is_empty() && !holds_core(&dist)? {
        bail!(
            "{} has pages but no core: the browser module was not taken into the bundle",
            place.shown(&dist)
        );
    }
    fs::write(&stamp, digest).context("recording what the web application was built from")
}

/// Whether the compiled core is among the files of the bundle.
fn holds_core(dist: &Path) -> Result<bool> {
    let assets = fs::read_dir(dist.join("assets")).context("listing the web application's files")?;
    Ok(assets.flatten().any(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with("beffroi_web_bg") && name.ends_with(".wasm")
    }))
}

/// `npm ci` in a folder, unless its lock file was installed already.
pub fn install(place: &Place, folder: &str) -> Result<()> {
    let folder = place.path(folder);
    if !process::answers("npm") {
        bail!("Node.js is missing: install Node.js 20 or later with npm, then run this command again");
    }
    let lock = folder.join("package-lock.json");
    if !lock.exists() {
        bail!("{} is missing: run `npm install` there once and commit the lock file", place.shown(&lock));
    }
    let digest = fingerprint::of(place.root(), &[lock, folder.join("package.json")], &[])?;
    let stamp = folder.join("node_modules/.beffroi-installed");
    if fs::read_to_string(&stamp).is_ok_and(|recorded| recorded == digest) {
        return Ok(());
    }
    let cache = place.cached("npm")?;
    let mut install = process::command(&folder, "npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"]);
    // Test browsers come from the operating system, not from a download of each test tool.
    install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").env("PUPPETEER_SKIP_DOWNLOAD", "1");
    process::run(install.env("npm_config_cache", cache))?;
    fs::write(&stamp, digest).context("recording what npm installed")
}

/// Whether the `package.json` of a folder has a script of this name.
pub fn has_script(folder: &Path, name: &str) -> bool {
    let text = fs::read_to_string(folder.join("package.json")).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    manifest["scripts"][name].is_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_without_the_core_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("assets")).unwrap();
        fs::write(folder.path().join("assets/beffroi_web-1.js"), "").unwrap();
        assert!(!holds_core(folder.path()).unwrap());
        fs::write(folder.path().join("assets/beffroi_web_bg-1.wasm"), "").unwrap();
        assert!(holds_core(folder.path()).unwrap());
    }

    #[test]
    fn scripts_are_read_from_the_manifest() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_script(folder.path(), "test"));
        fs::write(folder.path().join("package.json"), r#"{"scripts":{"test":"vitest run"}}"#).unwrap();
        assert!(has_script(folder.path(), "test"));
        assert!(!has_script(folder.path(), "e2e"));
    }
}
