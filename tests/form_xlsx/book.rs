//! Workbooks for the tests, written row by row.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use tongping_core::domain::form::Form;
use tongping_core::domain::problem::{Place, Problem, Severity};
use tongping_core::error::Error;
use tongping_core::exchange::form_xlsx::{self, Asked};

/// What stands in a cell.
#[derive(Debug, Clone)]
pub(crate) enum Put {
    Empty,
    Text(String),
    Number(f64),
    Percent(f64),
    Date,
    /// A formula and its cached value.
    Formula(&'static str, &'static str),
}

impl From<&str> for Put {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<i32> for Put {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<f64> for Put {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// A row of cells of any kind.
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$(crate::book::Put::from($cell)),*] };
}
pub(crate) use row;

/// A worksheet in the making.
#[derive(Default)]
pub(crate) struct Book {
    sheets: Vec<Tab>,
}

/// Name, rows, merged areas, and whether it is hidden.
type Tab = (String, Vec<Vec<Put>>, Vec<[u32; 4]>, bool);

impl Book {
    /// A workbook with one worksheet.
    pub(crate) fn of(rows: Vec<Vec<Put>>) -> Self {
        Self { sheets: vec![("评审表".to_owned(), rows, Vec::new(), false)] }
    }

    /// One more worksheet.
    pub(crate) fn and(mut self, name: &str, rows: Vec<Vec<Put>>) -> Self {
        self.sheets.push((name.to_owned(), rows, Vec::new(), false));
        self
    }

    /// Merges cells of the last worksheet: first row, first column, last row, last column, from 1.
    pub(crate) fn merged(mut self, areas: &[[u32; 4]]) -> Self {
        self.sheets.last_mut().expect("there is a worksheet").2.extend(areas);
        self
    }

    /// Hides the last worksheet.
    pub(crate) fn hidden(mut self) -> Self {
        self.sheets.last_mut().expect("there is a worksheet").3 = true;
        self
    }

    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        let mut is_shown = false;
        for (name, rows, areas, hidden) in &self.sheets {
            let sheet = workbook.add_worksheet();
            sheet.set_name(name).expect("a good name").set_hidden(*hidden);
            if !hidden && !is_shown {
                is_shown = true;
                sheet.set_active(true);
            }
            for [top, left, bottom, right] in areas {
                let (left, right) = (*left as u16, *right as u16);
                sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", &Format::new()).expect("merges");
            }
            for (r, cells) in rows.iter().enumerate() {
                for (c, cell) in cells.iter().enumerate() {
                    put(sheet, u32::try_from(r).expect("few rows"), u16::try_from(c).expect("few columns"), cell);
                }
            }
        }
        workbook.save_to_buffer().expect("a workbook is written")
    }

    /// The form it becomes, with its warnings.
    #[track_caller]
    pub(crate) fn form(&self) -> (Form, Vec<Problem>) {
        let asked = Asked { name: "考核表", ..Asked::default() };
        form_xlsx::read(&self.bytes(), asked).map_err(|error| error.to_string()).expect("it becomes a form")
    }

    /// The errors of a workbook that is refused, as `row:column code`.
    #[track_caller]
    pub(crate) fn errors(&self) -> Vec<String> {
        errors_of(&self.bytes())
    }
}

#[track_caller]
pub(crate) fn errors_of(bytes: &[u8]) -> Vec<String> {
    let refused = form_xlsx::read(bytes, Asked { name: "考核表", ..Asked::default() }).expect_err("it is refused");
    let problems = if let Error::Invalid(problems) = refused { problems } else { Vec::new() };
    problems.iter().filter(|problem| problem.severity == Severity::Error).map(told).collect()
}

/// A problem in short: `row:column code`, with the worksheet where it is not the first.
pub(crate) fn told(problem: &Problem) -> String {
    match &problem.place {
        Place::Cell { sheet, row, column, .. } if sheet == "评审表" => format!("{row}:{column} {}", problem.code),
        Place::Cell { sheet, row, column, .. } => format!("{sheet}!{row}:{column} {}", problem.code),
        Place::Field { path } => format!("{path} {}", problem.code),
        Place::Whole | Place::Criterion { .. } | Place::Remark { .. } | Place::Report { .. } => problem.code.to_owned(),
    }
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Put) {
    let done = match cell {
        Put::Empty => return,
        Put::Text(text) => sheet.write_string(row, column, text),
        Put::Number(number) => sheet.write_number(row, column, *number),
        Put::Percent(number) => {
            sheet.write_number_with_format(row, column, *number, &Format::new().set_num_format("0.0%"))
        }
        Put::Date => {
            let day = ExcelDateTime::from_ymd(2026, 1, 2).expect("a day");
            sheet.write_datetime_with_format(row, column, &day, &Format::new().set_num_format("yyyy-mm-dd"))
        }
        Put::Formula(formula, value) => sheet.write_formula(row, column, Formula::new(*formula).set_result(*value)),
    };
    done.expect("a cell is written");
}
