//! Turns what SQLite and the file system report into the five kinds of error. A full or pulled disk is `Failed`,
//! a broken rule of the schema is `Bug`; nothing is ever read as "absent".

use std::io;
use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::{Error, Result};

/// A refusal that only needs to name the file.
pub(super) fn refused_file(code: &'static str, path: &Path) -> Error {
    Error::refused_with(code, [("path", path.display().to_string())])
}

/// An I/O error that names its file and what was being done to it.
pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::failed(doing, path, source)
}

/// A fault of ours, described in words.
pub(super) fn bug(doing: &'static str, what: impl Into<String>) -> Error {
    Error::bug(doing, what.into())
}

/// Maps a database error; `doing` is the stable name of the activity.
pub(super) fn sql(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> Error {
    move |source| {
        if world_failed(&source) {
            Error::Failed { doing, path: None, source: Box::new(source) }
        } else {
            Error::Bug { doing, source: Box::new(source) }
        }
    }
}

impl From<rusqlite::Error> for Error {
    /// For statements inside `Store::read` and `Store::write`, which add the file's path on the way out.
    fn from(source: rusqlite::Error) -> Self {
        sql("workspace_use")(source)
    }
}

/// Adds the workspace's path to a failure that does not know it yet.
pub(super) fn name_file<T>(result: Result<T>, file: Option<&Path>) -> Result<T> {
    result.map_err(|error| match error {
        Error::Failed { doing, path: None, source } => {
            Error::Failed { doing, path: file.map(Path::to_path_buf), source }
        }
        other => other,
    })
}

/// Whether the file is no sound database any more, as opposed to out of reach.
pub(super) fn file_is_damaged(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// What the disk did, in the system's own terms; none if the engine tells nothing of the sort.
pub(crate) fn disk_trouble(source: &(dyn std::error::Error + 'static)) -> Option<io::ErrorKind> {
    match source.downcast_ref::<rusqlite::Error>()?.sqlite_error_code()? {
        ErrorCode::DiskFull => Some(io::ErrorKind::StorageFull),
        ErrorCode::ReadOnly => Some(io::ErrorKind::ReadOnlyFilesystem),
        ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Some(io::ErrorKind::PermissionDenied),
        ErrorCode::SystemIoFailure => Some(io::ErrorKind::Other),
        _ => None,
    }
}

/// Whether a rule of the schema (reference, uniqueness, check, trigger) said no.
pub(super) fn rule_said_no(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

fn world_failed(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::PermissionDenied
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::OutOfMemory
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::DiskFull
                | ErrorCode::CannotOpen
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::NoLargeFileSupport
                | ErrorCode::NotADatabase
        )
    )
}
