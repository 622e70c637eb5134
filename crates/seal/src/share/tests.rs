//! Sharing: enough shares suffice, fewer do not, wrong ones are named (X16).

use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;
use crate::cbor;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn slot() -> Context {
    Context::new("account-recovery").object([3; 16])
}

fn copy(share: &Share) -> Share {
    Share::from_secret_bytes(share.to_secret_bytes().expose()).unwrap()
}

#[test]
fn every_choice_of_enough_shares_gives_the_secret_and_no_choice_of_fewer() {
    let rng = &mut rng(1);
    let secret = RecoverySecret::make(rng);
    let (setup, shares) = split(&secret, 3, 5, &slot(), rng).unwrap();
    let setup: Setup = cbor::decode(&cbor::encode(&setup).unwrap()).unwrap();
    for choice in 0u32..32 {
        let chosen: Vec<Share> = shares
            .iter()
            .enumerate()
            .filter(|(at, _)| choice >> at & 1 == 1)
            .map(|(_, share)| copy(share))
            .collect();
        let combined = combine(&setup, &slot(), &chosen);
        if choice.count_ones() >= 3 {
            assert_eq!(combined.unwrap().export_secret(), secret.export_secret());
        } else {
            let expected = ShareError::TooFew { given: chosen.len(), threshold: 3 };
            assert_eq!(combined.unwrap_err(), expected);
        }
    }
    let repeated = [copy(&shares[0]), copy(&shares[0]), copy(&shares[0])];
    assert_eq!(combine(&setup, &slot(), &repeated).unwrap_err().code(), "share-too-few");
}

#[test]
fn forged_and_stale_shares_are_named() {
    let rng = &mut rng(2);
    let secret = RecoverySecret::make(rng);
    let (setup, shares) = split(&secret, 2, 3, &slot(), rng).unwrap();
    let (_, stale) = split(&secret, 2, 3, &slot(), rng).unwrap();
    let mut forged = copy(&shares[1]);
    forged.value[0] ^= 1;
    let combined = combine(&setup, &slot(), &[copy(&shares[0]), forged]);
    assert_eq!(combined.unwrap_err(), ShareError::Forged { index: 2 });
    let combined = combine(&setup, &slot(), &[copy(&shares[0]), copy(&stale[2])]);
    assert_eq!(combined.unwrap_err(), ShareError::OtherSetup { index: 3 });
    let elsewhere = slot().object([4; 16]);
    assert_eq!(combine(&setup, &elsewhere, &shares).unwrap_err(), ShareError::Forged { index: 1 });
}

#[test]
fn a_setup_that_contradicts_itself_is_refused() {
    let rng = &mut rng(3);
    let secret = RecoverySecret::make(rng);
    let (setup, shares) = split(&secret, 2, 2, &slot(), rng).unwrap();
    let other = Setup { secret_commitment: Digest::of(b"other"), ..setup.clone() };
    assert_eq!(combine(&other, &slot(), &shares).unwrap_err(), ShareError::Setup);
    let future = Setup { version: 2, ..setup };
    assert_eq!(combine(&future, &slot(), &shares).unwrap_err(), ShareError::Setup);
    for (threshold, count) in [(0, 3), (1, 3), (4, 3), (2, 256)] {
        let error = split(&secret, threshold, count, &slot(), rng).unwrap_err();
        assert_eq!(error, ShareError::Numbers { threshold, count });
    }
    assert!(Share::from_secret_bytes(&[1; 50]).is_err());
    assert_eq!(format!("{:?}", RecoverySecret::make(rng)), "RecoverySecret(..)");
    assert!(format!("{:?}", shares[0]).ends_with(", ..)"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_numbers_round_trip(count in 2usize..40, seed in any::<u64>(), excess in 0usize..40) {
        let rng = &mut rng(seed);
        let threshold = 2 + (seed as usize) % (count - 1);
        let secret = RecoverySecret::make(rng);
        let (setup, shares) = split(&secret, threshold, count, &slot(), rng).unwrap();
        let from = excess % (count - threshold + 1);
        let combined = combine(&setup, &slot(), &shares[from..from + threshold]).unwrap();
        prop_assert_eq!(combined.export_secret(), secret.export_secret());
    }
}
