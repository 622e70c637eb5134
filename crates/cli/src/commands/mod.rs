//! One file, or one folder, for each command.

pub mod account;
pub mod demo;
pub mod demo_logs;
pub mod document;
mod find;
pub mod link;
pub mod link_visit;
pub mod serve;
pub mod trace;
pub mod transfer;
pub mod verify;
pub mod workspace;
