//! Licences of the npm packages that reach a browser, against the same list as the crates (`deny.toml`).
//!
//! Fonts come under the Open Font License, which asks that the fonts are not sold by themselves: they are not.

use crate::place::Place;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const FOLDERS: [&str; 2] = ["web", "templates"];
const OF_FONTS: &str = "OFL-1.1";

#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Package>,
}

#[derive(Deserialize)]
struct Package {
    #[serde(default)]
    dev: bool,
    license: Option<String>,
}

/// Reads the lock files; what only builds or tests the application is not looked at.
pub fn check(place: &Place) -> Result<()> {
    let rules = fs::read_to_string(place.path("deny.toml")).context("reading deny.toml")?;
    let allowed = allowed(&rules)?;
    let mut refused = Vec::new();
    for folder in FOLDERS {
        let lock = place.path(folder).join("package-lock.json");
        if lock.exists() {
            let text =
                fs::read_to_string(&lock).with_context(|| format!("reading {}", place.shown(&lock)))?;
            refused.extend(check_lock(&text, &allowed)?.into_iter().map(|line| format!("{folder}: {line}")));
        }
    }
    if !refused.is_empty() {
        bail!("npm packages under licences that deny.toml does not list:\n  {}", refused.join("\n  "));
    }
    Ok(())
}

fn allowed(rules: &str) -> Result<BTreeSet<String>> {
    let rules: toml::Table = rules.parse().context("deny.toml is not TOML")?;
    let list = rules.get("licenses").and_then(|section| section.get("allow")).and_then(toml::Value::as_array);
    let list = list.context("deny.toml has no list licenses.allow")?;
    let names = list.iter().filter_map(toml::Value::as_str).map(str::to_owned);
    Ok(names.chain([OF_FONTS.to_owned()]).collect())
}

fn check_lock(text: &str, allowed: &BTreeSet<String>) -> Result<Vec<String>> {
    let lock: Lock = serde_json::from_str(text).context("reading package-lock.json")?;
    let shipped = lock.packages.iter().filter(|(path, package)| !path.is_empty() && !package.dev);
    let refused = shipped.filter_map(|(path, package)| {
        let licence = package.license.as_deref().unwrap_or("none given");
        (!is_allowed(licence, allowed)).then(|| format!("{path} ({licence})"))
    });
    Ok(refused.collect())
}

/// A choice needs one licence that is allowed, a sum needs all. Deeper expressions are for a person to read.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let plain = expression.trim_start_matches('(').trim_end_matches(')');
    if plain.contains(" OR ") {
        return !plain.contains(" AND ") && plain.split(" OR ").any(|name| allowed.contains(name.trim()));
    }
    plain.split(" AND ").all(|name| allowed.contains(name.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(licence: &str, dev: bool) -> Vec<String> {
        let allowed = allowed("[licenses]\nallow = [\"MIT\", \"Apache-2.0\"]").unwrap();
        let text = format!(
            r#"{{"packages":{{"":{{"license":"EUPL-1.2"}},"node_modules/x":{{"license":{licence},"dev":{dev}}}}}}}"#
        );
        check_lock(&text, &allowed).unwrap()
    }

    #[test]
    fn what_is_shipped_is_under_a_listed_licence() {
        for licence in ["MIT", "(MIT OR GPL-3.0)", "MIT AND OFL-1.1", "MIT AND Apache-2.0"] {
            assert_eq!(refused(&format!("\"{licence}\""), false), [""; 0], "{licence}");
        }
        for licence in ["\"GPL-3.0\"", "\"MIT AND GPL-3.0\"", "\"(MIT AND GPL-3.0) OR AGPL-3.0\"", "null"] {
            assert_eq!(refused(licence, false).len(), 1, "{licence}");
        }
    }

    #[test]
    fn what_only_builds_is_not_looked_at() {
        assert_eq!(refused("\"GPL-3.0\"", true), [""; 0]);
    }
}
