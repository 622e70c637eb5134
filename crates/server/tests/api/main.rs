//! The interface as strangers and members meet it.

#[path = "../support/mod.rs"]
mod support;

mod coverage;
mod desk;
mod documents;
mod invitations;
mod login;
mod objects;
mod organisation;
mod privacy;
mod set_up;
mod signatures;
mod web;
mod workspaces;
