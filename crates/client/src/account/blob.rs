//! What an account keeps sealed on the server besides its keys: the pin, heads of logs, pending invitations.
//!
//! A fresh device starts from here, so that it too notices a server that shows an old state. Only the account's
//! own password opens it.

use std::collections::BTreeMap;

use beffroi_ledger::V1;
use beffroi_ledger::org::{OrgHead, Profile};
use beffroi_seal::id::{AccountId, InvitationId, OrganisationId, WorkspaceId};
use beffroi_seal::{Context, Digest, cbor};
use serde::{Deserialize, Serialize};

use crate::secret::SecretArray;
use crate::workspace::KnownEnd;

/// The state sealed in the account blob.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobState {
    /// Version.
    pub v: V1,
    /// Fingerprint of the organisation key, from the invitation or the set-up.
    pub fingerprint: Digest,
    /// Last known end of the organisation log.
    pub org_head: Option<OrgHead>,
    /// Last known end of each workspace log.
    pub heads: BTreeMap<WorkspaceId, KnownEnd>,
    /// Invitations that wait for an answer, with what is needed to check it.
    pub invitations: BTreeMap<InvitationId, PendingInvitation>,
}

/// An invitation this account made.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingInvitation {
    /// The secret of the link.
    pub secret: SecretArray,
    /// The address invited.
    pub email: String,
    /// The profile promised.
    pub profile: Profile,
    /// When it expires, in milliseconds since 1970.
    pub expires_ms: i64,
}

// Not derived: it copies the secret, which the session keeps beside the sealed state.
impl Clone for PendingInvitation {
    fn clone(&self) -> Self {
        let Self { secret, email, profile, expires_ms } = self;
        Self { secret: secret.copy(), email: email.clone(), profile: *profile, expires_ms: *expires_ms }
    }
}

impl BlobState {
    /// The state of an account that has seen nothing yet.
    #[must_use]
    pub fn fresh(fingerprint: Digest) -> Self {
        Self { v: V1, fingerprint, org_head: None, heads: BTreeMap::new(), invitations: BTreeMap::new() }
    }

    /// The bytes to seal.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self).expect("ids, numbers and byte strings always encode")
    }

    /// Reads what was sealed.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        cbor::decode(bytes).ok()
    }

    /// Takes from `other` (another device of the same account) what is further on than here. Heads only ever
    /// move forward: which of two is on the right branch is judged when the log is read.
    pub fn merge(&mut self, other: &Self) {
        if other.org_head > self.org_head {
            self.org_head = other.org_head;
        }
        for (workspace, end) in &other.heads {
            let mine = self.heads.entry(*workspace).or_insert(*end);
            *mine = mine.with(*end);
        }
    }

    /// Forgets invitations that expired more than thirty days before `now_ms`.
    pub fn prune(&mut self, now_ms: i64) {
        self.invitations.retain(|_, invitation| invitation.expires_ms + THIRTY_DAYS_MS > now_ms);
    }
}

/// Where version `version` of the account blob is sealed. The number that the server gives with it is believed because
/// nothing else opens: an earlier blob under a later number does not.
#[must_use]
pub fn blob_slot(organisation: OrganisationId, account: AccountId, version: u64) -> Context {
    Context::new("account-blob").organisation(organisation).object(account).number(version)
}

/// The version of an account's first blob.
pub const FIRST_VERSION: u64 = 1;

const THIRTY_DAYS_MS: i64 = 30 * 24 * 3600 * 1000;

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::path::Path;

    use beffroi_ledger::workspace::Head;
    use beffroi_seal::keys::{AccountKek, Keyset};
    use beffroi_seal::{ExportSecret, OpeningKey, SealedRecord, SigningKey};

    use super::super::link::InvitationLink;
    use super::*;

    /// Bytes that count, so that a sealed vector is the same each time.
    struct Counting(u8);

    impl rand_core::TryRng for Counting {
        type Error = core::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            rand_core::utils::next_word_via_fill(self)
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            rand_core::utils::next_word_via_fill(self)
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            for byte in bytes {
                self.0 = self.0.wrapping_add(1);
                *byte = self.0;
            }
            Ok(())
        }
    }

    impl rand_core::TryCryptoRng for Counting {}

    fn state() -> BlobState {
        let head = |number: u8| Head { sequence: number.into(), hash: Digest::from_bytes([number; 32]) };
        let mut state = BlobState::fresh(Digest::from_bytes([1; 32]));
        state.org_head = Some(OrgHead { sequence: 9, hash: Digest::from_bytes([9; 32]) });
        let end = KnownEnd { head: head(4), organisation: 8, left: false };
        state.heads.insert(WorkspaceId::from_bytes([2; 16]), end);
        let invitation = PendingInvitation {
            secret: (&[5; 32]).into(),
            email: "clemence@ville.example".to_owned(),
            profile: Profile::User,
            expires_ms: 1_800_000_000_000,
        };
        state.invitations.insert(InvitationId::from_bytes([3; 16]), invitation);
        state
    }

    fn keys() -> (AccountKek, Keyset) {
        let signing = SigningKey::import_secret(&[7; 32]);
        let opening = OpeningKey::import_secret(&[8; 32]);
        (AccountKek::import_secret(&[6; 32]), Keyset { signing, opening })
    }

    fn slot(version: u64) -> Context {
        blob_slot(OrganisationId::from_bytes([10; 16]), AccountId::from_bytes([11; 16]), version)
    }

    /// `docs/spec/client-state.md`: committed bytes. `BEFFROI_BLESS=1` writes them again.
    #[test]
    fn the_forms_have_known_bytes() {
        let (kek, keyset) = keys();
        let sealed = keyset.seal(&kek, &slot(7), &state().encode(), &mut Counting(0));
        let link = InvitationLink {
            invitation: InvitationId::from_bytes([3; 16]),
            secret: beffroi_ledger::org::InvitationSecret::from_bytes([5; 32]),
            fingerprint: Digest::from_bytes([1; 32]),
            email: "clemence@ville.example".to_owned(),
        };
        let mut current =
            "# Inputs: organisation 0a…, account 0b…, key-encryption key 06…, signing 07…, opening 08…, \
             random bytes 01 02 03 and so on.\n"
                .to_owned();
        let end = state().heads[&WorkspaceId::from_bytes([2; 16])];
        let lines = [
            ("link", link.to_url("https://beffroi.example")),
            ("known-end", hex(&cbor::encode(&end).unwrap())),
            ("blob-state", hex(&state().encode())),
            ("blob-slot of version 7", hex(&slot(7).bytes())),
            ("account-blob of version 7", hex(sealed.as_bytes())),
        ];
        for (name, value) in lines {
            writeln!(current, "{name}: {value}").unwrap();
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/client-state.txt");
        if std::env::var_os("BEFFROI_BLESS").is_some() {
            std::fs::write(&path, &current).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), current);
    }

    #[test]
    fn a_blob_opens_under_its_own_number_only() {
        let (kek, keyset) = keys();
        let sealed: SealedRecord = keyset.seal(&kek, &slot(7), &state().encode(), &mut Counting(0));
        let (_, opened) = Keyset::open(&kek, &slot(7), &sealed).unwrap();
        assert_eq!(BlobState::decode(opened.expose()), Some(state()));
        for version in [0, 6, 8, u64::MAX] {
            assert!(Keyset::open(&kek, &slot(version), &sealed).is_err(), "{version}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let printed = format!("{:?}", state());
        assert!(printed.contains("SecretArray(..)") && !printed.contains("5, 5, 5"), "{printed}");
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    }
}
