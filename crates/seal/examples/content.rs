//! File content as other programs treat it: a file in, standard output out, on one thread, a segment at a time.
//!
//! `content seal FILE`, `content open FILE SIZE`, and, without the format, `content raw-seal FILE` and
//! `content raw-open FILE`: the same AES-256-GCM on independent pieces of 1 MiB. For `benches/content`: the key is
//! fixed, so nothing else should be done with what comes out.

use std::env;
use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;

use beffroi_seal::Context;
use beffroi_seal::content::{CONTENT_OFFSET, Decryptor, Encryptor, HEADER_BYTES, Header, Layout, TAG_BYTES};
use beffroi_seal::keys::FileKey;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

const RAW_BYTES: usize = 1 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let mut out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["seal", file] => seal(File::open(file)?, &mut out),
        ["open", file, size] => open(File::open(file)?, size.parse()?, &mut out),
        ["raw-seal", file] => raw_seal(File::open(file)?, &mut out),
        ["raw-open", file] => raw_open(File::open(file)?, &mut out),
        _ => Err("content seal FILE | open FILE SIZE | raw-seal FILE | raw-open FILE".into()),
    }
}

fn seal(mut file: File, out: &mut File) -> Result<(), Box<dyn Error>> {
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let layout = Layout::for_file(file.metadata()?.len())?;
    let (header, mut encryptor) = Encryptor::start(&key(), &context(), layout, rng);
    out.write_all(header.as_bytes())?;
    let mut buffer = Vec::new();
    while let Some(job) = encryptor.next_segment(rng) {
        buffer.resize(job.segment().ciphertext_bytes(), 0);
        file.read_exact(&mut buffer[CONTENT_OFFSET..CONTENT_OFFSET + job.segment().file_bytes()])?;
        job.seal_in_place(&mut buffer)?;
        out.write_all(&buffer)?;
    }
    Ok(())
}

fn open(mut file: File, size: u64, out: &mut File) -> Result<(), Box<dyn Error>> {
    let mut header = [0; HEADER_BYTES];
    file.read_exact(&mut header)?;
    let header = Header::from_bytes(header);
    let mut decryptor = Decryptor::start(&key(), &context(), Layout::for_file(size)?, &header)?;
    let mut buffer = Vec::new();
    while let Some(job) = decryptor.next_segment() {
        buffer.resize(job.segment().ciphertext_bytes(), 0);
        file.read_exact(&mut buffer)?;
        out.write_all(job.open_in_place(&mut buffer)?)?;
    }
    Ok(decryptor.finish()?)
}

fn raw_seal(mut file: File, out: &mut File) -> Result<(), Box<dyn Error>> {
    let key = raw_key();
    let mut buffer = vec![0; RAW_BYTES];
    while let read @ 1.. = fill(&mut file, &mut buffer)? {
        let tag = key.seal_in_place_separate_tag(nonce(), Aad::empty(), &mut buffer[..read]).expect("1 MiB");
        out.write_all(&buffer[..read])?;
        out.write_all(tag.as_ref())?;
    }
    Ok(())
}

fn raw_open(mut file: File, out: &mut File) -> Result<(), Box<dyn Error>> {
    let key = raw_key();
    let mut buffer = vec![0; RAW_BYTES + TAG_BYTES];
    while let read @ 1.. = fill(&mut file, &mut buffer)? {
        let opened = key.open_in_place(nonce(), Aad::empty(), &mut buffer[..read]).map_err(|_| "damaged")?;
        out.write_all(opened)?;
    }
    Ok(())
}

fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let read @ 1.. = file.read(&mut buffer[filled..])? {
        filled += read;
    }
    Ok(filled)
}

fn key() -> FileKey {
    FileKey::make(&mut ChaCha20Rng::seed_from_u64(2))
}

fn context() -> Context {
    Context::new("file-content")
}

fn raw_key() -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[1; 32]).expect("a key of 32 bytes"))
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}
