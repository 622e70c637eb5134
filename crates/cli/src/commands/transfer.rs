//! `beffroi put` and `beffroi get`: streaming, resumable, verified.

use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

use beffroi_client::document::NewDocument;
use beffroi_client::host::LocalFuture;
use beffroi_client::native::{FileSink, FileSource};
use beffroi_client::source::{Sink, Source, StreamError};
use beffroi_client::view::{Progress, WorkspaceView};
use beffroi_client::{Item, Name, Session};
use beffroi_seal::id::{DocumentId, VersionId};
use indicatif::{ProgressBar, ProgressStyle};

use super::find;
use crate::args::{Get, Put};
use crate::exit::{Exit, Failure};
use crate::people::failure;
use crate::terminal::Terminal;

/// Puts files in a workspace, or one file as the new version of a document.
pub async fn put(session: &Session, arguments: &Put, terminal: &Terminal) -> Result<(), Failure> {
    let workspace = find::workspace(session, &arguments.workspace).await?.id;
    let (mut folder, mut document) = (None, None);
    if arguments.folder.is_some() || arguments.version_of.is_some() {
        let view = session.workspace(workspace).await.map_err(|error| failure(&error))?;
        folder = arguments.folder.as_ref().map(|name| find::folder(&view, name)).transpose()?;
        let found = arguments.version_of.as_ref().map(|name| find::document(&view, name)).transpose()?;
        document = found.map(|(id, _)| id);
    }
    if document.is_some() && arguments.files.len() > 1 {
        return Err(Failure::new(Exit::Input, "version-of-many"));
    }
    let mut put = Vec::new();
    for path in &arguments.files {
        let name = file_name(path)?;
        let source = FileSource::open(path).map_err(|error| {
            Failure::new(Exit::Input, "file-unreadable").with("file", path.display()).because(error)
        })?;
        let bar = bar(source.size(), &name, "transfer.sending", terminal);
        let new = NewDocument { workspace, folder, document, name: &name, media_type: "" };
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

/// What `get` is to write.
enum Wanted {
    /// A document, in its version in force or another.
    Document { id: DocumentId, version: Option<VersionId> },
    /// A folder, or several things, as one zip.
    Zip(Vec<Item>),
}

/// Gets one document out, or a zip of a folder or of several things; it takes its name only once verified. To standard
/// output (`-`) goes no byte that was not verified either, but what was cut short shows in the exit code alone.
pub async fn get(session: &Session, arguments: &Get, terminal: &Terminal) -> Result<(), Failure> {
    let workspace = find::workspace(session, &arguments.workspace).await?.id;
    let view = session.workspace(workspace).await.map_err(|error| failure(&error))?;
    let (wanted, name, size) = wanted(session, &view, arguments).await?;
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
    let tell = |progress: Progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    };
    let received = match &wanted {
        Wanted::Document { id, version } => {
            session.download(workspace, *id, *version, &mut *sink, &tell).await
        }
        Wanted::Zip(items) => session.download_zip(workspace, items, &mut *sink, &tell).await,
    };
    bar.finish_and_clear();
    received.map_err(|error| failure(&error))?;
    if piped {
        return Ok(());
    }
    if terminal.json() {
        let id = match wanted {
            Wanted::Document { id, .. } => Some(id),
            Wanted::Zip(_) => None,
        };
        terminal.value(&serde_json::json!({ "file": path, "id": id }));
    } else {
        terminal.line(&terminal.text("get.done", &[("file", &path.display().to_string())]));
    }
    Ok(())
}

/// What is asked for, the name it gets unless another is given, and its size when it is known.
async fn wanted(
    session: &Session,
    view: &WorkspaceView,
    arguments: &Get,
) -> Result<(Wanted, String, u64), Failure> {
    let items = find::items(view, &arguments.items)?;
    match (&items[..], arguments.number) {
        ([Item::Document(id)], number) => {
            let (id, name) = find::document(view, &id.to_string())?;
            let history = session.document_history(view.summary.id, id).await;
            let history = history.map_err(|error| failure(&error))?;
            let chosen = number.map(|number| find::version(&history, &name, number)).transpose()?;
            let size = chosen.map_or(history.document.size, |version| version.size);
            Ok((Wanted::Document { id, version: chosen.map(|version| version.version) }, name, size))
        }
        (_, Some(_)) => Err(Failure::new(Exit::Input, "version-of-many")),
        (_, None) => {
            let folder = |id| view.folders.iter().find(|folder| folder.id == id);
            let name = match items[..] {
                [Item::Folder(id)] => folder(id).map(|folder| folder.name.clone()),
                _ => None,
            };
            let name = format!("{}.zip", name.unwrap_or_else(|| file_safe(&view.summary.name)));
            Ok((Wanted::Zip(items), name, 0))
        }
    }
}

/// The name of a workspace is free text: a file of that name stays in the folder where it is written.
fn file_safe(name: &str) -> String {
    Name::neutralised(name).as_str().to_owned()
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

pub fn bar(size: u64, name: &str, key: &str, terminal: &Terminal) -> ProgressBar {
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
