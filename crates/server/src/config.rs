//! Configuration: one TOML file, every key also an environment variable (`limits.parts_max` is
//! `BEFFROI_LIMITS_PARTS_MAX`), read once. [`RawConfig`] is what people write, [`Config`] what the server runs on.

mod keys;
mod raw;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

pub use self::keys::{KEYS, KeyInfo, KeyKind};
pub use self::raw::RawConfig;

/// Checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The one public address.
    pub listen: SocketAddr,
    /// Metrics, on a loopback or private address; none when off.
    pub metrics: Option<SocketAddr>,
    /// Origin that people type, without a trailing slash.
    pub public_url: String,
    /// Database URL.
    pub database: String,
    /// Directory of sealed objects.
    pub objects: PathBuf,
    /// Key file.
    pub keys: PathBuf,
    /// Certificate and key in PEM, when the server does TLS itself.
    pub tls: Option<TlsFiles>,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Sizes and rates.
    pub limits: LimitsConfig,
    /// Terms.
    pub terms: TermsConfig,
    /// Mail, when configured.
    pub mail: Option<MailConfig>,
    /// Log lines.
    pub log: LogConfig,
    /// Where to report a weakness, as a URI (`mailto:…`, `https://…`); told in `security.txt` (RFC 9116).
    pub security_contact: Option<String>,
}

/// Certificate and key.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// Certificate chain, PEM.
    pub certificate: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
}

/// Sizes and rates.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// All objects together, in bytes; none for the disk's size.
    pub storage_bytes_max: Option<u64>,
    /// One object, in bytes.
    pub object_bytes_max: u64,
    /// One public report, attachments included, in bytes.
    pub deposit_bytes_max: u64,
    /// Requests from one address each minute.
    pub requests_per_minute: u32,
    /// Password attempts each minute from one address, and each ten minutes for one account.
    pub logins_per_minute: u32,
    /// Public reports begun from one address each hour.
    pub deposits_per_hour: u32,
}

/// How long things stay, in milliseconds.
#[derive(Debug, Clone)]
pub struct TermsConfig {
    /// A session, at the latest.
    pub session_ms: i64,
    /// The set-up link.
    pub setup_ms: i64,
    /// An upload that nobody continues.
    pub upload_ms: i64,
    /// An unfinished public report.
    pub deposit_ms: i64,
    /// The longest invitation.
    pub invitation_ms_max: i64,
    /// The audit log and sent mails.
    pub journal_ms: i64,
}

/// Outgoing mail.
#[derive(Clone)]
pub struct MailConfig {
    /// SMTP host.
    pub host: String,
    /// SMTP port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: MailTls,
    /// User name and password, when the host wants them.
    pub credentials: Option<(String, String)>,
    /// Sender, `Name <address>`.
    pub from: String,
}

impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MailConfig {{ host: {:?}, port: {}, tls: {:?}, .. }}", self.host, self.port, self.tls)
    }
}

/// How the connection to the mail host is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// From the first byte (port 465).
    Implicit,
    /// `STARTTLS`, required (port 587).
    Required,
    /// None: for a mail host on the same machine.
    None,
}

/// Log lines.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// JSON rather than text.
    pub json: bool,
    /// Filter, such as `info` or `beffroi_server=debug`.
    pub level: String,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("configuration file {path} cannot be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is not TOML, or has a key we do not know.
    #[error("configuration not understood: {reason}")]
    Malformed {
        /// What the parser says.
        reason: String,
    },
    /// A value is not possible.
    #[error("configuration key {key}: {reason}")]
    Value {
        /// The key, dotted.
        key: &'static str,
        /// What is wrong, and what would be right.
        reason: String,
    },
}

impl ConfigError {
    /// Stable code for catalogues.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "config-unreadable",
            Self::Malformed { .. } => "config-malformed",
            Self::Value { .. } => "config-value",
        }
    }
}

impl Config {
    /// Reads the file, if any, then the environment, which wins.
    ///
    /// # Errors
    /// When the file cannot be read, a key is unknown or a value impossible.
    pub fn load(
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let text = match file {
            Some(path) => std::fs::read_to_string(path)
                .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?,
            None => String::new(),
        };
        RawConfig::parse(&text, environment)?.check()
    }

    /// A server for itself alone in a directory, on any free port: for tests and demonstrations.
    ///
    /// # Panics
    /// Never: the values are constants.
    #[must_use]
    pub fn local(directory: &Path) -> Self {
        let raw = RawConfig {
            listen: Some("127.0.0.1:0".to_owned()),
            metrics: Some("off".to_owned()),
            data: Some(directory.to_owned()),
            ..RawConfig::default()
        };
        raw.check().expect("constant values are possible")
    }
}
