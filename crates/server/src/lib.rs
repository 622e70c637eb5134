//! The blind server: it orders, stores, authorises and reminds; it never holds a content key.
//!
//! Owns the HTTP interface (`docs/openapi.json`), sessions, who may do what ([`Permit`](beffroi_store::Permit)s are made in one
//! module), the audit log, mail, terms, and the embedded web application. Deliberately absent: anything that could
//! read content; this crate depends on `seal`, `ledger`, `wire` and `store` alone.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use beffroi_server::{Config, serve};
//! let config = Config::load(Some("beffroi.toml".as_ref()), |name| std::env::var(name).ok())?;
//! beffroi_server::init_logs(&config.log);
//! serve(config, async { drop(tokio::signal::ctrl_c().await) }).await?;
//! # Ok(()) }
//! ```

mod app;
mod assets;
mod authority;
mod clock;
pub mod config;
mod error;
mod extract;
mod http;
mod jobs;
mod keys;
mod link;
mod mail;
mod metrics;
mod openapi;
mod routes;
mod serve;
mod setup;
mod view;

pub use self::clock::Clock;
pub use self::config::{Config, ConfigError};
pub use self::keys::KeyFileError;
pub use self::serve::{Running, ServeError, serve, start};

/// The OpenAPI document, as `docs/openapi.json` holds it.
#[must_use]
pub fn openapi() -> serde_json::Value {
    openapi::document()
}

/// Writes log lines to standard error, as configured. Later calls change nothing.
pub fn init_logs(config: &config::LogConfig) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_new(&config.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Another part of the program may have begun already: its choice stands.
    let _ = if config.json { lines.json().try_init() } else { lines.try_init() };
}
