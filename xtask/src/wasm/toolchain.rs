//! Which compiler builds for the browser: rustup's target where it can be had, else Debian's packages.
//!
//! Debian ships `rustc-web` (a recent compiler), the library source and `lld`, but no compiled library for this
//! target: the library is compiled with the module, once, and kept in the cache.

use crate::place::Place;
use crate::{install, process};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};

const DEBIAN_COMPILER: &str = "/usr/bin/rustc";
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "rust-web-src", "lld"];

/// What every browser that `web/vite.config.ts` names has had for years: without it, the digest and the index of a
/// scan go byte by byte.
pub const FEATURES: &str = "-Ctarget-feature=+simd128";

/// The two ways, as typed after `--toolchain`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Choice {
    /// The target of the Rust toolchain in use
    Rustup,
    /// The compiler and library source of Debian
    Debian,
}

/// A compiler that is there and can build for the browser.
#[derive(Debug)]
pub struct Toolchain {
    choice: Choice,
    version: String,
}

/// The forced toolchain, or the first that works; installs what it may.
pub fn find(place: &Place, forced: Option<Choice>) -> Result<Toolchain> {
    match forced {
        Some(Choice::Rustup) => rustup(place),
        Some(Choice::Debian) => debian(place),
        None => rustup(place).or_else(|refusal| {
            println!("rustup cannot build for the browser here ({refusal:#}); trying Debian's compiler");
            debian(place).context("no toolchain can build for the browser")
        }),
    }
}

impl Toolchain {
    /// A short name, also of the folder that holds what it compiled.
    pub fn label(&self) -> &'static str {
        match self.choice {
            Choice::Rustup => "rustup",
            Choice::Debian => "debian",
        }
    }

    /// What `rustc --version` says: a new compiler means a new build.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Sets a `cargo build` for the browser target to use this compiler.
    pub fn apply(&self, build: &mut Command) {
        let linker = if self.choice == Choice::Debian { "-Clinker=wasm-ld " } else { "" };
        build.env("RUSTFLAGS", format!("{linker}{FEATURES}"));
        if self.choice == Choice::Debian {
            build
                .env("RUSTC", DEBIAN_COMPILER)
                // The wrapper of a toolchain manager would put its own compiler back.
                .env_remove("RUSTC_WRAPPER")
                // Compiling the library is an unstable feature of cargo; this is its documented switch.
                .env("RUSTC_BOOTSTRAP", "1")
                .arg("-Zbuild-std=std,panic_abort");
        }
    }
}

fn rustup(place: &Place) -> Result<Toolchain> {
    let version = process::capture(&mut process::command(place.root(), "rustc", ["--version"]))?;
    if !has_target(place.root())? {
        if !process::answers("rustup") {
            bail!("this compiler has no browser target and rustup is not installed");
        }
        let mut add = process::command(place.root(), "rustup", ["target", "add", super::TARGET]);
        println!("$ {}", process::shown(&add));
        let added = add.stdin(Stdio::null()).status().is_ok_and(|status| status.success());
        if !added || !has_target(place.root())? {
            bail!("`rustup target add {}` did not succeed", super::TARGET);
        }
    }
    Ok(Toolchain { choice: Choice::Rustup, version })
}

fn debian(place: &Place) -> Result<Toolchain> {
    install::packages(&DEBIAN_PACKAGES, "compiling for the browser")?;
    let version = process::capture(&mut process::command(place.root(), DEBIAN_COMPILER, ["--version"]))?;
    Ok(Toolchain { choice: Choice::Debian, version })
}

fn has_target(root: &Path) -> Result<bool> {
    let asked = ["--print", "target-libdir", "--target", super::TARGET];
    let library = process::capture(&mut process::command(root, "rustc", asked))?;
    let Ok(entries) = std::fs::read_dir(library.trim()) else { return Ok(false) };
    Ok(entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_compiles_the_library_too() {
        let toolchain = Toolchain { choice: Choice::Debian, version: String::new() };
        let mut build = Command::new("cargo");
        toolchain.apply(&mut build);
        let arguments: Vec<_> = build.get_args().collect();
        assert_eq!(arguments, ["-Zbuild-std=std,panic_abort"]);
        assert!(
            build.get_envs().any(|(name, value)| name == "RUSTC" && value == Some(DEBIAN_COMPILER.as_ref()))
        );
    }

    #[test]
    fn both_compile_for_the_same_browsers() {
        for choice in [Choice::Rustup, Choice::Debian] {
            let toolchain = Toolchain { choice, version: String::new() };
            let mut build = Command::new("cargo");
            toolchain.apply(&mut build);
            let flags = build.get_envs().find(|(name, _)| *name == "RUSTFLAGS").and_then(|(_, value)| value);
            assert!(flags.unwrap().to_string_lossy().ends_with(FEATURES));
        }
    }
}
