//! Enrols those who answered an invitation: their proof is checked here, then an administrator signs.

use beffroi_ledger::Signed;
use beffroi_ledger::org::{
    AccountCertificate, Enrolment, InvitationProof, InvitationSecret, OrgBody, Person as Sealed, Profile,
    Relation, directory_wrap_slot, email_digest, organisation_wrap_slot,
};
use beffroi_seal::SigningKey;
use beffroi_seal::id::InvitationId;

use beffroi_wire::invitation::{Enrolment as Waiting, EnrolmentList};
use beffroi_wire::routes;

use super::AccountError;
use super::accept::decode_answer;
use super::blob::PendingInvitation;
use super::devices::account_fingerprint;
use crate::error::ClientError;
use crate::session::Session;
use crate::surroundings::instant;
use crate::view::{EnrolmentView, FingerprintView, Person};

/// An answer whose proof was checked.
struct Proven {
    certificate: Signed<AccountCertificate>,
    proof: InvitationProof,
    person: Sealed,
}

impl Session {
    /// Those who answered and wait. Answers to invitations of other administrators are shown as not proven.
    ///
    /// # Errors
    /// When the account is not an administrator or the server cannot be reached.
    pub async fn enrolments(&self) -> Result<Vec<EnrolmentView>, ClientError> {
        Ok(self.waiting().await?.iter().filter_map(|waiting| self.enrolment_view(waiting)).collect())
    }

    /// Signs the enrolment of somebody whose proof holds.
    ///
    /// # Errors
    /// When the proof does not hold, or the invitation was made by another administrator.
    pub async fn confirm_enrolment(&self, invitation: InvitationId) -> Result<(), ClientError> {
        let waiting = self.waiting().await?;
        let waiting = waiting
            .iter()
            .find(|waiting| waiting.invitation == invitation)
            .ok_or(AccountError::NoEnrolment { invitation })?;
        let pending = self.blob.borrow().invitations.get(&invitation).cloned();
        let pending = pending.ok_or(AccountError::InvitationOfAnother { invitation })?;
        let proven = self.prove(waiting, &pending)?;
        let enrolment = self.enrolment(&proven, pending.profile)?;
        self.append_organisation(|session| {
            let used = session.with_org(|state| state.invitation_used(invitation));
            Ok((!used).then(|| OrgBody::AccountEnrolled {
                enrolment: enrolment.clone(),
                invitation,
                proof: proven.proof,
                relation: Relation::ByLink,
            }))
        })
        .await?;
        self.blob.borrow_mut().invitations.remove(&invitation);
        self.checkpoint().await
    }

    async fn waiting(&self) -> Result<Vec<Waiting>, ClientError> {
        if !self.is_administrator() {
            return Err(AccountError::NotAdministrator.into());
        }
        let list: EnrolmentList = self.around.api.get(Some(self.request_key()), routes::ENROLMENTS).await?;
        Ok(list.enrolments)
    }

    fn enrolment_view(&self, waiting: &Waiting) -> Option<EnrolmentView> {
        let accepted = waiting.accepted.as_ref()?;
        let pending = self.blob.borrow().invitations.get(&waiting.invitation).cloned();
        let proven = pending.and_then(|pending| self.prove(waiting, &pending).ok());
        let shown = decode_answer(&accepted.certificate, &accepted.proof)
            .map(|(answer, _)| account_fingerprint(answer.certificate.body()));
        Some(EnrolmentView {
            invitation: waiting.invitation,
            email: waiting.email.clone(),
            person: proven.as_ref().map(|proven| open_person(&proven.person)).unwrap_or_default(),
            fingerprint: shown.unwrap_or_else(|| FingerprintView { words: Vec::new(), hex: String::new() }),
            received_at: instant(accepted.accepted_at),
            proven: proven.is_some(),
        })
    }

    /// Checks that the keys and the person come from whoever holds the link, for the address invited.
    fn prove(&self, waiting: &Waiting, pending: &PendingInvitation) -> Result<Proven, AccountError> {
        let invitation = waiting.invitation;
        let accepted = waiting.accepted.as_ref().ok_or(AccountError::NoEnrolment { invitation })?;
        let (answer, proof) = decode_answer(&accepted.certificate, &accepted.proof)
            .ok_or(AccountError::AnswerMalformed { invitation })?;
        let secret = InvitationSecret::from_bytes(*pending.secret.expose());
        secret.check(invitation, &answer.certificate, &proof)?;
        let organisation = self.keys.organisation;
        let certified = answer.certificate.body();
        if certified.email_digest != email_digest(organisation, &pending.email) {
            return Err(AccountError::LinkOtherAddress);
        }
        let person = secret.open_person(organisation, invitation, certified.account, &answer.person)?;
        if email_digest(organisation, &person.email) != certified.email_digest {
            return Err(AccountError::LinkOtherAddress);
        }
        Ok(Proven { certificate: answer.certificate, proof, person })
    }

    fn enrolment(&self, proven: &Proven, profile: Profile) -> Result<Enrolment, ClientError> {
        let organisation = self.keys.organisation;
        let certified = proven.certificate.body();
        let account = certified.account;
        let directory = self.directory_key()?.ok_or(AccountError::NotAdministrator)?;
        let mut rng = self.around.rng();
        let directory_wrap = match profile {
            Profile::Guest => None,
            Profile::User | Profile::Administrator => {
                let slot = directory_wrap_slot(organisation, account);
                Some(certified.sealing.seal_key(&slot, &*directory, &mut rng)?)
            }
        };
        let organisation_wrap = match profile {
            Profile::Administrator => {
                let slot = organisation_wrap_slot(organisation, account);
                Some(certified.sealing.seal_key(&slot, &self.organisation_key()?, &mut rng)?)
            }
            Profile::Guest | Profile::User => None,
        };
        Ok(Enrolment {
            certificate: proven.certificate.clone(),
            profile,
            person: proven.person.seal(organisation, account, &directory, &mut rng),
            directory_wrap,
            organisation_wrap,
        })
    }

    /// The organisation's signing key, sealed to administrators.
    pub(crate) fn organisation_key(&self) -> Result<SigningKey, ClientError> {
        let wrap = self.own_record(|record| record.organisation_wrap.clone())?;
        let wrap = wrap.ok_or(AccountError::NotAdministrator)?;
        let slot = organisation_wrap_slot(self.keys.organisation, self.keys.account);
        let key = self.keys.keyset.opening.open_key::<SigningKey>(&slot, &wrap)?;
        let expected = self.with_org(|state| state.organisation_key().copied());
        if expected == Some(key.verifying_key()) { Ok(key) } else { Err(AccountError::KeysDiffer.into()) }
    }
}

pub(super) fn open_person(person: &Sealed) -> Person {
    Person {
        given_name: person.given_name.clone(),
        family_name: person.family_name.clone(),
        email: person.email.clone(),
        entity: person.entity.clone(),
    }
}
