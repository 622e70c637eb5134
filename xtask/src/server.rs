//! A `beffroi serve` of our own, for the demonstration and for tests in a browser.

use crate::place::Place;
use crate::process;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const START_SECONDS_MAX: u64 = 30;
/// Open connections of a browser would keep a server longer; its data are temporary here.
const STOP_SECONDS_MAX: u64 = 3;

/// The shortest way to the executable.
pub const ALONE: [&str; 2] = ["--package", "beffroi-cli"];

/// The way that compiles nothing twice when every test was compiled before: features are chosen per selection.
pub const WITH_TESTS: [&str; 2] = ["--workspace", "--all-targets"];

/// Builds the executable, development profile, and says where it is.
pub fn build(place: &Place, selection: [&str; 2]) -> Result<PathBuf> {
    process::run(process::cargo(place.root(), &["build", "--locked"]).args(selection))?;
    let metadata = process::capture(&mut process::cargo(
        place.root(),
        &["metadata", "--format-version=1", "--no-deps", "--locked"],
    ))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata).context("reading cargo metadata")?;
    let target = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(Path::new(target).join("debug/beffroi"))
}

/// Whether nothing listens on a port of this machine.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A port that nothing listened on a moment ago.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
    Ok(listener.local_addr().context("looking for a free port")?.port())
}

/// The server process; it is stopped when this value goes away, whatever the reason.
pub struct Server {
    /// Where a browser finds it.
    pub address: String,
    child: Child,
    port: u16,
    lines: mpsc::Receiver<String>,
}

/// What may differ from one server of ours to another.
#[derive(Default)]
pub struct Setting {
    /// Port of a mail host on this machine, and the sender of mails.
    pub mail: Option<(u16, String)>,
    /// File for everything that it prints, on both streams, at debug level; else warnings go to the terminal.
    pub log: Option<PathBuf>,
}

impl Server {
    /// Starts it on a data folder inside `folder`.
    pub fn start(program: &Path, folder: &Path, port: u16, setting: &Setting) -> Result<Self> {
        let mut serve = Command::new(program);
        serve
            .arg("serve")
            .arg("--data")
            .arg(folder.join("data"))
            .args(["--listen", &format!("127.0.0.1:{port}")]);
        // A page is only trusted with keys on `https` or `localhost`; the link must name the latter.
        let address = format!("http://localhost:{port}");
        serve
            .env("BEFFROI_PUBLIC_URL", &address)
            .env("BEFFROI_METRICS", "off")
            .env("BEFFROI_LOG_LEVEL", if setting.log.is_some() { "debug" } else { "warn" });
        if let Some((port, from)) = &setting.mail {
            serve
                .env("BEFFROI_MAIL_HOST", "127.0.0.1")
                .env("BEFFROI_MAIL_PORT", port.to_string())
                .env("BEFFROI_MAIL_TLS", "none")
                .env("BEFFROI_MAIL_FROM", from);
        }
        let mut log = setting.log.as_ref().map(File::create).transpose().context("creating the log")?;
        if let Some(log) = &log {
            serve.stderr(log.try_clone().context("sharing the log")?);
        }
        println!("$ {}", process::shown(&serve));
        let mut child = serve
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let (send, lines) = mpsc::channel();
        if let Some(stdout) = child.stdout.take() {
            thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    println!("{line}");
                    if let Some(log) = &mut log {
                        let _ = writeln!(log, "{line}");
                    }
                    let _ = send.send(line);
                }
            });
        }
        Ok(Self { address, child, port, lines })
    }

    /// Waits for the port and for the one-time link that the server prints at its first start.
    pub fn wait_until_ready(&mut self, stopping: &AtomicBool) -> Result<String> {
        let deadline = Instant::now() + Duration::from_secs(START_SECONDS_MAX);
        let mut link = None;
        while Instant::now() < deadline && !stopping.load(Ordering::SeqCst) {
            if let Some(status) = self.child.try_wait().context("asking after the server")? {
                bail!("the server stopped at once ({status})");
            }
            while let Ok(line) = self.lines.try_recv() {
                link = link.or_else(|| one_time_link(&line));
            }
            if let (Some(link), Ok(_)) = (&link, TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))) {
                return Ok(link.clone());
            }
            thread::sleep(Duration::from_millis(50));
        }
        bail!("the server printed no one-time link within {START_SECONDS_MAX} s")
    }

    /// Its process.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Where it listens on this machine.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Serves until asked to stop.
    pub fn wait_until(&mut self, stopping: &AtomicBool) -> Result<()> {
        while !stopping.load(Ordering::SeqCst) {
            if let Some(status) = self.child.try_wait().context("asking after the server")? {
                bail!("the server stopped by itself ({status})");
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ctrl-C reached the server too, when it was typed in a terminal; a second request does no harm.
        let _ =
            Command::new("kill").args(["-TERM", &self.child.id().to_string()]).stderr(Stdio::null()).status();
        let deadline = Instant::now() + Duration::from_secs(STOP_SECONDS_MAX);
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        println!("stopped");
    }
}

/// The first address with a fragment in a line: the part after `#` never reaches the server's logs.
fn one_time_link(line: &str) -> Option<String> {
    let mut words = line.split(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '<' | '>'));
    words.find(|word| word.starts_with("http") && word.contains('#')).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_is_found_in_a_sentence() {
        let line = "    http://localhost:8420/mise-en-place#Zm9v";
        assert_eq!(one_time_link(line).as_deref(), Some("http://localhost:8420/mise-en-place#Zm9v"));
        assert_eq!(one_time_link("listening on http://localhost:8420"), None);
    }
}
