//! The database behind a URL: SQLite by default, PostgreSQL, the same SQL text for both.
//!
//! SQLite: one writing connection (there is only ever one writer), several reading ones, WAL, and
//! `synchronous=FULL`, so that a commit is on the disk before it is acknowledged.

use std::borrow::Cow;
use std::time::Duration;

use futures_util::future::try_join_all;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Any, AnyConnection, AnyPool, Executor, SqlSafeStr, Transaction};

use crate::StoreError;

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub(crate) engine: Engine,
    pub(crate) readers: AnyPool,
    writer: AnyPool,
}

const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "initial", include_str!("../migrations/0001_initial.sql")),
    (2, "links", include_str!("../migrations/0002_links.sql")),
    (3, "removal", include_str!("../migrations/0003_removal.sql")),
];
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
const BUSY_TIMEOUT_MS: u32 = 10_000;

impl Database {
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let database = match url.split(':').next() {
            Some("sqlite") => Self::open_sqlite(url).await?,
            Some("postgres" | "postgresql") => {
                let pool = pool(POSTGRES_CONNECTIONS).connect(url).await?;
                Self { engine: Engine::Postgres, readers: pool.clone(), writer: pool }
            }
            _ => return Err(StoreError::Address { reason: "sqlite: or postgres: expected".to_owned() }),
        };
        migrator().run(&database.writer).await.map_err(StoreError::Migration)?;
        Ok(database)
    }

    async fn open_sqlite(url: &str) -> Result<Self, StoreError> {
        let separator = if url.contains('?') { '&' } else { '?' };
        let writer = sqlite_pool(1).connect(&format!("{url}{separator}mode=rwc")).await?;
        let readers = sqlite_pool(READERS).connect(&format!("{url}{separator}mode=rw")).await?;
        // All of them now: a connection that opens asks for the journal's mode, and must not do so in the middle of
        // somebody's commit.
        drop(try_join_all((0..READERS).map(|_| readers.acquire())).await?);
        Ok(Self { engine: Engine::Sqlite, readers, writer })
    }

    /// Begins a transaction that will write. SQLite takes its write lock at once, so that no later statement of
    /// the transaction can find the database busy.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(match self.engine {
            Engine::Sqlite => self.writer.begin_with("BEGIN IMMEDIATE").await?,
            Engine::Postgres => self.writer.begin().await?,
        })
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn pool(connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(20))
}

fn sqlite_pool(connections: u32) -> AnyPoolOptions {
    // Connections to a file are never stale: closing idle ones would only lose their page cache.
    pool(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(|connection, _| Box::pin(async move { pragmas(connection).await }))
}

async fn pragmas(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let pragmas = format!(
        "PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON;"
    );
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(pragmas))).await?;
    let level: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await?;
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(connection).await?;
    if level < 2 || journal != "wal" {
        return Err(sqlx::Error::Configuration("SQLite refuses WAL with synchronous=FULL here".into()));
    }
    Ok(())
}

fn migrator() -> Migrator {
    let migrations = MIGRATIONS.iter().map(|(version, name, sql)| {
        Migration::new(*version, Cow::Borrowed(*name), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}
