//! Pages of a log that somebody made up.

use beffroi_seal::Digest;
use beffroi_wire::B64;
use beffroi_wire::organisation::{HeadInfo, LogPage};

/// What a server whose whole log is `entries` answers to `?from=`.
#[must_use]
pub fn page(entries: &[Vec<u8>], from: u64) -> LogPage {
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let shown = entries.get(from..).unwrap_or_default();
    LogPage {
        entries: shown.iter().map(|entry| B64::from(entry.as_slice())).collect(),
        head: entries
            .last()
            .map(|last| HeadInfo { sequence: entries.len() as u64 - 1, hash: Digest::of(last) }),
    }
}
