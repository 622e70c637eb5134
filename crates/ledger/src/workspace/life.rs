//! The life of a workspace: closed, suspended, emptied, ended.

use std::collections::BTreeSet;

use beffroi_seal::id::ObjectId;

use super::access::AccessEntry;
use super::link::LinkStatus;
use super::refusal::CommitRule;
use super::state::Access;

/// The most stored ciphertexts that one entry destroys.
pub const OBJECTS_DESTROYED_MAX: usize = 10_000;

/// Whether a commit that begins with this access entry may be written now: one that ends what stands in the way, or, for
/// owners, the whole workspace.
pub(super) fn allows(access: &Access, first: Option<&AccessEntry>) -> Result<(), CommitRule> {
    match first {
        Some(AccessEntry::Deleted | AccessEntry::Resumed) => Ok(()),
        _ if access.suspended => Err(CommitRule::WorkspaceSuspended),
        Some(AccessEntry::Reopened | AccessEntry::Suspended) => Ok(()),
        _ if access.closed => Err(CommitRule::WorkspaceClosed),
        _ => Ok(()),
    }
}

/// Whether a commit that changes access may also write content: not when what stands in the way remains.
pub(super) fn content_allowed(before: &Access, after: &Access) -> Result<(), CommitRule> {
    if before.suspended && after.suspended {
        Err(CommitRule::WorkspaceSuspended)
    } else if before.closed && after.closed {
        Err(CommitRule::WorkspaceClosed)
    } else {
        Ok(())
    }
}

/// Closes, reopens, suspends or resumes.
pub(super) fn turn(access: &mut Access, entry: &AccessEntry) -> Result<(), CommitRule> {
    match entry {
        AccessEntry::Closed if access.closed => return Err(CommitRule::WorkspaceClosed),
        AccessEntry::Closed => access.closed = true,
        AccessEntry::Reopened if !access.closed => return Err(CommitRule::WorkspaceNotClosed),
        AccessEntry::Reopened => access.closed = false,
        AccessEntry::Suspended if access.suspended => return Err(CommitRule::WorkspaceSuspended),
        AccessEntry::Suspended => access.suspended = true,
        AccessEntry::Resumed if !access.suspended => return Err(CommitRule::WorkspaceNotSuspended),
        AccessEntry::Resumed => access.suspended = false,
        _ => {}
    }
    Ok(())
}

/// Ciphertexts may be destroyed: each once, not too many. Whether they exist is for whoever stores them to say.
pub(super) fn destroy(objects: &[ObjectId]) -> Result<(), CommitRule> {
    let distinct: BTreeSet<_> = objects.iter().collect();
    match distinct.len() == objects.len() && objects.len() <= OBJECTS_DESTROYED_MAX {
        true => Ok(()),
        false => Err(CommitRule::ObjectsDestroyed { objects_max: OBJECTS_DESTROYED_MAX }),
    }
}

/// Ends the workspace: nobody is a member, and nothing of it is served.
pub(super) fn end(access: &mut Access) {
    access.deleted = true;
    access.members.clear();
    access.deposit = None;
    for record in access.links.values_mut() {
        record.status = LinkStatus::Closed;
    }
}
