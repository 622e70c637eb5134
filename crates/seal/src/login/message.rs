//! The messages: a version byte, then OPAQUE's own fixed-length form (RFC 9807 §5 and §6).

use core::fmt;

use opaque_ke::{
    CredentialFinalization, CredentialRequest, CredentialResponse, RegistrationRequest as Request,
    RegistrationResponse as Response, RegistrationUpload as Upload,
};

use super::suite::{Suite, refused};
use super::{LoginError, VERSION};
use crate::fixed::{ByteForm, TextForm, byte_serde};

macro_rules! message {
    ($(#[$meta:meta])* $name:ident, $label:literal, $length:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Vec<u8>);

        impl $name {
            /// Length of the stored form, in bytes: the same for everybody.
            pub const LENGTH_BYTES: usize = 1 + $length;

            /// The stored form.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// Reads the stored form.
            pub fn from_bytes(bytes: &[u8]) -> Result<Self, LoginError> {
                Self::from_stored(bytes).map_err(|_| LoginError::Malformed)
            }

            #[allow(dead_code, reason = "the stored record is a message that was received")]
            pub(super) fn wrap(bytes: &[u8]) -> Self {
                let mut stored = Vec::with_capacity(1 + bytes.len());
                stored.push(VERSION);
                stored.extend(bytes);
                Self(stored)
            }

            #[allow(dead_code, reason = "the upload is only stored")]
            pub(super) fn inner(&self) -> &[u8] {
                &self.0[1..]
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl ByteForm for $name {
            const NAME: &'static str = $label;
            const TEXT: TextForm = TextForm::Base64Url;

            fn to_stored(&self) -> Vec<u8> {
                self.0.clone()
            }

            fn from_stored(bytes: &[u8]) -> Result<Self, String> {
                match bytes.first() {
                    Some(&VERSION) if bytes.len() == Self::LENGTH_BYTES => Ok(Self(bytes.to_vec())),
                    Some(&VERSION) => Err(format!("{} bytes expected", Self::LENGTH_BYTES)),
                    Some(other) => Err(format!("version {other} is not known to this version")),
                    None => Err("empty".to_owned()),
                }
            }
        }

        byte_serde!($name);
    };
}

message! {
    /// Client to server: the blinded password.
    RegistrationRequest, "registration request", 32
}
message! {
    /// Server to client: what the server's secret makes of it, and the server's key.
    RegistrationResponse, "registration response", 64
}
message! {
    /// Client to server: the envelope, to be stored. As sensitive as a password hash.
    RegistrationUpload, "registration upload", 192
}
message! {
    /// What the server stores for an account.
    PasswordRecord, "password record", 192
}
message! {
    /// Client to server: the blinded password, and the start of the key exchange.
    LoginRequest, "login request", 96
}
message! {
    /// Server to client: the masked envelope, and the answer of the key exchange.
    LoginResponse, "login response", 320
}
message! {
    /// Client to server: the proof that the password was right.
    LoginFinish, "login finish", 64
}

impl From<RegistrationUpload> for PasswordRecord {
    fn from(upload: RegistrationUpload) -> Self {
        Self(upload.0)
    }
}

macro_rules! opaque_form {
    ($name:ident, $opaque:ident) => {
        impl $name {
            pub(super) fn from_opaque(message: &$opaque<Suite>) -> Self {
                Self::wrap(&message.serialize())
            }

            pub(super) fn to_opaque(&self) -> Result<$opaque<Suite>, LoginError> {
                $opaque::deserialize(self.inner()).map_err(refused)
            }
        }
    };
}

opaque_form!(RegistrationRequest, Request);
opaque_form!(RegistrationResponse, Response);
opaque_form!(LoginRequest, CredentialRequest);
opaque_form!(LoginResponse, CredentialResponse);
opaque_form!(LoginFinish, CredentialFinalization);

impl RegistrationUpload {
    pub(super) fn from_opaque(message: &Upload<Suite>) -> Self {
        Self::wrap(&message.serialize())
    }
}
