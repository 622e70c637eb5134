//! Acts towards people: letters to exposed persons, attestations asked of viewers.

use std::collections::BTreeSet;

use beffroi_seal::id::{CommunicationId, PieceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Letters are ready for these persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LettersPrepared {
    /// The mailing.
    pub communication: CommunicationId,
    /// References of the persons.
    pub persons: BTreeSet<String>,
}

/// Letters are sent to these persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LettersSent {
    /// The mailing.
    pub communication: CommunicationId,
    /// References of the persons.
    pub persons: BTreeSet<String>,
    /// How.
    pub channel: LetterChannel,
    /// When.
    pub sent_at: Timestamp,
    /// Proof of sending.
    #[serde(default)]
    pub piece: Option<PieceId>,
}

/// How a letter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum LetterChannel {
    Post,
    RegisteredPost,
    Email,
    ByHand,
    Telephone,
    Portal,
}

/// A letter came back: the person is to be informed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterReturned {
    /// Reference of the person.
    pub person: String,
    /// When.
    pub returned_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// These persons need no letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonsExempted {
    /// References of the persons.
    pub persons: BTreeSet<String>,
    /// On what ground.
    pub basis: ExemptionBasis,
    /// In our words.
    pub reason: String,
}

/// Why a person needs no letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExemptionBasis {
    /// The risk is not high for this person.
    NotHighRisk,
    /// Article 34(3)(a).
    Unintelligible,
    /// Article 34(3)(b).
    RiskRemoved,
    /// Article 34(3)(c): needs a public notice.
    PublicNotice,
    /// Told by word of mouth, on record.
    AlreadyInformed,
}

/// A public notice replaces letters (article 34(3)(c)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicNoticePublished {
    /// Why contacting each person is disproportionate.
    pub basis: String,
    /// Where.
    pub places: Vec<String>,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Proof of publication.
    #[serde(default)]
    pub piece: Option<PieceId>,
}

/// An attestation of destruction is asked of a viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestationRequested {
    /// Reference of the viewer.
    pub viewer: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Answer expected by.
    pub due_at: Timestamp,
    /// How.
    pub channel: LetterChannel,
}

/// The viewer is reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestationReminded {
    /// Reference of the viewer.
    pub viewer: String,
    /// When.
    pub sent_at: Timestamp,
    /// New term.
    pub due_at: Timestamp,
}

/// The viewer answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestationAnswered {
    /// Reference of the viewer.
    pub viewer: String,
    /// What they declare.
    pub declaration: Declaration,
}

/// What a viewer declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Who declares.
    pub declarant: String,
    /// When.
    pub declared_at: Timestamp,
    /// Said, written or signed.
    pub form: AttestationForm,
    /// Opened or read the data.
    pub opened: bool,
    /// Kept a copy at some time.
    pub copied: bool,
    /// Sent them to somebody: to whom.
    #[serde(default)]
    pub forwarded_to: Vec<String>,
    /// How copies were destroyed, backups and bin included.
    #[serde(default)]
    pub deletion_method: String,
    /// When.
    #[serde(default)]
    pub deleted_at: Option<Timestamp>,
    /// Will make no use of what was seen.
    pub no_further_use: bool,
    /// The signed document.
    #[serde(default)]
    pub piece: Option<PieceId>,
}

impl Declaration {
    /// Whether nothing is left with the viewer, nor with somebody else.
    pub fn nothing_left(&self) -> bool {
        let destroyed =
            !self.copied || (self.deleted_at.is_some() && !self.deletion_method.trim().is_empty());
        destroyed && self.forwarded_to.is_empty() && self.no_further_use
    }
}

/// How an attestation was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttestationForm {
    /// Said, and written down by us.
    Oral,
    /// Written.
    Written,
    /// Signed.
    Signed,
}

/// The viewer refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestationRefused {
    /// Reference of the viewer.
    pub viewer: String,
    /// In their words.
    pub reason: String,
}

/// No answer after two reminders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestationSilent {
    /// Reference of the viewer.
    pub viewer: String,
}
