//! The server's own secrets, in one file outside the database: losing the database to a thief does not give them.
//!
//! They open no content: they answer password logins, sign receipts, and seal the few personal data that the server must
//! read again (addresses of invited people, mails).

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use beffroi_seal::link::LinkServerKey;
use beffroi_seal::login::ServerSetup;
use beffroi_seal::{Context, ExportSecret, RecordKey, SealedRecord, SecretBytes, SigningKey, cbor};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::clock::{random, rng};

/// The server's secrets.
pub(crate) struct PlatformKeys {
    /// Answers registrations and logins.
    pub(crate) login: ServerSetup,
    /// Signs receipts.
    pub(crate) receipt: SigningKey,
    data: Zeroizing<[u8; 32]>,
    records: RecordKey,
}

/// Why the key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It cannot be read or written.
    #[error("key file {path} cannot be used")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is not a key file, or of another version.
    #[error("{path} is not a key file of this version")]
    Malformed {
        /// The file.
        path: PathBuf,
    },
    /// Others than its owner may read it.
    #[error("{path} may be read by others: chmod 600")]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// The database holds an organisation, but its key file is gone: nobody could sign in.
    #[error("{path} is missing although the database is in use: restore it from its backup")]
    Missing {
        /// The file.
        path: PathBuf,
    },
}

impl KeyFileError {
    /// Stable code for catalogues.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "key-file-io",
            Self::Malformed { .. } => "key-file-malformed",
            Self::Open { .. } => "key-file-open",
            Self::Missing { .. } => "key-file-missing",
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    v: u8,
    login: ByteBuf,
    receipt: ByteBuf,
    data: ByteBuf,
}

impl PlatformKeys {
    /// Reads the file, or makes it when `may_make` (an empty store).
    pub(crate) fn open(path: &Path, may_make: bool) -> Result<Self, KeyFileError> {
        let io = |source| KeyFileError::Io { path: path.to_owned(), source };
        match fs::read(path) {
            Ok(bytes) => {
                let bytes = Zeroizing::new(bytes);
                let mode = fs::metadata(path).map_err(io)?.permissions().mode();
                if mode & 0o077 != 0 {
                    return Err(KeyFileError::Open { path: path.to_owned() });
                }
                Self::decode(&bytes).ok_or_else(|| KeyFileError::Malformed { path: path.to_owned() })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if !may_make {
                    return Err(KeyFileError::Missing { path: path.to_owned() });
                }
                let keys = Self::make();
                write_durably(path, &keys.encode()).map_err(io)?;
                Ok(keys)
            }
            Err(error) => Err(io(error)),
        }
    }

    fn make() -> Self {
        let mut rng = rng();
        Self::from_parts(ServerSetup::make(&mut rng), SigningKey::make(&mut rng), random())
    }

    fn from_parts(login: ServerSetup, receipt: SigningKey, data: [u8; 32]) -> Self {
        let data = Zeroizing::new(data);
        let records = RecordKey::derive(&data, &Context::new("server-record"));
        Self { login, receipt, data, records }
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let stored: Stored = cbor::decode(bytes).ok().filter(|stored: &Stored| stored.v == 1)?;
        let login = ServerSetup::import_secret(&stored.login).ok()?;
        let receipt = SigningKey::import_secret(stored.receipt.as_slice().try_into().ok()?);
        Some(Self::from_parts(login, receipt, stored.data.as_slice().try_into().ok()?))
    }

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        let stored = Stored {
            v: 1,
            login: ByteBuf::from(self.login.export_secret().expose().to_vec()),
            receipt: ByteBuf::from(self.receipt.export_secret().to_vec()),
            data: ByteBuf::from(self.data.to_vec()),
        };
        let bytes = Zeroizing::new(cbor::encode(&stored).expect("byte strings always encode"));
        for copy in [stored.login, stored.receipt, stored.data] {
            drop(Zeroizing::new(copy.into_vec()));
        }
        bytes
    }

    /// What answers for the passwords of links.
    pub(crate) fn link_passwords(&self) -> LinkServerKey {
        let key = RecordKey::derive(&self.data, &Context::new("server-link-passwords"));
        LinkServerKey::import_secret(&key.export_secret())
    }

    /// What an address is found by: says nothing without this key.
    pub(crate) fn email_index(&self, email: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.data).expect("HMAC takes keys of any length");
        mac.update(b"beffroi/1/email-index");
        mac.update(normalised(email).as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Seals a text that only the server reads again; `use_of` is its slot.
    pub(crate) fn seal(&self, use_of: &'static str, text: &str) -> Vec<u8> {
        self.seal_bytes(use_of, text.as_bytes())
    }

    /// The same for bytes.
    pub(crate) fn seal_bytes(&self, use_of: &'static str, bytes: &[u8]) -> Vec<u8> {
        self.records.seal(&Context::new(use_of), bytes, &mut rng()).as_bytes().to_vec()
    }

    /// Opens it; none when it was not sealed by this server for this use.
    pub(crate) fn open_text(&self, use_of: &'static str, sealed: &[u8]) -> Option<String> {
        String::from_utf8(self.open_bytes(use_of, sealed)?.into_plain()).ok()
    }

    /// The same for bytes.
    pub(crate) fn open_bytes(&self, use_of: &'static str, sealed: &[u8]) -> Option<SecretBytes> {
        use serde::de::value::{BytesDeserializer, Error};
        let record = SealedRecord::deserialize(BytesDeserializer::<Error>::new(sealed)).ok()?;
        self.records.open(&Context::new(use_of), &record).ok()
    }
}

/// Addresses are compared without case and surrounding space.
pub(crate) fn normalised(email: &str) -> String {
    email.trim().to_lowercase()
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    let staged = path.with_extension("new");
    // A leftover of a start that was cut short.
    let _ = fs::remove_file(&staged);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&staged)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&staged, path)?;
    fs::File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_once_and_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("data/server.keys");
        assert!(matches!(PlatformKeys::open(&path, false), Err(KeyFileError::Missing { .. })));
        let made = PlatformKeys::open(&path, true).unwrap();
        let read = PlatformKeys::open(&path, false).unwrap();
        assert_eq!(made.receipt.verifying_key(), read.receipt.verifying_key());
        assert_eq!(made.email_index(" Alice@Ville.Example "), read.email_index("alice@ville.example"));
        let sealed = made.seal("email", "alice@ville.example");
        assert_eq!(read.open_text("email", &sealed).as_deref(), Some("alice@ville.example"));
        assert_eq!(read.open_text("mail", &sealed), None, "another use");
        assert!(!sealed.windows(5).any(|window| window == b"alice"));
    }

    #[test]
    fn refused_when_others_may_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("server.keys");
        PlatformKeys::open(&path, true).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(PlatformKeys::open(&path, false), Err(KeyFileError::Open { .. })));
        fs::write(&path, b"x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(PlatformKeys::open(&path, false), Err(KeyFileError::Malformed { .. })));
    }
}
