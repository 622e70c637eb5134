//! Share links, as the server reads them: what is served to whom until when, never the names and keys, which are sealed
//! under the secret in the link's fragment.

use std::collections::{BTreeMap, BTreeSet};

use beffroi_seal::id::{AccountId, LinkId, ObjectId, OrganisationId};
use beffroi_seal::{Context, Digest, SealedRecord, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::access::AccessEntry;
use super::refusal::CommitRule;
use crate::org::SharingRules;
use crate::{SignedBody, Timestamp, V1};

/// The most documents of a link.
pub const LINK_OBJECTS_MAX: usize = 100;
/// The largest sheet of a link, with a hundred long names in it, in bytes.
pub const LINK_SHEET_BYTES_MAX: usize = 128 * 1024;
/// The most links of a workspace that are not closed.
pub const LINKS_MAX: usize = 1_000;

/// The slot of everything that a link's secret derives.
pub fn link_slot(organisation: OrganisationId, link: LinkId) -> Context {
    Context::new("link").organisation(organisation).object(link)
}

/// The slot of what a visitor sees before opening.
pub fn link_cover_slot(organisation: OrganisationId, link: LinkId) -> Context {
    Context::new("link-cover").organisation(organisation).object(link)
}

/// The slot of what a visitor sees when they open.
pub fn link_sheet_slot(organisation: OrganisationId, link: LinkId) -> Context {
    Context::new("link-sheet").organisation(organisation).object(link)
}

/// The slot of what a visitor writes.
pub fn link_note_slot(organisation: OrganisationId, link: LinkId) -> Context {
    Context::new("link-note").organisation(organisation).object(link)
}

/// A link begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkOpening {
    /// The link.
    pub link: LinkId,
    /// On what terms it is served.
    pub terms: LinkTerms,
    /// What is shown before opening, sealed under the key of the secret ([`link_cover_slot`]).
    pub cover: SealedRecord,
    /// What is shown when opened, file keys included, sealed under the link's key ([`link_sheet_slot`]).
    pub sheet: SealedRecord,
}

/// On what terms a link is served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkTerms {
    /// When it ends.
    pub expires: Timestamp,
    /// How many downloads it allows; none: any number.
    pub downloads_max: Option<u32>,
    /// Whether a password is part of its key.
    pub password: bool,
    /// Digest of the access token: whoever shows the token holds the link.
    pub access: Digest,
    /// Digest of the proof: whoever shows the proof has the password too, and is given the sheet.
    pub proof: Digest,
    /// The key that signs what visitors write.
    pub signing: VerifyingKey,
    /// The stored ciphertexts that it gives, each once.
    pub objects: Vec<ObjectId>,
}

/// Whether a link is served, as far as the log decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkStatus {
    /// It is, until its term.
    Open,
    /// Not until it is resumed.
    Suspended,
    /// Never again.
    Closed,
}

/// A link of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRecord {
    /// On what terms.
    pub terms: LinkTerms,
    /// Whether it is served.
    pub status: LinkStatus,
    /// Who opened it.
    pub author: AccountId,
    /// The claimed time of the commit that opened it.
    pub opened_at: Timestamp,
}

/// What a visitor declares of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkDeclaration {
    /// "I received these documents."
    Received,
    /// "I am not the intended recipient": the link stops.
    Refused,
}

/// What a visitor declares, signed with the key of the link: whoever signs holds the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkStatement {
    /// Version.
    pub v: V1,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The link.
    pub link: LinkId,
    /// What is declared.
    pub declares: LinkDeclaration,
    /// When, as the visitor's device claims.
    pub at: Timestamp,
    /// Name and words of the visitor, sealed under the key of the secret ([`link_note_slot`]).
    pub note: SealedRecord,
}

impl SignedBody for LinkStatement {
    fn context(&self) -> Context {
        Context::new("link-statement").organisation(self.organisation).object(self.link)
    }
}

/// Who writes about links, and when.
pub(super) struct LinkWriter {
    pub(super) author: AccountId,
    pub(super) guest: bool,
    pub(super) at: Timestamp,
    pub(super) rules: SharingRules,
}

impl AccessEntry {
    /// Whether it is about a link: members write those too.
    pub const fn is_about_link(&self) -> bool {
        matches!(
            self,
            Self::LinkOpened { .. }
                | Self::LinkSuspended { .. }
                | Self::LinkResumed { .. }
                | Self::LinkClosed { .. }
        )
    }
}

/// A link begins: the terms are those that the organisation allows.
pub(super) fn open(
    links: &mut BTreeMap<LinkId, LinkRecord>,
    opening: &LinkOpening,
    writer: &LinkWriter,
) -> Result<(), CommitRule> {
    let (link, terms) = (opening.link, &opening.terms);
    if writer.guest {
        return Err(CommitRule::LinkByGuest { author: writer.author });
    }
    if links.contains_key(&link) {
        return Err(CommitRule::LinkExists { link });
    }
    if links.values().filter(|record| record.status != LinkStatus::Closed).count() >= LINKS_MAX {
        return Err(CommitRule::TooManyLinks { links_max: LINKS_MAX });
    }
    let longest_ms = i64::from(writer.rules.days_max).saturating_mul(DAY_MS);
    let lasts_ms = terms.expires.unix_ms().saturating_sub(writer.at.unix_ms());
    if lasts_ms <= 0 || lasts_ms > longest_ms {
        return Err(CommitRule::LinkTerm { days_max: writer.rules.days_max });
    }
    if writer.rules.password_required && !terms.password {
        return Err(CommitRule::LinkPasswordRequired);
    }
    if terms.downloads_max == Some(0) {
        return Err(CommitRule::LinkDownloads);
    }
    let distinct: BTreeSet<_> = terms.objects.iter().collect();
    if terms.objects.is_empty()
        || distinct.len() != terms.objects.len()
        || distinct.len() > LINK_OBJECTS_MAX
        || opening.sheet.as_bytes().len() > LINK_SHEET_BYTES_MAX
        || opening.cover.as_bytes().len() > LINK_SHEET_BYTES_MAX
    {
        return Err(CommitRule::LinkContent { documents_max: LINK_OBJECTS_MAX });
    }
    let (terms, author, opened_at) = (terms.clone(), writer.author, writer.at);
    links.insert(link, LinkRecord { terms, status: LinkStatus::Open, author, opened_at });
    Ok(())
}

/// A link is suspended, resumed or closed for good.
pub(super) fn change(
    links: &mut BTreeMap<LinkId, LinkRecord>,
    link: LinkId,
    to: LinkStatus,
) -> Result<(), CommitRule> {
    let record = links.get_mut(&link).ok_or(CommitRule::LinkUnknown { link })?;
    let possible = match to {
        LinkStatus::Open => record.status == LinkStatus::Suspended,
        LinkStatus::Suspended => record.status == LinkStatus::Open,
        LinkStatus::Closed => record.status != LinkStatus::Closed,
    };
    if !possible {
        return Err(CommitRule::LinkStatus { link, status: record.status });
    }
    record.status = to;
    Ok(())
}

const DAY_MS: i64 = 24 * 3600 * 1000;
