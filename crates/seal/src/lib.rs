//! Suite 1: the cryptography of Beffroi, and the key types that keep it from being misused.
//!
//! What it owns: identifiers, digests, deterministic CBOR, contexts, signatures, sealing to a person, small
//! sealed records, file content, password login, strength of passwords, fingerprints, follow-up codes and
//! receipts. What is deliberately absent: a clock, a random source, files, sockets, an async runtime. Time and
//! randomness are arguments, so that the same code runs natively and in the browser.
//!
//! Three habits carry it:
//!
//! - everything signed or sealed names its slot with a [`Context`], so that nothing can be pasted elsewhere;
//! - each purpose has its own key type, and a key wraps keys *or* encrypts content, never both;
//! - every stored or sent format begins with a version number and has a page in `docs/spec/`.

pub mod cbor;
pub mod content;
pub mod context;
pub mod digest;
pub mod fingerprint;
mod fixed;
pub mod hybrid;
pub mod id;
pub mod keys;
pub mod link;
pub mod login;
mod old_rng;
pub mod padding;
pub mod password;
pub mod receipt;
pub mod record;
pub mod reporter;
pub mod secret;
#[cfg(any(test, feature = "self-test"))]
pub mod self_test;
pub mod share;
pub mod sign;
pub mod two_part;
pub mod unverified;

pub use context::Context;
pub use digest::Digest;
pub use hybrid::{OpeningKey, Sealed, SealingKey};
pub use record::{RecordKey, SealedRecord};
pub use secret::{ExportSecret, SecretBytes};
pub use sign::{Signature, SigningKey, VerifyingKey};
pub use unverified::Unverified;
