//! Documents: which templates there are, and the data they take.
//!
//! A document is a Typst template plus data. The template reads the data as JSON, so nothing that a person typed is
//! ever part of a program; this crate makes sure that the data are complete and clean before they go. It does not
//! make the PDF: the browser does, with the Typst compiler, because the server must not see the content.
//!
//! ```
//! use beffroi_print::{Stamp, Template, prepare};
//!
//! let stamp = Stamp { day: "2026-11-24".into(), ..Stamp::default() };
//! let refused = prepare(Template::PersonLetter, &serde_json::json!({}), &stamp);
//! assert_eq!(refused.unwrap_err().code(), "document-field-missing");
//! ```

mod clean;
mod name;
mod prepare;
mod stamp;
mod template;

pub use clean::clean;
pub use name::file_name;
pub use prepare::{Document, PrintError, prepare};
pub use stamp::{DigestOf, Stamp};
pub use template::{SHARED, Template};
