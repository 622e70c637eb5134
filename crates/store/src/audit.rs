//! The audit log: an entry is on the disk before the work begins, and says afterwards how it ended.

use sqlx::{Any, Transaction};

use crate::{Id, Permit, Store, StoreError, row};

/// What is about to be done, by whom, from where.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Kebab-case name of the act.
    pub name: &'a str,
    /// Account, when known.
    pub account: Option<Id>,
    /// Device, when known.
    pub device: Option<Id>,
    /// What it is done to.
    pub subject: Option<Id>,
    /// Address of the client.
    pub address: &'a str,
    /// Identifier of the request.
    pub request: &'a str,
}

/// An act whose entry is on the disk.
#[derive(Debug)]
pub struct OpenedAct {
    pub(crate) sequence: i64,
}

/// One entry as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Number, growing.
    pub sequence: u64,
    /// When the act began.
    pub at: i64,
    /// Name of the act.
    pub act: String,
    /// Account, when known.
    pub account: Option<Id>,
    /// Device, when known.
    pub device: Option<Id>,
    /// What it was done to.
    pub subject: Option<Id>,
    /// Address of the client.
    pub address: String,
    /// Identifier of the request.
    pub request: String,
    /// `opened`, `done` or `refused`.
    pub outcome: String,
    /// Code of the refusal.
    pub detail: Option<String>,
}

impl Store {
    /// Opens an audit entry: if it cannot be written, the work must not start.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn open_act(&self, act: &Act<'_>) -> Result<OpenedAct, StoreError> {
        let mut tx = self.database.write().await?;
        let sequence: i64 =
            sqlx::query_scalar("UPDATE counters SET value = value + 1 WHERE name = 'audit' RETURNING value")
                .fetch_one(&mut *tx)
                .await?;
        sqlx::query(
            "INSERT INTO audit (sequence, at, act, account, device, subject, address, request, outcome) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'opened')",
        )
        .bind(sequence)
        .bind(act.at)
        .bind(act.name)
        .bind(act.account.map(Vec::from))
        .bind(act.device.map(Vec::from))
        .bind(act.subject.map(Vec::from))
        .bind(act.address)
        .bind(act.request)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(OpenedAct { sequence })
    }

    /// Says that an act without a write of its own (a reading) was done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_act(&self, act: &OpenedAct) -> Result<(), StoreError> {
        self.end_act(act, "done", None).await
    }

    /// Says that an act was refused, and why.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refuse_act(&self, act: &OpenedAct, code: &str) -> Result<(), StoreError> {
        self.end_act(act, "refused", Some(code)).await
    }

    async fn end_act(&self, act: &OpenedAct, outcome: &str, detail: Option<&str>) -> Result<(), StoreError> {
        let mut tx = self.database.write().await?;
        sqlx::query("UPDATE audit SET outcome = $1, detail = $2 WHERE sequence = $3 AND outcome = 'opened'")
            .bind(outcome)
            .bind(detail)
            .bind(act.sequence)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Entries below `before`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&self, before: Option<u64>, limit: u32) -> Result<Vec<AuditRecord>, StoreError> {
        let rows = sqlx::query(
            "SELECT sequence, at, act, account, device, subject, address, request, outcome, detail \
             FROM audit WHERE sequence < $1 ORDER BY sequence DESC LIMIT $2",
        )
        .bind(before.map_or(i64::MAX, row::signed))
        .bind(i64::from(limit))
        .fetch_all(&self.database.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(AuditRecord {
                    sequence: row::count(row, 0)?,
                    at: row::number(row, 1)?,
                    act: row::text(row, 2)?,
                    account: row::id_opt(row, 3)?,
                    device: row::id_opt(row, 4)?,
                    subject: row::id_opt(row, 5)?,
                    address: row::text(row, 6)?,
                    request: row::text(row, 7)?,
                    outcome: row::text(row, 8)?,
                    detail: row::text_opt(row, 9)?,
                })
            })
            .collect()
    }
}

/// Closes the permit's audit entry inside the transaction that did the work.
pub(crate) async fn close(tx: &mut Transaction<'static, Any>, permit: &Permit) -> Result<(), StoreError> {
    if let Some(sequence) = permit.act {
        sqlx::query("UPDATE audit SET outcome = 'done' WHERE sequence = $1")
            .bind(sequence)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
