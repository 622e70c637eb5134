//! The oblivious function of a link's password: RFC 9497, mode OPRF, ristretto255-SHA512.

use core::fmt;

use rand_core::CryptoRng;
use thiserror::Error;
use voprf::{BlindedElement, EvaluationElement, OprfClient, OprfServer, Ristretto255};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::fixed::{ByteForm, TextForm, byte_serde};
use crate::id::LinkId;
use crate::old_rng::OldRng;
use crate::password::prepare;
use crate::secret::secret_key;

/// Version of questions and answers.
const VERSION: u8 = 1;

secret_key! {
    /// The server's secret for the passwords of links; one for an installation, kept in its key file.
    LinkServerKey, "link-server-key"
}

/// Visitor to server: the blinded password, of which the server learns nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordQuestion([u8; 32]);

/// Server to visitor: the function of it, still blinded.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordAnswer([u8; 32]);

/// A question that waits for its answer.
pub struct PasswordState {
    client: OprfClient<Ristretto255>,
    password: Zeroizing<String>,
}

/// The password as key material, see [`LinkSecret::key_with_password`](super::LinkSecret::key_with_password).
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct PasswordOutput(Vec<u8>);

/// A question or an answer that is not of the expected form, or a password that cannot be used (empty, or longer than
/// 65,535 bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the question or answer for a link's password is malformed")]
pub struct LinkPasswordError;

impl LinkPasswordError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "link-password-malformed"
    }
}

impl PasswordState {
    /// Begins with the password that was typed.
    pub fn start(
        password: &str,
        rng: &mut impl CryptoRng,
    ) -> Result<(Self, PasswordQuestion), LinkPasswordError> {
        let password = prepare(password);
        if password.is_empty() {
            return Err(LinkPasswordError);
        }
        let blinded = OprfClient::<Ristretto255>::blind(password.as_bytes(), &mut OldRng(rng))
            .map_err(|_| LinkPasswordError)?;
        let question = PasswordQuestion(blinded.message.serialize().into());
        Ok((Self { client: blinded.state, password }, question))
    }

    /// Ends with the key material; a wrong password shows only when the link does not open.
    pub fn finish(self, answer: &PasswordAnswer) -> Result<PasswordOutput, LinkPasswordError> {
        let element = EvaluationElement::deserialize(&answer.0).map_err(|_| LinkPasswordError)?;
        let output =
            self.client.finalize(self.password.as_bytes(), &element).map_err(|_| LinkPasswordError)?;
        Ok(PasswordOutput(output.to_vec()))
    }
}

impl PasswordOutput {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl LinkServerKey {
    /// Answers a question about one link. Count the questions: each is one guess.
    pub fn answer(
        &self,
        link: LinkId,
        question: &PasswordQuestion,
    ) -> Result<PasswordAnswer, LinkPasswordError> {
        let element = BlindedElement::deserialize(&question.0).map_err(|_| LinkPasswordError)?;
        let info = [b"beffroi/1 link password ".as_slice(), link.as_bytes()].concat();
        let server =
            OprfServer::<Ristretto255>::new_from_seed(&self.0, &info).map_err(|_| LinkPasswordError)?;
        Ok(PasswordAnswer(server.blind_evaluate(&element).serialize().into()))
    }
}

macro_rules! element {
    ($name:ident, $label:literal) => {
        impl ByteForm for $name {
            const NAME: &'static str = $label;
            const TEXT: TextForm = TextForm::Base64Url;

            fn to_stored(&self) -> Vec<u8> {
                [&[VERSION], self.0.as_slice()].concat()
            }

            fn from_stored(bytes: &[u8]) -> Result<Self, String> {
                match bytes.split_first() {
                    Some((&VERSION, element)) => {
                        element.try_into().map(Self).map_err(|_| "33 bytes expected".to_owned())
                    }
                    Some((other, _)) => Err(format!("version {other} is not known to this version")),
                    None => Err("empty".to_owned()),
                }
            }
        }

        byte_serde!($name);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

element!(PasswordQuestion, "question about a link's password");
element!(PasswordAnswer, "answer about a link's password");

impl fmt::Debug for PasswordState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordState(..)")
    }
}

impl fmt::Debug for PasswordOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordOutput(..)")
    }
}
