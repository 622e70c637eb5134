//! The fold: one entry after another, in the order of the log.

use std::collections::btree_map::Entry;

use beffroi_ledger::workspace::{ContentPlain, Meta, Space};
use beffroi_seal::id::{DocumentId, FolderId, VersionId};

use crate::activity::{Activity, ActivityKind};
use crate::entry::{Item, VaultEntry};
use crate::file::FileVersion;
use crate::name::Name;
use crate::refusal::VaultRefusal;
use crate::share::SharedVersion;
use crate::state::{Document, DocumentVersion, Folder, Node, VaultState};

/// What an entry said that could not be done, or not as it said. Its author signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultAnomaly {
    /// Who, where, when.
    pub meta: Meta,
    /// Stable code, of a [`VaultRefusal`] or an [`EntryError`](crate::EntryError).
    pub code: &'static str,
    /// Whether it was applied all the same: with a neutralised name, or in the root.
    pub applied: bool,
}

impl VaultState {
    /// Takes an opened content entry. Entries of other spaces change nothing; answers whether it was of this one. `destroys`
    /// says whether its commit destroys stored objects: without that, nothing is purged.
    pub fn take(&mut self, plain: &ContentPlain, destroys: bool) -> bool {
        if plain.envelope.space != Space::Vault {
            return false;
        }
        match VaultEntry::decode(&plain.envelope.body) {
            Ok(VaultEntry::Purged { .. }) if !destroys => {
                self.anomaly(&plain.meta, "purged-without-destruction", false);
            }
            Ok(entry) => self.apply(&plain.meta, entry),
            Err(error) => self.anomaly(&plain.meta, error.code(), false),
        }
        true
    }

    /// Takes an entry. What it may not do is left undone and listed as an anomaly; but nothing that a person added is
    /// lost because of its name or its place: it is shown under the nearest acceptable name, or in the root.
    pub fn apply(&mut self, meta: &Meta, entry: VaultEntry) {
        let mut entry = entry;
        if let Err(refusal) = self.judge(&entry) {
            let rescued = in_root(&entry, &refusal).filter(|rescued| self.judge(rescued).is_ok());
            self.anomaly(meta, refusal.code(), rescued.is_some());
            match rescued {
                Some(rescued) => entry = rescued,
                None => return,
            }
        }
        if let Some(Err(error)) = entry.name().map(Name::new) {
            self.anomaly(meta, error.code(), true);
        }
        self.perform(*meta, entry);
    }

    fn perform(&mut self, meta: Meta, entry: VaultEntry) {
        match entry {
            VaultEntry::FolderCreated { folder, parent, name } => {
                let node = self.place(meta, Item::Folder(folder), parent, &name);
                self.note(meta, Item::Folder(folder), &node.shown, ActivityKind::FolderCreated);
                self.folders.insert(folder, Folder { id: folder, node });
                self.adopt(folder, None, parent);
            }
            VaultEntry::DocumentAdded { document, folder, name, version } => {
                let node = self.place(meta, Item::Document(document), folder, &name);
                self.note(meta, Item::Document(document), &node.shown, ActivityKind::DocumentAdded);
                let versions = vec![self.version(meta, *version)];
                self.documents.insert(document, Document { id: document, versions, node });
            }
            VaultEntry::VersionAdded { document, version } => {
                let version = self.version(meta, *version);
                let Some(document) = self.documents.get_mut(&document) else { return };
                document.versions.push(version);
                document.node.changed = meta;
                let number = u32::try_from(document.versions.len()).unwrap_or(u32::MAX);
                let (item, name) = (Item::Document(document.id), document.node.shown.clone());
                self.note(meta, item, &name, ActivityKind::VersionAdded { number });
            }
            VaultEntry::VersionRestored { document, version } => self.repeat(meta, document, version),
            VaultEntry::Renamed { item, name } => {
                let from = self.node(item).map(|node| node.shown.clone());
                let name = accepted(&name);
                let shown = self.change(meta, item, |node| node.wanted = name);
                if let (Some(from), Some(shown)) = (from, shown) {
                    self.note(meta, item, &shown, ActivityKind::Renamed { from });
                }
            }
            VaultEntry::Moved { item, folder } => {
                if let (Item::Folder(moved), Some(node)) = (item, self.node(item)) {
                    let from = node.parent;
                    self.adopt(moved, from, folder);
                }
                if let Some(shown) = self.change(meta, item, |node| node.parent = folder) {
                    self.note(meta, item, &shown, ActivityKind::Moved);
                }
            }
            VaultEntry::Trashed { item } => {
                if let Some(shown) = self.change(meta, item, |node| node.trashed = Some(meta)) {
                    self.note(meta, item, &shown, ActivityKind::Trashed);
                }
            }
            VaultEntry::Restored { item } => self.restore(meta, item),
            VaultEntry::Purged { item } => self.purge(meta, item),
            VaultEntry::Shared { shared } => {
                for SharedVersion { document, .. } in &shared.documents {
                    let Some(name) = self.document(*document).map(|one| one.name().clone()) else { continue };
                    self.note(meta, Item::Document(*document), &name, ActivityKind::Shared);
                }
                self.shared.insert(shared.link, *shared);
            }
            VaultEntry::Described { item, text } => {
                let Some(node) = self.node_mut(item) else { return };
                node.description = text;
                node.changed = meta;
                let name = node.shown.clone();
                self.note(meta, item, &name, ActivityKind::Described);
            }
        }
    }

    /// The content of an earlier version once more, as the last.
    fn repeat(&mut self, meta: Meta, document: DocumentId, version: VersionId) {
        let Some(document) = self.documents.get_mut(&document) else { return };
        let Some(place) = document.versions.iter().position(|one| one.file.version == version) else {
            return;
        };
        let from = u32::try_from(place + 1).unwrap_or(u32::MAX);
        let file = document.versions[place].file.clone();
        document.versions.push(DocumentVersion { meta, file, repeats: Some(from) });
        document.node.changed = meta;
        let (item, name) = (Item::Document(document.id), document.node.shown.clone());
        self.note(meta, item, &name, ActivityKind::VersionRestored { from });
    }

    /// Out of the bin; into the root when the folder around it is in the bin.
    fn restore(&mut self, meta: Meta, item: Item) {
        let Some(parent) = self.node(item).map(|node| node.parent) else { return };
        let hidden = parent.is_some_and(|parent| self.is_trashed(Item::Folder(parent)));
        if let (Item::Folder(folder), true) = (item, hidden) {
            self.adopt(folder, parent, None);
        }
        let shown = self.change(meta, item, |node| {
            node.trashed = None;
            if hidden {
                node.parent = None;
            }
        });
        if let Some(shown) = shown {
            self.note(meta, item, &shown, ActivityKind::Restored);
        }
    }

    fn place(&mut self, meta: Meta, item: Item, parent: Option<FolderId>, name: &str) -> Node {
        let wanted = accepted(name);
        let shown = self.claim(parent, item, &wanted);
        let description = String::new();
        Node { wanted, shown, parent, trashed: None, description, added: meta, changed: meta }
    }

    fn version(&mut self, meta: Meta, mut file: FileVersion) -> DocumentVersion {
        self.versions.insert(file.version);
        self.objects.insert(file.object);
        if !is_media_type(&file.media_type) {
            "application/octet-stream".clone_into(&mut file.media_type);
        }
        DocumentVersion { meta, file, repeats: None }
    }

    /// Changes a node, and with it the name that it holds in its folder. Answers the name shown afterwards.
    fn change(&mut self, meta: Meta, item: Item, change: impl FnOnce(&mut Node)) -> Option<Name> {
        let node = self.node_mut(item)?;
        let before = (node.trashed.is_none()).then(|| (node.parent, node.shown.key()));
        change(node);
        node.changed = meta;
        let (parent, wanted, held) = (node.parent, node.wanted.clone(), node.trashed.is_none());
        if let Some(before) = before {
            self.names.remove(&before);
        }
        let shown = if held { self.claim(parent, item, &wanted) } else { wanted };
        self.node_mut(item)?.shown = shown.clone();
        Some(shown)
    }

    /// Takes a name in a folder: the one wanted, or the first free number after it.
    fn claim(&mut self, parent: Option<FolderId>, item: Item, wanted: &Name) -> Name {
        let key = (parent, wanted.key());
        if let Entry::Vacant(free) = self.names.entry(key.clone()) {
            free.insert(item);
            return wanted.clone();
        }
        let mut number = self.numbers.get(&key).copied().unwrap_or(2);
        loop {
            let candidate = wanted.numbered(number);
            number += 1;
            let place = (parent, candidate.key());
            if let Entry::Vacant(free) = self.names.entry(place) {
                free.insert(item);
                self.numbers.insert(key, number);
                return candidate;
            }
        }
    }

    pub(crate) fn adopt(&mut self, folder: FolderId, from: Option<FolderId>, to: Option<FolderId>) {
        if let Some(from) = from
            && let Some(children) = self.subfolders.get_mut(&from)
        {
            children.remove(&folder);
        }
        if let Some(to) = to {
            self.subfolders.entry(to).or_default().insert(folder);
        }
    }

    pub(crate) fn note(&mut self, meta: Meta, item: Item, name: &Name, kind: ActivityKind) {
        self.activity.push(Activity { meta, item, name: name.clone(), kind });
    }

    fn anomaly(&mut self, meta: &Meta, code: &'static str, applied: bool) {
        self.anomalies.push(VaultAnomaly { meta: *meta, code, applied });
    }
}

fn accepted(name: &str) -> Name {
    Name::new(name).unwrap_or_else(|_| Name::neutralised(name))
}

/// The same addition in the root, when its folder is what is refused.
fn in_root(entry: &VaultEntry, refusal: &VaultRefusal) -> Option<VaultEntry> {
    let place = matches!(
        refusal,
        VaultRefusal::FolderUnknown { .. }
            | VaultRefusal::FolderTrashed { .. }
            | VaultRefusal::TooDeep { .. }
    );
    let mut entry = place.then(|| entry.clone())?;
    match &mut entry {
        VaultEntry::FolderCreated { parent, .. } => *parent = None,
        VaultEntry::DocumentAdded { folder, .. } => *folder = None,
        _ => return None,
    }
    Some(entry)
}

/// `type/subtype`, in visible ASCII.
pub(crate) fn is_media_type(text: &str) -> bool {
    text.len() <= MEDIA_TYPE_BYTES_MAX
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && text.split_once('/').is_some_and(|(kind, subtype)| !kind.is_empty() && !subtype.is_empty())
}

/// The longest media type, in bytes.
pub(crate) const MEDIA_TYPE_BYTES_MAX: usize = 127;
