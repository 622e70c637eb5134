//! Invitation links: an address, and a fragment that browsers never send.

use beffroi_ledger::V1;
use beffroi_ledger::org::InvitationSecret;
use beffroi_seal::id::InvitationId;
use beffroi_seal::{Digest, cbor};
use beffroi_wire::B64;
use serde::{Deserialize, Serialize};

use super::AccountError;
use crate::secret::SecretArray;

/// What an invitation link carries, all of it in the fragment.
#[derive(Debug)]
pub struct InvitationLink {
    /// The invitation.
    pub invitation: InvitationId,
    /// The one-time secret.
    pub secret: InvitationSecret,
    /// Fingerprint of the organisation key.
    pub fingerprint: Digest,
    /// The address invited.
    pub email: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fragment {
    v: V1,
    invitation: InvitationId,
    secret: SecretArray,
    fingerprint: Digest,
    email: String,
}

impl InvitationLink {
    /// The link, for a server at `address`.
    #[must_use]
    pub fn to_url(&self, address: &str) -> String {
        let fragment = Fragment {
            v: V1,
            invitation: self.invitation,
            secret: self.secret.expose().into(),
            fingerprint: self.fingerprint,
            email: self.email.clone(),
        };
        let fragment = cbor::encode(&fragment).expect("texts and byte strings always encode");
        format!("{address}{PATH}#{}", B64::from(fragment))
    }

    /// Reads a link.
    ///
    /// # Errors
    /// [`AccountError::LinkMalformed`] when it was cut or altered on its way.
    pub fn parse(link: &str) -> Result<Self, AccountError> {
        Self::read(link.trim()).ok_or(AccountError::LinkMalformed)
    }

    fn read(link: &str) -> Option<Self> {
        let (_, fragment) = link.split_once('#')?;
        let fragment: B64 = fragment.parse().ok()?;
        let fragment: Fragment = cbor::decode(fragment.as_slice()).ok()?;
        Some(Self {
            invitation: fragment.invitation,
            secret: InvitationSecret::from_bytes(*fragment.secret.expose()),
            fingerprint: fragment.fingerprint,
            email: fragment.email,
        })
    }
}

/// Path of the page that accepts an invitation.
pub const PATH: &str = "/invitation";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_survives_the_way() {
        let link = InvitationLink {
            invitation: InvitationId::from_bytes([1; 16]),
            secret: InvitationSecret::from_bytes([2; 32]),
            fingerprint: Digest::of(b"key"),
            email: "clemence@ville.example".to_owned(),
        };
        let url = link.to_url("https://beffroi.example");
        assert!(url.starts_with("https://beffroi.example/invitation#"));
        let read = InvitationLink::parse(&format!(" {url}\n")).unwrap();
        assert_eq!(read.invitation, link.invitation);
        assert_eq!(read.secret.expose(), link.secret.expose());
        assert_eq!((read.fingerprint, read.email), (link.fingerprint, link.email));
        let before_fragment = url.split('#').next().unwrap();
        for cut in [before_fragment, &url[..url.len() - 3], "https://beffroi.example/", ""] {
            assert!(InvitationLink::parse(cut).is_err(), "{cut}");
        }
    }
}
