//! Known vulnerabilities of dependencies, from the RustSec database.
//!
//! The database is a git repository that some networks do not reach. That is said in plain words and fails
//! nothing; a vulnerability in a database that was reached, now or on an earlier day, does.

use super::tools;
use crate::place::Place;
use crate::process;
use anyhow::Result;
use std::process::Stdio;

/// Brings the database up to date, then asks both tools: `cargo-deny` for what is built, `cargo-audit` for
/// everything that the lock file names.
pub fn check(place: &Place) -> Result<()> {
    let mut fetch = tools::DENY.command(place)?;
    fetch.args(["fetch", "db"]).stderr(Stdio::piped());
    println!("$ {}", process::shown(&fetch));
    let fetched = fetch.output()?;
    if !fetched.status.success() {
        let said = String::from_utf8_lossy(&fetched.stderr);
        let reason = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason given");
        println!("NOT CHECKED: the advisory database could not be reached ({})", reason.trim());
        println!(
            "Known vulnerabilities were not looked for in this run. Licences and origins are checked apart."
        );
        return Ok(());
    }
    process::run(tools::DENY.command(place)?.args(["--locked", "check", "--disable-fetch", "advisories"]))?;
    process::run(tools::AUDIT.command(place)?.args(["audit", "--deny", "unsound", "--deny", "yanked"]))
}
