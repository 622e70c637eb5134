//! Replays the committed vectors: the same formats, natively, under Node and in the browser.
//!
//! Each file of `tests/vectors` belongs to one topic here. What is deterministic is computed again and compared;
//! what is random is opened. A vector is written on the day its format is born and never changes afterwards.

mod content;
mod flows;
mod primitives;

pub use content::{ContentCase, content_cases};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Context;
use crate::fixed::{bytes_of_hex, hex_of};
use crate::id::{OrganisationId, WorkspaceId};

/// What replaying one topic gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The topic: name of its file, without the ending.
    pub topic: &'static str,
    /// How many vectors it has.
    pub count: usize,
    /// The first vector that failed, and why.
    pub failure: Option<String>,
}

/// Replays everything.
pub fn run() -> Vec<Outcome> {
    let replay: [fn() -> Outcome; 14] = [
        replay::<primitives::ContextVector>,
        replay::<primitives::CborVector>,
        replay::<primitives::PaddingVector>,
        replay::<primitives::SignVector>,
        replay::<primitives::HybridVector>,
        replay::<primitives::RecordVector>,
        replay::<primitives::KeysVector>,
        replay::<primitives::FingerprintVector>,
        replay::<flows::LoginVector>,
        replay::<flows::ReporterVector>,
        replay::<flows::ReceiptVector>,
        replay::<flows::ShareVector>,
        replay::<flows::LinkVector>,
        replay::<flows::LinkPaperVector>,
    ];
    let mut outcomes: Vec<Outcome> = replay.iter().map(|replay| replay()).collect();
    #[cfg(any(not(target_arch = "wasm32"), feature = "portable-aes"))]
    outcomes.extend([
        self::replay::<primitives::ContentVector>(),
        self::replay::<content::ContentDigestVector>(),
    ]);
    outcomes.push(self::replay::<flows::TwoPartVector>());
    outcomes
}

/// One kind of vectors.
trait Topic: Serialize + DeserializeOwned {
    const NAME: &'static str;
    const FILE: &'static str;

    /// Makes vectors: once, when the format is born.
    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self>;

    /// Compares with what this program does.
    fn replay(&self, rng: &mut ChaCha20Rng) -> Result<(), String>;
}

fn replay<T: Topic>() -> Outcome {
    let vectors: Vec<T> = match serde_json::from_str(T::FILE) {
        Ok(vectors) => vectors,
        Err(error) => return Outcome { topic: T::NAME, count: 0, failure: Some(error.to_string()) },
    };
    let rng = &mut ChaCha20Rng::seed_from_u64(0);
    let failure = vectors
        .iter()
        .enumerate()
        .find_map(|(at, vector)| vector.replay(rng).err().map(|why| format!("vector {at}: {why}")));
    Outcome { topic: T::NAME, count: vectors.len(), failure }
}

/// Bytes, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hex(Vec<u8>);

impl Hex {
    fn array<const N: usize>(&self) -> Result<[u8; N], String> {
        self.0.as_slice().try_into().map_err(|_| format!("{N} bytes expected"))
    }

    /// Whether computed bytes are those of the vector.
    fn same(&self, what: &str, computed: impl AsRef<[u8]>) -> Result<(), String> {
        if self.0 == computed.as_ref() {
            return Ok(());
        }
        Err(format!("{what}: computed {}, the vector has {}", hex_of(computed.as_ref()), hex_of(&self.0)))
    }
}

impl<T: AsRef<[u8]>> From<T> for Hex {
    fn from(bytes: T) -> Self {
        Self(bytes.as_ref().to_vec())
    }
}

impl Serialize for Hex {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex_of(&self.0))
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        bytes_of_hex(&text).map(Self).ok_or_else(|| serde::de::Error::custom("not hexadecimal"))
    }
}

/// A context, as written in a vector.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Slot {
    kind: String,
    organisation: Option<OrganisationId>,
    workspace: Option<WorkspaceId>,
    object: Option<Hex>,
    version: Option<Hex>,
}

impl Slot {
    fn context(&self) -> Result<Context, String> {
        Ok(Context {
            // Kinds are constants of the program; those of vectors come from files and live as long.
            kind: Box::leak(self.kind.clone().into_boxed_str()),
            organisation: self.organisation,
            workspace: self.workspace,
            object: self.object.as_ref().map(Hex::array).transpose()?,
            version: self.version.as_ref().map(Hex::array).transpose()?,
        })
    }
}

impl From<&Context> for Slot {
    fn from(context: &Context) -> Self {
        Self {
            kind: context.kind.to_owned(),
            organisation: context.organisation,
            workspace: context.workspace,
            object: context.object.map(Hex::from),
            version: context.version.map(Hex::from),
        }
    }
}

#[cfg(test)]
mod tests;
