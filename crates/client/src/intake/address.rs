//! Where reports go: the chain from the organisation's fingerprint to the desk's key, verified.

use beffroi_ledger::Signed;
use beffroi_ledger::intake::{DepositStatement, IntakeAddress, IntakeStatement, verify};
use beffroi_ledger::org::fingerprint_of;
use beffroi_seal::Digest;
use beffroi_wire::error::codes;
use beffroi_wire::intake::IntakeInfo;
use beffroi_wire::routes;

use super::ReportError;
use crate::client::Client;
use crate::error::ClientError;

/// A desk that was verified.
pub(crate) struct VerifiedDesk {
    pub(crate) name: String,
    pub(crate) fingerprint: Digest,
    pub(crate) address: IntakeAddress,
}

impl Client {
    /// The public desk, verified against the fingerprint pinned on this device, or against the one shown when
    /// there is none: the page shows it, and posters carry it.
    pub(crate) async fn verified_desk(&self) -> Result<VerifiedDesk, ClientError> {
        let info: IntakeInfo = match self.around.api.get(None, routes::INTAKE).await {
            Err(error) if error.server_code() == Some(codes::INTAKE_CLOSED) => {
                return Err(ReportError::Closed.into());
            }
            other => other?,
        };
        let shown = fingerprint_of(&info.organisation.organisation_key);
        let fingerprint = self.pinned().await?.unwrap_or(shown);
        let malformed = |_| ReportError::StatementMalformed;
        let intake = Signed::<IntakeStatement>::decode(info.statement.as_slice()).map_err(malformed)?;
        let deposit = Signed::<DepositStatement>::decode(info.deposit.as_slice()).map_err(malformed)?;
        let address = verify(&fingerprint, intake, deposit).map_err(ReportError::Desk)?;
        Ok(VerifiedDesk { name: info.organisation.name, fingerprint, address })
    }
}
