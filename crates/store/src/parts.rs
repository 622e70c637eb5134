//! The files behind object parts: written whole, synced with their directory, never changed.

use std::io::ErrorKind;
use std::ops::Range;
use std::time::SystemTime;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};

use crate::{Hash, Id, Store, StoreError};

/// Where a part's bytes are. The time of receipt is in the name, so that a part sent again after a sweep never takes
/// the name of the one that the sweep is removing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PartFile {
    pub(crate) workspace: Id,
    pub(crate) object: Id,
    pub(crate) number: u32,
    pub(crate) received_at: i64,
    pub(crate) digest: Hash,
}

impl PartFile {
    pub(crate) fn path(&self) -> Path {
        let workspace = hex(&self.workspace);
        let object = hex(&self.object);
        let name = format!("{}-{}-{}", self.number, self.received_at, hex(&self.digest[..8]));
        // Two levels: a directory of a million entries is slow to sync.
        Path::from_iter([workspace.as_str(), &object[..2], &object, &name])
    }
}

impl Store {
    pub(crate) async fn put_file(&self, file: &PartFile, bytes: Bytes) -> Result<(), StoreError> {
        self.blobs.put(&file.path(), PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    pub(crate) async fn read_file(&self, file: &PartFile, range: Range<u64>) -> Result<Bytes, StoreError> {
        Ok(self.blobs.get_range(&file.path(), range).await?)
    }

    pub(crate) async fn remove_file(&self, path: &Path) -> Result<(), StoreError> {
        match self.blobs.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what a dying process left of files that it had not finished writing; the object store names them
    /// `….#1` and never lists them.
    pub(crate) async fn remove_unfinished(&self, before: SystemTime) -> Result<u64, StoreError> {
        let mut removed = 0;
        let mut directories = vec![self.directory.clone()];
        while let Some(directory) = directories.pop() {
            let mut entries = match tokio::fs::read_dir(&directory).await {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                entries => entries?,
            };
            while let Some(entry) = entries.next_entry().await? {
                let metadata = match entry.metadata().await {
                    Err(error) if error.kind() == ErrorKind::NotFound => continue,
                    metadata => metadata?,
                };
                if metadata.is_dir() {
                    directories.push(entry.path());
                } else if entry.file_name().to_string_lossy().contains('#') && metadata.modified()? <= before
                {
                    tokio::fs::remove_file(entry.path()).await?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
