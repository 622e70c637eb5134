//! Permits: a write to what people own takes one, and only the holder of the [`Issuer`] can make it.
//!
//! [`crate::Store::open`] hands out exactly one issuer; the server gives it to its authorisation module and to
//! nothing else. A permit is made from an [`OpenedAct`], so that the audit entry is on disk before the work begins,
//! and it covers one thing: the store refuses it for any other.

use crate::{Id, audit::OpenedAct};

/// Makes permits. Neither `Clone` nor constructible outside the store.
#[derive(Debug)]
pub struct Issuer(());

/// What a permit covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The genesis of the organisation.
    Setup,
    /// One entry of the organisation log.
    OrgAppend,
    /// The creation of one workspace.
    WorkspaceCreate(Id),
    /// One commit to one workspace.
    Commit(Id),
    /// The parts and completion of one object of one workspace.
    Object(Id, Id),
    /// One account's credentials and sealed blob.
    Account(Id),
    /// One account's sessions.
    Sessions(Id),
    /// One invitation.
    Invitation(Id),
    /// One public deposit.
    Deposit(Id),
    /// The use of one link.
    Link(Id),
    /// A reply or message in one deposit's thread.
    Thread(Id),
}

/// The right to write one thing, backed by an audit entry.
#[derive(Debug)]
pub struct Permit {
    pub(crate) scope: Scope,
    pub(crate) act: Option<i64>,
}

impl Issuer {
    pub(crate) const fn new() -> Self {
        Self(())
    }

    /// A permit for an act whose audit entry is open. The write closes it in the same transaction.
    #[must_use]
    pub const fn permit(&self, act: &OpenedAct, scope: Scope) -> Permit {
        Permit { scope, act: Some(act.sequence) }
    }

    /// A permit for bytes that nobody can see until an audited act completes them: object parts.
    #[must_use]
    pub const fn staging(&self, scope: Scope) -> Permit {
        Permit { scope, act: None }
    }
}

impl Permit {
    pub(crate) fn covers(&self, scope: Scope, needed: &'static str) -> Result<(), crate::StoreError> {
        if self.scope == scope { Ok(()) } else { Err(crate::StoreError::NotPermitted { needed }) }
    }
}
