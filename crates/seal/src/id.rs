//! Identifiers: sixteen random bytes, one type for each kind of object.
//!
//! They are all listed here, so that a document can never be looked up as a workspace. They carry no date, no
//! counter and no origin: an identifier tells nothing to whoever sees it. Text form: 32 lowercase hexadecimal
//! digits, and no other spelling.
//!
//! ```
//! use beffroi_seal::id::WorkspaceId;
//! let id = WorkspaceId::from_bytes([7; 16]);
//! assert_eq!(id.to_string().parse::<WorkspaceId>(), Ok(id));
//! ```

use core::marker::PhantomData;

use serde::{Deserializer, Serializer, de};
use thiserror::Error;

/// Why a text is not an identifier.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("not a {kind} identifier: 32 lowercase hexadecimal digits were expected")]
pub struct IdError {
    /// The type that was expected, for example `WorkspaceId`.
    pub kind: &'static str,
}

impl IdError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "id-malformed"
    }
}

/// Stamps out identifier types: `typed_id! { /// What it names. WorkspaceId }`.
#[macro_export]
macro_rules! typed_id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A fresh identifier.
            pub fn make(rng: &mut impl $crate::id::CryptoRng) -> Self {
                let mut bytes = [0; 16];
                $crate::id::Rng::fill_bytes(rng, &mut bytes);
                Self(bytes)
            }

            /// The identifier with these bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its bytes.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl From<$name> for [u8; 16] {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.0.iter().try_for_each(|byte| ::core::write!(f, "{byte:02x}"))
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::write!(f, ::core::concat!(::core::stringify!($name), "({})"), self)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::id::IdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::id::parse(text).map(Self).ok_or($crate::id::IdError { kind: ::core::stringify!($name) })
            }
        }

        impl $crate::id::Serialize for $name {
            fn serialize<S: $crate::id::SerdeSerializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::id::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::id::Deserialize<'de> for $name {
            fn deserialize<D: $crate::id::SerdeDeserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::id::deserialize(::core::stringify!($name), deserializer).map(Self)
            }
        }
    )+};
}

typed_id! {
    /// An organisation: one organisation log, one root of trust.
    OrganisationId,
    /// A person's account.
    AccountId,
    /// One device of an account, with its own keys.
    DeviceId,
    /// A sealed workspace.
    WorkspaceId,
    /// A stored ciphertext; tells nothing of what it holds.
    ObjectId,
    /// A document in a workspace.
    DocumentId,
    /// One version of a document: random, so that a conflict never forces to encrypt again.
    VersionId,
    /// A folder in a workspace.
    FolderId,
    /// A share link.
    LinkId,
    /// A deposit made through a deposit box or a public report.
    DepositId,
    /// An invitation to join an organisation.
    InvitationId,
    /// A logged-in session.
    SessionId,
    /// A report that opens, or joins, a breach file.
    ReportId,
    /// A measure decided in a breach file.
    MeasureId,
    /// A fact recorded in a breach file.
    FactId,
    /// A set of personal data exposed in a breach.
    DatasetId,
    /// A decision in a breach file.
    DecisionId,
    /// A task with a deadline.
    TaskId,
    /// A communication to people or to an authority.
    CommunicationId,
    /// An attestation.
    AttestationId,
    /// A piece of evidence.
    PieceId,
    /// An import of logs or of a table.
    ImportId,
    /// The public address of an anonymous reporter: tells nothing of their code.
    Locator,
    /// One sharing of one secret among trustees: shares of two setups never combine.
    SetupId,
}

// What the macro needs where it is used from another crate.
#[doc(hidden)]
pub use rand_core::{CryptoRng, Rng};
#[doc(hidden)]
pub use serde::{Deserialize, Deserializer as SerdeDeserializer, Serialize, Serializer as SerdeSerializer};

#[doc(hidden)]
pub fn parse(text: &str) -> Option<[u8; 16]> {
    crate::fixed::bytes_of_hex(text)?.try_into().ok()
}

#[doc(hidden)]
pub fn serialize<S: Serializer>(bytes: &[u8; 16], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.serialize_str(&crate::fixed::hex_of(bytes))
    } else {
        serializer.serialize_bytes(bytes)
    }
}

#[doc(hidden)]
pub fn deserialize<'de, D: Deserializer<'de>>(
    kind: &'static str,
    deserializer: D,
) -> Result<[u8; 16], D::Error> {
    struct Visitor<'a>(&'static str, PhantomData<&'a ()>);

    impl de::Visitor<'_> for Visitor<'_> {
        type Value = [u8; 16];

        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            write!(f, "a {}: 16 bytes, or 32 lowercase hexadecimal digits", self.0)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<[u8; 16], E> {
            parse(text).ok_or_else(|| E::custom(IdError { kind: self.0 }))
        }

        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<[u8; 16], E> {
            bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
        }
    }

    // See `fixed::deserialize`: buffered content claims to be human readable.
    if deserializer.is_human_readable() {
        deserializer.deserialize_str(Visitor(kind, PhantomData))
    } else {
        deserializer.deserialize_bytes(Visitor(kind, PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};
    use std::collections::BTreeMap;

    #[test]
    fn text_has_one_spelling() {
        let id = DocumentId::from_bytes([0xab; 16]);
        assert_eq!(id.to_string(), "ab".repeat(16));
        assert_eq!("ab".repeat(16).parse(), Ok(id));
        for wrong in ["", "AB", &"AB".repeat(16), &"ab".repeat(15), &"ab".repeat(17), &"zz".repeat(16)] {
            assert_eq!(wrong.parse::<DocumentId>(), Err(IdError { kind: "DocumentId" }));
        }
        assert_eq!(format!("{id:?}"), format!("DocumentId({})", "ab".repeat(16)));
    }

    #[test]
    fn serde_is_hex_for_people_and_bytes_in_cbor() {
        let id = DeviceId::from_bytes([1; 16]);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{}\"", "01".repeat(16)));
        let encoded = crate::cbor::encode(&id).unwrap();
        assert_eq!(encoded[0], 0x50);
        assert_eq!(crate::cbor::decode::<DeviceId>(&encoded).unwrap(), id);
        let map = BTreeMap::from([(id, 1u8)]);
        let json = serde_json::to_string(&map).unwrap();
        assert_eq!(serde_json::from_str::<BTreeMap<DeviceId, u8>>(&json).unwrap(), map);
        let encoded = crate::cbor::encode(&map).unwrap();
        assert_eq!(crate::cbor::decode::<BTreeMap<DeviceId, u8>>(&encoded).unwrap(), map);
        let as_text = crate::cbor::encode(&id.to_string()).unwrap();
        assert!(crate::cbor::decode::<DeviceId>(&as_text).is_err(), "one form in CBOR");
    }

    #[test]
    fn internally_tagged_enums_keep_ids() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        enum Entry {
            Added { account: AccountId },
        }
        let entry = Entry::Added { account: AccountId::from_bytes([9; 16]) };
        let encoded = crate::cbor::encode(&entry).unwrap();
        assert_eq!(crate::cbor::decode::<Entry>(&encoded).unwrap(), entry);
        let json = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
    }
}
