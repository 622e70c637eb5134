//! What the person or the program at the other end reads.
//!
//! Names, reasons and parameters were written by others: what would steer a terminal or turn the direction of writing is
//! shown as U+FFFD, in JSON as an escape.

use std::io::{IsTerminal, Write};

use serde::Serialize;

use crate::exit::Failure;
use crate::locale::Catalogue;

/// Where answers go: sentences for a person, JSON for a program.
pub struct Terminal {
    catalogue: Catalogue,
    json: bool,
}

impl Terminal {
    /// A terminal that speaks the language of `catalogue`.
    pub fn new(catalogue: Catalogue, json: bool) -> Self {
        Self { catalogue, json }
    }

    /// Whether answers are JSON.
    pub fn json(&self) -> bool {
        self.json
    }

    /// Whether somebody looks at a progress bar.
    pub fn shows_progress(&self) -> bool {
        !self.json && std::io::stderr().is_terminal()
    }

    /// A sentence of the catalogue.
    pub fn text(&self, key: &str, params: &[(&str, &str)]) -> String {
        let plain = plain(params);
        self.catalogue.text(key, &borrowed(&plain))
    }

    /// Says one line. A reader that went away (`| head`) is no error.
    pub fn line(&self, line: &str) {
        let _ = writeln!(std::io::stdout(), "{}", shown(line));
    }

    /// Answers with one JSON document.
    pub fn value(&self, value: &impl Serialize) {
        let text = serde_json::to_string_pretty(value).expect("our own answers serialise");
        // Only texts hold such characters, and the form of JSON lets any character be escaped there.
        self.line(&steering(&text, |letter| format!("\\u{:04x}", u32::from(letter))));
    }

    /// Says something beside the answer: on standard error, so that programs read the answer alone.
    pub fn notice(&self, line: &str) {
        let _ = writeln!(std::io::stderr(), "{}", shown(line));
    }

    /// What happened and what to do, for a code of the catalogue.
    pub fn refusal(&self, code: &str, params: &[(&str, &str)]) -> (String, String) {
        let plain = plain(params);
        self.catalogue.refusal(code, &borrowed(&plain))
    }

    /// Says why the command did not do what was asked.
    pub fn failure(&self, failure: &Failure) {
        let params: Vec<(&str, &str)> =
            failure.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (what, next) = self.refusal(&failure.code, &params);
        if self.json {
            let params: std::collections::BTreeMap<_, _> = params.into_iter().collect();
            self.value(&serde_json::json!({
                "error": { "code": failure.code, "params": params, "what": what, "next": next, "detail": failure.detail }
            }));
            return;
        }
        let mut text = format!("{}: {what}\n{}: {next}\n", self.text("error", &[]), self.text("next", &[]));
        if let Some(detail) = &failure.detail {
            text.push_str(&format!("{}: {}\n", self.text("detail", &[]), in_line(detail)));
        }
        let _ = std::io::stderr().write_all(shown(&text).as_bytes());
    }
}

/// A text of several lines as a terminal may show it.
fn shown(text: &str) -> String {
    steering(text, |_| "\u{fffd}".to_owned())
}

/// A text of others inside one line of ours.
fn in_line(text: &str) -> String {
    shown(text).replace(['\n', '\t'], " ")
}

fn plain<'a>(params: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    params.iter().map(|(name, value)| (*name, in_line(value))).collect()
}

fn borrowed<'a>(params: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    params.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

fn steering(text: &str, instead: impl Fn(char) -> String) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        let steers = (letter.is_control() && !matches!(letter, '\n' | '\t'))
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if steers { plain.push_str(&instead(letter)) } else { plain.push(letter) }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_does_not_steer_the_terminal() {
        let name = "\u{1b}]0;titre\u{7}\u{9b}2J\nErreur : tapez votre mot de passe\u{202e}fdp.exe\r";
        let line = in_line(name);
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(!line.contains('\u{202e}') && line.contains("tapez"));
        assert_eq!(shown("un\n\tdeux « é »"), "un\n\tdeux « é »");
        let json = serde_json::to_string(&serde_json::json!({ "name": name })).expect("JSON");
        let escaped = steering(&json, |letter| format!("\\u{:04x}", u32::from(letter)));
        assert!(!escaped.chars().any(char::is_control), "{escaped:?}");
        let back: serde_json::Value = serde_json::from_str(&escaped).expect("still JSON");
        assert_eq!(back["name"], name, "nothing is lost");
    }
}
