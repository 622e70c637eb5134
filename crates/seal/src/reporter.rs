//! The follow-up code of an anonymous reporter: sixteen characters from which their address and keys come.
//!
//! The code is all that the reporter keeps: no account, no e-mail. It carries 80 random bits and is stretched with
//! Argon2id, so that whoever holds the server's database would pay 2^80 times half a second to find it. The code never
//! leaves the reporter's browser: the server knows the *locator* derived from it, and the public keys.

use core::fmt;
use core::str::FromStr;

use rand_core::CryptoRng;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use crate::id::Locator;
use crate::keys::PublicKeys;
use crate::login::ARGON2_MEMORY_KIB;
use crate::record::expand;
use crate::{Context, ExportSecret, OpeningKey, SigningKey};

/// Characters of a code, hyphens not counted.
pub const CODE_CHARACTERS: usize = 16;
/// Crockford's alphabet: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The code, shown once to the reporter: `7Q4M-0XKD-…`.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct FollowUpCode([u8; 10]);

/// What a code gives: an address known to the server, and keys that are not.
#[derive(Debug)]
pub struct Reporter {
    /// The address under which the server keeps answers.
    pub locator: Locator,
    /// Signs requests and further messages.
    pub signing: SigningKey,
    /// Opens the answers.
    pub opening: OpeningKey,
}

/// Why a text is not a follow-up code.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Not sixteen characters.
    #[error("{count} characters, {CODE_CHARACTERS} are expected")]
    Length {
        /// How many there are, separators not counted.
        count: usize,
    },
    /// A character that codes do not use.
    #[error("character {position} is not used in codes")]
    Character {
        /// Its place among the characters, from 1.
        position: usize,
    },
}

impl CodeError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "follow-up-code-length",
            Self::Character { .. } => "follow-up-code-character",
        }
    }
}

impl FollowUpCode {
    /// A fresh random code.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut code = Self([0; 10]);
        rng.fill_bytes(&mut code.0);
        code
    }

    /// The code as shown: four groups of four. A secret: show it, never store or log it.
    pub fn expose(&self) -> Zeroizing<String> {
        let value = self.0.iter().fold(0u128, |value, byte| value << 8 | u128::from(*byte));
        let mut text = Zeroizing::new(String::with_capacity(CODE_CHARACTERS + 3));
        for place in 0..CODE_CHARACTERS {
            if place > 0 && place.is_multiple_of(4) {
                text.push('-');
            }
            let index = (value >> (75 - 5 * place)) & 31;
            text.push(char::from(ALPHABET[index as usize]));
        }
        text
    }

    /// The reporter behind the code. The context is the intake: kind `reporter` and the organisation, so that one code
    /// gives unrelated addresses in two organisations. Takes half a second, by design.
    pub fn derive(&self, context: &Context) -> Reporter {
        let mut stretched = Zeroizing::new([0; 32]);
        crate::login::stretch(&self.0, SALT, stretched.as_mut())
            .expect("the pinned cost is valid for Argon2id");
        let part = |kind| {
            let mut bytes = Zeroizing::new([0; 32]);
            expand(stretched.as_ref(), b"beffroi/1 reporter", &context.kind(kind), bytes.as_mut());
            bytes
        };
        let mut locator = [0; 16];
        locator.copy_from_slice(&part("reporter-locator")[..16]);
        Reporter {
            locator: Locator::from_bytes(locator),
            signing: SigningKey::import_secret(&part("reporter-signing")),
            opening: OpeningKey::import_secret(&part("reporter-opening")),
        }
    }
}

impl Reporter {
    /// The public halves, which the server and the intake know.
    pub fn public(&self) -> PublicKeys {
        PublicKeys { verifying: self.signing.verifying_key(), sealing: self.opening.sealing_key().clone() }
    }
}

impl FromStr for FollowUpCode {
    type Err = CodeError;

    /// Tolerates case, spaces and hyphens anywhere, O for 0, and I or L for 1.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let mut value = 0u128;
        let mut count = 0;
        for character in text.chars().filter(|character| !is_separator(*character)) {
            count += 1;
            let index = match character.to_ascii_uppercase() {
                'O' => 0,
                'I' | 'L' => 1,
                other => ALPHABET
                    .iter()
                    .position(|letter| char::from(*letter) == other)
                    .ok_or(CodeError::Character { position: count })?,
            };
            if count <= CODE_CHARACTERS {
                value = value << 5 | index as u128;
            }
        }
        if count != CODE_CHARACTERS {
            return Err(CodeError::Length { count });
        }
        let mut code = Self([0; 10]);
        code.0.copy_from_slice(&value.to_be_bytes()[6..]);
        Ok(code)
    }
}

impl fmt::Debug for FollowUpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FollowUpCode(..)")
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '.' | '_' | '\u{2010}'..='\u{2015}')
}

/// One salt for all: a code is random, and the reporter has nothing else to remember.
const SALT: &[u8; 16] = b"beffroi/reporter";
const _: () = assert!(ARGON2_MEMORY_KIB >= 64 * 1024);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::OrganisationId;
    use proptest::prelude::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    fn slot(organisation: u8) -> Context {
        Context::new("reporter").organisation(OrganisationId::from_bytes([organisation; 16]))
    }

    #[test]
    fn a_code_gives_one_reporter_in_each_organisation() {
        let code = FollowUpCode::make(&mut ChaCha20Rng::seed_from_u64(1));
        let reporter = code.derive(&slot(1));
        let typed: FollowUpCode = code.expose().to_lowercase().replace('-', "  ").parse().unwrap();
        let again = typed.derive(&slot(1));
        assert_eq!(again.locator, reporter.locator);
        assert_eq!(again.public(), reporter.public());
        let elsewhere = code.derive(&slot(2));
        assert_ne!(elsewhere.locator, reporter.locator);
        assert_ne!(elsewhere.public(), reporter.public());
        let other: FollowUpCode = "0000-0000-0000-0001".parse().unwrap();
        assert_ne!(other.derive(&slot(1)).locator, reporter.locator);
        assert_eq!(format!("{code:?}"), "FollowUpCode(..)");
    }

    #[test]
    fn mistakes_are_named() {
        let error = |text: &str| text.parse::<FollowUpCode>().unwrap_err();
        assert_eq!(error("7Q4M"), CodeError::Length { count: 4 });
        assert_eq!(error("0000-0000-0000-00000"), CodeError::Length { count: 17 });
        assert_eq!(error("000U-0000-0000-0000"), CodeError::Character { position: 4 });
        assert_eq!(error("é"), CodeError::Character { position: 1 });
    }

    #[test]
    fn letters_that_look_alike_are_understood() {
        let code: FollowUpCode = "oO0l–iI1L 0000 0000".parse().unwrap();
        assert_eq!(code.expose().as_str(), "0001-1111-0000-0000");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_understood(bytes in any::<[u8; 10]>()) {
            let code = FollowUpCode(bytes);
            let shown = code.expose();
            prop_assert_eq!(shown.len(), 19);
            prop_assert_eq!(shown.parse::<FollowUpCode>().unwrap().0, bytes);
        }
    }
}
