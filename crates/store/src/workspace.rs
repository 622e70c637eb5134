//! Workspaces: their logs, and the index of their members for "which are mine".

use sqlx::{Any, Transaction};

use crate::link::{self, NewLink};
use crate::org::{Append, EntryRecord, Head};
use crate::removal::{self, Removal};
use crate::{Id, Permit, Scope, Store, StoreError, audit, org, row};

/// The members after a commit that changed access.
pub type Members = Vec<(Id, &'static str)>;

/// What a commit changes beside the log, in the same transaction.
#[derive(Debug, Clone, Default)]
pub struct CommitEffect {
    /// The member index, when access changed.
    pub members: Option<Members>,
    /// The links that it opens, in the order of the commit.
    pub links: Vec<NewLink>,
    /// What it destroys.
    pub removal: Removal,
    /// The fold of the access entries up to this commit, kept so that nobody must fold the whole log again.
    pub snapshot: Option<Vec<u8>>,
}

/// A workspace in someone's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceRecord {
    /// Its id.
    pub workspace: Id,
    /// End of its log.
    pub head: Head,
    /// When its last commit was received.
    pub changed_at: i64,
    /// Deposits and messages received.
    pub deposits: u64,
}

impl Store {
    /// Creates a workspace: the organisation's entry and the first commit, both or neither.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn create_workspace(
        &self,
        permit: Permit,
        workspace: Id,
        entry: &EntryRecord,
        commit: &EntryRecord,
        members: &Members,
    ) -> Result<Append, StoreError> {
        permit.covers(Scope::WorkspaceCreate(workspace), "the creation of this workspace")?;
        let mut tx = self.database.write().await?;
        if org::insert(&mut tx, entry).await? == Append::Conflict {
            return Ok(Append::Conflict);
        }
        sqlx::query(
            "INSERT INTO workspaces (workspace, created_at, head_sequence, head_hash, changed_at, deposits) \
             VALUES ($1, $2, $3, $4, $2, 0)",
        )
        .bind(workspace.to_vec())
        .bind(commit.received_at)
        .bind(row::signed(commit.sequence))
        .bind(commit.hash.to_vec())
        .execute(&mut *tx)
        .await?;
        insert_commit(&mut tx, workspace, commit).await?;
        set_members(&mut tx, workspace, members).await?;
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(Append::Done)
    }

    /// Appends one commit after `previous`, with its effect. Returns once it is on the disk.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn append_commit(
        &self,
        permit: Permit,
        workspace: Id,
        previous: Head,
        commit: &EntryRecord,
        effect: &CommitEffect,
    ) -> Result<Append, StoreError> {
        permit.covers(Scope::Commit(workspace), "a commit to this workspace")?;
        let mut tx = self.database.write().await?;
        let moved = sqlx::query(
            "UPDATE workspaces SET head_sequence = $1, head_hash = $2, changed_at = $3 \
             WHERE workspace = $4 AND head_sequence = $5 AND head_hash = $6",
        )
        .bind(row::signed(commit.sequence))
        .bind(commit.hash.to_vec())
        .bind(commit.received_at)
        .bind(workspace.to_vec())
        .bind(row::signed(previous.sequence))
        .bind(previous.hash.to_vec())
        .execute(&mut *tx)
        .await?;
        if moved.rows_affected() != 1 {
            return Ok(Append::Conflict);
        }
        insert_commit(&mut tx, workspace, commit).await?;
        if let Some(members) = &effect.members {
            set_members(&mut tx, workspace, members).await?;
        }
        for new in &effect.links {
            link::insert(&mut tx, workspace, new, commit.received_at).await?;
        }
        if let Some(snapshot) = &effect.snapshot {
            sqlx::query("UPDATE workspaces SET access_snapshot = $1 WHERE workspace = $2")
                .bind(snapshot.clone())
                .bind(workspace.to_vec())
                .execute(&mut *tx)
                .await?;
        }
        let files = removal::perform(&mut tx, workspace, &effect.removal, commit.received_at).await?;
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        // What a failing disk leaves behind, the sweep finds: the commit stands.
        drop(self.remove_files(files).await);
        Ok(Append::Done)
    }

    /// The end of a workspace's log; none when there is no such workspace, or when it ended and its log is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn workspace_head(&self, workspace: Id) -> Result<Option<Head>, StoreError> {
        let found = sqlx::query(
            "SELECT head_sequence, head_hash FROM workspaces WHERE workspace = $1 \
             AND (deleted_at IS NULL OR access_snapshot IS NOT NULL)",
        )
        .bind(workspace.to_vec())
        .fetch_optional(&self.database.readers)
        .await?;
        found.map(|row| Ok(Head { sequence: row::count(&row, 0)?, hash: row::hash(&row, 1)? })).transpose()
    }

    /// The last snapshot of a workspace's access, if one was kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn access_snapshot(&self, workspace: Id) -> Result<Option<Vec<u8>>, StoreError> {
        let found = sqlx::query("SELECT access_snapshot FROM workspaces WHERE workspace = $1")
            .bind(workspace.to_vec())
            .fetch_optional(&self.database.readers)
            .await?;
        found.map_or(Ok(None), |row| row::bytes_opt(&row, 0))
    }

    /// Commits from a place on, in their stored form, until their sizes together exceed `bytes_max` (at least one).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn commits(
        &self,
        workspace: Id,
        from: u64,
        limit: u32,
        bytes_max: usize,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        use futures_util::TryStreamExt;
        let mut rows = sqlx::query(
            "SELECT signed FROM workspace_commits WHERE workspace = $1 AND sequence >= $2 \
             ORDER BY sequence LIMIT $3",
        )
        .bind(workspace.to_vec())
        .bind(row::signed(from))
        .bind(i64::from(limit))
        .fetch(&self.database.readers);
        let (mut commits, mut total) = (Vec::new(), 0);
        while let Some(row) = rows.try_next().await? {
            let commit = row::bytes(&row, 0)?;
            total += commit.len();
            if total > bytes_max && !commits.is_empty() {
                break;
            }
            commits.push(commit);
        }
        Ok(commits)
    }

    /// The workspaces of which an account is a member, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn workspaces_of(&self, account: Id) -> Result<Vec<WorkspaceRecord>, StoreError> {
        let rows = sqlx::query(
            "SELECT w.workspace, w.head_sequence, w.head_hash, w.changed_at, w.deposits \
             FROM workspace_members m JOIN workspaces w ON w.workspace = m.workspace \
             WHERE m.account = $1 ORDER BY w.created_at, w.workspace",
        )
        .bind(account.to_vec())
        .fetch_all(&self.database.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(WorkspaceRecord {
                    workspace: row::id(row, 0)?,
                    head: Head { sequence: row::count(row, 1)?, hash: row::hash(row, 2)? },
                    changed_at: row::number(row, 3)?,
                    deposits: row::count(row, 4)?,
                })
            })
            .collect()
    }

    /// The workspaces of which an account is the only owner.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn solely_owned(&self, account: Id) -> Result<Vec<Id>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.workspace FROM workspace_members m WHERE m.account = $1 AND m.role = 'owner' \
             AND NOT EXISTS (SELECT 1 FROM workspace_members o \
             WHERE o.workspace = m.workspace AND o.role = 'owner' AND o.account <> $1) ORDER BY m.workspace",
        )
        .bind(account.to_vec())
        .fetch_all(&self.database.readers)
        .await?;
        rows.iter().map(|row| row::id(row, 0)).collect()
    }
}

async fn insert_commit(
    tx: &mut Transaction<'static, Any>,
    workspace: Id,
    commit: &EntryRecord,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO workspace_commits (workspace, sequence, hash, signed, received_at) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(workspace.to_vec())
    .bind(row::signed(commit.sequence))
    .bind(commit.hash.to_vec())
    .bind(commit.bytes.clone())
    .bind(commit.received_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn set_members(
    tx: &mut Transaction<'static, Any>,
    workspace: Id,
    members: &Members,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM workspace_members WHERE workspace = $1")
        .bind(workspace.to_vec())
        .execute(&mut **tx)
        .await?;
    for (account, role) in members {
        sqlx::query("INSERT INTO workspace_members (workspace, account, role) VALUES ($1, $2, $3)")
            .bind(workspace.to_vec())
            .bind(account.to_vec())
            .bind(*role)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
