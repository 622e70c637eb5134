//! Which segments travel together, and how a sealed object is sent: part after part, each staged before it leaves.

use std::ops::Range;

use beffroi_seal::Digest;
use beffroi_seal::content::{ContentError, Encryptor, HEADER_BYTES, Header, Layout};
use beffroi_seal::digest::Hasher;
use beffroi_wire::error::codes;
use beffroi_wire::object::{DIGEST_HEADER, PartStored};
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::DocumentError;
use super::record::{PartRecord, UploadRecord};
use crate::api::{ApiError, RequestKey};
use crate::error::ClientError;
use crate::source::Source;
use crate::surroundings::Surroundings;
use crate::view::{OnProgress, Progress};

/// How the segments of a file are cut into parts: whole segments, at most eight mebibytes; the header goes with
/// the first part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartPlan {
    layout: Layout,
    segments_per_part: u64,
}

impl PartPlan {
    pub(crate) fn new(layout: Layout) -> Self {
        Self { layout, segments_per_part: PART_BYTES / u64::from(layout.segment_bytes()) }
    }

    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.layout.segment_count().div_ceil(self.segments_per_part)).unwrap_or(u32::MAX)
    }

    /// The segments of a part.
    pub(crate) fn segments(&self, part: u32) -> Range<u64> {
        let start = u64::from(part) * self.segments_per_part;
        start..(start + self.segments_per_part).min(self.layout.segment_count())
    }

    /// The bytes of the file that a part holds.
    pub(crate) fn file(&self, part: u32) -> Result<Range<u64>, ContentError> {
        let segments = self.segments(part);
        let first = self.layout.segment(segments.start)?;
        let last = self.layout.segment(segments.end - 1)?;
        Ok(first.file.start..last.file.end)
    }

    /// Its bytes of the ciphertext, header included in the first.
    pub(crate) fn ciphertext(&self, part: u32) -> Result<Range<u64>, ContentError> {
        let segments = self.segments(part);
        let first = self.layout.segment(segments.start)?;
        let last = self.layout.segment(segments.end - 1)?;
        let start = if part == 0 { 0 } else { first.ciphertext.start };
        Ok(start..last.ciphertext.end)
    }
}

/// Where the parts of an object go.
pub(crate) struct Destination<'a> {
    pub(crate) key: Option<RequestKey<'a>>,
    /// Header that stands for the signature, for those who have no account.
    pub(crate) token: Option<&'a str>,
    pub(crate) path: &'a dyn Fn(u32) -> String,
}

/// What was sent.
pub(crate) struct SentObject {
    pub(crate) parts: Vec<Digest>,
    pub(crate) size: u64,
    pub(crate) ciphertext: Digest,
    pub(crate) plaintext: Digest,
}

/// Seals `source` and sends its parts, going on where `record` says that an earlier attempt stood. A part is
/// staged on this device, sealed, before it is sent, so that what is sent again is byte for byte the same.
pub(crate) async fn send_object(
    around: &Surroundings,
    destination: &Destination<'_>,
    source: &dyn Source,
    record: &mut UploadRecord,
    on_progress: OnProgress<'_>,
) -> Result<SentObject, ClientError> {
    let plan = PartPlan::new(record.layout()?);
    let layout = record.layout()?;
    let total = layout.file_bytes();
    let mut sealing = Sealing::begin(around, record)?;
    let mut earlier = Hasher::new();
    let mut sending = FuturesUnordered::new();
    let mut progress = Progress { done: 0, total };
    let mut failed = None;
    for part in 0..plan.count() {
        let range = plan.file(part)?;
        let length = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        let file = source.read_at(range.start, length).await?;
        let known = record.parts.get(part as usize).cloned();
        let (bytes, digest) = match known {
            Some(known) => {
                earlier.update(&file);
                if known.plain != earlier.clone().finish() {
                    return Err(DocumentError::SourceChanged { name: record.name.clone() }.into());
                }
                // Staged until the server had it: gone from here, it is there.
                (around.keep.load(&record.staged(part)).await?, known.sealed)
            }
            None => {
                let (sealed, digest) = sealing.seal(around, &plan, part, file, record).await?;
                (Some(sealed), digest)
            }
        };
        let Some(bytes) = bytes else {
            progress.done += length as u64;
            on_progress(progress);
            continue;
        };
        let (staged, object) = (record.staged(part), record.object);
        sending.push(async move {
            let sent = send_part(around, destination, part, bytes, digest).await;
            sent.map_err(|error| refused(error, object, part))?;
            around.keep.remove(&staged).await?;
            Ok::<_, ClientError>(length as u64)
        });
        while sending.len() >= IN_FLIGHT_MAX
            && let Some(sent) = sending.next().await
        {
            advance(sent, &mut progress, &mut failed, on_progress);
        }
        if failed.is_some() {
            break;
        }
    }
    // After a failure too: parts on their way arrive, and need not be sent again.
    while let Some(sent) = sending.next().await {
        advance(sent, &mut progress, &mut failed, on_progress);
    }
    if let Some(error) = failed {
        return Err(error);
    }
    source.check_unchanged().await?;
    Ok(SentObject {
        parts: record.parts.iter().map(|part| part.sealed).collect(),
        size: layout.ciphertext_bytes(),
        ciphertext: sealing.ciphertext.finish(),
        plaintext: sealing.plaintext.finish(),
    })
}

/// Takes the outcome of one part; the first failure is the one told.
fn advance(
    sent: Result<u64, ClientError>,
    progress: &mut Progress,
    failed: &mut Option<ClientError>,
    on_progress: OnProgress<'_>,
) {
    match sent {
        Ok(bytes) => {
            progress.done += bytes;
            on_progress(*progress);
        }
        Err(error) => {
            failed.get_or_insert(error);
        }
    }
}

/// The state of sealing: the cipher, and both digests of the whole.
struct Sealing {
    encryptor: Encryptor,
    header: Header,
    plaintext: Hasher,
    ciphertext: Hasher,
}

impl Sealing {
    fn begin(around: &Surroundings, record: &mut UploadRecord) -> Result<Self, ClientError> {
        let layout = record.layout()?;
        let plan = PartPlan::new(layout);
        let key = record.file_key();
        let context = record.context();
        let next = plan.segments(record.parts.len() as u32).start.min(layout.segment_count());
        let (header, encryptor) = match record.header() {
            Some(header) => (header, Encryptor::resume(&key, &context, layout, &header, next)?),
            None => {
                let (header, encryptor) = Encryptor::start(&key, &context, layout, &mut around.rng());
                record.header = header.as_bytes().to_vec();
                (header, encryptor)
            }
        };
        let restored = |saved: &[u8]| Hasher::restore(saved).unwrap_or_default();
        let (plaintext, ciphertext) = (restored(&record.plaintext), restored(&record.ciphertext));
        Ok(Self { encryptor, header, plaintext, ciphertext })
    }

    /// Seals the next part and stages it: from here on it is never sealed again.
    async fn seal(
        &mut self,
        around: &Surroundings,
        plan: &PartPlan,
        part: u32,
        file: Vec<u8>,
        record: &mut UploadRecord,
    ) -> Result<(Vec<u8>, Digest), ClientError> {
        self.plaintext.update(&file);
        let plain = self.plaintext.clone().finish();
        let segments = plan.segments(part);
        let jobs = segments.filter_map(|_| self.encryptor.next_segment(&mut around.rng())).collect();
        let segments = around.bulk.seal(jobs, file).await?;
        let sealed = if part == 0 {
            let mut sealed = Vec::with_capacity(HEADER_BYTES + segments.len());
            sealed.extend_from_slice(self.header.as_bytes());
            sealed.extend_from_slice(&segments);
            sealed
        } else {
            segments
        };
        self.ciphertext.update(&sealed);
        let digest = around.bulk.digest(&sealed).await?;
        record.stage(around, part, &sealed).await?;
        record.parts.push(PartRecord { plain, sealed: digest });
        record.plaintext = self.plaintext.save();
        record.ciphertext = self.ciphertext.save();
        record.save(around).await?;
        Ok((sealed, digest))
    }
}

/// Sends one part. A connection that breaks is tried again: the part is the same, so that sending it twice is sending
/// it once.
async fn send_part(
    around: &Surroundings,
    destination: &Destination<'_>,
    part: u32,
    bytes: Vec<u8>,
    digest: Digest,
) -> Result<(), ApiError> {
    let path = (destination.path)(part);
    let announced = digest.to_string();
    let mut headers = vec![(DIGEST_HEADER, announced.as_str())];
    headers.extend(destination.token.map(|token| (beffroi_wire::intake::DEPOSIT_TOKEN_HEADER, token)));
    for attempt in 0..SEND_ATTEMPTS {
        let sent: Result<PartStored, _> =
            around.api.put_bytes(destination.key, &path, &headers, bytes.clone()).await;
        match sent {
            Ok(_) => return Ok(()),
            Err(ApiError::Transport(_)) if attempt + 1 < SEND_ATTEMPTS => {
                around.host.pause(PAUSE_MS << attempt).await;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn refused(error: ApiError, object: beffroi_seal::id::ObjectId, part: u32) -> ClientError {
    if error.server_code() == Some(codes::PART_CONFLICT) {
        DocumentError::PartDiffers { object, part }.into()
    } else {
        error.into()
    }
}

/// Segments travel by eight mebibytes.
const PART_BYTES: u64 = 8 * 1024 * 1024;
/// Parts on their way at once: with one being sealed, less than fifty mebibytes.
const IN_FLIGHT_MAX: usize = 3;
/// Times a part is sent before giving up, and the first pause between two.
const SEND_ATTEMPTS: u32 = 4;
const PAUSE_MS: u32 = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_tile_the_file_and_the_ciphertext() {
        for size in [0, 1, 65_535, 65_536, 65_537, 4 << 20, (4 << 20) + 1, 20 << 20, (64 << 20) + 77] {
            let layout = Layout::for_file(size).unwrap();
            let plan = PartPlan::new(layout);
            let (mut file, mut ciphertext) = (0, 0);
            for part in 0..plan.count() {
                let (of_file, of_ciphertext) = (plan.file(part).unwrap(), plan.ciphertext(part).unwrap());
                assert_eq!((of_file.start, of_ciphertext.start), (file, ciphertext));
                assert!(of_ciphertext.end - of_ciphertext.start <= beffroi_wire::limits::PART_BYTES_MAX);
                (file, ciphertext) = (of_file.end, of_ciphertext.end);
            }
            assert_eq!((file, ciphertext), (size, layout.ciphertext_bytes()));
        }
    }
}
