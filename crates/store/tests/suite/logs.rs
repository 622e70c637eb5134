//! The organisation log, workspace logs, the audit log, permits.

use beffroi_store::org::{Append, EntryRecord, Head, OrgEffect};
use beffroi_store::workspace::CommitEffect;
use beffroi_store::{Scope, StoreError};

use crate::bed::{Bed, hash, id};
use crate::people::{entry, set_up};

pub async fn workspace(bed: &Bed, byte: u8, org_sequence: u64) {
    let permit = bed.permit(Scope::WorkspaceCreate(id(byte))).await;
    let members = vec![(id(1), "owner")];
    let commit = commit(0, 0);
    let ended =
        bed.store.create_workspace(permit, id(byte), &entry(org_sequence), &commit, &members).await.unwrap();
    assert_eq!(ended, Append::Done);
}

fn commit(sequence: u64, variant: u8) -> EntryRecord {
    let mut hash = hash(u8::try_from(sequence).unwrap());
    hash[0] = variant;
    EntryRecord { sequence, hash, bytes: vec![variant; 100], received_at: 20 }
}

async fn append(bed: &Bed, previous: &EntryRecord, next: &EntryRecord) -> Append {
    let permit = bed.permit(Scope::Commit(id(50))).await;
    let previous = Head { sequence: previous.sequence, hash: previous.hash };
    bed.store.append_commit(permit, id(50), previous, next, &CommitEffect::default()).await.unwrap()
}

pub async fn audit_entry_precedes_the_work(bed: Bed) {
    let act = bed.act("org-append").await;
    let opened = bed.store.audit(None, 10).await.unwrap();
    assert_eq!((opened[0].act.as_str(), opened[0].outcome.as_str()), ("org-append", "opened"));
    let permit = bed.issuer.permit(&act, Scope::OrgAppend);
    bed.store.append_org(permit, &entry(0), OrgEffect::None).await.unwrap();
    assert_eq!(bed.store.audit(None, 10).await.unwrap()[0].outcome, "done");
    let refused = bed.act("org-append").await;
    bed.store.refuse_act(&refused, "conflict").await.unwrap();
    let read = bed.act("object-read").await;
    bed.store.finish_act(&read).await.unwrap();
    bed.store.refuse_act(&read, "too-late").await.unwrap();
    let page = bed.store.audit(None, 2).await.unwrap();
    let outcomes: Vec<_> = page.iter().map(|item| (item.outcome.as_str(), item.detail.as_deref())).collect();
    assert_eq!(outcomes, [("done", None), ("refused", Some("conflict"))], "an outcome is written once");
    assert_eq!(bed.store.audit(Some(page[1].sequence), 10).await.unwrap().len(), 1);
}

pub async fn permit_covers_one_thing(bed: Bed) {
    set_up(&bed).await;
    workspace(&bed, 50, 1).await;
    let permit = bed.permit(Scope::Commit(id(51))).await;
    let previous = Head { sequence: 0, hash: commit(0, 0).hash };
    let refused =
        bed.store.append_commit(permit, id(50), previous, &commit(1, 0), &CommitEffect::default()).await;
    assert!(matches!(refused, Err(StoreError::NotPermitted { .. })));
    let permit = bed.permit(Scope::Commit(id(50))).await;
    let refused = bed.store.append_org(permit, &entry(2), OrgEffect::None).await;
    assert!(matches!(refused, Err(StoreError::NotPermitted { .. })));
    assert_eq!(bed.store.org_head().await.unwrap().unwrap().sequence, 1);
}

pub async fn org_log_takes_one_entry_a_place(bed: Bed) {
    set_up(&bed).await;
    let put = async |record: EntryRecord| {
        let permit = bed.permit(Scope::OrgAppend).await;
        bed.store.append_org(permit, &record, OrgEffect::None).await.unwrap()
    };
    assert_eq!(put(entry(1)).await, Append::Done);
    let rival = EntryRecord { hash: hash(99), ..entry(1) };
    assert_eq!(put(rival).await, Append::Conflict);
    let head = bed.store.org_head().await.unwrap().unwrap();
    assert_eq!((head.sequence, head.hash), (1, hash(1)));
    assert_eq!(bed.store.org_entries(1, 10).await.unwrap(), [entry(1).bytes]);
    assert_eq!(bed.store.org_entries(0, 1).await.unwrap(), [entry(0).bytes]);
}

pub async fn deleting_an_account_removes_its_login(bed: Bed) {
    set_up(&bed).await;
    let permit = bed.permit(Scope::OrgAppend).await;
    bed.store.append_org(permit, &entry(1), OrgEffect::Deleted(id(1))).await.unwrap();
    assert!(bed.store.login_record(hash(1)).await.unwrap().is_none());
    assert!(bed.store.blob(id(1)).await.unwrap().is_none());
}

pub async fn workspace_log_compares_and_swaps(bed: Bed) {
    set_up(&bed).await;
    workspace(&bed, 50, 1).await;
    assert_eq!(append(&bed, &commit(0, 0), &commit(1, 0)).await, Append::Done);
    assert_eq!(append(&bed, &commit(0, 0), &commit(1, 1)).await, Append::Conflict);
    assert_eq!(append(&bed, &commit(1, 1), &commit(2, 0)).await, Append::Conflict, "another head");
    let head = bed.store.workspace_head(id(50)).await.unwrap().unwrap();
    assert_eq!((head.sequence, head.hash), (1, commit(1, 0).hash));
    let stored = bed.store.commits(id(50), 0, 10, usize::MAX).await.unwrap();
    assert_eq!(stored, [commit(0, 0).bytes, commit(1, 0).bytes]);
    assert_eq!(bed.store.workspace_head(id(51)).await.unwrap(), None);
    let permit = bed.permit(Scope::WorkspaceCreate(id(50))).await;
    let again = bed.store.create_workspace(permit, id(50), &entry(2), &commit(0, 0), &vec![]).await;
    assert!(again.is_err());
    assert_eq!(bed.store.org_head().await.unwrap().unwrap().sequence, 1, "both or neither");
}

pub async fn concurrent_appends_have_one_winner(bed: Bed) {
    set_up(&bed).await;
    workspace(&bed, 50, 1).await;
    let mut last = commit(0, 0);
    for sequence in 1..10 {
        let rivals: Vec<_> = (0..8).map(|variant| commit(sequence, variant)).collect();
        let ended =
            futures_util::future::join_all(rivals.iter().map(|rival| append(&bed, &last, rival))).await;
        let won: Vec<usize> = (0..8).filter(|index| ended[*index] == Append::Done).collect();
        assert_eq!(won.len(), 1);
        last = rivals[won[0]].clone();
        let head = bed.store.workspace_head(id(50)).await.unwrap().unwrap();
        assert_eq!((head.sequence, head.hash), (last.sequence, last.hash));
    }
    assert_eq!(bed.store.commits(id(50), 0, 100, usize::MAX).await.unwrap().len(), 10);
}

pub async fn pages_are_bounded(bed: Bed) {
    set_up(&bed).await;
    workspace(&bed, 50, 1).await;
    for sequence in 0..5 {
        append(&bed, &commit(sequence, 0), &commit(sequence + 1, 0)).await;
    }
    assert_eq!(bed.store.commits(id(50), 1, 2, usize::MAX).await.unwrap().len(), 2);
    assert_eq!(bed.store.commits(id(50), 0, 10, 250).await.unwrap().len(), 2);
    assert_eq!(bed.store.commits(id(50), 0, 10, 1).await.unwrap().len(), 1, "at least one");
    assert!(bed.store.commits(id(50), 6, 10, 1).await.unwrap().is_empty());
}

pub async fn members_find_their_workspaces(bed: Bed) {
    set_up(&bed).await;
    workspace(&bed, 50, 1).await;
    workspace(&bed, 51, 2).await;
    let permit = bed.permit(Scope::Commit(id(50))).await;
    let previous = Head { sequence: 0, hash: commit(0, 0).hash };
    let members = Some(vec![(id(1), "owner"), (id(2), "reader")]);
    let effect = CommitEffect { members, snapshot: Some(b"fold".to_vec()), ..CommitEffect::default() };
    assert_eq!(bed.store.access_snapshot(id(50)).await.unwrap(), None);
    bed.store.append_commit(permit, id(50), previous, &commit(1, 0), &effect).await.unwrap();
    assert_eq!(bed.store.access_snapshot(id(50)).await.unwrap().as_deref(), Some(b"fold".as_slice()));
    let ids = async |account| -> Vec<_> {
        bed.store.workspaces_of(account).await.unwrap().iter().map(|found| found.workspace).collect()
    };
    assert_eq!(ids(id(1)).await, [id(50), id(51)]);
    assert_eq!(ids(id(2)).await, [id(50)]);
    assert!(ids(id(3)).await.is_empty());
}

pub async fn schema_is_listed(bed: Bed) {
    let columns = bed.store.columns().await.unwrap();
    let has = |table: &str, column: &str| columns.iter().any(|(t, c)| t == table && c == column);
    assert!(has("audit", "address") && has("sessions", "device_key") && has("outbox", "digest"));
}
