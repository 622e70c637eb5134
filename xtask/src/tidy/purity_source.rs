//! Pure crates name no clock, randomness, file, socket, thread or runtime in their source.
//!
//! The source is parsed, tests are left out, and what remains is read as tokens: a comment or a string can say
//! `std::fs`, code cannot. Grouped imports are spelled out first, so `use std::{fs, io}` does not hide anything.

use super::modules::{self, Source};
use super::{Finding, PURE};
use crate::place::Place;
use anyhow::Result;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, UseTree};

/// Token sequences that a pure crate does not contain, and what they reach for.
const FORBIDDEN: [(&str, &str); 36] = [
    ("std :: fs", "a file"),
    ("std :: net", "a socket"),
    ("std :: env", "the environment"),
    ("std :: process", "another process"),
    ("std :: thread", "a thread"),
    ("std :: os", "the operating system"),
    ("io :: stdin", "a stream of the process"),
    ("io :: stdout", "a stream of the process"),
    ("io :: stderr", "a stream of the process"),
    ("println !", "a stream of the process"),
    ("print !", "a stream of the process"),
    ("eprintln !", "a stream of the process"),
    ("eprint !", "a stream of the process"),
    ("SystemTime", "a clock"),
    ("time :: Instant", "a clock"),
    ("Instant :: now", "a clock"),
    ("Timestamp :: now", "a clock"),
    ("Zoned :: now", "a clock"),
    ("Utc :: now", "a clock"),
    ("Local :: now", "a clock"),
    ("OffsetDateTime :: now_utc", "a clock"),
    ("TimeZone :: system", "the machine's time zone"),
    ("OsRng", "randomness"),
    ("SysRng", "randomness"),
    ("ThreadRng", "randomness"),
    ("thread_rng", "randomness"),
    ("rand :: rng", "randomness"),
    ("rand :: random", "randomness"),
    ("from_os_rng", "randomness"),
    ("from_entropy", "randomness"),
    ("getrandom", "randomness"),
    ("tokio", "an async runtime"),
    ("async_std", "an async runtime"),
    ("reqwest", "a socket"),
    ("web_sys", "the browser"),
    ("js_sys", "the browser"),
];

/// Features under which a pure crate may be impure.
const IMPURE_FEATURES: [&str; 2] = ["native", "browser"];

/// Reads every pure crate.
pub fn check(place: &Place) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for name in PURE {
        let root = place.path(&format!("crates/{name}/src/lib.rs"));
        for source in modules::follow(&root, &IMPURE_FEATURES)? {
            let shown = place.shown(&source.path).to_string();
            findings.extend(check_file(&shown, &source));
        }
    }
    Ok(findings)
}

fn check_file(shown: &str, source: &Source) -> Vec<Finding> {
    let mut tokens = Vec::new();
    for item in &source.file.items {
        spell_out(item, &mut tokens);
    }
    let mut findings = Vec::new();
    for (sequence, reaches) in FORBIDDEN {
        let wanted: Vec<&str> = sequence.split(' ').collect();
        if let Some(found) = tokens
            .windows(wanted.len())
            .find(|window| window.iter().map(|token| token.text.as_str()).eq(wanted.iter().copied()))
        {
            let written = wanted.concat();
            let rule =
                format!("`{written}` reaches for {reaches}; this crate is pure: take it as an argument");
            findings.push(Finding::new(format!("{shown}:{}", found[0].line), rule));
        }
    }
    findings
}

struct Token {
    text: String,
    line: usize,
}

/// The tokens of an item; imports become one full path each.
fn spell_out(item: &Item, tokens: &mut Vec<Token>) {
    match item {
        Item::Use(item) => {
            let line = item.use_token.span.start().line;
            for path in paths(&item.tree) {
                flatten(path.parse().unwrap_or_default(), tokens);
                tokens
                    .iter_mut()
                    .rev()
                    .take_while(|token| token.line <= 1)
                    .for_each(|token| token.line = line);
                tokens.push(Token { text: ";".into(), line });
            }
        }
        Item::Mod(module) => {
            for item in module.content.iter().flat_map(|(_, items)| items) {
                spell_out(item, tokens);
            }
        }
        other => flatten(other.to_token_stream(), tokens),
    }
}

fn paths(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(path) => {
            paths(&path.tree).into_iter().map(|rest| format!("{}::{rest}", path.ident)).collect()
        }
        UseTree::Group(group) => group.items.iter().flat_map(paths).collect(),
        UseTree::Name(name) => vec![name.ident.to_string()],
        UseTree::Rename(rename) => vec![rename.ident.to_string()],
        _ => vec!["*".into()],
    }
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                flatten(group.stream(), tokens);
                // A boundary: what ends a group does not continue in the next token.
                tokens.push(Token { text: ")".into(), line: group.span_close().start().line });
            }
            TokenTree::Punct(punct) => {
                let line = punct.span().start().line;
                match tokens.last_mut() {
                    Some(last) if last.text == ":" && punct.as_char() == ':' => last.text.push(':'),
                    _ => tokens.push(Token { text: punct.as_char().to_string(), line }),
                }
            }
            // A literal may say anything, documentation included.
            TokenTree::Literal(literal) => {
                tokens.push(Token { text: "\"\"".into(), line: literal.span().start().line })
            }
            TokenTree::Ident(ident) => {
                tokens.push(Token { text: ident.to_string(), line: ident.span().start().line });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("lib.rs");
        std::fs::write(&root, text).unwrap();
        let sources = modules::follow(&root, &IMPURE_FEATURES).unwrap();
        sources
            .iter()
            .flat_map(|source| check_file("lib.rs", source))
            .map(|finding| finding.to_string())
            .collect()
    }

    #[test]
    fn every_way_of_reaching_out_is_found() {
        for (text, reaches) in [
            ("fn f() { std::fs::read(\"x\"); }", "a file"),
            ("use std::{fmt, fs};", "a file"),
            ("use std::{io::{self, Read}, net::TcpStream as Wire};", "a socket"),
            ("fn f() { let _ = std::time::SystemTime::now(); }", "a clock"),
            ("use std::time::{Duration, Instant};", "a clock"),
            ("fn f() -> jiff::Timestamp { jiff::Timestamp::now() }", "a clock"),
            ("fn f() { let mut r = rand_core::OsRng; }", "randomness"),
            ("fn f() { getrandom::fill(&mut [0]); }", "randomness"),
            ("fn f() { vec![1].iter().for_each(|_| { println!(\"x\") }); }", "a stream of the process"),
            ("mod inner { async fn f() { tokio::time::sleep(D).await } }", "an async runtime"),
            ("macro_rules! m { () => { std::env::var(\"X\") } }", "the environment"),
            ("#[cfg(not(test))] fn f() { std::thread::spawn(|| ()); }", "a thread"),
        ] {
            let found = check_text(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].contains(&format!("reaches for {reaches};")), "{text}: {found:?}");
        }
    }

    #[test]
    fn the_line_is_named() {
        assert!(check_text("\n\nuse std::{\n    fs,\n};")[0].starts_with("lib.rs:3:"));
        assert!(check_text("fn f() {\n    std::fs::read(\"x\");\n}")[0].starts_with("lib.rs:2:"));
    }

    #[test]
    fn comments_strings_tests_and_features_are_not_code() {
        for text in [
            "//! std::fs and OsRng\n/// tokio\nfn f() -> &'static str { \"getrandom\" }",
            "#[cfg(test)] mod tests { use std::fs; }",
            "#[cfg(test)]\nuse std::fs;",
            "#[cfg(feature = \"native\")] mod native { use std::fs; }",
            "struct S; impl S { #[cfg(test)] fn f() { std::fs::read(\"x\"); } }",
            "use std::time::Duration; use std::io::Read; fn instant() {}",
            "fn f(std: u8) { let fs = std; }",
        ] {
            assert_eq!(check_text(text), [""; 0], "{text}");
        }
    }
}
