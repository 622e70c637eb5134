//! What the access entries of a workspace did, for people to read.

use beffroi_ledger::workspace::{AcceptedCommit, AccessEntry, Entry};
use beffroi_seal::id::AccountId;

/// One change of access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AccessActivity {
    /// Who.
    pub(crate) author: AccountId,
    /// When, as claimed, in milliseconds since 1970.
    pub(crate) at_ms: i64,
    /// The commit.
    pub(crate) sequence: u64,
    /// What: names the sentence `activity.<kind>`.
    pub(crate) kind: &'static str,
    /// Whom it concerns.
    pub(crate) subject: Option<AccountId>,
}

/// The changes of access of a commit.
pub(crate) fn access_activity(commit: &AcceptedCommit) -> impl Iterator<Item = AccessActivity> + '_ {
    let body = commit.commit().body();
    body.entries.iter().filter_map(move |entry| {
        let Entry::Access(entry) = entry else { return None };
        let (kind, subject) = match entry {
            AccessEntry::Created { .. } => ("workspace-created", None),
            AccessEntry::MemberAdded { account, .. } => ("member-added", Some(*account)),
            AccessEntry::RoleChanged { account, .. } => ("role-changed", Some(*account)),
            AccessEntry::MemberRemoved { account } => ("member-removed", Some(*account)),
            AccessEntry::EpochOpened { .. } => ("epoch-opened", None),
            AccessEntry::DepositOpened { .. } => ("deposit-opened", None),
            AccessEntry::LinkOpened { .. } => ("link-opened", None),
            AccessEntry::LinkSuspended { .. } => ("link-suspended", None),
            AccessEntry::LinkResumed { .. } => ("link-resumed", None),
            AccessEntry::LinkClosed { .. } => ("link-closed", None),
            AccessEntry::Closed => ("closed", None),
            AccessEntry::Reopened => ("reopened", None),
            AccessEntry::Suspended => ("suspended", None),
            AccessEntry::Resumed => ("resumed", None),
            // Told by the documents themselves, by their names.
            AccessEntry::ObjectsDestroyed { .. } => return None,
            AccessEntry::Deleted => ("deleted", None),
        };
        let (author, at_ms, sequence) = (body.author, body.at.unix_ms(), body.sequence);
        Some(AccessActivity { author, at_ms, sequence, kind, subject })
    })
}
