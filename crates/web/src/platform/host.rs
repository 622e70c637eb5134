//! The browser's clock, randomness and event loop.

use beffroi_client::host::{Host, LocalFuture};
use jiff::Timestamp;
use wasm_bindgen_futures::JsFuture;

/// The worker's surroundings.
#[derive(Debug, Clone, Copy, Default)]
pub struct BrowserHost;

impl Host for BrowserHost {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(js_sys::Date::now() as i64).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("a browser without crypto.getRandomValues cannot run any of this");
    }

    fn pause(&self, milliseconds: u32) -> LocalFuture<'_, ()> {
        Box::pin(async move {
            let promise = js_sys::Promise::new(&mut |resolve, _| {
                super::set_timeout(&resolve, milliseconds);
            });
            // A timer does not fail; were it to, going on at once is right too.
            drop(JsFuture::from(promise).await);
        })
    }
}
