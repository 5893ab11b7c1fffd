//! One filled-in cell: what a person meant by it, whatever the program made of it — a text, a number, a tick. What cannot
//! be taken is told with its place and what to do about it; nothing is guessed or rounded.

use super::{MARK, NO, YES};
use crate::domain::problem::{Place, Problem};
use crate::exchange::workbook::{Cell, Content, Sheet};

/// Rows and columns in which the marks of a worksheet are looked for.
const MARK_ROWS: usize = 60;
const MARK_COLUMNS: usize = 60;
/// What people write where they mean nothing.
const BLANK: [&str; 9] = ["/", "／", "\\", "-", "－", "—", "——", "无", "未评"];

/// A worksheet of ours as it came back: what it is, and where its keys and the columns of its table stand.
pub(super) struct Grid {
    pub(super) sheet: Sheet,
    /// What stands behind the mark.
    pub(super) kind: String,
    keys: usize,
    heads: usize,
}

impl Grid {
    /// The worksheet, if it bears our mark.
    pub(super) fn of(sheet: Sheet) -> Option<Self> {
        let rows: Vec<usize> = sheet.rows().into_iter().take(MARK_ROWS).collect();
        let mark = rows.iter().find_map(|row| {
            (1..=sheet.width().min(MARK_COLUMNS)).find_map(|column| {
                let text = sheet.cell(*row, column).map(Cell::text)?;
                text.strip_prefix(MARK).map(|kind| (column, kind.to_owned()))
            })
        });
        let (keys, kind) = mark?;
        let is_head = |row: &&usize| sheet.cell(**row, keys).is_some_and(|cell| cell.text() == super::HEADS);
        let heads = rows.iter().find(is_head).copied().unwrap_or(0);
        Some(Self { sheet, kind, keys, heads })
    }

    /// The column under a head; a problem where it is gone.
    pub(super) fn column(&self, heads: &[&str]) -> Result<usize, Problem> {
        let is_it = |column: &usize| {
            let text = self.sheet.cell(self.heads, *column).map(Cell::text).unwrap_or_default();
            heads.contains(&text.as_str())
        };
        let found = (1..=self.sheet.width()).find(is_it).filter(|_| self.heads > 0);
        let place = || self.sheet.place(self.heads.max(1), 0);
        let name = heads.join("、");
        found.ok_or_else(|| Problem::error("fill_in_column_missing", place()).with("name", name))
    }

    /// Rows below the heads with their keys; an empty key = the row is none of ours.
    pub(super) fn rows(&self) -> Vec<(usize, String)> {
        let below = self.sheet.rows().into_iter().filter(|row| *row > self.heads);
        below.map(|row| (row, self.sheet.cell(row, self.keys).map(Cell::text).unwrap_or_default())).collect()
    }

    /// A place with the name of what stands there.
    pub(super) fn place(&self, row: usize, column: usize, label: &str) -> Place {
        let label = super::read::short(label);
        Place::Cell { sheet: self.sheet.name.clone(), row, column, label }
    }

    /// The text of a cell to fill in; `columns` are all of those that are filled in.
    pub(super) fn text(&self, at: (usize, usize), columns: &[usize]) -> Result<String, Problem> {
        let wrong = |code| Err(Problem::error(code, self.sheet.place(at.0, at.1)));
        let origin = self.sheet.origin(at.0, at.1);
        if origin != at {
            // Merged along the row, its text stands in the first of these cells and is read there.
            let is_read_there = origin.0 == at.0 && columns.contains(&origin.1);
            return if is_read_there { Ok(String::new()) } else { wrong("fill_in_merged") };
        }
        let Some(cell) = self.sheet.cell(at.0, at.1) else { return Ok(String::new()) };
        if cell.is_formula {
            return wrong("fill_in_formula");
        }
        match &cell.content {
            Content::Text(text) => Ok(text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()),
            Content::Flag(_) => Ok(cell.text()),
            Content::Number(_) if cell.is_percent => wrong("fill_in_percent"),
            Content::Number(digits) => match shortest(digits) {
                Some(text) => Ok(text),
                None => wrong("fill_in_not_readable"),
            },
            Content::Date => wrong("fill_in_date"),
            Content::Fault(_) => wrong("fill_in_fault"),
            Content::Uncomputed => wrong("fill_in_formula"),
        }
    }

    /// Whether a cell holds a day as a spreadsheet keeps one.
    pub(super) fn is_day(&self, at: (usize, usize)) -> bool {
        self.sheet.cell(at.0, at.1).is_some_and(|cell| cell.content == Content::Date && !cell.is_formula)
    }
}

/// The shortest decimal that is read back as the same binary number: `4.0999999999999996` was typed as 4.1.
fn shortest(digits: &str) -> Option<String> {
    let value: f64 = digits.trim().parse().ok()?;
    value.is_finite().then(|| value.to_string())
}

/// Whether a text stands for nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.is_empty() || BLANK.contains(&text)
}

/// 是 or 否 in the ways people tick; empty and the signs for nothing are 否. None = something else.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        YES | "√" | "✓" | "☑" | "✔" | "1" => Some(true),
        NO | "×" | "✗" | "☐" | "☒" | "0" => Some(false),
        text if is_blank(text) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_was_typed() {
        let rows = [
            ("4.0999999999999996", "4.1"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("4", "4"),
            ("4.0", "4"),
            ("1E1", "10"),
            ("-0.5", "-0.5"),
            ("2.3333333333333335", "2.3333333333333335"),
        ];
        for (digits, text) in rows {
            assert_eq!(shortest(digits).as_deref(), Some(text), "{digits}");
        }
        for digits in ["x", "", "1e999", "nan"] {
            assert_eq!(shortest(digits), None, "{digits}");
        }
    }

    #[test]
    fn ticks_are_read_and_other_words_are_not_guessed() {
        for text in ["是", "√", "☑"] {
            assert_eq!(yes_or_no(text), Some(true), "{text}");
        }
        for text in ["", "否", "/", "无"] {
            assert_eq!(yes_or_no(text), Some(false), "{text}");
        }
        assert_eq!(yes_or_no("也许"), None);
    }
}
