//! Set-up: the first administrator makes the organisation.

use beffroi_ledger::Signed;
use beffroi_ledger::V1;
use beffroi_ledger::org::{
    AccountCertificate, DeviceCertificate, Enrolment, OrgBody, OrgDraft, OrganisationStatement,
    Person as Sealed, Profile, device_name_slot, directory_wrap_slot, email_digest, fingerprint_of,
    organisation_of, organisation_wrap_slot,
};
use beffroi_seal::id::{AccountId, DeviceId, OrganisationId};
use beffroi_seal::keys::{DeviceKeyset, DirectoryKey, Keyset};
use beffroi_seal::login::{RegistrationResponse, RegistrationState};
use beffroi_seal::{Context, SigningKey};
use beffroi_wire::organisation::OrganisationStage;
use beffroi_wire::setup::{RegistrationAnswer, SetupFinishRequest, SetupStartRequest};
use beffroi_wire::{B64, routes};
use serde_json::Value;

use super::AccountError;
use super::blob::{BlobState, FIRST_VERSION, blob_slot};
use super::checkpoint::blob_bytes;
use super::password::{require_person, require_strong};
use super::store::StoredDevice;
use crate::client::Client;
use crate::error::ClientError;
use crate::session::Session;
use crate::view::Person;

/// What the first administrator types.
#[derive(Debug, Clone)]
pub struct SetUp {
    /// The one-time token that the server printed.
    pub token: String,
    /// Public name of the organisation.
    pub name: String,
    /// IANA time zone in which deadlines are read.
    pub zone: String,
    /// The first administrator.
    pub person: Person,
}

impl Client {
    /// Makes the organisation and its first administrator, and signs them in.
    ///
    /// # Errors
    /// When the token is not the server's, the password is weak, or the organisation exists.
    pub async fn set_up(
        &self,
        request: SetUp,
        password: &str,
        device_name: &str,
    ) -> Result<Session, ClientError> {
        let SetUp { token, name, zone, person } = request;
        require_person(&person)?;
        if name.trim().is_empty() {
            return Err(AccountError::FieldEmpty { field: "organisation" }.into());
        }
        require_strong(password, &person, &name)?;
        if self.organisation_info().await?.state == OrganisationStage::Ready {
            return Err(AccountError::SetUpDone.into());
        }
        let around = &self.around;
        let mut rng = around.rng();
        let organisation_key = SigningKey::make(&mut rng);
        let fingerprint = fingerprint_of(&organisation_key.verifying_key());
        let organisation = organisation_of(&fingerprint);
        let email = person.email.trim().to_owned();

        let (state, start) = RegistrationState::start(password, &mut rng).map_err(AccountError::Login)?;
        let request = B64::from(start.as_bytes());
        let start = SetupStartRequest { token: token.clone(), email: email.clone(), request };
        let answer: RegistrationAnswer = around.api.post(None, routes::SETUP_START, &start).await?;
        let response =
            RegistrationResponse::from_bytes(answer.response.as_slice()).map_err(AccountError::Login)?;
        let (upload, export) =
            state.finish(&login_slot(organisation), &response, &mut rng).map_err(AccountError::Login)?;

        let making = Making {
            organisation,
            organisation_key: &organisation_key,
            account: AccountId::make(&mut rng),
            keyset: Keyset::make(&mut rng),
            device: DeviceId::make(&mut rng),
            device_keys: DeviceKeyset::make(&mut rng),
            directory: DirectoryKey::make(&mut rng),
        };
        let entry = making.genesis(self, name.trim(), &zone, &person, device_name)?;
        let blob = BlobState::fresh(fingerprint).encode();
        let slot = blob_slot(organisation, making.account, FIRST_VERSION);
        let blob = making.keyset.seal(&export.account_kek(), &slot, &blob, &mut rng);
        let finish = SetupFinishRequest {
            token,
            email: email.clone(),
            record: B64::from(upload.as_bytes()),
            entry: B64::from(entry.encoded()),
            blob: blob_bytes(&blob),
        };
        let stored = StoredDevice { device: making.device, keys: making.device_keys };
        stored.save(around, organisation, &email).await?;
        let _: Value = around.api.post(None, routes::SETUP_FINISH, &finish).await?;
        self.sign_in(&email, password, device_name).await
    }
}

/// Everything that is made at set-up.
struct Making<'a> {
    organisation: OrganisationId,
    organisation_key: &'a SigningKey,
    account: AccountId,
    keyset: Keyset,
    device: DeviceId,
    device_keys: DeviceKeyset,
    directory: DirectoryKey,
}

impl Making<'_> {
    fn genesis(
        &self,
        client: &Client,
        name: &str,
        zone: &str,
        person: &Person,
        device_name: &str,
    ) -> Result<beffroi_ledger::org::SignedOrgEntry, ClientError> {
        let (organisation, account) = (self.organisation, self.account);
        let mut rng = client.around.rng();
        let root = &self.keyset.signing;
        let statement = OrganisationStatement {
            v: V1,
            organisation,
            name: name.to_owned(),
            zone: zone.to_owned(),
            organisation_key: self.organisation_key.verifying_key(),
            administrator: account,
            administrator_root: root.verifying_key(),
        };
        let sealing = self.keyset.opening.sealing_key();
        let certificate = account_certificate(organisation, account, &self.keyset, &person.email).sign(root);
        let directory_slot = directory_wrap_slot(organisation, account);
        let organisation_slot = organisation_wrap_slot(organisation, account);
        let administrator = Enrolment {
            certificate,
            profile: Profile::Administrator,
            person: sealed_person(person).seal(organisation, account, &self.directory, &mut rng),
            directory_wrap: Some(sealing.seal_key(&directory_slot, &self.directory, &mut rng)?),
            organisation_wrap: Some(sealing.seal_key(&organisation_slot, self.organisation_key, &mut rng)?),
        };
        let name_slot = device_name_slot(organisation, self.device);
        let device = DeviceCertificate {
            v: V1,
            organisation,
            account,
            device: self.device,
            signing: self.device_keys.signing.verifying_key(),
            sealing: self.device_keys.opening.sealing_key().clone(),
            name: self.directory.seal(&name_slot, device_name.as_bytes(), &mut rng),
        };
        let device = device.sign(root);
        let statement = Signed::sign(statement, self.organisation_key);
        let body = OrgBody::Genesis { statement, administrator, device };
        let draft = OrgDraft { organisation, after: None, author: self.device, body };
        Ok(draft.sign(&self.device_keys.signing, client.around.timestamp()))
    }
}

/// The certificate of fresh keys.
pub(super) fn account_certificate(
    organisation: OrganisationId,
    account: AccountId,
    keyset: &Keyset,
    email: &str,
) -> AccountCertificate {
    AccountCertificate {
        v: V1,
        organisation,
        account,
        root: keyset.signing.verifying_key(),
        sealing: keyset.opening.sealing_key().clone(),
        email_digest: email_digest(organisation, email),
    }
}

/// The person as the directory seals it.
pub(super) fn sealed_person(person: &Person) -> Sealed {
    Sealed {
        v: V1,
        given_name: person.given_name.trim().to_owned(),
        family_name: person.family_name.trim().to_owned(),
        email: person.email.trim().to_owned(),
        entity: person.entity.trim().to_owned(),
    }
}

/// The slot of password logins of an organisation.
pub(super) fn login_slot(organisation: OrganisationId) -> Context {
    Context::new("login").organisation(organisation)
}
