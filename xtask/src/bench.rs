//! `cargo xtask bench`: side-by-side measurements. Each folder of `benches/` has a program `run`.

use crate::place::Place;
use crate::process;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// What the command line may ask.
#[derive(clap::Args)]
pub struct Options {
    /// Folders of benches/ to run; all of them when none is named
    names: Vec<String>,
}

/// Runs the named measurements one after the other, so that they do not disturb each other.
pub fn run(place: &Place, options: &Options) -> Result<()> {
    let there = list(place)?;
    let names: Vec<&String> =
        if options.names.is_empty() { there.keys().collect() } else { options.names.iter().collect() };
    for name in names {
        let Some(program) = there.get(name) else {
            let known = there.keys().cloned().collect::<Vec<_>>().join(", ");
            bail!("no program benches/{name}/run; there is: {known}");
        };
        println!("== {name}");
        process::run(&mut process::command(place.root(), &program.to_string_lossy(), [""; 0]))?;
    }
    Ok(())
}

fn list(place: &Place) -> Result<BTreeMap<String, PathBuf>> {
    let folder = place.path("benches");
    if !folder.exists() {
        bail!("there is no folder benches/");
    }
    let mut there = BTreeMap::new();
    for entry in fs::read_dir(&folder).context("listing benches/")? {
        let entry = entry.context("listing benches/")?;
        let program = entry.path().join("run");
        if program.exists() {
            there.insert(entry.file_name().to_string_lossy().into_owned(), program);
        }
    }
    Ok(there)
}
