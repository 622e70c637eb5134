//! Share links, for whoever holds one: no account, but the token that the link's secret derives.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use beffroi_ledger::Signed;
use beffroi_ledger::org::OrgState;
use beffroi_ledger::workspace::{AcceptedCommit, AccessEntry, Entry, LinkDeclaration, LinkStatement};
use beffroi_seal::id::{LinkId, ObjectId, WorkspaceId};
use beffroi_seal::receipt::ReceiptKind;
use beffroi_seal::{Digest, SealedRecord, cbor};
use beffroi_store::Id;
use beffroi_store::audit::OpenedAct;
use beffroi_store::link::{LinkLimit, LinkPermit, LinkUseKind, NewLink, NewLinkUse};
use beffroi_wire::codes;
use beffroi_wire::error::ErrorBody;
use beffroi_wire::link::{
    LINK_PERMIT_HEADER, LinkAccess, LinkCoverAnswer, LinkDownloadAnswer, LinkDownloadRequest, LinkOpenAnswer,
    LinkOpenRequest, LinkPasswordAnswer, LinkPasswordRequest, LinkStatementRequest, LinkStatementTaken,
};

use crate::app::{Acting, App};
use crate::clock::random;
use crate::error::{ApiError, ApiResult};
use crate::extract::Ids;
use crate::http::address::ClientAddress;
use crate::http::body::JsonBody;
use crate::link::{HeldLink, KnownLink};
use crate::mail;
use crate::routes::object::stream;
use crate::setup::token_hash;

/// Passwords that may ever be tried on one link.
const QUESTIONS_MAX: u32 = 300;
/// How long a download may take, pauses included.
const DOWNLOAD_MS: i64 = 24 * 3600 * 1000;
const DAY_MS: i64 = 24 * 3600 * 1000;
/// How far the clock of whoever opens a link may be ahead of this one.
const CLOCK_MS: i64 = 10 * 60 * 1000;

/// What a visitor does with a link, for the audit log and the members.
struct Visit<'a> {
    app: &'a App,
    held: &'a HeldLink,
    address: String,
    act: OpenedAct,
}

impl<'a> Visit<'a> {
    async fn open(
        app: &'a App,
        held: &'a HeldLink,
        address: ClientAddress,
        name: &'static str,
    ) -> ApiResult<Self> {
        let address = address.0.to_string();
        let subject = Some(held.row().link);
        let acting = Acting { name, account: None, device: None, subject, address: &address };
        let act = app.open(acting).await?;
        Ok(Self { app, held, address, act })
    }

    fn used(&self, kind: LinkUseKind) -> NewLinkUse<'_> {
        let (link, at) = (self.held.row().link, self.app.now());
        NewLinkUse { link, at, kind, address: &self.address, object: None, statement: None }
    }

    /// Notes the use; `full` is the refusal when its limit is reached.
    async fn note(
        &self,
        used: NewLinkUse<'_>,
        limit: LinkLimit,
        gives: Option<&LinkPermit>,
        full: &'static str,
    ) -> ApiResult<()> {
        let permit = self.app.authority.visit(self.held, &self.act);
        let noted = self.app.store.use_link(permit, &used, limit, gives).await?;
        let result = if noted { Ok(()) } else { Err(ApiError::new(full)) };
        self.app.settle(&self.act, result).await
    }
}

/// From whom and what for, before anything is opened.
#[utoipa::path(post, path = "/api/v1/links/{link}/cover", tag = "link", params(("link" = String, Path)),
    request_body = LinkAccess, responses((status = 200, body = LinkCoverAnswer), (status = 404, body = ErrorBody),
        (status = 410, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub(crate) async fn cover(
    State(app): State<App>,
    Ids(link): Ids<LinkId>,
    address: ClientAddress,
    JsonBody(request): JsonBody<LinkAccess>,
) -> ApiResult<Json<LinkCoverAnswer>> {
    let held = served(&app, link, request.token).await?;
    let visit = Visit::open(&app, &held, address, "link-cover").await?;
    visit.note(visit.used(LinkUseKind::Shown), LinkLimit::None, None, codes::LINK_REFUSED).await?;
    let terms = &held.record().terms;
    Ok(Json(LinkCoverAnswer {
        cover: paper(&held.row().cover)?,
        password: terms.password,
        expires_at: terms.expires.unix_ms(),
        downloads_left: held.downloads_left(),
    }))
}

/// Answers one guess of the password: the server learns neither the password nor whether it is right.
#[utoipa::path(post, path = "/api/v1/links/{link}/password", tag = "link", params(("link" = String, Path)),
    request_body = LinkPasswordRequest,
    responses((status = 200, body = LinkPasswordAnswer), (status = 404, body = ErrorBody),
        (status = 410, body = ErrorBody), (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub(crate) async fn password(
    State(app): State<App>,
    Ids(link): Ids<LinkId>,
    address: ClientAddress,
    JsonBody(request): JsonBody<LinkPasswordRequest>,
) -> ApiResult<Json<LinkPasswordAnswer>> {
    let held = served(&app, link, request.token).await?;
    app.rates.link_passwords.take(held.row().link, app.now())?;
    let visit = Visit::open(&app, &held, address, "link-password").await?;
    let limit = LinkLimit::Questions(QUESTIONS_MAX);
    visit.note(visit.used(LinkUseKind::PasswordAsked), limit, None, codes::LINK_PASSWORD_LIMIT).await?;
    let answer = app.keys.link_passwords().answer(link, &request.question);
    Ok(Json(LinkPasswordAnswer { answer: answer.map_err(ApiError::malformed)? }))
}

/// Gives the sealed sheet: names and keys of the documents.
#[utoipa::path(post, path = "/api/v1/links/{link}/open", tag = "link", params(("link" = String, Path)),
    request_body = LinkOpenRequest,
    responses((status = 200, body = LinkOpenAnswer), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 410, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub(crate) async fn open(
    State(app): State<App>,
    Ids(link): Ids<LinkId>,
    address: ClientAddress,
    JsonBody(request): JsonBody<LinkOpenRequest>,
) -> ApiResult<Json<LinkOpenAnswer>> {
    let held = served(&app, link, request.token).await?;
    let visit = Visit::open(&app, &held, address, "link-open").await?;
    app.settle(&visit.act, held.proved_by(request.proof)).await?;
    visit.note(visit.used(LinkUseKind::Opened), LinkLimit::None, None, codes::LINK_REFUSED).await?;
    Ok(Json(LinkOpenAnswer { sheet: paper(&held.row().sheet)? }))
}

/// Begins a download, and counts it.
#[utoipa::path(post, path = "/api/v1/links/{link}/downloads", tag = "link", params(("link" = String, Path)),
    request_body = LinkDownloadRequest,
    responses((status = 200, body = LinkDownloadAnswer), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 410, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub(crate) async fn download(
    State(app): State<App>,
    Ids(link): Ids<LinkId>,
    address: ClientAddress,
    JsonBody(request): JsonBody<LinkDownloadRequest>,
) -> ApiResult<Json<LinkDownloadAnswer>> {
    let held = served(&app, link, request.token).await?;
    held.proved_by(request.proof)?;
    let terms = &held.record().terms;
    if !terms.objects.contains(&request.object) {
        return Err(ApiError::not_found());
    }
    let visit = Visit::open(&app, &held, address, "link-download").await?;
    let text = hex::encode(random::<32>());
    let expires_at = app.now() + DOWNLOAD_MS;
    let gives = LinkPermit { permit_hash: token_hash(&text), object: request.object.into(), expires_at };
    let limit = terms.downloads_max.map_or(LinkLimit::None, LinkLimit::Downloads);
    let used = NewLinkUse { object: Some(request.object.into()), ..visit.used(LinkUseKind::Downloaded) };
    visit.note(used, limit, Some(&gives), codes::LINK_EXHAUSTED).await?;
    Ok(Json(LinkDownloadAnswer { permit: text, expires_at }))
}

/// The bytes of an object of a link, whole or a range. A link that ends meanwhile gives nothing more.
#[utoipa::path(get, path = "/api/v1/links/{link}/objects/{object}", tag = "link",
    params(("link" = String, Path), ("object" = String, Path), ("range" = Option<String>, Header),
        ("beffroi-link" = String, Header, description = "permit of the download")),
    responses((status = 200, content_type = "application/octet-stream"),
        (status = 206, content_type = "application/octet-stream"), (status = 404, body = ErrorBody),
        (status = 410, body = ErrorBody), (status = 416, body = ErrorBody)))]
pub(crate) async fn object(
    State(app): State<App>,
    Ids((link, object)): Ids<(LinkId, ObjectId)>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let shown = headers.get(LINK_PERMIT_HEADER).and_then(|value| value.to_str().ok());
    let permit = token_hash(shown.ok_or_else(|| ApiError::new(codes::LINK_UNKNOWN))?);
    if !app.store.link_permit(permit, link.into(), object.into(), app.now()).await? {
        return Err(ApiError::new(codes::LINK_UNKNOWN));
    }
    let workspace = known(&app, link).await?.served_now(app.now())?;
    let held = app.store.object(workspace.into(), object.into()).await?;
    let held = held.filter(|held| held.complete).ok_or_else(ApiError::not_found)?;
    stream(&app, &held, headers.get(header::RANGE).and_then(|range| range.to_str().ok()))
}

/// Takes what a visitor declares: receipt, or not to be the intended recipient, which stops the link.
#[utoipa::path(post, path = "/api/v1/links/{link}/statements", tag = "link", params(("link" = String, Path)),
    request_body = LinkStatementRequest,
    responses((status = 200, body = LinkStatementTaken), (status = 404, body = ErrorBody),
        (status = 410, body = ErrorBody), (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub(crate) async fn declare(
    State(app): State<App>,
    Ids(link): Ids<LinkId>,
    address: ClientAddress,
    JsonBody(request): JsonBody<LinkStatementRequest>,
) -> ApiResult<Json<LinkStatementTaken>> {
    // Also of a link that has ended: whoever received it by mistake may say so at any time.
    let held = held(&app, link, request.token).await?;
    let statement = Signed::<LinkStatement>::decode(request.statement.as_slice())?;
    let refused = || ApiError::new(codes::LINK_STATEMENT_REFUSED);
    let statement = statement
        .check_into(|statement| {
            let body = statement.body();
            let here = body.link == link && body.organisation == held.access().organisation();
            let signed = statement.verify(&held.record().terms.signing).is_ok();
            if here && signed { Ok(statement) } else { Err(()) }
        })
        .map_err(|()| refused())?;
    let visit = Visit::open(&app, &held, address, "link-statement").await?;
    let kind = match statement.body().declares {
        LinkDeclaration::Received => LinkUseKind::Received,
        LinkDeclaration::Refused => LinkUseKind::Refused,
    };
    let used = NewLinkUse { statement: Some(statement.encoded().to_vec()), ..visit.used(kind) };
    if kind == LinkUseKind::Received {
        held.served_now(app.now())?;
        visit.note(used, LinkLimit::None, None, codes::LINK_REFUSED).await?;
    } else {
        let mails = mail::link_refused(&app, &held).await?;
        let permit = app.authority.visit(&held, &visit.act);
        let stopped = app.store.refuse_link(permit, &used, &mails).await?;
        let result = if stopped { Ok(()) } else { Err(ApiError::new(codes::LINK_REFUSED)) };
        app.settle(&visit.act, result).await?;
    }
    let now = app.now();
    let organisation = held.access().organisation();
    let receipt =
        app.receipt(organisation, ReceiptKind::Deposit, held.row().link, statement.digest(), 0, now);
    Ok(Json(LinkStatementTaken { received_at: now, receipt }))
}

fn stored(record: &SealedRecord) -> Vec<u8> {
    cbor::encode(record).expect("a byte string always encodes")
}

fn paper(stored: &[u8]) -> ApiResult<SealedRecord> {
    cbor::decode(stored).map_err(ApiError::internal)
}

/// The link with its terms, whoever asks.
async fn known(app: &App, link: LinkId) -> ApiResult<KnownLink> {
    let unknown = || ApiError::new(codes::LINK_UNKNOWN);
    let row = app.store.link(link.into()).await?.ok_or_else(unknown)?;
    let org = app.org.current(&app.store).await?;
    let workspace = WorkspaceId::from_bytes(row.workspace);
    let access = app.workspaces.current(&app.store, &org, workspace).await?.ok_or_else(unknown)?;
    KnownLink::new(row, access, org).ok_or_else(unknown)
}

/// The link, for whoever shows its token. Without it, the same answer as for a link that does not exist.
async fn held(app: &App, link: LinkId, token: Digest) -> ApiResult<HeldLink> {
    known(app, link).await?.held_by(token)
}

/// The same, while the link is served.
async fn served(app: &App, link: LinkId, token: Digest) -> ApiResult<HeldLink> {
    let held = held(app, link, token).await?;
    held.served_now(app.now())?;
    Ok(held)
}

/// The papers of the links that a commit opens. Refused when a term is not one by this server's clock, or when an object is
/// not one of the workspace: a link must not give what its author cannot read.
pub(crate) async fn opened_by(
    app: &App,
    accepted: &AcceptedCommit,
    org: &OrgState,
    now: i64,
) -> ApiResult<Vec<NewLink>> {
    let mut links = Vec::new();
    for entry in &accepted.commit().body().entries {
        let Entry::Access(AccessEntry::LinkOpened { opening }) = entry else { continue };
        let days_max = org.sharing().days_max;
        let last = now + i64::from(days_max) * DAY_MS + CLOCK_MS;
        if !(now..=last).contains(&opening.terms.expires.unix_ms()) {
            return Err(ApiError::new(codes::LINK_TERM).param("days_max", days_max));
        }
        let workspace: Id = accepted.commit().body().workspace.into();
        for object in &opening.terms.objects {
            let held = app.store.object(workspace, (*object).into()).await?;
            if held.is_none_or(|held| !held.complete) {
                return Err(ApiError::not_found());
            }
        }
        links.push(NewLink {
            link: opening.link.into(),
            cover: stored(&opening.cover),
            sheet: stored(&opening.sheet),
        });
    }
    Ok(links)
}
