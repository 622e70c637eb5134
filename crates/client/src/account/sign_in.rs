//! Signing in: the password opens the account's keys; a device not yet known is added to the log.

use std::cell::RefCell;

use beffroi_ledger::V1;
use beffroi_ledger::org::{DeviceCertificate, OrgBody, device_name_slot, organisation_of};
use beffroi_seal::Digest;
use beffroi_seal::id::AccountId;
use beffroi_seal::keys::{DirectoryKey, Keyset};
use beffroi_seal::login::{LoginResponse, LoginState};
use beffroi_wire::error::codes;
use beffroi_wire::login::{LoginFinishRequest, LoginFinished, LoginStartRequest, LoginStarted};
use beffroi_wire::{B64, routes};

use super::AccountError;
use super::blob::{BlobState, blob_slot};
use super::checkpoint::blob_record;
use super::set_up::login_slot;
use super::store::{PIN, StoredDevice, blob_version_name};
use crate::client::Client;
use crate::error::ClientError;
use crate::keep::{load_value, save_value};
use crate::session::{Session, SessionKeys};

impl Client {
    /// Signs in with address and password. `device_name` is what the person will see in their list of devices.
    ///
    /// # Errors
    /// When the password is refused, or what the server shows does not fit what the account sealed.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        device_name: &str,
    ) -> Result<Session, ClientError> {
        let around = &self.around;
        let info = self.organisation_info().await?;
        let shown = info.organisation.ok_or(AccountError::NotSetUp)?;
        let organisation = shown.id;
        let found = beffroi_ledger::org::fingerprint_of(&shown.organisation_key);
        self.check_pin(found).await?;
        let email = email.trim();
        let mut rng = around.rng();

        let (state, start) = LoginState::start(password, &mut rng).map_err(AccountError::Login)?;
        let request = LoginStartRequest { email: email.to_owned(), ke1: B64::from(start.as_bytes()) };
        let started: LoginStarted = around.api.post(None, routes::LOGIN_START, &request).await?;
        let response = LoginResponse::from_bytes(started.ke2.as_slice()).map_err(AccountError::Login)?;
        let (finish, export, _) =
            state.finish(&login_slot(organisation), &response, &mut rng).map_err(AccountError::Login)?;

        let device = StoredDevice::load_or_make(around, organisation, email).await?;
        let request = LoginFinishRequest {
            login: started.login,
            ke3: B64::from(finish.as_bytes()),
            device: device.device,
            device_key: device.keys.signing.verifying_key(),
        };
        let finished: Result<LoginFinished, _> = around.api.post(None, routes::LOGIN_FINISH, &request).await;
        let finished = match finished {
            Err(error) if error.server_code() == Some(codes::DEVICE_REVOKED) => {
                StoredDevice::forget(around, organisation, email).await?;
                return Err(error.into());
            }
            other => other?,
        };

        self.check_blob_version(finished.account, finished.blob.version).await?;
        let kek = export.account_kek();
        let record = blob_record(&finished.blob.blob)?;
        let slot = blob_slot(organisation, finished.account, finished.blob.version);
        let (keyset, state) = Keyset::open(&kek, &slot, &record).map_err(AccountError::Blob)?;
        let state = BlobState::decode(state.expose()).ok_or(AccountError::BlobUnreadable)?;
        let fingerprint = state.fingerprint;
        if fingerprint != found || organisation_of(&fingerprint) != organisation {
            return Err(AccountError::OrganisationChanged { pinned: fingerprint, found }.into());
        }
        let keys = SessionKeys {
            organisation,
            fingerprint,
            account: finished.account,
            keyset,
            kek: RefCell::new(kek),
            device: device.device,
            device_keys: device.keys,
            session: finished.session,
            expires_ms: finished.expires_at,
        };
        let session = Session::new(around.clone(), keys, state, finished.blob.version);
        session.sync_organisation().await?;
        session.check_own_keys()?;
        session.join_device(device_name).await?;
        self.pin(fingerprint).await?;
        session.remember_blob_version(finished.blob.version).await?;
        session.save_session().await?;
        Ok(session)
    }

    /// The organisation that this device has pinned, if any, must be the one shown.
    async fn check_pin(&self, found: Digest) -> Result<(), ClientError> {
        match self.pinned().await? {
            Some(pinned) if pinned != found => {
                Err(AccountError::OrganisationChanged { pinned, found }.into())
            }
            _ => Ok(()),
        }
    }

    /// The fingerprint pinned on this device.
    pub(crate) async fn pinned(&self) -> Result<Option<Digest>, ClientError> {
        Ok(load_value(&*self.around.keep, PIN).await?)
    }

    pub(super) async fn pin(&self, fingerprint: Digest) -> Result<(), ClientError> {
        Ok(save_value(&*self.around.keep, PIN, &fingerprint).await?)
    }

    async fn check_blob_version(&self, account: AccountId, found: u64) -> Result<(), ClientError> {
        match load_value::<u64>(&*self.around.keep, &blob_version_name(account)).await? {
            Some(kept) if kept > found => Err(AccountError::BlobRollback { kept, found }.into()),
            _ => Ok(()),
        }
    }
}

impl Session {
    /// The log must show for this account the very keys that its password opened.
    fn check_own_keys(&self) -> Result<(), ClientError> {
        let own = self.keys.keyset.public();
        let same = self.own_record(|record| {
            record.certificate.root == own.verifying && record.certificate.sealing == own.sealing
        })?;
        if same { Ok(()) } else { Err(AccountError::KeysDiffer.into()) }
    }

    /// Adds this device to the log, certified by the account's root, unless it is there.
    async fn join_device(&self, name: &str) -> Result<(), ClientError> {
        let device = self.keys.device;
        let signing = self.keys.device_keys.signing.verifying_key();
        let known = self.with_org(|state| state.device(device).map(|record| record.certificate.signing));
        if let Some(known) = known {
            return if known == signing {
                Ok(())
            } else {
                Err(AccountError::DeviceDiffers { device }.into())
            };
        }
        let slot = device_name_slot(self.keys.organisation, device);
        let name = match self.directory_key()? {
            Some(directory) => directory.seal(&slot, name.as_bytes(), &mut self.around.rng()),
            // A guest holds no directory key: nobody reads the name.
            None => DirectoryKey::make(&mut self.around.rng()).seal(&slot, b"", &mut self.around.rng()),
        };
        let certificate = DeviceCertificate {
            v: V1,
            organisation: self.keys.organisation,
            account: self.keys.account,
            device,
            signing,
            sealing: self.keys.device_keys.opening.sealing_key().clone(),
            name,
        };
        let certificate = certificate.sign(&self.keys.keyset.signing);
        self.append_organisation(|session| {
            let absent = session.with_org(|state| state.device(device).is_none());
            Ok(absent.then(|| OrgBody::DeviceAdded { certificate: certificate.clone() }))
        })
        .await
    }
}
