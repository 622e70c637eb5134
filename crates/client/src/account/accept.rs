//! Answers an invitation: the newcomer makes their keys and proves that they hold the link.

use beffroi_ledger::Signed;
use beffroi_ledger::V1;
use beffroi_ledger::org::{AccountCertificate, InvitationProof, fingerprint_of, organisation_of};
use beffroi_seal::id::AccountId;
use beffroi_seal::keys::Keyset;
use beffroi_seal::login::{RegistrationResponse, RegistrationState};
use beffroi_seal::{SealedRecord, cbor};
use beffroi_wire::invitation::{
    InvitationAcceptRequest, InvitationAccepted, InvitationInfo, InvitationStartRequest,
};
use beffroi_wire::setup::RegistrationAnswer;
use beffroi_wire::{B64, routes};
use serde::{Deserialize, Serialize};

use super::AccountError;
use super::blob::{BlobState, FIRST_VERSION, blob_slot};
use super::checkpoint::blob_bytes;
use super::link::InvitationLink;
use super::password::{require_person, require_strong};
use super::set_up::{account_certificate, login_slot, sealed_person};
use crate::client::Client;
use crate::error::ClientError;
use crate::surroundings::instant;
use crate::view::{FingerprintView, InvitationView, InvitingOrganisation, Person};

/// What a newcomer sends: keys, and who they say they are, sealed with the secret of the link.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) v: V1,
    pub(super) certificate: Signed<AccountCertificate>,
    pub(super) person: SealedRecord,
}

impl Client {
    /// What an invitation says, once the server's organisation is known to be the one that the link names.
    ///
    /// # Errors
    /// When the link is cut, expired or used, or the server shows another organisation.
    pub async fn invitation(&self, link: &str) -> Result<InvitationView, ClientError> {
        let link = InvitationLink::parse(link)?;
        let info = self.invitation_info(&link).await?;
        let organisation = InvitingOrganisation {
            name: info.organisation.name,
            fingerprint: FingerprintView::of(&link.fingerprint),
        };
        Ok(InvitationView { organisation, email: link.email, expires_at: instant(info.expires_at) })
    }

    /// Makes the newcomer's keys under their password and sends the public halves with the proof of the link.
    ///
    /// # Errors
    /// As [`Self::invitation`]; or when the password is weak or the address is not the one invited.
    pub async fn accept_invitation(
        &self,
        link: &str,
        person: &Person,
        password: &str,
    ) -> Result<(), ClientError> {
        let link = InvitationLink::parse(link)?;
        require_person(person)?;
        if person.email.trim().to_lowercase() != link.email.to_lowercase() {
            return Err(AccountError::LinkOtherAddress.into());
        }
        let info = self.invitation_info(&link).await?;
        require_strong(password, person, &info.organisation.name)?;
        let organisation = organisation_of(&link.fingerprint);
        let around = &self.around;
        let mut rng = around.rng();

        let (state, start) = RegistrationState::start(password, &mut rng).map_err(AccountError::Login)?;
        let request = InvitationStartRequest { request: B64::from(start.as_bytes()) };
        let path = routes::invitation_start(link.invitation);
        let answer: RegistrationAnswer = around.api.post(None, &path, &request).await?;
        let response =
            RegistrationResponse::from_bytes(answer.response.as_slice()).map_err(AccountError::Login)?;
        let (upload, export) =
            state.finish(&login_slot(organisation), &response, &mut rng).map_err(AccountError::Login)?;

        let (account, keyset) = (AccountId::make(&mut rng), Keyset::make(&mut rng));
        let certificate =
            account_certificate(organisation, account, &keyset, &link.email).sign(&keyset.signing);
        let proof = link.secret.prove(link.invitation, &certificate);
        let person = sealed_person(person);
        let person = link.secret.seal_person(organisation, link.invitation, account, &person, &mut rng);
        let blob = BlobState::fresh(link.fingerprint).encode();
        let slot = blob_slot(organisation, account, FIRST_VERSION);
        let blob = keyset.seal(&export.account_kek(), &slot, &blob, &mut rng);
        let request = InvitationAcceptRequest {
            account,
            certificate: B64::from(encode(&Answer { v: V1, certificate, person })),
            proof: B64::from(encode(&proof)),
            record: B64::from(upload.as_bytes()),
            blob: blob_bytes(&blob),
        };
        let path = routes::invitation_accept(link.invitation);
        let _: InvitationAccepted = around.api.post(None, &path, &request).await?;
        self.pin(link.fingerprint).await
    }

    async fn invitation_info(&self, link: &InvitationLink) -> Result<InvitationInfo, ClientError> {
        let info: InvitationInfo = self.around.api.get(None, &routes::invitation(link.invitation)).await?;
        let found = fingerprint_of(&info.organisation.organisation_key);
        if found != link.fingerprint {
            return Err(AccountError::LinkOtherOrganisation { expected: link.fingerprint, found }.into());
        }
        Ok(info)
    }
}

pub(super) fn decode_answer(certificate: &B64, proof: &B64) -> Option<(Answer, InvitationProof)> {
    Some((cbor::decode(certificate.as_slice()).ok()?, cbor::decode(proof.as_slice()).ok()?))
}

fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    cbor::encode(value).expect("byte strings and text keys always encode")
}
