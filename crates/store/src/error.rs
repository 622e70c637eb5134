//! Why the store could not do what it was asked. Expected outcomes (a lost race, an absent row) are not errors:
//! each operation returns them in its own enum.

use std::io;

/// A failure of the store itself.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room left, on the disk or in the configured limit: nothing was written.
    #[error("no room left")]
    Full,
    /// The permit does not cover this write: an error of the program.
    #[error("the permit does not cover {needed}")]
    NotPermitted {
        /// What the write needed.
        needed: &'static str,
    },
    /// A stored value is not what was written.
    #[error("stored {what} is not readable")]
    Unreadable {
        /// Table and column, or object.
        what: &'static str,
    },
    /// The URL or path of the store is not usable.
    #[error("store address not usable: {reason}")]
    Address {
        /// What is wrong with it.
        reason: String,
    },
    /// The schema could not be brought up to date.
    #[error("schema not up to date")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The database failed.
    #[error("database failure")]
    Database(#[source] sqlx::Error),
    /// The object store failed.
    #[error("object store failure")]
    Objects(#[source] object_store::Error),
    /// A directory could not be made or synced.
    #[error("file system failure")]
    Files(#[source] io::Error),
}

impl StoreError {
    /// Stable code for logs and catalogues.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "storage-full",
            Self::NotPermitted { .. } => "store-not-permitted",
            Self::Unreadable { .. } => "store-unreadable",
            Self::Address { .. } => "store-address",
            Self::Migration(_) => "store-migration",
            Self::Database(_) => "store-database",
            Self::Objects(_) => "store-objects",
            Self::Files(_) => "store-files",
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let full = match &error {
            sqlx::Error::Database(database) => database.code().is_some_and(|code| is_full(&code)),
            sqlx::Error::Io(io) => is_full_io(io),
            _ => false,
        };
        if full { Self::Full } else { Self::Database(error) }
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(current) = cause {
            if current.downcast_ref::<io::Error>().is_some_and(is_full_io) {
                return Self::Full;
            }
            cause = current.source();
        }
        Self::Objects(error)
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        if is_full_io(&error) { Self::Full } else { Self::Files(error) }
    }
}

/// SQLite: `SQLITE_FULL` and failed writes or growth of its files; PostgreSQL: `disk_full`.
fn is_full(code: &str) -> bool {
    matches!(code, "13" | "778" | "4874" | "53100")
}

fn is_full_io(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    )
}
