//! X1: sealed blobs flipped, exchanged, replayed.

use beffroi_adversary::PASSWORD;
use beffroi_adversary::{Device, Forge, Town, attack, flip, flip_in, ids, person, picture, refusal, reply};
use beffroi_client::transport::Method;
use beffroi_client::{Profile, Role};
use beffroi_ledger::Signed;
use beffroi_ledger::org::{OrgBody, OrgEntry};
use beffroi_ledger::workspace::{AccessEntry, Entry};
use beffroi_seal::unverified::Reason;
use beffroi_wire::login::AccountBlob;
use beffroi_wire::{B64, routes};

/// The next write of the account blob collides, and the server gives `blob` as the one written meanwhile.
fn give_blob(device: &Device, version: u64, blob: Vec<u8>) {
    device.liar.honest();
    device.liar.answer(Method::Put, routes::ACCOUNT_BLOB, |_| Some(refusal(409, "conflict")));
    device.liar.answer(Method::Get, routes::ACCOUNT_BLOB, move |_| {
        Some(reply(200, &AccountBlob { version, blob: B64::from(blob.as_slice()) }))
    });
}

#[tokio::test]
async fn account_blob_flipped() {
    let attack = attack("x01::account_blob_flipped");
    let (town, device, ines) = Town::with_administrator().await;
    ines.checkpoint().await.unwrap();
    let kept = town.server.store.blob(ines.account().into()).await.unwrap().unwrap();
    for place in (1..kept.bytes.len()).step_by(5) {
        give_blob(&device, kept.version, flip(&kept.bytes, place));
        attack.refuses(ines.checkpoint().await);
    }
    device.liar.honest();
    let (version, bytes) = (kept.version, kept.bytes.clone());
    device.liar.alter_json(routes::LOGIN_FINISH, move |body| {
        body["blob"] =
            serde_json::to_value(AccountBlob { version, blob: B64::from(flip(&bytes, 200).as_slice()) })
                .unwrap();
    });
    let email = person("Inès", "Karoui").email;
    attack.refuses(device.client.sign_in(&email, PASSWORD, "mairie").await);
    assert!(device.liar.lies() > 50);
    device.liar.honest();
    device.client.sign_in(&email, PASSWORD, "mairie").await.unwrap();
    ines.checkpoint().await.unwrap();
}

#[tokio::test]
async fn account_blob_of_another() {
    let attack = attack("x01::account_blob_of_another");
    let (town, device, ines) = Town::with_administrator().await;
    let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let hers = town.server.store.blob(clemence.account().into()).await.unwrap().unwrap();
    give_blob(&device, 1_000, hers.bytes.clone());
    attack.refuses(ines.checkpoint().await);
    // The same at sign-in, with the other account's name as well.
    device.liar.honest();
    let theirs = clemence.account();
    device.liar.alter_json(routes::LOGIN_FINISH, move |body| {
        body["account"] = theirs.to_string().into();
        let blob = AccountBlob { version: 1_000, blob: B64::from(hers.bytes.as_slice()) };
        body["blob"] = serde_json::to_value(blob).unwrap();
    });
    let email = person("Inès", "Karoui").email;
    attack.refuses(device.client.sign_in(&email, PASSWORD, "mairie").await);
    device.liar.honest();
    device.client.sign_in(&email, PASSWORD, "mairie").await.unwrap();
}

#[tokio::test]
async fn epoch_wrap_flipped() {
    let attack = attack("x01::epoch_wrap_flipped");
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    let truth = picture(&ines.workspace(room).await.unwrap());
    let forge = Forge::at(&town, room).await;
    let Entry::Access(AccessEntry::Created { opening, .. }) = &forge.accepted[0].commit().body().entries[0]
    else {
        panic!("a workspace begins with its creation")
    };
    let wrap = opening.wraps[0].sealed.as_bytes();
    for offset in (1..wrap.len()).step_by(53) {
        let again = town.device("ines");
        let mut commits = forge.commits.clone();
        commits[0] = flip_in(&commits[0], wrap, offset);
        again.liar.show_log(&routes::workspace_log(room), commits);
        let session = again.resume().await.unwrap();
        let view = session.workspace(room).await.unwrap();
        attack.alarms(&view);
        assert!(view.member_list.is_empty() && view.summary.name.is_empty(), "nothing is applied");
        again.liar.honest();
        assert_eq!(picture(&session.workspace(room).await.unwrap()), truth);
    }
    drop(device);
}

#[tokio::test]
async fn directory_wrap_flipped() {
    let attack = attack("x01::directory_wrap_flipped");
    let (town, _, ines) = Town::with_administrator().await;
    let (device, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let entries = town.org_entries().await;
    let place = entries.len() - 2;
    let entry = Signed::<OrgEntry>::decode(&entries[place]).unwrap();
    let OrgBody::AccountEnrolled { enrolment, .. } = &entry.peek(Reason::Display).body().body else {
        panic!("she was enrolled, then her device came")
    };
    let wrap = enrolment.directory_wrap.as_ref().unwrap().as_bytes();
    for offset in [1, 500, 1_121, wrap.len() - 1] {
        let again = town.device("clemence");
        let mut shown = entries.clone();
        shown[place] = flip_in(&shown[place], wrap, offset);
        again.liar.show_log(routes::ORG_LOG, shown);
        attack.refuses(again.resume().await);
        again.liar.honest();
        assert_eq!(ids(&again.resume().await.unwrap()).await.len(), 2);
    }
    drop((device, clemence));
}

#[tokio::test]
async fn content_entries_exchanged() {
    let attack = attack("x01::content_entries_exchanged");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    ines.create_folder(room, None, "Un").await.unwrap();
    ines.create_folder(room, None, "Deux").await.unwrap();
    let truth = picture(&ines.workspace(room).await.unwrap());
    let forge = Forge::at(&town, room).await;
    let sealed = |place: usize| match &forge.accepted[place].commit().body().entries[0] {
        Entry::Content(record) => record.as_bytes().to_vec(),
        Entry::Access(_) => panic!("a folder is content"),
    };
    let mut commits = forge.commits.clone();
    commits[1] = beffroi_adversary::replace(&commits[1], &sealed(1), &sealed(2));
    commits[2] = beffroi_adversary::replace(&commits[2], &sealed(2), &sealed(1));
    let again = town.device("ines");
    again.liar.show_log(&routes::workspace_log(room), commits);
    let session = again.resume().await.unwrap();
    let view = session.workspace(room).await.unwrap();
    attack.alarms(&view);
    assert!(view.folders.is_empty());
    again.liar.honest();
    assert_eq!(picture(&session.workspace(room).await.unwrap()), truth);
}

#[tokio::test]
async fn commit_replayed() {
    let attack = attack("x01::commit_replayed");
    let (town, _, ines) = Town::with_administrator().await;
    let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let room = town.room(&ines, "Conseil", &[(clemence.account(), Role::Member)]).await;
    ines.create_folder(room, None, "Un").await.unwrap();
    let truth = picture(&ines.workspace(room).await.unwrap());
    let forge = Forge::at(&town, room).await;
    let mut commits = forge.commits.clone();
    commits.push(commits[2].clone());
    let again = town.device("ines");
    again.liar.show_log(&routes::workspace_log(room), commits);
    let session = again.resume().await.unwrap();
    let view = session.workspace(room).await.unwrap();
    attack.alarms(&view);
    assert_eq!(view.folders.len(), 1, "once, not twice");
    again.liar.honest();
    assert_eq!(picture(&session.workspace(room).await.unwrap()), truth);
}

#[tokio::test]
async fn organisation_entry_replayed() {
    let attack = attack("x01::organisation_entry_replayed");
    let (town, _, ines) = Town::with_administrator().await;
    let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    ines.suspend_account(clemence.account()).await.unwrap();
    ines.resume_account(clemence.account()).await.unwrap();
    let entries = town.org_entries().await;
    let mut shown = entries.clone();
    shown.push(entries[entries.len() - 2].clone());
    let again = town.device("ines");
    again.liar.show_log(routes::ORG_LOG, shown);
    attack.refuses(again.resume().await);
    again.liar.honest();
    again.resume().await.unwrap();
}
