//! The exposure scan, in this worker: no log line leaves the machine.

use beffroi_client::dossier::ScanTable;
use beffroi_client::source::Source;
use beffroi_client::{ClientError, Refusal};
use beffroi_dossier::entry::ImportInputRole;
use beffroi_seal::Digest;
use beffroi_seal::id::WorkspaceId;
use beffroi_trace::{Entitlements, InputDigest, InputFacts, Mapping, Partial, Report, Scanner, Sessions};
use futures_util::future::join;
use js_sys::Function;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::File;

use super::Core;
use crate::convert::{
    Outcome, arguments, file, files, optional_file, refuse, refused, reply, report, reporter,
};
use crate::platform::BlobSource;

/// Bytes read at a time: large enough to be quick, small enough for progress to flow.
const CHUNK_BYTES: usize = 4 << 20;
/// Rows shown on the page; the import takes all of them.
const ROWS_SHOWN: usize = 5_000;

/// A finished scan, kept until it is imported.
pub(super) struct Scan {
    report: Report,
    tables: Vec<ScanTable>,
}

#[derive(Deserialize)]
struct MappingInput {
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
    handle: String,
    report: &'a Report,
}

#[wasm_bindgen]
impl Core {
    /// Reads the logs against the table.
    pub async fn scan(&self, input: JsValue, on_progress: Function) -> Outcome {
        let logs = files(&input, "logs")?;
        let table = file(&input, "entitlements")?;
        let sessions = optional_file(&input, "sessions")?;
        let input: MappingInput = arguments(&input)?;
        let mapping =
            Mapping::parse(&input.mapping).map_err(|error| told(error.code(), &error, "mapping"))?;
        let mut tables = vec![ScanTable {
            name: "mapping.toml".to_owned(),
            role: ImportInputRole::Mapping,
            digest: Digest::of(input.mapping.as_bytes()),
            lines: input.mapping.lines().count() as u64,
        }];

        let mut entitlements = Entitlements::builder(&mapping);
        let read = each_chunk(&table, |bytes| {
            entitlements.push(bytes).map_err(|error| told(error.code(), &error, &table.name()))
        });
        tables.push(read.await?.as_table(&table, ImportInputRole::Entitlements));
        let entitlements =
            entitlements.finish().map_err(|error| told(error.code(), &error, &table.name()))?;

        let sessions = match &sessions {
            None => None,
            Some(file) => {
                let mut builder = Sessions::builder(&mapping);
                let read = each_chunk(file, |bytes| {
                    builder.push(bytes).map_err(|error| told(error.code(), &error, &file.name()))
                });
                tables.push(read.await?.as_table(file, ImportInputRole::Sessions));
                Some(builder.finish().map_err(|error| told(error.code(), &error, &file.name()))?)
            }
        };

        let scanner = Scanner::new(&mapping, &entitlements, sessions.as_ref());
        let total = logs.iter().map(|log| log.size() as u64).sum();
        let mut progress = ScanProgress { done: 0, total, lines: 0 };
        let mut partial = Partial::default();
        let mut facts = Vec::with_capacity(logs.len());
        for log in &logs {
            let (found, fact) = scan_one(&scanner, log, &mut progress, &on_progress).await?;
            partial.merge(found).map_err(|error| told(error.code(), &error, &log.name()))?;
            facts.push((log.name(), fact));
        }
        let whole = Report::build(&entitlements, &partial, &facts)
            .map_err(|error| told(error.code(), &error, "logs"))?;

        let mut shown = whole.clone();
        shown.exposures.truncate(ROWS_SHOWN);
        let handle = self.keep_scan(Scan { report: whole, tables });
        reply(&ScanResult { handle, report: &shown })
    }

    /// Writes the exposures of a scan into a breach file.
    #[wasm_bindgen(js_name = importScan)]
    pub async fn import_scan(&self, input: JsValue, on_progress: Function) -> Outcome {
        let input: ImportInput = arguments(&input)?;
        let session = self.session().await?;
        let scan = self.take_scan(&input.handle).ok_or_else(|| refuse(&Refusal::bare("scan-failed")))?;
        let tell = reporter(&on_progress);
        let imported = session.import_scan(input.dossier, &scan.report, &scan.tables, &tell).await;
        if imported.is_err() {
            // Nothing is lost: the person may try again without reading the logs again.
            self.put_scan(input.handle, scan);
        }
        self.answer(imported).await
    }
}

async fn scan_one(
    scanner: &Scanner,
    log: &File,
    progress: &mut ScanProgress,
    on_progress: &Function,
) -> Result<(Partial, InputFacts), JsValue> {
    let name = log.name();
    let mut scan = scanner.open(&name);
    let mut digest = InputDigest::new();
    let source = BlobSource::new(log);
    let mut at = 0;
    let mut bytes = read_chunk(&source, at).await?;
    while !bytes.is_empty() {
        at += bytes.len() as u64;
        // The browser reads the next chunk while this one is scanned; waiting for it lets messages through.
        let scanned = async {
            digest.push(&bytes);
            scan.push(&bytes).map_err(|error| told(error.code(), &error, &name))
        };
        let (next, scanned) = join(read_chunk(&source, at), scanned).await;
        scanned?;
        progress.done += bytes.len() as u64;
        report(on_progress, progress);
        bytes = next?;
    }
    let segment = scan.finish().map_err(|error| told(error.code(), &error, &name))?;
    progress.lines += segment.summary().lines;
    report(on_progress, progress);
    Ok((Partial::from(segment), digest.finish()))
}

/// The chunk at `at`; empty at the end.
async fn read_chunk(source: &BlobSource, at: u64) -> Result<Vec<u8>, JsValue> {
    let left = source.size().saturating_sub(at);
    if left == 0 {
        return Ok(Vec::new());
    }
    let length = usize::try_from(left).unwrap_or(CHUNK_BYTES).min(CHUNK_BYTES);
    source.read_at(at, length).await.map_err(|error| refused(&ClientError::from(error)))
}

/// What was read of a table.
struct ReadTable {
    facts: InputFacts,
    lines: u64,
}

impl ReadTable {
    fn as_table(&self, file: &File, role: ImportInputRole) -> ScanTable {
        let digest = self.facts.sha256.parse().expect("our own digest is 64 hexadecimal digits");
        ScanTable { name: file.name(), role, digest, lines: self.lines }
    }
}

async fn each_chunk(
    file: &File,
    mut take: impl FnMut(&[u8]) -> Result<(), JsValue>,
) -> Result<ReadTable, JsValue> {
    let source = BlobSource::new(file);
    let mut digest = InputDigest::new();
    let (mut at, mut lines) = (0, 0);
    loop {
        let bytes = read_chunk(&source, at).await?;
        if bytes.is_empty() {
            break;
        }
        digest.push(&bytes);
        lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        take(&bytes)?;
        at += bytes.len() as u64;
    }
    Ok(ReadTable { facts: digest.finish(), lines })
}

fn told(code: &str, error: &dyn std::fmt::Display, file: &str) -> JsValue {
    refuse(&Refusal::bare(code).with("file", file).with("detail", error.to_string()))
}
