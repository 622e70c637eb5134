//! Vectors of what everything else is made of.

use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use super::{Hex, Slot, Topic};
use crate::fingerprint::Fingerprint;
use crate::keys::{AccountKek, EpochKey, Keyset};
use crate::{
    Context,
    id::{DocumentId, OrganisationId, VersionId, WorkspaceId},
};
use crate::{
    Digest, ExportSecret, OpeningKey, RecordKey, Sealed, SealedRecord, Signature, SigningKey, cbor, padding,
};

#[derive(Serialize, Deserialize)]
pub(super) struct ContextVector {
    context: Slot,
    bytes: Hex,
}

impl Topic for ContextVector {
    const NAME: &'static str = "context";
    const FILE: &'static str = include_str!("../../tests/vectors/context.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        let contexts = [
            Context::new("x"),
            Context::new("organisation-entry").organisation(OrganisationId::make(rng)).number(7),
            slot(rng),
            Context::new("a-kind-of-object-with-a-rather-long-name").object([0xff; 16]),
        ];
        contexts
            .iter()
            .map(|context| Self { context: context.into(), bytes: context.bytes().into() })
            .collect()
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        self.bytes.same("bytes", self.context.context()?.bytes())
    }
}

/// A slot with everything in it.
pub(super) fn slot(rng: &mut ChaCha20Rng) -> Context {
    Context::new("file-content")
        .organisation(OrganisationId::make(rng))
        .workspace(WorkspaceId::make(rng))
        .object(DocumentId::make(rng))
        .version(VersionId::make(rng))
}

#[derive(Serialize, Deserialize)]
pub(super) struct CborVector {
    bytes: Hex,
    /// The refusal's code; none for deterministic CBOR.
    refusal: Option<String>,
}

impl Topic for CborVector {
    const NAME: &'static str = "cbor";
    const FILE: &'static str = include_str!("../../tests/vectors/cbor.json");

    #[cfg(test)]
    fn make(_: &mut ChaCha20Rng) -> Vec<Self> {
        let good = ["00", "3903e7", "f93c00", "fb3ff199999999999a", "62c3bc", "83010203", "a2010243000102f6"];
        let bad = [
            "1800",
            "1b00000000ffffffff",
            "fa3f800000",
            "5f4100ff",
            "9f01ff",
            "a203040102",
            "a201020103",
            "61ff",
            "c100",
            "f7",
            "82",
            "0000",
            "9bffffffffffffffff",
        ];
        let one = |text: &str| {
            let bytes = crate::fixed::bytes_of_hex(text).unwrap();
            let refusal = cbor::decode::<ciborium::Value>(&bytes).err().map(|error| error.code().to_owned());
            Self { bytes: Hex(bytes), refusal }
        };
        good.into_iter().chain(bad).map(one).collect()
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        match (cbor::decode::<ciborium::Value>(&self.bytes.0), &self.refusal) {
            (Ok(value), None) => {
                self.bytes.same("encoded again", cbor::encode(&value).map_err(|error| error.to_string())?)
            }
            (Err(error), Some(code)) if error.code() == code => Ok(()),
            (result, expected) => Err(format!("{result:?} instead of {expected:?}")),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct PaddingVector {
    size: u64,
    class: u64,
    record_length: usize,
}

impl Topic for PaddingVector {
    const NAME: &'static str = "padding";
    const FILE: &'static str = include_str!("../../tests/vectors/padding.json");

    #[cfg(test)]
    fn make(_: &mut ChaCha20Rng) -> Vec<Self> {
        [0, 1, 9, 31, 32, 100, 255, 256, 1000, 4095, 65_537, 1_000_001, 5_000_000]
            .map(|size| Self {
                size,
                class: padding::padded_size(size),
                record_length: SealedRecord::sealed_length(size as usize),
            })
            .into()
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let computed = (padding::padded_size(self.size), SealedRecord::sealed_length(self.size as usize));
        if computed == (self.class, self.record_length) { Ok(()) } else { Err(format!("{computed:?}")) }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct SignVector {
    seed: Hex,
    context: Slot,
    message: Hex,
    verifying_key: Hex,
    signature: Hex,
}

impl Topic for SignVector {
    const NAME: &'static str = "sign";
    const FILE: &'static str = include_str!("../../tests/vectors/sign.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        [b"".as_slice(), b"a commit"]
            .map(|message| {
                let (key, context) = (SigningKey::make(rng), slot(rng));
                Self {
                    seed: key.export_secret().as_slice().into(),
                    context: (&context).into(),
                    message: message.into(),
                    verifying_key: key.verifying_key().to_bytes().into(),
                    signature: key.sign(&context, message).to_bytes().into(),
                }
            })
            .into()
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let key = SigningKey::import_secret(&self.seed.array()?);
        let context = self.context.context()?;
        self.verifying_key.same("verifying key", key.verifying_key().to_bytes())?;
        self.signature.same("signature", key.sign(&context, &self.message.0).to_bytes())?;
        let signature: Signature = stored(&self.signature)?;
        key.verifying_key().verify(&context, &self.message.0, &signature).map_err(|error| error.to_string())
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct HybridVector {
    seed: Hex,
    sealing_key: Hex,
    context: Slot,
    plaintext: Hex,
    sealed: Hex,
}

impl Topic for HybridVector {
    const NAME: &'static str = "hybrid";
    const FILE: &'static str = include_str!("../../tests/vectors/hybrid.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        [b"".as_slice(), b"an epoch key of 32 bytes or more"]
            .map(|plaintext| {
                let (key, context) = (OpeningKey::make(rng), slot(rng));
                Self {
                    seed: key.export_secret().as_slice().into(),
                    sealing_key: key.sealing_key().to_bytes().into(),
                    context: (&context).into(),
                    plaintext: plaintext.into(),
                    sealed: key.sealing_key().seal(&context, plaintext, rng).unwrap().as_bytes().into(),
                }
            })
            .into()
    }

    fn replay(&self, rng: &mut ChaCha20Rng) -> Result<(), String> {
        let key = OpeningKey::derive(&self.seed.array()?);
        let context = self.context.context()?;
        self.sealing_key.same("sealing key", key.sealing_key().to_bytes())?;
        let sealed: Sealed = stored(&self.sealed)?;
        let opened = key.open(&context, &sealed).map_err(|error| error.to_string())?;
        self.plaintext.same("plaintext", opened.expose())?;
        let again =
            key.sealing_key().seal(&context, &self.plaintext.0, rng).map_err(|error| error.to_string())?;
        let opened = key.open(&context, &again).map_err(|error| error.to_string())?;
        self.plaintext.same("sealed again", opened.expose())
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct RecordVector {
    key: Hex,
    context: Slot,
    plaintext: Hex,
    record: Hex,
}

impl Topic for RecordVector {
    const NAME: &'static str = "record";
    const FILE: &'static str = include_str!("../../tests/vectors/record.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        [b"".to_vec(), "délibération.pdf".into(), vec![0; 31], vec![0x80; 32], vec![b'a'; 300]]
            .into_iter()
            .map(|plaintext| {
                let (key, context) = (RecordKey::make(rng), slot(rng));
                Self {
                    key: key.export_secret().as_slice().into(),
                    context: (&context).into(),
                    record: key.seal(&context, &plaintext, rng).as_bytes().into(),
                    plaintext: plaintext.into(),
                }
            })
            .collect()
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let key = RecordKey::import_secret(&self.key.array()?);
        let record: SealedRecord = stored(&self.record)?;
        let opened = key.open(&self.context.context()?, &record).map_err(|error| error.to_string())?;
        self.plaintext.same("plaintext", opened.expose())
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct KeysVector {
    epoch_key: Hex,
    commitment: Hex,
    entry_key: Hex,
    snapshot_key: Hex,
    history_key: Hex,
    file_wrap: Hex,
    context: Slot,
    previous_epoch_key: Hex,
    wrapped_previous: Hex,
    export_key: Hex,
    account_kek: Hex,
    signing_seed: Hex,
    opening_seed: Hex,
    public_digest: Digest,
    state: Hex,
    blob: Hex,
}

impl Topic for KeysVector {
    const NAME: &'static str = "keys";
    const FILE: &'static str = include_str!("../../tests/vectors/keys.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        let (epoch, previous, keyset, context) =
            (EpochKey::make(rng), EpochKey::make(rng), Keyset::make(rng), slot(rng));
        let export_key = [0x33; 64];
        let kek = AccountKek::derive(&export_key);
        vec![Self {
            epoch_key: epoch.export_secret().as_slice().into(),
            commitment: epoch.commitment().as_bytes().into(),
            entry_key: epoch.entry_key().export_secret().as_slice().into(),
            snapshot_key: epoch.snapshot_key().export_secret().as_slice().into(),
            history_key: epoch.history_key().export_secret().as_slice().into(),
            file_wrap: epoch.file_wrap().export_secret().as_slice().into(),
            context: (&context).into(),
            previous_epoch_key: previous.export_secret().as_slice().into(),
            wrapped_previous: epoch.history_key().wrap(&context, &previous, rng).as_bytes().into(),
            export_key: export_key.into(),
            account_kek: kek.export_secret().as_slice().into(),
            signing_seed: keyset.signing.export_secret().as_slice().into(),
            opening_seed: keyset.opening.export_secret().as_slice().into(),
            public_digest: keyset.public().digest(),
            state: b"heads".into(),
            blob: keyset.seal(&kek, &context, b"heads", rng).as_bytes().into(),
        }]
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let epoch = EpochKey::import_secret(&self.epoch_key.array()?);
        self.commitment.same("commitment", epoch.commitment().as_bytes())?;
        self.entry_key.same("entry key", epoch.entry_key().export_secret().as_slice())?;
        self.snapshot_key.same("snapshot key", epoch.snapshot_key().export_secret().as_slice())?;
        self.history_key.same("history key", epoch.history_key().export_secret().as_slice())?;
        self.file_wrap.same("file wrap", epoch.file_wrap().export_secret().as_slice())?;
        let context = self.context.context()?;
        let wrapped: SealedRecord = stored(&self.wrapped_previous)?;
        let previous = epoch.history_key().unwrap(&context, &wrapped).map_err(|error| error.to_string())?;
        self.previous_epoch_key.same("previous epoch key", previous.export_secret().as_slice())?;

        let kek = AccountKek::derive(&self.export_key.0);
        self.account_kek.same("account kek", kek.export_secret().as_slice())?;
        let blob: SealedRecord = stored(&self.blob)?;
        let (keyset, state) = Keyset::open(&kek, &context, &blob).map_err(|error| error.to_string())?;
        self.state.same("state", state.expose())?;
        self.signing_seed.same("signing seed", keyset.signing.export_secret().as_slice())?;
        self.opening_seed.same("opening seed", keyset.opening.export_secret().as_slice())?;
        Hex::from(self.public_digest).same("digest of the public keys", keyset.public().digest())
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct FingerprintVector {
    context: Slot,
    keys: Digest,
    fingerprint: Digest,
    words: String,
    grouped_hex: String,
}

impl Topic for FingerprintVector {
    const NAME: &'static str = "fingerprint";
    const FILE: &'static str = include_str!("../../tests/vectors/fingerprint.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        ["device-fingerprint", "organisation-fingerprint"]
            .map(|kind| {
                let (context, keys) = (slot(rng).kind(kind), Digest::of(kind));
                let fingerprint = Fingerprint::of(&context, &keys);
                Self {
                    context: (&context).into(),
                    keys,
                    fingerprint: *fingerprint.digest(),
                    words: fingerprint.words().to_string(),
                    grouped_hex: fingerprint.grouped_hex(),
                }
            })
            .into()
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let fingerprint = Fingerprint::of(&self.context.context()?, &self.keys);
        Hex::from(self.fingerprint).same("fingerprint", fingerprint.digest())?;
        Hex::from(&self.words).same("words", fingerprint.words().to_string())?;
        Hex::from(&self.grouped_hex).same("groups", fingerprint.grouped_hex())
    }
}

#[cfg(any(not(target_arch = "wasm32"), feature = "portable-aes"))]
#[derive(Serialize, Deserialize)]
pub(super) struct ContentVector {
    key: Hex,
    context: Slot,
    file: Hex,
    ciphertext: Hex,
}

#[cfg(any(not(target_arch = "wasm32"), feature = "portable-aes"))]
impl Topic for ContentVector {
    const NAME: &'static str = "content";
    const FILE: &'static str = include_str!("../../tests/vectors/content.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        use crate::content::{Encryptor, Layout};
        [0, 1, 1000]
            .map(|size| {
                let file: Vec<u8> = (0..size).map(|index| index as u8).collect();
                let (key, context) = (crate::keys::FileKey::make(rng), slot(rng));
                let layout = Layout::for_file(file.len() as u64).unwrap();
                let (header, mut encryptor) = Encryptor::start(&key, &context, layout, rng);
                let mut ciphertext = header.as_bytes().to_vec();
                ciphertext.extend(encryptor.next_segment(rng).unwrap().seal(&file).unwrap());
                Self {
                    key: key.export_secret().as_slice().into(),
                    context: (&context).into(),
                    file: file.into(),
                    ciphertext: ciphertext.into(),
                }
            })
            .into()
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        use crate::content::{Decryptor, HEADER_BYTES, Header, Layout};
        let text = |error: crate::content::ContentError| error.to_string();
        let key = crate::keys::FileKey::import_secret(&self.key.array()?);
        let layout = Layout::for_file(self.file.0.len() as u64).map_err(text)?;
        let (header, segments) = self.ciphertext.0.split_first_chunk::<HEADER_BYTES>().ok_or("no header")?;
        let mut decryptor =
            Decryptor::start(&key, &self.context.context()?, layout, &Header::from_bytes(*header))
                .map_err(text)?;
        let job = decryptor.next_segment().ok_or("no segment")?;
        self.file.same("file", job.open(segments).map_err(text)?)?;
        decryptor.finish().map_err(text)
    }
}

/// Reads the stored form of a public value.
pub(super) fn stored<T: crate::fixed::ByteForm>(bytes: &Hex) -> Result<T, String> {
    T::from_stored(&bytes.0)
}
