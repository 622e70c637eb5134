//! Folders, names, the bin: one signed entry each.

use beffroi_ledger::workspace::Space;
use beffroi_seal::id::{FolderId, WorkspaceId};
use beffroi_vault::{Item, VaultEntry};

use super::DocumentError;
use crate::error::ClientError;
use crate::session::Session;

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
        self.write_vault(workspace, entry).await?;
        Ok(folder)
    }

    /// Gives a document or a folder another name.
    ///
    /// # Errors
    /// When the name is refused or there is no such thing.
    pub async fn rename(&self, workspace: WorkspaceId, item: Item, name: &str) -> Result<(), ClientError> {
        self.write_vault(workspace, VaultEntry::Renamed { item, name: name.to_owned() }).await
    }

    /// Moves a document or a folder.
    ///
    /// # Errors
    /// When a folder would be inside itself, or there is no such thing.
    pub async fn move_to(
        &self,
        workspace: WorkspaceId,
        item: Item,
        folder: Option<FolderId>,
    ) -> Result<(), ClientError> {
        self.write_vault(workspace, VaultEntry::Moved { item, folder }).await
    }

    /// Puts a document or a folder in the bin.
    ///
    /// # Errors
    /// When it is there already, or there is no such thing.
    pub async fn trash(&self, workspace: WorkspaceId, item: Item) -> Result<(), ClientError> {
        self.write_vault(workspace, VaultEntry::Trashed { item }).await
    }

    /// Takes a document or a folder out of the bin.
    ///
    /// # Errors
    /// When it is not in the bin.
    pub async fn restore(&self, workspace: WorkspaceId, item: Item) -> Result<(), ClientError> {
        self.write_vault(workspace, VaultEntry::Restored { item }).await
    }

    async fn write_vault(&self, workspace: WorkspaceId, entry: VaultEntry) -> Result<(), ClientError> {
        let opened = self.open(workspace).await?;
        self.append(&opened, |drafting| {
            let checked = drafting.inner.fold.vault().check(&entry);
            checked.map_err(|refusal| DocumentError::refused(name_in(&entry), refusal))?;
            Ok(Some(drafting.draft().content(Space::Vault, entry.encode())))
        })
        .await?;
        Ok(())
    }
}

/// The name that an entry gives.
fn name_in(entry: &VaultEntry) -> Option<&str> {
    match entry {
        VaultEntry::FolderCreated { name, .. } | VaultEntry::Renamed { name, .. } => Some(name),
        _ => None,
    }
}
