//! The client against the real server: real SQLite, real HTTP on a loopback port, one profile for each device.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::large_futures,
    clippy::type_complexity,
    clippy::await_holding_refcell_ref,
    reason = "a test stops at the first surprise, on one thread"
)]

mod accounts;
mod archives;
mod arranging;
mod documents;
mod dossiers;
mod life;
mod links;
mod reports;
mod town;
mod workspaces;
