//! The level columns of a form's table: 一级指标 to 三级指标 and, where criteria name one, the level-two heading for print,
//! each merged over the criteria below it. The blank form and the opinion share them.

use super::{center, head_cell};
use crate::domain::exact::Exact;
use crate::domain::form::{Criterion, Form, Group};
use crate::domain::number::{FRACTION_DIGITS, Points, Rounding};
use crate::locale::{fill, text};
use tongping_paper::flow::{Cell, TextStyle};

/// Heads of the level columns from the left.
const HEADS: [&str; 4] = ["column.group", "column.group_2", "column.group_3", "column.group_4"];

/// The level columns of a form.
pub(super) struct Levels<'a> {
    /// How many level columns there are.
    pub(super) columns: usize,
    /// The criteria in printed order, each with the cells that begin in its row.
    pub(super) leaves: Vec<Leaf<'a>>,
}

/// A criterion and the merged cells that begin in its row.
pub(super) struct Leaf<'a> {
    /// The criterion.
    pub(super) criterion: &'a Criterion,
    opens: Vec<Merged<'a>>,
}

/// A cell of a level column.
struct Merged<'a> {
    name: &'a str,
    full: Option<Points>,
    columns: usize,
    rows: usize,
}

impl<'a> Levels<'a> {
    /// The level columns of a form, in the order of its criteria.
    pub(super) fn of(form: &'a Form) -> Self {
        let has_subgroups = form.criteria().any(|criterion| !criterion.subgroup.is_empty());
        let depth = form.levels();
        let mut levels = Self { columns: depth + usize::from(has_subgroups), leaves: Vec::new() };
        for group in &form.groups {
            levels.add(group, 1, depth, form.unscored, &mut Vec::new());
        }
        levels
    }

    fn add(&mut self, group: &'a Group, level: usize, depth: usize, unscored: bool, open: &mut Vec<Merged<'a>>) {
        let all = group.all_criteria();
        // A draft may have a group with nothing below it yet, or with criteria beside groups.
        if all.is_empty() {
            return;
        }
        let is_lowest = group.groups.is_empty();
        let has_subgroups = is_lowest && all.iter().any(|criterion| !criterion.subgroup.is_empty());
        // A group that ends above the lowest level reaches over the columns it does not use.
        let columns = match (is_lowest, has_subgroups) {
            (false, _) => 1,
            (true, true) => depth + 1 - level,
            (true, false) => self.columns + 1 - level,
        };
        let full = (!unscored).then_some(group.max);
        open.push(Merged { name: &group.name, full, columns, rows: all.len() });
        for below in &group.groups {
            self.add(below, level + 1, depth, unscored, open);
        }
        let runs: Vec<&[Criterion]> = if has_subgroups {
            group.criteria.chunk_by(|a, b| a.subgroup == b.subgroup).collect()
        } else {
            vec![&group.criteria]
        };
        for run in runs {
            for (c, criterion) in run.iter().enumerate() {
                let mut opens = std::mem::take(open);
                if has_subgroups && c == 0 {
                    opens.push(subgroup(run, unscored));
                } else if !is_lowest && c == 0 {
                    opens.push(Merged { name: "", full: None, columns: self.columns - level, rows: run.len() });
                }
                self.leaves.push(Leaf { criterion, opens });
            }
        }
    }

    /// The heads of the level columns.
    pub(super) fn heads(&self, style: TextStyle) -> Vec<Cell> {
        let key = |column: usize| HEADS.get(column).copied().unwrap_or("column.group_4");
        (0..self.columns).map(|column| head_cell(text(key(column)), style)).collect()
    }
}

/// The level-two heading over the criteria that name it, with the points they add up to.
fn subgroup(run: &[Criterion], unscored: bool) -> Merged<'_> {
    let name = run.first().map_or("", |criterion| criterion.subgroup.as_str());
    let full: Exact = run.iter().map(|criterion| Exact::from(criterion.worth())).sum();
    let full = (!unscored && !name.is_empty()).then(|| full.round(FRACTION_DIGITS, Rounding::HalfUp));
    Merged { name, full, columns: 1, rows: run.len() }
}

impl Leaf<'_> {
    /// The merged cells that begin in this row, from the left.
    pub(super) fn cells(&self, style: TextStyle) -> Vec<Cell> {
        let cell = |merged: &Merged<'_>| {
            let words = match merged.full {
                Some(full) => fill("doc.opinion.group", [("name", merged.name), ("max", &full.to_string())]),
                None => merged.name.to_owned(),
            };
            center(&words, style).span(merged.columns, merged.rows)
        };
        self.opens.iter().map(cell).collect()
    }

    /// Whether the row goes on in the groups of the row above.
    pub(super) fn opens_nothing(&self) -> bool {
        self.opens.is_empty()
    }

    /// Whether the row stays with the next one: a group is not parted from its second criterion.
    pub(super) fn keeps_next(&self) -> bool {
        self.opens.iter().any(|merged| merged.rows > 1)
    }
}
