//! What the content of a workspace says, entry after entry.

use beffroi_ledger::workspace::{AcceptedCommit, ContentAnomaly, OpenedContent, Space};
use beffroi_seal::cbor;
use beffroi_seal::id::WorkspaceId;
use serde::{Deserialize, Serialize};

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
    anomalies: Vec<ContentAnomaly>,
}

impl Fold {
    pub(crate) fn new(_workspace: WorkspaceId) -> Self {
        let meta = WorkspaceMeta { name: String::new(), purpose: String::new(), kind: Kind::Room };
        Self { meta, anomalies: Vec::new() }
    }

    /// Name, purpose and kind.
    pub(crate) fn meta(&self) -> &WorkspaceMeta {
        &self.meta
    }

    pub(crate) fn take(&mut self, _commit: &AcceptedCommit, content: OpenedContent) {
        self.anomalies.extend(content.anomalies);
        for entry in content.entries {
            if entry.envelope.space == Space::Meta
                && let Ok(WorkspaceMetaEntry::Described { meta }) = cbor::decode(&entry.envelope.body)
            {
                self.meta = meta;
            }
        }
    }
}
