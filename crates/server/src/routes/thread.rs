//! A reporter's thread, for whoever holds the follow-up code.

use axum::Json;
use axum::extract::State;
use beffroi_seal::id::DepositId;
use beffroi_store::audit::OpenedAct;
use beffroi_store::intake::ItemKind;
use beffroi_wire::B64;
use beffroi_wire::error::ErrorBody;
use beffroi_wire::intake::{AfterQuery, DepositReceived, MessageRequest, Thread, ThreadItem};

use crate::app::App;
use crate::error::ApiResult;
use crate::extract::Asked;
use crate::http::address::ClientAddress;
use crate::http::signed::Reporter;
use crate::routes::intake::{acknowledge, checked_letter, kind_of, nobody};

/// What was said in a thread; the reporter's own letters are not sent back.
#[utoipa::path(get, path = "/api/v1/intake/threads/{locator}", tag = "intake", security(("reporter" = [])),
    params(("locator" = String, Path), AfterQuery),
    responses((status = 200, body = Thread), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn read(
    State(app): State<App>,
    Asked(query): Asked<AfterQuery>,
    reporter: Reporter,
) -> ApiResult<Json<Thread>> {
    let deposit = &reporter.deposit;
    app.note_reading(nobody("thread-read", deposit.deposit), deposit.deposit).await?;
    let items = app.store.thread_items(deposit.deposit, query.after).await?;
    let items = items
        .into_iter()
        .map(|item| ThreadItem {
            sequence: item.sequence,
            kind: kind_of(item.kind),
            at: item.received_at,
            deposit: DepositId::from_bytes(item.deposit),
            sealed: (item.kind == ItemKind::Reply).then(|| B64::from(item.sealed)),
        })
        .collect();
    Ok(Json(Thread { items }))
}

/// Adds a message of the reporter.
#[utoipa::path(post, path = "/api/v1/intake/threads/{locator}/messages", tag = "intake",
    security(("reporter" = [])), params(("locator" = String, Path)), request_body = MessageRequest,
    responses((status = 200, body = DepositReceived), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub(crate) async fn message(
    State(app): State<App>,
    address: ClientAddress,
    reporter: Reporter,
) -> ApiResult<Json<DepositReceived>> {
    app.rates.deposits.take(address.rate_key(), app.now())?;
    let request: MessageRequest = reporter.json()?;
    let act = app.open(nobody("thread-message", reporter.deposit.deposit)).await?;
    let result = add(&app, &reporter, &request, &act).await;
    app.settle(&act, result).await.map(Json)
}

async fn add(
    app: &App,
    reporter: &Reporter,
    request: &MessageRequest,
    act: &OpenedAct,
) -> ApiResult<DepositReceived> {
    let (sealed, now) = (checked_letter(&request.sealed)?, app.now());
    let permit = app.authority.message(reporter, act);
    let sequence = app.store.add_item(permit, &reporter.deposit, ItemKind::Message, sealed, now).await?;
    acknowledge(app, &reporter.deposit, sealed, sequence, now).await
}
