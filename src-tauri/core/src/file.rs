//! Files written whole or not at all: a temporary file beside the target, synced, then renamed over it.

use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes `bytes` to `path`. The file at that name is the old one or the complete new one, never half of either.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    write_whole_with(path, |file| file.write_all(bytes).map_err(|source| Error::failed("file_write", path, source)))
}

/// The same for what only its owner may read.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let fill = |file: &mut dyn Write| file.write_all(bytes).map_err(|source| Error::failed("file_write", path, source));
    Staged::private(path, fill)?.keep()
}

/// The same for what does not stand in memory: `fill` writes it, and if it fails nothing was written.
pub fn write_whole_with(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    Staged::new(path, fill)?.keep()
}

/// Writes several files. Each lies complete beside its target before the first gets its name, so a full or protected
/// folder leaves everything as it was.
pub fn write_all_whole(files: &[(PathBuf, Vec<u8>)]) -> Result<()> {
    let mut staged = Vec::new();
    for (path, bytes) in files {
        let failed = |source| Error::failed("file_write", path, source);
        staged.push(Staged::new(path, |file| file.write_all(bytes).map_err(failed))?);
    }
    staged.into_iter().try_for_each(Staged::keep)
}

/// A file written whole beside its target, not yet under its name; dropped, it is gone.
pub(crate) struct Staged {
    path: PathBuf,
    folder: PathBuf,
    temporary: tempfile::NamedTempFile,
}

impl Staged {
    /// Writes it: `fill` gives the bytes, and when this returns they are on the disk.
    pub(crate) fn new(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<Self> {
        let staged = Self::private(path, fill)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // A temporary file is private; a document is as readable as any other file of its folder.
            let failed = |source: std::io::Error| Error::failed("file_write", path, source);
            let readable = std::fs::Permissions::from_mode(0o644);
            staged.temporary.as_file().set_permissions(readable).map_err(failed)?;
        }
        Ok(staged)
    }

    /// The same for what only its owner may read.
    fn private(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<Self> {
        let failed = |source: std::io::Error| Error::failed("file_write", path, source);
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        match std::fs::metadata(path) {
            Ok(there) if !there.is_file() => return Err(failed(not_a_file(&there))),
            Ok(_) if is_of_a_workspace(path) => {
                return Err(Error::refused_with("file_of_workspace", [("path", path.display().to_string())]));
            }
            _ => {}
        }
        let mut temporary = tempfile::Builder::new().prefix(".tongping-").tempfile_in(folder).map_err(failed)?;
        fill(&mut temporary)?;
        temporary.as_file().sync_all().map_err(failed)?;
        Ok(Self { path: path.to_path_buf(), folder: folder.to_path_buf(), temporary })
    }

    /// Where it lies until it gets its name.
    pub(crate) fn lies_at(&self) -> &Path {
        self.temporary.path()
    }

    /// The folder it lies in.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads it back from the disk; fails if its SHA-256 is another one.
    pub(crate) fn compare(&self, sha256: &[u8]) -> Result<()> {
        let failed = |source: std::io::Error| Error::failed("file_read", &self.path, source);
        let mut file = self.temporary.reopen().map_err(failed)?;
        let (mut hash, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
        loop {
            match std::io::Read::read(&mut file, &mut piece).map_err(failed)? {
                0 => break,
                read => hash.update(&piece[..read]),
            }
        }
        let is_same = hash.finalize().as_slice() == sha256;
        let other = || Error::failed("file_compare", &self.path, "the file is not what was written");
        if is_same { Ok(()) } else { Err(other()) }
    }

    /// Gives it its name.
    pub(crate) fn keep(self) -> Result<()> {
        let Self { path, folder, temporary } = self;
        let failed = |source: std::io::Error| Error::failed("file_write", &path, source);
        temporary.persist(&path).map_err(|error| failed(error.error))?;
        sync_folder(&folder).map_err(failed)
    }
}

/// Forces a folder to disk: a rename is only safe from a power cut after that.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// Windows has no such call.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Whether a file is a workspace or lies beside one, by its name: its content is never looked into, see `store::guard`.
/// Whoever chose it for a paper would lose the work of weeks.
fn is_of_a_workspace(path: &Path) -> bool {
    path.file_name().unwrap_or_default().to_string_lossy().to_lowercase().contains(".tongping")
}

/// Why something that is there is no file to read or to replace: a folder, a pipe, a device.
fn not_a_file(there: &std::fs::Metadata) -> std::io::Error {
    use std::io::ErrorKind;
    std::io::Error::from(if there.is_dir() { ErrorKind::IsADirectory } else { ErrorKind::InvalidInput })
}

/// Refuses what is no plain file: opening a pipe would wait for somebody to write into it, and all the work with it.
pub fn refuse_no_file(path: &Path) -> Result<()> {
    let failed = |source: std::io::Error| Error::failed("file_read", path, source);
    let there = std::fs::metadata(path).map_err(failed)?;
    if there.is_file() { Ok(()) } else { Err(failed(not_a_file(&there))) }
}

/// Reads a whole file of at most `most` bytes; a longer one is refused.
pub fn read_whole(path: &Path, most: usize) -> Result<Vec<u8>> {
    let too_large = || Error::refused_with("file_too_large", [("path", path.display().to_string())]);
    read_at_most(path, most)?.ok_or_else(too_large)
}

/// Reads a whole file of at most `most` bytes; none if it is longer.
pub fn read_at_most(path: &Path, most: usize) -> Result<Option<Vec<u8>>> {
    use std::io::Read;
    let failed = |source: std::io::Error| Error::failed("file_read", path, source);
    let there = std::fs::metadata(path).map_err(failed)?;
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    if there.len() > most {
        return Ok(None);
    }
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::with_capacity(usize::try_from(there.len()).unwrap_or_default());
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    Ok((u64::try_from(bytes.len()).unwrap_or(u64::MAX) <= most).then_some(bytes))
}
