//! File content through WebCrypto: all segments of a part in flight at once.

use beffroi_client::bulk::{BulkCipher, BulkError, split_source};
use beffroi_client::host::LocalFuture;
use beffroi_seal::Digest;
use beffroi_seal::content::{ContentError, OpenJob, SealJob};
use futures_util::future::try_join_all;
use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::{CRYPTO, reason};

/// AES-256-GCM and SHA-256 by the browser.
#[derive(Debug, Clone, Copy, Default)]
pub struct WebCrypto;

impl BulkCipher for WebCrypto {
    fn seal(&self, jobs: Vec<SealJob>, file: Vec<u8>) -> LocalFuture<'_, Result<Vec<u8>, BulkError>> {
        Box::pin(async move {
            let length: usize = jobs.iter().map(|job| job.segment().ciphertext_bytes()).sum();
            let mut keys = Keys::default();
            let (mut running, mut rest) = (Vec::with_capacity(jobs.len()), file.as_slice());
            for job in &jobs {
                let (bytes, after) = split_source(job, rest, job.segment().file_bytes())?;
                let plaintext = job.plaintext(bytes)?;
                let key = keys.imported(job.key_number(), job.raw_key()).await.map_err(platform)?;
                let promise = parameters(job.nonce(), &job.aad())
                    .and_then(|parameters| {
                        let bytes = Uint8Array::from(plaintext.as_slice());
                        subtle().encrypt_with_object_and_buffer_source(&parameters, &key, &bytes)
                    })
                    .map_err(platform)?;
                running.push(finished(promise));
                rest = after;
            }
            let segments = try_join_all(running).await.map_err(platform)?;
            let mut sealed = Vec::with_capacity(length);
            for (job, ciphertext) in jobs.iter().zip(segments) {
                sealed.extend_from_slice(&job.prefix());
                let start = sealed.len();
                sealed.resize(start + ciphertext.length() as usize, 0);
                ciphertext.copy_to(&mut sealed[start..]);
            }
            Ok(sealed)
        })
    }

    fn open(&self, jobs: Vec<OpenJob>, sealed: Vec<u8>) -> LocalFuture<'_, Result<Vec<u8>, BulkError>> {
        Box::pin(async move {
            let mut keys = Keys::default();
            let (mut running, mut rest) = (Vec::with_capacity(jobs.len()), sealed.as_slice());
            for job in &jobs {
                let (segment, after) = rest.split_at(job.segment().ciphertext_bytes().min(rest.len()));
                let (nonce, ciphertext) = job.split(segment)?;
                let key = keys.imported(job.key_number(), job.raw_key()).await.map_err(platform)?;
                let promise = parameters(nonce, &job.aad())
                    .and_then(|parameters| {
                        let bytes = Uint8Array::from(ciphertext);
                        subtle().decrypt_with_object_and_buffer_source(&parameters, &key, &bytes)
                    })
                    .map_err(platform)?;
                let index = job.segment().index;
                running.push(async move {
                    // WebCrypto tells nothing but that it refuses.
                    finished(promise).await.map_err(|_| ContentError::SegmentRefused { index })
                });
                rest = after;
            }
            let plaintexts = try_join_all(running).await?;
            let mut file = Vec::with_capacity(sealed.len());
            for (job, plaintext) in jobs.iter().zip(plaintexts) {
                file.extend_from_slice(job.file(&plaintext.to_vec())?);
            }
            Ok(file)
        })
    }

    fn digest<'a>(&'a self, bytes: &'a [u8]) -> LocalFuture<'a, Result<Digest, BulkError>> {
        Box::pin(async move {
            let bytes = Uint8Array::from(bytes);
            let promise = subtle().digest_with_str_and_buffer_source("SHA-256", &bytes).map_err(platform)?;
            let digest = finished(promise).await.map_err(platform)?.to_vec();
            let digest =
                digest.try_into().map_err(|_| platform(JsValue::from_str("not a SHA-256 digest")))?;
            Ok(Digest::from_bytes(digest))
        })
    }
}

/// The key of the segments at hand, imported once.
#[derive(Default)]
struct Keys(Option<(u64, CryptoKey)>);

impl Keys {
    async fn imported(&mut self, number: u64, raw: &[u8; 32]) -> Result<CryptoKey, JsValue> {
        if let Some((current, key)) = &self.0
            && *current == number
        {
            return Ok(key.clone());
        }
        let bytes = Uint8Array::from(raw.as_slice());
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        let promise = subtle().import_key_with_str("raw", &bytes, "AES-GCM", false, &usages)?;
        let imported = JsFuture::from(promise).await;
        bytes.fill(0, 0, bytes.length());
        let key: CryptoKey = imported?.unchecked_into();
        self.0 = Some((number, key.clone()));
        Ok(key)
    }
}

fn subtle() -> SubtleCrypto {
    CRYPTO.with(web_sys::Crypto::subtle)
}

fn parameters(nonce: &[u8], aad: &[u8]) -> Result<Object, JsValue> {
    let parameters = Object::new();
    Reflect::set(&parameters, &"name".into(), &"AES-GCM".into())?;
    Reflect::set(&parameters, &"iv".into(), &Uint8Array::from(nonce))?;
    Reflect::set(&parameters, &"additionalData".into(), &Uint8Array::from(aad))?;
    Ok(parameters)
}

async fn finished(promise: Promise) -> Result<Uint8Array, JsValue> {
    let buffer = JsFuture::from(promise).await?;
    Ok(Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>()))
}

fn platform(error: impl AsRef<JsValue>) -> BulkError {
    BulkError::Platform { reason: reason(error.as_ref()) }
}
