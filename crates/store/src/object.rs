//! Sealed objects: parts staged one by one, completed in SQL, read by ranges.
//!
//! A part's bytes are on the disk before its row is; its row is on the disk before it is acknowledged. An object that
//! is not complete can be read by nobody.

use std::ops::Range;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};

use crate::parts::PartFile;
use crate::{Hash, Id, Permit, Scope, Store, StoreError, audit, row};

/// A part about to be stored; the server has checked its digest.
#[derive(Debug, Clone)]
pub struct NewPart {
    /// Workspace of the object.
    pub workspace: Id,
    /// The object.
    pub object: Id,
    /// The public deposit it belongs to, if any.
    pub deposit: Option<Id>,
    /// Number, from 0.
    pub number: u32,
    /// Digest of the bytes.
    pub digest: Hash,
    /// The bytes.
    pub bytes: Bytes,
    /// When received.
    pub received_at: i64,
}

/// A stored part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Number, from 0.
    pub number: u32,
    /// Size in bytes.
    pub size: u64,
    /// Digest of the bytes.
    pub digest: Hash,
    received_at: i64,
}

/// An object as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRecord {
    /// Workspace of the object.
    pub workspace: Id,
    /// The object.
    pub object: Id,
    /// The public deposit it came with, if any.
    pub deposit: Option<Id>,
    /// Whether it is complete.
    pub complete: bool,
    /// Its parts, by number.
    pub parts: Vec<Part>,
}

impl ObjectRecord {
    /// Size of the parts held.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.parts.iter().map(|part| part.size).sum()
    }
}

/// How storing a part ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutPart {
    /// Stored now.
    Stored,
    /// The same bytes were there.
    Already,
    /// Other bytes are there.
    Other,
    /// The object is complete and holds no such part.
    Complete,
    /// The object belongs to another upload.
    Foreign,
}

/// How a completion ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completion {
    /// Complete, now or before, with exactly these parts.
    Done {
        /// Size of the whole.
        size: u64,
    },
    /// These parts are not there.
    Missing(Vec<u32>),
    /// The parts there are not these: the first that differs, or a size.
    Mismatch,
    /// The object is not there, or belongs to another upload.
    Absent,
}

impl Store {
    /// Stores one part. Idempotent: the same bytes again change nothing.
    ///
    /// # Errors
    /// [`StoreError::Full`] when there is no room: nothing is kept then.
    pub async fn put_part(&self, permit: Permit, part: NewPart) -> Result<PutPart, StoreError> {
        permit.covers(Scope::Object(part.workspace, part.object), "this object")?;
        if let Some(existing) = self.object(part.workspace, part.object).await?
            && let Some(ended) = judge(&existing, &part)
        {
            return Ok(ended);
        }
        let size = row::signed(part.bytes.len() as u64);
        if self.object_bytes().await?.saturating_add(part.bytes.len() as u64) > self.bytes_max() {
            return Err(StoreError::Full);
        }
        let file = PartFile {
            workspace: part.workspace,
            object: part.object,
            number: part.number,
            received_at: part.received_at,
            digest: part.digest,
        };
        self.put_file(&file, part.bytes.clone()).await?;
        match self.insert_part(&part, size).await {
            Ok(PutPart::Stored) => Ok(PutPart::Stored),
            other => {
                self.remove_file(&file.path()).await?;
                other
            }
        }
    }

    async fn insert_part(&self, part: &NewPart, size: i64) -> Result<PutPart, StoreError> {
        let mut tx = self.database.write().await?;
        sqlx::query(
            "INSERT INTO objects (workspace, object, deposit, size, created_at, touched_at) \
             VALUES ($1, $2, $3, 0, $4, $4) ON CONFLICT DO NOTHING",
        )
        .bind(part.workspace.to_vec())
        .bind(part.object.to_vec())
        .bind(part.deposit.map(Vec::from))
        .bind(part.received_at)
        .execute(&mut *tx)
        .await?;
        let touched = sqlx::query(
            "UPDATE objects SET size = size + $1, touched_at = $2 \
             WHERE workspace = $3 AND object = $4 AND completed_at IS NULL",
        )
        .bind(size)
        .bind(part.received_at)
        .bind(part.workspace.to_vec())
        .bind(part.object.to_vec())
        .execute(&mut *tx)
        .await?;
        let inserted = sqlx::query(
            "INSERT INTO object_parts (workspace, object, number, size, digest, received_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(part.workspace.to_vec())
        .bind(part.object.to_vec())
        .bind(i64::from(part.number))
        .bind(size)
        .bind(part.digest.to_vec())
        .bind(part.received_at)
        .execute(&mut *tx)
        .await?;
        if touched.rows_affected() != 1 || inserted.rows_affected() != 1 {
            tx.rollback().await?;
            // Someone was faster: what is there now decides.
            let existing = self.object(part.workspace, part.object).await?;
            return Ok(existing.and_then(|object| judge(&object, part)).unwrap_or(PutPart::Other));
        }
        let counted = sqlx::query(
            "UPDATE counters SET value = value + $1 WHERE name = 'object-bytes' AND value + $1 <= $2",
        )
        .bind(size)
        .bind(self.object_bytes_max)
        .execute(&mut *tx)
        .await?;
        if counted.rows_affected() != 1 {
            tx.rollback().await?;
            return Err(StoreError::Full);
        }
        tx.commit().await?;
        Ok(PutPart::Stored)
    }

    /// An object with its parts; none when nothing was ever sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn object(&self, workspace: Id, object: Id) -> Result<Option<ObjectRecord>, StoreError> {
        let found =
            sqlx::query("SELECT deposit, completed_at FROM objects WHERE workspace = $1 AND object = $2")
                .bind(workspace.to_vec())
                .bind(object.to_vec())
                .fetch_optional(&self.database.readers)
                .await?;
        let Some(found) = found else { return Ok(None) };
        let rows = sqlx::query(PARTS)
            .bind(workspace.to_vec())
            .bind(object.to_vec())
            .fetch_all(&self.database.readers)
            .await?;
        Ok(Some(ObjectRecord {
            workspace,
            object,
            deposit: row::id_opt(&found, 0)?,
            complete: row::number_opt(&found, 1)?.is_some(),
            parts: rows.iter().map(read_part).collect::<Result<_, _>>()?,
        }))
    }

    /// Completes an object: exactly these parts, exactly this size. Idempotent.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn complete_object(
        &self,
        permit: Permit,
        workspace: Id,
        object: Id,
        parts: &[Hash],
        size: u64,
        now: i64,
    ) -> Result<Completion, StoreError> {
        permit.covers(Scope::Object(workspace, object), "this object")?;
        let mut tx = self.database.write().await?;
        let ended = complete(&mut tx, (workspace, object, None), parts, size, now).await?;
        if matches!(ended, Completion::Done { .. }) {
            audit::close(&mut tx, &permit).await?;
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(ended)
    }

    /// The bytes of a range of an object, part by part, in chunks of at most 256 KiB. The range must lie within it.
    pub fn read_object(
        &self,
        object: &ObjectRecord,
        range: Range<u64>,
    ) -> impl Stream<Item = Result<Bytes, StoreError>> + Send + 'static + use<> {
        let store = self.clone();
        stream::iter(pieces(object, range)).then(move |(file, within)| {
            let store = store.clone();
            async move { store.read_file(&file, within).await }
        })
    }

    /// Total size of the parts held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn object_bytes(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT value FROM counters WHERE name = 'object-bytes'")
            .fetch_one(&self.database.readers)
            .await?;
        row::count(&row, 0)
    }

    fn bytes_max(&self) -> u64 {
        u64::try_from(self.object_bytes_max).unwrap_or(u64::MAX)
    }
}

const PARTS: &str = "SELECT number, size, digest, received_at FROM object_parts \
                     WHERE workspace = $1 AND object = $2 ORDER BY number";
const CHUNK_BYTES: u64 = 256 * 1024;

/// What the state of an object already decides about a part; none when the part may be stored.
fn judge(object: &ObjectRecord, part: &NewPart) -> Option<PutPart> {
    if object.deposit != part.deposit {
        return Some(PutPart::Foreign);
    }
    match object.parts.iter().find(|held| held.number == part.number) {
        Some(held) if held.digest == part.digest => Some(PutPart::Already),
        Some(_) => Some(PutPart::Other),
        None if object.complete => Some(PutPart::Complete),
        None => None,
    }
}

/// Completes an object inside a transaction: `(workspace, object, deposit)`.
pub(crate) async fn complete(
    tx: &mut Transaction<'static, Any>,
    (workspace, object, deposit): (Id, Id, Option<Id>),
    parts: &[Hash],
    size: u64,
    now: i64,
) -> Result<Completion, StoreError> {
    let found = sqlx::query("SELECT deposit, completed_at FROM objects WHERE workspace = $1 AND object = $2")
        .bind(workspace.to_vec())
        .bind(object.to_vec())
        .fetch_optional(&mut **tx)
        .await?;
    let Some(found) = found else { return Ok(Completion::Absent) };
    if row::id_opt(&found, 0)? != deposit {
        return Ok(Completion::Absent);
    }
    let rows = sqlx::query(PARTS).bind(workspace.to_vec()).bind(object.to_vec()).fetch_all(&mut **tx).await?;
    let held = rows.iter().map(read_part).collect::<Result<Vec<_>, _>>()?;
    let missing: Vec<u32> = (0..u32::try_from(parts.len()).unwrap_or(u32::MAX))
        .filter(|number| held.binary_search_by_key(number, |part| part.number).is_err())
        .collect();
    if !missing.is_empty() {
        return Ok(Completion::Missing(missing));
    }
    let same =
        held.len() == parts.len() && held.iter().zip(parts).all(|(part, digest)| part.digest == *digest);
    if !same || held.iter().map(|part| part.size).sum::<u64>() != size {
        return Ok(Completion::Mismatch);
    }
    sqlx::query(
        "UPDATE objects SET completed_at = $1 WHERE workspace = $2 AND object = $3 AND completed_at IS NULL",
    )
    .bind(now)
    .bind(workspace.to_vec())
    .bind(object.to_vec())
    .execute(&mut **tx)
    .await?;
    Ok(Completion::Done { size })
}

fn read_part(row: &AnyRow) -> Result<Part, StoreError> {
    Ok(Part {
        number: u32::try_from(row::number(row, 0)?)
            .map_err(|_| StoreError::Unreadable { what: "part number" })?,
        size: row::count(row, 1)?,
        digest: row::hash(row, 2)?,
        received_at: row::number(row, 3)?,
    })
}

/// Which bytes of which files make up a range.
fn pieces(object: &ObjectRecord, range: Range<u64>) -> Vec<(PartFile, Range<u64>)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for part in &object.parts {
        let (mut from, until) =
            (range.start.clamp(start, start + part.size), range.end.clamp(start, start + part.size));
        let file = PartFile {
            workspace: object.workspace,
            object: object.object,
            number: part.number,
            received_at: part.received_at,
            digest: part.digest,
        };
        while from < until {
            let to = until.min(from + CHUNK_BYTES);
            pieces.push((file, from - start..to - start));
            from = to;
        }
        start += part.size;
    }
    pieces
}
