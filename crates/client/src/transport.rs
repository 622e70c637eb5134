//! One request, one answer, bytes in both: everything the client needs from HTTP.
//!
//! Large content is asked for by ranges and sent by parts, so neither side of this trait ever holds more
//! than a part (8 MiB).

use thiserror::Error;

use crate::host::LocalFuture;

/// HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Create or act.
    Post,
    /// Replace, idempotent.
    Put,
    /// Remove.
    Delete,
}

impl Method {
    /// The method as it stands in the request line and under the signature.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request to the server the transport was made for.
#[derive(Debug, Clone)]
pub struct Request {
    /// HTTP method.
    pub method: Method,
    /// Path and query, from the root (`/api/v1/…`).
    pub path: String,
    /// Header names (lowercase) and values.
    pub headers: Vec<(&'static str, String)>,
    /// Body; empty for none.
    pub body: Vec<u8>,
}

/// What came back. Nothing in it is trusted yet.
#[derive(Debug, Clone)]
pub struct Response {
    /// HTTP status code.
    pub status: u16,
    /// Header names (lowercase) and values.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Response {
    /// The first value of header `name` (lowercase).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The request did not get an answer.
#[derive(Debug, Clone, Error)]
pub enum TransportError {
    /// No connection, or it broke before the answer was complete. Trying again may succeed.
    #[error("the server at {address} cannot be reached: {reason}")]
    Unreachable {
        /// Address of the server.
        address: String,
        /// What the system said.
        reason: String,
    },
    /// The address is neither `https://` nor on this machine: everybody on the way could read who asks for what.
    #[error("{address} is not protected on its way: use https://")]
    Insecure {
        /// Address of the server.
        address: String,
    },
    /// The answer is larger than this client accepts.
    #[error("the answer to {path} is larger than {limit_bytes} bytes")]
    TooLarge {
        /// What was asked.
        path: String,
        /// The limit.
        limit_bytes: u64,
    },
}

/// Sends requests to one server.
pub trait Transport {
    /// Sends `request` and gives the whole answer, whatever its status.
    fn send(&self, request: Request) -> LocalFuture<'_, Result<Response, TransportError>>;

    /// Address of the server, without a trailing slash: it opens every link given to people.
    fn address(&self) -> String;
}

/// No answer may be larger: parts are 8 MiB, pages of a log are cut by the server well below.
pub const RESPONSE_BYTES_MAX: u64 = 64 * 1024 * 1024;
