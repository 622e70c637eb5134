//! Desks that an administrator may designate: those whose key is published. Their content stays closed to administrators.

use axum::Json;
use axum::extract::State;
use beffroi_wire::B64;
use beffroi_wire::error::ErrorBody;
use beffroi_wire::intake::{DeskCandidate, DeskCandidateList};

use crate::app::App;
use crate::authority::Authority;
use crate::error::ApiResult;
use crate::http::signed::Signed;

/// Workspaces that publish a deposit key.
#[utoipa::path(get, path = "/api/v1/intake/candidates", tag = "intake", security(("device" = [])),
    responses((status = 200, body = DeskCandidateList), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody)))]
pub(crate) async fn list(State(app): State<App>, signed: Signed) -> ApiResult<Json<DeskCandidateList>> {
    let caller = &signed.caller;
    Authority::administrator(caller)?;
    let mut candidates = Vec::new();
    for (workspace, _) in caller.org.workspaces() {
        let access = app.workspaces.current(&app.store, &caller.org, workspace).await?;
        let access = access.as_ref().filter(|access| access.serves_outsiders());
        let statement = access.and_then(|access| access.deposit());
        if let Some(statement) = statement {
            candidates.push(DeskCandidate { workspace, statement: B64::from(statement.encoded()) });
        }
    }
    Ok(Json(DeskCandidateList { candidates }))
}
