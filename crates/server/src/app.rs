//! What every handler shares.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use beffroi_seal::id::OrganisationId;
use beffroi_seal::receipt::{Receipt, ReceiptKind, VERSION};
use beffroi_seal::{Digest, cbor};
use beffroi_store::audit::{Act, OpenedAct};
use beffroi_store::{Id, Issuer, Store};
use beffroi_wire::{B64, codes};

use crate::authority::Authority;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{ApiError, ApiResult};
use crate::http::nonce::Nonces;
use crate::http::rate::RateLimit;
use crate::http::request_id;
use crate::keys::PlatformKeys;
use crate::metrics::Metrics;
use crate::view::org::OrgView;
use crate::view::workspace::WorkspaceViews;

/// The server's state. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) keys: PlatformKeys,
    pub(crate) store: Store,
    pub(crate) authority: Authority,
    pub(crate) org: OrgView,
    pub(crate) workspaces: WorkspaceViews,
    pub(crate) nonces: Nonces,
    pub(crate) rates: Rates,
    pub(crate) metrics: Metrics,
    started_at: AtomicI64,
    /// Held to read while a commit is judged and stored, to write while the organisation log grows: a revocation that
    /// somebody has seen comes after every commit that was let in before it.
    pub(crate) rights: tokio::sync::RwLock<()>,
    /// Bodies of megabytes held at once.
    pub(crate) uploads: Uploads,
    readings: Readings,
}

/// Everything that is limited.
pub(crate) struct Rates {
    /// Requests, by address.
    pub(crate) requests: RateLimit<[u8; 16]>,
    /// Password logins and registrations, by address.
    pub(crate) logins: RateLimit<[u8; 16]>,
    /// Password logins, by account sought.
    pub(crate) identifiers: RateLimit<[u8; 32]>,
    /// Public reports begun, by address.
    pub(crate) deposits: RateLimit<[u8; 16]>,
    /// Passwords tried, by link.
    pub(crate) link_passwords: RateLimit<Id>,
}

const MINUTE_MS: i64 = 60_000;
/// Thirty-two parts of 8 MiB together.
const MEMBERS_UPLOADS_MAX: usize = 24;
const PUBLIC_UPLOADS_MAX: usize = 8;

/// Places for bodies of megabytes: those of people who sign in, and those of anybody who reports.
pub(crate) struct Uploads {
    pub(crate) members: tokio::sync::Semaphore,
    pub(crate) public: tokio::sync::Semaphore,
}

impl Default for Uploads {
    fn default() -> Self {
        let places = tokio::sync::Semaphore::new;
        Self { members: places(MEMBERS_UPLOADS_MAX), public: places(PUBLIC_UPLOADS_MAX) }
    }
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// An act about to be done, for the audit log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Acting<'a> {
    pub(crate) name: &'static str,
    pub(crate) account: Option<Id>,
    pub(crate) device: Option<Id>,
    pub(crate) subject: Option<Id>,
    /// Empty for reporters: their address is not kept.
    pub(crate) address: &'a str,
}

impl App {
    pub(crate) fn new(
        config: Config,
        clock: Clock,
        keys: PlatformKeys,
        store: Store,
        issuer: Issuer,
    ) -> Self {
        let limits = &config.limits;
        let rates = Rates {
            requests: RateLimit::new(limits.requests_per_minute, MINUTE_MS),
            logins: RateLimit::new(limits.logins_per_minute, MINUTE_MS),
            identifiers: RateLimit::new(limits.logins_per_minute, 10 * MINUTE_MS),
            deposits: RateLimit::new(limits.deposits_per_hour, 60 * MINUTE_MS),
            link_passwords: RateLimit::new(limits.logins_per_minute, 10 * MINUTE_MS),
        };
        let started_at = AtomicI64::new(clock.now());
        Self(Arc::new(Shared {
            config,
            clock,
            keys,
            store,
            authority: Authority::new(issuer),
            org: OrgView::default(),
            workspaces: WorkspaceViews::default(),
            nonces: Nonces::default(),
            rates,
            metrics: Metrics::default(),
            started_at,
            rights: tokio::sync::RwLock::new(()),
            uploads: Uploads::default(),
            readings: Readings::default(),
        }))
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// The earliest date that a request may bear: the start, because nonces from before are forgotten. A clock set back
    /// since begins anew from where it is; else nobody could sign anything until it comes back to the start.
    pub(crate) fn requests_from(&self) -> i64 {
        let now = self.now();
        self.started_at.fetch_min(now, Ordering::SeqCst).min(now)
    }

    /// Opens the audit entry of an act. The work must not start when this fails.
    pub(crate) async fn open(&self, acting: Acting<'_>) -> ApiResult<OpenedAct> {
        let act = Act {
            at: self.now(),
            name: acting.name,
            account: acting.account,
            device: acting.device,
            subject: acting.subject,
            address: acting.address,
            request: &request_id(),
        };
        Ok(self.store.open_act(&act).await?)
    }

    /// Notes a refusal in the audit entry; a success was noted by the write itself.
    pub(crate) async fn settle<T>(&self, act: &OpenedAct, result: ApiResult<T>) -> ApiResult<T> {
        if let Err(error) = &result
            && let Err(failure) = self.store.refuse_act(act, error.code()).await
        {
            tracing::error!(request = request_id(), code = failure.code(), "audit entry stays open");
        }
        result
    }

    /// Notes a reading before it happens; the same reading by the same session within ten minutes is one entry.
    pub(crate) async fn note_reading(&self, acting: Acting<'_>, session: Id) -> ApiResult<()> {
        let key = (acting.name, session, acting.subject.unwrap_or_default());
        if self.readings.is_recent(key, self.now()) {
            return Ok(());
        }
        let act = self.open(acting).await?;
        self.store.finish_act(&act).await?;
        self.readings.remember(key, self.now());
        Ok(())
    }

    /// A signed receipt, in its stored form.
    pub(crate) fn receipt(
        &self,
        organisation: OrganisationId,
        kind: ReceiptKind,
        id: Id,
        digest: Digest,
        sequence: u64,
        taken_at: i64,
    ) -> B64 {
        let taken_at_unix_s = taken_at.div_euclid(1000);
        let receipt = Receipt { version: VERSION, kind, organisation, id, digest, sequence, taken_at_unix_s };
        let signed = receipt.sign(&self.keys.receipt);
        B64::from(cbor::encode(&signed).expect("a receipt always encodes"))
    }

    /// The organisation's id; refused before the set-up.
    pub(crate) async fn organisation(&self) -> ApiResult<OrganisationId> {
        let org = self.org.current(&self.store).await?;
        org.organisation().ok_or_else(|| ApiError::new(codes::SETUP_NEEDED))
    }
}

/// Readings noted lately.
#[derive(Default)]
struct Readings(Mutex<HashMap<(&'static str, Id, Id), i64>>);

const READING_MS: i64 = 10 * MINUTE_MS;
const READINGS_MAX: usize = 50_000;

impl Readings {
    fn is_recent(&self, key: (&'static str, Id, Id), now: i64) -> bool {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.get(&key).is_some_and(|at| now - at < READING_MS)
    }

    fn remember(&self, key: (&'static str, Id, Id), now: i64) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() >= READINGS_MAX {
            // Forgetting only makes more entries.
            noted.clear();
        }
        noted.insert(key, now);
    }
}
