//! The order in which a container is believed: list of entries, kind, signature, manifest, every entry, and only then its
//! texts. It stops at the first thing that is wrong.

use super::fault::{Checked, Fault};
use super::manifest::{FORMAT, Kind, Manifest};
use super::zip::{self, Entry, Source, Unpacked};
use super::{Container, json_rules, signature};
use crate::domain::problem::{Place, Problem};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{Read, SeekFrom};

/// The entries every container begins with.
const FIRST: [&str; 3] = ["mimetype", "manifest.json", "manifest.sig"];

/// What a manifest says of itself before its shape is relied on.
#[derive(Deserialize)]
struct Head {
    kind: String,
    min_reader: u32,
    #[serde(default)]
    crit: Vec<String>,
}

/// A container up to its manifest, the entries not yet looked at.
pub(super) struct Announced {
    pub(super) entries: Vec<Entry>,
    pub(super) manifest: Manifest,
    pub(super) text: String,
    pub(super) verified: signature::Verified,
}

/// Checks a container from its first to its last byte.
pub(super) fn run(mut source: Box<dyn Source>, wanted: Kind) -> Checked<Container> {
    let announced = announced(&mut *source, Some(wanted))?;
    compare_names(&announced.entries, &announced.manifest)?;
    let Announced { entries, manifest, text, verified } = announced;
    let (sha256, mut texts) = walk(&mut *source, &entries, &manifest)?;
    let body = texts.remove("body.json").unwrap_or_default();
    json_rules::check(&body, "body.json", manifest.kind)?;
    let summary = String::from_utf8(texts.remove("summary.txt").unwrap_or_default());
    let summary = summary.map_err(|_| Fault::broken_at("container_json_not_utf8", "summary.txt"))?;
    let (signer, mac) = (verified.signer, verified.mac);
    Ok(Container { manifest, manifest_text: text, sha256, signer, body, summary, mac, entries, source })
}

/// Reads up to the manifest; `wanted` none = any kind.
pub(super) fn announced(source: &mut dyn Source, wanted: Option<Kind>) -> Checked<Announced> {
    let entries = zip::look(source)?;
    for (at, name) in FIRST.iter().enumerate() {
        if entries.get(at).is_none_or(|entry| entry.name != *name) {
            return Err(Fault::broken_at("container_entry_missing", name));
        }
    }
    let kind = kind_of(&whole(source, &entries[0])?, wanted)?;
    let text = whole(source, &entries[1])?;
    let signatures = whole(source, &entries[2])?;
    let verified = signature::verify(&text, &signatures)?;
    let text = String::from_utf8(text).map_err(|_| Fault::broken_at("container_json_not_utf8", "manifest.json"))?;
    let manifest = manifest_of(&text)?;
    if signature::bytes::<32>(Some(&manifest.signer.public_key)) != Some(verified.signer) {
        return Err(Fault::Forged(Problem::error("container_signer_differs", Place::Whole)));
    }
    if manifest.kind != kind {
        return Err(Fault::broken("container_kind_unknown"));
    }
    Ok(Announced { entries, manifest, text, verified })
}

/// The kind a container begins with; another one than wanted is told by its name.
fn kind_of(mimetype: &[u8], wanted: Option<Kind>) -> Checked<Kind> {
    let kind = [Kind::Package, Kind::Return].into_iter().find(|kind| kind.mimetype().as_bytes() == mimetype);
    match kind {
        None => Err(Fault::broken("container_kind_unknown")),
        Some(kind) if wanted.is_none_or(|wanted| wanted == kind) => Ok(kind),
        Some(Kind::Package) => Err(Fault::broken("container_is_package")),
        Some(Kind::Return) => Err(Fault::broken("container_is_return")),
    }
}

/// The manifest, once it was signed by whom it names: what asks for a newer program is told from what is broken.
fn manifest_of(text: &str) -> Checked<Manifest> {
    json_rules::check(text.as_bytes(), "manifest.json", Kind::Package)?;
    let shape = |fault: serde_json::Error| {
        let at = format!("{}:{}", fault.line(), fault.column());
        Fault::Broken(Problem::error("container_manifest_shape", Place::Whole).with("at", at))
    };
    let head: Head = serde_json::from_str(text).map_err(shape)?;
    if head.min_reader > FORMAT || !head.crit.is_empty() {
        return Err(Fault::TooNew(Problem::error("container_too_new", Place::Whole)));
    }
    if !["package", "return"].contains(&head.kind.as_str()) {
        return Err(Fault::broken("container_kind_unknown"));
    }
    serde_json::from_str(text).map_err(shape)
}

/// The manifest names exactly the entries that are there, in their order, and files by their content.
fn compare_names(entries: &[Entry], manifest: &Manifest) -> Checked<()> {
    let mut there = entries.iter().filter(|entry| entry.name != FIRST[1] && entry.name != FIRST[2]);
    for line in &manifest.entries {
        let Some(entry) = there.next() else { return Err(Fault::broken_at("container_entry_missing", &line.path)) };
        if entry.name != line.path {
            return Err(Fault::broken_at("container_entry_unlisted", &entry.name));
        }
        if entry.size != line.size {
            return Err(Fault::broken_at("container_size_wrong", &entry.name));
        }
        let is_named_so = line.path.strip_prefix("files/").is_none_or(|name| {
            name.strip_prefix(line.sha256.as_str()).is_some_and(|ending| {
                ending.is_empty() || ending.starts_with('.') && ending.len() <= super::MAX_ENDING + 1
            })
        });
        if !is_named_so || line.sha256.len() != 64 {
            return Err(Fault::broken_at("container_hash_wrong", &line.path));
        }
    }
    if let Some(entry) = there.next() {
        return Err(Fault::broken_at("container_entry_unlisted", &entry.name));
    }
    for name in ["body.json", "summary.txt"] {
        if !manifest.entries.iter().any(|line| line.path == name) {
            return Err(Fault::broken_at("container_entry_missing", name));
        }
    }
    Ok(())
}

/// One walk from the first to the last byte: every entry is unpacked and hashed, and the ZIP as a whole.
fn walk(
    source: &mut dyn Source,
    entries: &[Entry],
    manifest: &Manifest,
) -> Checked<(String, HashMap<String, Vec<u8>>)> {
    source.seek(SeekFrom::Start(0)).map_err(Fault::of_reading)?;
    let mut all = Hashing { source, hash: Sha256::new() };
    let mut buffer = vec![0; 64 << 10];
    let mut texts = HashMap::new();
    let lines: HashMap<&str, &str> =
        manifest.entries.iter().map(|line| (line.path.as_str(), line.sha256.as_str())).collect();
    for entry in entries {
        let header = entry.data_at() - entry.at;
        std::io::copy(&mut all.by_ref().take(header), &mut std::io::sink()).map_err(Fault::of_reading)?;
        let mut unpacked = Unpacked::new(all.by_ref(), entry);
        let mut hash = Sha256::new();
        let mut text = Vec::new();
        let is_text = matches!(entry.name.as_str(), "body.json" | "summary.txt");
        loop {
            let n = unpacked.read(&mut buffer).map_err(|fault| of_entry(fault, &entry.name))?;
            if n == 0 {
                break;
            }
            hash.update(&buffer[..n]);
            if is_text {
                text.extend_from_slice(&buffer[..n]);
            }
        }
        let expected = lines.get(entry.name.as_str());
        if expected.is_some_and(|expected| crate::hex(&hash.finalize()) != **expected) {
            return Err(Fault::broken_at("container_hash_wrong", &entry.name));
        }
        if is_text {
            texts.insert(entry.name.clone(), text);
        }
    }
    std::io::copy(&mut all, &mut std::io::sink()).map_err(Fault::of_reading)?;
    Ok((crate::hex(&all.hash.finalize()), texts))
}

/// What cannot be unpacked is told with its name.
fn of_entry(fault: std::io::Error, name: &str) -> Fault {
    match Fault::of_reading(fault) {
        Fault::Broken(_) => Fault::broken_at("container_entry_damaged", name),
        other => other,
    }
}

/// A whole entry; only small ones are read so.
fn whole(source: &mut dyn Source, entry: &Entry) -> Checked<Vec<u8>> {
    source.seek(SeekFrom::Start(entry.data_at())).map_err(Fault::of_reading)?;
    let mut bytes = Vec::new();
    Unpacked::new(source, entry).read_to_end(&mut bytes).map_err(|fault| of_entry(fault, &entry.name))?;
    Ok(bytes)
}

/// Hashes what is read through it.
struct Hashing<'s> {
    source: &'s mut dyn Source,
    hash: Sha256,
}

impl Read for Hashing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.source.read(buffer)?;
        self.hash.update(&buffer[..n]);
        Ok(n)
    }
}

/// A file of a container on its way out: at its end its hash is compared once more, for the file on the disk may have
/// changed since it was checked.
pub(super) struct Again<R: Read> {
    unpacked: Unpacked<R>,
    hash: Sha256,
    expected: String,
}

impl<R: Read> Again<R> {
    pub(super) fn new(source: R, entry: &Entry, sha256: &str) -> Self {
        Self { unpacked: Unpacked::new(source, entry), hash: Sha256::new(), expected: sha256.to_owned() }
    }
}

impl<R: Read> Read for Again<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.unpacked.read(buffer)?;
        self.hash.update(&buffer[..n]);
        let is_end = n == 0 && !buffer.is_empty();
        if is_end && crate::hex(&self.hash.clone().finalize()) != self.expected {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        Ok(n)
    }
}
