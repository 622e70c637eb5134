//! Share links, for the members of their workspace.

use axum::Json;
use axum::extract::State;
use beffroi_ledger::workspace::Role;
use beffroi_seal::id::{LinkId, ObjectId, WorkspaceId};
use beffroi_store::link::{LinkRow, LinkUseKind as Stored, LinkUseRow};
use beffroi_wire::error::ErrorBody;
use beffroi_wire::link::{
    LinkCountList, LinkCounts, LinkPasswordAnswer, LinkPasswordMaking, LinkUse, LinkUseKind, LinkUseList,
};
use beffroi_wire::{B64, codes};

use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::extract::Ids;
use crate::http::signed::Signed;
use crate::routes::object::enter;

/// Uses returned at once.
const USES_MAX: u32 = 1_000;

/// How the links of a workspace were used.
#[utoipa::path(get, path = "/api/v1/workspaces/{workspace}/links", tag = "link", security(("device" = [])),
    params(("workspace" = String, Path)),
    responses((status = 200, body = LinkCountList), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn counts(
    State(app): State<App>,
    Ids(workspace): Ids<WorkspaceId>,
    signed: Signed,
) -> ApiResult<Json<LinkCountList>> {
    enter(&app, &signed.caller, workspace).await?;
    let links = app.store.links_of(workspace.into()).await?.iter().map(counts_of).collect();
    Ok(Json(LinkCountList { links }))
}

/// What was done with one link.
#[utoipa::path(get, path = "/api/v1/workspaces/{workspace}/links/{link}/uses", tag = "link",
    security(("device" = [])), params(("workspace" = String, Path), ("link" = String, Path)),
    responses((status = 200, body = LinkUseList), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn uses(
    State(app): State<App>,
    Ids((workspace, link)): Ids<(WorkspaceId, LinkId)>,
    signed: Signed,
) -> ApiResult<Json<LinkUseList>> {
    enter(&app, &signed.caller, workspace).await?;
    let row = app.store.link(link.into()).await?;
    let row =
        row.filter(|row| row.workspace == <[u8; 16]>::from(workspace)).ok_or_else(ApiError::not_found)?;
    let caller = &signed.caller;
    app.note_reading(caller.acting("link-uses", Some(row.link)), caller.session.session).await?;
    let uses = app.store.link_uses(row.link, USES_MAX).await?.into_iter().map(use_of).collect();
    Ok(Json(LinkUseList { uses }))
}

/// Answers for the password of a link about to be opened: only while there is no such link, so that no member can guess
/// here what the link's own limit protects.
#[utoipa::path(post, path = "/api/v1/workspaces/{workspace}/links/{link}/password", tag = "link",
    security(("device" = [])), params(("workspace" = String, Path), ("link" = String, Path)),
    request_body = LinkPasswordMaking,
    responses((status = 200, body = LinkPasswordAnswer), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn make_password(
    State(app): State<App>,
    Ids((workspace, link)): Ids<(WorkspaceId, LinkId)>,
    signed: Signed,
) -> ApiResult<Json<LinkPasswordAnswer>> {
    let request: LinkPasswordMaking = signed.json()?;
    let (reading, _) = enter(&app, &signed.caller, workspace).await?;
    if reading.role < Role::Member {
        return Err(ApiError::new(codes::FORBIDDEN).param("needs", "member"));
    }
    if app.store.link(link.into()).await?.is_some() {
        return Err(ApiError::new(codes::ALREADY_EXISTS));
    }
    let answer = app.keys.link_passwords().answer(link, &request.question);
    Ok(Json(LinkPasswordAnswer { answer: answer.map_err(ApiError::malformed)? }))
}

fn counts_of(row: &LinkRow) -> LinkCounts {
    LinkCounts {
        link: LinkId::from_bytes(row.link),
        opened: row.opened,
        downloads: row.downloads,
        received: row.received,
        refused_at: row.refused_at,
    }
}

fn use_of(row: LinkUseRow) -> LinkUse {
    let kind = match row.kind {
        Stored::Shown => LinkUseKind::Shown,
        Stored::PasswordAsked => LinkUseKind::PasswordAsked,
        Stored::Opened => LinkUseKind::Opened,
        Stored::Downloaded => LinkUseKind::Downloaded,
        Stored::Received => LinkUseKind::Received,
        Stored::Refused => LinkUseKind::Refused,
    };
    LinkUse {
        at: row.at,
        kind,
        address: row.address,
        object: row.object.map(ObjectId::from_bytes),
        statement: row.statement.map(B64::from),
    }
}
