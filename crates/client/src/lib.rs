//! What a program needs to take part in an organisation: keys, session, verified logs, transfers, breach files.
//!
//! The command line and the browser both run this crate. What differs between them is behind five small traits:
//! [`transport::Transport`] (HTTP), [`keep::Keep`] (what outlives a page or a command), [`host::Host`] (time and
//! randomness), [`bulk::BulkCipher`] (AES on file content) and [`source::Source`]/[`source::Sink`] (files). Futures need not be
//! `Send`, and no runtime is assumed.
//!
//! [`Client`] is the device before anybody signs in; [`Session`] is a person signed in. Each use case is one method in
//! one file. Nothing that the server sends is believed before it was verified: the organisation log against the pinned
//! fingerprint, every workspace log against the heads that this device and the account's sealed blob remember.
//!
//! What is deliberately absent: sentences for people (the catalogues of the shells, by [`refusal::Refusal`]'s codes),
//! a clock, a random source, files and sockets (all of them in `native`, behind the feature of that name).

pub mod account;
pub mod api;
pub mod archive;
pub mod bulk;
mod client;
pub mod document;
pub mod dossier;
mod error;
pub mod host;
pub mod intake;
pub mod keep;
pub mod link;
#[cfg(feature = "native")]
pub mod native;
mod organisation;
pub mod refusal;
mod secret;
pub mod self_test;
mod session;
pub mod source;
mod surroundings;
pub mod transport;
pub mod view;
pub mod workspace;
mod zip;

pub use beffroi_dossier::document::DocumentKind;
pub use beffroi_dossier::entry::{CellFunction, DossierEntry, ImportInputRole};
pub use beffroi_dossier::intake::Contact;
pub use beffroi_dossier::view::BreachFileView;
pub use beffroi_ledger::org::Profile;
pub use beffroi_ledger::workspace::Role;
pub use beffroi_vault::{Item, Name};
pub use client::Client;
pub use error::ClientError;
pub use refusal::{Param, Refusal};
pub use session::Session;
