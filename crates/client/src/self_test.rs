//! The committed vectors of every format, replayed where this program runs: what depends on the platform's own AES and
//! SHA-256 included. Anybody may ask for it, without an account.

use beffroi_seal::self_test::{ContentCase, Outcome, content_cases};
use beffroi_seal::{Digest, self_test};
use serde::{Deserialize, Serialize};

use crate::bulk::BulkCipher;

/// What one topic gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfTestTopic {
    /// Name of the format.
    pub topic: String,
    /// How many vectors it has.
    pub vectors: usize,
    /// The first that failed, in technical words; none when all hold.
    pub failure: Option<String>,
}

/// Replays everything; content goes through `bulk`.
pub async fn self_test(bulk: &dyn BulkCipher) -> Vec<SelfTestTopic> {
    let mut topics: Vec<SelfTestTopic> = self_test::run().into_iter().map(SelfTestTopic::from).collect();
    topics.push(platform(bulk).await);
    topics
}

async fn platform(bulk: &dyn BulkCipher) -> SelfTestTopic {
    let topic = "platform".to_owned();
    let cases = match content_cases() {
        Ok(cases) => cases,
        Err(why) => return SelfTestTopic { topic, vectors: 0, failure: Some(why) },
    };
    let mut failure = None;
    for (at, case) in cases.iter().enumerate() {
        if let Err(why) = replay(bulk, case).await {
            failure = Some(format!("vector {at}: {why}"));
            break;
        }
    }
    SelfTestTopic { topic, vectors: cases.len(), failure }
}

/// The same bytes as natively, the file back, and an altered segment refused.
async fn replay(bulk: &dyn BulkCipher, case: &ContentCase) -> Result<(), String> {
    let (header, jobs) = case.seal_jobs();
    let segments = bulk.seal(jobs, case.file().to_vec()).await.map_err(|error| error.to_string())?;
    let ciphertext = [header.as_bytes().as_slice(), &segments].concat();
    let digest = bulk.digest(&ciphertext).await.map_err(|error| error.to_string())?;
    if digest != Digest::of(&ciphertext) {
        return Err("the platform's SHA-256 is another".to_owned());
    }
    if digest != case.expected() {
        return Err("sealed to other bytes than natively".to_owned());
    }
    let jobs = || case.open_jobs(&header).map_err(|error| error.to_string());
    let file = bulk.open(jobs()?, segments.clone()).await.map_err(|error| error.to_string())?;
    if file != case.file() {
        return Err("opened to another file".to_owned());
    }
    let mut altered = segments;
    if let Some(last) = altered.last_mut() {
        *last ^= 1;
    }
    match bulk.open(jobs()?, altered).await {
        Err(_) => Ok(()),
        Ok(_) => Err("an altered segment was opened".to_owned()),
    }
}

impl From<Outcome> for SelfTestTopic {
    fn from(outcome: Outcome) -> Self {
        Self { topic: outcome.topic.to_owned(), vectors: outcome.count, failure: outcome.failure }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::{BulkError, InProcess};
    use crate::host::LocalFuture;
    use beffroi_seal::content::{OpenJob, SealJob};
    use futures_util::FutureExt;

    #[test]
    fn everything_holds_here() {
        let topics = self_test(&InProcess).now_or_never().unwrap();
        for SelfTestTopic { topic, vectors, failure } in topics {
            assert_eq!((failure, vectors > 0), (None, true), "{topic}");
        }
    }

    /// A platform that opens whatever it is given.
    struct Careless;

    impl BulkCipher for Careless {
        fn seal(&self, jobs: Vec<SealJob>, file: Vec<u8>) -> LocalFuture<'_, Result<Vec<u8>, BulkError>> {
            InProcess.seal(jobs, file)
        }

        fn open(&self, jobs: Vec<OpenJob>, sealed: Vec<u8>) -> LocalFuture<'_, Result<Vec<u8>, BulkError>> {
            Box::pin(async move { Ok(InProcess.open(jobs, sealed.clone()).await.unwrap_or(sealed)) })
        }

        fn digest<'a>(&'a self, bytes: &'a [u8]) -> LocalFuture<'a, Result<Digest, BulkError>> {
            Box::pin(async move { Ok(Digest::of(bytes)) })
        }
    }

    #[test]
    fn a_platform_that_opens_what_was_altered_is_told() {
        let topics = self_test(&Careless).now_or_never().unwrap();
        let platform = topics.last().unwrap();
        assert_eq!(platform.failure.as_deref(), Some("vector 0: an altered segment was opened"));
    }
}
