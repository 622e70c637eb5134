//! Two-part keys: a recipient part and a platform part, worth nothing one without the other.
//!
//! The platform releases its part only in an allowed state and destroys it at the term: after that no copy of the
//! ciphertext opens, backups included. The same construction unlocks an account for its trustees: their shared secret
//! and a part that the server releases only for a logged request.

use rand_core::CryptoRng;

use crate::keys::{AccountKek, FileKey, unwrap_with, wrap_with};
use crate::record::{RecordError, expand};
use crate::secret::secret_key;
use crate::share::RecoverySecret;
use crate::{Context, ExportSecret, SealedRecord};

secret_key! {
    /// The part that recipients hold: sealed to each of them, or in a link.
    RecipientPart, "recipient-part"
}

secret_key! {
    /// The part that the platform keeps in its key file, and destroys at the term.
    PlatformPart, "platform-part"
}

secret_key! {
    /// A key that both parts give: wraps keys, and nothing else.
    TwoPartKek, "two-part-kek"
}

/// The key of a content that must die on time.
pub fn file_key(recipient: &RecipientPart, platform: &PlatformPart, context: &Context) -> FileKey {
    FileKey::import_secret(&join(recipient, platform, b"beffroi/1 two-part file", context))
}

/// The key that wraps keys which must die on time.
pub fn kek(recipient: &RecipientPart, platform: &PlatformPart, context: &Context) -> TwoPartKek {
    TwoPartKek::import_secret(&join(recipient, platform, b"beffroi/1 two-part kek", context))
}

/// The key that opens the recovery copy of an account's keyset: the trustees' secret and the server's part.
pub fn recovery_kek(secret: &RecoverySecret, server: &PlatformPart, context: &Context) -> AccountKek {
    AccountKek::import_secret(&join(secret, server, b"beffroi/1 recovery kek", context))
}

impl TwoPartKek {
    /// Wraps a key.
    pub fn wrap<K: ExportSecret>(
        &self,
        context: &Context,
        key: &K,
        rng: &mut impl CryptoRng,
    ) -> SealedRecord {
        wrap_with(&self.0, context, key, rng)
    }

    /// Gives back a key.
    pub fn unwrap<K: ExportSecret>(
        &self,
        context: &Context,
        wrapped: &SealedRecord,
    ) -> Result<K, RecordError> {
        unwrap_with(&self.0, context, wrapped)
    }
}

/// HKDF-SHA-256 over the one part then the other, each of 32 bytes.
fn join(
    one: &impl ExportSecret,
    other: &impl ExportSecret,
    label: &[u8],
    context: &Context,
) -> zeroize::Zeroizing<[u8; 32]> {
    let mut both = zeroize::Zeroizing::new([0; 64]);
    both[..32].copy_from_slice(one.export_secret().as_ref());
    both[32..].copy_from_slice(other.export_secret().as_ref());
    let mut output = zeroize::Zeroizing::new([0; 32]);
    expand(both.as_ref(), label, context, output.as_mut());
    output
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::EpochKey;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    #[test]
    fn both_parts_and_the_slot_are_needed() {
        let rng = &mut ChaCha20Rng::seed_from_u64(1);
        let (recipient, platform) = (RecipientPart::make(rng), PlatformPart::make(rng));
        let slot = Context::new("transfer").object([1; 16]);
        let key = file_key(&recipient, &platform, &slot).export_secret();
        assert_eq!(file_key(&recipient, &platform, &slot).export_secret(), key);
        assert_ne!(file_key(&RecipientPart::make(rng), &platform, &slot).export_secret(), key);
        assert_ne!(file_key(&recipient, &PlatformPart::make(rng), &slot).export_secret(), key);
        assert_ne!(file_key(&recipient, &platform, &slot.number(1)).export_secret(), key);
        let secret = RecoverySecret::import_secret(&recipient.export_secret());
        let roles = [
            key,
            kek(&recipient, &platform, &slot).export_secret(),
            recovery_kek(&secret, &platform, &slot).export_secret(),
        ];
        assert!(roles[0] != roles[1] && roles[1] != roles[2] && roles[0] != roles[2]);
    }

    #[test]
    fn a_wrapped_key_dies_with_the_platform_part() {
        let rng = &mut ChaCha20Rng::seed_from_u64(2);
        let (recipient, platform) = (RecipientPart::make(rng), PlatformPart::make(rng));
        let slot = Context::new("workspace-two-part");
        let epoch = EpochKey::make(rng);
        let wrapped = kek(&recipient, &platform, &slot).wrap(&slot, &epoch, rng);
        let back: EpochKey = kek(&recipient, &platform, &slot).unwrap(&slot, &wrapped).unwrap();
        assert_eq!(back.commitment(), epoch.commitment());
        let destroyed = PlatformPart::import_secret(&[0; 32]);
        assert!(kek(&recipient, &destroyed, &slot).unwrap::<EpochKey>(&slot, &wrapped).is_err());
        assert_eq!(format!("{platform:?} {recipient:?}"), "PlatformPart(..) RecipientPart(..)");
    }
}
