//! The tables given beside the logs: who is entitled to what, and which
//! account a session belonged to.
//!
//! A table is read whole or refused: a row dropped in silence would turn a
//! rightful access into an exposure, or hide one.

mod entitlements;
mod error;
mod feed;
mod lookup;
mod names;
mod sessions;
mod viewers;

pub(crate) use entitlements::Known;
pub use entitlements::{Entitlements, EntitlementsBuilder};
pub use error::TableError;
pub(crate) use lookup::Probe;
pub(crate) use names::hash;
pub use sessions::{Sessions, SessionsBuilder};
