//! The browser facade over the client: one object whose methods are those of `web/src/core/api.ts`.
//!
//! It runs in a worker. What differs from a computer is in `platform`: fetch, IndexedDB, WebCrypto, files, the
//! clock. Everything else is `beffroi-client`, the same as on the command line.

mod convert;
mod core;
mod platform;

pub use crate::core::Core;
