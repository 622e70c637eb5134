//! `cargo xtask tidy`: the rules of this repository that no compiler checks.
//!
//! - crates depend only on what the table of `ARCHITECTURE.md` allows ([`edges`]);
//! - pure crates reach for no clock, randomness, file, socket or runtime, neither in their source
//!   ([`purity_source`]) nor through a dependency ([`purity_graph`]);
//! - files are short, say what they own, and name no machine they were written on ([`text`]).

mod edges;
mod modules;
mod purity_graph;
mod purity_source;
mod text;

use crate::place::Place;
use anyhow::{Result, bail};
use std::fmt;

/// Crates that the browser and the command line share. `client` is pure without its feature `native`.
const PURE: [&str; 8] = ["seal", "ledger", "vault", "dossier", "trace", "wire", "print", "client"];

/// One broken rule: where, which, and what to do.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    place: String,
    message: String,
}

impl Finding {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Runs every rule and reports every finding before failing.
pub fn run(place: &Place) -> Result<()> {
    let mut findings = text::check(place)?;
    findings.extend(edges::check(place)?);
    findings.extend(purity_source::check(place)?);
    findings.extend(purity_graph::check(place)?);
    if findings.is_empty() {
        println!("tidy: every rule holds");
        return Ok(());
    }
    for finding in &findings {
        eprintln!("{finding}");
    }
    bail!(
        "tidy: {} broken",
        if findings.len() == 1 { "one rule is".into() } else { format!("{} rules are", findings.len()) }
    );
}
