//! The sweep: what nobody finished, and what has outlived its term. Each run is idempotent.

use std::collections::BTreeSet;
use std::time::{Duration, UNIX_EPOCH};

use futures_util::TryStreamExt;
use object_store::ObjectStore;
use object_store::path::Path;

use crate::parts::PartFile;
use crate::removal::drop_object;
use crate::{Id, Store, StoreError, row};

/// Terms, as instants before which things go.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Now.
    pub now: i64,
    /// Uploads not touched since then.
    pub uploads_before: i64,
    /// Invitations expired before then, never accepted.
    pub invitations_before: i64,
    /// Logs of workspaces deleted before then.
    pub deleted_logs_before: i64,
    /// Audit entries, and mails sent, before then.
    pub journal_before: i64,
}

/// What a run removed, by class; never what it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Objects never completed.
    pub uploads: u64,
    /// Files without a row: a process died between the two.
    pub orphan_files: u64,
    /// Deposits never completed.
    pub deposits: u64,
    /// Sessions expired.
    pub sessions: u64,
    /// Login attempts expired.
    pub logins: u64,
    /// Invitations expired.
    pub invitations: u64,
    /// Audit entries past their term.
    pub audit: u64,
    /// Mails past their term.
    pub mails: u64,
    /// Workspaces deleted whose last traces went.
    pub workspaces: u64,
    /// Permits of links expired.
    pub link_permits: u64,
    /// Uses of links past their term.
    pub link_uses: u64,
}

impl Store {
    /// Removes what is past its term, files of unfinished uploads included.
    ///
    /// # Errors
    /// When the database or the object store fails; what was removed stays removed.
    pub async fn sweep(&self, terms: Terms) -> Result<Swept, StoreError> {
        let uploads = self.sweep_uploads(terms.uploads_before).await?;
        let delete = async |sql: &'static str, before: i64| {
            let mut tx = self.database.write().await?;
            let deleted = sqlx::query(sql).bind(before).execute(&mut *tx).await?.rows_affected();
            tx.commit().await?;
            Ok::<u64, StoreError>(deleted)
        };
        Ok(Swept {
            uploads,
            deposits: delete(
                "DELETE FROM deposits WHERE completed_at IS NULL AND expires_at <= $1 AND NOT EXISTS \
                 (SELECT 1 FROM objects o WHERE o.deposit = deposits.deposit)",
                terms.uploads_before,
            )
            .await?,
            sessions: delete("DELETE FROM sessions WHERE expires_at <= $1", terms.now).await?,
            logins: delete("DELETE FROM login_attempts WHERE expires_at <= $1", terms.now).await?,
            invitations: delete(
                "DELETE FROM invitations WHERE accepted_at IS NULL AND expires_at <= $1",
                terms.invitations_before,
            )
            .await?,
            audit: delete("DELETE FROM audit WHERE at <= $1", terms.journal_before).await?,
            mails: delete("DELETE FROM outbox WHERE created_at <= $1", terms.journal_before).await?,
            link_permits: delete("DELETE FROM link_permits WHERE expires_at <= $1", terms.now).await?,
            link_uses: delete("DELETE FROM link_uses WHERE at <= $1", terms.journal_before).await?,
            workspaces: self.sweep_workspaces(terms.deleted_logs_before, terms.journal_before).await?,
            orphan_files: self.sweep_files(terms.uploads_before).await?,
        })
    }

    async fn sweep_uploads(&self, before: i64) -> Result<u64, StoreError> {
        let rows = sqlx::query(
            "SELECT workspace, object FROM objects WHERE completed_at IS NULL AND touched_at <= $1",
        )
        .bind(before)
        .fetch_all(&self.database.readers)
        .await?;
        let mut swept = 0;
        for row in &rows {
            if let Some(files) = self.drop_upload(row::id(row, 0)?, row::id(row, 1)?, before).await? {
                self.remove_files(files).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// Rows first, files after: a file without a row is found by [`Self::sweep_files`], a row without a file would be
    /// a loss. None when the upload went on meanwhile.
    async fn drop_upload(
        &self,
        workspace: Id,
        object: Id,
        before: i64,
    ) -> Result<Option<Vec<PartFile>>, StoreError> {
        let mut tx = self.database.write().await?;
        // The update takes the row's lock in PostgreSQL, so that no part can slip in.
        let still = sqlx::query(
            "UPDATE objects SET touched_at = touched_at WHERE workspace = $1 AND object = $2 \
             AND completed_at IS NULL AND touched_at <= $3",
        )
        .bind(workspace.to_vec())
        .bind(object.to_vec())
        .bind(before)
        .execute(&mut *tx)
        .await?;
        if still.rows_affected() == 0 {
            tx.rollback().await?;
            return Ok(None);
        }
        let files = drop_object(&mut tx, workspace, object).await?;
        tx.commit().await?;
        Ok(Some(files))
    }

    async fn sweep_files(&self, before: i64) -> Result<u64, StoreError> {
        let since = Duration::from_millis(u64::try_from(before).unwrap_or(0));
        let mut swept = self.remove_unfinished(UNIX_EPOCH + since).await?;
        let mut old: Vec<Path> = Vec::new();
        let mut listed = self.blobs.list(None);
        while let Some(found) = listed.try_next().await? {
            if found.last_modified.timestamp_millis() <= before {
                old.push(found.location);
            }
        }
        for chunk in by_object(old) {
            let known = self.files_of(&chunk).await?;
            for path in chunk.files {
                if !known.contains(&path) {
                    self.remove_file(&path).await?;
                    swept += 1;
                }
            }
        }
        Ok(swept)
    }

    async fn files_of(&self, chunk: &ObjectFiles) -> Result<BTreeSet<Path>, StoreError> {
        let (Some(workspace), Some(object)) = (chunk.workspace, chunk.object) else {
            return Ok(BTreeSet::new());
        };
        let rows = sqlx::query(
            "SELECT number, received_at, digest FROM object_parts WHERE workspace = $1 AND object = $2",
        )
        .bind(workspace.to_vec())
        .bind(object.to_vec())
        .fetch_all(&self.database.readers)
        .await?;
        rows.iter().map(|row| file_of(workspace, object, row).map(|file| file.path())).collect()
    }
}

struct ObjectFiles {
    workspace: Option<Id>,
    object: Option<Id>,
    files: Vec<Path>,
}

fn by_object(mut paths: Vec<Path>) -> Vec<ObjectFiles> {
    paths.sort();
    let mut groups: Vec<(String, ObjectFiles)> = Vec::new();
    for path in paths {
        let parts: Vec<String> = path.parts().map(|part| part.as_ref().to_owned()).collect();
        let directory = parts[..parts.len().saturating_sub(1)].join("/");
        if groups.last().is_none_or(|(last, _)| *last != directory) {
            let id = |index: usize| parts.get(index).and_then(|text| unhex(text));
            let files = ObjectFiles { workspace: id(0), object: id(2), files: Vec::new() };
            groups.push((directory, files));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.files.push(path);
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn unhex(text: &str) -> Option<Id> {
    let mut id = [0; 16];
    if text.len() != 32 || !text.is_ascii() {
        return None;
    }
    for (byte, index) in id.iter_mut().zip((0..32).step_by(2)) {
        *byte = u8::from_str_radix(&text[index..index + 2], 16).ok()?;
    }
    Some(id)
}

pub(crate) fn file_of(workspace: Id, object: Id, row: &sqlx::any::AnyRow) -> Result<PartFile, StoreError> {
    Ok(PartFile {
        workspace,
        object,
        number: u32::try_from(row::number(row, 0)?)
            .map_err(|_| StoreError::Unreadable { what: "part number" })?,
        received_at: row::number(row, 1)?,
        digest: row::hash(row, 2)?,
    })
}
