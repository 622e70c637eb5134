//! Deterministic CBOR against RFC 8949 appendix A, against `ciborium`, and against malformed input.

use std::collections::BTreeMap;

use ciborium::Value;
use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;

fn from_hex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

#[test]
fn published_examples() {
    // RFC 8949 appendix A, the rows that have a deterministic form without tags.
    let rows: &[(&str, Value)] = &[
        ("00", Value::from(0)),
        ("17", Value::from(23)),
        ("1818", Value::from(24)),
        ("1903e8", Value::from(1000)),
        ("1a000f4240", Value::from(1_000_000)),
        ("1bffffffffffffffff", Value::from(u64::MAX)),
        ("20", Value::from(-1)),
        ("3903e7", Value::from(-1000)),
        ("f90000", Value::Float(0.0)),
        ("f98000", Value::Float(-0.0)),
        ("f93c00", Value::Float(1.0)),
        ("fb3ff199999999999a", Value::Float(1.1)),
        ("f97bff", Value::Float(65504.0)),
        ("fa47c35000", Value::Float(100_000.0)),
        ("fb7e37e43c8800759c", Value::Float(1.0e300)),
        ("f90001", Value::Float(5.960_464_477_539_063e-8)),
        ("f90400", Value::Float(0.000_061_035_156_25)),
        ("f97c00", Value::Float(f64::INFINITY)),
        ("f97e00", Value::Float(f64::NAN)),
        ("f4", Value::Bool(false)),
        ("f6", Value::Null),
        ("4401020304", Value::Bytes(vec![1, 2, 3, 4])),
        ("62c3bc", Value::Text("ü".into())),
        ("83010203", Value::Array(vec![1.into(), 2.into(), 3.into()])),
        ("a201020304", Value::Map(vec![(3.into(), 4.into()), (1.into(), 2.into())])),
    ];
    for (expected, value) in rows {
        assert_eq!(hex::encode(encode(value).unwrap()), *expected);
        check::deterministic(&from_hex(expected), Limits::DEFAULT).unwrap();
    }
}

#[test]
fn every_other_encoding_is_refused() {
    for wrong in [
        "1800",               // 0 in two bytes
        "190017",             // 23 in three
        "1b00000000ffffffff", // 32 bits in nine
        "fa3f800000",         // 1.0 in single precision
        "fb3ff0000000000000", // 1.0 in double precision
        "fb7ff8000000000000", // NaN in double precision
        "f97e01",             // another NaN
        "5f41004101ff",       // indefinite bytes
        "7f6161ff",           // indefinite text
        "9f01ff",             // indefinite array
        "bf0102ff",           // indefinite map
        "a203040102",         // unsorted keys
        "a201020103",         // repeated key
        "a2616201616102",     // unsorted text keys
        "61ff",               // not UTF-8
        "c100",               // tag
        "f7",                 // undefined
        "f820",               // other simple value
        "1c",                 // reserved
        "ff",                 // lone break
    ] {
        let error = check::deterministic(&from_hex(wrong), Limits::DEFAULT).unwrap_err();
        assert_eq!(error.code(), "cbor-not-deterministic", "{wrong}: {error}");
    }
}

#[test]
fn cut_and_lengthened_input_is_refused() {
    let whole = encode(&BTreeMap::from([("nom", vec![1u32, 70_000]), ("é", vec![])])).unwrap();
    for length in 0..whole.len() {
        assert_eq!(decode::<Value>(&whole[..length]), Err(CborError::Truncated));
    }
    let longer = [whole.as_slice(), &[0]].concat();
    assert_eq!(decode::<Value>(&longer), Err(CborError::Trailing { offset: whole.len() }));
}

#[test]
fn bombs_are_refused_before_memory_is_taken() {
    assert_eq!(decode::<Value>(&from_hex("9bffffffffffffffff")), Err(CborError::Truncated));
    assert_eq!(decode::<Value>(&from_hex("5bffffffffffffffff")), Err(CborError::Truncated));
    assert_eq!(decode::<Value>(&from_hex("bb7fffffffffffffff")), Err(CborError::Truncated));
    let deep = [vec![0x81; 100_000], vec![0]].concat();
    assert_eq!(decode::<Value>(&deep), Err(CborError::TooDeep { depth_max: 64 }));
    let just = [vec![0x81; 64], vec![0]].concat();
    assert!(decode::<Value>(&just).is_ok());
    let limits = Limits { length_bytes_max: 3, depth_max: 1 };
    assert_eq!(decode_within::<Value>(&[0x43, 1, 2, 3], limits).unwrap_err().code(), "cbor-too-long");
}

#[test]
fn values_without_a_form_are_refused() {
    let tagged = Value::Tag(1, Box::new(Value::Null));
    assert_eq!(encode(&tagged).unwrap_err().code(), "cbor-unsupported");
    assert_eq!(encode(&u128::MAX).unwrap_err().code(), "cbor-unsupported");
    let twice = Value::Map(vec![(1.into(), 2.into()), (1.into(), 3.into())]);
    assert_eq!(encode(&twice).unwrap_err().code(), "cbor-unsupported");
}

#[test]
fn long_texts_and_bytes_are_read() {
    let long = ("é".repeat(100_000), serde_bytes::ByteBuf::from(vec![7; 300_000]), vec![1u64; 70_000]);
    let bytes = encode(&long).unwrap();
    assert_eq!(decode::<(String, serde_bytes::ByteBuf, Vec<u64>)>(&bytes).unwrap(), long);
    let record = crate::RecordKey::derive(&[1; 32], &crate::Context::new("x"));
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let sealed = record.seal(&crate::Context::new("x"), &[0; 100_000], rng);
    assert_eq!(decode::<crate::SealedRecord>(&encode(&sealed).unwrap()).unwrap(), sealed);
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
        ".{0,30}".prop_map(Value::Text),
        any::<f64>().prop_map(Value::Float),
        any::<f32>().prop_map(|float| Value::Float(float.into())),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            prop::collection::btree_map(".{0,8}", inner, 0..8).prop_map(|map| Value::Map(
                map.into_iter().map(|(key, value)| (Value::Text(key), value)).collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_accepted_and_read_back(value in any_value()) {
        let bytes = encode(&value).unwrap();
        let back: Value = decode(&bytes).unwrap();
        prop_assert_eq!(encode(&back).unwrap(), bytes);
    }

    /// The check is not laxer than the reader: whatever it accepts is written back to the same bytes.
    #[test]
    fn what_is_accepted_has_one_encoding(bytes in prop::collection::vec(any::<u8>(), 0..24)) {
        if let Ok(value) = decode::<Value>(&bytes) {
            prop_assert_eq!(encode(&value).unwrap(), bytes);
        }
    }

    #[test]
    fn mutations_of_valid_input_keep_the_rule(value in any_value(), at in any::<prop::sample::Index>(), bit in 0..8u8) {
        let mut bytes = encode(&value).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(value) = decode::<Value>(&bytes) {
            prop_assert_eq!(encode(&value).unwrap(), bytes);
        }
    }
}
