//! Breach files: from the first report to the archive.
//!
//! A breach file is a workspace whose signed entries are folded into one state. This crate owns the
//! meaning of those entries: facts, qualification, exposure, severity, obligations and their
//! deadlines, communications, attestations, the register and the data of every document. It owns no
//! cryptography, no clock, no random source and no file: time, zone and identifiers are arguments.
//!
//! The way through it: acts ([`entry`]) are applied to a file ([`fold`]); obligations
//! ([`obligation`]), severity ([`severity`], [`explain`]) and what the interface shows ([`view`]) are
//! computed from the file and `now`; documents ([`document`]) are data for templates. Citizens'
//! reports come in through [`intake`]; [`register`] is the list of all files.

pub mod calendar;
pub mod deadline;
pub mod document;
pub mod entry;
pub mod explain;
pub mod fold;
pub mod french;
pub mod intake;
pub mod obligation;
pub mod register;
pub mod rules;
pub mod severity;
pub mod tri;
pub mod view;
pub mod vocabulary;
