//! What content entries carry: an envelope that names the space, and who wrote it where.

use beffroi_seal::id::{AccountId, DeviceId};
use beffroi_seal::{Digest, cbor};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::commit::Head;
use crate::{Timestamp, V1};

/// Which part of the product a content entry belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Space {
    /// Documents.
    Vault,
    /// Acts of a breach file.
    Dossier,
    /// Reports received by a desk.
    Intake,
    /// Lines of the register of breaches.
    Register,
    /// The workspace itself: name, purpose, kind.
    Meta,
    /// A space of a later version: kept, not understood.
    Other(String),
}

impl Space {
    /// The name, as stored.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Vault => "vault",
            Self::Dossier => "dossier",
            Self::Intake => "intake",
            Self::Register => "register",
            Self::Meta => "meta",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for Space {
    fn from(name: String) -> Self {
        match name.as_str() {
            "vault" => Self::Vault,
            "dossier" => Self::Dossier,
            "intake" => Self::Intake,
            "register" => Self::Register,
            "meta" => Self::Meta,
            _ => Self::Other(name),
        }
    }
}

impl From<Space> for String {
    fn from(space: Space) -> Self {
        match space {
            Space::Other(name) => name,
            known => known.as_str().to_owned(),
        }
    }
}

/// The plaintext of a content entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentEnvelope {
    /// Version.
    pub v: V1,
    /// Whose entry it is.
    pub space: Space,
    /// The entry, in the form of its space.
    pub body: ByteBuf,
}

impl ContentEnvelope {
    /// Wraps the entry of a space.
    pub fn new(space: Space, body: Vec<u8>) -> Self {
        Self { v: V1, space, body: ByteBuf::from(body) }
    }

    /// The stored form, before sealing.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self).expect("an envelope is text and bytes under string keys")
    }
}

/// Who wrote an entry, and where it stands. Proved by the commit's signature, except the time, which is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Meta {
    /// Who.
    pub account: AccountId,
    /// With which device.
    pub device: DeviceId,
    /// The place of the commit.
    pub sequence: u64,
    /// The index of the entry in the commit.
    pub index: u32,
    /// The epoch whose key sealed it: wrapped file keys open with the file wrap of that epoch.
    pub epoch: u32,
    /// When, as claimed.
    pub at: Timestamp,
    /// The digest of the commit.
    pub commit: Digest,
}

impl Meta {
    /// The position of the commit.
    pub const fn head(&self) -> Head {
        Head { sequence: self.sequence, hash: self.commit }
    }
}

/// An opened content entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentPlain {
    /// Who, where, when.
    pub meta: Meta,
    /// What.
    pub envelope: ContentEnvelope,
}

/// A content entry that could not be opened: its author is known, the rest of the commit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentAnomaly {
    /// Who, where, when.
    pub meta: Meta,
    /// Stable code: `content-unreadable` or `content-malformed`.
    pub code: &'static str,
}

/// The content entries of a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenedContent {
    /// Those that opened, in order.
    pub entries: Vec<ContentPlain>,
    /// Those that did not.
    pub anomalies: Vec<ContentAnomaly>,
}
