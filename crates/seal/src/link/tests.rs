//! Links with and without a password.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;
use crate::id::LinkId;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn link(byte: u8) -> LinkId {
    LinkId::from_bytes([byte; 16])
}

fn slot(byte: u8) -> Context {
    Context::new("link").object(link(byte))
}

/// The whole exchange, questions and answers passing through their sent form.
fn key(secret: &LinkSecret, server: &LinkServerKey, id: u8, password: &str, seed: u64) -> LinkKey {
    let (state, question) = PasswordState::start(password, &mut rng(seed)).unwrap();
    let question = crate::cbor::decode(&crate::cbor::encode(&question).unwrap()).unwrap();
    let answer = server.answer(link(id), &question).unwrap();
    let answer = crate::cbor::decode(&crate::cbor::encode(&answer).unwrap()).unwrap();
    secret.key_with_password(&state.finish(&answer).unwrap(), &slot(id))
}

#[test]
fn secret_password_server_and_link_all_make_the_key() {
    let rng = &mut rng(1);
    let (secret, server) = (LinkSecret::make(rng), LinkServerKey::make(rng));
    let right = key(&secret, &server, 1, "été 1789", 10).export_secret();
    assert_eq!(key(&secret, &server, 1, "e\u{301}te\u{301} 1789", 11).export_secret(), right);
    assert_ne!(key(&secret, &server, 1, "été 1790", 10).export_secret(), right);
    assert_ne!(key(&LinkSecret::make(rng), &server, 1, "été 1789", 10).export_secret(), right);
    assert_ne!(key(&secret, &LinkServerKey::make(rng), 1, "été 1789", 10).export_secret(), right);
    assert_ne!(key(&secret, &server, 2, "été 1789", 10).export_secret(), right);
    assert_ne!(secret.key(&slot(1)).export_secret(), right);
}

#[test]
fn the_server_sees_unrelated_questions_for_one_password() {
    let ask = |seed| PasswordState::start("mot de passe", &mut rng(seed)).unwrap().1;
    assert_ne!(ask(1), ask(2));
    assert_eq!(PasswordState::start("", &mut rng(1)).map(|_| ()).unwrap_err(), LinkPasswordError);
    let server = LinkServerKey::make(&mut rng(1));
    let not_a_point = crate::cbor::encode(&serde_bytes::Bytes::new(&[1; 33])).unwrap();
    let question: PasswordQuestion = crate::cbor::decode(&not_a_point).unwrap();
    assert_eq!(server.answer(link(1), &question).map(|_| ()).unwrap_err(), LinkPasswordError);
}

#[test]
fn a_link_opens_with_its_fragment_only() {
    let rng = &mut rng(2);
    let secret = LinkSecret::make(rng);
    let key = secret.key(&slot(1));
    let sealed = key.record_key().seal(&slot(1), b"facture.pdf", rng);
    let visitor = LinkSecret::parse(&secret.expose()).unwrap().key(&slot(1));
    assert_eq!(visitor.record_key().open(&slot(1), &sealed).unwrap().expose(), b"facture.pdf");
    assert!(visitor.record_key().open(&slot(2), &sealed).is_err());
    assert!(secret.key(&slot(2)).record_key().open(&slot(1), &sealed).is_err());
    assert_eq!(visitor.opening_key().sealing_key(), key.opening_key().sealing_key());
    assert_eq!(visitor.signing_key().verifying_key(), key.signing_key().verifying_key());
    assert_ne!(secret.access_token(&slot(1)).as_bytes(), key.export_secret().as_ref());
    assert_eq!(format!("{secret:?} {key:?}"), "LinkSecret(..) LinkKey(..)");
}
