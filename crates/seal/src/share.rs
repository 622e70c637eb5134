//! A secret shared among trustees: Shamir's scheme over GF(256), with a public commitment for each share.
//!
//! Any `threshold` shares give the secret back; fewer tell nothing of it. The commitments are published when the
//! secret is shared, so that a wrong or stale share is refused *by name*, before anything is computed from it.

mod field;

use core::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use crate::id::SetupId;
use crate::record::expand;
use crate::secret::secret_key;
use crate::{Context, Digest, ExportSecret, SecretBytes};

/// Version of stored shares and setups.
pub const VERSION: u8 = 1;
/// Most shares of one secret.
pub const SHARES_MAX: usize = 255;

const SHARE_BYTES: usize = 1 + 16 + 1 + 1 + 32;

secret_key! {
    /// The secret that trustees hold together: opens nothing by itself, see [`crate::two_part`].
    RecoverySecret, "recovery-secret"
}

/// One trustee's share. Secret: sealed to the trustee at once.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Share {
    setup: [u8; 16],
    threshold: u8,
    index: u8,
    value: [u8; 32],
}

/// What is published of a sharing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// Version of this form.
    pub version: u8,
    /// Which sharing.
    pub id: SetupId,
    /// How many shares are needed.
    pub threshold: u8,
    /// For each share, in the order of their numbers from 1.
    pub commitments: Vec<Digest>,
    /// Binds to the secret, tells nothing of it.
    pub secret_commitment: Digest,
}

/// Why a secret could not be shared or put together.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ShareError {
    /// Fewer than two needed, more needed than there are, or more than 255.
    #[error("{threshold} of {count} shares is not possible")]
    Numbers {
        /// How many would be needed.
        threshold: usize,
        /// How many there would be.
        count: usize,
    },
    /// Not the stored form of a share.
    #[error("a share is malformed")]
    Malformed,
    /// A share of another sharing.
    #[error("share {index} belongs to another setup")]
    OtherSetup {
        /// Its number.
        index: u8,
    },
    /// A share that does not fit its commitment.
    #[error("share {index} does not fit its commitment")]
    Forged {
        /// Its number.
        index: u8,
    },
    /// Not enough different shares.
    #[error("{given} different shares, {threshold} are needed")]
    TooFew {
        /// How many there are.
        given: usize,
        /// How many are needed.
        threshold: u8,
    },
    /// The published setup contradicts itself.
    #[error("the setup is not of a known form")]
    Setup,
}

impl ShareError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Numbers { .. } => "share-numbers",
            Self::Malformed => "share-malformed",
            Self::OtherSetup { .. } => "share-other-setup",
            Self::Forged { .. } => "share-forged",
            Self::TooFew { .. } => "share-too-few",
            Self::Setup => "share-setup",
        }
    }
}

/// Shares a secret among `count` trustees, of whom any `threshold` give it back. The context names the organisation and
/// the account or workspace.
pub fn split(
    secret: &RecoverySecret,
    threshold: usize,
    count: usize,
    context: &Context,
    rng: &mut impl CryptoRng,
) -> Result<(Setup, Vec<Share>), ShareError> {
    if threshold < 2 || threshold > count || count > SHARES_MAX {
        return Err(ShareError::Numbers { threshold, count });
    }
    let id = SetupId::make(rng);
    // One polynomial for each byte; the secret is its value at zero.
    let mut coefficients: Vec<Zeroizing<[u8; 32]>> = vec![secret.export_secret()];
    for _ in 1..threshold {
        let mut random = Zeroizing::new([0; 32]);
        rng.fill_bytes(random.as_mut());
        coefficients.push(random);
    }
    let shares: Vec<Share> = (1..=count as u8)
        .map(|index| {
            let mut share = Share { setup: id.into(), threshold: threshold as u8, index, value: [0; 32] };
            for coefficient in coefficients.iter().rev() {
                for (value, coefficient) in share.value.iter_mut().zip(coefficient.iter()) {
                    *value = field::multiply(*value, index) ^ coefficient;
                }
            }
            share
        })
        .collect();
    let setup = Setup {
        version: VERSION,
        id,
        threshold: threshold as u8,
        commitments: shares.iter().map(|share| share.commitment(context)).collect(),
        secret_commitment: secret_commitment(secret, context, id),
    };
    Ok((setup, shares))
}

/// Puts a secret together from shares, each checked against its commitment; a share given twice counts once.
pub fn combine(setup: &Setup, context: &Context, shares: &[Share]) -> Result<RecoverySecret, ShareError> {
    if setup.version != VERSION || setup.threshold < 2 || setup.commitments.len() > SHARES_MAX {
        return Err(ShareError::Setup);
    }
    let mut chosen: Vec<&Share> = Vec::new();
    for share in shares {
        share.check(setup, context)?;
        if chosen.iter().all(|other| other.index != share.index) {
            chosen.push(share);
        }
    }
    let threshold = setup.threshold;
    if chosen.len() < usize::from(threshold) {
        return Err(ShareError::TooFew { given: chosen.len(), threshold });
    }
    chosen.truncate(usize::from(threshold));

    let mut value = Zeroizing::new([0; 32]);
    for share in &chosen {
        // Lagrange's coefficient at zero.
        let weight = chosen.iter().filter(|other| other.index != share.index).fold(1, |weight, other| {
            let quotient = field::multiply(other.index, field::invert(other.index ^ share.index));
            field::multiply(weight, quotient)
        });
        for (value, share) in value.iter_mut().zip(share.value) {
            *value ^= field::multiply(share, weight);
        }
    }
    let secret = RecoverySecret::import_secret(&value);
    if secret_commitment(&secret, context, setup.id) != setup.secret_commitment {
        return Err(ShareError::Setup);
    }
    Ok(secret)
}

impl Share {
    /// Its number, from 1.
    pub fn index(&self) -> u8 {
        self.index
    }

    /// Which sharing it belongs to.
    pub fn setup(&self) -> SetupId {
        SetupId::from_bytes(self.setup)
    }

    /// The stored form, to be sealed to the trustee: version, setup, threshold, number, value.
    pub fn to_secret_bytes(&self) -> SecretBytes {
        let mut bytes = Vec::with_capacity(SHARE_BYTES);
        bytes.push(VERSION);
        bytes.extend(self.setup);
        bytes.extend([self.threshold, self.index]);
        bytes.extend(self.value);
        SecretBytes::new(bytes)
    }

    /// Reads the stored form.
    pub fn from_secret_bytes(bytes: &[u8]) -> Result<Self, ShareError> {
        let bytes: &[u8; SHARE_BYTES] = bytes.try_into().map_err(|_| ShareError::Malformed)?;
        let mut share = Self { setup: [0; 16], threshold: bytes[17], index: bytes[18], value: [0; 32] };
        share.setup.copy_from_slice(&bytes[1..17]);
        share.value.copy_from_slice(&bytes[19..]);
        if bytes[0] != VERSION || share.index == 0 || share.threshold < 2 {
            return Err(ShareError::Malformed);
        }
        Ok(share)
    }

    /// Accepts a share of this setup that fits its commitment: what a trustee does on receiving it.
    pub fn check(&self, setup: &Setup, context: &Context) -> Result<(), ShareError> {
        let index = self.index;
        if self.setup() != setup.id || self.threshold != setup.threshold {
            return Err(ShareError::OtherSetup { index });
        }
        let published =
            setup.commitments.get(usize::from(index) - 1).ok_or(ShareError::OtherSetup { index })?;
        if !bool::from(published.as_bytes().ct_eq(self.commitment(context).as_bytes())) {
            return Err(ShareError::Forged { index });
        }
        Ok(())
    }

    /// The value of a share has 256 random bits, so that its digest tells nothing of it.
    fn commitment(&self, context: &Context) -> Digest {
        let mut bytes = [0; 32];
        let stored = self.to_secret_bytes();
        expand(stored.expose(), b"beffroi/1 share commitment", context, &mut bytes);
        Digest::from_bytes(bytes)
    }
}

fn secret_commitment(secret: &RecoverySecret, context: &Context, setup: SetupId) -> Digest {
    let mut bytes = [0; 32];
    let slot = context.version(setup);
    expand(secret.export_secret().as_ref(), b"beffroi/1 shared secret commitment", &slot, &mut bytes);
    Digest::from_bytes(bytes)
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({} of setup {}, ..)", self.index, self.setup())
    }
}

#[cfg(test)]
mod tests;
