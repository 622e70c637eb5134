//! What a thief of the server's disk carries away.

use std::path::{Path, PathBuf};

use beffroi_seal::cbor;
use beffroi_seal::login::{PasswordRecord, ServerSetup};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use sqlx::AnyConnection;
use sqlx::{Connection, Row};

/// Files and rows of a server.
pub struct Dump {
    /// The server's directory.
    pub directory: PathBuf,
}

/// What the server keeps of one account's password.
pub struct OpaqueRecord {
    /// What the record is found by.
    pub email_index: Vec<u8>,
    /// The record.
    pub record: PasswordRecord,
}

/// The server's key file.
#[derive(Deserialize)]
struct KeyFile {
    login: ByteBuf,
}

/// Where the seed of the login stands in the stored secret: after the version (RFC 9807: `oprf_seed`, 64 bytes).
const SEED: std::ops::Range<usize> = 1..65;

impl Dump {
    /// The disk of the server in `directory`.
    #[must_use]
    pub fn of(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
    }

    /// Everything in the clear on the disk: the database with its journal, the objects, without the key file.
    ///
    /// # Panics
    /// When the disk cannot be read.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for file in self.files() {
            if file.file_name().is_none_or(|name| name != KEYS) {
                bytes.extend(std::fs::read(file).expect("the thief reads the disk"));
            }
        }
        bytes
    }

    /// Every file.
    ///
    /// # Panics
    /// When the disk cannot be read.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut directories = vec![self.directory.clone()];
        while let Some(directory) = directories.pop() {
            for entry in std::fs::read_dir(directory).expect("the thief reads the disk") {
                let path = entry.expect("the thief reads the disk").path();
                if path.is_dir() { directories.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        files
    }

    /// The password records of all accounts.
    ///
    /// # Panics
    /// When the database is not the server's.
    pub async fn password_records(&self) -> Vec<OpaqueRecord> {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite:{}?mode=rw", self.directory.join("beffroi.sqlite").display());
        let mut database = AnyConnection::connect(&url).await.expect("the thief opens the database");
        let rows = sqlx::query("SELECT email_index, login_record FROM accounts")
            .fetch_all(&mut database)
            .await
            .expect("the thief reads the accounts");
        let records = rows.iter().map(|row| OpaqueRecord {
            email_index: row.get(0),
            record: PasswordRecord::from_bytes(&row.get::<Vec<u8>, _>(1)).expect("a record of this version"),
        });
        records.collect()
    }

    /// The login secret of the key file, whole.
    ///
    /// # Panics
    /// When the key file is not the server's.
    #[must_use]
    pub fn login_secret(&self) -> Vec<u8> {
        let bytes = std::fs::read(self.directory.join(KEYS)).expect("the thief reads the key file");
        let file: KeyFile = cbor::decode(&bytes).expect("a key file of this version");
        file.login.into_vec()
    }

    /// The login secret without its seed: zeros in its place, every key still there.
    ///
    /// # Panics
    /// When the key file is not the server's.
    #[must_use]
    pub fn login_secret_without_seed(&self) -> ServerSetup {
        let mut secret = self.login_secret();
        secret[SEED].fill(0);
        ServerSetup::import_secret(&secret).expect("a login secret of this version")
    }

    /// The login secret with its seed.
    ///
    /// # Panics
    /// When the key file is not the server's.
    #[must_use]
    pub fn login_secret_with_seed(&self) -> ServerSetup {
        ServerSetup::import_secret(&self.login_secret()).expect("a login secret of this version")
    }
}

const KEYS: &str = "server.keys";
