//! Set-up, accounts, sessions, invitations, mail.

use beffroi_store::Scope;
use beffroi_store::account::{BlobWrite, NewAccount, NewPassword};
use beffroi_store::invitation::{Invite, NewInvitation};
use beffroi_store::org::{EntryRecord, OrgEffect};
use beffroi_store::outbox::NewMail;
use beffroi_store::session::SessionRecord;
use beffroi_store::setup::Genesis;

use crate::bed::{Bed, hash, id};

pub fn account(byte: u8) -> NewAccount {
    NewAccount {
        account: id(byte),
        email_index: hash(byte),
        email_sealed: vec![byte],
        login_record: vec![byte, 1],
        blob: vec![byte, 2],
        created_at: 10,
    }
}

pub fn entry(sequence: u64) -> EntryRecord {
    let byte = u8::try_from(sequence).unwrap();
    EntryRecord { sequence, hash: hash(byte), bytes: vec![byte; 3], received_at: 10 }
}

pub async fn set_up(bed: &Bed) {
    bed.store.keep_setup_token(hash(9), 0, 100).await.unwrap();
    let permit = bed.permit(Scope::Setup).await;
    let ended = bed.store.set_up(permit, hash(9), &entry(0), &account(1)).await.unwrap();
    assert_eq!(ended, Genesis::Done);
}

fn session(byte: u8, account: u8) -> SessionRecord {
    SessionRecord {
        session: id(byte),
        account: id(account),
        device: id(byte + 100),
        device_key: vec![byte],
        opened_at: i64::from(byte),
        seen_at: 0,
        expires_at: 1000,
        address: "2001:db8::1".to_owned(),
    }
}

async fn open(bed: &Bed, session: &SessionRecord) {
    let permit = bed.permit(Scope::Sessions(session.account)).await;
    bed.store.open_session(permit, session).await.unwrap();
}

pub async fn setup_token_serves_once(bed: Bed) {
    bed.store.keep_setup_token(hash(8), 0, 100).await.unwrap();
    bed.store.keep_setup_token(hash(9), 5, 105).await.unwrap();
    let replaced = bed.store.setup_token(hash(8)).await.unwrap().unwrap();
    assert_eq!(replaced.expires_at, 5, "a new link ends the one before");
    assert_eq!(bed.store.setup_token(hash(7)).await.unwrap(), None);
    let permit = bed.permit(Scope::Setup).await;
    assert_eq!(bed.store.set_up(permit, hash(9), &entry(0), &account(1)).await.unwrap(), Genesis::Done);
    assert_eq!(bed.store.setup_token(hash(9)).await.unwrap().unwrap().used_at, Some(10));
    assert_eq!(bed.store.org_head().await.unwrap().unwrap().sequence, 0);
    assert_eq!(bed.store.login_record(hash(1)).await.unwrap().unwrap().account, id(1));
}

pub async fn setup_refuses_a_second_organisation(bed: Bed) {
    set_up(&bed).await;
    bed.store.keep_setup_token(hash(7), 0, 100).await.unwrap();
    let permit = bed.permit(Scope::Setup).await;
    let ended = bed.store.set_up(permit, hash(7), &entry(0), &account(2)).await.unwrap();
    assert_eq!(ended, Genesis::Conflict);
    assert_eq!(bed.store.setup_token(hash(7)).await.unwrap().unwrap().used_at, None, "all or nothing");
    assert!(bed.store.login_record(hash(2)).await.unwrap().is_none());
}

pub async fn blob_is_compared_and_swapped(bed: Bed) {
    set_up(&bed).await;
    let put = async |version, bytes: &[u8]| {
        let permit = bed.permit(Scope::Account(id(1))).await;
        bed.store.put_blob(permit, id(1), version, bytes, None).await.unwrap()
    };
    assert_eq!(put(1, b"two").await, BlobWrite::Done(2));
    assert_eq!(put(1, b"stale").await, BlobWrite::Conflict(2));
    let stored = bed.store.blob(id(1)).await.unwrap().unwrap();
    assert_eq!((stored.version, stored.bytes.as_slice()), (2, b"two".as_slice()));
    let permit = bed.permit(Scope::Account(id(5))).await;
    assert_eq!(bed.store.put_blob(permit, id(5), 1, b"x", None).await.unwrap(), BlobWrite::Absent);
}

pub async fn password_change_ends_other_sessions(bed: Bed) {
    set_up(&bed).await;
    open(&bed, &session(1, 1)).await;
    open(&bed, &session(2, 1)).await;
    let permit = bed.permit(Scope::Account(id(1))).await;
    let password = NewPassword { login_record: b"new", keep: id(2) };
    let ended = bed.store.put_blob(permit, id(1), 1, b"blob", Some(password)).await.unwrap();
    assert_eq!(ended, BlobWrite::Done(2));
    assert_eq!(bed.store.login_record(hash(1)).await.unwrap().unwrap().login_record, b"new");
    assert!(bed.store.session(id(1)).await.unwrap().is_none());
    assert!(bed.store.session(id(2)).await.unwrap().is_some());
}

pub async fn login_attempt_serves_once(bed: Bed) {
    bed.store.keep_login(id(1), hash(4), b"state", 50).await.unwrap();
    bed.store.keep_login(id(2), hash(4), b"late", 50).await.unwrap();
    let taken = bed.store.take_login(id(1), 49).await.unwrap();
    assert_eq!(taken, Some((hash(4), b"state".to_vec())));
    assert_eq!(bed.store.take_login(id(1), 49).await.unwrap(), None);
    assert_eq!(bed.store.take_login(id(2), 50).await.unwrap(), None, "expired");
}

pub async fn sessions_are_listed_and_closed(bed: Bed) {
    set_up(&bed).await;
    for byte in 1..4 {
        open(&bed, &session(byte, 1)).await;
    }
    open(&bed, &session(9, 2)).await;
    bed.store.touch_session(id(2), 60).await.unwrap();
    bed.store.touch_session(id(2), 30).await.unwrap();
    let listed = bed.store.sessions_of(id(1), 500).await.unwrap();
    assert_eq!(listed.iter().map(|session| session.session).collect::<Vec<_>>(), [id(3), id(2), id(1)]);
    assert_eq!(listed[1].seen_at, 60, "never back in time");
    assert!(bed.store.sessions_of(id(1), 1000).await.unwrap().is_empty(), "expired");
    let close = async |account, session| {
        let permit = bed.permit(Scope::Sessions(account)).await;
        bed.store.close_session(permit, account, session).await.unwrap()
    };
    assert!(!close(id(1), id(9)).await, "someone else's");
    assert!(close(id(1), id(3)).await);
    assert!(!close(id(1), id(3)).await);
}

fn invitation(byte: u8, address: u8) -> NewInvitation {
    NewInvitation {
        invitation: id(byte),
        inviter: id(1),
        email_index: hash(address),
        email_sealed: vec![address],
        created_at: i64::from(byte),
        expires_at: 100,
    }
}

fn mail() -> NewMail {
    NewMail {
        mail: id(70),
        kind: "invitation",
        recipient_sealed: vec![1],
        content_sealed: vec![2],
        digest: hash(3),
        created_at: 5,
    }
}

async fn invite(bed: &Bed, new: &NewInvitation) -> Invite {
    let permit = bed.permit(Scope::Invitation(new.invitation)).await;
    bed.store.invite(permit, new, Some(&mail())).await.unwrap()
}

async fn accept(bed: &Bed, invitation: u8, account: &NewAccount) -> Invite {
    let permit = bed.permit(Scope::Invitation(id(invitation))).await;
    bed.store.accept_invitation(permit, id(invitation), account, b"certificate", b"proof").await.unwrap()
}

pub async fn invitation_runs_its_course(bed: Bed) {
    set_up(&bed).await;
    assert_eq!(invite(&bed, &invitation(20, 5)).await, Invite::Done);
    assert_eq!(accept(&bed, 20, &account(5)).await, Invite::Done);
    assert_eq!(accept(&bed, 20, &account(6)).await, Invite::Gone, "used");
    let pending = bed.store.pending_invitations(1000).await.unwrap();
    assert_eq!(pending.len(), 1, "an accepted one waits beyond its link's term");
    assert_eq!(pending[0].certificate.as_deref(), Some(b"certificate".as_slice()));
    let permit = bed.permit(Scope::OrgAppend).await;
    let effect = OrgEffect::Enrolled { invitation: id(20) };
    bed.store.append_org(permit, &entry(1), effect).await.unwrap();
    assert!(bed.store.pending_invitations(1000).await.unwrap().is_empty());
    let stored = bed.store.invitation(id(20)).await.unwrap().unwrap();
    assert_eq!((stored.enrolled_at, stored.certificate, stored.proof), (Some(10), None, None));
}

pub async fn invitation_refuses_a_taken_address(bed: Bed) {
    set_up(&bed).await;
    assert_eq!(invite(&bed, &invitation(20, 1)).await, Invite::EmailTaken);
    assert!(bed.store.take_due_mails(99, 200).await.unwrap().is_empty(), "no mail without an invitation");
    assert_eq!(invite(&bed, &invitation(21, 5)).await, Invite::Done);
    let permit = bed.permit(Scope::Invitation(id(22))).await;
    assert_eq!(bed.store.invite(permit, &invitation(22, 5), None).await.unwrap(), Invite::Done);
    assert_eq!(accept(&bed, 21, &account(5)).await, Invite::Done);
    let mut second = account(6);
    second.email_index = hash(5);
    assert_eq!(accept(&bed, 22, &second).await, Invite::EmailTaken);
    assert_eq!(bed.store.invitation(id(22)).await.unwrap().unwrap().accepted_at, None, "all or nothing");
}

pub async fn revoked_invitation_leaves_nothing(bed: Bed) {
    set_up(&bed).await;
    assert_eq!(invite(&bed, &invitation(20, 5)).await, Invite::Done);
    assert_eq!(accept(&bed, 20, &account(5)).await, Invite::Done);
    let revoke = async || {
        let permit = bed.permit(Scope::Invitation(id(20))).await;
        bed.store.revoke_invitation(permit, id(20)).await.unwrap()
    };
    assert_eq!(revoke().await, Invite::Done);
    assert_eq!(revoke().await, Invite::Gone);
    assert!(bed.store.login_record(hash(5)).await.unwrap().is_none());
}

pub async fn mail_is_taken_by_one_sender(bed: Bed) {
    set_up(&bed).await;
    invite(&bed, &invitation(20, 5)).await;
    let (one, other) = tokio::join!(bed.store.take_due_mails(10, 60), bed.store.take_due_mails(10, 60));
    assert_eq!(one.unwrap().len() + other.unwrap().len(), 1);
    bed.store.mail_attempted(id(70), Err("smtp-unreachable")).await.unwrap();
    assert_eq!(bed.store.outbox_depth().await.unwrap(), (1, 1));
    let again = bed.store.take_due_mails(60, 120).await.unwrap();
    assert_eq!((again.len(), again[0].attempts), (1, 2));
    bed.store.mail_attempted(id(70), Ok(61)).await.unwrap();
    assert!(bed.store.take_due_mails(1000, 2000).await.unwrap().is_empty());
    assert_eq!(bed.store.outbox_depth().await.unwrap(), (0, 0));
}
