//! What the organisation log says, after the entries applied so far, and at each position before.

use std::collections::{BTreeMap, BTreeSet};

use beffroi_seal::id::{AccountId, DeviceId, InvitationId, OrganisationId, WorkspaceId};
use beffroi_seal::{Digest, Sealed, SealedRecord, SealingKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::certificate::{
    AccountCertificate, DeviceCertificate, Enrolment, Profile, Relation, fingerprint_of,
};
use super::check::AcceptedOrgEntry;
use super::entry::{OrgBody, OrgEntry, OrgHead, SharingRules};
use crate::intake::IntakeStatement;
use crate::{Signed, Timestamp};

/// Whether an account may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// It may.
    Active,
    /// Not until resumed.
    Suspended,
    /// Never again.
    Deleted,
}

/// An account, with the history of its rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRecord {
    /// Its public keys.
    pub certificate: AccountCertificate,
    /// Sealed names and address, the latest.
    pub person: SealedRecord,
    /// The directory key sealed to it.
    pub directory_wrap: Option<Sealed>,
    /// The organisation key sealed to it, while it is an administrator.
    pub organisation_wrap: Option<Sealed>,
    /// How sure the inviter was.
    pub relation: Relation,
    /// The place of its enrolment.
    pub enrolled: u64,
    /// The claimed time of its enrolment.
    pub enrolled_at: Timestamp,
    statuses: Vec<(u64, AccountStatus)>,
    profiles: Vec<(u64, Profile)>,
}

/// A device, with the history of its rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRecord {
    /// Its public keys.
    pub certificate: DeviceCertificate,
    /// The place where it joined.
    pub added: u64,
    /// The claimed time when it joined.
    pub added_at: Timestamp,
    /// The place of its revocation.
    pub revoked: Option<u64>,
}

/// A workspace, as far as the organisation log knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceRecord {
    /// Its first owner.
    pub owner: AccountId,
    /// The digest of its first commit.
    pub genesis: Digest,
    /// The place of the entry.
    pub created: u64,
    /// The claimed time of the entry.
    pub created_at: Timestamp,
}

/// The fold of the organisation log. `Serialize` is for keeping it locally, never for sending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgState {
    pub(super) root: Option<Root>,
    pub(super) hashes: Vec<Digest>,
    pub(super) accounts: BTreeMap<AccountId, AccountRecord>,
    pub(super) devices: BTreeMap<DeviceId, DeviceRecord>,
    pub(super) workspaces: BTreeMap<WorkspaceId, WorkspaceRecord>,
    pub(super) invitations: BTreeSet<InvitationId>,
    /// Digests of every public key ever used: a key serves one account or one device.
    keys: BTreeSet<Digest>,
    /// Addresses of the accounts that are not deleted.
    emails: BTreeMap<Digest, AccountId>,
    pub(super) intake: Option<Signed<IntakeStatement>>,
    #[serde(default)]
    sharing: Vec<(u64, SharingRules)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Root {
    pub(super) organisation: OrganisationId,
    pub(super) organisation_key: VerifyingKey,
    pub(super) name: String,
    pub(super) zone: String,
}

impl AccountRecord {
    /// Whether it may act, now.
    pub fn status(&self) -> AccountStatus {
        self.statuses.last().map_or(AccountStatus::Active, |(_, status)| *status)
    }

    /// Whether it might act after the entry at this place; none before it was enrolled.
    pub fn status_at(&self, sequence: u64) -> Option<AccountStatus> {
        at(&self.statuses, sequence)
    }

    /// Whether it might act after the entry at this place, or after any later one.
    pub fn active_since(&self, sequence: u64) -> bool {
        self.status_at(sequence) == Some(AccountStatus::Active)
            || self
                .statuses
                .iter()
                .any(|(place, status)| *place > sequence && *status == AccountStatus::Active)
    }

    /// What it may be, now.
    pub fn profile(&self) -> Profile {
        self.profiles.last().map_or(Profile::Guest, |(_, profile)| *profile)
    }

    /// What it might be after the entry at this place; none before it was enrolled.
    pub fn profile_at(&self, sequence: u64) -> Option<Profile> {
        at(&self.profiles, sequence)
    }

    /// Whether it may act, now.
    pub fn is_active(&self) -> bool {
        self.status() == AccountStatus::Active
    }

    /// Whether it is an administrator who may act, now.
    pub fn is_administrator(&self) -> bool {
        self.profile() == Profile::Administrator && self.is_active()
    }
}

impl DeviceRecord {
    /// Whether it might sign after the entry at this place, as far as the device alone is concerned.
    pub fn valid_at(&self, sequence: u64) -> bool {
        self.added <= sequence && self.revoked.is_none_or(|revoked| revoked > sequence)
    }
}

impl OrgState {
    /// The organisation; none before the genesis.
    pub fn organisation(&self) -> Option<OrganisationId> {
        self.root.as_ref().map(|root| root.organisation)
    }

    /// The organisation's public name.
    pub fn name(&self) -> Option<&str> {
        self.root.as_ref().map(|root| root.name.as_str())
    }

    /// The time zone of the organisation's deadlines.
    pub fn zone(&self) -> Option<&str> {
        self.root.as_ref().map(|root| root.zone.as_str())
    }

    /// The organisation key.
    pub fn organisation_key(&self) -> Option<&VerifyingKey> {
        self.root.as_ref().map(|root| &root.organisation_key)
    }

    /// The fingerprint that invitations carry.
    pub fn fingerprint(&self) -> Option<Digest> {
        self.organisation_key().map(fingerprint_of)
    }

    /// How many entries there are: the next free place.
    pub fn len(&self) -> u64 {
        self.hashes.len() as u64
    }

    /// Whether the log has not begun.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The last position.
    pub fn head(&self) -> Option<OrgHead> {
        let hash = *self.hashes.last()?;
        Some(OrgHead { sequence: self.len() - 1, hash })
    }

    /// The digest of the entry at a place.
    pub fn hash_at(&self, sequence: u64) -> Option<Digest> {
        self.hashes.get(usize::try_from(sequence).ok()?).copied()
    }

    /// Whether this position is one of this log.
    pub fn knows(&self, head: &OrgHead) -> bool {
        self.hash_at(head.sequence) == Some(head.hash)
    }

    /// An account, whatever its status.
    pub fn account(&self, account: AccountId) -> Option<&AccountRecord> {
        self.accounts.get(&account)
    }

    /// Every account, in the order of their ids.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountId, &AccountRecord)> {
        self.accounts.iter().map(|(id, record)| (*id, record))
    }

    /// The account enrolled with this address ([`email_digest`](super::email_digest)), unless deleted.
    pub fn account_by_email(&self, digest: &Digest) -> Option<AccountId> {
        self.emails.get(digest).copied()
    }

    /// Whether a public key was used before, by any account or device.
    pub(super) fn key_used(&self, key: Digest) -> bool {
        self.keys.contains(&key)
    }

    /// A device, revoked or not.
    pub fn device(&self, device: DeviceId) -> Option<&DeviceRecord> {
        self.devices.get(&device)
    }

    /// Every device, in the order of their ids.
    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &DeviceRecord)> {
        self.devices.iter().map(|(id, record)| (*id, record))
    }

    /// The device, if it and its account might act after the entry at this place.
    pub fn device_valid_at(&self, device: DeviceId, sequence: u64) -> Option<&DeviceRecord> {
        let record = self.devices.get(&device).filter(|record| record.valid_at(sequence))?;
        self.account_active_at(record.certificate.account, sequence).then_some(record)
    }

    /// The device, if it and its account may act now.
    pub fn device_valid(&self, device: DeviceId) -> Option<&DeviceRecord> {
        self.device_valid_at(device, self.len().checked_sub(1)?)
    }

    /// Whether an account might act after the entry at this place.
    pub fn account_active_at(&self, account: AccountId, sequence: u64) -> bool {
        self.account(account).and_then(|record| record.status_at(sequence)) == Some(AccountStatus::Active)
    }

    /// The place of the last entry that ended somebody's rights: a device revoked, an account suspended or deleted.
    pub fn last_ending(&self) -> Option<u64> {
        let devices = self.devices.values().filter_map(|record| record.revoked);
        let accounts = self.accounts.values().flat_map(|record| &record.statuses);
        let accounts =
            accounts.filter(|(_, status)| *status != AccountStatus::Active).map(|(place, _)| *place);
        devices.chain(accounts).max()
    }

    /// Whether an account is an active administrator, now.
    pub fn is_administrator(&self, account: AccountId) -> bool {
        self.account(account).is_some_and(AccountRecord::is_administrator)
    }

    /// The key to which things are sealed for an account.
    pub fn sealing_key(&self, account: AccountId) -> Option<&SealingKey> {
        self.account(account).map(|record| &record.certificate.sealing)
    }

    /// A workspace.
    pub fn workspace(&self, workspace: WorkspaceId) -> Option<&WorkspaceRecord> {
        self.workspaces.get(&workspace)
    }

    /// Every workspace, in the order of their ids.
    pub fn workspaces(&self) -> impl Iterator<Item = (WorkspaceId, &WorkspaceRecord)> {
        self.workspaces.iter().map(|(id, record)| (*id, record))
    }

    /// Whether an invitation was used.
    pub fn invitation_used(&self, invitation: InvitationId) -> bool {
        self.invitations.contains(&invitation)
    }

    /// The statement that designates the public desk, signed by the organisation key.
    pub fn intake(&self) -> Option<&Signed<IntakeStatement>> {
        self.intake.as_ref()
    }

    /// What share links may be, now.
    pub fn sharing(&self) -> SharingRules {
        self.sharing_at(self.len())
    }

    /// What share links might be after the entry at this place.
    pub fn sharing_at(&self, sequence: u64) -> SharingRules {
        at(&self.sharing, sequence).unwrap_or(SharingRules::INITIAL)
    }

    /// How many accounts are active administrators.
    pub fn administrators(&self) -> usize {
        self.accounts.values().filter(|record| record.is_administrator()).count()
    }

    /// Takes an entry that [`check`](super::check) accepted on this very state.
    ///
    /// # Panics
    /// When the entry was accepted on another state: an error of the program, not of the log.
    pub fn apply(&mut self, accepted: AcceptedOrgEntry) {
        let entry = accepted.into_inner();
        assert_eq!(entry.body().sequence, self.len(), "accepted on another state");
        self.hashes.push(entry.digest());
        self.fold(entry.into_body());
    }

    fn fold(&mut self, entry: OrgEntry) {
        let (sequence, at) = (entry.sequence, entry.at);
        match entry.body {
            OrgBody::Genesis { statement, administrator, device } => {
                let statement = statement.into_body();
                self.root = Some(Root {
                    organisation: statement.organisation,
                    organisation_key: statement.organisation_key,
                    name: statement.name,
                    zone: statement.zone,
                });
                self.enrol(administrator, Relation::Verified, sequence, at);
                self.add_device(device.into_body(), sequence, at);
            }
            OrgBody::AccountEnrolled { enrolment, invitation, proof: _, relation } => {
                self.enrol(enrolment, relation, sequence, at);
                self.invitations.insert(invitation);
            }
            OrgBody::RelationRaised { account, relation } => {
                self.change(account, |record| record.relation = relation);
            }
            OrgBody::DeviceAdded { certificate } => self.add_device(certificate.into_body(), sequence, at),
            OrgBody::DeviceRevoked { device } => {
                if let Some(record) = self.devices.get_mut(&device) {
                    record.revoked = Some(sequence);
                }
            }
            OrgBody::AccountSuspended { account } => {
                self.change(account, |record| record.statuses.push((sequence, AccountStatus::Suspended)));
            }
            OrgBody::AccountResumed { account } => {
                self.change(account, |record| record.statuses.push((sequence, AccountStatus::Active)));
            }
            OrgBody::AccountDeleted { account } => {
                self.emails.retain(|_, of| *of != account);
                self.change(account, |record| record.statuses.push((sequence, AccountStatus::Deleted)));
            }
            OrgBody::AdministratorNamed { account, organisation_wrap } => self.change(account, |record| {
                record.profiles.push((sequence, Profile::Administrator));
                record.organisation_wrap = Some(organisation_wrap);
            }),
            OrgBody::AdministratorRemoved { account } => self.change(account, |record| {
                record.profiles.push((sequence, Profile::User));
                record.organisation_wrap = None;
            }),
            OrgBody::PersonUpdated { account, person } => {
                self.change(account, |record| record.person = person);
            }
            OrgBody::WorkspaceCreated { workspace, owner, genesis } => {
                let record = WorkspaceRecord { owner, genesis, created: sequence, created_at: at };
                self.workspaces.insert(workspace, record);
            }
            OrgBody::IntakeDesignated { statement } => self.intake = Some(statement),
            OrgBody::SharingRuled { rules } => self.sharing.push((sequence, rules)),
        }
    }

    fn enrol(&mut self, enrolment: Enrolment, relation: Relation, sequence: u64, at: Timestamp) {
        let certificate = enrolment.certificate.into_body();
        let account = certificate.account;
        self.keys.extend([key_digest(&certificate.root), certificate.sealing.digest()]);
        self.emails.insert(certificate.email_digest, account);
        let record = AccountRecord {
            certificate,
            person: enrolment.person,
            directory_wrap: enrolment.directory_wrap,
            organisation_wrap: enrolment.organisation_wrap,
            relation,
            enrolled: sequence,
            enrolled_at: at,
            statuses: vec![(sequence, AccountStatus::Active)],
            profiles: vec![(sequence, enrolment.profile)],
        };
        self.accounts.insert(account, record);
    }

    fn add_device(&mut self, certificate: DeviceCertificate, sequence: u64, at: Timestamp) {
        let device = certificate.device;
        self.keys.extend([key_digest(&certificate.signing), certificate.sealing.digest()]);
        let record = DeviceRecord { certificate, added: sequence, added_at: at, revoked: None };
        self.devices.insert(device, record);
    }

    fn change(&mut self, account: AccountId, change: impl FnOnce(&mut AccountRecord)) {
        if let Some(record) = self.accounts.get_mut(&account) {
            change(record);
        }
    }
}

pub(super) fn key_digest(key: &VerifyingKey) -> Digest {
    Digest::of(key.to_bytes())
}

/// The last value of a history that was in force after the entry at a place.
fn at<T: Copy>(history: &[(u64, T)], sequence: u64) -> Option<T> {
    history.iter().rev().find(|(since, _)| *since <= sequence).map(|(_, value)| *value)
}
