//! What anyone may know.

use axum::Json;
use axum::extract::State;
use beffroi_ledger::org::OrgState;
use beffroi_wire::error::ErrorBody;
use beffroi_wire::limits::{self, Limits};
use beffroi_wire::organisation::{OrganisationInfo, OrganisationStage, PublicOrganisation};

use crate::app::App;
use crate::error::ApiResult;

/// The public face of the organisation.
#[utoipa::path(get, path = "/api/v1/organisation", tag = "public",
    responses((status = 200, body = OrganisationInfo), (status = 429, body = ErrorBody)))]
pub(crate) async fn organisation(State(app): State<App>) -> ApiResult<Json<OrganisationInfo>> {
    let org = app.org.current(&app.store).await?;
    let organisation = public(&org);
    let limits = &app.config.limits;
    Ok(Json(OrganisationInfo {
        state: if organisation.is_some() { OrganisationStage::Ready } else { OrganisationStage::Empty },
        organisation,
        platform_key: app.keys.receipt.verifying_key(),
        server_time: app.now(),
        limits: Limits {
            part_bytes_max: limits::PART_BYTES_MAX,
            parts_max: limits::PARTS_MAX,
            object_bytes_max: limits.object_bytes_max,
            entry_bytes_max: limits::ENTRY_BYTES_MAX,
            blob_bytes_max: limits::BLOB_BYTES_MAX,
            deposit_bytes_max: limits.deposit_bytes_max,
            clock_skew_ms_max: limits::CLOCK_SKEW_MS_MAX,
        },
    }))
}

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "public", responses((status = 200, body = Object)))]
pub(crate) async fn openapi() -> Json<serde_json::Value> {
    Json(crate::openapi::document())
}

pub(crate) fn public(org: &OrgState) -> Option<PublicOrganisation> {
    Some(PublicOrganisation {
        id: org.organisation()?,
        name: org.name()?.to_owned(),
        zone: org.zone()?.to_owned(),
        organisation_key: *org.organisation_key()?,
    })
}
