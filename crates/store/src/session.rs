//! Login attempts between their two round trips, and the sessions that follow.

use crate::{Hash, Id, Permit, Scope, Store, StoreError, audit, row};

/// A session: an index from requests to the account and device key that sign them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its id.
    pub session: Id,
    /// Whose.
    pub account: Id,
    /// The device that signs.
    pub device: Id,
    /// Its verification key, stored form.
    pub device_key: Vec<u8>,
    /// When it was opened.
    pub opened_at: i64,
    /// Last request, to the minute.
    pub seen_at: i64,
    /// When it ends at the latest.
    pub expires_at: i64,
    /// Address it was opened from.
    pub address: String,
}

const COLUMNS: &str = "session, account, device, device_key, opened_at, seen_at, expires_at, address";

impl Store {
    /// Keeps the server's half of a login attempt, for unknown addresses too.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn keep_login(
        &self,
        login: Id,
        email_index: Hash,
        state: &[u8],
        expires_at: i64,
    ) -> Result<(), StoreError> {
        let mut tx = self.database.write().await?;
        sqlx::query(
            "INSERT INTO login_attempts (login, email_index, state, expires_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(login.to_vec())
        .bind(email_index.to_vec())
        .bind(state.to_vec())
        .bind(expires_at)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes an attempt out: it serves once, before it expires.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_login(&self, login: Id, now: i64) -> Result<Option<(Hash, Vec<u8>)>, StoreError> {
        let mut tx = self.database.write().await?;
        let found = sqlx::query(
            "DELETE FROM login_attempts WHERE login = $1 RETURNING email_index, state, expires_at",
        )
        .bind(login.to_vec())
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let Some(row) = found else { return Ok(None) };
        let in_time = row::number(&row, 2)? > now;
        Ok(if in_time { Some((row::hash(&row, 0)?, row::bytes(&row, 1)?)) } else { None })
    }

    /// Opens a session.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn open_session(&self, permit: Permit, session: &SessionRecord) -> Result<(), StoreError> {
        permit.covers(Scope::Sessions(session.account), "this account's sessions")?;
        let mut tx = self.database.write().await?;
        sqlx::query(
            "INSERT INTO sessions \
             (session, account, device, device_key, opened_at, seen_at, expires_at, address) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(session.session.to_vec())
        .bind(session.account.to_vec())
        .bind(session.device.to_vec())
        .bind(session.device_key.clone())
        .bind(session.opened_at)
        .bind(session.seen_at)
        .bind(session.expires_at)
        .bind(session.address.clone())
        .execute(&mut *tx)
        .await?;
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A session, expired or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, session: Id) -> Result<Option<SessionRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM sessions WHERE session = $1");
        let found = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(session.to_vec())
            .fetch_optional(&self.database.readers)
            .await?;
        found.as_ref().map(read).transpose()
    }

    /// Notes that a session was used; callers round the time, so that this happens once a minute at most.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn touch_session(&self, session: Id, seen_at: i64) -> Result<(), StoreError> {
        let mut tx = self.database.write().await?;
        sqlx::query("UPDATE sessions SET seen_at = $1 WHERE session = $2 AND seen_at < $1")
            .bind(seen_at)
            .bind(session.to_vec())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The open sessions of an account, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(&self, account: Id, now: i64) -> Result<Vec<SessionRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM sessions WHERE account = $1 AND expires_at > $2 \
             ORDER BY opened_at DESC, session"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(account.to_vec())
            .bind(now)
            .fetch_all(&self.database.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Closes one session of an account; false when it has no such session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_session(&self, permit: Permit, account: Id, session: Id) -> Result<bool, StoreError> {
        permit.covers(Scope::Sessions(account), "this account's sessions")?;
        let mut tx = self.database.write().await?;
        let closed = sqlx::query("DELETE FROM sessions WHERE session = $1 AND account = $2")
            .bind(session.to_vec())
            .bind(account.to_vec())
            .execute(&mut *tx)
            .await?;
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(closed.rows_affected() == 1)
    }
}

fn read(row: &sqlx::any::AnyRow) -> Result<SessionRecord, StoreError> {
    Ok(SessionRecord {
        session: row::id(row, 0)?,
        account: row::id(row, 1)?,
        device: row::id(row, 2)?,
        device_key: row::bytes(row, 3)?,
        opened_at: row::number(row, 4)?,
        seen_at: row::number(row, 5)?,
        expires_at: row::number(row, 6)?,
        address: row::text(row, 7)?,
    })
}
