//! Every route of the server: as templates for routers and documents, as functions for callers.

use std::fmt::Display;

use beffroi_seal::id::{DepositId, InvitationId, LinkId, ObjectId, SessionId, WorkspaceId};

use crate::LocatorId;

/// Prefix of the programming interface.
pub const BASE: &str = "/api/v1";

/// Health of the process and its database; no authentication, no detail.
pub const HEALTH: &str = "/healthz";

macro_rules! routes {
    ($($(#[$doc:meta])* $name:ident = $path:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = concat!("/api/v1", $path);)*
        /// Every route template under [`BASE`].
        pub const ALL: &[&str] = &[$($name),*];
    };
}

routes! {
    /// GET: public face of the organisation.
    ORGANISATION = "/organisation";
    /// GET: the OpenAPI document.
    OPENAPI = "/openapi.json";
    /// POST: OPAQUE registration of the first administrator.
    SETUP_START = "/setup/register-start";
    /// POST: genesis.
    SETUP_FINISH = "/setup/finish";
    /// POST.
    LOGIN_START = "/login/start";
    /// POST.
    LOGIN_FINISH = "/login/finish";
    /// POST, signed.
    LOGOUT = "/logout";
    /// GET, signed.
    SESSIONS = "/sessions";
    /// DELETE, signed.
    SESSION = "/sessions/{session}";
    /// GET and PUT, signed.
    ACCOUNT_BLOB = "/account/blob";
    /// POST, signed.
    PASSWORD_START = "/account/password/start";
    /// POST, signed.
    PASSWORD_FINISH = "/account/password/finish";
    /// GET and POST, signed.
    ORG_LOG = "/org/log";
    /// POST, signed by an administrator.
    INVITATIONS = "/invitations";
    /// GET (public) and DELETE (signed by an administrator).
    INVITATION = "/invitations/{invitation}";
    /// POST, public.
    INVITATION_START = "/invitations/{invitation}/start";
    /// POST, public.
    INVITATION_ACCEPT = "/invitations/{invitation}/accept";
    /// GET, signed by an administrator.
    ENROLMENTS = "/enrolments";
    /// GET and POST, signed.
    WORKSPACES = "/workspaces";
    /// GET and POST, signed.
    WORKSPACE_LOG = "/workspaces/{workspace}/log";
    /// GET, signed.
    OBJECT = "/workspaces/{workspace}/objects/{object}";
    /// GET, signed.
    OBJECT_PARTS = "/workspaces/{workspace}/objects/{object}/parts";
    /// PUT, signed.
    OBJECT_PART = "/workspaces/{workspace}/objects/{object}/parts/{number}";
    /// POST, signed.
    OBJECT_COMPLETE = "/workspaces/{workspace}/objects/{object}/complete";
    /// GET, signed.
    WORKSPACE_DEPOSITS = "/workspaces/{workspace}/deposits";
    /// POST, signed.
    DEPOSIT_REPLIES = "/workspaces/{workspace}/deposits/{deposit}/replies";
    /// GET, public.
    INTAKE = "/intake";
    /// GET, signed by an administrator.
    INTAKE_CANDIDATES = "/intake/candidates";
    /// POST, public.
    INTAKE_DEPOSITS = "/intake/deposits";
    /// PUT, with the deposit's token.
    INTAKE_PART = "/intake/deposits/{deposit}/objects/{object}/parts/{number}";
    /// POST, with the deposit's token.
    INTAKE_COMPLETE = "/intake/deposits/{deposit}/complete";
    /// GET, signed by the reporter's key.
    INTAKE_THREAD = "/intake/threads/{locator}";
    /// POST, signed by the reporter's key.
    INTAKE_MESSAGES = "/intake/threads/{locator}/messages";
    /// GET, signed.
    WORKSPACE_LINKS = "/workspaces/{workspace}/links";
    /// GET, signed.
    LINK_USES = "/workspaces/{workspace}/links/{link}/uses";
    /// POST, signed.
    LINK_PASSWORD_MAKING = "/workspaces/{workspace}/links/{link}/password";
    /// POST, with the link's token.
    LINK_COVER = "/links/{link}/cover";
    /// POST, with the link's token.
    LINK_PASSWORD = "/links/{link}/password";
    /// POST, with the link's token.
    LINK_OPEN = "/links/{link}/open";
    /// POST, with the link's token.
    LINK_DOWNLOADS = "/links/{link}/downloads";
    /// GET, with the permit of a download.
    LINK_OBJECT = "/links/{link}/objects/{object}";
    /// POST, with the link's token.
    LINK_STATEMENTS = "/links/{link}/statements";
    /// GET, signed by an administrator.
    AUDIT = "/audit";
}

/// Fills the `{…}` places of a template, in order.
///
/// ```
/// use beffroi_wire::routes;
/// assert_eq!(routes::fill(routes::SESSION, &[&"0a"]), "/api/v1/sessions/0a");
/// ```
#[must_use]
pub fn fill(template: &str, values: &[&dyn Display]) -> String {
    let mut path = String::with_capacity(template.len() + 32);
    let mut values = values.iter();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        if let Some(value) = values.next() {
            path.push_str(&value.to_string());
        }
        rest = after.split_once('}').map_or("", |(_, tail)| tail);
    }
    path.push_str(rest);
    path
}

/// Path of one session.
#[must_use]
pub fn session(session: SessionId) -> String {
    fill(SESSION, &[&session])
}

/// Path of one invitation.
#[must_use]
pub fn invitation(invitation: InvitationId) -> String {
    fill(INVITATION, &[&invitation])
}

/// Path of an invitation's OPAQUE start.
#[must_use]
pub fn invitation_start(invitation: InvitationId) -> String {
    fill(INVITATION_START, &[&invitation])
}

/// Path of an invitation's acceptance.
#[must_use]
pub fn invitation_accept(invitation: InvitationId) -> String {
    fill(INVITATION_ACCEPT, &[&invitation])
}

/// Path of the organisation log from a sequence.
#[must_use]
pub fn org_log_from(from: u64) -> String {
    format!("{ORG_LOG}?from={from}")
}

/// Path of a workspace log (to append).
#[must_use]
pub fn workspace_log(workspace: WorkspaceId) -> String {
    fill(WORKSPACE_LOG, &[&workspace])
}

/// Path of a workspace log from a sequence.
#[must_use]
pub fn workspace_log_from(workspace: WorkspaceId, from: u64) -> String {
    format!("{}?from={from}", workspace_log(workspace))
}

/// Path of an object.
#[must_use]
pub fn object(workspace: WorkspaceId, object: ObjectId) -> String {
    fill(OBJECT, &[&workspace, &object])
}

/// Path of an object's list of parts.
#[must_use]
pub fn object_parts(workspace: WorkspaceId, object: ObjectId) -> String {
    fill(OBJECT_PARTS, &[&workspace, &object])
}

/// Path of one part of an object.
#[must_use]
pub fn object_part(workspace: WorkspaceId, object: ObjectId, number: u32) -> String {
    fill(OBJECT_PART, &[&workspace, &object, &number])
}

/// Path of an object's completion.
#[must_use]
pub fn object_complete(workspace: WorkspaceId, object: ObjectId) -> String {
    fill(OBJECT_COMPLETE, &[&workspace, &object])
}

/// Path of a desk's deposits after a sequence.
#[must_use]
pub fn workspace_deposits_after(workspace: WorkspaceId, after: Option<u64>) -> String {
    let path = fill(WORKSPACE_DEPOSITS, &[&workspace]);
    match after {
        Some(after) => format!("{path}?after={after}"),
        None => path,
    }
}

/// Path of the replies to a deposit.
#[must_use]
pub fn deposit_replies(workspace: WorkspaceId, deposit: DepositId) -> String {
    fill(DEPOSIT_REPLIES, &[&workspace, &deposit])
}

/// Path of one part of a deposit's attachment.
#[must_use]
pub fn intake_part(deposit: DepositId, object: ObjectId, number: u32) -> String {
    fill(INTAKE_PART, &[&deposit, &object, &number])
}

/// Path of a deposit's completion.
#[must_use]
pub fn intake_complete(deposit: DepositId) -> String {
    fill(INTAKE_COMPLETE, &[&deposit])
}

/// Path of a reporter's thread.
#[must_use]
pub fn intake_thread(locator: LocatorId) -> String {
    fill(INTAKE_THREAD, &[&locator])
}

/// Path of a reporter's messages.
#[must_use]
pub fn intake_messages(locator: LocatorId) -> String {
    fill(INTAKE_MESSAGES, &[&locator])
}

/// Path of the use of a workspace's links.
#[must_use]
pub fn workspace_links(workspace: WorkspaceId) -> String {
    fill(WORKSPACE_LINKS, &[&workspace])
}

/// Path of the uses of one link.
#[must_use]
pub fn link_uses(workspace: WorkspaceId, link: LinkId) -> String {
    fill(LINK_USES, &[&workspace, &link])
}

/// Path of the password of a link about to be opened.
#[must_use]
pub fn link_password_making(workspace: WorkspaceId, link: LinkId) -> String {
    fill(LINK_PASSWORD_MAKING, &[&workspace, &link])
}

/// Path of something that a link's visitor asks for: one of the templates that take the link alone.
#[must_use]
pub fn of_link(template: &str, link: LinkId) -> String {
    fill(template, &[&link])
}

/// Path of an object that a link gives.
#[must_use]
pub fn link_object(link: LinkId, object: ObjectId) -> String {
    fill(LINK_OBJECT, &[&link, &object])
}
