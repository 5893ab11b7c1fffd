//! The container of packages and returns (format 1): a restricted ZIP with a signed manifest, plain or inside an age file.
//! Written in one pass; read in one order: unlock, look at the ZIP, check the signature, check every entry, and only then
//! hand the body out. What the body means is not known here.

mod age_file;
mod digest;
mod fault;
mod inspect;
mod json_rules;
pub mod manifest;
mod signature;
mod verify;
mod write;
mod zip;

pub use age_file::code_digits;
pub use fault::Fault;
pub use inspect::{Inspection, What, inspect};
pub(crate) use json_rules::turns_writing;
pub use manifest::{Bureau, EntryLine, Kind, Manifest, Program, ReportLine, Signer};

use crate::error::{Error, Result};
use crate::work::Work;
use age::x25519::{Identity, Recipient};
use ed25519_dalek::SigningKey;
use fault::Checked;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Work factor of a code: scrypt with N = 2^18, about a second for each guess.
pub const CODE_HARDNESS: u8 = 18;

/// Longest ending of a file, without dot.
pub const MAX_ENDING: usize = 10;

/// Longest file that is opened: the largest ZIP with the encryption around it.
const MAX_FILE: u64 = zip::MAX_TOTAL + (8 << 20);

/// A file that goes into a container, read when its turn comes.
pub struct Part<'a> {
    /// SHA-256 of its bytes, lower-case hex; it names the entry.
    pub sha256: String,
    /// Ending without dot, lower-case ASCII letters and digits; empty = none.
    pub ending: String,
    /// Its size in bytes.
    pub size: u64,
    /// Opens it; a large part is opened twice.
    pub open: Box<dyn Fn() -> Result<Box<dyn Read + 'a>> + 'a>,
}

/// How a container is closed for others.
pub enum Shut<'a> {
    /// Not encrypted.
    Plain,
    /// With a code of twelve digits, however grouped; the work factor is log2 of scrypt's N.
    Code(&'a str, u8),
    /// For the holder of a key.
    Recipient(&'a Recipient),
}

/// Everything that goes into a container. Entries and signer of the manifest are filled in by `write`.
pub struct Draft<'a> {
    /// What it is.
    pub manifest: Manifest,
    /// `body.json`.
    pub body: Vec<u8>,
    /// `summary.txt`.
    pub summary: String,
    /// The files, each content once.
    pub files: Vec<Part<'a>>,
    /// Who signs.
    pub signing: &'a SigningKey,
    /// The invitation secret, for the return's MAC.
    pub secret: Option<&'a [u8; 32]>,
    /// How it is closed.
    pub shut: Shut<'a>,
}

/// A container that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// SHA-256 of the inner ZIP, lower-case hex: its check code is the head of it.
    pub sha256: String,
    /// The manifest as written.
    pub manifest: String,
    /// Bytes of the file, with the encryption around it.
    pub size: u64,
    /// SHA-256 of the file, with the encryption around it, lower-case hex.
    pub file_sha256: String,
}

/// What opens a container.
#[derive(Clone, Copy)]
pub enum Key<'a> {
    /// Nothing: only a plain one opens.
    None,
    /// A code.
    Code(&'a str),
    /// Keys of the bureau, each tried.
    Identities(&'a [Identity]),
}

/// A container whose signature and entries were all checked.
pub struct Container {
    /// The manifest.
    pub manifest: Manifest,
    /// The manifest as stored.
    pub manifest_text: String,
    /// SHA-256 of the inner ZIP, lower-case hex.
    pub sha256: String,
    /// Public key whose signature holds; it is the manifest's signer.
    pub signer: [u8; 32],
    /// `body.json`, checked: UTF-8, depth, no floats, no duplicate keys, NFC, no NUL.
    pub body: Vec<u8>,
    /// `summary.txt`.
    pub summary: String,
    mac: Option<[u8; 32]>,
    entries: Vec<zip::Entry>,
    source: Box<dyn zip::Source>,
}

impl std::fmt::Debug for Container {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Container")
            .field("sha256", &self.sha256)
            .field("manifest", &self.manifest)
            .finish_non_exhaustive()
    }
}

/// Writes a container into `out` in one pass; `work` counts bytes of the files. Refused (`container_part_differs`) when a
/// part is not what it is said to be, invalid when a limit is passed, and whatever `work` answers once it is not wanted
/// any more: whoever calls throws away what was written so far.
pub fn write(out: &mut dyn Write, draft: Draft<'_>, work: &Work) -> Result<Written> {
    write::run(out, draft, work)
}

/// Reads back what was written: the bytes at `path` are compared with the hash made while they were written, without
/// decrypting anything. That the bytes can be read as a container is the writer's promise, for it writes each header in
/// the one way the reader accepts. Refused (`container_not_as_written`) when they differ.
pub fn verify_written(path: &Path, written: &Written) -> Result<()> {
    let failed = |source| Error::failed("file_read", path, source);
    let mut file = File::open(path).map_err(failed)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 256 << 10];
    let mut size: u64 = 0;
    loop {
        let n = file.read(&mut piece).map_err(failed)?;
        if n == 0 {
            break;
        }
        hash.update(&piece[..n]);
        size += n as u64;
    }
    if size == written.size && crate::hex(&hash.finalize()) == written.file_sha256 {
        return Ok(());
    }
    Err(Error::refused_with("container_not_as_written", [("path", path.display().to_string())]))
}

/// The bytes of the inner ZIP of a file that was read whole; encrypted ones are opened with `key`. At most `most` bytes.
pub fn unlock(bytes: &[u8], key: Key<'_>, most: usize) -> std::result::Result<Vec<u8>, Fault> {
    let too_large = || Fault::over("container_file_too_large", "", (most >> 20) as u64);
    if !bytes.starts_with(age_file::INTRO) {
        refuse_strange(bytes)?;
        return if bytes.len() > most { Err(too_large()) } else { Ok(bytes.to_vec()) };
    }
    let mut opened = age_file::open(Cursor::new(bytes), key)?;
    // The last piece first: it proves how long the whole is.
    let length = opened.seek(SeekFrom::End(0)).map_err(Fault::of_reading)?;
    if length > most as u64 {
        return Err(too_large());
    }
    opened.seek(SeekFrom::Start(0)).map_err(Fault::of_reading)?;
    let mut inner = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    opened.read_to_end(&mut inner).map_err(Fault::of_reading)?;
    refuse_strange(&inner)?;
    Ok(inner)
}

/// Reads the bytes of an inner ZIP: everything is checked before anything is handed out.
pub fn read(inner: &[u8], wanted: Kind) -> std::result::Result<Container, Fault> {
    refuse_strange(inner)?;
    verify::run(Box::new(Cursor::new(inner.to_vec())), wanted)
}

/// Reads a container from a file, streamed: everything is checked before anything is handed out. An encrypted one is
/// decrypted again for every look into it; nothing of it is ever written to the disk.
pub fn open(path: &Path, wanted: Kind, key: Key<'_>) -> std::result::Result<Container, Fault> {
    let run = || verify::run(source_of(path, key)?, wanted);
    run().map_err(|fault| fault.at(path))
}

/// The inner ZIP of a file, decrypted on the way if it is encrypted.
fn source_of(path: &Path, key: Key<'_>) -> Checked<Box<dyn zip::Source>> {
    crate::file::refuse_no_file(path).map_err(Fault::Failed)?;
    let mut file = File::open(path).map_err(|source| Fault::Failed(Error::failed("file_read", path, source)))?;
    let length = file.metadata().map_err(Fault::of_reading)?.len();
    if length > MAX_FILE {
        return Err(Fault::over("container_file_too_large", "", MAX_FILE >> 20));
    }
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(age_file::INTRO.len() as u64).read_to_end(&mut head).map_err(Fault::of_reading)?;
    if head.starts_with(age_file::INTRO) {
        let mut opened = age_file::open(file, key)?;
        let mut head = Vec::new();
        Read::by_ref(&mut opened).take(4).read_to_end(&mut head).map_err(Fault::of_reading)?;
        refuse_strange(&head)?;
        return Ok(Box::new(opened));
    }
    refuse_strange(&head)?;
    file.seek(SeekFrom::Start(0)).map_err(Fault::of_reading)?;
    Ok(Box::new(BufReader::with_capacity(64 << 10, file)))
}

/// What does not begin as a ZIP is none of our files at all, or lost its beginning.
fn refuse_strange(bytes: &[u8]) -> Checked<()> {
    if bytes.starts_with(&zip::LOCAL) { Ok(()) } else { Err(Fault::broken("container_foreign")) }
}

impl Container {
    /// Reads a file of the container by its SHA-256. Its bytes were checked already and are checked again at their end:
    /// reading then fails with `InvalidData` if the file on the disk has changed.
    pub fn file(&mut self, sha256: &str) -> Result<Box<dyn Read + '_>> {
        let is_it = |entry: &&zip::Entry| {
            let name = entry.name.strip_prefix("files/").and_then(|name| name.strip_prefix(sha256));
            sha256.len() == 64 && name.is_some_and(|ending| ending.is_empty() || ending.starts_with('.'))
        };
        let entry = self.entries.iter().find(is_it).ok_or_else(|| Error::missing("file", sha256))?;
        let found = self.source.seek(SeekFrom::Start(entry.data_at()));
        found.map_err(|source| Error::Failed { doing: "file_read", path: None, source: source.into() })?;
        Ok(Box::new(verify::Again::new(&mut *self.source, entry, sha256)))
    }

    /// Whether the proof of a return was made with that invitation secret.
    pub fn is_invited(&self, secret: &[u8; 32]) -> bool {
        self.mac.is_some_and(|mac| signature::is_invited(self.manifest_text.as_bytes(), &mac, secret))
    }
}

#[cfg(test)]
mod tests;
