//! A mail host that keeps every mail it is given: Debian's `aiosmtpd`, into a Maildir.

use crate::{fingerprint, process, server};
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const START_SECONDS_MAX: u64 = 20;
/// The server looks for due mails every few seconds.
const MAIL_SECONDS_MAX: u64 = 30;

/// The mail host; it ends with this value.
pub struct MailHost {
    /// Where it listens on this machine.
    pub port: u16,
    folder: PathBuf,
    child: Child,
}

impl MailHost {
    /// Starts it; mails are kept in `folder`, one file each.
    pub fn start(folder: &Path) -> Result<Self> {
        let port = server::free_port()?;
        // Debian's own Python: the package is not seen by others.
        let mut host = process::command(Path::new("/"), "/usr/bin/python3", ["-m", "aiosmtpd", "--nosetuid"]);
        host.args(["--listen", &format!("127.0.0.1:{port}")]);
        host.args(["--class", "aiosmtpd.handlers.Mailbox"]).arg(folder);
        println!("$ {}", process::shown(&host));
        let child = host.stdin(Stdio::null()).spawn().context("starting the mail host")?;
        let mut host = Self { port, folder: folder.to_owned(), child };
        let deadline = Instant::now() + Duration::from_secs(START_SECONDS_MAX);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if let Some(status) = host.child.try_wait().context("asking after the mail host")? {
                bail!("the mail host stopped at once ({status})");
            }
            if Instant::now() > deadline {
                bail!("the mail host did not listen within {START_SECONDS_MAX} s");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(host)
    }

    /// Waits until a mail of that sender is there.
    pub fn wait_for(&mut self, sender: &str) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(MAIL_SECONDS_MAX);
        while Instant::now() < deadline {
            let files = fingerprint::files_under(&self.folder).unwrap_or_default();
            let came = |file: &PathBuf| {
                fs::read(file).is_ok_and(|mail| String::from_utf8_lossy(&mail).contains(sender))
            };
            if files.iter().any(came) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(200));
        }
        // No mail at all fails the control of that place, with the others' results beside it.
        println!("no mail came within {MAIL_SECONDS_MAX} s");
        Ok(())
    }
}

impl Drop for MailHost {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
