//! A town with named people on a real server: real router, real SQLite on disk, real sockets, a clock of our own.
#![allow(dead_code, unused_imports, reason = "each test program uses its part")]

mod desk;
mod people;
mod room;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use beffroi_ledger::org::{OrgLog, OrgState};
use beffroi_seal::id::OrganisationId;
use beffroi_seal::keys::DirectoryKey;
use beffroi_seal::{Digest, SigningKey};
use beffroi_server::{Clock, Config, Running};
use beffroi_wire::ErrorBody;
use beffroi_wire::request::{Parts, RequestSignature, Signer};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use desk::Reporter;
pub use people::{Someone, email};
pub use room::Room;

/// Half past nine on a Monday.
pub const MONDAY: i64 = 1_763_973_000_000;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

pub struct Town {
    pub server: Option<Running>,
    pub http: reqwest::Client,
    pub base: String,
    pub time: Arc<AtomicI64>,
    pub rng: ChaCha20Rng,
    pub directory: tempfile::TempDir,
    pub config: Config,
    // The organisation, once set up.
    pub organisation_key: SigningKey,
    pub organisation: OrganisationId,
    pub fingerprint: Digest,
    pub directory_key: DirectoryKey,
    pub org: OrgLog,
    pub people: std::collections::BTreeMap<&'static str, Someone>,
}

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert!(self.status < 300, "{} {}", self.status, String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn error(&self) -> ErrorBody {
        assert!(self.status >= 400, "{} {}", self.status, String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Status and code of a refusal, or "ok".
    pub fn outcome(&self) -> (u16, String) {
        if self.status < 400 { (self.status, "ok".to_owned()) } else { (self.status, self.error().code) }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

/// A configuration that limits nothing by rate, so that tests may hurry.
pub fn config(directory: &Path) -> Config {
    let mut config = Config::local(directory);
    config.limits.requests_per_minute = 1_000_000;
    config.limits.logins_per_minute = 1_000_000;
    config.limits.deposits_per_hour = 1_000_000;
    config
}

impl Town {
    /// A server that nobody has set up.
    pub async fn empty() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        // Tested with the whole workspace, reqwest is compiled with TLS and without a provider of its own.
        // A second installation is refused and harmless: the first provider stays.
        drop(rustls::crypto::ring::default_provider().install_default());
        let directory = tempfile::tempdir().unwrap();
        let mut config = config(directory.path());
        change(&mut config);
        let time = Arc::new(AtomicI64::new(MONDAY));
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let organisation_key = SigningKey::make(&mut rng);
        let fingerprint = beffroi_ledger::org::fingerprint_of(&organisation_key.verifying_key());
        let mut town = Self {
            server: None,
            http: reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(),
            base: String::new(),
            time,
            directory_key: DirectoryKey::make(&mut rng),
            rng,
            directory,
            config,
            organisation: beffroi_ledger::org::organisation_of(&fingerprint),
            organisation_key,
            fingerprint,
            org: OrgLog::new(fingerprint),
            people: std::collections::BTreeMap::new(),
        };
        town.start().await;
        town
    }

    /// A town with its administrator, alice.
    pub async fn new() -> Self {
        let mut town = Self::empty().await;
        town.set_up().await;
        town
    }

    pub async fn start(&mut self) {
        let time = Arc::clone(&self.time);
        let clock = Clock::from_fn(move || time.load(Ordering::SeqCst));
        let running = beffroi_server::start(self.config.clone(), clock).await.unwrap();
        self.base = format!("http://{}", running.address);
        self.server = Some(running);
    }

    pub async fn restart(&mut self) {
        self.server.take().unwrap().stop().await;
        self.start().await;
    }

    pub fn store(&self) -> &beffroi_store::Store {
        &self.server.as_ref().unwrap().store
    }

    pub fn setup_token(&self) -> String {
        let link = self.server.as_ref().unwrap().setup_link.clone().unwrap();
        link.split_once('#').unwrap().1.to_owned()
    }

    pub fn now(&self) -> i64 {
        self.time.load(Ordering::SeqCst)
    }

    pub fn pass(&self, milliseconds: i64) {
        self.time.fetch_add(milliseconds, Ordering::SeqCst);
    }

    pub fn state(&self) -> &OrgState {
        self.org.state()
    }

    pub fn nonce(&mut self) -> [u8; 16] {
        let mut nonce = [0; 16];
        self.rng.fill_bytes(&mut nonce);
        nonce
    }

    /// Anybody's request.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, String)], body: Vec<u8>) -> Answer {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{}{path}", self.base)).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], vec![]).await
    }

    pub async fn post<T: Serialize>(&self, path: &str, body: &T) -> Answer {
        self.send("POST", path, &[], json(body)).await
    }

    /// The header that someone signs for a request.
    pub fn authorization(&mut self, who: &str, method: &str, path: &str, body: &[u8]) -> String {
        let nonce = self.nonce();
        let someone = &self.people[who];
        let session = someone.session.expect("signed in");
        let signer = Signer::Session { session, device: someone.device };
        let parts = Parts { method, target: path, body };
        RequestSignature::sign(&someone.device_keys.signing, signer, &parts, self.now(), nonce).to_string()
    }

    /// A request signed by someone.
    pub async fn as_(&mut self, who: &str, method: &str, path: &str, body: Vec<u8>) -> Answer {
        self.as_with(who, method, path, &[], body).await
    }

    pub async fn as_with(
        &mut self,
        who: &str,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Vec<u8>,
    ) -> Answer {
        let mut headers = headers.to_vec();
        headers.push(("authorization", self.authorization(who, method, path, &body)));
        self.send(method, path, &headers, body).await
    }

    pub async fn get_as(&mut self, who: &str, path: &str) -> Answer {
        self.as_(who, "GET", path, vec![]).await
    }

    pub async fn post_as<T: Serialize>(&mut self, who: &str, path: &str, body: &T) -> Answer {
        let body = json(body);
        self.as_(who, "POST", path, body).await
    }
}
