//! The files of an import: found in what a person dropped, each read into memory once and never looked at again where it
//! lies, because it may lie on a stick.

use crate::error::{Error, Result};
use crate::file::read_at_most;
use crate::work::Work;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A return is at most this long (bytes).
pub(crate) const MOST_BYTES: usize = 24 * 1024 * 1024;
/// So many files at once.
const MOST_FILES: usize = 500;
/// So many bytes of all files at once.
const MOST_AT_ONCE: usize = 512 * 1024 * 1024;

/// A file that was read, or that could not be.
pub(super) struct Arrived {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// Its name.
    pub(super) name: String,
    /// SHA-256 of its bytes; empty where it was not read.
    pub(super) sha256: String,
    /// Its bytes, or why there are none.
    pub(super) bytes: Result<Vec<u8>>,
}

/// Reads all files of the paths; folders give their returns and workbooks, one level deep. Refused where there are none
/// or too many; cancelled between two files.
pub(super) fn read(paths: &[PathBuf], work: &Work) -> Result<Vec<Arrived>> {
    let mut found = Vec::new();
    for path in paths {
        let there = std::fs::symlink_metadata(path).map_err(|source| Error::failed("file_read", path, source))?;
        if there.is_dir() {
            of_folder(path, &mut found)?;
        } else {
            found.push(path.clone());
        }
        if found.len() > MOST_FILES {
            return Err(Error::refused_with("import_too_many", [("most", MOST_FILES.to_string())]));
        }
    }
    found.dedup();
    if found.is_empty() {
        return Err(Error::refused("import_nothing"));
    }
    let _working = work.begin("import_read", u64::try_from(found.len()).unwrap_or(u64::MAX));
    let mut room = MOST_AT_ONCE;
    let mut files: Vec<Arrived> = Vec::new();
    for path in found {
        let bytes = read_one(&path, room.min(MOST_BYTES));
        let sha256 = bytes.as_ref().map_or_else(|_| String::new(), |bytes| crate::hex(&Sha256::digest(bytes)));
        room -= bytes.as_ref().map_or(0, Vec::len);
        let name = printable(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy());
        files.push(Arrived { path, name, sha256, bytes });
        work.step(1)?;
    }
    Ok(files)
}

/// A name without signs that would break a line or turn the writing, so that none can look like a line of ours.
pub(super) fn printable(name: &str) -> String {
    let strange = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    name.chars().map(|c| if strange(c) { '\u{fffd}' } else { c }).collect()
}

/// The returns and workbooks of a folder, by name.
fn of_folder(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |source| Error::failed("file_read", folder, source);
    let mut own = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_wanted = |ending: &std::ffi::OsStr| {
            ["tpr", "xlsx"].iter().any(|wanted| ending.to_string_lossy().eq_ignore_ascii_case(wanted))
        };
        // `~$` begins what a spreadsheet program leaves beside an open workbook.
        let is_beside = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
        if path.extension().is_some_and(is_wanted) && !is_beside && !path.is_dir() {
            own.push(path);
        }
        if own.len() > MOST_FILES {
            break;
        }
    }
    own.sort();
    found.extend(own);
    Ok(())
}

/// Reads one plain file: a link might lead anywhere, a pipe would wait for ever.
fn read_one(path: &Path, most: usize) -> Result<Vec<u8>> {
    let there = std::fs::symlink_metadata(path).map_err(|source| Error::failed("file_read", path, source))?;
    if !there.is_file() {
        return Err(Error::refused_with("import_not_a_file", [("path", path.display().to_string())]));
    }
    let too_large = || Error::refused_with("file_too_large", [("path", path.display().to_string())]);
    read_at_most(path, most)?.ok_or_else(too_large)
}
