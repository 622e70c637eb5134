//! What the measurements need: our own programs in release, and the peers. Installed once, kept in the cache.

use crate::install;
use crate::place::Place;
use crate::process;
use crate::{wasm, web};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

const RAGE: &str = "0.12.1";
const DUCKDB: &str = "2.0.0";

/// What is needed, by what is measured.
#[derive(Clone, Copy, Default)]
pub struct Needs {
    executable: bool,
    content: bool,
    peers_of_content: bool,
    logs: bool,
    duckdb: bool,
    servers: bool,
    browser: bool,
}

impl Needs {
    /// What these measurements need.
    pub fn of(names: &[&str]) -> Self {
        let any = |wanted: &[&str]| names.iter().any(|name| wanted.contains(name));
        Self {
            executable: any(&["transfer", "exposure", "opening", "memory"]),
            content: any(&["content"]),
            peers_of_content: any(&["content"]),
            logs: any(&["exposure", "browser-scan"]),
            duckdb: any(&["exposure"]),
            servers: any(&["transfer"]),
            browser: any(&["browser-scan"]),
        }
    }
}

/// Where everything is.
pub struct Tools {
    /// `beffroi`, release profile.
    pub executable: PathBuf,
    /// Folder of the examples, release profile.
    pub examples: PathBuf,
    /// Folder with `bin/rage` and `venv/bin/python`.
    pub folder: PathBuf,
}

/// Builds and installs.
pub fn run(place: &Place, needs: Needs) -> Result<Tools> {
    let folder = place.cached("tools/bench/bin")?;
    let folder = folder.parent().context("the cache has a folder for tools")?.to_owned();
    let tools = Tools {
        executable: place.path("target/release/beffroi"),
        examples: place.path("target/release/examples"),
        folder,
    };
    if needs.browser {
        install::packages(&install::BROWSER, "the measurement in a browser")?;
        wasm::run(place, &wasm::Options::default())?;
        web::install(place, "web")?;
    }
    if needs.peers_of_content {
        install::packages(&["age"], "the measurement of encryption")?;
        rage(&tools.folder)?;
    }
    if needs.servers {
        install::packages(&["rclone", "openssh-server", "openssh-client"], "the measurement of transfers")?;
    }
    if needs.duckdb {
        duckdb(&tools.folder)?;
    }
    let build = |arguments: &[&str]| {
        let mut command = process::cargo(place.root(), &["build", "--release", "--locked"]);
        process::run(command.args(arguments))
    };
    if needs.executable {
        build(&["--package", "beffroi-cli"])?;
    }
    if needs.content {
        build(&["--package", "beffroi-seal", "--example", "content"])?;
    }
    if needs.logs {
        build(&["--package", "beffroi-testbed", "--example", "portal_log"])?;
    }
    Ok(tools)
}

fn rage(folder: &Path) -> Result<()> {
    if tells(Command::new(folder.join("bin/rage")).arg("--version"), RAGE) {
        return Ok(());
    }
    let mut install = process::cargo(Path::new("/"), &["install", "--locked", "--no-default-features"]);
    process::run(install.args(["--version", RAGE, "--root"]).arg(folder).arg("rage"))
}

fn duckdb(folder: &Path) -> Result<()> {
    let python = folder.join("venv/bin/python");
    let version = "import duckdb; print(duckdb.__version__)";
    if tells(Command::new(&python).args(["-c", version]), DUCKDB) {
        return Ok(());
    }
    let mut create = process::command(folder, "python3", ["-m", "venv", "venv"]);
    if process::run(&mut create).is_err() {
        install::packages(&["python3-venv"], "the measurement against DuckDB")?;
        process::run(&mut create)?;
    }
    let arguments = ["-m", "pip", "install", "--quiet", "--only-binary=:all:"];
    let mut install = process::command(folder, &python.to_string_lossy(), arguments);
    process::run(install.arg(format!("duckdb=={DUCKDB}")))
}

fn tells(ask: &mut Command, version: &str) -> bool {
    ask.output().is_ok_and(|answer| {
        let text = String::from_utf8_lossy(&answer.stdout);
        answer.status.success() && text.split_whitespace().any(|word| word.trim_start_matches('v') == version)
    })
}
