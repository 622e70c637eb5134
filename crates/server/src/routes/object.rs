//! Sealed objects: sent by parts, read by ranges.

use std::ops::Range;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_ledger::workspace::AccessState;
use beffroi_seal::Digest;
use beffroi_seal::id::{ObjectId, WorkspaceId};
use beffroi_seal::receipt::ReceiptKind;
use beffroi_store::audit::OpenedAct;
use beffroi_store::object::{Completion, NewPart, ObjectRecord, Part, PutPart};
use beffroi_wire::codes;
use beffroi_wire::error::ErrorBody;
use beffroi_wire::limits::PARTS_MAX;
use beffroi_wire::object::{
    DIGEST_HEADER, ObjectCompleteRequest, ObjectCompleted, PartInfo, PartList, PartStored,
};

use crate::app::App;
use crate::authority::{Authority, Reading};
use crate::error::{ApiError, ApiResult};
use crate::extract::Ids;
use crate::http::signed::{Caller, Signed};

/// Stores one part; the same bytes again change nothing.
#[utoipa::path(put, path = "/api/v1/workspaces/{workspace}/objects/{object}/parts/{number}", tag = "object",
    security(("device" = [])),
    params(("workspace" = String, Path), ("object" = String, Path), ("number" = u32, Path),
        ("beffroi-digest" = String, Header, description = "SHA-256 of the body, hex")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = PartStored), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 413, body = ErrorBody),
        (status = 422, body = ErrorBody), (status = 507, body = ErrorBody)))]
pub(crate) async fn put_part(
    State(app): State<App>,
    Ids((workspace, object, number)): Ids<(WorkspaceId, ObjectId, u32)>,
    headers: HeaderMap,
    signed: Signed,
) -> ApiResult<Json<PartStored>> {
    let (reading, access) = enter(&app, &signed.caller, workspace).await?;
    let permit = app.authority.stage(reading, &access, object)?;
    let digest = announced_digest(&headers, &signed.body, signed.digest)?;
    let part = NewPart {
        workspace: workspace.into(),
        object: object.into(),
        deposit: None,
        number: checked_number(number)?,
        digest: *digest.as_bytes(),
        bytes: signed.body,
        received_at: app.now(),
    };
    let held = app.store.object(workspace.into(), object.into()).await?.map_or(0, |held| held.size());
    within(held + part.bytes.len() as u64, app.config.limits.object_bytes_max)?;
    let size = part.bytes.len() as u64;
    let ended = app.store.put_part(permit, part).await?;
    stored(ended, PartInfo { number, size, digest }).map(Json)
}

/// The parts held: what a resumed upload need not send again.
#[utoipa::path(get, path = "/api/v1/workspaces/{workspace}/objects/{object}/parts", tag = "object",
    security(("device" = [])), params(("workspace" = String, Path), ("object" = String, Path)),
    responses((status = 200, body = PartList), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn parts(
    State(app): State<App>,
    Ids((workspace, object)): Ids<(WorkspaceId, ObjectId)>,
    signed: Signed,
) -> ApiResult<Json<PartList>> {
    enter(&app, &signed.caller, workspace).await?;
    let held = app.store.object(workspace.into(), object.into()).await?.ok_or_else(ApiError::not_found)?;
    let parts = held.parts.iter().map(part_info).collect();
    Ok(Json(PartList { parts, complete: held.complete }))
}

/// Completes an object; the same request again gets the same answer.
#[utoipa::path(post, path = "/api/v1/workspaces/{workspace}/objects/{object}/complete", tag = "object",
    security(("device" = [])), params(("workspace" = String, Path), ("object" = String, Path)),
    request_body = ObjectCompleteRequest,
    responses((status = 200, body = ObjectCompleted), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub(crate) async fn complete(
    State(app): State<App>,
    Ids((workspace, object)): Ids<(WorkspaceId, ObjectId)>,
    signed: Signed,
) -> ApiResult<Json<ObjectCompleted>> {
    let request: ObjectCompleteRequest = signed.json()?;
    let (reading, access) = enter(&app, &signed.caller, workspace).await?;
    let act = app.open(signed.caller.acting("object-complete", Some(object.into()))).await?;
    let result = judge_and_complete(&app, reading, &access, object, &request, &act).await;
    app.settle(&act, result).await.map(Json)
}

async fn judge_and_complete(
    app: &App,
    reading: Reading,
    access: &AccessState,
    object: ObjectId,
    request: &ObjectCompleteRequest,
    act: &OpenedAct,
) -> ApiResult<ObjectCompleted> {
    let permit = app.authority.complete(reading, access, object, act)?;
    let digests: Vec<_> = request.parts.iter().map(|digest| *digest.as_bytes()).collect();
    let (workspace, now) = (reading.workspace, app.now());
    let ended = app
        .store
        .complete_object(permit, workspace.into(), object.into(), &digests, request.size, now)
        .await?;
    completed(ended)?;
    let whole = Digest::of(digests.concat());
    let kind = ReceiptKind::Object;
    let receipt = app.receipt(access.organisation(), kind, object.into(), whole, 0, now);
    Ok(ObjectCompleted { object, size: request.size, receipt })
}

/// The bytes of a complete object, whole or a range.
#[utoipa::path(get, path = "/api/v1/workspaces/{workspace}/objects/{object}", tag = "object",
    security(("device" = [])),
    params(("workspace" = String, Path), ("object" = String, Path), ("range" = Option<String>, Header)),
    responses((status = 200, content_type = "application/octet-stream"),
        (status = 206, content_type = "application/octet-stream"), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 416, body = ErrorBody)))]
pub(crate) async fn read(
    State(app): State<App>,
    Ids((workspace, object)): Ids<(WorkspaceId, ObjectId)>,
    headers: HeaderMap,
    signed: Signed,
) -> ApiResult<Response> {
    let caller = &signed.caller;
    let (reading, access) = enter(&app, caller, workspace).await?;
    Authority::reads_objects(reading, &access)?;
    let held = app.store.object(workspace.into(), object.into()).await?;
    let held = held.filter(|held| held.complete).ok_or_else(ApiError::not_found)?;
    app.note_reading(caller.acting("object-read", Some(object.into())), caller.session.session).await?;
    stream(&app, &held, headers.get(header::RANGE).and_then(|range| range.to_str().ok()))
}

/// The bytes of an object, whole or a range.
pub(crate) fn stream(app: &App, held: &ObjectRecord, range: Option<&str>) -> ApiResult<Response> {
    let size = held.size();
    let wanted = match range {
        None => None,
        Some(text) => Some(
            parse_range(text, size)
                .ok_or_else(|| ApiError::new(codes::RANGE_NOT_SATISFIABLE).param("size", size))?,
        ),
    };
    let status = if wanted.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let content_range =
        wanted.as_ref().map(|range| format!("bytes {}-{}/{size}", range.start, range.end - 1));
    let range = wanted.unwrap_or(0..size);
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, (range.end - range.start).to_string()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
    ];
    let body = Body::from_stream(app.store.read_object(held, range));
    let mut response = (status, headers, body).into_response();
    if let Some(value) = content_range.and_then(|text| text.parse().ok()) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    Ok(response)
}

/// One range of bytes (RFC 9110 §14): `a-b`, `a-`, `-n`. None when it holds no byte of the object.
fn parse_range(text: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let range = match (first, last) {
        ("", suffix) => size.saturating_sub(suffix.parse().ok()?)..size,
        (first, "") => first.parse().ok()?..size,
        (first, last) => first.parse().ok()?..last.parse::<u64>().ok()?.saturating_add(1).min(size),
    };
    (range.start < range.end).then_some(range)
}

/// The workspace, for one of its members.
pub(crate) async fn enter(
    app: &App,
    caller: &Caller,
    workspace: WorkspaceId,
) -> ApiResult<(Reading, Arc<AccessState>)> {
    let access = app.workspaces.current(&app.store, &caller.org, workspace).await?;
    let reading = Authority::reads(caller, access.as_deref())?;
    Ok((reading, access.ok_or_else(ApiError::not_found)?))
}

/// The digest announced, which must be that of the bytes.
pub(crate) async fn checked_digest(headers: &HeaderMap, body: axum::body::Bytes) -> ApiResult<Digest> {
    let bytes = body.clone();
    let found = tokio::task::spawn_blocking(move || Digest::of(&bytes)).await.map_err(ApiError::internal)?;
    announced_digest(headers, &body, found)
}

/// The same, where the digest of the bytes is known.
fn announced_digest(headers: &HeaderMap, body: &[u8], found: Digest) -> ApiResult<Digest> {
    let announced = headers.get(DIGEST_HEADER).and_then(|value| value.to_str().ok()?.parse::<Digest>().ok());
    let announced = announced.ok_or_else(|| ApiError::malformed("header beffroi-digest: 64 hex digits"))?;
    if body.is_empty() {
        return Err(ApiError::malformed("a part holds at least one byte"));
    }
    if found == announced { Ok(found) } else { Err(ApiError::new(codes::DIGEST_MISMATCH)) }
}

pub(crate) fn checked_number(number: u32) -> ApiResult<u32> {
    if number < PARTS_MAX {
        Ok(number)
    } else {
        Err(ApiError::new(codes::TOO_LARGE).param("parts_max", PARTS_MAX))
    }
}

pub(crate) fn within(size: u64, limit: u64) -> ApiResult<()> {
    if size <= limit { Ok(()) } else { Err(ApiError::new(codes::TOO_LARGE).param("limit", limit)) }
}

pub(crate) fn stored(ended: PutPart, part: PartInfo) -> ApiResult<PartStored> {
    match ended {
        PutPart::Stored | PutPart::Already => Ok(PartStored { part }),
        PutPart::Other => Err(ApiError::new(codes::PART_CONFLICT)),
        PutPart::Complete => Err(ApiError::new(codes::OBJECT_COMPLETE)),
        PutPart::Foreign => Err(ApiError::not_found()),
    }
}

pub(crate) fn completed(ended: Completion) -> ApiResult<()> {
    match ended {
        Completion::Done { .. } => Ok(()),
        Completion::Missing(numbers) => Err(ApiError::new(codes::PARTS_MISSING).param("missing", numbers)),
        Completion::Mismatch => Err(ApiError::new(codes::DIGEST_MISMATCH)),
        Completion::Absent => Err(ApiError::not_found()),
    }
}

fn part_info(part: &Part) -> PartInfo {
    PartInfo { number: part.number, size: part.size, digest: Digest::from_bytes(part.digest) }
}

#[cfg(test)]
mod tests {
    use super::parse_range;

    #[test]
    fn ranges() {
        let check = |text: &str, expected: Option<(u64, u64)>| {
            assert_eq!(parse_range(text, 100).map(|range| (range.start, range.end)), expected, "{text}");
        };
        check("bytes=0-9", Some((0, 10)));
        check("bytes=90-", Some((90, 100)));
        check("bytes=90-1000", Some((90, 100)));
        check("bytes=-10", Some((90, 100)));
        check("bytes=-1000", Some((0, 100)));
        check("bytes=100-", None);
        check("bytes=9-0", None);
        check("bytes=-0", None);
        check("bytes=a-b", None);
        check("0-9", None);
        check("bytes=0-18446744073709551615", Some((0, 100)));
    }
}
