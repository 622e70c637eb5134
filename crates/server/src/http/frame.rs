//! The outermost layer: identifier, metrics and one log line for each request, without personal data.

use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use beffroi_wire::codes;

use crate::app::App;
use crate::clock::random;
use crate::error::ApiError;

tokio::task_local! {
    static REQUEST: String;
}

/// Long enough for a part of 8 MiB over a bad line; then a body that never ends is dropped.
const ANSWER_WITHIN: Duration = Duration::from_secs(600);
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The identifier of the request being served; empty outside of one.
pub(crate) fn request_id() -> String {
    REQUEST.try_with(Clone::clone).unwrap_or_default()
}

/// Gives the request an identifier, counts it, and logs it: route template, never the path or the address.
pub(crate) async fn frame(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = hex::encode(random::<8>());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("web", MatchedPath::as_str).to_owned();
    let started = tokio::time::Instant::now();
    let served = REQUEST.scope(id.clone(), async {
        match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
            Ok(response) => response,
            Err(_) => ApiError::new(codes::UNAVAILABLE).into_response(),
        }
    });
    let mut response = served.await;
    let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
    let status = response.status().as_u16();
    // Clients may invent methods; labels may not grow with them.
    let known = matches!(method.as_str(), "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "OPTIONS");
    let label = if known { method.as_str() } else { "other" };
    app.metrics.request(label, &route, status, duration_ms / 1000.0);
    tracing::info!(request = id, method = %method, route, status, duration_ms, "request");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
