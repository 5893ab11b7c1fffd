//! A workbook (`.xlsx`) that came in from outside: its visible worksheets as cells, read part by part within fixed
//! limits, so that a hostile file costs a moment and never memory. What the cells mean is not known here.

mod cells;
mod parts;

pub(crate) use cells::{Cell, Content, Sheet};

use crate::domain::problem::{Place, Problem};
use parts::{Parts, attribute, element, events};
use std::io::Cursor;

/// A workbook is at most this long (bytes).
pub(super) const MAX_BYTES: usize = 20 * 1024 * 1024;
/// What is read of it unpacks to at most so many bytes.
const MAX_UNPACKED: usize = 64 * 1024 * 1024;
/// A workbook names at most so many worksheets and styles.
const MAX_LISTED: usize = 100_000;

/// An open workbook.
pub(crate) struct Workbook<'a> {
    parts: Parts<'a>,
    strings: Vec<String>,
    styles: Vec<Style>,
    sheets: Vec<Listed>,
}

/// A worksheet as the workbook lists it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    /// Name on its tab.
    pub(crate) name: String,
    /// Whether people see it.
    pub(crate) is_hidden: bool,
    part: String,
}

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Percent,
    Date,
}

impl<'a> Workbook<'a> {
    /// Opens a file; the problem tells why it cannot be read.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let whole = |code| Problem::error(code, Place::Whole);
        if bytes.len() > MAX_BYTES {
            return Err(whole("workbook_too_long").with("most", MAX_BYTES / 1024 / 1024));
        }
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            // Both the old format and an encrypted workbook lie in the same kind of container.
            let mark: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
            let is_encrypted = bytes.windows(mark.len()).any(|window| window == mark);
            return Err(whole(if is_encrypted { "workbook_encrypted" } else { "workbook_old_format" }));
        }
        if !bytes.starts_with(b"PK") {
            return Err(whole("workbook_not_xlsx"));
        }
        let mut parts = Parts::open(Cursor::new(bytes), MAX_UNPACKED)?;
        let root = parts.targets("_rels/.rels", "")?;
        let main = root.into_iter().find(|target| target.kind.ends_with("/officeDocument"));
        let main = main.ok_or_else(|| whole("workbook_not_xlsx"))?.part;
        if !parts.has(&main) {
            return Err(whole("workbook_not_xlsx"));
        }
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let targets = parts.targets(&[folder, "/_rels/", file, ".rels"].concat(), folder)?;
        let part = |kind: &str| targets.iter().find(|target| target.kind.ends_with(kind)).map(|t| t.part.clone());
        let sheets = sheets(&parts.text(&main)?, &targets)?;
        let strings = match part("/sharedStrings") {
            Some(name) if parts.has(&name) => strings(&parts.text(&name)?)?,
            Some(_) | None => Vec::new(),
        };
        let styles = match part("/styles") {
            Some(name) if parts.has(&name) => styles(&parts.text(&name)?)?,
            Some(_) | None => Vec::new(),
        };
        Ok(Self { parts, strings, styles, sheets })
    }

    /// The worksheets in order, hidden ones among them.
    pub(crate) fn sheets(&self) -> &[Listed] {
        &self.sheets
    }

    /// The cells of a worksheet.
    pub(crate) fn read(&mut self, sheet: &Listed) -> Result<Sheet, Problem> {
        let text = self.parts.text(&sheet.part)?;
        cells::read(&sheet.name, &text, &self.strings, &self.styles)
    }
}

fn sheets(text: &str, targets: &[parts::Target]) -> Result<Vec<Listed>, Problem> {
    let mut found = Vec::new();
    for event in events(text) {
        if let Some(e) = element(&event?)
            && e.local_name().as_ref() == "sheet"
            && found.len() < MAX_LISTED
        {
            let id = e.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == "id");
            let target = id.and_then(|id| targets.iter().find(|target| target.id == id.value));
            // Charts and macros are listed as sheets too; they have no cells.
            if let Some(target) = target.filter(|target| target.kind.ends_with("/worksheet")) {
                let is_hidden = attribute(e, "state").is_some_and(|state| state != "visible");
                let name = attribute(e, "name").unwrap_or_default();
                found.push(Listed { name, is_hidden, part: target.part.clone() });
            }
        }
    }
    Ok(found)
}

/// The texts of the table of texts; how a word is read aloud (`rPh`) is no part of it.
fn strings(text: &str) -> Result<Vec<String>, Problem> {
    let mut found = Vec::new();
    let mut reader = cells::TextReader::default();
    for event in events(text) {
        let event = event?;
        reader.take(&event);
        if let quick_xml::events::Event::End(e) = &event
            && e.local_name().as_ref() == "si"
        {
            found.push(reader.finish());
        } else if let quick_xml::events::Event::Empty(e) = &event
            && e.local_name().as_ref() == "si"
        {
            found.push(String::new());
        }
    }
    Ok(found)
}

fn styles(text: &str) -> Result<Vec<Style>, Problem> {
    let mut formats: Vec<(u32, Style)> = Vec::new();
    let mut found = Vec::new();
    let mut is_in_cells = false;
    for event in events(text) {
        let event = event?;
        if let quick_xml::events::Event::End(e) = &event
            && e.local_name().as_ref() == "cellXfs"
        {
            is_in_cells = false;
        }
        let Some(e) = element(&event) else { continue };
        let id = || attribute(e, "numFmtId").and_then(|id| id.parse::<u32>().ok()).unwrap_or(0);
        match e.local_name().as_ref() {
            "numFmt" if formats.len() < MAX_LISTED => {
                formats.push((id(), style_of(&attribute(e, "formatCode").unwrap_or_default())));
            }
            "cellXfs" => is_in_cells = true,
            "xf" if is_in_cells && found.len() < MAX_LISTED => found.push(match id() {
                9 | 10 => Style::Percent,
                14..=22 | 27..=36 | 45..=47 | 50..=58 => Style::Date,
                id => formats.iter().find(|(known, _)| *known == id).map_or(Style::Plain, |(_, style)| *style),
            }),
            _ => {}
        }
    }
    Ok(found)
}

/// What a format code stands for: texts in quotes and colours in brackets say nothing of it.
fn style_of(code: &str) -> Style {
    let (mut is_quoted, mut in_brackets) = (false, false);
    let mut chars = code.chars();
    let mut style = Style::Plain;
    while let Some(c) = chars.next() {
        match c {
            '"' => is_quoted = !is_quoted,
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' if !is_quoted => in_brackets = true,
            ']' if !is_quoted => in_brackets = false,
            _ if is_quoted || in_brackets => {}
            '%' => return Style::Percent,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' => style = Style::Date,
            _ => {}
        }
    }
    style
}
