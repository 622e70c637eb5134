//! The desk.

use beffroi_seal::id::{ReportId, WorkspaceId};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Core;
use crate::convert::{Outcome, arguments};
use crate::platform::BlobSink;

#[derive(Deserialize)]
struct NameInput {
    name: String,
}

#[derive(Deserialize)]
struct WorkspaceInput {
    workspace: WorkspaceId,
}

#[derive(Deserialize)]
struct ReportInput {
    report: ReportId,
}

#[derive(Deserialize)]
struct FileInput {
    report: ReportId,
    index: usize,
}

#[derive(Deserialize)]
struct AnswerInput {
    report: ReportId,
    text: String,
}

#[wasm_bindgen]
impl Core {
    /// The desk of the account, or `null`.
    pub async fn desk(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.desk().await).await
    }

    /// Creates a desk.
    #[wasm_bindgen(js_name = createDesk)]
    pub async fn create_desk(&self, input: JsValue) -> Outcome {
        let input: NameInput = arguments(input)?;
        let session = self.session().await?;
        self.answer(session.create_desk(&input.name).await).await
    }

    /// Desks that wait for an administrator.
    #[wasm_bindgen(js_name = deskProposals)]
    pub async fn desk_proposals(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.desk_proposals().await).await
    }

    /// Makes a desk the public intake.
    #[wasm_bindgen(js_name = designateDesk)]
    pub async fn designate_desk(&self, input: JsValue) -> Outcome {
        let input: WorkspaceInput = arguments(input)?;
        let session = self.session().await?;
        self.done(session.designate_desk(input.workspace).await).await
    }

    /// A report, whole.
    pub async fn report(&self, input: JsValue) -> Outcome {
        let input: ReportInput = arguments(input)?;
        let session = self.session().await?;
        self.answer(session.report(input.report).await).await
    }

    /// A file of a report, as a `Blob`.
    #[wasm_bindgen(js_name = reportFile)]
    pub async fn report_file(&self, input: JsValue) -> Outcome {
        let input: FileInput = arguments(input)?;
        let session = self.session().await?;
        let mut sink = BlobSink::default();
        let read = session.report_file(input.report, input.index, &mut sink, &|_| {}).await;
        match read {
            // Strangers send these files: no browser may take one for a page of this site.
            Ok(_) => sink.into_blob("application/octet-stream").map(JsValue::from),
            Err(error) => Err(self.refused(error).await),
        }
    }

    /// Answers a reporter.
    #[wasm_bindgen(js_name = answerReport)]
    pub async fn answer_report(&self, input: JsValue) -> Outcome {
        let input: AnswerInput = arguments(input)?;
        let session = self.session().await?;
        self.answer(session.answer_report(input.report, &input.text).await).await
    }
}
