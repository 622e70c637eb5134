//! Set-up, signing in and out, invitations, the directory.

use beffroi_client::account::{SetUp, password_strength};
use beffroi_client::view::Person;
use beffroi_seal::id::{DeviceId, InvitationId, SessionId};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Core;
use crate::convert::{Outcome, arguments, reply};

#[derive(Deserialize)]
struct OrganisationInput {
    name: String,
    zone: String,
}

#[derive(Deserialize)]
struct SetUpInput {
    token: String,
    organisation: OrganisationInput,
    person: Person,
    password: String,
}

#[derive(Deserialize)]
struct PasswordInput {
    password: String,
    person: Person,
}

#[derive(Deserialize)]
struct SignInInput {
    email: String,
    password: String,
}

#[derive(Deserialize)]
struct InviteInput {
    email: String,
    profile: beffroi_client::Profile,
}

#[derive(Deserialize)]
struct LinkInput {
    link: String,
}

#[derive(Deserialize)]
struct AcceptInput {
    link: String,
    person: Person,
    password: String,
}

#[derive(Deserialize)]
struct InvitationInput {
    invitation: InvitationId,
}

#[derive(Deserialize)]
struct DeviceInput {
    device: DeviceId,
}

#[derive(Deserialize)]
struct SessionInput {
    session: SessionId,
}

#[derive(Deserialize)]
struct NewPasswordInput {
    email: String,
    current: String,
    password: String,
}

#[derive(Serialize)]
struct StrengthView {
    score: u8,
    enough: bool,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct Waiting {
    state: &'static str,
}

#[wasm_bindgen]
impl Core {
    /// Where this device stands.
    pub async fn status(&self) -> Outcome {
        match self.session_if_any().await? {
            Some(session) => self.answer(session.status()).await,
            None => self.answer(self.client.status_signed_out().await).await,
        }
    }

    /// Makes the organisation and signs its first administrator in.
    #[wasm_bindgen(js_name = setUp)]
    pub async fn set_up(&self, input: JsValue) -> Outcome {
        let input: SetUpInput = arguments(&input)?;
        let OrganisationInput { name, zone } = input.organisation;
        let request = SetUp { token: input.token, name, zone, person: input.person };
        match self.client.set_up(request, &input.password, &device_name()).await {
            Ok(session) => {
                self.begin(session);
                self.status().await
            }
            Err(error) => Err(self.refused(error).await),
        }
    }

    /// Judges a password.
    #[wasm_bindgen(js_name = passwordStrength)]
    pub async fn password_strength(&self, input: JsValue) -> Outcome {
        let input: PasswordInput = arguments(&input)?;
        let strength = password_strength(&input.password, &input.person, "");
        let reasons = strength.reasons.iter().filter_map(|reason| reply(reason).ok()?.as_string()).collect();
        reply(&StrengthView { score: strength.score, enough: strength.accepted, reasons })
    }

    /// Signs in.
    #[wasm_bindgen(js_name = signIn)]
    pub async fn sign_in(&self, input: JsValue) -> Outcome {
        let input: SignInInput = arguments(&input)?;
        match self.client.sign_in(&input.email, &input.password, &device_name()).await {
            Ok(session) => {
                *self.resumed.lock().await = true;
                self.begin(session);
                self.status().await
            }
            Err(error) => Err(self.refused(error).await),
        }
    }

    /// Signs out.
    #[wasm_bindgen(js_name = signOut)]
    pub async fn sign_out(&self) -> Outcome {
        let session = self.session_if_any().await?;
        *self.session.borrow_mut() = None;
        if let Some(session) = session
            && let Err(error) = session.sign_out().await
        {
            return Err(self.refused(error).await);
        }
        self.status().await
    }

    /// Every account.
    pub async fn accounts(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.accounts().await).await
    }

    /// Devices and sessions of one's own account.
    #[wasm_bindgen(js_name = ownDevices)]
    pub async fn own_devices(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.own_devices().await).await
    }

    /// The person looked at their devices.
    #[wasm_bindgen(js_name = acknowledgeDevices)]
    pub async fn acknowledge_devices(&self) -> Outcome {
        let session = self.session().await?;
        self.done(session.acknowledge_devices().await).await
    }

    /// Revokes a device.
    #[wasm_bindgen(js_name = revokeDevice)]
    pub async fn revoke_device(&self, input: JsValue) -> Outcome {
        let input: DeviceInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.revoke_device(input.device).await).await
    }

    /// Closes a session of one's own account.
    #[wasm_bindgen(js_name = closeSession)]
    pub async fn close_session(&self, input: JsValue) -> Outcome {
        let input: SessionInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.close_session(input.session).await).await
    }

    /// Changes the password; every other session of the account ends.
    #[wasm_bindgen(js_name = changePassword)]
    pub async fn change_password(&self, input: JsValue) -> Outcome {
        let NewPasswordInput { email, current, password } = arguments(&input)?;
        match self.client.change_password(&email, &current, &password, &device_name()).await {
            Ok(session) => {
                self.begin(session);
                self.status().await
            }
            Err(error) => Err(self.refused(error).await),
        }
    }

    /// Makes an invitation.
    pub async fn invite(&self, input: JsValue) -> Outcome {
        let input: InviteInput = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.invite(&input.email, input.profile).await).await
    }

    /// What an invitation says.
    pub async fn invitation(&self, input: JsValue) -> Outcome {
        let input: LinkInput = arguments(&input)?;
        self.answer(self.client.invitation(&input.link).await).await
    }

    /// Answers an invitation.
    #[wasm_bindgen(js_name = acceptInvitation)]
    pub async fn accept_invitation(&self, input: JsValue) -> Outcome {
        let input: AcceptInput = arguments(&input)?;
        let accepted = self.client.accept_invitation(&input.link, &input.person, &input.password).await;
        self.answer(accepted.map(|()| Waiting { state: "waiting" })).await
    }

    /// Those who answered and wait.
    pub async fn enrolments(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.enrolments().await).await
    }

    /// Signs an enrolment.
    #[wasm_bindgen(js_name = confirmEnrolment)]
    pub async fn confirm_enrolment(&self, input: JsValue) -> Outcome {
        let input: InvitationInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.confirm_enrolment(input.invitation).await).await
    }
}

/// What the person will read in their list of devices: the browser and the system, as it names itself.
fn device_name() -> String {
    let navigator = js_sys::Reflect::get(&js_sys::global(), &"navigator".into()).unwrap_or(JsValue::NULL);
    let agent =
        js_sys::Reflect::get(&navigator, &"userAgent".into()).ok().and_then(|agent| agent.as_string());
    let agent = agent.unwrap_or_default();
    let browser = [
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let system = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&browser), find(&system)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Navigateur".to_owned(),
    }
}
