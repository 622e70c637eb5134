//! Who may do what: the only module that can make a permit, and so the only way to a write.
//!
//! Each function judges one act and gives a [`Permit`] for exactly that. What the ledger judges (entries, commits) comes in
//! as the type that only its check returns; what a password proves comes in as a [`SessionKey`].

use beffroi_ledger::org::{AcceptedOrgEntry, OrgBody};
use beffroi_ledger::workspace::{AcceptedCommit, AccessState, Head, Role};
use beffroi_seal::id::{AccountId, DeviceId, InvitationId, ObjectId, WorkspaceId};
use beffroi_seal::login::SessionKey;
use beffroi_store::audit::OpenedAct;
use beffroi_store::intake::DepositRecord;
use beffroi_store::invitation::InvitationRecord;
use beffroi_store::setup::TokenRecord;
use beffroi_store::{Hash, Issuer, Permit, Scope};
use beffroi_wire::codes;

use crate::error::{ApiError, ApiResult};
use crate::http::signed::Caller;
use crate::link::HeldLink;

/// The holder of the store's issuer.
pub(crate) struct Authority {
    issuer: Issuer,
}

/// Proof that a workspace may be read by someone: what reading handlers ask for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) workspace: WorkspaceId,
    pub(crate) role: Role,
}

/// An invitation that may be answered now.
#[derive(Debug)]
pub(crate) struct OpenInvitation(InvitationRecord);

impl OpenInvitation {
    pub(crate) fn record(&self) -> &InvitationRecord {
        &self.0
    }
}

/// A deposit in progress, whose token was shown.
#[derive(Debug)]
pub(crate) struct OpenDeposit(DepositRecord);

impl OpenDeposit {
    pub(crate) fn record(&self) -> &DepositRecord {
        &self.0
    }
}

impl Authority {
    pub(crate) fn new(issuer: Issuer) -> Self {
        Self { issuer }
    }

    /// The set-up link: known, fresh, unused.
    pub(crate) fn judge_token(token: Option<TokenRecord>, now: i64) -> ApiResult<TokenRecord> {
        let token = token.ok_or_else(|| ApiError::new(codes::SETUP_TOKEN_UNKNOWN))?;
        if token.used_at.is_some() {
            return Err(ApiError::new(codes::SETUP_TOKEN_USED));
        }
        if token.expires_at <= now {
            return Err(ApiError::new(codes::SETUP_TOKEN_EXPIRED));
        }
        Ok(token)
    }

    /// The genesis, with a judged token.
    pub(crate) fn set_up(&self, _token: &TokenRecord, act: &OpenedAct) -> Permit {
        self.issuer.permit(act, Scope::Setup)
    }

    /// A session for whoever proved the password.
    pub(crate) fn open_session(&self, _proof: &SessionKey, account: AccountId, act: &OpenedAct) -> Permit {
        self.issuer.permit(act, Scope::Sessions(account.into()))
    }

    /// One's own sessions.
    pub(crate) fn own_sessions(&self, caller: &Caller, act: &OpenedAct) -> Permit {
        self.issuer.permit(act, Scope::Sessions(caller.account.into()))
    }

    /// One's own login and blob.
    pub(crate) fn own_account(&self, caller: &Caller, act: &OpenedAct) -> Permit {
        self.issuer.permit(act, Scope::Account(caller.account.into()))
    }

    /// An organisation entry that the ledger accepted, sent by the device that signed it. A device that is not in the log
    /// yet may only add itself.
    pub(crate) fn org_append(
        &self,
        caller: &Caller,
        accepted: &AcceptedOrgEntry,
        act: &OpenedAct,
    ) -> ApiResult<Permit> {
        sent_by_author(caller, accepted)?;
        let body = &accepted.entry().body().body;
        match body {
            OrgBody::DeviceAdded { certificate } if certificate.body().account != caller.account => {
                return Err(ApiError::new(codes::WRONG_SUBJECT));
            }
            OrgBody::DeviceAdded { .. } => {}
            // Its first commit must come with it.
            OrgBody::WorkspaceCreated { .. } => return Err(ApiError::new(codes::WRONG_SUBJECT)),
            _ if caller.provisional => return Err(ApiError::new(codes::DEVICE_UNKNOWN)),
            _ => {}
        }
        Ok(self.issuer.permit(act, Scope::OrgAppend))
    }

    /// A workspace whose entry and first commit the ledger accepted.
    pub(crate) fn workspace_create(
        &self,
        caller: &Caller,
        entry: &AcceptedOrgEntry,
        commit: &AcceptedCommit,
        act: &OpenedAct,
    ) -> ApiResult<Permit> {
        sent_by_author(caller, entry)?;
        committed_by(caller, commit)?;
        let first = commit.commit().body();
        match &entry.entry().body().body {
            OrgBody::WorkspaceCreated { workspace, .. } if *workspace == first.workspace => {
                Ok(self.issuer.permit(act, Scope::WorkspaceCreate(first.workspace.into())))
            }
            _ => Err(ApiError::new(codes::WRONG_SUBJECT)),
        }
    }

    /// A commit that the ledger accepted, sent by its author.
    pub(crate) fn commit(
        &self,
        caller: &Caller,
        accepted: &AcceptedCommit,
        act: &OpenedAct,
    ) -> ApiResult<Permit> {
        committed_by(caller, accepted)?;
        Ok(self.issuer.permit(act, Scope::Commit(accepted.commit().body().workspace.into())))
    }

    /// Reading a workspace: its members. For others it does not exist.
    pub(crate) fn reads(caller: &Caller, access: Option<&AccessState>) -> ApiResult<Reading> {
        let access = access.ok_or_else(ApiError::not_found)?;
        let role = access.role(caller.account).ok_or_else(ApiError::not_found)?;
        Ok(Reading { workspace: access.workspace(), role })
    }

    /// Reading a workspace's log: its members to the end; who was removed, up to the commit that removed them, so that
    /// nobody needs to take a server's word for it. For others it does not exist.
    pub(crate) fn reads_log(caller: &Caller, access: Option<&AccessState>) -> ApiResult<Head> {
        let access = access.ok_or_else(ApiError::not_found)?;
        let end = match access.role(caller.account) {
            Some(_) => access.head(),
            None => access.removed(caller.account),
        };
        end.ok_or_else(ApiError::not_found)
    }

    /// Reading objects: members, and only owners while the workspace is suspended.
    pub(crate) fn reads_objects(reading: Reading, access: &AccessState) -> ApiResult<()> {
        if access.suspended() && reading.role < Role::Owner {
            return Err(ApiError::new(codes::WORKSPACE_SUSPENDED));
        }
        Ok(())
    }

    /// Writing objects: members and owners, while the workspace is open.
    fn writes(reading: Reading, access: &AccessState) -> ApiResult<()> {
        if reading.role < Role::Member {
            return Err(ApiError::new(codes::FORBIDDEN).param("needs", "member"));
        }
        if access.suspended() {
            return Err(ApiError::new(codes::WORKSPACE_SUSPENDED));
        }
        if access.closed() {
            return Err(ApiError::new(codes::FORBIDDEN).param("needs", "open-workspace"));
        }
        Ok(())
    }

    /// A part of an object: invisible until completed, so without an audit entry of its own.
    pub(crate) fn stage(
        &self,
        reading: Reading,
        access: &AccessState,
        object: ObjectId,
    ) -> ApiResult<Permit> {
        Self::writes(reading, access)?;
        Ok(self.issuer.staging(Scope::Object(reading.workspace.into(), object.into())))
    }

    /// The completion of an object.
    pub(crate) fn complete(
        &self,
        reading: Reading,
        access: &AccessState,
        object: ObjectId,
        act: &OpenedAct,
    ) -> ApiResult<Permit> {
        Self::writes(reading, access)?;
        Ok(self.issuer.permit(act, Scope::Object(reading.workspace.into(), object.into())))
    }

    /// What only administrators may do or see.
    pub(crate) fn administrator(caller: &Caller) -> ApiResult<()> {
        if caller.org.is_administrator(caller.account) {
            Ok(())
        } else {
            Err(ApiError::new(codes::FORBIDDEN).param("needs", "administrator"))
        }
    }

    /// An invitation made or revoked by an administrator.
    pub(crate) fn invitation(
        &self,
        caller: &Caller,
        invitation: InvitationId,
        act: &OpenedAct,
    ) -> ApiResult<Permit> {
        Self::administrator(caller)?;
        Ok(self.issuer.permit(act, Scope::Invitation(invitation.into())))
    }

    /// An invitation that waits for its person.
    pub(crate) fn judge_invitation(found: Option<InvitationRecord>, now: i64) -> ApiResult<OpenInvitation> {
        let found = found.ok_or_else(ApiError::not_found)?;
        if found.accepted_at.is_some() {
            return Err(ApiError::new(codes::INVITATION_USED));
        }
        if found.expires_at <= now {
            return Err(ApiError::new(codes::INVITATION_EXPIRED));
        }
        Ok(OpenInvitation(found))
    }

    /// Its acceptance.
    pub(crate) fn accept(&self, invitation: &OpenInvitation, act: &OpenedAct) -> Permit {
        self.issuer.permit(act, Scope::Invitation(invitation.0.invitation))
    }

    /// A public deposit about to begin.
    pub(crate) fn begin_deposit(&self, deposit: beffroi_store::Id, act: &OpenedAct) -> Permit {
        self.issuer.permit(act, Scope::Deposit(deposit))
    }

    /// A deposit in progress: whoever shows its token. For others it does not exist.
    pub(crate) fn judge_deposit(
        found: Option<DepositRecord>,
        token_hash: Hash,
        now: i64,
    ) -> ApiResult<OpenDeposit> {
        let found = found.filter(|found| found.token_hash == token_hash).ok_or_else(ApiError::not_found)?;
        if found.completed_at.is_none() && found.expires_at <= now {
            return Err(ApiError::new(codes::DEPOSIT_EXPIRED));
        }
        Ok(OpenDeposit(found))
    }

    /// A part of its attachments.
    pub(crate) fn stage_deposit(&self, deposit: &OpenDeposit, object: ObjectId) -> Permit {
        self.issuer.staging(Scope::Object(deposit.0.workspace, object.into()))
    }

    /// Its completion.
    pub(crate) fn complete_deposit(&self, deposit: &OpenDeposit, act: &OpenedAct) -> Permit {
        self.issuer.permit(act, Scope::Deposit(deposit.0.deposit))
    }

    /// A message of the reporter whose signature was verified.
    pub(crate) fn message(&self, reporter: &crate::http::signed::Reporter, act: &OpenedAct) -> Permit {
        self.issuer.permit(act, Scope::Thread(reporter.deposit.deposit))
    }

    /// The use of a link by whoever showed its token.
    pub(crate) fn visit(&self, held: &HeldLink, act: &OpenedAct) -> Permit {
        self.issuer.permit(act, Scope::Link(held.row().link))
    }

    /// An answer of the desk: its members and owners.
    pub(crate) fn reply(
        &self,
        reading: Reading,
        access: &AccessState,
        deposit: &DepositRecord,
        act: &OpenedAct,
    ) -> ApiResult<Permit> {
        Self::writes(reading, access)?;
        Ok(self.issuer.permit(act, Scope::Thread(deposit.deposit)))
    }
}

fn sent_by_author(caller: &Caller, accepted: &AcceptedOrgEntry) -> ApiResult<()> {
    same_device(caller, accepted.entry().body().author)
}

fn committed_by(caller: &Caller, accepted: &AcceptedCommit) -> ApiResult<()> {
    let commit = accepted.commit().body();
    if commit.author != caller.account {
        return Err(ApiError::new(codes::WRONG_SUBJECT));
    }
    same_device(caller, commit.device)
}

fn same_device(caller: &Caller, device: DeviceId) -> ApiResult<()> {
    if device == caller.device { Ok(()) } else { Err(ApiError::new(codes::WRONG_SUBJECT)) }
}
