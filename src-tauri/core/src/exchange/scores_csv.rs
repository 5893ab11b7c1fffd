//! A score table as CSV: the first row names the experts, the first column the criteria, an empty cell is no score.
//! Every fault is named with row and column.

use super::csv_table;
use crate::domain::form::{Form, Missing, shown};
use crate::domain::number::Points;
use crate::domain::problem::{Place, Problem, blocks};
use crate::domain::tally::Ballot;
use crate::error::{Error, Result};
use std::collections::HashMap;

/// Reads a score table against a form. All faults together, empty cells among them where `missing` rejects them; nothing
/// is read by halves.
pub fn read(form: &Form, bytes: &[u8], missing: Missing) -> Result<Vec<Ballot>> {
    let (head, lines) = csv_table::lines(bytes)?;
    let mut found = Vec::new();
    let experts = csv_table::experts(&head, &mut found);
    let mut table = Table { form, missing, experts, rows: HashMap::new(), found };
    for (row, cells) in lines {
        table.line(row, &cells);
    }
    table.finish()
}

struct Table<'a> {
    form: &'a Form,
    missing: Missing,
    experts: Vec<String>,
    /// Criterion id → row it stands in, and its points.
    rows: HashMap<String, (usize, Vec<Option<Points>>)>,
    found: Vec<Problem>,
}

impl Table<'_> {
    fn line(&mut self, row: usize, cells: &[String]) {
        let id = cells.first().map_or("", String::as_str);
        let at = |column: usize| Place::Cell { row, column, label: String::new() };
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
        let mut points = Vec::with_capacity(self.experts.len());
        for (i, cell) in cells.iter().enumerate().skip(1) {
            let read = criterion.read(cell, step);
            let expert = &self.experts[i - 1];
            let place = || Place::Cell { row, column: i + 1, label: format!("{id} {expert}") };
            if cell.is_empty() && self.missing == Missing::Reject {
                self.found.push(Problem::error("score_missing", place()).with("expert", expert));
            }
            self.found.extend(read.problems.into_iter().map(|problem| Problem { place: place(), ..problem }));
            points.push(read.points);
        }
        self.rows.insert(id.to_owned(), (row, points));
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
        let ballots = self.experts.iter().enumerate().map(|(e, name)| Ballot {
            name: name.clone(),
            kind: String::new(),
            points: self
                .form
                .criteria()
                .map(|criterion| self.rows.get(&criterion.id).and_then(|(_, row)| row[e]))
                .collect(),
        });
        Ok(ballots.collect())
    }
}
