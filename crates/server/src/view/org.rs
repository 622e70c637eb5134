//! The organisation as its log says.

use std::sync::{Arc, PoisonError, RwLock};

use beffroi_ledger::Signed;
use beffroi_ledger::org::{self, AcceptedOrgEntry, OrgState};
use beffroi_store::Store;

use crate::error::{ApiError, ApiResult};

/// The fold of the organisation log.
#[derive(Default)]
pub(crate) struct OrgView {
    state: RwLock<Arc<OrgState>>,
    catching_up: tokio::sync::Mutex<()>,
}

const PAGE: u32 = 500;

/// The stored log contradicts itself: never served, always told.
#[derive(Debug, thiserror::Error)]
#[error("stored organisation entry {sequence} is refused: {reason}")]
struct StoredLogBroken {
    sequence: u64,
    reason: String,
}

impl OrgView {
    /// The state at the end of the log.
    pub(crate) async fn current(&self, store: &Store) -> ApiResult<Arc<OrgState>> {
        let places = store.org_head().await?.map_or(0, |head| head.sequence + 1);
        let state = self.known();
        if state.len() >= places {
            return Ok(state);
        }
        let _turn = self.catching_up.lock().await;
        loop {
            let mut state = self.known();
            if state.len() >= places {
                return Ok(state);
            }
            let folded = Arc::make_mut(&mut state);
            for bytes in store.org_entries(folded.len(), PAGE).await? {
                let accepted = judge_stored(folded, &bytes)?;
                folded.apply(accepted);
            }
            self.advance(state);
        }
    }

    /// Takes an entry that was just stored.
    pub(crate) fn take(&self, accepted: AcceptedOrgEntry) {
        let mut state = self.known();
        if accepted.entry().body().sequence == state.len() {
            Arc::make_mut(&mut state).apply(accepted);
            self.advance(state);
        }
    }

    fn known(&self) -> Arc<OrgState> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn advance(&self, state: Arc<OrgState>) {
        let mut current = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.len() > current.len() {
            *current = state;
        }
    }
}

fn judge_stored(state: &OrgState, bytes: &[u8]) -> ApiResult<AcceptedOrgEntry> {
    let broken = |reason: String| ApiError::internal(StoredLogBroken { sequence: state.len(), reason });
    let entry = Signed::decode(bytes).map_err(|error| broken(error.to_string()))?;
    org::check(state, entry).map_err(|refusal| broken(refusal.to_string()))
}
