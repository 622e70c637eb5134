//! Public reports, and the desk that receives them.

use beffroi_client::Contact;
use beffroi_client::intake::{NewFile, NewReport};
use beffroi_seal::id::{ReportId, WorkspaceId};
use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::File;

use super::Core;
use crate::convert::{Outcome, arguments, files, reporter};
use crate::platform::{BlobSink, BlobSource};

/// Only what is plain: the files are read apart.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReportInput {
    what_happened: String,
    when_seen: String,
    service: String,
    contact: Option<Contact>,
}

#[derive(Deserialize)]
struct CodeInput {
    code: String,
}

#[derive(Deserialize)]
struct MessageInput {
    code: String,
    text: String,
}

#[derive(Deserialize)]
struct DeskInput {
    name: String,
}

#[derive(Deserialize)]
struct DesignationInput {
    workspace: WorkspaceId,
}

#[derive(Deserialize)]
struct OneReport {
    report: ReportId,
}

#[derive(Deserialize)]
struct ReportFileInput {
    report: ReportId,
    index: usize,
}

#[derive(Deserialize)]
struct AnswerInput {
    report: ReportId,
    text: String,
}

/// Files chosen on the page, with what the client asks of each.
struct Chosen {
    name: String,
    media_type: String,
    source: BlobSource,
}

impl Chosen {
    fn of(file: &File) -> Self {
        Self { name: file.name(), media_type: file.type_(), source: BlobSource::new(file) }
    }

    fn as_new(&self) -> NewFile<'_> {
        NewFile { name: &self.name, media_type: &self.media_type, source: &self.source }
    }
}

#[wasm_bindgen]
impl Core {
    /// Whether the organisation takes reports, and whose page this is.
    #[wasm_bindgen(js_name = reportPage)]
    pub async fn report_page(&self) -> Outcome {
        self.answer(self.client.report_page().await).await
    }

    /// Sends a report.
    #[wasm_bindgen(js_name = submitReport)]
    pub async fn submit_report(&self, input: JsValue, on_progress: Function) -> Outcome {
        let chosen: Vec<Chosen> = files(&input, "files")?.iter().map(Chosen::of).collect();
        let input: ReportInput = arguments(&input)?;
        let report = NewReport {
            what_happened: input.what_happened,
            when_seen: input.when_seen,
            service: input.service,
            contact: input.contact,
        };
        let new: Vec<NewFile<'_>> = chosen.iter().map(Chosen::as_new).collect();
        self.answer(self.client.submit_report(&report, &new, &reporter(&on_progress)).await).await
    }

    /// What was answered to a report.
    #[wasm_bindgen(js_name = followReport)]
    pub async fn follow_report(&self, input: JsValue) -> Outcome {
        let input: CodeInput = arguments(&input)?;
        self.answer(self.client.follow_report(&input.code).await).await
    }

    /// Adds a message to a report.
    #[wasm_bindgen(js_name = addToReport)]
    pub async fn add_to_report(&self, input: JsValue) -> Outcome {
        let chosen: Vec<Chosen> = files(&input, "files")?.iter().map(Chosen::of).collect();
        let input: MessageInput = arguments(&input)?;
        let new: Vec<NewFile<'_>> = chosen.iter().map(Chosen::as_new).collect();
        self.answer(self.client.add_to_report(&input.code, &input.text, &new, &|_| ()).await).await
    }

    /// The desk of this account, with its reports.
    pub async fn desk(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.desk().await).await
    }

    /// Creates the desk.
    #[wasm_bindgen(js_name = createDesk)]
    pub async fn create_desk(&self, input: JsValue) -> Outcome {
        let input: DeskInput = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.create_desk(&input.name).await).await
    }

    /// Desks that wait for an administrator.
    #[wasm_bindgen(js_name = deskProposals)]
    pub async fn desk_proposals(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.desk_proposals().await).await
    }

    /// Publishes a desk.
    #[wasm_bindgen(js_name = designateDesk)]
    pub async fn designate_desk(&self, input: JsValue) -> Outcome {
        let input: DesignationInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.designate_desk(input.workspace).await).await
    }

    /// A report, opened.
    pub async fn report(&self, input: JsValue) -> Outcome {
        let input: OneReport = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.report(input.report).await).await
    }

    /// A file of a report, as a neutral `Blob`.
    #[wasm_bindgen(js_name = reportFile)]
    pub async fn report_file(&self, input: JsValue) -> Outcome {
        let input: ReportFileInput = arguments(&input)?;
        let session = self.session().await?;
        let mut sink = BlobSink::default();
        match session.report_file(input.report, input.index, &mut sink, &|_| ()).await {
            Ok(_) => sink.into_blob("application/octet-stream").map(JsValue::from),
            Err(error) => Err(self.refused(error).await),
        }
    }

    /// Answers the person who reported.
    #[wasm_bindgen(js_name = answerReport)]
    pub async fn answer_report(&self, input: JsValue) -> Outcome {
        let input: AnswerInput = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.answer_report(input.report, &input.text).await).await
    }
}
