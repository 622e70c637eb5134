//! Desks that wait, and the administrator's signature that makes one of them the public intake.

use beffroi_ledger::intake::{DepositStatement, IntakeStatement};
use beffroi_ledger::org::OrgBody;
use beffroi_ledger::{Signed, V1};
use beffroi_seal::id::WorkspaceId;
use beffroi_wire::intake::{DeskCandidate, DeskCandidateList};
use beffroi_wire::routes;

use super::ReportError;
use crate::account::AccountError;
use crate::account::account_fingerprint;
use crate::error::ClientError;
use crate::session::Session;
use crate::view::DeskProposal;

impl Session {
    /// Desks whose key is published and that are not the public intake. What they hold stays closed to administrators.
    ///
    /// # Errors
    /// When the account is not an administrator.
    pub async fn desk_proposals(&self) -> Result<Vec<DeskProposal>, ClientError> {
        let candidates = self.candidates().await?;
        Ok(candidates.iter().filter_map(|candidate| self.proposal(candidate)).collect())
    }

    /// Makes a desk the organisation's public intake, signed with the organisation key.
    ///
    /// # Errors
    /// When the workspace waits for no designation, or the account is not an administrator.
    pub async fn designate_desk(&self, workspace: WorkspaceId) -> Result<(), ClientError> {
        let candidates = self.candidates().await?;
        let candidate = candidates.iter().find(|candidate| candidate.workspace == workspace);
        let not_proposed = ReportError::NotProposed { workspace };
        let statement =
            candidate.and_then(|candidate| self.verified_statement(candidate)).ok_or(not_proposed)?;
        let organisation_key = self.organisation_key()?;
        let authority = statement.authority;
        let root = self.with_org(|state| state.account(authority).map(|record| record.certificate.root));
        let intake = IntakeStatement {
            v: V1,
            organisation: self.keys.organisation,
            organisation_key: organisation_key.verifying_key(),
            workspace,
            authority,
            authority_root: root.ok_or(ClientError::AccountUnknown { account: authority })?,
            at: self.around.timestamp(),
        };
        let intake = intake.sign(&organisation_key);
        self.append_organisation(|session| {
            let designated = session.with_org(|state| {
                state.intake().is_some_and(|current| current.body().workspace == workspace)
            });
            Ok((!designated).then(|| OrgBody::IntakeDesignated { statement: intake.clone() }))
        })
        .await
    }

    async fn candidates(&self) -> Result<Vec<DeskCandidate>, ClientError> {
        self.sync_organisation().await?;
        if !self.is_administrator() {
            return Err(AccountError::NotAdministrator.into());
        }
        let key = Some(self.request_key());
        let list: DeskCandidateList = self.around.api.get(key, routes::INTAKE_CANDIDATES).await?;
        let designated = self.with_org(|state| state.intake().map(|current| current.body().workspace));
        Ok(list.candidates.into_iter().filter(|one| Some(one.workspace) != designated).collect())
    }

    fn proposal(&self, candidate: &DeskCandidate) -> Option<DeskProposal> {
        let statement = self.verified_statement(candidate)?;
        let fingerprint = self.with_org(|state| {
            state.account(statement.authority).map(|it| account_fingerprint(&it.certificate))
        })?;
        Some(DeskProposal {
            workspace: candidate.workspace,
            authority: self.person(statement.authority),
            fingerprint,
        })
    }

    /// The statement of a desk, if the account it names signed it and first owned the workspace.
    fn verified_statement(&self, candidate: &DeskCandidate) -> Option<DepositStatement> {
        let signed = Signed::<DepositStatement>::decode(candidate.statement.as_slice()).ok()?;
        let checked = signed.check(|signed| {
            let stated = signed.body();
            let root = self.with_org(|state| state.account(stated.authority).map(|it| it.certificate.root));
            let known = self.with_org(|state| state.workspace(candidate.workspace).is_some());
            let here =
                stated.organisation == self.keys.organisation && stated.workspace == candidate.workspace;
            match root {
                Some(root) if known && here => signed.verify(&root).map_err(|_| ()),
                _ => Err(()),
            }
        });
        checked.ok().map(Signed::into_body)
    }
}
