//! A log as a file: what an export, an archive or `beffroi verify` reads without a server.

use beffroi_seal::cbor::{self, CborError, Limits};
use beffroi_seal::id::{OrganisationId, WorkspaceId};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::V1;

/// Entries of one log, in order, in their stored form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogFile {
    /// Version.
    pub v: V1,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The workspace; none for the organisation log.
    pub workspace: Option<WorkspaceId>,
    /// Signed entries or signed commits, from place 0.
    pub entries: Vec<ByteBuf>,
}

impl LogFile {
    /// A file of the organisation log.
    pub fn of_organisation<B: AsRef<[u8]>>(
        organisation: OrganisationId,
        entries: impl IntoIterator<Item = B>,
    ) -> Self {
        Self { v: V1, organisation, workspace: None, entries: collect(entries) }
    }

    /// A file of a workspace log.
    pub fn of_workspace<B: AsRef<[u8]>>(
        organisation: OrganisationId,
        workspace: WorkspaceId,
        commits: impl IntoIterator<Item = B>,
    ) -> Self {
        Self { v: V1, organisation, workspace: Some(workspace), entries: collect(commits) }
    }

    /// The bytes of the file.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self).expect("ids and bytes under string keys have a CBOR form")
    }

    /// Reads the bytes of a file.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        cbor::decode_within(bytes, Limits::SNAPSHOT)
    }
}

fn collect<B: AsRef<[u8]>>(entries: impl IntoIterator<Item = B>) -> Vec<ByteBuf> {
    entries.into_iter().map(|entry| ByteBuf::from(entry.as_ref())).collect()
}
