//! What the server keeps: portable SQL over SQLite or PostgreSQL, and sealed objects on disk.
//!
//! Owns durability (an operation that returned is on the disk), atomicity (one transaction for each act),
//! idempotence, and the sweep of what nobody finished. Deliberately absent: the meaning of anything it stores, who may
//! do what (see [`permit`]), clocks and randomness (arguments).
//!
//! Signed entries, letters, blobs and parts are opaque bytes here; identifiers are `[u8; 16]`, digests `[u8; 32]`.

pub mod account;
pub mod audit;
mod database;
mod error;
pub mod intake;
pub mod invitation;
pub mod link;
pub mod object;
pub mod org;
pub mod outbox;
mod parts;
pub mod permit;
pub mod removal;
mod row;
pub mod session;
pub mod setup;
pub mod sweep;
pub mod workspace;

use std::path::PathBuf;
use std::sync::Arc;

use object_store::local::LocalFileSystem;

use self::database::Database;
pub use self::database::Engine;
pub use self::error::StoreError;
pub use self::permit::{Issuer, Permit, Scope};

/// An identifier, as `beffroi-seal` makes them.
pub type Id = [u8; 16];
/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// Where and how much to store.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `sqlite:/path/to/file` or `postgres://…`.
    pub database: String,
    /// Directory of sealed objects; made when absent.
    pub objects: PathBuf,
    /// Total size of objects above which parts are refused, in bytes.
    pub object_bytes_max: Option<u64>,
}

/// The store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    blobs: Arc<LocalFileSystem>,
    directory: PathBuf,
    object_bytes_max: i64,
}

impl Store {
    /// Opens the store, bringing its schema up to date, and gives the one issuer of permits.
    ///
    /// # Errors
    /// When the database or the directory cannot be used.
    pub async fn open(config: &StoreConfig) -> Result<(Self, Issuer), StoreError> {
        let database = Database::open(&config.database).await?;
        let directory = config.objects.clone();
        tokio::fs::create_dir_all(&directory).await?;
        // Acknowledged means on the disk: file, then its directory, before `put` returns (see
        // docs/decisions/0005-durable-objects.md).
        let blobs =
            LocalFileSystem::new_with_prefix(&directory)?.with_fsync(true).with_automatic_cleanup(true);
        let object_bytes_max =
            config.object_bytes_max.and_then(|bytes| i64::try_from(bytes).ok()).unwrap_or(i64::MAX);
        Ok((Self { database, blobs: Arc::new(blobs), directory, object_bytes_max }, Issuer::new()))
    }

    /// Which database this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.database.engine
    }

    /// Answers when the database does.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").fetch_one(&self.database.readers).await?;
        Ok(())
    }

    /// Every table and column of the schema, in order: what `docs/metadata.md` must describe.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn columns(&self) -> Result<Vec<(String, String)>, StoreError> {
        let sql = match self.database.engine {
            Engine::Sqlite => {
                "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c \
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid"
            }
            Engine::Postgres => {
                "SELECT table_name::TEXT, column_name::TEXT FROM information_schema.columns \
                 WHERE table_schema = current_schema() ORDER BY 1, ordinal_position"
            }
        };
        let rows = sqlx::query(sql).fetch_all(&self.database.readers).await?;
        rows.iter().map(|row| Ok((row::text(row, 0)?, row::text(row, 1)?))).collect()
    }

    /// Finishes what is running and closes the connections.
    pub async fn close(&self) {
        self.database.close().await;
    }
}
