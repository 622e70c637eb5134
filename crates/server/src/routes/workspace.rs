//! Workspaces and their logs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use beffroi_ledger::org;
use beffroi_ledger::signed::Signed as SignedStructure;
use beffroi_ledger::workspace::{self, AcceptedCommit, AccessEntry, AccessState, Entry, Role, SignedCommit};
use beffroi_seal::Digest;
use beffroi_seal::id::WorkspaceId;
use beffroi_seal::receipt::ReceiptKind;
use beffroi_seal::unverified::{Reason, Unverified};
use beffroi_store::audit::OpenedAct;
use beffroi_store::org::{Append, EntryRecord, Head};
use beffroi_store::removal::Removal;
use beffroi_store::workspace::{CommitEffect, Members};
use beffroi_wire::error::ErrorBody;
use beffroi_wire::limits::LOG_PAGE_MAX;
use beffroi_wire::organisation::{Appended, LogPage, LogQuery};
use beffroi_wire::workspace::{
    CommitAppendRequest, WorkspaceCreateRequest, WorkspaceCreated, WorkspaceInfo, WorkspaceList,
};
use beffroi_wire::{B64, codes};

use crate::app::App;
use crate::authority::Authority;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Asked, Ids};
use crate::http::signed::{Caller, Signed};
use crate::routes::link;
use crate::routes::org_log::{conflict, head_info, record_of, refused};
use crate::view::workspace::{SNAPSHOT_EVERY, encode_snapshot};

/// A page of a workspace log holds at least one commit, and no more bytes than this.
const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The workspaces that the account belongs to.
#[utoipa::path(get, path = "/api/v1/workspaces", tag = "workspace", security(("device" = [])),
    responses((status = 200, body = WorkspaceList), (status = 401, body = ErrorBody)))]
pub(crate) async fn list(State(app): State<App>, signed: Signed) -> ApiResult<Json<WorkspaceList>> {
    let caller = &signed.caller;
    let head = caller.org.head().ok_or_else(|| ApiError::new(codes::SETUP_NEEDED))?;
    let records = app.store.workspaces_of(caller.account.into()).await?;
    let workspaces = records
        .into_iter()
        .map(|record| WorkspaceInfo {
            workspace: WorkspaceId::from_bytes(record.workspace),
            head: head_info(record.head.sequence, Digest::from_bytes(record.head.hash)),
            changed_at: record.changed_at,
            deposits: record.deposits,
        })
        .collect();
    Ok(Json(WorkspaceList { workspaces, org_head: head_info(head.sequence, head.hash) }))
}

/// Creates a workspace: the organisation's entry and the first commit together.
#[utoipa::path(post, path = "/api/v1/workspaces", tag = "workspace", security(("device" = [])),
    request_body = WorkspaceCreateRequest,
    responses((status = 200, body = WorkspaceCreated), (status = 401, body = ErrorBody),
        (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub(crate) async fn create(State(app): State<App>, signed: Signed) -> ApiResult<Json<WorkspaceCreated>> {
    let request: WorkspaceCreateRequest = signed.json()?;
    let commit = SignedStructure::<workspace::Commit>::decode(request.commit.as_slice())?;
    let workspace = commit.peek(Reason::Log).body().workspace;
    let act = app.open(signed.caller.acting("workspace-create", Some(workspace.into()))).await?;
    let result = judge_and_create(&app, &signed.caller, &request, &act).await;
    app.settle(&act, result).await.map(Json)
}

async fn judge_and_create(
    app: &App,
    caller: &Caller,
    request: &WorkspaceCreateRequest,
    act: &OpenedAct,
) -> ApiResult<WorkspaceCreated> {
    let _order = app.rights.write().await;
    let entry = SignedStructure::decode(request.entry.as_slice())?;
    let entry = org::check(&caller.org, entry).map_err(|refusal| refused(&caller.org, refusal))?;
    // The commit is judged in the organisation as it is once the entry stands.
    let mut after = org::OrgState::clone(&caller.org);
    after.apply(entry.clone());
    let commit = SignedStructure::<workspace::Commit>::decode(request.commit.as_slice())?;
    let (organisation, id) = {
        let named = commit.peek(Reason::ChooseCheck).body();
        (named.organisation, named.workspace)
    };
    let mut access = AccessState::new(organisation, id);
    let commit = workspace::check(&access, &after, commit)?;
    let permit = app.authority.workspace_create(caller, &entry, &commit, act)?;
    access.apply(&commit);
    let now = app.now();
    let (entry_record, commit_record) = (record_of(entry.entry(), now), commit_record(commit.commit(), now));
    let stored = app
        .store
        .create_workspace(permit, id.into(), &entry_record, &commit_record, &members_of(&access))
        .await?;
    if stored == Append::Conflict {
        return Err(conflict(app).await?);
    }
    let org_head = head_info(entry_record.sequence, entry.entry().digest());
    app.org.take(entry);
    app.workspaces.take(Arc::new(access));
    let hash = commit.commit().digest();
    Ok(WorkspaceCreated {
        workspace: id,
        org_head,
        head: head_info(0, hash),
        receipt: app.receipt(organisation, ReceiptKind::Commit, id.into(), hash, 0, now),
    })
}

/// Commits of a workspace.
#[utoipa::path(get, path = "/api/v1/workspaces/{workspace}/log", tag = "workspace", security(("device" = [])),
    params(("workspace" = String, Path), LogQuery),
    responses((status = 200, body = LogPage), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn read(
    State(app): State<App>,
    Ids(id): Ids<WorkspaceId>,
    Asked(query): Asked<LogQuery>,
    signed: Signed,
) -> ApiResult<Json<LogPage>> {
    let caller = &signed.caller;
    let access = app.workspaces.current(&app.store, &caller.org, id).await?;
    let head = Authority::reads_log(caller, access.as_deref())?;
    let left = (head.sequence + 1).saturating_sub(query.from);
    let mut commits = Vec::new();
    if left > 0 {
        app.note_reading(caller.acting("workspace-read", Some(id.into())), caller.session.session).await?;
        let limit = query.limit.unwrap_or(LOG_PAGE_MAX).clamp(1, LOG_PAGE_MAX);
        let limit = u32::try_from(left).map_or(limit, |left| limit.min(left));
        commits = app.store.commits(id.into(), query.from, limit, PAGE_BYTES_MAX).await?;
    }
    Ok(Json(LogPage {
        entries: commits.into_iter().map(B64::from).collect(),
        head: Some(head_info(head.sequence, head.hash)),
    }))
}

/// Appends one commit to a workspace.
#[utoipa::path(post, path = "/api/v1/workspaces/{workspace}/log", tag = "workspace", security(("device" = [])),
    params(("workspace" = String, Path)), request_body = CommitAppendRequest,
    responses((status = 200, body = Appended), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub(crate) async fn append(
    State(app): State<App>,
    Ids(id): Ids<WorkspaceId>,
    signed: Signed,
) -> ApiResult<Json<Appended>> {
    let request: CommitAppendRequest = signed.json()?;
    let access = app.workspaces.current(&app.store, &signed.caller.org, id).await?;
    Authority::reads(&signed.caller, access.as_deref())?;
    let access = access.ok_or_else(ApiError::not_found)?;
    let commit = SignedStructure::decode(request.commit.as_slice())?;
    let act = app.open(signed.caller.acting(act_name(&commit), Some(id.into()))).await?;
    let result = judge_and_append(&app, &signed.caller, &access, commit, &act).await;
    app.settle(&act, result).await.map(Json)
}

async fn judge_and_append(
    app: &App,
    caller: &Caller,
    access: &Arc<AccessState>,
    commit: Unverified<SignedCommit>,
    act: &OpenedAct,
) -> ApiResult<Appended> {
    // Until it is stored, nobody's rights end: a commit that is there was allowed when it came.
    let _order = app.rights.read().await;
    let org = app.org.current(&app.store).await?;
    let head = access.head().ok_or_else(ApiError::not_found)?;
    let at = |head: workspace::Head| ApiError::conflict(Some(head.sequence), Some(head.hash));
    let accepted = workspace::check(access, &org, commit)
        .map_err(|refusal| if refusal.code() == codes::CONFLICT { at(head) } else { refusal.into() })?;
    workspace::check_author_now(&org, accepted.commit().body())
        .map_err(|rule| ApiError::ledger_rule(rule.code(), &rule))?;
    let permit = app.authority.commit(caller, &accepted, act)?;
    let removal = removed_by(&accepted, &org)?;
    let mut after = Arc::clone(access);
    Arc::make_mut(&mut after).apply(&accepted);
    let now = app.now();
    let record = commit_record(accepted.commit(), now);
    let previous = Head { sequence: head.sequence, hash: *head.hash.as_bytes() };
    let touches_access =
        accepted.commit().body().entries.iter().any(|entry| matches!(entry, Entry::Access(_)));
    let links = link::opened_by(app, &accepted, &org, now).await?;
    let effect = CommitEffect {
        links,
        // What the fold of a deleted workspace was stays, so that its log is read to its end.
        snapshot: (record.sequence.is_multiple_of(SNAPSHOT_EVERY) || removal == Removal::Workspace)
            .then(|| encode_snapshot(&after)),
        removal,
        members: touches_access.then(|| members_of(&after)),
    };
    let id = access.workspace();
    match app.store.append_commit(permit, id.into(), previous, &record, &effect).await? {
        Append::Conflict => {
            let now_there = app.workspaces.current(&app.store, &org, id).await?;
            Err(at(now_there.and_then(|access| access.head()).unwrap_or(head)))
        }
        Append::Done => {
            let hash = accepted.commit().digest();
            app.workspaces.take(after);
            let organisation = access.organisation();
            let receipt =
                app.receipt(organisation, ReceiptKind::Commit, id.into(), hash, record.sequence, now);
            Ok(Appended { head: head_info(record.sequence, hash), receipt })
        }
    }
}

/// What the audit log calls a commit: deletions have names of their own, since they are looked for a year later.
fn act_name(commit: &Unverified<SignedCommit>) -> &'static str {
    let entries = &commit.peek(Reason::Log).body().entries;
    let has = |wanted: fn(&AccessEntry) -> bool| {
        entries.iter().any(|entry| matches!(entry, Entry::Access(entry) if wanted(entry)))
    };
    if has(|entry| matches!(entry, AccessEntry::Deleted)) {
        "workspace-delete"
    } else if has(|entry| matches!(entry, AccessEntry::ObjectsDestroyed { .. })) {
        "objects-destroy"
    } else {
        "workspace-append"
    }
}

/// What a commit destroys. The workspace that receives the public's reports is not deleted under their feet.
fn removed_by(accepted: &AcceptedCommit, org: &org::OrgState) -> ApiResult<Removal> {
    let body = accepted.commit().body();
    let mut objects = Vec::new();
    for entry in &body.entries {
        match entry {
            Entry::Access(AccessEntry::Deleted)
                if org.intake().is_some_and(|intake| intake.body().workspace == body.workspace) =>
            {
                return Err(ApiError::new(codes::FORBIDDEN).param("needs", "another-intake"));
            }
            Entry::Access(AccessEntry::Deleted) => return Ok(Removal::Workspace),
            Entry::Access(AccessEntry::ObjectsDestroyed { objects: named }) => {
                objects.extend(named.iter().map(|object| beffroi_store::Id::from(*object)));
            }
            _ => {}
        }
    }
    Ok(if objects.is_empty() { Removal::Nothing } else { Removal::Objects(objects) })
}

fn commit_record(commit: &SignedCommit, received_at: i64) -> EntryRecord {
    EntryRecord {
        sequence: commit.body().sequence,
        hash: *commit.digest().as_bytes(),
        bytes: commit.encoded().to_vec(),
        received_at,
    }
}

fn members_of(access: &AccessState) -> Members {
    let name = |role| match role {
        Role::Owner => "owner",
        Role::Member => "member",
        Role::Reader => "reader",
    };
    access.members().map(|(account, member)| (account.into(), name(member.role))).collect()
}
