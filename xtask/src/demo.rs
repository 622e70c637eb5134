//! `cargo xtask demo`: builds everything and opens a demonstration organisation on this machine.
//!
//! The data lives in a temporary folder that goes away with the command: it can be run again and again, and
//! always starts from the same state.

use crate::place::Place;
use crate::server::{self, Server, Setting};
use crate::{process, web};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the command line may ask.
#[derive(clap::Args)]
pub struct Options {
    /// Port to listen on
    #[arg(long, default_value_t = 8420)]
    port: u16,
    /// Start with an empty server instead of the demonstration organisation
    #[arg(long)]
    empty: bool,
}

/// Builds, serves, fills, and waits for Ctrl-C.
pub fn run(place: &Place, options: &Options) -> Result<()> {
    if !server::is_free(options.port) {
        bail!("port {} is taken: stop the other program, or choose another port with --port", options.port);
    }
    let stopping = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stopping);
    ctrlc::set_handler(move || asked.store(true, Ordering::SeqCst)).context("listening for Ctrl-C")?;

    web::run(place)?;
    let program = server::build(place, server::ALONE)?;
    let folder = tempfile::Builder::new().prefix("beffroi-demo-").tempdir().context("a temporary folder")?;
    let mut server = Server::start(&program, folder.path(), options.port, &Setting::default())?;
    let link = server.wait_until_ready(&stopping)?;
    if !options.empty {
        seed_demo(&program, &server.address, &link, folder.path())?;
    }
    println!("\nBeffroi is at {}\nCtrl-C stops it and forgets everything.", server.address);
    server.wait_until(&stopping)
}

/// Fills the empty server with the demonstration organisation. The executable does it as an ordinary client; it
/// prints the accounts and what to try.
fn seed_demo(program: &Path, address: &str, link: &str, folder: &Path) -> Result<()> {
    let mut seed = Command::new(program);
    seed.arg("demo-seed")
        .arg(link)
        .args(["--server", address])
        .env("BEFFROI_PROFILE", folder.join("profiles"));
    process::run(&mut seed).context("loading the demonstration organisation")
}
