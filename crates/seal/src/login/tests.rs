//! Logins that succeed, and all those that are refused alike.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;
use crate::id::OrganisationId;
use crate::{Context, ExportSecret, cbor};

const PASSWORD: &str = "girouette parfumée sur le clocher";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn slot() -> Context {
    Context::new("login").organisation(OrganisationId::from_bytes([1; 16]))
}

fn register(setup: &ServerSetup, identifier: &[u8], password: &str) -> (PasswordRecord, ExportKey) {
    let rng = &mut rng(10);
    let (state, request) = RegistrationState::start(password, rng).unwrap();
    let response = setup.register(identifier, &request).unwrap();
    let (upload, export_key) = state.finish(&slot(), &response, rng).unwrap();
    (upload.into(), export_key)
}

/// What a client obtains, and what the server concludes.
fn log_in(
    setup: &ServerSetup,
    identifier: &[u8],
    record: Option<&PasswordRecord>,
    password: &str,
) -> Result<ExportKey, LoginError> {
    let rng = &mut rng(20);
    let (state, request) = LoginState::start(password, rng).unwrap();
    let (response, pending) = setup.login_start(&slot(), identifier, record, &request, rng).unwrap();
    let (finish, export_key, client_key) = state.finish(&slot(), &response, rng)?;
    let pending = PendingLogin::import_secret(pending.export_secret().expose()).unwrap();
    let server_key = pending.finish(&slot(), &finish)?;
    let use_of_it = Context::new("session-token");
    assert_eq!(client_key.derive(&use_of_it), server_key.derive(&use_of_it));
    Ok(export_key)
}

fn kek(export_key: &ExportKey) -> [u8; 32] {
    *export_key.account_kek().export_secret()
}

#[test]
fn the_right_password_gives_the_same_export_key_each_time() {
    let setup = ServerSetup::make(&mut rng(1));
    let (record, export_key) = register(&setup, b"alice", PASSWORD);
    let again = ServerSetup::import_secret(setup.export_secret().expose()).unwrap();
    let stored: PasswordRecord = cbor::decode(&cbor::encode(&record).unwrap()).unwrap();
    let logged_in = log_in(&again, b"alice", Some(&stored), PASSWORD).unwrap();
    assert_eq!(kek(&logged_in), kek(&export_key));
    // The same password typed on a keyboard that composes accents otherwise.
    let decomposed = PASSWORD.replace('é', "e\u{301}");
    assert_eq!(kek(&log_in(&again, b"alice", Some(&stored), &decomposed).unwrap()), kek(&export_key));
}

#[test]
fn every_refusal_is_the_same_for_the_client() {
    let setup = ServerSetup::make(&mut rng(1));
    let (record, _) = register(&setup, b"alice", PASSWORD);
    let refused = |result: Result<ExportKey, LoginError>| result.map(|_| ()).unwrap_err();
    assert_eq!(refused(log_in(&setup, b"alice", Some(&record), "autre")), LoginError::Refused);
    assert_eq!(refused(log_in(&setup, b"nobody", None, PASSWORD)), LoginError::Refused);
    assert_eq!(refused(log_in(&setup, b"bob", Some(&record), PASSWORD)), LoginError::Refused);
    let other = ServerSetup::make(&mut rng(2));
    assert_eq!(refused(log_in(&other, b"alice", Some(&record), PASSWORD)), LoginError::Refused);
}

#[test]
fn an_unknown_account_answers_in_the_same_form_and_always_the_same() {
    let setup = ServerSetup::make(&mut rng(1));
    let (record, _) = register(&setup, b"alice", PASSWORD);
    let (_, request) = LoginState::start("whatever", &mut rng(5)).unwrap();
    let answer = |identifier: &[u8], record: Option<&PasswordRecord>, seed| {
        let (response, _) = setup.login_start(&slot(), identifier, record, &request, &mut rng(seed)).unwrap();
        response.as_bytes().to_vec()
    };
    let known = answer(b"alice", Some(&record), 1);
    let unknown = answer(b"nobody", None, 1);
    assert_eq!(known.len(), LoginResponse::LENGTH_BYTES);
    assert_eq!(unknown.len(), LoginResponse::LENGTH_BYTES);
    // The part that depends on the account's secret (the evaluated element) repeats for both, whoever asks twice;
    // all the rest is fresh for both.
    for (first, second) in
        [(&known, answer(b"alice", Some(&record), 2)), (&unknown, answer(b"nobody", None, 2))]
    {
        assert_eq!(first[1..33], second[1..33]);
        assert_ne!(first[33..65], second[33..65]);
        assert_ne!(first[65..193], second[65..193]);
    }
    assert_ne!(known[1..33], unknown[1..33]);
    // An account that comes to exist keeps its answer: no difference tells when it was created.
    assert_eq!(answer(b"alice", None, 3)[1..33], known[1..33]);
}

#[test]
fn a_record_verifies_nothing_without_the_seed() {
    // X19. The thief has every record and even the server's key pair, but not the OPRF seed: the right password
    // does not show itself as right.
    let setup = ServerSetup::make(&mut rng(1));
    let (record, _) = register(&setup, b"alice", PASSWORD);
    assert_eq!(record.as_bytes().len(), PasswordRecord::LENGTH_BYTES);
    let mut stolen = setup.export_secret().expose().to_vec();
    assert_eq!(stolen.len(), 1 + 64 + 32 + 32, "version, seed, private key, decoy key");
    stolen[1..65].fill(0x42);
    let without_seed = ServerSetup::import_secret(&stolen).unwrap();
    let right = log_in(&without_seed, b"alice", Some(&record), PASSWORD).unwrap_err();
    let wrong = log_in(&without_seed, b"alice", Some(&record), "autre").unwrap_err();
    assert_eq!((right, wrong), (LoginError::Refused, LoginError::Refused));
    // With the seed back, the same record serves: it was the seed that was missing.
    stolen[1..65].copy_from_slice(&setup.export_secret().expose()[1..65]);
    let with_seed = ServerSetup::import_secret(&stolen).unwrap();
    assert!(log_in(&with_seed, b"alice", Some(&record), PASSWORD).is_ok());
}

#[test]
fn another_slot_or_an_altered_message_is_refused() {
    let setup = ServerSetup::make(&mut rng(1));
    let (record, _) = register(&setup, b"alice", PASSWORD);
    let rng = &mut rng(3);
    let elsewhere = Context::new("login").organisation(OrganisationId::from_bytes([2; 16]));
    let (state, request) = LoginState::start(PASSWORD, rng).unwrap();
    let (response, _) = setup.login_start(&elsewhere, b"alice", Some(&record), &request, rng).unwrap();
    assert_eq!(state.finish(&slot(), &response, rng).map(|_| ()).unwrap_err(), LoginError::Refused);

    let (state, request) = LoginState::start(PASSWORD, rng).unwrap();
    let (response, pending) = setup.login_start(&slot(), b"alice", Some(&record), &request, rng).unwrap();
    let (finish, _, _) = state.finish(&slot(), &response, rng).unwrap();
    let mut altered = finish.as_bytes().to_vec();
    altered[40] ^= 1;
    let altered = LoginFinish::from_bytes(&altered).unwrap();
    assert_eq!(pending.finish(&slot(), &altered).map(|_| ()).unwrap_err(), LoginError::Refused);
}

#[test]
fn messages_have_one_length_and_one_version() {
    assert_eq!(LoginRequest::from_bytes(&[1; 96]), Err(LoginError::Malformed));
    let mut future = [0; 97];
    future[0] = 2;
    assert_eq!(LoginRequest::from_bytes(&future), Err(LoginError::Malformed));
    let setup = ServerSetup::make(&mut rng(1));
    let not_a_point = LoginRequest::wrap(&[0xff; 96]);
    assert!(setup.login_start(&slot(), b"x", None, &not_a_point, &mut rng(1)).is_err());
    // No message has a place for parameters: the cost is what this version says (X4).
    assert_eq!((ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_LANES), (65_536, 3, 1));
}

#[test]
fn debug_tells_nothing() {
    let setup = ServerSetup::make(&mut rng(1));
    let (state, request) = LoginState::start(PASSWORD, &mut rng(1)).unwrap();
    assert_eq!(format!("{setup:?} {state:?} {request:?}"), "ServerSetup(..) LoginState(..) LoginRequest(..)");
}
