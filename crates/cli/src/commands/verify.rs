//! `beffroi verify`: an archive, without a server.

use std::fs::File;
use std::io::BufReader;

use beffroi_client::archive::verify;
use beffroi_seal::Digest;

use crate::args::Verify;
use crate::exit::{Exit, Failure};
use crate::terminal::Terminal;

/// Verifies an archive and says who signed, or what is the first bad element.
pub fn run(arguments: &Verify, terminal: &Terminal) -> Result<(), Failure> {
    let shown = arguments.archive.display();
    let fingerprint = match &arguments.fingerprint {
        None => None,
        Some(text) => Some(
            text.replace([' ', '-'], "")
                .to_lowercase()
                .parse::<Digest>()
                .map_err(|error| Failure::new(Exit::Input, "fingerprint-malformed").because(error))?,
        ),
    };
    let file = File::open(&arguments.archive).map_err(|error| {
        Failure::new(Exit::Input, "file-unreadable").with("file", shown.to_string()).because(error)
    })?;
    let check = verify(BufReader::new(file), fingerprint);
    if terminal.json() {
        terminal.value(&check);
    }
    if let Some(first) = check.first_bad {
        return Err(Failure::new(Exit::Proof, "archive-not-intact").with("file", shown).with("first", first));
    }
    if !terminal.json() {
        let (commits, documents) = (check.commits.to_string(), check.documents.to_string());
        terminal.line(&terminal.text("verify.ok", &[("commits", &commits), ("documents", &documents)]));
        for signer in &check.signed_by {
            let words = signer.fingerprint.words.join(" ");
            terminal.line(&terminal.text("verify.signer", &[("name", &signer.name), ("words", &words)]));
        }
    }
    Ok(())
}
