//! A table as CSV, whatever it is about: its encoding, its quotes, its lines, and the names of the experts in the first
//! one. UTF-8 with or without BOM, UTF-16 with BOM and GB18030 are read.

use crate::domain::form::shown;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};

/// A table is at most this long (bytes).
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// A line of a table: its number in the file, from 1, and its cells without blanks around.
pub(crate) type Line = (usize, Vec<String>);

/// The first line and the others.
pub(super) fn lines(bytes: &[u8]) -> Result<(Line, Vec<Line>)> {
    let mut lines = all_lines(bytes)?.into_iter();
    let head = lines.next().ok_or_else(|| whole("csv_empty"))?;
    Ok((head, lines.collect()))
}

/// The lines of a table; those without any text are left out, and keep their number in the count.
pub(crate) fn all_lines(bytes: &[u8]) -> Result<Vec<Line>> {
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

/// The names of the experts: the cells of the first line but the first.
pub(super) fn experts((row, cells): &Line, found: &mut Vec<Problem>) -> Vec<String> {
    let row = *row;
    let mut experts: Vec<String> = Vec::new();
    for (i, name) in cells.iter().enumerate().skip(1) {
        let place = Place::cell(row, i + 1, "");
        if name.is_empty() {
            found.push(Problem::error("csv_expert_unnamed", place));
        } else if experts.contains(name) {
            found.push(Problem::error("csv_expert_twice", place).with("name", shown(name)));
        }
        experts.push(name.clone());
    }
    if experts.is_empty() {
        found.push(Problem::error("csv_no_experts", Place::cell(row, 0, "")));
    }
    experts
}

/// What is wrong with the length of a line: it must have a cell for its name and one per expert.
pub(super) fn wrong_length(row: usize, cells: &[String], experts: &[String]) -> Option<Problem> {
    let expected = experts.len() + 1;
    let place = Place::cell(row, 0, "");
    let problem = || Problem::error("csv_row_length", place).with("cells", cells.len()).with("expected", expected);
    (cells.len() != expected).then(problem)
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
