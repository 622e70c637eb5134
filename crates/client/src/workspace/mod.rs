//! Workspaces: created, read and verified, appended to, shared.

mod access;
mod alarm;
mod append;
mod create;
mod dossier;
mod end;
mod fold;
mod intake;
mod life;
mod list;
mod members;
mod rotate;
mod state;
mod sync;
mod view;

pub use end::KnownEnd;
pub use fold::{WorkspaceMeta, WorkspaceMetaEntry};
pub use life::Described;
pub use state::Workspace;

pub(crate) use append::Drafting;
pub(crate) use dossier::DossierBody;
pub(crate) use fold::Fold;
pub(crate) use intake::{Arrival, IntakeBody};
pub(crate) use state::Inner;
