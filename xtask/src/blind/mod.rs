//! The blind server, shown: after the journeys in the browser, everything the server holds is searched for the
//! words that people typed in them.
//!
//! The journeys append each word they plant to a file (`BEFFROI_MARKERS`). *Sealed* words must be nowhere: database
//! with its journal, objects, other files, log lines at debug level, outgoing mail, memory of the running process.
//! *Admitted* words must be exactly where `docs/metadata.md` says that the server sees them, and words of our own
//! must be found in every place: a search that finds nothing because it is broken fails.

mod admitted;
mod control;
mod encoding;
mod mail;
mod memory;
mod places;
mod search;
mod verdict;
mod words;

use crate::check::Count;
use crate::place::Place;
use crate::server::{Server, Setting};
use admitted::Admissions;
use anyhow::{Context, Result};
use control::Controls;
use mail::MailHost;
use places::Findings;
use search::Search;
use std::fs;
use std::path::{Path, PathBuf};

/// Debian's names of what the search needs: a mail host that keeps what it is given, and `gcore`.
pub const PREREQUISITES: [&str; 2] = ["python3-aiosmtpd", "gdb"];

/// A folder that holds all that a server writes, and the words planted meanwhile.
pub struct Watch {
    folder: PathBuf,
    mail: MailHost,
    controls: Controls,
}

impl Watch {
    /// Begins: the mail host runs from here on.
    pub fn start(folder: &Path) -> Result<Self> {
        let mail = MailHost::start(&folder.join("mail"))?;
        // There even when no journey plants anything.
        fs::write(folder.join(WORDS), "").context("creating the file of planted words")?;
        Ok(Self { folder: folder.to_owned(), mail, controls: Controls::new()? })
    }

    /// What the server must be started with to be watched.
    pub fn setting(&self) -> Setting {
        let from = format!("Beffroi <{}@beffroi.example>", self.controls.sender);
        Setting { mail: Some((self.mail.port, from)), log: Some(self.folder.join(LOG)) }
    }

    /// The file that journeys append the words they plant to.
    pub fn words(&self) -> PathBuf {
        self.folder.join(WORDS)
    }

    /// Searches everything while the server runs; each word and each control is one test.
    pub fn search(mut self, place: &Place, server: &Server) -> Result<Count> {
        let admissions = Admissions::read(&place.path("docs/metadata.md"))?;
        let planted = words::read(&self.words())?;
        let unfinished = self.controls.plant(server, &self.folder.join(DATA))?;
        let search =
            Search::new(planted.iter().chain(self.controls.words()).map(|word| word.marker.as_str()))?;
        self.mail.wait_for(&self.controls.sender)?;
        let mut findings = Findings::default();
        // Memory first: the requests of the controls are still open.
        memory::scan(server.process_id(), &self.folder, &search, &mut findings)?;
        drop(unfinished);
        findings.data(&self.folder.join(DATA), &search)?;
        findings.log(&self.folder.join(LOG), &search)?;
        findings.mail(&self.folder.join("mail"), &search)?;
        let count = verdict::tell(&planted, &admissions, &self.controls, &search, &findings);
        if count.failed > 0 {
            self.show_warnings();
        }
        Ok(count)
    }

    /// What the server complained about: it went to the log instead of the terminal.
    pub fn show_warnings(&self) {
        let log = fs::read_to_string(self.folder.join(LOG)).unwrap_or_default();
        for line in log.lines().filter(|line| line.contains("\"WARN\"") || line.contains("\"ERROR\"")) {
            println!("  server: {line}");
        }
    }
}

/// Where [`Server`] keeps its data inside the folder it is given.
const DATA: &str = "data";
const LOG: &str = "server.log";
const WORDS: &str = "words.jsonl";
