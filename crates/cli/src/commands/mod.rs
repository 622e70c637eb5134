//! One file, or one folder, for each command.

pub mod trace;
