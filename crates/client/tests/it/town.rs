//! A town whose people use the real server, each on a device of their own.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use beffroi_client::account::SetUp;
use beffroi_client::bulk::InProcess;
use beffroi_client::host::LocalFuture;
use beffroi_client::native::{FileKeep, HttpTransport, SystemHost};
use beffroi_client::transport::{Request, Response, Transport, TransportError};
use beffroi_client::view::Person;
use beffroi_client::{Client, ClientError, Profile, Session};
use beffroi_seal::id::AccountId;
use beffroi_server::{Clock, Config, Running, start};
use tempfile::TempDir;

/// Long, not a word, and the same for everybody.
pub const PASSWORD: &str = "violon-tracteur-89-brume";

/// A server with an organisation.
pub struct Town {
    pub server: Running,
    directory: TempDir,
}

/// What a meddler may do to an answer before the client reads it.
pub type Meddle = Box<dyn FnMut(&Request, Response) -> Response>;

/// HTTP with somebody between: does nothing until told.
#[derive(Clone)]
pub struct Wire {
    inner: HttpTransport,
    pub meddle: Rc<RefCell<Option<Meddle>>>,
    /// Requests sent, by method and path.
    pub sent: Rc<RefCell<Vec<String>>>,
    /// Paths whose next request breaks after it was sent.
    pub lose_answer: Rc<RefCell<Vec<&'static str>>>,
}

/// A device of somebody.
pub struct Device {
    pub client: Client,
    pub wire: Wire,
    pub profile: PathBuf,
}

impl Transport for Wire {
    fn send(&self, request: Request) -> LocalFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let asked = request.clone();
            self.sent.borrow_mut().push(format!("{} {}", asked.method.as_str(), asked.path));
            let response = self.inner.send(request).await?;
            let mut losing = self.lose_answer.borrow_mut();
            if let Some(place) = losing.iter().position(|path| asked.path.contains(path)) {
                losing.remove(place);
                let (address, reason) = (self.inner.address(), "cut".to_owned());
                return Err(TransportError::Unreachable { address, reason });
            }
            drop(losing);
            Ok(match self.meddle.borrow_mut().as_mut() {
                Some(meddle) => meddle(&asked, response),
                None => response,
            })
        })
    }

    fn address(&self) -> String {
        self.inner.address()
    }
}

impl Town {
    /// A server without an organisation.
    pub async fn empty() -> Self {
        // What the server would log stands in the report of a test that fails.
        let log = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::WARN);
        drop(log.with_test_writer().try_init());
        let directory = tempfile::tempdir().unwrap();
        let mut config = Config::local(&directory.path().join("server"));
        config.limits.logins_per_minute = 10_000;
        config.limits.requests_per_minute = 1_000_000;
        config.limits.deposits_per_hour = 10_000;
        let server = start(config, Clock::system()).await.unwrap();
        Self { server, directory }
    }

    /// A town with Inès, its administrator, signed in on her own device.
    pub async fn with_administrator() -> (Self, Device, Session) {
        let town = Self::empty().await;
        let device = town.device("ines");
        let session = town.set_up(&device).await;
        (town, device, session)
    }

    pub async fn set_up(&self, device: &Device) -> Session {
        let link = self.server.setup_link.clone().unwrap();
        let token = link.split('#').nth(1).unwrap().to_owned();
        let request = SetUp {
            token,
            name: "Commune de Valmont-sur-Lys".to_owned(),
            zone: "Europe/Paris".to_owned(),
            person: person("Inès", "Karoui"),
        };
        device.client.set_up(request, PASSWORD, "ordinateur de la mairie").await.unwrap()
    }

    /// Size of the files behind stored objects.
    pub fn stored_bytes(&self) -> u64 {
        let mut total = 0;
        let mut directories = vec![self.directory.path().join("server/objects")];
        while let Some(directory) = directories.pop() {
            for entry in std::fs::read_dir(directory).unwrap() {
                let entry = entry.unwrap();
                let metadata = entry.metadata().unwrap();
                if metadata.is_dir() {
                    directories.push(entry.path());
                } else {
                    total += metadata.len();
                }
            }
        }
        total
    }

    /// A device that keeps what it knows under `name`.
    pub fn device(&self, name: &str) -> Device {
        let profile = self.directory.path().join("profiles").join(name);
        let wire = Wire {
            inner: HttpTransport::new(&format!("http://{}", self.server.address)).unwrap(),
            meddle: Rc::default(),
            sent: Rc::default(),
            lose_answer: Rc::default(),
        };
        let keep = FileKeep::open(&profile).unwrap();
        let client =
            Client::new(Rc::new(wire.clone()), Rc::new(keep), Rc::new(SystemHost), Rc::new(InProcess));
        Device { client, wire, profile }
    }

    /// Invites somebody, who accepts on a device of their own; enrolled and signed in.
    pub async fn enrol(
        &self,
        administrator: &Session,
        given: &str,
        family: &str,
        profile: Profile,
    ) -> (Device, Session) {
        let who = person(given, family);
        let made = administrator.invite(&who.email, profile).await.unwrap();
        let device = self.device(&given.to_lowercase().replace(|letter: char| !letter.is_ascii(), "e"));
        device.client.accept_invitation(&made.link, &who, PASSWORD).await.unwrap();
        administrator.confirm_enrolment(made.invitation).await.unwrap();
        let session = device.client.sign_in(&who.email, PASSWORD, "portable").await.unwrap();
        (device, session)
    }
}

/// Somebody of the town.
pub fn person(given: &str, family: &str) -> Person {
    let plain = |name: &str| {
        name.to_lowercase()
            .chars()
            .map(|letter| if letter.is_ascii() { letter } else { 'e' })
            .collect::<String>()
    };
    Person {
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        email: format!("{}.{}@valmont.example", plain(given), plain(family)),
        entity: "Mairie".to_owned(),
    }
}

/// The code of a refusal that was expected.
pub fn refused<T>(result: Result<T, ClientError>) -> String {
    match result {
        Ok(_) => panic!("a refusal was expected"),
        Err(error) => error.code(),
    }
}

/// Accounts by given name.
pub async fn accounts(session: &Session) -> BTreeMap<String, AccountId> {
    let accounts = session.accounts().await.unwrap();
    accounts.into_iter().map(|view| (view.person.person.given_name, view.person.account)).collect()
}

/// Nobody watches.
pub fn quiet(_: beffroi_client::view::Progress) {}
