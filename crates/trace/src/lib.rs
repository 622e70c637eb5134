//! Who saw whose file: a streaming scan of application logs against an
//! entitlement table.
//!
//! Bytes in, findings out: this crate opens no file, reads no clock, draws no
//! random number and starts no thread, so the command line and a browser
//! worker run the same code. The caller feeds chunks of any size:
//!
//! ```
//! use beffroi_trace::{Entitlements, Mapping, Partial, Report, Scanner};
//!
//! let mapping = Mapping::parse(r#"
//!     format = "jsonl"
//!     [time]
//!     field = "/at"
//!     [actor]
//!     field = "/user"
//!     [resource]
//!     field = "/path"
//!     pattern = '^/dossiers/(?P<resource>[^/?]+)'
//! "#)?;
//! let mut table = Entitlements::builder(&mapping);
//! table.push(b"resource,person,viewer,category\nD1,lea.delcourt,armand.delcourt,sante\n")?;
//! let entitlements = table.finish()?;
//!
//! let scanner = Scanner::new(&mapping, &entitlements, None);
//! let mut scan = scanner.open("app.log");
//! scan.push(br#"{"at":"2026-03-18T09:00:00+01:00","user":"nadia.ferrand","path":"/dossiers/D1"}"#)?;
//! let partial = Partial::from(scan.finish()?);
//!
//! let report = Report::build(&entitlements, &partial, &[])?;
//! assert_eq!(report.exposures[0].person, "lea.delcourt");
//! assert_eq!(report.exposures[0].viewer, "nadia.ferrand");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is refused: guessing. A line that cannot be read is counted and shown,
//! a table that cannot be read whole is an error, the same file given twice is
//! an error. The rules are written in `docs/spec/exposure.md`.

mod decode;
mod digest;
mod lines;
mod mapping;
mod report;
mod scan;
mod search;
mod tables;
mod time;

pub use decode::{Compression, DecodeError, Decoder};
pub use digest::{InputDigest, InputFacts};
pub use lines::Reason;
pub use mapping::{LogFormat, Mapping, MappingError};
pub use report::{
    CategoryTotal, Evidence, Exposure, HourTotal, InputReport, NotUnderstood, Outcomes, Report, ReportError,
    Totals, Warning,
};
pub use scan::{
    FileScan, FileSummary, Flow, Limits, MergeError, Partial, ScanError, Scanner, Segment, SegmentError,
    SplitPlan,
};
pub use tables::{Entitlements, EntitlementsBuilder, Sessions, SessionsBuilder, TableError};
