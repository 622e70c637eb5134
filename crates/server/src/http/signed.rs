//! Signed requests: a session's device for an account, a follow-up code's key for a reporter.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts as HttpParts;
use beffroi_ledger::org::{AccountStatus, OrgState};
use beffroi_seal::id::{AccountId, DeviceId, SessionId};
use beffroi_seal::{Digest, VerifyingKey};
use beffroi_store::intake::DepositRecord;
use beffroi_store::session::SessionRecord;
use beffroi_wire::request::{RequestSignature, Signer};
use beffroi_wire::{LocatorId, codes};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde::de::value::{BytesDeserializer, Error as ValueError};

use super::address::ClientAddress;
use super::body;
use crate::app::{Acting, App};
use crate::error::{ApiError, ApiResult};

/// Who sent a request, proven by its signature and judged at the end of the organisation log.
pub(crate) struct Caller {
    pub(crate) account: AccountId,
    pub(crate) device: DeviceId,
    pub(crate) session: SessionRecord,
    /// True while the device is not in the log.
    pub(crate) provisional: bool,
    /// The organisation at the moment of the request.
    pub(crate) org: Arc<OrgState>,
    pub(crate) address: String,
}

impl Caller {
    pub(crate) fn acting(&self, name: &'static str, subject: Option<[u8; 16]>) -> Acting<'_> {
        Acting {
            name,
            account: Some(self.account.into()),
            device: Some(self.device.into()),
            subject,
            address: &self.address,
        }
    }
}

/// A request signed by a device of the log.
pub(crate) struct Signed {
    pub(crate) caller: Caller,
    pub(crate) body: Bytes,
    /// Digest of the body, which the signature covers.
    pub(crate) digest: Digest,
}

/// The same, by a device that may not be in the log yet.
pub(crate) struct MaybeProvisional {
    pub(crate) caller: Caller,
    pub(crate) body: Bytes,
}

impl Signed {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> ApiResult<T> {
        body::parse(&self.body)
    }
}

impl MaybeProvisional {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> ApiResult<T> {
        body::parse(&self.body)
    }
}

impl FromRequest<App> for Signed {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        let (caller, (body, digest)) = authenticate(request, app).await?;
        if caller.provisional {
            return Err(ApiError::new(codes::DEVICE_UNKNOWN));
        }
        Ok(Self { caller, body, digest })
    }
}

impl FromRequest<App> for MaybeProvisional {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        let (caller, (body, _)) = authenticate(request, app).await?;
        Ok(Self { caller, body })
    }
}

async fn authenticate(request: Request, app: &App) -> ApiResult<(Caller, (Bytes, Digest))> {
    let (mut parts, body) = request.into_parts();
    let ClientAddress(address) = infallible(ClientAddress::from_request_parts(&mut parts, app).await);
    let signature = signature_of(&parts)?;
    let Signer::Session { session, device } = signature.signer else { return Err(unauthenticated()) };
    check_time(app, &signature)?;
    let record = app.store.session(session.into()).await?;
    let record = record.filter(|record| record.expires_at > app.now());
    let record = record.ok_or_else(|| ApiError::new(codes::SESSION_EXPIRED))?;
    let key = decode_key(&record.device_key).ok_or_else(unauthenticated)?;
    if record.device != <[u8; 16]>::from(device) {
        return Err(unauthenticated());
    }
    let body = verified_body(app, HttpParts::clone(&parts), body, &signature, key).await?;
    spend_nonce(app, session.into(), &signature)?;
    touch(app, session, &record).await?;
    let caller = Caller {
        account: AccountId::from_bytes(record.account),
        device,
        provisional: false,
        org: app.org.current(&app.store).await?,
        address: address.to_string(),
        session: record,
    };
    Ok((stand(caller, key)?, body))
}

/// What the organisation log says of the caller now.
fn stand(mut caller: Caller, key: VerifyingKey) -> ApiResult<Caller> {
    let account = caller.org.account(caller.account).ok_or_else(unauthenticated)?;
    match account.status() {
        AccountStatus::Active => {}
        AccountStatus::Suspended => return Err(ApiError::new(codes::ACCOUNT_SUSPENDED)),
        AccountStatus::Deleted => return Err(unauthenticated()),
    }
    match caller.org.device(caller.device) {
        None => caller.provisional = true,
        Some(device) if device.revoked.is_some() => return Err(ApiError::new(codes::DEVICE_REVOKED)),
        Some(device) => {
            let certificate = &device.certificate;
            if certificate.account != caller.account || certificate.signing != key {
                return Err(unauthenticated());
            }
        }
    }
    Ok(caller)
}

/// A request signed by the key of a report's follow-up code. An unknown locator and a wrong signature are the same answer.
pub(crate) struct Reporter {
    pub(crate) deposit: DepositRecord,
    pub(crate) body: Bytes,
}

impl FromRequest<App> for Reporter {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        let (parts, body) = request.into_parts();
        let signature = signature_of(&parts)?;
        let Signer::Reporter { locator } = signature.signer else { return Err(unauthenticated()) };
        if !names(parts.uri.path(), locator) {
            return Err(unauthenticated());
        }
        check_time(app, &signature)?;
        let found = app.store.deposit_by_locator(locator.into()).await?;
        let key = found.as_ref().and_then(|found| decode_key(found.reporter_key.as_deref()?));
        // For an unknown locator, the same work with a key that signs nothing.
        let checked_with = key.unwrap_or_else(|| app.keys.receipt.verifying_key());
        let body = match verified_body(app, parts, body, &signature, checked_with).await {
            Ok((body, _)) if key.is_some() => body,
            Err(error) if error.code() != codes::UNAUTHENTICATED => return Err(error),
            _ => return Err(ApiError::not_found()),
        };
        spend_nonce(app, locator.into(), &signature)?;
        let deposit = found.ok_or_else(ApiError::not_found)?;
        Ok(Self { deposit, body })
    }
}

impl Reporter {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> ApiResult<T> {
        body::parse(&self.body)
    }
}

fn names(path: &str, locator: LocatorId) -> bool {
    path.split('/').any(|segment| segment == locator.to_string())
}

fn signature_of(parts: &HttpParts) -> ApiResult<RequestSignature> {
    let header = parts.headers.get(header::AUTHORIZATION).ok_or_else(unauthenticated)?;
    header.to_str().ok().and_then(|text| text.parse().ok()).ok_or_else(unauthenticated)
}

fn check_time(app: &App, signature: &RequestSignature) -> ApiResult<()> {
    let (now, tolerance) = (app.now(), beffroi_wire::limits::CLOCK_SKEW_MS_MAX);
    let skewed = signature.time.abs_diff(now) > tolerance.unsigned_abs();
    // Asked first: whoever is refused for a clock set back signs again with the time told, which must be late enough.
    let earliest = app.requests_from();
    if skewed || signature.time < earliest {
        let refusal = ApiError::new(codes::CLOCK_SKEW);
        return Err(refusal.param("server_time", now).param("skew_ms_max", tolerance));
    }
    Ok(())
}

fn spend_nonce(app: &App, signer: [u8; 16], signature: &RequestSignature) -> ApiResult<()> {
    // A request may be dated up to the tolerance ahead, and is good until the tolerance behind.
    let oldest = app.now() - 2 * beffroi_wire::limits::CLOCK_SKEW_MS_MAX;
    if app.nonces.first(signer, signature.nonce, app.now(), oldest) {
        Ok(())
    } else {
        Err(ApiError::new(codes::NONCE_REPLAYED))
    }
}

/// Bodies larger than this are hashed beside the reactor.
const INLINE_BYTES_MAX: usize = 256 * 1024;

async fn verified_body(
    app: &App,
    parts: HttpParts,
    body: axum::body::Body,
    signature: &RequestSignature,
    key: VerifyingKey,
) -> ApiResult<(Bytes, Digest)> {
    let method = parts.method.as_str().to_owned();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let body = body::read(Request::from_parts(parts, body), app).await?;
    let (signature, bytes) = (signature.clone(), body.clone());
    let verify = move || {
        let digest = Digest::of(&bytes);
        signature.verify_digest(&key, &method, &target, digest).map(|()| digest)
    };
    let verified = if body.len() > INLINE_BYTES_MAX {
        tokio::task::spawn_blocking(verify).await.map_err(ApiError::internal)?
    } else {
        verify()
    };
    let digest = verified.map_err(|_| unauthenticated())?;
    Ok((body, digest))
}

async fn touch(app: &App, session: SessionId, record: &SessionRecord) -> ApiResult<()> {
    let minute = app.now().div_euclid(60_000) * 60_000;
    if record.seen_at < minute {
        app.store.touch_session(session.into(), minute).await?;
    }
    Ok(())
}

/// A stored verification key.
pub(crate) fn decode_key(bytes: &[u8]) -> Option<VerifyingKey> {
    VerifyingKey::deserialize(BytesDeserializer::<ValueError>::new(bytes)).ok()
}

fn unauthenticated() -> ApiError {
    ApiError::new(codes::UNAUTHENTICATED)
}

fn infallible<T>(result: Result<T, std::convert::Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}
