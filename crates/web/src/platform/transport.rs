//! HTTP by the browser's own `fetch`, to the origin that served the page.

use beffroi_client::host::LocalFuture;
use beffroi_client::transport::{RESPONSE_BYTES_MAX, Request, Response, Transport, TransportError};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::reason;

/// Requests to one origin. Cookies are neither sent nor kept: requests are signed by the device.
#[derive(Debug, Clone)]
pub struct FetchTransport {
    origin: String,
}

impl FetchTransport {
    /// A transport to `origin`, such as `https://beffroi.example`.
    pub fn new(origin: &str) -> Self {
        Self { origin: origin.trim_end_matches('/').to_owned() }
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let path = request.path.clone();
        let too_large = || TransportError::TooLarge { path: path.clone(), limit_bytes: RESPONSE_BYTES_MAX };
        let answer = self.fetch(&request).await.map_err(|error| self.unreachable(&error))?;
        let status = answer.status();
        let headers = headers_of(&answer);
        let response = Response { status, headers, body: Vec::new() };
        let announced = response.header("content-length").and_then(|length| length.parse::<u64>().ok());
        if announced.is_some_and(|length| length > RESPONSE_BYTES_MAX) {
            return Err(too_large());
        }
        let buffer = answer.array_buffer().map_err(|error| self.unreachable(&error))?;
        let buffer = JsFuture::from(buffer).await.map_err(|error| self.unreachable(&error))?;
        let bytes = Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>());
        if u64::from(bytes.length()) > RESPONSE_BYTES_MAX {
            return Err(too_large());
        }
        Ok(Response { body: bytes.to_vec(), ..response })
    }

    async fn fetch(&self, request: &Request) -> Result<web_sys::Response, JsValue> {
        let headers = web_sys::Headers::new()?;
        for (name, value) in &request.headers {
            headers.set(name, value)?;
        }
        let init = web_sys::RequestInit::new();
        init.set_method(request.method.as_str());
        init.set_headers(&headers);
        init.set_credentials(web_sys::RequestCredentials::Omit);
        init.set_cache(web_sys::RequestCache::NoStore);
        init.set_redirect(web_sys::RequestRedirect::Error);
        if request.body.len() > BLOB_BYTES_MIN {
            // Browsers send a `Blob` ten times faster than the same bytes in an array.
            let bytes = Array::of1(&Uint8Array::from(request.body.as_slice()));
            init.set_body(&JsValue::from(Blob::new_with_u8_array_sequence(&bytes)?));
        } else if !request.body.is_empty() {
            init.set_body(&Uint8Array::from(request.body.as_slice()));
        }
        let url = format!("{}{}", self.origin, request.path);
        let request = web_sys::Request::new_with_str_and_init(&url, &init)?;
        JsFuture::from(super::global_fetch(&request)).await?.dyn_into()
    }

    fn unreachable(&self, error: &JsValue) -> TransportError {
        TransportError::Unreachable { address: self.origin.clone(), reason: reason(error) }
    }
}

impl Transport for FetchTransport {
    fn send(&self, request: Request) -> LocalFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn address(&self) -> String {
        self.origin.clone()
    }
}

/// Bodies larger than this go as a `Blob`.
const BLOB_BYTES_MIN: usize = 64 * 1024;

fn headers_of(answer: &web_sys::Response) -> Vec<(String, String)> {
    let entries = answer.headers().entries();
    let mut headers = Vec::new();
    while let Ok(next) = entries.next() {
        if next.done() {
            break;
        }
        let pair: Array = next.value().unchecked_into();
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            headers.push((name, value));
        }
    }
    headers
}
