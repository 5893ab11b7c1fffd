//! The restricted ZIP inside a container, as it is read. The list at its end is compared with every local header before
//! one byte is unpacked, and every field that readers of ZIP files interpret differently has exactly one allowed value:
//! two programs can never see two different contents in one file.

use super::fault::{Checked, Fault};
use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use std::collections::HashSet;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Most entries.
pub(super) const MAX_ENTRIES: usize = 2000;
/// Longest name in bytes.
pub(super) const MAX_NAME: usize = 120;
/// Largest entry, unpacked.
pub(super) const MAX_ENTRY: u64 = 200 << 20;
/// All entries together, unpacked.
pub(super) const MAX_TOTAL: u64 = 1 << 30;
/// An entry above `RATIO_FROM` may unpack to at most so many times its packed size.
pub(super) const MAX_RATIO: u64 = 200;
/// Up to here the ratio is not looked at.
pub(super) const RATIO_FROM: u64 = 1 << 20;

/// First bytes of a local header.
pub(super) const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// First bytes of a line of the list.
pub(super) const LISTED: [u8; 4] = *b"PK\x01\x02";
/// First bytes of the end of the list.
pub(super) const END: [u8; 4] = *b"PK\x05\x06";
/// First bytes of what points to a ZIP64 end.
const ZIP64_POINTER: [u8; 4] = *b"PK\x06\x07";
/// Version 2.0: deflate, nothing newer.
pub(super) const VERSION: u16 = 20;
/// 1980-01-01 as MS-DOS writes it; the time is 0.
pub(super) const DATE: u16 = 0x0021;
/// Method of bytes as they are.
pub(super) const STORED: u16 = 0;
/// Method of deflated bytes.
pub(super) const DEFLATED: u16 = 8;
/// Length of the end of the list, which has no comment.
pub(super) const END_LENGTH: u64 = 22;
/// Length of a local header without its name.
pub(super) const LOCAL_LENGTH: u64 = 30;
/// Length of a line of the list without its name.
pub(super) const LISTED_LENGTH: usize = 46;

/// Where the bytes of an inner ZIP come from: memory, a file, or a file decrypted on the way.
pub(super) trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

/// An entry as the list and its local header agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// `STORED` or `DEFLATED`.
    pub(super) method: u16,
    /// CRC-32 of the unpacked bytes.
    pub(super) crc: u32,
    /// Bytes in the ZIP.
    pub(super) packed: u64,
    /// Bytes when unpacked.
    pub(super) size: u64,
    /// Where its local header begins.
    pub(super) at: u64,
}

impl Entry {
    /// Where its bytes begin.
    pub(super) fn data_at(&self) -> u64 {
        self.at + LOCAL_LENGTH + self.name.len() as u64
    }

    /// The fields that local header and list share, as they are written.
    fn shared(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(26);
        let dates = [VERSION, 0, self.method, 0, DATE];
        dates.iter().for_each(|field| bytes.extend(field.to_le_bytes()));
        // Sizes are at most `MAX_ENTRY`, which fits.
        [self.crc, self.packed as u32, self.size as u32].iter().for_each(|field| bytes.extend(field.to_le_bytes()));
        [self.name.len() as u16, 0].iter().for_each(|field| bytes.extend(field.to_le_bytes()));
        bytes
    }

    /// Its local header, byte for byte: there is only one way to write it.
    pub(super) fn local_header(&self) -> Vec<u8> {
        [&LOCAL[..], &self.shared(), self.name.as_bytes()].concat()
    }

    /// Its line in the list, byte for byte.
    pub(super) fn listed(&self) -> Vec<u8> {
        let mut bytes = LISTED.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(self.shared());
        // No comment, first disk, no attributes.
        bytes.extend([0; 10]);
        bytes.extend((self.at as u32).to_le_bytes());
        bytes.extend(self.name.as_bytes());
        bytes
    }
}

/// The end of a list, byte for byte.
pub(super) fn end(entries: usize, list_length: u64, list_at: u64) -> Vec<u8> {
    let mut bytes = END.to_vec();
    bytes.extend([0; 4]);
    let count = (entries as u16).to_le_bytes();
    bytes.extend([count, count].concat());
    bytes.extend((list_length as u32).to_le_bytes());
    bytes.extend((list_at as u32).to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

/// Whether an entry may be called that: `[a-z0-9._/-]`, parts that are neither empty nor made of dots only.
pub(super) fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'/' | b'-');
    let is_part = |part: &str| !part.is_empty() && part != "." && !part.contains("..");
    name.len() <= MAX_NAME && name.bytes().all(allowed) && name.split('/').all(is_part)
}

/// Looks the whole ZIP over without unpacking anything; answers its entries in file order, which lie without gaps from the
/// first byte to the list.
pub(super) fn look(source: &mut dyn Source) -> Checked<Vec<Entry>> {
    let length = source.seek(SeekFrom::End(0)).map_err(Fault::of_reading)?;
    let list = List::find(source, length)?;
    let lines = bytes_at(source, list.at, list.length)?;
    let mut rest = lines.as_slice();
    let mut entries = Vec::with_capacity(list.count);
    let mut names = HashSet::new();
    let mut total: u64 = 0;
    for _ in 0..list.count {
        let entry = listed_entry(&mut rest)?;
        if !names.insert(entry.name.to_ascii_lowercase()) {
            return Err(Fault::broken_at("container_name_twice", &entry.name));
        }
        total += entry.size;
        if total > MAX_TOTAL {
            return Err(Fault::over("container_total_too_large", "", MAX_TOTAL >> 20));
        }
        entries.push(entry);
    }
    if !rest.is_empty() {
        return Err(Fault::broken("container_zip_header"));
    }
    compare_with_headers(source, &entries, list.at)?;
    Ok(entries)
}

/// Where the list of entries stands.
struct List {
    count: usize,
    at: u64,
    length: u64,
}

impl List {
    fn find(source: &mut dyn Source, length: u64) -> Checked<Self> {
        if length < END_LENGTH + LOCAL_LENGTH {
            return Err(Fault::broken("container_incomplete"));
        }
        let tail = bytes_at(source, length - END_LENGTH, END_LENGTH)?;
        if tail[..4] != END {
            return Err(why_no_end(source, length)?);
        }
        if length >= END_LENGTH + 20 && bytes_at(source, length - END_LENGTH - 20, 4)? == ZIP64_POINTER {
            return Err(Fault::broken("container_zip64"));
        }
        let (count, size, at) = (number16(&tail, 10), number32(&tail, 12), number32(&tail, 16));
        if size == u32::MAX || at == u32::MAX || count == u16::MAX {
            return Err(Fault::broken("container_zip64"));
        }
        if number16(&tail, 20) != 0 {
            return Err(Fault::broken("container_zip_comment"));
        }
        let count = usize::from(count);
        if count > MAX_ENTRIES {
            return Err(Fault::over("container_too_many_entries", "", MAX_ENTRIES as u64));
        }
        let (at, size) = (u64::from(at), u64::from(size));
        if end(count, size, at) != tail {
            return Err(Fault::broken("container_zip_header"));
        }
        match (at + size + END_LENGTH).cmp(&length) {
            std::cmp::Ordering::Less => Err(Fault::broken("container_zip_prefix")),
            std::cmp::Ordering::Greater => Err(Fault::broken("container_incomplete")),
            // Longer names than allowed, comments or extra fields would make it longer.
            std::cmp::Ordering::Equal if size > (count * (LISTED_LENGTH + MAX_NAME)) as u64 => {
                Err(Fault::broken("container_zip_header"))
            }
            std::cmp::Ordering::Equal => Ok(Self { count, at, length: size }),
        }
    }
}

/// The file does not end with the end of the list: a comment, something behind it, or half a file.
fn why_no_end(source: &mut dyn Source, length: u64) -> Checked<Fault> {
    let from = length.saturating_sub(END_LENGTH + u64::from(u16::MAX));
    let tail = bytes_at(source, from, length - from)?;
    let Some(at) = tail.windows(4).rposition(|window| window == END) else {
        return Ok(Fault::broken("container_incomplete"));
    };
    if tail.len() < at + 22 {
        return Ok(Fault::broken("container_incomplete"));
    }
    let comment = usize::from(number16(&tail, at + 20));
    let is_comment = comment > 0 && at + 22 + comment == tail.len();
    Ok(Fault::broken(if is_comment { "container_zip_comment" } else { "container_zip_trailing" }))
}

/// One line of the list.
fn listed_entry(rest: &mut &[u8]) -> Checked<Entry> {
    let strange = || Fault::broken("container_zip_header");
    let (head, after) = rest.split_at_checked(LISTED_LENGTH).ok_or_else(strange)?;
    let (name, after) = after.split_at_checked(usize::from(number16(head, 28))).ok_or_else(strange)?;
    *rest = after;
    let shown_name = String::from_utf8_lossy(name).into_owned();
    refuse_features(head, &shown_name)?;
    if !is_name(&shown_name) {
        return Err(Fault::broken_at("container_name", &shown_name));
    }
    let entry = Entry {
        name: shown_name,
        method: number16(head, 10),
        crc: number32(head, 16),
        packed: u64::from(number32(head, 20)),
        size: u64::from(number32(head, 24)),
        at: u64::from(number32(head, 42)),
    };
    if entry.listed() != [head, name].concat() {
        return Err(Fault::broken_at("container_zip_field", &entry.name));
    }
    refuse_sizes(&entry)?;
    Ok(entry)
}

/// Names what a line asks for and must not, each by its own sentence.
fn refuse_features(head: &[u8], name: &str) -> Checked<()> {
    let (flags, method, attributes) = (number16(head, 8), number16(head, 10), number32(head, 38));
    let kind = attributes >> 16 & 0o170_000;
    let feature = if flags & 1 != 0 {
        "container_entry_encrypted"
    } else if flags & 8 != 0 {
        "container_data_descriptor"
    } else if kind == 0o120_000 {
        "container_symlink"
    } else if kind == 0o040_000 || attributes & 0x10 != 0 || name.ends_with('/') {
        "container_directory"
    } else if method != STORED && method != DEFLATED {
        "container_method"
    } else if number32(head, 20) == u32::MAX || number32(head, 24) == u32::MAX || number32(head, 42) == u32::MAX {
        "container_zip64"
    } else {
        return Ok(());
    };
    Err(Fault::broken_at(feature, name))
}

/// Declared sizes are only a promise, but one that is already too much need not be tried.
fn refuse_sizes(entry: &Entry) -> Checked<()> {
    let most = most_of(&entry.name);
    if entry.size > most {
        return Err(if most < 1 << 20 {
            Fault::over("container_entry_too_long", &entry.name, most)
        } else {
            Fault::over("container_entry_too_large", &entry.name, most >> 20)
        });
    }
    if entry.size > RATIO_FROM && entry.size > entry.packed.saturating_mul(MAX_RATIO) {
        return Err(Fault::over("container_ratio", &entry.name, MAX_RATIO));
    }
    if entry.method == STORED && entry.size != entry.packed {
        return Err(Fault::broken_at("container_zip_field", &entry.name));
    }
    Ok(())
}

/// Most bytes of an entry, unpacked.
pub(super) fn most_of(name: &str) -> u64 {
    match name {
        "mimetype" => 64,
        "manifest.sig" => 8 << 10,
        "manifest.json" => 1 << 20,
        "summary.txt" => 4 << 20,
        "body.json" => 16 << 20,
        _ => MAX_ENTRY,
    }
}

/// Every local header stands where the entry before it ends, and says what the list says.
fn compare_with_headers(source: &mut dyn Source, entries: &[Entry], list_at: u64) -> Checked<()> {
    let mut expected = 0;
    for entry in entries {
        match entry.at.cmp(&expected) {
            std::cmp::Ordering::Less => return Err(Fault::broken_at("container_zip_overlap", &entry.name)),
            std::cmp::Ordering::Greater if expected == 0 => return Err(Fault::broken("container_zip_prefix")),
            std::cmp::Ordering::Greater => return Err(Fault::broken_at("container_zip_gap", &entry.name)),
            std::cmp::Ordering::Equal => {}
        }
        expected = entry.data_at() + entry.packed;
        if expected > list_at {
            return Err(Fault::broken_at("container_zip_overlap", &entry.name));
        }
        let header = bytes_at(source, entry.at, LOCAL_LENGTH + entry.name.len() as u64)?;
        if header != entry.local_header() {
            return Err(Fault::broken_at("container_zip_differs", &entry.name));
        }
    }
    if expected == list_at { Ok(()) } else { Err(Fault::broken("container_zip_surplus")) }
}

/// Some bytes; the caller has made sure that they are few and that the file has them.
fn bytes_at(source: &mut dyn Source, at: u64, length: u64) -> Checked<Vec<u8>> {
    source.seek(SeekFrom::Start(at)).map_err(Fault::of_reading)?;
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
    source.read_exact(&mut bytes).map_err(Fault::of_reading)?;
    Ok(bytes)
}

fn number16(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn number32(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// An entry while it is unpacked: never more bytes than its size, and an error at its end when size, CRC or packed length
/// are not what they should be.
pub(super) struct Unpacked<R: Read> {
    bytes: Packed<R>,
    packed: u64,
    left: u64,
    crc: Crc,
    expected: u32,
}

enum Packed<R: Read> {
    Stored(io::Take<R>),
    Deflated(Box<DeflateDecoder<BufReader<io::Take<R>>>>),
}

impl<R: Read> Unpacked<R> {
    /// Unpacks what `source` gives from here on; it stands where the entry's bytes begin.
    pub(super) fn new(source: R, entry: &Entry) -> Self {
        let taken = source.take(entry.packed);
        let bytes = if entry.method == STORED {
            Packed::Stored(taken)
        } else {
            Packed::Deflated(Box::new(DeflateDecoder::new(BufReader::with_capacity(64 << 10, taken))))
        };
        Self { bytes, packed: entry.packed, left: entry.size, crc: Crc::new(), expected: entry.crc }
    }

    /// At the end nothing more may come, and nothing of the packed bytes may be left.
    fn finish(&mut self) -> io::Result<()> {
        let mut one = [0];
        let (more, used) = match &mut self.bytes {
            Packed::Stored(taken) => (0, self.packed - taken.limit()),
            Packed::Deflated(decoder) => (decoder.read(&mut one)?, decoder.total_in()),
        };
        let is_whole = more == 0 && used == self.packed && self.crc.sum() == self.expected;
        if is_whole { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return self.finish().map(|()| 0);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let piece = &mut buffer[..most];
        let n = match &mut self.bytes {
            Packed::Stored(taken) => taken.read(piece)?,
            Packed::Deflated(decoder) => decoder.read(piece)?,
        };
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.crc.update(&piece[..n]);
        self.left -= n as u64;
        Ok(n)
    }
}
