//! Changes the password: the account's keys stay, what wraps them changes.

use beffroi_seal::login::{RegistrationResponse, RegistrationState};
use beffroi_wire::account::{BlobStored, PasswordFinishRequest, PasswordStartRequest};
use beffroi_wire::setup::RegistrationAnswer;
use beffroi_wire::{B64, routes};

use super::AccountError;
use super::blob::blob_slot;
use super::checkpoint::blob_bytes;
use super::password::require_strong;
use super::set_up::login_slot;
use crate::client::Client;
use crate::error::ClientError;
use crate::session::Session;

impl Client {
    /// Signs in with the current password and changes it. Every other session of the account ends.
    ///
    /// # Errors
    /// When the current password is refused, or the new one is weak.
    pub async fn change_password(
        &self,
        email: &str,
        current: &str,
        new: &str,
        device_name: &str,
    ) -> Result<Session, ClientError> {
        let session = self.sign_in(email, current, device_name).await?;
        session.replace_password(new).await?;
        Ok(session)
    }
}

impl Session {
    async fn replace_password(&self, new: &str) -> Result<(), ClientError> {
        let person = self.person(self.keys.account).person;
        let organisation_name = self.with_org(|state| state.name().unwrap_or_default().to_owned());
        require_strong(new, &person, &organisation_name)?;
        let organisation = self.keys.organisation;
        let mut rng = self.around.rng();
        let (state, start) = RegistrationState::start(new, &mut rng).map_err(AccountError::Login)?;
        let request = PasswordStartRequest { request: B64::from(start.as_bytes()) };
        let key = Some(self.request_key());
        let answer: RegistrationAnswer = self.around.api.post(key, routes::PASSWORD_START, &request).await?;
        let response =
            RegistrationResponse::from_bytes(answer.response.as_slice()).map_err(AccountError::Login)?;
        let (upload, export) =
            state.finish(&login_slot(organisation), &response, &mut rng).map_err(AccountError::Login)?;

        let _turn = self.blob_turn.lock().await;
        let version = self.blob_version.get();
        let kek = export.account_kek();
        let slot = blob_slot(organisation, self.keys.account, version.saturating_add(1));
        let blob = self.keys.keyset.seal(&kek, &slot, &self.blob.borrow().encode(), &mut rng);
        let request =
            PasswordFinishRequest { record: B64::from(upload.as_bytes()), version, blob: blob_bytes(&blob) };
        let _: BlobStored = self.around.api.post(key, routes::PASSWORD_FINISH, &request).await?;
        *self.keys.kek.borrow_mut() = kek;
        self.blob_version.set(version + 1);
        self.remember_blob_version(version + 1).await?;
        self.save_session().await
    }
}
