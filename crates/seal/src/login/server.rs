//! The server's side: a secret seed, and records that are worth nothing without it.

use core::fmt;

use opaque_ke::{ServerLogin, ServerLoginParameters, ServerRegistration, ServerSetup as OpaqueSetup};
use rand_core::CryptoRng;

use super::suite::{SessionKey, Suite, identifiers, refused};
use super::{
    LoginError, LoginFinish, LoginRequest, LoginResponse, PasswordRecord, RegistrationRequest,
    RegistrationResponse, VERSION,
};
use crate::old_rng::OldRng;
use crate::{Context, SecretBytes};

/// The server's secret for all accounts. Whoever has it *and* the records can test guesses; keep them apart, and keep
/// this in backups of its own: without it nobody logs in again.
pub struct ServerSetup(OpaqueSetup<Suite>);

/// A login that waits for the client's proof; to be kept for a minute at most.
pub struct PendingLogin(ServerLogin<Suite>);

impl ServerSetup {
    /// A fresh secret, made once for an installation.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self(OpaqueSetup::new(&mut OldRng(rng)))
    }

    /// The secret for the key file: version, then seed and keys.
    pub fn export_secret(&self) -> SecretBytes {
        let mut bytes = vec![VERSION];
        bytes.extend(self.0.serialize());
        SecretBytes::new(bytes)
    }

    /// The secret from the key file.
    pub fn import_secret(bytes: &[u8]) -> Result<Self, LoginError> {
        match bytes.split_first() {
            Some((&VERSION, setup)) => OpaqueSetup::deserialize(setup).map(Self).map_err(refused),
            _ => Err(LoginError::Malformed),
        }
    }

    /// Answers a registration. `identifier` names the account for ever (the password is bound to it): the same bytes
    /// must be given at each login.
    pub fn register(
        &self,
        identifier: &[u8],
        request: &RegistrationRequest,
    ) -> Result<RegistrationResponse, LoginError> {
        ServerRegistration::<Suite>::start(&self.0, request.to_opaque()?, identifier)
            .map(|start| RegistrationResponse::from_opaque(&start.message))
            .map_err(refused)
    }

    /// Answers a login. Without a record (unknown account) the answer has the same form, and depends on the identifier
    /// alone where a real one would.
    pub fn login_start(
        &self,
        context: &Context,
        identifier: &[u8],
        record: Option<&PasswordRecord>,
        request: &LoginRequest,
        rng: &mut impl CryptoRng,
    ) -> Result<(LoginResponse, PendingLogin), LoginError> {
        let record = record
            .map(|record| ServerRegistration::<Suite>::deserialize(record.inner()))
            .transpose()
            .map_err(refused)?;
        let slot = context.bytes();
        let start = ServerLogin::start(
            &mut OldRng(rng),
            &self.0,
            record,
            request.to_opaque()?,
            identifier,
            parameters(&slot),
        )
        .map_err(refused)?;
        Ok((LoginResponse::from_opaque(&start.message), PendingLogin(start.state)))
    }
}

impl PendingLogin {
    /// Accepts the client's proof, or refuses.
    pub fn finish(self, context: &Context, finish: &LoginFinish) -> Result<SessionKey, LoginError> {
        let slot = context.bytes();
        self.0
            .finish(finish.to_opaque()?, parameters(&slot))
            .map(|finish| SessionKey::new(&finish.session_key))
            .map_err(refused)
    }

    /// The pending state, when another process of the server receives the proof. Secret.
    pub fn export_secret(&self) -> SecretBytes {
        let mut bytes = vec![VERSION];
        bytes.extend(self.0.serialize());
        SecretBytes::new(bytes)
    }

    /// The pending state as exported.
    pub fn import_secret(bytes: &[u8]) -> Result<Self, LoginError> {
        match bytes.split_first() {
            Some((&VERSION, state)) => ServerLogin::deserialize(state).map(Self).map_err(refused),
            _ => Err(LoginError::Malformed),
        }
    }
}

fn parameters(slot: &[u8]) -> ServerLoginParameters<'_, '_> {
    ServerLoginParameters { context: Some(slot), identifiers: identifiers(slot) }
}

impl fmt::Debug for ServerSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerSetup(..)")
    }
}

impl fmt::Debug for PendingLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PendingLogin(..)")
    }
}
