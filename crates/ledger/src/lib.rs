//! Signed append-only logs: who is who in an organisation, who may do what in a workspace.
//!
//! What it owns: the entries of both logs, the one function that judges each of them (run by the server and by
//! every client), the fold into state, the detection of forks and rollbacks, the keys of a workspace, and offline
//! verification. What is deliberately absent: what content means (`vault`, `dossier`), any IO, clock or random source.
//!
//! Two logs, one way of reading them:
//!
//! - [`org`]: the organisation log, readable by the server; public keys come from nowhere else;
//! - [`workspace`]: commits of access entries (readable, enforced) and content entries (sealed).
//!
//! Rights are judged by position in a log, never by a clock. Formats: `docs/spec/organisation-log.md`,
//! `docs/spec/workspace-log.md`.

pub mod bundle;
pub mod intake;
pub mod org;
pub mod signed;
pub mod timestamp;
pub mod verify;
pub mod version;
pub mod workspace;

pub use signed::{Signed, SignedBody};
pub use timestamp::Timestamp;
pub use version::V1;
