//! From the link to the signature.

use beffroi_ledger::org::Profile;
use beffroi_seal::id::InvitationId;
use beffroi_wire::invitation::{EnrolmentList, InvitationCreated, InvitationInfo, InvitationStage};
use beffroi_wire::{codes, routes};

use crate::support::{DAY, Town, email};

#[tokio::test]
async fn a_newcomer_waits_for_the_signature() {
    let mut town = Town::new().await;
    let (invitation, secret) = town.invite("alice", "bob").await;
    let info: InvitationInfo = town.get(&routes::invitation(invitation)).await.json();
    assert_eq!(info.organisation.organisation_key, town.organisation_key.verifying_key());
    let bob = town.someone("bob");
    assert_eq!(town.accept(invitation, &secret, &bob, "bob").await.status, 200);
    let key = bob.device_keys.signing.verifying_key();
    let early = town.try_sign_in(&email("bob"), &bob.password, bob.device, key).await;
    assert_eq!(early.outcome(), (403, codes::ENROLMENT_PENDING.to_owned()));
    let list: EnrolmentList = town.get_as("alice", routes::ENROLMENTS).await.json();
    assert_eq!(list.enrolments.len(), 1);
    assert_eq!(
        (list.enrolments[0].state, list.enrolments[0].email.as_str()),
        (InvitationStage::Accepted, "bob@ville.example")
    );
    assert_eq!(list.enrolments[0].accepted.as_ref().unwrap().account, bob.account);
    let again = town.get(&routes::invitation(invitation)).await;
    assert_eq!(again.outcome(), (410, codes::INVITATION_USED.to_owned()));
    let second = town.someone("bob");
    assert_eq!(town.accept(invitation, &secret, &second, "bob").await.outcome().1, codes::INVITATION_USED);
    let entry = town.enrolled(&bob, "bob", Profile::User, invitation, &secret);
    assert_eq!(town.append("alice", entry).await.status, 200);
    assert!(town.get_as("alice", routes::ENROLMENTS).await.json::<EnrolmentList>().enrolments.is_empty());
    let now = town.try_sign_in(&email("bob"), &bob.password, bob.device, key).await;
    assert_eq!(now.status, 200);
}

#[tokio::test]
async fn only_who_accepted_is_enrolled() {
    let mut town = Town::new().await;
    let (invitation, secret) = town.invite("alice", "bob").await;
    let bob = town.someone("bob");
    let entry = town.enrolled(&bob, "bob", Profile::User, invitation, &secret);
    assert_eq!(town.append("alice", entry).await.outcome().1, codes::WRONG_SUBJECT, "nobody accepted");
    assert_eq!(town.accept(invitation, &secret, &bob, "bob").await.status, 200);
    let mallory = town.someone("mallory");
    let entry = town.enrolled(&mallory, "bob", Profile::User, invitation, &secret);
    assert_eq!(town.append("alice", entry).await.outcome().1, codes::WRONG_SUBJECT, "another account");
    let entry = town.enrolled(&bob, "mallory", Profile::User, invitation, &secret);
    assert_eq!(town.append("alice", entry).await.outcome().1, codes::WRONG_SUBJECT, "another address");
}

#[tokio::test]
async fn invitations_expire_are_revoked_and_do_not_exist() {
    let mut town = Town::new().await;
    let (late, _) = town.invite("alice", "bob").await;
    let (revoked, _) = town.invite("alice", "carol").await;
    assert_eq!(town.as_("alice", "DELETE", &routes::invitation(revoked), vec![]).await.status, 204);
    assert_eq!(town.get(&routes::invitation(revoked)).await.outcome().1, codes::NOT_FOUND);
    let invented = InvitationId::make(&mut town.rng);
    assert_eq!(town.get(&routes::invitation(invented)).await.outcome().1, codes::NOT_FOUND);
    assert_eq!(town.as_("alice", "DELETE", &routes::invitation(invented), vec![]).await.status, 404);
    town.pass(8 * DAY);
    assert_eq!(
        town.get(&routes::invitation(late)).await.outcome(),
        (410, codes::INVITATION_EXPIRED.to_owned())
    );
}

#[tokio::test]
async fn only_administrators_invite() {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let invitation = InvitationId::make(&mut town.rng);
    let refused = town.try_invite("bob", invitation, &email("carol")).await;
    assert_eq!(refused.outcome(), (403, codes::FORBIDDEN.to_owned()));
    assert_eq!(town.get_as("bob", routes::ENROLMENTS).await.status, 403);
    let taken = town.try_invite("alice", invitation, "  BOB@ville.example ").await;
    assert_eq!(taken.outcome(), (409, codes::EMAIL_TAKEN.to_owned()));
    for wrong in ["carol", "carol@ville.example\r\nBcc: x@y.example", ""] {
        assert_eq!(town.try_invite("alice", invitation, wrong).await.outcome().1, codes::MALFORMED);
    }
    let created: InvitationCreated = town.try_invite("alice", invitation, &email("carol")).await.json();
    assert!(!created.mailed, "no mail host is configured");
    let again = town.try_invite("alice", invitation, &email("dora")).await;
    assert_eq!(again.outcome(), (409, codes::ALREADY_EXISTS.to_owned()));
}
