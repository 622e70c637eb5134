//! Contexts: the slot for which something is signed, sealed or derived.
//!
//! The bytes of a context are the deterministic CBOR of `["beffroi/1/<kind>", organisation, workspace, object,
//! version]`, absent parts being null. They prefix what is signed, are the associated data of what is
//! sealed and the `info` of what is derived. CBOR items delimit themselves, so that a context followed by a message
//! has one reading.
//!
//! ```
//! use beffroi_seal::{Context, id::{DocumentId, OrganisationId, WorkspaceId}};
//! let slot = Context::new("document-name")
//!     .organisation(OrganisationId::from_bytes([1; 16]))
//!     .workspace(WorkspaceId::from_bytes([2; 16]))
//!     .object(DocumentId::from_bytes([3; 16]));
//! assert_ne!(slot.bytes(), slot.number(1).bytes());
//! ```

use crate::id::{OrganisationId, WorkspaceId};

/// The slot of a signature, of a sealed value or of a derived key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Context {
    /// The type of object, for example `commit`: kebab-case, one for each use, never reused for another.
    pub kind: &'static str,
    /// The organisation, when the object belongs to one.
    pub organisation: Option<OrganisationId>,
    /// The workspace, when the object belongs to one.
    pub workspace: Option<WorkspaceId>,
    /// The object itself, or the person or device it is for.
    pub object: Option<[u8; 16]>,
    /// The version of the object, or its number.
    pub version: Option<[u8; 16]>,
}

impl Context {
    /// The slot of a kind of object, without ids yet.
    pub const fn new(kind: &'static str) -> Self {
        Self { kind, organisation: None, workspace: None, object: None, version: None }
    }

    /// Names the organisation.
    #[must_use]
    pub const fn organisation(self, organisation: OrganisationId) -> Self {
        Self { organisation: Some(organisation), ..self }
    }

    /// Names the workspace.
    #[must_use]
    pub const fn workspace(self, workspace: WorkspaceId) -> Self {
        Self { workspace: Some(workspace), ..self }
    }

    /// Names the object: any identifier.
    #[must_use]
    pub fn object(self, object: impl Into<[u8; 16]>) -> Self {
        Self { object: Some(object.into()), ..self }
    }

    /// Names the version of the object: any identifier.
    #[must_use]
    pub fn version(self, version: impl Into<[u8; 16]>) -> Self {
        Self { version: Some(version.into()), ..self }
    }

    /// Names a number (epoch, sequence) in the place of the version.
    #[must_use]
    pub const fn number(self, number: u64) -> Self {
        Self { version: Some((number as u128).to_be_bytes()), ..self }
    }

    /// The same ids under another kind: for keys derived inside one object.
    #[must_use]
    pub const fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    /// The bytes, as written in every signature, associated data and derivation.
    pub fn bytes(&self) -> Vec<u8> {
        let label_length = LABEL.len() + self.kind.len();
        let mut bytes = Vec::with_capacity(label_length + 4 * 17 + 4);
        bytes.push(0x85);
        match label_length {
            0..24 => bytes.push(0x60 | label_length as u8),
            24..256 => bytes.extend([0x78, label_length as u8]),
            _ => bytes.extend([0x79, (label_length >> 8) as u8, label_length as u8]),
        }
        bytes.extend(LABEL.as_bytes());
        bytes.extend(self.kind.as_bytes());
        let parts =
            [self.organisation.map(Into::into), self.workspace.map(Into::into), self.object, self.version];
        for part in parts {
            match part {
                Some(id) => {
                    bytes.push(0x50);
                    bytes.extend::<[u8; 16]>(id);
                }
                None => bytes.push(0xf6),
            }
        }
        bytes
    }
}

const LABEL: &str = "beffroi/1/";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::DocumentId;
    use serde_bytes::ByteBuf;

    #[test]
    fn bytes_are_the_deterministic_cbor() {
        for kind in ["x", "fourteen-bytes", "a-kind-of-object-with-a-rather-long-name"] {
            let full = Context::new(kind)
                .organisation(OrganisationId::from_bytes([1; 16]))
                .workspace(WorkspaceId::from_bytes([2; 16]))
                .object(DocumentId::from_bytes([3; 16]))
                .number(258);
            let mut number = [0; 16];
            number[14..].copy_from_slice(&[1, 2]);
            let parts = |bytes: [u8; 16]| Some(ByteBuf::from(bytes));
            let expected = crate::cbor::encode(&(
                format!("beffroi/1/{kind}"),
                parts([1; 16]),
                parts([2; 16]),
                parts([3; 16]),
                parts(number),
            ))
            .unwrap();
            assert_eq!(full.bytes(), expected);
            let bare = crate::cbor::encode(&(format!("beffroi/1/{kind}"), (), (), (), ()));
            assert!(bare.is_ok_and(|bare| bare == Context::new(kind).bytes()));
        }
    }

    #[test]
    fn slots_differ_by_place() {
        let id = [5; 16];
        let slots = [
            Context::new("x"),
            Context::new("x").organisation(OrganisationId::from_bytes(id)),
            Context::new("x").workspace(WorkspaceId::from_bytes(id)),
            Context::new("x").object(id),
            Context::new("x").version(id),
            Context::new("y"),
        ];
        for (index, one) in slots.iter().enumerate() {
            for other in &slots[index + 1..] {
                assert_ne!(one.bytes(), other.bytes());
            }
        }
    }
}
