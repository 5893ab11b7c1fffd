//! A score table as CSV: the first row names the experts, the first column the criteria, an empty cell is no score.
//! UTF-8 with or without BOM, UTF-16 with BOM and GB18030 are read; every fault is named with row and column.

use crate::domain::form::{Form, Missing, shown};
use crate::domain::number::Points;
use crate::domain::problem::{Place, Problem, blocks};
use crate::domain::tally::Ballot;
use crate::error::{Error, Result};
use std::collections::HashMap;

/// The line that names each expert's kind, for `weighted`.
const KINDS: &str = "专家类别";
/// A table is at most this long (bytes).
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Reads a score table against a form. All faults together, empty cells among them where `missing` rejects them; nothing
/// is read by halves.
pub fn read(form: &Form, bytes: &[u8], missing: Missing) -> Result<Vec<Ballot>> {
    let mut lines = lines(bytes)?.into_iter();
    let Some((head_row, head)) = lines.next() else { return Err(whole("csv_empty")) };
    let mut table =
        Table { form, missing, experts: Vec::new(), kinds: Vec::new(), rows: HashMap::new(), found: Vec::new() };
    table.head(head_row, &head);
    for (row, cells) in lines {
        table.line(row, &cells);
    }
    table.finish()
}

/// The lines of a table that are not empty, each with its number from 1 and its cells without blanks around.
pub(crate) fn lines(bytes: &[u8]) -> Result<Vec<(usize, Vec<String>)>> {
    if bytes.len() > MAX_BYTES {
        return Err(whole("csv_too_long"));
    }
    // One kind of line end, so that a line is counted as the person's program counts it.
    let text = decode(bytes).ok_or_else(|| whole("csv_encoding"))?.replace("\r\n", "\n").replace('\r', "\n");
    if let Some(row) = bad_quotes(&text) {
        return Err(Error::invalid(Problem::error("csv_syntax", Place::cell(row, 0, ""))));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| whole("csv_syntax"))?;
        let row = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            lines.push((row, cells));
        }
    }
    Ok(lines)
}

fn whole(code: &'static str) -> Error {
    Error::invalid(Problem::error(code, Place::Whole).with("most", MAX_BYTES / 1024 / 1024))
}

/// The line of the first quotation mark that neither opens nor closes a cell. The reader would take `"5"5` for 55, and a
/// number may not change without a word.
fn bad_quotes(text: &str) -> Option<usize> {
    let (mut row, mut opened) = (1, 0);
    let (mut at_start, mut inside) = (true, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, inside) {
            ('"', true) if chars.peek() == Some(&'"') => {
                chars.next();
            }
            ('"', true) => {
                inside = false;
                if chars.peek().is_some_and(|next| !matches!(next, ',' | '\n')) {
                    return Some(row);
                }
            }
            ('"', false) if at_start => (inside, opened) = (true, row),
            ('"', false) => return Some(row),
            _ => {}
        }
        row += usize::from(c == '\n');
        at_start = !inside && matches!(c, ',' | '\n');
    }
    inside.then_some(opened)
}

/// The text of the file, in whichever of the encodings it is; `None` when it is none of them.
fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, bom)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling_and_without_replacement(&bytes[bom..]).map(Into::into);
    }
    let gb18030 = || encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return gb18030().map(Into::into) };
    // A few Chinese characters in GB18030 are by chance letters of another script in UTF-8. Where UTF-8 gives no Chinese
    // at all and GB18030 gives nothing else, the table is Chinese.
    let foreign = || text.chars().filter(|c| !c.is_ascii());
    if foreign().next().is_some() && !foreign().any(is_chinese) {
        let other = gb18030().filter(|other| other.chars().all(|c| c.is_ascii() || is_chinese(c)));
        return Some(other.map_or_else(|| text.to_owned(), Into::into));
    }
    Some(text.to_owned())
}

/// Whether this is a Chinese character or a full-width sign.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

struct Table<'a> {
    form: &'a Form,
    missing: Missing,
    experts: Vec<String>,
    /// Kinds of the experts, if the table names them.
    kinds: Vec<String>,
    /// Criterion id → row it stands in, and its scores.
    rows: HashMap<String, (usize, Vec<Cell>)>,
    found: Vec<Problem>,
}

impl Table<'_> {
    fn head(&mut self, row: usize, cells: &[String]) {
        for (i, name) in cells.iter().enumerate().skip(1) {
            let place = Place::cell(row, i + 1, "");
            if name.is_empty() {
                self.found.push(Problem::error("csv_expert_unnamed", place));
            } else if self.experts.contains(name) {
                self.found.push(Problem::error("csv_expert_twice", place).with("name", shown(name)));
            }
            self.experts.push(name.clone());
        }
        if self.experts.is_empty() {
            self.found.push(Problem::error("csv_no_experts", Place::cell(row, 0, "")));
        }
    }

    fn line(&mut self, row: usize, cells: &[String]) {
        let id = cells.first().map_or("", String::as_str);
        if id == KINDS {
            self.kinds = cells.iter().skip(1).cloned().collect();
            return;
        }
        let at = |column: usize| Place::cell(row, column, "");
        let Some(criterion) = self.form.criterion(id) else {
            self.found.push(Problem::error("csv_criterion_unknown", at(1)).with("id", shown(id)));
            return;
        };
        if let Some((first, _)) = self.rows.get(id) {
            self.found.push(Problem::error("csv_criterion_twice", at(1)).with("id", id).with("first", first));
            return;
        }
        if cells.len() != self.experts.len() + 1 {
            let problem = Problem::error("csv_row_length", at(0)).with("cells", cells.len());
            self.found.push(problem.with("expected", self.experts.len() + 1));
            self.rows.insert(id.to_owned(), (row, Vec::new())); // named already: not missing as well
            return;
        }
        let step = self.form.step_of(criterion);
        let mut cells_read = Vec::with_capacity(self.experts.len());
        for (i, cell) in cells.iter().enumerate().skip(1) {
            let read = criterion.read(cell, step);
            let expert = &self.experts[i - 1];
            let place = || Place::cell(row, i + 1, format!("{id} {expert}"));
            if cell.is_empty() && self.missing == Missing::Reject {
                self.found.push(Problem::error("score_missing", place()).with("expert", expert));
            }
            cells_read.push(Cell { mark: read.mark().map(str::to_owned), points: read.points });
            self.found.extend(read.problems.into_iter().map(|problem| Problem { place: place(), ..problem }));
        }
        self.rows.insert(id.to_owned(), (row, cells_read));
    }

    fn finish(mut self) -> Result<Vec<Ballot>> {
        for criterion in self.form.criteria() {
            if !self.rows.contains_key(&criterion.id) {
                let place = Place::criterion(criterion.id.as_str());
                self.found.push(Problem::error("csv_criterion_missing", place).with("id", &criterion.id));
            }
        }
        if blocks(&self.found) {
            return Err(Error::Invalid(self.found));
        }
        let of = |e: usize| -> Vec<Cell> {
            let cell = |id: &String| self.rows.get(id).and_then(|(_, row)| row.get(e).cloned()).unwrap_or_default();
            self.form.criteria().map(|criterion| cell(&criterion.id)).collect()
        };
        let ballots = self.experts.iter().enumerate().map(|(e, name)| {
            let (points, marks) = of(e).into_iter().map(|cell| (cell.points, cell.mark)).unzip();
            let kind = self.kinds.get(e).cloned().unwrap_or_default();
            Ballot { marks, ..Ballot::new(name, kind, points) }
        });
        Ok(ballots.collect())
    }
}

/// One score of the table.
#[derive(Clone, Default)]
struct Cell {
    points: Option<Points>,
    mark: Option<String>,
}
