//! One file, or one folder, for each command.

pub mod account;
pub mod demo;
mod find;
pub mod serve;
pub mod trace;
pub mod transfer;
pub mod verify;
pub mod workspace;
