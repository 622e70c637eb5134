//! The signature that every authenticated request carries in its `Authorization` header.
//!
//! Two schemes: a session's device key signs for an account, and a key derived from a follow-up code
//! signs for the anonymous reporter of a public report.
//!
//! ```text
//! Authorization: Beffroi v=1,session=<hex>,device=<hex>,time=<unix ms>,nonce=<base64url>,sig=<base64url>
//! Authorization: Beffroi-Reporter v=1,locator=<hex>,time=<unix ms>,nonce=<base64url>,sig=<base64url>
//! ```
//!
//! What is signed, under context `request` (object: the session) or `reporter-request` (object: the
//! locator): the deterministic CBOR of `[method, target, digest of the body, time, nonce]`, `target` being the
//! path and query exactly as sent. A header is refused unless it is spelt exactly so: one order, no spaces.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use beffroi_seal::{SigningKey, id::{DeviceId, SessionId}};
//! use beffroi_wire::request::{Parts, RequestSignature, Signer};
//! # use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
//! # let mut rng = ChaCha20Rng::from_seed([1; 32]);
//! let key = SigningKey::make(&mut rng);
//! let parts = Parts { method: "GET", target: "/api/v1/sessions", body: b"" };
//! let signer = Signer::Session {
//!     session: SessionId::make(&mut rng),
//!     device: DeviceId::make(&mut rng),
//! };
//! let header = RequestSignature::sign(&key, signer, &parts, 1_700_000_000_000, [7; 16]).to_string();
//! let received: RequestSignature = header.parse()?;
//! received.verify(&key.verifying_key(), &parts)?;
//! # Ok(()) }
//! ```

use std::fmt;
use std::str::FromStr;

use beffroi_seal::id::{DeviceId, SessionId};
use beffroi_seal::{Context, Digest, Signature, SigningKey, VerifyingKey, cbor};

use serde::Deserialize;
use serde::de::value::BytesDeserializer;

use crate::{B64, LocatorId};

/// Length of a nonce, in bytes.
pub const NONCE_BYTES: usize = 16;

/// Who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// The device of a session, for the session's account.
    Session {
        /// The session.
        session: SessionId,
        /// The device it is bound to.
        device: DeviceId,
    },
    /// The anonymous author of a public report.
    Reporter {
        /// The thread whose key signs.
        locator: LocatorId,
    },
}

/// What of a request is signed.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// Upper-case method.
    pub method: &'a str,
    /// Path and query, exactly as sent.
    pub target: &'a str,
    /// The whole body, empty when there is none.
    pub body: &'a [u8],
}

/// A request's signature, as its header holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestSignature {
    /// Who claims to sign.
    pub signer: Signer,
    /// Claimed time, in milliseconds since 1970.
    pub time: i64,
    /// Random bytes, never used twice by the same key within the clock tolerance.
    pub nonce: [u8; NONCE_BYTES],
    /// The signature.
    pub signature: Signature,
}

/// Why an `Authorization` header is not one of ours, or not right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestSignatureError {
    /// The header is not spelt as specified.
    #[error("the authorization header is malformed")]
    Malformed,
    /// The signature does not fit the key and the request.
    #[error("the request's signature is wrong")]
    Wrong,
}

impl RequestSignatureError {
    /// Stable code for catalogues and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "authorization-malformed",
            Self::Wrong => "request-signature-wrong",
        }
    }
}

impl RequestSignature {
    /// Signs a request. `nonce` is random, `time` is the client's clock corrected by what it knows of the
    /// server's.
    #[must_use]
    pub fn sign(
        key: &SigningKey,
        signer: Signer,
        parts: &Parts<'_>,
        time: i64,
        nonce: [u8; NONCE_BYTES],
    ) -> Self {
        let signed = (parts.method, parts.target, Digest::of(parts.body));
        let signature = key.sign(&context(signer), &message(signed, time, &nonce));
        Self { signer, time, nonce, signature }
    }

    /// Checks the signature. Time, nonce and the key's right to sign are the server's to check.
    ///
    /// # Errors
    /// [`RequestSignatureError::Wrong`] when the signature does not fit.
    pub fn verify(&self, key: &VerifyingKey, parts: &Parts<'_>) -> Result<(), RequestSignatureError> {
        self.verify_digest(key, parts.method, parts.target, Digest::of(parts.body))
    }

    /// The same, for whoever has the digest of the body already.
    ///
    /// # Errors
    /// [`RequestSignatureError::Wrong`] when the signature does not fit.
    pub fn verify_digest(
        &self,
        key: &VerifyingKey,
        method: &str,
        target: &str,
        body: Digest,
    ) -> Result<(), RequestSignatureError> {
        key.verify(
            &context(self.signer),
            &message((method, target, body), self.time, &self.nonce),
            &self.signature,
        )
        .map_err(|_| RequestSignatureError::Wrong)
    }
}

fn context(signer: Signer) -> Context {
    match signer {
        Signer::Session { session, .. } => Context::new("request").object(session),
        Signer::Reporter { locator } => Context::new("reporter-request").object(locator),
    }
}

fn message((method, target, body): (&str, &str, Digest), time: i64, nonce: &[u8; NONCE_BYTES]) -> Vec<u8> {
    cbor::encode(&(method, target, body, time, serde_bytes::Bytes::new(nonce)))
        .expect("texts, numbers and byte strings always encode")
}

impl fmt::Display for RequestSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.signer {
            Signer::Session { session, device } => {
                write!(f, "Beffroi v=1,session={session},device={device}")?;
            }
            Signer::Reporter { locator } => write!(f, "Beffroi-Reporter v=1,locator={locator}")?,
        }
        let (nonce, sig) = (B64::from(self.nonce), B64::from(self.signature.to_bytes()));
        write!(f, ",time={},nonce={nonce},sig={sig}", self.time)
    }
}

impl FromStr for RequestSignature {
    type Err = RequestSignatureError;

    fn from_str(header: &str) -> Result<Self, RequestSignatureError> {
        let parsed = parse(header).ok_or(RequestSignatureError::Malformed)?;
        // One spelling only: what we read must be what we would write.
        if parsed.to_string() == header { Ok(parsed) } else { Err(RequestSignatureError::Malformed) }
    }
}

fn parse(header: &str) -> Option<RequestSignature> {
    let (scheme, fields) = header.split_once(" v=1,")?;
    let mut fields = fields.split(',');
    let mut field = |name: &str| fields.next()?.strip_prefix(name)?.strip_prefix('=');
    let signer = match scheme {
        "Beffroi" => Signer::Session {
            session: field("session")?.parse().ok()?,
            device: field("device")?.parse().ok()?,
        },
        "Beffroi-Reporter" => Signer::Reporter { locator: field("locator")?.parse().ok()? },
        _ => return None,
    };
    let time = field("time")?.parse().ok()?;
    let nonce = field("nonce")?.parse::<B64>().ok()?.to_array()?;
    let signature = field("sig")?.parse::<B64>().ok()?;
    let stored = BytesDeserializer::<serde::de::value::Error>::new(signature.as_slice());
    let signature = Signature::deserialize(stored).ok()?;
    Some(RequestSignature { signer, time, nonce, signature })
}
