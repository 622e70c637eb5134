//! `cargo xtask lint`: what a reviewer should not have to say. Everything runs; failures are listed at the end.

mod advisories;
mod npm;
mod tools;

use crate::place::Place;
use crate::{notices, process, web};
use anyhow::{Context, Result, bail};
use std::fs;

type Check = fn(&Place) -> Result<()>;

/// Formatting, clippy with warnings refused, licences and origins of dependencies, known vulnerabilities.
pub fn run(place: &Place) -> Result<()> {
    let checks: [(&str, Check); 6] = [
        ("formatting", formatting),
        ("clippy", clippy),
        ("web sources", web_sources),
        ("licences and origins", licences),
        ("licences carried along", notices::check),
        ("advisories", advisories::check),
    ];
    let mut failures = Vec::new();
    for (index, (name, check)) in checks.iter().enumerate() {
        println!("\n[{}/{}] {name}", index + 1, checks.len());
        if let Err(error) = check(place) {
            println!("FAILED: {error:#}");
            failures.push(*name);
        }
    }
    if !failures.is_empty() {
        bail!("lint: {} failed", failures.join(", "));
    }
    println!("\nlint: clean");
    Ok(())
}

fn formatting(place: &Place) -> Result<()> {
    process::run(&mut process::cargo(place.root(), &["fmt", "--all", "--", "--check"]))
}

fn clippy(place: &Place) -> Result<()> {
    // The server embeds this folder; a lint does not wait for the web application to be built.
    fs::create_dir_all(place.path("web/dist")).context("creating web/dist")?;
    let arguments = ["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"];
    process::run(&mut process::cargo(place.root(), &arguments))
}

/// The scripts that read TypeScript without needing the compiled core.
fn web_sources(place: &Place) -> Result<()> {
    for (folder, script) in [("templates", "check"), ("web", "lint")] {
        if web::has_script(&place.path(folder), script) {
            web::install(place, folder)?;
            process::run(&mut process::command(&place.path(folder), "npm", ["run", "--silent", script]))?;
        }
    }
    Ok(())
}

fn licences(place: &Place) -> Result<()> {
    let mut deny = tools::DENY.command(place)?;
    process::run(deny.args(["--locked", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"]))?;
    npm::check(place)
}
