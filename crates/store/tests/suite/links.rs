//! Share links: papers kept with their commit, uses counted within their limits, permits, refusals, the sweep.

use beffroi_store::link::{LinkLimit, LinkPermit, LinkUseKind, NewLink, NewLinkUse};
use beffroi_store::org::{Append, EntryRecord, Head};
use beffroi_store::outbox::NewMail;
use beffroi_store::sweep::Terms;
use beffroi_store::workspace::CommitEffect;
use beffroi_store::{Scope, StoreError};

use crate::bed::{Bed, hash, id};
use crate::logs::workspace;
use crate::people::set_up;

/// A workspace with one link.
async fn linked(bed: &Bed) {
    set_up(bed).await;
    workspace(bed, 50, 1).await;
    let head = bed.store.workspace_head(id(50)).await.unwrap().unwrap();
    open(bed, head, 1, 70).await.unwrap();
}

async fn open(bed: &Bed, previous: Head, sequence: u64, link: u8) -> Result<Append, StoreError> {
    let permit = bed.permit(Scope::Commit(id(50))).await;
    let commit = EntryRecord { sequence, hash: hash(link), bytes: vec![link], received_at: 20 };
    let new = NewLink { link: id(link), cover: b"cover".to_vec(), sheet: b"sheet".to_vec() };
    let effect = CommitEffect { links: vec![new], ..CommitEffect::default() };
    bed.store.append_commit(permit, id(50), previous, &commit, &effect).await
}

fn used(kind: LinkUseKind, at: i64) -> NewLinkUse<'static> {
    NewLinkUse { link: id(70), at, kind, address: "192.0.2.1", object: None, statement: None }
}

async fn note(bed: &Bed, kind: LinkUseKind, limit: LinkLimit) -> bool {
    let permit = bed.permit(Scope::Link(id(70))).await;
    bed.store.use_link(permit, &used(kind, 30), limit, None).await.unwrap()
}

pub async fn link_comes_with_its_commit(bed: Bed) {
    linked(&bed).await;
    let row = bed.store.link(id(70)).await.unwrap().unwrap();
    assert_eq!(
        (row.workspace, row.cover.as_slice(), row.sheet.as_slice()),
        (id(50), &b"cover"[..], &b"sheet"[..])
    );
    assert_eq!((row.questions, row.opened, row.downloads, row.received, row.refused_at), (0, 0, 0, 0, None));
    assert_eq!(bed.store.link(id(71)).await.unwrap(), None);
    // A commit that conflicts opens nothing; a link that exists stops its commit.
    let stale = Head { sequence: 0, hash: hash(0) };
    assert_eq!(open(&bed, stale, 1, 71).await.unwrap(), Append::Conflict);
    assert_eq!(bed.store.link(id(71)).await.unwrap(), None);
    let head = bed.store.workspace_head(id(50)).await.unwrap().unwrap();
    open(&bed, head, 2, 70).await.unwrap_err();
    assert_eq!(bed.store.workspace_head(id(50)).await.unwrap().unwrap(), head, "both or neither");
    assert_eq!(bed.store.links_of(id(50)).await.unwrap().len(), 1);
    assert!(bed.store.links_of(id(51)).await.unwrap().is_empty());
}

pub async fn link_uses_are_counted_within_limits(bed: Bed) {
    linked(&bed).await;
    let kinds = [LinkUseKind::Shown, LinkUseKind::Opened, LinkUseKind::Received];
    for kind in kinds {
        assert!(note(&bed, kind, LinkLimit::None).await);
    }
    for expected in [true, true, false] {
        assert_eq!(note(&bed, LinkUseKind::PasswordAsked, LinkLimit::Questions(2)).await, expected);
    }
    // Many at once: exactly as many as are allowed.
    let downloads = (0..12).map(|_| note(&bed, LinkUseKind::Downloaded, LinkLimit::Downloads(5)));
    let ended = futures_util::future::join_all(downloads).await;
    assert_eq!(ended.iter().filter(|noted| **noted).count(), 5);
    let row = bed.store.link(id(70)).await.unwrap().unwrap();
    assert_eq!((row.questions, row.opened, row.downloads, row.received), (2, 1, 5, 1));
    let uses = bed.store.link_uses(id(70), 100).await.unwrap();
    assert_eq!(uses.len(), 3 + 2 + 5, "what was refused is not a use");
    assert_eq!(uses.last().unwrap().kind, LinkUseKind::Shown);
    assert_eq!(bed.store.link_uses(id(70), 3).await.unwrap().len(), 3);
    let permit = bed.permit(Scope::Link(id(71))).await;
    let refused = bed.store.use_link(permit, &used(LinkUseKind::Shown, 30), LinkLimit::None, None).await;
    assert!(matches!(refused, Err(StoreError::NotPermitted { .. })));
}

pub async fn link_refused_stops_with_its_mails(bed: Bed) {
    linked(&bed).await;
    let gives = LinkPermit { permit_hash: hash(5), object: id(9), expires_at: 100 };
    let permit = bed.permit(Scope::Link(id(70))).await;
    let begun = used(LinkUseKind::Downloaded, 30);
    assert!(bed.store.use_link(permit, &begun, LinkLimit::None, Some(&gives)).await.unwrap());
    let given = async |permit_hash, link, object, now| {
        bed.store.link_permit(permit_hash, link, object, now).await.unwrap()
    };
    assert!(given(hash(5), id(70), id(9), 99).await);
    assert!(!given(hash(5), id(70), id(9), 100).await, "its term");
    assert!(!given(hash(5), id(70), id(8), 99).await, "another object");
    assert!(!given(hash(5), id(71), id(9), 99).await, "another link");
    assert!(!given(hash(6), id(70), id(9), 99).await, "another permit");

    let mail = NewMail {
        mail: id(3),
        kind: "link-refused",
        recipient_sealed: b"r".to_vec(),
        content_sealed: b"c".to_vec(),
        digest: hash(3),
        created_at: 40,
    };
    let refusal = NewLinkUse { statement: Some(b"signed".to_vec()), ..used(LinkUseKind::Refused, 40) };
    let permit = bed.permit(Scope::Link(id(70))).await;
    assert!(bed.store.refuse_link(permit, &refusal, std::slice::from_ref(&mail)).await.unwrap());
    assert_eq!(bed.store.link(id(70)).await.unwrap().unwrap().refused_at, Some(40));
    assert!(!given(hash(5), id(70), id(9), 99).await, "running downloads stop");
    assert_eq!(bed.store.outbox_depth().await.unwrap().0, 1);
    assert_eq!(bed.store.link_uses(id(70), 1).await.unwrap()[0].statement.as_deref(), Some(&b"signed"[..]));
    // Once: the second time says nothing new, and mails nobody.
    let permit = bed.permit(Scope::Link(id(70))).await;
    assert!(!bed.store.refuse_link(permit, &refusal, &[NewMail { mail: id(4), ..mail }]).await.unwrap());
    assert_eq!(bed.store.outbox_depth().await.unwrap().0, 1);
    for kind in [LinkUseKind::Opened, LinkUseKind::Downloaded, LinkUseKind::Received] {
        assert!(!note(&bed, kind, LinkLimit::None).await, "{kind:?}");
    }
}

pub async fn link_traces_are_swept(bed: Bed) {
    linked(&bed).await;
    let gives = LinkPermit { permit_hash: hash(5), object: id(9), expires_at: 100 };
    let permit = bed.permit(Scope::Link(id(70))).await;
    let begun = used(LinkUseKind::Downloaded, 30);
    bed.store.use_link(permit, &begun, LinkLimit::None, Some(&gives)).await.unwrap();
    let terms = |now, journal_before| Terms {
        now,
        uploads_before: 0,
        invitations_before: 0,
        deleted_logs_before: 0,
        journal_before,
    };
    let swept = bed.store.sweep(terms(99, 29)).await.unwrap();
    assert_eq!((swept.link_permits, swept.link_uses), (0, 0), "still in their terms");
    let swept = bed.store.sweep(terms(100, 30)).await.unwrap();
    assert_eq!((swept.link_permits, swept.link_uses), (1, 1));
    assert_eq!(bed.store.link(id(70)).await.unwrap().unwrap().downloads, 1, "counts stay");
}
