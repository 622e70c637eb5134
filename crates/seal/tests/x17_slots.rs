//! X17: every kind of sealed object is tried in every slot, and opens in its own only.
//!
//! The attacker is given more than they have in life: wherever a type allows it, all keys have the same secret bytes, so
//! that only the slots and the types keep objects apart.

use beffroi_seal::content::{Decryptor, Encryptor, Header, Layout};
use beffroi_seal::id::{DocumentId, OrganisationId, VersionId, WorkspaceId};
use beffroi_seal::keys::{
    AccountKek, DeviceKek, DeviceKeyset, DirectoryKey, EpochKey, FileKey, FileWrap, HistoryKey, Keyset,
};
use beffroi_seal::link::LinkKey;
use beffroi_seal::two_part::TwoPartKek;
use beffroi_seal::{
    Context, ExportSecret, OpeningKey, RecordKey, Sealed, SealedRecord, Signature, SigningKey,
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

const SECRET: [u8; 32] = [7; 32];
const KINDS: [&str; 5] = ["commit", "entry", "file-content", "document-name", "epoch-key"];

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(17)
}

/// Every combination of kinds and of two values for each place.
fn slots(kinds: &[&'static str]) -> Vec<Context> {
    let mut slots = Vec::new();
    for kind in kinds {
        for choice in 0..16u8 {
            let id = |bit: u8| [1 + (choice >> bit & 1); 16];
            slots.push(
                Context::new(kind)
                    .organisation(OrganisationId::from_bytes(id(0)))
                    .workspace(WorkspaceId::from_bytes(id(1)))
                    .object(DocumentId::from_bytes(id(2)))
                    .version(VersionId::from_bytes(id(3))),
            );
        }
    }
    // Places left empty, with the same id in another place.
    let id = [1; 16];
    slots.push(Context::new(kinds[0]));
    slots.push(Context::new(kinds[0]).organisation(OrganisationId::from_bytes(id)));
    slots.push(Context::new(kinds[0]).workspace(WorkspaceId::from_bytes(id)));
    slots.push(Context::new(kinds[0]).object(id));
    slots.push(Context::new(kinds[0]).version(id));
    slots
}

/// Tries what was made for each slot in all slots.
fn matrix<T>(
    slots: &[Context],
    mut make: impl FnMut(&Context) -> T,
    mut opens: impl FnMut(&Context, &T) -> bool,
) {
    let made: Vec<T> = slots.iter().map(&mut make).collect();
    for (from, object) in made.iter().enumerate() {
        for (to, slot) in slots.iter().enumerate() {
            assert_eq!(opens(slot, object), from == to, "made for {:?}, tried in {slot:?}", slots[from]);
        }
    }
}

#[test]
fn records_open_in_their_slot_only() {
    let (rng, key) = (&mut rng(), RecordKey::import_secret(&SECRET));
    matrix(
        &slots(&KINDS),
        |slot| key.seal(slot, b"x", rng),
        |slot, record: &SealedRecord| key.open(slot, record).is_ok(),
    );
}

#[test]
fn values_sealed_to_a_person_open_in_their_slot_only() {
    let (rng, key) = (&mut rng(), OpeningKey::derive(&SECRET));
    matrix(
        &slots(&KINDS[..2]),
        |slot| key.sealing_key().seal(slot, b"x", rng).unwrap(),
        |slot, sealed: &Sealed| key.open(slot, sealed).is_ok(),
    );
}

#[test]
fn signatures_verify_in_their_slot_only() {
    let key = SigningKey::import_secret(&SECRET);
    matrix(
        &slots(&KINDS),
        |slot| key.sign(slot, b"x"),
        |slot, signature: &Signature| key.verifying_key().verify(slot, b"x", signature).is_ok(),
    );
}

#[test]
fn a_message_never_stands_in_for_a_part_of_a_slot() {
    // What is signed is slot then message: moving bytes from one to the other gives no second reading.
    let key = SigningKey::import_secret(&SECRET);
    let slot = Context::new("commit").object([1; 16]);
    let signature = key.sign(&slot, b"x");
    let whole = [slot.bytes(), b"x".to_vec()].concat();
    for shorter in [Context::new("commit"), Context::new("c"), Context::new("")] {
        for start in 0..whole.len() {
            assert!(key.verifying_key().verify(&shorter, &whole[start..], &signature).is_err());
        }
    }
}

#[test]
fn contents_open_in_their_slot_only() {
    let (rng, key) = (&mut rng(), FileKey::import_secret(&SECRET));
    let layout = Layout::for_file(1).unwrap();
    matrix(
        &slots(&KINDS),
        |slot| {
            let (header, mut encryptor) = Encryptor::start(&key, slot, layout, rng);
            (header, encryptor.next_segment(rng).unwrap().seal(b"x").unwrap())
        },
        |slot, (header, segment): &(Header, Vec<u8>)| {
            Decryptor::start(&key, slot, layout, header)
                .is_ok_and(|mut decryptor| decryptor.next_segment().unwrap().open(segment).is_ok())
        },
    );
}

#[test]
fn keys_derived_for_different_slots_differ() {
    let mut keys: Vec<[u8; 32]> =
        slots(&KINDS).iter().map(|slot| *RecordKey::derive(&SECRET, slot).export_secret()).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

/// All objects that travel as sealed records, made under equal secrets.
type Opener = fn(&Context, &SealedRecord) -> bool;

fn of<K: ExportSecret>() -> K {
    K::import_secret(&SECRET)
}

#[test]
fn every_kind_of_sealed_record_opens_as_itself_only() {
    let rng = &mut rng();
    let slot = |kind| Context::new(kind).object([1; 16]);
    let made: [(&'static str, SealedRecord); 11] = [
        ("entry", of::<RecordKey>().seal(&slot("entry"), b"x", rng)),
        ("person-name", of::<DirectoryKey>().seal(&slot("person-name"), b"x", rng)),
        ("epoch-history", of::<HistoryKey>().wrap(&slot("epoch-history"), &of::<EpochKey>(), rng)),
        ("file-key", of::<FileWrap>().wrap(&slot("file-key"), &of::<FileKey>(), rng)),
        ("account-blob", Keyset::make(rng).seal(&of::<AccountKek>(), &slot("account-blob"), b"", rng)),
        ("device-blob", DeviceKeyset::make(rng).seal(&of::<DeviceKek>(), &slot("device-blob"), b"", rng)),
        ("stored-epoch", of::<DeviceKek>().wrap(&slot("stored-epoch"), &of::<EpochKey>(), rng)),
        ("stored-file", of::<DeviceKek>().wrap(&slot("stored-file"), &of::<FileKey>(), rng)),
        ("link-sheet", of::<LinkKey>().record_key().seal(&slot("link-sheet"), b"x", rng)),
        ("two-part-file", of::<TwoPartKek>().wrap(&slot("two-part-file"), &of::<FileKey>(), rng)),
        ("two-part-epoch", of::<TwoPartKek>().wrap(&slot("two-part-epoch"), &of::<EpochKey>(), rng)),
    ];
    let openers: [(&'static str, Opener); 11] = [
        ("entry", |slot, record| of::<RecordKey>().open(slot, record).is_ok()),
        ("person-name", |slot, record| of::<DirectoryKey>().open(slot, record).is_ok()),
        ("epoch-history", |slot, record| of::<HistoryKey>().unwrap(slot, record).is_ok()),
        ("file-key", |slot, record| of::<FileWrap>().unwrap(slot, record).is_ok()),
        ("account-blob", |slot, record| Keyset::open(&of::<AccountKek>(), slot, record).is_ok()),
        ("device-blob", |slot, record| DeviceKeyset::open(&of::<DeviceKek>(), slot, record).is_ok()),
        ("stored-epoch", |slot, record| of::<DeviceKek>().unwrap::<EpochKey>(slot, record).is_ok()),
        ("stored-file", |slot, record| of::<DeviceKek>().unwrap::<FileKey>(slot, record).is_ok()),
        ("link-sheet", |slot, record| of::<LinkKey>().record_key().open(slot, record).is_ok()),
        ("two-part-file", |slot, record| of::<TwoPartKek>().unwrap::<FileKey>(slot, record).is_ok()),
        ("two-part-epoch", |slot, record| of::<TwoPartKek>().unwrap::<EpochKey>(slot, record).is_ok()),
    ];
    for (made_for, record) in &made {
        for (kind, opens) in openers {
            assert_eq!(opens(&slot(kind), record), *made_for == kind, "{made_for} as {kind}");
        }
    }
}

/// Even in one and the same slot, under one and the same secret, a sealed key keeps its type.
#[test]
fn a_sealed_key_never_changes_its_type() {
    let rng = &mut rng();
    let slot = Context::new("one-slot");
    let person = OpeningKey::derive(&SECRET);
    macro_rules! types {
        ($($type:ty),+) => {{
            let sealed = [$((<$type>::KIND, person.sealing_key().seal_key(&slot, &of::<$type>(), rng).unwrap())),+];
            let openers: Vec<(&str, Box<dyn Fn(&Sealed) -> bool>)> = vec![
                $((<$type>::KIND, Box::new(|sealed| person.open_key::<$type>(&slot, sealed).is_ok()))),+
            ];
            (sealed, openers)
        }};
    }
    let (sealed, openers) = types!(
        EpochKey,
        FileKey,
        DirectoryKey,
        AccountKek,
        DeviceKek,
        HistoryKey,
        FileWrap,
        RecordKey,
        SigningKey,
        OpeningKey,
        TwoPartKek,
        beffroi_seal::two_part::RecipientPart,
        beffroi_seal::two_part::PlatformPart,
        beffroi_seal::share::RecoverySecret,
        LinkKey,
        beffroi_seal::link::LinkSecret
    );
    for (made_as, sealed) in &sealed {
        for (kind, opens) in &openers {
            assert_eq!(opens(sealed), made_as == kind, "{made_as} as {kind}");
        }
    }
}
