//! Password login: OPAQUE (RFC 9807) with ristretto255, SHA-512 and Argon2id.
//!
//! The server never sees the password, nor anything that would let it test guesses without its own secret seed. The
//! client ends with a [`SessionKey`] that it shares with the server, and with an [`ExportKey`] that the server never has:
//! the account's keyset is sealed under it.
//!
//! The cost of Argon2id is written here, and no message carries parameters: a server cannot ask for less. A login
//! for an account that does not exist goes the same way, with messages of the same form, to the same refusal.
//!
//! ```text
//! RegistrationState::start ── RegistrationRequest ──▶ ServerSetup::register
//! RegistrationState::finish ◀── RegistrationResponse
//!                           ── RegistrationUpload ──▶ stored as PasswordRecord
//!
//! LoginState::start ── LoginRequest ──▶ ServerSetup::login_start
//! LoginState::finish ◀── LoginResponse   (PendingLogin kept)
//!                    ── LoginFinish ──▶ PendingLogin::finish
//! ```

mod client;
mod message;
mod server;
mod suite;

use thiserror::Error;

pub use client::{ExportKey, LoginState, RegistrationState};
pub use message::{
    LoginFinish, LoginRequest, LoginResponse, PasswordRecord, RegistrationRequest, RegistrationResponse,
    RegistrationUpload,
};
pub use server::{PendingLogin, ServerSetup};
pub(crate) use suite::stretch;
pub use suite::{ARGON2_LANES, ARGON2_MEMORY_KIB, ARGON2_PASSES, SessionKey};

/// Version of the messages and of what the server stores.
pub const VERSION: u8 = 1;

/// Why a step of the login failed. A wrong password, an unknown account and a forged answer are one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LoginError {
    /// A message is not of this version or form.
    #[error("a login message is malformed")]
    Malformed,
    /// Wrong password, unknown account, other server, or an altered message.
    #[error("the login is refused")]
    Refused,
}

impl LoginError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "login-malformed",
            Self::Refused => "login-refused",
        }
    }
}

#[cfg(test)]
mod tests;
