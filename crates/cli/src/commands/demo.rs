//! `beffroi demo-seed`: fills an empty server with the demonstration organisation, as ordinary clients would.
//!
//! Hidden from the help: `cargo xtask demo` runs it. The people, their passwords and their town are invented.

use std::path::{Path, PathBuf};

use beffroi_client::account::SetUp;
use beffroi_client::document::NewDocument;
use beffroi_client::source::MemorySource;
use beffroi_client::view::Person;
use beffroi_client::{Client, ClientError, Profile, Role, Session};
use beffroi_testbed::portal_log::{self, Config, Format, Sink};

use crate::args::{Cli, DemoSeed};
use crate::exit::{Exit, Failure};
use crate::people::{client, failure, profile};
use crate::terminal::Terminal;

const TOWN: &str = "Commune de Valmont-sur-Lys";
const LOG_LINES: u64 = 200_000;

struct Inhabitant {
    given_name: &'static str,
    family_name: &'static str,
    email: &'static str,
    entity: &'static str,
    password: &'static str,
    comes_for: &'static str,
}

const CAMILLE: Inhabitant = Inhabitant {
    given_name: "Camille",
    family_name: "Berthier",
    email: "camille.berthier@valmont.example",
    entity: "Systèmes d’information",
    password: "tulipe orage carillon velours 42",
    comes_for: "administre les comptes, publie la page de signalement, ne lit rien",
};
const CLEMENCE: Inhabitant = Inhabitant {
    given_name: "Clémence",
    family_name: "Dubreuil",
    email: "clemence.dubreuil@valmont.example",
    entity: "Systèmes d’information",
    password: "brume cerisier escalier violon 17",
    comes_for: "reçoit les signalements et conduit les dossiers de violation",
};
const HUGO: Inhabitant = Inhabitant {
    given_name: "Hugo",
    family_name: "Masson",
    email: "hugo.masson@valmont.example",
    entity: "Direction générale",
    password: "lanterne verger horloge myrtille 93",
    comes_for: "directeur général : valide les envois dans la cellule de crise",
};

/// Fills the server and says who may sign in and what to try.
pub async fn seed(cli: &Cli, arguments: &DemoSeed, terminal: &Terminal) -> Result<(), Failure> {
    let folder = profile(cli)?;
    let token = arguments.link.split_once('#').map_or(arguments.link.as_str(), |(_, token)| token);
    let refused = |error: ClientError| failure(&error);
    let device = "démonstration";

    let administration = own_client(&folder, "camille", &arguments.server)?;
    let request = SetUp {
        token: token.to_owned(),
        name: TOWN.to_owned(),
        zone: "Europe/Paris".to_owned(),
        person: person(&CAMILLE),
    };
    let camille = administration.set_up(request, CAMILLE.password, device).await.map_err(refused)?;
    let clemence = enrol(&camille, &folder, "clemence", &CLEMENCE, &arguments.server).await?;
    let hugo = enrol(&camille, &folder, "hugo", &HUGO, &arguments.server).await?;

    let desk = clemence.create_desk("Signalements et registre").await.map_err(refused)?;
    camille.designate_desk(desk).await.map_err(refused)?;
    clemence.add_member(desk, hugo.account(), Role::Member).await.map_err(refused)?;

    let room = clemence
        .create_workspace("Rentrée scolaire", "Inscriptions et cantine, service scolaire")
        .await
        .map_err(refused)?;
    clemence.add_member(room, hugo.account(), Role::Reader).await.map_err(refused)?;
    for (name, media_type, text) in DOCUMENTS {
        let new = NewDocument { workspace: room, folder: None, document: None, name, media_type };
        let source = MemorySource(text.as_bytes().to_vec());
        clemence.upload(new, &source, &|_| ()).await.map_err(refused)?;
    }

    let logs = folder.parent().unwrap_or(&folder).join("journaux");
    write_logs(&logs).map_err(|error| {
        Failure::new(Exit::Storage, "file-unwritable")
            .with("file", logs.display())
            .with("name", logs.display())
            .because(error)
    })?;
    tell(&arguments.server, &logs, terminal);
    Ok(())
}

async fn enrol(
    administrator: &Session,
    folder: &Path,
    name: &str,
    newcomer: &Inhabitant,
    server: &str,
) -> Result<Session, Failure> {
    let refused = |error: ClientError| failure(&error);
    let invitation = administrator.invite(newcomer.email, Profile::User).await.map_err(refused)?;
    let client = own_client(folder, name, server)?;
    client
        .accept_invitation(&invitation.link, &person(newcomer), newcomer.password)
        .await
        .map_err(refused)?;
    administrator.confirm_enrolment(invitation.invitation).await.map_err(refused)?;
    client.sign_in(newcomer.email, newcomer.password, "démonstration").await.map_err(refused)
}

fn own_client(folder: &Path, name: &str, server: &str) -> Result<Client, Failure> {
    client(&folder.join(name), server)
}

fn person(inhabitant: &Inhabitant) -> Person {
    Person {
        given_name: inhabitant.given_name.to_owned(),
        family_name: inhabitant.family_name.to_owned(),
        email: inhabitant.email.to_owned(),
        entity: inhabitant.entity.to_owned(),
    }
}

/// The portal's logs of the week in which families saw each other's files.
fn write_logs(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let config = Config { lines: LOG_LINES, formats: vec![Format::Jsonl], ..Config::default() };
    portal_log::generate(&config, &mut Folder(folder.to_owned()))?;
    // The truth is for tests; whoever tries the demonstration finds it out from the logs.
    std::fs::remove_file(folder.join("truth.json"))
}

struct Folder(PathBuf);

impl Sink for Folder {
    fn append(&mut self, file: &str, bytes: &[u8]) -> std::io::Result<()> {
        use std::io::Write;
        let path = self.0.join(file);
        std::fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(bytes)
    }
}

fn tell(server: &str, logs: &Path, terminal: &Terminal) {
    terminal.line(&format!("\n{TOWN} est prête sur {server}\n"));
    for inhabitant in [&CAMILLE, &CLEMENCE, &HUGO] {
        let Inhabitant { given_name, family_name, email, password, comes_for, .. } = inhabitant;
        terminal.line(&format!("  {given_name} {family_name} — {comes_for}\n    {email}\n    {password}\n"));
    }
    terminal.line(&format!(
        "À essayer :\n  1. Sans compte : {server}/signaler (dites que le portail montre le dossier d’une autre famille).\n  \
         2. Connectez-vous en Clémence, ouvrez Signalements, répondez, ouvrez le dossier de violation, qualifiez-le.\n  \
         3. Dans Traces, déposez les fichiers de {} : access.jsonl, entitlements.csv et mapping-jsonl.toml.\n",
        logs.display()
    ));
}

const DOCUMENTS: &[(&str, &str, &str)] = &[
    (
        "Calendrier des inscriptions.md",
        "text/markdown",
        "# Inscriptions 2026-2027\n\n- 4 mai : ouverture sur le portail famille\n- 12 juin : clôture\n- 1er juillet : réponses aux familles\n",
    ),
    (
        "Contacts des écoles.csv",
        "text/csv",
        "école,direction,téléphone\nJules-Ferry,Mme Lemaire,03 00 00 00 01\nLes Tilleuls,M. Haddad,03 00 00 00 02\n",
    ),
    (
        "Compte rendu du 9 mars.txt",
        "text/plain",
        "Réunion cantine : menus validés, allergies à recenser avant le 30 mars.\n",
    ),
];
