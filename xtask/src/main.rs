//! `cargo xtask …`: everything a contributor runs, in one place and without a shell script.
//!
//! Each command is a module; this file only names them. Commands find their own prerequisites and say what to
//! do when they cannot.

mod bench;
mod blind;
mod check;
mod demo;
mod fingerprint;
mod install;
mod lint;
mod notices;
mod place;
mod process;
mod screenshots;
mod server;
mod tidy;
mod wasm;
mod web;

use clap::{Parser, Subcommand};
use place::Place;
use std::process::ExitCode;

/// Build, demo, test, bench.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and open a demonstration organisation on this machine
    Demo(demo::Options),
    /// Install what is needed, build, and run every test
    Test(check::Options),
    /// Formatting, clippy, licences, advisories
    Lint,
    /// Write the licences of everything by others that the executable carries
    Notices,
    /// Rules of this repository that no compiler checks
    Tidy,
    /// Compile the browser module
    Wasm(wasm::Options),
    /// Compile the web application into web/dist
    Web,
    /// Take the screenshots of the documentation
    Screenshots,
    /// Run the side-by-side measurements, all or those named
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let place = Place::find()?;
    match command {
        Command::Demo(options) => demo::run(&place, &options),
        Command::Test(options) => check::run(&place, &options),
        Command::Lint => lint::run(&place),
        Command::Notices => notices::run(&place),
        Command::Tidy => tidy::run(&place),
        Command::Wasm(options) => wasm::run(&place, &options),
        Command::Web => web::run(&place),
        Command::Screenshots => screenshots::run(&place),
        Command::Bench(options) => bench::run(&place, &options),
    }
}
