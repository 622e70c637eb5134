//! A workspace as shells show it.

use std::collections::BTreeMap;

use beffroi_ledger::workspace::{Meta, Role};
use beffroi_seal::id::{AccountId, DocumentId, WorkspaceId};
use beffroi_vault::{Activity, ActivityKind, Document, DocumentVersion, Item, Name, VaultState};

use super::access::AccessActivity;
use super::state::Inner;
use crate::document::DocumentError;
use crate::error::ClientError;
use crate::refusal::{Params, Refusal};
use crate::session::Session;
use crate::surroundings::instant;
use crate::view::{
    ActivityView, AnomalyView, BinView, DocumentHistory, DocumentView, FolderView, HeadView, MemberView,
    VersionView, WorkspaceSummary, WorkspaceView,
};

impl Session {
    /// A workspace, brought up to date. When this device refuses what the server shows, the view is what was known
    /// before, with an alarm.
    ///
    /// # Errors
    /// When the workspace cannot be read at all.
    pub async fn workspace(&self, workspace: WorkspaceId) -> Result<WorkspaceView, ClientError> {
        let alarm = match self.open(workspace).await {
            Ok(opened) => {
                let left = opened.with(|inner| inner.role(self.keys.account).is_none());
                left.then(|| self.ended(workspace))
            }
            Err(error) if error.is_alarm() => Some(error.refusal()),
            Err(error) => return Err(error),
        };
        let opened = self.handle(workspace);
        Ok(opened.with(|inner| self.workspace_view(workspace, inner, alarm)))
    }

    /// A document with all its versions.
    ///
    /// # Errors
    /// When the workspace cannot be read, or has no such document.
    pub async fn document_history(
        &self,
        workspace: WorkspaceId,
        document: DocumentId,
    ) -> Result<DocumentHistory, ClientError> {
        let opened = self.open(workspace).await?;
        opened.with(|inner| {
            if inner.role(self.keys.account).is_none() {
                return Err(ClientError::NotMember { workspace });
            }
            let (names, vault) = (Names::new(self), inner.fold.vault());
            let found = vault.document(document).ok_or(DocumentError::Unknown { document })?;
            let item = Item::Document(document);
            let around = vault.path(item).len().saturating_sub(1);
            let versions = (1_u32..).zip(&found.versions);
            let mut versions: Vec<_> =
                versions.map(|(number, version)| version_view(number, version, &names)).collect();
            versions.reverse();
            Ok(DocumentHistory {
                document: document_view(found, vault.is_trashed(item), &names),
                description: found.description().to_owned(),
                path: vault.path(item).into_iter().take(around).map(Name::to_string).collect(),
                versions,
            })
        })
    }

    pub(crate) fn summary(&self, id: WorkspaceId, inner: &Inner, alarm: Option<Refusal>) -> WorkspaceSummary {
        let access = inner.log.access();
        let meta = inner.fold.meta();
        WorkspaceSummary {
            id,
            name: meta.name.clone(),
            purpose: meta.purpose.clone(),
            processing: meta.processing.clone(),
            kind: meta.kind,
            role: access.role(self.keys.account).unwrap_or(Role::Reader),
            members: access.members().count(),
            documents: inner.fold.vault().document_count(),
            changed_at: instant(access.changed_at().unix_ms()),
            closed: access.closed(),
            suspended: access.suspended(),
            alarm,
        }
    }

    fn workspace_view(&self, id: WorkspaceId, inner: &Inner, alarm: Option<Refusal>) -> WorkspaceView {
        let names = Names::new(self);
        let access = inner.log.access();
        let vault = inner.fold.vault();
        let folders = vault.folders().filter(|folder| !vault.is_trashed(Item::Folder(folder.id)));
        let head = access.head();
        WorkspaceView {
            folders: folders
                .map(|folder| FolderView {
                    id: folder.id,
                    parent: folder.parent(),
                    name: folder.name().as_str().to_owned(),
                })
                .collect(),
            document_list: vault
                .documents()
                .map(|document| {
                    let trashed = vault.is_trashed(Item::Document(document.id));
                    document_view(document, trashed, &names)
                })
                .collect(),
            bin: bin(vault, &names),
            member_list: self.member_views(inner),
            activity: activity(inner, &names),
            anomalies: anomalies(inner, &names),
            head: HeadView {
                sequence: head.map_or(0, |head| head.sequence),
                hash: head.map_or(beffroi_seal::Digest::from_bytes([0; 32]), |head| head.hash),
            },
            epoch: access.epoch(),
            summary: self.summary(id, inner, alarm),
        }
    }

    fn member_views(&self, inner: &Inner) -> Vec<MemberView> {
        let members = inner.log.access().members().map(|(account, member)| {
            let person = self.person(account).person;
            let relation = self.with_org(|state| state.account(account).map(|record| record.relation));
            MemberView {
                account,
                name: self.person_name(account),
                email: person.email,
                role: member.role,
                since: instant(member.since_at.unix_ms()),
                verification: relation.unwrap_or(beffroi_ledger::org::Relation::ByMail).into(),
            }
        });
        let mut members: Vec<_> = members.collect();
        members.sort_by(|one, other| (other.role, &one.name).cmp(&(one.role, &other.name)));
        members
    }
}

/// Names of people, each opened once.
struct Names<'a> {
    session: &'a Session,
    known: std::cell::RefCell<BTreeMap<AccountId, String>>,
}

impl<'a> Names<'a> {
    fn new(session: &'a Session) -> Self {
        Self { session, known: std::cell::RefCell::default() }
    }

    fn of(&self, account: AccountId) -> String {
        let mut known = self.known.borrow_mut();
        known.entry(account).or_insert_with(|| self.session.person_name(account)).clone()
    }
}

fn document_view(document: &Document, trashed: bool, names: &Names<'_>) -> DocumentView {
    let current = document.current();
    DocumentView {
        id: document.id,
        folder: document.parent(),
        name: document.name().as_str().to_owned(),
        size: current.file.size,
        media_type: current.file.media_type.clone(),
        version: u32::try_from(document.versions.len()).unwrap_or(u32::MAX),
        added_at: instant(current.meta.at.unix_ms()),
        added_by: names.of(current.meta.account),
        sha256: current.file.plaintext_digest,
        trashed,
    }
}

fn version_view(number: u32, version: &DocumentVersion, names: &Names<'_>) -> VersionView {
    VersionView {
        version: version.file.version,
        number,
        repeats: version.repeats,
        size: version.file.size,
        media_type: version.file.media_type.clone(),
        added_at: instant(version.meta.at.unix_ms()),
        added_by: names.of(version.meta.account),
        sha256: version.file.plaintext_digest,
    }
}

fn bin(vault: &VaultState, names: &Names<'_>) -> Vec<BinView> {
    let items = vault.bin();
    // What each folder of the bin holds, in one pass over the documents.
    let mut held: BTreeMap<Item, (usize, u64)> = BTreeMap::new();
    if items.iter().any(|item| matches!(item, Item::Folder(_))) {
        for document in vault.documents().filter(|document| document.trashed().is_none()) {
            for folder in vault.folders_around(document.parent()) {
                let (documents, size) = held.entry(Item::Folder(folder)).or_default();
                *documents += 1;
                *size += document.current().file.size;
            }
        }
    }
    let view = |item: Item| {
        let (name, trashed, (documents, size)) = match item {
            Item::Folder(folder) => {
                let folder = vault.folder(folder)?;
                (folder.name(), folder.trashed()?, held.get(&item).copied().unwrap_or_default())
            }
            Item::Document(document) => {
                let document = vault.document(document)?;
                (document.name(), document.trashed()?, (1, document.current().file.size))
            }
        };
        let (trashed_at, trashed_by) = (instant(trashed.at.unix_ms()), names.of(trashed.account));
        Some(BinView { item, name: name.to_string(), size, documents, trashed_at, trashed_by })
    };
    items.into_iter().filter_map(view).collect()
}

/// Newest first, by the order of the log; clocks are only shown.
fn activity(inner: &Inner, names: &Names<'_>) -> Vec<ActivityView> {
    let access = inner.fold.access().iter().map(|one| (one.sequence, 0, access_view(one, names)));
    let vault = inner.fold.vault().activity().iter();
    let vault = vault.map(|one| (one.meta.sequence, one.meta.index + 1, vault_view(one, names)));
    let mut all: Vec<_> = access.chain(vault).collect();
    all.sort_by_key(|(sequence, index, _)| std::cmp::Reverse((*sequence, *index)));
    all.into_iter().map(|(_, _, view)| view).collect()
}

fn access_view(activity: &AccessActivity, names: &Names<'_>) -> ActivityView {
    let mut params = Params::new();
    if let Some(subject) = activity.subject {
        params.insert("name".to_owned(), names.of(subject).into());
    }
    let (at, who) = (instant(activity.at_ms), names.of(activity.author));
    ActivityView { at, who, kind: activity.kind.to_owned(), params }
}

fn vault_view(activity: &Activity, names: &Names<'_>) -> ActivityView {
    let is_folder = matches!(activity.item, Item::Folder(_));
    let (kind, from) = match &activity.kind {
        ActivityKind::FolderCreated => ("created", None),
        ActivityKind::DocumentAdded => ("added", None),
        ActivityKind::VersionAdded { .. } => ("versioned", None),
        ActivityKind::VersionRestored { .. } => ("version-restored", None),
        ActivityKind::Renamed { from } => ("renamed", Some(from)),
        ActivityKind::Moved => ("moved", None),
        ActivityKind::Trashed => ("trashed", None),
        ActivityKind::Restored => ("restored", None),
        ActivityKind::Described => ("described", None),
        ActivityKind::Purged => ("purged", None),
        ActivityKind::Shared => ("shared", None),
    };
    let name = activity.name.as_str();
    let mut params = Params::from([("name".to_owned(), name.into())]);
    if let ActivityKind::VersionAdded { number } | ActivityKind::VersionRestored { from: number } =
        activity.kind
    {
        params.insert("version".to_owned(), number.into());
    }
    if let Some(from) = from {
        params.insert("from".to_owned(), from.as_str().into());
        params.insert("to".to_owned(), name.into());
    }
    ActivityView {
        at: instant(activity.meta.at.unix_ms()),
        who: names.of(activity.meta.account),
        kind: format!("{}-{kind}", if is_folder { "folder" } else { "document" }),
        params,
    }
}

fn anomalies(inner: &Inner, names: &Names<'_>) -> Vec<AnomalyView> {
    let view = |code: &str, meta: &Meta| AnomalyView {
        refusal: Refusal::bare(code).with("name", names.of(meta.account)),
        sequence: meta.sequence,
    };
    let content = inner.fold.anomalies().iter().map(|one| view(one.code, &one.meta));
    let vault = inner.fold.vault().anomalies().iter().map(|one| view(one.code, &one.meta));
    let intake = inner.fold.intake().anomalies().iter().map(|one| view(one.refusal.code(), &one.meta));
    let dossier = inner.fold.dossier().anomalies().iter().map(|one| AnomalyView {
        refusal: Refusal::bare(one.refusal.code()).with("name", names.of(one.meta.account)),
        sequence: one.meta.sequence,
    });
    let suspects = inner.suspects.iter().map(|(sequence, author)| AnomalyView {
        refusal: Refusal::bare("device-revoked-since")
            .with("name", names.of(*author))
            .with("room", inner.fold.meta().name.as_str()),
        sequence: *sequence,
    });
    let alarm = inner
        .alarm
        .iter()
        .map(|alarm| AnomalyView { refusal: alarm.refusal.clone(), sequence: alarm.sequence });
    let mut all: Vec<_> =
        content.chain(vault).chain(intake).chain(dossier).chain(suspects).chain(alarm).collect();
    all.sort_by_key(|one| one.sequence);
    all
}
