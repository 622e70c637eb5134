//! `beffroi document …`: folders, places, names, the bin, versions.

use beffroi_client::Session;
use beffroi_client::view::{VersionView, WorkspaceView};
use beffroi_seal::id::{FolderId, WorkspaceId};

use super::find;
use crate::args::Document;
use crate::exit::{Exit, Failure};
use crate::people::failure;
use crate::terminal::Terminal;

/// Runs one `document` command.
pub async fn run(session: &Session, command: &Document, terminal: &Terminal) -> Result<(), Failure> {
    let (Document::Folder { workspace, .. }
    | Document::Move { workspace, .. }
    | Document::Rename { workspace, .. }
    | Document::Trash { workspace, .. }
    | Document::Restore { workspace, .. }
    | Document::Purge { workspace, .. }
    | Document::Versions { workspace, .. }
    | Document::Revert { workspace, .. }) = command;
    let id = find::workspace(session, workspace).await?.id;
    let view = session.workspace(id).await.map_err(|error| failure(&error))?;
    match command {
        Document::Folder { path, .. } => {
            let folder = make_folders(session, &view, id, path).await?;
            return told(terminal, &serde_json::json!({ "folder": folder }));
        }
        Document::Move { items, to, .. } => {
            let folder = if to == find::SEPARATOR { None } else { Some(find::folder(&view, to)?) };
            session.move_to(id, &find::items(&view, items)?, folder).await
        }
        Document::Rename { item, name, .. } => session.rename(id, find::item(&view, item)?, name).await,
        Document::Trash { items, .. } => session.trash(id, &find::items(&view, items)?).await,
        Document::Restore { items, .. } => session.restore(id, &find::binned(&view, items)?).await,
        Document::Purge { items, .. } => session.purge(id, &find::binned(&view, items)?).await,
        Document::Versions { document, .. } => {
            let (document, _) = find::document(&view, document)?;
            let history = session.document_history(id, document).await.map_err(|error| failure(&error))?;
            if terminal.json() {
                terminal.value(&history);
            } else {
                history.versions.iter().for_each(|version| line(version, terminal));
            }
            return Ok(());
        }
        Document::Revert { document, number, .. } => {
            let (document, name) = find::document(&view, document)?;
            let history = session.document_history(id, document).await.map_err(|error| failure(&error))?;
            let version = find::version(&history, &name, *number)?;
            session.restore_version(id, document, version.version).await
        }
    }
    .map_err(|error| failure(&error))?;
    told(terminal, &serde_json::json!({ "workspace": id }))
}

fn told(terminal: &Terminal, value: &serde_json::Value) -> Result<(), Failure> {
    if terminal.json() {
        terminal.value(value);
    } else {
        terminal.line(&terminal.text("document.done", &[]));
    }
    Ok(())
}

/// The folder of that path; those that are missing are made.
async fn make_folders(
    session: &Session,
    view: &WorkspaceView,
    workspace: WorkspaceId,
    path: &str,
) -> Result<FolderId, Failure> {
    let mut parent = None;
    for name in path.split(find::SEPARATOR).filter(|name| !name.is_empty()) {
        let there = view.folders.iter().find(|folder| folder.parent == parent && folder.name == name);
        let folder = match there {
            Some(folder) => folder.id,
            None => {
                let made = session.create_folder(workspace, parent, name).await;
                made.map_err(|error| failure(&error))?
            }
        };
        parent = Some(folder);
    }
    parent.ok_or_else(|| Failure::new(Exit::Input, "name-empty"))
}

fn line(version: &VersionView, terminal: &Terminal) {
    let (number, size) = (version.number.to_string(), indicatif::BinaryBytes(version.size).to_string());
    let date = version.added_at.to_string();
    let said = terminal.text(
        "versions.line",
        &[("number", &number), ("size", &size), ("date", &date), ("who", &version.added_by)],
    );
    let repeats = version.repeats.map(|earlier| earlier.to_string()).map_or_else(String::new, |earlier| {
        format!("  {}", terminal.text("versions.repeats", &[("number", &earlier)]))
    });
    terminal.line(&format!("{said}{repeats}"));
}
