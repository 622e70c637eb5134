//! Invitations and enrolments.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use beffroi_seal::id::{AccountId, InvitationId};
use beffroi_seal::login::{PasswordRecord, RegistrationRequest, RegistrationUpload};
use beffroi_store::account::NewAccount;
use beffroi_store::audit::OpenedAct;
use beffroi_store::invitation::{InvitationRecord, Invite, NewInvitation};
use beffroi_wire::error::ErrorBody;
use beffroi_wire::invitation::{
    Enrolment, EnrolmentList, EnrolmentProof, InvitationAcceptRequest, InvitationAccepted, InvitationCreated,
    InvitationInfo, InvitationRequest, InvitationStage, InvitationStartRequest,
};
use beffroi_wire::setup::RegistrationAnswer;
use beffroi_wire::{B64, codes};

use crate::app::{Acting, App};
use crate::authority::{Authority, OpenInvitation};
use crate::error::{ApiError, ApiResult};
use crate::extract::Ids;
use crate::http::address::ClientAddress;
use crate::http::body::JsonBody;
use crate::http::signed::{Caller, Signed};
use crate::keys::normalised;
use crate::mail;
use crate::routes::organisation::public;
use crate::routes::setup::checked_blob;

/// What a newcomer asks to be enrolled with fits in this.
const CERTIFICATE_BYTES_MAX: usize = 32 * 1024;

/// Invites a person.
#[utoipa::path(post, path = "/api/v1/invitations", tag = "invitation", security(("device" = [])),
    request_body = InvitationRequest,
    responses((status = 200, body = InvitationCreated), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn create(State(app): State<App>, signed: Signed) -> ApiResult<Json<InvitationCreated>> {
    let request: InvitationRequest = signed.json()?;
    let act = app.open(signed.caller.acting("invitation-create", Some(request.invitation.into()))).await?;
    let result = invite(&app, &signed.caller, &request, &act).await;
    app.settle(&act, result).await.map(Json)
}

async fn invite(
    app: &App,
    caller: &Caller,
    request: &InvitationRequest,
    act: &OpenedAct,
) -> ApiResult<InvitationCreated> {
    let permit = app.authority.invitation(caller, request.invitation, act)?;
    let email = normalised(&request.email);
    mail::check_address(&email).map_err(ApiError::malformed)?;
    let now = app.now();
    let longest = now + app.config.terms.invitation_ms_max;
    if request.expires_at <= now || request.expires_at > longest {
        return Err(ApiError::malformed("expires_at: in the future, within terms.invitation_days_max"));
    }
    let new = NewInvitation {
        invitation: request.invitation.into(),
        inviter: caller.account.into(),
        email_index: app.keys.email_index(&email),
        email_sealed: app.keys.seal("server-email", &email),
        created_at: now,
        expires_at: request.expires_at,
    };
    let mail = match (request.mail, &app.config.mail, caller.org.name()) {
        (true, Some(_), Some(name)) => {
            Some(mail::invitation(app, &email, name, caller.org.zone(), request.expires_at))
        }
        _ => None,
    };
    match app.store.invite(permit, &new, mail.as_ref()).await? {
        Invite::Done => Ok(InvitationCreated { invitation: request.invitation, mailed: mail.is_some() }),
        Invite::EmailTaken => Err(ApiError::new(codes::EMAIL_TAKEN)),
        Invite::Exists | Invite::Gone => Err(ApiError::new(codes::ALREADY_EXISTS)),
    }
}

/// Revokes an invitation, or refuses the person who answered it.
#[utoipa::path(delete, path = "/api/v1/invitations/{invitation}", tag = "invitation", security(("device" = [])),
    params(("invitation" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn revoke(
    State(app): State<App>,
    Ids(id): Ids<InvitationId>,
    signed: Signed,
) -> ApiResult<StatusCode> {
    let act = app.open(signed.caller.acting("invitation-revoke", Some(id.into()))).await?;
    let result = match app.authority.invitation(&signed.caller, id, &act) {
        Err(error) => Err(error),
        Ok(permit) => match app.store.revoke_invitation(permit, id.into()).await? {
            Invite::Done => Ok(StatusCode::NO_CONTENT),
            _ => Err(ApiError::not_found()),
        },
    };
    app.settle(&act, result).await
}

/// What an invitation says, to whoever holds its link.
#[utoipa::path(get, path = "/api/v1/invitations/{invitation}", tag = "public",
    params(("invitation" = String, Path)),
    responses((status = 200, body = InvitationInfo), (status = 404, body = ErrorBody),
        (status = 410, body = ErrorBody)))]
pub(crate) async fn show(
    State(app): State<App>,
    address: ClientAddress,
    Ids(id): Ids<InvitationId>,
) -> ApiResult<Json<InvitationInfo>> {
    let open = open_invitation(&app, address, id).await?;
    let org = app.org.current(&app.store).await?;
    let organisation = public(&org).ok_or_else(ApiError::not_found)?;
    Ok(Json(InvitationInfo { organisation, expires_at: open.record().expires_at }))
}

/// Begins the registration of the newcomer's password.
#[utoipa::path(post, path = "/api/v1/invitations/{invitation}/start", tag = "public",
    params(("invitation" = String, Path)), request_body = InvitationStartRequest,
    responses((status = 200, body = RegistrationAnswer), (status = 404, body = ErrorBody),
        (status = 410, body = ErrorBody)))]
pub(crate) async fn start(
    State(app): State<App>,
    address: ClientAddress,
    Ids(id): Ids<InvitationId>,
    JsonBody(request): JsonBody<InvitationStartRequest>,
) -> ApiResult<Json<RegistrationAnswer>> {
    let open = open_invitation(&app, address, id).await?;
    let start = RegistrationRequest::from_bytes(request.request.as_slice())?;
    let response = app.keys.login.register(&open.record().email_index, &start)?;
    Ok(Json(RegistrationAnswer { response: B64::from(response.as_bytes()) }))
}

/// Answers an invitation: the newcomer then waits for an administrator.
#[utoipa::path(post, path = "/api/v1/invitations/{invitation}/accept", tag = "public",
    params(("invitation" = String, Path)), request_body = InvitationAcceptRequest,
    responses((status = 200, body = InvitationAccepted), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody), (status = 410, body = ErrorBody)))]
pub(crate) async fn accept(
    State(app): State<App>,
    address: ClientAddress,
    Ids(id): Ids<InvitationId>,
    JsonBody(request): JsonBody<InvitationAcceptRequest>,
) -> ApiResult<Json<InvitationAccepted>> {
    let open = open_invitation(&app, address, id).await?;
    let acting = Acting {
        name: "invitation-accept",
        account: Some(request.account.into()),
        device: None,
        subject: Some(id.into()),
        address: &address.0.to_string(),
    };
    let act = app.open(acting).await?;
    let result = answer(&app, &open, &request, &act).await;
    app.settle(&act, result).await.map(Json)
}

async fn answer(
    app: &App,
    open: &OpenInvitation,
    request: &InvitationAcceptRequest,
    act: &OpenedAct,
) -> ApiResult<InvitationAccepted> {
    if request.certificate.as_slice().len() + request.proof.as_slice().len() > CERTIFICATE_BYTES_MAX {
        return Err(ApiError::new(codes::TOO_LARGE).param("limit", CERTIFICATE_BYTES_MAX));
    }
    let org = app.org.current(&app.store).await?;
    if org.account(request.account).is_some() {
        return Err(ApiError::new(codes::ALREADY_EXISTS));
    }
    let upload = RegistrationUpload::from_bytes(request.record.as_slice())?;
    let account = NewAccount {
        account: request.account.into(),
        email_index: open.record().email_index,
        email_sealed: open.record().email_sealed.clone(),
        login_record: PasswordRecord::from(upload).as_bytes().to_vec(),
        blob: checked_blob(&request.blob)?,
        created_at: app.now(),
    };
    let permit = app.authority.accept(open, act);
    let (certificate, proof) = (request.certificate.as_slice(), request.proof.as_slice());
    let invitation = open.record().invitation;
    match app.store.accept_invitation(permit, invitation, &account, certificate, proof).await? {
        Invite::Done => Ok(InvitationAccepted { state: InvitationStage::Accepted }),
        Invite::EmailTaken => Err(ApiError::new(codes::EMAIL_TAKEN)),
        Invite::Exists | Invite::Gone => Err(ApiError::new(codes::INVITATION_USED)),
    }
}

/// Invitations and answers that wait for an administrator.
#[utoipa::path(get, path = "/api/v1/enrolments", tag = "invitation", security(("device" = [])),
    responses((status = 200, body = EnrolmentList), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody)))]
pub(crate) async fn enrolments(State(app): State<App>, signed: Signed) -> ApiResult<Json<EnrolmentList>> {
    Authority::administrator(&signed.caller)?;
    let records = app.store.pending_invitations(app.now()).await?;
    let enrolments = records.into_iter().map(|record| enrolment(&app, record)).collect();
    Ok(Json(EnrolmentList { enrolments }))
}

fn enrolment(app: &App, record: InvitationRecord) -> Enrolment {
    let accepted = match (record.account, record.certificate, record.proof, record.accepted_at) {
        (Some(account), Some(certificate), Some(proof), Some(accepted_at)) => Some(EnrolmentProof {
            account: AccountId::from_bytes(account),
            certificate: B64::from(certificate),
            proof: B64::from(proof),
            accepted_at,
        }),
        _ => None,
    };
    Enrolment {
        invitation: InvitationId::from_bytes(record.invitation),
        state: if accepted.is_some() { InvitationStage::Accepted } else { InvitationStage::Open },
        inviter: AccountId::from_bytes(record.inviter),
        email: app.keys.open_text("server-email", &record.email_sealed).unwrap_or_default(),
        created_at: record.created_at,
        expires_at: record.expires_at,
        accepted,
    }
}

async fn open_invitation(app: &App, address: ClientAddress, id: InvitationId) -> ApiResult<OpenInvitation> {
    app.rates.logins.take(address.rate_key(), app.now())?;
    Authority::judge_invitation(app.store.invitation(id.into()).await?, app.now())
}
