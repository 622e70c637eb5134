//! One's own sessions.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use beffroi_seal::id::{DeviceId, SessionId};
use beffroi_wire::account::{SessionInfo, SessionList};
use beffroi_wire::error::ErrorBody;

use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::extract::Ids;
use crate::http::signed::{Caller, MaybeProvisional, Signed};

/// Ends this session.
#[utoipa::path(post, path = "/api/v1/logout", tag = "account", security(("device" = [])),
    responses((status = 204), (status = 401, body = ErrorBody)))]
pub(crate) async fn logout(State(app): State<App>, signed: MaybeProvisional) -> ApiResult<StatusCode> {
    let session = SessionId::from_bytes(signed.caller.session.session);
    end(&app, &signed.caller, session, "logout").await
}

/// The account's open sessions.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "account", security(("device" = [])),
    responses((status = 200, body = SessionList), (status = 401, body = ErrorBody)))]
pub(crate) async fn list(State(app): State<App>, signed: Signed) -> ApiResult<Json<SessionList>> {
    let caller = &signed.caller;
    let records = app.store.sessions_of(caller.account.into(), app.now()).await?;
    let sessions = records
        .into_iter()
        .map(|record| {
            let device = DeviceId::from_bytes(record.device);
            SessionInfo {
                session: SessionId::from_bytes(record.session),
                device,
                current: record.session == caller.session.session,
                provisional: caller.org.device(device).is_none(),
                opened_at: record.opened_at,
                seen_at: record.seen_at,
                expires_at: record.expires_at,
                address: record.address,
            }
        })
        .collect();
    Ok(Json(SessionList { sessions }))
}

/// Ends one of the account's sessions.
#[utoipa::path(delete, path = "/api/v1/sessions/{session}", tag = "account", security(("device" = [])),
    params(("session" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn close(
    State(app): State<App>,
    Ids(session): Ids<SessionId>,
    signed: Signed,
) -> ApiResult<StatusCode> {
    end(&app, &signed.caller, session, "session-close").await
}

async fn end(app: &App, caller: &Caller, session: SessionId, name: &'static str) -> ApiResult<StatusCode> {
    let act = app.open(caller.acting(name, Some(session.into()))).await?;
    let permit = app.authority.own_sessions(caller, &act);
    let closed = app.store.close_session(permit, caller.account.into(), session.into()).await?;
    let result = if closed { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) };
    app.settle(&act, result).await
}
