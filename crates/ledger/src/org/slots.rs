//! The slots of what the organisation log seals, and the sealed person.

use beffroi_seal::id::{AccountId, DeviceId, OrganisationId};
use beffroi_seal::keys::DirectoryKey;
use beffroi_seal::{Context, SealedRecord, cbor};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::V1;

/// Who an account is: sealed under the directory key, so that the server reads digests only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Version.
    pub v: V1,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Address, as written by the person.
    pub email: String,
    /// Service, department or employer.
    pub entity: String,
}

/// Why a person's record could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the record of account {account} cannot be read with this directory key")]
pub struct PersonError {
    /// Whose record.
    pub account: AccountId,
}

impl PersonError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "person-unreadable"
    }
}

impl Person {
    /// Seals under the directory key.
    pub fn seal(
        &self,
        organisation: OrganisationId,
        account: AccountId,
        directory: &DirectoryKey,
        rng: &mut impl CryptoRng,
    ) -> SealedRecord {
        directory.seal(&person_slot(organisation, account), &self.encode(), rng)
    }

    /// Opens with the directory key.
    pub fn open(
        organisation: OrganisationId,
        account: AccountId,
        directory: &DirectoryKey,
        record: &SealedRecord,
    ) -> Result<Self, PersonError> {
        let opened = directory
            .open(&person_slot(organisation, account), record)
            .map_err(|_| PersonError { account })?;
        cbor::decode(opened.expose()).map_err(|_| PersonError { account })
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        cbor::encode(self).expect("a person is strings under string keys")
    }
}

/// Where a person's record is sealed, under the directory key.
pub fn person_slot(organisation: OrganisationId, account: AccountId) -> Context {
    Context::new("directory-person").organisation(organisation).object(account)
}

/// Where a device's name is sealed, under the directory key.
pub fn device_name_slot(organisation: OrganisationId, device: DeviceId) -> Context {
    Context::new("device-name").organisation(organisation).object(device)
}

/// Where the directory key is sealed to an account.
pub fn directory_wrap_slot(organisation: OrganisationId, account: AccountId) -> Context {
    Context::new("directory-wrap").organisation(organisation).object(account)
}

/// Where the organisation key is sealed to an administrator.
pub fn organisation_wrap_slot(organisation: OrganisationId, account: AccountId) -> Context {
    Context::new("organisation-key-wrap").organisation(organisation).object(account)
}
