//! Where a workspace log was last seen to end: what a server that goes back, or lets in somebody whose rights had ended,
//! is measured against.

use beffroi_ledger::workspace::Head;
use serde::{Deserialize, Serialize};

/// The end of a workspace log as this account saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownEnd {
    /// The last commit.
    pub head: Head,
    /// The last place of the organisation log that was known before the server was asked for the end: whatever comes after
    /// `head` was stored when that log was at least as long.
    pub organisation: u64,
    /// The account had been removed by then: that the server lists the workspace no more is explained.
    pub left: bool,
}

impl KnownEnd {
    /// This end and another of the same log together: the further head, and the longer organisation log. What follows the
    /// further head follows the other one too.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let further = if other.head.sequence > self.head.sequence { other } else { self };
        Self { organisation: self.organisation.max(other.organisation), ..further }
    }
}

#[cfg(test)]
mod tests {
    use beffroi_seal::Digest;

    use super::*;

    #[test]
    fn an_end_only_moves_forward() {
        let head = |sequence| Head { sequence, hash: Digest::of([sequence as u8]) };
        let early = KnownEnd { head: head(4), organisation: 9, left: false };
        let late = KnownEnd { head: head(6), organisation: 7, left: true };
        let both = KnownEnd { head: head(6), organisation: 9, left: true };
        assert_eq!((early.with(late), late.with(early)), (both, both));
    }
}
