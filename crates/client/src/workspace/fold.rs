//! What the content of a workspace says, entry after entry.

use beffroi_ledger::workspace::{AcceptedCommit, ContentAnomaly, ContentPlain, OpenedContent, Space};
use beffroi_seal::cbor;
use beffroi_seal::id::WorkspaceId;
use beffroi_vault::VaultState;
use serde::{Deserialize, Serialize};

use super::access::{AccessActivity, access_activity};
use crate::view::Kind;

/// A workspace's name, purpose and kind, as its owner gave them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceMeta {
    /// Name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// What it is.
    pub kind: Kind,
}

/// An entry of the space « meta ».
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum WorkspaceMetaEntry {
    /// Name, purpose and kind; the kind never changes after the first.
    Described {
        /// The description.
        meta: WorkspaceMeta,
    },
}

impl WorkspaceMetaEntry {
    /// The bytes of the entry.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self).expect("texts always encode")
    }
}

/// The fold of a workspace's content.
pub(crate) struct Fold {
    meta: WorkspaceMeta,
    vault: VaultState,
    access: Vec<AccessActivity>,
    anomalies: Vec<ContentAnomaly>,
}

impl Fold {
    pub(crate) fn new(_workspace: WorkspaceId) -> Self {
        let meta = WorkspaceMeta { name: String::new(), purpose: String::new(), kind: Kind::Room };
        Self { meta, vault: VaultState::default(), access: Vec::new(), anomalies: Vec::new() }
    }

    /// Name, purpose and kind.
    pub(crate) fn meta(&self) -> &WorkspaceMeta {
        &self.meta
    }

    /// Changes of access, oldest first.
    pub(crate) fn access(&self) -> &[AccessActivity] {
        &self.access
    }

    /// Content entries that could not be read.
    pub(crate) fn anomalies(&self) -> &[ContentAnomaly] {
        &self.anomalies
    }

    /// Documents and folders.
    pub(crate) fn vault(&self) -> &VaultState {
        &self.vault
    }

    pub(crate) fn take(&mut self, commit: &AcceptedCommit, content: OpenedContent) {
        self.access.extend(access_activity(commit));
        self.anomalies.extend(content.anomalies);
        for entry in content.entries {
            match entry.envelope.space {
                Space::Vault => {
                    self.vault.take(&entry);
                }
                Space::Meta => self.take_meta(&entry),
                _ => {}
            }
        }
    }

    fn take_meta(&mut self, entry: &ContentPlain) {
        match cbor::decode(&entry.envelope.body) {
            Ok(WorkspaceMetaEntry::Described { meta }) => self.meta = meta,
            Err(_) => self.anomalies.push(ContentAnomaly { meta: entry.meta, code: "meta-malformed" }),
        }
    }
}
