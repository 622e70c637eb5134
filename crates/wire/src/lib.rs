//! What travels between a client and the server: routes, request and response types,
//! error codes, and the signature that every authenticated request carries.
//!
//! Owns no behaviour beyond that: no socket, no clock, no randomness. Signed and sealed
//! structures travel as opaque bytes ([`B64`]) whose format belongs to `beffroi-ledger`
//! and `beffroi-seal`, so this crate never changes when they do.
//!
//! JSON everywhere, bytes in base64url without padding, identifiers in lower-case hex,
//! times in milliseconds since 1970 (UTC), except object parts, which are raw bodies.

pub mod account;
pub mod audit;
mod bytes;
pub mod error;
pub mod intake;
pub mod invitation;
pub mod limits;
pub mod link;
pub mod login;
pub mod object;
pub mod organisation;
pub mod request;
pub mod routes;
#[cfg(feature = "openapi")]
pub mod schema;
pub mod setup;
pub mod workspace;

/// Where a reporter looks for answers: derived from their follow-up code.
pub use beffroi_seal::reporter::Locator as LocatorId;

pub use self::bytes::B64;
pub use self::error::{ErrorBody, codes};

beffroi_seal::typed_id! {
    /// One attempt to sign in, between its two round trips.
    LoginId,
}
