//! The life of a workspace: suspended, closed, deleted; and what is destroyed for good in it.

use std::collections::BTreeSet;

use beffroi_ledger::workspace::{CommitDraft, LinkStatus, OBJECTS_DESTROYED_MAX, Role, Space};
use beffroi_seal::id::{DocumentId, ObjectId, WorkspaceId};
use beffroi_vault::{Item, VaultEntry};

use super::append::Drafting;
use super::fold::{WorkspaceMeta, WorkspaceMetaEntry};
use super::state::Inner;
use crate::document::DocumentError;
use crate::error::ClientError;
use crate::session::Session;
use crate::view::Kind;

/// What is said of a workspace.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is for; may be empty.
    pub purpose: &'a str,
    /// The processing of personal data that it serves, with its legal reference; may be empty.
    pub processing: &'a str,
}

/// The longest name, in characters.
const NAME_MAX: usize = 200;
/// The longest of the other texts, in characters.
const TEXT_MAX: usize = 2_000;

impl Session {
    /// Says anew what a workspace is called, what it is for, and which processing of personal data it serves.
    ///
    /// # Errors
    /// When this account is not an owner, the name is missing, or a text is too long.
    pub async fn describe_workspace(
        &self,
        workspace: WorkspaceId,
        described: &Described<'_>,
    ) -> Result<(), ClientError> {
        let [name, purpose, processing] =
            [described.name, described.purpose, described.processing].map(str::trim);
        if name.is_empty() {
            return Err(ClientError::NameEmpty);
        }
        for (field, text, characters_max) in
            [("name", name, NAME_MAX), ("purpose", purpose, TEXT_MAX), ("processing", processing, TEXT_MAX)]
        {
            if text.chars().count() > characters_max {
                return Err(ClientError::TextTooLong { field, characters_max });
            }
        }
        let opened = self.open(workspace).await?;
        self.append(&opened, |drafting| {
            if drafting.inner.role(self.keys.account) != Some(Role::Owner) {
                return Err(ClientError::OwnersOnly { workspace });
            }
            let before = drafting.inner.fold.meta();
            let meta = WorkspaceMeta {
                processing: processing.to_owned(),
                ..WorkspaceMeta::new(name, purpose, before.kind)
            };
            let entry = WorkspaceMetaEntry::Described { meta: meta.clone() }.encode();
            Ok((meta != *before).then(|| drafting.draft().content(Space::Meta, entry)))
        })
        .await?;
        Ok(())
    }

    /// Suspends a workspace: until it is resumed only its owners read, nobody writes, and its links are not served.
    ///
    /// # Errors
    /// When this account is not an owner.
    pub async fn suspend_workspace(&self, workspace: WorkspaceId) -> Result<(), ClientError> {
        self.turn(workspace, |drafting| {
            (!drafting.inner.log.access().suspended()).then(|| drafting.draft().suspend())
        })
        .await
    }

    /// Ends a suspension.
    ///
    /// # Errors
    /// When this account is not an owner.
    pub async fn resume_workspace(&self, workspace: WorkspaceId) -> Result<(), ClientError> {
        self.turn(workspace, |drafting| {
            drafting.inner.log.access().suspended().then(|| drafting.draft().resume())
        })
        .await
    }

    /// Closes a workspace: it is read, and no more written until it is reopened.
    ///
    /// # Errors
    /// When this account is not an owner.
    pub async fn close_workspace(&self, workspace: WorkspaceId) -> Result<(), ClientError> {
        self.turn(workspace, |drafting| {
            (!drafting.inner.log.access().closed()).then(|| drafting.draft().close())
        })
        .await
    }

    /// Reopens a closed workspace.
    ///
    /// # Errors
    /// When this account is not an owner.
    pub async fn reopen_workspace(&self, workspace: WorkspaceId) -> Result<(), ClientError> {
        self.turn(workspace, |drafting| {
            drafting.inner.log.access().closed().then(|| drafting.draft().reopen())
        })
        .await
    }

    /// Deletes a workspace for good, with all that is in it: nobody reads anything of it again. Breach files and desks are
    /// kept: the register and the reports that they hold are owed to the authority (GDPR art. 33(5)).
    ///
    /// # Errors
    /// When this account is not an owner, or the workspace is not a plain one.
    pub async fn delete_workspace(&self, workspace: WorkspaceId) -> Result<(), ClientError> {
        let opened = self.open(workspace).await?;
        plain_room(workspace, opened.with(|inner| inner.fold.meta().kind))?;
        self.append(&opened, |drafting| Ok(Some(drafting.draft().delete()))).await?;
        Ok(())
    }

    /// Destroys for good what is in the bin: its stored objects go at once, and links that shared it are closed.
    ///
    /// # Errors
    /// When something is not in the bin, this account is not an owner, or the workspace is not a plain one.
    pub async fn purge(&self, workspace: WorkspaceId, items: &[Item]) -> Result<(), ClientError> {
        let items: BTreeSet<_> = items.iter().copied().collect();
        if items.is_empty() {
            return Ok(());
        }
        let opened = self.open(workspace).await?;
        plain_room(workspace, opened.with(|inner| inner.fold.meta().kind))?;
        // What one commit does not take goes first: when this stops halfway, what is left is still in the bin.
        let mut destroyed = BTreeSet::new();
        loop {
            let left = opened.with(|inner| objects_left(inner, &items, &destroyed))?;
            if left.len() <= OBJECTS_DESTROYED_MAX {
                break;
            }
            let some = left[..OBJECTS_DESTROYED_MAX].to_vec();
            self.append(&opened, |drafting| Ok(Some(drafting.draft().destroy_objects(some.clone())))).await?;
            destroyed.extend(some);
        }
        self.append(&opened, |drafting| purging(drafting, &items, &destroyed).map(Some)).await?;
        Ok(())
    }

    async fn turn(
        &self,
        workspace: WorkspaceId,
        draft: impl Fn(&Drafting<'_>) -> Option<CommitDraft>,
    ) -> Result<(), ClientError> {
        let opened = self.open(workspace).await?;
        self.append(&opened, |drafting| Ok(draft(drafting))).await?;
        Ok(())
    }
}

/// The stored objects that go with these items, each once, without those that went before.
fn objects_left(
    inner: &Inner,
    items: &BTreeSet<Item>,
    destroyed: &BTreeSet<ObjectId>,
) -> Result<Vec<ObjectId>, ClientError> {
    let vault = inner.fold.vault();
    let mut objects = BTreeSet::new();
    for item in items {
        vault
            .check(&VaultEntry::Purged { item: *item })
            .map_err(|refusal| DocumentError::refused(None, refusal))?;
        objects.extend(vault.purge_of(*item).objects);
    }
    Ok(objects.difference(destroyed).copied().collect())
}

/// The items go, with the objects left and the links that share something of them.
fn purging(
    drafting: &Drafting<'_>,
    items: &BTreeSet<Item>,
    destroyed: &BTreeSet<ObjectId>,
) -> Result<CommitDraft, ClientError> {
    let objects = objects_left(drafting.inner, items, destroyed)?;
    if objects.len() > OBJECTS_DESTROYED_MAX {
        return Err(ClientError::TooManyConflicts);
    }
    let (vault, access) = (drafting.inner.fold.vault(), drafting.inner.log.access());
    let gone: BTreeSet<DocumentId> = items.iter().flat_map(|item| vault.purge_of(*item).documents).collect();
    let stands = |link| access.link(link).is_some_and(|record| record.status != LinkStatus::Closed);
    let shares =
        vault.shared().filter(|shared| shared.documents.iter().any(|one| gone.contains(&one.document)));
    let draft = drafting.draft().destroy_objects(objects);
    let draft = shares
        .filter(|shared| stands(shared.link))
        .fold(draft, |draft, shared| draft.close_link(shared.link));
    Ok(items
        .iter()
        .fold(draft, |draft, item| draft.content(Space::Vault, VaultEntry::Purged { item: *item }.encode())))
}

/// What breach files and desks hold is owed to the authority.
fn plain_room(workspace: WorkspaceId, kind: Kind) -> Result<(), ClientError> {
    match kind {
        Kind::Room => Ok(()),
        kind => Err(ClientError::KindKept { workspace, kind }),
    }
}
