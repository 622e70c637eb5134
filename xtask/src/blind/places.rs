//! Where the server may hold something, and reading all of it.

use super::search::{Hits, Search};
use crate::fingerprint;
use anyhow::{Context, Result, bail};
use mail_parser::{MessageParser, MimeHeaders};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::path::Path;

/// A kind of place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Holding {
    /// The database with its write-ahead log.
    Database,
    /// The folder of sealed objects.
    Objects,
    /// Any other file of the data folder, without the key file.
    OtherFiles,
    /// What the server printed, on both streams.
    Log,
    /// What the mail host was given.
    Mail,
    /// The memory of the process.
    Memory,
}

/// All of them.
pub const HOLDINGS: [Holding; 6] =
    [Holding::Database, Holding::Objects, Holding::OtherFiles, Holding::Log, Holding::Mail, Holding::Memory];

/// What was found where.
#[derive(Default)]
pub struct Findings {
    streams: BTreeMap<Holding, Vec<(String, Hits)>>,
}

/// The only file left out: it is the server's own, outside the database and its backups.
const KEY_FILE: &str = "server.keys";

impl Findings {
    /// Notes what a stream held.
    pub fn note(&mut self, holding: Holding, name: &str, hits: Hits) {
        self.streams.entry(holding).or_default().push((name.to_owned(), hits));
    }

    /// The streams of a place, by name.
    pub fn streams(&self, holding: Holding) -> &[(String, Hits)] {
        self.streams.get(&holding).map_or(&[], Vec::as_slice)
    }

    /// Every file of the data folder, and its name: names are held too.
    pub fn data(&mut self, folder: &Path, search: &Search) -> Result<()> {
        let mut files = fingerprint::files_under(folder)?;
        files.sort();
        for file in files {
            let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
            if name == KEY_FILE {
                continue;
            }
            let holding = match name.split('/').next() {
                Some(first) if first.starts_with("beffroi.sqlite") => Holding::Database,
                Some("objects") => Holding::Objects,
                _ => Holding::OtherFiles,
            };
            let opened = File::open(&file).with_context(|| format!("reading {}", file.display()))?;
            let hits = search.scan(opened).with_context(|| format!("reading {}", file.display()))?;
            self.note(holding, &name, hits);
            self.note(holding, &format!("name of {name}"), search.scan(name.as_bytes())?);
        }
        Ok(())
    }

    /// The log of the server.
    pub fn log(&mut self, file: &Path, search: &Search) -> Result<()> {
        let opened = File::open(file).with_context(|| format!("reading {}", file.display()))?;
        self.note(Holding::Log, "log", search.scan(opened)?);
        Ok(())
    }

    /// Every mail: as it came, and as its reader sees it.
    pub fn mail(&mut self, folder: &Path, search: &Search) -> Result<()> {
        let mut files = fingerprint::files_under(folder)?;
        files.sort();
        for (number, file) in files.iter().enumerate() {
            let raw = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
            self.note(Holding::Mail, &format!("mail {}", number + 1), search.scan(raw.as_slice())?);
            let text = readable(&raw)?;
            self.note(Holding::Mail, &format!("mail {}, decoded", number + 1), search.scan(text.as_bytes())?);
        }
        Ok(())
    }
}

/// Headers and bodies of a mail without their transfer encodings.
fn readable(raw: &[u8]) -> Result<String> {
    let Some(message) = MessageParser::new().parse(raw) else { bail!("a mail that cannot be parsed") };
    let mut text = String::new();
    for header in message.headers() {
        text.push_str(&format!("{}: {:?}\n", header.name(), header.value()));
    }
    for part in &message.parts {
        text.push_str(part.attachment_name().unwrap_or_default());
        text.push('\n');
        text.push_str(&String::from_utf8_lossy(part.contents()));
        text.push('\n');
    }
    Ok(text)
}

impl Holding {
    /// The column of `docs/metadata.md`.
    pub fn column(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Objects => "objects",
            Self::OtherFiles => "other files",
            Self::Log => "log",
            Self::Mail => "mail",
            Self::Memory => "memory",
        }
    }
}

impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.column())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_sorted_into_places_and_the_key_file_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let word = "abcdwxyzqrstmnop";
        fs::create_dir_all(folder.path().join("objects/aa")).unwrap();
        for name in ["beffroi.sqlite", "beffroi.sqlite-wal", "objects/aa/0", ".hidden", "server.keys"] {
            fs::write(folder.path().join(name), format!("…{word}…")).unwrap();
        }
        let search = Search::new([word].into_iter()).unwrap();
        let mut findings = Findings::default();
        findings.data(folder.path(), &search).unwrap();
        let found = |holding| {
            let streams = findings.streams(holding).iter();
            streams
                .filter(|(_, hits)| !hits.found.is_empty())
                .map(|(name, _)| name.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(found(Holding::Database), ["beffroi.sqlite", "beffroi.sqlite-wal"]);
        assert_eq!(found(Holding::Objects), ["objects/aa/0"]);
        assert_eq!(found(Holding::OtherFiles), [".hidden"]);
    }

    #[test]
    fn a_mail_is_searched_as_its_reader_sees_it() {
        let word = "abcdwxyzqrstmnop";
        let search = Search::new([word].into_iter()).unwrap();
        let folded =
            "Subject: x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nabcdwx=\r\nyzqrstmnop\r\n";
        let subject = "Subject: =?utf-8?b?w6lhYmNkd3h5?= =?utf-8?b?enFyc3Rtbm9w?=\r\n\r\nx\r\n";
        for mail in [folded, subject] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("1"), mail).unwrap();
            let mut findings = Findings::default();
            findings.mail(folder.path(), &search).unwrap();
            let streams = findings.streams(Holding::Mail);
            assert!(streams[0].1.found.is_empty() && !streams[1].1.found.is_empty(), "{mail}");
        }
    }
}
