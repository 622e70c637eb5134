//! The one-time set-up link, printed at the first start on an empty store.

use beffroi_seal::Digest;
use beffroi_store::{Hash, Store, StoreError};
use beffroi_wire::B64;

use crate::clock::random;
use crate::config::Config;

/// Path of the web application's set-up page.
const PAGE: &str = "/mise-en-place";

/// What the store keeps of a token.
pub(crate) fn token_hash(token: &str) -> Hash {
    *Digest::of(token.trim()).as_bytes()
}

/// Makes a fresh link while there is no organisation; the one printed before stops working.
pub(crate) async fn link(store: &Store, config: &Config, now: i64) -> Result<Option<String>, StoreError> {
    if store.org_head().await?.is_some() {
        return Ok(None);
    }
    let token = B64::from(random::<24>()).to_string();
    store.keep_setup_token(token_hash(&token), now, now + config.terms.setup_ms).await?;
    // In the fragment, which browsers do not send and proxies do not log.
    Ok(Some(format!("{}{PAGE}#{token}", config.public_url)))
}
