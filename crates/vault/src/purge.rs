//! What is destroyed for good: something of the bin, with all that went there with it.

use std::collections::BTreeSet;

use beffroi_ledger::workspace::Meta;
use beffroi_seal::id::{DocumentId, FolderId, ObjectId};

use crate::activity::ActivityKind;
use crate::entry::Item;
use crate::state::VaultState;

/// What is destroyed with something of the bin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purge {
    /// The folders.
    pub folders: BTreeSet<FolderId>,
    /// The documents.
    pub documents: BTreeSet<DocumentId>,
    /// The stored objects of these documents, all versions.
    pub objects: Vec<ObjectId>,
}

impl VaultState {
    /// What would be destroyed with `item`: all that is inside, without what was put in the bin by itself, which stays
    /// there. Nothing for what is not in the bin by itself.
    pub fn purge_of(&self, item: Item) -> Purge {
        let mut purge = Purge::default();
        if self.node(item).is_none_or(|node| node.trashed.is_none()) {
            return purge;
        }
        match item {
            Item::Document(document) => {
                purge.documents.insert(document);
            }
            Item::Folder(folder) => {
                self.gather(folder, &mut purge.folders);
                let inside = self.documents.values().filter(|document| {
                    let parent = document.node.parent;
                    document.node.trashed.is_none()
                        && parent.is_some_and(|parent| purge.folders.contains(&parent))
                });
                purge.documents = inside.map(|document| document.id).collect();
            }
        }
        let documents = purge.documents.iter().filter_map(|document| self.documents.get(document));
        purge.objects = documents.flat_map(|one| one.contents().map(|version| version.file.object)).collect();
        purge
    }

    fn gather(&self, folder: FolderId, into: &mut BTreeSet<FolderId>) {
        into.insert(folder);
        for child in self.subfolders.get(&folder).into_iter().flatten() {
            if self.folders.get(child).is_some_and(|child| child.node.trashed.is_none()) {
                self.gather(*child, into);
            }
        }
    }

    pub(crate) fn purge(&mut self, meta: Meta, item: Item) {
        let Some((name, parent)) = self.node(item).map(|node| (node.shown.clone(), node.parent)) else {
            return;
        };
        let Purge { folders, documents, objects: _ } = self.purge_of(item);
        self.note(meta, item, &name, ActivityKind::Purged);
        if let Item::Folder(folder) = item {
            self.adopt(folder, parent, None);
        }
        for document in &documents {
            self.documents.remove(document);
        }
        if !folders.is_empty() {
            self.drop_folders(&folders);
        }
    }

    /// The folders go, with the names in them.
    fn drop_folders(&mut self, folders: &BTreeSet<FolderId>) {
        self.names.retain(|(around, _), _| around.is_none_or(|around| !folders.contains(&around)));
        self.numbers.retain(|(around, _), _| around.is_none_or(|around| !folders.contains(&around)));
        for folder in folders {
            self.folders.remove(folder);
            self.subfolders.remove(folder);
        }
        // What was in the bin by itself stays there, and comes back to the root.
        let nodes = self.folders.values_mut().map(|folder| &mut folder.node);
        for node in nodes.chain(self.documents.values_mut().map(|document| &mut document.node)) {
            if node.parent.is_some_and(|parent| folders.contains(&parent)) {
                node.parent = None;
            }
        }
    }
}
