//! Contents for a platform's own AES (WebCrypto in the browser): what it seals must be, to the byte, what was sealed
//! natively on the day the format was born, and must open again.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use serde::{Deserialize, Serialize};

use super::Hex;
#[cfg(any(not(target_arch = "wasm32"), feature = "portable-aes"))]
use super::Topic;
use crate::content::{ContentError, Decryptor, Encryptor, Header, Layout, OpenJob, SealJob};
use crate::keys::FileKey;
use crate::{Context, Digest};

const FILE: &str = include_str!("../../tests/vectors/content_digest.json");

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ContentDigestVector {
    seed: u64,
    size: usize,
    /// Digest of header and segments.
    ciphertext: Hex,
}

/// One content; key, context and nonces are drawn from a number, so that the ciphertext is always the same.
pub struct ContentCase {
    seed: u64,
    layout: Layout,
    file: Vec<u8>,
    expected: Digest,
}

/// Every case of the committed vectors.
///
/// # Errors
/// When the vectors of this program cannot be read, in words for a log.
pub fn content_cases() -> Result<Vec<ContentCase>, String> {
    let vectors: Vec<ContentDigestVector> = serde_json::from_str(FILE).map_err(|error| error.to_string())?;
    vectors.iter().map(ContentCase::of).collect()
}

impl ContentCase {
    fn of(vector: &ContentDigestVector) -> Result<Self, String> {
        let file: Vec<u8> = (0..vector.size).map(|index| (index % 251) as u8).collect();
        let layout = Layout::for_file(file.len() as u64).map_err(|error| error.to_string())?;
        Ok(Self { seed: vector.seed, layout, file, expected: Digest::from_bytes(vector.ciphertext.array()?) })
    }

    /// The file.
    pub fn file(&self) -> &[u8] {
        &self.file
    }

    /// Digest of header and segments, one after the other.
    pub const fn expected(&self) -> Digest {
        self.expected
    }

    /// The header, and the jobs that seal the file.
    pub fn seal_jobs(&self) -> (Header, Vec<SealJob>) {
        let (mut rng, key, context) = self.draw();
        let (header, mut encryptor) = Encryptor::start(&key, &context, self.layout, &mut rng);
        let jobs = core::iter::from_fn(|| encryptor.next_segment(&mut rng)).collect();
        (header, jobs)
    }

    /// The jobs that open its segments.
    ///
    /// # Errors
    /// When the header is not that of this content.
    pub fn open_jobs(&self, header: &Header) -> Result<Vec<OpenJob>, ContentError> {
        let (_, key, context) = self.draw();
        let mut decryptor = Decryptor::start(&key, &context, self.layout, header)?;
        Ok(core::iter::from_fn(|| decryptor.next_segment()).collect())
    }

    fn draw(&self) -> (ChaCha20Rng, FileKey, Context) {
        let mut rng = ChaCha20Rng::seed_from_u64(self.seed);
        let key = FileKey::make(&mut rng);
        let context = super::primitives::slot(&mut rng);
        (rng, key, context)
    }

    #[cfg(any(not(target_arch = "wasm32"), feature = "portable-aes"))]
    fn seal(&self) -> Result<Vec<u8>, ContentError> {
        let (header, jobs) = self.seal_jobs();
        let (mut ciphertext, mut rest) = (header.as_bytes().to_vec(), self.file.as_slice());
        for job in jobs {
            let (bytes, after) = rest.split_at(job.segment().file_bytes());
            ciphertext.extend(job.seal(bytes)?);
            rest = after;
        }
        Ok(ciphertext)
    }
}

#[cfg(any(not(target_arch = "wasm32"), feature = "portable-aes"))]
impl Topic for ContentDigestVector {
    const NAME: &'static str = "content_digest";
    const FILE: &'static str = FILE;

    #[cfg(test)]
    fn make(_: &mut ChaCha20Rng) -> Vec<Self> {
        // Nothing, a byte, a whole segment of each size, one byte more, several.
        [0, 1, 65_536, 65_537, 200_000, 4 << 20, (5 << 20) + 7]
            .into_iter()
            .zip(1..)
            .map(|(size, seed)| {
                let vector = Self { seed, size, ciphertext: Hex(vec![0; 32]) };
                let ciphertext = ContentCase::of(&vector).unwrap().seal().unwrap();
                Self { ciphertext: Digest::of(ciphertext).as_bytes().into(), ..vector }
            })
            .collect()
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let case = ContentCase::of(self)?;
        let ciphertext = case.seal().map_err(|error| error.to_string())?;
        self.ciphertext.same("digest of the ciphertext", Digest::of(ciphertext).as_bytes())
    }
}
