//! What every document says of itself: whose it is, which file, made when, from which state.

use serde::Serialize;
use std::collections::BTreeMap;

/// The heading, the foot and the properties of a document. Texts are ready to print.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// The organisation, as it signs.
    pub organisation: String,
    /// Number of the file in the register, or what stands for it.
    pub reference: String,
    /// Day of the document, `2026-11-24`, for the properties of the PDF.
    pub day: String,
    /// Date and hour it was made, written out, in the zone of the organisation.
    pub established: String,
    /// A digest, in hexadecimal.
    pub digest: String,
    /// What it is the digest of.
    pub digest_of: DigestOf,
    /// End of the 72 hours, written out (article 33(1) GDPR); on the notification sheet.
    pub deadline: Option<String>,
    /// Words of the organisation's fingerprint, on the index of an archive.
    pub fingerprint: Vec<String>,
    /// Names of the authors of acts, by account, on the index of an archive.
    pub people: BTreeMap<String, String>,
}

/// What the digest of a stamp is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestOf {
    /// The last commit that the data were folded from.
    #[default]
    State,
    /// The data of the document themselves.
    Data,
}
