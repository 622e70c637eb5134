//! The signed header: its one spelling, and everything it binds.

use beffroi_seal::SigningKey;
use beffroi_seal::id::{DeviceId, SessionId};
use beffroi_wire::LocatorId;
use beffroi_wire::request::{Parts, RequestSignature, RequestSignatureError, Signer};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

const PARTS: Parts<'_> = Parts { method: "POST", target: "/api/v1/org/log?from=3", body: b"{}" };

fn signed() -> (SigningKey, RequestSignature) {
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    let key = SigningKey::make(&mut rng);
    let signer = Signer::Session { session: SessionId::make(&mut rng), device: DeviceId::make(&mut rng) };
    let signature = RequestSignature::sign(&key, signer, &PARTS, 1_700_000_000_000, [9; 16]);
    (key, signature)
}

#[test]
fn accepted_as_signed() {
    let (key, signature) = signed();
    let read: RequestSignature = signature.to_string().parse().unwrap();
    assert_eq!(read, signature);
    assert_eq!(read.verify(&key.verifying_key(), &PARTS), Ok(()));
}

#[test]
fn reporter_round_trip() {
    let mut rng = ChaCha20Rng::from_seed([4; 32]);
    let key = SigningKey::make(&mut rng);
    let signer = Signer::Reporter { locator: LocatorId::from_bytes([8; 16]) };
    let signature = RequestSignature::sign(&key, signer, &PARTS, -1, [0; 16]);
    let read: RequestSignature = signature.to_string().parse().unwrap();
    assert_eq!(read.verify(&key.verifying_key(), &PARTS), Ok(()));
}

#[test]
fn everything_is_bound() {
    let (key, signature) = signed();
    let key = key.verifying_key();
    let refused = |signature: &RequestSignature, parts: &Parts<'_>| {
        assert_eq!(signature.verify(&key, parts), Err(RequestSignatureError::Wrong));
    };
    refused(&signature, &Parts { method: "PUT", ..PARTS });
    refused(&signature, &Parts { target: "/api/v1/org/log?from=4", ..PARTS });
    refused(&signature, &Parts { body: b"{ }", ..PARTS });
    refused(&RequestSignature { time: signature.time + 1, ..signature }, &PARTS);
    refused(&RequestSignature { nonce: [1; 16], ..signature }, &PARTS);
    let Signer::Session { device, .. } = signature.signer else { unreachable!() };
    let session = SessionId::from_bytes([1; 16]);
    refused(&RequestSignature { signer: Signer::Session { session, device }, ..signature }, &PARTS);
    let other = SigningKey::make(&mut ChaCha20Rng::from_seed([5; 32])).verifying_key();
    assert_eq!(signature.verify(&other, &PARTS), Err(RequestSignatureError::Wrong));
}

#[test]
fn one_spelling_only() {
    let (_, signature) = signed();
    let header = signature.to_string();
    let variants = [
        header.replace("Beffroi ", "beffroi "),
        header.replace("v=1", "v=2"),
        header.replace(",time=", ", time="),
        header.replace("time=", "time=+"),
        header.replace("time=", "time=0"),
        format!("{header},"),
        format!("{header},x=1"),
        format!("{header}="),
        header.replace(",nonce=", ",nonce=A"),
        header.to_uppercase(),
        String::new(),
    ];
    for variant in variants {
        assert_eq!(variant.parse::<RequestSignature>(), Err(RequestSignatureError::Malformed), "{variant}");
    }
}

proptest::proptest! {
    #[test]
    fn reading_never_panics(header in "(Beffroi v=1,)?[ -~]{0,200}") {
        let _ = header.parse::<RequestSignature>();
    }
}
