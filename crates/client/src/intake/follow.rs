//! Follows a report by its code: reads the answers, adds to it.

use beffroi_dossier::intake::Message;
use beffroi_seal::reporter::{FollowUpCode, Reporter};
use beffroi_seal::{Digest, OpeningKey, SigningKey};
use beffroi_wire::intake::{DepositReceived, DepositStarted, IntakeKind, MessageRequest, Thread};
use beffroi_wire::request::Signer;
use beffroi_wire::{error::codes, routes};

use super::ReportError;
use super::address::VerifiedDesk;
use super::attach::send_files;
use super::letter::{Letter, SignedMessage, ThreadPlace, open_reply, seal_letter};
use super::report::{NewFile, check_length, check_receipt, complete, reporter_slot};
use crate::api::{ApiError, RequestKey};
use crate::client::Client;
use crate::error::ClientError;
use crate::surroundings::instant;
use crate::view::{OnProgress, ThreadFrom, ThreadMessage, ThreadState, ThreadView};

impl Client {
    /// The thread of a report.
    ///
    /// # Errors
    /// When the text is not a code, or no report has it.
    pub async fn follow_report(&self, code: &str) -> Result<ThreadView, ClientError> {
        let desk = self.verified_desk().await?;
        let reporter = reporter_of(code, &desk)?;
        self.thread(&desk, &reporter).await
    }

    /// Adds a message, and files if need be, to a report.
    ///
    /// # Errors
    /// As [`Self::follow_report`]; or when nothing was written.
    pub async fn add_to_report(
        &self,
        code: &str,
        text: &str,
        files: &[NewFile<'_>],
        on_progress: OnProgress<'_>,
    ) -> Result<ThreadView, ClientError> {
        if text.trim().is_empty() && files.is_empty() {
            return Err(ReportError::Empty.into());
        }
        let desk = self.verified_desk().await?;
        let reporter = reporter_of(code, &desk)?;
        // Known to exist before anything is sent.
        self.read_thread(&reporter).await?;
        if files.is_empty() {
            self.send_message(&desk, &reporter, text).await?;
        } else {
            self.send_with_files(&desk, &reporter, text, files, on_progress).await?;
        }
        self.thread(&desk, &reporter).await
    }

    async fn send_message(
        &self,
        desk: &VerifiedDesk,
        reporter: &Reporter,
        text: &str,
    ) -> Result<(), ClientError> {
        let around = &self.around;
        let place = place(desk, reporter);
        let submitted_at = instant(around.now_ms());
        let message = Message { submitted_at, text: text.to_owned(), attachments: Vec::new() };
        let letter = Letter::Message(SignedMessage::sign(&place, &message, &reporter.signing));
        let sealed = seal_letter(&place, &letter, &desk.address.sealing, &mut around.rng())?;
        check_length(&sealed)?;
        let digest = Digest::of(sealed.as_slice());
        let path = routes::intake_messages(reporter.locator);
        let received: DepositReceived =
            around.api.post(Some(key_of(reporter)), &path, &MessageRequest { sealed }).await?;
        check_receipt(around, &received, &digest).await
    }

    /// Only a deposit carries files: the message goes as one, under an address of its own, signed for the thread.
    async fn send_with_files(
        &self,
        desk: &VerifiedDesk,
        reporter: &Reporter,
        text: &str,
        files: &[NewFile<'_>],
        on_progress: OnProgress<'_>,
    ) -> Result<(), ClientError> {
        let around = &self.around;
        let started: DepositStarted = around.api.post(None, routes::INTAKE_DEPOSITS, &()).await?;
        let (attachments, objects) = send_files(around, &desk.address, &started, files, on_progress).await?;
        let submitted_at = instant(around.now_ms());
        let message = Message { submitted_at, text: text.to_owned(), attachments };
        let letter =
            Letter::Message(SignedMessage::sign(&place(desk, reporter), &message, &reporter.signing));
        let mut rng = around.rng();
        let bearer = Reporter {
            locator: beffroi_seal::reporter::Locator::make(&mut rng),
            signing: SigningKey::make(&mut rng),
            opening: OpeningKey::make(&mut rng),
        };
        complete(around, &desk.address, &started, &bearer, &letter, objects).await.map(drop)
    }

    async fn read_thread(&self, reporter: &Reporter) -> Result<Thread, ClientError> {
        let path = routes::intake_thread(reporter.locator);
        let thread: Result<Thread, ApiError> = self.around.api.get(Some(key_of(reporter)), &path).await;
        thread.map_err(|error| match error.server_code() {
            Some(codes::NOT_FOUND | codes::UNAUTHENTICATED) => ReportError::UnknownCode.into(),
            _ => error.into(),
        })
    }

    async fn thread(&self, desk: &VerifiedDesk, reporter: &Reporter) -> Result<ThreadView, ClientError> {
        let thread = self.read_thread(reporter).await?;
        let place = place(desk, reporter);
        let report = thread.items.iter().find(|item| item.kind == IntakeKind::Report);
        let received_ms = report.map_or(0, |item| item.at);
        let messages: Vec<ThreadMessage> = thread
            .items
            .iter()
            .filter_map(|item| {
                let reply =
                    item.sealed.as_ref().and_then(|sealed| open_reply(&place, sealed, &reporter.opening))?;
                let (at, from) = (instant(item.at), ThreadFrom::Organisation);
                Some(ThreadMessage { at, from, text: reply.text, files: Vec::new() })
            })
            .collect();
        let state = if messages.is_empty() { ThreadState::Received } else { ThreadState::Opened };
        Ok(ThreadView { received_at: instant(received_ms), state, messages })
    }
}

fn reporter_of(code: &str, desk: &VerifiedDesk) -> Result<Reporter, ReportError> {
    let code: FollowUpCode = code.parse()?;
    Ok(code.derive(&reporter_slot(desk.address.organisation)))
}

fn place(desk: &VerifiedDesk, reporter: &Reporter) -> ThreadPlace {
    ThreadPlace {
        organisation: desk.address.organisation,
        workspace: desk.address.workspace,
        locator: reporter.locator,
    }
}

fn key_of(reporter: &Reporter) -> RequestKey<'_> {
    RequestKey { signer: Signer::Reporter { locator: reporter.locator }, key: &reporter.signing }
}
