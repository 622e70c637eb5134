//! How long each step took last time, to say how long the rest will take.

use crate::place::Place;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// Seconds per step, as remembered in the cache.
pub struct Estimates {
    file: Option<PathBuf>,
    seconds: BTreeMap<String, f64>,
}

impl Estimates {
    /// What the last run left, or nothing.
    pub fn load(place: &Place) -> Self {
        let file = place.cached("durations.json").ok();
        let text = file.as_ref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        Self { file, seconds: serde_json::from_str(&text).unwrap_or_default() }
    }

    /// ` … about 2 min left`, or nothing when a step was never timed.
    pub fn remaining<'a>(&self, steps: impl Iterator<Item = &'a str>) -> String {
        let total: Option<f64> = steps.map(|step| self.seconds.get(step)).sum();
        total.map_or(String::new(), |seconds| {
            format!(" … about {} left", spoken(Duration::from_secs_f64(seconds)))
        })
    }

    /// Remembers how long a step took.
    pub fn record(&mut self, step: &str, took: Duration) {
        self.seconds.insert(step.to_owned(), took.as_secs_f64());
    }

    /// Writes the file; a cache that cannot be written costs only the estimate.
    pub fn save(&self) {
        if let (Some(file), Ok(text)) = (&self.file, serde_json::to_string_pretty(&self.seconds)) {
            let _ = fs::write(file, text);
        }
    }
}

/// A duration as one would say it.
pub fn spoken(duration: Duration) -> String {
    match duration.as_secs() {
        0..90 => format!("{} s", duration.as_secs()),
        seconds => format!("{} min", (seconds + 30) / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_said_only_when_every_step_is_known() {
        let mut estimates = Estimates { file: None, seconds: BTreeMap::new() };
        estimates.record("a", Duration::from_secs(70));
        estimates.record("b", Duration::from_secs(50));
        assert_eq!(estimates.remaining(["a", "b"].into_iter()), " … about 2 min left");
        assert_eq!(estimates.remaining(["b"].into_iter()), " … about 50 s left");
        assert_eq!(estimates.remaining(["a", "new"].into_iter()), "");
    }
}
