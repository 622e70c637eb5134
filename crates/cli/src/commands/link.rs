//! `beffroi link …` for members: made, listed, followed, stopped.

use std::time::Duration;

use beffroi_client::Session;
use beffroi_client::host::Host;
use beffroi_client::link::NewLink;
use beffroi_client::native::SystemHost;
use beffroi_client::view::{LinkNoteView, LinkState, LinkUseKind, LinkUseView, LinkView};
use beffroi_seal::id::{DocumentId, WorkspaceId};

use super::find;
use crate::args::{Link, LinkCreate};
use crate::exit::Failure;
use crate::people::{failure, password};
use crate::terminal::Terminal;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Runs one `link` command of a member.
pub async fn run(session: &Session, command: &Link, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        Link::Create(arguments) => create(session, arguments, terminal).await,
        Link::List { workspace } => {
            let workspace = find::workspace(session, workspace).await?.id;
            list(session, workspace, terminal).await
        }
        Link::Show { workspace, share } => {
            let workspace = find::workspace(session, workspace).await?.id;
            let link = find::link(session, workspace, share).await?;
            show(session, workspace, &link, terminal).await
        }
        Link::Suspend { workspace, share }
        | Link::Resume { workspace, share }
        | Link::Close { workspace, share } => {
            let workspace = find::workspace(session, workspace).await?.id;
            let link = find::link(session, workspace, share).await?.id;
            match command {
                Link::Suspend { .. } => session.suspend_link(workspace, link).await,
                Link::Resume { .. } => session.resume_link(workspace, link).await,
                _ => session.close_link(workspace, link).await,
            }
            .map_err(|error| failure(&error))?;
            if terminal.json() {
                terminal.value(&serde_json::json!({ "link": link }));
            } else {
                terminal.line(&terminal.text("document.done", &[]));
            }
            Ok(())
        }
        Link::Look { .. } | Link::Fetch(_) | Link::Refuse { .. } => Ok(()),
    }
}

/// The address alone goes to standard output, so that it can be handed to another program.
async fn create(session: &Session, arguments: &LinkCreate, terminal: &Terminal) -> Result<(), Failure> {
    let workspace = find::workspace(session, &arguments.workspace).await?.id;
    let view = session.workspace(workspace).await.map_err(|error| failure(&error))?;
    let documents: Vec<DocumentId> = arguments
        .documents
        .iter()
        .map(|name| find::document(&view, name).map(|(id, _)| id))
        .collect::<Result<_, _>>()?;
    let wanted = arguments.password || arguments.password_file.is_some();
    let secret = || password(arguments.password_file.as_deref(), true, terminal);
    let password = wanted.then(secret).transpose()?;
    let new = NewLink {
        documents: &documents,
        title: &arguments.title,
        message: &arguments.message,
        expires_at: SystemHost.now() + DAY * u32::from(arguments.days),
        downloads_max: arguments.downloads,
        password: password.as_deref(),
    };
    let link = session.create_link(workspace, &new).await.map_err(|error| failure(&error))?;
    if terminal.json() {
        terminal.value(&link);
    } else {
        terminal.line(&link.address);
    }
    Ok(())
}

async fn list(session: &Session, workspace: WorkspaceId, terminal: &Terminal) -> Result<(), Failure> {
    let links = session.links(workspace).await.map_err(|error| failure(&error))?;
    if terminal.json() {
        terminal.value(&links);
        return Ok(());
    }
    if links.is_empty() {
        terminal.line(&terminal.text("links.none", &[]));
    }
    for link in &links {
        let id = &link.id.to_string()[..find::LINK_PREFIX_SHOWN];
        let state = terminal.text(state_key(link.state), &[]);
        let until = link.expires_at.strftime(&terminal.text("instant", &[])).to_string();
        let counts = counts(link, terminal);
        let params =
            [("id", id), ("state", &state), ("until", &until), ("counts", &counts), ("title", &link.title)];
        terminal.line(&terminal.text("links.line", &params));
    }
    Ok(())
}

fn counts(link: &LinkView, terminal: &Terminal) -> String {
    let (opened, downloads) = (link.opened.to_string(), link.downloads.to_string());
    let received = link.received.to_string();
    let params = [("opened", &*opened), ("downloads", &*downloads), ("received", &*received)];
    terminal.text("links.counts", &params)
}

async fn show(
    session: &Session,
    workspace: WorkspaceId,
    link: &LinkView,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let uses = session.link_uses(workspace, link.id).await.map_err(|error| failure(&error))?;
    if terminal.json() {
        terminal.value(&serde_json::json!({ "link": link, "uses": uses }));
        return Ok(());
    }
    terms(link, terminal);
    terminal.line(&format!("\n{}", terminal.text("show.documents", &[])));
    for document in &link.documents {
        let size = format!("{:>12}", indicatif::BinaryBytes(document.size).to_string());
        terminal.line(&terminal.text("links.document", &[("size", &size), ("name", &document.name)]));
    }
    terminal.line(&format!("\n{}", terminal.text("links.uses", &[])));
    if uses.is_empty() {
        terminal.line(&terminal.text("links.uses-none", &[]));
    }
    // The client gives the latest first; on a terminal one reads downwards, and the latest stands above the prompt.
    for one in uses.iter().rev() {
        used(one, terminal);
    }
    Ok(())
}

fn terms(link: &LinkView, terminal: &Terminal) {
    let pattern = terminal.text("instant", &[]);
    let tell = |key: &str, value: &str| terminal.line(&terminal.text(key, &[("value", value)]));
    tell("links.show.title", &link.title);
    tell("links.show.id", &link.id.to_string());
    tell("links.show.state", &terminal.text(state_key(link.state), &[]));
    tell("links.show.until", &link.expires_at.strftime(&pattern).to_string());
    let made = [("at", &*link.created_at.strftime(&pattern).to_string()), ("who", &*link.created_by)];
    terminal.line(&terminal.text("links.show.made", &made));
    let password = if link.password { "links.show.password-yes" } else { "links.show.password-no" };
    terminal.line(&terminal.text(password, &[]));
    match link.downloads_max {
        Some(most) => tell("links.show.downloads-max", &most.to_string()),
        None => terminal.line(&terminal.text("links.show.downloads-any", &[])),
    }
    terminal.line(&counts(link, terminal));
    tell("links.show.address", &link.address);
    if !link.message.is_empty() {
        terminal.line(&terminal.text("links.message", &[]));
        quote(&link.message, terminal);
    }
}

/// Words of others, each line marked: none passes for a line of ours.
pub fn quote(words: &str, terminal: &Terminal) {
    for line in words.lines() {
        terminal.line(&format!("  | {line}"));
    }
}

fn used(one: &LinkUseView, terminal: &Terminal) {
    let key = match one.kind {
        LinkUseKind::Shown => "links.shown",
        LinkUseKind::PasswordAsked => "links.password-asked",
        LinkUseKind::Opened => "links.opened",
        LinkUseKind::Downloaded => "links.downloaded",
        LinkUseKind::Received => "links.received",
        LinkUseKind::Refused => "links.refused",
    };
    let said = one.statement.as_ref();
    let nobody = terminal.text("links.nobody", &[]);
    let name = said.map(|said| said.name.as_str()).filter(|name| !name.is_empty()).unwrap_or(&nobody);
    let document = one.document.as_deref().unwrap_or_default();
    let what = terminal.text(key, &[("document", document), ("name", name)]);
    let at = one.at.strftime(&terminal.text("instant", &[])).to_string();
    terminal.line(&terminal.text("links.use", &[("at", &at), ("address", &one.address), ("what", &what)]));
    if let (LinkUseKind::Refused, Some(said)) = (one.kind, said) {
        refused(said, terminal);
    }
}

fn refused(said: &LinkNoteView, terminal: &Terminal) {
    quote(&said.text, terminal);
    let opened = if said.opened { "links.refused-opened" } else { "links.refused-unopened" };
    terminal.line(&terminal.text(opened, &[]));
}

fn state_key(state: LinkState) -> &'static str {
    match state {
        LinkState::Active => "links.state.active",
        LinkState::Suspended => "links.state.suspended",
        LinkState::Expired => "links.state.expired",
        LinkState::Exhausted => "links.state.exhausted",
        LinkState::Refused => "links.state.refused",
        LinkState::Closed => "links.state.closed",
    }
}
