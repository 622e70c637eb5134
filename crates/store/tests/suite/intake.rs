//! Public reports.

use beffroi_store::Scope;
use beffroi_store::intake::{DepositRecord, Deposited, ItemKind, Letter, NewDeposit};
use beffroi_store::object::{Completion, NewPart, PutPart};

use crate::bed::{Bed, hash, id};
use crate::logs::workspace;
use crate::objects::{attachment, part, put};
use crate::people::set_up;

async fn begin(bed: &Bed, byte: u8) -> DepositRecord {
    let new = NewDeposit {
        deposit: id(byte),
        workspace: id(50),
        token_hash: hash(byte),
        created_at: 100,
        expires_at: 200,
    };
    let permit = bed.permit(Scope::Deposit(new.deposit)).await;
    bed.store.begin_deposit(permit, &new).await.unwrap();
    bed.store.deposit(id(byte)).await.unwrap().unwrap()
}

fn letter(locator: u8, attachments: Vec<beffroi_store::intake::Attachment>) -> Letter {
    Letter {
        locator: id(locator),
        reporter_key: vec![locator],
        sealed: vec![7, 7],
        attachments,
        received_at: 150,
    }
}

async fn complete(bed: &Bed, deposit: &DepositRecord, letter: &Letter) -> Deposited {
    let permit = bed.permit(Scope::Deposit(deposit.deposit)).await;
    bed.store.complete_deposit(permit, deposit, letter).await.unwrap()
}

async fn ready(bed: &Bed) {
    set_up(bed).await;
    workspace(bed, 50, 1).await;
}

fn deposited(deposit: u8, object: u8) -> NewPart {
    NewPart { deposit: Some(id(deposit)), ..part(object, 0, b"aaaa") }
}

pub async fn deposit_runs_its_course(bed: Bed) {
    ready(&bed).await;
    let deposit = begin(&bed, 30).await;
    assert_eq!(put(&bed, deposited(30, 60)).await, PutPart::Stored);
    assert_eq!(bed.store.deposit_bytes(id(30)).await.unwrap(), 4);
    let with = attachment(id(60), &[deposited(30, 60).digest], 4);
    let letter = letter(31, vec![with]);
    assert_eq!(complete(&bed, &deposit, &letter).await, Deposited::Done(1));
    assert_eq!(complete(&bed, &deposit, &letter).await, Deposited::Already);
    let deposit = bed.store.deposit_by_locator(id(31)).await.unwrap().unwrap();
    assert_eq!((deposit.deposit, deposit.completed_at), (id(30), Some(150)));
    let permit = bed.permit(Scope::Thread(id(30))).await;
    assert_eq!(bed.store.add_item(permit, &deposit, ItemKind::Reply, b"answer", 160).await.unwrap(), 2);
    let items = bed.store.intake_items(id(50), None, 10).await.unwrap();
    assert_eq!(items.iter().map(|item| item.kind).collect::<Vec<_>>(), [ItemKind::Report, ItemKind::Reply]);
    assert_eq!(bed.store.intake_items(id(50), Some(1), 10).await.unwrap()[0].sealed, b"answer");
    assert_eq!(bed.store.thread_items(id(30), Some(0)).await.unwrap().len(), 2);
    let attachments = bed.store.attachments(id(30)).await.unwrap();
    assert_eq!((attachments.len(), attachments[0].object, attachments[0].size), (1, id(60), 4));
    assert_eq!(bed.store.workspaces_of(id(1)).await.unwrap()[0].deposits, 2);
}

pub async fn deposit_is_all_or_nothing(bed: Bed) {
    ready(&bed).await;
    let (one, other) = (begin(&bed, 30).await, begin(&bed, 32).await);
    let missing = letter(31, vec![attachment(id(60), &[hash(1)], 4)]);
    let refused = complete(&bed, &one, &missing).await;
    assert_eq!(refused, Deposited::Attachment(id(60), Completion::Absent));
    assert_eq!(bed.store.deposit(id(30)).await.unwrap().unwrap().completed_at, None);
    assert!(bed.store.intake_items(id(50), None, 10).await.unwrap().is_empty());
    assert_eq!(complete(&bed, &one, &letter(31, vec![])).await, Deposited::Done(1));
    assert_eq!(complete(&bed, &other, &letter(31, vec![])).await, Deposited::LocatorTaken);
}

pub async fn attachments_belong_to_their_deposit(bed: Bed) {
    ready(&bed).await;
    let (one, _other) = (begin(&bed, 30).await, begin(&bed, 32).await);
    put(&bed, deposited(32, 60)).await;
    let stolen = letter(31, vec![attachment(id(60), &[deposited(32, 60).digest], 4)]);
    let refused = complete(&bed, &one, &stolen).await;
    assert_eq!(refused, Deposited::Attachment(id(60), Completion::Absent));
}
