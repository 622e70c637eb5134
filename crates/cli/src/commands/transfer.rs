//! `beffroi put` and `beffroi get`: streaming, resumable, verified.

use std::path::{Path, PathBuf};
use std::time::Duration;

use beffroi_client::Session;
use beffroi_client::document::NewDocument;
use beffroi_client::native::{FileSink, FileSource};
use beffroi_client::source::Source;
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

/// Gets one document out; it takes its name only once verified.
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
    let mut sink = FileSink::create(&path, false).map_err(|error| {
        Failure::new(Exit::Input, "file-unwritable").with("file", path.display()).because(error)
    })?;
    let bar = bar(size, &name, "transfer.receiving", terminal);
    let received = session
        .download(workspace, document, None, &mut sink, &|progress| bar.set_position(progress.done))
        .await;
    bar.finish_and_clear();
    received.map_err(|error| failure(&error))?;
    if terminal.json() {
        terminal.value(&serde_json::json!({ "file": path, "id": document }));
    } else {
        terminal.line(&terminal.text("get.done", &[("file", &path.display().to_string())]));
    }
    Ok(())
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
