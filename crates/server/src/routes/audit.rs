//! The audit log, for administrators.

use axum::Json;
use axum::extract::State;
use beffroi_seal::id::{AccountId, DeviceId};
use beffroi_store::audit::AuditRecord;
use beffroi_wire::audit::{AuditItem, AuditOutcome, AuditPage, AuditQuery};
use beffroi_wire::error::ErrorBody;

use crate::app::App;
use crate::authority::Authority;
use crate::error::ApiResult;
use crate::extract::Asked;
use crate::http::signed::Signed;

const PAGE_MAX: u32 = 500;

/// Acts that the server observed, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "administration", security(("device" = [])),
    params(AuditQuery),
    responses((status = 200, body = AuditPage), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody)))]
pub(crate) async fn read(
    State(app): State<App>,
    Asked(query): Asked<AuditQuery>,
    signed: Signed,
) -> ApiResult<Json<AuditPage>> {
    let caller = &signed.caller;
    Authority::administrator(caller)?;
    app.note_reading(caller.acting("audit-read", None), caller.session.session).await?;
    let limit = query.limit.unwrap_or(PAGE_MAX).clamp(1, PAGE_MAX);
    let records = app.store.audit(query.before, limit).await?;
    Ok(Json(AuditPage { items: records.into_iter().map(item).collect() }))
}

fn item(record: AuditRecord) -> AuditItem {
    AuditItem {
        sequence: record.sequence,
        at: record.at,
        act: record.act,
        account: record.account.map(AccountId::from_bytes),
        device: record.device.map(DeviceId::from_bytes),
        subject: record.subject.map(hex::encode),
        address: record.address,
        outcome: match record.outcome.as_str() {
            "done" => AuditOutcome::Done,
            "refused" => AuditOutcome::Refused,
            _ => AuditOutcome::Opened,
        },
        detail: record.detail,
        request: record.request,
    }
}
