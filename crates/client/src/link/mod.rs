//! Share links: documents for whoever holds an address, without an account.
//!
//! The secret in the address makes every key; it is never sent. Members keep it in a sealed entry, so that the address can
//! be handed over again and what visitors declare can be read.

mod address;
mod rules;
mod share;
mod show;
mod visit;

use beffroi_ledger::workspace::link_slot;
use beffroi_seal::Context;
use beffroi_seal::id::{LinkId, OrganisationId};
use beffroi_seal::link::{LinkKey, LinkPasswordError, LinkSecret};
use beffroi_seal::receipt::ReceiptError;
use beffroi_vault::{PaperError, VaultRefusal};
use thiserror::Error;

pub use address::LinkAddress;
pub use share::NewLink;
pub use visit::{OpenVisit, Visit};

pub(crate) use share::suspended_with;

/// A link could not be made, changed or used.
#[derive(Debug, Error)]
pub enum LinkError {
    /// The text is not the address of a link: it was cut or altered on its way.
    #[error("this is not the address of a share link")]
    AddressMalformed,
    /// What the server gives does not open with this address: it was altered, or is of another link.
    #[error("what the server gives does not open with this address")]
    DoesNotOpen,
    /// The link has a password, and none was given.
    #[error("this link has a password")]
    PasswordNeeded,
    /// The password is another.
    #[error("the password is another")]
    PasswordWrong,
    /// The password cannot be used, or the server's answer about it is malformed.
    #[error(transparent)]
    Password(#[from] LinkPasswordError),
    /// The papers of the link are malformed.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// No such document behind this link.
    #[error("no such document behind this link")]
    DocumentUnknown,
    /// Nothing would be shared.
    #[error("a link shares one document at least")]
    Nothing,
    /// Too many documents.
    #[error("a link shares {documents_max} documents at most")]
    TooMany {
        /// The limit.
        documents_max: usize,
    },
    /// A document is in the bin.
    #[error("{name} is in the bin")]
    Binned {
        /// Its name.
        name: String,
    },
    /// It would last longer than the organisation allows, or end before it begins.
    #[error("a link ends after it begins, and within {days_max} days")]
    Term {
        /// The longest term, in days.
        days_max: u16,
    },
    /// The organisation wants a password on every link.
    #[error("links of this organisation have a password")]
    PasswordRequired,
    /// A text is too long.
    #[error(transparent)]
    Text(VaultRefusal),
    /// No such link in the workspace.
    #[error("no such link in this workspace")]
    Unknown,
    /// The receipt does not prove that the server took what was declared.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
}

impl LinkError {
    /// Stable code for catalogues and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AddressMalformed => "link-address-malformed",
            Self::DoesNotOpen => "link-does-not-open",
            Self::PasswordNeeded => "link-password-needed",
            Self::PasswordWrong => "link-password-wrong",
            Self::Password(error) => error.code(),
            Self::Paper(error) => error.code(),
            Self::DocumentUnknown => "link-document-unknown",
            Self::Nothing => "link-documents-none",
            Self::TooMany { .. } => "link-documents-max",
            Self::Binned { .. } => "link-document-binned",
            Self::Term { .. } => "link-term",
            Self::PasswordRequired => "link-password-required",
            Self::Text(_) => "link-text-length",
            Self::Unknown => "link-unknown",
            Self::Receipt(error) => error.code(),
        }
    }
}

/// What the secret of a link derives without its password.
struct LinkHand {
    organisation: OrganisationId,
    link: LinkId,
    secret: LinkSecret,
}

impl LinkHand {
    fn slot(&self) -> Context {
        link_slot(self.organisation, self.link)
    }

    /// The key of the cover and of what visitors write; the link's own key too, when it has no password.
    fn cover_key(&self) -> LinkKey {
        self.secret.key(&self.slot())
    }

    /// What shows that one holds the link.
    fn token(&self) -> beffroi_seal::Digest {
        self.secret.access_token(&self.slot())
    }
}
