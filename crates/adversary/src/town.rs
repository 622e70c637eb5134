//! A real server over a real database, and people on devices of their own, each behind a [`Liar`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use beffroi_client::account::SetUp;
use beffroi_client::bulk::InProcess;
use beffroi_client::document::NewDocument;
use beffroi_client::host::Host as _;
use beffroi_client::link::NewLink;
use beffroi_client::native::{FileKeep, HttpTransport, SystemHost};
use beffroi_client::source::{MemorySink, MemorySource};
use beffroi_client::view::{Person, WorkspaceView};
use beffroi_client::{Client, ClientError, Profile, Role, Session};
use beffroi_ledger::org::{OrgBody, OrgEntry, OrgLog, fingerprint_of};
use beffroi_ledger::{Signed, Timestamp};
use beffroi_seal::id::{AccountId, DocumentId, WorkspaceId};
use beffroi_seal::unverified::Reason;
use beffroi_server::{Clock, Config, Running, start};
use tempfile::TempDir;

use crate::dump::Dump;
use crate::liar::Liar;

/// Long, not a word, and the same for everybody.
pub const PASSWORD: &str = "violon-tracteur-89-brume";

/// A server with an organisation.
pub struct Town {
    /// The server.
    pub server: Running,
    directory: TempDir,
}

/// A device of somebody.
pub struct Device {
    /// The client on it.
    pub client: Client,
    /// Who stands between it and the server.
    pub liar: Liar,
    /// What it keeps.
    pub profile: PathBuf,
}

/// What a member sees of a workspace, to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The end of the log.
    pub sequence: u64,
    /// The epoch.
    pub epoch: u32,
    /// Folders by name.
    pub folders: Vec<String>,
    /// Documents: name, size, media type, digest.
    pub documents: Vec<(String, u64, String, String)>,
    /// Members and their roles.
    pub members: Vec<(String, Role)>,
}

impl Town {
    /// A server without an organisation.
    ///
    /// # Panics
    /// When the machine cannot run one.
    pub async fn empty() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut config = Config::local(&directory.path().join("server"));
        config.limits.logins_per_minute = 10_000;
        config.limits.requests_per_minute = 10_000_000;
        let server = start(config, Clock::system()).await.expect("a server on a free port");
        Self { server, directory }
    }

    /// A town with Inès, its administrator, signed in on her own device.
    ///
    /// # Panics
    /// When the honest journey fails.
    pub async fn with_administrator() -> (Self, Device, Session) {
        let town = Self::empty().await;
        let device = town.device("ines");
        let link = town.server.setup_link.clone().expect("an empty server prints a link");
        let request = SetUp {
            token: link.split('#').nth(1).unwrap_or_default().to_owned(),
            name: "Commune de Valmont-sur-Lys".to_owned(),
            zone: "Europe/Paris".to_owned(),
            person: person("Inès", "Karoui"),
        };
        let session = device.client.set_up(request, PASSWORD, "mairie").await.expect("an honest set-up");
        (town, device, session)
    }

    /// A device that keeps what it knows under `name`; the same name again is the same device after a restart.
    ///
    /// # Panics
    /// When the profile cannot be written.
    #[must_use]
    pub fn device(&self, name: &str) -> Device {
        let profile = self.directory.path().join("profiles").join(name);
        let address = format!("http://{}", self.server.address);
        let liar = Liar::new(HttpTransport::new(&address).expect("the system's certificates"));
        let keep = FileKeep::open(&profile).expect("a writable profile");
        let client =
            Client::new(Rc::new(liar.clone()), Rc::new(keep), Rc::new(SystemHost), Rc::new(InProcess));
        Device { client, liar, profile }
    }

    /// Invites somebody, who accepts on a device of their own: enrolled and signed in.
    ///
    /// # Panics
    /// When the honest journey fails.
    pub async fn enrol(
        &self,
        administrator: &Session,
        given: &str,
        family: &str,
        profile: Profile,
    ) -> (Device, Session) {
        let honest = "an honest invitation";
        let who = person(given, family);
        let made = administrator.invite(&who.email, profile).await.expect(honest);
        let device = self.device(&plain(given));
        device.client.accept_invitation(&made.link, &who, PASSWORD).await.expect(honest);
        administrator.confirm_enrolment(made.invitation).await.expect(honest);
        let session = device.client.sign_in(&who.email, PASSWORD, "portable").await.expect(honest);
        (device, session)
    }

    /// A room of `owner` with these further members.
    ///
    /// # Panics
    /// When the honest journey fails.
    pub async fn room(&self, owner: &Session, name: &str, members: &[(AccountId, Role)]) -> WorkspaceId {
        let room = owner.create_workspace(name, "").await.expect("an honest room");
        for (account, role) in members {
            owner.add_member(room, *account, *role).await.expect("an honest member");
        }
        room
    }

    /// The server's directory.
    #[must_use]
    pub fn disk(&self) -> Dump {
        Dump::of(&self.directory.path().join("server"))
    }

    /// A directory of this test's own.
    #[must_use]
    pub fn scratch(&self) -> &Path {
        self.directory.path()
    }

    /// The organisation log, as the server stores it.
    ///
    /// # Panics
    /// When the store cannot be read.
    pub async fn org_entries(&self) -> Vec<Vec<u8>> {
        self.server.store.org_entries(0, 100_000).await.expect("the store answers")
    }

    /// The organisation log, verified.
    ///
    /// # Panics
    /// When the store does not hold an honest log.
    pub async fn org_log(&self) -> OrgLog {
        let entries = self.org_entries().await;
        let genesis = entries.first().expect("the organisation is set up");
        let genesis = Signed::<OrgEntry>::decode(genesis).expect("an entry");
        let OrgBody::Genesis { statement, .. } = &genesis.peek(Reason::Display).body().body else {
            unreachable!("the first entry of an honest log is its genesis")
        };
        let mut log = OrgLog::new(fingerprint_of(&statement.body().organisation_key));
        log.extend_encoded(&entries).expect("an honest log");
        log
    }

    /// The commits of a workspace, as the server stores them.
    ///
    /// # Panics
    /// When the store cannot be read.
    pub async fn commits(&self, workspace: WorkspaceId) -> Vec<Vec<u8>> {
        let commits = self.server.store.commits(workspace.into(), 0, 100_000, usize::MAX).await;
        commits.expect("the store answers")
    }
}

impl Device {
    /// The session kept on this device, taken up again.
    ///
    /// # Errors
    /// As the client refuses.
    ///
    /// # Panics
    /// When no session is kept.
    pub async fn resume(&self) -> Result<Session, ClientError> {
        Ok(self.client.resume().await?.expect("a session is kept here"))
    }
}

/// What is seen.
#[must_use]
pub fn picture(view: &WorkspaceView) -> Picture {
    let mut folders: Vec<_> = view.folders.iter().map(|folder| folder.name.clone()).collect();
    folders.sort();
    let documents = view.document_list.iter().map(|document| {
        let digest = document.sha256.to_string();
        (document.name.clone(), document.size, document.media_type.clone(), digest)
    });
    let mut documents: Vec<_> = documents.collect();
    documents.sort();
    Picture {
        sequence: view.head.sequence,
        epoch: view.epoch,
        folders,
        documents,
        members: view.member_list.iter().map(|member| (member.name.clone(), member.role)).collect(),
    }
}

/// Somebody of the town.
#[must_use]
pub fn person(given: &str, family: &str) -> Person {
    Person {
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        email: format!("{}.{}@valmont.example", plain(given), plain(family)),
        entity: "Mairie".to_owned(),
    }
}

/// Accounts by given name.
///
/// # Panics
/// When the honest log cannot be read.
pub async fn ids(session: &Session) -> BTreeMap<String, AccountId> {
    let accounts = session.accounts().await.expect("an honest log");
    accounts.into_iter().map(|view| (view.person.person.given_name, view.person.account)).collect()
}

/// Puts a document into a room.
///
/// # Panics
/// When the honest journey fails.
pub async fn put(
    session: &Session,
    workspace: WorkspaceId,
    name: &str,
    document: Option<DocumentId>,
    content: &[u8],
) -> DocumentId {
    let new = NewDocument { workspace, folder: None, document, name, media_type: "application/pdf" };
    session.upload(new, &MemorySource(content.to_vec()), &quiet).await.expect("an honest upload")
}

/// Reads a document.
///
/// # Errors
/// As the client refuses.
pub async fn read(
    session: &Session,
    workspace: WorkspaceId,
    document: DocumentId,
) -> Result<Vec<u8>, ClientError> {
    let mut sink = MemorySink::default();
    session.download(workspace, document, None, &mut sink, &quiet).await?;
    Ok(sink.into_verified().unwrap_or_default())
}

/// Bytes that do not repeat.
#[must_use]
pub fn bytes(length: usize, seed: u32) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

/// The present, as signed entries claim it.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from_unix_ms(SystemHost.now().as_millisecond())
}

/// Nobody watches the progress.
pub fn quiet(_: beffroi_client::view::Progress) {}

/// A link for a day, without a password.
#[must_use]
pub fn share(documents: &[DocumentId]) -> NewLink<'_> {
    let expires_at = SystemHost.now() + std::time::Duration::from_secs(24 * 3600);
    let title = "Pour relecture";
    NewLink { documents, title, message: "", expires_at, downloads_max: None, password: None }
}

fn plain(name: &str) -> String {
    name.to_lowercase().chars().map(|letter| if letter.is_ascii() { letter } else { 'e' }).collect()
}
