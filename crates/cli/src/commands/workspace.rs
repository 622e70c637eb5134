//! `beffroi workspace …` and `beffroi member add|role|remove`.

use beffroi_client::Session;
use beffroi_client::view::WorkspaceView;
use beffroi_ledger::workspace::Role;

use super::find;
use crate::args::{Member, RoleArg, Workspace};
use crate::exit::{Exit, Failure};
use crate::people::failure;
use crate::terminal::Terminal;

/// Runs one `workspace` command.
pub async fn run(session: &Session, command: &Workspace, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        Workspace::Create { name, purpose } => {
            let id = session.create_workspace(name, purpose).await.map_err(|error| failure(&error))?;
            let id = id.to_string();
            if terminal.json() {
                terminal.value(&serde_json::json!({ "id": id }));
            } else {
                terminal.line(&terminal.text("workspace.created", &[("id", &id)]));
            }
        }
        Workspace::List => list(session, terminal).await?,
        Workspace::Show { workspace } => {
            let summary = find::workspace(session, workspace).await?;
            let view = session.workspace(summary.id).await.map_err(|error| failure(&error))?;
            if terminal.json() {
                terminal.value(&view);
            } else {
                show(&view, terminal);
            }
        }
        command => turn(session, command, terminal).await?,
    }
    Ok(())
}

/// What an owner decides of a workspace.
async fn turn(session: &Session, command: &Workspace, terminal: &Terminal) -> Result<(), Failure> {
    let (Workspace::Suspend { workspace }
    | Workspace::Resume { workspace }
    | Workspace::Close { workspace }
    | Workspace::Reopen { workspace }
    | Workspace::Delete { workspace, .. }) = command
    else {
        return Ok(());
    };
    let found = find::workspace(session, workspace).await?;
    match command {
        Workspace::Suspend { .. } => session.suspend_workspace(found.id).await,
        Workspace::Resume { .. } => session.resume_workspace(found.id).await,
        Workspace::Close { .. } => session.close_workspace(found.id).await,
        Workspace::Reopen { .. } => session.reopen_workspace(found.id).await,
        Workspace::Delete { confirm, .. } if *confirm != found.name => {
            return Err(Failure::new(Exit::Input, "confirmation-differs").with("name", found.name));
        }
        _ => session.delete_workspace(found.id).await,
    }
    .map_err(|error| failure(&error))?;
    if terminal.json() {
        terminal.value(&serde_json::json!({ "workspace": found.id }));
    } else {
        terminal.line(&terminal.text("document.done", &[]));
    }
    Ok(())
}

/// Runs one `member` command.
pub async fn member(session: &Session, command: &Member, terminal: &Terminal) -> Result<(), Failure> {
    let (Member::Add { workspace, email, .. }
    | Member::Role { workspace, email, .. }
    | Member::Remove { workspace, email }) = command;
    let workspace = find::workspace(session, workspace).await?.id;
    let account = find::person(session, email).await?.person.account;
    match command {
        Member::Add { role, .. } => session.add_member(workspace, account, (*role).into()).await,
        Member::Role { role, .. } => session.change_role(workspace, account, (*role).into()).await,
        Member::Remove { .. } => session.remove_member(workspace, account).await,
    }
    .map_err(|error| failure(&error))?;
    if terminal.json() {
        terminal.value(&serde_json::json!({ "workspace": workspace, "account": account }));
    } else {
        terminal.line(&terminal.text("member.done", &[]));
    }
    Ok(())
}

async fn list(session: &Session, terminal: &Terminal) -> Result<(), Failure> {
    let all = session.workspaces().await.map_err(|error| failure(&error))?;
    if terminal.json() {
        terminal.value(&all);
        return Ok(());
    }
    if all.is_empty() {
        terminal.line(&terminal.text("workspace.none", &[]));
    }
    for one in all {
        let (id, documents, members) =
            (one.id.to_string(), one.documents.to_string(), one.members.to_string());
        let role = role_name(one.role, terminal);
        let params = [
            ("id", id.as_str()),
            ("role", role.as_str()),
            ("documents", documents.as_str()),
            ("members", members.as_str()),
            ("name", one.name.as_str()),
        ];
        terminal.line(&terminal.text("workspace.line", &params));
        if let Some(alarm) = one.alarm {
            terminal.line(&terminal.text("show.alarm", &[("code", &alarm.code)]));
        }
    }
    Ok(())
}

fn show(view: &WorkspaceView, terminal: &Terminal) {
    let heading = |key: &str| terminal.line(&format!("\n{}", terminal.text(key, &[])));
    terminal.line(&view.summary.name);
    if view.summary.suspended {
        terminal.line(&terminal.text("show.suspended", &[]));
    }
    if view.summary.closed {
        terminal.line(&terminal.text("show.closed", &[]));
    }
    if let Some(alarm) = &view.summary.alarm {
        terminal.line(&terminal.text("show.alarm", &[("code", &alarm.code)]));
    }
    heading("show.documents");
    let live: Vec<_> = view.document_list.iter().filter(|document| !document.trashed).collect();
    if live.is_empty() {
        terminal.line(&terminal.text("show.empty", &[]));
    }
    for document in live {
        let size = indicatif::BinaryBytes(document.size);
        let path = find::path(view, document.folder, &document.name);
        terminal.line(&format!("  {}  {size:>12}  {path}", document.id));
    }
    heading("show.members");
    for member in &view.member_list {
        terminal.line(&format!(
            "  {:<14} {} <{}>",
            role_name(member.role, terminal),
            member.name,
            member.email
        ));
    }
}

fn role_name(role: Role, terminal: &Terminal) -> String {
    terminal.text(
        match role {
            Role::Owner => "role.owner",
            Role::Member => "role.member",
            Role::Reader => "role.reader",
        },
        &[],
    )
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Owner => Self::Owner,
            RoleArg::Member => Self::Member,
            RoleArg::Reader => Self::Reader,
        }
    }
}
