//! What the content of a breach file says: its acts, folded.

use beffroi_dossier::entry::DossierEntry;
use beffroi_dossier::fold::{Anomaly, BreachFile};
use beffroi_ledger::V1;
use beffroi_ledger::workspace::ContentPlain;
use serde::{Deserialize, Serialize};

use super::fold::act_meta;

/// The stored form of an act, as JSON: what is archived is readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DossierBody {
    v: V1,
    act: DossierEntry,
}

impl DossierBody {
    pub(crate) fn new(act: DossierEntry) -> Self {
        Self { v: V1, act }
    }

    /// The bytes of the entry.
    pub(crate) fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("acts have text keys and finite numbers")
    }
}

/// The fold of a breach file.
#[derive(Debug)]
pub(crate) struct DossierFold {
    file: BreachFile,
    anomalies: Vec<Anomaly>,
}

impl Default for DossierFold {
    fn default() -> Self {
        Self { file: BreachFile::empty(), anomalies: Vec::new() }
    }
}

impl DossierFold {
    /// The file.
    pub(crate) fn file(&self) -> &BreachFile {
        &self.file
    }

    /// Acts that were refused.
    pub(crate) fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies
    }

    /// Takes an entry; nothing when it is not one.
    pub(crate) fn take(&mut self, plain: &ContentPlain) -> Option<()> {
        let body: DossierBody = serde_json::from_slice(&plain.envelope.body).ok()?;
        let meta = act_meta(&plain.meta);
        if let Err(refusal) = self.file.apply(&meta, &body.act) {
            self.anomalies.push(Anomaly { meta, act: body.act.kind(), refusal });
        }
        Some(())
    }
}
