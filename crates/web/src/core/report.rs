//! Public reports, without an account.

use beffroi_client::intake::{NewFile, NewReport};
use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::File;

use super::Core;
use crate::convert::{Outcome, arguments, files, reporter};
use crate::platform::BlobSource;

/// Only what is plain: files are read apart.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReportInput {
    what_happened: String,
    #[serde(default)]
    when_seen: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    contact: Option<beffroi_client::Contact>,
}

#[derive(Deserialize)]
struct CodeInput {
    code: String,
}

#[derive(Deserialize)]
struct AdditionInput {
    code: String,
    #[serde(default)]
    text: String,
}

/// The files of a call, kept together with what the client borrows of them.
struct Given(Vec<(String, String, BlobSource)>);

impl Given {
    fn of(files: &[File]) -> Self {
        Self(files.iter().map(|file| (file.name(), file.type_(), BlobSource::new(file))).collect())
    }

    fn new_files(&self) -> Vec<NewFile<'_>> {
        self.0.iter().map(|(name, media_type, source)| NewFile { name, media_type, source }).collect()
    }
}

#[wasm_bindgen]
impl Core {
    /// Who is reported to, and whether reports are received.
    #[wasm_bindgen(js_name = reportPage)]
    pub async fn report_page(&self) -> Outcome {
        self.answer(self.client.report_page().await).await
    }

    /// Sends a report.
    #[wasm_bindgen(js_name = submitReport)]
    pub async fn submit_report(&self, input: JsValue, on_progress: Function) -> Outcome {
        let given = Given::of(&files(&input, "files")?);
        let input: ReportInput = arguments(input)?;
        let report = NewReport {
            what_happened: input.what_happened,
            when_seen: input.when_seen,
            service: input.service,
            contact: input.contact,
        };
        let sent = self.client.submit_report(&report, &given.new_files(), &reporter(&on_progress)).await;
        self.answer(sent).await
    }

    /// The thread of a report.
    #[wasm_bindgen(js_name = followReport)]
    pub async fn follow_report(&self, input: JsValue) -> Outcome {
        let input: CodeInput = arguments(input)?;
        self.answer(self.client.follow_report(&input.code).await).await
    }

    /// Adds to a report.
    #[wasm_bindgen(js_name = addToReport)]
    pub async fn add_to_report(&self, input: JsValue) -> Outcome {
        let given = Given::of(&files(&input, "files")?);
        let input: AdditionInput = arguments(input)?;
        let quiet = |_| {};
        let added = self.client.add_to_report(&input.code, &input.text, &given.new_files(), &quiet).await;
        self.answer(added).await
    }
}
