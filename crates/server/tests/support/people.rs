//! People: set-up, invitations, enrolment, signing in, as a real client does it.

use beffroi_ledger::org::{
    AccountCertificate, DeviceCertificate, Enrolment, InvitationSecret, OrgBody, OrgDraft,
    OrganisationStatement, Person, Profile, Relation, SignedOrgEntry, device_name_slot, directory_wrap_slot,
    email_digest, organisation_wrap_slot,
};
use beffroi_ledger::{Signed, Timestamp, V1};
use beffroi_seal::Context;
use beffroi_seal::id::{AccountId, DeviceId, InvitationId, SessionId};
use beffroi_seal::keys::{DeviceKeyset, Keyset};
use beffroi_seal::login::{
    LoginFinish, LoginResponse, LoginState, RegistrationResponse, RegistrationState, RegistrationUpload,
};
use beffroi_seal::unverified::Unverified;
use beffroi_wire::invitation::{InvitationAcceptRequest, InvitationRequest, InvitationStartRequest};
use beffroi_wire::login::{LoginFinishRequest, LoginFinished, LoginStartRequest, LoginStarted};
use beffroi_wire::organisation::OrgAppendRequest;
use beffroi_wire::setup::{RegistrationAnswer, SetupFinishRequest, SetupStartRequest};
use beffroi_wire::{B64, routes};

use super::{Answer, DAY, Town};

pub struct Someone {
    pub account: AccountId,
    pub device: DeviceId,
    pub keys: Keyset,
    pub device_keys: DeviceKeyset,
    pub password: String,
    pub session: Option<SessionId>,
}

pub fn email(name: &str) -> String {
    format!("{name}@ville.example")
}

impl Town {
    pub fn someone(&mut self, name: &str) -> Someone {
        Someone {
            account: AccountId::make(&mut self.rng),
            device: DeviceId::make(&mut self.rng),
            keys: Keyset::make(&mut self.rng),
            device_keys: DeviceKeyset::make(&mut self.rng),
            password: format!("le mot de passe de {name}, assez long"),
            session: None,
        }
    }

    pub fn login_slot(&self) -> Context {
        Context::new("login").organisation(self.organisation)
    }

    pub async fn set_up(&mut self) {
        let answer = self.try_set_up(&self.setup_token()).await;
        assert_eq!(answer.outcome(), (200, "ok".to_owned()));
        self.sign_in("alice").await;
    }

    /// Runs both steps of the set-up with a token, and gives the first answer that is not a success.
    pub async fn try_set_up(&mut self, token: &str) -> Answer {
        let alice = self.someone("alice");
        let (state, start) = RegistrationState::start(&alice.password, &mut self.rng).unwrap();
        let request = SetupStartRequest {
            token: token.to_owned(),
            email: email("alice"),
            request: B64::from(start.as_bytes()),
        };
        let answer = self.post(routes::SETUP_START, &request).await;
        if answer.status != 200 {
            return answer;
        }
        let record = self.registered(state, &answer);
        let entry = self.genesis(&alice);
        let request = SetupFinishRequest {
            token: token.to_owned(),
            email: email("alice"),
            record,
            entry: B64::from(entry.encoded()),
            blob: B64::from(b"the administrator's sealed blob".as_slice()),
        };
        let answer = self.post(routes::SETUP_FINISH, &request).await;
        if answer.status == 200 {
            self.org.extend([Unverified::new(entry)]).unwrap();
            self.people.insert("alice", alice);
        }
        answer
    }

    pub fn registered(&mut self, state: RegistrationState, answer: &Answer) -> B64 {
        let answer: RegistrationAnswer = answer.json();
        let response = RegistrationResponse::from_bytes(answer.response.as_slice()).unwrap();
        let slot = self.login_slot();
        let (upload, _): (RegistrationUpload, _) = state.finish(&slot, &response, &mut self.rng).unwrap();
        B64::from(upload.as_bytes())
    }

    fn genesis(&mut self, alice: &Someone) -> SignedOrgEntry {
        let statement = OrganisationStatement {
            v: V1,
            organisation: self.organisation,
            name: "Ville de Sainte-Épreuve".to_owned(),
            zone: "Europe/Paris".to_owned(),
            organisation_key: self.organisation_key.verifying_key(),
            administrator: alice.account,
            administrator_root: alice.keys.signing.verifying_key(),
        };
        let body = OrgBody::Genesis {
            statement: Signed::sign(statement, &self.organisation_key),
            administrator: self.enrolment(alice, "alice", Profile::Administrator),
            device: self.device_certificate(alice),
        };
        self.draft_as(alice, body)
    }

    pub fn certificate(&self, someone: &Someone, name: &str) -> Signed<AccountCertificate> {
        AccountCertificate {
            v: V1,
            organisation: self.organisation,
            account: someone.account,
            root: someone.keys.signing.verifying_key(),
            sealing: someone.keys.opening.sealing_key().clone(),
            email_digest: email_digest(self.organisation, &email(name)),
        }
        .sign(&someone.keys.signing)
    }

    fn enrolment(&mut self, someone: &Someone, name: &str, profile: Profile) -> Enrolment {
        let (organisation, account) = (self.organisation, someone.account);
        let person = Person {
            v: V1,
            given_name: name.to_owned(),
            family_name: "Canari-Nomdefamille".to_owned(),
            email: email(name),
            entity: "Mairie".to_owned(),
        };
        let sealing = someone.keys.opening.sealing_key();
        let directory_wrap = (profile != Profile::Guest).then(|| {
            let slot = directory_wrap_slot(organisation, account);
            sealing.seal_key(&slot, &self.directory_key, &mut self.rng).unwrap()
        });
        let organisation_wrap = (profile == Profile::Administrator).then(|| {
            let slot = organisation_wrap_slot(organisation, account);
            sealing.seal_key(&slot, &self.organisation_key, &mut self.rng).unwrap()
        });
        Enrolment {
            certificate: self.certificate(someone, name),
            profile,
            person: person.seal(organisation, account, &self.directory_key, &mut self.rng),
            directory_wrap,
            organisation_wrap,
        }
    }

    pub fn device_certificate(&mut self, someone: &Someone) -> Signed<DeviceCertificate> {
        let slot = device_name_slot(self.organisation, someone.device);
        DeviceCertificate {
            v: V1,
            organisation: self.organisation,
            account: someone.account,
            device: someone.device,
            signing: someone.device_keys.signing.verifying_key(),
            sealing: someone.device_keys.opening.sealing_key().clone(),
            name: self.directory_key.seal(&slot, b"ordinateur", &mut self.rng),
        }
        .sign(&someone.keys.signing)
    }

    pub fn draft_as(&self, someone: &Someone, body: OrgBody) -> SignedOrgEntry {
        OrgDraft { organisation: self.organisation, after: self.org.head(), author: someone.device, body }
            .sign(&someone.device_keys.signing, Timestamp::from_unix_ms(self.now()))
    }

    pub fn draft(&self, who: &str, body: OrgBody) -> SignedOrgEntry {
        self.draft_as(&self.people[who], body)
    }

    /// Sends an entry; takes it into our own log when the server did.
    pub async fn append(&mut self, who: &str, entry: SignedOrgEntry) -> Answer {
        let request = OrgAppendRequest { entry: B64::from(entry.encoded()) };
        let answer = self.post_as(who, routes::ORG_LOG, &request).await;
        if answer.status == 200 {
            self.org.extend([Unverified::new(entry)]).unwrap();
        }
        answer
    }

    pub async fn say(&mut self, who: &str, body: OrgBody) {
        let entry = self.draft(who, body);
        assert_eq!(self.append(who, entry).await.outcome(), (200, "ok".to_owned()));
    }

    /// Invites, accepts, enrols, signs in and adds the device: the whole way of a newcomer.
    pub async fn join(&mut self, name: &'static str, profile: Profile) {
        let (invitation, secret) = self.invite("alice", name).await;
        let someone = self.someone(name);
        assert_eq!(self.accept(invitation, &secret, &someone, name).await.outcome().1, "ok");
        let entry = self.enrolled(&someone, name, profile, invitation, &secret);
        assert_eq!(self.append("alice", entry).await.outcome().1, "ok");
        self.people.insert(name, someone);
        assert!(self.sign_in(name).await.provisional);
        let certificate = self.device_certificate_of(name);
        self.say(name, OrgBody::DeviceAdded { certificate }).await;
    }

    pub fn device_certificate_of(&mut self, name: &'static str) -> Signed<DeviceCertificate> {
        let someone = self.people.remove(name).unwrap();
        let certificate = self.device_certificate(&someone);
        self.people.insert(name, someone);
        certificate
    }

    pub fn enrolled(
        &mut self,
        someone: &Someone,
        name: &str,
        profile: Profile,
        invitation: InvitationId,
        secret: &InvitationSecret,
    ) -> SignedOrgEntry {
        let enrolment = self.enrolment(someone, name, profile);
        let proof = secret.prove(invitation, &enrolment.certificate);
        let body = OrgBody::AccountEnrolled { enrolment, invitation, proof, relation: Relation::ByLink };
        self.draft("alice", body)
    }

    pub async fn invite(&mut self, by: &str, name: &str) -> (InvitationId, InvitationSecret) {
        let invitation = InvitationId::make(&mut self.rng);
        let answer = self.try_invite(by, invitation, &email(name)).await;
        assert_eq!(answer.outcome().1, "ok");
        (invitation, InvitationSecret::make(&mut self.rng))
    }

    pub async fn try_invite(&mut self, by: &str, invitation: InvitationId, email: &str) -> Answer {
        let expires_at = self.now() + 7 * DAY;
        let request = InvitationRequest { invitation, email: email.to_owned(), expires_at, mail: true };
        self.post_as(by, routes::INVITATIONS, &request).await
    }

    pub async fn accept(
        &mut self,
        invitation: InvitationId,
        secret: &InvitationSecret,
        someone: &Someone,
        name: &str,
    ) -> Answer {
        let (state, start) = RegistrationState::start(&someone.password, &mut self.rng).unwrap();
        let request = InvitationStartRequest { request: B64::from(start.as_bytes()) };
        let answer = self.post(&routes::invitation_start(invitation), &request).await;
        if answer.status != 200 {
            return answer;
        }
        let record = self.registered(state, &answer);
        let certificate = self.certificate(someone, name);
        let proof = beffroi_seal::cbor::encode(&secret.prove(invitation, &certificate)).unwrap();
        let request = InvitationAcceptRequest {
            account: someone.account,
            certificate: B64::from(certificate.encoded()),
            proof: B64::from(proof),
            record,
            blob: B64::from(b"a newcomer's sealed blob".as_slice()),
        };
        self.post(&routes::invitation_accept(invitation), &request).await
    }

    pub async fn sign_in(&mut self, name: &'static str) -> LoginFinished {
        let (device, key, password) = {
            let someone = &self.people[name];
            (someone.device, someone.device_keys.signing.verifying_key(), someone.password.clone())
        };
        let answer = self.try_sign_in(&email(name), &password, device, key).await;
        let finished: LoginFinished = answer.json();
        self.people.get_mut(name).unwrap().session = Some(finished.session);
        finished
    }

    /// Both steps of a login. An answer that the client itself refuses (wrong password) is sent back altered, as a guesser
    /// would.
    pub async fn try_sign_in(
        &mut self,
        email: &str,
        password: &str,
        device: DeviceId,
        device_key: beffroi_seal::VerifyingKey,
    ) -> Answer {
        let (state, start) = LoginState::start(password, &mut self.rng).unwrap();
        let request = LoginStartRequest { email: email.to_owned(), ke1: B64::from(start.as_bytes()) };
        let answer = self.post(routes::LOGIN_START, &request).await;
        if answer.status != 200 {
            return answer;
        }
        let started: LoginStarted = answer.json();
        let response = LoginResponse::from_bytes(started.ke2.as_slice()).unwrap();
        let ke3 = match state.finish(&self.login_slot(), &response, &mut self.rng) {
            Ok((finish, _, _)) => B64::from(finish.as_bytes()),
            Err(_) => {
                let mut guess = vec![0; LoginFinish::LENGTH_BYTES];
                guess[0] = 1;
                B64::from(guess)
            }
        };
        let request = LoginFinishRequest { login: started.login, ke3, device, device_key };
        self.post(routes::LOGIN_FINISH, &request).await
    }
}
