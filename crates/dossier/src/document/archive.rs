//! Index of the archive: what is inside, under which rules it was judged, and every act.

use beffroi_seal::digest::Digest;
use beffroi_seal::id::PieceId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::RegisterSheet;
use crate::entry::ImportInput;
use crate::fold::{BreachFile, JournalLine};
use crate::rules::RuleRef;

/// The index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveIndex {
    /// Summary of the case, readable by itself.
    pub register: RegisterSheet,
    /// Pieces, with the digests of the originals.
    pub pieces: Vec<ArchivePiece>,
    /// Files read by the imports that still count.
    pub inputs: Vec<ImportInput>,
    /// What was filed, and when.
    pub filings: Vec<ArchiveFiling>,
    /// Rules of the file.
    pub rules: Vec<RuleRef>,
    /// Version of the severity tables.
    pub tables: u32,
    /// Every act applied, in order.
    pub journal: Vec<JournalLine>,
}

/// A piece in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivePiece {
    /// Its id.
    pub piece: PieceId,
    /// What it is.
    pub label: String,
    /// SHA-256 of the original.
    pub digest: Digest,
    /// When it was collected.
    pub collected_at: Timestamp,
    /// By whom, and how.
    pub collected: String,
}

/// A filing in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveFiling {
    /// Key of the obligation.
    pub obligation: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Number given by the authority.
    pub reference: Option<String>,
    /// Said to be complete.
    pub complete: bool,
}

impl ArchiveIndex {
    /// The index at `now`.
    pub fn of(file: &BreachFile, now: Timestamp) -> Self {
        let mut pieces: Vec<_> = file.pieces.values().collect();
        pieces.sort_by_key(|record| record.sequence);
        let pieces = pieces.into_iter().map(|record| ArchivePiece {
            piece: record.act.piece,
            label: record.act.label.clone(),
            digest: record.act.digest,
            collected_at: record.act.collected_at,
            collected: format!("{} ({})", record.act.collector, record.act.method),
        });
        let imports = file.exposure.imports.values().filter(|import| import.superseded_by.is_none());
        let filings = file.filings.iter().map(|filing| ArchiveFiling {
            obligation: filing.obligation.to_string(),
            sent_at: filing.sent_at,
            reference: filing.reference.clone(),
            complete: filing.complete,
        });
        Self {
            register: RegisterSheet::of(file, now),
            pieces: pieces.collect(),
            inputs: imports.flat_map(|import| import.record.act.inputs.clone()).collect(),
            filings: filings.collect(),
            rules: file
                .opened
                .iter()
                .flat_map(|opened| opened.act.rules.rules.iter().map(crate::rules::Rule::reference))
                .collect(),
            tables: file.tables().version,
            journal: file.journal.clone(),
        }
    }
}
