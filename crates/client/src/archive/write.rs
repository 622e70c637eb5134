//! Makes the archive of a workspace.

use std::collections::BTreeSet;

use beffroi_dossier::document::DocumentKind;
use beffroi_dossier::fold::BreachFile;
use beffroi_dossier::french;
use beffroi_ledger::Signed;
use beffroi_ledger::V1;
use beffroi_ledger::bundle::LogFile;
use beffroi_ledger::workspace::{AccessEntry, Commit, Entry, Head};
use beffroi_seal::Digest;
use beffroi_seal::id::{AccountId, WorkspaceId};
use beffroi_seal::unverified::Reason;
use beffroi_vault::DocumentVersion;
use beffroi_wire::routes;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::manifest::{
    ArchiveKeys, ArchivePerson, DocumentRef, Manifest, ManifestEntry, ManifestSignature, manifest_slot,
    pretty,
};
use super::readme::{Facts, readme};
use super::{ArchiveError, names};
use crate::document::read_object;
use crate::error::ClientError;
use crate::session::Session;
use crate::source::Sink;
use crate::surroundings::instant;
use crate::view::{Kind, OnProgress, Progress};
use crate::workspace::Workspace;
use crate::zip::{EntrySink, ZipTo};

/// An archive that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchiveMade {
    /// SHA-256 of the file: what the act `archived` names.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// The last commit that it holds.
    pub head: Head,
}

/// A document to put in.
struct Piece {
    name: String,
    title: String,
    version: DocumentVersion,
    document: DocumentRef,
}

impl Session {
    /// Writes the archive of a workspace: logs, keys, documents in clear, and for a breach file its state, its rules and the
    /// data of its documents. Nothing stands under its final name before everything was verified.
    ///
    /// # Errors
    /// When a document is damaged, a key of the past is missing, or the sink cannot be written.
    pub async fn archive(
        &self,
        workspace: WorkspaceId,
        sink: &mut dyn Sink,
        on_progress: OnProgress<'_>,
    ) -> Result<ArchiveMade, ClientError> {
        let opened = self.open(workspace).await?;
        let mut zip = ZipTo::new(sink);
        let written = self.write_archive(&opened, &mut zip, on_progress).await;
        let (head, digest, size) = zip.conclude(written).await?;
        Ok(ArchiveMade { digest, size, head })
    }

    async fn write_archive(
        &self,
        opened: &Workspace,
        zip: &mut ZipTo<'_>,
        on_progress: OnProgress<'_>,
    ) -> Result<Head, ClientError> {
        let head = opened.with(|inner| inner.log.head()).ok_or(ClientError::LogWithheld { sequence: 0 })?;
        let made_at = instant(self.around.now_ms());
        let mut parts = self.log_parts(opened, head).await?;
        if opened.with(|inner| inner.fold.meta().kind) == Kind::Dossier {
            let file = opened.with(|inner| inner.fold.dossier().file().clone());
            parts.extend(dossier_parts(&file, made_at)?);
        }
        let pieces = pieces(opened);
        let manifest = self.manifest(opened, head, made_at, &parts, &pieces)?;
        let readme = self.readme(opened, &manifest, pieces.len());
        let mut manifest = manifest;
        manifest.entries.insert(0, listed(names::README, &readme));
        let bytes = pretty(&manifest);
        let slot = manifest_slot(self.keys.organisation, opened.id);
        let signature = pretty(&ManifestSignature {
            v: V1,
            account: self.keys.account,
            device: self.keys.device,
            signature: self.keys.device_keys.signing.sign(&slot, &bytes),
        });

        zip.entry(names::README, &readme).await?;
        zip.entry(names::MANIFEST, &bytes).await?;
        zip.entry(names::SIGNATURE, &signature).await?;
        for (name, bytes) in &parts {
            zip.entry(name, bytes).await?;
        }
        self.write_pieces(opened, zip, &pieces, on_progress).await?;
        Ok(head)
    }

    /// The signed logs, the keys, the people.
    async fn log_parts(&self, opened: &Workspace, head: Head) -> Result<Vec<(String, Vec<u8>)>, ClientError> {
        let organisation = self.keys.organisation;
        let workspace = opened.id;
        let commits = self
            .stored_log(
                head.sequence + 1,
                |from| routes::workspace_log_from(workspace, from),
                |sequence| opened.with(|inner| inner.log.hash_at(sequence)),
            )
            .await?;
        let entries = self
            .stored_log(self.with_org(|org| org.len()), routes::org_log_from, |sequence| {
                self.with_org(|org| org.hash_at(sequence))
            })
            .await?;
        let keys = opened.with(|inner| {
            let keyring = inner.keyring()?;
            for epoch in 0..=inner.log.access().epoch() {
                keyring.epoch_key(epoch).ok_or(ArchiveError::KeyMissing { epoch })?;
            }
            Ok::<_, ClientError>(pretty(&ArchiveKeys::of(keyring.epochs())))
        })?;
        let people = people(&commits).into_iter();
        let people: Vec<_> =
            people.map(|account| ArchivePerson { account, name: self.person_name(account) }).collect();
        Ok(vec![
            (names::ORGANISATION_LOG.to_owned(), LogFile::of_organisation(organisation, entries).encode()),
            (
                names::WORKSPACE_LOG.to_owned(),
                LogFile::of_workspace(organisation, workspace, commits).encode(),
            ),
            (names::KEYS.to_owned(), keys),
            (names::PEOPLE.to_owned(), pretty(&people)),
        ])
    }

    fn manifest(
        &self,
        opened: &Workspace,
        head: Head,
        made_at: Timestamp,
        parts: &[(String, Vec<u8>)],
        pieces: &[Piece],
    ) -> Result<Manifest, ClientError> {
        let listed_parts = parts.iter().map(|(name, bytes)| listed(name, bytes));
        let listed_pieces = pieces.iter().map(|piece| ManifestEntry {
            name: piece.name.clone(),
            size: piece.version.file.size,
            sha256: piece.version.file.plaintext_digest,
            document: Some(piece.document),
        });
        Ok(Manifest {
            v: V1,
            tool: TOOL.to_owned(),
            organisation: self.keys.organisation,
            fingerprint: self.keys.fingerprint,
            workspace: opened.id,
            kind: opened.with(|inner| inner.fold.meta().kind),
            made_at,
            made_by: self.keys.account,
            organisation_head: self
                .with_org(|org| org.head())
                .ok_or(ClientError::NotEnrolled { account: self.keys.account })?,
            head,
            entries: listed_parts.chain(listed_pieces).collect(),
        })
    }

    fn readme(&self, opened: &Workspace, manifest: &Manifest, documents: usize) -> Vec<u8> {
        let (organisation, zone) = self.with_org(|org| {
            (org.name().unwrap_or_default().to_owned(), org.zone().unwrap_or_default().to_owned())
        });
        let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
        let facts = Facts {
            organisation: &organisation,
            workspace: &opened.with(|inner| inner.fold.meta().name.clone()),
            author: &self.person_name(self.keys.account),
            date: &french::date_time(manifest.made_at, &zone),
            documents,
        };
        readme(manifest, &facts)
    }

    async fn write_pieces(
        &self,
        opened: &Workspace,
        zip: &mut ZipTo<'_>,
        pieces: &[Piece],
        on_progress: OnProgress<'_>,
    ) -> Result<(), ClientError> {
        let total = pieces.iter().map(|piece| piece.version.file.size).sum();
        let mut before = 0;
        for piece in pieces {
            let (document, file) = (piece.document.document, &piece.version.file);
            let key = opened.with(|inner| inner.file_key(document, file))?;
            let object = self.object_to_read(opened.id, document, &piece.title, file, key);
            zip.begin(&piece.name, file.size)?;
            let report = |progress: Progress| on_progress(Progress { done: before + progress.done, total });
            read_object(&self.around, object, &mut EntrySink(zip), &report).await?;
            before += file.size;
        }
        Ok(())
    }
}

/// Program and version, as the manifest names them.
pub(super) const TOOL: &str = concat!("beffroi ", env!("CARGO_PKG_VERSION"));

fn listed(name: &str, bytes: &[u8]) -> ManifestEntry {
    ManifestEntry {
        name: name.to_owned(),
        size: bytes.len() as u64,
        sha256: Digest::of(bytes),
        document: None,
    }
}

/// Every content of every document, bin included, in the order of their adding. What a restored version repeats is there once.
fn pieces(opened: &Workspace) -> Vec<Piece> {
    opened.with(|inner| {
        let vault = inner.fold.vault();
        let mut all: Vec<_> = vault
            .documents()
            .flat_map(|document| document.contents().map(move |version| (document, version)))
            .collect();
        all.sort_by_key(|(_, version)| (version.meta.sequence, version.meta.index));
        let numbered = all.into_iter().enumerate();
        let piece =
            |(index, (document, version)): (usize, (&beffroi_vault::Document, &DocumentVersion))| Piece {
                name: format!("{}/{:04} {}", names::PIECES, index + 1, document.name().as_str()),
                title: document.name().as_str().to_owned(),
                version: version.clone(),
                document: DocumentRef { document: document.id, version: version.file.version },
            };
        numbered.map(piece).collect()
    })
}

/// Accounts that signed, or that the access entries name.
fn people(commits: &[Vec<u8>]) -> BTreeSet<AccountId> {
    let mut accounts = BTreeSet::new();
    for bytes in commits {
        // Verified before: this only reads who they name.
        let Ok(commit) = Signed::<Commit>::decode(bytes) else { continue };
        let body = commit.peek(Reason::Display).body();
        accounts.insert(body.author);
        for entry in &body.entries {
            if let Entry::Access(AccessEntry::MemberAdded { account, .. }) = entry {
                accounts.insert(*account);
            }
        }
    }
    accounts
}

/// The state of a breach file, its rules, and the data of its documents.
fn dossier_parts(file: &BreachFile, now: Timestamp) -> Result<Vec<(String, Vec<u8>)>, ClientError> {
    let mut parts = vec![(names::DOSSIER.to_owned(), pretty(file))];
    if let Some(opened) = &file.opened {
        let rules = serde_json::json!({ "rules": opened.act.rules, "tables": opened.act.tables });
        parts.push((names::RULES.to_owned(), pretty(&rules)));
    }
    let mut add = |name: String, kind: DocumentKind, subject: Option<&str>| {
        if let Ok(data) = crate::dossier::document_data(file, kind, subject, now) {
            parts.push((format!("{}/{name}.json", names::DOCUMENTS), pretty(&data)));
        }
    };
    add("notification-cnil".to_owned(), DocumentKind::CnilSheet, None);
    add("fiche-registre".to_owned(), DocumentKind::RegisterSheet, None);
    add("index".to_owned(), DocumentKind::ArchiveIndex, None);
    add("lettres".to_owned(), DocumentKind::PersonLetter, None);
    for viewer in file.attestations.keys() {
        let name = format!("attestation-{}", crate::dossier::plain(viewer));
        add(name, DocumentKind::Attestation, Some(viewer));
    }
    Ok(parts)
}
