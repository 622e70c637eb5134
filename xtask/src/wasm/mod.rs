//! `cargo xtask wasm`: the core as a browser module, in `web/src/wasm/`.
//!
//! Nothing is done when no source changed since the last build. The compiled dependencies live in the cache,
//! because the browser target shares nothing with the native one.

mod inputs;
mod toolchain;

use crate::place::Place;
use crate::process;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use toolchain::{Choice, Toolchain};

const PACKAGE: &str = "beffroi-web";
const MODULE: &str = "beffroi_web.wasm";
const NAME: &str = "beffroi_web";
const OUTPUT: &str = "web/src/wasm";
const PROFILE: &str = "browser";
const TARGET: &str = "wasm32-unknown-unknown";

/// What the command line may ask.
#[derive(clap::Args, Default)]
pub struct Options {
    /// Force the toolchain instead of taking the first that works
    #[arg(long, value_enum)]
    toolchain: Option<Choice>,
    /// Build even when nothing changed
    #[arg(long)]
    force: bool,
}

/// Builds the module unless it is up to date.
pub fn run(place: &Place, options: &Options) -> Result<()> {
    let toolchain = toolchain::find(place, options.toolchain)?;
    let digest = inputs::digest(place, PACKAGE, &toolchain)?;
    let output = place.path(OUTPUT);
    if !options.force && is_current(&output, &digest) {
        println!("browser module: up to date ({})", place.shown(&output));
        return Ok(());
    }
    let module = compile(place, &toolchain)?;
    bind(place, &module, &output)?;
    fs::write(stamp(&output), &digest).context("recording what the browser module was built from")?;
    let size = fs::metadata(output.join(format!("{NAME}_bg.wasm"))).context("the built module")?.len();
    println!("browser module: {} KiB in {} ({})", size / 1024, place.shown(&output), toolchain.label());
    Ok(())
}

fn compile(place: &Place, toolchain: &Toolchain) -> Result<PathBuf> {
    let target = place.cached(&format!("wasm-{}", toolchain.label()))?;
    let mut build = process::cargo(
        place.root(),
        &["build", "--profile", PROFILE, "--locked", "--package", PACKAGE, "--target", TARGET],
    );
    build.env("CARGO_TARGET_DIR", &target);
    toolchain.apply(&mut build);
    process::run(&mut build)?;
    Ok(target.join(TARGET).join(PROFILE).join(MODULE))
}

/// Bindings go to a folder of this process first: a failed run leaves the last good module in place, and two runs at
/// once do not mix theirs.
fn bind(place: &Place, module: &Path, output: &Path) -> Result<()> {
    let fresh = place.path(&format!("target/bindings-{}", std::process::id()));
    fs::create_dir_all(&fresh).context("making room for the browser module")?;
    let mut bindgen = process::cargo(
        place.root(),
        &["run", "--quiet", "--locked", "--profile", "xtask", "--package", "xtask-bindgen", "--"],
    );
    bindgen.arg(module).arg(&fresh).arg(NAME);
    process::run(&mut bindgen)?;
    if output.exists() {
        fs::remove_dir_all(output).context("clearing the previous module")?;
    }
    fs::rename(&fresh, output).context("putting the new module in place")
}

fn is_current(output: &Path, digest: &str) -> bool {
    let built = [format!("{NAME}_bg.wasm"), format!("{NAME}.js"), format!("{NAME}.d.ts")];
    built.iter().all(|name| output.join(name).exists())
        && fs::read_to_string(stamp(output)).is_ok_and(|recorded| recorded == digest)
}

fn stamp(output: &Path) -> PathBuf {
    output.join(".built-from")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_current_only_when_whole_and_stamped() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["beffroi_web_bg.wasm", "beffroi_web.js", "beffroi_web.d.ts"] {
            assert!(!is_current(folder.path(), "d"), "incomplete before {name}");
            fs::write(folder.path().join(name), "").unwrap();
        }
        assert!(!is_current(folder.path(), "d"), "never stamped");
        fs::write(stamp(folder.path()), "d").unwrap();
        assert!(is_current(folder.path(), "d"));
        assert!(!is_current(folder.path(), "other"));
    }
}
