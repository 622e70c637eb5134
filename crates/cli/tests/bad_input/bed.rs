//! A server of our own, and people who use `beffroi` on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use beffroi_server::{Clock, Config, Running, start};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Long, not a word.
pub const PASSWORD: &str = "violon-tracteur-89-brume";
pub const HOUR_MS: i64 = 3_600_000;

/// The executable under test.
pub const BEFFROI: &str = env!("CARGO_BIN_EXE_beffroi");

/// A folder for one test: files to put, profiles, the server's data.
pub struct Folder(pub TempDir);

/// A server in this process, whose clock can be moved.
pub struct Bed {
    pub folder: Folder,
    pub address: String,
    runtime: Runtime,
    server: Option<Running>,
    shift_ms: Arc<AtomicI64>,
}

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Said {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

/// A refusal as a person and a program read it.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    pub exit: i32,
    pub code: String,
    pub what: String,
    pub next: String,
}

impl Folder {
    pub fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("password", PASSWORD);
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Names in a folder below this one, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// `beffroi` as `who`, on a French machine.
    pub fn command(&self, who: &str) -> Command {
        self.french(Command::new(BEFFROI), who)
    }

    /// The same behind a shell that sets a limit first.
    pub fn limited(&self, who: &str, limit: &str) -> Command {
        let mut shell = Command::new("sh");
        // A write beyond the limit is to fail as on a full disk, not to end the process.
        shell.args(["-c", &format!("trap '' XFSZ; {limit}; exec \"$@\""), "sh", BEFFROI]);
        self.french(shell, who)
    }

    fn french(&self, mut command: Command, who: &str) -> Command {
        for name in ["LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANGUAGE"] {
            command.env_remove(name);
        }
        command.env("LANG", "fr_FR.UTF-8").env("BEFFROI_PROFILE", self.path(who)).current_dir(self.0.path());
        command
    }

    pub fn run(&self, who: &str, arguments: &[&str]) -> Said {
        Said::of(&self.command(who).args(arguments).output().unwrap())
    }

    /// The command must succeed.
    pub fn done(&self, who: &str, arguments: &[&str]) -> Said {
        let said = self.run(who, arguments);
        assert_eq!(said.exit, 0, "{arguments:?}: {said:?}");
        said
    }

    /// The answer as JSON; the command must succeed.
    pub fn json(&self, who: &str, arguments: &[&str]) -> serde_json::Value {
        let said = self.done(who, &[&["--json"], arguments].concat());
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
    }

    /// The command must be refused, the same for a person and for a program.
    pub fn refusal(&self, who: &str, arguments: &[&str]) -> Refusal {
        refusal(&mut || self.command(who), arguments)
    }

    /// Names of the documents of a workspace, sorted.
    pub fn documents(&self, who: &str, workspace: &str) -> Vec<String> {
        let view = self.json(who, &["workspace", "show", workspace]);
        let list = view["documentList"].as_array().unwrap_or_else(|| panic!("no list in {view}"));
        let mut names: Vec<_> = list.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    }

    /// Creates the organisation as Alice.
    pub fn init(&self, link: &str) -> Said {
        self.run("alice", &init(link))
    }
}

/// The words of `beffroi init`.
pub fn init(link: &str) -> Vec<&str> {
    let words = "--organisation Ville --given-name Alice --family-name Durand --email alice@ville.example";
    let mut all = vec!["init", link, "--password-file", "password"];
    all.extend(words.split(' '));
    all
}

/// Runs twice, for a person and for a program.
pub fn refusal(command: &mut dyn FnMut() -> Command, arguments: &[&str]) -> Refusal {
    let person = Said::of(&command().args(arguments).output().unwrap());
    let program = Said::of(&command().arg("--json").args(arguments).output().unwrap());
    let answer: serde_json::Value =
        serde_json::from_str(&program.out).unwrap_or_else(|error| panic!("{error}: {program:?}"));
    let text = |name: &str| spaces(answer["error"][name].as_str().unwrap_or_default());
    let refusal = Refusal { exit: program.exit, code: text("code"), what: text("what"), next: text("next") };
    assert_ne!(refusal.exit, 0, "{program:?}");
    assert_eq!(person.exit, refusal.exit, "{person:?}");
    assert!(person.out.is_empty(), "a refusal is no answer: {person:?}");
    for sentence in [format!("Erreur: {}", refusal.what), format!("À faire: {}", refusal.next)] {
        assert!(person.err.contains(&sentence), "{sentence:?} not in {person:?}");
        assert!(!sentence.contains(['{', '}']), "{sentence:?} has an empty place");
    }
    refusal
}

impl Refusal {
    /// Asserts on everything that is read.
    #[track_caller]
    pub fn is(&self, exit: i32, code: &str, what: &str, next: &str) {
        let seen = (self.exit, self.code.as_str(), self.what.as_str(), self.next.as_str());
        assert_eq!(seen, (exit, code, what, next));
    }
}

impl Said {
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| spaces(&String::from_utf8_lossy(bytes));
        Self {
            exit: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

/// Non-breaking spaces as plain ones.
fn spaces(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

impl Bed {
    /// A server without an organisation.
    pub fn empty() -> Self {
        let folder = Folder::new();
        let runtime = Runtime::new().unwrap();
        let shift_ms = Arc::new(AtomicI64::new(0));
        let mut bed = Self { folder, address: String::new(), runtime, server: None, shift_ms };
        bed.start();
        bed
    }

    /// A server whose organisation Alice created.
    pub fn new() -> Self {
        let bed = Self::empty();
        let said = bed.folder.init(&bed.link());
        assert_eq!(said.exit, 0, "{said:?}");
        bed
    }

    /// The same with a workspace.
    pub fn with_room() -> Self {
        let bed = Self::new();
        bed.folder.done("alice", &["workspace", "create", "Rentrée"]);
        bed
    }

    /// The one-time link.
    pub fn link(&self) -> String {
        let link = self.server.as_ref().unwrap().setup_link.as_ref().unwrap();
        format!("{}/mise-en-place#{}", self.address, link.split_once('#').unwrap().1)
    }

    /// Moves the server's clock away from the machine's.
    pub fn shift(&self, ms: i64) {
        self.shift_ms.store(ms, Ordering::SeqCst);
    }

    /// Stops and starts the server. It keeps its port: people go on with the address they know.
    pub fn restart(&mut self) {
        let server = self.server.take().unwrap();
        self.runtime.block_on(server.stop());
        self.start();
    }

    fn start(&mut self) {
        let mut config = Config::local(&self.folder.path("server"));
        config.limits.logins_per_minute = 10_000;
        if let Some(address) = self.address.strip_prefix("http://") {
            config.listen = address.parse().unwrap();
        }
        let shift = Arc::clone(&self.shift_ms);
        let clock = Clock::from_fn(move || {
            let real = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
            i64::try_from(real).unwrap() + shift.load(Ordering::SeqCst)
        });
        let server = self.runtime.block_on(start(config, clock)).unwrap();
        self.address = format!("http://{}", server.address);
        self.server = Some(server);
    }
}

impl Drop for Bed {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.stop());
        }
    }
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
