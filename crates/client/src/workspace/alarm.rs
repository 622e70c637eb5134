//! What the server showed of a workspace and this device refuses.

use beffroi_seal::Digest;
use beffroi_seal::id::WorkspaceId;

use crate::error::ClientError;
use crate::refusal::Refusal;

/// A refusal that stays until a log that holds is shown.
#[derive(Debug, Clone)]
pub(crate) struct Alarm {
    /// For people.
    pub(crate) refusal: Refusal,
    /// The place of the refused commit, or of the end that is missing.
    pub(crate) sequence: u64,
    /// The commit, when one is named.
    pub(crate) commit: Option<Digest>,
    /// In one line, for whoever investigates.
    pub(crate) report: String,
}

impl Alarm {
    /// The alarm of an error about the log or the keys of a workspace; none for any other error.
    pub(crate) fn of(workspace: WorkspaceId, error: &ClientError) -> Option<Self> {
        let (sequence, commit) = match error {
            ClientError::Log(error) => (error.sequence, error.commit),
            ClientError::Keyring(error) => {
                error.commit().map_or((0, None), |(sequence, commit)| (sequence, Some(commit)))
            }
            ClientError::LogWithheld { sequence } => (*sequence, None),
            _ => return None,
        };
        let refusal = error.refusal().with("workspace", workspace.to_string()).with("sequence", sequence);
        Some(Self { refusal, sequence, commit, report: error.to_string() })
    }
}
