//! Accounts as the server knows them: a login record and a sealed blob, found by a keyed digest of the address.

use sqlx::{Any, Transaction};

use crate::{Hash, Id, Permit, Scope, Store, StoreError, audit, row};

/// What makes an account exist for login.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its id.
    pub account: Id,
    /// Keyed digest of the address.
    pub email_index: Hash,
    /// The address, sealed under the server's key.
    pub email_sealed: Vec<u8>,
    /// OPAQUE record.
    pub login_record: Vec<u8>,
    /// Sealed blob, stored as version 1.
    pub blob: Vec<u8>,
    /// When.
    pub created_at: i64,
}

/// What login needs.
#[derive(Debug, Clone)]
pub struct LoginRecord {
    /// The account.
    pub account: Id,
    /// OPAQUE record.
    pub login_record: Vec<u8>,
}

/// A sealed blob and its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Version, from 1.
    pub version: u64,
    /// Sealed bytes.
    pub bytes: Vec<u8>,
}

/// How a compare-and-swap of a blob ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobWrite {
    /// Stored under this version.
    Done(u64),
    /// Another version is stored.
    Conflict(u64),
    /// No such account.
    Absent,
}

impl Store {
    /// The login of an address; none for an unknown one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn login_record(&self, email_index: Hash) -> Result<Option<LoginRecord>, StoreError> {
        let found = sqlx::query("SELECT account, login_record FROM accounts WHERE email_index = $1")
            .bind(email_index.to_vec())
            .fetch_optional(&self.database.readers)
            .await?;
        found
            .map(|row| Ok(LoginRecord { account: row::id(&row, 0)?, login_record: row::bytes(&row, 1)? }))
            .transpose()
    }

    /// The keyed digest of an account's address and the address sealed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_email(&self, account: Id) -> Result<Option<(Hash, Vec<u8>)>, StoreError> {
        let found = sqlx::query("SELECT email_index, email_sealed FROM accounts WHERE account = $1")
            .bind(account.to_vec())
            .fetch_optional(&self.database.readers)
            .await?;
        found.map(|row| Ok((row::hash(&row, 0)?, row::bytes(&row, 1)?))).transpose()
    }

    /// The account's sealed blob.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn blob(&self, account: Id) -> Result<Option<Blob>, StoreError> {
        let found = sqlx::query("SELECT blob_version, blob FROM accounts WHERE account = $1")
            .bind(account.to_vec())
            .fetch_optional(&self.database.readers)
            .await?;
        found.map(|row| Ok(Blob { version: row::count(&row, 0)?, bytes: row::bytes(&row, 1)? })).transpose()
    }

    /// Replaces version `version` of the blob by the next, and the login record when the password changes; then every
    /// session but `keep` ends.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn put_blob(
        &self,
        permit: Permit,
        account: Id,
        version: u64,
        blob: &[u8],
        password: Option<NewPassword<'_>>,
    ) -> Result<BlobWrite, StoreError> {
        permit.covers(Scope::Account(account), "this account")?;
        let mut tx = self.database.write().await?;
        let written = sqlx::query(
            "UPDATE accounts SET blob = $1, blob_version = blob_version + 1 \
             WHERE account = $2 AND blob_version = $3",
        )
        .bind(blob.to_vec())
        .bind(account.to_vec())
        .bind(row::signed(version))
        .execute(&mut *tx)
        .await?;
        if written.rows_affected() != 1 {
            tx.rollback().await?;
            return Ok(match self.blob(account).await? {
                Some(stored) => BlobWrite::Conflict(stored.version),
                None => BlobWrite::Absent,
            });
        }
        if let Some(password) = password {
            sqlx::query("UPDATE accounts SET login_record = $1 WHERE account = $2")
                .bind(password.login_record.to_vec())
                .bind(account.to_vec())
                .execute(&mut *tx)
                .await?;
            sqlx::query("DELETE FROM sessions WHERE account = $1 AND session <> $2")
                .bind(account.to_vec())
                .bind(password.keep.to_vec())
                .execute(&mut *tx)
                .await?;
        }
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(BlobWrite::Done(version + 1))
    }
}

/// A password change that goes with a blob sealed anew.
#[derive(Debug, Clone, Copy)]
pub struct NewPassword<'a> {
    /// New OPAQUE record.
    pub login_record: &'a [u8],
    /// The session that goes on.
    pub keep: Id,
}

/// False when the address or the id is taken.
pub(crate) async fn insert(
    tx: &mut Transaction<'static, Any>,
    account: &NewAccount,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query(
        "INSERT INTO accounts \
         (account, email_index, email_sealed, login_record, blob, blob_version, created_at) \
         VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT DO NOTHING",
    )
    .bind(account.account.to_vec())
    .bind(account.email_index.to_vec())
    .bind(account.email_sealed.clone())
    .bind(account.login_record.clone())
    .bind(account.blob.clone())
    .bind(account.created_at)
    .execute(&mut **tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}
