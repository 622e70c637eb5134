//! Somebody whose device sides with the server, or pretends to be a device.

use beffroi_client::Session;
use beffroi_ledger::workspace::{Keyring, WorkspaceLog};
use beffroi_seal::cbor;
use beffroi_seal::id::{AccountId, DeviceId};
use beffroi_seal::keys::Keyset;
use beffroi_seal::{ExportSecret, OpeningKey, SigningKey};
use serde::Deserialize;

use crate::rng;
use crate::town::Device;

/// The keys of an account and of one of its devices, in the adversary's hands.
pub struct Insider {
    /// The account.
    pub account: AccountId,
    /// The device.
    pub device: DeviceId,
    /// The device's signing key.
    pub signing: SigningKey,
    /// The account's keys.
    pub keyset: Keyset,
}

/// What a profile keeps of an open session, as far as the adversary needs it.
#[derive(Deserialize)]
struct Kept {
    account: AccountId,
    #[serde(with = "serde_bytes")]
    signing: [u8; 32],
    #[serde(with = "serde_bytes")]
    opening: [u8; 32],
    device: KeptDevice,
}

#[derive(Deserialize)]
struct KeptDevice {
    device: DeviceId,
    #[serde(with = "serde_bytes")]
    signing: [u8; 32],
}

impl Insider {
    /// The person whose device this is hands over all they have.
    ///
    /// # Panics
    /// When nobody is signed in on the device.
    #[must_use]
    pub fn of(device: &Device, _consenting: &Session) -> Self {
        let bytes = std::fs::read(device.profile.join("session")).expect("somebody is signed in");
        let kept: Kept = cbor::decode(&bytes).expect("the profile keeps a session of this version");
        Self {
            account: kept.account,
            device: kept.device.device,
            signing: SigningKey::import_secret(&kept.device.signing),
            keyset: Keyset {
                signing: SigningKey::import_secret(&kept.signing),
                opening: OpeningKey::import_secret(&kept.opening),
            },
        }
    }

    /// Nobody: keys that no log knows.
    #[must_use]
    pub fn stranger() -> Self {
        let mut rng = rng();
        Self {
            account: AccountId::make(&mut rng),
            device: DeviceId::make(&mut rng),
            signing: SigningKey::make(&mut rng),
            keyset: Keyset::make(&mut rng),
        }
    }

    /// The same keys under the name of somebody else.
    #[must_use]
    pub fn posing_as(mut self, account: AccountId, device: DeviceId) -> Self {
        (self.account, self.device) = (account, device);
        self
    }

    /// The keys of a workspace, as far as this person has them.
    ///
    /// # Panics
    /// When they are not a member.
    #[must_use]
    pub fn keyring(&self, log: &WorkspaceLog) -> Keyring {
        Keyring::unlock(&self.keyset, self.account, log).expect("an insider is a member")
    }
}
