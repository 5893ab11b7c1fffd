//! The container of packages and returns (format 1): a restricted ZIP with a signed manifest, plain or inside an age file.
//! Written in one pass; read in one order: unlock, look at the ZIP, check the signature, check every entry, and only then
//! hand the body out. What the body means is not known here.

pub mod manifest;

pub use manifest::{Bureau, EntryLine, Kind, Manifest, Program, ReportLine, Signer};

use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::work::Work;
use age::x25519::{Identity, Recipient};
use ed25519_dalek::SigningKey;
use std::io::{Read, Write};
use std::path::Path;

/// Work factor of a code: scrypt with N = 2^18, about a second for each guess.
pub const CODE_HARDNESS: u8 = 18;

/// A file that goes into a container, read when its turn comes.
pub struct Part<'a> {
    /// SHA-256 of its bytes, lower-case hex; it names the entry.
    pub sha256: String,
    /// Ending without dot, lower-case ASCII letters and digits; empty = none.
    pub ending: String,
    /// Its size in bytes.
    pub size: u64,
    /// Opens it.
    pub open: Box<dyn FnOnce() -> Result<Box<dyn Read + 'a>> + 'a>,
}

/// How a container is closed for others.
pub enum Shut<'a> {
    /// Not encrypted.
    Plain,
    /// With a code; the work factor is log2 of scrypt's N.
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

/// Why a container is not accepted; the problem says it in words.
#[derive(Debug)]
pub enum Fault {
    /// Unreadable, over a limit, a hash or a size is wrong (state table row 1).
    Broken(Problem),
    /// It asks for a newer program (row 2).
    TooNew(Problem),
    /// A signature is wrong (row 3).
    Forged(Problem),
    /// It is encrypted with a code, and none was given.
    CodeNeeded,
    /// The code is another one.
    CodeWrong,
    /// It is encrypted for another key.
    OtherKey,
    /// The disk failed.
    Failed(Error),
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
}

/// Writes a container into `out` in one pass; `work` counts bytes of the files.
pub fn write(_out: &mut dyn Write, _draft: Draft<'_>, _work: &Work) -> Result<Written> {
    Err(Error::refused("container_not_built"))
}

/// The bytes of the inner ZIP of a file that was read whole; encrypted ones are opened with `key`. At most `most` bytes.
pub fn unlock(_bytes: &[u8], _key: Key<'_>, _most: usize) -> std::result::Result<Vec<u8>, Fault> {
    Err(Fault::CodeNeeded)
}

/// Reads the bytes of an inner ZIP: everything is checked before anything is handed out.
pub fn read(_inner: &[u8], _wanted: Kind) -> std::result::Result<Container, Fault> {
    Err(Fault::CodeNeeded)
}

/// Reads a container from a file, streamed: everything is checked before anything is handed out.
pub fn open(_path: &Path, _wanted: Kind, _key: Key<'_>) -> std::result::Result<Container, Fault> {
    Err(Fault::CodeNeeded)
}

impl Container {
    /// Reads a file of the container by its SHA-256.
    pub fn file(&mut self, sha256: &str) -> Result<Box<dyn Read + '_>> {
        Err(Error::missing("file", sha256))
    }

    /// Whether the MAC of a return was made with that invitation secret.
    pub fn is_invited(&self, _secret: &[u8; 32]) -> bool {
        false
    }
}
