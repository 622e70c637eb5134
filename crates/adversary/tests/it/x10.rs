//! X10: sizes, dates and types.

use beffroi_adversary::{Town, attack, bytes, flip, picture, put, read, refusal};
use beffroi_client::transport::{Method, Response};
use beffroi_wire::routes;

#[tokio::test]
async fn date_of_a_commit() {
    let attack = attack("x10::date_of_a_commit");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    put(&ines, room, "un.pdf", None, &bytes(300, 1)).await;
    let truth = picture(&ines.workspace(room).await.unwrap());
    let commits = town.commits(room).await;
    // The member « at » of the commit: text of two letters, then an integer of eight bytes.
    let place = commits[1].windows(4).position(|window| window == b"\x62at\x1b").unwrap();
    for byte in 0..8 {
        let mut shown = commits.clone();
        shown[1] = flip(&shown[1], place + 4 + byte);
        let again = town.device("ines");
        again.liar.show_log(&routes::workspace_log(room), shown);
        let session = again.resume().await.unwrap();
        let view = session.workspace(room).await.unwrap();
        let code = view.summary.alarm.as_ref().map(|alarm| alarm.code.clone()).unwrap_or_default();
        // The first byte may make it no integer at all.
        assert!(
            code == attack.expected_code || (byte == 0 && code == "commit-undecodable"),
            "{byte}: {code}"
        );
        assert!(view.document_list.is_empty());
        again.liar.honest();
        assert_eq!(picture(&session.workspace(room).await.unwrap()), truth);
    }
}

/// Everything that answers carry besides signed entries and sealed bytes.
#[tokio::test]
async fn dates_sizes_and_types_around_the_log() {
    let attack = attack("x10::dates_sizes_and_types_around_the_log");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    let content = bytes(300, 1);
    let document = put(&ines, room, "un.pdf", None, &content).await;
    let truth = ines.workspace(room).await.unwrap();
    let listed = ines.workspaces().await.unwrap();
    let again = town.device("ines");
    again.liar.alter("/workspaces", |_, response| {
        if let Ok(mut body) = serde_json::from_slice::<serde_json::Value>(&response.body) {
            if let Some(workspaces) = body["workspaces"].as_array_mut() {
                for one in workspaces {
                    one["changed_at"] = 1_000.into();
                    one["name"] = "Autre".into();
                    one["size"] = 1.into();
                    one["documents"] = 99.into();
                }
            }
            body["size"] = 1.into();
            body["media_type"] = "text/html".into();
            body["received_at"] = 1_000.into();
            response.body = body.to_string().into_bytes();
        }
        for header in &mut response.headers {
            match header.0.as_str() {
                "content-type" => header.1 = "text/html".to_owned(),
                "content-length" => header.1 = "1".to_owned(),
                "content-range" => header.1 = "bytes 0-0/1".to_owned(),
                "date" | "last-modified" => header.1 = "Thu, 01 Jan 1970 00:00:00 GMT".to_owned(),
                _ => {}
            }
        }
    });
    let session = again.resume().await.unwrap();
    assert_eq!(session.workspaces().await.unwrap(), listed);
    assert_eq!(session.workspace(room).await.unwrap(), truth);
    assert_eq!(read(&session, room, document).await.unwrap(), content);
    assert!(again.liar.lies() >= 3);
    assert_eq!(attack.expected_code, "");
}

/// The size, the type and the digest of a document stand sealed in a signed commit: an edit breaks the commit.
#[tokio::test]
async fn entry_of_a_document() {
    let attack = attack("x10::entry_of_a_document");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    put(&ines, room, "un.pdf", None, &bytes(300, 1)).await;
    let truth = picture(&ines.workspace(room).await.unwrap());
    let forge = beffroi_adversary::Forge::at(&town, room).await;
    let beffroi_ledger::workspace::Entry::Content(record) = &forge.accepted[1].commit().body().entries[0]
    else {
        panic!("a document is content")
    };
    for offset in (1..record.as_bytes().len()).step_by(97) {
        let mut shown = forge.commits.clone();
        shown[1] = beffroi_adversary::flip_in(&shown[1], record.as_bytes(), offset);
        let again = town.device("ines");
        again.liar.show_log(&routes::workspace_log(room), shown);
        let session = again.resume().await.unwrap();
        let view = session.workspace(room).await.unwrap();
        attack.alarms(&view);
        assert!(view.document_list.is_empty());
        again.liar.honest();
        assert_eq!(picture(&session.workspace(room).await.unwrap()), truth);
    }
}

/// The server says that the device's clock is a month late. The client must follow to be heard at all, and says so.
#[tokio::test]
async fn clock_of_the_server() {
    let attack = attack("x10::clock_of_the_server");
    let (_town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    assert!(ines.notices().is_empty());
    let month_ms = 30 * 24 * 3600 * 1000_i64;
    let told = beffroi_adversary::now().unix_ms() - month_ms;
    let mut lied = false;
    device.liar.answer(Method::Get, "/log?from=", move |_| {
        let first = !std::mem::replace(&mut lied, true);
        first.then(|| Response {
            body:
                serde_json::json!({ "code": "clock-skew", "params": { "server_time": told }, "request": "0" })
                    .to_string()
                    .into_bytes(),
            ..refusal(401, "clock-skew")
        })
    });
    drop(ines.create_folder(room, None, "Un").await);
    let codes: Vec<_> = ines.notices().iter().map(|notice| notice.code.clone()).collect();
    assert!(codes.contains(&attack.expected_code.to_owned()), "{codes:?}");
}

/// After the same lie, what the person signs must not bear the server's date: deadlines are counted from it.
#[tokio::test]
async fn signed_date_chosen_by_the_server() {
    let attack = attack("x10::signed_date_chosen_by_the_server");
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Conseil", "").await.unwrap();
    let month_ms = 30 * 24 * 3600 * 1000_i64;
    let told = beffroi_adversary::now().unix_ms() - month_ms;
    // The liar signs nothing, but passes on what it likes: requests signed a month ago are shown to the real server
    // by a server whose own clock is wrong. Here the liar answers the append itself and keeps the commit.
    let kept = std::rc::Rc::new(std::cell::RefCell::new(None));
    let keep = std::rc::Rc::clone(&kept);
    let mut lied = false;
    let entries = town.commits(room).await;
    let path = routes::workspace_log(room);
    device.liar.answer(Method::Get, &format!("{path}?from="), move |request| {
        if !std::mem::replace(&mut lied, true) {
            let params = serde_json::json!({ "server_time": told });
            let body = serde_json::json!({ "code": "clock-skew", "params": params, "request": "0" });
            return Some(beffroi_adversary::reply(401, &body));
        }
        let from = request.path.split_once("from=")?.1.parse().ok()?;
        Some(beffroi_adversary::reply(200, &beffroi_adversary::page(&entries, from)))
    });
    device.liar.answer(Method::Post, &path, move |request| {
        *keep.borrow_mut() = Some(request.body.clone());
        Some(refusal(503, "unavailable"))
    });
    drop(ines.create_folder(room, None, "Un").await);
    let body = kept.borrow_mut().take().expect("the commit was sent");
    let request: beffroi_wire::workspace::CommitAppendRequest = serde_json::from_slice(&body).unwrap();
    let commit =
        beffroi_ledger::Signed::<beffroi_ledger::workspace::Commit>::decode(request.commit.as_slice());
    let at = commit.unwrap().peek(beffroi_seal::unverified::Reason::Display).body().at.unix_ms();
    assert!((at - beffroi_adversary::now().unix_ms()).abs() < 3_600_000, "{}: dated {at}", attack.title);
}
