//! A score table as CSV: the first row names the experts, the first column the criteria, an empty cell is no score.
//! Every fault is named with row and column.

use super::csv_table;
use crate::domain::form::{Form, Missing, shown};
use crate::domain::number::Points;
use crate::domain::problem::{Place, Problem, blocks};
use crate::domain::tally::Ballot;
use crate::error::{Error, Result};
use std::collections::HashMap;

/// The line that names each expert's kind, for `weighted`.
const KINDS: &str = "专家类别";

/// Reads a score table against a form. All faults together, empty cells among them where `missing` rejects them; nothing
/// is read by halves.
pub fn read(form: &Form, bytes: &[u8], missing: Missing) -> Result<Vec<Ballot>> {
    let (head, lines) = csv_table::lines(bytes)?;
    let mut found = Vec::new();
    let experts = csv_table::experts(&head, &mut found);
    let mut table = Table { form, missing, experts, kinds: Vec::new(), rows: HashMap::new(), found };
    for (row, cells) in lines {
        table.line(row, &cells);
    }
    table.finish()
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
        if let Some(problem) = csv_table::wrong_length(row, cells, &self.experts) {
            self.found.push(problem);
            self.rows.insert(id.to_owned(), (row, Vec::new())); // named already: not missing as well
            return;
        }
        let step = self.form.step_of(criterion);
        let mut cells_read = Vec::with_capacity(self.experts.len());
        for (i, cell) in cells.iter().enumerate().skip(1) {
            let read = criterion.read(cell, step);
            let expert = &self.experts[i - 1];
            let place = || Place::cell(row, i + 1, format!("{id} {expert}"));
            if read.points.is_none() && read.problems.is_empty() && self.missing == Missing::Reject {
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
