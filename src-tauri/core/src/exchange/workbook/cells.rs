//! The cells of a worksheet: text, number as it is written in the file, tick, date or fault; and which cells are merged.

use super::Style;
use super::parts::{attribute, events};
use crate::domain::problem::{Place, Problem};
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Rows that are looked at; content below is a problem.
pub(crate) const MAX_ROWS: usize = 20_000;
/// Columns that are looked at; content beyond is a problem.
pub(crate) const MAX_COLUMNS: usize = 256;
/// Cells with content.
const MAX_CELLS: usize = 400_000;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// A text.
    Text(String),
    /// A number, in the digits of the file.
    Number(String),
    /// A truth value.
    Flag(bool),
    /// A day or a time.
    Date,
    /// `#REF!` and its like.
    Fault(String),
    /// A formula whose value was never computed: the file comes from a program that does not compute.
    Uncomputed,
}

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What stands in it.
    pub(crate) content: Content,
    /// Whether the number is shown as a percentage.
    pub(crate) is_percent: bool,
    /// Whether it is computed; then the content is what the person's program computed last.
    pub(crate) is_formula: bool,
}

/// A worksheet. Rows and columns count from 1.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// Name on its tab.
    pub(crate) name: String,
    cells: BTreeMap<(usize, usize), Cell>,
    /// The upper left cell of the merged cells that each cell belongs to.
    merged: HashMap<(usize, usize), (usize, usize)>,
    hidden: Hidden,
}

/// What the person's program does not show.
#[derive(Debug, Default)]
struct Hidden {
    rows: BTreeSet<usize>,
    /// First and last of neighbouring columns.
    columns: Vec<(usize, usize)>,
}

impl Sheet {
    /// The cell itself.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.cells.get(&(row, column))
    }

    /// The upper left cell of the merged cells this one belongs to; itself where nothing is merged.
    pub(crate) fn origin(&self, row: usize, column: usize) -> (usize, usize) {
        self.merged.get(&(row, column)).copied().unwrap_or((row, column))
    }

    /// Whether people do not see the row.
    pub(crate) fn is_row_hidden(&self, row: usize) -> bool {
        self.hidden.rows.contains(&row)
    }

    /// Whether people do not see the column.
    pub(crate) fn is_column_hidden(&self, column: usize) -> bool {
        self.hidden.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    /// Rows with content, in order.
    pub(crate) fn rows(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = self.cells.keys().map(|(row, _)| *row).collect();
        rows.dedup();
        rows
    }

    /// The last column with content.
    pub(crate) fn width(&self) -> usize {
        self.cells.keys().map(|(_, column)| *column).max().unwrap_or(0)
    }

    /// A place in this worksheet.
    pub(crate) fn place(&self, row: usize, column: usize) -> Place {
        Place::sheet_cell(&self.name, row, column)
    }
}

impl Cell {
    /// What people see in the cell, without blanks around.
    pub(crate) fn text(&self) -> String {
        match &self.content {
            Content::Text(text) => text.trim().to_owned(),
            Content::Number(digits) => digits.clone(),
            Content::Flag(true) => "是".to_owned(),
            Content::Flag(false) => "否".to_owned(),
            Content::Date | Content::Uncomputed => String::new(),
            Content::Fault(text) => text.clone(),
        }
    }
}

/// Collects the text of an element: all its runs, without how words are read aloud.
#[derive(Default)]
pub(super) struct TextReader {
    text: String,
    in_text: bool,
    aloud: usize,
}

impl TextReader {
    pub(super) fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => self.in_text = true,
                "rPh" => self.aloud += 1,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "t" => self.in_text = false,
                "rPh" => self.aloud = self.aloud.saturating_sub(1),
                _ => {}
            },
            _ if self.in_text && self.aloud == 0 => append(event, &mut self.text),
            _ => {}
        }
    }

    pub(super) fn finish(&mut self) -> String {
        self.in_text = false;
        self.aloud = 0;
        unescaped(&std::mem::take(&mut self.text))
    }
}

/// Adds what an event says in letters.
fn append(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(name) => {
            if let Ok(Some(c)) = name.resolve_char_ref() {
                text.push(c);
            } else if let Some(known) = quick_xml::escape::resolve_predefined_entity(&name.xml10_content()) {
                text.push_str(known);
            }
        }
        _ => {}
    }
}

/// `_x000D_` is how a workbook writes a character that XML cannot hold.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let c = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let (kept, skip) = match c {
            Some(c) => (c.to_string(), 7),
            None => ("_x".to_owned(), 2),
        };
        out.push_str(&rest[..at]);
        out.push_str(&kept);
        rest = &rest[at + skip..];
    }
    out.push_str(rest);
    out
}

/// The cell being read.
#[derive(Default)]
struct Open {
    at: (usize, usize),
    kind: String,
    style: usize,
    value: String,
    in_value: bool,
    is_formula: bool,
    rich: TextReader,
}

struct Reading<'a> {
    name: &'a str,
    strings: &'a [String],
    styles: &'a [Style],
    at: (usize, usize),
    cells: BTreeMap<(usize, usize), Cell>,
    areas: Vec<[usize; 4]>,
    hidden: Hidden,
}

/// Reads the XML of a worksheet.
pub(super) fn read(name: &str, text: &str, strings: &[String], styles: &[Style]) -> Result<Sheet, Problem> {
    let (cells, areas, hidden) = (BTreeMap::new(), Vec::new(), Hidden::default());
    let mut reading = Reading { name, strings, styles, at: (0, 0), cells, areas, hidden };
    let mut open: Option<Open> = None;
    for event in events(text) {
        let event =
            event.map_err(|problem| Problem { place: Place::sheet_cell(name, reading.at.0.max(1), 0), ..problem })?;
        match &event {
            Event::Start(e) => match (e.local_name().as_ref(), &mut open) {
                ("row", None) => reading.row(e),
                ("c", None) => open = Some(reading.open(e)),
                ("v", Some(cell)) => cell.in_value = true,
                ("f", Some(cell)) => cell.is_formula = true,
                ("mergeCell", None) => reading.merge(e),
                ("col", None) => reading.column(e),
                (_, Some(cell)) => cell.rich.take(&event),
                _ => {}
            },
            Event::Empty(e) => match (e.local_name().as_ref(), &mut open) {
                ("row", None) => reading.row(e),
                ("c", None) => drop(reading.open(e)),
                ("f", Some(cell)) => cell.is_formula = true,
                ("mergeCell", None) => reading.merge(e),
                ("col", None) => reading.column(e),
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "v" => open.iter_mut().for_each(|cell| cell.in_value = false),
                "c" => {
                    if let Some(cell) = open.take() {
                        reading.close(cell)?;
                    }
                }
                _ => open.iter_mut().for_each(|cell| cell.rich.take(&event)),
            },
            _ => {
                if let Some(cell) = &mut open {
                    if cell.in_value { append(&event, &mut cell.value) } else { cell.rich.take(&event) }
                }
            }
        }
    }
    reading.finish()
}

impl Reading<'_> {
    fn row(&mut self, e: &BytesStart<'_>) {
        let given = attribute(e, "r").and_then(|row| row.parse().ok());
        self.at = (given.unwrap_or(self.at.0.saturating_add(1)), 0);
        if is_hidden(e) && self.hidden.rows.len() < MAX_ROWS {
            self.hidden.rows.insert(self.at.0);
        }
    }

    fn column(&mut self, e: &BytesStart<'_>) {
        let number = |name| attribute(e, name).and_then(|number| number.parse().ok());
        if let (true, Some(first), Some(last)) = (is_hidden(e), number("min"), number("max"))
            && self.hidden.columns.len() < MAX_COLUMNS
        {
            self.hidden.columns.push((first, last));
        }
    }

    fn open(&mut self, e: &BytesStart<'_>) -> Open {
        let given = attribute(e, "r").and_then(|at| address(&at));
        self.at = given.unwrap_or((self.at.0, self.at.1.saturating_add(1)));
        let style = attribute(e, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
        Open { at: self.at, kind: attribute(e, "t").unwrap_or_default(), style, ..Open::default() }
    }

    fn close(&mut self, mut open: Open) -> Result<(), Problem> {
        let style = self.styles.get(open.style).copied().unwrap_or(Style::Plain);
        let text = unescaped(&open.value);
        let content = match open.kind.as_str() {
            "s" => Content::Text(self.shared(&text)?),
            "inlineStr" => Content::Text(open.rich.finish()),
            "str" => Content::Text(text),
            "b" => Content::Flag(matches!(text.trim(), "1" | "true")),
            "e" => Content::Fault(text),
            "d" => Content::Date,
            _ if text.trim().is_empty() && open.is_formula => Content::Uncomputed,
            _ if text.trim().is_empty() => return Ok(()),
            _ if style == Style::Date => Content::Date,
            _ => Content::Number(text.trim().to_owned()),
        };
        if matches!(&content, Content::Text(text) if text.is_empty()) {
            return Ok(());
        }
        let place = |column| Place::sheet_cell(self.name, open.at.0, column);
        if open.at.0 > MAX_ROWS {
            return Err(Problem::error("sheet_too_many_rows", place(0)).with("most", MAX_ROWS));
        }
        if open.at.1 > MAX_COLUMNS {
            return Err(Problem::error("sheet_too_many_columns", place(open.at.1)).with("most", MAX_COLUMNS));
        }
        if self.cells.len() >= MAX_CELLS {
            return Err(Problem::error("sheet_too_many_cells", place(0)).with("most", MAX_CELLS));
        }
        let is_percent = style == Style::Percent && matches!(content, Content::Number(_));
        self.cells.insert(open.at, Cell { content, is_percent, is_formula: open.is_formula });
        Ok(())
    }

    fn shared(&self, number: &str) -> Result<String, Problem> {
        let text = number.trim().parse::<usize>().ok().and_then(|at| self.strings.get(at));
        let place = Place::sheet_cell(self.name, self.at.0, self.at.1);
        text.cloned().ok_or_else(|| Problem::error("workbook_damaged", place).with("part", ""))
    }

    fn merge(&mut self, e: &BytesStart<'_>) {
        let area = attribute(e, "ref");
        let corners = area.as_deref().and_then(|area| {
            let (start, end) = area.split_once(':')?;
            Some((address(start)?, address(end)?))
        });
        if let Some((start, end)) = corners
            && self.areas.len() < MAX_CELLS
        {
            self.areas.push([start.0, start.1, end.0, end.1]);
        }
    }

    fn finish(self) -> Result<Sheet, Problem> {
        let last_row = self.cells.keys().next_back().map_or(0, |at| at.0);
        let last_column = self.cells.keys().map(|at| at.1).max().unwrap_or(0);
        let mut merged = HashMap::new();
        for [top, left, bottom, right] in self.areas {
            for row in top..=bottom.min(last_row) {
                for column in left..=right.min(last_column) {
                    if merged.len() >= MAX_CELLS {
                        let place = Place::sheet_cell(self.name, row, 0);
                        return Err(Problem::error("sheet_too_many_cells", place).with("most", MAX_CELLS));
                    }
                    merged.insert((row, column), (top, left));
                }
            }
        }
        Ok(Sheet { name: self.name.to_owned(), cells: self.cells, merged, hidden: self.hidden })
    }
}

fn is_hidden(e: &BytesStart<'_>) -> bool {
    attribute(e, "hidden").is_some_and(|hidden| matches!(hidden.as_str(), "1" | "true"))
}

/// Row and column of an address as `B12` or `$B$12`.
fn address(text: &str) -> Option<(usize, usize)> {
    let plain: String = text.chars().filter(|c| *c != '$').collect();
    let letters = plain.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = plain.bytes().take(letters).fold(0, |n, b| n * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1);
    let row = plain[letters..].parse::<usize>().ok().filter(|row| (1..=1_048_576).contains(row))?;
    Some((row, column))
}
