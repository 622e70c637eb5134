//! Takes up the session kept on this device, without a password.

use super::store::SESSION;
use crate::client::Client;
use crate::error::ClientError;
use crate::session::Session;

impl Client {
    /// The session kept on this device, if it is still good.
    ///
    /// # Errors
    /// When the server cannot be reached, or shows another history than the one seen.
    pub async fn resume(&self) -> Result<Option<Session>, ClientError> {
        let Some(session) = Session::load_session(&self.around).await? else { return Ok(None) };
        if session.keys.expires_ms <= self.around.server_now_ms() {
            self.around.keep.remove(SESSION).await?;
            return Ok(None);
        }
        match session.sync_organisation().await {
            Ok(()) => Ok(Some(session)),
            Err(error) if error.ends_session() => {
                self.around.keep.remove(SESSION).await?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
