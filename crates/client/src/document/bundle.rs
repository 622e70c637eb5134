//! Several documents and folders as one zip, written as it is read: memory does not grow with what is in it.

use std::collections::BTreeSet;

use beffroi_seal::id::{DocumentId, WorkspaceId};
use beffroi_seal::keys::FileKey;
use beffroi_vault::{Document, FileVersion, Item, Name, VaultState};
use jiff::tz::TimeZone;

use super::DocumentError;
use super::download::read_object;
use crate::error::ClientError;
use crate::session::Session;
use crate::source::Sink;
use crate::surroundings::instant;
use crate::view::{OnProgress, Progress};
use crate::workspace::Workspace;
use crate::zip::{EntrySink, ZipTo};

/// What goes into the zip, in this order.
enum Piece {
    /// A folder with nothing in it; its path ends with a slash.
    Folder { path: String },
    /// A document in its current version.
    Document { path: String, id: DocumentId, added_ms: i64, file: Box<FileVersion>, key: FileKey },
}

impl Session {
    /// Writes a zip of documents and of folders with all that is in them, in their current versions. Paths begin at the
    /// folder that holds what was chosen, or at the root when it comes from several.
    ///
    /// # Errors
    /// When something is not there or in the bin, or a document is damaged: nothing stands under the final name then.
    pub async fn download_zip(
        &self,
        workspace: WorkspaceId,
        items: &[Item],
        sink: &mut dyn Sink,
        on_progress: OnProgress<'_>,
    ) -> Result<(), ClientError> {
        let opened = self.open(workspace).await?;
        let pieces = self.pieces(&opened, items)?;
        let mut zip = ZipTo::new(sink);
        let written = self.write_zip(workspace, &mut zip, pieces, on_progress).await;
        zip.conclude(written).await?;
        Ok(())
    }

    fn pieces(&self, opened: &Workspace, items: &[Item]) -> Result<Vec<Piece>, ClientError> {
        opened.with(|inner| {
            if inner.role(self.keys.account).is_none() {
                return Err(ClientError::NotMember { workspace: opened.id });
            }
            let vault = inner.fold.vault();
            let mut pieces = Vec::new();
            for (path, item) in contents(vault, items)? {
                pieces.push(match item.and_then(|document| vault.document(document)) {
                    None => Piece::Folder { path },
                    Some(document) => Piece::Document {
                        path,
                        id: document.id,
                        added_ms: document.current().meta.at.unix_ms(),
                        file: Box::new(document.current().file.clone()),
                        key: inner.file_key(document.id, &document.current().file)?,
                    },
                });
            }
            Ok(pieces)
        })
    }

    async fn write_zip(
        &self,
        workspace: WorkspaceId,
        zip: &mut ZipTo<'_>,
        pieces: Vec<Piece>,
        on_progress: OnProgress<'_>,
    ) -> Result<(), ClientError> {
        let size = |piece: &Piece| match piece {
            Piece::Folder { .. } => 0,
            Piece::Document { file, .. } => file.size,
        };
        let total = pieces.iter().map(size).sum();
        let zone = self.with_org(|org| org.zone().and_then(|zone| TimeZone::get(zone).ok()));
        let zone = zone.unwrap_or(TimeZone::UTC);
        let mut before = 0;
        for piece in pieces {
            match piece {
                Piece::Folder { path } => zip.folder(&path).await?,
                Piece::Document { path, id, added_ms, file, key } => {
                    let object = self.object_to_read(workspace, id, &path, &file, key);
                    let date = instant(added_ms).to_zoned(zone.clone()).datetime();
                    zip.begin_dated(&path, file.size, date)?;
                    let report =
                        |progress: Progress| on_progress(Progress { done: before + progress.done, total });
                    read_object(&self.around, object, &mut EntrySink(zip), &report).await?;
                    before += file.size;
                }
            }
        }
        Ok(())
    }
}

/// The paths of what was chosen: a document each, none for an empty folder. What is in the bin does not come along.
fn contents(vault: &VaultState, items: &[Item]) -> Result<Vec<(String, Option<DocumentId>)>, ClientError> {
    let items: BTreeSet<_> = items.iter().copied().collect();
    let parent = |item: &Item| match item {
        Item::Folder(folder) => vault.folder(*folder).map(beffroi_vault::Folder::parent),
        Item::Document(document) => vault.document(*document).map(Document::parent),
    };
    let parents: BTreeSet<_> = items.iter().map(parent).collect();
    let skipped = |item: Item| match parents.len() {
        1 => vault.path(item).len().saturating_sub(1),
        _ => 0,
    };
    let mut found = Vec::new();
    for item in items {
        if vault.is_trashed(item) {
            return Err(match item {
                Item::Folder(folder) => DocumentError::FolderUnknown { folder },
                Item::Document(document) => DocumentError::Unknown { document },
            }
            .into());
        }
        walk(vault, item, skipped(item), &mut found);
    }
    // A folder and something inside it may both have been chosen.
    found.sort();
    found.dedup();
    Ok(found)
}

fn walk(vault: &VaultState, item: Item, skipped: usize, found: &mut Vec<(String, Option<DocumentId>)>) {
    let path: Vec<_> = vault.path(item).into_iter().skip(skipped).map(Name::as_str).collect();
    let path = path.join("/");
    match item {
        Item::Document(document) => found.push((path, Some(document))),
        Item::Folder(folder) => {
            let before = found.len();
            for child in vault.list(Some(folder)) {
                walk(vault, child, skipped, found);
            }
            if found.len() == before {
                found.push((format!("{path}/"), None));
            }
        }
    }
}
