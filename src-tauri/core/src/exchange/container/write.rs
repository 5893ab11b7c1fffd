//! Writes a container in one pass: every header is known before the bytes behind it, so nothing is ever patched and the
//! bytes can go straight into the encryption. Entries are stored, never deflated: reports are PDF and do not shrink, and
//! equal content gives equal inner bytes whatever the compressor of the day makes of it.

use super::digest::FarDigest;
use super::manifest::{EntryLine, Kind, Signer};
use super::zip::{self, Entry};
use super::{Draft, Part, Shut, Written, age_file, json_rules, signature};
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::exchange::keys::key_id;
use crate::work::Work;
use flate2::Crc;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::{self, Read, Write};

/// Bytes copied between two looks whether the work is still wanted.
const PIECE: usize = 256 << 10;
/// A part up to this size is read once and kept in memory; a larger one is read twice, for its CRC stands before it.
const IN_MEMORY: u64 = 32 << 20;
/// See `super::write`.
pub(super) fn run(out: &mut dyn Write, draft: Draft<'_>, work: &Work) -> Result<Written> {
    let Draft { mut manifest, body, summary, files, signing, secret, shut } = draft;
    json_rules::check(&body, "body.json", manifest.kind)?;
    let files = planned(files)?;
    let texts = [
        ("mimetype", manifest.kind.mimetype().as_bytes()),
        ("body.json", body.as_slice()),
        ("summary.txt", summary.as_bytes()),
    ];
    let public = signing.verifying_key().to_bytes();
    manifest.signer = Signer { key_id: key_id(&public), public_key: crate::hex(&public) };
    manifest.entries = texts.iter().map(|(name, bytes)| line(name, bytes)).collect();
    manifest.entries.extend(files.iter().map(|part| EntryLine {
        path: name_of(part),
        size: part.size,
        sha256: part.sha256.clone(),
    }));
    refuse_sizes(&manifest.entries)?;
    let text = serde_json::to_string_pretty(&manifest).map_err(|source| Error::bug("container_write", source))?;
    json_rules::check(text.as_bytes(), "manifest.json", manifest.kind)?;
    let secret = secret.filter(|_| manifest.kind == Kind::Return);
    let signatures = signature::lines(text.as_bytes(), signing, secret)?;
    if text.len() as u64 > zip::most_of("manifest.json") {
        return Err(too_large("manifest.json", zip::most_of("manifest.json")));
    }
    let mut zip = Zip { sink: Sink::new(&shut, out)?, at: 0, list: Vec::new(), count: 0 };
    zip.add(texts[0].0, texts[0].1)?;
    zip.add("manifest.json", text.as_bytes())?;
    zip.add("manifest.sig", signatures.as_bytes())?;
    for (name, bytes) in &texts[1..] {
        zip.add(name, bytes)?;
    }
    for part in &files {
        zip.add_part(part, work)?;
    }
    let (sha256, file_sha256, size) = zip.finish()?;
    Ok(Written { sha256, manifest: text, size, file_sha256 })
}

/// A failure of whatever the container is written to.
pub(super) fn failed(source: io::Error) -> Error {
    Error::Failed { doing: "file_write", path: None, source: source.into() }
}

fn line(name: &str, bytes: &[u8]) -> EntryLine {
    EntryLine { path: name.to_owned(), size: bytes.len() as u64, sha256: crate::hex(&Sha256::digest(bytes)) }
}

fn name_of(part: &Part<'_>) -> String {
    let dot = if part.ending.is_empty() { "" } else { "." };
    ["files/", &part.sha256, dot, &part.ending].concat()
}

/// The parts, each content once, with names a reader accepts.
fn planned(files: Vec<Part<'_>>) -> Result<Vec<Part<'_>>> {
    let mut seen = HashSet::new();
    let files: Vec<Part<'_>> = files.into_iter().filter(|part| seen.insert(part.sha256.clone())).collect();
    let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_ending = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'z'));
    let wrong = files
        .iter()
        .find(|part| !is_hash(&part.sha256) || !is_ending(&part.ending) || part.ending.len() > super::MAX_ENDING);
    match wrong {
        Some(part) => Err(Error::bug("container_write", name_of(part))),
        None => Ok(files),
    }
}

/// Nothing is begun that a reader would refuse.
fn refuse_sizes(entries: &[EntryLine]) -> Result<()> {
    // The manifest and its signature are entries too.
    if entries.len() + 2 > zip::MAX_ENTRIES {
        let problem = Problem::error("container_too_many_entries", Place::Whole).with("most", zip::MAX_ENTRIES);
        return Err(Error::invalid(problem.with("name", "")));
    }
    if let Some(entry) = entries.iter().find(|entry| entry.size > zip::most_of(&entry.path)) {
        return Err(too_large(&entry.path, zip::most_of(&entry.path)));
    }
    let total: u64 = entries.iter().map(|entry| entry.size).sum();
    // Room for the manifest, its signature and the list.
    if total + (4 << 20) > zip::MAX_TOTAL {
        let problem = Problem::error("container_total_too_large", Place::Whole).with("most", zip::MAX_TOTAL >> 20);
        return Err(Error::invalid(problem.with("name", "")));
    }
    Ok(())
}

fn too_large(name: &str, most: u64) -> Error {
    Error::invalid(
        Problem::error("container_entry_too_large", Place::Whole).with("name", name).with("most", most >> 20),
    )
}

/// The ZIP as it grows.
struct Zip<'o> {
    sink: Sink<'o>,
    at: u64,
    list: Vec<u8>,
    count: usize,
}

impl Zip<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.at += bytes.len() as u64;
        self.sink.put(bytes)
    }

    fn begin(&mut self, name: &str, crc: u32, size: u64) -> Result<()> {
        let entry = Entry { name: name.to_owned(), method: zip::STORED, crc, packed: size, size, at: self.at };
        self.list.extend(entry.listed());
        self.count += 1;
        self.put(&entry.local_header())
    }

    /// An entry that stands in memory.
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut crc = Crc::new();
        crc.update(bytes);
        self.begin(name, crc.sum(), bytes.len() as u64)?;
        bytes.chunks(PIECE).try_for_each(|piece| self.put(piece))
    }

    fn add_part(&mut self, part: &Part<'_>, work: &Work) -> Result<()> {
        if part.size > IN_MEMORY {
            return self.add_large(part, work);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(part.size).unwrap_or(0));
        let mut hash = Sha256::new();
        each_piece(part, |piece| {
            bytes.extend_from_slice(piece);
            hash.update(piece);
            work.step(piece.len() as u64)
        })?;
        compare(part, bytes.len() as u64, &hash.finalize())?;
        self.add(&name_of(part), &bytes)
    }

    fn add_large(&mut self, part: &Part<'_>, work: &Work) -> Result<()> {
        let mut crc = Crc::new();
        let mut size = 0;
        each_piece(part, |piece| {
            crc.update(piece);
            size += piece.len() as u64;
            work.step(0)
        })?;
        if size != part.size {
            return Err(differs(part));
        }
        self.begin(&name_of(part), crc.sum(), size)?;
        let (mut again, mut size, mut hash) = (Crc::new(), 0, Sha256::new());
        each_piece(part, |piece| {
            again.update(piece);
            hash.update(piece);
            size += piece.len() as u64;
            self.put(piece)?;
            work.step(piece.len() as u64)
        })?;
        compare(part, size, &hash.finalize())?;
        if again.sum() == crc.sum() { Ok(()) } else { Err(differs(part)) }
    }

    fn finish(mut self) -> Result<(String, String, u64)> {
        let list = std::mem::take(&mut self.list);
        let end = zip::end(self.count, list.len() as u64, self.at);
        self.put(&list)?;
        self.put(&end)?;
        self.sink.finish()
    }
}

/// The bytes of a part, piece by piece, never more than it should have.
fn each_piece(part: &Part<'_>, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut reader = (part.open)()?.take(part.size.saturating_add(1));
    let mut buffer = vec![0; PIECE];
    loop {
        let read = reader.read(&mut buffer);
        let n = match read {
            Ok(0) => return Ok(()),
            Ok(n) => n,
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => return Err(Error::Failed { doing: "file_read", path: None, source: source.into() }),
        };
        take(&buffer[..n])?;
    }
}

fn compare(part: &Part<'_>, size: u64, hash: &[u8]) -> Result<()> {
    if size == part.size && crate::hex(hash) == part.sha256 { Ok(()) } else { Err(differs(part)) }
}

fn differs(part: &Part<'_>) -> Error {
    Error::refused_with("container_part_differs", [("name", name_of(part))])
}

/// Where the bytes of the ZIP go: hashed, and encrypted if that was asked for.
struct Sink<'o> {
    way: Way<'o>,
    inner: FarDigest,
}

enum Way<'o> {
    Plain(Outer<'o>),
    Age(Box<age::stream::StreamWriter<Outer<'o>>>),
}

impl<'o> Sink<'o> {
    fn new(shut: &Shut<'_>, out: &'o mut dyn Write) -> Result<Self> {
        let way = match shut {
            Shut::Plain => Way::Plain(Outer { out, digest: None, size: 0 }),
            Shut::Code(..) | Shut::Recipient(_) => {
                let outer = Outer { out, digest: Some(FarDigest::new()), size: 0 };
                Way::Age(Box::new(age_file::shut(shut, outer)?))
            }
        };
        Ok(Self { way, inner: FarDigest::new() })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.inner.update(bytes);
        match &mut self.way {
            Way::Plain(outer) => outer.write_all(bytes),
            Way::Age(writer) => writer.write_all(bytes),
        }
        .map_err(failed)
    }

    /// SHA-256 of the ZIP and of the file, and the size of the file.
    fn finish(self) -> Result<(String, String, u64)> {
        let outer = match self.way {
            Way::Plain(outer) => outer,
            Way::Age(writer) => writer.finish().map_err(failed)?,
        };
        outer.out.flush().map_err(failed)?;
        let died = || Error::bug("container_write", "digest");
        let inner = crate::hex(&self.inner.finish().ok_or_else(died)?);
        let file = match outer.digest {
            Some(digest) => crate::hex(&digest.finish().ok_or_else(died)?),
            None => inner.clone(),
        };
        Ok((inner, file, outer.size))
    }
}

/// The file itself.
struct Outer<'o> {
    out: &'o mut dyn Write,
    /// None when the ZIP is the file.
    digest: Option<FarDigest>,
    size: u64,
}

impl Write for Outer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        if let Some(digest) = &mut self.digest {
            digest.update(&bytes[..n]);
        }
        self.size += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
