//! The one-time link.

use beffroi_wire::organisation::{OrganisationInfo, OrganisationStage};
use beffroi_wire::{codes, routes};

use crate::support::{HOUR, Town};

#[tokio::test]
async fn link_serves_once() {
    let mut town = Town::empty().await;
    let info: OrganisationInfo = town.get(routes::ORGANISATION).await.json();
    assert_eq!((info.state, info.organisation), (OrganisationStage::Empty, None));
    let token = town.setup_token();
    town.set_up().await;
    let info: OrganisationInfo = town.get(routes::ORGANISATION).await.json();
    let shown = info.organisation.unwrap();
    assert_eq!((shown.id, shown.name.as_str()), (town.organisation, "Ville de Sainte-Épreuve"));
    assert_eq!(town.try_set_up(&token).await.outcome(), (410, codes::SETUP_TOKEN_USED.to_owned()));
    assert_eq!(town.try_set_up("guessed").await.outcome(), (409, codes::SETUP_DONE.to_owned()));
    town.restart().await;
    assert!(town.server.as_ref().unwrap().setup_link.is_none(), "no link once set up");
}

#[tokio::test]
async fn link_expires_and_is_replaced() {
    let mut town = Town::empty().await;
    let old = town.setup_token();
    assert_eq!(town.try_set_up("guessed").await.outcome(), (403, codes::SETUP_TOKEN_UNKNOWN.to_owned()));
    town.pass(24 * HOUR);
    assert_eq!(town.try_set_up(&old).await.outcome(), (410, codes::SETUP_TOKEN_EXPIRED.to_owned()));
    town.restart().await;
    let fresh = town.setup_token();
    assert_ne!(fresh, old);
    town.restart().await;
    assert_eq!(town.try_set_up(&fresh).await.outcome(), (410, codes::SETUP_TOKEN_EXPIRED.to_owned()));
    town.set_up().await;
}

#[tokio::test]
async fn nothing_else_works_before() {
    let town = Town::empty().await;
    let body = serde_json::json!({ "email": "alice@ville.example", "ke1": "" });
    assert_eq!(town.post(routes::LOGIN_START, &body).await.outcome(), (409, codes::SETUP_NEEDED.to_owned()));
    assert_eq!(town.get(routes::INTAKE).await.outcome(), (404, codes::INTAKE_CLOSED.to_owned()));
    assert_eq!(town.get(routes::ORG_LOG).await.outcome(), (401, codes::UNAUTHENTICATED.to_owned()));
}

#[tokio::test]
async fn lost_key_file_stops_the_start() {
    let mut town = Town::new().await;
    town.server.take().unwrap().stop().await;
    std::fs::remove_file(&town.config.keys).unwrap();
    let refused = beffroi_server::start(town.config.clone(), beffroi_server::Clock::system()).await;
    assert_eq!(refused.err().unwrap().code(), "key-file-missing");
}
