//! Brings the findings of a scan into a breach file: who saw whose data, by chunks of a thousand rows.

use beffroi_dossier::entry::{
    DossierEntry, ExposureImported, ExposureRow, ExposureRows, ExposureTotals, ImportInput, ImportInputRole,
};
use beffroi_dossier::view::BreachFileView;
use beffroi_dossier::vocabulary::{Confidence, DataCategory, Labels};
use beffroi_ledger::workspace::Space;
use beffroi_seal::Digest;
use beffroi_seal::id::{ImportId, WorkspaceId};
use beffroi_trace::{Exposure, Report};
use jiff::Timestamp;
use serde_json::Value;

use super::DossierError;
use crate::error::ClientError;
use crate::session::Session;
use crate::view::{OnProgress, Progress};
use crate::workspace::DossierBody;

/// A file that a scan read besides the logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanTable {
    /// Its name.
    pub name: String,
    /// What it was read as.
    pub role: ImportInputRole,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Lines read.
    pub lines: u64,
}

impl Session {
    /// Writes the exposures of a scan into the file, replacing those of the last import.
    ///
    /// # Errors
    /// When the state of the file does not allow it, or the role does not.
    pub async fn import_scan(
        &self,
        dossier: WorkspaceId,
        report: &Report,
        tables: &[ScanTable],
        on_progress: OnProgress<'_>,
    ) -> Result<BreachFileView, ClientError> {
        let labels = Labels::shipped();
        let rows: Vec<ExposureRow> =
            report.exposures.iter().map(|exposure| row(exposure, &labels)).collect::<Result<_, _>>()?;
        let file = self.breach_file(dossier).await?;
        let import = ImportId::make(&mut self.around.rng());
        let current = file.exposure.imports.iter().filter(|(_, import)| import.superseded_by.is_none());
        let supersedes = current.max_by_key(|(_, import)| import.record.sequence).map(|(id, _)| *id);
        let begin = begin(import, supersedes, report, tables, rows.len() as u64);
        let total = rows.len() as u64;
        self.write_acts(dossier, vec![begin]).await?;
        let mut done = 0;
        for commit in rows.chunks(ROWS_PER_ACT * ACTS_PER_COMMIT) {
            let acts = commit
                .chunks(ROWS_PER_ACT)
                .map(|rows| DossierEntry::from(ExposureRows { import, rows: rows.to_vec() }));
            self.write_rows(dossier, import, done, acts.collect()).await?;
            done += commit.len() as u64;
            on_progress(Progress { done, total });
        }
        self.dossier(dossier).await
    }

    /// Rows need no judging of the whole file: only that these are the next ones.
    async fn write_rows(
        &self,
        dossier: WorkspaceId,
        import: ImportId,
        before: u64,
        acts: Vec<DossierEntry>,
    ) -> Result<(), ClientError> {
        let opened = self.open_dossier_workspace(dossier).await?;
        self.append(&opened, |drafting| {
            let imports = &drafting.inner.fold.dossier().file().exposure.imports;
            let written = imports.get(&import).map_or(0, |found| found.rows.len() as u64);
            if written > before {
                return Ok(None);
            }
            let draft = acts.iter().fold(drafting.draft(), |draft, act| {
                draft.content(Space::Dossier, DossierBody::new(act.clone()).encode())
            });
            Ok(Some(draft))
        })
        .await?;
        Ok(())
    }
}

fn begin(
    import: ImportId,
    supersedes: Option<ImportId>,
    report: &Report,
    tables: &[ScanTable],
    rows: u64,
) -> DossierEntry {
    let not_understood = report.totals.not_understood;
    // The report counts them for all logs together.
    let alone = report.inputs.len() == 1;
    let note = match not_understood {
        0 => String::new(),
        _ if alone => String::new(),
        count => beffroi_dossier::french::typography(&format!(
            "{count} lignes n’ont pas pu être lues, tous journaux confondus."
        )),
    };
    let logs = report.inputs.iter().map(|input| ImportInput {
        name: input.file.clone(),
        role: ImportInputRole::Logs,
        digest: input.sha256.as_ref().and_then(|hex| hex.parse().ok()).unwrap_or(Digest::from_bytes([0; 32])),
        lines: input.lines,
        unreadable_lines: if alone { not_understood } else { 0 },
    });
    let tables = tables.iter().map(|table| ImportInput {
        name: table.name.clone(),
        role: table.role,
        digest: table.digest,
        lines: table.lines,
        unreadable_lines: 0,
    });
    let confidence = if report.warnings.is_empty() { Confidence::High } else { Confidence::Medium };
    DossierEntry::from(ExposureImported {
        import,
        supersedes,
        tool: concat!("beffroi ", env!("CARGO_PKG_VERSION")).to_owned(),
        inputs: logs.chain(tables).collect(),
        totals: ExposureTotals {
            rows,
            persons: report.totals.persons,
            viewers: report.totals.viewers,
            accesses: report.exposures.iter().map(|exposure| exposure.count).sum(),
        },
        confidence,
        note,
    })
}

fn row(exposure: &Exposure, labels: &Labels) -> Result<ExposureRow, DossierError> {
    let at = |text: &str| {
        text.parse::<Timestamp>().map_err(|_| DossierError::InstantMalformed { text: text.to_owned() })
    };
    Ok(ExposureRow {
        person: exposure.person.clone(),
        viewer: exposure.viewer.clone(),
        resource: exposure.resource.clone(),
        category: category(&exposure.category, labels),
        first_at: at(&exposure.first)?,
        last_at: at(&exposure.last)?,
        count: exposure.count,
    })
}

/// The category that a table names, by key or by French label; other names stay « other ».
fn category(text: &str, labels: &Labels) -> DataCategory {
    let wanted = text.trim().to_lowercase();
    if let Ok(category) = serde_json::from_value(Value::String(wanted.clone())) {
        return category;
    }
    let by_label = DataCategory::ALL.iter().find(|category| {
        let label = labels.label("data", *category).to_lowercase();
        label == wanted || (wanted.chars().count() >= 4 && label.starts_with(&wanted))
    });
    by_label.copied().unwrap_or_else(|| {
        SYNONYMS
            .iter()
            .find(|(name, _)| *name == wanted)
            .map_or(DataCategory::Other, |(_, category)| *category)
    })
}

/// Names that French tables use.
const SYNONYMS: &[(&str, DataCategory)] = &[
    ("identite", DataCategory::CivilStatus),
    ("identité", DataCategory::CivilStatus),
    ("etat-civil", DataCategory::CivilStatus),
    ("état civil", DataCategory::CivilStatus),
    ("nir", DataCategory::NationalNumber),
    ("coordonnees", DataCategory::Contact),
    ("coordonnées", DataCategory::Contact),
    ("banque", DataCategory::Financial),
    ("bancaire", DataCategory::Financial),
    ("rib", DataCategory::Financial),
    ("sante", DataCategory::Health),
    ("santé", DataCategory::Health),
    ("piece-identite", DataCategory::OfficialDocuments),
];

/// Rows in one act, and acts in one commit: a commit stays below the size that servers take.
const ROWS_PER_ACT: usize = 1000;
const ACTS_PER_COMMIT: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_read_as_people_write_them() {
        let labels = Labels::shipped();
        for (text, expected) in [
            ("health", DataCategory::Health),
            ("Sante", DataCategory::Health),
            ("santé", DataCategory::Health),
            ("banque", DataCategory::Financial),
            ("identite", DataCategory::CivilStatus),
            ("vaccins", DataCategory::Other),
        ] {
            assert_eq!(category(text, &labels), expected, "{text}");
        }
    }
}
