//! Public reports: deposits in progress, and the intake's numbered list of letters and answers.

use sqlx::{Any, Row, Transaction};

use crate::object::{self, Completion};
use crate::{Hash, Id, Permit, Scope, Store, StoreError, audit, row};

/// A deposit about to begin.
#[derive(Debug, Clone)]
pub struct NewDeposit {
    /// Its id.
    pub deposit: Id,
    /// The intake workspace.
    pub workspace: Id,
    /// Digest of the token for its parts and completion.
    pub token_hash: Hash,
    /// When.
    pub created_at: i64,
    /// When it is thrown away unless completed.
    pub expires_at: i64,
}

/// A deposit as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositRecord {
    /// Its id.
    pub deposit: Id,
    /// The intake workspace.
    pub workspace: Id,
    /// Digest of its token.
    pub token_hash: Hash,
    /// When it is thrown away unless completed.
    pub expires_at: i64,
    /// When it was completed.
    pub completed_at: Option<i64>,
    /// Where the reporter looks for answers, once completed.
    pub locator: Option<Id>,
    /// The reporter's verification key, stored form, once completed.
    pub reporter_key: Option<Vec<u8>>,
}

/// An attachment of a deposit, to be completed with it.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The object.
    pub object: Id,
    /// Digests of its parts.
    pub parts: Vec<Hash>,
    /// Its size.
    pub size: u64,
}

/// What completes a deposit.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Where the reporter will look for answers.
    pub locator: Id,
    /// The reporter's verification key, stored form.
    pub reporter_key: Vec<u8>,
    /// The sealed letter.
    pub sealed: Vec<u8>,
    /// Its attachments.
    pub attachments: Vec<Attachment>,
    /// When received.
    pub received_at: i64,
}

/// How a completion ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deposited {
    /// Received under this number.
    Done(u64),
    /// It was received before.
    Already,
    /// The locator belongs to another report.
    LocatorTaken,
    /// An attachment is not as announced.
    Attachment(Id, Completion),
    /// No such deposit.
    Absent,
}

/// Kinds of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// Opens a thread.
    Report,
    /// From the reporter.
    Message,
    /// From the desk.
    Reply,
}

/// One item of the intake's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRecord {
    /// Its number.
    pub sequence: u64,
    /// Who wrote it.
    pub kind: ItemKind,
    /// The deposit that opened its thread.
    pub deposit: Id,
    /// Its thread.
    pub locator: Id,
    /// The reporter's verification key.
    pub reporter_key: Vec<u8>,
    /// Sealed bytes.
    pub sealed: Vec<u8>,
    /// When received.
    pub received_at: i64,
}

impl ItemKind {
    fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Message => "message",
            Self::Reply => "reply",
        }
    }

    fn parse(name: &str) -> Result<Self, StoreError> {
        match name {
            "report" => Ok(Self::Report),
            "message" => Ok(Self::Message),
            "reply" => Ok(Self::Reply),
            _ => Err(StoreError::Unreadable { what: "kind of intake item" }),
        }
    }
}

const ITEMS: &str = "SELECT i.sequence, i.kind, i.deposit, d.locator, d.reporter_key, i.sealed, i.received_at \
                     FROM intake_items i JOIN deposits d ON d.deposit = i.deposit";

impl Store {
    /// Begins a deposit.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn begin_deposit(&self, permit: Permit, new: &NewDeposit) -> Result<(), StoreError> {
        permit.covers(Scope::Deposit(new.deposit), "this deposit")?;
        let mut tx = self.database.write().await?;
        sqlx::query(
            "INSERT INTO deposits (deposit, workspace, token_hash, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(new.deposit.to_vec())
        .bind(new.workspace.to_vec())
        .bind(new.token_hash.to_vec())
        .bind(new.created_at)
        .bind(new.expires_at)
        .execute(&mut *tx)
        .await?;
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A deposit, whatever its stage.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deposit(&self, deposit: Id) -> Result<Option<DepositRecord>, StoreError> {
        self.find_deposit("deposit", deposit).await
    }

    /// The completed deposit of a thread.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deposit_by_locator(&self, locator: Id) -> Result<Option<DepositRecord>, StoreError> {
        self.find_deposit("locator", locator).await
    }

    async fn find_deposit(&self, column: &str, id: Id) -> Result<Option<DepositRecord>, StoreError> {
        let sql = format!(
            "SELECT deposit, workspace, token_hash, expires_at, completed_at, locator, reporter_key \
             FROM deposits WHERE {column} = $1"
        );
        let found = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id.to_vec())
            .fetch_optional(&self.database.readers)
            .await?;
        found
            .map(|row| {
                Ok(DepositRecord {
                    deposit: row::id(&row, 0)?,
                    workspace: row::id(&row, 1)?,
                    token_hash: row::hash(&row, 2)?,
                    expires_at: row::number(&row, 3)?,
                    completed_at: row::number_opt(&row, 4)?,
                    locator: row::id_opt(&row, 5)?,
                    reporter_key: row::bytes_opt(&row, 6)?,
                })
            })
            .transpose()
    }

    /// Size of the parts sent for a deposit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deposit_bytes(&self, deposit: Id) -> Result<u64, StoreError> {
        let row =
            sqlx::query("SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM objects WHERE deposit = $1")
                .bind(deposit.to_vec())
                .fetch_one(&self.database.readers)
                .await?;
        row::count(&row, 0)
    }

    /// Completes a deposit: its attachments and its letter, all or nothing.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn complete_deposit(
        &self,
        permit: Permit,
        deposit: &DepositRecord,
        letter: &Letter,
    ) -> Result<Deposited, StoreError> {
        permit.covers(Scope::Deposit(deposit.deposit), "this deposit")?;
        let mut tx = self.database.write().await?;
        let ended = receive(&mut tx, deposit, letter).await?;
        if matches!(ended, Deposited::Done(_)) {
            audit::close(&mut tx, &permit).await?;
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(ended)
    }

    /// Adds an item to a thread and gives its number.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn add_item(
        &self,
        permit: Permit,
        deposit: &DepositRecord,
        kind: ItemKind,
        sealed: &[u8],
        now: i64,
    ) -> Result<u64, StoreError> {
        permit.covers(Scope::Thread(deposit.deposit), "this thread")?;
        let mut tx = self.database.write().await?;
        let sequence = insert_item(&mut tx, deposit, kind, sealed, now).await?;
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(sequence)
    }

    /// The items of an intake workspace after a number, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn intake_items(
        &self,
        workspace: Id,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<ItemRecord>, StoreError> {
        let sql = format!("{ITEMS} WHERE i.workspace = $1 AND i.sequence > $2 ORDER BY i.sequence LIMIT $3");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(workspace.to_vec())
            .bind(after.map_or(-1, row::signed))
            .bind(i64::from(limit))
            .fetch_all(&self.database.readers)
            .await?;
        rows.iter().map(read_item).collect()
    }

    /// The items of one thread after a number, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn thread_items(&self, deposit: Id, after: Option<u64>) -> Result<Vec<ItemRecord>, StoreError> {
        let sql = format!("{ITEMS} WHERE i.deposit = $1 AND i.sequence > $2 ORDER BY i.sequence LIMIT 1000");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(deposit.to_vec())
            .bind(after.map_or(-1, row::signed))
            .fetch_all(&self.database.readers)
            .await?;
        rows.iter().map(read_item).collect()
    }

    /// The attachments of a completed deposit: each object with the digests of its parts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attachments(&self, deposit: Id) -> Result<Vec<Attachment>, StoreError> {
        let rows = sqlx::query(
            "SELECT o.object, p.digest, p.size FROM objects o \
             JOIN object_parts p ON p.workspace = o.workspace AND p.object = o.object \
             WHERE o.deposit = $1 AND o.completed_at IS NOT NULL ORDER BY o.created_at, o.object, p.number",
        )
        .bind(deposit.to_vec())
        .fetch_all(&self.database.readers)
        .await?;
        let mut attachments: Vec<Attachment> = Vec::new();
        for row in &rows {
            let (object, digest, size) = (row::id(row, 0)?, row::hash(row, 1)?, row::count(row, 2)?);
            match attachments.last_mut().filter(|last| last.object == object) {
                Some(last) => {
                    last.parts.push(digest);
                    last.size += size;
                }
                None => attachments.push(Attachment { object, parts: vec![digest], size }),
            }
        }
        Ok(attachments)
    }
}

async fn receive(
    tx: &mut Transaction<'static, Any>,
    deposit: &DepositRecord,
    letter: &Letter,
) -> Result<Deposited, StoreError> {
    let taken = sqlx::query("SELECT deposit FROM deposits WHERE locator = $1")
        .bind(letter.locator.to_vec())
        .fetch_optional(&mut **tx)
        .await?;
    if let Some(taken) = taken {
        let same = row::id(&taken, 0)? == deposit.deposit;
        return Ok(if same { Deposited::Already } else { Deposited::LocatorTaken });
    }
    let completed = sqlx::query(
        "UPDATE deposits SET completed_at = $1, locator = $2, reporter_key = $3 \
         WHERE deposit = $4 AND completed_at IS NULL",
    )
    .bind(letter.received_at)
    .bind(letter.locator.to_vec())
    .bind(letter.reporter_key.clone())
    .bind(deposit.deposit.to_vec())
    .execute(&mut **tx)
    .await?;
    if completed.rows_affected() != 1 {
        return Ok(Deposited::Absent);
    }
    for attachment in &letter.attachments {
        let key = (deposit.workspace, attachment.object, Some(deposit.deposit));
        let ended = object::complete(tx, key, &attachment.parts, attachment.size, letter.received_at).await?;
        if !matches!(ended, Completion::Done { .. }) {
            return Ok(Deposited::Attachment(attachment.object, ended));
        }
    }
    let sequence = insert_item(tx, deposit, ItemKind::Report, &letter.sealed, letter.received_at).await?;
    Ok(Deposited::Done(sequence))
}

async fn insert_item(
    tx: &mut Transaction<'static, Any>,
    deposit: &DepositRecord,
    kind: ItemKind,
    sealed: &[u8],
    now: i64,
) -> Result<u64, StoreError> {
    let counted =
        sqlx::query("UPDATE workspaces SET deposits = deposits + 1 WHERE workspace = $1 RETURNING deposits")
            .bind(deposit.workspace.to_vec())
            .fetch_one(&mut **tx)
            .await?;
    let sequence: i64 = counted.try_get(0)?;
    sqlx::query(
        "INSERT INTO intake_items (workspace, sequence, kind, deposit, sealed, received_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(deposit.workspace.to_vec())
    .bind(sequence)
    .bind(kind.name())
    .bind(deposit.deposit.to_vec())
    .bind(sealed.to_vec())
    .bind(now)
    .execute(&mut **tx)
    .await?;
    u64::try_from(sequence).map_err(|_| StoreError::Unreadable { what: "intake sequence" })
}

fn read_item(row: &sqlx::any::AnyRow) -> Result<ItemRecord, StoreError> {
    Ok(ItemRecord {
        sequence: row::count(row, 0)?,
        kind: ItemKind::parse(&row::text(row, 1)?)?,
        deposit: row::id(row, 2)?,
        locator: row::id(row, 3)?,
        reporter_key: row::bytes(row, 4)?,
        sealed: row::bytes(row, 5)?,
        received_at: row::number(row, 6)?,
    })
}
