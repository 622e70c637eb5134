//! Appends a commit by compare-and-swap: on conflict, takes the others' commits, asks again what to do, signs again.

use beffroi_dossier::fold::Meta as ActMeta;
use beffroi_ledger::org::OrgState;
use beffroi_ledger::workspace::{AcceptedCommit, CommitDraft, DraftAuthor, Keyring, SignedCommit};
use beffroi_seal::receipt::{ReceiptKind, SignedReceipt};
use beffroi_seal::{Digest, cbor};
use beffroi_wire::error::codes;
use beffroi_wire::organisation::Appended;
use beffroi_wire::workspace::CommitAppendRequest;
use beffroi_wire::{B64, routes};

use super::state::{Inner, Workspace};
use crate::api::ApiError;
use crate::error::ClientError;
use crate::organisation::ATTEMPTS_MAX;
use crate::refusal::Refusal;
use crate::session::Session;
use crate::surroundings::{Surroundings, instant};

/// What a draft may look at: the workspace as it stands at this attempt.
pub(crate) struct Drafting<'a> {
    pub(crate) around: &'a Surroundings,
    pub(crate) inner: &'a Inner,
    pub(crate) org: &'a OrgState,
    pub(crate) author: DraftAuthor,
}

impl Drafting<'_> {
    /// A draft that does nothing yet.
    pub(crate) fn draft(&self) -> CommitDraft {
        CommitDraft::new(self.author)
    }

    /// The author and the place that acts of this draft will have, for the crates that judge them.
    pub(crate) fn dossier_meta(&self) -> ActMeta {
        ActMeta {
            account: self.author.account,
            at: instant(self.around.now_ms()),
            sequence: self.inner.log.access().next_sequence(),
            commit: Digest::from_bytes([0; 32]),
        }
    }

    /// The keys of the workspace.
    pub(crate) fn keyring(&self) -> Result<&Keyring, ClientError> {
        self.inner.keyring()
    }
}

impl Session {
    /// Appends what `build` wants done. It is asked again after each conflict, on the workspace as it then
    /// stands, and may find that nothing is left to do (`None`).
    pub(crate) async fn append(
        &self,
        workspace: &Workspace,
        build: impl Fn(&Drafting<'_>) -> Result<Option<CommitDraft>, ClientError>,
    ) -> Result<Option<AcceptedCommit>, ClientError> {
        let _turn = workspace.turn.lock().await;
        self.sync_workspace(workspace).await?;
        for attempt in 0..ATTEMPTS_MAX {
            if workspace.with(|inner| inner.role(self.keys.account).is_none()) {
                return Err(ClientError::NotMember { workspace: workspace.id });
            }
            let organisation = self.organisation_known();
            let Some(commit) = self.sign_commit(workspace, &build)? else { return Ok(None) };
            let request = CommitAppendRequest { commit: B64::from(commit.encoded()) };
            let path = routes::workspace_log(workspace.id);
            let appended: Result<Appended, _> =
                self.around.api.post(Some(self.request_key()), &path, &request).await;
            match appended {
                Ok(appended) => {
                    self.keep_receipt(workspace, &commit, &appended.receipt).await?;
                    return self.acknowledged(workspace, commit, organisation).await.map(Some);
                }
                Err(error) if is_conflict(&error) => self.sync_workspace(workspace).await?,
                // The answer was lost, perhaps not the commit: the log tells.
                Err(ApiError::Transport(error)) => {
                    self.sync_workspace(workspace).await?;
                    if workspace.with(|inner| holds(inner, &commit)) {
                        return Ok(None);
                    }
                    if attempt > 0 {
                        return Err(ApiError::Transport(error).into());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(ClientError::TooManyConflicts)
    }

    fn sign_commit(
        &self,
        workspace: &Workspace,
        build: &impl Fn(&Drafting<'_>) -> Result<Option<CommitDraft>, ClientError>,
    ) -> Result<Option<SignedCommit>, ClientError> {
        let inner = workspace.inner.borrow();
        let org = self.org.borrow();
        let author = DraftAuthor { account: self.keys.account, device: self.keys.device };
        let drafting = Drafting { around: &self.around, inner: &inner, org: org.state(), author };
        let Some(draft) = build(&drafting)?.filter(|draft| !draft.is_empty()) else { return Ok(None) };
        let signed = draft.sign(
            inner.log.access(),
            org.state(),
            inner.keyring.as_ref(),
            &self.keys.device_keys.signing,
            self.around.timestamp(),
            &mut self.around.rng(),
        )?;
        Ok(Some(signed))
    }

    /// The server's signed word that it stored the commit: evidence, should it disappear later.
    async fn keep_receipt(
        &self,
        workspace: &Workspace,
        commit: &SignedCommit,
        receipt: &B64,
    ) -> Result<(), ClientError> {
        let platform_key = self.platform_key().await?;
        let signed: Option<SignedReceipt> = cbor::decode(receipt.as_slice()).ok();
        let holds = signed.is_some_and(|signed| {
            let receipt = signed.verify_for(&platform_key, ReceiptKind::Commit, &commit.digest());
            receipt.is_ok_and(|receipt| {
                receipt.id == *workspace.id.as_bytes() && receipt.sequence == commit.body().sequence
            })
        });
        if holds {
            let name = format!("receipts/{}", workspace.id);
            self.around.keep.save(&name, receipt.0.clone()).await?;
        } else {
            // The commit is stored all the same; without a receipt, nothing will prove it.
            let sequence = commit.body().sequence;
            let workspace = workspace.id.to_string();
            self.notice(
                Refusal::bare("receipt-refused").with("workspace", workspace).with("sequence", sequence),
            );
        }
        Ok(())
    }

    /// The server stored it: it is part of what this device knows.
    async fn acknowledged(
        &self,
        workspace: &Workspace,
        commit: SignedCommit,
        organisation: u64,
    ) -> Result<AcceptedCommit, ClientError> {
        let accepted = {
            let mut inner = workspace.inner.borrow_mut();
            self.with_org(|org| inner.take_own(&self.keys, org, commit))?
        };
        self.remember_end(workspace, organisation).await?;
        self.checkpoint_when_due().await;
        Ok(accepted)
    }
}

fn is_conflict(error: &ApiError) -> bool {
    error.server_code() == Some(codes::CONFLICT)
}

fn holds(inner: &Inner, commit: &SignedCommit) -> bool {
    inner.log.hash_at(commit.body().sequence) == Some(commit.digest())
}
