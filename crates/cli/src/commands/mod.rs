//! One file, or one folder, for each command.

pub mod account;
pub mod demo;
pub mod demo_logs;
mod find;
pub mod serve;
pub mod trace;
pub mod transfer;
pub mod verify;
pub mod workspace;
