//! What outlives a page or a command: heads of logs, device keys, parts waiting to be sent.
//!
//! Two classes of value. *Plain* values hold nothing secret (heads, pins) or are sealed already (staged
//! parts). *Secret* values (device keys, the open keyset) are protected by the shell: a private file for the
//! command line, encryption under a key that cannot be extracted in the browser.

use beffroi_seal::cbor;
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::host::LocalFuture;

/// The keep refused or lost a value.
#[derive(Debug, Clone, Error)]
pub enum KeepError {
    /// The storage of the device refused the operation.
    #[error("the local store cannot {operation} {key}: {reason}")]
    Storage {
        /// `load`, `save`, `remove` or `list`.
        operation: &'static str,
        /// Name of the value.
        key: String,
        /// What the system said.
        reason: String,
    },
    /// A value is there and cannot be read: it was altered, or written by a later version.
    #[error("the local value {key} cannot be read")]
    Unreadable {
        /// Name of the value.
        key: String,
    },
}

/// Persistent values of one device for one server, by name. Names are lowercase ASCII with `/` between parts.
pub trait Keep {
    /// The plain value under `key`.
    fn load<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<Vec<u8>>, KeepError>>;

    /// Writes a plain value; when the future resolves, it survives a crash of the program.
    fn save<'a>(&'a self, key: &'a str, value: Vec<u8>) -> LocalFuture<'a, Result<(), KeepError>>;

    /// Removes a value, plain or secret; succeeds when there is none.
    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), KeepError>>;

    /// Names of the values that begin with `prefix`, sorted.
    fn list<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, KeepError>>;

    /// The secret value under `key`.
    fn load_secret<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<Vec<u8>>, KeepError>>;

    /// Writes a secret value, protected as the device best can.
    fn save_secret<'a>(&'a self, key: &'a str, value: Vec<u8>) -> LocalFuture<'a, Result<(), KeepError>>;
}

/// A plain value in CBOR. One that cannot be read is an error: what protects against a server that goes back must not be
/// lost in silence.
pub(crate) async fn load_value<T: DeserializeOwned>(
    keep: &dyn Keep,
    key: &str,
) -> Result<Option<T>, KeepError> {
    let Some(bytes) = keep.load(key).await? else { return Ok(None) };
    cbor::decode(&bytes).map(Some).map_err(|_| KeepError::Unreadable { key: key.to_owned() })
}

/// Writes a plain value in CBOR.
pub(crate) async fn save_value<T: Serialize>(keep: &dyn Keep, key: &str, value: &T) -> Result<(), KeepError> {
    keep.save(key, cbor::encode(value).expect("numbers, ids and digests always encode")).await
}
