//! One private file per value, under the profile's directory.
//!
//! The directory is created for its owner alone (0700) and every file with mode 0600. A write goes to a
//! temporary file, is synced, then takes the final name, so that a crash leaves the old value or the new one.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::host::LocalFuture;
use crate::keep::{Keep, KeepError};

/// Values as files in one directory.
#[derive(Debug, Clone)]
pub struct FileKeep {
    root: PathBuf,
}

impl FileKeep {
    /// A keep in `root`, created when absent.
    ///
    /// # Errors
    /// When the directory cannot be created.
    pub fn open(root: &Path) -> Result<Self, KeepError> {
        create_private_dir(root).map_err(|error| storage("save", &root.display().to_string(), &error))?;
        Ok(Self { root: root.to_owned() })
    }

    fn path(&self, key: &str) -> Result<PathBuf, KeepError> {
        let parts_are_plain = key.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.'))
        });
        if !parts_are_plain {
            let reason = "not a plain name".to_owned();
            return Err(KeepError::Storage { operation: "load", key: key.to_owned(), reason });
        }
        Ok(self.root.join(key))
    }

    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, KeepError> {
        match fs::read(self.path(key)?) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(storage("load", key, &error)),
        }
    }

    fn write(&self, key: &str, value: &[u8]) -> Result<(), KeepError> {
        let path = self.path(key)?;
        write_private(&path, value).map_err(|error| storage("save", key, &error))
    }

    fn delete(&self, key: &str) -> Result<(), KeepError> {
        match fs::remove_file(self.path(key)?) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(storage("remove", key, &error)),
            _ => Ok(()),
        }
    }

    fn names(&self, prefix: &str) -> Result<Vec<String>, KeepError> {
        let mut names = Vec::new();
        let mut pending = vec![(self.root.clone(), String::new())];
        while let Some((directory, above)) = pending.pop() {
            let entries = match fs::read_dir(&directory) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(storage("list", prefix, &error)),
            };
            for entry in entries {
                let entry = entry.map_err(|error| storage("list", prefix, &error))?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                let name = format!("{above}{name}");
                if entry.path().is_dir() {
                    let below = format!("{name}/");
                    if below.starts_with(prefix) || prefix.starts_with(&below) {
                        pending.push((entry.path(), below));
                    }
                } else if name.starts_with(prefix) && !name.ends_with(TEMPORARY) {
                    names.push(name);
                }
            }
        }
        names.sort();
        Ok(names)
    }
}

impl Keep for FileKeep {
    fn load<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<Vec<u8>>, KeepError>> {
        Box::pin(async move { self.read(key) })
    }

    fn save<'a>(&'a self, key: &'a str, value: Vec<u8>) -> LocalFuture<'a, Result<(), KeepError>> {
        Box::pin(async move { self.write(key, &value) })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), KeepError>> {
        Box::pin(async move { self.delete(key) })
    }

    fn list<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, KeepError>> {
        Box::pin(async move { self.names(prefix) })
    }

    fn load_secret<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<Vec<u8>>, KeepError>> {
        self.load(key)
    }

    fn save_secret<'a>(&'a self, key: &'a str, value: Vec<u8>) -> LocalFuture<'a, Result<(), KeepError>> {
        Box::pin(async move {
            let value = zeroize::Zeroizing::new(value);
            self.write(key, &value)
        })
    }
}

const TEMPORARY: &str = ".writing";

fn write_private(path: &Path, value: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        create_private_dir(parent)?;
    }
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(TEMPORARY);
    let temporary = PathBuf::from(temporary);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(value)?;
    file.sync_all()?;
    fs::rename(&temporary, path)
}

fn create_private_dir(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn storage(operation: &'static str, key: &str, error: &std::io::Error) -> KeepError {
    KeepError::Storage { operation, key: key.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready<T>(mut future: LocalFuture<'_, T>) -> T {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => value,
            std::task::Poll::Pending => panic!("a file keep never waits"),
        }
    }

    #[test]
    fn values_survive_and_are_private() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("profile");
        let keep = FileKeep::open(&root).unwrap();
        ready(keep.save("heads/org", vec![1])).unwrap();
        ready(keep.save_secret("device", vec![2])).unwrap();
        ready(keep.save("heads/ws/a", vec![3])).unwrap();
        let again = FileKeep::open(&root).unwrap();
        assert_eq!(ready(again.load("heads/org")).unwrap(), Some(vec![1]));
        assert_eq!(ready(again.load_secret("device")).unwrap(), Some(vec![2]));
        assert_eq!(ready(again.list("heads/")).unwrap(), ["heads/org", "heads/ws/a"]);
        assert_eq!(ready(again.list("heads/w")).unwrap(), ["heads/ws/a"]);
        ready(again.remove("heads/org")).unwrap();
        ready(again.remove("heads/org")).unwrap();
        assert_eq!(ready(keep.load("heads/org")).unwrap(), None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(root.join("device")).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn names_cannot_leave_the_directory() {
        let directory = tempfile::tempdir().unwrap();
        let keep = FileKeep::open(directory.path()).unwrap();
        for name in ["../x", "/etc/passwd", "a//b", ".hidden", "a/../b", "", "Upper"] {
            assert!(ready(keep.load(name)).is_err(), "{name}");
        }
    }
}
