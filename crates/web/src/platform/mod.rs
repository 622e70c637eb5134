//! The browser as the client sees it: fetch, IndexedDB, WebCrypto, the clock, files.

mod blob;
mod bulk;
mod host;
mod keep;
mod transport;

pub use blob::{BlobReader, BlobSink, BlobSource};
pub use bulk::WebCrypto;
pub use host::BrowserHost;
pub use keep::IndexedDbKeep;
pub use transport::FetchTransport;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// What a JavaScript exception says, for the reason of an error.
pub fn reason(error: &JsValue) -> String {
    js_sys::Reflect::get(error, &JsValue::from_str("message"))
        .ok()
        .and_then(|message| message.as_string())
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "unknown".to_owned())
}

#[wasm_bindgen]
extern "C" {
    /// `crypto` of the worker, the window or Node.
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    pub static CRYPTO: web_sys::Crypto;

    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(request: &web_sys::Request) -> js_sys::Promise;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, milliseconds: u32) -> JsValue;
}
