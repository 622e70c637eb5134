//! What the content of a workspace says, entry after entry.

use beffroi_dossier::fold::Meta as ActMeta;
use beffroi_ledger::workspace::{
    AcceptedCommit, AccessEntry, ContentAnomaly, ContentPlain, Entry, Meta, OpenedContent, Space,
};
use beffroi_seal::{ExportSecret, OpeningKey, cbor};
use beffroi_vault::VaultState;
use serde::{Deserialize, Serialize};

use super::access::{AccessActivity, access_activity};
use super::dossier::DossierFold;
use super::intake::IntakeFold;
use crate::surroundings::instant;
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
    /// The processing of personal data that it serves, with its legal reference; empty when it was not said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub processing: String,
}

impl WorkspaceMeta {
    /// The description of a workspace about which nothing more was said.
    pub(crate) fn new(name: &str, purpose: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), purpose: purpose.to_owned(), kind, processing: String::new() }
    }
}

/// An entry of the space « meta ».
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum WorkspaceMetaEntry {
    /// Name, purpose and kind; the kind never changes after the first.
    Described {
        /// The description.
        meta: WorkspaceMeta,
    },
    /// The secret half of a deposit key that the workspace publishes: members open what is sealed to it.
    DepositKey {
        /// The number of the key, as in its statement.
        number: u32,
        /// The secret.
        #[serde(with = "serde_bytes")]
        secret: [u8; 32],
    },
}

impl WorkspaceMetaEntry {
    /// The bytes of the entry.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self).expect("texts, numbers and bytes always encode")
    }
}

/// The fold of a workspace's content.
pub(crate) struct Fold {
    meta: WorkspaceMeta,
    described: bool,
    vault: VaultState,
    intake: IntakeFold,
    dossier: DossierFold,
    deposit_keys: Vec<OpeningKey>,
    access: Vec<AccessActivity>,
    anomalies: Vec<ContentAnomaly>,
}

impl Fold {
    pub(crate) fn new() -> Self {
        Self {
            meta: WorkspaceMeta::new("", "", Kind::Room),
            described: false,
            vault: VaultState::default(),
            intake: IntakeFold::default(),
            dossier: DossierFold::default(),
            deposit_keys: Vec::new(),
            access: Vec::new(),
            anomalies: Vec::new(),
        }
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

    /// Reports and register.
    pub(crate) fn intake(&self) -> &IntakeFold {
        &self.intake
    }

    /// The breach file.
    pub(crate) fn dossier(&self) -> &DossierFold {
        &self.dossier
    }

    /// The keys that open deposits, oldest first.
    pub(crate) fn deposit_keys(&self) -> &[OpeningKey] {
        &self.deposit_keys
    }

    pub(crate) fn take(&mut self, commit: &AcceptedCommit, content: OpenedContent) {
        self.access.extend(access_activity(commit));
        self.anomalies.extend(content.anomalies);
        let destroys = commit
            .commit()
            .body()
            .entries
            .iter()
            .any(|entry| matches!(entry, Entry::Access(AccessEntry::ObjectsDestroyed { .. })));
        for entry in content.entries {
            let understood = match entry.envelope.space {
                Space::Vault => {
                    // Judges and lists its own anomalies.
                    self.vault.take(&entry, destroys);
                    Some(())
                }
                Space::Meta => self.take_meta(&entry),
                Space::Intake | Space::Register => self.intake.take(&entry),
                Space::Dossier => self.dossier.take(&entry),
                // Of a later version: kept in the log, not understood here.
                Space::Other(_) => Some(()),
            };
            if understood.is_none() {
                self.anomalies.push(ContentAnomaly { meta: entry.meta, code: "content-malformed" });
            }
        }
    }

    fn take_meta(&mut self, entry: &ContentPlain) -> Option<()> {
        match cbor::decode(&entry.envelope.body).ok()? {
            WorkspaceMetaEntry::Described { meta } => {
                let kind = if self.described { self.meta.kind } else { meta.kind };
                if self.described {
                    let Meta { account: author, at, sequence, .. } = entry.meta;
                    let (at_ms, kind) = (at.unix_ms(), "workspace-described");
                    self.access.push(AccessActivity { author, at_ms, sequence, kind, subject: None });
                }
                self.meta = WorkspaceMeta { kind, ..meta };
                self.described = true;
            }
            WorkspaceMetaEntry::DepositKey { number: _, secret } => {
                self.deposit_keys.push(OpeningKey::import_secret(&secret));
            }
        }
        Some(())
    }
}

/// Who did what when, for the crate that knows what acts mean.
pub(crate) fn act_meta(meta: &Meta) -> ActMeta {
    ActMeta {
        account: meta.account,
        at: instant(meta.at.unix_ms()),
        sequence: meta.sequence,
        commit: meta.commit,
    }
}
