//! `beffroi link look|fetch|refuse`: a link in the hands of whoever received it, without an account.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use beffroi_client::link::{LinkAddress, OpenVisit};
use beffroi_client::native::FileSink;
use beffroi_client::view::{LinkCoverView, LinkDocumentView};
use beffroi_client::{Client, ClientError, Name};

use super::link::quote;
use super::transfer::bar;
use crate::args::{Link, LinkFetch};
use crate::exit::{Exit, Failure};
use crate::people::{failure, password, visitor};
use crate::terminal::Terminal;

/// A command that needs no account.
pub enum Visited<'a> {
    /// Shows who shares what.
    Look { address: &'a str },
    /// Gets the documents.
    Fetch(&'a LinkFetch),
    /// Declares not to be the recipient.
    Refuse { address: &'a str, signed: &'a str, text: &'a str },
}

/// The command, when it is one of those.
pub fn visited(command: &Link) -> Option<Visited<'_>> {
    match command {
        Link::Look { address } => Some(Visited::Look { address }),
        Link::Fetch(arguments) => Some(Visited::Fetch(arguments)),
        Link::Refuse { address, signed, text } => Some(Visited::Refuse { address, signed, text }),
        _ => None,
    }
}

/// Runs it.
pub async fn run(command: &Visited<'_>, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        Visited::Look { address } => {
            let visit = client(address)?.visit_link(address).await.map_err(|error| failure(&error))?;
            look(&visit.cover(), terminal);
            Ok(())
        }
        Visited::Fetch(arguments) => fetch(arguments, terminal).await,
        Visited::Refuse { address, signed, text } => {
            client(address)?.refuse_link(address, signed, text).await.map_err(|error| failure(&error))?;
            if terminal.json() {
                terminal.value(&serde_json::json!({ "refused": true }));
            } else {
                terminal.line(&terminal.text("links.refusal-done", &[]));
            }
            Ok(())
        }
    }
}

/// A client of the server that the address names; it keeps nothing on this machine.
fn client(address: &str) -> Result<Client, Failure> {
    let read = LinkAddress::parse(address).map_err(|error| failure(&ClientError::from(error)))?;
    visitor(&read.server)
}

fn look(cover: &LinkCoverView, terminal: &Terminal) {
    if terminal.json() {
        terminal.value(cover);
        return;
    }
    let from = [("author", &*cover.author), ("organisation", &*cover.organisation), ("title", &*cover.title)];
    terminal.line(&terminal.text("links.from", &from));
    if !cover.message.is_empty() {
        terminal.line(&terminal.text("links.message", &[]));
        quote(&cover.message, terminal);
    }
    let (documents, size) = (cover.documents.to_string(), indicatif::BinaryBytes(cover.size).to_string());
    terminal.line(&terminal.text("links.content", &[("documents", &documents), ("size", &size)]));
    let until = cover.expires_at.strftime(&terminal.text("instant", &[])).to_string();
    terminal.line(&terminal.text("links.until", &[("until", &until)]));
    if cover.password {
        terminal.line(&terminal.text("links.has-password", &[]));
    }
}

async fn fetch(arguments: &LinkFetch, terminal: &Terminal) -> Result<(), Failure> {
    check(arguments)?;
    let visit = client(&arguments.address)?.visit_link(&arguments.address).await;
    let visit = Rc::new(visit.map_err(|error| failure(&error))?);
    let needed = visit.cover().password;
    let secret = needed.then(|| password(arguments.password_file.as_deref(), false, terminal)).transpose()?;
    let open = visit.open(secret.as_deref()).await.map_err(|error| failure(&error))?;
    let documents = open.view().document_list;
    let files = places(documents.iter().map(|one| one.name.as_str()), &arguments.out)?;
    for (document, path) in documents.iter().zip(&files) {
        save(&open, document, path, terminal).await?;
        if !terminal.json() {
            terminal.line(&terminal.text("get.done", &[("file", &path.display().to_string())]));
        }
    }
    if let Some(name) = &arguments.acknowledge {
        open.acknowledge(name).await.map_err(|error| failure(&error))?;
        if !terminal.json() {
            terminal.line(&terminal.text("links.acknowledged", &[]));
        }
    }
    if terminal.json() {
        let acknowledged = arguments.acknowledge.is_some();
        terminal.value(&serde_json::json!({ "files": files, "acknowledged": acknowledged }));
    }
    Ok(())
}

/// What can be wrong before the server notes that the link is opened.
fn check(arguments: &LinkFetch) -> Result<(), Failure> {
    if !arguments.out.is_dir() {
        return Err(Failure::new(Exit::Input, "folder-missing").with("folder", arguments.out.display()));
    }
    if arguments.acknowledge.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Err(Failure::new(Exit::Input, "acknowledge-unsigned"));
    }
    Ok(())
}

/// Where each document goes: under a name that stays in `folder`, whatever the sender wrote, and once each. All are looked at
/// before the first is counted as a download.
fn places<'a>(names: impl Iterator<Item = &'a str>, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut taken = BTreeSet::new();
    names.map(|name| place(name, folder, &mut taken)).collect()
}

fn place(name: &str, folder: &Path, taken: &mut BTreeSet<String>) -> Result<PathBuf, Failure> {
    let name = Name::neutralised(name);
    let mut number = 1;
    let mut chosen = name.clone();
    // What is being received stands under a name of its own beside: it must not be that of another document either.
    let both = |name: &Name| [name.as_str().to_lowercase(), format!("{}.part", name.as_str().to_lowercase())];
    while both(&chosen).iter().any(|name| taken.contains(name)) {
        number += 1;
        chosen = name.numbered(number);
    }
    taken.extend(both(&chosen));
    let path = folder.join(chosen.as_str());
    // Also a link that leads nowhere: something of that name is there.
    if path.symlink_metadata().is_ok() {
        return Err(Failure::new(Exit::Input, "file-exists").with("file", path.display()));
    }
    Ok(path)
}

async fn save(
    open: &OpenVisit,
    document: &LinkDocumentView,
    path: &Path,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let mut sink = FileSink::create(path, false).map_err(|error| {
        Failure::new(Exit::Input, "file-unwritable").with("file", path.display()).because(error)
    })?;
    // The name as written here: the sender's may steer the terminal.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bar = bar(document.size, &name, "transfer.receiving", terminal);
    let tell = |progress: beffroi_client::view::Progress| bar.set_position(progress.done);
    let received = open.download(document.document, &mut sink, &tell).await;
    bar.finish_and_clear();
    received.map_err(|error| failure(&error))
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn whatever_the_sender_calls_them_documents_stay_in_the_folder_and_apart() {
        let folder = tempfile::tempdir().unwrap();
        let hostile = [
            "../../.bashrc",
            "..",
            "/etc/passwd",
            "C:\\Windows\\cmd.exe",
            "CON.txt",
            "fact\u{202e}fdp.exe",
            "\u{1b}]0;titre\u{7}.pdf",
            "",
            "plan.pdf",
            "Plan.PDF",
            "bilan.part",
            "bilan",
        ];
        let files = places(hostile.into_iter(), folder.path()).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
        assert!(files.iter().all(|file| file.parent() == Some(folder.path())), "{files:?}");
        assert_eq!(
            names,
            [
                ".._.._.bashrc",
                "_",
                "_etc_passwd",
                "C:_Windows_cmd.exe",
                "_CON.txt",
                "fact_fdp.exe",
                "_]0;titre_.pdf",
                "_ (2)",
                "plan.pdf",
                "Plan (2).PDF",
                "bilan.part",
                "bilan (2)",
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_taken_in_the_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("nulle-part", folder.path().join("plan.pdf")).unwrap();
        let refused = places(["note.txt", "plan.pdf"].into_iter(), folder.path()).unwrap_err();
        assert_eq!(refused.code, "file-exists");
    }
}
