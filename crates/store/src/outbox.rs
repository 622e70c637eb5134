//! Mail that waits, and mail that was sent: kept with its digest, as proof of sending.

use sqlx::{Any, Transaction};

use crate::{Hash, Id, Store, StoreError, row};

/// A mail about to be queued. Address and text are sealed under the server's key.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// Its id.
    pub mail: Id,
    /// Kebab-case kind, such as `invitation`.
    pub kind: &'static str,
    /// Sealed address.
    pub recipient_sealed: Vec<u8>,
    /// Sealed subject and text.
    pub content_sealed: Vec<u8>,
    /// Digest of the text.
    pub digest: Hash,
    /// When.
    pub created_at: i64,
}

/// A mail that is due.
#[derive(Debug, Clone)]
pub struct DueMail {
    /// Its id.
    pub mail: Id,
    /// Sealed address.
    pub recipient_sealed: Vec<u8>,
    /// Sealed subject and text.
    pub content_sealed: Vec<u8>,
    /// Attempts so far.
    pub attempts: u64,
}

impl Store {
    /// Mails to send now, oldest first. Taking them moves their next attempt to `retry_at`, so that no other process
    /// takes them too.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn take_due_mails(&self, now: i64, retry_at: i64) -> Result<Vec<DueMail>, StoreError> {
        let mut tx = self.database.write().await?;
        let rows = sqlx::query(
            "UPDATE outbox SET next_attempt_at = $1, attempts = attempts + 1 WHERE mail IN \
             (SELECT mail FROM outbox WHERE sent_at IS NULL AND next_attempt_at <= $2 \
              ORDER BY created_at LIMIT 20) AND next_attempt_at <= $2 \
             RETURNING mail, recipient_sealed, content_sealed, attempts",
        )
        .bind(retry_at)
        .bind(now)
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        rows.iter()
            .map(|row| {
                Ok(DueMail {
                    mail: row::id(row, 0)?,
                    recipient_sealed: row::bytes(row, 1)?,
                    content_sealed: row::bytes(row, 2)?,
                    attempts: row::count(row, 3)?,
                })
            })
            .collect()
    }

    /// Says how an attempt ended: sent, or the code of what failed.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn mail_attempted(&self, mail: Id, outcome: Result<i64, &str>) -> Result<(), StoreError> {
        let mut tx = self.database.write().await?;
        let (sent_at, error) = match outcome {
            Ok(sent_at) => (Some(sent_at), None),
            Err(code) => (None, Some(code.to_owned())),
        };
        sqlx::query("UPDATE outbox SET sent_at = $1, last_error = $2 WHERE mail = $3")
            .bind(sent_at)
            .bind(error)
            .bind(mail.to_vec())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Mails that wait, and mails that failed at least once among them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outbox_depth(&self) -> Result<(u64, u64), StoreError> {
        let row = sqlx::query(
            "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN attempts > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) \
             FROM outbox WHERE sent_at IS NULL",
        )
        .fetch_one(&self.database.readers)
        .await?;
        Ok((row::count(&row, 0)?, row::count(&row, 1)?))
    }
}

pub(crate) async fn insert(tx: &mut Transaction<'static, Any>, mail: &NewMail) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO outbox \
         (mail, kind, recipient_sealed, content_sealed, digest, created_at, next_attempt_at, attempts) \
         VALUES ($1, $2, $3, $4, $5, $6, $6, 0)",
    )
    .bind(mail.mail.to_vec())
    .bind(mail.kind)
    .bind(mail.recipient_sealed.clone())
    .bind(mail.content_sealed.clone())
    .bind(mail.digest.to_vec())
    .bind(mail.created_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
