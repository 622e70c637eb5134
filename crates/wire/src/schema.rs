//! Names in the OpenAPI document for the text forms that `beffroi-seal` owns.

use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, schema::SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

macro_rules! hex_schema {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal;)*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::Custom("hex".to_owned())))
                    .pattern(Some($pattern))
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

hex_schema! {
    /// An identifier: sixteen bytes in lower-case hexadecimal.
    Id = "^[0-9a-f]{32}$";
    /// A digest: thirty-two bytes in lower-case hexadecimal.
    Hash = "^[0-9a-f]{64}$";
    /// A verification key: algorithm number (01 for Ed25519) and key, in lower-case hexadecimal.
    Key = "^01[0-9a-f]{64}$";
}
