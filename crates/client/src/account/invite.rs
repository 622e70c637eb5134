//! Invites somebody by a link whose secret the server never sees.

use beffroi_ledger::org::{InvitationSecret, Profile};
use beffroi_seal::id::InvitationId;
use beffroi_wire::invitation::{InvitationCreated, InvitationRequest};
use beffroi_wire::routes;

use super::AccountError;
use super::blob::PendingInvitation;
use super::link::InvitationLink;
use crate::error::ClientError;
use crate::session::Session;
use crate::surroundings::instant;
use crate::view::InvitationMade;

impl Session {
    /// Makes an invitation, good for seven days. The link is to be handed over by another way than this server.
    ///
    /// # Errors
    /// When the account is not an administrator, or the address is already enrolled.
    pub async fn invite(&self, email: &str, profile: Profile) -> Result<InvitationMade, ClientError> {
        if !self.is_administrator() {
            return Err(AccountError::NotAdministrator.into());
        }
        let email = email.trim().to_owned();
        if email.is_empty() {
            return Err(AccountError::FieldEmpty { field: "email" }.into());
        }
        let mut rng = self.around.rng();
        let (invitation, secret) = (InvitationId::make(&mut rng), InvitationSecret::make(&mut rng));
        let expires_ms = self.around.server_now_ms().saturating_add(VALIDITY_MS);
        let pending =
            PendingInvitation { secret: secret.expose().into(), email: email.clone(), profile, expires_ms };
        // The secret is kept before the server knows of the invitation: otherwise nobody could check its answer.
        self.blob.borrow_mut().invitations.insert(invitation, pending);
        self.checkpoint().await?;
        let request =
            InvitationRequest { invitation, email: email.clone(), expires_at: expires_ms, mail: true };
        let created: Result<InvitationCreated, _> =
            self.around.api.post(Some(self.request_key()), routes::INVITATIONS, &request).await;
        if let Err(error) = created {
            self.blob.borrow_mut().invitations.remove(&invitation);
            return Err(error.into());
        }
        let link = InvitationLink { invitation, secret, fingerprint: self.keys.fingerprint, email };
        let link = link.to_url(&self.around.api.address());
        Ok(InvitationMade { invitation, link, expires_at: instant(expires_ms) })
    }
}

const VALIDITY_MS: i64 = 7 * 24 * 3600 * 1000;
