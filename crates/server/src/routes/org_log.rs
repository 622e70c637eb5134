//! The organisation log.

use axum::Json;
use axum::extract::State;
use beffroi_ledger::org::{self, OrgBody, OrgEntry, OrgState};
use beffroi_ledger::signed::Signed as SignedStructure;
use beffroi_seal::Digest;
use beffroi_seal::id::AccountId;
use beffroi_seal::receipt::ReceiptKind;
use beffroi_store::audit::OpenedAct;
use beffroi_store::org::{Append, EntryRecord, OrgEffect};
use beffroi_wire::error::ErrorBody;
use beffroi_wire::limits::LOG_PAGE_MAX;
use beffroi_wire::organisation::{Appended, HeadInfo, LogPage, LogQuery, OrgAppendRequest};
use beffroi_wire::{B64, codes};

use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::extract::Asked;
use crate::http::signed::{Caller, MaybeProvisional};

/// Entries of the organisation log.
#[utoipa::path(get, path = "/api/v1/org/log", tag = "organisation", security(("device" = [])), params(LogQuery),
    responses((status = 200, body = LogPage), (status = 401, body = ErrorBody)))]
pub(crate) async fn read(
    State(app): State<App>,
    Asked(query): Asked<LogQuery>,
    signed: MaybeProvisional,
) -> ApiResult<Json<LogPage>> {
    let head = signed.caller.org.head().map(|head| head_info(head.sequence, head.hash));
    let limit = query.limit.unwrap_or(LOG_PAGE_MAX).clamp(1, LOG_PAGE_MAX);
    let entries = app.store.org_entries(query.from, limit).await?.into_iter().map(B64::from).collect();
    Ok(Json(LogPage { entries, head }))
}

/// Appends one entry to the organisation log.
#[utoipa::path(post, path = "/api/v1/org/log", tag = "organisation", security(("device" = [])),
    request_body = OrgAppendRequest,
    responses((status = 200, body = Appended), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub(crate) async fn append(State(app): State<App>, signed: MaybeProvisional) -> ApiResult<Json<Appended>> {
    let request: OrgAppendRequest = signed.json()?;
    let act = app.open(signed.caller.acting("org-append", None)).await?;
    let result = judge_and_append(&app, &signed.caller, &request, &act).await;
    app.settle(&act, result).await.map(Json)
}

async fn judge_and_append(
    app: &App,
    caller: &Caller,
    request: &OrgAppendRequest,
    act: &OpenedAct,
) -> ApiResult<Appended> {
    let _order = app.rights.write().await;
    let entry = SignedStructure::decode(request.entry.as_slice())?;
    let accepted = org::check(&caller.org, entry).map_err(|refusal| refused(&caller.org, refusal))?;
    let permit = app.authority.org_append(caller, &accepted, act)?;
    let effect = effect_of(app, &caller.org, accepted.entry().body()).await?;
    let now = app.now();
    let record = record_of(accepted.entry(), now);
    match app.store.append_org(permit, &record, effect).await? {
        Append::Conflict => Err(conflict(app).await?),
        Append::Done => {
            let (sequence, hash) = (record.sequence, accepted.entry().digest());
            let organisation = accepted.entry().body().organisation;
            app.org.take(accepted);
            let kind = ReceiptKind::OrganisationEntry;
            let receipt = app.receipt(organisation, kind, organisation.into(), hash, sequence, now);
            Ok(Appended { head: head_info(sequence, hash), receipt })
        }
    }
}

/// The rule's refusal; a conflict says where the log stands.
pub(crate) fn refused(state: &OrgState, refusal: org::OrgRefusal) -> ApiError {
    if refusal.code() == codes::CONFLICT {
        let head = state.head();
        return ApiError::conflict(head.map(|head| head.sequence), head.map(|head| head.hash));
    }
    refusal.into()
}

pub(crate) async fn conflict(app: &App) -> ApiResult<ApiError> {
    let head = app.org.current(&app.store).await?.head();
    Ok(ApiError::conflict(head.map(|head| head.sequence), head.map(|head| head.hash)))
}

pub(crate) fn head_info(sequence: u64, hash: Digest) -> HeadInfo {
    HeadInfo { sequence, hash }
}

pub(crate) fn record_of(entry: &SignedStructure<OrgEntry>, received_at: i64) -> EntryRecord {
    EntryRecord {
        sequence: entry.body().sequence,
        hash: *entry.digest().as_bytes(),
        bytes: entry.encoded().to_vec(),
        received_at,
    }
}

/// What an entry changes beside the log, and what only the server can refuse.
async fn effect_of(app: &App, state: &OrgState, entry: &OrgEntry) -> ApiResult<OrgEffect> {
    Ok(match &entry.body {
        OrgBody::AccountEnrolled { enrolment, invitation, .. } => {
            let certificate = enrolment.certificate.body();
            let found = app.store.invitation((*invitation).into()).await?;
            let found = found
                .filter(|found| found.account == Some(certificate.account.into()))
                .ok_or_else(|| ApiError::new(codes::WRONG_SUBJECT))?;
            let email = app.keys.open_text("server-email", &found.email_sealed);
            let invited = email.map(|email| org::email_digest(entry.organisation, &email));
            if invited != Some(certificate.email_digest) {
                return Err(ApiError::new(codes::WRONG_SUBJECT));
            }
            OrgEffect::Enrolled { invitation: (*invitation).into() }
        }
        OrgBody::AccountSuspended { account } => OrgEffect::Suspended((*account).into()),
        OrgBody::AccountDeleted { account } => {
            leaves_no_workspace_alone(app, state, *account).await?;
            OrgEffect::Deleted((*account).into())
        }
        OrgBody::DeviceRevoked { device } => OrgEffect::Revoked((*device).into()),
        _ => OrgEffect::None,
    })
}

/// A sole owner's account is not deleted before each of their workspaces has another owner.
async fn leaves_no_workspace_alone(app: &App, state: &OrgState, account: AccountId) -> ApiResult<()> {
    let alone = app.store.solely_owned(account.into()).await?;
    if alone.is_empty() || state.account(account).is_none() {
        return Ok(());
    }
    let ids: Vec<String> = alone.iter().map(hex::encode).collect();
    Err(ApiError::new(codes::SOLE_OWNER).param("workspaces", ids))
}
