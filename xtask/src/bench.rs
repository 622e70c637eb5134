//! `cargo xtask bench`: side-by-side measurements. Each folder of `benches/` has a program `run`, which leaves its figures
//! in a file; `docs/benchmarks.md` is made from those files.

mod page;
mod prepare;

use crate::check::estimates::{Estimates, spoken};
use crate::place::Place;
use crate::process;
use anyhow::{Context, Result, bail};
use page::Conditions;
use prepare::Needs;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What the command line may ask.
#[derive(clap::Args)]
pub struct Options {
    /// Folders of benches/ to run; all of them when none is named
    names: Vec<String>,
    /// Rounds of each measurement
    #[arg(long, default_value_t = 5)]
    rounds: u32,
}

/// Runs the named measurements one after the other, so that they do not disturb each other, then writes the page.
pub fn run(place: &Place, options: &Options) -> Result<()> {
    let there = list(place)?;
    let names: Vec<&str> = if options.names.is_empty() {
        there.keys().map(String::as_str).collect()
    } else {
        options.names.iter().map(String::as_str).collect()
    };
    for name in &names {
        if !there.contains_key(*name) {
            let known = there.keys().cloned().collect::<Vec<_>>().join(", ");
            bail!("no program benches/{name}/run; there is: {known}");
        }
    }
    enough_room(place)?;
    let mut estimates = Estimates::load(place);
    let steps: Vec<String> = ["prepare"].iter().chain(&names).map(|name| format!("bench {name}")).collect();
    let announce = |index: usize, estimates: &Estimates| {
        let rest = steps[index..].iter().map(String::as_str);
        println!("\n[{}/{}] {}{}", index + 1, steps.len(), steps[index], estimates.remaining(rest));
    };
    let begun = Instant::now();
    announce(0, &estimates);
    let tools = prepare::run(place, Needs::of(&names))?;
    estimates.record(&steps[0], begun.elapsed());

    let mut failures = Vec::new();
    for (index, name) in names.iter().enumerate() {
        announce(index + 1, &estimates);
        let started = Instant::now();
        match measure(place, name, &there[*name], &tools, options.rounds) {
            Ok(()) => estimates.record(&steps[index + 1], started.elapsed()),
            Err(error) => {
                println!("FAILED: {error:#}");
                failures.push(*name);
            }
        }
    }
    estimates.save();
    let page = page::write(place, &results(place))?;
    println!("\n{} in {}", place.shown(&page), spoken(begun.elapsed()));
    if failures.is_empty() { Ok(()) } else { bail!("not measured: {}", failures.join(", ")) }
}

/// Runs one program in an empty folder that is gone afterwards.
fn measure(place: &Place, name: &str, program: &Path, tools: &prepare::Tools, rounds: u32) -> Result<()> {
    let work = place.path("target/bench/work");
    clear(&work)?;
    fs::create_dir_all(&work).context("making room for a measurement")?;
    fs::create_dir_all(results(place)).context("making room for results")?;
    let conditions = Conditions::now(place)?;
    let figures = work.join("figures.json");
    let mut command = process::command(place.root(), &program.to_string_lossy(), [""; 0]);
    command
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("BEFFROI_BENCH_WORK", &work)
        .env("BEFFROI_BENCH_RESULT", &figures)
        .env("BEFFROI_BENCH_BEFFROI", &tools.executable)
        .env("BEFFROI_BENCH_EXAMPLES", &tools.examples)
        .env("BEFFROI_BENCH_TOOLS", &tools.folder)
        .env("BEFFROI_BENCH_ROUNDS", rounds.to_string());
    let ran = process::run(&mut command);
    let kept = ran.and_then(|()| {
        let text = fs::read_to_string(&figures).context("the measurement left no figures")?;
        page::keep(&results(place).join(format!("{name}.json")), &text, &conditions)
    });
    clear(&work)?;
    kept
}

fn results(place: &Place) -> PathBuf {
    place.path("target/bench/results")
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("clearing {}", folder.display()))?;
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

/// The largest measurement holds a source and what a server stores of it.
const ROOM_GIB: u64 = 13;

fn enough_room(place: &Place) -> Result<()> {
    let mut ask = process::command(place.root(), "df", ["--output=avail", "--block-size=1G", "."]);
    let free: Option<u64> =
        process::capture(&mut ask)?.lines().last().and_then(|line| line.trim().parse().ok());
    match free {
        Some(free) if free < ROOM_GIB => {
            bail!("the disk has {free} GiB left, the measurements take up to {ROOM_GIB}: make room first")
        }
        _ => Ok(()),
    }
}
