//! One's own blob and password.

use axum::Json;
use axum::extract::State;
use beffroi_seal::login::{PasswordRecord, RegistrationRequest, RegistrationUpload};
use beffroi_store::account::{BlobWrite, NewPassword};
use beffroi_wire::account::{BlobPutRequest, BlobStored, PasswordFinishRequest, PasswordStartRequest};
use beffroi_wire::error::ErrorBody;
use beffroi_wire::login::AccountBlob;
use beffroi_wire::setup::RegistrationAnswer;
use beffroi_wire::{B64, codes};

use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::http::signed::{Caller, MaybeProvisional, Signed};
use crate::routes::setup::checked_blob;

/// How long a login counts as a fresh proof of the password.
const FRESH_MS: i64 = 10 * 60_000;

/// The account's sealed blob.
#[utoipa::path(get, path = "/api/v1/account/blob", tag = "account", security(("device" = [])),
    responses((status = 200, body = AccountBlob), (status = 401, body = ErrorBody)))]
pub(crate) async fn blob(State(app): State<App>, signed: MaybeProvisional) -> ApiResult<Json<AccountBlob>> {
    let found = app.store.blob(signed.caller.account.into()).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(AccountBlob { version: found.version, blob: B64::from(found.bytes) }))
}

/// Replaces the blob, if nobody did meanwhile.
#[utoipa::path(put, path = "/api/v1/account/blob", tag = "account", security(("device" = [])),
    request_body = BlobPutRequest,
    responses((status = 200, body = BlobStored), (status = 401, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn put_blob(State(app): State<App>, signed: Signed) -> ApiResult<Json<BlobStored>> {
    let request: BlobPutRequest = signed.json()?;
    let blob = checked_blob(&request.blob)?;
    write(&app, &signed.caller, "account-blob", request.version, &blob, None).await
}

/// Begins a change of password.
#[utoipa::path(post, path = "/api/v1/account/password/start", tag = "account", security(("device" = [])),
    request_body = PasswordStartRequest,
    responses((status = 200, body = RegistrationAnswer), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody)))]
pub(crate) async fn password_start(
    State(app): State<App>,
    signed: Signed,
) -> ApiResult<Json<RegistrationAnswer>> {
    fresh(&app, &signed.caller)?;
    let request: PasswordStartRequest = signed.json()?;
    let start = RegistrationRequest::from_bytes(request.request.as_slice())?;
    let found = app.store.account_email(signed.caller.account.into()).await?;
    let (email_index, _) = found.ok_or_else(ApiError::not_found)?;
    let response = app.keys.login.register(&email_index, &start)?;
    Ok(Json(RegistrationAnswer { response: B64::from(response.as_bytes()) }))
}

/// Changes the password and the blob sealed under it; every other session ends.
#[utoipa::path(post, path = "/api/v1/account/password/finish", tag = "account", security(("device" = [])),
    request_body = PasswordFinishRequest,
    responses((status = 200, body = BlobStored), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn password_finish(State(app): State<App>, signed: Signed) -> ApiResult<Json<BlobStored>> {
    fresh(&app, &signed.caller)?;
    let request: PasswordFinishRequest = signed.json()?;
    let blob = checked_blob(&request.blob)?;
    let record = PasswordRecord::from(RegistrationUpload::from_bytes(request.record.as_slice())?);
    let keep = signed.caller.session.session;
    let password = NewPassword { login_record: record.as_bytes(), keep };
    write(&app, &signed.caller, "password-change", request.version, &blob, Some(password)).await
}

fn fresh(app: &App, caller: &Caller) -> ApiResult<()> {
    if app.now() - caller.session.opened_at <= FRESH_MS {
        Ok(())
    } else {
        Err(ApiError::new(codes::FORBIDDEN).param("needs", "fresh-login"))
    }
}

async fn write(
    app: &App,
    caller: &Caller,
    name: &'static str,
    version: u64,
    blob: &[u8],
    password: Option<NewPassword<'_>>,
) -> ApiResult<Json<BlobStored>> {
    let act = app.open(caller.acting(name, None)).await?;
    let permit = app.authority.own_account(caller, &act);
    let result = match app.store.put_blob(permit, caller.account.into(), version, blob, password).await? {
        BlobWrite::Done(version) => Ok(Json(BlobStored { version })),
        BlobWrite::Conflict(stored) => Err(ApiError::new(codes::CONFLICT).param("version", stored)),
        BlobWrite::Absent => Err(ApiError::not_found()),
    };
    app.settle(&act, result).await
}
