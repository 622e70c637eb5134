//! Checks an archive offline and names the first entry that does not hold.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use beffroi_dossier::fold::BreachFile;
use beffroi_ledger::bundle::LogFile;
use beffroi_ledger::org::OrgLog;
use beffroi_ledger::verify::{Bundle, BundleError, check_bundle};
use beffroi_ledger::workspace::{AcceptedCommit, Keyring, WorkspaceLog};
use beffroi_seal::Digest;
use beffroi_seal::digest::Hasher;
use beffroi_seal::id::AccountId;
use zip::{CompressionMethod, ZipArchive};

use super::manifest::{
    ArchiveKeys, ArchivePerson, DocumentRef, Manifest, ManifestSignature, manifest_slot, pretty,
};
use super::names;
use super::write::TOOL;
use crate::account::account_fingerprint;
use crate::view::{ArchiveCheck, ArchiveSigner, Kind};
use crate::workspace::Fold;

/// Checks an archive: container, digests, logs, signatures, rights, keys, content. With `fingerprint`, from a source that is
/// not the archive, it is also shown to be of that very organisation.
pub fn verify<R: Read + Seek>(archive: R, fingerprint: Option<Digest>) -> ArchiveCheck {
    let mut check =
        ArchiveCheck { ok: false, first_bad: None, commits: 0, documents: 0, signed_by: Vec::new() };
    match examine(archive, fingerprint, &mut check) {
        Ok(()) => check.ok = true,
        Err(Bad(name)) => check.first_bad = Some(name),
    }
    check
}

/// The name of the first entry that does not hold.
struct Bad(String);

impl Bad {
    fn entry(name: &str) -> Self {
        Self(name.to_owned())
    }
}

fn examine<R: Read + Seek>(
    archive: R,
    fingerprint: Option<Digest>,
    check: &mut ArchiveCheck,
) -> Result<(), Bad> {
    let mut zip = ZipArchive::new(archive).map_err(|_| Bad::entry("zip"))?;
    let manifest_bytes = small(&mut zip, names::MANIFEST)?;
    let manifest: Manifest = json(names::MANIFEST, &manifest_bytes)?;
    let signature: ManifestSignature = json(names::SIGNATURE, &small(&mut zip, names::SIGNATURE)?)?;
    only_listed(&zip, &manifest)?;
    for entry in &manifest.entries {
        let (size, digest) = digest_of(&mut zip, &entry.name)?;
        if (size, digest) != (entry.size, entry.sha256) {
            return Err(Bad::entry(&entry.name));
        }
    }

    let organisation_log = small(&mut zip, names::ORGANISATION_LOG)?;
    let workspace_log = small(&mut zip, names::WORKSPACE_LOG)?;
    let (org, log, commits) = logs(&manifest, fingerprint, &organisation_log, &workspace_log)?;
    check.commits = commits.len() as u64;
    signed_by_member(&manifest, &signature, &manifest_bytes, &org, &log)?;

    let keys: ArchiveKeys = json(names::KEYS, &small(&mut zip, names::KEYS)?)?;
    let keyring = Keyring::of_keys(&log, keys.keys()).map_err(|_| Bad::entry(names::KEYS))?;
    let fold = fold(&commits, &keyring)?;
    if fold.meta().kind != manifest.kind {
        return Err(Bad::entry(names::MANIFEST));
    }
    check.documents = documents(&manifest, &fold)?;
    // A later version may write the same state in other words: the signed digest stands for it then.
    if manifest.kind == Kind::Dossier && manifest.tool == TOOL {
        let state: &BreachFile = fold.dossier().file();
        if small(&mut zip, names::DOSSIER)? != pretty(state) {
            return Err(Bad::entry(names::DOSSIER));
        }
    }
    let people: Vec<ArchivePerson> = json(names::PEOPLE, &small(&mut zip, names::PEOPLE)?)?;
    check.signed_by = signers(&commits, &people, &org);
    Ok(())
}

/// Nothing may stand in the file that the manifest does not list, nor twice.
fn only_listed<R: Read + Seek>(zip: &ZipArchive<R>, manifest: &Manifest) -> Result<(), Bad> {
    let mut listed: BTreeSet<&str> = manifest.entries.iter().map(|entry| entry.name.as_str()).collect();
    if listed.len() != manifest.entries.len() {
        return Err(Bad::entry(names::MANIFEST));
    }
    listed.extend([names::MANIFEST, names::SIGNATURE]);
    for name in zip.file_names() {
        let name = name.map_err(|_| Bad::entry("zip"))?;
        if !listed.remove(name.as_ref()) {
            return Err(Bad::entry(&name));
        }
    }
    listed.first().map_or(Ok(()), |missing| Err(Bad::entry(missing)))
}

/// Both logs, verified to the ends that the manifest names.
fn logs(
    manifest: &Manifest,
    fingerprint: Option<Digest>,
    organisation_log: &[u8],
    workspace_log: &[u8],
) -> Result<(OrgLog, WorkspaceLog, Vec<AcceptedCommit>), Bad> {
    if fingerprint.is_some_and(|fingerprint| fingerprint != manifest.fingerprint) {
        return Err(Bad::entry(names::ORGANISATION_LOG));
    }
    let bundle = Bundle {
        fingerprint: Some(manifest.fingerprint),
        organisation_log,
        workspace_log: Some(workspace_log),
        keys: None,
        kept: Some(manifest.head),
    };
    let report = check_bundle(&bundle).map_err(|error| bad_log(&error))?;
    let workspace = report.workspace.ok_or(Bad::entry(names::WORKSPACE_LOG))?;
    if report.organisation_head != manifest.organisation_head || report.organisation != manifest.organisation
    {
        return Err(Bad::entry(names::ORGANISATION_LOG));
    }
    if workspace.head != manifest.head || workspace.workspace != manifest.workspace {
        return Err(Bad::entry(names::WORKSPACE_LOG));
    }
    // Once more, for the commits themselves: the report keeps only what they add up to.
    let org = report.organisation_log;
    let file = LogFile::decode(workspace_log).map_err(|_| Bad::entry(names::WORKSPACE_LOG))?;
    let mut log = WorkspaceLog::new(manifest.organisation, manifest.workspace);
    let accepted = log.extend_encoded(org.state(), &file.entries).complete();
    let accepted = accepted.map_err(|error| bad_log(&BundleError::Workspace(Box::new(error))))?;
    Ok((org, log, accepted))
}

fn bad_log(error: &BundleError) -> Bad {
    let at = |name: &str, sequence: u64| Bad(format!("{name}#{sequence}"));
    match error {
        BundleError::Organisation(error) => at(names::ORGANISATION_LOG, error.sequence),
        BundleError::Workspace(error) => at(names::WORKSPACE_LOG, error.sequence),
        BundleError::File { which, .. } | BundleError::OtherLog { which } | BundleError::Empty { which } => {
            Bad::entry(if *which == "workspace" { names::WORKSPACE_LOG } else { names::ORGANISATION_LOG })
        }
        BundleError::Keys(_) => Bad::entry(names::KEYS),
    }
}

/// The manifest must be signed by a device that was valid, of a member of the workspace.
fn signed_by_member(
    manifest: &Manifest,
    signature: &ManifestSignature,
    bytes: &[u8],
    org: &OrgLog,
    log: &WorkspaceLog,
) -> Result<(), Bad> {
    let bad = || Bad::entry(names::SIGNATURE);
    let device = org.state().device_valid(signature.device).ok_or_else(bad)?;
    let account = device.certificate.account;
    let is_author = account == signature.account && account == manifest.made_by;
    if !is_author || log.access().role(account).is_none() {
        return Err(bad());
    }
    let slot = manifest_slot(manifest.organisation, manifest.workspace);
    device.certificate.signing.verify(&slot, bytes, &signature.signature).map_err(|_| bad())
}

fn fold(commits: &[AcceptedCommit], keyring: &Keyring) -> Result<Fold, Bad> {
    let mut fold = Fold::new();
    for commit in commits {
        let content = keyring.open_content(commit);
        if content.anomalies.iter().any(|anomaly| anomaly.code == UNREADABLE) {
            return Err(Bad(format!("{}#{}", names::WORKSPACE_LOG, commit.commit().body().sequence)));
        }
        fold.take(commit, content);
    }
    Ok(fold)
}

/// Every content of every document is there, with the digest that its author signed.
fn documents(manifest: &Manifest, fold: &Fold) -> Result<u64, Bad> {
    let listed: BTreeMap<DocumentRef, _> =
        manifest.entries.iter().filter_map(|entry| Some((entry.document?, entry))).collect();
    let mut count = 0;
    for document in fold.vault().documents() {
        for version in document.contents() {
            let reference = DocumentRef { document: document.id, version: version.file.version };
            let missing = || Bad(format!("{}/{}", names::PIECES, document.name().as_str()));
            let entry = listed.get(&reference).ok_or_else(missing)?;
            if (entry.size, entry.sha256) != (version.file.size, version.file.plaintext_digest) {
                return Err(Bad::entry(&entry.name));
            }
            count += 1;
        }
    }
    if count == listed.len() as u64 { Ok(count) } else { Err(Bad::entry(names::MANIFEST)) }
}

fn signers(commits: &[AcceptedCommit], people: &[ArchivePerson], org: &OrgLog) -> Vec<ArchiveSigner> {
    let authors: BTreeSet<AccountId> = commits.iter().map(|commit| commit.commit().body().author).collect();
    let signer = |account: &AccountId| {
        let record = org.state().account(*account)?;
        let name = people.iter().find(|person| person.account == *account).map(|person| person.name.clone());
        let name = name.unwrap_or_else(|| account.to_string());
        Some(ArchiveSigner { name, fingerprint: account_fingerprint(&record.certificate) })
    };
    authors.iter().filter_map(signer).collect()
}

/// A part that is read whole.
fn small<R: Read + Seek>(zip: &mut ZipArchive<R>, name: &str) -> Result<Vec<u8>, Bad> {
    let bad = |_| Bad::entry(name);
    let entry = zip.by_name(name).map_err(bad)?;
    if entry.size() > PART_BYTES_MAX || entry.compression() != CompressionMethod::Stored {
        return Err(Bad::entry(name));
    }
    // The size is what the file claims: memory grows with what is really there.
    let (size, mut bytes) = (entry.size(), Vec::new());
    entry.take(size.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| Bad::entry(name))?;
    if bytes.len() as u64 == size { Ok(bytes) } else { Err(Bad::entry(name)) }
}

fn digest_of<R: Read + Seek>(zip: &mut ZipArchive<R>, name: &str) -> Result<(u64, Digest), Bad> {
    let mut entry = zip.by_name(name).map_err(|_| Bad::entry(name))?;
    if entry.compression() != CompressionMethod::Stored {
        return Err(Bad::entry(name));
    }
    let (mut digest, mut size, mut buffer) = (Hasher::new(), 0, vec![0; 256 * 1024]);
    loop {
        // A wrong checksum of the container shows here as an error.
        let read = entry.read(&mut buffer).map_err(|_| Bad::entry(name))?;
        if read == 0 {
            return Ok((size, digest.finish()));
        }
        digest.update(&buffer[..read]);
        size += read as u64;
    }
}

fn json<T: serde::de::DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, Bad> {
    serde_json::from_slice(bytes).map_err(|_| Bad::entry(name))
}

/// Logs and states are read whole; documents are not.
const PART_BYTES_MAX: u64 = 1 << 30;
/// The content of a commit that does not open with the archive's keys.
const UNREADABLE: &str = "content-unreadable";
