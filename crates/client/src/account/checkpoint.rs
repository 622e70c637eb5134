//! Writes what the account knows back into its sealed blob, so that a fresh device starts from it.

use beffroi_seal::keys::Keyset;
use beffroi_seal::{SealedRecord, cbor};
use beffroi_wire::account::{BlobPutRequest, BlobStored};
use beffroi_wire::error::codes;
use beffroi_wire::login::AccountBlob;
use beffroi_wire::{B64, routes};

use super::AccountError;
use super::blob::{BlobState, blob_slot};
use super::store::blob_version_name;
use crate::error::ClientError;
use crate::keep::save_value;
use crate::organisation::ATTEMPTS_MAX;
use crate::session::Session;

impl Session {
    /// Seals heads and pending invitations into the account blob. Two devices that write at once merge.
    ///
    /// # Errors
    /// When the server cannot be reached or gives a blob that does not open.
    pub async fn checkpoint(&self) -> Result<(), ClientError> {
        let _turn = self.blob_turn.lock().await;
        for _ in 0..ATTEMPTS_MAX {
            self.blob.borrow_mut().prune(self.around.now_ms());
            let state = self.blob.borrow().encode();
            let version = self.blob_version.get();
            let slot = blob_slot(self.keys.organisation, self.keys.account, version.saturating_add(1));
            let record =
                self.keys.keyset.seal(&self.keys.kek.borrow(), &slot, &state, &mut self.around.rng());
            let request = BlobPutRequest { version, blob: blob_bytes(&record) };
            let stored: Result<BlobStored, _> =
                self.around.api.put(Some(self.request_key()), routes::ACCOUNT_BLOB, &request).await;
            match stored {
                Ok(_) => {
                    self.blob_version.set(version + 1);
                    self.checkpointed_ms.set(self.around.now_ms());
                    self.remember_blob_version(version + 1).await?;
                    return self.save_session().await;
                }
                Err(error) if error.server_code() == Some(codes::CONFLICT) => self.merge_blob().await?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(ClientError::TooManyConflicts)
    }

    /// The same, when the last one is older than ten minutes: a fresh device then misses little. What goes wrong waits
    /// for the next time.
    pub(crate) async fn checkpoint_when_due(&self) {
        if self.around.now_ms() - self.checkpointed_ms.get() > EVERY_MS {
            drop(self.checkpoint().await);
        }
    }

    /// Takes what another device of the account wrote.
    async fn merge_blob(&self) -> Result<(), ClientError> {
        let theirs: AccountBlob = self.around.api.get(Some(self.request_key()), routes::ACCOUNT_BLOB).await?;
        let kept = self.blob_version.get();
        if theirs.version < kept {
            return Err(AccountError::BlobRollback { kept, found: theirs.version }.into());
        }
        let slot = blob_slot(self.keys.organisation, self.keys.account, theirs.version);
        let record = blob_record(&theirs.blob)?;
        let (_, state) = Keyset::open(&self.keys.kek.borrow(), &slot, &record).map_err(AccountError::Blob)?;
        let state = BlobState::decode(state.expose()).ok_or(AccountError::BlobUnreadable)?;
        let mut mine = self.blob.borrow_mut();
        mine.merge(&state);
        for (invitation, pending) in state.invitations {
            mine.invitations.entry(invitation).or_insert(pending);
        }
        self.blob_version.set(theirs.version);
        Ok(())
    }

    pub(super) async fn remember_blob_version(&self, version: u64) -> Result<(), ClientError> {
        Ok(save_value(&*self.around.keep, &blob_version_name(self.keys.account), &version).await?)
    }
}

const EVERY_MS: i64 = 10 * 60 * 1000;

/// The stored form of a sealed blob.
pub(super) fn blob_bytes(record: &SealedRecord) -> B64 {
    B64::from(record.as_bytes())
}

/// Reads the stored form of a sealed blob.
pub(super) fn blob_record(bytes: &B64) -> Result<SealedRecord, AccountError> {
    let encoded = cbor::encode(serde_bytes::Bytes::new(bytes.as_slice())).expect("bytes always encode");
    cbor::decode(&encoded).map_err(|_| AccountError::BlobUnreadable)
}
