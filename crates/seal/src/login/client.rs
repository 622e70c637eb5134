//! The client's side: where the password is.

use core::fmt;

use opaque_ke::{
    ClientLogin, ClientLoginFinishParameters, ClientRegistration, ClientRegistrationFinishParameters,
};
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::suite::{SessionKey, Suite, identifiers, refused};
use super::{
    LoginError, LoginFinish, LoginRequest, LoginResponse, RegistrationRequest, RegistrationResponse,
    RegistrationUpload,
};
use crate::Context;
use crate::keys::AccountKek;
use crate::old_rng::OldRng;
use crate::password::prepare;

/// A key that comes with the password and that the server never has.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct ExportKey(Vec<u8>);

/// A registration, or a change of password, that has begun.
pub struct RegistrationState {
    state: ClientRegistration<Suite>,
    password: Zeroizing<String>,
}

/// A login that has begun.
pub struct LoginState {
    state: ClientLogin<Suite>,
    password: Zeroizing<String>,
}

impl ExportKey {
    /// The key that wraps the account's keyset.
    pub fn account_kek(&self) -> AccountKek {
        AccountKek::derive(&self.0)
    }
}

impl RegistrationState {
    /// Begins with a password that has passed [`crate::password::assess`].
    pub fn start(
        password: &str,
        rng: &mut impl CryptoRng,
    ) -> Result<(Self, RegistrationRequest), LoginError> {
        let password = prepare(password);
        let start =
            ClientRegistration::<Suite>::start(&mut OldRng(rng), password.as_bytes()).map_err(refused)?;
        Ok((Self { state: start.state, password }, RegistrationRequest::from_opaque(&start.message)))
    }

    /// Ends with what the server is to store, and the export key. The context is the login's slot: kind `login` and
    /// the organisation. Takes half a second, by design.
    pub fn finish(
        self,
        context: &Context,
        response: &RegistrationResponse,
        rng: &mut impl CryptoRng,
    ) -> Result<(RegistrationUpload, ExportKey), LoginError> {
        let slot = context.bytes();
        let parameters = ClientRegistrationFinishParameters::new(identifiers(&slot), None);
        let finish = self
            .state
            .finish(&mut OldRng(rng), self.password.as_bytes(), response.to_opaque()?, parameters)
            .map_err(refused)?;
        let upload = RegistrationUpload::from_opaque(&finish.message);
        Ok((upload, ExportKey(finish.export_key.to_vec())))
    }
}

impl LoginState {
    /// Begins with whatever password was typed.
    pub fn start(password: &str, rng: &mut impl CryptoRng) -> Result<(Self, LoginRequest), LoginError> {
        let password = prepare(password);
        let start = ClientLogin::<Suite>::start(&mut OldRng(rng), password.as_bytes()).map_err(refused)?;
        Ok((Self { state: start.state, password }, LoginRequest::from_opaque(&start.message)))
    }

    /// Ends with the proof for the server and both keys, or with a refusal. Takes half a second, by design.
    pub fn finish(
        self,
        context: &Context,
        response: &LoginResponse,
        rng: &mut impl CryptoRng,
    ) -> Result<(LoginFinish, ExportKey, SessionKey), LoginError> {
        let slot = context.bytes();
        let parameters = ClientLoginFinishParameters::new(Some(&slot), identifiers(&slot), None);
        let finish = self
            .state
            .finish(&mut OldRng(rng), self.password.as_bytes(), response.to_opaque()?, parameters)
            .map_err(refused)?;
        let message = LoginFinish::from_opaque(&finish.message);
        Ok((message, ExportKey(finish.export_key.to_vec()), SessionKey::new(&finish.session_key)))
    }
}

impl fmt::Debug for ExportKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExportKey(..)")
    }
}

impl fmt::Debug for RegistrationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegistrationState(..)")
    }
}

impl fmt::Debug for LoginState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginState(..)")
    }
}
