//! Signing in. Until the password is proven, an unknown address, a wrong password and a forged message are one answer, at
//! one price.

use axum::Json;
use axum::extract::State;
use beffroi_ledger::org::{AccountStatus, OrgState};
use beffroi_seal::Context;
use beffroi_seal::id::{AccountId, OrganisationId, SessionId};
use beffroi_seal::login::{LoginFinish, LoginRequest, PasswordRecord, PendingLogin, SessionKey};
use beffroi_store::audit::OpenedAct;
use beffroi_store::session::SessionRecord;
use beffroi_wire::error::ErrorBody;
use beffroi_wire::login::{AccountBlob, LoginFinishRequest, LoginFinished, LoginStartRequest, LoginStarted};
use beffroi_wire::{B64, LoginId, codes};

use crate::app::{Acting, App};
use crate::clock::rng;
use crate::error::{ApiError, ApiResult};
use crate::http::address::ClientAddress;
use crate::http::body::JsonBody;

const ATTEMPT_MS: i64 = 2 * 60_000;
/// The slot of logins that wait for their proof.
const PENDING: &str = "server-login";

/// The login's slot: the same on both sides.
fn slot(organisation: OrganisationId) -> Context {
    Context::new("login").organisation(organisation)
}

/// Begins a password login.
#[utoipa::path(post, path = "/api/v1/login/start", tag = "login", request_body = LoginStartRequest,
    responses((status = 200, body = LoginStarted), (status = 409, body = ErrorBody),
        (status = 429, body = ErrorBody)))]
pub(crate) async fn start(
    State(app): State<App>,
    address: ClientAddress,
    JsonBody(request): JsonBody<LoginStartRequest>,
) -> ApiResult<Json<LoginStarted>> {
    let email_index = app.keys.email_index(&request.email);
    app.rates.logins.take(address.rate_key(), app.now())?;
    app.rates.identifiers.take(email_index, app.now())?;
    let organisation = app.organisation().await?;
    let ke1 = LoginRequest::from_bytes(request.ke1.as_slice())?;
    let found = app.store.login_record(email_index).await?;
    let record = found.and_then(|found| PasswordRecord::from_bytes(&found.login_record).ok());
    let (ke2, pending) =
        app.keys.login.login_start(&slot(organisation), &email_index, record.as_ref(), &ke1, &mut rng())?;
    let login = LoginId::make(&mut rng());
    // Whoever reads the database must not be able to finish a login in somebody's place.
    let state = app.keys.seal_bytes(PENDING, pending.export_secret().expose());
    app.store.keep_login(login.into(), email_index, &state, app.now() + ATTEMPT_MS).await?;
    Ok(Json(LoginStarted { login, ke2: B64::from(ke2.as_bytes()) }))
}

/// Proves the password and opens a session bound to a device's key.
#[utoipa::path(post, path = "/api/v1/login/finish", tag = "login", request_body = LoginFinishRequest,
    responses((status = 200, body = LoginFinished), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub(crate) async fn finish(
    State(app): State<App>,
    address: ClientAddress,
    JsonBody(request): JsonBody<LoginFinishRequest>,
) -> ApiResult<Json<LoginFinished>> {
    app.rates.logins.take(address.rate_key(), app.now())?;
    let taken = app.store.take_login(request.login.into(), app.now()).await?;
    let (email_index, state) = taken.ok_or_else(|| ApiError::new(codes::LOGIN_REFUSED))?;
    let account = app.store.login_record(email_index).await?.map(|found| found.account);
    let address = address.0.to_string();
    let device = Some(request.device.into());
    let act = app.open(Acting { name: "login", account, device, subject: None, address: &address }).await?;
    let result = prove(&app, &request, &state, account, &act, address).await;
    app.settle(&act, result).await.map(Json)
}

async fn prove(
    app: &App,
    request: &LoginFinishRequest,
    state: &[u8],
    account: Option<[u8; 16]>,
    act: &OpenedAct,
    address: String,
) -> ApiResult<LoginFinished> {
    let organisation = app.organisation().await?;
    let state = app.keys.open_bytes(PENDING, state).ok_or_else(|| ApiError::new(codes::LOGIN_REFUSED))?;
    let pending = PendingLogin::import_secret(state.expose())?;
    let ke3 = LoginFinish::from_bytes(request.ke3.as_slice())?;
    let proof = pending.finish(&slot(organisation), &ke3)?;
    let account = account.ok_or_else(|| ApiError::new(codes::LOGIN_REFUSED))?;
    open(app, request, AccountId::from_bytes(account), &proof, act, address).await
}

/// From here on the password is proven: refusals may say why.
async fn open(
    app: &App,
    request: &LoginFinishRequest,
    account: AccountId,
    proof: &SessionKey,
    act: &OpenedAct,
    address: String,
) -> ApiResult<LoginFinished> {
    let org = app.org.current(&app.store).await?;
    let provisional = stand(&org, account, request)?;
    let blob = app.store.blob(account.into()).await?.ok_or_else(|| ApiError::new(codes::LOGIN_REFUSED))?;
    let now = app.now();
    let session = SessionId::make(&mut rng());
    let record = SessionRecord {
        session: session.into(),
        account: account.into(),
        device: request.device.into(),
        device_key: request.device_key.to_bytes(),
        opened_at: now,
        seen_at: now.div_euclid(60_000) * 60_000,
        expires_at: now + app.config.terms.session_ms,
        address,
    };
    let permit = app.authority.open_session(proof, account, act);
    app.store.open_session(permit, &record).await?;
    Ok(LoginFinished {
        session,
        account,
        provisional,
        expires_at: record.expires_at,
        blob: AccountBlob { version: blob.version, blob: B64::from(blob.bytes) },
    })
}

/// Whether the device is still unknown to the log; refused when the account or the device may not act.
fn stand(org: &OrgState, account: AccountId, request: &LoginFinishRequest) -> ApiResult<bool> {
    let record = org.account(account).ok_or_else(|| ApiError::new(codes::ENROLMENT_PENDING))?;
    match record.status() {
        AccountStatus::Active => {}
        AccountStatus::Suspended => return Err(ApiError::new(codes::ACCOUNT_SUSPENDED)),
        AccountStatus::Deleted => return Err(ApiError::new(codes::LOGIN_REFUSED)),
    }
    let Some(device) = org.device(request.device) else { return Ok(true) };
    let certificate = &device.certificate;
    if certificate.account != account || certificate.signing != request.device_key {
        return Err(ApiError::new(codes::WRONG_SUBJECT));
    }
    if device.revoked.is_some() {
        return Err(ApiError::new(codes::DEVICE_REVOKED));
    }
    Ok(false)
}
