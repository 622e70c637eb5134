//! Breach files, the register, deadlines, archives.

use beffroi_client::archive::verify;
use beffroi_client::{CellFunction, DocumentKind, Role};
use beffroi_seal::id::{AccountId, ReportId, WorkspaceId};
use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Core;
use crate::convert::{Outcome, arguments, file, refuse, reply, reporter};
use crate::platform::{BlobReader, BlobSink};

#[derive(Deserialize)]
struct OpenInput {
    report: ReportId,
    title: String,
}

#[derive(Deserialize)]
struct LinkInput {
    report: ReportId,
    dossier: WorkspaceId,
}

#[derive(Deserialize)]
struct DossierInput {
    dossier: WorkspaceId,
}

#[derive(Deserialize)]
struct ActInput {
    dossier: WorkspaceId,
    act: serde_json::Value,
}

#[derive(Deserialize)]
struct CellInput {
    dossier: WorkspaceId,
    account: AccountId,
    function: CellFunction,
    role: Role,
}

#[derive(Deserialize)]
struct DocumentInput {
    dossier: WorkspaceId,
    kind: DocumentKind,
    subject: Option<String>,
}

#[wasm_bindgen]
impl Core {
    /// Opens a breach file from a report.
    #[wasm_bindgen(js_name = openDossier)]
    pub async fn open_dossier(&self, input: JsValue) -> Outcome {
        let input: OpenInput = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.open_dossier(input.report, &input.title).await).await
    }

    /// Joins a report to a breach file.
    #[wasm_bindgen(js_name = linkReport)]
    pub async fn link_report(&self, input: JsValue) -> Outcome {
        let input: LinkInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.link_report(input.report, input.dossier).await).await
    }

    /// A breach file, computed for the present moment.
    pub async fn dossier(&self, input: JsValue) -> Outcome {
        let input: DossierInput = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.dossier(input.dossier).await).await
    }

    /// Does one act.
    pub async fn act(&self, input: JsValue) -> Outcome {
        let input: ActInput = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.act_json(input.dossier, input.act).await).await
    }

    /// Adds somebody to the crisis cell.
    #[wasm_bindgen(js_name = addToCell)]
    pub async fn add_to_cell(&self, input: JsValue) -> Outcome {
        let input: CellInput = arguments(&input)?;
        let session = self.session().await?;
        let added = session.add_to_cell(input.dossier, input.account, input.function, input.role).await;
        self.answer(added).await
    }

    /// The data of a document.
    pub async fn document(&self, input: JsValue) -> Outcome {
        let input: DocumentInput = arguments(&input)?;
        let session = self.session().await?;
        let document = session.document(input.dossier, input.kind, input.subject.as_deref()).await;
        self.answer(document).await
    }

    /// The archive of a breach file, as a `Blob`.
    pub async fn archive(&self, input: JsValue, on_progress: Function) -> Outcome {
        let input: DossierInput = arguments(&input)?;
        let session = self.session().await?;
        let mut sink = BlobSink::default();
        match session.archive(input.dossier, &mut sink, &reporter(&on_progress)).await {
            Ok(_) => sink.into_blob("application/zip").map(JsValue::from),
            Err(error) => Err(self.refused(error).await),
        }
    }

    /// Checks an archive, here, without sending anything.
    #[wasm_bindgen(js_name = verifyArchive)]
    pub async fn verify_archive(&self, input: JsValue) -> Outcome {
        let file = file(&input, "file")?;
        let reader = BlobReader::new(&file).map_err(|error| {
            let reason = crate::platform::reason(&error);
            refuse(&beffroi_client::Refusal::bare("file-unreadable").with("reason", reason))
        })?;
        reply(&verify(reader, None))
    }

    /// The register of breaches.
    pub async fn register(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.register().await).await
    }

    /// Everything due.
    pub async fn deadlines(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.deadlines().await).await
    }
}
