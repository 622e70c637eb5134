//! What an account leaves on this device: the device's keys, and the open session.

use std::cell::RefCell;

use beffroi_ledger::V1;
use beffroi_ledger::org::{email_digest, organisation_of};
use beffroi_seal::id::{AccountId, DeviceId, OrganisationId, SessionId};
use beffroi_seal::keys::{AccountKek, DeviceKeyset, Keyset};
use beffroi_seal::{Digest, ExportSecret, OpeningKey, SigningKey, cbor};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::blob::BlobState;
use crate::error::ClientError;
use crate::keep::KeepError;
use crate::secret::SecretArray;
use crate::session::{Session, SessionKeys};
use crate::surroundings::Surroundings;

/// A device's keys, made on first sign-in and kept after sign-out.
pub(super) struct StoredDevice {
    pub(super) device: DeviceId,
    pub(super) keys: DeviceKeyset,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DevicePlain {
    v: V1,
    device: DeviceId,
    signing: SecretArray,
    opening: SecretArray,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionPlain {
    v: V1,
    fingerprint: Digest,
    account: AccountId,
    session: SessionId,
    expires_ms: i64,
    signing: SecretArray,
    opening: SecretArray,
    kek: SecretArray,
    device: DevicePlain,
    blob: BlobState,
    blob_version: u64,
}

impl StoredDevice {
    /// The device that this address uses here, made when there is none.
    pub(super) async fn load_or_make(
        around: &Surroundings,
        organisation: OrganisationId,
        email: &str,
    ) -> Result<Self, ClientError> {
        let key = device_name(organisation, email);
        if let Some(bytes) = around.keep.load_secret(&key).await? {
            let bytes = Zeroizing::new(bytes);
            let plain: DevicePlain = cbor::decode(&bytes).map_err(|_| KeepError::Unreadable { key })?;
            return Ok(plain.into());
        }
        let mut rng = around.rng();
        let made = Self { device: DeviceId::make(&mut rng), keys: DeviceKeyset::make(&mut rng) };
        made.save(around, organisation, email).await?;
        Ok(made)
    }

    pub(super) async fn save(
        &self,
        around: &Surroundings,
        organisation: OrganisationId,
        email: &str,
    ) -> Result<(), ClientError> {
        let bytes = encode(&DevicePlain::of(self.device, &self.keys));
        Ok(around.keep.save_secret(&device_name(organisation, email), bytes).await?)
    }

    /// Forgets a device that was revoked, so that the next sign-in makes another.
    pub(super) async fn forget(
        around: &Surroundings,
        organisation: OrganisationId,
        email: &str,
    ) -> Result<(), ClientError> {
        Ok(around.keep.remove(&device_name(organisation, email)).await?)
    }
}

impl DevicePlain {
    fn of(device: DeviceId, keys: &DeviceKeyset) -> Self {
        let signing = (&*keys.signing.export_secret()).into();
        let opening = (&*keys.opening.export_secret()).into();
        Self { v: V1, device, signing, opening }
    }
}

impl From<DevicePlain> for StoredDevice {
    fn from(plain: DevicePlain) -> Self {
        let keys = DeviceKeyset {
            signing: SigningKey::import_secret(plain.signing.expose()),
            opening: OpeningKey::import_secret(plain.opening.expose()),
        };
        Self { device: plain.device, keys }
    }
}

impl Session {
    /// Keeps the session, so that a reload or the next command needs no password.
    pub(super) async fn save_session(&self) -> Result<(), ClientError> {
        let keys = &self.keys;
        let plain = SessionPlain {
            v: V1,
            fingerprint: keys.fingerprint,
            account: keys.account,
            session: keys.session,
            expires_ms: keys.expires_ms,
            signing: (&*keys.keyset.signing.export_secret()).into(),
            opening: (&*keys.keyset.opening.export_secret()).into(),
            kek: (&*keys.kek.borrow().export_secret()).into(),
            device: DevicePlain::of(keys.device, &keys.device_keys),
            blob: self.blob.borrow().clone(),
            blob_version: self.blob_version.get(),
        };
        Ok(self.around.keep.save_secret(SESSION, encode(&plain)).await?)
    }

    /// The session kept on this device, whether or not it is still good.
    pub(super) async fn load_session(around: &Surroundings) -> Result<Option<Self>, ClientError> {
        let Some(bytes) = around.keep.load_secret(SESSION).await? else { return Ok(None) };
        let bytes = Zeroizing::new(bytes);
        let Ok(plain) = cbor::decode::<SessionPlain>(&bytes) else {
            // Of another version: the password opens the account again.
            around.keep.remove(SESSION).await?;
            return Ok(None);
        };
        let device = StoredDevice::from(plain.device);
        let keys = SessionKeys {
            organisation: organisation_of(&plain.fingerprint),
            fingerprint: plain.fingerprint,
            account: plain.account,
            keyset: Keyset {
                signing: SigningKey::import_secret(plain.signing.expose()),
                opening: OpeningKey::import_secret(plain.opening.expose()),
            },
            kek: RefCell::new(AccountKek::import_secret(plain.kek.expose())),
            device: device.device,
            device_keys: device.keys,
            session: plain.session,
            expires_ms: plain.expires_ms,
        };
        Ok(Some(Self::new(around.clone(), keys, plain.blob, plain.blob_version)))
    }
}

/// Where the open session is kept.
pub(super) const SESSION: &str = "session";

/// Where the version of the account blob last seen is kept.
pub(super) fn blob_version_name(account: AccountId) -> String {
    format!("blob/{account}")
}

/// Where the fingerprint of the organisation is pinned.
pub(super) const PIN: &str = "pin";

fn device_name(organisation: OrganisationId, email: &str) -> String {
    let digest = email_digest(organisation, email).to_string();
    format!("device/{}", &digest[..32])
}

fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    cbor::encode(value).expect("ids, numbers and byte strings always encode")
}
