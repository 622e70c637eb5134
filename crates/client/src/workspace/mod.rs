//! Workspaces: created, read and verified, appended to, shared.

mod access;
mod append;
mod create;
mod fold;
mod list;
mod members;
mod rotate;
mod state;
mod sync;
mod view;

pub use fold::{WorkspaceMeta, WorkspaceMetaEntry};
pub use state::Workspace;

pub(crate) use append::Drafting;
pub(crate) use state::Inner;
