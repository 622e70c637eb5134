//! Who may do what in a workspace, as its log says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use beffroi_ledger::Signed;
use beffroi_ledger::org::OrgState;
use beffroi_ledger::workspace::{self, AccessState, Head};
use beffroi_seal::id::WorkspaceId;
use beffroi_seal::{Digest, cbor};
use beffroi_store::Store;

use crate::error::{ApiError, ApiResult};

/// The folds of the workspaces used lately.
#[derive(Default)]
pub(crate) struct WorkspaceViews(Mutex<HashMap<WorkspaceId, Arc<AccessState>>>);

const WORKSPACES_MAX: usize = 5_000;
const PAGE: u32 = 200;
const PAGE_BYTES: usize = 16 * 1024 * 1024;

/// A fold is kept in the store at every this many commits, so that a cold start folds no more than that.
pub(crate) const SNAPSHOT_EVERY: u64 = 64;

#[derive(Debug, thiserror::Error)]
#[error("stored commit {sequence} of workspace {workspace} is refused: {reason}")]
struct StoredLogBroken {
    workspace: WorkspaceId,
    sequence: u64,
    reason: String,
}

impl WorkspaceViews {
    /// The access of a workspace at the end of its log; none when there is no such workspace.
    pub(crate) async fn current(
        &self,
        store: &Store,
        org: &OrgState,
        id: WorkspaceId,
    ) -> ApiResult<Option<Arc<AccessState>>> {
        let Some(organisation) = org.organisation() else { return Ok(None) };
        let Some(stored) = store.workspace_head(id.into()).await? else { return Ok(None) };
        let head = Head { sequence: stored.sequence, hash: Digest::from_bytes(stored.hash) };
        let known = self.known(id);
        if let Some(known) = known.as_ref().filter(|known| known.head() == Some(head)) {
            return Ok(Some(Arc::clone(known)));
        }
        let mut state = match known {
            Some(known) => known,
            None => {
                Arc::new(snapshot(store, id).await?.unwrap_or_else(|| AccessState::new(organisation, id)))
            }
        };
        let folded = Arc::make_mut(&mut state);
        while folded.next_sequence() <= head.sequence {
            for bytes in store.commits(id.into(), folded.next_sequence(), PAGE, PAGE_BYTES).await? {
                apply_stored(folded, org, id, &bytes)?;
            }
        }
        self.take(Arc::clone(&state));
        Ok(Some(state))
    }

    /// Takes the fold after a commit that was just stored.
    pub(crate) fn take(&self, state: Arc<AccessState>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= WORKSPACES_MAX && !known.contains_key(&state.workspace()) {
            known.clear();
        }
        let newer =
            known.get(&state.workspace()).is_none_or(|old| old.next_sequence() < state.next_sequence());
        if newer {
            known.insert(state.workspace(), state);
        }
    }

    fn known(&self, id: WorkspaceId) -> Option<Arc<AccessState>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
}

/// The fold in the form that the store keeps.
pub(crate) fn encode_snapshot(state: &AccessState) -> Vec<u8> {
    cbor::encode(state).expect("a fold always encodes")
}

async fn snapshot(store: &Store, id: WorkspaceId) -> ApiResult<Option<AccessState>> {
    // One that an older version wrote and this one cannot read costs time, nothing else.
    let bytes = store.access_snapshot(id.into()).await?;
    Ok(bytes.and_then(|bytes| cbor::decode(&bytes).ok()))
}

fn apply_stored(state: &mut AccessState, org: &OrgState, id: WorkspaceId, bytes: &[u8]) -> ApiResult<()> {
    let sequence = state.next_sequence();
    let broken = |reason: String| ApiError::internal(StoredLogBroken { workspace: id, sequence, reason });
    let commit = Signed::decode(bytes).map_err(|error| broken(error.to_string()))?;
    let accepted = workspace::check(state, org, commit).map_err(|refusal| broken(refusal.to_string()))?;
    state.apply(&accepted);
    Ok(())
}
