//! The parts of a workbook: named pieces of XML in a zip archive, unpacked within one budget for the whole file.

use crate::domain::problem::{Place, Problem};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The archive, and how much may still be unpacked.
pub(super) struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Number of each part by its name in small letters.
    numbers: HashMap<String, usize>,
    left: usize,
}

/// What a part refers to.
pub(super) struct Target {
    /// How it is referred to.
    pub(super) id: String,
    /// What kind of thing it is: the end of an address.
    pub(super) kind: String,
    /// Name of the part, without a slash before it.
    pub(super) part: String,
}

impl<'a> Parts<'a> {
    pub(super) fn open(file: Cursor<&'a [u8]>, most: usize) -> Result<Self, Problem> {
        let archive = ZipArchive::new(file).map_err(|_| damaged(""))?;
        let numbers = archive.file_names_raw().enumerate();
        let numbers = numbers.map(|(at, name)| (key(&String::from_utf8_lossy(name)), at)).collect();
        Ok(Self { archive, numbers, left: most })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.numbers.contains_key(&key(name))
    }

    /// The text of a part.
    pub(super) fn text(&mut self, name: &str) -> Result<String, Problem> {
        let at = *self.numbers.get(&key(name)).ok_or_else(|| damaged(name))?;
        let too_much = || Problem::error("workbook_unpacks_too_large", Place::Whole);
        let file = self.archive.by_index(at).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(why) if why.to_string().contains("assword") => {
                Problem::error("workbook_encrypted", Place::Whole)
            }
            _ => damaged(name),
        })?;
        if usize::try_from(file.size()).unwrap_or(usize::MAX) > self.left {
            return Err(too_much());
        }
        let mut bytes = Vec::new();
        // The declared size may lie.
        let limit = u64::try_from(self.left).unwrap_or(u64::MAX);
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| damaged(name))?;
        self.left = self.left.checked_sub(bytes.len()).ok_or_else(too_much)?;
        decoded(bytes).ok_or_else(|| damaged(name))
    }

    /// What a list of references names; paths are taken from `folder`. No list = nothing.
    pub(super) fn targets(&mut self, name: &str, folder: &str) -> Result<Vec<Target>, Problem> {
        if !self.has(name) {
            return Ok(Vec::new());
        }
        let text = self.text(name)?;
        let mut found = Vec::new();
        for event in events(&text) {
            if let Some(e) = element(&event?)
                && e.local_name().as_ref() == "Relationship"
                && found.len() < super::MAX_LISTED
            {
                let field = |name| attribute(e, name).unwrap_or_default();
                found.push(Target { id: field("Id"), kind: field("Type"), part: joined(folder, &field("Target")) });
            }
        }
        Ok(found)
    }
}

/// A path relative to a folder; one that begins with a slash is not.
fn joined(folder: &str, path: &str) -> String {
    let from_root = path.starts_with(['/', '\\']);
    let mut steps: Vec<&str> = if from_root { Vec::new() } else { folder.split('/').collect() };
    for step in path.split(['/', '\\']) {
        match step {
            ".." => drop(steps.pop()),
            "" | "." => {}
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn decoded(bytes: Vec<u8>) -> Option<String> {
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, bom)) => {
            encoding.decode_without_bom_handling_and_without_replacement(&bytes[bom..]).map(Into::into)
        }
        None => String::from_utf8(bytes).ok(),
    }
}

fn damaged(part: &str) -> Problem {
    Problem::error("workbook_damaged", Place::Whole).with("part", part)
}

/// The pieces of an XML text up to its end or its first fault.
pub(super) fn events(text: &str) -> impl Iterator<Item = Result<Event<'_>, Problem>> {
    let mut reader = Reader::from_str(text);
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        match reader.read_event() {
            Ok(Event::Eof) => {
                is_over = true;
                None
            }
            Ok(event) => Some(Ok(event)),
            Err(_) => {
                is_over = true;
                Some(Err(damaged("")))
            }
        }
    })
}

/// The element that begins here, whether or not it has content.
pub(super) fn element<'e, 'x>(event: &'e Event<'x>) -> Option<&'e BytesStart<'x>> {
    match event {
        Event::Start(e) | Event::Empty(e) => Some(e),
        _ => None,
    }
}

/// An attribute by its name.
pub(super) fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = e.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value).ok()?;
    Some(value.into_owned())
}
