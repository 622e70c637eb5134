//! Between the socket and the handlers: request identifiers, addresses, headers, log lines, limits.

pub(crate) mod address;
pub(crate) mod body;
mod frame;
mod headers;
pub(crate) mod nonce;
pub(crate) mod rate;
pub(crate) mod signed;

pub(crate) use self::frame::{frame, request_id};
pub(crate) use self::headers::security_headers;
