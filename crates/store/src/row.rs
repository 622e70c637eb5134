//! Reading columns by position into our own types.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::{Hash, Id, StoreError};

pub(crate) fn text(row: &AnyRow, index: usize) -> Result<String, StoreError> {
    Ok(row.try_get(index)?)
}

pub(crate) fn text_opt(row: &AnyRow, index: usize) -> Result<Option<String>, StoreError> {
    Ok(row.try_get(index)?)
}

pub(crate) fn number(row: &AnyRow, index: usize) -> Result<i64, StoreError> {
    Ok(row.try_get(index)?)
}

pub(crate) fn number_opt(row: &AnyRow, index: usize) -> Result<Option<i64>, StoreError> {
    Ok(row.try_get(index)?)
}

pub(crate) fn count(row: &AnyRow, index: usize) -> Result<u64, StoreError> {
    u64::try_from(number(row, index)?).map_err(|_| StoreError::Unreadable { what: "count" })
}

pub(crate) fn bytes(row: &AnyRow, index: usize) -> Result<Vec<u8>, StoreError> {
    Ok(row.try_get(index)?)
}

pub(crate) fn bytes_opt(row: &AnyRow, index: usize) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(row.try_get(index)?)
}

pub(crate) fn id(row: &AnyRow, index: usize) -> Result<Id, StoreError> {
    bytes(row, index)?.try_into().map_err(|_| StoreError::Unreadable { what: "identifier" })
}

pub(crate) fn id_opt(row: &AnyRow, index: usize) -> Result<Option<Id>, StoreError> {
    bytes_opt(row, index)?
        .map(|bytes| bytes.try_into().map_err(|_| StoreError::Unreadable { what: "identifier" }))
        .transpose()
}

pub(crate) fn hash(row: &AnyRow, index: usize) -> Result<Hash, StoreError> {
    bytes(row, index)?.try_into().map_err(|_| StoreError::Unreadable { what: "digest" })
}

/// Sequences and versions are positive and far from `i64::MAX`.
pub(crate) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
