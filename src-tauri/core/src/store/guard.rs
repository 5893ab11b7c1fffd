//! Says what a file is before anything may change it: first by its plain first bytes, then by a read-only connection
//! (the header is stale while a WAL is left over). Neither step alters the file or its `-wal` by a single byte.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};

use super::connection::{self, APPLICATION_ID, Access};
use super::failure::{file_is_damaged, io, name_file, refused_file, sql};
use crate::error::{Error, Result};

const DOING: &str = "workspace_open";
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const HEADER: usize = 100;

/// The value of `meta.format` in every workspace.
pub(super) const FORMAT: &str = "tongping workspace";

/// First look, without SQLite. Never call it while this process has the file open: closing any descriptor of a
/// file drops the locks SQLite holds on it.
pub(super) fn header(path: &Path, newest: i32) -> Result<()> {
    let meta = std::fs::metadata(path).map_err(|error| unreachable_file(path, error))?;
    if meta.is_dir() {
        return Err(refused_file("workspace_is_folder", path));
    }
    if !meta.is_file() {
        // A pipe would be waited for, a device read without end.
        return Err(refused_file("workspace_foreign", path));
    }
    let mut file = File::open(path).map_err(|error| unreachable_file(path, error))?;
    let mut head = Vec::with_capacity(HEADER);
    file.by_ref().take(HEADER as u64).read_to_end(&mut head).map_err(io(DOING, path))?;
    if head.is_empty() {
        return Err(refused_file("workspace_empty", path));
    }
    let known = head.len().min(MAGIC.len());
    if head[..known] != MAGIC[..known] {
        return Err(refused_file("workspace_foreign", path));
    }
    if head.len() < HEADER {
        return Err(refused_file("workspace_truncated", path));
    }
    if number(&head, 68) != APPLICATION_ID.cast_unsigned() {
        return Err(refused_file("workspace_foreign", path));
    }
    let version = number(&head, 60);
    if version > newest.cast_unsigned() {
        return Err(newer(path, &version.to_string(), newest));
    }
    if !has_wal(path) && meta.len() < whole_length(&head) {
        return Err(refused_file("workspace_truncated", path));
    }
    Ok(())
}

/// Second look, through a read-only connection; answers it and the schema version.
pub(super) fn ask(path: &Path, newest: i32) -> Result<(Connection, i32)> {
    let look = |access| {
        let conn = connection::open(path, access).map_err(|error| unsound(path, error))?;
        connection::configure(&conn, access).map_err(|error| unsound_after(path, error))?;
        let version = name_file(identity(&conn, path, newest), Some(path))?;
        Ok((conn, version))
    };
    let beside = beside(path);
    let answer = match look(Access::Read) {
        // In a folder that cannot be written SQLite misses its index of the WAL; without a WAL none is needed.
        Err(error) if cannot_open(&error) && !has_wal(path) => look(Access::ReadStill),
        answer => answer,
    };
    if answer.is_err() {
        sweep(&beside);
    }
    answer
}

/// The files SQLite puts beside a workspace that are not there yet.
fn beside(path: &Path) -> Vec<PathBuf> {
    let files = ["-wal", "-shm"].map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    });
    files.into_iter().filter(|file| !file.exists()).collect()
}

/// Removes what a look that failed has left: an index, and a WAL without a single byte. Nobody else uses them, for a
/// file that does not open is not in use.
fn sweep(files: &[PathBuf]) {
    let is_ours = |file: &&PathBuf| {
        file.as_os_str().to_string_lossy().ends_with("-shm")
            || std::fs::metadata(file).is_ok_and(|file| file.len() == 0)
    };
    for file in files.iter().filter(is_ours) {
        let _ = std::fs::remove_file(file);
    }
}

fn cannot_open(error: &Error) -> bool {
    let Error::Failed { source, .. } = error else { return false };
    let cause = source.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
    matches!(cause, Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// Checks id, version and `meta` on an open connection; answers the schema version. Asked before any integrity
/// check, because a file cut to nothing passes those as "ok".
pub(super) fn identity(conn: &Connection, path: &Path, newest: i32) -> Result<i32> {
    let ask = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i32>(0)).map_err(|e| unsound(path, e));
    if ask("application_id")? != APPLICATION_ID {
        return Err(refused_file("workspace_foreign", path));
    }
    let version = ask("user_version")?;
    if version > newest {
        return Err(newer(path, &version.to_string(), newest));
    }
    let tables =
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('meta', 'event', 'change', 'event_hash')";
    let found: i64 = conn.query_row(tables, [], |row| row.get(0)).map_err(|e| unsound(path, e))?;
    if version < 1 || found != 4 {
        return Err(refused_file("workspace_damaged", path));
    }
    let format = conn.query_row("SELECT value FROM meta WHERE key = 'format'", [], |row| row.get::<_, String>(0));
    match format {
        Ok(format) if format == FORMAT => Ok(version),
        Ok(_) | Err(rusqlite::Error::QueryReturnedNoRows) => Err(refused_file("workspace_damaged", path)),
        Err(error) => Err(unsound(path, error)),
    }
}

/// A database error met while opening: damage has its own sentence.
pub(super) fn unsound(path: &Path, error: rusqlite::Error) -> Error {
    if file_is_damaged(&error) { refused_file("workspace_damaged", path) } else { sql(DOING)(error) }
}

fn unsound_after(path: &Path, error: Error) -> Error {
    match error {
        Error::Failed { source, doing, path: known } => match source.downcast::<rusqlite::Error>() {
            Ok(cause) => unsound(path, *cause),
            Err(source) => Error::Failed { source, doing, path: known },
        },
        other => other,
    }
}

fn newer(path: &Path, found: &str, newest: i32) -> Error {
    let path = path.display().to_string();
    Error::refused_with("workspace_newer", [("path", path), ("found", found.to_owned()), ("known", newest.to_string())])
}

fn unreachable_file(path: &Path, error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => refused_file("workspace_missing", path),
        ErrorKind::PermissionDenied => refused_file("workspace_unreadable", path),
        _ => io(DOING, path)(error),
    }
}

fn number(head: &[u8], at: usize) -> u32 {
    head[at..at + 4].iter().fold(0, |value, byte| value << 8 | u32::from(*byte))
}

/// The length the header promises; 0 if it makes no valid promise.
fn whole_length(head: &[u8]) -> u64 {
    let page = match u64::from(head[16]) << 8 | u64::from(head[17]) {
        1 => 65_536,
        size => size,
    };
    let promise_is_valid = number(head, 24) == number(head, 92);
    if promise_is_valid { page * u64::from(number(head, 28)) } else { 0 }
}

/// Which file stands under a name: device and number. None where the system does not tell; there an open file can be
/// neither moved nor removed. It opens nothing, so SQLite's locks stay.
#[cfg(unix)]
pub(super) fn which(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
pub(super) fn which(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Fails if the file that was opened no longer stands under its name: what is written into it then would be acknowledged
/// and never found again.
pub(super) fn still_there(path: &Path, opened: Option<(u64, u64)>) -> Result<()> {
    if opened.is_none() || which(path) == opened {
        return Ok(());
    }
    Err(io("workspace_save", path)(ErrorKind::NotFound.into()))
}

/// The `-wal` beside a database file.
pub(super) fn wal_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

fn has_wal(path: &Path) -> bool {
    std::fs::metadata(wal_of(path)).is_ok_and(|meta| meta.len() > 0)
}

/// The path as the store uses it: absolute and without symbolic links, so that a file has one lock whatever it is
/// called by.
pub(super) fn absolute(path: &Path) -> Result<PathBuf> {
    let (Some(name), folder) = (path.file_name(), path.parent()) else {
        return Err(refused_file("workspace_is_folder", path));
    };
    let folder = match folder {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = std::fs::canonicalize(folder).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => refused_file("folder_missing", folder),
        _ => io(DOING, folder)(error),
    })?;
    let path = folder.join(name);
    Ok(std::fs::canonicalize(&path).unwrap_or(path))
}

/// Refuses a live workspace on a network file system: a WAL on a share corrupts.
pub(super) fn place(path: &Path) -> Result<()> {
    let text = path.to_string_lossy();
    let unc = text.starts_with(r"\\?\UNC\") || (text.starts_with(r"\\") && !text.starts_with(r"\\?\"));
    let kind = if unc { Some("UNC".to_owned()) } else { file_system(path).filter(|kind| is_network(kind)) };
    match kind {
        None => Ok(()),
        Some(kind) => Err(Error::refused_with("workspace_on_network", [("path", text.into_owned()), ("kind", kind)])),
    }
}

/// The kind of file system a path lies on, where the system tells (Linux).
fn file_system(path: &Path) -> Option<String> {
    mount_of(&std::fs::read_to_string("/proc/self/mounts").ok()?, path)
}

fn mount_of(table: &str, path: &Path) -> Option<String> {
    let mut best: Option<(usize, &str)> = None;
    for line in table.lines() {
        let mut fields = line.split(' ').skip(1);
        let (Some(point), Some(kind)) = (fields.next(), fields.next()) else { continue };
        // The table writes blanks in octal.
        let point = PathBuf::from(point.replace("\\040", " "));
        let depth = point.components().count();
        // A later line covers an earlier one at the same place.
        if path.starts_with(&point) && best.is_none_or(|(deepest, _)| depth >= deepest) {
            best = Some((depth, kind));
        }
    }
    best.map(|(_, kind)| kind.to_owned())
}

fn is_network(kind: &str) -> bool {
    let kinds = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "davfs", "fuse.sshfs", "fuse.davfs2"];
    kinds.contains(&kind) || kind == "fuse.gvfsd-fuse" || kind == "fuse.rclone"
}

/// The synchronising program whose folder a path seems to lie in: the window warns, because such programs copy a
/// file while it is being written.
pub fn sync_folder(path: &Path) -> Option<&'static str> {
    const KNOWN: &[(&str, &str)] = &[
        ("onedrive", "OneDrive"),
        ("dropbox", "Dropbox"),
        ("nutstore", "坚果云"),
        ("坚果云", "坚果云"),
        ("baidusync", "百度网盘"),
        ("百度网盘", "百度网盘"),
        ("wpsdrive", "WPS云盘"),
        ("wps云盘", "WPS云盘"),
        ("kdocs", "WPS云盘"),
        ("icloud", "iCloud"),
        ("google drive", "Google Drive"),
        ("nextcloud", "Nextcloud"),
        ("syncthing", "Syncthing"),
    ];
    let folders: Vec<String> =
        path.parent()?.components().map(|part| part.as_os_str().to_string_lossy().to_lowercase()).collect();
    let lies_in = |mark: &str| folders.iter().any(|folder| folder.starts_with(mark));
    KNOWN.iter().find(|(mark, _)| lies_in(mark)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_mount_decides_and_shares_are_network() {
        let table = "/dev/sda1 / ext4 rw 0 0\n//server/share /mnt/my\\040share cifs rw 0 0\n\
                     /dev/sdb1 /mnt/my\\040share/usb exfat rw 0 0\n";
        let kind = |path: &str| mount_of(table, Path::new(path)).unwrap();
        assert_eq!(kind("/home/a.tongping"), "ext4");
        assert_eq!(kind("/mnt/my share/a.tongping"), "cifs");
        assert_eq!(kind("/mnt/my share/usb/a.tongping"), "exfat");
        assert!(is_network("cifs") && is_network("nfs4") && !is_network("ext4") && !is_network("exfat"));
        assert!(place(Path::new(r"\\server\share\a.tongping")).is_err());
    }
}
