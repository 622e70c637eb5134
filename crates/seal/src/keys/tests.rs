//! Keys stay in their role: types, commitments, wraps, blobs, and what `Debug` shows.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;
use crate::{OpeningKey, SigningKey};

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

#[test]
fn debug_shows_the_type_only() {
    let rng = &mut rng();
    let shown = [
        format!("{:?}", EpochKey::make(rng)),
        format!("{:?}", FileKey::make(rng)),
        format!("{:?}", DirectoryKey::make(rng)),
        format!("{:?}", AccountKek::make(rng)),
        format!("{:?}", DeviceKek::make(rng)),
        format!("{:?}", RecordKey::make(rng)),
        format!("{:?}", EpochKey::make(rng).history_key()),
        format!("{:?}", EpochKey::make(rng).file_wrap()),
        format!("{:?}", SigningKey::make(rng)),
        format!("{:?}", OpeningKey::make(rng)),
        format!("{:?}", Keyset::make(rng)),
    ];
    let expected = [
        "EpochKey(..)",
        "FileKey(..)",
        "DirectoryKey(..)",
        "AccountKek(..)",
        "DeviceKek(..)",
        "RecordKey(..)",
        "HistoryKey(..)",
        "FileWrap(..)",
        "SigningKey(..)",
        "OpeningKey(..)",
        "Keyset { signing: SigningKey(..), opening: OpeningKey(..) }",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn an_epoch_commits_to_one_key_and_its_purposes_differ() {
    let rng = &mut rng();
    let (one, other) = (EpochKey::make(rng), EpochKey::make(rng));
    assert_eq!(one.commitment(), EpochKey::import_secret(&one.export_secret()).commitment());
    assert_ne!(one.commitment(), other.commitment());
    let purposes = [
        *one.commitment().as_bytes(),
        *one.entry_key().export_secret(),
        *one.snapshot_key().export_secret(),
        *one.history_key().export_secret(),
        *one.file_wrap().export_secret(),
        *one.export_secret(),
    ];
    for (index, purpose) in purposes.iter().enumerate() {
        assert!(!purposes[index + 1..].contains(purpose));
    }
}

#[test]
fn history_goes_back_one_epoch_at_a_time() {
    let rng = &mut rng();
    let (first, second) = (EpochKey::make(rng), EpochKey::make(rng));
    let slot = Context::new("epoch-history").number(2);
    let wrapped = second.history_key().wrap(&slot, &first, rng);
    let back = second.history_key().unwrap(&slot, &wrapped).unwrap();
    assert_eq!(back.commitment(), first.commitment());
    assert!(second.history_key().unwrap(&slot.number(3), &wrapped).is_err());
    assert!(first.history_key().unwrap(&slot, &wrapped).is_err());
    assert!(second.file_wrap().unwrap(&slot, &wrapped).is_err());
}

#[test]
fn one_type_of_key_never_opens_as_another() {
    let rng = &mut rng();
    let kek = DeviceKek::make(rng);
    let slot = Context::new("stored-key");
    let wrapped = kek.wrap(&slot, &EpochKey::make(rng), rng);
    assert!(kek.unwrap::<EpochKey>(&slot, &wrapped).is_ok());
    assert!(kek.unwrap::<FileKey>(&slot, &wrapped).is_err());
    assert!(kek.unwrap::<SigningKey>(&slot, &wrapped).is_err());

    let person = OpeningKey::make(rng);
    let sealed = person.sealing_key().seal_key(&slot, &FileKey::make(rng), rng).unwrap();
    assert!(person.open_key::<FileKey>(&slot, &sealed).is_ok());
    assert!(person.open_key::<EpochKey>(&slot, &sealed).is_err());
}

#[test]
fn an_account_blob_opens_under_its_password_and_slot_only() {
    let rng = &mut rng();
    let keys = Keyset::make(rng);
    let slot = Context::new("account-blob").object([4; 16]);
    let kek = AccountKek::derive(&[1; 64]);
    let blob = keys.seal(&kek, &slot, b"heads", rng);
    let (back, state) = Keyset::open(&kek, &slot, &blob).unwrap();
    assert_eq!(back.public(), keys.public());
    assert_eq!(state.expose(), b"heads");
    assert!(Keyset::open(&AccountKek::derive(&[2; 64]), &slot, &blob).is_err());
    assert!(Keyset::open(&kek, &slot.object([5; 16]), &blob).is_err());

    let device = DeviceKeyset::make(rng);
    let as_device = DeviceKek::import_secret(&kek.export_secret());
    let stored = device.seal(&as_device, &slot, b"", rng);
    assert_eq!(Keyset::open(&kek, &slot, &stored).unwrap_err(), KeysetError::Unreadable);
    assert_eq!(DeviceKeyset::open(&as_device, &slot, &stored).unwrap().0.public(), device.public());
}
