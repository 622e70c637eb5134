//! Values in IndexedDB; secrets encrypted under an AES key that WebCrypto will use but never show.
//!
//! The wrapping key is generated non-extractable and stored as a `CryptoKey`: a copy of the profile's files
//! holds it only in the browser's own protected form, and no script, ours included, can read its bytes.

use beffroi_client::host::LocalFuture;
use beffroi_client::keep::{Keep, KeepError};
use idb::{Database, ObjectStore, TransactionMode, TransactionResult};
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::{CRYPTO, reason};

/// The database of this origin.
pub struct IndexedDbKeep {
    database: Database,
    wrapping: CryptoKey,
}

impl IndexedDbKeep {
    /// Opens the database, and makes the wrapping key the first time.
    pub async fn open(name: &str) -> Result<Self, KeepError> {
        let opening = |error: idb::Error| failed("load", name, error.to_string());
        let database = Database::builder(name)
            .version(1)
            .add_object_store(ObjectStore::builder(VALUES))
            .add_object_store(ObjectStore::builder(KEYS))
            .build()
            .await
            .map_err(opening)?;
        let wrapping = match read(&database, KEYS, WRAPPING).await.map_err(opening)? {
            Some(key) => key.unchecked_into(),
            None => {
                let key = generate_key().await.map_err(|error| failed("save", WRAPPING, reason(&error)))?;
                write(&database, KEYS, WRAPPING, &key).await.map_err(opening)?;
                key
            }
        };
        Ok(Self { database, wrapping })
    }

    async fn bytes(&self, key: &str) -> Result<Option<Vec<u8>>, KeepError> {
        let value = read(&self.database, VALUES, key)
            .await
            .map_err(|error| failed("load", key, error.to_string()))?;
        value
            .map(|value| match value.dyn_into::<Uint8Array>() {
                Ok(bytes) => Ok(bytes.to_vec()),
                Err(_) => Err(KeepError::Unreadable { key: key.to_owned() }),
            })
            .transpose()
    }

    async fn put(&self, key: &str, value: &[u8]) -> Result<(), KeepError> {
        write(&self.database, VALUES, key, &Uint8Array::from(value))
            .await
            .map_err(|error| failed("save", key, error.to_string()))
    }

    async fn unwrap(&self, key: &str, wrapped: &[u8]) -> Result<Vec<u8>, JsValue> {
        let (nonce, sealed) = wrapped.split_at_checked(NONCE_BYTES).ok_or(JsValue::NULL)?;
        let promise = subtle().decrypt_with_object_and_buffer_source(
            &algorithm(key, nonce)?,
            &self.wrapping,
            &Uint8Array::from(sealed),
        )?;
        bytes_of(promise).await
    }

    async fn wrap(&self, key: &str, value: &[u8]) -> Result<Vec<u8>, JsValue> {
        let mut wrapped = vec![0; NONCE_BYTES];
        CRYPTO.with(|crypto| crypto.get_random_values_with_u8_array(&mut wrapped))?;
        let promise = subtle().encrypt_with_object_and_buffer_source(
            &algorithm(key, &wrapped)?,
            &self.wrapping,
            &Uint8Array::from(value),
        )?;
        wrapped.extend(bytes_of(promise).await?);
        Ok(wrapped)
    }
}

impl Keep for IndexedDbKeep {
    fn load<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<Vec<u8>>, KeepError>> {
        Box::pin(self.bytes(key))
    }

    fn save<'a>(&'a self, key: &'a str, value: Vec<u8>) -> LocalFuture<'a, Result<(), KeepError>> {
        Box::pin(async move { self.put(key, &value).await })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), KeepError>> {
        Box::pin(async move {
            let transaction = self.database.transaction(&[VALUES], TransactionMode::ReadWrite);
            let removal = transaction.and_then(|transaction| {
                let request = transaction.object_store(VALUES)?.delete(JsValue::from_str(key))?;
                Ok((request, transaction.into_future()))
            });
            let removal = async {
                let (request, done) = removal?;
                request.await?;
                committed(done.await?)
            };
            removal.await.map_err(|error| failed("remove", key, error.to_string()))
        })
    }

    fn list<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, KeepError>> {
        Box::pin(async move {
            let listing = async {
                let transaction = self.database.transaction(&[VALUES], TransactionMode::ReadOnly)?;
                transaction.object_store(VALUES)?.get_all_keys(None, None)?.await
            };
            let keys =
                listing.await.map_err(|error: idb::Error| failed("list", prefix, error.to_string()))?;
            let mut names: Vec<String> =
                keys.iter().filter_map(JsValue::as_string).filter(|name| name.starts_with(prefix)).collect();
            names.sort();
            Ok(names)
        })
    }

    fn load_secret<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<Vec<u8>>, KeepError>> {
        Box::pin(async move {
            let Some(wrapped) = self.bytes(key).await? else { return Ok(None) };
            let value = self.unwrap(key, &wrapped).await;
            value.map(Some).map_err(|_| KeepError::Unreadable { key: key.to_owned() })
        })
    }

    fn save_secret<'a>(&'a self, key: &'a str, value: Vec<u8>) -> LocalFuture<'a, Result<(), KeepError>> {
        Box::pin(async move {
            let value = zeroize::Zeroizing::new(value);
            let wrapped =
                self.wrap(key, &value).await.map_err(|error| failed("save", key, reason(&error)))?;
            self.put(key, &wrapped).await
        })
    }
}

const VALUES: &str = "values";
const KEYS: &str = "keys";
const WRAPPING: &str = "wrapping";
const NONCE_BYTES: usize = 12;

async fn read(database: &Database, store: &str, key: &str) -> Result<Option<JsValue>, idb::Error> {
    let transaction = database.transaction(&[store], TransactionMode::ReadOnly)?;
    transaction.object_store(store)?.get(JsValue::from_str(key))?.await
}

/// Writes, and waits until the transaction is complete. It is listened to before anything is awaited: a transaction whose
/// last request has succeeded ends by itself.
async fn write(database: &Database, store: &str, key: &str, value: &JsValue) -> Result<(), idb::Error> {
    let transaction = database.transaction(&[store], TransactionMode::ReadWrite)?;
    let request = transaction.object_store(store)?.put(value, Some(&JsValue::from_str(key)))?;
    let done = transaction.into_future();
    request.await?;
    committed(done.await?)
}

/// A transaction that was aborted (no room left, for one) wrote nothing.
fn committed(result: TransactionResult) -> Result<(), idb::Error> {
    if result.is_committed() {
        Ok(())
    } else {
        Err(idb::Error::TransactionAbortError(JsValue::from_str("aborted")))
    }
}

fn subtle() -> SubtleCrypto {
    CRYPTO.with(web_sys::Crypto::subtle)
}

async fn generate_key() -> Result<CryptoKey, JsValue> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"AES-GCM".into())?;
    Reflect::set(&algorithm, &"length".into(), &256.into())?;
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let promise = subtle().generate_key_with_object(&algorithm, false, &usages)?;
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

fn algorithm(key: &str, nonce: &[u8]) -> Result<Object, JsValue> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"AES-GCM".into())?;
    Reflect::set(&algorithm, &"iv".into(), &Uint8Array::from(nonce))?;
    Reflect::set(&algorithm, &"additionalData".into(), &Uint8Array::from(key.as_bytes()))?;
    Ok(algorithm)
}

async fn bytes_of(promise: js_sys::Promise) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(promise).await?;
    Ok(Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>()).to_vec())
}

fn failed(operation: &'static str, key: &str, reason: String) -> KeepError {
    KeepError::Storage { operation, key: key.to_owned(), reason }
}
