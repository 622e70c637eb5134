//! See ARCHITECTURE.md.

pub mod portal_log;
