//! Set-up: the one-time token, kept as a digest, and the genesis that uses it up.

use crate::account::{self, NewAccount};
use crate::org::{self, Append, EntryRecord};
use crate::{Hash, Permit, Scope, Store, StoreError, audit, row};

/// A token as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRecord {
    /// When it stops working.
    pub expires_at: i64,
    /// When it was used.
    pub used_at: Option<i64>,
}

/// How the genesis ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genesis {
    /// The organisation exists.
    Done,
    /// It existed already, or the token was used meanwhile.
    Conflict,
}

impl Store {
    /// Keeps a fresh token, replacing every unused one.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn keep_setup_token(
        &self,
        token_hash: Hash,
        now: i64,
        expires_at: i64,
    ) -> Result<(), StoreError> {
        let mut tx = self.database.write().await?;
        sqlx::query("UPDATE setup_tokens SET expires_at = $1 WHERE used_at IS NULL AND expires_at > $1")
            .bind(now)
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO setup_tokens (token_hash, created_at, expires_at) VALUES ($1, $2, $3)")
            .bind(token_hash.to_vec())
            .bind(now)
            .bind(expires_at)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// A token; none when this server never printed it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setup_token(&self, token_hash: Hash) -> Result<Option<TokenRecord>, StoreError> {
        let found = sqlx::query("SELECT expires_at, used_at FROM setup_tokens WHERE token_hash = $1")
            .bind(token_hash.to_vec())
            .fetch_optional(&self.database.readers)
            .await?;
        found
            .map(|row| {
                Ok(TokenRecord { expires_at: row::number(&row, 0)?, used_at: row::number_opt(&row, 1)? })
            })
            .transpose()
    }

    /// The genesis: uses the token up, stores the first entry and the first account, or nothing.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn set_up(
        &self,
        permit: Permit,
        token_hash: Hash,
        entry: &EntryRecord,
        administrator: &NewAccount,
    ) -> Result<Genesis, StoreError> {
        permit.covers(Scope::Setup, "the set-up")?;
        let mut tx = self.database.write().await?;
        let used =
            sqlx::query("UPDATE setup_tokens SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL")
                .bind(entry.received_at)
                .bind(token_hash.to_vec())
                .execute(&mut *tx)
                .await?;
        if used.rows_affected() != 1
            || org::insert(&mut tx, entry).await? == Append::Conflict
            || !account::insert(&mut tx, administrator).await?
        {
            tx.rollback().await?;
            return Ok(Genesis::Conflict);
        }
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(Genesis::Done)
    }
}
