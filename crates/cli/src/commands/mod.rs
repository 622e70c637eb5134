//! One file, or one folder, for each command.

pub mod account;
mod find;
pub mod serve;
pub mod trace;
pub mod transfer;
pub mod workspace;
