//! The public page of reports.

use super::ReportError;
use crate::client::Client;
use crate::error::ClientError;
use crate::view::{FingerprintView, InvitingOrganisation, ReportPage};

impl Client {
    /// Who is reported to, and whether reports are received.
    ///
    /// # Errors
    /// When the desk that the server shows is not the organisation's.
    pub async fn report_page(&self) -> Result<ReportPage, ClientError> {
        match self.verified_desk().await {
            Ok(desk) => {
                let fingerprint = FingerprintView::of(&desk.fingerprint);
                let organisation = InvitingOrganisation { name: desk.name, fingerprint };
                Ok(ReportPage { organisation, open: true })
            }
            Err(ClientError::Report(ReportError::Closed)) => {
                let info = self.organisation_info().await?;
                let shown = info.organisation.ok_or(crate::account::AccountError::NotSetUp)?;
                let fingerprint = beffroi_ledger::org::fingerprint_of(&shown.organisation_key);
                let fingerprint = FingerprintView::of(&fingerprint);
                let organisation = InvitingOrganisation { name: shown.name, fingerprint };
                Ok(ReportPage { organisation, open: false })
            }
            Err(error) => Err(error),
        }
    }
}
