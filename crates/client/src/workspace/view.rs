//! A workspace as shells show it.

use beffroi_ledger::workspace::Role;
use beffroi_seal::id::WorkspaceId;

use super::state::Inner;
use crate::refusal::Refusal;
use crate::session::Session;
use crate::surroundings::instant;
use crate::view::WorkspaceSummary;

impl Session {
    pub(crate) fn summary(&self, id: WorkspaceId, inner: &Inner, alarm: Option<Refusal>) -> WorkspaceSummary {
        let access = inner.log.access();
        let meta = inner.fold.meta();
        WorkspaceSummary {
            id,
            name: meta.name.clone(),
            purpose: meta.purpose.clone(),
            kind: meta.kind,
            role: access.role(self.keys.account).unwrap_or(Role::Reader),
            members: access.members().count(),
            documents: 0,
            changed_at: instant(access.changed_at().unix_ms()),
            closed: access.closed(),
            alarm,
        }
    }
}
