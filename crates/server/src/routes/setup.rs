//! The first administrator, with the one-time link.

use axum::Json;
use axum::extract::State;
use beffroi_ledger::org::{self, OrgBody, OrgState};
use beffroi_ledger::signed::Signed;
use beffroi_seal::login::{PasswordRecord, RegistrationRequest, RegistrationUpload};
use beffroi_seal::receipt::ReceiptKind;
use beffroi_store::account::NewAccount;
use beffroi_store::audit::OpenedAct;
use beffroi_store::org::EntryRecord;
use beffroi_store::setup::{Genesis, TokenRecord};
use beffroi_wire::error::ErrorBody;
use beffroi_wire::organisation::Appended;
use beffroi_wire::setup::{RegistrationAnswer, SetupFinishRequest, SetupStartRequest};
use beffroi_wire::{B64, codes};

use crate::app::{Acting, App};
use crate::authority::Authority;
use crate::error::{ApiError, ApiResult};
use crate::http::address::ClientAddress;
use crate::http::body::JsonBody;
use crate::keys::normalised;
use crate::routes::org_log::head_info;
use crate::setup::token_hash;

/// Begins the registration of the first administrator's password.
#[utoipa::path(post, path = "/api/v1/setup/register-start", tag = "set-up", request_body = SetupStartRequest,
    responses((status = 200, body = RegistrationAnswer), (status = 403, body = ErrorBody),
        (status = 409, body = ErrorBody), (status = 410, body = ErrorBody)))]
pub(crate) async fn start(
    State(app): State<App>,
    address: ClientAddress,
    JsonBody(request): JsonBody<SetupStartRequest>,
) -> ApiResult<Json<RegistrationAnswer>> {
    app.rates.logins.take(address.rate_key(), app.now())?;
    judge(&app, &request.token).await?;
    let start = RegistrationRequest::from_bytes(request.request.as_slice())?;
    let response = app.keys.login.register(&app.keys.email_index(&request.email), &start)?;
    Ok(Json(RegistrationAnswer { response: B64::from(response.as_bytes()) }))
}

/// The genesis: organisation, first account, first device.
#[utoipa::path(post, path = "/api/v1/setup/finish", tag = "set-up", request_body = SetupFinishRequest,
    responses((status = 200, body = Appended), (status = 403, body = ErrorBody),
        (status = 409, body = ErrorBody), (status = 410, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub(crate) async fn finish(
    State(app): State<App>,
    address: ClientAddress,
    JsonBody(request): JsonBody<SetupFinishRequest>,
) -> ApiResult<Json<Appended>> {
    app.rates.logins.take(address.rate_key(), app.now())?;
    let token = judge(&app, &request.token).await?;
    let address = address.0.to_string();
    let act = app
        .open(Acting { name: "setup-finish", account: None, device: None, subject: None, address: &address })
        .await?;
    let result = genesis(&app, &token, &request, &act).await;
    app.settle(&act, result).await.map(Json)
}

async fn judge(app: &App, token: &str) -> ApiResult<TokenRecord> {
    let found = app.store.setup_token(token_hash(token)).await?;
    let known = found.is_some();
    let judged = Authority::judge_token(found, app.now());
    // Whoever holds an old link learns that it is old; others, only that there is nothing to set up.
    if app.store.org_head().await?.is_some() && !known {
        return Err(ApiError::new(codes::SETUP_DONE));
    }
    judged
}

async fn genesis(
    app: &App,
    token: &TokenRecord,
    request: &SetupFinishRequest,
    act: &OpenedAct,
) -> ApiResult<Appended> {
    let state = OrgState::default();
    let accepted = org::check(&state, Signed::decode(request.entry.as_slice())?)?;
    let entry = accepted.entry();
    let OrgBody::Genesis { administrator, .. } = &entry.body().body else {
        return Err(ApiError::new(codes::WRONG_SUBJECT));
    };
    let organisation = entry.body().organisation;
    let certificate = administrator.certificate.body();
    let email = normalised(&request.email);
    if certificate.email_digest != org::email_digest(organisation, &email) {
        return Err(ApiError::new(codes::WRONG_SUBJECT));
    }
    let now = app.now();
    let upload = RegistrationUpload::from_bytes(request.record.as_slice())?;
    let account = NewAccount {
        account: certificate.account.into(),
        email_index: app.keys.email_index(&email),
        email_sealed: app.keys.seal("server-email", &email),
        login_record: PasswordRecord::from(upload).as_bytes().to_vec(),
        blob: checked_blob(&request.blob)?,
        created_at: now,
    };
    let (hash, bytes) = (entry.digest(), entry.encoded().to_vec());
    let record = EntryRecord { sequence: 0, hash: *hash.as_bytes(), bytes, received_at: now };
    let permit = app.authority.set_up(token, act);
    match app.store.set_up(permit, token_hash(&request.token), &record, &account).await? {
        Genesis::Conflict => Err(ApiError::new(codes::SETUP_DONE)),
        Genesis::Done => {
            app.org.take(accepted);
            let kind = ReceiptKind::OrganisationEntry;
            let receipt = app.receipt(organisation, kind, organisation.into(), hash, 0, now);
            Ok(Appended { head: head_info(0, hash), receipt })
        }
    }
}

/// A blob within its limit.
pub(crate) fn checked_blob(blob: &B64) -> ApiResult<Vec<u8>> {
    if blob.as_slice().len() as u64 > beffroi_wire::limits::BLOB_BYTES_MAX {
        return Err(ApiError::new(codes::TOO_LARGE).param("limit", beffroi_wire::limits::BLOB_BYTES_MAX));
    }
    Ok(blob.as_slice().to_vec())
}
