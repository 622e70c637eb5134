//! A link in the hands of whoever received it: no account, nothing kept.

use std::rc::Rc;

use beffroi_ledger::workspace::{
    LinkDeclaration, LinkStatement, link_cover_slot, link_note_slot, link_sheet_slot,
};
use beffroi_ledger::{Signed, V1};
use beffroi_seal::id::DocumentId;
use beffroi_seal::keys::FileKey;
use beffroi_seal::link::{LinkKey, PasswordState};
use beffroi_seal::receipt::{ReceiptKind, SignedReceipt};
use beffroi_seal::{Digest, ExportSecret, cbor};
use beffroi_vault::{LinkCover, LinkNote, LinkPaper, LinkSheet, file_content_slot};
use beffroi_wire::error::codes;
use beffroi_wire::link::{
    LinkAccess, LinkCoverAnswer, LinkDownloadAnswer, LinkDownloadRequest, LinkOpenAnswer, LinkOpenRequest,
    LinkPasswordAnswer, LinkPasswordRequest, LinkStatementRequest, LinkStatementTaken,
};
use beffroi_wire::{B64, routes};

use super::{LinkAddress, LinkError, LinkHand};
use crate::account::AccountError;
use crate::client::Client;
use crate::document::{ObjectToRead, read_object};
use crate::error::ClientError;
use crate::source::Sink;
use crate::surroundings::{Surroundings, instant};
use crate::view::{LinkCoverView, LinkDocumentView, OnProgress, VisitedLinkView};

/// A link that was shown: from whom and what for.
pub struct Visit {
    around: Surroundings,
    hand: LinkHand,
    cover: LinkCover,
    terms: Terms,
}

/// The terms, as the server says them.
#[derive(Clone, Copy)]
struct Terms {
    password: bool,
    expires_ms: i64,
    downloads_left: Option<u32>,
}

/// A link that was opened: its documents can be read.
pub struct OpenVisit {
    visit: Rc<Visit>,
    key: LinkKey,
    sheet: LinkSheet,
    digest: Digest,
}

impl Client {
    /// Shows a link without opening it. The server notes it.
    ///
    /// # Errors
    /// When the address was cut, or the link has ended.
    pub async fn visit_link(&self, address: &str) -> Result<Visit, ClientError> {
        let hand = self.hand_of(address).await?;
        let LinkHand { organisation, link, .. } = hand;
        let path = routes::of_link(routes::LINK_COVER, link);
        let request = LinkAccess { token: hand.token() };
        let answer: LinkCoverAnswer = self.around.api.post(None, &path, &request).await?;
        let slot = link_cover_slot(organisation, link);
        let plain =
            hand.cover_key().record_key().open(&slot, &answer.cover).map_err(|_| LinkError::DoesNotOpen)?;
        let cover = LinkCover::decode(plain.expose()).map_err(LinkError::from)?;
        let terms = Terms {
            password: answer.password,
            expires_ms: answer.expires_at,
            downloads_left: answer.downloads_left,
        };
        Ok(Visit { around: self.around.clone(), hand, cover, terms })
    }

    /// "I am not the intended recipient": the link stops at once, and those who share it are told. Nothing is opened for it,
    /// and it may be said of a link that has ended too.
    ///
    /// # Errors
    /// When the address was cut, or somebody said so before.
    pub async fn refuse_link(&self, address: &str, name: &str, text: &str) -> Result<(), ClientError> {
        let hand = self.hand_of(address).await?;
        Declaring { around: &self.around, hand: &hand }
            .declare(LinkDeclaration::Refused, name, text, None)
            .await
    }

    async fn hand_of(&self, address: &str) -> Result<LinkHand, ClientError> {
        let LinkAddress { link, secret, server: _ } = LinkAddress::parse(address)?;
        let info = self.organisation_info().await?;
        let organisation = info.organisation.ok_or(AccountError::NotSetUp)?.id;
        Ok(LinkHand { organisation, link, secret })
    }
}

impl Visit {
    /// What is shown before opening.
    #[must_use]
    pub fn cover(&self) -> LinkCoverView {
        LinkCoverView {
            organisation: self.cover.organisation.clone(),
            author: self.cover.author.clone(),
            title: self.cover.title.clone(),
            message: self.cover.message.clone(),
            documents: self.cover.documents,
            size: self.cover.size,
            password: self.terms.password,
            expires_at: instant(self.terms.expires_ms),
        }
    }

    /// Opens the link. The server notes it, and counts the passwords tried.
    ///
    /// # Errors
    /// When the password is another, or the link has ended.
    pub async fn open(self: &Rc<Self>, password: Option<&str>) -> Result<OpenVisit, ClientError> {
        let key = match (self.terms.password, password) {
            (false, _) => self.hand.cover_key(),
            (true, None) => return Err(LinkError::PasswordNeeded.into()),
            (true, Some(password)) => self.key_with_password(password).await?,
        };
        let path = routes::of_link(routes::LINK_OPEN, self.hand.link);
        let request = LinkOpenRequest { token: self.hand.token(), proof: key.proof() };
        let answer: Result<LinkOpenAnswer, _> = self.around.api.post(None, &path, &request).await;
        let sheet = match answer {
            Err(error) if error.server_code() == Some(codes::LINK_PASSWORD_WRONG) => {
                return Err(LinkError::PasswordWrong.into());
            }
            other => other?.sheet,
        };
        let slot = link_sheet_slot(self.hand.organisation, self.hand.link);
        let plain = key.record_key().open(&slot, &sheet).map_err(|_| LinkError::DoesNotOpen)?;
        let sheet = LinkSheet::decode(plain.expose()).map_err(LinkError::from)?;
        Ok(OpenVisit { visit: Rc::clone(self), key, sheet, digest: Digest::of(plain.expose()) })
    }

    async fn key_with_password(&self, password: &str) -> Result<LinkKey, ClientError> {
        let (state, question) =
            PasswordState::start(password, &mut self.around.rng()).map_err(LinkError::from)?;
        let path = routes::of_link(routes::LINK_PASSWORD, self.hand.link);
        let request = LinkPasswordRequest { token: self.hand.token(), question };
        let answer: LinkPasswordAnswer = self.around.api.post(None, &path, &request).await?;
        let output = state.finish(&answer.answer).map_err(LinkError::from)?;
        Ok(self.hand.secret.key_with_password(&output, &self.hand.slot()))
    }

    fn declaring(&self) -> Declaring<'_> {
        Declaring { around: &self.around, hand: &self.hand }
    }
}

/// Says something as a holder of the link.
struct Declaring<'a> {
    around: &'a Surroundings,
    hand: &'a LinkHand,
}

impl Declaring<'_> {
    /// Signs with the key of the link, seals what was written for those who share it, and checks that the server took it.
    async fn declare(
        &self,
        declares: LinkDeclaration,
        name: &str,
        text: &str,
        sheet: Option<Digest>,
    ) -> Result<(), ClientError> {
        let LinkHand { organisation, link, .. } = *self.hand;
        let note = LinkNote { v: V1, name: short(name), text: short(text), sheet };
        let key = self.hand.cover_key();
        let slot = link_note_slot(organisation, link);
        let sealed = key.record_key().seal(&slot, &note.encode(), &mut self.around.rng());
        let at = self.around.timestamp();
        let statement = LinkStatement { v: V1, organisation, link, declares, at, note: sealed };
        let signed = Signed::sign(statement, &key.signing_key());
        let path = routes::of_link(routes::LINK_STATEMENTS, link);
        let request =
            LinkStatementRequest { token: self.hand.token(), statement: B64::from(signed.encoded()) };
        let taken: LinkStatementTaken = self.around.api.post(None, &path, &request).await?;
        self.check_receipt(&taken, signed.digest()).await
    }

    async fn check_receipt(&self, taken: &LinkStatementTaken, digest: Digest) -> Result<(), ClientError> {
        let client = Client { around: self.around.clone() };
        let platform = client.organisation_info().await?.platform_key;
        let refused = |_| LinkError::DoesNotOpen;
        let receipt: SignedReceipt = cbor::decode(taken.receipt.as_slice()).map_err(refused)?;
        let receipt = receipt.verify(&platform).map_err(LinkError::from)?;
        let holds = receipt.kind == ReceiptKind::Deposit
            && receipt.digest == digest
            && receipt.id == <[u8; 16]>::from(self.hand.link);
        if holds { Ok(()) } else { Err(LinkError::DoesNotOpen.into()) }
    }
}

impl OpenVisit {
    /// What is shown when it is open.
    #[must_use]
    pub fn view(&self) -> VisitedLinkView {
        let documents = self.sheet.documents.iter().map(|one| LinkDocumentView {
            document: one.document,
            version: one.version,
            name: one.name.clone(),
            size: one.size,
            media_type: one.media_type.clone(),
        });
        VisitedLinkView {
            cover: self.visit.cover(),
            document_list: documents.collect(),
            downloads_left: self.visit.terms.downloads_left,
        }
    }

    /// Reads a document into `sink`. The server counts it as a download.
    ///
    /// # Errors
    /// When the link has ended or allows no more, or the document is damaged: nothing stands under its name then.
    pub async fn download(
        &self,
        document: DocumentId,
        sink: &mut dyn Sink,
        on_progress: OnProgress<'_>,
    ) -> Result<(), ClientError> {
        let hand = &self.visit.hand;
        let found = self.sheet.documents.iter().find(|one| one.document == document);
        let found = found.ok_or(LinkError::DocumentUnknown)?;
        let path = routes::of_link(routes::LINK_DOWNLOADS, hand.link);
        let request =
            LinkDownloadRequest { token: hand.token(), proof: self.key.proof(), object: found.object };
        let answer: LinkDownloadAnswer = self.visit.around.api.post(None, &path, &request).await?;
        let object = ObjectToRead {
            name: &found.name,
            path: routes::link_object(hand.link, found.object),
            request_key: None,
            permit: Some(&answer.permit),
            key: FileKey::import_secret(found.key.expose()),
            context: file_content_slot(hand.organisation, self.sheet.workspace, document, found.version),
            size: found.size,
            plaintext: found.plaintext_digest,
        };
        read_object(&self.visit.around, object, sink, on_progress).await
    }

    /// "I received these documents."
    ///
    /// # Errors
    /// When the link has ended.
    pub async fn acknowledge(&self, name: &str) -> Result<(), ClientError> {
        self.visit.declaring().declare(LinkDeclaration::Received, name, "", Some(self.digest)).await
    }

    /// "I am not the intended recipient", by somebody who has opened the link.
    ///
    /// # Errors
    /// When somebody said so before.
    pub async fn refuse(&self, name: &str, text: &str) -> Result<(), ClientError> {
        self.visit.declaring().declare(LinkDeclaration::Refused, name, text, Some(self.digest)).await
    }
}

/// What fits into a note.
fn short(text: &str) -> String {
    text.trim().chars().take(beffroi_vault::MESSAGE_CHARACTERS_MAX).collect()
}
