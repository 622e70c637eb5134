//! Fingerprints of accounts and devices, and the revocation of a device.

use beffroi_ledger::org::{AccountCertificate, DeviceCertificate, OrgBody};
use beffroi_seal::Context;
use beffroi_seal::fingerprint::Fingerprint;
use beffroi_seal::id::DeviceId;
use beffroi_seal::keys::PublicKeys;

use crate::error::ClientError;
use crate::session::Session;
use crate::view::FingerprintView;

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
