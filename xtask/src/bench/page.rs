//! `docs/benchmarks.md`, made from what the measurements left: nobody writes a figure by hand.

use crate::place::Place;
use crate::process;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Where and when something was measured.
#[derive(Serialize, Deserialize, PartialEq, Clone)]
pub struct Conditions {
    machine: String,
    system: String,
    compiler: String,
    commit: String,
    when: String,
    load: String,
}

/// What a measurement leaves.
#[derive(Serialize, Deserialize)]
struct Figures {
    title: String,
    text: Vec<String>,
    tables: Vec<Table>,
    goals: Vec<Goal>,
    versions: BTreeMap<String, String>,
    rounds: u32,
}

#[derive(Serialize, Deserialize)]
struct Table {
    caption: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

#[derive(Serialize, Deserialize)]
struct Goal {
    goal: String,
    measured: String,
    holds: bool,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    figures: Figures,
    conditions: Conditions,
}

impl Conditions {
    /// Those of this moment.
    pub fn now(place: &Place) -> Result<Self> {
        let ask = |program: &str, arguments: &[&str]| -> Result<String> {
            let mut command = process::command(place.root(), program, arguments);
            Ok(process::capture(command.env("LC_ALL", "C"))?.trim().to_owned())
        };
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let value = |text: &str, name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split_once(':'))
                .map_or("?".to_owned(), |(_, value)| value.trim().to_owned())
        };
        let processor = value(&read("/proc/cpuinfo"), "model name");
        let memory = value(&read("/proc/meminfo"), "MemTotal");
        let memory_kib: u64 = memory.trim_end_matches(" kB").parse().unwrap_or(0);
        let changed = ask("git", &["status", "--porcelain", "--untracked-files=no"])?;
        let mut commit = ask("git", &["rev-parse", "--short", "HEAD"])?;
        if !changed.is_empty() {
            commit.push_str(" and changes not committed");
        }
        Ok(Self {
            machine: format!("{} × {processor}, {} GiB", ask("nproc", &[])?, memory_kib >> 20),
            system: format!(
                "{} ({})",
                value(&read("/etc/os-release").replace('=', ":"), "PRETTY_NAME"),
                ask("uname", &["-sr"])?
            )
            .replace('"', ""),
            compiler: ask("rustc", &["--version"])?,
            commit,
            when: ask("date", &["-u", "+%Y-%m-%d %H:%M UTC"])?,
            load: read("/proc/loadavg").split(' ').next().unwrap_or("?").to_owned(),
        })
    }
}

/// Keeps the figures with the conditions they were taken in.
pub fn keep(path: &Path, figures: &str, conditions: &Conditions) -> Result<()> {
    let figures = serde_json::from_str(figures).context("reading the figures of the measurement")?;
    let kept = Kept { figures, conditions: conditions.clone() };
    fs::write(path, serde_json::to_string_pretty(&kept)?).context("keeping the figures")
}

/// Writes the page from everything kept in `results`.
pub fn write(place: &Place, results: &Path) -> Result<PathBuf> {
    let mut kept = Vec::new();
    for name in ORDER {
        let Ok(text) = fs::read_to_string(results.join(format!("{name}.json"))) else { continue };
        let one: Kept =
            serde_json::from_str(&text).with_context(|| format!("reading the figures of {name}"))?;
        kept.push((name, one));
    }
    let path = place.path("docs/benchmarks.md");
    fs::write(&path, text(&kept)).context("writing docs/benchmarks.md")?;
    Ok(path)
}

/// From what people do most to what they do once.
const ORDER: [&str; 6] = ["exposure", "browser-scan", "content", "transfer", "memory", "opening"];

fn text(kept: &[(&str, Kept)]) -> String {
    let mut page = INTRODUCTION.to_owned();
    if let Some((_, first)) = kept.first() {
        let conditions = &first.conditions;
        let _ = write!(page, "\n| | |\n|---|---|\n");
        for (name, value) in [
            ("machine", &conditions.machine),
            ("system", &conditions.system),
            ("compiler", &conditions.compiler),
        ] {
            let _ = writeln!(page, "| {name} | {value} |");
        }
        for (name, version) in kept.iter().flat_map(|(_, one)| &one.figures.versions) {
            let _ = writeln!(page, "| {name} | {version} |");
        }
    }
    let _ = write!(page, "\n## Goals\n\n| goal | measured | |\n|---|---|---|\n");
    for (_, one) in kept {
        for Goal { goal, measured, holds } in &one.figures.goals {
            let verdict = if *holds { "holds" } else { "**does not hold**" };
            let _ = writeln!(page, "| {}: {goal} | {measured} | {verdict} |", one.figures.title);
        }
    }
    for (name, one) in kept {
        section(&mut page, name, one);
    }
    page
}

fn section(page: &mut String, name: &str, Kept { figures, conditions }: &Kept) {
    let _ = write!(page, "\n## {}\n", figures.title);
    for paragraph in &figures.text {
        let _ = write!(page, "\n{paragraph}\n");
    }
    for table in &figures.tables {
        let _ = write!(page, "\n**{}**\n\n| {} |\n|", table.caption, table.columns.join(" | "));
        table.columns.iter().for_each(|_| page.push_str("---|"));
        page.push('\n');
        for row in &table.rows {
            let _ = writeln!(page, "| {} |", row.join(" | "));
        }
    }
    let _ = writeln!(
        page,
        "\n`cargo xtask bench {name}`, {}, commit {}, {} rounds, load average {} when it began.",
        conditions.when, conditions.commit, figures.rounds, conditions.load
    );
}

const INTRODUCTION: &str = "\
# Measurements

Written by `cargo xtask bench`; do not edit. The command builds and installs what it needs, takes about a quarter of an
hour when it has run before, and leaves nothing behind but its figures and, in the cache, the peers.

Contenders of one table ran in the same run, in turn (A B C, A B C, …). A figure is the median of the rounds, with the
least and the most in brackets. *CPU s* is user and system time of the program and of its children, from the kernel: it
holds better than wall time when the machine does other things too, which the load average tells.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_does_not_hold() {
        let figures = r#"{"title":"T","text":["Words."],"tables":[{"caption":"C","columns":["a","b"],"rows":[["1","2"]]}],
            "goals":[{"goal":"g","measured":"m","holds":false}],"versions":{"age":"1"},"rounds":5}"#;
        let conditions = Conditions {
            machine: "2 × x".to_owned(),
            system: "s".to_owned(),
            compiler: "c".to_owned(),
            commit: "abc".to_owned(),
            when: "now".to_owned(),
            load: "0.1".to_owned(),
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("content.json");
        keep(&path, figures, &conditions).unwrap();
        let kept: Kept = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let page = text(&[("content", kept)]);
        for expected in ["| T: g | m | **does not hold** |", "| a | b |\n|---|---|\n| 1 | 2 |", "| age | 1 |"]
        {
            assert!(page.contains(expected), "{expected} in\n{page}");
        }
    }
}
