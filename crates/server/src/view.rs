//! The folds of the logs, kept in memory and brought up to date from the store before each use: several server
//! processes may share one database.

pub(crate) mod org;
pub(crate) mod workspace;
