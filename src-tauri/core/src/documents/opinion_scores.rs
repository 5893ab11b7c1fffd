//! The table of an opinion: what the expert gave for every criterion, in whatever way the form scores it, with the
//! arithmetic of counted deductions and of what the total leaves out.

use super::levels::{Leaf, Levels};
use super::{CELL, CELL_HEAD, DENSE, DENSE_HEAD, center, head_cell, kept_together, left, note, row};
use crate::domain::exact::Exact;
use crate::domain::form::{Criterion, Form, Missing};
use crate::domain::number::{FRACTION_DIGITS, Points, Rounding, Shown};
use crate::domain::record::{OpinionRecord, ScoreRecord};
use crate::domain::score::{Deducted, NOT_APPLICABLE};
use crate::locale::{fill, text};
use tongping_paper::flow::{Block, Cell, Row, Table, TextStyle, Width};

/// How the table is set: its type, and which columns it has besides those every form has.
struct Setting {
    levels: usize,
    cell: TextStyle,
    head: TextStyle,
    is_unscored: bool,
    has_weights: bool,
    widths: Vec<f32>,
}

impl Setting {
    fn of(record: &OpinionRecord, form: &Form) -> Self {
        let levels = Levels::of(form).columns;
        let has_weights = form.is_weighted();
        let has_marks = record.scores.iter().any(|score| score.mark.is_some());
        let is_plain = levels == 1 && !has_weights && !form.unscored && !has_marks;
        let (cell, head) = if is_plain { (CELL, CELL_HEAD) } else { (DENSE, DENSE_HEAD) };
        let widths = match (is_plain, is_wide(form)) {
            (true, _) => vec![17.0, 8.5, 24.0, 8.5, 9.5, 32.5],
            (false, wide) => {
                let level = match (wide, levels) {
                    (true, _) => 8.6,
                    (false, 1) => 15.0,
                    (false, _) => 12.0,
                };
                let mut widths = vec![level; levels];
                widths.push(if wide { 6.5 } else { 8.5 });
                let points: &[f32] = match (form.unscored, has_weights, wide) {
                    (true, _, _) => &[18.0],
                    // Without choices to name, the reasons get the room.
                    (false, false, _) if !has_marks => &[7.5, 8.5],
                    (false, false, _) => &[7.5, 11.0],
                    (false, true, true) => &[5.7, 5.7, 7.5, 8.6],
                    (false, true, false) => &[7.5, 7.5, 11.0, 11.5],
                };
                let rest = 100.0 - widths.iter().chain(points).sum::<f32>();
                widths.push(rest * 0.4);
                widths.extend(points);
                widths.push(rest * 0.6);
                widths
            }
        };
        Self { levels, cell, head, is_unscored: form.unscored, has_weights, widths }
    }

    fn heads(&self, levels: &Levels<'_>) -> Row {
        let mut keys = vec!["column.no", "column.content"];
        if self.is_unscored {
            keys.extend(["column.judgement", "column.note"]);
        } else {
            keys.push("column.max");
            keys.extend(self.has_weights.then_some("column.weight"));
            keys.push("column.score");
            keys.extend(self.has_weights.then_some("column.counted"));
            keys.push("column.reason");
        }
        let mut heads = levels.heads(self.head);
        heads.extend(keys.iter().map(|key| head_cell(text(key), self.head)));
        row(heads)
    }
}

/// Whether the table needs a turned page: three level columns, or two and weights.
pub(super) fn is_wide(form: &Form) -> bool {
    Levels::of(form).columns + usize::from(form.is_weighted()) > 2
}

/// The table, then what has to be said about its sum.
pub(super) fn scores(record: &OpinionRecord, form: &Form) -> Vec<Block> {
    let setting = Setting::of(record, form);
    let levels = Levels::of(form);
    let mut rows = vec![setting.heads(&levels)];
    // The record has its scores in the order of the form's criteria.
    let mut given = record.scores.iter();
    rows.extend(levels.leaves.iter().map(|leaf| criterion_row(form, &setting, leaf, given.next())));
    let mut from = rows.len();
    if !form.unscored {
        from = rows.len() - 1;
        rows.push(sum_row(record, form, &setting));
    }
    let mut blocks = vec![Block::Table(Table {
        columns: setting.widths.iter().map(|width| Width::Weight(*width)).collect(),
        header_rows: 1,
        rows: kept_together(rows, from),
        padding: (4.0, 2.5),
        caption: None,
        ruled: true,
    })];
    blocks.extend(sum_notes(record, form).into_iter().map(note));
    blocks
}

fn criterion_row(form: &Form, setting: &Setting, leaf: &Leaf<'_>, score: Option<&ScoreRecord>) -> Row {
    let (criterion, cell) = (leaf.criterion, setting.cell);
    let points = score.and_then(|score| score.points);
    let mark = score.and_then(|score| score.mark.as_deref());
    let shown = points.map_or_else(String::new, |points| points.to_string());
    let mut cells = leaf.cells(cell);
    cells.extend([center(&criterion.id, cell), left(&criterion.name, cell)]);
    if setting.is_unscored {
        cells.push(center(mark.unwrap_or_default(), cell));
    } else {
        cells.push(center(&criterion.max.to_string(), cell));
        if setting.has_weights {
            cells.push(center(&criterion.worth().to_string(), cell));
        }
        // A short choice stands on one line with its points.
        let mark = mark.unwrap_or_default();
        let between = if mark.chars().count() > 2 { "\n" } else { " " };
        cells.push(center([mark, &shown].join(between).trim(), cell));
        if setting.has_weights {
            let counted = points.map(|points| counted(form, criterion, points).to_string());
            cells.push(center(&counted.unwrap_or_default(), cell));
        }
    }
    let reason = score.map_or("", |score| score.reason.trim());
    let arithmetic = score.map(|score| arithmetic(criterion, score.points, &score.deducted)).unwrap_or_default();
    cells.push(left([reason, &arithmetic].join("\n").trim(), cell));
    Row { keep_with_next: leaf.keeps_next(), ..row(cells) }
}

fn counted(form: &Form, criterion: &Criterion, points: Points) -> Shown {
    let rules = &form.tally;
    Shown::new(criterion.counted(points).round(rules.places, rules.rounding), rules.places)
}

/// 合计: the full points and the total, each in the column whose numbers add up to it, and the grade.
fn sum_row(record: &OpinionRecord, form: &Form, setting: &Setting) -> Row {
    let total = record.total.map_or_else(String::new, |total| total.to_string());
    let grade = record.grade.as_deref().map_or_else(String::new, |grade| fill("doc.grade", [("grade", grade)]));
    let none = || center("—", setting.head);
    let (full, total) = (center(&form.total.to_string(), setting.head), center(&total, setting.head));
    let mut cells: Vec<Cell> = vec![head_cell(text("column.sum"), setting.head).span(setting.levels + 2, 1)];
    if setting.has_weights {
        cells.extend([none(), full, none(), total]);
    } else {
        cells.extend([full, total]);
    }
    cells.push(left(&grade, setting.head));
    row(cells)
}

/// The deductions with what was counted: 缺少要素2项：2－0.4×2＝1.2. Nothing where nothing was deducted.
pub(crate) fn arithmetic(criterion: &Criterion, points: Option<Points>, deducted: &[Deducted]) -> String {
    let Some(points) = points else { return String::new() };
    let mut counted = Vec::new();
    let mut terms = criterion.max.to_string();
    let mut rest = Exact::from(criterion.max);
    for (d, line) in deducted.iter().enumerate().filter(|(_, line)| line.taken > Points::ZERO) {
        let most = criterion.deductions.get(d).and_then(|one| one.most).filter(|most| *most < criterion.max);
        let (term, taken, capped) = term(line, most);
        counted.push(match (line.count, capped) {
            (Some(count), Some(most)) => {
                let most = fill("doc.form.most", [("most", most.to_string().as_str())]);
                format!("{}{count}{}（{most}）", line.name, line.unit)
            }
            (Some(count), None) => format!("{}{count}{}", line.name, line.unit),
            (None, _) => line.name.clone(),
        });
        terms.push('－');
        terms.push_str(&term);
        rest = rest - taken;
    }
    if counted.is_empty() {
        return String::new();
    }
    let counted = counted.join("、");
    let values = [("counted", counted.as_str()), ("terms", terms.as_str()), ("points", &points.to_string())];
    fill(if rest < Exact::zero() { "doc.opinion.floored" } else { "doc.opinion.deducted" }, values)
}

/// How a deduction stands in the arithmetic and what it takes there: its product, or its own limit where that bites.
/// A product that is only held by the floor of nought is written in full, so that the floor can be seen.
fn term(line: &Deducted, most: Option<Points>) -> (String, Exact, Option<Points>) {
    let Some(count) = line.count else { return (line.taken.to_string(), line.taken.into(), None) };
    let product = Exact::from(line.each) * Exact::count(count as usize);
    match most {
        Some(most) if product > Exact::from(most) => (most.to_string(), most.into(), Some(most)),
        Some(_) | None => (format!("{}×{count}", line.each), product, None),
    }
}

/// Why the rows above do not simply add up to the total: 不适用 left out, weighted parts rounded for display.
fn sum_notes(record: &OpinionRecord, form: &Form) -> Vec<String> {
    let Some(total) = record.total else { return Vec::new() };
    let mut notes = Vec::new();
    let is_left_out = |score: &ScoreRecord| score.mark.as_deref() == Some(NOT_APPLICABLE);
    if record.scores.iter().any(is_left_out) {
        // A draft is scaled only once everything is settled.
        let is_settled = record.scores.iter().all(|score| score.points.is_some() || is_left_out(score));
        match form.tally.missing {
            Missing::Renormalise if is_settled => notes.push(scaled(record, form, total)),
            Missing::Zero => notes.push(text("doc.opinion.left_out_zero").to_owned()),
            Missing::Renormalise | Missing::Reject => {}
        }
    } else if form.is_weighted() {
        let given = form.criteria().zip(&record.scores);
        let parts = given.filter_map(|(criterion, score)| Some(counted(form, criterion, score.points?).points()));
        let sum: Exact = parts.map(Exact::from).sum();
        if sum != Exact::from(total.points()) {
            notes.push(text("doc.opinion.rounded_parts").to_owned());
        }
    }
    notes
}

/// 82÷95×100＝86.32: the points given, out of the points of what applies, scaled to full points.
fn scaled(record: &OpinionRecord, form: &Form, total: Shown) -> String {
    let given =
        || form.criteria().zip(&record.scores).filter_map(|(criterion, score)| Some((criterion, score.points?)));
    let exact = |sum: Exact| sum.round(FRACTION_DIGITS, Rounding::HalfUp).to_string();
    let got = exact(given().map(|(criterion, points)| criterion.counted(points)).sum());
    let out_of = exact(given().map(|(criterion, _)| Exact::from(criterion.worth())).sum());
    let (full, total) = (form.total.to_string(), total.to_string());
    fill("doc.opinion.scaled", [("got", got.as_str()), ("of", &out_of), ("full", &full), ("total", &total)])
}
