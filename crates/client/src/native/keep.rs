//! One private file per value, under the profile's directory.
//!
//! The directory is created for its owner alone (0700) and every file with mode 0600. A write goes to a temporary file
//! of its own, is synced, takes the final name, and the folder is synced: a crash, a full disk or another command that
//! writes at the same moment leave the old value or a new one, whole. What a crash left beside them is removed later.

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
        let keep = Self { root: root.to_owned() };
        keep.remove_left_over();
        Ok(keep)
    }

    /// Removes what writes that died left behind. Young files may belong to another command that is running.
    fn remove_left_over(&self) {
        let mut pending = vec![self.root.clone()];
        while let Some(directory) = pending.pop() {
            let Ok(entries) = fs::read_dir(&directory) else { continue };
            for entry in entries.flatten() {
                let Ok(metadata) = entry.metadata() else { continue };
                if metadata.is_dir() {
                    pending.push(entry.path());
                } else if is_temporary(&entry.file_name().to_string_lossy()) && is_old(&metadata) {
                    drop(fs::remove_file(entry.path()));
                }
            }
        }
    }

    fn path(&self, key: &str) -> Result<PathBuf, KeepError> {
        let parts_are_plain = key.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && !is_temporary(part)
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
        let path = self.path(key)?;
        let removed = fs::remove_file(&path).and_then(|()| sync_folder_of(&path));
        match removed {
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
                } else if name.starts_with(prefix) && !is_temporary(&name) {
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

/// Ends the name of a file that is being written.
const TEMPORARY: &str = ".writing";

/// After this, whoever was writing has died.
const LEFT_OVER_S: u64 = 3600;

fn is_temporary(name: &str) -> bool {
    name.ends_with(TEMPORARY)
}

fn is_old(metadata: &fs::Metadata) -> bool {
    let age = metadata.modified().ok().and_then(|modified| modified.elapsed().ok());
    age.is_some_and(|age| age.as_secs() > LEFT_OVER_S)
}

fn write_private(path: &Path, value: &[u8]) -> std::io::Result<()> {
    let created = match path.parent() {
        Some(parent) if !parent.exists() => {
            create_private_dir(parent)?;
            true
        }
        _ => false,
    };
    let (temporary, mut file) = create_beside(path)?;
    let written = file
        .write_all(value)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, path))
        .and_then(|()| sync_folder_of(path));
    if written.is_err() {
        // Nothing is left of it: on a full disk, even its place counts.
        drop(fs::remove_file(&temporary));
    }
    if let (true, Some(parent)) = (created, path.parent()) {
        sync_folder_of(parent)?;
    }
    written
}

/// A new private file beside `path`, which nobody else writes.
fn create_beside(path: &Path) -> std::io::Result<(PathBuf, fs::File)> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    loop {
        let mut tag = [0; 8];
        getrandom::fill(&mut tag).map_err(|error| std::io::Error::other(error.to_string()))?;
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(format!(".{:016x}{TEMPORARY}", u64::from_be_bytes(tag)));
        let temporary = PathBuf::from(temporary);
        match options.open(&temporary) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            opened => return Ok((temporary, opened?)),
        }
    }
}

/// A rename or a removal survives a power cut once its folder is synced.
pub(super) fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    if let Some(parent) = path.parent() {
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        return fs::File::open(parent)?.sync_all();
    }
    let _ = path;
    Ok(())
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

    /// Somebody reads while others write: what is read was written whole, by one of them.
    #[test]
    fn a_reader_never_sees_half_a_value() {
        let directory = tempfile::tempdir().unwrap();
        let keep = FileKeep::open(directory.path()).unwrap();
        let value = |writer: u8| vec![writer; 64 * 1024];
        ready(keep.save("heads/a", value(0))).unwrap();
        std::thread::scope(|scope| {
            for writer in 1..4 {
                let keep = keep.clone();
                scope.spawn(move || {
                    for _ in 0..20 {
                        keep.write("heads/a", &value(writer)).unwrap();
                    }
                });
            }
            for _ in 0..200 {
                let read = keep.read("heads/a").unwrap().unwrap();
                assert_eq!(read, value(read[0]));
            }
        });
        assert_eq!(keep.names("").unwrap(), ["heads/a"]);
        let files = fs::read_dir(directory.path().join("heads")).unwrap().count();
        assert_eq!(files, 1, "nothing is left beside it");
    }

    /// What a write that died left is not a value, hinders nobody, and goes away once it is old.
    #[test]
    fn what_a_crash_left_is_not_read() {
        let directory = tempfile::tempdir().unwrap();
        let keep = FileKeep::open(directory.path()).unwrap();
        ready(keep.save("pin", vec![1])).unwrap();
        let left = directory.path().join("pin.0123456789abcdef.writing");
        fs::write(&left, b"half").unwrap();
        assert_eq!(keep.names("").unwrap(), ["pin"]);
        assert!(ready(keep.load("pin.0123456789abcdef.writing")).is_err());
        ready(keep.save("pin", vec![2])).unwrap();
        assert_eq!(ready(FileKeep::open(directory.path()).unwrap().load("pin")).unwrap(), Some(vec![2]));
        assert!(left.exists(), "it may be somebody else's who is writing now");
        let hours_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1);
        fs::File::options().write(true).open(&left).unwrap().set_modified(hours_ago).unwrap();
        FileKeep::open(directory.path()).unwrap();
        assert!(!left.exists());
    }

    /// A write whose last step fails leaves nothing beside the values that stand.
    #[test]
    fn a_failed_write_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        write_private(&directory.path().join("pin"), b"before").unwrap();
        let taken = directory.path().join("taken");
        fs::create_dir_all(taken.join("inside")).unwrap();
        assert!(write_private(&taken, b"a folder of that name is not replaced").is_err());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
    }

    /// A real full disk: a small tmpfs, where the machine lets us mount one.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_keeps_the_value_from_before() {
        struct Mount(PathBuf);
        impl Drop for Mount {
            fn drop(&mut self) {
                drop(std::process::Command::new("umount").arg("-l").arg(&self.0).status());
            }
        }
        let directory = tempfile::tempdir().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
            .arg(directory.path())
            .stderr(std::process::Stdio::null())
            .status();
        if !mounted.is_ok_and(|status| status.success()) {
            eprintln!("may not mount a tmpfs here");
            return;
        }
        let mount = Mount(directory.path().to_owned());
        let keep = FileKeep::open(directory.path()).unwrap();
        ready(keep.save("heads/a", vec![1; 100_000])).unwrap();
        for _ in 0..3 {
            let refused = ready(keep.save("heads/a", vec![2; 200_000])).unwrap_err();
            assert!(matches!(refused, KeepError::Storage { operation: "save", .. }), "{refused}");
            assert_eq!(ready(keep.load("heads/a")).unwrap(), Some(vec![1; 100_000]));
        }
        ready(keep.save("heads/a", vec![3; 100_000])).unwrap();
        assert_eq!(ready(keep.list("")).unwrap(), ["heads/a"]);
        drop(mount);
    }
}
