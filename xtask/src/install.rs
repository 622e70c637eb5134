//! Debian packages: installed when this process may, asked for when it may not.

use crate::process;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A browser and the fonts that make its pictures the same everywhere.
pub const BROWSER: [&str; 3] = ["chromium", "fonts-dejavu-core", "fonts-liberation"];

/// Makes sure that Debian packages are installed. `purpose` completes "… is needed for …".
pub fn packages(names: &[&str], purpose: &str) -> Result<()> {
    let missing: Vec<&str> = names.iter().copied().filter(|name| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let wanted = missing.join(" ");
    if !process::answers("apt-get") {
        bail!("{purpose}: this machine has no apt-get. Install by other means what Debian calls: {wanted}");
    }
    if !is_root() {
        bail!("{purpose}: run `sudo apt-get install {wanted}`, then this command again");
    }
    let apt = |arguments: &[&str]| {
        let mut command = process::command(Path::new("/"), "apt-get", arguments);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        process::run(&mut command)
    };
    let install: Vec<&str> =
        ["install", "--yes", "--quiet=2", "--no-install-recommends"].into_iter().chain(missing).collect();
    // Package lists are often there already; refreshing them first would cost the usual run its time.
    if apt(&install).is_ok() {
        return Ok(());
    }
    apt(&["update", "--quiet=2"])?;
    apt(&install).with_context(|| format!("{purpose}: installing {wanted}"))
}

fn is_installed(name: &str) -> bool {
    let mut command = Command::new("dpkg-query");
    command.args(["--show", "--showformat=${db:Status-Status}", name]).stderr(Stdio::null());
    command.output().is_ok_and(|output| output.stdout == b"installed")
}

fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().any(|line| line.starts_with("Uid:") && line.split_whitespace().nth(2) == Some("0"))
}
