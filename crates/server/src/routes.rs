//! The handlers, one file for each subject: extract, judge, one store call, answer.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod candidates;
pub(crate) mod intake;
pub(crate) mod invitation;
pub(crate) mod link;
pub(crate) mod login;
pub(crate) mod object;
pub(crate) mod org_log;
pub(crate) mod organisation;
pub(crate) mod session;
pub(crate) mod setup;
pub(crate) mod shared;
pub(crate) mod thread;
pub(crate) mod workspace;

use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use beffroi_wire::{limits, routes};

use crate::app::App;
use crate::error::ApiError;

/// Bodies of ordinary requests.
const SMALL_BYTES_MAX: usize = 64 * 1024;
/// Base64url and JSON around sealed bytes.
const fn in_json(bytes: u64) -> usize {
    (bytes as usize) / 3 * 4 + 16 * 1024
}

/// Every route of the programming interface.
pub(crate) fn router(app: &App) -> Router<App> {
    let limit = DefaultBodyLimit::max;
    Router::new()
        .route(routes::ORGANISATION, get(organisation::organisation))
        .route(routes::OPENAPI, get(organisation::openapi))
        .route(routes::LOGIN_START, post(login::start))
        .route(routes::LOGIN_FINISH, post(login::finish))
        .route(routes::LOGOUT, post(session::logout))
        .route(routes::SESSIONS, get(session::list))
        .route(routes::SESSION, delete(session::close))
        .route(routes::SETUP_START, post(setup::start))
        .route(routes::INVITATIONS, post(invitation::create))
        .route(routes::INVITATION, get(invitation::show).delete(invitation::revoke))
        .route(routes::INVITATION_START, post(invitation::start))
        .route(routes::ENROLMENTS, get(invitation::enrolments))
        .route(routes::PASSWORD_START, post(account::password_start))
        .route(routes::OBJECT, get(object::read))
        .route(routes::OBJECT_PARTS, get(object::parts))
        .route(routes::INTAKE, get(intake::info))
        .route(routes::INTAKE_CANDIDATES, get(candidates::list))
        .route(routes::INTAKE_DEPOSITS, post(intake::begin))
        .route(routes::INTAKE_THREAD, get(thread::read))
        .route(routes::WORKSPACE_LINKS, get(shared::counts))
        .route(routes::LINK_USES, get(shared::uses))
        .route(routes::LINK_PASSWORD_MAKING, post(shared::make_password))
        .route(routes::LINK_COVER, post(link::cover))
        .route(routes::LINK_PASSWORD, post(link::password))
        .route(routes::LINK_OPEN, post(link::open))
        .route(routes::LINK_DOWNLOADS, post(link::download))
        .route(routes::LINK_OBJECT, get(link::object))
        .route(routes::LINK_STATEMENTS, post(link::declare))
        .route(routes::AUDIT, get(audit::read))
        .layer(limit(SMALL_BYTES_MAX))
        .merge(large())
        .merge(parts(app))
}

/// Parts of objects: the only bodies of megabytes, so that only so many are held in memory at once.
fn parts(app: &App) -> Router<App> {
    Router::new()
        .merge(
            Router::new()
                .route(routes::OBJECT_PART, put(object::put_part))
                .layer(from_fn_with_state(app.clone(), one_of_the_members)),
        )
        .merge(
            Router::new()
                .route(routes::INTAKE_PART, put(intake::put_part))
                .layer(from_fn_with_state(app.clone(), one_of_the_public)),
        )
        .layer(DefaultBodyLimit::max(limits::PART_BYTES_MAX as usize))
}

/// A stranger who sends slowly must not keep members from sending: each has places of their own.
async fn one_of_the_members(State(app): State<App>, request: Request, next: Next) -> Response {
    // The semaphore is never closed; without a permit the request would only be slower.
    let _turn = app.uploads.members.acquire().await;
    next.run(request).await
}

async fn one_of_the_public(State(app): State<App>, request: Request, next: Next) -> Response {
    let _turn = app.uploads.public.acquire().await;
    next.run(request).await
}

/// Routes whose bodies are larger, each with its own limit.
fn large() -> Router<App> {
    let limit = |bytes| DefaultBodyLimit::max(in_json(bytes));
    let (entry, blob, letter) = (limits::ENTRY_BYTES_MAX, limits::BLOB_BYTES_MAX, limits::LETTER_BYTES_MAX);
    let digests = DefaultBodyLimit::max(limits::PARTS_MAX as usize * 70 + SMALL_BYTES_MAX);
    Router::new()
        .route(routes::SETUP_FINISH, post(setup::finish).layer(limit(2 * blob)))
        .route(routes::INVITATION_ACCEPT, post(invitation::accept).layer(limit(2 * blob)))
        .route(routes::ACCOUNT_BLOB, get(account::blob).put(account::put_blob).layer(limit(blob)))
        .route(routes::PASSWORD_FINISH, post(account::password_finish).layer(limit(blob)))
        .route(routes::ORG_LOG, get(org_log::read).post(org_log::append).layer(limit(entry)))
        .route(routes::WORKSPACES, get(workspace::list).post(workspace::create).layer(limit(2 * entry)))
        .route(routes::WORKSPACE_LOG, get(workspace::read).post(workspace::append).layer(limit(entry)))
        .route(routes::OBJECT_COMPLETE, post(object::complete).layer(digests))
        .route(routes::INTAKE_COMPLETE, post(intake::complete).layer(limit(2 * letter)))
        .route(routes::INTAKE_MESSAGES, post(thread::message).layer(limit(letter)))
        .route(routes::WORKSPACE_DEPOSITS, get(intake::deposits).layer(limit(0)))
        .route(routes::DEPOSIT_REPLIES, post(intake::reply).layer(limit(letter)))
}

/// A path with an id that is not one names nothing.
impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> Self {
        Self::not_found()
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::malformed(rejection.body_text())
    }
}
