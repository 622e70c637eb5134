//! `beffroi trace`: logs into facts. No log line leaves the machine.

mod exposure;
mod output;
mod scan;
mod tables;

use crate::args;
use crate::exit::Failure;
use crate::terminal::Terminal;

/// Runs one of the analyses.
pub fn run(command: &args::Trace, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        args::Trace::Exposure(arguments) => exposure::run(arguments, terminal),
    }
}
