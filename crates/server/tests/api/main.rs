//! The interface as strangers and members meet it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

#[path = "../support/mod.rs"]
mod support;

mod coverage;
mod desk;
mod documents;
mod invitations;
mod life;
mod links;
mod login;
mod mail;
mod objects;
mod organisation;
mod privacy;
mod set_up;
mod signatures;
mod tls;
mod web;
mod workspaces;
