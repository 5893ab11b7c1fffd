//! A list as people keep it, one thing in each row: a workbook or a CSV file whose first rows hold the heads of its
//! columns. Columns are known by their heads; what cannot be read is told with worksheet, row and column.

use super::csv_table;
use super::workbook::{Content, Sheet, Workbook};
use crate::domain::form::shown;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use rust_decimal::Decimal;
use serde::Serialize;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// Rows in which the heads are looked for.
const HEADS_WITHIN: usize = 30;
/// Signs of a number in a worksheet; what stands behind them is binary dust.
const DIGITS: u32 = 15;
/// A list has at most so many rows.
pub const MAX_ROWS: usize = 2_000;

/// A column that a list may have.
pub(crate) struct Known {
    /// Which field it fills.
    pub(crate) field: &'static str,
    /// Heads by which it is known, without blanks and brackets; an earlier one goes before a later one.
    pub(crate) heads: &'static [&'static str],
    /// Whether there is no list without it.
    pub(crate) is_needed: bool,
}

/// A column of a list, as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ListColumn {
    /// Its number, from 1.
    pub column: usize,
    /// Its head as written.
    pub head: String,
    /// Which field it fills; none = it is not read.
    pub field: Option<String>,
}

/// A list.
pub(crate) struct ListTable {
    /// Name of the worksheet; empty for CSV.
    pub(crate) sheet: String,
    /// Its columns from left to right.
    pub(crate) columns: Vec<ListColumn>,
    /// Its rows below the heads.
    pub(crate) rows: Vec<ListRow>,
    /// What could not be read, and what was left out.
    pub(crate) problems: Vec<Problem>,
}

/// A row of a list.
pub(crate) struct ListRow {
    /// Its number in the file, from 1.
    pub(crate) row: usize,
    /// Its texts by field, with their columns.
    cells: Vec<(&'static str, usize, String)>,
}

impl ListRow {
    /// What stands in a field; empty when its column is missing.
    pub(crate) fn text(&self, field: &str) -> String {
        self.cells.iter().find(|(its, ..)| *its == field).map(|(_, _, text)| text.clone()).unwrap_or_default()
    }
}

impl ListTable {
    /// Reads a list; `Invalid` when the file is none, or has no table with the needed columns.
    pub(crate) fn read(bytes: &[u8], known: &'static [Known]) -> Result<Self> {
        let is_workbook = bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
        let grids =
            if is_workbook { Grid::of_workbook(bytes).map_err(Error::invalid)? } else { vec![Grid::of_csv(bytes)?] };
        let mut nearest: Option<Vec<&str>> = None;
        for mut grid in grids {
            match grid.heads(known) {
                Ok((row, columns)) => return grid.table(row, &columns, known),
                Err(missing) if nearest.as_ref().is_none_or(|before| missing.len() < before.len()) => {
                    nearest = Some(missing);
                }
                Err(_) => {}
            }
        }
        let first: Vec<_> =
            known.iter().filter(|one| one.is_needed).filter_map(|one| one.heads.first().copied()).collect();
        let names = nearest.unwrap_or(first).join("、");
        Err(Error::invalid(Problem::error("list_heads_missing", Place::Whole).with("names", names)))
    }

    /// Where a field of a row stands; the whole row where its column is missing.
    pub(crate) fn place(&self, row: &ListRow, field: &str) -> Place {
        let column = self.columns.iter().find(|column| column.field.as_deref() == Some(field)).map_or(0, |c| c.column);
        Place::sheet_cell(&self.sheet, row.row, column)
    }

    /// The head of the column of a field.
    pub(crate) fn head(&self, field: &str) -> &str {
        self.columns.iter().find(|column| column.field.as_deref() == Some(field)).map_or("", |column| &column.head)
    }
}

/// A cell: its text, or the code of why it has none.
type GridCell = std::result::Result<String, &'static str>;

/// A worksheet or a CSV file as texts.
struct Grid {
    sheet: String,
    rows: Vec<(usize, Vec<GridCell>)>,
    problems: Vec<Problem>,
}

impl Grid {
    fn of_csv(bytes: &[u8]) -> Result<Self> {
        let lines = csv_table::all_lines(bytes)?.into_iter();
        let rows = lines.map(|(row, cells)| (row, cells.into_iter().map(Ok).collect())).collect();
        Ok(Self { sheet: String::new(), rows, problems: Vec::new() })
    }

    /// The worksheets people see, in order.
    fn of_workbook(bytes: &[u8]) -> std::result::Result<Vec<Self>, Problem> {
        let mut book = Workbook::open(bytes)?;
        let listed: Vec<_> = book.sheets().iter().filter(|sheet| !sheet.is_hidden).cloned().collect();
        listed.iter().map(|sheet| book.read(sheet).map(|sheet| Self::of_sheet(&sheet))).collect()
    }

    fn of_sheet(sheet: &Sheet) -> Self {
        let mut grid = Self { sheet: sheet.name.clone(), rows: Vec::new(), problems: Vec::new() };
        for row in sheet.rows() {
            if sheet.is_row_hidden(row) {
                grid.problems.push(Problem::warning("list_row_hidden", sheet.place(row, 0)));
                continue;
            }
            let cells = (1..=sheet.width()).map(|column| cell_text(sheet, row, column)).collect();
            grid.rows.push((row, cells));
        }
        grid
    }

    /// The row of the heads with what each column fills, or the heads that are missing in the row that comes nearest.
    fn heads<'k>(&self, known: &'k [Known]) -> std::result::Result<(usize, Vec<ListColumn>), Vec<&'k str>> {
        let mut nearest: Vec<&str> = known.iter().filter(|one| one.is_needed).map(|one| one.heads[0]).collect();
        for (row, cells) in self.rows.iter().take(HEADS_WITHIN) {
            let columns = columns_of(cells, known);
            let has = |field: &str| columns.iter().any(|column| column.field.as_deref() == Some(field));
            let missing: Vec<&str> =
                known.iter().filter(|one| one.is_needed && !has(one.field)).map(|one| one.heads[0]).collect();
            // A heading like “项目名称” alone in a row is a title, no table.
            let is_table = columns.iter().filter(|column| column.field.is_some()).count() >= 2;
            if missing.is_empty() && is_table {
                return Ok((*row, columns));
            }
            if missing.len() < nearest.len() && is_table {
                nearest = missing;
            }
        }
        Err(nearest)
    }

    fn table(&mut self, heads: usize, columns: &[ListColumn], known: &'static [Known]) -> Result<ListTable> {
        let mut problems = std::mem::take(&mut self.problems);
        problems.retain(|problem| matches!(problem.place, Place::Cell { row, .. } if row > heads));
        let mut rows = Vec::new();
        let below = self.rows.iter().filter(|(row, _)| *row > heads);
        for column in columns.iter().filter(|column| column.field.is_none()) {
            let place = Place::sheet_cell(&self.sheet, heads, column.column);
            problems.push(Problem::warning("list_column_unknown", place).with("name", shown(&column.head)));
        }
        for (row, cells) in below {
            let mut found = Vec::new();
            for column in columns {
                let field = known.iter().map(|one| one.field).find(|field| column.field.as_deref() == Some(field));
                let (Some(field), Some(cell)) = (field, cells.get(column.column - 1)) else { continue };
                let text = cell.clone().unwrap_or_else(|code| {
                    problems.push(Problem::error(code, Place::sheet_cell(&self.sheet, *row, column.column)));
                    String::new()
                });
                found.push((field, column.column, text));
            }
            let first = found.iter().map(|(_, _, text)| text.as_str()).find(|text| !text.is_empty());
            let Some(first) = first else { continue };
            if ["合计", "总计", "小计"].contains(&plain(first).as_str()) {
                problems.push(Problem::warning("list_row_sum", Place::sheet_cell(&self.sheet, *row, 0)));
                continue;
            }
            rows.push(ListRow { row: *row, cells: found });
        }
        if rows.is_empty() {
            return Err(Error::invalid(Problem::error("list_empty", Place::Whole)));
        }
        if rows.len() > MAX_ROWS {
            let problem = Problem::error("list_too_long", Place::Whole).with("n", rows.len());
            return Err(Error::invalid(problem.with("most", MAX_ROWS)));
        }
        Ok(ListTable { sheet: self.sheet.clone(), columns: columns.to_vec(), rows, problems })
    }
}

/// What each column of a row of heads fills; of two that could fill the same field the one with the better head does.
fn columns_of(cells: &[GridCell], known: &[Known]) -> Vec<ListColumn> {
    let heads: Vec<(usize, String)> = cells
        .iter()
        .enumerate()
        .filter_map(|(at, cell)| cell.as_ref().ok().map(|text| (at + 1, text.clone())))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let mut columns: Vec<ListColumn> =
        heads.into_iter().map(|(column, head)| ListColumn { column, head, field: None }).collect();
    for one in known {
        let rank = |column: &ListColumn| one.heads.iter().position(|head| *head == plain(&column.head));
        let free = columns.iter_mut().filter(|column| column.field.is_none());
        let best = free.filter_map(|column| rank(column).map(|rank| (rank, column))).min_by_key(|(rank, _)| *rank);
        if let Some((_, column)) = best {
            column.field = Some(one.field.to_owned());
        }
    }
    columns
}

/// A head, or any text to compare, without blanks, brackets and what stands in them; wide signs as plain ones.
pub(crate) fn plain(text: &str) -> String {
    let (mut depth, mut out) = (0_usize, String::new());
    for c in text.nfkc() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth > 0 || c.is_whitespace() || matches!(c, ':' | '*') => {}
            c => out.push(c),
        }
    }
    out
}

/// The text of a cell; merged cells all say what the upper left one says.
fn cell_text(sheet: &Sheet, row: usize, column: usize) -> GridCell {
    let (row, column) = sheet.origin(row, column);
    let Some(cell) = sheet.cell(row, column) else { return Ok(String::new()) };
    match &cell.content {
        Content::Number(digits) => Ok(decimal(digits).unwrap_or_else(|| digits.clone())),
        Content::Text(_) | Content::Flag(_) => Ok(cell.text().split_whitespace().collect::<Vec<_>>().join(" ")),
        Content::Date => Err("list_cell_date"),
        Content::Fault(_) => Err("list_cell_fault"),
        Content::Uncomputed => Err("list_cell_uncomputed"),
    }
}

/// A number as a file writes it, in plain digits.
fn decimal(digits: &str) -> Option<String> {
    let read = if digits.contains(['e', 'E']) { Decimal::from_scientific(digits) } else { Decimal::from_str(digits) };
    Some(read.ok()?.round_sf(DIGITS)?.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Known] = &[
        Known { field: "no", heads: &["编号", "序号"], is_needed: false },
        Known { field: "title", heads: &["项目名称", "名称"], is_needed: true },
    ];

    fn read(text: &str) -> Result<ListTable> {
        ListTable::read(text.as_bytes(), KNOWN)
    }

    #[test]
    fn a_list_is_read_below_its_heads() {
        let list = read("2026 年项目清单,,\n序号,编 号,项目名称（全称）\n1,A-1,甲项目\n,,\n2,A-2,乙项目\n合计,,\n")
            .expect("a list");
        let rows: Vec<_> = list.rows.iter().map(|row| (row.row, row.text("no"), row.text("title"))).collect();
        let expected = [(3, "A-1".to_owned(), "甲项目".to_owned()), (5, "A-2".to_owned(), "乙项目".to_owned())];
        assert_eq!(rows, expected);
        // 编号 is the better head, so 序号 stays unread and is told; the sum is no row.
        let codes: Vec<_> = list.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["list_column_unknown"]);
        assert_eq!(list.place(&list.rows[0], "title"), Place::sheet_cell("", 3, 3));
    }

    #[test]
    fn a_row_of_sums_is_left_out_and_told() {
        let list = read("编号,名称\nA-1,甲\n合 计,\n").expect("a list");
        assert_eq!(list.rows.len(), 1);
        assert_eq!(list.problems[0].code, "list_row_sum");
    }

    #[test]
    fn what_is_no_list_says_what_it_lacks() {
        for (text, code) in
            [("编号,单位\nA,B\n", "list_heads_missing"), ("编号,名称\n", "list_empty"), ("", "list_heads_missing")]
        {
            match read(text) {
                Err(Error::Invalid(problems)) => assert_eq!(problems[0].code, code, "{text}"),
                other => panic!("{text}: {:?}", other.map(|list| list.rows.len())),
            }
        }
    }

    #[test]
    fn numbers_are_written_out() {
        for (digits, text) in [("2025", "2025"), ("1.2E3", "1200"), ("0.30000000000000004", "0.3"), ("980.50", "980.5")]
        {
            assert_eq!(decimal(digits).as_deref(), Some(text));
        }
    }
}
