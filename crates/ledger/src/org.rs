//! The organisation log: who is who. Readable by the server, signed, append-only.
//!
//! [`check`] is the one function that judges an entry; the server runs it before it stores, every client before
//! it believes. [`OrgLog`] verifies what a server sends against the fingerprint that stood on the invitation.

mod certificate;
mod check;
mod entry;
mod invitation;
mod log;
mod refusal;
mod slots;
mod state;

pub use certificate::{
    AccountCertificate, DeviceCertificate, Enrolment, OrganisationStatement, Profile, Relation, email_digest,
    fingerprint_of, organisation_of,
};
pub use check::{AcceptedOrgEntry, check};
pub use entry::{OrgBody, OrgDraft, OrgEntry, OrgHead, SharingRules, SignedOrgEntry};
pub use invitation::{InvitationProof, InvitationSecret, ProofRefused};
pub use log::{OrgError, OrgFault, OrgLog};
pub use refusal::OrgRefusal;
pub use slots::{
    Person, PersonError, device_name_slot, directory_wrap_slot, organisation_wrap_slot, person_slot,
};
pub use state::{AccountRecord, AccountStatus, DeviceRecord, OrgState, WorkspaceRecord};
