//! `beffroi init`, `login`, `logout`.

use beffroi_client::Session;
use beffroi_client::account::SetUp;
use beffroi_client::view::{Person, SignedIn, Status};

use crate::args::{Cli, Init, Login};
use crate::exit::{Exit, Failure};
use crate::people::{client, device_name, failure, password, profile, remember, session};
use crate::terminal::Terminal;

/// Creates the organisation with the one-time link.
pub async fn init(cli: &Cli, arguments: &Init, terminal: &Terminal) -> Result<(), Failure> {
    let (address, token) = split_link(&arguments.link)?;
    let profile = profile(cli)?;
    let client = client(&profile, address)?;
    let password = password(arguments.password_file.as_deref(), true, terminal)?;
    let request = SetUp {
        token: token.to_owned(),
        name: arguments.organisation.clone(),
        zone: arguments.zone.clone(),
        person: Person {
            given_name: arguments.given_name.clone(),
            family_name: arguments.family_name.clone(),
            email: arguments.email.clone(),
            entity: arguments.entity.clone(),
        },
    };
    let session = client.set_up(request, &password, &device_name()).await.map_err(|error| failure(&error))?;
    remember(&profile, address)?;
    welcome(&session, "init.done", terminal)
}

/// Signs in and keeps the session on this machine.
pub async fn login(cli: &Cli, arguments: &Login, terminal: &Terminal) -> Result<(), Failure> {
    let profile = profile(cli)?;
    let address = arguments.server.trim_end_matches('/');
    let client = client(&profile, address)?;
    let password = password(arguments.password_file.as_deref(), false, terminal)?;
    let session =
        client.sign_in(&arguments.email, &password, &device_name()).await.map_err(|error| failure(&error))?;
    if let Some(expected) = &arguments.fingerprint {
        let found = signed_in(&session)?.organisation.fingerprint.hex;
        if !found.eq_ignore_ascii_case(&expected.replace([' ', '-'], "")) {
            session.sign_out().await.map_err(|error| failure(&error))?;
            return Err(Failure::new(Exit::Proof, "fingerprint-differs").with("found", found));
        }
    }
    remember(&profile, address)?;
    welcome(&session, "login.done", terminal)
}

/// Signs out and erases the keys.
pub async fn logout(cli: &Cli, terminal: &Terminal) -> Result<(), Failure> {
    session(cli).await?.sign_out().await.map_err(|error| failure(&error))?;
    if terminal.json() {
        terminal.value(&serde_json::json!({ "state": "signedOut" }));
    } else {
        terminal.line(&terminal.text("logout.done", &[]));
    }
    Ok(())
}

fn welcome(session: &Session, key: &str, terminal: &Terminal) -> Result<(), Failure> {
    let status = signed_in(session)?;
    if terminal.json() {
        terminal.value(&status);
    } else {
        let words = status.organisation.fingerprint.words.join(" ");
        let person = status.me.person.person.name();
        let name = if key == "init.done" { status.organisation.name.as_str() } else { person.as_str() };
        let params =
            [("name", name), ("organisation", status.organisation.name.as_str()), ("words", words.as_str())];
        terminal.line(&terminal.text(key, &params));
    }
    Ok(())
}

fn signed_in(session: &Session) -> Result<Box<SignedIn>, Failure> {
    match session.status().map_err(|error| failure(&error))? {
        Status::SignedIn(status) => Ok(status),
        _ => Err(Failure::new(Exit::SignIn, "not-signed-in")),
    }
}

/// `https://server/mise-en-place#token` → address and token.
fn split_link(link: &str) -> Result<(&str, &str), Failure> {
    let malformed = || Failure::new(Exit::Input, "link-malformed");
    let (page, token) = link.trim().split_once('#').ok_or_else(malformed)?;
    let host_at = page.find("://").ok_or_else(malformed)? + 3;
    let end = page[host_at..].find('/').map_or(page.len(), |at| host_at + at);
    if token.is_empty() { Err(malformed()) } else { Ok((&page[..end], token)) }
}

#[cfg(test)]
mod tests {
    use super::split_link;

    #[test]
    fn the_link_gives_address_and_token() {
        let link = "http://localhost:8420/mise-en-place#abc";
        assert_eq!(split_link(link).unwrap(), ("http://localhost:8420", "abc"));
        for cut in ["http://localhost:8420/mise-en-place", "localhost#abc", "http://localhost/#"] {
            assert_eq!(split_link(cut).unwrap_err().code, "link-malformed", "{cut}");
        }
    }
}
