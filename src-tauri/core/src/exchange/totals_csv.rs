//! The totals of a panel as CSV: the first row names the experts, the first column the reports, an empty cell is no
//! total. Every fault is named with row and column.

use super::csv_table;
use crate::domain::form::shown;
use crate::domain::number::Points;
use crate::domain::panel_statistics::{ReportName, Totals};
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use std::collections::HashMap;

/// A panel has at most this many experts, so that a wrong file is told as such instead of being worked on for minutes.
const MOST_EXPERTS: usize = 100;
/// A table has at most this many reports.
const MOST_REPORTS: usize = 5000;

/// Reads a table of totals, each between 0 and `full`. All faults together; nothing is read by halves.
pub fn read(bytes: &[u8], full: Points) -> Result<Totals> {
    let (head, lines) = csv_table::lines(bytes)?;
    let mut found = Vec::new();
    let experts = csv_table::experts(&head, &mut found);
    let too_many = |code, n: usize, most: usize| {
        let place = Place::cell(head.0, 0, "");
        (n > most).then(|| Problem::error(code, place).with("n", n).with("most", most))
    };
    found.extend(too_many("csv_too_many_experts", experts.len(), MOST_EXPERTS));
    found.extend(too_many("csv_too_many_reports", lines.len(), MOST_REPORTS));
    if lines.is_empty() {
        found.push(Problem::error("csv_no_reports", Place::Whole));
    }
    let mut table = Table { experts: &experts, full, rows: HashMap::new(), found };
    let cells = lines.iter().map(|(row, cells)| table.line(*row, cells)).collect();
    if !table.found.is_empty() {
        return Err(Error::Invalid(table.found));
    }
    let name = |(_, cells): &csv_table::Line| cells.first().cloned().unwrap_or_default();
    let reports = lines.iter().map(|line| ReportName { no: String::new(), title: name(line) }).collect();
    Ok(Totals { experts, reports, cells, full })
}

struct Table<'a> {
    experts: &'a [String],
    full: Points,
    /// Report → row it stands in.
    rows: HashMap<String, usize>,
    found: Vec<Problem>,
}

impl Table<'_> {
    fn line(&mut self, row: usize, cells: &[String]) -> Vec<Option<Points>> {
        let at = |column: usize| Place::cell(row, column, "");
        let name = cells.first().map_or("", String::as_str);
        if name.is_empty() {
            self.found.push(Problem::error("csv_report_unnamed", at(1)));
        } else if let Some(first) = self.rows.get(name) {
            let problem = Problem::error("csv_report_twice", at(1)).with("name", shown(name));
            self.found.push(problem.with("first", first));
        } else {
            self.rows.insert(name.to_owned(), row);
        }
        if let Some(problem) = csv_table::wrong_length(row, cells, self.experts) {
            self.found.push(problem);
            return Vec::new();
        }
        let mut points = Vec::with_capacity(self.experts.len());
        for ((i, cell), expert) in cells.iter().enumerate().skip(1).zip(self.experts) {
            if cell.is_empty() {
                points.push(None);
                continue;
            }
            let place = Place::cell(row, i + 1, [name, " ", expert].concat());
            match Points::read(cell) {
                Err(why) => self.found.push(Problem::error(why.code(), place).with("text", shown(cell))),
                Ok(read) if read > self.full => {
                    let problem = Problem::error("total_above_full", place).with("text", shown(cell));
                    self.found.push(problem.with("full", self.full));
                }
                Ok(read) => points.push(Some(read)),
            }
        }
        points
    }
}
