//! `cargo xtask test`: installs what is missing, builds, and runs every test of the repository.
//!
//! Steps are announced with the time that remains, as far as the last run tells. All steps run even when one
//! fails; the closing line adds up what every runner counted.

pub mod estimates;
mod steps;
mod summary;

use crate::place::Place;
use anyhow::{Result, bail};
use estimates::Estimates;
use std::time::{Duration, Instant};
use steps::{Done, Step};
pub use summary::Count;

/// What the command line may ask.
#[derive(clap::Args, Default)]
pub struct Options {
    /// Only the steps whose name contains one of these words
    only: Vec<String>,
}

/// Runs the steps; the last line printed is `N passed, N failed, N skipped`.
pub fn run(place: &Place, options: &Options) -> Result<()> {
    let steps: Vec<Step> = steps::all().into_iter().filter(|step| options.takes(step.name)).collect();
    if steps.is_empty() {
        let names = steps::all().iter().map(|step| step.name).collect::<Vec<_>>().join(", ");
        bail!("no step of that name; there is: {names}");
    }
    let mut estimates = Estimates::load(place);
    let mut total = Count::default();
    let mut failures = Vec::new();
    let started = Instant::now();
    for (index, step) in steps.iter().enumerate() {
        let rest = steps[index..].iter().map(|step| step.name);
        println!("\n[{}/{}] {}{}", index + 1, steps.len(), step.name, estimates.remaining(rest));
        let begun = Instant::now();
        match (step.run)(place) {
            Ok(Done::Ran(count)) => {
                total += count;
                estimates.record(step.name, begun.elapsed());
                if count.failed > 0 {
                    failures.push(format!("{}: {} failed", step.name, count.failed));
                }
            }
            Ok(Done::Absent(why)) => {
                println!("skipped: {why}");
                estimates.record(step.name, Duration::ZERO);
            }
            Err(error) => {
                println!("FAILED: {error:#}");
                failures.push(format!("{}: {error:#}", step.name));
                // A step that breaks before counting is one failure, so that the closing line never looks green.
                total.failed += 1;
            }
        }
    }
    estimates.save();
    println!("\n{} steps in {}", steps.len(), estimates::spoken(started.elapsed()));
    for failure in &failures {
        println!("  {failure}");
    }
    println!("{total}");
    if failures.is_empty() { Ok(()) } else { std::process::exit(1) }
}

impl Options {
    fn takes(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| name.contains(word.as_str()))
    }
}
