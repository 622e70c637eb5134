//! Signing out: the session ends on the server, and its keys leave this device.

use beffroi_wire::routes;

use super::store::SESSION;
use crate::client::Client;
use crate::error::ClientError;
use crate::session::Session;
use crate::transport::Method;

impl Session {
    /// Ends the session. The device stays known, for the next time; the account's keys are forgotten here even
    /// when the server cannot be reached.
    ///
    /// # Errors
    /// When the local store cannot be written.
    pub async fn sign_out(&self) -> Result<(), ClientError> {
        // Both are courtesies to other devices and to the server; leaving must not depend on them.
        drop(self.checkpoint().await);
        drop(self.around.api.act(Some(self.request_key()), Method::Post, routes::LOGOUT).await);
        Ok(self.around.keep.remove(SESSION).await?)
    }
}

impl Client {
    /// Forgets the session kept on this device, when the server has ended it.
    ///
    /// # Errors
    /// When the local store cannot be written.
    pub async fn forget_session(&self) -> Result<(), ClientError> {
        Ok(self.around.keep.remove(SESSION).await?)
    }
}
