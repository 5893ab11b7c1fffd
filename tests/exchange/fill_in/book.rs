//! A fill-in form taken apart, filled in as a spreadsheet program would, and packed again.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;

/// The parts of a workbook by their names.
#[derive(Clone)]
pub(crate) struct Book(pub(crate) BTreeMap<String, String>);

/// What stands in a cell, as the XML of a worksheet has it.
pub(crate) fn text(text: &str) -> String {
    let plain = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("t=\"inlineStr\"><is><t xml:space=\"preserve\">{plain}</t></is>")
}

pub(crate) fn number(digits: &str) -> String {
    format!("><v>{digits}</v>")
}

pub(crate) fn formula(formula: &str, cached: &str) -> String {
    format!("><f>{formula}</f><v>{cached}</v>")
}

impl Book {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).expect("a part");
            let name = file.name().expect("a name").into_owned();
            let mut text = String::new();
            file.read_to_string(&mut text).expect("XML");
            parts.insert(name, text);
        }
        Self(parts)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in &self.0 {
            archive.start_file(name.as_str(), SimpleFileOptions::default()).expect("a part begins");
            archive.write_all(text.as_bytes()).expect("a part is written");
        }
        archive.finish().expect("a workbook").into_inner()
    }

    /// A part to change.
    pub(crate) fn part(&mut self, name: &str) -> &mut String {
        self.0.get_mut(name).unwrap_or_else(|| unreachable!("no part {name}"))
    }

    pub(crate) fn sheet(&mut self, sheet: usize) -> &mut String {
        self.part(&format!("xl/worksheets/sheet{sheet}.xml"))
    }

    /// Puts something into a cell that is there; `content` as the functions above make it.
    #[must_use]
    pub(crate) fn put(mut self, sheet: usize, cell: &str, content: &str) -> Self {
        let xml = self.sheet(sheet);
        let (start, end) = cell_at(xml, cell);
        let style = attribute(&xml[start..end], "s");
        let fresh = format!("<c r=\"{cell}\" s=\"{style}\" {content}</c>");
        xml.replace_range(start..end, &fresh);
        self
    }

    /// Puts a text into a cell.
    #[must_use]
    pub(crate) fn say(self, sheet: usize, cell: &str, words: &str) -> Self {
        self.put(sheet, cell, &text(words))
    }

    /// The XML of a row.
    pub(crate) fn row(&mut self, sheet: usize, row: usize) -> String {
        let xml = self.sheet(sheet);
        let (start, end) = row_at(xml, row);
        xml[start..end].to_owned()
    }

    /// Takes a row away, or puts others in its place.
    pub(crate) fn put_row(&mut self, sheet: usize, row: usize, xml: &str) {
        let whole = self.sheet(sheet);
        let (start, end) = row_at(whole, row);
        whole.replace_range(start..end, xml);
    }
}

fn cell_at(xml: &str, cell: &str) -> (usize, usize) {
    let start = xml.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| unreachable!("no cell {cell}"));
    let rest = &xml[start..];
    let tag = rest.find('>').expect("the tag ends");
    let length = if rest[..tag].ends_with('/') { tag + 1 } else { rest.find("</c>").expect("the cell ends") + 4 };
    (start, start + length)
}

fn row_at(xml: &str, row: usize) -> (usize, usize) {
    let start = xml.find(&format!("<row r=\"{row}\"")).unwrap_or_else(|| unreachable!("no row {row}"));
    let end = xml[start..].find("</row>").expect("the row ends") + "</row>".len();
    (start, start + end)
}

fn attribute(tag: &str, name: &str) -> String {
    let from = tag.find(&format!(" {name}=\"")).map(|at| at + name.len() + 3);
    from.map_or_else(|| "0".to_owned(), |from| tag[from..].split('"').next().unwrap_or("0").to_owned())
}

/// A row under another number, its cells with it.
pub(crate) fn renumbered(row: &str, from: usize, to: usize) -> String {
    let cells = ('A'..='Z').fold(row.to_owned(), |xml, column| {
        xml.replace(&format!("r=\"{column}{from}\""), &format!("r=\"{column}{to}\""))
    });
    cells.replace(&format!("<row r=\"{from}\""), &format!("<row r=\"{to}\""))
}
