//! Letters: what a reporter seals to the desk, and what the desk seals to the reporter.
//!
//! A letter is JSON, padded with spaces to a size class, sealed for the desk's deposit key and the reporter's locator: it
//! opens in that thread and in no other. Further messages are signed with the reporter's key, because anybody could
//! seal to the desk. Format: `docs/spec/intake-letters.md`.

use beffroi_dossier::intake::{Message, Report};
use beffroi_ledger::V1;
use beffroi_seal::hybrid::SealError;
use beffroi_seal::id::{ObjectId, OrganisationId, WorkspaceId};
use beffroi_seal::padding::padded_size;
use beffroi_seal::reporter::Locator;
use beffroi_seal::{Context, OpeningKey, Sealed, SealingKey, Signature, SigningKey, VerifyingKey, cbor};
use beffroi_wire::B64;
use rand_core::CryptoRng;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The place of a thread: its organisation, its desk, its reporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ThreadPlace {
    pub(crate) organisation: OrganisationId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) locator: Locator,
}

/// What a reporter seals to the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Letter {
    /// The report that opens the thread.
    Report(Box<Report>),
    /// A further message.
    Message(SignedMessage),
}

/// A message with the signature of the thread's reporter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignedMessage {
    /// The thread: that of the deposit, unless the message came as a deposit of its own because of its files.
    pub(crate) thread: Locator,
    /// The message as JSON: what is signed.
    body: String,
    signature: Signature,
}

/// What the desk seals to the reporter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    pub(crate) text: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Versioned<T> {
    v: V1,
    letter: T,
}

impl ThreadPlace {
    fn letter(&self) -> Context {
        Context::new("deposit").organisation(self.organisation).workspace(self.workspace).object(self.locator)
    }

    fn reply(&self) -> Context {
        self.letter().kind("deposit-reply")
    }

    fn message(&self) -> Context {
        self.letter().kind("deposit-message")
    }
}

impl SignedMessage {
    pub(crate) fn sign(place: &ThreadPlace, message: &Message, key: &SigningKey) -> Self {
        let body = serde_json::to_string(message).expect("a message is texts, numbers and digests");
        let signature = key.sign(&place.message(), body.as_bytes());
        Self { thread: place.locator, body, signature }
    }

    /// The message, if the reporter of this thread signed it.
    pub(crate) fn verify(&self, place: &ThreadPlace, reporter: &VerifyingKey) -> Option<Message> {
        let place = ThreadPlace { locator: self.thread, ..*place };
        reporter.verify(&place.message(), self.body.as_bytes(), &self.signature).ok()?;
        serde_json::from_str(&self.body).ok()
    }
}

/// Seals a letter to the desk.
pub(crate) fn seal_letter(
    place: &ThreadPlace,
    letter: &Letter,
    desk: &SealingKey,
    rng: &mut impl CryptoRng,
) -> Result<B64, SealError> {
    seal(&place.letter(), letter, desk, rng)
}

/// Opens a letter; nothing when it is not one, or not for this thread.
pub(crate) fn open_letter(place: &ThreadPlace, sealed: &B64, desk: &OpeningKey) -> Option<Letter> {
    open(&place.letter(), sealed, desk)
}

/// Seals an answer to the reporter.
pub(crate) fn seal_reply(
    place: &ThreadPlace,
    reply: &Reply,
    reporter: &SealingKey,
    rng: &mut impl CryptoRng,
) -> Result<B64, SealError> {
    seal(&place.reply(), reply, reporter, rng)
}

/// Opens an answer; nothing when it is not one, or not for this thread. Only the desk knows the reporter's sealing key: what
/// opens comes from it.
pub(crate) fn open_reply(place: &ThreadPlace, sealed: &B64, reporter: &OpeningKey) -> Option<Reply> {
    open(&place.reply(), sealed, reporter)
}

/// Where the content of a file sent with a letter is encrypted.
pub(crate) fn attachment_slot(
    organisation: OrganisationId,
    workspace: WorkspaceId,
    object: ObjectId,
) -> Context {
    Context::new("deposit-file").organisation(organisation).workspace(workspace).object(object)
}

fn seal<T: Serialize>(
    slot: &Context,
    letter: &T,
    key: &SealingKey,
    rng: &mut impl CryptoRng,
) -> Result<B64, SealError> {
    let versioned = Versioned { v: V1, letter };
    let mut text = serde_json::to_vec(&versioned).expect("letters have text keys and finite numbers");
    // JSON ends with any number of spaces.
    let padded = padded_size((text.len() as u64).max(LENGTH_BYTES_MIN));
    text.resize(usize::try_from(padded).unwrap_or(text.len()), b' ');
    let text = zeroize::Zeroizing::new(text);
    key.seal(slot, &text, rng).map(|sealed| B64::from(sealed.as_bytes()))
}

fn open<T: DeserializeOwned>(slot: &Context, sealed: &B64, key: &OpeningKey) -> Option<T> {
    let stored = cbor::encode(serde_bytes::Bytes::new(sealed.as_slice())).ok()?;
    let sealed: Sealed = cbor::decode(&stored).ok()?;
    let opened = key.open(slot, &sealed).ok()?;
    serde_json::from_slice::<Versioned<T>>(opened.expose()).ok().map(|versioned| versioned.letter)
}

/// No letter tells that it is shorter than this.
const LENGTH_BYTES_MIN: u64 = 4096;
