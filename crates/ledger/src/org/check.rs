//! The rules of the organisation log, in one function.

use beffroi_seal::id::{AccountId, OrganisationId};
use beffroi_seal::unverified::Unverified;
use beffroi_seal::{SealingKey, VerifyingKey};

use super::certificate::{
    AccountCertificate, DeviceCertificate, Enrolment, OrganisationStatement, Profile, fingerprint_of,
    organisation_of,
};
use super::entry::{OrgBody, OrgEntry, SharingRules, SignedOrgEntry};
use super::refusal::OrgRefusal;
use super::state::{AccountRecord, AccountStatus, OrgState, key_digest};
use crate::Signed;
use crate::intake::IntakeStatement;

/// An entry that [`check`] accepted: what [`OrgState::apply`] takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedOrgEntry(SignedOrgEntry);

impl AcceptedOrgEntry {
    /// The entry.
    pub const fn entry(&self) -> &SignedOrgEntry {
        &self.0
    }

    /// Takes the entry out.
    pub fn into_inner(self) -> SignedOrgEntry {
        self.0
    }
}

/// Judges the next entry of the log: place, signatures and rights of its author. Server and clients call this.
pub fn check(state: &OrgState, entry: Unverified<SignedOrgEntry>) -> Result<AcceptedOrgEntry, OrgRefusal> {
    entry.check_into(|entry| {
        judge(state, &entry)?;
        Ok(AcceptedOrgEntry(entry))
    })
}

/// The largest entry: an enrolment holds four X-Wing keys or ciphertexts, about 8 KiB.
const ENTRY_BYTES_MAX: usize = 64 * 1024;
const NAME_CHARS_MAX: usize = 200;
const ZONE_BYTES_MAX: usize = 64;

fn judge(state: &OrgState, signed: &SignedOrgEntry) -> Result<(), OrgRefusal> {
    let bytes = signed.encoded().len();
    if bytes > ENTRY_BYTES_MAX {
        return Err(OrgRefusal::TooLarge { bytes, bytes_max: ENTRY_BYTES_MAX });
    }
    let entry = signed.body();
    place(state, entry)?;
    match &entry.body {
        OrgBody::Genesis { statement, administrator, device } => {
            genesis(state, signed, statement, administrator, device)
        }
        OrgBody::DeviceAdded { certificate } => device_added(state, signed, certificate),
        body => {
            let author = author(state, signed)?;
            by_author(state, &author, body)
        }
    }
}

fn place(state: &OrgState, entry: &OrgEntry) -> Result<(), OrgRefusal> {
    if let Some(expected) = state.organisation()
        && entry.organisation != expected
    {
        return Err(OrgRefusal::OtherOrganisation { named: entry.organisation, expected });
    }
    if entry.sequence != state.len() {
        return Err(OrgRefusal::Conflict { sequence: entry.sequence, expected: state.len() });
    }
    let expected = state.head().map(|head| head.hash);
    if entry.previous != expected {
        return Err(OrgRefusal::PreviousMismatch { named: entry.previous, expected });
    }
    if matches!(entry.body, OrgBody::Genesis { .. }) != state.is_empty() {
        return Err(OrgRefusal::GenesisMisplaced);
    }
    Ok(())
}

fn genesis(
    state: &OrgState,
    signed: &SignedOrgEntry,
    statement: &Signed<OrganisationStatement>,
    administrator: &Enrolment,
    device: &Signed<DeviceCertificate>,
) -> Result<(), OrgRefusal> {
    let entry = signed.body();
    let stated = statement.body();
    let expected = organisation_of(&fingerprint_of(&stated.organisation_key));
    if entry.organisation != expected || stated.organisation != expected {
        return Err(OrgRefusal::OtherOrganisation { named: entry.organisation, expected });
    }
    if stated.name.trim().is_empty() || stated.name.chars().count() > NAME_CHARS_MAX {
        return Err(OrgRefusal::TextOutOfBounds { field: "name" });
    }
    if stated.zone.is_empty() || stated.zone.len() > ZONE_BYTES_MAX {
        return Err(OrgRefusal::TextOutOfBounds { field: "zone" });
    }
    statement
        .verify(&stated.organisation_key)
        .map_err(|_| OrgRefusal::CertificateForged { what: "the organisation's statement" })?;
    let certified = administrator.certificate.body();
    if certified.account != stated.administrator || certified.root != stated.administrator_root {
        return Err(OrgRefusal::StatementMismatch);
    }
    if administrator.profile != Profile::Administrator {
        let account = certified.account;
        return Err(OrgRefusal::ProfileRefused { account, profile: administrator.profile });
    }
    enrolment(state, expected, administrator)?;
    device_certificate(state, device, certified, expected)?;
    if entry.author != device.body().device {
        return Err(OrgRefusal::DeviceNotAuthor { device: device.body().device });
    }
    signature(signed, &device.body().signing)
}

fn device_added(
    state: &OrgState,
    signed: &SignedOrgEntry,
    certificate: &Signed<DeviceCertificate>,
) -> Result<(), OrgRefusal> {
    let body = certificate.body();
    if signed.body().author != body.device {
        return Err(OrgRefusal::DeviceNotAuthor { device: body.device });
    }
    let account = active(state, body.account)?;
    device_certificate(state, certificate, &account.certificate, signed.body().organisation)?;
    signature(signed, &body.signing)
}

/// Who signs: the account of a device that may act.
struct Author<'a> {
    account: AccountId,
    record: &'a AccountRecord,
}

fn author<'a>(state: &'a OrgState, signed: &SignedOrgEntry) -> Result<Author<'a>, OrgRefusal> {
    let device = signed.body().author;
    let record = state.device(device).ok_or(OrgRefusal::DeviceUnknown { device })?;
    if let Some(at) = record.revoked {
        return Err(OrgRefusal::DeviceRevoked { device, at });
    }
    signature(signed, &record.certificate.signing)?;
    let account = record.certificate.account;
    Ok(Author { account, record: active(state, account)? })
}

fn by_author(state: &OrgState, author: &Author<'_>, body: &OrgBody) -> Result<(), OrgRefusal> {
    match body {
        OrgBody::Genesis { .. } | OrgBody::DeviceAdded { .. } => Err(OrgRefusal::GenesisMisplaced),
        OrgBody::AccountEnrolled { enrolment: joined, invitation, proof: _, relation: _ } => {
            administrator(author)?;
            if state.invitation_used(*invitation) {
                return Err(OrgRefusal::InvitationUsed { invitation: *invitation });
            }
            let organisation = author.record.certificate.organisation;
            enrolment(state, organisation, joined)
        }
        OrgBody::RelationRaised { account, relation } => {
            administrator(author)?;
            if known(state, *account)?.relation >= *relation {
                return Err(OrgRefusal::RelationNotRaised { account: *account });
            }
            Ok(())
        }
        OrgBody::DeviceRevoked { device } => {
            let record = state.device(*device).ok_or(OrgRefusal::DeviceUnknown { device: *device })?;
            if let Some(at) = record.revoked {
                return Err(OrgRefusal::DeviceRevoked { device: *device, at });
            }
            own_or_administrator(author, record.certificate.account)
        }
        OrgBody::AccountSuspended { account } => {
            administrator(author)?;
            active(state, *account)?;
            not_last_administrator(state, *account)
        }
        OrgBody::AccountResumed { account } => {
            administrator(author)?;
            match known(state, *account)?.status() {
                AccountStatus::Suspended => Ok(()),
                status => Err(OrgRefusal::StatusUnchanged { account: *account, status }),
            }
        }
        OrgBody::AccountDeleted { account } => {
            administrator(author)?;
            if known(state, *account)?.status() == AccountStatus::Deleted {
                return Err(OrgRefusal::StatusUnchanged {
                    account: *account,
                    status: AccountStatus::Deleted,
                });
            }
            not_last_administrator(state, *account)
        }
        OrgBody::AdministratorNamed { account, organisation_wrap: _ } => {
            administrator(author)?;
            match active(state, *account)?.profile() {
                Profile::User => Ok(()),
                profile => Err(OrgRefusal::ProfileRefused { account: *account, profile }),
            }
        }
        OrgBody::AdministratorRemoved { account } => {
            administrator(author)?;
            match known(state, *account)?.profile() {
                Profile::Administrator => not_last_administrator(state, *account),
                profile => Err(OrgRefusal::ProfileRefused { account: *account, profile }),
            }
        }
        OrgBody::PersonUpdated { account, person: _ } => {
            active(state, *account)?;
            own_or_administrator(author, *account)
        }
        OrgBody::WorkspaceCreated { workspace, owner, genesis: _ } => {
            if author.account != *owner {
                return Err(OrgRefusal::NotYours { account: author.account, of: *owner });
            }
            if author.record.profile() == Profile::Guest {
                return Err(OrgRefusal::ProfileRefused { account: *owner, profile: Profile::Guest });
            }
            match state.workspace(*workspace) {
                None => Ok(()),
                Some(_) => Err(OrgRefusal::WorkspaceExists { workspace: *workspace }),
            }
        }
        OrgBody::IntakeDesignated { statement } => {
            administrator(author)?;
            intake(state, statement)
        }
        OrgBody::SharingRuled { rules } => {
            administrator(author)?;
            let days_max = SharingRules::DAYS_MAX;
            if !(1..=days_max).contains(&rules.days_max) {
                return Err(OrgRefusal::SharingTerm { days_max });
            }
            Ok(())
        }
    }
}

fn intake(state: &OrgState, statement: &Signed<IntakeStatement>) -> Result<(), OrgRefusal> {
    const WHAT: &str = "the desk's statement";
    let stated = statement.body();
    let key = state.organisation_key().ok_or(OrgRefusal::GenesisMisplaced)?;
    statement.verify(key).map_err(|_| OrgRefusal::CertificateForged { what: WHAT })?;
    if Some(stated.organisation) != state.organisation() {
        return Err(OrgRefusal::CertificateElsewhere { what: WHAT });
    }
    if state.workspace(stated.workspace).is_none() {
        return Err(OrgRefusal::WorkspaceUnknown { workspace: stated.workspace });
    }
    let authority = active(state, stated.authority)?;
    if authority.certificate.root != stated.authority_root || stated.organisation_key != *key {
        return Err(OrgRefusal::StatementMismatch);
    }
    Ok(())
}

fn enrolment(
    state: &OrgState,
    organisation: OrganisationId,
    enrolment: &Enrolment,
) -> Result<(), OrgRefusal> {
    const WHAT: &str = "the account's certificate";
    let certificate = enrolment.certificate.body();
    let account = certificate.account;
    if certificate.organisation != organisation {
        return Err(OrgRefusal::CertificateElsewhere { what: WHAT });
    }
    enrolment
        .certificate
        .verify(&certificate.root)
        .map_err(|_| OrgRefusal::CertificateForged { what: WHAT })?;
    if state.account(account).is_some() {
        return Err(OrgRefusal::AccountExists { account });
    }
    unused(state, &certificate.root, &certificate.sealing)?;
    if let Some(account) = state.account_by_email(&certificate.email_digest) {
        return Err(OrgRefusal::EmailTaken { account });
    }
    // The first administrator holds the organisation key without a wrap: it was made there.
    let administrator = enrolment.profile == Profile::Administrator;
    let has_wrap = enrolment.organisation_wrap.is_some();
    if has_wrap != administrator && !(administrator && state.is_empty()) {
        return Err(OrgRefusal::OrganisationWrapMismatch);
    }
    Ok(())
}

fn unused(state: &OrgState, signing: &VerifyingKey, sealing: &SealingKey) -> Result<(), OrgRefusal> {
    if state.key_used(key_digest(signing)) || state.key_used(sealing.digest()) {
        return Err(OrgRefusal::KeyReused);
    }
    Ok(())
}

fn device_certificate(
    state: &OrgState,
    certificate: &Signed<DeviceCertificate>,
    account: &AccountCertificate,
    organisation: OrganisationId,
) -> Result<(), OrgRefusal> {
    const WHAT: &str = "the device's certificate";
    let body = certificate.body();
    if body.organisation != organisation || body.account != account.account {
        return Err(OrgRefusal::CertificateElsewhere { what: WHAT });
    }
    certificate.verify(&account.root).map_err(|_| OrgRefusal::CertificateForged { what: WHAT })?;
    if state.device(body.device).is_some() {
        return Err(OrgRefusal::DeviceExists { device: body.device });
    }
    unused(state, &body.signing, &body.sealing)
}

fn signature(signed: &SignedOrgEntry, key: &VerifyingKey) -> Result<(), OrgRefusal> {
    signed.verify(key).map_err(|_| OrgRefusal::Forged { device: signed.body().author })
}

fn known(state: &OrgState, account: AccountId) -> Result<&AccountRecord, OrgRefusal> {
    state.account(account).ok_or(OrgRefusal::AccountUnknown { account })
}

fn active(state: &OrgState, account: AccountId) -> Result<&AccountRecord, OrgRefusal> {
    let record = known(state, account)?;
    match record.status() {
        AccountStatus::Active => Ok(record),
        status => Err(OrgRefusal::AccountInactive { account, status }),
    }
}

fn administrator(author: &Author<'_>) -> Result<(), OrgRefusal> {
    match author.record.profile() {
        Profile::Administrator => Ok(()),
        _ => Err(OrgRefusal::NotAdministrator { account: author.account }),
    }
}

fn own_or_administrator(author: &Author<'_>, of: AccountId) -> Result<(), OrgRefusal> {
    if author.account == of || author.record.profile() == Profile::Administrator {
        Ok(())
    } else {
        Err(OrgRefusal::NotYours { account: author.account, of })
    }
}

fn not_last_administrator(state: &OrgState, account: AccountId) -> Result<(), OrgRefusal> {
    if state.is_administrator(account) && state.administrators() == 1 {
        return Err(OrgRefusal::LastAdministrator { account });
    }
    Ok(())
}
