//! The client's surroundings on a computer: HTTP over reqwest, files, the system's clock and randomness.

mod file;
mod host;
mod keep;
mod transport;

pub use file::{FileSink, FileSource};
pub use host::SystemHost;
pub use keep::FileKeep;
pub use transport::HttpTransport;
