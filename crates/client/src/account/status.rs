//! Where this device stands.

use beffroi_seal::VerifyingKey;
use beffroi_wire::limits::Limits;
use beffroi_wire::organisation::{OrganisationInfo, OrganisationStage};
use beffroi_wire::routes;

use super::devices::device_fingerprint;
use crate::client::Client;
use crate::error::ClientError;
use crate::keep::{load_value, save_value};
use crate::refusal::Refusal;
use crate::session::Session;
use crate::view::{FingerprintView, Me, OrganisationView, SignedIn, Status, StatusOrganisation, ThisDevice};

impl Client {
    /// What the server says of itself to anybody. Nothing in it is verified.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn organisation_info(&self) -> Result<OrganisationInfo, ClientError> {
        Ok(self.around.api.get(None, routes::ORGANISATION).await?)
    }

    /// Where this device stands when nobody is signed in.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn status_signed_out(&self) -> Result<Status, ClientError> {
        let info = self.organisation_info().await?;
        Ok(match (info.state, info.organisation) {
            (OrganisationStage::Ready, Some(organisation)) => Status::SignedOut {
                organisation: StatusOrganisation { name: organisation.name, zone: organisation.zone },
            },
            _ => Status::Empty,
        })
    }
}

impl Session {
    /// Who is signed in, where, and what they should know.
    ///
    /// # Errors
    /// When the organisation log does not know the account or the device.
    pub fn status(&self) -> Result<Status, ClientError> {
        let person = self.person(self.keys.account);
        let profile = self.own_record(|record| record.profile())?;
        let (name, zone, device) = self.with_org(|state| {
            let device = state.device(self.keys.device).map(|record| device_fingerprint(&record.certificate));
            (state.name().map(str::to_owned), state.zone().map(str::to_owned), device)
        });
        let me = Me { person, profile, administrator: self.is_administrator() };
        let fingerprint = device.ok_or(ClientError::NotEnrolled { account: self.keys.account })?;
        let organisation = OrganisationView {
            id: self.keys.organisation,
            name: name.unwrap_or_default(),
            zone: zone.unwrap_or_default(),
            fingerprint: FingerprintView::of(&self.keys.fingerprint),
        };
        let device = ThisDevice { id: self.keys.device, fingerprint };
        Ok(Status::SignedIn(Box::new(SignedIn { organisation, me, device, notices: self.notices() })))
    }

    /// What the server accepts, within what this client sends at all.
    pub(crate) async fn limits(&self) -> Result<Limits, ClientError> {
        Ok(self.server_info().await?.limits)
    }

    /// The key with which the server signs receipts: pinned on this device at the first.
    pub(crate) async fn platform_key(&self) -> Result<VerifyingKey, ClientError> {
        let shown = self.server_info().await?.platform_key;
        if let Some(pinned) = load_value::<VerifyingKey>(&*self.around.keep, PLATFORM_KEY).await? {
            return Ok(pinned);
        }
        save_value(&*self.around.keep, PLATFORM_KEY, &shown).await?;
        Ok(shown)
    }

    async fn server_info(&self) -> Result<OrganisationInfo, ClientError> {
        if let Some(info) = self.server.borrow().as_ref() {
            return Ok(info.clone());
        }
        let info: OrganisationInfo = self.around.api.get(None, routes::ORGANISATION).await?;
        *self.server.borrow_mut() = Some(info.clone());
        Ok(info)
    }

    /// What the person should know: a clock found wrong, histories refused.
    #[must_use]
    pub fn notices(&self) -> Vec<Refusal> {
        let mut notices = self.notices.borrow().clone();
        let offset_ms = self.around.api.clock_offset_ms();
        if offset_ms != 0 {
            notices.push(Refusal::bare("clock-skew").with("minutes", offset_ms / 60_000));
        }
        notices
    }
}

/// Where the server's receipt key is pinned.
const PLATFORM_KEY: &str = "platform-key";
