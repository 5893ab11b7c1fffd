//! Makes a new workspace file: under another name first, whole and on disk, then renamed. A program killed on the way
//! leaves a temporary file at most, never a half workspace at the final name.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::connection::{self, Access};
use super::failure::{io, refused_file, sql};
use super::guard::wal_of;
use super::migrations::Schema;
use super::{Stamp, migrate};
use crate::error::{Error, Result};

const DOING: &str = "workspace_create";

/// Builds the file and puts it at `path`, which must not exist.
pub(super) fn at(path: &Path, schema: &Schema, stamp: &Stamp) -> Result<()> {
    let half_made = HalfMade::beside(path, path.file_name().unwrap_or_default(), DOING)?;
    let mut conn = connection::open(half_made.path(), Access::Write).map_err(sql(DOING))?;
    connection::configure(&conn, Access::Write)?;
    migrate::build(&mut conn, schema, stamp)?;
    migrate::checkpoint(&conn)?;
    conn.close().map_err(|(_, error)| sql(DOING)(error))?;
    half_made.finish(path, false)
}

/// A file being made beside its final place; removed, with what SQLite puts beside it, unless finished.
pub(super) struct HalfMade {
    doing: &'static str,
    temp: TempPath,
    _beside: Beside,
}

impl HalfMade {
    /// An empty file in the folder of `path`, so that the rename stays on one file system. It is named after the
    /// workspace it belongs to, whose lock the caller holds.
    pub(super) fn beside(path: &Path, workspace: &OsStr, doing: &'static str) -> Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let made = tempfile::Builder::new().prefix(&prefix_of(workspace)).suffix(SUFFIX).tempfile_in(folder);
        // The open descriptor goes at once: closing it later would drop the locks of SQLite on the same file.
        let temp = made.map_err(|error| folder_fault(doing, folder, error))?.into_temp_path();
        let beside = Beside(temp.to_path_buf());
        Ok(Self { doing, temp, _beside: beside })
    }

    /// Where the file is being made.
    pub(super) fn path(&self) -> &Path {
        &self.temp
    }

    /// Forces the file to disk, renames it to `path`, and forces the folder; no connection may have it open.
    pub(super) fn finish(self, path: &Path, may_replace: bool) -> Result<()> {
        let Self { doing, temp, _beside } = self;
        File::options().write(true).open(&temp).and_then(|file| file.sync_all()).map_err(io(doing, &temp))?;
        if wal_of(&temp).exists() {
            return Err(io(doing, &temp)(std::io::Error::other("its write-ahead log is still there")));
        }
        if !may_replace && path.symlink_metadata().is_ok() {
            return Err(refused_file("workspace_exists", path));
        }
        temp.persist(path).map_err(|error| io(doing, path)(error.error))?;
        sync_folder_of(path).map_err(io(doing, path))
    }
}

const SUFFIX: &str = ".tmp";

fn prefix_of(workspace: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(workspace);
    prefix.push(".");
    prefix
}

/// Removes what a killed program left half-made for this workspace in a folder. Only for the holder of its lock:
/// nobody else is making such a file then. What cannot be removed does no harm.
pub(super) fn sweep(folder: &Path, workspace: &OsStr) {
    let prefix = prefix_of(workspace);
    let (Some(prefix), Ok(entries)) = (prefix.to_str(), std::fs::read_dir(folder)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(prefix)).unwrap_or_default();
        let (random, end) = rest.split_at_checked(6).unwrap_or_default();
        let ours = random.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if ours && matches!(end, ".tmp" | ".tmp-wal" | ".tmp-shm" | ".tmp-journal") {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn folder_fault(doing: &'static str, folder: &Path, error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            refused_file("workspace_folder_read_only", folder)
        }
        _ => io(doing, folder)(error),
    }
}

/// What SQLite may leave beside a file it was stopped on.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        for suffix in ["-wal", "-shm", "-journal"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(suffix);
            let _ = std::fs::remove_file(PathBuf::from(name));
        }
    }
}

/// A rename is only safe from a power cut once its folder is on disk; Windows has no such call.
fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}
