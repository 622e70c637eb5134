//! Every reader of outside bytes, given anything (X18, X24): it refuses or reads, and never panics.

use beffroi_seal::content::{Decryptor, HEADER_BYTES, Header, Layout};
use beffroi_seal::fingerprint::Words;
use beffroi_seal::id::{DocumentId, LinkId};
use beffroi_seal::keys::{FileKey, PublicKeys};
use beffroi_seal::link::{LinkSecret, LinkServerKey, PasswordAnswer, PasswordQuestion};
use beffroi_seal::login::{
    LoginFinish, LoginRequest, LoginResponse, PasswordRecord, PendingLogin, RegistrationRequest,
    RegistrationResponse, ServerSetup,
};
use beffroi_seal::receipt::SignedReceipt;
use beffroi_seal::reporter::FollowUpCode;
use beffroi_seal::share::{Setup, Share};
use beffroi_seal::{
    Context, Digest, ExportSecret, OpeningKey, RecordKey, Sealed, SealedRecord, SealingKey, Signature,
    SigningKey, VerifyingKey, cbor,
};
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::de::DeserializeOwned;

/// The value in bytes that are either exactly that of a byte string, or anything.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let wrapped = cbor::encode(serde_bytes::Bytes::new(bytes)).ok()?;
    cbor::decode(bytes).or_else(|_| cbor::decode(&wrapped)).ok()
}

/// A length that a reader expects, or another; a first byte that it knows, or another.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let length = prop_oneof![
        Just(33usize),
        Just(65),
        Just(97),
        Just(193),
        Just(321),
        Just(51),
        Just(105),
        Just(129),
        Just(1137),
        Just(1217),
        0..200usize
    ];
    (length, any::<u64>(), prop_oneof![Just(1u8), any::<u8>()]).prop_map(|(length, seed, first)| {
        let mut bytes = vec![0; length];
        ChaCha20Rng::seed_from_u64(seed).fill_bytes(&mut bytes);
        bytes.iter_mut().take(1).for_each(|byte| *byte = first);
        bytes
    })
}

proptest! {
    #[test]
    fn nothing_panics(bytes in hostile()) {
        let slot = Context::new("x");
        let rng = &mut ChaCha20Rng::seed_from_u64(1);
        if let Some(record) = read::<SealedRecord>(&bytes) {
            prop_assert!(RecordKey::import_secret(&[1; 32]).open(&slot, &record).is_err());
        }
        if let Some(sealed) = read::<Sealed>(&bytes) {
            prop_assert!(OpeningKey::derive(&[1; 32]).open(&slot, &sealed).is_err());
        }
        if let Some(key) = read::<SealingKey>(&bytes) {
            prop_assert!(key.seal(&slot, b"x", rng).is_ok());
        }
        let signature = read::<Signature>(&bytes);
        if let Some(signature) = signature {
            let key = SigningKey::import_secret(&[1; 32]).verifying_key();
            prop_assert!(key.verify(&slot, b"x", &signature).is_err());
        }
        if let Some(key) = read::<VerifyingKey>(&bytes) {
            let signature = SigningKey::import_secret(&[1; 32]).sign(&slot, b"x");
            prop_assert!(key.verify(&slot, b"x", &signature).is_err());
        }

        let setup = ServerSetup::make(rng);
        if let Some(request) = read::<RegistrationRequest>(&bytes) {
            let _ = setup.register(b"alice", &request);
        }
        let record = read::<PasswordRecord>(&bytes);
        if let Some(request) = read::<LoginRequest>(&bytes) {
            let _ = setup.login_start(&slot, b"alice", record.as_ref(), &request, rng);
        }
        let _ = read::<RegistrationResponse>(&bytes);
        let _ = read::<LoginResponse>(&bytes);
        if let (Some(finish), Ok(pending)) = (read::<LoginFinish>(&bytes), PendingLogin::import_secret(&bytes)) {
            prop_assert!(pending.finish(&slot, &finish).is_err());
        }
        let _ = ServerSetup::import_secret(&bytes);
        if let Some(question) = read::<PasswordQuestion>(&bytes) {
            let _ = LinkServerKey::import_secret(&[1; 32]).answer(LinkId::from_bytes([1; 16]), &question);
        }
        let _ = read::<PasswordAnswer>(&bytes);
        let _ = read::<PublicKeys>(&bytes);
        let _ = read::<SignedReceipt>(&bytes);
        let _ = read::<Setup>(&bytes);
        let _ = read::<Digest>(&bytes);
        let _ = read::<DocumentId>(&bytes);
        let _ = Share::from_secret_bytes(&bytes);
    }

    #[test]
    fn no_text_panics(text in ".{0,80}") {
        let _ = text.parse::<DocumentId>();
        let _ = text.parse::<Digest>();
        let _ = text.parse::<Words>();
        let _ = text.parse::<FollowUpCode>();
        let _ = LinkSecret::parse(&text);
        let json = serde_json::to_string(&text).unwrap();
        let _ = serde_json::from_str::<SealedRecord>(&json);
        let _ = serde_json::from_str::<Signature>(&json);
        let _ = serde_json::from_str::<SealingKey>(&json);
    }

    #[test]
    fn no_content_panics(header in any::<[u8; HEADER_BYTES]>(), segment in prop::collection::vec(any::<u8>(), 0..400), size in any::<u64>()) {
        let key = FileKey::import_secret(&[1; 32]);
        if let Ok(layout) = Layout::for_file(size) {
            let _ = layout.segments_of(0..u64::MAX);
            let header = Header::from_bytes(header);
            prop_assert!(Decryptor::start(&key, &Context::new("x"), layout, &header).is_err());
        }
        let layout = Layout::for_file(size % 1000).unwrap();
        let rng = &mut ChaCha20Rng::seed_from_u64(1);
        let (header, _) = beffroi_seal::content::Encryptor::start(&key, &Context::new("x"), layout, rng);
        let mut decryptor = Decryptor::start(&key, &Context::new("x"), layout, &header).unwrap();
        prop_assert!(decryptor.next_segment().unwrap().open(&segment).is_err());
    }

    #[test]
    fn no_password_panics(password in ".{0,40}", personal in ".{0,20}") {
        let strength = beffroi_seal::password::assess(&password, &[&personal]);
        prop_assert!(strength.score <= 4);
        prop_assert!(!strength.accepted || password.chars().count() >= 6);
    }
}
