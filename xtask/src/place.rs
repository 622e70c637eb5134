//! Where things are: the checkout, and the cache beside it that survives a fresh clone.

use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The checkout this command works on and the cache it may use.
pub struct Place {
    root: PathBuf,
    cache: PathBuf,
}

impl Place {
    /// The checkout whose xtask cargo is running.
    pub fn find() -> Result<Self> {
        let running = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let manifest = running.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        let root = manifest.parent().context("xtask has no parent folder")?.to_path_buf();
        Ok(Self { cache: writable_cache(&root), root })
    }

    /// The root of the checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the checkout.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path inside the cache; its parent exists, it may not.
    pub fn cached(&self, relative: &str) -> Result<PathBuf> {
        let path = self.cache.join(relative);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
        }
        Ok(path)
    }

    /// A path as a contributor would type it, relative to the checkout where it is inside.
    pub fn shown<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}

/// `BEFFROI_CACHE`, else the user's cache folder, else the target folder when neither can be written.
fn writable_cache(root: &Path) -> PathBuf {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let candidates = [
        set("BEFFROI_CACHE"),
        set("XDG_CACHE_HOME").map(|folder| folder.join("beffroi")),
        set("HOME").map(|folder| folder.join(".cache/beffroi")),
    ];
    candidates
        .into_iter()
        .flatten()
        .find(|folder| is_writable(folder))
        .unwrap_or_else(|| root.join("target/cache"))
}

fn is_writable(folder: &Path) -> bool {
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&probe, b"")).is_ok();
    let _ = fs::remove_file(&probe);
    written
}
