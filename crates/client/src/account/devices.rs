//! The devices and sessions of one's own account: looked at, closed, revoked; fingerprints of accounts and devices.

use beffroi_ledger::org::{AccountCertificate, DeviceCertificate, OrgBody};
use beffroi_seal::Context;
use beffroi_seal::fingerprint::Fingerprint;
use beffroi_seal::id::{AccountId, DeviceId, SessionId};
use beffroi_seal::keys::PublicKeys;
use beffroi_wire::account::SessionList;
use beffroi_wire::routes;

use crate::error::ClientError;
use crate::keep::{load_value, save_value};
use crate::refusal::Refusal;
use crate::session::Session;
use crate::surroundings::instant;
use crate::transport::Method;
use crate::view::{FingerprintView, OwnDeviceView, SessionView};

impl Session {
    /// Revokes a device: it signs nothing any more. One's own, or anybody's for an administrator.
    ///
    /// # Errors
    /// When the device is unknown or of another account.
    pub async fn revoke_device(&self, device: DeviceId) -> Result<(), ClientError> {
        self.append_organisation(|session| {
            let revoked =
                session.with_org(|state| state.device(device).is_some_and(|it| it.revoked.is_some()));
            Ok((!revoked).then_some(OrgBody::DeviceRevoked { device }))
        })
        .await
    }

    /// The devices of one's own account, the newest first, with the sessions that the server says are open.
    ///
    /// # Errors
    /// When the server cannot be reached, or its log is refused.
    pub async fn own_devices(&self) -> Result<Vec<OwnDeviceView>, ClientError> {
        self.sync_organisation().await?;
        let list: SessionList = self.around.api.get(Some(self.request_key()), routes::SESSIONS).await?;
        let recent: Vec<_> = self.unseen_devices().await?;
        let view = |device: crate::view::DeviceView| OwnDeviceView {
            current: device.id == self.keys.device,
            recent: recent.contains(&device.id),
            sessions: list
                .sessions
                .iter()
                .filter(|session| session.device == device.id)
                .map(|session| SessionView {
                    id: session.session,
                    current: session.current,
                    opened_at: instant(session.opened_at),
                    seen_at: instant(session.seen_at),
                    address: session.address.clone(),
                })
                .collect(),
            device,
        };
        let mut devices: Vec<_> = self.device_views(self.keys.account).into_iter().map(view).collect();
        devices.reverse();
        Ok(devices)
    }

    /// Closes a session of one's own account: whoever had it must sign in again.
    ///
    /// # Errors
    /// When there is no such session.
    pub async fn close_session(&self, session: SessionId) -> Result<(), ClientError> {
        let path = routes::session(session);
        Ok(self.around.api.act(Some(self.request_key()), Method::Delete, &path).await?)
    }

    /// The person looked at the devices of their account: those that are there are no news any more on this device.
    ///
    /// # Errors
    /// When the local store cannot be written.
    pub async fn acknowledge_devices(&self) -> Result<(), ClientError> {
        let account = self.keys.account;
        let last = self.with_org(|state| {
            let own = state.devices().filter(|(_, record)| record.certificate.account == account);
            own.map(|(_, record)| record.added).max()
        });
        if let Some(last) = last {
            save_value(&*self.around.keep, &devices_seen_name(account), &last).await?;
        }
        self.notices.borrow_mut().retain(|notice| notice.code != DEVICE_NEW);
        Ok(())
    }

    /// Says which devices joined the account since the person last looked: one of them may not be theirs.
    pub(crate) async fn tell_unseen_devices(&self) -> Result<(), ClientError> {
        let unseen = self.unseen_devices().await?;
        self.notices.borrow_mut().retain(|notice| notice.code != DEVICE_NEW);
        for device in self.device_views(self.keys.account) {
            if unseen.contains(&device.id) {
                self.notice(Refusal::bare(DEVICE_NEW).with("device", device.name));
            }
        }
        Ok(())
    }

    /// Devices in force that joined after this one, and after the person last looked. What was there before is part of what
    /// the person knew when they signed in here.
    async fn unseen_devices(&self) -> Result<Vec<DeviceId>, ClientError> {
        let account = self.keys.account;
        let seen: Option<u64> = load_value(&*self.around.keep, &devices_seen_name(account)).await?;
        Ok(self.with_org(|state| {
            let own = state.device(self.keys.device).map(|record| record.added);
            let known = own.max(seen);
            let unseen = state.devices().filter(|(_, record)| {
                record.certificate.account == account
                    && record.revoked.is_none()
                    && Some(record.added) > known
            });
            unseen.map(|(id, _)| id).collect()
        }))
    }
}

/// Code of the notice.
const DEVICE_NEW: &str = "device-new";

/// Where the place in the organisation log of the last device that the person looked at is kept.
fn devices_seen_name(account: AccountId) -> String {
    format!("devices-seen/{account}")
}

/// The fingerprint of an account's keys, as two persons compare it.
pub(crate) fn account_fingerprint(certificate: &AccountCertificate) -> FingerprintView {
    let keys = PublicKeys { verifying: certificate.root, sealing: certificate.sealing.clone() };
    let slot = Context::new("account-fingerprint")
        .organisation(certificate.organisation)
        .object(certificate.account);
    FingerprintView::of(Fingerprint::of(&slot, &keys.digest()).digest())
}

/// The fingerprint of a device's keys (« empreinte du terminal »).
pub(crate) fn device_fingerprint(certificate: &DeviceCertificate) -> FingerprintView {
    let keys = PublicKeys { verifying: certificate.signing, sealing: certificate.sealing.clone() };
    let slot =
        Context::new("device-fingerprint").organisation(certificate.organisation).object(certificate.device);
    FingerprintView::of(Fingerprint::of(&slot, &keys.digest()).digest())
}
