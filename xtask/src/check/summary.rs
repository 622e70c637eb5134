//! Reads the closing lines of the test runners we use and adds them up.

use std::fmt;
use std::ops::AddAssign;

/// How many tests ended how.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Count {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that did not run by their own account.
    pub skipped: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// `Summary [ 0.1s] 12 tests run: 11 passed (1 flaky), 1 failed, 2 skipped`
pub fn nextest(output: &str) -> Option<Count> {
    let line = output.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let (_, counts) = line.split_once(':')?;
    let mut count = words(counts);
    for word in ["timed out", "exec failed"] {
        count.failed += number_before(counts, word);
    }
    Some(count)
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out`, once per executable
pub fn libtest(output: &str) -> Option<Count> {
    let lines = output.lines().filter(|line| line.starts_with("test result: "));
    lines.fold(None, |total: Option<Count>, line| {
        let mut total = total.unwrap_or_default();
        total += words(line);
        Some(total)
    })
}

/// `Tests  1 failed | 11 passed | 2 skipped (14)`
pub fn vitest(output: &str) -> Option<Count> {
    let line = output.lines().rev().find(|line| line.trim_start().starts_with("Tests  "))?;
    Some(words(line))
}

/// `# pass 12`, `# fail 0`, `# skipped 0`, with `ℹ` for `#` in a terminal
pub fn node(output: &str) -> Option<Count> {
    let value = |name: &str| {
        let mut lines = output
            .lines()
            .rev()
            .filter_map(|line| line.trim_start_matches(['#', 'ℹ']).trim().split_once(' '));
        lines.find(|(word, _)| *word == name).and_then(|(_, number)| number.trim().parse().ok())
    };
    let skipped = value("skipped").unwrap_or_default() + value("todo").unwrap_or_default();
    Some(Count {
        passed: value("pass")?,
        failed: value("fail")? + value("cancelled").unwrap_or_default(),
        skipped,
    })
}

/// `  12 passed (3.4s)` after `  1 failed`, `  1 flaky`, `  2 skipped`, one per line
pub fn playwright(output: &str) -> Option<Count> {
    let mut count = Count::default();
    let mut found = false;
    for line in output.lines() {
        let mut parts = line.split_whitespace();
        let (Some(number), Some(word)) =
            (parts.next().and_then(|word| word.parse::<u64>().ok()), parts.next())
        else {
            continue;
        };
        let rest: Vec<&str> = parts.collect();
        let is_closing = rest.is_empty() || (rest.len() == 1 && rest[0].starts_with('('));
        match word {
            "passed" if is_closing => count.passed = number,
            // A test that passes only when tried again is a failure here.
            "failed" | "flaky" | "interrupted" if is_closing => count.failed += number,
            "skipped" if is_closing => count.skipped = number,
            "did" if rest.starts_with(&["not", "run"]) => count.skipped += number,
            _ => continue,
        }
        found = true;
    }
    found.then_some(count)
}

fn words(text: &str) -> Count {
    Count {
        passed: number_before(text, "passed"),
        failed: number_before(text, "failed"),
        skipped: number_before(text, "skipped")
            + number_before(text, "ignored")
            + number_before(text, "todo"),
    }
}

/// The number that stands directly before a word, zero if it is not said.
fn number_before(text: &str, word: &str) -> u64 {
    let text = text.replace(word, "\u{1}");
    let Some((before, _)) = text.split_once('\u{1}') else { return 0 };
    before.split_whitespace().next_back().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(passed: u64, failed: u64, skipped: u64) -> Option<Count> {
        Some(Count { passed, failed, skipped })
    }

    #[test]
    fn nextest_closing_lines() {
        let line = |counts: &str| nextest(&format!("noise\n     Summary [   0.108s] {counts}\n  FAIL x\n"));
        assert_eq!(line("12 tests run: 12 passed, 0 skipped"), count(12, 0, 0));
        assert_eq!(
            line("12/14 tests run: 10 passed (1 slow), 1 failed, 1 timed out, 2 skipped"),
            count(10, 2, 2)
        );
        assert_eq!(line("1 test run: 0 passed, 1 failed, 0 skipped"), count(0, 1, 0));
        assert_eq!(nextest("error: could not compile"), None);
    }

    #[test]
    fn libtest_adds_up_every_executable() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                    test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(libtest(text), count(5, 1, 1));
        assert_eq!(libtest("warning: unused"), None);
    }

    #[test]
    fn vitest_closing_lines() {
        assert_eq!(vitest(" Test Files  2 passed (2)\n      Tests  12 passed (12)\n"), count(12, 0, 0));
        assert_eq!(vitest("      Tests  1 failed | 11 passed | 2 skipped (14)\n"), count(11, 1, 2));
        assert_eq!(vitest("no test files"), None);
    }

    #[test]
    fn node_closing_lines() {
        assert_eq!(
            node("# tests 3\n# pass 2\n# fail 1\n# cancelled 0\n# skipped 0\n# todo 0\n"),
            count(2, 1, 0)
        );
        assert_eq!(node("ℹ pass 2\nℹ fail 0\nℹ skipped 1\n"), count(2, 0, 1));
        assert_eq!(node("Error: cannot find module"), None);
    }

    #[test]
    fn playwright_closing_lines() {
        let text = "  1 failed\n    [chromium] › a.spec.ts:3:1 › deposits ───\n  1 flaky\n  2 skipped\n  3 did not run\n  9 passed (3.4s)\n";
        assert_eq!(playwright(text), count(9, 2, 5));
        assert_eq!(playwright("Running 4 tests using 1 worker\n  4 passed (1.0m)\n"), count(4, 0, 0));
        assert_eq!(playwright("Error: no tests found"), None);
    }

    #[test]
    fn the_closing_line() {
        assert_eq!(count(3, 0, 1).unwrap().to_string(), "3 passed, 0 failed, 1 skipped");
    }
}
