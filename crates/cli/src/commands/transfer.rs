//! `beffroi put` and `beffroi get`: streaming, resumable, verified.

use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

use beffroi_client::Session;
use beffroi_client::document::NewDocument;
use beffroi_client::host::LocalFuture;
use beffroi_client::native::{FileSink, FileSource};
use beffroi_client::source::{Sink, Source, StreamError};
use indicatif::{ProgressBar, ProgressStyle};

use super::find;
use crate::args::{Get, Put};
use crate::exit::{Exit, Failure};
use crate::people::failure;
use crate::terminal::Terminal;

/// Puts files in a workspace.
pub async fn put(session: &Session, arguments: &Put, terminal: &Terminal) -> Result<(), Failure> {
    let workspace = find::workspace(session, &arguments.workspace).await?.id;
    let folder = match &arguments.folder {
        None => None,
        Some(name) => {
            let view = session.workspace(workspace).await.map_err(|error| failure(&error))?;
            Some(find::folder(&view, name)?)
        }
    };
    let mut put = Vec::new();
    for path in &arguments.files {
        let name = file_name(path)?;
        let source = FileSource::open(path).map_err(|error| {
            Failure::new(Exit::Input, "file-unreadable").with("file", path.display()).because(error)
        })?;
        let bar = bar(source.size(), &name, "transfer.sending", terminal);
        let new = NewDocument { workspace, folder, document: None, name: &name, media_type: "" };
        let sent = session.upload(new, &source, &|progress| bar.set_position(progress.done)).await;
        bar.finish_and_clear();
        let id = sent.map_err(|error| failure(&error))?.to_string();
        if !terminal.json() {
            terminal.line(&terminal.text("put.done", &[("name", &name), ("id", &id)]));
        }
        put.push(serde_json::json!({ "name": name, "id": id }));
    }
    if terminal.json() {
        terminal.value(&put);
    }
    Ok(())
}

/// Gets one document out; it takes its name only once verified. To standard output (`-`) goes no byte that was not
/// verified either, but what was cut short shows in the exit code alone.
pub async fn get(session: &Session, arguments: &Get, terminal: &Terminal) -> Result<(), Failure> {
    let workspace = find::workspace(session, &arguments.workspace).await?.id;
    let view = session.workspace(workspace).await.map_err(|error| failure(&error))?;
    let (document, name) = find::document(&view, &arguments.document)?;
    let size = view.document_list.iter().find(|one| one.id == document).map_or(0, |one| one.size);
    let path = match &arguments.out {
        Some(path) if path.is_dir() => path.join(&name),
        Some(path) => path.clone(),
        None => PathBuf::from(&name),
    };
    // Asked for by name: a document that somebody called « - » is a file like any other.
    let piped = arguments.out.as_deref() == Some(Path::new(STANDARD_OUTPUT));
    let unwritable = |error: String| {
        Failure::new(Exit::Input, "file-unwritable").with("file", path.display()).because(error)
    };
    let mut sink: Box<dyn Sink> = if piped {
        Box::new(Piped::open().map_err(|error| unwritable(error.to_string()))?)
    } else {
        Box::new(FileSink::create(&path, false).map_err(|error| unwritable(error.to_string()))?)
    };
    let bar = bar(size, &name, "transfer.receiving", terminal);
    let received = session
        .download(workspace, document, None, &mut *sink, &|progress| bar.set_position(progress.done))
        .await;
    bar.finish_and_clear();
    received.map_err(|error| failure(&error))?;
    if piped {
        return Ok(());
    }
    if terminal.json() {
        terminal.value(&serde_json::json!({ "file": path, "id": document }));
    } else {
        terminal.line(&terminal.text("get.done", &[("file", &path.display().to_string())]));
    }
    Ok(())
}

/// Stands for standard output.
const STANDARD_OUTPUT: &str = "-";

/// Verified content for the next program.
struct Piped(File);

impl Piped {
    fn open() -> std::io::Result<Self> {
        Ok(Self(std::io::stdout().as_fd().try_clone_to_owned()?.into()))
    }
}

impl Sink for Piped {
    fn write(&mut self, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StreamError>> {
        Box::pin(async move {
            self.0.write_all(&bytes).map_err(|error| StreamError::Write {
                name: STANDARD_OUTPUT.to_owned(),
                reason: error.to_string(),
            })
        })
    }

    fn finish(&mut self) -> LocalFuture<'_, Result<(), StreamError>> {
        Box::pin(async { Ok(()) })
    }

    fn abandon(&mut self) -> LocalFuture<'_, ()> {
        Box::pin(async {})
    }
}

fn file_name(path: &Path) -> Result<String, Failure> {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .ok_or_else(|| Failure::new(Exit::Input, "file-unreadable").with("file", path.display()))
}

fn bar(size: u64, name: &str, key: &str, terminal: &Terminal) -> ProgressBar {
    if !terminal.shows_progress() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{prefix} {msg} {bar:30} {percent:>3} %  {binary_bytes_per_sec}  {eta}")
            .expect("the template is well-formed");
    let bar = ProgressBar::new(size)
        .with_style(style)
        .with_prefix(terminal.text(key, &[]))
        .with_message(name.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
