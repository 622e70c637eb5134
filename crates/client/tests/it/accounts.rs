//! Set-up, signing in and out, invitations, devices; and servers that lie about them.

use beffroi_client::Profile;
use beffroi_client::account::{InvitationLink, SetUp};
use beffroi_client::view::{Status, Verification};

use crate::town::{PASSWORD, Town, accounts, person, refused};

#[tokio::test]
async fn an_organisation_is_set_up_once() {
    let town = Town::empty().await;
    let device = town.device("ines");
    assert_eq!(device.client.status_signed_out().await.unwrap(), Status::Empty);
    let weak = SetUp {
        token: "x".to_owned(),
        name: "Valmont".to_owned(),
        zone: "Europe/Paris".to_owned(),
        person: person("Inès", "Karoui"),
    };
    assert_eq!(refused(device.client.set_up(weak.clone(), "motdepasse", "d").await), "password-weak");
    assert_eq!(refused(device.client.set_up(weak, PASSWORD, "d").await), "setup-token-unknown");

    let session = town.set_up(&device).await;
    let Status::SignedIn(status) = session.status().unwrap() else { panic!("signed in") };
    assert_eq!(status.organisation.name, "Commune de Valmont-sur-Lys");
    assert_eq!(status.organisation.zone, "Europe/Paris");
    assert_eq!(status.me.person.person, person("Inès", "Karoui"));
    assert!(status.me.administrator);
    assert_eq!(status.organisation.fingerprint.words.len(), 6);
    let again = SetUp {
        token: "x".to_owned(),
        name: "Autre".to_owned(),
        zone: "Europe/Paris".to_owned(),
        person: person("Paul", "Vasseur"),
    };
    assert_eq!(refused(town.device("paul").client.set_up(again, PASSWORD, "d").await), "setup-done");
}

#[tokio::test]
async fn a_session_survives_the_program_and_ends_with_sign_out() {
    let (town, device, session) = Town::with_administrator().await;
    let account = session.account();
    drop(session);
    let reopened = town.device("ines");
    let resumed = reopened.client.resume().await.unwrap().expect("the session is kept");
    assert_eq!(resumed.account(), account);
    resumed.sign_out().await.unwrap();
    assert!(reopened.client.resume().await.unwrap().is_none());
    assert!(device.client.resume().await.unwrap().is_none());

    let email = person("Inès", "Karoui").email;
    assert_eq!(refused(device.client.sign_in(&email, "un autre mot de passe", "d").await), "login-refused");
    assert_eq!(
        refused(device.client.sign_in("personne@valmont.example", PASSWORD, "d").await),
        "login-refused"
    );
    let again = device.client.sign_in(&email, PASSWORD, "d").await.unwrap();
    let devices = again.accounts().await.unwrap().remove(0).devices;
    assert_eq!(devices.len(), 1, "the same device signs in again");
}

#[tokio::test]
async fn an_invitation_brings_somebody_in() {
    let (town, _, ines) = Town::with_administrator().await;
    let who = person("Clémence", "Dubreuil");
    let made = ines.invite(&who.email, Profile::User).await.unwrap();
    let device = town.device("clemence");
    let shown = device.client.invitation(&made.link).await.unwrap();
    assert_eq!(shown.email, who.email);
    assert_eq!(shown.organisation.name, "Commune de Valmont-sur-Lys");
    let other = person("Paul", "Vasseur");
    let wrong = device.client.accept_invitation(&made.link, &other, PASSWORD).await;
    assert_eq!(refused(wrong), "invitation-other-address");
    device.client.accept_invitation(&made.link, &who, PASSWORD).await.unwrap();
    let early = device.client.sign_in(&who.email, PASSWORD, "portable").await;
    assert_eq!(refused(early), "enrolment-pending");

    let waiting = ines.enrolments().await.unwrap();
    assert_eq!((waiting.len(), waiting[0].proven, &waiting[0].person), (1, true, &who));
    ines.confirm_enrolment(made.invitation).await.unwrap();
    assert!(ines.enrolments().await.unwrap().is_empty());
    let clemence = device.client.sign_in(&who.email, PASSWORD, "portable").await.unwrap();
    let seen = clemence.accounts().await.unwrap();
    let names: Vec<_> = seen.iter().map(|view| view.person.person.name()).collect();
    assert_eq!(names, ["Clémence Dubreuil", "Inès Karoui"]);
    assert_eq!(seen[0].verification, Verification::ByLink);
    assert_eq!(seen[0].devices[0].name, "portable");
    assert_eq!(refused(clemence.invite("x@valmont.example", Profile::User).await), "not-administrator");
    assert_eq!(refused(device.client.invitation(&made.link).await), "invitation-used");
}

#[tokio::test]
async fn an_invitation_survives_a_change_of_device() {
    let (town, _, ines) = Town::with_administrator().await;
    let who = person("Clémence", "Dubreuil");
    let made = ines.invite(&who.email, Profile::Administrator).await.unwrap();
    town.device("clemence").client.accept_invitation(&made.link, &who, PASSWORD).await.unwrap();
    let email = person("Inès", "Karoui").email;
    let elsewhere = town.device("maison").client.sign_in(&email, PASSWORD, "maison").await.unwrap();
    elsewhere.confirm_enrolment(made.invitation).await.unwrap();
    // Named administrator at enrolment: she can invite in turn.
    let clemence = town.device("clemence").client.sign_in(&who.email, PASSWORD, "d").await.unwrap();
    let next = clemence.invite(&person("Hugo", "Masson").email, Profile::User).await.unwrap();
    let hugo = town.device("hugo");
    hugo.client.accept_invitation(&next.link, &person("Hugo", "Masson"), PASSWORD).await.unwrap();
    ines.sync_organisation().await.unwrap();
    let seen = ines.enrolments().await.unwrap();
    assert!(!seen[0].proven, "another administrator made the link");
    assert_eq!(refused(ines.confirm_enrolment(next.invitation).await), "invitation-of-another");
    clemence.confirm_enrolment(next.invitation).await.unwrap();
    assert_eq!(accounts(&ines).await.len(), 3);
}

#[tokio::test]
async fn a_link_of_another_organisation_is_refused() {
    let (_, _, ines) = Town::with_administrator().await;
    let (elsewhere, _, _) = Town::with_administrator().await;
    let made = ines.invite("clemence@valmont.example", Profile::User).await.unwrap();
    let device = elsewhere.device("clemence");
    assert_eq!(refused(device.client.invitation(&made.link).await), "not-found");
    // The server answers for the invitation with another organisation's key.
    let link = InvitationLink::parse(&made.link).unwrap();
    let town_device = elsewhere.device("other");
    *town_device.wire.meddle.borrow_mut() = Some(Box::new(move |request, mut response| {
        if request.path.contains("/invitations/") {
            response.status = 200;
            let info = elsewhere_info();
            response.body = info.into_bytes();
        }
        response
    }));
    fn elsewhere_info() -> String {
        let key = format!("01{}", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        let id = "00".repeat(16);
        format!(
            r#"{{"organisation":{{"id":"{id}","name":"Valmont","zone":"Europe/Paris","organisation_key":"{key}"}},"expires_at":4000000000000}}"#
        )
    }
    let shown = town_device.client.invitation(&link.to_url("http://x")).await;
    assert_eq!(refused(shown), "invitation-other-organisation");
}

#[tokio::test]
async fn a_revoked_device_signs_nothing_and_the_person_comes_back_on_another() {
    let (town, _, ines) = Town::with_administrator().await;
    let (device, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    ines.revoke_device(clemence.device()).await.unwrap();
    let code = refused(clemence.create_workspace("Après", "").await);
    assert!(["device-revoked", "session-expired", "unauthenticated"].contains(&code.as_str()), "{code}");
    let email = person("Clémence", "Dubreuil").email;
    assert_eq!(refused(device.client.sign_in(&email, PASSWORD, "d").await), "device-revoked");
    let again = device.client.sign_in(&email, PASSWORD, "d").await.unwrap();
    assert_ne!(again.device(), clemence.device());
}

#[tokio::test]
async fn a_person_sees_their_devices_is_told_of_a_new_one_and_ends_it() {
    let (town, _, ines) = Town::with_administrator().await;
    let (first, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let email = person("Clémence", "Dubreuil").email;
    let told = |session: &beffroi_client::Session| {
        session.notices().into_iter().filter(|notice| notice.code == "device-new").collect::<Vec<_>>()
    };
    let before = clemence.own_devices().await.unwrap();
    assert_eq!(before.len(), 1);
    assert!(before[0].current && !before[0].recent && before[0].sessions.len() == 1, "{before:?}");
    assert!(before[0].sessions[0].current);

    // Somebody signs in elsewhere with her password.
    let second = town.device("telephone");
    let elsewhere = second.client.sign_in(&email, PASSWORD, "Téléphone").await.unwrap();
    let devices = clemence.own_devices().await.unwrap();
    let summary: Vec<_> =
        devices.iter().map(|one| (one.device.name.as_str(), one.current, one.recent)).collect();
    assert_eq!(summary[0], ("Téléphone", false, true));
    assert!(summary[1].1 && !summary[1].2, "{summary:?}");
    let notices = told(&clemence);
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].params["device"], "Téléphone".into());
    assert!(told(&elsewhere).is_empty(), "what was there before is no news to the device that came after");

    // The notice outlives the program, until she has looked.
    let resumed = first.client.resume().await.unwrap().unwrap();
    assert_eq!(told(&resumed), notices);
    resumed.acknowledge_devices().await.unwrap();
    assert!(told(&resumed).is_empty());
    let resumed = first.client.resume().await.unwrap().unwrap();
    assert!(told(&resumed).is_empty());
    assert!(resumed.own_devices().await.unwrap().iter().all(|one| !one.recent));

    // One session closed: its device may sign in again. The device revoked: it signs nothing any more.
    let open = devices[0].sessions[0].id;
    resumed.close_session(open).await.unwrap();
    assert!(refused(elsewhere.own_devices().await).starts_with("session-"));
    let elsewhere = second.client.sign_in(&email, PASSWORD, "Téléphone").await.unwrap();
    assert_eq!(elsewhere.device(), devices[0].device.id, "the device is the same");
    resumed.revoke_device(elsewhere.device()).await.unwrap();
    let code = refused(elsewhere.create_workspace("Après", "").await);
    assert!(["device-revoked", "session-expired", "unauthenticated"].contains(&code.as_str()), "{code}");
    let after = resumed.own_devices().await.unwrap();
    assert!(after[0].device.revoked && after[0].sessions.is_empty(), "{after:?}");
    // Nobody closes the session of somebody else.
    let hers = after[1].sessions[0].id;
    assert_eq!(refused(ines.close_session(hers).await), "not-found");
}

#[tokio::test]
async fn an_old_or_altered_account_blob_is_refused() {
    let (town, device, ines) = Town::with_administrator().await;
    let email = person("Inès", "Karoui").email;
    // The server remembers the first blob, and gives it again after it was replaced.
    ines.invite("a@valmont.example", Profile::User).await.unwrap();
    let alter = |change: fn(&mut serde_json::Value)| -> crate::town::Meddle {
        Box::new(move |request, mut response| {
            if request.path.ends_with("/login/finish") && response.status == 200 {
                let mut body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
                change(&mut body["blob"]);
                response.body = serde_json::to_vec(&body).unwrap();
            }
            response
        })
    };
    *device.wire.meddle.borrow_mut() = Some(alter(|blob| blob["version"] = 1.into()));
    assert_eq!(refused(device.client.sign_in(&email, PASSWORD, "d").await), "account-blob-rollback");
    *device.wire.meddle.borrow_mut() = Some(alter(|blob| {
        let text = blob["blob"].as_str().unwrap();
        let other = if &text[99..100] == "A" { 'Q' } else { 'A' };
        let altered = format!("{}{other}{}", &text[..99], &text[100..]);
        blob["blob"] = altered.into();
    }));
    assert_eq!(refused(device.client.sign_in(&email, PASSWORD, "d").await), "account-blob-refused");
    *device.wire.meddle.borrow_mut() = None;
    device.client.sign_in(&email, PASSWORD, "d").await.unwrap();
    drop(town);
}

#[tokio::test]
async fn the_organisation_log_can_neither_shrink_nor_change() {
    let (town, device, ines) = Town::with_administrator().await;
    town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    ines.sync_organisation().await.unwrap();
    // An old state, for the device that saw more…
    let short: fn() -> crate::town::Meddle = || {
        Box::new(|request, mut response| {
            if request.path.contains("/org/log?from=") && response.status == 200 {
                let mut body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
                let from: usize = request.path.split("from=").nth(1).unwrap().parse().unwrap();
                let entries = body["entries"].as_array_mut().unwrap();
                entries.truncate(1_usize.saturating_sub(from));
                let first = entries.first().map(|entry| entry.as_str().unwrap().to_owned());
                let hash = match first {
                    Some(first) => {
                        let bytes: beffroi_wire::B64 = first.parse().unwrap();
                        *FIRST.lock().unwrap() = beffroi_seal::Digest::of(bytes.as_slice()).to_string();
                        FIRST.lock().unwrap().clone()
                    }
                    None => FIRST.lock().unwrap().clone(),
                };
                body["head"] = serde_json::json!({ "sequence": 0, "hash": hash });
                response.body = serde_json::to_vec(&body).unwrap();
            }
            response
        })
    };
    static FIRST: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());
    let reopened = town.device("ines");
    *reopened.wire.meddle.borrow_mut() = Some(short());
    assert_eq!(refused(reopened.client.resume().await), "org-rollback");
    // …and for a fresh device, which starts from the account blob.
    ines.checkpoint().await.unwrap();
    let fresh = town.device("fresh");
    *fresh.wire.meddle.borrow_mut() = Some(short());
    let email = person("Inès", "Karoui").email;
    assert_eq!(refused(fresh.client.sign_in(&email, PASSWORD, "d").await), "org-rollback");
    drop(device);
}

#[tokio::test]
async fn a_changed_password_opens_the_same_account() {
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Commun", "").await.unwrap();
    let email = person("Inès", "Karoui").email;
    let next = "girafe-escalier-42-plume";
    let wrong = device.client.change_password(&email, next, PASSWORD, "d").await;
    assert_eq!(refused(wrong), "login-refused");
    let weak = device.client.change_password(&email, PASSWORD, "Valmont2026", "d").await;
    assert_eq!(refused(weak), "password-weak");
    let changed = device.client.change_password(&email, PASSWORD, next, "d").await.unwrap();
    assert_eq!(changed.workspace(room).await.unwrap().summary.name, "Commun");
    changed.checkpoint().await.unwrap();
    assert_eq!(refused(ines.workspaces().await), "session-expired", "other sessions end");
    let fresh = town.device("fresh");
    assert_eq!(refused(fresh.client.sign_in(&email, PASSWORD, "d").await), "login-refused");
    let again = fresh.client.sign_in(&email, next, "d").await.unwrap();
    assert_eq!(again.workspace(room).await.unwrap().summary.name, "Commun");
}
