//! The workspace log: a sequence of commits, each signed by a device, appended by compare-and-swap.
//!
//! Access entries are readable: the server and every client judge them with the one function [`check`]. Content
//! entries are sealed under the epoch key: the server stores them, members open them with a [`Keyring`].

mod access;
mod check;
mod commit;
mod content;
mod draft;
mod keyring;
mod life;
mod link;
mod log;
mod refusal;
mod state;

pub use access::{AccessEntry, EpochOpening, EpochWrap, Role, members_digest};
pub use check::{
    AcceptedCommit, COMMIT_BYTES_MAX, ENTRIES_MAX, MEMBERS_MAX, check, check_author_now, check_author_since,
};
pub use commit::{Commit, Entry, Head, SignedCommit, content_slot, epoch_history_slot, epoch_wrap_slot};
pub use content::{ContentAnomaly, ContentEnvelope, ContentPlain, Meta, OpenedContent, Space};
pub use draft::{CommitDraft, DraftAuthor, DraftError};
pub use keyring::{Keyring, KeyringError, rotate};
pub use life::OBJECTS_DESTROYED_MAX;
pub use link::{
    LINK_OBJECTS_MAX, LINKS_MAX, LinkDeclaration, LinkOpening, LinkRecord, LinkStatement, LinkStatus,
    LinkTerms, link_cover_slot, link_note_slot, link_sheet_slot, link_slot,
};
pub use log::{Extension, LogError, LogFault, WorkspaceLog};
pub use refusal::{CommitRefusal, CommitRule};
pub use state::{AccessState, Epoch, Epochs, Member};
