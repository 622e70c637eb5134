//! Share links: a secret in the fragment, and a password that is part of the key.
//!
//! Without a password, the link's key comes from the secret alone. With one, it comes from the secret and from an
//! oblivious function of the password (OPRF, RFC 9497, ristretto255-SHA512) that only the server can compute and whose
//! input and output it never sees: guesses go through the server, which counts them and learns neither the password
//! nor the key. Whoever has the database but not the link can try nothing; whoever has the link but not the server
//! can try nothing either.

mod password;

use zeroize::Zeroizing;

pub use password::{
    LinkPasswordError, LinkServerKey, PasswordAnswer, PasswordOutput, PasswordQuestion, PasswordState,
};

use crate::fixed::TextForm;
use crate::record::expand;
use crate::secret::secret_key;
use crate::{Context, Digest, ExportSecret, OpeningKey, RecordKey, SigningKey};

secret_key! {
    /// The secret in the fragment of a link.
    LinkSecret, "link-secret"
}

secret_key! {
    /// What opens a link: gives the key of its records, or the keys of a pseudo-member.
    LinkKey, "link-key"
}

impl LinkSecret {
    /// The text for the link's fragment: 43 characters. A secret, never to be sent to a server.
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(TextForm::Base64Url.write(&self.0))
    }

    /// Reads the text of a fragment.
    pub fn parse(fragment: &str) -> Option<Self> {
        let bytes = Zeroizing::new(TextForm::Base64Url.read(fragment)?);
        bytes.as_slice().try_into().ok().map(Self::import_secret)
    }

    /// What a visitor sends to be let in: shows that they have the link, tells nothing of the key.
    pub fn access_token(&self, context: &Context) -> Digest {
        Digest::from_bytes(*self.expand_with(&[], b"beffroi/1 link access", context))
    }

    /// The key of a link without a password. The context names organisation and link.
    pub fn key(&self, context: &Context) -> LinkKey {
        LinkKey::import_secret(&self.expand_with(&[], b"beffroi/1 link", context))
    }

    /// The key of a link with a password.
    pub fn key_with_password(&self, password: &PasswordOutput, context: &Context) -> LinkKey {
        LinkKey::import_secret(&self.expand_with(password.bytes(), b"beffroi/1 link with password", context))
    }

    fn expand_with(&self, password: &[u8], label: &[u8], context: &Context) -> Zeroizing<[u8; 32]> {
        let mut secret = Zeroizing::new(Vec::with_capacity(self.0.len() + password.len()));
        secret.extend(self.0);
        secret.extend(password);
        let mut output = Zeroizing::new([0; 32]);
        expand(&secret, label, context, output.as_mut());
        output
    }
}

impl LinkKey {
    /// Seals what a link shows, and what its visitors write.
    pub fn record_key(&self) -> RecordKey {
        RecordKey::import_secret(&self.part(b"beffroi/1 link records"))
    }

    /// What a visitor sends to be given the sealed sheet: shows that they have the password too, tells nothing of the key.
    pub fn proof(&self) -> Digest {
        Digest::from_bytes(*self.part(b"beffroi/1 link proof"))
    }

    /// Opens what is sealed to the link as to a member, for a living link.
    pub fn opening_key(&self) -> OpeningKey {
        OpeningKey::import_secret(&self.part(b"beffroi/1 link opening"))
    }

    /// Signs what the visitor sends (acknowledgements of receipt).
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::import_secret(&self.part(b"beffroi/1 link signing"))
    }

    fn part(&self, label: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut output = Zeroizing::new([0; 32]);
        expand(&self.0, label, &Context::new("link-key"), output.as_mut());
        output
    }
}

#[cfg(test)]
mod tests;
