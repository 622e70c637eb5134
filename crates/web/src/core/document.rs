//! Documents: folders, transfers, names, places, versions, the bin.

use beffroi_client::Item;
use beffroi_client::document::NewDocument;
use beffroi_seal::id::{DocumentId, FolderId, VersionId, WorkspaceId};
use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Core;
use crate::convert::{Outcome, arguments, file, reporter};
use crate::platform::{BlobSink, BlobSource};

#[derive(Deserialize)]
struct FolderInput {
    workspace: WorkspaceId,
    parent: Option<FolderId>,
    name: String,
}

/// Only what is plain: the file itself is read apart.
#[derive(Deserialize)]
struct UploadInput {
    workspace: WorkspaceId,
    folder: Option<FolderId>,
    document: Option<DocumentId>,
}

#[derive(Deserialize)]
struct DocumentInput {
    workspace: WorkspaceId,
    document: DocumentId,
    /// Absent: the version in force.
    version: Option<VersionId>,
}

#[derive(Deserialize)]
struct VersionInput {
    workspace: WorkspaceId,
    document: DocumentId,
    version: VersionId,
}

#[derive(Deserialize)]
struct RenameInput {
    workspace: WorkspaceId,
    item: Item,
    name: String,
}

#[derive(Deserialize)]
struct DescribeInput {
    workspace: WorkspaceId,
    item: Item,
    text: String,
}

#[derive(Deserialize)]
struct ItemsInput {
    workspace: WorkspaceId,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct MoveInput {
    workspace: WorkspaceId,
    items: Vec<Item>,
    folder: Option<FolderId>,
}

#[wasm_bindgen]
impl Core {
    /// Creates a folder.
    #[wasm_bindgen(js_name = createFolder)]
    pub async fn create_folder(&self, input: JsValue) -> Outcome {
        let input: FolderInput = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.create_folder(input.workspace, input.parent, &input.name).await).await
    }

    /// Sends a document, or a new version of one.
    pub async fn upload(&self, input: JsValue, on_progress: Function) -> Outcome {
        let file = file(&input, "file")?;
        let input: UploadInput = arguments(&input)?;
        let session = self.session().await?;
        let (name, media_type) = (file.name(), file.type_());
        let new = NewDocument {
            workspace: input.workspace,
            folder: input.folder,
            document: input.document,
            name: &name,
            media_type: &media_type,
        };
        let sent = session.upload(new, &BlobSource::new(&file), &reporter(&on_progress)).await;
        self.answer(sent).await
    }

    /// Reads a document, in its version in force or another, into a `Blob`.
    pub async fn download(&self, input: JsValue, on_progress: Function) -> Outcome {
        let input: DocumentInput = arguments(&input)?;
        let session = self.session().await?;
        let mut sink = BlobSink::default();
        let DocumentInput { workspace, document, version } = input;
        let read = session.download(workspace, document, version, &mut sink, &reporter(&on_progress)).await;
        match read {
            // The type stays neutral, so that no browser opens what somebody sent as a page of this site.
            Ok(()) => sink.into_blob(NEUTRAL_TYPE).map(JsValue::from),
            Err(error) => Err(self.refused(error).await),
        }
    }

    /// Reads documents and folders into the `Blob` of a zip.
    #[wasm_bindgen(js_name = downloadZip)]
    pub async fn download_zip(&self, input: JsValue, on_progress: Function) -> Outcome {
        let ItemsInput { workspace, items } = arguments(&input)?;
        let session = self.session().await?;
        let mut sink = BlobSink::default();
        match session.download_zip(workspace, &items, &mut sink, &reporter(&on_progress)).await {
            Ok(()) => sink.into_blob(NEUTRAL_TYPE).map(JsValue::from),
            Err(error) => Err(self.refused(error).await),
        }
    }

    /// A document with all its versions.
    #[wasm_bindgen(js_name = documentHistory)]
    pub async fn document_history(&self, input: JsValue) -> Outcome {
        let input: DocumentInput = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.document_history(input.workspace, input.document).await).await
    }

    /// Puts the content of an earlier version in force again.
    #[wasm_bindgen(js_name = restoreVersion)]
    pub async fn restore_version(&self, input: JsValue) -> Outcome {
        let VersionInput { workspace, document, version } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.restore_version(workspace, document, version).await).await
    }

    /// Gives a document or a folder another name.
    pub async fn rename(&self, input: JsValue) -> Outcome {
        let input: RenameInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.rename(input.workspace, input.item, &input.name).await).await
    }

    /// Describes a document or a folder.
    pub async fn describe(&self, input: JsValue) -> Outcome {
        let input: DescribeInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.describe(input.workspace, input.item, &input.text).await).await
    }

    /// Moves documents and folders.
    #[wasm_bindgen(js_name = moveTo)]
    pub async fn move_to(&self, input: JsValue) -> Outcome {
        let MoveInput { workspace, items, folder } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.move_to(workspace, &items, folder).await).await
    }

    /// Puts documents and folders in the bin.
    pub async fn trash(&self, input: JsValue) -> Outcome {
        let ItemsInput { workspace, items } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.trash(workspace, &items).await).await
    }

    /// Destroys what is in the bin for good.
    pub async fn purge(&self, input: JsValue) -> Outcome {
        let ItemsInput { workspace, items } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.purge(workspace, &items).await).await
    }

    /// Takes documents and folders out of the bin.
    pub async fn restore(&self, input: JsValue) -> Outcome {
        let ItemsInput { workspace, items } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.restore(workspace, &items).await).await
    }
}

pub(super) const NEUTRAL_TYPE: &str = "application/octet-stream";
