//! Signs entries of the organisation log and has them appended; on conflict, reads on and signs again.

use beffroi_ledger::org::{OrgBody, OrgDraft};
use beffroi_wire::error::codes;
use beffroi_wire::organisation::{Appended, OrgAppendRequest};
use beffroi_wire::{B64, routes};

use crate::error::ClientError;
use crate::session::Session;

impl Session {
    /// Appends an entry. `body` is asked again after each conflict, on the log as it then stands: it may find
    /// that there is nothing left to say (`None`).
    pub(crate) async fn append_organisation(
        &self,
        body: impl Fn(&Self) -> Result<Option<OrgBody>, ClientError>,
    ) -> Result<(), ClientError> {
        let _turn = self.org_turn.lock().await;
        self.sync_organisation_in_turn().await?;
        for _ in 0..ATTEMPTS_MAX {
            let Some(body) = body(self)? else { return Ok(()) };
            let entry = self.draft_org_entry(body);
            let request = OrgAppendRequest { entry: B64::from(entry.encoded()) };
            let appended: Result<Appended, _> =
                self.around.api.post(Some(self.request_key()), routes::ORG_LOG, &request).await;
            match appended {
                Ok(_) => return self.sync_organisation_in_turn().await,
                Err(error) if error.server_code() == Some(codes::CONFLICT) => {
                    self.sync_organisation_in_turn().await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(ClientError::TooManyConflicts)
    }

    pub(crate) fn draft_org_entry(&self, body: OrgBody) -> beffroi_ledger::org::SignedOrgEntry {
        let draft = OrgDraft {
            organisation: self.keys.organisation,
            after: self.org.borrow().head(),
            author: self.keys.device,
            body,
        };
        draft.sign(&self.keys.device_keys.signing, self.around.timestamp())
    }
}

/// Tries against others who write at the same time, before giving up.
pub(crate) const ATTEMPTS_MAX: usize = 12;
