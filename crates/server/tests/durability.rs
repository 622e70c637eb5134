//! `kill -9` at random moments, again and again: whatever was acknowledged is there and verifies, whatever was not is there
//! whole or not at all.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use beffroi_ledger::workspace::{Space, WorkspaceLog};
use beffroi_ledger::{Signed, org::OrgLog};
use beffroi_seal::Digest;
use beffroi_seal::id::ObjectId;
use beffroi_seal::unverified::Unverified;
use beffroi_wire::object::{DIGEST_HEADER, ObjectCompleteRequest};
use beffroi_wire::organisation::LogPage;
use beffroi_wire::workspace::CommitAppendRequest;
use beffroi_wire::{B64, routes};
use rand_chacha::rand_core::Rng;
use support::{Answer, Room, Town, json};

const ROUNDS: u32 = 50;
/// Rounds stop after this long even if not all were run: slow disks must not stop the build.
const BUDGET: Duration = Duration::from_secs(55);
const DIRECTORY: &str = "BEFFROI_DURABILITY_DIRECTORY";

/// What was acknowledged, and must never be missed.
#[derive(Default)]
struct Acknowledged {
    objects: Vec<(ObjectId, Vec<Vec<u8>>)>,
    parts: Vec<(ObjectId, u32, Vec<u8>)>,
}

/// Not a test by itself: the process that is killed. The test below runs this program again with a directory.
#[test]
fn server_to_be_killed() {
    let Some(directory) = std::env::var_os(DIRECTORY) else { return };
    let directory = std::path::PathBuf::from(directory);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let config = support::config(&directory);
        let running = beffroi_server::start(config, beffroi_server::Clock::system()).await.unwrap();
        let ready = directory.join("address.new");
        std::fs::write(&ready, running.address.to_string()).unwrap();
        std::fs::rename(&ready, directory.join("address")).unwrap();
        std::future::pending::<()>().await;
    });
}

struct Victim(Child);

impl Victim {
    fn start(town: &mut Town) -> Self {
        let directory = town.directory.path().to_owned();
        let _ = std::fs::remove_file(directory.join("address"));
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "server_to_be_killed", "--nocapture"])
            .env(DIRECTORY, &directory)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        loop {
            if let Ok(address) = std::fs::read_to_string(directory.join("address")) {
                town.base = format!("http://{address}");
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "the server did not start again");
            std::thread::sleep(Duration::from_millis(5));
        }
        Self(child)
    }

    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn follow_real_time(town: &Town) {
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
    town.time.store(i64::try_from(now).unwrap(), Ordering::SeqCst);
}

/// A request that may never be answered.
async fn try_send(
    town: &mut Town,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    body: Vec<u8>,
) -> Option<Answer> {
    follow_real_time(town);
    let authorization = town.authorization("alice", method, path, &body);
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = town.http.request(method, format!("{}{path}", town.base)).body(body);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let response = request.header("authorization", authorization).send().await.ok()?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Some(Answer { status, headers, body: response.bytes().await.ok()?.to_vec() })
}

/// Writes until the server is gone.
async fn write(town: &mut Town, room: &mut Room, acknowledged: &mut Acknowledged, gone: &AtomicBool) {
    while !gone.load(Ordering::SeqCst) {
        let mut content = vec![0; 200];
        town.rng.fill_bytes(&mut content);
        let commit = town.commit(room, "alice", |draft| draft.content(Space::Vault, content));
        let body = json(&CommitAppendRequest { commit: B64::from(commit.encoded()) });
        let path = routes::workspace_log(room.workspace);
        let Some(answer) = try_send(town, "POST", &path, &[], body).await else { return };
        assert_eq!(answer.outcome(), (200, "ok".to_owned()));
        room.log.take(town.org.state(), Unverified::new(commit)).unwrap();

        let object = ObjectId::make(&mut town.rng);
        let mut parts = Vec::new();
        for number in 0..2 {
            let mut part = vec![0; 100_000];
            town.rng.fill_bytes(&mut part);
            let path = routes::object_part(room.workspace, object, number);
            let digest = (DIGEST_HEADER, Digest::of(&part).to_string());
            let Some(answer) = try_send(town, "PUT", &path, &[digest], part.clone()).await else { return };
            assert_eq!(answer.outcome(), (200, "ok".to_owned()));
            acknowledged.parts.push((object, number, part.clone()));
            parts.push(part);
        }
        let request = ObjectCompleteRequest { parts: parts.iter().map(Digest::of).collect(), size: 200_000 };
        let path = routes::object_complete(room.workspace, object);
        let Some(answer) = try_send(town, "POST", &path, &[], json(&request)).await else { return };
        assert_eq!(answer.outcome(), (200, "ok".to_owned()));
        acknowledged.objects.push((object, parts));
    }
}

/// Everything acknowledged is there; what is there verifies, as a client would.
async fn verify(town: &mut Town, room: &mut Room, acknowledged: &Acknowledged, all: bool) {
    follow_real_time(town);
    let page: LogPage = get(town, &routes::org_log_from(0)).await.json();
    let mut org = OrgLog::new(town.fingerprint);
    org.extend_encoded(page.entries.iter().map(|entry| entry.as_slice().to_vec())).unwrap();

    let kept = room.log.head().unwrap();
    let from = if all { 0 } else { kept.sequence };
    let mut log = if all { WorkspaceLog::new(town.organisation, room.workspace) } else { room.log.clone() };
    let mut next = from;
    loop {
        let page: LogPage = get(town, &routes::workspace_log_from(room.workspace, next)).await.json();
        for entry in &page.entries {
            let commit = Signed::<beffroi_ledger::workspace::Commit>::decode(entry.as_slice()).unwrap();
            let digest = commit.peek(beffroi_seal::unverified::Reason::Log).digest();
            if next == kept.sequence {
                assert_eq!(digest, kept.hash, "an acknowledged commit was lost or replaced");
            }
            if all || next > kept.sequence {
                log.take(org.state(), commit).unwrap();
            }
            next += 1;
        }
        if next > page.head.unwrap().sequence {
            break;
        }
    }
    assert!(next > kept.sequence, "acknowledged commits were lost");
    // The one that was on its way may have arrived; it is ours, whole and signed.
    assert!(next <= kept.sequence + 2, "more than was sent");
    room.log = log;

    let recent = if all { 0 } else { acknowledged.parts.len().saturating_sub(4) };
    for (object, number, bytes) in &acknowledged.parts[recent..] {
        let path = routes::object_parts(room.workspace, *object);
        let held: beffroi_wire::object::PartList = get(town, &path).await.json();
        let part = held.parts.iter().find(|part| part.number == *number).expect("an acknowledged part");
        assert_eq!((part.digest, part.size), (Digest::of(bytes), bytes.len() as u64));
    }
    let recent = if all { 0 } else { acknowledged.objects.len().saturating_sub(2) };
    for (object, parts) in &acknowledged.objects[recent..] {
        let read = get(town, &routes::object(room.workspace, *object)).await;
        assert_eq!((read.status, read.body), (200, parts.concat()));
    }
}

async fn get(town: &mut Town, path: &str) -> Answer {
    for _ in 0..5 {
        if let Some(answer) = try_send(town, "GET", path, &[], vec![]).await {
            return answer;
        }
    }
    panic!("the server does not answer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_acknowledged_survives() {
    let mut town = Town::new().await;
    let mut room = town.room("alice").await;
    town.server.take().unwrap().stop().await;
    // The killed server lives in real time: sessions opened in the town's own must not have expired.
    let mut victim = Victim::start(&mut town);
    follow_real_time(&town);
    town.sign_in("alice").await;
    let began = Instant::now();
    let mut acknowledged = Acknowledged::default();
    let mut rounds = 0;
    while rounds < ROUNDS && (rounds < 10 || began.elapsed() < BUDGET) {
        let moment = Duration::from_micros(u64::from(town.rng.next_u32() % 300_000));
        let gone = Arc::new(AtomicBool::new(false));
        let killer = {
            let gone = Arc::clone(&gone);
            std::thread::spawn(move || {
                std::thread::sleep(moment);
                gone.store(true, Ordering::SeqCst);
                victim.kill();
            })
        };
        write(&mut town, &mut room, &mut acknowledged, &gone).await;
        killer.join().unwrap();
        victim = Victim::start(&mut town);
        verify(&mut town, &mut room, &acknowledged, false).await;
        rounds += 1;
    }
    verify(&mut town, &mut room, &acknowledged, true).await;
    victim.kill();
    let (commits, parts) = (room.log.head().unwrap().sequence, acknowledged.parts.len());
    eprintln!("{rounds} rounds, {commits} commits and {parts} parts acknowledged, none lost");
    assert!(commits > u64::from(rounds) && parts > 10, "hardly anything was written: the test proves little");
}
