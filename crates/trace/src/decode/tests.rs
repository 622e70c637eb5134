//! Decoders against whole, cut and damaged files.

use super::zstd_rust::ZstdDecoder as RustDecoder;
use super::*;
use proptest::prelude::*;
use std::io::Write;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn decode(bytes: &[u8], chunk: usize) -> Result<Vec<u8>, DecodeError> {
    let mut decoder = Decoder::new(Compression::detect(bytes)?)?;
    let mut text = Vec::new();
    for bytes in bytes.chunks(chunk) {
        decoder.push(bytes, &mut |piece| text.extend_from_slice(piece))?;
    }
    decoder.finish().map(|()| text)
}

fn decode_in_rust(bytes: &[u8], chunk: usize) -> Result<Vec<u8>, DecodeError> {
    let mut decoder = RustDecoder::new()?;
    let mut text = Vec::new();
    for bytes in bytes.chunks(chunk) {
        decoder.push(bytes, &mut |piece| text.extend_from_slice(piece))?;
    }
    if decoder.is_complete() { Ok(text) } else { Err(DecodeError::Truncated) }
}

fn text(lines: usize) -> Vec<u8> {
    (0..lines).flat_map(|line| format!("line {line} {}\n", line * line % 977).into_bytes()).collect()
}

#[test]
fn compression_is_told_by_the_first_bytes() {
    assert_eq!(Compression::detect(b""), Ok(Compression::Plain));
    assert_eq!(Compression::detect(b"{\"a\":1}"), Ok(Compression::Plain));
    assert_eq!(Compression::detect(&gzip(b"x")), Ok(Compression::Gzip));
    assert_eq!(Compression::detect(&zstd(b"x")), Ok(Compression::Zstd));
    assert_eq!(Compression::detect(b"PK\x03\x04...").unwrap_err().code(), "compression-unsupported");
    assert_eq!(Compression::detect(b"BZh91AY&SY").unwrap_err().code(), "compression-unsupported");
    assert_eq!(Compression::detect(b"BZhelloworld"), Ok(Compression::Plain));
}

#[test]
fn members_and_frames_one_after_another_make_one_text() {
    let (one, two) = (text(5_000), text(20));
    let both = [one.clone(), two.clone()].concat();
    for chunk in [1, 7, 4096, 1 << 20] {
        assert_eq!(decode(&[gzip(&one), gzip(b""), gzip(&two)].concat(), chunk).unwrap(), both);
        assert_eq!(decode(&[gzip(&one), gzip(&two), vec![0; 100]].concat(), chunk).unwrap(), both);
        let skippable = [&[0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        let frames = [skippable.clone(), zstd(&one), skippable, zstd(b""), zstd(&two)].concat();
        assert_eq!(decode(&frames, chunk).unwrap(), both);
        assert_eq!(decode_in_rust(&frames, chunk).unwrap(), both);
    }
}

#[test]
fn output_comes_in_pieces_whatever_the_ratio() {
    let zeros = vec![0; 50 << 20];
    for bytes in [gzip(&zeros), zstd(&zeros)] {
        let mut decoder = Decoder::new(Compression::detect(&bytes).unwrap()).unwrap();
        let (mut total, mut largest) = (0, 0);
        decoder
            .push(&bytes, &mut |piece| {
                total += piece.len();
                largest = largest.max(piece.len());
            })
            .unwrap();
        decoder.finish().unwrap();
        assert_eq!(total, zeros.len());
        assert!(largest <= 16 << 20, "{largest}");
    }
}

#[test]
fn damage_and_truncation_are_told_apart_from_the_end() {
    let text = text(50_000);
    for bytes in [gzip(&text), zstd(&text)] {
        for cut in [1, bytes.len() / 2, bytes.len() - 8] {
            assert_eq!(decode(&bytes[..bytes.len() - cut], 4096), Err(DecodeError::Truncated), "{cut}");
        }
        let mut damaged = bytes.clone();
        let last = damaged.len() - 6;
        damaged[last] ^= 0x55;
        assert_eq!(decode(&damaged, 4096).unwrap_err().code(), "compressed-damaged");
        assert!(decode(&[bytes, b"tail".to_vec()].concat(), 4096).is_err());
    }
    let bytes = zstd(&text);
    assert_eq!(decode_in_rust(&bytes[..bytes.len() - 1], 100), Err(DecodeError::Truncated));
    let mut damaged = bytes;
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert_eq!(decode_in_rust(&damaged, 100).unwrap_err().code(), "compressed-damaged");
}

proptest! {
    #[test]
    fn the_two_zstd_decoders_agree(
        text in proptest::collection::vec(prop_oneof![Just(b'a'), any::<u8>()], 0..5000),
        chunk in 1_usize..200,
    ) {
        let bytes = zstd(&text);
        prop_assert_eq!(&decode(&bytes, chunk).unwrap(), &text);
        prop_assert_eq!(&decode_in_rust(&bytes, chunk).unwrap(), &text);
        prop_assert_eq!(decode(&gzip(&text), chunk).unwrap(), text);
    }

    #[test]
    fn any_bytes_end_in_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for head in [&b"\x1f\x8b\x08\0\0\0\0\0\0\x03"[..], b"\x28\xb5\x2f\xfd"] {
            let bytes = [head, &bytes].concat();
            let _ = decode(&bytes, 50);
            if head.len() == 4 {
                let _ = decode_in_rust(&bytes, 50);
            }
        }
    }
}
