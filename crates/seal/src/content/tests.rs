//! FLOE against other implementations, and against whoever alters what is stored (X7, X8).

use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use serde::Deserialize;

use super::*;
use crate::id::{DocumentId, VersionId, WorkspaceId};
use crate::{Context, ExportSecret, keys::FileKey};

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn slot(document: u8, version: u8) -> Context {
    Context::new("file-content")
        .workspace(WorkspaceId::from_bytes([1; 16]))
        .object(DocumentId::from_bytes([document; 16]))
        .version(VersionId::from_bytes([version; 16]))
}

/// Encrypts with a chosen layout: header and segments.
fn seal_parts(key: &FileKey, aad: Vec<u8>, layout: Layout, file: &[u8], seed: u64) -> Vec<Vec<u8>> {
    let rng = &mut rng(seed);
    let (header, mut encryptor) = Encryptor::start_with_aad(key, aad, layout, rng);
    let mut parts = vec![header.as_bytes().to_vec()];
    while let Some(job) = encryptor.next_segment(rng) {
        let range = job.segment().file.clone();
        parts.push(job.seal(&file[range.start as usize..range.end as usize]).unwrap());
    }
    parts
}

fn open_whole(
    key: &FileKey,
    aad: Vec<u8>,
    layout: Layout,
    ciphertext: &[u8],
) -> Result<Vec<u8>, ContentError> {
    open_rotating(key, aad, layout, ciphertext, None)
}

/// Decrypts what a server gives for a file, in the way of a client: by the layout, to the last segment.
fn open_rotating(
    key: &FileKey,
    aad: Vec<u8>,
    layout: Layout,
    ciphertext: &[u8],
    rotation_bits: Option<u32>,
) -> Result<Vec<u8>, ContentError> {
    let Some((header, _)) = ciphertext.split_first_chunk::<HEADER_BYTES>() else {
        return Err(ContentError::HeaderRefused);
    };
    let mut decryptor = Decryptor::start_with_aad(key, aad, layout, &Header::from_bytes(*header))?;
    if let Some(bits) = rotation_bits {
        decryptor.message().rotate_every(bits);
    }
    let mut file = Vec::new();
    let mut end = HEADER_BYTES;
    while let Some(job) = decryptor.next_segment() {
        let place = job.segment().ciphertext.clone();
        let range = (place.start as usize).min(ciphertext.len())..(place.end as usize).min(ciphertext.len());
        file.extend(job.open(&ciphertext[range])?);
        end = place.end as usize;
    }
    decryptor.finish()?;
    if ciphertext.len() != end {
        return Err(ContentError::SegmentLength {
            index: 0,
            length_bytes: ciphertext.len(),
            expected_bytes: end,
        });
    }
    Ok(file)
}

#[derive(Deserialize)]
struct Vector {
    source: String,
    segment_bytes: u32,
    rotation_bits: Option<u32>,
    key: String,
    aad: String,
    plaintext: String,
    ciphertext: String,
}

#[test]
fn vectors_of_other_implementations_open() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../../tests/vectors/floe.json")).unwrap();
    assert!(vectors.len() >= 20);
    for vector in vectors {
        let plaintext = hex::decode(&vector.plaintext).unwrap();
        let ciphertext = hex::decode(&vector.ciphertext).unwrap();
        let key = FileKey::import_secret(&hex::decode(&vector.key).unwrap().try_into().unwrap());
        let aad = hex::decode(&vector.aad).unwrap();
        let layout = Layout::bare(plaintext.len() as u64, vector.segment_bytes);
        let opened = open_rotating(&key, aad, layout, &ciphertext, vector.rotation_bits);
        assert_eq!(opened.as_deref(), Ok(plaintext.as_slice()), "{}", vector.source);
    }
}

#[test]
fn another_implementation_opens_what_we_seal() {
    for size in [0, 1, 31, 32, 33, 64, 100, 4064, 4065, 10_000] {
        for (segment_bytes, parameters) in
            [(64, fast_floe::Parameters::SEGMENT_64_B), (4096, fast_floe::Parameters::SEGMENT_4_KIB)]
        {
            let file: Vec<u8> = (0..size).map(|index| index as u8).collect();
            let key = FileKey::make(&mut rng(size as u64));
            let theirs = fast_floe::Key::from_bytes(*key.export_secret());
            let layout = Layout::bare(size as u64, segment_bytes);
            let ours = seal_parts(&key, slot(1, 1).bytes(), layout, &file, 1).concat();
            let opened = fast_floe::decrypt(&theirs, &slot(1, 1).bytes(), &ours).unwrap();
            assert_eq!(opened, file);

            let sealed = fast_floe::encrypt(&theirs, b"aad", parameters, &file).unwrap();
            assert_eq!(open_whole(&key, b"aad".to_vec(), layout, &sealed).unwrap(), file);
        }
    }
}

#[test]
fn another_implementation_opens_our_layouts() {
    let file: Vec<u8> = (0..5_000_000u32).map(|index| (index >> 3) as u8).collect();
    for size in [0, 1000, 65_504, 65_505, 200_000, 4_200_000, 5_000_000] {
        let layout = Layout::for_file(size as u64).unwrap();
        let key = FileKey::make(&mut rng(9));
        let sealed = seal_parts(&key, slot(1, 1).bytes(), layout, &file[..size], 9).concat();
        assert_eq!(sealed.len() as u64, layout.ciphertext_bytes());
        let parameters = fast_floe::Parameters::with_segment_length(layout.segment_bytes()).unwrap();
        let theirs = fast_floe::Key::from_bytes(*key.export_secret());
        let opened =
            fast_floe::decrypt_with_parameters(&theirs, &slot(1, 1).bytes(), parameters, &sealed).unwrap();
        assert_eq!(opened[..size], file[..size]);
        assert!(opened[size..].iter().all(|byte| *byte == 0));
        assert_eq!(open_whole(&key, slot(1, 1).bytes(), layout, &sealed).unwrap(), file[..size]);
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let key = FileKey::make(&mut rng(1));
    let layout = Layout::bare(50, 64);
    let aad = slot(1, 1).bytes();
    let sealed = seal_parts(&key, aad.clone(), layout, &[0x55; 50], 2).concat();
    assert_eq!(layout.segment_count(), 2);
    for bit in 0..sealed.len() * 8 {
        let mut altered = sealed.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        assert!(open_whole(&key, aad.clone(), layout, &altered).is_err(), "bit {bit}");
    }
}

#[test]
fn every_cut_and_every_addition_is_refused() {
    let key = FileKey::make(&mut rng(1));
    let aad = slot(1, 1).bytes();
    for size in [0u64, 32, 33, 64, 96, 97] {
        let layout = Layout::bare(size, 64);
        let sealed = seal_parts(&key, aad.clone(), layout, &vec![7; size as usize], 2).concat();
        for length in 0..sealed.len() {
            assert!(
                open_whole(&key, aad.clone(), layout, &sealed[..length]).is_err(),
                "{size} cut to {length}"
            );
            // Even where the entry lies about the size, a cut at a boundary is not a shorter file.
            for shorter in 0..size {
                let lie = Layout::bare(shorter, 64);
                assert!(open_whole(&key, aad.clone(), lie, &sealed[..length]).is_err());
            }
        }
        let longer = [sealed.as_slice(), &[0]].concat();
        assert!(open_whole(&key, aad.clone(), layout, &longer).is_err());
        let twice = [sealed.as_slice(), &sealed[HEADER_BYTES..]].concat();
        let lie = Layout::bare(size + 32, 64);
        assert!(open_whole(&key, aad.clone(), lie, &twice).is_err());
    }
}

#[test]
fn every_rearrangement_of_segments_is_refused() {
    let key = FileKey::make(&mut rng(1));
    let aad = slot(1, 1).bytes();
    let layout = Layout::bare(128, 64);
    let parts = seal_parts(&key, aad.clone(), layout, &(0..128).collect::<Vec<u8>>(), 2);
    let (header, segments) = parts.split_first().unwrap();
    assert_eq!(segments.len(), 4);
    let mut accepted = 0;
    // Every way to fill four places with four segments: reordering, repetition, loss.
    for choice in 0..256usize {
        let order = [choice & 3, choice >> 2 & 3, choice >> 4 & 3, choice >> 6 & 3];
        let served =
            [header.clone(), order.iter().flat_map(|place| segments[*place].clone()).collect()].concat();
        if open_whole(&key, aad.clone(), layout, &served).is_ok() {
            assert_eq!(order, [0, 1, 2, 3]);
            accepted += 1;
        }
    }
    assert_eq!(accepted, 1);
}

#[test]
fn segments_of_other_files_and_versions_are_refused() {
    let (key, other_key) = (FileKey::make(&mut rng(1)), FileKey::make(&mut rng(2)));
    let layout = Layout::bare(96, 64);
    let content = [9; 96];
    let original = seal_parts(&key, slot(1, 1).bytes(), layout, &content, 3);
    let foreign = [
        seal_parts(&key, slot(1, 1).bytes(), layout, &content, 4), // same key and slot, sealed again
        seal_parts(&key, slot(1, 2).bytes(), layout, &content, 3), // another version
        seal_parts(&key, slot(2, 1).bytes(), layout, &content, 3), // another document
        seal_parts(&other_key, slot(1, 1).bytes(), layout, &content, 3), // another key
    ];
    for (which, other) in foreign.iter().enumerate() {
        for place in 0..original.len() {
            let mut spliced = original.clone();
            spliced[place].clone_from(&other[place]);
            let result = open_whole(&key, slot(1, 1).bytes(), layout, &spliced.concat());
            assert!(result.is_err(), "foreign {which}, part {place}");
        }
        assert_eq!(
            open_whole(&key, slot(1, 1).bytes(), layout, &other.concat()).is_ok(),
            which == 0,
            "a file in another slot or under another key"
        );
    }
}

#[test]
fn a_header_with_other_parameters_is_refused_by_name() {
    let key = FileKey::make(&mut rng(1));
    let aad = slot(1, 1).bytes();
    let small = Layout::bare(96, 64);
    let sealed = seal_parts(&key, aad.clone(), small, &[9; 96], 3).concat();
    let other = Layout::bare(96, 128);
    assert_eq!(open_whole(&key, aad.clone(), other, &sealed), Err(ContentError::Parameters));
    assert_eq!(
        open_whole(&FileKey::make(&mut rng(7)), aad, small, &sealed),
        Err(ContentError::HeaderRefused)
    );
}

#[test]
fn any_place_opens_alone_and_is_named_when_damaged() {
    let key = FileKey::make(&mut rng(1));
    let layout = Layout::bare(200, 64);
    let file: Vec<u8> = (0..200).collect();
    let mut parts = seal_parts(&key, slot(1, 1).bytes(), layout, &file, 2);
    let header = Header::from_bytes(parts[0].clone().try_into().unwrap());
    let mut decryptor = Decryptor::start(&key, &slot(1, 1), layout, &header).unwrap();
    for index in (0..layout.segment_count()).rev() {
        let job = decryptor.job_for(index).unwrap();
        let range = job.segment().file.clone();
        let opened = job.open(&parts[index as usize + 1]).unwrap();
        assert_eq!(opened, file[range.start as usize..range.end as usize]);
    }
    parts[3][40] ^= 1;
    let job = decryptor.job_for(2).unwrap();
    let mut buffer = parts[3].clone();
    assert_eq!(job.open_in_place(&mut buffer), Err(ContentError::SegmentRefused { index: 2 }));
    assert!(buffer.iter().all(|byte| *byte == 0), "nothing of a refused segment stays");
    assert_eq!(
        decryptor.job_for(7).err(),
        Some(ContentError::NoSuchSegment { index: 7, count: layout.segment_count() })
    );
    let unfinished = Decryptor::start(&key, &slot(1, 1), layout, &header).unwrap();
    let count = layout.segment_count();
    assert_eq!(unfinished.finish(), Err(ContentError::Truncated { received: 0, count }));
}

#[test]
fn padding_other_than_zeros_and_sources_that_changed_are_refused() {
    let key = FileKey::make(&mut rng(1));
    let sealed = seal_parts(&key, slot(1, 1).bytes(), Layout::bare(256, 64 << 10), &[1; 256], 2).concat();
    let layout = Layout::for_file(100).unwrap();
    assert_eq!(
        open_whole(&key, slot(1, 1).bytes(), layout, &sealed),
        Err(ContentError::SegmentRefused { index: 0 })
    );
    let rng = &mut rng(3);
    let (_, mut encryptor) = Encryptor::start(&key, &slot(1, 1), layout, rng);
    let error = encryptor.next_segment(rng).unwrap().seal(&[0; 99]).unwrap_err();
    assert_eq!(error, ContentError::SourceLength { index: 0, length_bytes: 99, expected_bytes: 100 });
}

/// What a browser does with a job: everything but AES itself, which `ring` stands in for here.
#[test]
fn the_parts_given_to_webcrypto_make_the_same_format() {
    use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
    let file: Vec<u8> = (0..150_000u32).map(|index| index as u8).collect();
    let layout = Layout::for_file(file.len() as u64).unwrap();
    let key = FileKey::make(&mut rng(1));
    let rng = &mut rng(2);
    let (header, mut encryptor) = Encryptor::start(&key, &slot(1, 1), layout, rng);
    let mut sealed = header.as_bytes().to_vec();
    while let Some(job) = encryptor.next_segment(rng) {
        assert_eq!(job.key_number(), 0);
        let range = job.segment().file.clone();
        let mut text = job.plaintext(&file[range.start as usize..range.end as usize]).unwrap();
        let aes = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, job.raw_key()).unwrap());
        let nonce = Nonce::assume_unique_for_key(*job.nonce());
        aes.seal_in_place_append_tag(nonce, Aad::from(job.aad()), &mut text).unwrap();
        sealed.extend(job.prefix());
        sealed.extend(text);
    }
    assert_eq!(open_whole(&key, slot(1, 1).bytes(), layout, &sealed).unwrap(), file);

    let mut decryptor = Decryptor::start(&key, &slot(1, 1), layout, &header).unwrap();
    let job = decryptor.job_for(1).unwrap();
    let place = job.segment().ciphertext.clone();
    let (nonce, ciphertext) = job.split(&sealed[place.start as usize..place.end as usize]).unwrap();
    let aes = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, job.raw_key()).unwrap());
    let mut text = ciphertext.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let text = aes.open_in_place(nonce, Aad::from(job.aad()), &mut text).unwrap();
    let range = job.segment().file.clone();
    assert_eq!(job.file(text).unwrap(), &file[range.start as usize..range.end as usize]);
}

#[test]
fn an_interrupted_file_goes_on_where_it_stood() {
    let (key, context, rng) = (FileKey::import_secret(&[9; 32]), slot(1, 1), &mut rng(12));
    let layout = Layout::bare(1000, 200);
    let file: Vec<u8> = (0..1000).map(|byte| byte as u8).collect();
    let part = |job: SealJob| {
        let range = job.segment().file.clone();
        job.seal(&file[range.start as usize..range.end as usize]).unwrap()
    };
    let (header, mut first) = Encryptor::start(&key, &context, layout, rng);
    let mut ciphertext = header.as_bytes().to_vec();
    ciphertext.extend(part(first.next_segment(rng).unwrap()));
    ciphertext.extend(part(first.next_segment(rng).unwrap()));
    let mut second = Encryptor::resume(&key, &context, layout, &header, 2).unwrap();
    while let Some(job) = second.next_segment(rng) {
        ciphertext.extend(part(job));
    }
    assert_eq!(open_whole(&key, context.bytes(), layout, &ciphertext).unwrap(), file);
    let elsewhere = Encryptor::resume(&key, &slot(2, 1), layout, &header, 2);
    assert!(matches!(elsewhere, Err(ContentError::HeaderRefused)));
}

#[test]
fn keys_rotate_where_floe_says() {
    let key = FileKey::make(&mut rng(1));
    let layout = Layout::bare(32 * 10, 64);
    let rng = &mut rng(2);
    let (_, mut encryptor) = Encryptor::start(&key, &slot(1, 1), layout, rng);
    encryptor.message().rotate_every(2);
    let mut keys = Vec::new();
    while let Some(job) = encryptor.next_segment(rng) {
        keys.push((job.key_number(), *job.raw_key()));
    }
    assert_eq!(keys.iter().map(|key| key.0).collect::<Vec<_>>(), [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
    keys.dedup();
    assert_eq!(keys.len(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn round_trip(file in prop::collection::vec(any::<u8>(), 0..3000), segment in 40u32..700, seed in any::<u64>()) {
        let key = FileKey::make(&mut rng(seed));
        let layout = Layout::bare(file.len() as u64, segment);
        let sealed = seal_parts(&key, slot(1, 1).bytes(), layout, &file, seed).concat();
        prop_assert_eq!(sealed.len() as u64, layout.ciphertext_bytes());
        prop_assert_eq!(open_whole(&key, slot(1, 1).bytes(), layout, &sealed).unwrap(), file);
    }
}
