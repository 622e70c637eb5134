//! Documents: folders, transfers, names, the bin.

use beffroi_client::document::NewDocument;
use beffroi_client::{Item, Refusal};
use beffroi_seal::id::{DocumentId, FolderId, WorkspaceId};
use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Core;
use crate::convert::{Outcome, arguments, file, refuse, reporter};
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
}

#[derive(Deserialize)]
struct DocumentInput {
    workspace: WorkspaceId,
    document: DocumentId,
}

#[derive(Deserialize)]
struct RenameInput {
    workspace: WorkspaceId,
    document: Option<DocumentId>,
    folder: Option<FolderId>,
    name: String,
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

    /// Sends a document.
    pub async fn upload(&self, input: JsValue, on_progress: Function) -> Outcome {
        let file = file(&input, "file")?;
        let input: UploadInput = arguments(&input)?;
        let session = self.session().await?;
        let (name, media_type) = (file.name(), file.type_());
        let new = NewDocument {
            workspace: input.workspace,
            folder: input.folder,
            document: None,
            name: &name,
            media_type: &media_type,
        };
        let sent = session.upload(new, &BlobSource::new(&file), &reporter(&on_progress)).await;
        self.answer(sent).await
    }

    /// Reads a document into a `Blob`.
    pub async fn download(&self, input: JsValue, on_progress: Function) -> Outcome {
        let input: DocumentInput = arguments(&input)?;
        let session = self.session().await?;
        let mut sink = BlobSink::default();
        let read =
            session.download(input.workspace, input.document, None, &mut sink, &reporter(&on_progress)).await;
        match read {
            // The type stays neutral, so that no browser opens what somebody sent as a page of this site.
            Ok(()) => sink.into_blob("application/octet-stream").map(JsValue::from),
            Err(error) => Err(self.refused(error).await),
        }
    }

    /// Gives a document or a folder another name.
    pub async fn rename(&self, input: JsValue) -> Outcome {
        let input: RenameInput = arguments(&input)?;
        let item = match (input.document, input.folder) {
            (Some(document), None) => Item::Document(document),
            (None, Some(folder)) => Item::Folder(folder),
            _ => return Err(refuse(&Refusal::bare("arguments").with("detail", "document or folder"))),
        };
        let session = self.session().await?;
        self.done(session.rename(input.workspace, item, &input.name).await).await
    }

    /// Puts a document in the bin.
    pub async fn trash(&self, input: JsValue) -> Outcome {
        let input: DocumentInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.trash(input.workspace, Item::Document(input.document)).await).await
    }

    /// Takes a document out of the bin.
    pub async fn restore(&self, input: JsValue) -> Outcome {
        let input: DocumentInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.restore(input.workspace, Item::Document(input.document)).await).await
    }
}
