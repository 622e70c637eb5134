//! What somebody who holds the disk, or reads the log, can see.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use beffroi_ledger::org::Profile;
use beffroi_ledger::workspace::Space;
use beffroi_seal::Context;
use beffroi_seal::login::{LoginResponse, LoginState, PendingLogin};
use beffroi_wire::intake::MessageRequest;
use beffroi_wire::login::{LoginStartRequest, LoginStarted};
use beffroi_wire::{B64, routes};

use crate::support::{Town, email, json};

/// Names, addresses, room names, contents: none of them, in any file of the server.
#[tokio::test]
async fn canaries_are_not_on_the_disk() {
    let mut town = Town::new().await;
    town.join("clemence", Profile::User).await;
    town.invite("alice", "armand").await;
    let mut room = town.room("clemence").await;
    let canary = b"canari: contenu du document".to_vec();
    town.act(&mut room, "clemence", |draft| draft.content(Space::Vault, canary)).await;
    town.server.take().unwrap().stop().await;
    let canaries = [
        email("alice"),
        email("clemence"),
        email("armand"),
        "clemence".to_owned(),
        "Canari-Nomdefamille".to_owned(),
        "canari".to_owned(),
        "le mot de passe de".to_owned(),
    ];
    let files = files(town.directory.path());
    assert!(files.iter().any(|file| file.ends_with("beffroi.sqlite")));
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        for canary in &canaries {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary:?} in {}", file.display());
        }
    }
}

/// Whoever reads the database while somebody signs in cannot finish the login in their place.
#[tokio::test]
async fn a_login_in_progress_is_worth_nothing_to_a_thief() {
    let mut town = Town::new().await;
    let slot = Context::new("login").organisation(town.organisation);
    let password = town.people["alice"].password.clone();
    let (login, start) = LoginState::start(&password, &mut town.rng).unwrap();
    let request = LoginStartRequest { email: email("alice"), ke1: B64::from(start.as_bytes()) };
    let started: LoginStarted = town.post(routes::LOGIN_START, &request).await.json();
    let response = LoginResponse::from_bytes(started.ke2.as_slice()).unwrap();
    let (finish, _, _) = login.finish(&slot, &response, &mut town.rng).unwrap();
    let (_, stored) = town.store().take_login(started.login.into(), 0).await.unwrap().unwrap();
    // What the database holds does not even recognise the right proof, so it tells nothing of it.
    let stolen = PendingLogin::import_secret(&stored).and_then(|pending| pending.finish(&slot, &finish));
    assert!(stolen.is_err());
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The log holds route templates, never paths, addresses, accounts or locators.
#[tokio::test]
async fn the_log_holds_no_person() {
    let lines = Lines::default();
    let writer = lines.clone();
    // For the whole process: what other tests log meanwhile must hold no person either.
    tracing_subscriber::fmt()
        .json()
        .with_env_filter("beffroi_server=trace,beffroi_store=trace,info")
        .with_writer(move || writer.clone())
        .try_init()
        .unwrap();
    let mut town = Town::new().await;
    let desk = town.desk("alice").await;
    let reporter = town.reporter();
    let started = town.begin_deposit().await;
    town.complete_deposit(started.deposit, &started.token, &reporter, vec![]).await;
    let message = MessageRequest { sealed: B64::from(b"x".as_slice()) };
    let path = routes::intake_messages(reporter.locator);
    town.as_reporter(&reporter, "POST", &path, json(&message)).await;
    town.get_as("alice", &routes::workspace_log_from(desk.workspace, 0)).await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("/api/v1/intake/threads/{locator}/messages"), "{text}");
    let alice = &town.people["alice"];
    for person in [
        email("alice"),
        "alice".to_owned(),
        "127.0.0.1".to_owned(),
        alice.account.to_string(),
        alice.device.to_string(),
        alice.session.unwrap().to_string(),
        reporter.locator.to_string(),
        started.token.clone(),
        desk.workspace.to_string(),
    ] {
        assert!(!text.contains(&person), "{person} in the log");
    }
}

/// The address of somebody who reports is kept nowhere.
#[tokio::test]
async fn reporters_have_no_address() {
    let mut town = Town::new().await;
    town.desk("alice").await;
    let reporter = town.reporter();
    let started = town.begin_deposit().await;
    town.complete_deposit(started.deposit, &started.token, &reporter, vec![]).await;
    town.as_reporter(&reporter, "GET", &routes::intake_thread(reporter.locator), vec![]).await;
    let entries = town.store().audit(None, 100).await.unwrap();
    let theirs: Vec<_> = entries
        .iter()
        .filter(|entry| entry.act.starts_with("deposit") || entry.act.starts_with("thread"))
        .collect();
    assert_eq!(theirs.len(), 3);
    assert!(theirs.iter().all(|entry| entry.address.is_empty() && entry.account.is_none()));
}
