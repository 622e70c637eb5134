//! Invitations, from the link to the administrator's signature.

use crate::account::{self, NewAccount};
use crate::outbox::{self, NewMail};
use crate::{Hash, Id, Permit, Scope, Store, StoreError, audit, row};

/// An invitation about to be made.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// Its id.
    pub invitation: Id,
    /// Who invites.
    pub inviter: Id,
    /// Keyed digest of the address.
    pub email_index: Hash,
    /// The address, sealed under the server's key.
    pub email_sealed: Vec<u8>,
    /// When.
    pub created_at: i64,
    /// When the link stops working.
    pub expires_at: i64,
}

/// An invitation as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRecord {
    /// Its id.
    pub invitation: Id,
    /// Who invites.
    pub inviter: Id,
    /// Keyed digest of the address.
    pub email_index: Hash,
    /// The address, sealed.
    pub email_sealed: Vec<u8>,
    /// When it was made.
    pub created_at: i64,
    /// When the link stops working.
    pub expires_at: i64,
    /// When the person accepted.
    pub accepted_at: Option<i64>,
    /// When an administrator signed.
    pub enrolled_at: Option<i64>,
    /// The account of the person who accepted.
    pub account: Option<Id>,
    /// What they ask to be enrolled with, until enrolled.
    pub certificate: Option<Vec<u8>>,
    /// Their proof, until enrolled.
    pub proof: Option<Vec<u8>>,
}

/// How an invitation or its acceptance ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invite {
    /// Stored.
    Done,
    /// An account has this address.
    EmailTaken,
    /// The id is taken.
    Exists,
    /// The invitation was used, revoked or is not there.
    Gone,
}

const COLUMNS: &str = "invitation, inviter, email_index, email_sealed, created_at, expires_at, accepted_at, \
                       enrolled_at, account, certificate, proof";

impl Store {
    /// Makes an invitation, with its mail when one goes out.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn invite(
        &self,
        permit: Permit,
        new: &NewInvitation,
        mail: Option<&NewMail>,
    ) -> Result<Invite, StoreError> {
        permit.covers(Scope::Invitation(new.invitation), "this invitation")?;
        let mut tx = self.database.write().await?;
        let taken = sqlx::query("SELECT account FROM accounts WHERE email_index = $1")
            .bind(new.email_index.to_vec())
            .fetch_optional(&mut *tx)
            .await?;
        if taken.is_some() {
            tx.rollback().await?;
            return Ok(Invite::EmailTaken);
        }
        let inserted = sqlx::query(
            "INSERT INTO invitations \
             (invitation, inviter, email_index, email_sealed, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(new.invitation.to_vec())
        .bind(new.inviter.to_vec())
        .bind(new.email_index.to_vec())
        .bind(new.email_sealed.clone())
        .bind(new.created_at)
        .bind(new.expires_at)
        .execute(&mut *tx)
        .await?;
        if inserted.rows_affected() != 1 {
            tx.rollback().await?;
            return Ok(Invite::Exists);
        }
        if let Some(mail) = mail {
            outbox::insert(&mut tx, mail).await?;
        }
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(Invite::Done)
    }

    /// An invitation, whatever its stage.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation(&self, invitation: Id) -> Result<Option<InvitationRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM invitations WHERE invitation = $1");
        let found = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(invitation.to_vec())
            .fetch_optional(&self.database.readers)
            .await?;
        found.as_ref().map(read).transpose()
    }

    /// Invitations that nobody has enrolled yet, oldest first; open ones only while their link works.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pending_invitations(&self, now: i64) -> Result<Vec<InvitationRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM invitations \
             WHERE enrolled_at IS NULL AND (accepted_at IS NOT NULL OR expires_at > $1) \
             ORDER BY created_at, invitation"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(now).fetch_all(&self.database.readers).await?;
        rows.iter().map(read).collect()
    }

    /// The person accepts: login and blob are stored, the invitation waits for an administrator.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn accept_invitation(
        &self,
        permit: Permit,
        invitation: Id,
        account: &NewAccount,
        certificate: &[u8],
        proof: &[u8],
    ) -> Result<Invite, StoreError> {
        permit.covers(Scope::Invitation(invitation), "this invitation")?;
        let mut tx = self.database.write().await?;
        let accepted = sqlx::query(
            "UPDATE invitations SET accepted_at = $1, account = $2, certificate = $3, proof = $4 \
             WHERE invitation = $5 AND accepted_at IS NULL AND expires_at > $1",
        )
        .bind(account.created_at)
        .bind(account.account.to_vec())
        .bind(certificate.to_vec())
        .bind(proof.to_vec())
        .bind(invitation.to_vec())
        .execute(&mut *tx)
        .await?;
        let ended = if accepted.rows_affected() != 1 {
            Invite::Gone
        } else if account::insert(&mut tx, account).await? {
            Invite::Done
        } else {
            Invite::EmailTaken
        };
        if ended == Invite::Done {
            audit::close(&mut tx, &permit).await?;
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(ended)
    }

    /// Revokes an invitation that nobody enrolled; what the person had left goes with it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_invitation(&self, permit: Permit, invitation: Id) -> Result<Invite, StoreError> {
        permit.covers(Scope::Invitation(invitation), "this invitation")?;
        let mut tx = self.database.write().await?;
        let found = sqlx::query(
            "DELETE FROM invitations WHERE invitation = $1 AND enrolled_at IS NULL RETURNING account",
        )
        .bind(invitation.to_vec())
        .fetch_optional(&mut *tx)
        .await?;
        let Some(found) = found else {
            tx.rollback().await?;
            return Ok(Invite::Gone);
        };
        if let Some(account) = row::id_opt(&found, 0)? {
            sqlx::query("DELETE FROM accounts WHERE account = $1")
                .bind(account.to_vec())
                .execute(&mut *tx)
                .await?;
        }
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(Invite::Done)
    }
}

fn read(row: &sqlx::any::AnyRow) -> Result<InvitationRecord, StoreError> {
    Ok(InvitationRecord {
        invitation: row::id(row, 0)?,
        inviter: row::id(row, 1)?,
        email_index: row::hash(row, 2)?,
        email_sealed: row::bytes(row, 3)?,
        created_at: row::number(row, 4)?,
        expires_at: row::number(row, 5)?,
        accepted_at: row::number_opt(row, 6)?,
        enrolled_at: row::number_opt(row, 7)?,
        account: row::id_opt(row, 8)?,
        certificate: row::bytes_opt(row, 9)?,
        proof: row::bytes_opt(row, 10)?,
    })
}
