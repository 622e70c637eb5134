//! JSON bodies: read within their limit, refused in our own words.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use beffroi_wire::codes;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::{ApiError, ApiResult};

/// A JSON body of a public route.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        let bytes = read(request, app).await?;
        parse(&bytes).map(Self)
    }
}

/// The whole body, within the route's limit.
pub(crate) async fn read(request: Request, app: &App) -> ApiResult<Bytes> {
    Bytes::from_request(request, app).await.map_err(|rejection| refused(&rejection))
}

/// JSON with no unknown surprises: the wire types decide.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> ApiResult<T> {
    serde_json::from_slice(bytes).map_err(ApiError::malformed)
}

fn refused(rejection: &BytesRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::new(codes::TOO_LARGE)
    } else {
        ApiError::malformed("the body did not arrive whole")
    }
}
