//! The language of the person: help texts and sentences from `locales/fr.toml` and `locales/en.toml`.
//!
//! A catalogue maps `help.<command path>` to the sentence shown by `--help`. Refusals have two sentences, what
//! happened and what to do next; they are the web application's own catalogue, so that both say the same, with a
//! few of the command line's on top. `{name}` and `{{name}}` are replaced by a parameter.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, Command};
use serde::Deserialize;

use crate::args::Lang;

/// Two sentences for one refusal.
#[derive(Debug, Deserialize)]
pub struct Sentence {
    /// What happened.
    pub what: String,
    /// What to do next.
    #[serde(rename = "do")]
    pub next: String,
}

/// One language.
#[derive(Debug, Deserialize)]
pub struct Catalogue {
    help: BTreeMap<String, String>,
    text: BTreeMap<String, String>,
    errors: BTreeMap<String, Sentence>,
}

impl Catalogue {
    /// The catalogue of one language, embedded in the executable.
    pub fn load(lang: Lang) -> Self {
        let (own, shared) = match lang {
            Lang::Fr => {
                (include_str!("../locales/fr.toml"), include_str!("../../../web/src/i18n/fr/errors.json"))
            }
            Lang::En => {
                (include_str!("../locales/en.toml"), include_str!("../../../web/src/i18n/en/errors.json"))
            }
        };
        let mut catalogue: Self = toml::from_str(own).expect("the embedded catalogues are tested");
        let shared: BTreeMap<String, Sentence> =
            serde_json::from_str(shared).expect("the embedded catalogues are tested");
        for (code, sentence) in shared {
            catalogue.errors.entry(code).or_insert(sentence);
        }
        catalogue
    }

    /// A sentence by key, its `{name}` parameters filled.
    pub fn text(&self, key: &str, params: &[(&str, &str)]) -> String {
        fill(self.text.get(key).map_or(key, String::as_str), params)
    }

    /// What happened and what to do, for the refusal `code`; unknown codes get the general sentence.
    pub fn refusal(&self, code: &str, params: &[(&str, &str)]) -> (String, String) {
        let sentence =
            self.errors.get(code).or_else(|| self.family(code)).or_else(|| self.errors.get("unknown"));
        let sentence = sentence.expect("the catalogues hold `unknown`");
        let mut params = params.to_vec();
        params.push(("code", code));
        (fill(&sentence.what, &params), fill(&sentence.next, &params))
    }

    /// The nearest family of a code: `log-file-*` before `log-*`.
    fn family(&self, code: &str) -> Option<&Sentence> {
        code.rmatch_indices('-').find_map(|(at, _)| self.errors.get(&format!("{}-*", &code[..at])))
    }

    /// Puts this language's sentences into a command and all its sub-commands and arguments.
    pub fn localise(&self, command: Command) -> Command {
        self.localise_at(command, "beffroi")
    }

    fn localise_at(&self, command: Command, path: &str) -> Command {
        let about = self.help.get(path).cloned().unwrap_or_default();
        let mut command = command
            .about(about)
            .subcommand_help_heading(self.text("heading.commands", &[]))
            .disable_help_flag(true)
            .arg(flag("help", 'h', ArgAction::Help, self.text("help", &[])))
            .help_template(format!(
                "{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}",
                self.text("heading.usage", &[])
            ));
        if path == "beffroi" {
            command = command.disable_version_flag(true).arg(flag(
                "version",
                'V',
                ArgAction::Version,
                self.text("version", &[]),
            ));
        }
        let arguments: Vec<String> = command.get_arguments().map(|a| a.get_id().to_string()).collect();
        for id in arguments {
            if id == "help" || id == "version" {
                let heading = self.text("heading.options", &[]);
                command = command.mut_arg(&id, |argument| argument.help_heading(heading));
                continue;
            }
            let help = self.help.get(&format!("{path} {id}")).or_else(|| self.help.get(&id)).cloned();
            let heading = self.text("heading.options", &[]);
            command = command.mut_arg(&id, |argument| {
                let positional = argument.is_positional();
                let argument = argument.help(help.unwrap_or_default());
                if positional { argument } else { argument.help_heading(heading) }
            });
        }
        let children: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
        for name in children {
            let child = format!("{path} {name}");
            command = command.mut_subcommand(&name, |c| self.localise_at(c, &child));
        }
        command
    }
}

/// The language asked for on the command line, else the one of the machine (French unless it is English).
pub fn choose(asked: Option<Lang>) -> Lang {
    asked.unwrap_or_else(|| match sys_locale::get_locale() {
        Some(tag) if tag.to_ascii_lowercase().starts_with("en") => Lang::En,
        _ => Lang::Fr,
    })
}

fn flag(name: &'static str, short: char, action: ArgAction, help: String) -> Arg {
    Arg::new(name).short(short).long(name).action(action).help(help)
}

fn fill(sentence: &str, params: &[(&str, &str)]) -> String {
    params.iter().fold(sentence.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{{{name}}}}}"), value).replace(&format!("{{{name}}}"), value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::CommandFactory;

    fn missing(catalogue: &Catalogue, command: &Command, path: &str, found: &mut Vec<String>) {
        if !catalogue.help.contains_key(path) {
            found.push(path.to_owned());
        }
        for argument in command.get_arguments() {
            let id = argument.get_id().to_string();
            if !catalogue.help.contains_key(&format!("{path} {id}")) && !catalogue.help.contains_key(&id) {
                found.push(format!("{path} {id}"));
            }
        }
        for child in command.get_subcommands() {
            missing(catalogue, child, &format!("{path} {}", child.get_name()), found);
        }
    }

    #[test]
    fn every_command_and_option_is_explained_in_both_languages() {
        for lang in [Lang::Fr, Lang::En] {
            let mut found = Vec::new();
            missing(&Catalogue::load(lang), &Cli::command(), "beffroi", &mut found);
            assert!(found.is_empty(), "{lang:?} lacks help for {found:#?}");
        }
    }

    #[test]
    fn both_languages_hold_the_same_keys() {
        let (fr, en) = (Catalogue::load(Lang::Fr), Catalogue::load(Lang::En));
        assert!(fr.help.keys().eq(en.help.keys()), "help");
        assert!(fr.text.keys().eq(en.text.keys()), "text");
        assert!(fr.errors.keys().eq(en.errors.keys()), "errors");
    }

    /// What the server, the rules and this machine refuse about links.
    const LINK_CODES: [&str; 26] = [
        "link-address-malformed",
        "link-closed",
        "link-document-binned",
        "link-document-unknown",
        "link-documents-max",
        "link-documents-none",
        "link-does-not-open",
        "link-downloads",
        "link-exhausted",
        "link-exists",
        "link-expired",
        "link-guest",
        "link-paper-malformed",
        "link-password-limit",
        "link-password-malformed",
        "link-password-needed",
        "link-password-required",
        "link-password-wrong",
        "link-refused",
        "link-statement-malformed",
        "link-statement-refused",
        "link-status",
        "link-suspended",
        "link-term",
        "link-text-length",
        "link-unknown",
    ];

    #[test]
    fn every_refusal_of_a_link_has_its_own_sentences() {
        for lang in [Lang::Fr, Lang::En] {
            let catalogue = Catalogue::load(lang);
            let bare: Vec<_> =
                LINK_CODES.iter().filter(|code| !catalogue.errors.contains_key(**code)).collect();
            assert!(bare.is_empty(), "{lang:?} says the general sentence for {bare:?}");
        }
    }

    #[test]
    fn the_localised_command_is_still_sound() {
        Catalogue::load(Lang::Fr).localise(Cli::command()).debug_assert();
    }
}
