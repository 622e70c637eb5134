//! Typed requests: JSON in and out, signatures, refusals, and the clock difference with the server.

use std::cell::Cell;
use std::rc::Rc;

use beffroi_seal::SigningKey;
use beffroi_wire::ErrorBody;
use beffroi_wire::error::codes;
use beffroi_wire::request::{NONCE_BYTES, Parts, RequestSignature, Signer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::host::Host;
use crate::refusal::{Param, Refusal};
use crate::transport::{Method, Request, Response, Transport, TransportError};

/// A request did not give what was asked.
#[derive(Debug, Clone, Error)]
pub enum ApiError {
    /// No answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The server refuses, and says why.
    #[error("the server refused {path}: {}", body.code)]
    Refused {
        /// What was asked.
        path: String,
        /// HTTP status.
        status: u16,
        /// The server's reason.
        body: ErrorBody,
    },
    /// The answer is not what this version understands.
    #[error("the answer to {path} is not understood (status {status})")]
    NotUnderstood {
        /// What was asked.
        path: String,
        /// HTTP status.
        status: u16,
    },
}

impl ApiError {
    /// The server's code, when the server refused.
    #[must_use]
    pub fn server_code(&self) -> Option<&str> {
        match self {
            Self::Refused { body, .. } => Some(&body.code),
            _ => None,
        }
    }

    /// The refusal as shells show it.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Transport(TransportError::Unreachable { address, reason }) => {
                Refusal::bare("server-unreachable")
                    .with("address", address.as_str())
                    .with("reason", reason.as_str())
            }
            Self::Transport(TransportError::Insecure { address }) => {
                Refusal::bare("server-insecure").with("address", address.as_str())
            }
            Self::Transport(TransportError::TooLarge { path, limit_bytes }) => {
                Refusal::bare("answer-too-large").with("path", path.as_str()).with("limit", *limit_bytes)
            }
            Self::Refused { body, .. } => refusal_of(body),
            Self::NotUnderstood { path, status } => Refusal::bare("server-answer-not-understood")
                .with("path", path.as_str())
                .with("status", u32::from(*status)),
        }
    }
}

/// Who signs a request, and with which key.
#[derive(Clone, Copy)]
pub struct RequestKey<'a> {
    /// Session and device, or reporter.
    pub signer: Signer,
    /// The device's or the reporter's key.
    pub key: &'a SigningKey,
}

/// Requests to one server.
pub struct Api {
    transport: Rc<dyn Transport>,
    host: Rc<dyn Host>,
    clock_offset_ms: Cell<i64>,
}

impl Api {
    /// Requests by `transport`, timed by `host`.
    pub fn new(transport: Rc<dyn Transport>, host: Rc<dyn Host>) -> Self {
        Self { transport, host, clock_offset_ms: Cell::new(0) }
    }

    /// Address of the server, without a trailing slash.
    pub fn address(&self) -> String {
        self.transport.address()
    }

    /// How far the device's clock was found from the server's, in milliseconds, when it mattered.
    pub fn clock_offset_ms(&self) -> i64 {
        self.clock_offset_ms.get()
    }

    /// Reads a JSON document.
    pub async fn get<T: DeserializeOwned>(
        &self,
        key: Option<RequestKey<'_>>,
        path: &str,
    ) -> Result<T, ApiError> {
        let response = self.exchange(key, Method::Get, path, &[], Vec::new()).await?;
        parse(path, &response)
    }

    /// Sends a JSON document and reads the answer.
    pub async fn post<B: Serialize, T: DeserializeOwned>(
        &self,
        key: Option<RequestKey<'_>>,
        path: &str,
        body: &B,
    ) -> Result<T, ApiError> {
        let response = self.exchange(key, Method::Post, path, &[JSON], json(body)).await?;
        parse(path, &response)
    }

    /// Sends a JSON document with further headers and reads the answer.
    pub async fn post_with<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        headers: &[(&'static str, &str)],
        body: &B,
    ) -> Result<T, ApiError> {
        let mut all = vec![JSON];
        all.extend_from_slice(headers);
        let response = self.exchange(None, Method::Post, path, &all, json(body)).await?;
        parse(path, &response)
    }

    /// Sends a request whose answer says nothing more.
    pub async fn act(&self, key: Option<RequestKey<'_>>, method: Method, path: &str) -> Result<(), ApiError> {
        self.exchange(key, method, path, &[], Vec::new()).await.map(drop)
    }

    /// Replaces a JSON document and reads the answer.
    pub async fn put<B: Serialize, T: DeserializeOwned>(
        &self,
        key: Option<RequestKey<'_>>,
        path: &str,
        body: &B,
    ) -> Result<T, ApiError> {
        let response = self.exchange(key, Method::Put, path, &[JSON], json(body)).await?;
        parse(path, &response)
    }

    /// Sends bytes and reads a JSON answer.
    pub async fn put_bytes<T: DeserializeOwned>(
        &self,
        key: Option<RequestKey<'_>>,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Vec<u8>,
    ) -> Result<T, ApiError> {
        let mut all = vec![("content-type", "application/octet-stream")];
        all.extend_from_slice(headers);
        let response = self.exchange(key, Method::Put, path, &all, body).await?;
        parse(path, &response)
    }

    /// Reads bytes `start..end` of an object, with further headers: exactly that many, or an error.
    pub async fn get_range(
        &self,
        key: Option<RequestKey<'_>>,
        path: &str,
        headers: &[(&'static str, &str)],
        start: u64,
        end: u64,
    ) -> Result<Vec<u8>, ApiError> {
        let range = format!("bytes={start}-{}", end.saturating_sub(1));
        let mut all = vec![("range", range.as_str())];
        all.extend_from_slice(headers);
        let response = self.exchange(key, Method::Get, path, &all, Vec::new()).await?;
        let whole_is_range = response.status == 200 && start == 0;
        if (response.status == 206 || whole_is_range) && response.body.len() as u64 == end - start {
            Ok(response.body)
        } else {
            Err(ApiError::NotUnderstood { path: path.to_owned(), status: response.status })
        }
    }

    /// Sends, signing when asked. A clock found wrong is corrected once and the request sent again.
    async fn exchange(
        &self,
        key: Option<RequestKey<'_>>,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Vec<u8>,
    ) -> Result<Response, ApiError> {
        let first = self.request(key, method, path, headers, body.clone());
        let refused = match self.send(first).await {
            Err(ApiError::Refused { body, .. }) if body.code == codes::CLOCK_SKEW && key.is_some() => body,
            other => return other,
        };
        let Some(server_ms) = refused.number("server_time") else {
            return Err(ApiError::NotUnderstood { path: path.to_owned(), status: 401 });
        };
        // The number is the server's: it may be anything.
        self.clock_offset_ms.set(server_ms.saturating_sub(self.host.now().as_millisecond()));
        self.send(self.request(key, method, path, headers, body)).await
    }

    fn request(
        &self,
        key: Option<RequestKey<'_>>,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Vec<u8>,
    ) -> Request {
        let mut headers: Vec<_> = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        if let Some(RequestKey { signer, key }) = key {
            let mut nonce = [0; NONCE_BYTES];
            self.host.fill_random(&mut nonce);
            let time = self.host.now().as_millisecond().saturating_add(self.clock_offset_ms.get());
            let parts = Parts { method: method.as_str(), target: path, body: &body };
            let signature = RequestSignature::sign(key, signer, &parts, time, nonce);
            headers.push(("authorization", signature.to_string()));
        }
        Request { method, path: path.to_owned(), headers, body }
    }

    async fn send(&self, request: Request) -> Result<Response, ApiError> {
        let path = request.path.clone();
        let response = self.transport.send(request).await?;
        if response.is_success() {
            return Ok(response);
        }
        let status = response.status;
        match serde_json::from_slice::<ErrorBody>(&response.body) {
            Ok(body) if is_code(&body.code) => Err(ApiError::Refused { path, status, body }),
            _ => Err(ApiError::NotUnderstood { path, status }),
        }
    }
}

const JSON: (&str, &str) = ("content-type", "application/json");

fn json<B: Serialize>(body: &B) -> Vec<u8> {
    serde_json::to_vec(body).expect("wire types have text keys and finite numbers")
}

fn parse<T: DeserializeOwned>(path: &str, response: &Response) -> Result<T, ApiError> {
    serde_json::from_slice(&response.body)
        .map_err(|_| ApiError::NotUnderstood { path: path.to_owned(), status: response.status })
}

/// A code chooses a sentence of our own catalogue: the server cannot write one.
fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= 64
        && code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn refusal_of(body: &ErrorBody) -> Refusal {
    let mut refusal = Refusal::bare(&body.code).with("request", plain(&body.request));
    for (name, value) in body.params.iter().take(PARAMS_MAX) {
        let value = match value {
            serde_json::Value::String(text) => Param::Text(plain(text)),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(number) => Param::Number(number),
                None => Param::Text(number.to_string()),
            },
            other => Param::Text(plain(&other.to_string())),
        };
        refusal.params.insert(name.clone(), value);
    }
    refusal
}

/// What a server may put into a sentence: short, and without characters that steer a terminal or turn the direction of
/// writing.
fn plain(text: &str) -> String {
    let shown = |letter: char| if steers(letter) { '\u{fffd}' } else { letter };
    text.chars().take(PARAM_CHARACTERS_MAX).map(shown).collect()
}

fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const PARAMS_MAX: usize = 16;
const PARAM_CHARACTERS_MAX: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_writes_no_sentence_of_its_own() {
        let hostile = format!("\u{1b}[2Jrançon\u{202e}{}", "x".repeat(10_000));
        let mut body =
            ErrorBody { code: "x".to_owned(), params: Default::default(), request: hostile.clone() };
        for number in 0..100 {
            body.params.insert(format!("p{number:03}"), hostile.clone().into());
        }
        let refusal = refusal_of(&body);
        assert_eq!(refusal.params.len(), PARAMS_MAX + 1);
        for value in refusal.params.values() {
            let Param::Text(text) = value else { panic!("{value:?}") };
            assert!(text.starts_with("\u{fffd}[2Jrançon\u{fffd}x"), "{text}");
            assert_eq!(text.chars().count(), PARAM_CHARACTERS_MAX);
        }
        assert!(!is_code("Payez ici"));
    }
}
