//! Share links: the sealed papers that they give, and their use.
//!
//! On which terms a link is served stands in the workspace's log; here is what must be counted as it happens.

use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};

use crate::outbox::{self, NewMail};
use crate::{Hash, Id, Permit, Scope, Store, StoreError, audit, row};

/// The papers of a link that a commit opens.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// The link.
    pub link: Id,
    /// The sealed cover.
    pub cover: Vec<u8>,
    /// The sealed sheet.
    pub sheet: Vec<u8>,
}

/// A link as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// The link.
    pub link: Id,
    /// Its workspace, whose log has its terms.
    pub workspace: Id,
    /// The sealed cover.
    pub cover: Vec<u8>,
    /// The sealed sheet.
    pub sheet: Vec<u8>,
    /// Passwords tried.
    pub questions: u64,
    /// Times opened.
    pub opened: u64,
    /// Downloads begun.
    pub downloads: u64,
    /// Receipts acknowledged.
    pub received: u64,
    /// When somebody declared not to be the recipient.
    pub refused_at: Option<i64>,
}

/// Kinds of uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkUseKind {
    /// The cover was shown.
    Shown,
    /// A password was tried.
    PasswordAsked,
    /// The sheet was given.
    Opened,
    /// A download began.
    Downloaded,
    /// Receipt was acknowledged.
    Received,
    /// Somebody declared not to be the recipient.
    Refused,
}

impl LinkUseKind {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Shown, "shown"),
        (Self::PasswordAsked, "password-asked"),
        (Self::Opened, "opened"),
        (Self::Downloaded, "downloaded"),
        (Self::Received, "received"),
        (Self::Refused, "refused"),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    fn parse(name: &str) -> Result<Self, StoreError> {
        let found = Self::ALL.iter().find(|(_, known)| *known == name);
        found.map(|(kind, _)| *kind).ok_or(StoreError::Unreadable { what: "kind of use of a link" })
    }
}

/// What a visitor does, about to be noted.
#[derive(Debug, Clone)]
pub struct NewLinkUse<'a> {
    /// The link.
    pub link: Id,
    /// When.
    pub at: i64,
    /// What.
    pub kind: LinkUseKind,
    /// From where.
    pub address: &'a str,
    /// What is downloaded.
    pub object: Option<Id>,
    /// What is declared, as signed.
    pub statement: Option<Vec<u8>>,
}

/// A use as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkUseRow {
    /// When.
    pub at: i64,
    /// What.
    pub kind: LinkUseKind,
    /// From where.
    pub address: String,
    /// What was downloaded.
    pub object: Option<Id>,
    /// What was declared.
    pub statement: Option<Vec<u8>>,
}

/// What a use is counted against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkLimit {
    /// Nothing.
    None,
    /// So many passwords tried.
    Questions(u32),
    /// So many downloads.
    Downloads(u32),
}

/// The right to read one object of a link for a while.
#[derive(Debug, Clone)]
pub struct LinkPermit {
    /// Digest of the text that the visitor shows.
    pub permit_hash: Hash,
    /// What may be read.
    pub object: Id,
    /// Until when.
    pub expires_at: i64,
}

const COLUMNS: &str =
    "link, workspace, cover, sheet, questions, opened, downloads, received, refused_at FROM links";

impl Store {
    /// One link.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link(&self, link: Id) -> Result<Option<LinkRow>, StoreError> {
        let found = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} WHERE link = $1")))
            .bind(link.to_vec())
            .fetch_optional(&self.database.readers)
            .await?;
        found.map(|row| link_row(&row)).transpose()
    }

    /// The links of a workspace, in the order of their ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn links_of(&self, workspace: Id) -> Result<Vec<LinkRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} WHERE workspace = $1 ORDER BY link");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(workspace.to_vec())
            .fetch_all(&self.database.readers)
            .await?;
        rows.iter().map(link_row).collect()
    }

    /// What was done with a link, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_uses(&self, link: Id, limit: u32) -> Result<Vec<LinkUseRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT at, kind, address, object, statement FROM link_uses WHERE link = $1 \
             ORDER BY sequence DESC LIMIT $2",
        )
        .bind(link.to_vec())
        .bind(i64::from(limit))
        .fetch_all(&self.database.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(LinkUseRow {
                    at: row::number(row, 0)?,
                    kind: LinkUseKind::parse(&row::text(row, 1)?)?,
                    address: row::text(row, 2)?,
                    object: row::id_opt(row, 3)?,
                    statement: row::bytes_opt(row, 4)?,
                })
            })
            .collect()
    }

    /// Notes a use and counts it, together with the permit that a download gives. False when the limit is reached, or
    /// when the link was refused meanwhile: nothing is noted then.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn use_link(
        &self,
        permit: Permit,
        used: &NewLinkUse<'_>,
        limit: LinkLimit,
        gives: Option<&LinkPermit>,
    ) -> Result<bool, StoreError> {
        permit.covers(Scope::Link(used.link), "the use of this link")?;
        let mut tx = self.database.write().await?;
        if !count(&mut tx, used, limit).await? {
            return Ok(false);
        }
        insert_use(&mut tx, used).await?;
        if let Some(gives) = gives {
            sqlx::query(
                "INSERT INTO link_permits (permit_hash, link, object, expires_at) VALUES ($1, $2, $3, $4)",
            )
            .bind(gives.permit_hash.to_vec())
            .bind(used.link.to_vec())
            .bind(gives.object.to_vec())
            .bind(gives.expires_at)
            .execute(&mut *tx)
            .await?;
        }
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Stops a link because somebody declared not to be its recipient, and queues the mails that say so. False when it was
    /// stopped before: nothing changes then.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub async fn refuse_link(
        &self,
        permit: Permit,
        used: &NewLinkUse<'_>,
        mails: &[NewMail],
    ) -> Result<bool, StoreError> {
        permit.covers(Scope::Link(used.link), "the refusal of this link")?;
        let mut tx = self.database.write().await?;
        let stopped = sqlx::query("UPDATE links SET refused_at = $1 WHERE link = $2 AND refused_at IS NULL")
            .bind(used.at)
            .bind(used.link.to_vec())
            .execute(&mut *tx)
            .await?;
        if stopped.rows_affected() != 1 {
            return Ok(false);
        }
        insert_use(&mut tx, used).await?;
        sqlx::query("DELETE FROM link_permits WHERE link = $1")
            .bind(used.link.to_vec())
            .execute(&mut *tx)
            .await?;
        for mail in mails {
            outbox::insert(&mut tx, mail).await?;
        }
        audit::close(&mut tx, &permit).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Whether a permit gives an object now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_permit(
        &self,
        permit_hash: Hash,
        link: Id,
        object: Id,
        now: i64,
    ) -> Result<bool, StoreError> {
        let found = sqlx::query(
            "SELECT link FROM link_permits \
             WHERE permit_hash = $1 AND link = $2 AND object = $3 AND expires_at > $4",
        )
        .bind(permit_hash.to_vec())
        .bind(link.to_vec())
        .bind(object.to_vec())
        .bind(now)
        .fetch_optional(&self.database.readers)
        .await?;
        Ok(found.is_some())
    }
}

/// Keeps the papers of a link, in the transaction of the commit that opens it.
pub(crate) async fn insert(
    tx: &mut Transaction<'static, Any>,
    workspace: Id,
    new: &NewLink,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO links (link, workspace, cover, sheet, created_at, questions, opened, downloads, received) \
         VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0)",
    )
    .bind(new.link.to_vec())
    .bind(workspace.to_vec())
    .bind(new.cover.clone())
    .bind(new.sheet.clone())
    .bind(at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts a use within its limit; the row's lock makes two at once come one after the other.
async fn count(
    tx: &mut Transaction<'static, Any>,
    used: &NewLinkUse<'_>,
    limit: LinkLimit,
) -> Result<bool, StoreError> {
    let (column, most) = match (used.kind, limit) {
        (LinkUseKind::PasswordAsked, LinkLimit::Questions(most)) => ("questions", i64::from(most)),
        (LinkUseKind::Downloaded, LinkLimit::Downloads(most)) => ("downloads", i64::from(most)),
        (LinkUseKind::Downloaded, _) => ("downloads", i64::MAX),
        (LinkUseKind::Received, _) => ("received", i64::MAX),
        (LinkUseKind::Opened, _) => ("opened", i64::MAX),
        _ => return Ok(true),
    };
    let sql = format!(
        "UPDATE links SET {column} = {column} + 1 WHERE link = $1 AND {column} < $2 AND refused_at IS NULL"
    );
    let counted =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(used.link.to_vec()).bind(most).execute(&mut **tx).await?;
    Ok(counted.rows_affected() == 1)
}

async fn insert_use(tx: &mut Transaction<'static, Any>, used: &NewLinkUse<'_>) -> Result<(), StoreError> {
    let sequence: i64 =
        sqlx::query_scalar("UPDATE counters SET value = value + 1 WHERE name = 'link-uses' RETURNING value")
            .fetch_one(&mut **tx)
            .await?;
    sqlx::query(
        "INSERT INTO link_uses (sequence, link, at, kind, address, object, statement) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(sequence)
    .bind(used.link.to_vec())
    .bind(used.at)
    .bind(used.kind.name())
    .bind(used.address)
    .bind(used.object.map(Vec::from))
    .bind(used.statement.clone())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn link_row(row: &AnyRow) -> Result<LinkRow, StoreError> {
    Ok(LinkRow {
        link: row::id(row, 0)?,
        workspace: row::id(row, 1)?,
        cover: row::bytes(row, 2)?,
        sheet: row::bytes(row, 3)?,
        questions: row::count(row, 4)?,
        opened: row::count(row, 5)?,
        downloads: row::count(row, 6)?,
        received: row::count(row, 7)?,
        refused_at: row::number_opt(row, 8)?,
    })
}
