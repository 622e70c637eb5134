//! The scan of logs, in this worker: the files never leave the device.

use std::collections::BTreeMap;

use beffroi_client::dossier::ScanTable;
use beffroi_client::source::Source;
use beffroi_client::{ImportInputRole, Refusal};
use beffroi_seal::Digest;
use beffroi_seal::digest::Hasher;
use beffroi_seal::id::WorkspaceId;
use beffroi_trace::{
    Entitlements, Flow, InputDigest, InputFacts, Mapping, Partial, Report, Scanner, Sessions,
};
use js_sys::Function;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::File;

use super::Core;
use crate::convert::{Outcome, arguments, file, files, optional_file, refuse, refused, reply, report, reporter};
use crate::platform::BlobSource;

/// What a scan found, kept until it is imported.
pub struct Findings {
    report: Report,
    tables: Vec<ScanTable>,
}

/// Only what is plain: files are read apart.
#[derive(Deserialize)]
struct ScanInput {
    mapping: String,
}

#[derive(Deserialize)]
struct ImportInput {
    dossier: WorkspaceId,
    handle: String,
}

#[derive(Serialize)]
struct ScanProgress {
    done: u64,
    total: u64,
    lines: u64,
}

#[derive(Serialize)]
struct ScanResult<'a> {
    handle: &'a str,
    report: &'a Report,
}

#[wasm_bindgen]
impl Core {
    /// Reads logs against the table of who may see what.
    pub async fn scan(&self, input: JsValue, on_progress: Function) -> Outcome {
        let logs = files(&input, "logs")?;
        let entitlements = file(&input, "entitlements")?;
        let sessions = optional_file(&input, "sessions")?;
        let input: ScanInput = arguments(input)?;
        let findings = scan(&logs, &entitlements, sessions.as_ref(), &input.mapping, &on_progress).await?;
        let mut cut = findings.report.clone();
        cut.exposures.truncate(SHOWN_MAX);
        let mut kept = self.findings.borrow_mut();
        let handle = format!("scan-{}", kept.keys().len() + 1);
        let answer = reply(&ScanResult { handle: &handle, report: &cut })?;
        kept.insert(handle, findings);
        Ok(answer)
    }

    /// Brings the findings of a scan into a breach file.
    #[wasm_bindgen(js_name = importScan)]
    pub async fn import_scan(&self, input: JsValue, on_progress: Function) -> Outcome {
        let input: ImportInput = arguments(input)?;
        let session = self.session().await?;
        let unknown = || refuse(&Refusal::bare("scan-unknown").with("handle", input.handle.as_str()));
        let findings = self.findings.borrow_mut().remove(&input.handle).ok_or_else(unknown)?;
        let Findings { report, tables } = &findings;
        let imported = session.import_scan(input.dossier, report, tables, &reporter(&on_progress)).await;
        if imported.is_err() {
            // Nothing is lost: the person may try again.
            self.findings.borrow_mut().insert(input.handle, findings);
        }
        self.answer(imported).await
    }
}

/// Findings by handle.
pub type KeptFindings = BTreeMap<String, Findings>;

async fn scan(
    logs: &[File],
    entitlements: &File,
    sessions: Option<&File>,
    mapping: &str,
    on_progress: &Function,
) -> Result<Findings, JsValue> {
    let mapping_digest = Digest::of(mapping);
    let mapping = Mapping::parse(mapping).map_err(|error| told(error.code(), &error))?;
    let mut tables = vec![ScanTable {
        name: "mapping.toml".to_owned(),
        role: ImportInputRole::Mapping,
        digest: mapping_digest,
        lines: 0,
    }];
    let mut builder = Entitlements::builder(&mapping);
    let table = read_table(entitlements, ImportInputRole::Entitlements, |bytes| {
        builder.push(bytes).map_err(|error| told(error.code(), &error))
    });
    tables.push(table.await?);
    let entitlements = builder.finish().map_err(|error| told(error.code(), &error))?;
    let sessions = match sessions {
        None => None,
        Some(file) => {
            let mut builder = Sessions::builder(&mapping);
            let table = read_table(file, ImportInputRole::Sessions, |bytes| {
                builder.push(bytes).map_err(|error| told(error.code(), &error))
            });
            tables.push(table.await?);
            Some(builder.finish().map_err(|error| told(error.code(), &error))?)
        }
    };
    let scanner = Scanner::new(&mapping, &entitlements, sessions.as_ref());
    let total: u64 = logs.iter().map(|file| file.size() as u64).sum();
    let (mut whole, mut inputs) = (Partial::default(), Vec::new());
    let mut progress = ScanProgress { done: 0, total, lines: 0 };
    for file in logs {
        let (partial, facts) = scan_file(&scanner, file, &mut progress, on_progress).await?;
        whole.merge(partial).map_err(|error| told(error.code(), &error))?;
        inputs.push(facts);
    }
    let report = Report::build(&entitlements, &whole, &inputs).map_err(|error| told(error.code(), &error))?;
    Ok(Findings { report, tables })
}

async fn scan_file(
    scanner: &Scanner,
    file: &File,
    progress: &mut ScanProgress,
    on_progress: &Function,
) -> Result<(Partial, (String, InputFacts)), JsValue> {
    let name = file.name();
    let source = BlobSource::new(file);
    let (mut scan, mut digest) = (scanner.open(&name), InputDigest::new());
    let mut flow = Flow::More;
    let mut offset = 0;
    while offset < source.size() {
        let length = (source.size() - offset).min(CHUNK_BYTES);
        let bytes = source.read_at(offset, length as usize).await.map_err(|error| refused(&error.into()))?;
        digest.push(&bytes);
        if flow == Flow::More {
            flow = scan.push(&bytes).map_err(|error| told(error.code(), &error))?;
        }
        offset += length;
        progress.done += length;
        report(on_progress, progress);
    }
    let segment = scan.finish().map_err(|error| told(error.code(), &error))?;
    let partial = Partial::from(segment);
    progress.lines += partial.files().iter().map(|file| file.lines).sum::<u64>();
    report(on_progress, progress);
    Ok((partial, (name, digest.finish())))
}

async fn read_table(
    file: &File,
    role: ImportInputRole,
    mut push: impl FnMut(&[u8]) -> Result<(), JsValue>,
) -> Result<ScanTable, JsValue> {
    let source = BlobSource::new(file);
    let (mut digest, mut lines, mut offset) = (Hasher::new(), 0, 0);
    while offset < source.size() {
        let length = (source.size() - offset).min(CHUNK_BYTES);
        let bytes = source.read_at(offset, length as usize).await.map_err(|error| refused(&error.into()))?;
        digest.update(&bytes);
        lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        push(&bytes)?;
        offset += length;
    }
    Ok(ScanTable { name: file.name(), role, digest: digest.finish(), lines })
}

/// The refusal of the engine, with what it says.
fn told(code: &str, error: &dyn std::fmt::Display) -> JsValue {
    refuse(&Refusal::bare(code).with("detail", error.to_string()))
}

/// Read at once: large enough to be fast, small enough to show progress.
const CHUNK_BYTES: u64 = 4 * 1024 * 1024;
/// Exposures shown by the page; all of them are imported.
const SHOWN_MAX: usize = 5_000;
