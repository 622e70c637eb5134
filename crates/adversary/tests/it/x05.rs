//! X5: forms of another version, as if an older and weaker one could be asked for.

use beffroi_adversary::{PASSWORD, Town, attack, person, picture, replace};
use beffroi_wire::{B64, routes};

const VERSION_1: &[u8] = b"\x61v\x01";
const VERSION_0: &[u8] = b"\x61v\x00";

#[tokio::test]
async fn commit_of_another_version() {
    let attack = attack("x05::commit_of_another_version");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    ines.create_folder(room, None, "Un").await.unwrap();
    let truth = picture(&ines.workspace(room).await.unwrap());
    let mut commits = town.commits(room).await;
    commits[1] = replace(&commits[1], VERSION_1, VERSION_0);
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
async fn organisation_entry_of_another_version() {
    let attack = attack("x05::organisation_entry_of_another_version");
    let (town, _, ines) = Town::with_administrator().await;
    ines.create_workspace("Conseil", "").await.unwrap();
    let mut entries = town.org_entries().await;
    let last = entries.len() - 1;
    entries[last] = replace(&entries[last], VERSION_1, VERSION_0);
    let again = town.device("ines");
    again.liar.show_log(routes::ORG_LOG, entries);
    attack.refuses(again.resume().await);
    again.liar.honest();
    again.resume().await.unwrap();
}

#[tokio::test]
async fn account_blob_of_another_version() {
    let attack = attack("x05::account_blob_of_another_version");
    let (_town, device, _) = Town::with_administrator().await;
    device.liar.alter_json(routes::LOGIN_FINISH, |body| {
        let blob: B64 = body["blob"]["blob"].as_str().unwrap().parse().unwrap();
        let mut bytes = blob.0;
        bytes[0] = 0;
        body["blob"]["blob"] = B64::from(bytes).to_string().into();
    });
    let email = person("Inès", "Karoui").email;
    attack.refuses(device.client.sign_in(&email, PASSWORD, "mairie").await);
    device.liar.honest();
    device.client.sign_in(&email, PASSWORD, "mairie").await.unwrap();
}

#[tokio::test]
async fn login_message_of_another_version() {
    let attack = attack("x05::login_message_of_another_version");
    let (_town, device, _) = Town::with_administrator().await;
    device.liar.alter_json(routes::LOGIN_START, |body| {
        let ke2: B64 = body["ke2"].as_str().unwrap().parse().unwrap();
        let mut bytes = ke2.0;
        bytes[0] = 0;
        body["ke2"] = B64::from(bytes).to_string().into();
    });
    let email = person("Inès", "Karoui").email;
    attack.refuses(device.client.sign_in(&email, PASSWORD, "mairie").await);
    device.liar.honest();
    device.client.sign_in(&email, PASSWORD, "mairie").await.unwrap();
}
