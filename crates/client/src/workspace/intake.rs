//! What the content of a desk says: reports, their threads, the register.

use std::collections::{BTreeMap, BTreeSet};

use beffroi_dossier::fold::Meta as ActMeta;
use beffroi_dossier::intake::{Desk, IntakeEntry, IntakeRefusal};
use beffroi_ledger::V1;
use beffroi_ledger::workspace::{ContentPlain, Meta};
use beffroi_seal::id::ReportId;
use beffroi_seal::reporter::Locator;
use beffroi_seal::{Digest, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::fold::act_meta;

/// An item of the server's list, which an entry records: by its number and the digest of its sealed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arrival {
    /// Number in the intake's list.
    pub(crate) sequence: u64,
    /// Digest of the sealed letter.
    pub(crate) digest: Digest,
}

/// The stored form of an act of the desk, as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntakeBody {
    v: V1,
    /// The item that it records, when it records one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    arrival: Option<Arrival>,
    /// The locator of the thread, when the item opens one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locator: Option<Locator>,
    /// The act; none when the item could not be opened.
    entry: Option<IntakeEntry>,
}

impl IntakeBody {
    /// An act of a member.
    pub(crate) fn written(entry: IntakeEntry) -> Self {
        Self { v: V1, arrival: None, locator: None, entry: Some(entry) }
    }

    /// What an item of the server's list says.
    pub(crate) fn arrived(arrival: Arrival, locator: Locator, entry: Option<IntakeEntry>) -> Self {
        Self { v: V1, arrival: Some(arrival), locator: Some(locator), entry }
    }

    /// The bytes of the entry.
    pub(crate) fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("acts have text keys and finite numbers")
    }
}

/// An act of the desk that its rules refuse.
#[derive(Debug, Clone)]
pub(crate) struct IntakeAnomaly {
    pub(crate) meta: Meta,
    pub(crate) refusal: IntakeRefusal,
}

/// The fold of a desk.
#[derive(Debug, Default)]
pub(crate) struct IntakeFold {
    desk: Desk,
    arrivals: BTreeSet<Arrival>,
    locators: BTreeMap<ReportId, Locator>,
    anomalies: Vec<IntakeAnomaly>,
}

impl IntakeFold {
    /// Reports and register.
    pub(crate) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Acts that were refused.
    pub(crate) fn anomalies(&self) -> &[IntakeAnomaly] {
        &self.anomalies
    }

    /// Number of the last item recorded.
    pub(crate) fn last_arrival(&self) -> Option<u64> {
        self.arrivals.last().map(|arrival| arrival.sequence)
    }

    /// Whether an item is recorded.
    pub(crate) fn has(&self, arrival: &Arrival) -> bool {
        self.arrivals.contains(arrival)
    }

    /// Where the reporter of a report looks for answers.
    pub(crate) fn locator_of(&self, report: &ReportId) -> Option<Locator> {
        self.locators.get(report).copied()
    }

    /// The report of a thread, and the key with which its reporter signs.
    pub(crate) fn reporter_at(&self, thread: &Locator) -> Option<(ReportId, VerifyingKey)> {
        let (report, _) = self.locators.iter().find(|(_, locator)| *locator == thread)?;
        Some((*report, self.desk.reports.get(report)?.content.reporter_keys.verifying))
    }

    /// Takes an entry; nothing when it is not one.
    pub(crate) fn take(&mut self, plain: &ContentPlain) -> Option<()> {
        let body: IntakeBody = serde_json::from_slice(&plain.envelope.body).ok()?;
        self.arrivals.extend(body.arrival);
        let Some(entry) = body.entry else { return Some(()) };
        let meta: ActMeta = act_meta(&plain.meta);
        match self.desk.apply(&meta, &entry) {
            Ok(()) => {
                if let (IntakeEntry::Received { report, .. }, Some(locator)) = (&entry, body.locator) {
                    self.locators.insert(*report, locator);
                }
            }
            Err(refusal) => self.anomalies.push(IntakeAnomaly { meta: plain.meta, refusal }),
        }
        Some(())
    }
}
