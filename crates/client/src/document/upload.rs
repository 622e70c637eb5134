//! Sends a document: sealed part after part, then the signed entry that makes it exist.

use std::cell::RefCell;
use std::collections::BTreeSet;

use beffroi_ledger::workspace::Space;
use beffroi_seal::id::{DocumentId, FolderId, ObjectId, WorkspaceId};
use beffroi_vault::{FileVersion, VaultEntry, WrappedFileKey};
use beffroi_wire::object::{ObjectCompleteRequest, ObjectCompleted, PartList};
use beffroi_wire::{error::codes, routes};

use super::DocumentError;
use super::parts::{Destination, SentObject, send_object};
use super::record::{Subject, UploadRecord};
use crate::api::ApiError;
use crate::error::ClientError;
use crate::session::Session;
use crate::source::Source;
use crate::view::OnProgress;
use crate::workspace::{Drafting, Workspace};

/// What is sent, and where it goes.
#[derive(Debug, Clone, Copy)]
pub struct NewDocument<'a> {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The folder; none for the root.
    pub folder: Option<FolderId>,
    /// The document that gets a new version; none for a new document.
    pub document: Option<DocumentId>,
    /// Name of the file.
    pub name: &'a str,
    /// Media type; empty when not known.
    pub media_type: &'a str,
}

impl Session {
    /// Sends a document, or a new version of one. An interrupted attempt at the same file goes on where it stood.
    ///
    /// # Errors
    /// When the role does not allow it, the name is refused, the file changes meanwhile, or the server refuses.
    pub async fn upload(
        &self,
        new: NewDocument<'_>,
        source: &dyn Source,
        on_progress: OnProgress<'_>,
    ) -> Result<DocumentId, ClientError> {
        let workspace = self.open(new.workspace).await?;
        self.check_may_write(&workspace)?;
        let media_type = if new.media_type.is_empty() { UNKNOWN_TYPE } else { new.media_type };
        let subject = Subject {
            organisation: self.keys.organisation,
            workspace: new.workspace,
            document: new.document,
            folder: new.folder,
            name: new.name,
            media_type,
            size: source.size(),
            changed_ms: source.changed_ms(),
        };
        let (mut record, _busy) = self.earlier_attempt(&subject).await?.unwrap_or_else(|| {
            let record = UploadRecord::make(&self.around, &subject);
            let busy = Busy::begin(&self.uploading, record.object);
            (record, busy)
        });
        self.check_before_sending(&workspace, &record, new.document).await?;
        let sent = match self.send(&mut record, source, on_progress).await {
            Err(error) if is_hopeless(&error) => {
                record.remove(&self.around).await?;
                return Err(error);
            }
            sent => sent?,
        };
        self.append(&workspace, |drafting| {
            let entry = entry(drafting, &record, &sent, new.document)?;
            Ok(Some(drafting.draft().content(Space::Vault, entry.encode())))
        })
        .await?;
        record.remove(&self.around).await?;
        Ok(record.document)
    }

    /// An attempt at the same upload that can go on: every part it sealed is on the server or staged here.
    async fn earlier_attempt(
        &self,
        subject: &Subject<'_>,
    ) -> Result<Option<(UploadRecord, Busy<'_>)>, ClientError> {
        let busy = self.uploading.borrow().clone();
        let Some(record) = UploadRecord::find(&self.around, subject, &busy).await? else { return Ok(None) };
        if self.uploading.borrow().contains(&record.object) {
            return Ok(None);
        }
        let busy = Busy::begin(&self.uploading, record.object);
        let path = routes::object_parts(record.workspace, record.object);
        let held: Result<PartList, ApiError> = self.around.api.get(Some(self.request_key()), &path).await;
        let held = match held {
            Ok(list) => list.parts,
            Err(ApiError::Refused { status: 404, .. }) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        for (part, sealed) in (0_u32..).zip(&record.parts) {
            let there = held.iter().find(|info| info.number == part);
            match there {
                Some(info) if info.digest == sealed.sealed => {
                    self.around.keep.remove(&record.staged(part)).await?;
                }
                None if self.around.keep.load(&record.staged(part)).await?.is_some() => {}
                // The server lost or changed it, and it cannot be made again: another upload begins.
                _ => {
                    record.remove(&self.around).await?;
                    return Ok(None);
                }
            }
        }
        Ok(Some((record, busy)))
    }

    fn check_may_write(&self, workspace: &Workspace) -> Result<(), ClientError> {
        let role = workspace.with(|inner| inner.role(self.keys.account));
        match role {
            None => Err(ClientError::NotMember { workspace: workspace.id }),
            Some(beffroi_ledger::workspace::Role::Reader) => {
                Err(ClientError::ReaderWrites { workspace: workspace.id })
            }
            Some(_) => Ok(()),
        }
    }

    /// What would be refused at the end is refused before the first byte is sent.
    async fn check_before_sending(
        &self,
        workspace: &Workspace,
        record: &UploadRecord,
        document: Option<DocumentId>,
    ) -> Result<(), ClientError> {
        workspace.with(|inner| {
            let vault = inner.fold.vault();
            if let Some(document) = document {
                vault.document(document).map(|_| ()).ok_or(DocumentError::Unknown { document })?;
            }
            if let Some(folder) = record.folder {
                vault.folder(folder).map(|_| ()).ok_or(DocumentError::FolderUnknown { folder })?;
            }
            beffroi_vault::Name::new(&record.name)
                .map(drop)
                .map_err(|error| ClientError::from(DocumentError::refused(Some(&record.name), error.into())))
        })?;
        let limits = self.limits().await?;
        let bytes = record.layout()?.ciphertext_bytes();
        if bytes > limits.object_bytes_max {
            let (name, bytes_max) = (record.name.clone(), limits.object_bytes_max);
            return Err(DocumentError::TooLarge { name, bytes, bytes_max }.into());
        }
        Ok(())
    }

    async fn send(
        &self,
        record: &mut UploadRecord,
        source: &dyn Source,
        on_progress: OnProgress<'_>,
    ) -> Result<SentObject, ClientError> {
        let (workspace, object) = (record.workspace, record.object);
        let path = move |part| routes::object_part(workspace, object, part);
        let destination = Destination { key: Some(self.request_key()), token: None, path: &path };
        let sent = send_object(&self.around, &destination, source, record, on_progress).await?;
        let request = ObjectCompleteRequest { parts: sent.parts.clone(), size: sent.size };
        let path = routes::object_complete(workspace, object);
        let _: ObjectCompleted = self.around.api.post(Some(self.request_key()), &path, &request).await?;
        Ok(sent)
    }
}

/// An object that is being sent: a second upload of the same file must not take it up.
struct Busy<'a>(&'a RefCell<BTreeSet<ObjectId>>, ObjectId);

impl<'a> Busy<'a> {
    fn begin(uploading: &'a RefCell<BTreeSet<ObjectId>>, object: ObjectId) -> Self {
        uploading.borrow_mut().insert(object);
        Self(uploading, object)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.borrow_mut().remove(&self.1);
    }
}

fn entry(
    drafting: &Drafting<'_>,
    record: &UploadRecord,
    sent: &SentObject,
    document: Option<DocumentId>,
) -> Result<VaultEntry, ClientError> {
    let access = drafting.inner.log.access();
    let epoch = access.epoch();
    let wrap = drafting.keyring()?.file_wrap(epoch);
    let wrap = wrap.ok_or(beffroi_ledger::workspace::DraftError::KeyMissing { epoch })?;
    let place = (access.organisation(), access.workspace(), record.document, record.version);
    let version = Box::new(FileVersion {
        version: record.version,
        object: record.object,
        file_key: WrappedFileKey::wrap(&record.file_key(), epoch, &wrap, place, &mut drafting.around.rng()),
        size: record.size(),
        media_type: record.media_type.clone(),
        ciphertext_digest: sent.ciphertext,
        plaintext_digest: sent.plaintext,
        parts: sent.parts.clone(),
    });
    let entry = match document {
        Some(document) => VaultEntry::VersionAdded { document, version },
        None => VaultEntry::DocumentAdded {
            document: record.document,
            folder: record.folder,
            name: record.name.clone(),
            version,
        },
    };
    drafting.inner.fold.vault().check(&entry).map_err(DocumentError::Refused)?;
    Ok(entry)
}

/// Whether trying again from where it stood cannot succeed.
fn is_hopeless(error: &ClientError) -> bool {
    match error {
        ClientError::Document(DocumentError::SourceChanged { .. } | DocumentError::PartDiffers { .. }) => {
            true
        }
        ClientError::Stream(crate::source::StreamError::Changed { .. }) => true,
        ClientError::Api(error) => error
            .server_code()
            .is_some_and(|code| [codes::PARTS_MISSING, codes::OBJECT_COMPLETE].contains(&code)),
        _ => false,
    }
}

const UNKNOWN_TYPE: &str = "application/octet-stream";
