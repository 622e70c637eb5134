//! Mail through a mail host of our own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use beffroi_seal::id::InvitationId;
use beffroi_server::config::{MailConfig, MailTls};
use beffroi_wire::invitation::InvitationCreated;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Town, email};

/// Takes mails as an SMTP host does; refuses the first `refusals` of them for a while.
async fn mail_host(refusals: usize) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mails = Arc::new(Mutex::new(Vec::new()));
    let taken = Arc::clone(&mails);
    tokio::spawn(async move {
        let mut refusals = refusals;
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let refuse = refusals > 0;
            refusals = refusals.saturating_sub(1);
            let taken = Arc::clone(&taken);
            tokio::spawn(async move { converse(stream, refuse, &taken).await });
        }
    });
    (port, mails)
}

async fn converse(stream: TcpStream, refuse: bool, taken: &Mutex<Vec<String>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut say = async |text: &str| write.write_all(format!("{text}\r\n").as_bytes()).await.is_ok();
    say("220 host").await;
    let mut mail = String::new();
    let mut in_data = false;
    while let Ok(Some(line)) = lines.next_line().await {
        if in_data {
            if line == "." {
                in_data = false;
                taken.lock().unwrap().push(std::mem::take(&mut mail));
                say("250 taken").await;
            } else {
                mail.push_str(&line);
                mail.push('\n');
            }
            continue;
        }
        mail.push_str(&line);
        mail.push('\n');
        match line.split(' ').next().unwrap_or_default().to_uppercase().as_str() {
            "MAIL" if refuse => say("451 later").await,
            "DATA" => {
                in_data = true;
                say("354 go on").await
            }
            "QUIT" => say("221 bye").await,
            _ => say("250 ok").await,
        };
    }
}

async fn town(port: u16) -> Town {
    let mut town = Town::with(|config| {
        config.mail = Some(MailConfig {
            host: "127.0.0.1".to_owned(),
            port,
            tls: MailTls::None,
            credentials: None,
            from: "Beffroi <beffroi@ville.example>".to_owned(),
        });
    })
    .await;
    town.set_up().await;
    town
}

async fn wait(mails: &Mutex<Vec<String>>, count: usize) -> Vec<String> {
    for _ in 0..150 {
        if mails.lock().unwrap().len() >= count {
            return mails.lock().unwrap().clone();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no mail came");
}

/// Quoted-printable, enough to read French.
fn readable(mail: &str) -> String {
    let joined = mail.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code =
            tail.get(..2).and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        match code.filter(|_| first == b'=') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn the_invitation_carries_the_notice_and_no_secret() {
    let (port, mails) = mail_host(0).await;
    let mut town = town(port).await;
    let invitation = InvitationId::make(&mut town.rng);
    let created: InvitationCreated = town.try_invite("alice", invitation, &email("armand")).await.json();
    assert!(created.mailed);
    let mail = readable(&wait(&mails, 1).await[0]);
    assert!(mail.contains("RCPT TO:<armand@ville.example>"), "{mail}");
    for words in [
        "Ville de Sainte-Épreuve vous invite",
        "Vos données.",
        "conservé un an",
        "01/12/2025",
        "(Europe/Paris)",
    ] {
        assert!(mail.contains(words), "{words}: {mail}");
    }
    assert!(!mail.contains(&invitation.to_string()) && !mail.contains('#'), "no link: {mail}");
    for _ in 0..50 {
        if town.store().outbox_depth().await.unwrap() == (0, 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not noted as sent");
}

#[tokio::test]
async fn a_mail_that_fails_is_tried_again() {
    let (port, mails) = mail_host(1).await;
    let mut town = town(port).await;
    let invitation = InvitationId::make(&mut town.rng);
    town.try_invite("alice", invitation, &email("armand")).await;
    for _ in 0..150 {
        if town.store().outbox_depth().await.unwrap() == (1, 1) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(mails.lock().unwrap().is_empty());
    town.pass(10 * crate::support::MINUTE);
    wait(&mails, 1).await;
}
