//! Pure crates reach no clock, randomness, socket or runtime through what they depend on either.
//!
//! Cargo resolves each crate by itself for the browser target: what another crate of the workspace switches on
//! does not count, and what only tests use does not either.

use super::{Finding, PURE};
use crate::place::Place;
use crate::process;
use anyhow::Result;
use std::collections::BTreeSet;

/// Packages that bring the outside world with them.
const FORBIDDEN: [(&str, &str); 17] = [
    ("getrandom", "randomness"),
    ("tokio", "an async runtime"),
    ("async-std", "an async runtime"),
    ("smol", "an async runtime"),
    ("async-io", "an async runtime"),
    ("mio", "sockets"),
    ("socket2", "sockets"),
    ("reqwest", "a network client"),
    ("hyper", "a network client"),
    ("ureq", "a network client"),
    ("web-sys", "the browser"),
    ("js-sys", "the browser"),
    ("web-time", "a clock"),
    ("tempfile", "files"),
    ("memmap2", "files"),
    ("object_store", "files"),
    ("sqlx", "a database"),
];

/// Packages that could reach out but do not when we use them, and why. What only they depend on is not looked at.
const TRUSTED: [(&str, &str); 2] = [
    ("zxcvbn", "times itself; the result does not depend on it"),
    ("zip", "salts encrypted archives, which we never write"),
];

/// Asks cargo for the dependencies of every pure crate, with default features off where the crate has impure ones.
pub fn check(place: &Place) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for name in PURE {
        let whole = tree(place, name, &[])?;
        let trusted: Vec<&str> = TRUSTED
            .iter()
            .map(|(package, _)| *package)
            .filter(|package| packages(&whole).contains(package))
            .collect();
        let rest = if trusted.is_empty() { whole } else { tree(place, name, &trusted)? };
        findings.extend(check_tree(name, &rest));
    }
    Ok(findings)
}

/// One dependency per line, those of `pruned` packages left out.
fn tree(place: &Place, name: &str, pruned: &[&str]) -> Result<String> {
    let mut command =
        process::cargo(place.root(), &["tree", "--no-default-features", "--edges=normal,no-proc-macro"]);
    command.args(["--target=wasm32-unknown-unknown", "--prefix=none", "--format={p}"]);
    command.arg(format!("--package=beffroi-{name}"));
    command.args(pruned.iter().map(|package| format!("--prune={package}")));
    process::capture(&mut command)
}

fn packages(tree: &str) -> BTreeSet<&str> {
    tree.lines().filter_map(|line| line.split_whitespace().next()).collect()
}

fn check_tree(name: &str, tree: &str) -> Vec<Finding> {
    let packages = packages(tree);
    let reached = FORBIDDEN.iter().filter(|(package, _)| packages.contains(package));
    let finding = |(package, brings): &(&str, &str)| {
        let rule = format!(
            "depends on `{package}`, which brings {brings}; \
             `cargo tree -p beffroi-{name} --no-default-features -e normal -i {package}` shows how"
        );
        Finding::new(format!("crates/{name}/Cargo.toml"), rule)
    };
    reached.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_deep_in_the_tree_is_found() {
        let found = check_tree(
            "seal",
            "beffroi-seal v0.1.0 (/x)\nrand_core v0.10.0\ngetrandom v0.3.4\nserde v1.0.1 (*)\n",
        );
        assert_eq!(found.len(), 1);
        assert!(found[0].to_string().contains("`getrandom`, which brings randomness"));
    }

    #[test]
    fn only_whole_names_count() {
        assert!(check_tree("seal", "tokio-util-free v1.0.0\nrand_core v0.10.0\n").is_empty());
    }
}
