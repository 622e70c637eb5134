//! The public desk through HTTP.

use beffroi_ledger::Signed;
use beffroi_ledger::intake;
use beffroi_ledger::org::Profile;
use beffroi_ledger::workspace::Role;
use beffroi_seal::id::ObjectId;
use beffroi_seal::receipt::{ReceiptKind, SignedReceipt};
use beffroi_seal::{Digest, SigningKey, cbor};
use beffroi_wire::intake::{
    DEPOSIT_TOKEN_HEADER, DepositList, DepositObject, DepositReceived, IntakeInfo, IntakeKind,
    MessageRequest, Thread,
};
use beffroi_wire::object::DIGEST_HEADER;
use beffroi_wire::organisation::OrganisationInfo;
use beffroi_wire::{B64, codes, routes};

use crate::support::{HOUR, Reporter, Room, Town, json};

async fn town_with_desk() -> (Town, Room) {
    let mut town = Town::new().await;
    town.join("bob", Profile::User).await;
    let desk = town.desk("bob").await;
    (town, desk)
}

#[tokio::test]
async fn the_desk_chains_to_the_fingerprint() {
    let (town, desk) = town_with_desk().await;
    let info: IntakeInfo = town.get(routes::INTAKE).await.json();
    let statement = Signed::decode(info.statement.as_slice()).unwrap();
    let deposit = Signed::decode(info.deposit.as_slice()).unwrap();
    let address = intake::verify(&town.fingerprint, statement, deposit).unwrap();
    assert_eq!(address.workspace, desk.workspace);
}

#[tokio::test]
async fn a_report_is_received_answered_and_followed() {
    let (mut town, desk) = town_with_desk().await;
    let reporter = town.reporter();
    let started = town.begin_deposit().await;
    let object = ObjectId::make(&mut town.rng);
    let bytes = b"a sealed attachment";
    assert_eq!(town.deposit_part(&started, &started.token, object, 0, bytes).await.status, 200);
    let objects = vec![DepositObject { object, parts: vec![Digest::of(bytes)], size: bytes.len() as u64 }];
    let answer = town.complete_deposit(started.deposit, &started.token, &reporter, objects.clone()).await;
    let received: DepositReceived = answer.json();
    let info: OrganisationInfo = town.get(routes::ORGANISATION).await.json();
    let receipt: SignedReceipt = cbor::decode(received.receipt.as_slice()).unwrap();
    receipt.verify_for(&info.platform_key, ReceiptKind::Report, &Digest::of(b"a sealed letter")).unwrap();
    let again = town.complete_deposit(started.deposit, &started.token, &reporter, objects.clone()).await;
    assert_eq!(again.json::<DepositReceived>().receipt, received.receipt, "a lost answer is given again");

    let list: DepositList =
        town.get_as("bob", &routes::workspace_deposits_after(desk.workspace, None)).await.json();
    assert_eq!(list.deposits.len(), 1);
    assert_eq!((list.deposits[0].kind, &list.deposits[0].objects), (IntakeKind::Report, &objects));
    assert_eq!(list.deposits[0].reporter_key, reporter.signing.verifying_key());
    let read = town.get_as("bob", &routes::object(desk.workspace, object)).await;
    assert_eq!(read.body, bytes);

    let reply = MessageRequest { sealed: B64::from(b"a sealed answer".as_slice()) };
    let path = routes::deposit_replies(desk.workspace, started.deposit);
    assert_eq!(town.post_as("bob", &path, &reply).await.status, 200);
    let path = routes::intake_thread(reporter.locator);
    let thread: Thread = town.as_reporter(&reporter, "GET", &path, vec![]).await.json();
    let kinds: Vec<_> = thread.items.iter().map(|item| (item.kind, item.sealed.is_some())).collect();
    assert_eq!(kinds, [(IntakeKind::Report, false), (IntakeKind::Reply, true)]);
    let message = MessageRequest { sealed: B64::from(b"a sealed message".as_slice()) };
    let path = routes::intake_messages(reporter.locator);
    assert_eq!(town.as_reporter(&reporter, "POST", &path, json(&message)).await.status, 200);
    let after = routes::workspace_deposits_after(desk.workspace, Some(2));
    let list: DepositList = town.get_as("bob", &after).await.json();
    assert_eq!(list.deposits[0].kind, IntakeKind::Message);
    assert_eq!(list.deposits[0].sealed.as_slice(), b"a sealed message");
}

#[tokio::test]
async fn threads_exist_for_their_reporter_only() {
    let (mut town, _desk) = town_with_desk().await;
    let (reporter, other) = (town.reporter(), town.reporter());
    let started = town.begin_deposit().await;
    town.complete_deposit(started.deposit, &started.token, &reporter, vec![]).await;
    let path = routes::intake_thread(reporter.locator);
    // The right locator with a wrong key, a locator that does not exist: one answer.
    let guess = Reporter { locator: reporter.locator, signing: SigningKey::make(&mut town.rng) };
    let wrong_key = town.as_reporter(&guess, "GET", &path, vec![]).await;
    let unknown = town.as_reporter(&other, "GET", &routes::intake_thread(other.locator), vec![]).await;
    assert_eq!(wrong_key.outcome(), (404, codes::NOT_FOUND.to_owned()));
    assert_eq!(wrong_key.outcome(), unknown.outcome());
    let elsewhere = town.as_reporter(&reporter, "GET", &routes::intake_thread(other.locator), vec![]).await;
    assert_eq!(elsewhere.outcome(), (401, codes::UNAUTHENTICATED.to_owned()));
    assert_eq!(town.get(&path).await.status, 401);
    assert_eq!(town.get_as("bob", &path).await.status, 401, "a member is no reporter");
}

#[tokio::test]
async fn deposits_need_their_token_and_end() {
    let (mut town, _desk) = town_with_desk().await;
    let started = town.begin_deposit().await;
    let object = ObjectId::make(&mut town.rng);
    let reporter = town.reporter();
    assert_eq!(town.deposit_part(&started, "guessed", object, 0, b"x").await.status, 404);
    assert_eq!(town.complete_deposit(started.deposit, "guessed", &reporter, vec![]).await.status, 404);
    let missing = vec![DepositObject { object, parts: vec![Digest::of(b"x")], size: 1 }];
    let refused = town.complete_deposit(started.deposit, &started.token, &reporter, missing).await;
    assert_eq!(refused.status, 404, "an attachment that was never sent");
    assert_eq!(town.complete_deposit(started.deposit, &started.token, &reporter, vec![]).await.status, 200);
    let late = town.deposit_part(&started, &started.token, object, 0, b"x").await;
    assert_eq!(late.outcome().1, codes::OBJECT_COMPLETE);
    let second = town.begin_deposit().await;
    let taken = town.complete_deposit(second.deposit, &second.token, &reporter, vec![]).await;
    assert_eq!(taken.outcome(), (409, codes::ALREADY_EXISTS.to_owned()));
    town.pass(7 * HOUR);
    let expired = town.complete_deposit(second.deposit, &second.token, &reporter, vec![]).await;
    assert_eq!(expired.outcome(), (410, codes::DEPOSIT_EXPIRED.to_owned()));
}

#[tokio::test]
async fn reporters_cannot_touch_the_desks_objects() {
    let (mut town, desk) = town_with_desk().await;
    let members = town.upload(&desk, "bob", &[b"a member's object"]).await;
    let started = town.begin_deposit().await;
    let refused = town.deposit_part(&started, &started.token, members, 0, b"x").await;
    assert_eq!(refused.status, 404);
    let staged = ObjectId::make(&mut town.rng);
    town.deposit_part(&started, &started.token, staged, 0, b"x").await;
    let refused = town.put_part(&desk, "bob", staged, 1, b"y").await;
    assert_eq!(refused.status, 404, "and the other way round");
}

#[tokio::test]
async fn the_desk_may_close_and_readers_may_not_answer() {
    let (mut town, mut desk) = town_with_desk().await;
    town.join("carol", Profile::User).await;
    let carol = town.people["carol"].account;
    town.act(&mut desk, "bob", |draft| draft.add_member(carol, Role::Reader)).await;
    let started = town.begin_deposit().await;
    let reporter = town.reporter();
    town.complete_deposit(started.deposit, &started.token, &reporter, vec![]).await;
    let reply = MessageRequest { sealed: B64::from(b"x".as_slice()) };
    let path = routes::deposit_replies(desk.workspace, started.deposit);
    assert_eq!(town.post_as("carol", &path, &reply).await.outcome().1, codes::FORBIDDEN);
    assert_eq!(town.post_as("alice", &path, &reply).await.outcome().1, codes::NOT_FOUND);
    town.act(&mut desk, "bob", |draft| draft.close()).await;
    assert_eq!(town.get(routes::INTAKE).await.outcome(), (404, codes::INTAKE_CLOSED.to_owned()));
    let begin = town.send("POST", routes::INTAKE_DEPOSITS, &[], vec![]).await;
    assert_eq!(begin.outcome().1, codes::INTAKE_CLOSED);
}

/// Strangers who send their parts very slowly keep nobody of the organisation from sending.
#[tokio::test]
async fn slow_strangers_do_not_keep_members_waiting() {
    let (mut town, desk) = town_with_desk().await;
    let started = town.begin_deposit().await;
    let address = town.server.as_ref().unwrap().address;
    let mut held = Vec::new();
    for number in 0..40 {
        let path = routes::intake_part(started.deposit, ObjectId::make(&mut town.rng), number);
        let (token, digest) = (&started.token, Digest::of(b"x"));
        let head = format!(
            "PUT {path} HTTP/1.1\r\nhost: {address}\r\ncontent-length: 1000\r\n\
             {DEPOSIT_TOKEN_HEADER}: {token}\r\n{DIGEST_HEADER}: {digest}\r\n\r\nx"
        );
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
        held.push(stream);
    }
    for _ in 0..5 {
        town.upload(&desk, "bob", &[b"a part of a member"]).await;
    }
    drop(held);
}
