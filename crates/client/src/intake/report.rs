//! Sends a public report, without an account.

use beffroi_dossier::intake::{Contact, Report};
use beffroi_ledger::intake::IntakeAddress;
use beffroi_seal::cbor;
use beffroi_seal::id::OrganisationId;
use beffroi_seal::receipt::{ReceiptError, ReceiptKind, SignedReceipt};
use beffroi_seal::reporter::{FollowUpCode, Reporter};
use beffroi_seal::{Context, Digest};
use beffroi_wire::B64;
use beffroi_wire::intake::{
    DEPOSIT_TOKEN_HEADER, DepositCompleteRequest, DepositObject, DepositReceived, DepositStarted,
};
use beffroi_wire::limits::LETTER_BYTES_MAX;
use beffroi_wire::routes;

use super::ReportError;
use super::attach::send_files;
use super::letter::{Letter, ThreadPlace, seal_letter};
use crate::api::ApiError;
use crate::client::Client;
use crate::error::ClientError;
use crate::source::Source;
use crate::surroundings::{Surroundings, instant};
use crate::view::{OnProgress, ReportReceipt};

/// What somebody reports.
#[derive(Debug, Clone, Default)]
pub struct NewReport {
    /// What happened, in their words.
    pub what_happened: String,
    /// When they saw it, in their words.
    pub when_seen: String,
    /// Which service.
    pub service: String,
    /// How to reach them, if they wish.
    pub contact: Option<Contact>,
}

/// A file sent with a report or a message.
#[derive(Clone, Copy)]
pub struct NewFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its media type.
    pub media_type: &'a str,
    /// Its bytes.
    pub source: &'a dyn Source,
}

impl Client {
    /// Seals a report to the organisation's desk and sends it. The follow-up code is made here and never sent.
    ///
    /// # Errors
    /// When nothing was written, the desk cannot be verified, or the server does not take it.
    pub async fn submit_report(
        &self,
        report: &NewReport,
        files: &[NewFile<'_>],
        on_progress: OnProgress<'_>,
    ) -> Result<ReportReceipt, ClientError> {
        if report.what_happened.trim().is_empty() {
            return Err(ReportError::Empty.into());
        }
        let desk = self.verified_desk().await?.address;
        let around = &self.around;
        let code = FollowUpCode::make(&mut around.rng());
        let reporter = code.derive(&reporter_slot(desk.organisation));
        let started: DepositStarted = around.api.post(None, routes::INTAKE_DEPOSITS, &()).await?;
        let (attachments, objects) = send_files(around, &desk, &started, files, on_progress).await?;
        let letter = Letter::Report(Box::new(Report {
            submitted_at: instant(around.now_ms()),
            what_happened: report.what_happened.clone(),
            when_seen: report.when_seen.clone(),
            service: report.service.clone(),
            attachments,
            contact: report.contact.clone(),
            reporter_keys: reporter.public(),
        }));
        let received = complete(around, &desk, &started, &reporter, &letter, objects).await?;
        Ok(ReportReceipt {
            code: code.expose().to_string(),
            received_at: instant(received.received.received_at),
            number: received.received.sequence.to_string(),
            digest: received.digest,
        })
    }
}

/// A deposit that the server took, with its receipt verified.
pub(super) struct Completed {
    received: DepositReceived,
    digest: Digest,
}

/// Seals the letter and completes the deposit. When the answer is lost, asking again gives the same receipt.
pub(super) async fn complete(
    around: &Surroundings,
    desk: &IntakeAddress,
    started: &DepositStarted,
    reporter: &Reporter,
    letter: &Letter,
    objects: Vec<DepositObject>,
) -> Result<Completed, ClientError> {
    let place =
        ThreadPlace { organisation: desk.organisation, workspace: desk.workspace, locator: reporter.locator };
    let sealed = seal_letter(&place, letter, &desk.sealing, &mut around.rng())?;
    check_length(&sealed)?;
    let digest = Digest::of(sealed.as_slice());
    let request = DepositCompleteRequest {
        locator: reporter.locator,
        reporter_key: reporter.signing.verifying_key(),
        sealed,
        objects,
    };
    let path = routes::intake_complete(started.deposit);
    let headers = [(DEPOSIT_TOKEN_HEADER, started.token.as_str())];
    let first: Result<DepositReceived, _> = around.api.post_with(&path, &headers, &request).await;
    let received = match first {
        Err(ApiError::Transport(_)) => around.api.post_with(&path, &headers, &request).await?,
        other => other?,
    };
    check_receipt(around, &received, &digest).await?;
    Ok(Completed { received, digest })
}

/// The receipt must be the server's word that it took these very bytes.
pub(super) async fn check_receipt(
    around: &Surroundings,
    received: &DepositReceived,
    digest: &Digest,
) -> Result<(), ClientError> {
    let info: beffroi_wire::organisation::OrganisationInfo =
        around.api.get(None, routes::ORGANISATION).await?;
    let receipt: SignedReceipt = cbor::decode(received.receipt.as_slice())
        .map_err(|_| ReportError::Receipt(ReceiptError::OtherObject))?;
    receipt.verify_for(&info.platform_key, ReceiptKind::Report, digest).map_err(ReportError::Receipt)?;
    Ok(())
}

pub(super) fn check_length(sealed: &B64) -> Result<(), ReportError> {
    let bytes = sealed.as_slice().len() as u64;
    if bytes > LETTER_BYTES_MAX {
        return Err(ReportError::TooLong { bytes, bytes_max: LETTER_BYTES_MAX });
    }
    Ok(())
}

/// Where follow-up codes lead.
pub(super) fn reporter_slot(organisation: OrganisationId) -> Context {
    Context::new("reporter").organisation(organisation)
}
