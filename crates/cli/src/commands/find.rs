//! Finding what a person names: a workspace, a document, a folder, a colleague, by identifier, by path or by name.

use beffroi_client::view::{
    AccountView, DocumentHistory, LinkView, VersionView, WorkspaceSummary, WorkspaceView,
};
use beffroi_client::{Item, Session};
use beffroi_seal::id::{DocumentId, FolderId, WorkspaceId};

use crate::exit::{Exit, Failure};
use crate::people::failure;

/// What stands between the names of a path; alone, the root.
pub const SEPARATOR: &str = "/";

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

/// The document or folder that `name` names, outside the bin: the one of that path, else the only one of that name.
pub fn item(view: &WorkspaceView, name: &str) -> Result<Item, Failure> {
    one_of(name, "item-not-found", &named(view, name))
}

/// Each of `names`.
pub fn items(view: &WorkspaceView, names: &[String]) -> Result<Vec<Item>, Failure> {
    names.iter().map(|name| item(view, name)).collect()
}

/// What of the bin `names` name.
pub fn binned(view: &WorkspaceView, names: &[String]) -> Result<Vec<Item>, Failure> {
    let found = |name: &String| {
        let found = view.bin.iter().filter(|one| one.name == *name || id(one.item) == *name);
        one_of(name, "item-not-in-bin", &found.map(|one| one.item).collect::<Vec<_>>())
    };
    names.iter().map(found).collect()
}

/// The document that `name` names, outside the bin, and its own name.
pub fn document(view: &WorkspaceView, name: &str) -> Result<(DocumentId, String), Failure> {
    let documents = named(view, name).into_iter().filter(|item| matches!(item, Item::Document(_)));
    let found = one_of(name, "document-not-found", &documents.collect::<Vec<_>>())?;
    let shown = view.document_list.iter().find(|document| Item::Document(document.id) == found);
    let shown = shown.ok_or_else(|| missing(name, "document-not-found"))?;
    Ok((shown.id, shown.name.clone()))
}

/// The folder that `name` names.
pub fn folder(view: &WorkspaceView, name: &str) -> Result<FolderId, Failure> {
    let folders = named(view, name).into_iter().filter(|item| matches!(item, Item::Folder(_)));
    match one_of(name, "folder-not-found", &folders.collect::<Vec<_>>())? {
        Item::Folder(folder) => Ok(folder),
        Item::Document(_) => Err(missing(name, "folder-not-found")),
    }
}

/// The version of that number.
pub fn version<'a>(
    history: &'a DocumentHistory,
    name: &str,
    number: u32,
) -> Result<&'a VersionView, Failure> {
    history.versions.iter().find(|version| version.number == number).ok_or_else(|| {
        Failure::new(Exit::Refused, "version-not-found").with("name", name).with("number", number)
    })
}

/// The link that `name` names: its identifier, the beginning of it, or its title.
pub async fn link(session: &Session, workspace: WorkspaceId, name: &str) -> Result<LinkView, Failure> {
    let all = session.links(workspace).await.map_err(|error| failure(&error))?;
    // Whatever title another member gave, a whole identifier names its link.
    if let Some(exact) = all.iter().find(|one| one.id.to_string() == name) {
        return Ok(exact.clone());
    }
    let begins = |one: &LinkView| name.len() >= LINK_PREFIX_MIN && one.id.to_string().starts_with(name);
    let mut found: Vec<_> = all.into_iter().filter(|one| begins(one) || one.title == name).collect();
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        (Some(_), false) => Err(Failure::new(Exit::Input, "link-ambiguous").with("name", name)),
        (None, _) => Err(Failure::new(Exit::Refused, "link-not-found").with("name", name)),
    }
}

/// Fewer digits of an identifier say nothing.
const LINK_PREFIX_MIN: usize = 6;

/// Digits of an identifier in a list.
pub const LINK_PREFIX_SHOWN: usize = 8;

/// The account of the person with this address.
pub async fn person(session: &Session, email: &str) -> Result<AccountView, Failure> {
    let accounts = session.accounts().await.map_err(|error| failure(&error))?;
    accounts
        .into_iter()
        .find(|account| account.person.person.email.eq_ignore_ascii_case(email))
        .ok_or_else(|| Failure::new(Exit::Refused, "person-not-found").with("name", email))
}

/// The path of a document or a folder, from the root.
pub fn path(view: &WorkspaceView, parent: Option<FolderId>, name: &str) -> String {
    let mut names = vec![name];
    let mut next = parent;
    while let Some(folder) = next.and_then(|id| view.folders.iter().find(|folder| folder.id == id)) {
        names.push(&folder.name);
        next = folder.parent;
    }
    names.reverse();
    names.join(SEPARATOR)
}

/// Everything that `name` may mean: one identifier, one path, or all that have this name.
fn named(view: &WorkspaceView, name: &str) -> Vec<Item> {
    let folders = view.folders.iter().map(|one| (Item::Folder(one.id), one.parent, one.name.as_str()));
    let documents = view.document_list.iter().filter(|one| !one.trashed);
    let documents = documents.map(|one| (Item::Document(one.id), one.folder, one.name.as_str()));
    let all: Vec<_> = folders.chain(documents).collect();
    let wanted = name.trim_matches('/');
    let exact =
        all.iter().find(|(item, parent, own)| id(*item) == name || path(view, *parent, own) == wanted);
    match exact {
        Some((item, ..)) => vec![*item],
        None => all.iter().filter(|(.., own)| *own == wanted).map(|(item, ..)| *item).collect(),
    }
}

fn one_of(name: &str, none: &str, found: &[Item]) -> Result<Item, Failure> {
    match *found {
        [one] => Ok(one),
        [] => Err(missing(name, none)),
        _ => Err(Failure::new(Exit::Input, "item-ambiguous").with("name", name)),
    }
}

fn missing(name: &str, code: &str) -> Failure {
    Failure::new(Exit::Refused, code).with("name", name)
}

fn id(item: Item) -> String {
    match item {
        Item::Folder(folder) => folder.to_string(),
        Item::Document(document) => document.to_string(),
    }
}
