//! The organisation log: entries by place, appended only at the end.

use sqlx::{Any, Transaction};

use crate::{Hash, Id, Permit, Scope, Store, StoreError, audit, row};

/// An entry about to be stored; the server has judged it.
#[derive(Debug, Clone)]
pub struct EntryRecord {
    /// Place, from 0.
    pub sequence: u64,
    /// Digest of the stored form.
    pub hash: Hash,
    /// Stored form.
    pub bytes: Vec<u8>,
    /// When the server received it.
    pub received_at: i64,
}

/// The end of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Place of the last entry.
    pub sequence: u64,
    /// Its digest.
    pub hash: Hash,
}

/// What an entry changes beside the log, in the same transaction.
#[derive(Debug, Clone, Copy)]
pub enum OrgEffect {
    /// Nothing.
    None,
    /// An invitation ended well.
    Enrolled {
        /// The invitation.
        invitation: Id,
    },
    /// An account may not act for now: its sessions end.
    Suspended(Id),
    /// An account ended: its login, blob and sessions go at once.
    Deleted(Id),
    /// A device may not act any more: its sessions end.
    Revoked(Id),
}

/// How an append ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Append {
    /// Stored, on the disk.
    Done,
    /// Another entry stands at this place.
    Conflict,
}

impl Store {
    /// The end of the organisation log; none before the genesis.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn org_head(&self) -> Result<Option<Head>, StoreError> {
        let found = sqlx::query("SELECT sequence, hash FROM org_entries ORDER BY sequence DESC LIMIT 1")
            .fetch_optional(&self.database.readers)
            .await?;
        found.map(|row| Ok(Head { sequence: row::count(&row, 0)?, hash: row::hash(&row, 1)? })).transpose()
    }

    /// Entries from a place on, in their stored form.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn org_entries(&self, from: u64, limit: u32) -> Result<Vec<Vec<u8>>, StoreError> {
        let rows =
            sqlx::query("SELECT entry FROM org_entries WHERE sequence >= $1 ORDER BY sequence LIMIT $2")
                .bind(row::signed(from))
                .bind(i64::from(limit))
                .fetch_all(&self.database.readers)
                .await?;
        rows.iter().map(|row| row::bytes(row, 0)).collect()
    }

    /// Appends one entry with its effect. Returns once it is on the disk.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn append_org(
        &self,
        permit: Permit,
        entry: &EntryRecord,
        effect: OrgEffect,
    ) -> Result<Append, StoreError> {
        permit.covers(Scope::OrgAppend, "an organisation entry")?;
        let mut tx = self.database.write().await?;
        if insert(&mut tx, entry).await? == Append::Conflict {
            return Ok(Append::Conflict);
        }
        apply(&mut tx, effect, entry.received_at).await?;
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(Append::Done)
    }
}

/// The place is the primary key: of two entries for one place, one is stored.
pub(crate) async fn insert(
    tx: &mut Transaction<'static, Any>,
    entry: &EntryRecord,
) -> Result<Append, StoreError> {
    let inserted = sqlx::query(
        "INSERT INTO org_entries (sequence, hash, entry, received_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
    )
    .bind(row::signed(entry.sequence))
    .bind(entry.hash.to_vec())
    .bind(entry.bytes.clone())
    .bind(entry.received_at)
    .execute(&mut **tx)
    .await?;
    Ok(if inserted.rows_affected() == 1 { Append::Done } else { Append::Conflict })
}

async fn apply(tx: &mut Transaction<'static, Any>, effect: OrgEffect, now: i64) -> Result<(), StoreError> {
    let run = |sql: &'static str, id: Id| sqlx::query::<Any>(sql).bind(id.to_vec());
    match effect {
        OrgEffect::None => {}
        OrgEffect::Enrolled { invitation } => {
            // The sealed proof has served; the address stays with the account alone.
            run(
                "UPDATE invitations SET enrolled_at = $2, certificate = NULL, proof = NULL WHERE invitation = $1",
                invitation,
            )
            .bind(now)
            .execute(&mut **tx)
            .await?;
        }
        OrgEffect::Suspended(account) => {
            run("DELETE FROM sessions WHERE account = $1", account).execute(&mut **tx).await?;
        }
        OrgEffect::Deleted(account) => {
            run("DELETE FROM sessions WHERE account = $1", account).execute(&mut **tx).await?;
            run("DELETE FROM invitations WHERE account = $1", account).execute(&mut **tx).await?;
            run("DELETE FROM accounts WHERE account = $1", account).execute(&mut **tx).await?;
        }
        OrgEffect::Revoked(device) => {
            run("DELETE FROM sessions WHERE device = $1", device).execute(&mut **tx).await?;
        }
    }
    Ok(())
}
