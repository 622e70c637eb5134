//! The person at this machine: profile folder, session, password.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use beffroi_client::bulk::InProcess;
use beffroi_client::document::DocumentError;
use beffroi_client::host::LocalFuture;
use beffroi_client::keep::{Keep, KeepError};
use beffroi_client::link::LinkError;
use beffroi_client::native::{FileKeep, HttpTransport, SystemHost};
use beffroi_client::source::StreamError;
use beffroi_client::transport::TransportError;
use beffroi_client::{Client, ClientError, Param, Session};
use beffroi_ledger::workspace::DraftError;

use crate::args::Cli;
use crate::exit::{Exit, Failure};
use crate::terminal::Terminal;

/// File of the profile that remembers the server's address.
const SERVER: &str = "server";

/// The folder of this person's keys.
pub fn profile(cli: &Cli) -> Result<PathBuf, Failure> {
    let usual = || {
        let home = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(|| {
            std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local").join("share"))
        })?;
        Some(home.join("beffroi"))
    };
    cli.profile.clone().or_else(usual).ok_or_else(|| Failure::new(Exit::Usage, "profile-missing"))
}

/// The client of the server at `address`, with the keys of `profile`.
pub fn client(profile: &Path, address: &str) -> Result<Client, Failure> {
    let transport = transport(address)?;
    let keep = FileKeep::open(profile)
        .map_err(|error| Failure::new(Exit::Storage, "local-store").with("reason", &error).because(&error))?;
    Ok(Client::new(Rc::new(transport), Rc::new(keep), Rc::new(SystemHost), Rc::new(InProcess)))
}

/// A client for somebody without an account: nothing is kept on this machine.
pub fn visitor(address: &str) -> Result<Client, Failure> {
    let transport = transport(address)?;
    Ok(Client::new(Rc::new(transport), Rc::new(NoKeep), Rc::new(SystemHost), Rc::new(InProcess)))
}

fn transport(address: &str) -> Result<HttpTransport, Failure> {
    HttpTransport::new(address).map_err(|error| {
        let (exit, code) = match error {
            TransportError::Insecure { .. } => (Exit::Input, "server-insecure"),
            _ => (Exit::Network, "server-unreachable"),
        };
        Failure::new(exit, code).with("address", address).because(error)
    })
}

/// Keeps nothing: a visitor has no keys, and leaves no trace here.
struct NoKeep;

impl Keep for NoKeep {
    fn load<'a>(&'a self, _: &'a str) -> LocalFuture<'a, Result<Option<Vec<u8>>, KeepError>> {
        Box::pin(async { Ok(None) })
    }

    fn save<'a>(&'a self, _: &'a str, _: Vec<u8>) -> LocalFuture<'a, Result<(), KeepError>> {
        Box::pin(async { Ok(()) })
    }

    fn remove<'a>(&'a self, _: &'a str) -> LocalFuture<'a, Result<(), KeepError>> {
        Box::pin(async { Ok(()) })
    }

    fn list<'a>(&'a self, _: &'a str) -> LocalFuture<'a, Result<Vec<String>, KeepError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn load_secret<'a>(&'a self, _: &'a str) -> LocalFuture<'a, Result<Option<Vec<u8>>, KeepError>> {
        Box::pin(async { Ok(None) })
    }

    fn save_secret<'a>(&'a self, _: &'a str, _: Vec<u8>) -> LocalFuture<'a, Result<(), KeepError>> {
        Box::pin(async { Ok(()) })
    }
}

/// Remembers the server for the next commands.
pub fn remember(profile: &Path, address: &str) -> Result<(), Failure> {
    let path = profile.join(SERVER);
    std::fs::write(&path, address).map_err(|error| {
        Failure::new(Exit::Storage, "file-unwritable").with("file", path.display()).because(error)
    })
}

/// The session of the person signed in on this machine.
pub async fn session(cli: &Cli) -> Result<Session, Failure> {
    let profile = profile(cli)?;
    let signed_out = || Failure::new(Exit::SignIn, "not-signed-in");
    let address = std::fs::read_to_string(profile.join(SERVER)).map_err(|_| signed_out())?;
    client(&profile, address.trim())?.resume().await.map_err(|error| failure(&error))?.ok_or_else(signed_out)
}

/// The password: from a file, else asked without echo, twice when it is new.
pub fn password(file: Option<&Path>, new: bool, terminal: &Terminal) -> Result<String, Failure> {
    if let Some(path) = file {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Failure::new(Exit::Input, "file-unreadable").with("file", path.display()).because(error)
        })?;
        return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
    }
    let ask = |key| {
        rpassword::prompt_password(terminal.text(key, &[]))
            .map_err(|error| Failure::new(Exit::Input, "password-no-terminal").because(error))
    };
    let given = ask("password.ask")?;
    if new && ask("password.again")? != given {
        return Err(Failure::new(Exit::Input, "password-mismatch"));
    }
    Ok(given)
}

/// Name of this machine, as shown in the list of devices.
pub fn device_name() -> String {
    std::fs::read_to_string("/etc/hostname")
        .map_or_else(|_| "beffroi".to_owned(), |name| name.trim().to_owned())
}

/// The refusal of the client, as the command line ends with it.
pub fn failure(error: &ClientError) -> Failure {
    let refusal = error.refusal();
    let exit = exit_of(error, &refusal.code);
    let mut failure = Failure::new(exit, &refusal.code);
    for (name, value) in refusal.params {
        failure = match value {
            Param::Number(number) => failure.with(&name, number),
            Param::Text(text) => failure.with(&name, text),
        };
    }
    if let ClientError::Stream(StreamError::Read { name, .. } | StreamError::Write { name, .. }) = error {
        failure = failure.with("file", name);
    }
    failure.because(error)
}

fn exit_of(error: &ClientError, code: &str) -> Exit {
    // The server and this machine refuse by the same codes. A log that holds what they refuse is no refusal, but an alarm.
    if let ClientError::Api(_) | ClientError::Link(_) | ClientError::Draft(_) = error
        && let Some(exit) = exit_of_link(code)
    {
        return exit;
    }
    match error {
        ClientError::Api(_) => match code {
            "login-refused" | "session-expired" | "unauthenticated" | "device-revoked" => Exit::SignIn,
            "server-unreachable" => Exit::Network,
            "storage-full" => Exit::Storage,
            _ => Exit::Refused,
        },
        ClientError::Account(_) => Exit::SignIn,
        ClientError::Link(LinkError::Receipt(_)) => Exit::Proof,
        ClientError::Draft(DraftError::Refused(_))
        | ClientError::KindKept { .. }
        | ClientError::OwnersOnly { .. }
        | ClientError::NotMember { .. }
        | ClientError::ReaderWrites { .. }
        | ClientError::Document(
            DocumentError::Refused(_) | DocumentError::Unknown { .. } | DocumentError::FolderUnknown { .. },
        ) => Exit::Refused,
        ClientError::Keep(_) | ClientError::Stream(StreamError::Write { .. }) => Exit::Storage,
        ClientError::Stream(_)
        | ClientError::TextTooLong { .. }
        | ClientError::NameEmpty
        | ClientError::Document(DocumentError::Name { .. } | DocumentError::TooLarge { .. }) => Exit::Input,
        ClientError::Org(_)
        | ClientError::Log(_)
        | ClientError::Keyring(_)
        | ClientError::LogWithheld { .. }
        | ClientError::Document(
            DocumentError::Damaged { .. }
            | DocumentError::DigestDiffers { .. }
            | DocumentError::Missing { .. },
        ) => Exit::Proof,
        _ => Exit::Failed,
    }
}

/// The exit code of what is refused about a link, whoever refuses it.
fn exit_of_link(code: &str) -> Option<Exit> {
    Some(match code {
        "link-address-malformed"
        | "link-documents-max"
        | "link-documents-none"
        | "link-downloads"
        | "link-password-malformed"
        | "link-password-required"
        | "link-term"
        | "link-text-length" => Exit::Input,
        "link-password-needed" | "link-password-wrong" => Exit::SignIn,
        "link-does-not-open" | "link-paper-malformed" => Exit::Proof,
        other if other.starts_with("link-") => Exit::Refused,
        _ => return None,
    })
}

/// Tells what the session learned on its way: a clock that is wrong, a workspace that the server hides, an addition from a
/// device that was revoked.
pub fn tell_notices(session: &Session, terminal: &Terminal) {
    for notice in session.notices() {
        if notice.code == "clock-skew" {
            if let Some(Param::Number(minutes @ (..=-1 | 1..))) = notice.params.get("minutes") {
                let minutes = minutes.unsigned_abs().to_string();
                terminal.notice(&terminal.text("notice.clock", &[("minutes", &minutes)]));
            }
            continue;
        }
        let params: Vec<(&str, String)> = notice
            .params
            .iter()
            .map(|(name, value)| match value {
                Param::Number(number) => (name.as_str(), number.to_string()),
                Param::Text(text) => (name.as_str(), text.clone()),
            })
            .collect();
        let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (what, next) = terminal.refusal(&notice.code, &params);
        terminal.notice(&format!("{what} {next}"));
    }
}

#[cfg(test)]
mod tests {
    use beffroi_ledger::workspace::CommitRule;

    use super::*;

    #[test]
    fn what_is_refused_about_a_link_ends_the_same_whoever_refuses_it() {
        let ends = |error: ClientError| failure(&error).exit;
        assert_eq!(ends(LinkError::AddressMalformed.into()), Exit::Input);
        assert_eq!(ends(LinkError::Term { days_max: 90 }.into()), Exit::Input);
        assert_eq!(ends(LinkError::PasswordWrong.into()), Exit::SignIn);
        assert_eq!(ends(LinkError::PasswordNeeded.into()), Exit::SignIn);
        assert_eq!(ends(LinkError::DoesNotOpen.into()), Exit::Proof);
        assert_eq!(ends(LinkError::DocumentUnknown.into()), Exit::Refused);
        let rule = |rule| ClientError::Draft(DraftError::Refused(rule));
        assert_eq!(ends(rule(CommitRule::LinkDownloads)), Exit::Input);
    }
}
