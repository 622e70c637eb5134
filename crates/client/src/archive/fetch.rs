//! Reads the stored form of logs that were verified before: byte for byte what was verified, or an error.

use beffroi_seal::Digest;
use beffroi_wire::organisation::LogPage;

use super::ArchiveError;
use crate::error::ClientError;
use crate::session::Session;

impl Session {
    /// The first `count` entries of the log at `path_from`, each with the digest that `hash_at` remembers.
    pub(super) async fn stored_log(
        &self,
        count: u64,
        path_from: impl Fn(u64) -> String,
        hash_at: impl Fn(u64) -> Option<Digest>,
    ) -> Result<Vec<Vec<u8>>, ClientError> {
        let mut entries: Vec<Vec<u8>> = Vec::new();
        while (entries.len() as u64) < count {
            let from = entries.len() as u64;
            let page: LogPage = self.around.api.get(Some(self.request_key()), &path_from(from)).await?;
            if page.entries.is_empty() {
                return Err(ClientError::LogWithheld { sequence: from });
            }
            for entry in page.entries.into_iter().take(usize::try_from(count - from).unwrap_or(usize::MAX)) {
                let sequence = entries.len() as u64;
                if hash_at(sequence) != Some(Digest::of(entry.as_slice())) {
                    return Err(ArchiveError::LogDiffers { sequence }.into());
                }
                entries.push(entry.0);
            }
        }
        Ok(entries)
    }
}
