//! One workspace, one writing program. The operating system's lock on `<name>.lock` decides, never the existence of
//! that file: what a killed program left behind does not block. The text inside tells a second instance who is first.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::failure::{io, refused_file};
use crate::error::{Error, Result};

const DOING: &str = "workspace_lock";

/// A peek of another instance also takes the lock for a moment, so one refusal is not yet an answer.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(25);

/// Held as long as the workspace is open.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

/// The lock file's path: `a.tongping` is locked by `a.tongping.lock`.
pub(super) fn path_of(workspace: &Path) -> PathBuf {
    let mut name = workspace.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// Refuses if somebody holds the workspace; touches neither the workspace nor, if there is none, the lock file.
pub(super) fn peek(workspace: &Path) -> Result<()> {
    let path = path_of(workspace);
    match OpenOptions::new().read(true).write(true).open(&path) {
        Ok(file) => claim(&file, workspace, &path),
        // Nothing there, or not ours to write: then nobody can be told to hold it either.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied) => Ok(()),
        Err(error) if error.kind() == ErrorKind::ReadOnlyFilesystem => Ok(()),
        Err(error) => Err(io(DOING, &path)(error)),
    }
}

/// Takes the lock and writes who holds it; `since` is the caller's clock.
pub(super) fn acquire(workspace: &Path, since: &str) -> Result<Lock> {
    let path = path_of(workspace);
    for _ in 0..TRIES {
        let file = create(&path, workspace)?;
        claim(&file, workspace, &path)?;
        if still_at(&file, &path)? {
            let mut lock = Lock { file, path };
            lock.sign(since).map_err(io(DOING, &lock.path))?;
            return Ok(lock);
        }
    }
    Err(held_by(workspace, &path))
}

fn create(path: &Path, workspace: &Path) -> Result<File> {
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    opened.map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            refused_file("workspace_folder_read_only", workspace)
        }
        _ => io(DOING, path)(error),
    })
}

fn claim(file: &File, workspace: &Path, path: &Path) -> Result<()> {
    for attempt in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if attempt + 1 < TRIES => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(io(DOING, path)(error)),
        }
    }
    Err(held_by(workspace, path))
}

fn held_by(workspace: &Path, lock: &Path) -> Error {
    let mut text = String::new();
    // On Windows the lock also keeps readers out; the refusal then goes without a name.
    let read = File::open(lock).and_then(|file| file.take(4096).read_to_string(&mut text));
    let mut lines = if read.is_ok() { text.lines() } else { "".lines() };
    let mut next = || lines.next().unwrap_or("?").to_owned();
    let (pid, host, since) = (next(), next(), next());
    // To the minute: seconds and the offset help nobody to find the other window.
    let since = since.get(..16).unwrap_or(&since).replace('T', " ");
    let path = workspace.display().to_string();
    Error::refused_with("workspace_locked", [("path", path), ("pid", pid), ("host", host), ("since", since)])
}

impl Lock {
    fn sign(&mut self, since: &str) -> std::io::Result<()> {
        self.file.set_len(0)?;
        let text = [&std::process::id().to_string(), "\n", &host(), "\n", since, "\n"].concat();
        self.file.write_all(text.as_bytes())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where a removed name cannot be told from the locked file, the file stays, empty.
        if cfg!(unix) {
            let _ = std::fs::remove_file(&self.path);
        } else {
            let _ = self.file.set_len(0);
        }
    }
}

/// Whether the name still leads to the file that was locked: the holder before us removes it when leaving.
#[cfg(unix)]
fn still_at(file: &File, path: &Path) -> Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let ours = file.metadata().map_err(io(DOING, path))?;
    Ok(std::fs::metadata(path).is_ok_and(|there| (there.dev(), there.ino()) == (ours.dev(), ours.ino())))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)]
fn still_at(_: &File, _: &Path) -> Result<bool> {
    Ok(true)
}

/// The machine's name as people know it, or empty.
fn host() -> String {
    let from_file =
        || std::fs::read_to_string("/proc/sys/kernel/hostname").or_else(|_| std::fs::read_to_string("/etc/hostname"));
    let name = std::env::var("COMPUTERNAME").or_else(|_| from_file()).unwrap_or_default();
    name.trim().chars().filter(|c| !c.is_control()).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_told_who_is_first() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("a.tongping");
        let first = acquire(&workspace, "2025-03-01T09:00:00+08:00").unwrap();
        for refusal in [acquire(&workspace, "later").unwrap_err(), peek(&workspace).unwrap_err()] {
            let Error::Refused { code, params } = refusal else { panic!("{refusal:?}") };
            assert_eq!(code, "workspace_locked");
            assert!(params.contains(&("pid", std::process::id().to_string())));
            assert!(params.contains(&("since", "2025-03-01 09:00".into())));
        }
        drop(first);
        peek(&workspace).unwrap();
        acquire(&workspace, "later").unwrap();
        assert!(cfg!(not(unix)) || !path_of(&workspace).exists());
    }

    #[test]
    fn a_file_left_behind_does_not_block() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("a.tongping");
        std::fs::write(path_of(&workspace), "1\nold\n2020\n").unwrap();
        peek(&workspace).unwrap();
        acquire(&workspace, "now").unwrap();
    }
}
