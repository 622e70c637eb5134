//! Speed of file content on this machine, in MiB/s: FLOE, and the same backend's AES-256-GCM without it.
//!
//! `cargo run --release -p beffroi-seal --example bench_content -- [MiB] [runs]`. One thread, everything in memory, the
//! best and the median of the runs. The random source is a seeded ChaCha, as fast as the system's and repeatable.

use std::time::Instant;

use beffroi_seal::Context;
use beffroi_seal::content::{BACKEND, CONTENT_OFFSET, Decryptor, Encryptor, HEADER_BYTES, Header, Layout};
use beffroi_seal::keys::FileKey;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>().expect("a number"));
    let mebibytes = arguments.next().unwrap_or(256);
    let runs = arguments.next().unwrap_or(5);
    println!("backend {BACKEND}, {mebibytes} MiB in memory, {runs} runs, one thread");
    println!("{:<60} {:>9} {:>9}", "MiB/s", "best", "median");

    for (label, file_bytes, files) in [
        ("file of the whole size, segments of 1 MiB", mebibytes << 20, 1),
        ("files of 2 MiB, segments of 64 KiB", 2 << 20, mebibytes.div_ceil(2)),
        ("files of 4 KiB", 4 << 10, mebibytes * 256),
    ] {
        bench_floe(label, file_bytes, files, runs);
    }
    bench_raw("raw AES-256-GCM, 1 MiB at a time", 1 << 20, mebibytes << 20, runs);
    bench_raw("raw AES-256-GCM, 64 KiB at a time", 64 << 10, mebibytes << 20, runs);
}

fn bench_floe(label: &str, file_bytes: usize, files: usize, runs: usize) {
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let context = Context::new("file-content");
    let layout = Layout::for_file(file_bytes as u64).expect("a size that the format allows");
    let mut file = vec![0x5a; layout.ciphertext_bytes() as usize];
    let keys: Vec<FileKey> = (0..files).map(|_| FileKey::make(rng)).collect();
    let total = file_bytes * files;

    let (mut encrypt, mut decrypt) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let (mut sealing, mut opening) = (0.0, 0.0);
        for key in &keys {
            let start = Instant::now();
            let (header, mut encryptor) = Encryptor::start(key, &context, layout, rng);
            file[..HEADER_BYTES].copy_from_slice(header.as_bytes());
            while let Some(job) = encryptor.next_segment(rng) {
                let place = job.segment().ciphertext.clone();
                let buffer = &mut file[place.start as usize..place.end as usize];
                job.seal_in_place(buffer).expect("the buffer has the segment's length");
            }
            sealing += start.elapsed().as_secs_f64();

            let start = Instant::now();
            let header: [u8; HEADER_BYTES] = file[..HEADER_BYTES].try_into().expect("a header");
            let mut decryptor = Decryptor::start(key, &context, layout, &Header::from_bytes(header))
                .expect("the header that was made");
            while let Some(job) = decryptor.next_segment() {
                let place = job.segment().ciphertext.clone();
                let buffer = &mut file[place.start as usize..place.end as usize];
                let content = job.open_in_place(buffer).expect("the segment that was sealed");
                std::hint::black_box(content);
            }
            opening += start.elapsed().as_secs_f64();
        }
        encrypt.push(speed(total, sealing));
        decrypt.push(speed(total, opening));
    }
    report(&format!("FLOE encrypt, {label}"), encrypt);
    report(&format!("FLOE decrypt, {label}"), decrypt);
}

fn bench_raw(label: &str, chunk_bytes: usize, total: usize, runs: usize) {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[1; 32]).expect("a key of 32 bytes"));
    let mut buffer = vec![0x5a; total];
    let (mut encrypt, mut decrypt) = (Vec::new(), Vec::new());
    let nonce = || Nonce::assume_unique_for_key([0; 12]);
    for _ in 0..runs {
        let mut tags = Vec::new();
        let start = Instant::now();
        for chunk in buffer[CONTENT_OFFSET..].chunks_mut(chunk_bytes) {
            tags.push(key.seal_in_place_separate_tag(nonce(), Aad::empty(), chunk).expect("within limits"));
        }
        encrypt.push(speed(total, start.elapsed().as_secs_f64()));
        let start = Instant::now();
        for (chunk, tag) in buffer[CONTENT_OFFSET..].chunks_mut(chunk_bytes).zip(tags) {
            key.open_in_place_separate_tag(nonce(), Aad::empty(), tag, chunk, 0..).expect("what was sealed");
        }
        decrypt.push(speed(total, start.elapsed().as_secs_f64()));
    }
    report(&format!("encrypt, {label}"), encrypt);
    report(&format!("decrypt, {label}"), decrypt);
}

fn speed(bytes: usize, seconds: f64) -> f64 {
    bytes as f64 / f64::from(1 << 20) / seconds
}

fn report(label: &str, mut speeds: Vec<f64>) {
    speeds.sort_by(f64::total_cmp);
    let best = speeds.last().copied().unwrap_or_default();
    println!("{label:<60} {best:>9.0} {:>9.0}", speeds[speeds.len() / 2]);
}
