//! A share link as the server judges it: its terms from the workspace's log, its use from the store, the present.

use std::sync::Arc;

use beffroi_ledger::org::{AccountRecord, OrgState};
use beffroi_ledger::workspace::{AccessState, LinkRecord, LinkStatus};
use beffroi_seal::Digest;
use beffroi_seal::id::{LinkId, WorkspaceId};
use beffroi_store::link::LinkRow;
use beffroi_wire::codes;

use crate::error::{ApiError, ApiResult};

/// A link that exists, whoever asks.
pub(crate) struct KnownLink {
    row: LinkRow,
    record: LinkRecord,
    access: Arc<AccessState>,
    org: Arc<OrgState>,
}

/// A link whose token was shown: whoever asks holds it.
pub(crate) struct HeldLink(KnownLink);

impl KnownLink {
    /// None when the log knows no such link.
    pub(crate) fn new(row: LinkRow, access: Arc<AccessState>, org: Arc<OrgState>) -> Option<Self> {
        let record = access.link(LinkId::from_bytes(row.link))?.clone();
        Some(Self { row, record, access, org })
    }

    /// For whoever shows the token; for others the link does not exist.
    pub(crate) fn held_by(self, token: Digest) -> ApiResult<HeldLink> {
        let held = Digest::of(token.as_bytes()) == self.record.terms.access;
        if held { Ok(HeldLink(self)) } else { Err(ApiError::new(codes::LINK_UNKNOWN)) }
    }

    /// Its workspace, while it is served: not when its term is past, when somebody stopped it, when its workspace is closed,
    /// or when the account that opened it may not act, suspended or deleted (everything that a stolen account shared stops
    /// with it).
    pub(crate) fn served_now(&self, now: i64) -> ApiResult<WorkspaceId> {
        let author_acts = self.org.account(self.record.author).is_some_and(AccountRecord::is_active);
        let refusal = match self.record.status {
            LinkStatus::Closed => Some(codes::LINK_CLOSED),
            _ if self.row.refused_at.is_some() => Some(codes::LINK_REFUSED),
            LinkStatus::Suspended => Some(codes::LINK_SUSPENDED),
            LinkStatus::Open if !self.access.serves_outsiders() || !author_acts => {
                Some(codes::LINK_SUSPENDED)
            }
            LinkStatus::Open if self.record.terms.expires.unix_ms() <= now => Some(codes::LINK_EXPIRED),
            LinkStatus::Open => None,
        };
        refusal.map_or(Ok(self.access.workspace()), |code| Err(ApiError::new(code)))
    }
}

impl HeldLink {
    pub(crate) fn row(&self) -> &LinkRow {
        &self.0.row
    }

    pub(crate) fn record(&self) -> &LinkRecord {
        &self.0.record
    }

    pub(crate) fn access(&self) -> &AccessState {
        &self.0.access
    }

    pub(crate) fn org(&self) -> &OrgState {
        &self.0.org
    }

    pub(crate) fn served_now(&self, now: i64) -> ApiResult<WorkspaceId> {
        self.0.served_now(now)
    }

    /// For whoever shows that they have the password too: nobody else is given anything to guess at.
    pub(crate) fn proved_by(&self, proof: Digest) -> ApiResult<()> {
        let proved = Digest::of(proof.as_bytes()) == self.record().terms.proof;
        if proved { Ok(()) } else { Err(ApiError::new(codes::LINK_PASSWORD_WRONG)) }
    }

    /// How many downloads it still allows; none: any number.
    pub(crate) fn downloads_left(&self) -> Option<u32> {
        let most = self.record().terms.downloads_max?;
        Some(most.saturating_sub(u32::try_from(self.row().downloads).unwrap_or(u32::MAX)))
    }
}
