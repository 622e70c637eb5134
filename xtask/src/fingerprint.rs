//! One digest of many files, to know whether a build step has anything new to do.

use anyhow::{Context, Result};
use ignore::WalkBuilder;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The digest of `parts` and of every file under `paths`, names included, `.gitignore` respected.
pub fn of(root: &Path, paths: &[PathBuf], parts: &[&str]) -> Result<String> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths.iter().filter(|path| path.exists()) {
        files.extend(files_under(path)?);
    }
    files.sort();
    files.dedup();
    let mut digest = Sha256::new();
    for part in parts {
        absorb(&mut digest, part.as_bytes());
    }
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(&file);
        absorb(&mut digest, name.to_string_lossy().as_bytes());
        absorb(&mut digest, &fs::read(&file).with_context(|| format!("reading {}", file.display()))?);
    }
    Ok(hex::encode(digest.finalize()))
}

/// Every file under a folder that git would keep, hidden ones included, in no particular order.
pub fn files_under(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut walk = WalkBuilder::new(path);
    walk.hidden(false).require_git(false).filter_entry(|entry| entry.file_name() != ".git");
    for entry in walk.build() {
        let entry = entry.with_context(|| format!("listing {}", path.display()))?;
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// Length first, so that moving a byte from one part to the next changes the digest.
fn absorb(digest: &mut Sha256, bytes: &[u8]) {
    digest.update((bytes.len() as u64).to_be_bytes());
    digest.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_name_and_parts_all_count() {
        let folder = tempfile::tempdir().unwrap();
        let digest = |parts: &[&str]| of(folder.path(), &[folder.path().to_path_buf()], parts).unwrap();
        fs::write(folder.path().join("a"), "1").unwrap();
        let first = digest(&["x"]);
        assert_eq!(first, digest(&["x"]));
        assert_ne!(first, digest(&["y"]));
        fs::write(folder.path().join("a"), "2").unwrap();
        let second = digest(&["x"]);
        assert_ne!(first, second);
        fs::rename(folder.path().join("a"), folder.path().join("b")).unwrap();
        assert_ne!(second, digest(&["x"]));
    }

    #[test]
    fn ignored_files_do_not_count() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".gitignore"), "made/\n").unwrap();
        fs::create_dir(folder.path().join("made")).unwrap();
        let digest = || of(folder.path(), &[folder.path().to_path_buf()], &[]).unwrap();
        let before = digest();
        fs::write(folder.path().join("made/x"), "1").unwrap();
        assert_eq!(before, digest());
    }
}
