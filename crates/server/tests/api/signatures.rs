//! Signed requests: every part counts, each serves once, clocks may differ a little.

use beffroi_seal::id::{DeviceId, SessionId};
use beffroi_wire::request::{Parts, RequestSignature, Signer};
use beffroi_wire::{codes, routes};

use crate::support::{Answer, MINUTE, Town};

async fn with_header(town: &Town, header: &str) -> Answer {
    town.send("GET", routes::SESSIONS, &[("authorization", header.to_owned())], vec![]).await
}

#[tokio::test]
async fn a_request_serves_once() {
    let mut town = Town::new().await;
    let header = town.authorization("alice", "GET", routes::SESSIONS, b"");
    assert_eq!(with_header(&town, &header).await.status, 200);
    assert_eq!(with_header(&town, &header).await.outcome(), (401, codes::NONCE_REPLAYED.to_owned()));
    town.pass(4 * MINUTE);
    assert_eq!(with_header(&town, &header).await.outcome().1, codes::NONCE_REPLAYED);
    town.pass(2 * MINUTE);
    assert_eq!(with_header(&town, &header).await.outcome().1, codes::CLOCK_SKEW);
}

#[tokio::test]
async fn a_restart_forgets_no_request() {
    let mut town = Town::new().await;
    let header = town.authorization("alice", "GET", routes::SESSIONS, b"");
    assert_eq!(with_header(&town, &header).await.status, 200);
    town.pass(1000);
    town.restart().await;
    assert_eq!(with_header(&town, &header).await.outcome().1, codes::CLOCK_SKEW);
    assert_eq!(town.get_as("alice", routes::SESSIONS).await.status, 200, "the session itself goes on");
}

#[tokio::test]
async fn a_wrong_clock_is_told_the_time() {
    let mut town = Town::new().await;
    for skew in [-6 * MINUTE, 6 * MINUTE] {
        town.pass(skew);
        let header = town.authorization("alice", "GET", routes::SESSIONS, b"");
        town.pass(-skew);
        let refused = with_header(&town, &header).await;
        assert_eq!(refused.outcome(), (401, codes::CLOCK_SKEW.to_owned()));
        assert_eq!(refused.error().number("server_time"), Some(town.now()));
    }
    town.pass(10 * MINUTE);
    town.pass(-4 * MINUTE);
    let header = town.authorization("alice", "GET", routes::SESSIONS, b"");
    town.pass(4 * MINUTE);
    assert_eq!(with_header(&town, &header).await.status, 200, "a little late is fine");
}

#[tokio::test]
async fn nothing_can_be_changed() {
    let mut town = Town::new().await;
    let refused = |answer: Answer| assert_eq!(answer.outcome(), (401, codes::UNAUTHENTICATED.to_owned()));
    let sign = |town: &mut Town, method: &'static str, path: &'static str, body: &'static [u8]| {
        town.authorization("alice", method, path, body)
    };
    let header = sign(&mut town, "GET", routes::WORKSPACES, b"");
    refused(with_header(&town, &header).await);
    let header = sign(&mut town, "POST", routes::SESSIONS, b"");
    refused(with_header(&town, &header).await);
    let header = sign(&mut town, "GET", routes::SESSIONS, b"x");
    refused(with_header(&town, &header).await);
    let header = sign(&mut town, "GET", "/api/v1/org/log?from=0", b"");
    refused(town.send("GET", "/api/v1/org/log?from=1", &[("authorization", header)], vec![]).await);
    let header = sign(&mut town, "POST", routes::LOGOUT, b"");
    refused(town.send("POST", routes::LOGOUT, &[("authorization", header)], b"x".to_vec()).await);
    for header in ["", "Bearer x", "Beffroi v=1", "Beffroi v=2,session=x"] {
        refused(with_header(&town, header).await);
    }
    // Another key for the same session; another device for the same session; an invented session.
    let (session, device) = (town.people["alice"].session.unwrap(), town.people["alice"].device);
    let parts = Parts { method: "GET", target: routes::SESSIONS, body: b"" };
    let other = beffroi_seal::SigningKey::make(&mut town.rng);
    let forged = |key: &beffroi_seal::SigningKey, session, device| {
        RequestSignature::sign(key, Signer::Session { session, device }, &parts, town.now(), [3; 16])
            .to_string()
    };
    refused(with_header(&town, &forged(&other, session, device)).await);
    let own = &town.people["alice"].device_keys.signing;
    refused(with_header(&town, &forged(own, session, DeviceId::from_bytes([1; 16]))).await);
    let invented = with_header(&town, &forged(own, SessionId::from_bytes([1; 16]), device)).await;
    assert_eq!(invented.outcome().1, codes::SESSION_EXPIRED);
}

/// Set back by more than the server has run: its start lies ahead then, and must not be asked of anybody.
#[tokio::test]
async fn a_clock_set_back_locks_nobody_out() {
    let mut town = Town::new().await;
    let ahead = town.authorization("alice", "GET", routes::SESSIONS, b"");
    town.pass(-120 * MINUTE);
    assert_eq!(with_header(&town, &ahead).await.outcome().1, codes::CLOCK_SKEW, "told the time");
    let header = town.authorization("alice", "GET", routes::SESSIONS, b"");
    assert_eq!(with_header(&town, &header).await.status, 200);
    assert_eq!(with_header(&town, &header).await.outcome().1, codes::NONCE_REPLAYED);
    town.pass(120 * MINUTE);
    assert_eq!(with_header(&town, &ahead).await.status, 200, "never used: the time is right again");
    assert_eq!(with_header(&town, &header).await.outcome().1, codes::CLOCK_SKEW);
}
