//! Where the printed table stands in a worksheet: the row of its heads, found by their words, and what each column holds.

use super::words::{self, Role};
use crate::domain::form::shown;
use crate::domain::problem::Problem;
use crate::exchange::workbook::{Content, Sheet};

/// Rows in which the heads are looked for.
const HEADS_WITHIN: usize = 60;

/// A column of the table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its number, from 1.
    pub(super) at: usize,
    /// What it holds.
    pub(super) role: Role,
    /// Its head as printed.
    pub(super) head: String,
    /// Its head with that above it.
    whole: String,
}

/// The heads of a table.
#[derive(Debug)]
pub(super) struct Heads {
    /// The (lower) row of the heads.
    pub(super) row: usize,
    /// The first row of the heads.
    pub(super) first_row: usize,
    /// The columns that hold something, from left to right.
    pub(super) columns: Vec<Column>,
    /// Columns whose head nobody knows.
    unknown: Vec<(usize, String)>,
}

impl Heads {
    /// Finds the heads of a worksheet.
    pub(super) fn find(sheet: &Sheet) -> Option<Self> {
        let rows = sheet.rows();
        let rows: Vec<usize> = rows.into_iter().take(HEADS_WITHIN).collect();
        rows.iter().find_map(|row| {
            let upper = Self::of_row(sheet, *row, *row);
            let lower = Self::of_row(sheet, row + 1, *row);
            // A second row of heads stands below a head that spans several columns.
            let own = (1..=sheet.width()).filter(|column| sheet.cell(row + 1, *column).is_some());
            let known = own.clone().filter(|column| head_role(sheet, row + 1, *column).is_some()).count();
            let has_numbers = own.clone().any(|column| is_number(sheet, row + 1, column));
            let is_upper = (1..=sheet.width()).any(|column| head_role(sheet, *row, column).is_some());
            let is_second = is_upper && known >= 2 && !has_numbers && known * 2 > own.count();
            [(is_second, lower), (true, upper)].into_iter().find_map(|(may, heads)| heads.filter(|_| may))
        })
    }

    /// The heads in a row; a cell without one takes that of `above`.
    fn of_row(sheet: &Sheet, row: usize, above: usize) -> Option<Self> {
        let mut heads = Self { row, first_row: above, columns: Vec::new(), unknown: Vec::new() };
        for column in 1..=sheet.width() {
            let head = [row, above].map(|row| head_of(sheet, row, column)).into_iter().find(|head| !head.is_empty());
            let Some(head) = head else { continue };
            let upper = head_of(sheet, above, column);
            let whole = [upper.as_str(), &head].concat();
            // 名称 below 一级指标 is named by what stands above it.
            let head = if head == "名称" && !upper.is_empty() { upper } else { head };
            match words::role_of(&head) {
                Some(role) => heads.columns.push(Column { at: column, role, head, whole }),
                None => heads.unknown.push((column, head)),
            }
        }
        let has = |roles: &[Role]| heads.columns.iter().any(|column| roles.contains(&column.role));
        let is_table =
            has(&[Role::Name, Role::KeyPoints]) && has(&[Role::Points, Role::Weight, Role::Choices, Role::Deductions]);
        is_table.then_some(heads)
    }

    /// The columns of one role.
    pub(super) fn of(&self, role: Role) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.role == role)
    }

    /// The first column of a role.
    pub(super) fn one(&self, role: Role) -> Option<&Column> {
        self.of(role).next()
    }

    /// Decides what the key points are: the criteria where the names before them span several rows with points of their
    /// own (维度 | 审核要点 | 分值), a guide elsewhere.
    pub(super) fn settle_key_points(&mut self, sheet: &Sheet) {
        let is_leaf = self.key_points_are_names(sheet);
        for column in self.columns.iter_mut().filter(|column| column.role == Role::KeyPoints) {
            column.role = if is_leaf { Role::Name } else { Role::Guide };
        }
    }

    fn key_points_are_names(&self, sheet: &Sheet) -> bool {
        let Some(key) = self.one(Role::KeyPoints).map(|column| column.at) else { return false };
        let Some(name) = self.of(Role::Name).map(|column| column.at).filter(|at| *at < key).last() else {
            return self.one(Role::Name).is_none();
        };
        let points = self.columns.iter().find(|column| {
            column.at > key && matches!(column.role, Role::Points | Role::Weight | Role::Choices | Role::Deductions)
        });
        let Some(points) = points.map(|column| column.at) else { return false };
        let (mut all, mut spanned, mut blank) = (0, 0, 0);
        for row in sheet.rows().into_iter().filter(|row| *row > self.row) {
            if sheet.cell(row, key).is_none() || sheet.cell(row, points).is_none() {
                continue;
            }
            all += 1;
            spanned += usize::from(sheet.origin(row, name).0 < row);
            blank += usize::from(sheet.origin(row, name).0 == row && sheet.cell(row, name).is_none());
        }
        spanned > 0 || blank * 4 >= all.max(1)
    }

    /// What is wrong with the heads.
    pub(super) fn problems(&self, sheet: &Sheet) -> Vec<Problem> {
        let mut found = Vec::new();
        let unknown = self.unknown.iter().filter(|(column, _)| {
            sheet.rows().iter().any(|row| *row > self.row && sheet.cell(*row, *column).is_some())
        });
        for (column, head) in unknown {
            let problem = Problem::warning("form_sheet_column_unknown", sheet.place(self.row, *column));
            found.push(problem.with("name", shown(head)));
        }
        found.extend(self.points_above(sheet));
        found.extend(self.beside_each_other(sheet));
        let many = [Role::Name, Role::KeyPoints, Role::Points, Role::Weight, Role::Guide, Role::GroupId, Role::Ignored];
        for (i, column) in self.columns.iter().enumerate().filter(|(_, column)| !many.contains(&column.role)) {
            if let Some(first) = self.columns[..i].iter().find(|first| first.role == column.role) {
                let problem = Problem::error("form_sheet_column_twice", sheet.place(self.row, column.at));
                found.push(problem.with("name", shown(&column.head)).with("first", shown(&first.head)));
            }
        }
        found
    }

    /// Points in another table above this one, such as the budget execution of a self-evaluation.
    fn points_above(&self, sheet: &Sheet) -> Option<Problem> {
        let rows = sheet.rows().into_iter().filter(|row| *row < self.first_row);
        let mut cells = rows.flat_map(|row| (1..=sheet.width()).map(move |column| (row, column)));
        let (row, column) = cells.find(|(row, column)| head_role(sheet, *row, *column) == Some(Role::Points))?;
        let problem = Problem::warning("form_sheet_points_above", sheet.place(row, column));
        Some(problem.with("name", shown(&head_of(sheet, row, column))))
    }

    /// Columns that would count twice: two tables side by side, or two columns of points of one name.
    fn beside_each_other(&self, sheet: &Sheet) -> Vec<Problem> {
        let is_filled = |at: usize| sheet.rows().iter().any(|row| *row > self.row && sheet.cell(*row, at).is_some());
        let has_points = |from: usize, to: usize| self.of(Role::Points).any(|c| (from..to).contains(&c.at));
        let mut found = Vec::new();
        for (i, column) in self.columns.iter().enumerate() {
            let before = &self.columns[..i];
            let first = match column.role {
                Role::Name => before.iter().find(|first| {
                    let is_same = first.role == Role::Name && first.whole == column.whole;
                    is_same
                        && sheet.origin(self.row, first.at) != sheet.origin(self.row, column.at)
                        && has_points(first.at, column.at)
                }),
                Role::Points | Role::Weight if is_filled(column.at) => {
                    let since_name = before.iter().rev().take_while(|first| first.role != Role::Name);
                    let is_named = before.iter().any(|first| first.role == Role::Name);
                    since_name.filter(|_| is_named).find(|first| first.role == column.role && is_filled(first.at))
                }
                _ => None,
            };
            if let Some(first) = first {
                let problem = Problem::error("form_sheet_column_twice", sheet.place(self.row, column.at));
                found.push(problem.with("name", shown(&column.head)).with("first", shown(&first.head)));
            }
        }
        found
    }

    /// Columns that are filled in when the form is used, but have words already.
    pub(super) fn ignored(&self, sheet: &Sheet, rows: &super::rows::Rows) -> Vec<Problem> {
        let is_filled = |at: usize| {
            rows.entries.iter().find(|entry| {
                let cell = sheet.cell(entry.at.0, at);
                cell.is_some_and(|cell| !cell.is_formula && !cell.text().is_empty())
            })
        };
        let columns = self.of(Role::Ignored).filter_map(|column| Some((column, is_filled(column.at)?)));
        columns
            .map(|(column, entry)| {
                let problem = Problem::warning("form_sheet_column_ignored", sheet.place(entry.at.0, column.at));
                problem.with("name", shown(&column.head))
            })
            .collect()
    }

    /// The title: the first line above the heads that is neither a number of an annex nor a note.
    pub(super) fn title(&self, sheet: &Sheet) -> Option<(String, usize, usize)> {
        const NOT_TITLES: &[&str] = &["附件", "附表", "附：", "满分", "（满分", "(满分", "填报", "总分", "编号"];
        for row in sheet.rows().into_iter().filter(|row| *row < self.first_row) {
            for column in 1..=sheet.width() {
                let text = sheet.cell(row, column).map(super::super::workbook::Cell::text).unwrap_or_default();
                let is_note = NOT_TITLES.iter().chain(words::NOTES).any(|start| text.starts_with(start));
                let is_field = text.contains('：') || text.contains(':') || text.chars().count() < 3;
                if !text.is_empty() && !is_note && !is_field {
                    return Some((text.replace(['\n', '\r'], ""), row, column));
                }
            }
        }
        None
    }
}

fn head_of(sheet: &Sheet, row: usize, column: usize) -> String {
    let (row, column) = sheet.origin(row, column);
    match sheet.cell(row, column).map(|cell| &cell.content) {
        Some(Content::Text(text)) => text.trim().to_owned(),
        Some(Content::Number(_) | Content::Flag(_) | Content::Date | Content::Fault(_) | Content::Uncomputed)
        | None => String::new(),
    }
}

fn head_role(sheet: &Sheet, row: usize, column: usize) -> Option<Role> {
    words::role_of(&head_of(sheet, row, column))
}

fn is_number(sheet: &Sheet, row: usize, column: usize) -> bool {
    let amount = sheet.cell(row, column).map(super::amounts::of_cell);
    matches!(amount, Some(Ok(Some(_))))
}
