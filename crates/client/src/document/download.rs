//! Reads a document: part after part, each verified before a byte of it is written, the whole before it gets its name.

use beffroi_seal::content::{Decryptor, HEADER_BYTES, Header, Layout};
use beffroi_seal::digest::Hasher;
use beffroi_seal::id::{DocumentId, VersionId, WorkspaceId};
use beffroi_seal::keys::FileKey;
use beffroi_seal::{Context, Digest};
use beffroi_vault::{FileVersion, file_content_slot};
use beffroi_wire::link::LINK_PERMIT_HEADER;
use beffroi_wire::routes;
use futures_util::stream::{self, StreamExt};

use super::DocumentError;
use super::parts::PartPlan;
use crate::api::{Api, ApiError, RequestKey};
use crate::bulk::BulkError;
use crate::error::ClientError;
use crate::session::Session;
use crate::source::Sink;
use crate::surroundings::Surroundings;
use crate::view::{OnProgress, Progress};

/// A stored object, and what it must be.
pub(crate) struct ObjectToRead<'a> {
    pub(crate) name: &'a str,
    pub(crate) path: String,
    pub(crate) request_key: Option<RequestKey<'a>>,
    /// The permit of a link's visitor.
    pub(crate) permit: Option<&'a str>,
    pub(crate) key: FileKey,
    pub(crate) context: Context,
    pub(crate) size: u64,
    pub(crate) plaintext: Digest,
}

impl Session {
    /// Reads the current version of a document, or the one asked for, into `sink`.
    ///
    /// # Errors
    /// When the document is damaged, cut or exchanged: nothing stands under its final name then.
    pub async fn download(
        &self,
        workspace: WorkspaceId,
        document: DocumentId,
        version: Option<VersionId>,
        sink: &mut dyn Sink,
        on_progress: OnProgress<'_>,
    ) -> Result<(), ClientError> {
        let opened = self.open(workspace).await?;
        let (name, file, key) = opened.with(|inner| {
            if inner.role(self.keys.account).is_none() {
                return Err(ClientError::NotMember { workspace });
            }
            let unknown = DocumentError::Unknown { document };
            let Some(found) = inner.fold.vault().document(document) else { return Err(unknown.into()) };
            let chosen = match version {
                Some(version) => found.version(version).ok_or(unknown)?,
                None => found.current(),
            };
            let key = inner.file_key(document, &chosen.file)?;
            Ok::<_, ClientError>((found.name().as_str().to_owned(), chosen.file.clone(), key))
        })?;
        let object = self.object_to_read(workspace, document, &name, &file, key);
        read_object(&self.around, object, sink, on_progress).await
    }

    /// The object of a version, for [`read_object`].
    pub(crate) fn object_to_read<'a>(
        &'a self,
        workspace: WorkspaceId,
        document: DocumentId,
        name: &'a str,
        file: &FileVersion,
        key: FileKey,
    ) -> ObjectToRead<'a> {
        ObjectToRead {
            name,
            path: routes::object(workspace, file.object),
            request_key: Some(self.request_key()),
            permit: None,
            key,
            context: file_content_slot(self.keys.organisation, workspace, document, file.version),
            size: file.size,
            plaintext: file.plaintext_digest,
        }
    }
}

/// Reads and verifies an object into `sink`; on any failure the sink is abandoned.
pub(crate) async fn read_object(
    around: &Surroundings,
    object: ObjectToRead<'_>,
    sink: &mut dyn Sink,
    on_progress: OnProgress<'_>,
) -> Result<(), ClientError> {
    let read = read_verified(around, &object, sink, on_progress).await;
    match read {
        Ok(()) => Ok(sink.finish().await?),
        Err(error) => {
            sink.abandon().await;
            Err(error)
        }
    }
}

async fn read_verified(
    around: &Surroundings,
    object: &ObjectToRead<'_>,
    sink: &mut dyn Sink,
    on_progress: OnProgress<'_>,
) -> Result<(), ClientError> {
    let layout = Layout::for_file(object.size)?;
    let plan = PartPlan::new(layout);
    let damaged = |cause: BulkError| DocumentError::Damaged { name: object.name.to_owned(), cause };
    let fetches = (0..plan.count()).map(|part| fetch_part(&around.api, object, plan, part));
    let mut parts = Box::pin(stream::iter(fetches).buffered(AHEAD_MAX));
    let mut opening: Option<Decryptor> = None;
    let (mut digest, mut done, mut part) = (Hasher::new(), 0, 0);
    while let Some(bytes) = parts.next().await {
        let mut bytes = bytes?;
        let decryptor = match &mut opening {
            Some(decryptor) => decryptor,
            none => {
                let (header, _) = bytes.split_first_chunk::<HEADER_BYTES>().ok_or(missing(object))?;
                let header = Header::from_bytes(*header);
                let decryptor = Decryptor::start(&object.key, &object.context, layout, &header)
                    .map_err(|error| damaged(error.into()))?;
                bytes.drain(..HEADER_BYTES);
                none.insert(decryptor)
            }
        };
        let jobs = plan.segments(part).filter_map(|_| decryptor.next_segment()).collect();
        let file = around.bulk.open(jobs, bytes).await.map_err(damaged)?;
        digest.update(&file);
        done += file.len() as u64;
        sink.write(file).await?;
        on_progress(Progress { done, total: object.size });
        part += 1;
    }
    if let Some(decryptor) = opening {
        decryptor.finish().map_err(|error| damaged(error.into()))?;
    }
    let found = digest.finish();
    if found != object.plaintext {
        let (name, expected) = (object.name.to_owned(), object.plaintext);
        return Err(DocumentError::DigestDiffers { name, expected, found }.into());
    }
    Ok(())
}

async fn fetch_part(
    api: &Api,
    object: &ObjectToRead<'_>,
    plan: PartPlan,
    part: u32,
) -> Result<Vec<u8>, ClientError> {
    let range = plan.ciphertext(part)?;
    let permit = object.permit.map(|permit| (LINK_PERMIT_HEADER, permit));
    let headers: Vec<_> = permit.into_iter().collect();
    let bytes = api.get_range(object.request_key, &object.path, &headers, range.start, range.end).await;
    bytes.map_err(|error| match error {
        // Shorter than what was signed, or gone: it is the document that suffers.
        ApiError::NotUnderstood { .. } => missing(object).into(),
        ApiError::Refused { status: 404 | 416, .. } if object.permit.is_none() => missing(object).into(),
        other => other.into(),
    })
}

fn missing(object: &ObjectToRead<'_>) -> DocumentError {
    DocumentError::Missing { name: object.name.to_owned() }
}

/// Parts asked for ahead of the one being opened.
const AHEAD_MAX: usize = 3;
