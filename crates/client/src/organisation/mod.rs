//! The organisation log as this device keeps it: read, verified, appended to.

mod append;
mod sync;

pub(crate) use append::ATTEMPTS_MAX;
