//! The public desk: reports from anyone, read by the desk's members. The reporter's address is kept nowhere.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use beffroi_ledger::workspace::AccessState;
use beffroi_seal::Digest;
use beffroi_seal::id::{DepositId, ObjectId, WorkspaceId};
use beffroi_seal::receipt::ReceiptKind;
use beffroi_store::audit::OpenedAct;
use beffroi_store::intake::{Attachment, DepositRecord, Deposited, ItemKind, ItemRecord, Letter, NewDeposit};
use beffroi_store::object::NewPart;
use beffroi_wire::error::ErrorBody;
use beffroi_wire::intake::{
    AfterQuery, DEPOSIT_TOKEN_HEADER, DepositCompleteRequest, DepositItem, DepositList, DepositObject,
    DepositReceived, DepositStarted, IntakeInfo, IntakeKind, MessageRequest,
};
use beffroi_wire::limits::LETTER_BYTES_MAX;
use beffroi_wire::object::{PartInfo, PartStored};
use beffroi_wire::{B64, LocatorId, codes};

use crate::app::{Acting, App};
use crate::authority::{Authority, OpenDeposit, Reading};
use crate::clock::{random, rng};
use crate::error::{ApiError, ApiResult};
use crate::extract::{Asked, Ids};
use crate::http::address::ClientAddress;
use crate::http::body::{self, JsonBody};
use crate::http::signed::{Signed, decode_key};
use crate::routes::object::{checked_digest, checked_number, completed, enter, stored, within};
use crate::routes::organisation::public;
use crate::setup::token_hash;

/// Deposits and messages returned at once.
const PAGE: u32 = 200;
/// Attachments of one deposit.
const OBJECTS_MAX: usize = 100;

/// The act of somebody without a name, whose address is not kept.
pub(crate) fn nobody(name: &'static str, subject: [u8; 16]) -> Acting<'static> {
    Acting { name, account: None, device: None, subject: Some(subject), address: "" }
}

/// The desk, with the statements that chain its key to the organisation's fingerprint.
#[utoipa::path(get, path = "/api/v1/intake", tag = "intake",
    responses((status = 200, body = IntakeInfo), (status = 404, body = ErrorBody)))]
pub(crate) async fn info(State(app): State<App>) -> ApiResult<Json<IntakeInfo>> {
    let org = app.org.current(&app.store).await?;
    let closed = || ApiError::new(codes::INTAKE_CLOSED);
    let statement = org.intake().ok_or_else(closed)?;
    let workspace = statement.body().workspace;
    let access = desk(&app).await?;
    let deposit = access.deposit().ok_or_else(closed)?;
    Ok(Json(IntakeInfo {
        organisation: public(&org).ok_or_else(closed)?,
        workspace,
        statement: B64::from(statement.encoded()),
        deposit: B64::from(deposit.encoded()),
    }))
}

/// The designated workspace, while it takes deposits.
async fn desk(app: &App) -> ApiResult<Arc<AccessState>> {
    let org = app.org.current(&app.store).await?;
    let closed = || ApiError::new(codes::INTAKE_CLOSED);
    let workspace = org.intake().ok_or_else(closed)?.body().workspace;
    let access = app.workspaces.current(&app.store, &org, workspace).await?;
    access.filter(|access| access.deposit().is_some() && access.serves_outsiders()).ok_or_else(closed)
}

/// Begins a report.
#[utoipa::path(post, path = "/api/v1/intake/deposits", tag = "intake",
    responses((status = 200, body = DepositStarted), (status = 404, body = ErrorBody),
        (status = 429, body = ErrorBody)))]
pub(crate) async fn begin(State(app): State<App>, address: ClientAddress) -> ApiResult<Json<DepositStarted>> {
    app.rates.deposits.take(address.rate_key(), app.now())?;
    let desk = desk(&app).await?;
    let (deposit, token) = (DepositId::make(&mut rng()), B64::from(random::<24>()).to_string());
    let now = app.now();
    let new = NewDeposit {
        deposit: deposit.into(),
        workspace: desk.workspace().into(),
        token_hash: token_hash(&token),
        created_at: now,
        expires_at: now + app.config.terms.deposit_ms,
    };
    let act = app.open(nobody("deposit-begin", deposit.into())).await?;
    let permit = app.authority.begin_deposit(new.deposit, &act);
    let result = app.store.begin_deposit(permit, &new).await.map_err(ApiError::from);
    app.settle(&act, result).await?;
    Ok(Json(DepositStarted { deposit, token, expires_at: new.expires_at }))
}

/// Stores one part of an attachment.
#[utoipa::path(put, path = "/api/v1/intake/deposits/{deposit}/objects/{object}/parts/{number}", tag = "intake",
    params(("deposit" = String, Path), ("object" = String, Path), ("number" = u32, Path),
        ("beffroi-deposit" = String, Header), ("beffroi-digest" = String, Header)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = PartStored), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody), (status = 410, body = ErrorBody), (status = 413, body = ErrorBody),
        (status = 422, body = ErrorBody), (status = 507, body = ErrorBody)))]
pub(crate) async fn put_part(
    State(app): State<App>,
    Ids((deposit, object, number)): Ids<(DepositId, ObjectId, u32)>,
    headers: HeaderMap,
    request: axum::extract::Request,
) -> ApiResult<Json<PartStored>> {
    // The token before the body: strangers do not make us read megabytes.
    let open = open_deposit(&app, deposit, &headers).await?;
    let bytes = body::read(request, &app).await?;
    let digest = checked_digest(&headers, bytes.clone()).await?;
    if open.record().completed_at.is_some() {
        return Err(ApiError::new(codes::OBJECT_COMPLETE));
    }
    let size = bytes.len() as u64;
    let held = app.store.deposit_bytes(deposit.into()).await?;
    within(held + size, app.config.limits.deposit_bytes_max)?;
    let part = NewPart {
        workspace: open.record().workspace,
        object: object.into(),
        deposit: Some(deposit.into()),
        number: checked_number(number)?,
        digest: *digest.as_bytes(),
        bytes,
        received_at: app.now(),
    };
    let permit = app.authority.stage_deposit(&open, object);
    stored(app.store.put_part(permit, part).await?, PartInfo { number, size, digest }).map(Json)
}

/// Completes a report: its letter and attachments, all or nothing.
#[utoipa::path(post, path = "/api/v1/intake/deposits/{deposit}/complete", tag = "intake",
    params(("deposit" = String, Path), ("beffroi-deposit" = String, Header)),
    request_body = DepositCompleteRequest,
    responses((status = 200, body = DepositReceived), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody), (status = 410, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub(crate) async fn complete(
    State(app): State<App>,
    Ids(deposit): Ids<DepositId>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<DepositCompleteRequest>,
) -> ApiResult<Json<DepositReceived>> {
    let open = open_deposit(&app, deposit, &headers).await?;
    let act = app.open(nobody("deposit-complete", deposit.into())).await?;
    let result = receive(&app, &open, &request, &act).await;
    app.settle(&act, result).await.map(Json)
}

async fn receive(
    app: &App,
    open: &OpenDeposit,
    request: &DepositCompleteRequest,
    act: &OpenedAct,
) -> ApiResult<DepositReceived> {
    let sealed = checked_letter(&request.sealed)?;
    if request.objects.len() > OBJECTS_MAX {
        return Err(ApiError::new(codes::TOO_LARGE).param("objects_max", OBJECTS_MAX));
    }
    let now = app.now();
    let letter = Letter {
        locator: request.locator.into(),
        reporter_key: request.reporter_key.to_bytes(),
        sealed: sealed.to_vec(),
        attachments: request.objects.iter().map(attachment_of).collect(),
        received_at: now,
    };
    let permit = app.authority.complete_deposit(open, act);
    let deposit = open.record();
    match app.store.complete_deposit(permit, deposit, &letter).await? {
        Deposited::Done(sequence) => acknowledge(app, deposit, sealed, sequence, now).await,
        Deposited::Already => already(app, deposit, act).await,
        Deposited::LocatorTaken => Err(ApiError::new(codes::ALREADY_EXISTS)),
        Deposited::Attachment(_, ended) => {
            completed(ended)?;
            Err(ApiError::not_found())
        }
        Deposited::Absent => Err(ApiError::new(codes::ALREADY_EXISTS)),
    }
}

/// The answer was lost on its way: the same report gets the same receipt.
async fn already(app: &App, deposit: &DepositRecord, act: &OpenedAct) -> ApiResult<DepositReceived> {
    let items = app.store.thread_items(deposit.deposit, None).await?;
    let report =
        items.into_iter().find(|item| item.kind == ItemKind::Report).ok_or_else(ApiError::not_found)?;
    app.store.finish_act(act).await?;
    acknowledge(app, deposit, &report.sealed, report.sequence, report.received_at).await
}

pub(crate) async fn acknowledge(
    app: &App,
    deposit: &DepositRecord,
    sealed: &[u8],
    sequence: u64,
    received_at: i64,
) -> ApiResult<DepositReceived> {
    let (kind, digest) = (ReceiptKind::Report, Digest::of(sealed));
    let organisation = app.organisation().await?;
    let receipt = app.receipt(organisation, kind, deposit.deposit, digest, sequence, received_at);
    Ok(DepositReceived { sequence, received_at, receipt })
}

/// Reports, messages and answers of a desk, for its members.
#[utoipa::path(get, path = "/api/v1/workspaces/{workspace}/deposits", tag = "intake", security(("device" = [])),
    params(("workspace" = String, Path), AfterQuery),
    responses((status = 200, body = DepositList), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn deposits(
    State(app): State<App>,
    Ids(workspace): Ids<WorkspaceId>,
    Asked(query): Asked<AfterQuery>,
    signed: Signed,
) -> ApiResult<Json<DepositList>> {
    let caller = &signed.caller;
    enter(&app, caller, workspace).await?;
    let items = app.store.intake_items(workspace.into(), query.after, PAGE).await?;
    if !items.is_empty() {
        let acting = caller.acting("deposits-read", Some(workspace.into()));
        app.note_reading(acting, caller.session.session).await?;
    }
    let mut deposits = Vec::with_capacity(items.len());
    for item in items {
        deposits.push(deposit_item(&app, item).await?);
    }
    Ok(Json(DepositList { deposits }))
}

async fn deposit_item(app: &App, item: ItemRecord) -> ApiResult<DepositItem> {
    let attachments = match item.kind {
        ItemKind::Report => app.store.attachments(item.deposit).await?,
        ItemKind::Message | ItemKind::Reply => Vec::new(),
    };
    Ok(DepositItem {
        sequence: item.sequence,
        kind: kind_of(item.kind),
        deposit: DepositId::from_bytes(item.deposit),
        locator: LocatorId::from_bytes(item.locator),
        reporter_key: decode_key(&item.reporter_key)
            .ok_or_else(|| ApiError::internal("stored reporter key"))?,
        sealed: B64::from(item.sealed),
        objects: attachments.iter().map(object_of).collect(),
        received_at: item.received_at,
    })
}

/// Answers a reporter, sealed to their key.
#[utoipa::path(post, path = "/api/v1/workspaces/{workspace}/deposits/{deposit}/replies", tag = "intake",
    security(("device" = [])), params(("workspace" = String, Path), ("deposit" = String, Path)),
    request_body = MessageRequest,
    responses((status = 200, body = DepositReceived), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn reply(
    State(app): State<App>,
    Ids((workspace, deposit)): Ids<(WorkspaceId, DepositId)>,
    signed: Signed,
) -> ApiResult<Json<DepositReceived>> {
    let request: MessageRequest = signed.json()?;
    let (reading, access) = enter(&app, &signed.caller, workspace).await?;
    let found = app.store.deposit(deposit.into()).await?;
    let found = found.filter(|found| found.workspace == <[u8; 16]>::from(workspace));
    let found = found.filter(|found| found.completed_at.is_some()).ok_or_else(ApiError::not_found)?;
    let act = app.open(signed.caller.acting("deposit-reply", Some(deposit.into()))).await?;
    let result = send_reply(&app, reading, &access, &found, &request, &act).await;
    app.settle(&act, result).await.map(Json)
}

async fn send_reply(
    app: &App,
    reading: Reading,
    access: &AccessState,
    deposit: &DepositRecord,
    request: &MessageRequest,
    act: &OpenedAct,
) -> ApiResult<DepositReceived> {
    let permit = app.authority.reply(reading, access, deposit, act)?;
    let (sealed, now) = (checked_letter(&request.sealed)?, app.now());
    let sequence = app.store.add_item(permit, deposit, ItemKind::Reply, sealed, now).await?;
    acknowledge(app, deposit, sealed, sequence, now).await
}

async fn open_deposit(app: &App, deposit: DepositId, headers: &HeaderMap) -> ApiResult<OpenDeposit> {
    let token = headers.get(DEPOSIT_TOKEN_HEADER).and_then(|value| value.to_str().ok());
    let token = token.ok_or_else(ApiError::not_found)?;
    let found = app.store.deposit(deposit.into()).await?;
    Authority::judge_deposit(found, token_hash(token), app.now())
}

pub(crate) fn checked_letter(sealed: &B64) -> ApiResult<&[u8]> {
    within(sealed.as_slice().len() as u64, LETTER_BYTES_MAX)?;
    if sealed.as_slice().is_empty() {
        return Err(ApiError::malformed("an empty letter"));
    }
    Ok(sealed.as_slice())
}

pub(crate) fn kind_of(kind: ItemKind) -> IntakeKind {
    match kind {
        ItemKind::Report => IntakeKind::Report,
        ItemKind::Message => IntakeKind::Message,
        ItemKind::Reply => IntakeKind::Reply,
    }
}

fn attachment_of(object: &DepositObject) -> Attachment {
    let parts = object.parts.iter().map(|digest| *digest.as_bytes()).collect();
    Attachment { object: object.object.into(), parts, size: object.size }
}

fn object_of(attachment: &Attachment) -> DepositObject {
    let parts = attachment.parts.iter().copied().map(Digest::from_bytes).collect();
    DepositObject { object: ObjectId::from_bytes(attachment.object), parts, size: attachment.size }
}
