//! Documents and folders as they stand.

use std::collections::{BTreeMap, BTreeSet};

use beffroi_ledger::workspace::Meta;
use beffroi_seal::id::{DocumentId, FolderId, LinkId, ObjectId, VersionId};

use crate::activity::Activity;
use crate::entry::Item;
use crate::file::FileVersion;
use crate::fold::VaultAnomaly;
use crate::name::Name;
use crate::share::SharedLink;

/// A folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    pub(crate) node: Node,
}

/// A document with its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// Its versions, oldest first; there is at least one.
    pub versions: Vec<DocumentVersion>,
    pub(crate) node: Node,
}

/// One version of a document, and who added it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentVersion {
    /// Who, where, when.
    pub meta: Meta,
    /// Its content.
    pub file: FileVersion,
    /// The number, from 1, of the version whose content this one puts in force again; none for a content of its own.
    pub repeats: Option<u32>,
}

/// What documents and folders have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// The name that was asked for.
    pub(crate) wanted: Name,
    /// The name shown: the same, or numbered.
    pub(crate) shown: Name,
    pub(crate) parent: Option<FolderId>,
    /// Put in the bin by itself, not with a folder around it.
    pub(crate) trashed: Option<Meta>,
    pub(crate) description: String,
    pub(crate) added: Meta,
    pub(crate) changed: Meta,
}

/// Documents and folders, folded from the entries so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VaultState {
    pub(crate) folders: BTreeMap<FolderId, Folder>,
    pub(crate) documents: BTreeMap<DocumentId, Document>,
    /// What is shown in each folder, by the key of its shown name; without what is in the bin by itself.
    pub(crate) names: BTreeMap<(Option<FolderId>, String), Item>,
    /// The next number to try for a name in a folder, so that many things of one name stay fast.
    pub(crate) numbers: BTreeMap<(Option<FolderId>, String), u32>,
    /// The folders directly in a folder, in the bin or not.
    pub(crate) subfolders: BTreeMap<FolderId, BTreeSet<FolderId>>,
    pub(crate) versions: BTreeSet<VersionId>,
    pub(crate) objects: BTreeSet<ObjectId>,
    pub(crate) shared: BTreeMap<LinkId, SharedLink>,
    pub(crate) activity: Vec<Activity>,
    pub(crate) anomalies: Vec<VaultAnomaly>,
}

macro_rules! node_accessors {
    ($type:ty) => {
        impl $type {
            /// The name shown: the one asked for, or numbered when it was taken.
            pub const fn name(&self) -> &Name {
                &self.node.shown
            }

            /// The name asked for.
            pub const fn wanted_name(&self) -> &Name {
                &self.node.wanted
            }

            /// The folder it is in; none for the root.
            pub const fn parent(&self) -> Option<FolderId> {
                self.node.parent
            }

            /// Its description; empty when there is none.
            pub fn description(&self) -> &str {
                &self.node.description
            }

            /// Who added it, when.
            pub const fn added(&self) -> &Meta {
                &self.node.added
            }

            /// Who changed it last, when.
            pub const fn changed(&self) -> &Meta {
                &self.node.changed
            }

            /// Who put it in the bin, when; none when it is not there, or only because a folder around it is.
            pub const fn trashed(&self) -> Option<&Meta> {
                self.node.trashed.as_ref()
            }
        }
    };
}
node_accessors!(Folder);
node_accessors!(Document);

impl Document {
    /// The version in force: the last in the order of the log.
    pub fn current(&self) -> &DocumentVersion {
        self.versions.last().expect("a document is added with a version")
    }

    /// One version: where its content came first.
    pub fn version(&self, version: VersionId) -> Option<&DocumentVersion> {
        self.versions.iter().find(|one| one.file.version == version)
    }

    /// The versions with a content of their own, oldest first: each stored object once.
    pub fn contents(&self) -> impl Iterator<Item = &DocumentVersion> {
        self.versions.iter().filter(|one| one.repeats.is_none())
    }
}

impl VaultState {
    /// A document, in the bin or not.
    pub fn document(&self, document: DocumentId) -> Option<&Document> {
        self.documents.get(&document)
    }

    /// A folder, in the bin or not.
    pub fn folder(&self, folder: FolderId) -> Option<&Folder> {
        self.folders.get(&folder)
    }

    /// Every document, in the order of their ids, in the bin or not.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.documents.values()
    }

    /// Every folder, in the order of their ids, in the bin or not.
    pub fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.folders.values()
    }

    /// What a folder, or the root, shows: in the order of names, without what is in the bin.
    pub fn list(&self, folder: Option<FolderId>) -> impl Iterator<Item = Item> + '_ {
        self.names
            .range((folder, String::new())..)
            .take_while(move |((parent, _), _)| *parent == folder)
            .map(|(_, item)| *item)
    }

    /// What was put in the bin by itself, the latest first.
    pub fn bin(&self) -> Vec<Item> {
        let folders = self.folders.values().map(|folder| (Item::Folder(folder.id), &folder.node));
        let documents = self.documents.values().map(|document| (Item::Document(document.id), &document.node));
        let mut items: Vec<_> = folders
            .chain(documents)
            .filter_map(|(item, node)| node.trashed.as_ref().map(|meta| ((meta.sequence, meta.index), item)))
            .collect();
        items.sort_unstable_by(|one, other| other.cmp(one));
        items.into_iter().map(|(_, item)| item).collect()
    }

    /// Whether it is in the bin, by itself or with a folder around it. True for what does not exist.
    pub fn is_trashed(&self, item: Item) -> bool {
        let Some(node) = self.node(item) else { return true };
        let trashed = |folder| self.folders.get(&folder).is_none_or(|folder| folder.node.trashed.is_some());
        node.trashed.is_some() || self.above(node.parent).any(trashed)
    }

    /// A folder and those around it, from the inside.
    pub fn folders_around(&self, folder: Option<FolderId>) -> impl Iterator<Item = FolderId> + '_ {
        self.above(folder)
    }

    /// The names of the folders around it, from the root, then its own. Empty for what does not exist.
    pub fn path(&self, item: Item) -> Vec<&Name> {
        let mut names = Vec::new();
        let mut next = self.node(item);
        while let Some(node) = next {
            names.push(&node.shown);
            next = node.parent.and_then(|parent| self.node(Item::Folder(parent)));
        }
        names.reverse();
        names
    }

    /// The folder, document or nothing of that name in a folder; case does not count.
    pub fn find(&self, folder: Option<FolderId>, name: &Name) -> Option<Item> {
        self.names.get(&(folder, name.key())).copied()
    }

    /// How many documents are not in the bin.
    pub fn document_count(&self) -> usize {
        self.documents.keys().filter(|document| !self.is_trashed(Item::Document(**document))).count()
    }

    /// What happened, oldest first.
    pub fn activity(&self) -> &[Activity] {
        &self.activity
    }

    /// What entries said that could not be done, oldest first.
    pub fn anomalies(&self) -> &[VaultAnomaly] {
        &self.anomalies
    }

    pub(crate) fn node(&self, item: Item) -> Option<&Node> {
        match item {
            Item::Folder(folder) => self.folders.get(&folder).map(|folder| &folder.node),
            Item::Document(document) => self.documents.get(&document).map(|document| &document.node),
        }
    }

    pub(crate) fn node_mut(&mut self, item: Item) -> Option<&mut Node> {
        match item {
            Item::Folder(folder) => self.folders.get_mut(&folder).map(|folder| &mut folder.node),
            Item::Document(document) => self.documents.get_mut(&document).map(|document| &mut document.node),
        }
    }
}
