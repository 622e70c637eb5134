//! X2: another key than the person's, at the moment of sharing.

use beffroi_adversary::PASSWORD;
use beffroi_adversary::{Insider, Town, attack, ids, next_org_entry, person, picture, replace, rng};
use beffroi_client::{Profile, Role};
use beffroi_ledger::org::{AccountCertificate, InvitationSecret, OrgBody, OrgEntry, OrgLog, email_digest};
use beffroi_ledger::{Signed, V1};
use beffroi_seal::unverified::Reason;
use beffroi_seal::{SealedRecord, cbor};
use beffroi_wire::{B64, routes};
use serde::Serialize;

#[tokio::test]
async fn sealing_key_replaced() {
    let attack = attack("x02::sealing_key_replaced");
    let (town, _, ines) = Town::with_administrator().await;
    let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    let truth = picture(&ines.workspace(room).await.unwrap());
    let log = town.org_log().await;
    let hers = log.state().sealing_key(clemence.account()).unwrap().to_bytes();
    let mallory = Insider::stranger().keyset.opening.sealing_key().to_bytes();
    let entries = town.org_entries().await;
    let holds = |entry: &Vec<u8>| entry.windows(hers.len()).any(|window| window == hers);
    let place = entries.iter().position(holds).unwrap();
    let mut shown = entries.clone();
    shown[place] = replace(&entries[place], &hers, &mallory);

    let again = town.device("ines");
    again.liar.show_log(routes::ORG_LOG, shown);
    attack.refuses(again.resume().await);
    assert!(
        !again.liar.asked().iter().any(|line| line.starts_with("POST")),
        "nothing is sealed, nothing sent"
    );
    again.liar.honest();
    let session = again.resume().await.unwrap();
    assert_eq!(picture(&session.workspace(room).await.unwrap()), truth);
    session.add_member(room, clemence.account(), Role::Reader).await.unwrap();
    assert_eq!(clemence.workspace(room).await.unwrap().member_list.len(), 2);
}

/// The whole enrolment rewritten: a certificate that its own root signs, and the entry signed by the adversary.
#[tokio::test]
async fn enrolment_rewritten() {
    let attack = attack("x02::enrolment_rewritten");
    let (town, _, ines) = Town::with_administrator().await;
    let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let entries = town.org_entries().await;
    let place = entries.len() - 2;
    let entry = Signed::<OrgEntry>::decode(&entries[place]).unwrap();
    let entry = entry.peek(Reason::Display).body().clone();
    let OrgBody::AccountEnrolled { mut enrolment, invitation, proof, relation } = entry.body else {
        panic!("she was enrolled, then her device came")
    };
    let mallory = Insider::stranger();
    let certificate = AccountCertificate {
        root: mallory.keyset.signing.verifying_key(),
        sealing: mallory.keyset.opening.sealing_key().clone(),
        ..enrolment.certificate.body().clone()
    };
    enrolment.certificate = certificate.sign(&mallory.keyset.signing);
    let mut before = OrgLog::new(pin(&town).await);
    before.extend_encoded(&entries[..place]).unwrap();
    let author = Insider::stranger().posing_as(ines.account(), ines.device());
    let body = OrgBody::AccountEnrolled { enrolment, invitation, proof, relation };
    let mut shown = entries[..place].to_vec();
    shown.push(next_org_entry(&before, &author, &mallory.signing, body));
    let fresh = town.device("ines-ailleurs");
    fresh.liar.show_log(routes::ORG_LOG, shown);
    let email = person("Inès", "Karoui").email;
    attack.refuses(fresh.client.sign_in(&email, PASSWORD, "ailleurs").await);
    fresh.liar.honest();
    let session = fresh.client.sign_in(&email, PASSWORD, "ailleurs").await.unwrap();
    assert_eq!(ids(&session).await["Clémence"], clemence.account());
}

async fn pin(town: &Town) -> beffroi_seal::Digest {
    let log = town.org_log().await;
    beffroi_ledger::org::fingerprint_of(log.state().organisation_key().unwrap())
}

/// What a newcomer sends, as the client reads it.
#[derive(Serialize)]
struct Answer {
    v: V1,
    certificate: Signed<AccountCertificate>,
    person: SealedRecord,
}

/// The server answers the invitation itself, with keys of its own: it never saw the secret in the link's fragment.
#[tokio::test]
async fn invitation_answered_by_the_server() {
    let attack = attack("x02::invitation_answered_by_the_server");
    let (town, device, ines) = Town::with_administrator().await;
    let who = person("Clémence", "Dubreuil");
    let made = ines.invite(&who.email, Profile::User).await.unwrap();
    let newcomer = town.device("clemence");
    newcomer.client.accept_invitation(&made.link, &who, PASSWORD).await.unwrap();

    let (organisation, invitation) = (ines.organisation(), made.invitation);
    let mallory = Insider::stranger();
    let guessed = InvitationSecret::make(&mut rng());
    let certificate = AccountCertificate {
        v: V1,
        organisation,
        account: mallory.account,
        root: mallory.keyset.signing.verifying_key(),
        sealing: mallory.keyset.opening.sealing_key().clone(),
        email_digest: email_digest(organisation, &who.email),
    };
    let certificate = certificate.sign(&mallory.keyset.signing);
    let proof = guessed.prove(invitation, &certificate);
    let sealed = beffroi_ledger::org::Person {
        v: V1,
        given_name: who.given_name.clone(),
        family_name: who.family_name.clone(),
        email: who.email.clone(),
        entity: who.entity.clone(),
    };
    let person = guessed.seal_person(organisation, invitation, mallory.account, &sealed, &mut rng());
    let answer = cbor::encode(&Answer { v: V1, certificate, person }).unwrap();
    let proof = cbor::encode(&proof).unwrap();
    device.liar.alter_json(routes::ENROLMENTS, move |body| {
        let accepted = &mut body["enrolments"][0]["accepted"];
        accepted["account"] = mallory.account.to_string().into();
        accepted["certificate"] = B64::from(answer.as_slice()).to_string().into();
        accepted["proof"] = B64::from(proof.as_slice()).to_string().into();
    });
    let shown = ines.enrolments().await.unwrap();
    assert!(
        !shown[0].proven && shown[0].person.given_name.is_empty(),
        "nothing is claimed of an unproven answer"
    );
    attack.refuses(ines.confirm_enrolment(invitation).await);
    assert_eq!(ids(&ines).await.len(), 1);
    device.liar.honest();
    ines.confirm_enrolment(invitation).await.unwrap();
    assert_eq!(ids(&ines).await.len(), 2);
}

#[tokio::test]
async fn another_organisation_key() {
    let attack = attack("x02::another_organisation_key");
    let (town, device, _) = Town::with_administrator().await;
    let key = Insider::stranger().signing.verifying_key();
    device.liar.alter_json(routes::ORGANISATION, move |body| {
        body["organisation"]["organisation_key"] = serde_json::to_value(key).unwrap();
    });
    let email = person("Inès", "Karoui").email;
    attack.refuses(device.client.sign_in(&email, PASSWORD, "mairie").await);
    assert!(!device.liar.asked().iter().any(|line| line.contains("/login/finish")) || device.liar.lies() > 0);
    device.liar.honest();
    device.client.sign_in(&email, PASSWORD, "mairie").await.unwrap();
    drop(town);
}

#[tokio::test]
async fn newcomer_sent_to_another_organisation() {
    let attack = attack("x02::newcomer_sent_to_another_organisation");
    let (town, _, ines) = Town::with_administrator().await;
    let who = person("Clémence", "Dubreuil");
    let made = ines.invite(&who.email, Profile::User).await.unwrap();
    let newcomer = town.device("clemence");
    let key = Insider::stranger().signing.verifying_key();
    newcomer.liar.alter_json("/invitations/", move |body| {
        body["organisation"]["organisation_key"] = serde_json::to_value(key).unwrap();
    });
    attack.refuses(newcomer.client.accept_invitation(&made.link, &who, PASSWORD).await);
    assert!(!newcomer.liar.asked().iter().any(|line| line.starts_with("POST")), "no key is made for it");
    newcomer.liar.honest();
    newcomer.client.accept_invitation(&made.link, &who, PASSWORD).await.unwrap();
}
