//! The links of a workspace, and what was done with them.

use beffroi_ledger::Signed;
use beffroi_ledger::org::AccountRecord;
use beffroi_ledger::workspace::{LinkDeclaration, LinkRecord, LinkStatement, LinkStatus, link_note_slot};
use beffroi_seal::ExportSecret;
use beffroi_seal::id::{LinkId, WorkspaceId};
use beffroi_seal::link::LinkSecret;
use beffroi_vault::{LinkNote, LinkPaper, SharedLink};
use beffroi_wire::link::{LinkCountList, LinkCounts, LinkUse, LinkUseKind, LinkUseList};
use beffroi_wire::routes;

use super::address::LinkAddress;
use super::{LinkError, LinkHand};
use crate::error::ClientError;
use crate::session::Session;
use crate::surroundings::instant;
use crate::view::{LinkDocumentView, LinkNoteView, LinkState, LinkUseView, LinkView};
use crate::workspace::Inner;

impl Session {
    /// The links of a workspace, newest first, with how often the server says that they were used.
    ///
    /// # Errors
    /// When the workspace cannot be read.
    pub async fn links(&self, workspace: WorkspaceId) -> Result<Vec<LinkView>, ClientError> {
        let opened = self.open(workspace).await?;
        let path = routes::workspace_links(workspace);
        let counts: LinkCountList = self.around.api.get(Some(self.request_key()), &path).await?;
        opened.with(|inner| {
            if inner.role(self.keys.account).is_none() {
                return Err(ClientError::NotMember { workspace });
            }
            let shared = inner.fold.vault().shared();
            let mut links: Vec<_> = shared
                .filter_map(|shared| {
                    let record = inner.log.access().link(shared.link)?;
                    let counts = counts.links.iter().find(|one| one.link == shared.link);
                    Some(self.link_view(inner, shared, record, counts))
                })
                .collect();
            links.sort_by_key(|link| std::cmp::Reverse((link.created_at, link.id)));
            Ok(links)
        })
    }

    /// One link.
    ///
    /// # Errors
    /// When the workspace has no such link.
    pub async fn link(&self, workspace: WorkspaceId, link: LinkId) -> Result<LinkView, ClientError> {
        let links = self.links(workspace).await?;
        links.into_iter().find(|one| one.id == link).ok_or_else(|| LinkError::Unknown.into())
    }

    /// What was done with a link, newest first. What visitors declare counts only with the signature of the link's key.
    ///
    /// # Errors
    /// When the workspace has no such link.
    pub async fn link_uses(
        &self,
        workspace: WorkspaceId,
        link: LinkId,
    ) -> Result<Vec<LinkUseView>, ClientError> {
        let opened = self.open(workspace).await?;
        let path = routes::link_uses(workspace, link);
        let list: LinkUseList = self.around.api.get(Some(self.request_key()), &path).await?;
        opened.with(|inner| {
            let vault = inner.fold.vault();
            let shared = vault.shared_link(link).ok_or(LinkError::Unknown)?;
            let record = inner.log.access().link(link).ok_or(LinkError::Unknown)?;
            let documents = documents(inner, shared);
            let reading = Reading { hand: self.hand(shared), shared, record };
            let view = |used: &LinkUse| {
                let place = record.terms.objects.iter().position(|object| Some(*object) == used.object);
                let name = place.and_then(|_| {
                    let object = used.object?;
                    let version = documents.iter().find(|(of, _)| *of == object)?;
                    Some(version.1.name.clone())
                });
                let statement = reading.note(used);
                // A declaration without the signature of the link's key is the server's word alone: it is not shown.
                let declares = matches!(used.kind, LinkUseKind::Received | LinkUseKind::Refused);
                (!declares || statement.is_some()).then(|| LinkUseView {
                    at: instant(used.at),
                    kind: used.kind,
                    address: used.address.clone(),
                    document: name,
                    statement,
                })
            };
            Ok(list.uses.iter().filter_map(view).collect())
        })
    }

    fn hand(&self, shared: &SharedLink) -> LinkHand {
        LinkHand {
            organisation: self.keys.organisation,
            link: shared.link,
            secret: LinkSecret::import_secret(shared.secret.expose()),
        }
    }

    fn link_view(
        &self,
        inner: &Inner,
        shared: &SharedLink,
        record: &LinkRecord,
        counts: Option<&LinkCounts>,
    ) -> LinkView {
        let address = LinkAddress {
            server: self.around.api.address(),
            link: shared.link,
            secret: LinkSecret::import_secret(shared.secret.expose()),
        };
        LinkView {
            id: shared.link,
            title: shared.title.clone(),
            message: shared.message.clone(),
            created_at: instant(record.opened_at.unix_ms()),
            created_by: self.person_name(record.author),
            expires_at: instant(record.terms.expires.unix_ms()),
            downloads_max: record.terms.downloads_max,
            password: record.terms.password,
            state: self.link_state(inner, record, counts),
            documents: documents(inner, shared).into_iter().map(|(_, document)| document).collect(),
            address: address.to_url(),
            opened: counts.map_or(0, |counts| counts.opened),
            downloads: counts.map_or(0, |counts| counts.downloads),
            received: counts.map_or(0, |counts| counts.received),
        }
    }

    /// As the server serves it.
    fn link_state(&self, inner: &Inner, record: &LinkRecord, counts: Option<&LinkCounts>) -> LinkState {
        let author_acts =
            self.with_org(|state| state.account(record.author).is_some_and(AccountRecord::is_active));
        let downloads = counts.map_or(0, |counts| counts.downloads);
        match record.status {
            LinkStatus::Closed => LinkState::Closed,
            _ if counts.is_some_and(|counts| counts.refused_at.is_some()) => LinkState::Refused,
            LinkStatus::Suspended => LinkState::Suspended,
            LinkStatus::Open if !inner.log.access().serves_outsiders() || !author_acts => {
                LinkState::Suspended
            }
            LinkStatus::Open if record.terms.expires.unix_ms() <= self.around.now_ms() => LinkState::Expired,
            LinkStatus::Open
                if record.terms.downloads_max.is_some_and(|most| downloads >= u64::from(most)) =>
            {
                LinkState::Exhausted
            }
            LinkStatus::Open => LinkState::Active,
        }
    }
}

/// What a link shares, under the names of today.
fn documents(inner: &Inner, shared: &SharedLink) -> Vec<(beffroi_seal::id::ObjectId, LinkDocumentView)> {
    let vault = inner.fold.vault();
    let view = |one: &beffroi_vault::SharedVersion| {
        let document = vault.document(one.document)?;
        let file = &document.version(one.version)?.file;
        let view = LinkDocumentView {
            document: one.document,
            version: one.version,
            name: document.name().to_string(),
            size: file.size,
            media_type: file.media_type.clone(),
        };
        Some((file.object, view))
    };
    shared.documents.iter().filter_map(view).collect()
}

/// Opens what visitors wrote.
struct Reading<'a> {
    hand: LinkHand,
    shared: &'a SharedLink,
    record: &'a LinkRecord,
}

impl Reading<'_> {
    fn note(&self, used: &LinkUse) -> Option<LinkNoteView> {
        let declared = match used.kind {
            LinkUseKind::Received => LinkDeclaration::Received,
            LinkUseKind::Refused => LinkDeclaration::Refused,
            _ => return None,
        };
        let statement = Signed::<LinkStatement>::decode(used.statement.as_ref()?.as_slice()).ok()?;
        let statement = statement
            .check_into(|signed| {
                let body = signed.body();
                let here = body.organisation == self.hand.organisation
                    && body.link == self.hand.link
                    && body.declares == declared;
                let holds = here && signed.verify(&self.record.terms.signing).is_ok();
                if holds { Ok(signed.into_body()) } else { Err(()) }
            })
            .ok()?;
        let slot = link_note_slot(self.hand.organisation, self.hand.link);
        let plain = self.hand.cover_key().record_key().open(&slot, &statement.note).ok()?;
        let note = LinkNote::decode(plain.expose()).ok()?;
        let opened = note.sheet == Some(self.shared.sheet);
        Some(LinkNoteView { name: note.name, text: note.text, opened })
    }
}
