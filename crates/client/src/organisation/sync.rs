//! Reads what is new of the organisation log, and refuses a server that goes back or shows another history.

use beffroi_ledger::org::{OrgError, OrgFault, OrgHead};
use beffroi_wire::organisation::{HeadInfo, LogPage};
use beffroi_wire::routes;

use crate::error::ClientError;
use crate::keep::{load_value, save_value};
use crate::session::Session;

impl Session {
    /// Brings the organisation log up to date.
    ///
    /// # Errors
    /// When the server cannot be reached, or shows a log that does not extend what this device or another
    /// device of the account has seen.
    pub async fn sync_organisation(&self) -> Result<(), ClientError> {
        let _turn = self.org_turn.lock().await;
        self.sync_organisation_in_turn().await
    }

    /// The same for a caller who already has the turn.
    pub(crate) async fn sync_organisation_in_turn(&self) -> Result<(), ClientError> {
        let before = self.org.borrow().head();
        loop {
            let (from, known) = self.with_org(|state| (state.len(), state.head()));
            let path = routes::org_log_from(from);
            let page: LogPage = self.around.api.get(Some(self.request_key()), &path).await?;
            let received = page.entries.len();
            self.org.borrow_mut().extend_encoded(page.entries.iter().map(|entry| entry.as_slice()))?;
            let head = page.head.map(|head| org_head(&head));
            match (self.org.borrow().head(), head) {
                (Some(mine), Some(theirs)) if mine.sequence >= theirs.sequence => {
                    // The page may hold more than its head says, when somebody wrote in between.
                    self.agree(known, theirs)?;
                    break;
                }
                (Some(mine), None) => return Err(rollback(mine).into()),
                _ if received == 0 => return Err(ClientError::LogWithheld { sequence: from }),
                _ => {}
            }
        }
        self.confirm_known_heads().await?;
        let after = self.org.borrow().head();
        if after != before {
            self.remember_org_head(after).await?;
            self.tell_unseen_devices().await?;
        }
        Ok(())
    }

    /// The server's head must be one we hold, and not older than what was known before.
    fn agree(&self, known: Option<OrgHead>, theirs: OrgHead) -> Result<(), OrgError> {
        self.org.borrow().confirm(&theirs)?;
        known.filter(|known| theirs.sequence < known.sequence).map_or(Ok(()), |known| Err(rollback(known)))
    }

    /// What this device kept, and what the account blob says other devices saw, must be in the log.
    async fn confirm_known_heads(&self) -> Result<(), ClientError> {
        let kept: Option<OrgHead> = load_value(&*self.around.keep, ORG_HEAD).await?;
        let sealed = self.blob.borrow().org_head;
        for head in [kept, sealed].into_iter().flatten() {
            self.org.borrow().confirm(&head)?;
        }
        Ok(())
    }

    async fn remember_org_head(&self, head: Option<OrgHead>) -> Result<(), ClientError> {
        let Some(head) = head else { return Ok(()) };
        self.blob.borrow_mut().org_head = Some(head);
        Ok(save_value(&*self.around.keep, ORG_HEAD, &head).await?)
    }
}

/// Where the end of the organisation log is kept.
const ORG_HEAD: &str = "heads/organisation";

pub(crate) fn org_head(head: &HeadInfo) -> OrgHead {
    OrgHead { sequence: head.sequence, hash: head.hash }
}

fn rollback(mine: OrgHead) -> OrgError {
    let fault = OrgFault::Rollback { kept: mine.hash };
    OrgError { sequence: mine.sequence, hash: Some(mine.hash), fault }
}
