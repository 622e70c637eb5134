//! The scan: from the bytes of a log to who saw whose file.

mod batch;
mod file;
mod legible;
mod lines;
mod partial;
mod scanner;
mod segment;
mod tally;

pub use file::{FileScan, Flow, ScanError};
pub use partial::{MergeError, Partial};
pub use scanner::{Limits, Scanner, SplitPlan};
pub use segment::{FileSummary, Segment, SegmentError};
pub(crate) use tally::{Counts, EvidenceLine, Group, NotUnderstoodLine, evidence_order};
