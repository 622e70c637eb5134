//! Key types that cannot be mixed up.
//!
//! A key wraps keys or encrypts content, never both: an [`EpochKey`] only derives, its [`HistoryKey`] wraps the
//! previous epoch key and nothing else, its [`FileWrap`] wraps file keys and nothing else, and its entry key is a
//! [`RecordKey`]. No secret derives `Clone` or a telling `Debug`, and each is wiped when dropped. Inside what is
//! sealed, each key is stored with its type, so that one type never opens as another.

mod keyset;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

pub use keyset::{DeviceKeyset, Keyset, KeysetError, PublicKeys};

use crate::record::{self, RecordError, expand};
use crate::secret::secret_key;
use crate::{Context, Digest, ExportSecret, RecordKey, SealedRecord, SecretBytes};

secret_key! {
    /// The key of a workspace for one epoch. It encrypts nothing itself: every use has a key derived from it.
    EpochKey, "epoch-key"
}

secret_key! {
    /// The key of the content of one version of one file: fresh for each version, never used again.
    FileKey, "file-key"
}

secret_key! {
    /// The key under which members read the names of people of their organisation.
    DirectoryKey, "directory-key"
}

secret_key! {
    /// Wraps the account's keyset; comes from the export key of the password login.
    AccountKek, "account-kek"
}

secret_key! {
    /// Wraps a device's keyset in its local store; held by the system's key store, a passkey or a passphrase.
    DeviceKek, "device-kek"
}

secret_key! {
    /// Wraps the key of the previous epoch, and nothing else: that is what gives history.
    HistoryKey, "history-key"
}

secret_key! {
    /// Wraps file keys, and nothing else.
    FileWrap, "file-wrap"
}

impl EpochKey {
    /// What is published of this key: binds to it, tells nothing of it.
    pub fn commitment(&self) -> Digest {
        Digest::from_bytes(*self.purpose(b"epoch commitment"))
    }

    /// Encrypts entries of the workspace log.
    pub fn entry_key(&self) -> RecordKey {
        RecordKey::import_secret(&self.purpose(b"epoch entries"))
    }

    /// Encrypts snapshots of the folded state.
    pub fn snapshot_key(&self) -> RecordKey {
        RecordKey::import_secret(&self.purpose(b"epoch snapshots"))
    }

    /// Wraps the key of the previous epoch.
    pub fn history_key(&self) -> HistoryKey {
        HistoryKey::import_secret(&self.purpose(b"epoch history"))
    }

    /// Wraps the keys of files written in this epoch.
    pub fn file_wrap(&self) -> FileWrap {
        FileWrap::import_secret(&self.purpose(b"epoch files"))
    }

    fn purpose(&self, label: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut output = Zeroizing::new([0; 32]);
        expand(&self.0, label, &Context::new("epoch-key"), output.as_mut());
        output
    }
}

impl HistoryKey {
    /// Wraps the key of the previous epoch.
    pub fn wrap(&self, context: &Context, previous: &EpochKey, rng: &mut impl CryptoRng) -> SealedRecord {
        wrap_with(&self.0, context, previous, rng)
    }

    /// Gives back the key of the previous epoch.
    pub fn unwrap(&self, context: &Context, wrapped: &SealedRecord) -> Result<EpochKey, RecordError> {
        unwrap_with(&self.0, context, wrapped)
    }
}

impl FileWrap {
    /// Wraps the key of a file.
    pub fn wrap(&self, context: &Context, key: &FileKey, rng: &mut impl CryptoRng) -> SealedRecord {
        wrap_with(&self.0, context, key, rng)
    }

    /// Gives back the key of a file.
    pub fn unwrap(&self, context: &Context, wrapped: &SealedRecord) -> Result<FileKey, RecordError> {
        unwrap_with(&self.0, context, wrapped)
    }
}

impl DirectoryKey {
    /// Encrypts what is told of a person to the members of the organisation.
    pub fn seal(&self, context: &Context, plaintext: &[u8], rng: &mut impl CryptoRng) -> SealedRecord {
        record::seal_with(&self.0, context, plaintext, rng)
    }

    /// Decrypts what is told of a person.
    pub fn open(&self, context: &Context, record: &SealedRecord) -> Result<SecretBytes, RecordError> {
        record::open_with(&self.0, context, record)
    }
}

impl AccountKek {
    /// The key that comes with a password: from the export key of the login, which the server never sees.
    pub fn derive(export_key: &[u8]) -> Self {
        let mut key = Self([0; 32]);
        expand(export_key, b"beffroi/1 account kek", &Context::new("account-kek"), &mut key.0);
        key
    }

    /// The key that comes with a passkey, from its PRF output (WebAuthn level 3): a second way to unlock, with a blob of
    /// its own. The context names the account.
    pub fn derive_from_passkey(prf_output: &[u8; 32], context: &Context) -> Self {
        let mut key = Self([0; 32]);
        expand(prf_output, b"beffroi/1 passkey kek", context, &mut key.0);
        key
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl DeviceKek {
    /// Wraps another key of the local store.
    pub fn wrap<K: ExportSecret>(
        &self,
        context: &Context,
        key: &K,
        rng: &mut impl CryptoRng,
    ) -> SealedRecord {
        wrap_with(&self.0, context, key, rng)
    }

    /// Gives back a key of the local store.
    pub fn unwrap<K: ExportSecret>(
        &self,
        context: &Context,
        wrapped: &SealedRecord,
    ) -> Result<K, RecordError> {
        unwrap_with(&self.0, context, wrapped)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

pub(crate) fn wrap_with<K: ExportSecret>(
    wrapping: &[u8; 32],
    context: &Context,
    key: &K,
    rng: &mut impl CryptoRng,
) -> SealedRecord {
    record::seal_with(wrapping, context, &write_key(key), rng)
}

pub(crate) fn unwrap_with<K: ExportSecret>(
    wrapping: &[u8; 32],
    context: &Context,
    wrapped: &SealedRecord,
) -> Result<K, RecordError> {
    let opened = record::open_with(wrapping, context, wrapped)?;
    read_key(opened.expose()).ok_or(RecordError { kind: context.kind })
}

/// A key inside what is sealed: its type, a zero byte, its 32 bytes.
pub(crate) fn write_key<K: ExportSecret>(key: &K) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(K::KIND.len() + 33));
    bytes.extend(K::KIND.as_bytes());
    bytes.push(0);
    bytes.extend(key.export_secret().as_slice());
    bytes
}

/// Reads a key of the expected type; `None` for any other.
pub(crate) fn read_key<K: ExportSecret>(bytes: &[u8]) -> Option<K> {
    let secret: &[u8; 32] = bytes.strip_prefix(K::KIND.as_bytes())?.strip_prefix(&[0])?.try_into().ok()?;
    Some(K::import_secret(secret))
}

#[cfg(test)]
mod tests;
