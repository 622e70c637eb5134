//! What is destroyed for good: stored objects, and workspaces that ended.
//!
//! Rows go in the transaction of the commit that says so; files after it. A process that dies in between leaves files
//! without rows, which the sweep finds.

use sqlx::{Any, Transaction};

use crate::parts::PartFile;
use crate::sweep::file_of;
use crate::{Id, Store, StoreError, row};

/// What a commit destroys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Removal {
    /// Nothing.
    #[default]
    Nothing,
    /// These objects.
    Objects(Vec<Id>),
    /// Every object, every paper of a link, every deposit: the workspace ended.
    Workspace,
}

/// Performs a removal. Answers the files to remove once the transaction stands.
pub(crate) async fn perform(
    tx: &mut Transaction<'static, Any>,
    workspace: Id,
    removal: &Removal,
    now: i64,
) -> Result<Vec<PartFile>, StoreError> {
    match removal {
        Removal::Nothing => Ok(Vec::new()),
        Removal::Objects(objects) => {
            let mut files = Vec::new();
            for object in objects {
                files.extend(drop_object(tx, workspace, *object).await?);
            }
            Ok(files)
        }
        Removal::Workspace => {
            for sql in [
                "DELETE FROM link_permits WHERE link IN (SELECT link FROM links WHERE workspace = $1)",
                "DELETE FROM intake_items WHERE workspace = $1",
                "DELETE FROM deposits WHERE workspace = $1",
            ] {
                sqlx::query(sql).bind(workspace.to_vec()).execute(&mut **tx).await?;
            }
            sqlx::query("UPDATE links SET cover = $1, sheet = $1 WHERE workspace = $2")
                .bind(Vec::new())
                .bind(workspace.to_vec())
                .execute(&mut **tx)
                .await?;
            sqlx::query("UPDATE workspaces SET deleted_at = $1 WHERE workspace = $2")
                .bind(now)
                .bind(workspace.to_vec())
                .execute(&mut **tx)
                .await?;
            let rows = sqlx::query("SELECT object FROM objects WHERE workspace = $1")
                .bind(workspace.to_vec())
                .fetch_all(&mut **tx)
                .await?;
            let mut files = Vec::new();
            for found in &rows {
                files.extend(drop_object(tx, workspace, row::id(found, 0)?).await?);
            }
            Ok(files)
        }
    }
}

/// Drops the rows of one object, complete or not; nothing when it is not there.
pub(crate) async fn drop_object(
    tx: &mut Transaction<'static, Any>,
    workspace: Id,
    object: Id,
) -> Result<Vec<PartFile>, StoreError> {
    let parts = sqlx::query(
        "DELETE FROM object_parts WHERE workspace = $1 AND object = $2 RETURNING number, received_at, digest",
    )
    .bind(workspace.to_vec())
    .bind(object.to_vec())
    .fetch_all(&mut **tx)
    .await?;
    let dropped = sqlx::query("DELETE FROM objects WHERE workspace = $1 AND object = $2 RETURNING size")
        .bind(workspace.to_vec())
        .bind(object.to_vec())
        .fetch_optional(&mut **tx)
        .await?;
    if let Some(dropped) = dropped {
        sqlx::query("UPDATE counters SET value = value - $1 WHERE name = 'object-bytes'")
            .bind(row::number(&dropped, 0)?)
            .execute(&mut **tx)
            .await?;
    }
    parts.iter().map(|part| file_of(workspace, object, part)).collect()
}

impl Store {
    /// Removes what is left of workspaces that ended: objects whose upload ended in the same instant, at once; the log but
    /// its last commit, once its former members had the time to read it; the rest with the journal.
    pub(crate) async fn sweep_workspaces(
        &self,
        logs_before: i64,
        journal_before: i64,
    ) -> Result<u64, StoreError> {
        let rows = sqlx::query(
            "SELECT o.workspace, o.object FROM objects o JOIN workspaces w ON w.workspace = o.workspace \
             WHERE w.deleted_at IS NOT NULL",
        )
        .fetch_all(&self.database.readers)
        .await?;
        for late in &rows {
            let mut tx = self.database.write().await?;
            let files = drop_object(&mut tx, row::id(late, 0)?, row::id(late, 1)?).await?;
            tx.commit().await?;
            self.remove_files(files).await?;
        }
        let mut tx = self.database.write().await?;
        let ended = "(SELECT workspace FROM workspaces WHERE deleted_at <= $1)";
        for sql in [
            "DELETE FROM workspace_commits WHERE EXISTS (SELECT 1 FROM workspaces w WHERE \
             w.workspace = workspace_commits.workspace AND w.deleted_at <= $1 \
             AND workspace_commits.sequence < w.head_sequence)"
                .to_owned(),
            format!("UPDATE workspaces SET access_snapshot = NULL WHERE workspace IN {ended}"),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(sql)).bind(logs_before).execute(&mut *tx).await?;
        }
        for sql in [
            format!(
                "DELETE FROM link_uses WHERE link IN (SELECT link FROM links WHERE workspace IN {ended})"
            ),
            format!("DELETE FROM links WHERE workspace IN {ended}"),
            format!("DELETE FROM workspace_commits WHERE workspace IN {ended}"),
            format!("DELETE FROM workspace_members WHERE workspace IN {ended}"),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(sql)).bind(journal_before).execute(&mut *tx).await?;
        }
        let swept = sqlx::query("DELETE FROM workspaces WHERE deleted_at <= $1")
            .bind(journal_before)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(swept.rows_affected())
    }

    pub(crate) async fn remove_files(&self, files: Vec<PartFile>) -> Result<(), StoreError> {
        for file in files {
            self.remove_file(&file.path()).await?;
        }
        Ok(())
    }
}
