//! Signing in, sessions, and what a stranger may learn (nothing).

use beffroi_ledger::org::{OrgBody, Profile};
use beffroi_seal::id::DeviceId;
use beffroi_wire::account::{BlobPutRequest, PasswordFinishRequest, PasswordStartRequest, SessionList};
use beffroi_wire::login::{AccountBlob, LoginFinishRequest, LoginFinished, LoginStartRequest, LoginStarted};
use beffroi_wire::{B64, LoginId, codes, routes};

use crate::support::{Answer, HOUR, MINUTE, Town, email, json};

#[tokio::test]
async fn unknown_address_and_wrong_password_are_one_answer() {
    let mut town = Town::new().await;
    let (device, key) =
        (town.people["alice"].device, town.people["alice"].device_keys.signing.verifying_key());
    let shape = |answer: &Answer| {
        let mut body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        for random in ["request", "login"] {
            body.as_object_mut().unwrap().remove(random);
        }
        body["ke2"] = body["ke2"].as_str().map(str::len).into();
        let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        names.sort();
        (answer.status, body, names)
    };
    let wrong = town.try_sign_in(&email("alice"), "une erreur de frappe", device, key).await;
    let unknown = town.try_sign_in("personne@ville.example", "une erreur de frappe", device, key).await;
    assert_eq!(wrong.outcome(), (401, codes::LOGIN_REFUSED.to_owned()));
    assert_eq!(shape(&wrong), shape(&unknown));

    let start = |email: &str, rng: &mut rand_chacha::ChaCha20Rng| {
        let (_, start) = beffroi_seal::login::LoginState::start("x", rng).unwrap();
        LoginStartRequest { email: email.to_owned(), ke1: B64::from(start.as_bytes()) }
    };
    let (known, absent) = (start(&email("alice"), &mut town.rng), start("personne@x.example", &mut town.rng));
    let known = town.post(routes::LOGIN_START, &known).await;
    let absent = town.post(routes::LOGIN_START, &absent).await;
    assert_eq!(shape(&known), shape(&absent));
}

/// The steps are the same: what is kept of the attempt, and what the audit log says of it, but for the account's id.
#[tokio::test]
async fn an_unknown_address_takes_the_same_steps() {
    let mut town = Town::new().await;
    let mut seen = Vec::new();
    for email in [email("alice"), "personne@ville.example".to_owned()] {
        let (_, start) = beffroi_seal::login::LoginState::start("x", &mut town.rng).unwrap();
        let request = LoginStartRequest { email, ke1: B64::from(start.as_bytes()) };
        let started: LoginStarted = town.post(routes::LOGIN_START, &request).await.json();
        let before = town.store().audit(None, 100).await.unwrap().len();
        let request = LoginFinishRequest {
            login: started.login,
            ke3: B64::from([&[1_u8][..], &[0; 64]].concat()),
            device: DeviceId::from_bytes([1; 16]),
            device_key: town.people["alice"].device_keys.signing.verifying_key(),
        };
        assert_eq!(town.post(routes::LOGIN_FINISH, &request).await.outcome().1, codes::LOGIN_REFUSED);
        let entries = town.store().audit(None, 100).await.unwrap();
        let told: Vec<_> = entries[..entries.len() - before]
            .iter()
            .map(|entry| {
                (entry.act.clone(), entry.outcome.clone(), entry.detail.clone(), entry.address.clone())
            })
            .collect();
        // The attempt is spent either way.
        assert_eq!(town.post(routes::LOGIN_FINISH, &request).await.outcome().1, codes::LOGIN_REFUSED);
        seen.push((started.ke2.as_slice().len(), told));
    }
    assert_eq!(seen[0].1.len(), 1, "one entry for an attempt: {seen:?}");
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn an_attempt_serves_once_and_expires() {
    let mut town = Town::new().await;
    let password = town.people["alice"].password.clone();
    let device = town.people["alice"].device;
    let device_key = town.people["alice"].device_keys.signing.verifying_key();
    for late in [false, true] {
        let (state, start) = beffroi_seal::login::LoginState::start(&password, &mut town.rng).unwrap();
        let request = LoginStartRequest { email: email("alice"), ke1: B64::from(start.as_bytes()) };
        let started: LoginStarted = town.post(routes::LOGIN_START, &request).await.json();
        let response = beffroi_seal::login::LoginResponse::from_bytes(started.ke2.as_slice()).unwrap();
        let (finish, _, _) = state.finish(&town.login_slot(), &response, &mut town.rng).unwrap();
        let ke3 = B64::from(finish.as_bytes());
        let request = LoginFinishRequest { login: started.login, ke3, device, device_key };
        if late {
            town.pass(3 * MINUTE);
        } else {
            assert_eq!(town.post(routes::LOGIN_FINISH, &request).await.status, 200);
        }
        assert_eq!(town.post(routes::LOGIN_FINISH, &request).await.outcome().1, codes::LOGIN_REFUSED);
    }
    let invented =
        LoginFinishRequest { login: LoginId::from_bytes([9; 16]), ke3: B64::default(), device, device_key };
    assert_eq!(town.post(routes::LOGIN_FINISH, &invented).await.outcome().1, codes::LOGIN_REFUSED);
}

#[tokio::test]
async fn a_known_device_must_show_its_own_key() {
    let mut town = Town::new().await;
    let (device, password) = (town.people["alice"].device, town.people["alice"].password.clone());
    let other = beffroi_seal::SigningKey::make(&mut town.rng).verifying_key();
    let answer = town.try_sign_in(&email("alice"), &password, device, other).await;
    assert_eq!(answer.outcome(), (422, codes::WRONG_SUBJECT.to_owned()));
}

#[tokio::test]
async fn a_provisional_session_may_only_join() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let mut bob = town.people.remove("bob").unwrap();
    bob.device = DeviceId::make(&mut town.rng);
    bob.device_keys = beffroi_seal::keys::DeviceKeyset::make(&mut town.rng);
    let certificate = town.device_certificate(&bob);
    town.people.insert("bob", bob);
    let finished: LoginFinished = town.sign_in("bob").await;
    assert!(finished.provisional);
    for allowed in [routes::ORG_LOG, routes::ACCOUNT_BLOB] {
        assert_eq!(town.get_as("bob", allowed).await.status, 200, "{allowed}");
    }
    for refused in [routes::WORKSPACES, routes::SESSIONS, routes::ENROLMENTS] {
        assert_eq!(town.get_as("bob", refused).await.outcome().1, codes::DEVICE_UNKNOWN, "{refused}");
    }
    let (alice, bob) = (town.people["alice"].account, town.people["bob"].account);
    let entry = town.draft("bob", OrgBody::AccountSuspended { account: alice });
    assert_eq!(town.append("bob", entry).await.outcome().1, "device-unknown");
    town.say("bob", OrgBody::DeviceAdded { certificate }).await;
    assert_eq!(town.get_as("bob", routes::WORKSPACES).await.status, 200);
    assert_eq!(finished.account, bob);
}

#[tokio::test]
async fn sessions_are_listed_closed_and_expire() {
    let mut town = Town::new().await;
    let first = town.people["alice"].session.unwrap();
    town.pass(MINUTE);
    town.sign_in("alice").await;
    let list: SessionList = town.get_as("alice", routes::SESSIONS).await.json();
    assert_eq!(list.sessions.len(), 2);
    assert!(list.sessions[0].current && !list.sessions[1].current);
    assert_eq!(list.sessions[0].address, "127.0.0.1");
    assert_eq!(town.as_("alice", "DELETE", &routes::session(first), vec![]).await.status, 204);
    assert_eq!(town.as_("alice", "DELETE", &routes::session(first), vec![]).await.status, 404);
    assert_eq!(town.as_("alice", "POST", routes::LOGOUT, vec![]).await.status, 204);
    assert_eq!(town.get_as("alice", routes::SESSIONS).await.outcome().1, codes::SESSION_EXPIRED);
    town.sign_in("alice").await;
    town.pass(12 * HOUR);
    assert_eq!(
        town.get_as("alice", routes::SESSIONS).await.outcome(),
        (401, codes::SESSION_EXPIRED.to_owned())
    );
}

#[tokio::test]
async fn nobody_closes_anothers_session() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let alices = town.people["alice"].session.unwrap();
    assert_eq!(town.as_("bob", "DELETE", &routes::session(alices), vec![]).await.status, 404);
    assert_eq!(town.get_as("alice", routes::SESSIONS).await.status, 200);
}

#[tokio::test]
async fn suspended_revoked_and_deleted_lose_their_sessions() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let (bob, device) = (town.people["bob"].account, town.people["bob"].device);
    let password = town.people["bob"].password.clone();
    let key = town.people["bob"].device_keys.signing.verifying_key();
    town.say("alice", OrgBody::AccountSuspended { account: bob }).await;
    assert_eq!(town.get_as("bob", routes::SESSIONS).await.outcome().1, codes::SESSION_EXPIRED);
    let refused = town.try_sign_in(&email("bob"), &password, device, key).await;
    assert_eq!(refused.outcome(), (403, codes::ACCOUNT_SUSPENDED.to_owned()));
    town.say("alice", OrgBody::AccountResumed { account: bob }).await;
    town.sign_in("bob").await;
    town.say("alice", OrgBody::DeviceRevoked { device }).await;
    assert_eq!(town.get_as("bob", routes::SESSIONS).await.outcome().1, codes::SESSION_EXPIRED);
    let refused = town.try_sign_in(&email("bob"), &password, device, key).await;
    assert_eq!(refused.outcome(), (403, codes::DEVICE_REVOKED.to_owned()));
    town.say("alice", OrgBody::AccountDeleted { account: bob }).await;
    let refused = town.try_sign_in(&email("bob"), &password, device, key).await;
    assert_eq!(refused.outcome(), (401, codes::LOGIN_REFUSED.to_owned()), "as if never there");
}

#[tokio::test]
async fn blob_and_password() {
    let mut town = Town::new().await;
    let blob: AccountBlob = town.get_as("alice", routes::ACCOUNT_BLOB).await.json();
    assert_eq!((blob.version, blob.blob.as_slice()), (1, b"the administrator's sealed blob".as_slice()));
    let put = BlobPutRequest { version: 1, blob: B64::from(b"second".as_slice()) };
    assert_eq!(town.as_("alice", "PUT", routes::ACCOUNT_BLOB, json(&put)).await.status, 200);
    let stale = town.as_("alice", "PUT", routes::ACCOUNT_BLOB, json(&put)).await;
    assert_eq!((stale.outcome().1.as_str(), stale.error().number("version")), (codes::CONFLICT, Some(2)));

    let password = "un tout nouveau mot de passe, long lui aussi";
    let (state, start) = beffroi_seal::login::RegistrationState::start(password, &mut town.rng).unwrap();
    let request = PasswordStartRequest { request: B64::from(start.as_bytes()) };
    town.pass(11 * MINUTE);
    let late = town.post_as("alice", routes::PASSWORD_START, &request).await;
    assert_eq!(late.outcome(), (403, codes::FORBIDDEN.to_owned()), "the login is not fresh");
    let other = town.people["alice"].session.unwrap();
    town.sign_in("alice").await;
    let answer = town.post_as("alice", routes::PASSWORD_START, &request).await;
    let record = town.registered(state, &answer);
    let request = PasswordFinishRequest { record, version: 2, blob: B64::from(b"third".as_slice()) };
    assert_eq!(town.post_as("alice", routes::PASSWORD_FINISH, &request).await.status, 200);
    let list: SessionList = town.get_as("alice", routes::SESSIONS).await.json();
    assert!(list.sessions.iter().all(|session| session.session != other), "other sessions end");
    let (device, key) =
        (town.people["alice"].device, town.people["alice"].device_keys.signing.verifying_key());
    let old = town.people["alice"].password.clone();
    assert_eq!(town.try_sign_in(&email("alice"), &old, device, key).await.status, 401);
    assert_eq!(town.try_sign_in(&email("alice"), password, device, key).await.status, 200);
}

#[tokio::test]
async fn guesses_are_limited() {
    let mut town = Town::with(|config| config.limits.logins_per_minute = 5).await;
    town.time.fetch_add(MINUTE, std::sync::atomic::Ordering::SeqCst);
    town.set_up().await;
    let mut last = None;
    for _ in 0..6 {
        let (_, start) = beffroi_seal::login::LoginState::start("x", &mut town.rng).unwrap();
        let request = LoginStartRequest { email: email("alice"), ke1: B64::from(start.as_bytes()) };
        last = Some(town.post(routes::LOGIN_START, &request).await);
    }
    let last = last.unwrap();
    assert_eq!(last.outcome(), (429, codes::RATE_LIMITED.to_owned()));
    assert!(last.error().number("retry_after_ms").unwrap() > 0);
    assert!(last.header("retry-after").parse::<u32>().unwrap() > 0);
}
