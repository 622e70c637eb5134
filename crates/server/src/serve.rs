//! Starting and stopping.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::get;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use beffroi_store::{Store, StoreConfig, StoreError};
use beffroi_wire::routes::HEALTH;
use hyper_util::rt::TokioTimer;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::task::{JoinHandle, JoinSet};

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, TlsFiles};
use crate::error::{ApiError, ApiResult};
use crate::http::address::ClientAddress;
use crate::http::{frame, security_headers};
use crate::keys::{KeyFileError, PlatformKeys};
use crate::{assets, jobs, routes, setup};

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The store cannot be used.
    #[error("the store cannot be used")]
    Store(#[from] StoreError),
    /// The key file cannot be used.
    #[error("the key file cannot be used")]
    Keys(#[from] KeyFileError),
    /// An address is not free.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Certificate or key cannot be used.
    #[error("TLS files cannot be used: {reason}")]
    Tls {
        /// Why.
        reason: String,
    },
    /// A listener ended by itself.
    #[error("the server ended")]
    Ended(#[source] io::Error),
}

impl ServeError {
    /// Stable code for catalogues.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Keys(error) => error.code(),
            Self::Listen { .. } => "listen",
            Self::Tls { .. } => "tls",
            Self::Ended(_) => "server-ended",
        }
    }
}

/// A server that runs.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where its metrics are, unless off.
    pub metrics: Option<SocketAddr>,
    /// The one-time link, while there is no organisation. A secret: print it once, never log it.
    pub setup_link: Option<String>,
    /// The server's store, for tests that look behind it.
    pub store: Store,
    handle: Handle<SocketAddr>,
    serving: JoinHandle<io::Result<()>>,
    background: JoinSet<()>,
}

/// Requests under way may finish for this long.
const GRACE: Duration = Duration::from_secs(20);
/// Headers must arrive within this long.
const HEADERS_WITHIN: Duration = Duration::from_secs(30);

/// Serves until `shutdown`, then lets running requests finish. Prints the set-up link on standard output when there is no
/// organisation yet.
///
/// # Errors
/// When the server cannot start, or a listener fails.
pub async fn serve(config: Config, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
    let mut running = start(config, Clock::system()).await?;
    if let Some(link) = &running.setup_link {
        announce(link);
    }
    tracing::info!(address = %running.address, metrics = ?running.metrics, "listening");
    tokio::select! {
        () = shutdown => {
            running.stop().await;
            Ok(())
        }
        ended = &mut running.serving => {
            let ended = ended.map_err(io::Error::other).and_then(|ended| ended);
            ended.map_err(ServeError::Ended)
        }
    }
}

#[expect(clippy::print_stdout, reason = "the link is for the person who started the server, not for the log")]
fn announce(link: &str) {
    println!("Première mise en service. Ouvrez ce lien, valable une seule fois :\n\n    {link}\n");
}

/// Starts a server and returns once it listens.
///
/// # Errors
/// When the store, the key file, an address or the TLS files cannot be used.
pub async fn start(config: Config, clock: Clock) -> Result<Running, ServeError> {
    prepare(&config).map_err(StoreError::from)?;
    let store_config = StoreConfig {
        database: config.database.clone(),
        objects: config.objects.clone(),
        object_bytes_max: config.limits.storage_bytes_max,
    };
    let (store, issuer) = Store::open(&store_config).await?;
    let keys = PlatformKeys::open(&config.keys, store.org_head().await?.is_none())?;
    let setup_link = setup::link(&store, &config, clock.now()).await?;
    let listener = bind(config.listen)?;
    let metrics = config.metrics.map(bind).transpose()?;
    let tls = config.tls.as_ref().map(tls_config).transpose()?;
    let app = App::new(config, clock, keys, store.clone(), issuer);
    // Whatever expired while the server was stopped goes before anyone can ask for it.
    jobs::sweep(&app).await?;

    let handle = Handle::new();
    let address = listener.local_addr().map_err(ServeError::Ended)?;
    let serving = listen(listener, tls, handle.clone(), router(&app))?;
    let mut background = jobs::start(&app);
    let metrics = metrics.map(|listener| serve_metrics(listener, &app, &mut background)).transpose()?;
    Ok(Running { address, metrics, setup_link, store, handle, serving, background })
}

impl Running {
    /// Stops taking requests, lets running ones finish, closes the store.
    pub async fn stop(self) {
        self.handle.graceful_shutdown(Some(GRACE));
        // Its error, if any, was already ours to end with.
        let _ = self.serving.await;
        drop(self.background);
        self.store.close().await;
    }
}

/// The whole router: programming interface, health, web application.
fn router(app: &App) -> Router {
    let api = routes::router(app).layer(from_fn_with_state(app.clone(), limit_rate));
    Router::new()
        .merge(api)
        .route(HEALTH, get(health))
        .route(SECURITY_TXT, get(security_txt))
        .route("/api/{*rest}", axum::routing::any(async || ApiError::not_found()))
        .fallback(assets::serve)
        .layer(from_fn_with_state(app.clone(), security_headers))
        .layer(from_fn_with_state(app.clone(), frame))
        .with_state(app.clone())
}

async fn limit_rate(
    State(app): State<App>,
    address: ClientAddress,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> ApiResult<axum::response::Response> {
    app.rates.requests.take(address.rate_key(), app.now())?;
    Ok(next.run(request).await)
}

/// Says whether process and database answer, nothing else.
async fn health(State(app): State<App>) -> impl IntoResponse {
    match app.store.ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database\n"),
    }
}

/// Where to report a weakness (RFC 9116), when the operator says so.
const SECURITY_TXT: &str = "/.well-known/security.txt";
/// Each answer is valid this long: the address is the one of the running configuration.
const SECURITY_TXT_MS: i64 = 90 * 24 * 3_600_000;

async fn security_txt(State(app): State<App>) -> axum::response::Response {
    let Some(contact) = &app.config.security_contact else { return StatusCode::NOT_FOUND.into_response() };
    let expires = jiff::Timestamp::from_millisecond(app.now() + SECURITY_TXT_MS).unwrap_or_default();
    let text = format!(
        "Contact: {contact}\nExpires: {}\nPreferred-Languages: fr, en\nCanonical: {}{SECURITY_TXT}\n",
        expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        app.config.public_url
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

fn prepare(config: &Config) -> io::Result<()> {
    if let Some(path) = config.database.strip_prefix("sqlite:") {
        let path = path.trim_start_matches("//").split('?').next().unwrap_or(path);
        if let Some(directory) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(directory)?;
        }
    }
    Ok(())
}

fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let failed = |source| ServeError::Listen { address, source };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

fn tls_config(files: &TlsFiles) -> Result<RustlsConfig, ServeError> {
    let failed = |reason: String| ServeError::Tls { reason };
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|error| failed(format!("{}: {error}", files.certificate.display())))?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| failed(format!("{}: {error}", files.key.display())))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(|error| failed(error.to_string()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}

fn listen(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    handle: Handle<SocketAddr>,
    router: Router,
) -> Result<JoinHandle<io::Result<()>>, ServeError> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    Ok(match tls {
        Some(tls) => {
            let mut server =
                axum_server::from_tcp_rustls(listener, tls).map_err(ServeError::Ended)?.handle(handle);
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
            tokio::spawn(async move { server.serve(service).await })
        }
        None => {
            let mut server = axum_server::from_tcp(listener).map_err(ServeError::Ended)?.handle(handle);
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
            tokio::spawn(async move { server.serve(service).await })
        }
    })
}

fn serve_metrics(
    listener: TcpListener,
    app: &App,
    background: &mut JoinSet<()>,
) -> Result<SocketAddr, ServeError> {
    let address = listener.local_addr().map_err(ServeError::Ended)?;
    let app = app.clone();
    let text = async move |State(app): State<App>| {
        const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        ([(header::CONTENT_TYPE, KIND)], app.metrics.text())
    };
    let router = Router::new().route("/metrics", get(text)).with_state(app);
    let server = axum_server::from_tcp(listener).map_err(ServeError::Ended)?;
    background.spawn(async move {
        if let Err(error) = server.serve(router.into_make_service()).await {
            tracing::error!(%error, "metrics listener ended");
        }
    });
    Ok(address)
}
