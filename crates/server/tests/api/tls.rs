//! TLS by the server itself.

use std::sync::Arc;

use beffroi_server::config::TlsFiles;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::support::Town;

async fn town_with_tls() -> (Town, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(vec!["beffroi.example".to_owned()]).unwrap();
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let town = Town::with(|config| {
        let directory = config.keys.parent().unwrap().to_owned();
        let files = TlsFiles { certificate: directory.join("tls.pem"), key: directory.join("tls.key") };
        std::fs::write(&files.certificate, certificate).unwrap();
        std::fs::write(&files.key, key).unwrap();
        config.tls = Some(files);
        config.public_url = "https://beffroi.example".to_owned();
    })
    .await;
    (town, made.cert.der().clone())
}

#[tokio::test]
async fn the_server_speaks_tls() {
    let (town, certificate) = town_with_tls().await;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = town.server.as_ref().unwrap().address;
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("beffroi.example").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    let request = "GET /healthz HTTP/1.1\r\nhost: beffroi.example\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=63072000"), "{answer}");
}

#[tokio::test]
async fn unusable_files_stop_the_start() {
    let (mut town, _) = town_with_tls().await;
    town.server.take().unwrap().stop().await;
    let mut config = town.config.clone();
    config.tls.as_mut().unwrap().key = config.keys.clone();
    let refused = beffroi_server::start(config, beffroi_server::Clock::system()).await;
    assert_eq!(refused.err().unwrap().code(), "tls");
}
