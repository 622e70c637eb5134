//! Opens, suspends, resumes and closes links, as a member.

use std::collections::BTreeSet;

use beffroi_ledger::V1;
use beffroi_ledger::workspace::{
    CommitDraft, LINK_OBJECTS_MAX, LinkOpening, LinkStatus, LinkTerms, Space, link_cover_slot,
    link_sheet_slot,
};
use beffroi_seal::id::{DocumentId, LinkId, WorkspaceId};
use beffroi_seal::link::{LinkKey, LinkSecret, PasswordState};
use beffroi_seal::{Digest, ExportSecret};
use beffroi_vault::{
    Item, LinkCover, LinkPaper, LinkSheet, SharedLink, SharedSecret, SharedVersion, SheetDocument,
    VaultEntry, VaultRefusal, VaultState,
};
use beffroi_wire::link::{LinkPasswordAnswer, LinkPasswordMaking};
use beffroi_wire::routes;
use jiff::Timestamp;

use super::{LinkError, LinkHand};
use crate::document::DocumentError;
use crate::error::ClientError;
use crate::session::Session;
use crate::view::LinkView;
use crate::workspace::Drafting;

/// A link about to be made.
#[derive(Debug, Clone)]
pub struct NewLink<'a> {
    /// What it shares, in the versions in force now.
    pub documents: &'a [DocumentId],
    /// What it is about; empty: the name of the first document.
    pub title: &'a str,
    /// Words for whoever receives it; may be empty.
    pub message: &'a str,
    /// When it ends.
    pub expires_at: Timestamp,
    /// How many downloads it allows; none: any number.
    pub downloads_max: Option<u32>,
    /// Its password, if it has one.
    pub password: Option<&'a str>,
}

impl Session {
    /// Shares documents by a link: the versions in force now, whatever the documents become.
    ///
    /// # Errors
    /// When a document is not there or in the bin, the terms are not those that the organisation allows, or this account may
    /// not share here.
    pub async fn create_link(
        &self,
        workspace: WorkspaceId,
        new: &NewLink<'_>,
    ) -> Result<LinkView, ClientError> {
        let documents: BTreeSet<_> = new.documents.iter().copied().collect();
        let opened = self.open(workspace).await?;
        self.check_terms(new, documents.len())?;
        let hand = {
            let mut rng = self.around.rng();
            LinkHand {
                organisation: self.keys.organisation,
                link: LinkId::make(&mut rng),
                secret: LinkSecret::make(&mut rng),
            }
        };
        let key = match new.password {
            None => hand.cover_key(),
            Some(password) => self.key_with_password(workspace, &hand, password).await?,
        };
        let author = self.person_name(self.keys.account);
        let organisation = self.with_org(|state| state.name().unwrap_or_default().to_owned());
        let making = Making { new, hand: &hand, key: &key, author, organisation };
        self.append(&opened, |drafting| making.draft(drafting, &documents).map(Some)).await?;
        self.link(workspace, hand.link).await
    }

    /// Stops serving a link until it is resumed.
    ///
    /// # Errors
    /// When there is no such link, or this account only reads.
    pub async fn suspend_link(&self, workspace: WorkspaceId, link: LinkId) -> Result<(), ClientError> {
        self.change_link(workspace, link, LinkStatus::Suspended).await
    }

    /// Serves a suspended link again.
    ///
    /// # Errors
    /// When there is no such link, a document that it shares is in the bin, or this account only reads.
    pub async fn resume_link(&self, workspace: WorkspaceId, link: LinkId) -> Result<(), ClientError> {
        self.change_link(workspace, link, LinkStatus::Open).await
    }

    /// Ends a link for good.
    ///
    /// # Errors
    /// When there is no such link, or this account only reads.
    pub async fn close_link(&self, workspace: WorkspaceId, link: LinkId) -> Result<(), ClientError> {
        self.change_link(workspace, link, LinkStatus::Closed).await
    }

    async fn change_link(
        &self,
        workspace: WorkspaceId,
        link: LinkId,
        to: LinkStatus,
    ) -> Result<(), ClientError> {
        let opened = self.open(workspace).await?;
        self.append(&opened, |drafting| {
            let record = drafting.inner.log.access().link(link).ok_or(LinkError::Unknown)?;
            if record.status == to {
                return Ok(None);
            }
            let draft = drafting.draft();
            Ok(Some(match to {
                LinkStatus::Open => {
                    nothing_in_the_bin(drafting.inner.fold.vault(), link)?;
                    draft.resume_link(link)
                }
                LinkStatus::Suspended => draft.suspend_link(link),
                LinkStatus::Closed => draft.close_link(link),
            }))
        })
        .await?;
        Ok(())
    }

    fn check_terms(&self, new: &NewLink<'_>, documents: usize) -> Result<(), LinkError> {
        let rules = self.with_org(|state| state.sharing());
        if documents == 0 {
            return Err(LinkError::Nothing);
        }
        if documents > LINK_OBJECTS_MAX {
            return Err(LinkError::TooMany { documents_max: LINK_OBJECTS_MAX });
        }
        let lasts_ms = new.expires_at.as_millisecond().saturating_sub(self.around.now_ms());
        if lasts_ms <= 0 || lasts_ms > i64::from(rules.days_max) * DAY_MS {
            return Err(LinkError::Term { days_max: rules.days_max });
        }
        if rules.password_required && new.password.is_none() {
            return Err(LinkError::PasswordRequired);
        }
        Ok(())
    }

    /// The server's part in the key: it learns neither the password nor what comes of it.
    async fn key_with_password(
        &self,
        workspace: WorkspaceId,
        hand: &LinkHand,
        password: &str,
    ) -> Result<LinkKey, ClientError> {
        let (state, question) =
            PasswordState::start(password, &mut self.around.rng()).map_err(LinkError::from)?;
        let path = routes::link_password_making(workspace, hand.link);
        let request = LinkPasswordMaking { question };
        let answer: LinkPasswordAnswer =
            self.around.api.post(Some(self.request_key()), &path, &request).await?;
        let output = state.finish(&answer.answer).map_err(LinkError::from)?;
        Ok(hand.secret.key_with_password(&output, &hand.slot()))
    }
}

/// What a link is made of, kept apart from where, so that it can be signed again after a conflict.
struct Making<'a> {
    new: &'a NewLink<'a>,
    hand: &'a LinkHand,
    key: &'a LinkKey,
    author: String,
    organisation: String,
}

impl Making<'_> {
    fn draft(
        &self,
        drafting: &Drafting<'_>,
        documents: &BTreeSet<DocumentId>,
    ) -> Result<CommitDraft, ClientError> {
        let LinkHand { organisation, link, .. } = *self.hand;
        let sheet = self.sheet(drafting, documents)?;
        let plain = sheet.encode();
        let cover = self.cover(drafting, &sheet);
        let rng = &mut drafting.around.rng();
        let cover_key = self.hand.cover_key();
        let opening = LinkOpening {
            link,
            terms: LinkTerms {
                expires: beffroi_ledger::Timestamp::from_unix_ms(self.new.expires_at.as_millisecond()),
                downloads_max: self.new.downloads_max,
                password: self.new.password.is_some(),
                access: Digest::of(self.hand.token().as_bytes()),
                proof: Digest::of(self.key.proof().as_bytes()),
                signing: cover_key.signing_key().verifying_key(),
                objects: sheet.documents.iter().map(|one| one.object).collect(),
            },
            cover: cover_key.record_key().seal(&link_cover_slot(organisation, link), &cover.encode(), rng),
            sheet: self.key.record_key().seal(&link_sheet_slot(organisation, link), &plain, rng),
        };
        let versions =
            sheet.documents.iter().map(|one| SharedVersion { document: one.document, version: one.version });
        let entry = VaultEntry::Shared {
            shared: Box::new(SharedLink {
                link,
                secret: SharedSecret::from_bytes(*self.hand.secret.export_secret()),
                title: cover.title,
                message: cover.message,
                documents: versions.collect(),
                sheet: Digest::of(&plain),
            }),
        };
        drafting.inner.fold.vault().check(&entry).map_err(refused)?;
        Ok(drafting.draft().open_link(opening).content(Space::Vault, entry.encode()))
    }

    fn sheet(
        &self,
        drafting: &Drafting<'_>,
        documents: &BTreeSet<DocumentId>,
    ) -> Result<LinkSheet, ClientError> {
        let vault = drafting.inner.fold.vault();
        let workspace = drafting.inner.log.access().workspace();
        let mut shared = Vec::with_capacity(documents.len());
        for document in documents {
            let found = vault.document(*document).ok_or(DocumentError::Unknown { document: *document })?;
            if vault.is_trashed(Item::Document(*document)) {
                return Err(LinkError::Binned { name: found.name().to_string() }.into());
            }
            let file = &found.current().file;
            let key = drafting.inner.file_key(*document, file)?;
            shared.push(SheetDocument {
                document: *document,
                version: file.version,
                object: file.object,
                name: found.name().to_string(),
                size: file.size,
                media_type: file.media_type.clone(),
                plaintext_digest: file.plaintext_digest,
                key: SharedSecret::from_bytes(*key.export_secret()),
            });
        }
        shared.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(LinkSheet { v: V1, workspace, documents: shared })
    }

    fn cover(&self, drafting: &Drafting<'_>, sheet: &LinkSheet) -> LinkCover {
        let title = match (self.new.title.trim(), sheet.documents.first()) {
            ("", Some(first)) => first.name.clone(),
            (title, _) => title.to_owned(),
        };
        LinkCover {
            v: V1,
            organisation: self.organisation.clone(),
            author: self.author.clone(),
            title,
            message: self.new.message.trim().to_owned(),
            documents: u32::try_from(sheet.documents.len()).unwrap_or(u32::MAX),
            size: sheet.documents.iter().map(|one| one.size).sum(),
            at: drafting.around.timestamp(),
        }
    }
}

/// Links in force that share something which goes to the bin: they stop with it, until somebody resumes them.
pub(crate) fn suspended_with(draft: CommitDraft, drafting: &Drafting<'_>, items: &[Item]) -> CommitDraft {
    let (vault, access) = (drafting.inner.fold.vault(), drafting.inner.log.access());
    let goes = |document: DocumentId| {
        let around = vault.document(document).map(|found| found.parent());
        items.iter().any(|item| match item {
            Item::Document(gone) => *gone == document,
            Item::Folder(gone) => {
                around.is_some_and(|parent| vault.folders_around(parent).any(|folder| folder == *gone))
            }
        })
    };
    let open = |link| access.link(link).is_some_and(|record| record.status == LinkStatus::Open);
    let stops = vault
        .shared()
        .filter(|shared| open(shared.link) && shared.documents.iter().any(|one| goes(one.document)));
    stops.fold(draft, |draft, shared| draft.suspend_link(shared.link))
}

fn nothing_in_the_bin(vault: &VaultState, link: LinkId) -> Result<(), LinkError> {
    let shared = vault.shared_link(link).ok_or(LinkError::Unknown)?;
    let binned = shared.documents.iter().find(|one| vault.is_trashed(Item::Document(one.document)));
    match binned.map(|one| vault.document(one.document)) {
        None => Ok(()),
        Some(Some(document)) => Err(LinkError::Binned { name: document.name().to_string() }),
        // Destroyed since.
        Some(None) => Err(LinkError::DocumentUnknown),
    }
}

fn refused(refusal: VaultRefusal) -> LinkError {
    match refusal {
        text @ VaultRefusal::TextTooLong { .. } => LinkError::Text(text),
        VaultRefusal::NothingShared => LinkError::Nothing,
        _ => LinkError::DocumentUnknown,
    }
}

const DAY_MS: i64 = 24 * 3600 * 1000;
