//! What an upload under way leaves on this device, so that it goes on after a crash, a closed page, another command.

use std::collections::BTreeSet;

use beffroi_ledger::V1;
use beffroi_seal::content::{ContentError, HEADER_BYTES, Header, Layout};
use beffroi_seal::id::{DocumentId, FolderId, ObjectId, OrganisationId, VersionId, WorkspaceId};
use beffroi_seal::keys::FileKey;
use beffroi_seal::{Context, Digest, ExportSecret, cbor};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::ClientError;
use crate::intake::letter::attachment_slot;
use crate::surroundings::Surroundings;

/// An upload under way.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UploadRecord {
    v: V1,
    organisation: OrganisationId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) document: DocumentId,
    pub(crate) version: VersionId,
    pub(crate) object: ObjectId,
    pub(crate) folder: Option<FolderId>,
    pub(crate) name: String,
    pub(crate) media_type: String,
    size: u64,
    changed_ms: Option<i64>,
    #[serde(with = "serde_bytes")]
    key: [u8; 32],
    #[serde(with = "serde_bytes")]
    pub(crate) header: Vec<u8>,
    #[serde(with = "serde_bytes")]
    pub(crate) plaintext: Vec<u8>,
    #[serde(with = "serde_bytes")]
    pub(crate) ciphertext: Vec<u8>,
    pub(crate) parts: Vec<PartRecord>,
    begun_ms: i64,
    /// A file of a public report: nothing of it stays on the reporter's device.
    #[serde(skip)]
    of_deposit: bool,
}

/// A part that was sealed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartRecord {
    /// Digest of the file up to the end of this part: the one that is being made of the whole file.
    pub(crate) plain: Digest,
    /// Digest of the part as it is sent.
    pub(crate) sealed: Digest,
}

/// What tells an upload from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Subject<'a> {
    pub(crate) organisation: OrganisationId,
    pub(crate) workspace: WorkspaceId,
    /// The document that gets a new version; none for a new document.
    pub(crate) document: Option<DocumentId>,
    pub(crate) folder: Option<FolderId>,
    pub(crate) name: &'a str,
    pub(crate) media_type: &'a str,
    pub(crate) size: u64,
    pub(crate) changed_ms: Option<i64>,
}

impl UploadRecord {
    /// A new upload, under keys and ids that were never used.
    pub(crate) fn make(around: &Surroundings, subject: &Subject<'_>) -> Self {
        let mut rng = around.rng();
        Self {
            v: V1,
            organisation: subject.organisation,
            workspace: subject.workspace,
            document: subject.document.unwrap_or_else(|| DocumentId::make(&mut rng)),
            version: VersionId::make(&mut rng),
            object: ObjectId::make(&mut rng),
            folder: subject.folder,
            name: subject.name.to_owned(),
            media_type: subject.media_type.to_owned(),
            size: subject.size,
            changed_ms: subject.changed_ms,
            key: *FileKey::make(&mut rng).export_secret(),
            header: Vec::new(),
            plaintext: Vec::new(),
            ciphertext: Vec::new(),
            parts: Vec::new(),
            begun_ms: around.now_ms(),
            of_deposit: false,
        }
    }

    /// A file sent with a public report.
    pub(crate) fn of_deposit(
        around: &Surroundings,
        organisation: OrganisationId,
        workspace: WorkspaceId,
        name: &str,
        size: u64,
    ) -> Self {
        let (document, folder, changed_ms) = (None, None, None);
        let media_type = "";
        let subject =
            Subject { organisation, workspace, document, folder, name, media_type, size, changed_ms };
        let mut record = Self::make(around, &subject);
        record.of_deposit = true;
        record
    }

    /// An earlier attempt at the same upload, if one is kept here and is not `busy`. Attempts that nobody took up for a month
    /// are removed by the way.
    pub(crate) async fn find(
        around: &Surroundings,
        subject: &Subject<'_>,
        busy: &BTreeSet<ObjectId>,
    ) -> Result<Option<Self>, ClientError> {
        let prefix = format!("uploads/{}/", subject.workspace);
        for key in around.keep.list(&prefix).await? {
            let Some(bytes) = around.keep.load_secret(&key).await? else { continue };
            let bytes = Zeroizing::new(bytes);
            match cbor::decode::<Self>(&bytes) {
                Ok(record) if busy.contains(&record.object) => {}
                Ok(record) if record.begun_ms + FORGOTTEN_MS < around.now_ms() => {
                    record.remove(around).await?
                }
                Ok(record) if record.is_of(subject) => return Ok(Some(record)),
                Ok(_) => {}
                Err(_) => around.keep.remove(&key).await?,
            }
        }
        Ok(None)
    }

    /// Writes the record.
    pub(crate) async fn save(&self, around: &Surroundings) -> Result<(), ClientError> {
        if self.of_deposit {
            return Ok(());
        }
        let bytes = cbor::encode(self).expect("ids, numbers, texts and byte strings always encode");
        Ok(around.keep.save_secret(&self.name_here(), bytes).await?)
    }

    /// Removes the record and what is still staged.
    pub(crate) async fn remove(&self, around: &Surroundings) -> Result<(), ClientError> {
        for key in around.keep.list(&format!("staged/{}/", self.object)).await? {
            around.keep.remove(&key).await?;
        }
        Ok(around.keep.remove(&self.name_here()).await?)
    }

    /// Keeps a sealed part until the server has it.
    pub(crate) async fn stage(
        &self,
        around: &Surroundings,
        part: u32,
        sealed: &[u8],
    ) -> Result<(), ClientError> {
        if self.of_deposit {
            return Ok(());
        }
        Ok(around.keep.save(&self.staged(part), sealed.to_vec()).await?)
    }

    /// Where a sealed part waits.
    pub(crate) fn staged(&self, part: u32) -> String {
        format!("staged/{}/{part}", self.object)
    }

    pub(crate) fn layout(&self) -> Result<Layout, ContentError> {
        Layout::for_file(self.size)
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn file_key(&self) -> FileKey {
        FileKey::import_secret(&self.key)
    }

    pub(crate) fn header(&self) -> Option<Header> {
        <[u8; HEADER_BYTES]>::try_from(self.header.as_slice()).ok().map(Header::from_bytes)
    }

    /// Where the content is encrypted.
    pub(crate) fn context(&self) -> Context {
        if self.of_deposit {
            return attachment_slot(self.organisation, self.workspace, self.object);
        }
        beffroi_vault::file_content_slot(self.organisation, self.workspace, self.document, self.version)
    }

    fn is_of(&self, subject: &Subject<'_>) -> bool {
        self.organisation == subject.organisation
            && subject.document.is_none_or(|document| document == self.document)
            && self.folder == subject.folder
            && self.name == subject.name
            && self.size == subject.size
            && self.changed_ms == subject.changed_ms
    }

    fn name_here(&self) -> String {
        format!("uploads/{}/{}", self.workspace, self.object)
    }
}

/// Nobody takes up an upload after this long: the server has forgotten its parts too.
const FORGOTTEN_MS: i64 = 30 * 24 * 3600 * 1000;

impl Drop for UploadRecord {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.key);
    }
}
