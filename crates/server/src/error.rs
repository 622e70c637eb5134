//! Refusals: one type for every handler, its status chosen once.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_ledger::org::OrgRefusal;
use beffroi_ledger::signed::DecodeError;
use beffroi_ledger::workspace::CommitRefusal;
use beffroi_seal::Digest;
use beffroi_store::StoreError;
use beffroi_wire::{ErrorBody, codes};
use serde_json::{Value, json};

/// A refusal, on its way to the client.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    params: BTreeMap<String, Value>,
    /// For our log, never for the client.
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

pub(crate) type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// A refusal with one of the codes of `beffroi_wire`, which fixes its status.
    pub(crate) fn new(code: &'static str) -> Self {
        let status = codes::ALL.iter().find(|(known, _)| *known == code).map_or(500, |(_, status)| *status);
        Self::with_status(status, code)
    }

    /// A refusal by a rule of the ledger: 422, 409 when the log has moved on.
    fn rule(code: &'static str) -> Self {
        Self::with_status(if code == codes::CONFLICT { 409 } else { 422 }, code)
    }

    fn with_status(status: u16, code: &'static str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, code, params: BTreeMap::new(), cause: None }
    }

    pub(crate) fn param(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn not_found() -> Self {
        Self::new(codes::NOT_FOUND)
    }

    pub(crate) fn malformed(reason: impl std::fmt::Display) -> Self {
        Self::new(codes::MALFORMED).param("reason", reason.to_string())
    }

    pub(crate) fn conflict(sequence: Option<u64>, hash: Option<Digest>) -> Self {
        Self::new(codes::CONFLICT).param("sequence", json!(sequence)).param("hash", json!(hash))
    }

    /// A refusal by a rule of the ledger, with its sentence.
    pub(crate) fn ledger_rule(code: &'static str, rule: &dyn std::fmt::Display) -> Self {
        Self::rule(code).param("reason", rule.to_string())
    }

    /// Our fault: logged, and said without detail.
    pub(crate) fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(codes::INTERNAL) }
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::new(codes::STORAGE_FULL),
            error => Self::internal(error),
        }
    }
}

impl From<DecodeError> for ApiError {
    fn from(error: DecodeError) -> Self {
        Self::rule(error.code()).param("reason", error.to_string())
    }
}

impl From<OrgRefusal> for ApiError {
    fn from(refusal: OrgRefusal) -> Self {
        Self::rule(refusal.code()).param("reason", refusal.to_string())
    }
}

impl From<CommitRefusal> for ApiError {
    fn from(refusal: CommitRefusal) -> Self {
        Self::rule(refusal.code()).param("reason", refusal.to_string())
    }
}

impl From<beffroi_seal::login::LoginError> for ApiError {
    fn from(error: beffroi_seal::login::LoginError) -> Self {
        match error {
            beffroi_seal::login::LoginError::Malformed => Self::malformed(error),
            beffroi_seal::login::LoginError::Refused => Self::new(codes::LOGIN_REFUSED),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let request = crate::http::request_id();
        if let Some(cause) = &self.cause {
            let chain: Vec<String> =
                std::iter::successors(Some(cause.as_ref() as &(dyn std::error::Error + 'static)), |error| {
                    error.source()
                })
                .map(ToString::to_string)
                .collect();
            tracing::error!(request, code = self.code, cause = chain.join(": "), "request failed");
        }
        let retry_after_ms = self.params.get("retry_after_ms").and_then(Value::as_i64);
        let body = ErrorBody { code: self.code.to_owned(), params: self.params, request };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(milliseconds) = retry_after_ms {
            let seconds = HeaderValue::from(milliseconds.div_euclid(1000) + 1);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}
