//! Folders, names, places, the bin, earlier versions: signed entries, those of one gesture in one commit.

use std::collections::BTreeSet;

use beffroi_ledger::workspace::{CommitDraft, Space};
use beffroi_seal::id::{DocumentId, FolderId, VersionId, WorkspaceId};
use beffroi_vault::{Item, VaultEntry};

use super::DocumentError;
use crate::error::ClientError;
use crate::link::suspended_with;
use crate::session::Session;
use crate::workspace::Drafting;

impl Session {
    /// Creates a folder.
    ///
    /// # Errors
    /// When the name is refused or the folder around it is not there.
    pub async fn create_folder(
        &self,
        workspace: WorkspaceId,
        parent: Option<FolderId>,
        name: &str,
    ) -> Result<FolderId, ClientError> {
        let folder = FolderId::make(&mut self.around.rng());
        let entry = VaultEntry::FolderCreated { folder, parent, name: name.to_owned() };
        self.write_vault(workspace, vec![entry]).await?;
        Ok(folder)
    }

    /// Gives a document or a folder another name.
    ///
    /// # Errors
    /// When the name is refused or there is no such thing.
    pub async fn rename(&self, workspace: WorkspaceId, item: Item, name: &str) -> Result<(), ClientError> {
        self.write_vault(workspace, vec![VaultEntry::Renamed { item, name: name.to_owned() }]).await
    }

    /// Describes a document or a folder; an empty text takes the description away.
    ///
    /// # Errors
    /// When the text is too long or there is no such thing.
    pub async fn describe(&self, workspace: WorkspaceId, item: Item, text: &str) -> Result<(), ClientError> {
        let text = text.trim().to_owned();
        self.write_vault(workspace, vec![VaultEntry::Described { item, text }]).await
    }

    /// Moves documents and folders: all of them, or none.
    ///
    /// # Errors
    /// When a folder would be inside itself, or something is not there.
    pub async fn move_to(
        &self,
        workspace: WorkspaceId,
        items: &[Item],
        folder: Option<FolderId>,
    ) -> Result<(), ClientError> {
        self.write_each(workspace, items, |item| VaultEntry::Moved { item, folder }).await
    }

    /// Puts documents and folders in the bin: all of them, or none. Links that share something of it are suspended.
    ///
    /// # Errors
    /// When something is there already, or is not there at all.
    pub async fn trash(&self, workspace: WorkspaceId, items: &[Item]) -> Result<(), ClientError> {
        let once: BTreeSet<_> = items.iter().copied().collect();
        let items: Vec<_> = once.into_iter().collect();
        let entries = items.iter().map(|item| VaultEntry::Trashed { item: *item }).collect();
        self.write_vault_with(workspace, entries, |draft, drafting| suspended_with(draft, drafting, &items))
            .await
    }

    /// Takes documents and folders out of the bin: all of them, or none.
    ///
    /// # Errors
    /// When something is not in the bin.
    pub async fn restore(&self, workspace: WorkspaceId, items: &[Item]) -> Result<(), ClientError> {
        self.write_each(workspace, items, |item| VaultEntry::Restored { item }).await
    }

    /// Puts the content of an earlier version of a document in force again, as a version of its own.
    ///
    /// # Errors
    /// When there is no such version, or it is the one in force.
    pub async fn restore_version(
        &self,
        workspace: WorkspaceId,
        document: DocumentId,
        version: VersionId,
    ) -> Result<(), ClientError> {
        self.write_vault(workspace, vec![VaultEntry::VersionRestored { document, version }]).await
    }

    async fn write_each(
        &self,
        workspace: WorkspaceId,
        items: &[Item],
        entry: impl Fn(Item) -> VaultEntry,
    ) -> Result<(), ClientError> {
        let once: BTreeSet<_> = items.iter().copied().collect();
        self.write_vault(workspace, once.into_iter().map(entry).collect()).await
    }

    /// Signs the entries, in one commit: either all of them come to be, or none. Each is judged as things stand before the
    /// commit, which is exact as long as no entry depends on another.
    async fn write_vault(&self, workspace: WorkspaceId, entries: Vec<VaultEntry>) -> Result<(), ClientError> {
        self.write_vault_with(workspace, entries, |draft, _| draft).await
    }

    /// The same, with what else the commit does.
    async fn write_vault_with(
        &self,
        workspace: WorkspaceId,
        entries: Vec<VaultEntry>,
        besides: impl Fn(CommitDraft, &Drafting<'_>) -> CommitDraft,
    ) -> Result<(), ClientError> {
        let opened = self.open(workspace).await?;
        if entries.is_empty() {
            return Ok(());
        }
        self.append(&opened, |drafting| {
            let vault = drafting.inner.fold.vault();
            for entry in &entries {
                vault.check(entry).map_err(|refusal| DocumentError::refused(entry.name(), refusal))?;
            }
            let draft = entries.iter().fold(besides(drafting.draft(), drafting), |draft, entry| {
                draft.content(Space::Vault, entry.encode())
            });
            Ok(Some(draft))
        })
        .await?;
        Ok(())
    }
}
