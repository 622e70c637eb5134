//! Words of our own that the search must find, one or more for each place: they show that it looks there.

use super::places::Holding;
use super::words::{Seen, Word};
use crate::server::Server;
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::time::Duration;

/// Longer than any answer takes.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What was planted where.
pub struct Controls {
    /// Local part of the sender of every mail: the server is told it in its configuration.
    pub sender: String,
    planted: Vec<(Holding, Word)>,
}

/// Requests whose end the server still waits for: what they hold is in its memory.
pub struct Unfinished {
    _open: Vec<TcpStream>,
}

impl Controls {
    /// Before the server starts.
    pub fn new() -> Result<Self> {
        let sender = random_word()?;
        let mut controls = Self { sender: sender.clone(), planted: Vec::new() };
        controls.note(Holding::Mail, "sender of every mail", &sender);
        controls.note(Holding::Memory, "sender in the configuration", &sender);
        Ok(controls)
    }

    /// Plants the rest in a server that runs on `data`.
    pub fn plant(&mut self, server: &Server, data: &Path) -> Result<Unfinished> {
        // SQLite keeps the schema as text.
        self.note(Holding::Database, "name of a table", "workspace_commits");
        for (holding, file) in [(Holding::Objects, "objects/control"), (Holding::OtherFiles, "control")] {
            let word = random_word()?;
            fs::write(data.join(file), format!("control {word}\n")).context("planting a control")?;
            self.note(holding, "file of our own", &word);
        }
        let identifier = request_identifier(server.port())?;
        self.note(Holding::Log, "identifier of a request", &identifier);
        let (header, body) = (random_word()?, random_word()?);
        let open = unfinished_login(server.port(), &header, &body)?;
        self.note(Holding::Memory, "header of a request", &header);
        self.note(Holding::Memory, "address typed to sign in", &body);
        Ok(Unfinished { _open: vec![open] })
    }

    /// All words of ours.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.planted.iter().map(|(_, word)| word)
    }

    /// Place and word of each control.
    pub fn each(&self) -> impl Iterator<Item = &(Holding, Word)> {
        self.planted.iter()
    }

    fn note(&mut self, holding: Holding, field: &str, word: &str) {
        let word = Word { field: field.to_owned(), marker: word.to_owned(), seen: Seen::Admitted };
        self.planted.push((holding, word));
    }
}

/// Sixteen letters that stand nowhere else.
fn random_word() -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .context("randomness")?;
    Ok(bytes.map(|byte| char::from(b'a' + byte % 26)).iter().collect())
}

/// What the server calls a request of ours, in the answer and in its log.
fn request_identifier(port: u16) -> Result<String> {
    let mut stream = connect(port)?;
    stream.write_all(b"GET /api/v1/none HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    for line in BufReader::new(stream).lines() {
        let line = line.context("reading the answer of the server")?.to_ascii_lowercase();
        if let Some(identifier) = line.strip_prefix("x-request-id: ") {
            return Ok(identifier.trim().to_owned());
        }
    }
    bail!("the server gave a request no identifier")
}

/// Signing in, as far as the middle of the body: header and body wait in the server for the rest.
fn unfinished_login(port: u16, header: &str, body: &str) -> Result<TcpStream> {
    let mut stream = connect(port)?;
    write!(
        stream,
        "POST /api/v1/login/start HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {header}\r\n\
         Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{\"email\":\"{body}@beffroi.example\","
    )
    .context("sending half a request")?;
    // An answer to a later request on another connection shows that this one was taken up.
    request_identifier(port)?;
    Ok(stream)
}

fn connect(port: u16) -> Result<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("reaching the server")?;
    stream.set_read_timeout(Some(ANSWER_WITHIN)).context("reaching the server")?;
    Ok(stream)
}
