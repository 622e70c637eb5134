//! What people get wrong, and what goes wrong around them: the real executable against a real server, in French. Each
//! case ends with a sentence that names the thing and the next step, a stable code, and nothing lost or half-written.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod accounts;
mod bed;
mod clocks;
mod documents;
mod files;
mod full;
mod links;
mod traces;
