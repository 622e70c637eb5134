//! What an entry may do: asked by whoever writes, and again by everybody who reads.

use beffroi_seal::id::{DocumentId, FolderId};

use crate::entry::{Item, VaultEntry};
use crate::file::FileVersion;
use crate::fold::is_media_type;
use crate::name::Name;
use crate::refusal::VaultRefusal;
use crate::state::VaultState;

/// How deep folders may be nested.
pub const DEPTH_MAX: usize = 64;
/// The longest description, in characters.
pub const DESCRIPTION_CHARACTERS_MAX: usize = 2_000;

impl VaultState {
    /// What a writer asks before signing: every rule, the name's included. Asked again after a conflict, it tells
    /// that the folder went to the bin meanwhile.
    pub fn check(&self, entry: &VaultEntry) -> Result<(), VaultRefusal> {
        if let Some(name) = entry.name() {
            Name::new(name)?;
        }
        if let VaultEntry::DocumentAdded { version, .. } | VaultEntry::VersionAdded { version, .. } = entry
            && !is_media_type(&version.media_type)
        {
            return Err(VaultRefusal::MediaType { media_type: version.media_type.clone() });
        }
        self.judge(entry)
    }

    /// The rules without those of the name, which readers neutralise.
    pub(crate) fn judge(&self, entry: &VaultEntry) -> Result<(), VaultRefusal> {
        match entry {
            VaultEntry::FolderCreated { folder, parent, name: _ } => {
                if self.folders.contains_key(folder) {
                    return Err(VaultRefusal::FolderExists { folder: *folder });
                }
                self.open_folder(*parent)?;
                self.depth_allows(*parent, 1)
            }
            VaultEntry::DocumentAdded { document, folder, name: _, version } => {
                if self.documents.contains_key(document) {
                    return Err(VaultRefusal::DocumentExists { document: *document });
                }
                self.fresh(version)?;
                self.open_folder(*folder)
            }
            VaultEntry::VersionAdded { document, version } => {
                self.known(Item::Document(*document))?;
                self.fresh(version)
            }
            VaultEntry::VersionRestored { document, version } => {
                let Some(found) = self.documents.get(document) else {
                    return Err(unknown_document(*document));
                };
                match found.version(*version) {
                    None => Err(VaultRefusal::VersionUnknown { document: *document, version: *version }),
                    Some(_) if found.current().file.version == *version => {
                        Err(VaultRefusal::VersionInForce { document: *document })
                    }
                    Some(_) => Ok(()),
                }
            }
            VaultEntry::Renamed { item, name: _ } => self.known(*item),
            VaultEntry::Moved { item, folder } => {
                self.known(*item)?;
                self.open_folder(*folder)?;
                match item {
                    Item::Folder(moved) => self.movable(*moved, *folder),
                    Item::Document(_) => Ok(()),
                }
            }
            VaultEntry::Trashed { item } => {
                self.known(*item)?;
                match self.node(*item).is_some_and(|node| node.trashed.is_some()) {
                    true => Err(VaultRefusal::TrashedAlready { item: *item }),
                    false => Ok(()),
                }
            }
            VaultEntry::Restored { item } | VaultEntry::Purged { item } => {
                self.known(*item)?;
                match self.node(*item).is_some_and(|node| node.trashed.is_some()) {
                    true => Ok(()),
                    false => Err(VaultRefusal::NotTrashed { item: *item }),
                }
            }
            VaultEntry::Shared { shared } => self.judge_shared(shared),
            VaultEntry::Described { item, text } => {
                self.known(*item)?;
                let (characters, characters_max) = (text.chars().count(), DESCRIPTION_CHARACTERS_MAX);
                match characters > characters_max {
                    true => {
                        Err(VaultRefusal::TextTooLong { field: "description", characters, characters_max })
                    }
                    false => Ok(()),
                }
            }
        }
    }

    fn known(&self, item: Item) -> Result<(), VaultRefusal> {
        match item {
            _ if self.node(item).is_some() => Ok(()),
            Item::Folder(folder) => Err(VaultRefusal::FolderUnknown { folder }),
            Item::Document(document) => Err(unknown_document(document)),
        }
    }

    /// A folder into which things may go: the root, or one that exists and is not in the bin.
    fn open_folder(&self, folder: Option<FolderId>) -> Result<(), VaultRefusal> {
        let Some(folder) = folder else { return Ok(()) };
        self.known(Item::Folder(folder))?;
        match self.is_trashed(Item::Folder(folder)) {
            true => Err(VaultRefusal::FolderTrashed { folder }),
            false => Ok(()),
        }
    }

    fn fresh(&self, version: &FileVersion) -> Result<(), VaultRefusal> {
        match self.versions.contains(&version.version) || self.objects.contains(&version.object) {
            true => Err(VaultRefusal::VersionExists),
            false => Ok(()),
        }
    }

    fn movable(&self, moved: FolderId, to: Option<FolderId>) -> Result<(), VaultRefusal> {
        if self.above(to).any(|folder| folder == moved) {
            return Err(VaultRefusal::Cycle { folder: moved });
        }
        self.depth_allows(to, self.height(moved))
    }

    fn depth_allows(&self, parent: Option<FolderId>, height: usize) -> Result<(), VaultRefusal> {
        match self.above(parent).count() + height > DEPTH_MAX {
            true => Err(VaultRefusal::TooDeep { depth_max: DEPTH_MAX }),
            false => Ok(()),
        }
    }

    /// A folder and those around it, from the inside.
    pub(crate) fn above(&self, folder: Option<FolderId>) -> impl Iterator<Item = FolderId> + '_ {
        std::iter::successors(folder, |folder| self.folders.get(folder).and_then(|folder| folder.node.parent))
    }

    /// How many levels a folder has: one, and those below.
    fn height(&self, folder: FolderId) -> usize {
        let below = self.subfolders.get(&folder);
        1 + below.into_iter().flatten().map(|child| self.height(*child)).max().unwrap_or(0)
    }
}

const fn unknown_document(document: DocumentId) -> VaultRefusal {
    VaultRefusal::DocumentUnknown { document }
}
