//! What happened to documents, for people to read.

use beffroi_ledger::workspace::Meta;

use crate::entry::Item;
use crate::name::Name;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Who, where, when.
    pub meta: Meta,
    /// To what.
    pub item: Item,
    /// The name shown when it happened (afterwards, for what changes the name).
    pub name: Name,
    /// What.
    pub kind: ActivityKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActivityKind {
    /// A folder was created.
    FolderCreated,
    /// A document was added.
    DocumentAdded,
    /// A document got this version: 2 for the second.
    VersionAdded {
        /// Its number.
        number: u32,
    },
    /// An earlier content is in force again.
    VersionRestored {
        /// The number of the version that it was first.
        from: u32,
    },
    /// It had this name before.
    Renamed {
        /// The name shown before.
        from: Name,
    },
    /// It moved.
    Moved,
    /// It went to the bin.
    Trashed,
    /// It came back.
    Restored,
    /// It was destroyed for good.
    Purged,
    /// It was described, or no longer.
    Described,
    /// It was shared by a link.
    Shared,
}

impl ActivityKind {
    /// Key of the sentence, as in `activity.document_added`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FolderCreated => "folder_created",
            Self::DocumentAdded => "document_added",
            Self::VersionAdded { .. } => "version_added",
            Self::VersionRestored { .. } => "version_restored",
            Self::Renamed { .. } => "renamed",
            Self::Moved => "moved",
            Self::Trashed => "trashed",
            Self::Restored => "restored",
            Self::Purged => "purged",
            Self::Described => "described",
            Self::Shared => "shared",
        }
    }
}
