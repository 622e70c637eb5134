//! Finding what a person names: a workspace, a document, a folder, a colleague, by identifier or by name.

use beffroi_client::Session;
use beffroi_client::view::{AccountView, WorkspaceSummary, WorkspaceView};
use beffroi_seal::id::{DocumentId, FolderId};

use crate::exit::{Exit, Failure};
use crate::people::failure;

/// The workspace that `name` names.
pub async fn workspace(session: &Session, name: &str) -> Result<WorkspaceSummary, Failure> {
    let all = session.workspaces().await.map_err(|error| failure(&error))?;
    let mut found: Vec<_> =
        all.into_iter().filter(|one| one.id.to_string() == name || one.name == name).collect();
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        (Some(_), false) => Err(Failure::new(Exit::Input, "workspace-ambiguous").with("name", name)),
        (None, _) => Err(Failure::new(Exit::Refused, "workspace-not-found").with("name", name)),
    }
}

/// The document that `name` names, outside the bin.
pub fn document(view: &WorkspaceView, name: &str) -> Result<(DocumentId, String), Failure> {
    let live = view.document_list.iter().filter(|document| !document.trashed);
    live.into_iter()
        .find(|document| document.id.to_string() == name || document.name == name)
        .map(|document| (document.id, document.name.clone()))
        .ok_or_else(|| Failure::new(Exit::Refused, "document-not-found").with("name", name))
}

/// The folder that `name` names.
pub fn folder(view: &WorkspaceView, name: &str) -> Result<FolderId, Failure> {
    view.folders
        .iter()
        .find(|folder| folder.id.to_string() == name || folder.name == name)
        .map(|folder| folder.id)
        .ok_or_else(|| Failure::new(Exit::Refused, "folder-not-found").with("name", name))
}

/// The account of the person with this address.
pub async fn person(session: &Session, email: &str) -> Result<AccountView, Failure> {
    let accounts = session.accounts().await.map_err(|error| failure(&error))?;
    accounts
        .into_iter()
        .find(|account| account.person.person.email.eq_ignore_ascii_case(email))
        .ok_or_else(|| Failure::new(Exit::Refused, "person-not-found").with("name", email))
}
