//! HTTP over reqwest with rustls.

use std::time::Duration;

use crate::host::LocalFuture;
use crate::transport::{Method, RESPONSE_BYTES_MAX, Request, Response, Transport, TransportError};

/// Sends requests to the server at one address.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    address: String,
    client: reqwest::Client,
}

impl HttpTransport {
    /// A transport to the server at `address` (`https://…`, or `http://` on the same machine).
    ///
    /// # Errors
    /// When the address is neither, or the system's certificates cannot be used.
    pub fn new(address: &str) -> Result<Self, TransportError> {
        if !is_protected(address) {
            return Err(TransportError::Insecure { address: address.to_owned() });
        }
        // A second installation is refused by rustls, and harmless: the first provider stays.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder()
            .user_agent(concat!("beffroi/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(15))
            .read_timeout(Duration::from_secs(60))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| unreachable(address, &error))?;
        Ok(Self { address: address.trim_end_matches('/').to_owned(), client })
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let path = request.path.clone();
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self.client.request(method, format!("{}{}", self.address, request.path));
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        if !request.body.is_empty() {
            builder = builder.body(request.body);
        }
        let mut response = builder.send().await.map_err(|error| unreachable(&self.address, &error))?;
        let headers = response
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        let status = response.status().as_u16();
        let expected = response.content_length().unwrap_or(0);
        if expected > RESPONSE_BYTES_MAX {
            return Err(TransportError::TooLarge { path, limit_bytes: RESPONSE_BYTES_MAX });
        }
        let mut body = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
        while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&self.address, &error))? {
            if (body.len() + chunk.len()) as u64 > RESPONSE_BYTES_MAX {
                return Err(TransportError::TooLarge { path, limit_bytes: RESPONSE_BYTES_MAX });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, headers, body })
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> LocalFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn address(&self) -> String {
        self.address.clone()
    }
}

fn unreachable(address: &str, error: &reqwest::Error) -> TransportError {
    let mut reason = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        reason = inner.to_string();
        cause = inner.source();
    }
    TransportError::Unreachable { address: address.to_owned(), reason }
}

/// Whether nobody on the way reads along: TLS, or no way at all.
fn is_protected(address: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(address) else { return false };
    match (url.scheme(), url.host_str()) {
        ("https", Some(_)) => true,
        ("http", Some(host)) => {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_protected_addresses_are_used() {
        for address in
            ["https://beffroi.example", "http://localhost:8420", "http://127.0.0.1:1", "http://[::1]:8420/"]
        {
            assert!(HttpTransport::new(address).is_ok(), "{address}");
        }
        for address in [
            "http://beffroi.example",
            "http://192.168.1.2:8420",
            "http://localhost.example",
            "http://127.0.0.1.example",
            "http://localhost@beffroi.example",
            "ftp://localhost",
            "file:///etc/passwd",
            "beffroi.example",
            "",
        ] {
            let refused = HttpTransport::new(address);
            assert!(matches!(refused, Err(TransportError::Insecure { .. })), "{address}");
        }
    }
}
