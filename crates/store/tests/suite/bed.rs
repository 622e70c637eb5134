//! A store to test on: SQLite on disk, or a PostgreSQL that the test starts by itself.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use beffroi_store::audit::{Act, OpenedAct};
use beffroi_store::{Hash, Id, Issuer, Permit, Scope, Store, StoreConfig};
use sqlx::{Connection, Executor};

pub struct Bed {
    pub store: Store,
    pub issuer: Issuer,
    _directory: tempfile::TempDir,
    pub config: StoreConfig,
}

impl Bed {
    pub async fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", directory.path().join("beffroi.sqlite").display());
        Self::open(directory, database, None).await
    }

    #[allow(dead_code, reason = "only one of the two test programs uses it")]
    pub async fn limited(object_bytes_max: u64) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", directory.path().join("beffroi.sqlite").display());
        Self::open(directory, database, Some(object_bytes_max)).await
    }

    pub async fn open(directory: tempfile::TempDir, database: String, max: Option<u64>) -> Self {
        let objects = directory.path().join("objects");
        let config = StoreConfig { database, objects, object_bytes_max: max };
        let (store, issuer) = Store::open(&config).await.unwrap();
        Self { store, issuer, _directory: directory, config }
    }

    pub async fn act(&self, name: &str) -> OpenedAct {
        let act = Act {
            at: 1,
            name,
            account: None,
            device: None,
            subject: None,
            address: "192.0.2.1",
            request: "r",
        };
        self.store.open_act(&act).await.unwrap()
    }

    pub async fn permit(&self, scope: Scope) -> Permit {
        let act = self.act("test").await;
        self.issuer.permit(&act, scope)
    }
}

pub const fn id(byte: u8) -> Id {
    [byte; 16]
}

pub const fn hash(byte: u8) -> Hash {
    [byte; 32]
}

/// A PostgreSQL server of our own, or the one of `BEFFROI_TEST_POSTGRES`; none when the machine has neither.
pub struct Postgres {
    base: String,
    running: Option<(Child, tempfile::TempDir)>,
}

impl Postgres {
    pub async fn find() -> Option<Self> {
        if let Ok(base) = std::env::var("BEFFROI_TEST_POSTGRES") {
            return Some(Self { base, running: None });
        }
        let bin = binaries()?;
        let directory = tempfile::tempdir().unwrap();
        let (uid, gid) = user()?;
        chown(directory.path(), Some(uid), Some(gid)).ok()?;
        let data = directory.path().join("data");
        let run = |program: &str| {
            let mut command = Command::new(bin.join(program));
            command.uid(uid).gid(gid).current_dir(directory.path());
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        let made = run("initdb")
            .args(["-U", "beffroi", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"])
            .arg(&data)
            .status()
            .unwrap();
        assert!(made.success(), "initdb failed");
        let child = run("postgres")
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(directory.path())
            .args(["-c", "listen_addresses=", "-c", "fsync=off"])
            .spawn()
            .unwrap();
        let socket = directory.path().to_string_lossy().replace('/', "%2F");
        let base = format!("postgres://beffroi@{socket}");
        let postgres = Self { base, running: Some((child, directory)) };
        postgres.wait().await;
        Some(postgres)
    }

    async fn wait(&self) {
        for _ in 0..200 {
            if sqlx::PgConnection::connect(&format!("{}/postgres", self.base)).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("PostgreSQL did not start");
    }

    /// A store on a database of its own.
    pub async fn bed(&self, name: &str) -> Bed {
        let mut admin = sqlx::PgConnection::connect(&format!("{}/postgres", self.base)).await.unwrap();
        let drop = format!("DROP DATABASE IF EXISTS beffroi_{name}");
        admin.execute(sqlx::AssertSqlSafe(drop)).await.unwrap();
        let create = format!("CREATE DATABASE beffroi_{name}");
        admin.execute(sqlx::AssertSqlSafe(create)).await.unwrap();
        Bed::open(tempfile::tempdir().unwrap(), format!("{}/beffroi_{name}", self.base), None).await
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some((child, _)) = &mut self.running {
            // Immediate: the data directory goes too.
            let _ = Command::new("kill").args(["-QUIT", &child.id().to_string()]).status();
            let _ = child.wait();
        }
    }
}

fn binaries() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("postgres").is_file() && bin.join("initdb").is_file())
        .collect();
    found.sort();
    found.pop()
}

/// PostgreSQL refuses to run as root: the package's own user then, ourselves otherwise.
fn user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    let own = std::fs::metadata("/proc/self").ok()?;
    if own.uid() != 0 {
        return Some((own.uid(), own.gid()));
    }
    let users = std::fs::read_to_string(Path::new("/etc/passwd")).ok()?;
    let line = ["postgres:", "nobody:"]
        .into_iter()
        .find_map(|name| users.lines().find(|line| line.starts_with(name)))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}
