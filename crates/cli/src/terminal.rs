//! What the person or the program at the other end reads.

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
        self.catalogue.text(key, params)
    }

    /// Says one line. A reader that went away (`| head`) is no error.
    pub fn line(&self, line: &str) {
        let _ = writeln!(std::io::stdout(), "{line}");
    }

    /// Answers with one JSON document.
    pub fn value(&self, value: &impl Serialize) {
        let text = serde_json::to_string_pretty(value).expect("our own answers serialise");
        self.line(&text);
    }

    /// Says why the command did not do what was asked.
    pub fn failure(&self, failure: &Failure) {
        let params: Vec<(&str, &str)> =
            failure.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (what, next) = self.catalogue.refusal(&failure.code, &params);
        if self.json {
            let params: std::collections::BTreeMap<_, _> = params.into_iter().collect();
            self.value(&serde_json::json!({
                "error": { "code": failure.code, "params": params, "what": what, "next": next, "detail": failure.detail }
            }));
            return;
        }
        let mut text = format!("{}: {what}\n{}: {next}\n", self.text("error", &[]), self.text("next", &[]));
        if let Some(detail) = &failure.detail {
            text.push_str(&format!("{}: {detail}\n", self.text("detail", &[])));
        }
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
}
