//! Documents of a workspace: the tree, versions and the bin, folded from content entries.
//!
//! What it owns: the entries of the space `vault`, the rules for names, the fold into [`VaultState`], the slots of file
//! keys and file content. What is deliberately absent: bytes of documents, any IO, clock or random source.
//!
//! The log gives the entries a total order; the fold of an order is the same for everybody. Two people who give one
//! name to two things keep both: the later is shown as "nom (2)". What an entry may not do is left undone and
//! listed as an anomaly, because its author signed it. Format and rules: `docs/spec/vault.md`.

mod activity;
mod entry;
mod file;
mod fold;
mod judge;
mod name;
mod purge;
mod refusal;
mod share;
mod state;

pub use activity::{Activity, ActivityKind};
pub use entry::{EntryError, Item, VaultEntry};
pub use file::{FileKeyError, FileVersion, WrappedFileKey, file_content_slot, file_key_slot};
pub use fold::VaultAnomaly;
pub use judge::{DEPTH_MAX, DESCRIPTION_CHARACTERS_MAX};
pub use name::{NAME_BYTES_MAX, Name, NameError};
pub use purge::Purge;
pub use refusal::VaultRefusal;
pub use share::{
    LinkCover, LinkNote, LinkPaper, LinkSheet, MESSAGE_CHARACTERS_MAX, PaperError, SharedLink, SharedSecret,
    SharedVersion, SheetDocument, TITLE_CHARACTERS_MAX,
};
pub use state::{Document, DocumentVersion, Folder, VaultState};
