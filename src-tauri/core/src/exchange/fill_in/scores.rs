//! The worksheet 评分 of one report: the printed table of the form with its score, reason and page to fill in, and the
//! same read back by the keys of its rows.

use super::cells::{Grid, is_blank};
use super::style::{self, Written};
use super::{CRITERION_ROWS, HEADS, JUDGEMENT, NOTE, PAGE, REASON, ReportToFill, SCORE, SCORES, ToFill};
use crate::documents;
use crate::domain::form::{Criterion, Form, Group, shown};
use crate::domain::number::Points;
use crate::domain::opinion::Score;
use crate::domain::problem::{Place, Problem};
use crate::domain::score::NOT_APPLICABLE;
use crate::locale::{fill, text};
use rust_xlsxwriter::{DataValidation, Format, Worksheet};
use std::collections::BTreeMap;

/// A column of the table.
struct Column {
    role: Role,
    head: String,
    width: f64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Level(usize),
    Id,
    Name,
    Max,
    Weight,
    Words,
    Score,
    Reason,
    Page,
}

/// The row of the heads, from 0.
const HEAD_ROW: u32 = 3;
const LEVELS: [&str; 4] = ["column.group", "column.group_2", "column.group_3", "column.group_4"];

/// The names over a criterion, from the outermost.
struct Leaf<'a> {
    criterion: &'a Criterion,
    over: Vec<String>,
}

fn leaves(form: &Form) -> Vec<Leaf<'_>> {
    fn below<'a>(group: &'a Group, form: &Form, over: &mut Vec<String>, found: &mut Vec<Leaf<'a>>) {
        let name = if form.unscored { group.name.clone() } else { with_points(&group.name, group.max) };
        over.push(name);
        group.groups.iter().for_each(|one| below(one, form, over, found));
        for criterion in &group.criteria {
            let mut over = over.clone();
            over.extend((!criterion.subgroup.is_empty()).then(|| criterion.subgroup.clone()));
            found.push(Leaf { criterion, over });
        }
        over.pop();
    }
    let mut found = Vec::new();
    form.groups.iter().for_each(|group| below(group, form, &mut Vec::new(), &mut found));
    found
}

fn with_points(name: &str, max: Points) -> String {
    fill("doc.opinion.group", [("name", name), ("max", max.to_string().as_str())])
}

fn columns(form: &Form, leaves: &[Leaf<'_>]) -> Vec<Column> {
    let levels = leaves.iter().map(|leaf| leaf.over.len()).max().unwrap_or(1);
    let column = |role, head: &str, width| Column { role, head: head.to_owned(), width };
    let level = |at: usize| column(Role::Level(at), text(LEVELS.get(at).copied().unwrap_or("column.group_4")), 13.0);
    let mut columns: Vec<Column> = (0..levels).map(level).collect();
    columns.push(column(Role::Id, text("column.no"), 8.0));
    columns.push(column(Role::Name, text("column.criterion"), 22.0));
    if !form.unscored {
        columns.push(column(Role::Max, text("column.max"), 7.0));
        columns.extend(form.is_weighted().then(|| column(Role::Weight, text("column.weight"), 7.0)));
    }
    if leaves.iter().any(|leaf| !documents::criterion_words(form, leaf.criterion).is_empty()) {
        columns.push(column(Role::Words, documents::criterion_head(form), 46.0));
    }
    let (score, reason) = if form.unscored { (JUDGEMENT, NOTE) } else { (SCORE, REASON) };
    let has_choices = leaves.iter().any(|leaf| !leaf.criterion.choices.is_empty());
    columns.push(column(Role::Score, score, if has_choices { 14.0 } else { 10.0 }));
    columns.push(column(Role::Reason, reason, 34.0));
    columns.push(column(Role::Page, PAGE, 10.0));
    columns
}

/// Writes the worksheet of a report.
pub(super) fn write(all: &ToFill<'_>, report: &ReportToFill, sheet: &mut Worksheet) -> Written {
    let leaves = leaves(all.form);
    let columns = columns(all.form, &leaves);
    let last = u16::try_from(columns.len() - 1).unwrap_or(u16::MAX);
    for (at, column) in (0..).zip(&columns) {
        sheet.set_column_width(at, column.width)?;
        style::put(sheet, (HEAD_ROW, at), &column.head, &style::head())?;
    }
    sheet.set_row_height(HEAD_ROW, 26)?;
    write_top(all, report, sheet, last)?;
    let mut keys = vec![(HEAD_ROW, HEADS.to_owned())];
    for (row, leaf) in (HEAD_ROW + 1..).zip(&leaves) {
        write_row(all.form, report, sheet, &columns, (row, leaf))?;
        keys.push((row, [CRITERION_ROWS, &leaf.criterion.id].concat()));
    }
    write_levels(sheet, &columns, &leaves)?;
    write_sum(all.form, sheet, &columns, HEAD_ROW + 1 + u32::try_from(leaves.len()).unwrap_or(0))?;
    style::put_keys(sheet, last + 1, &[SCORES, &report.uid].concat(), &keys)?;
    style::finish(sheet, true, Some(HEAD_ROW))?;
    let score = columns.iter().position(|column| column.role == Role::Score).unwrap_or(0);
    let score = u16::try_from(score).unwrap_or(0);
    sheet.set_selection(HEAD_ROW + 1, score, HEAD_ROW + 1, score)?;
    Ok(())
}

/// Title, report and expert, and what is to be done.
fn write_top(all: &ToFill<'_>, report: &ReportToFill, sheet: &mut Worksheet, last: u16) -> Written {
    style::put_wide(sheet, 0, (0, last), &all.form.title, &style::title())?;
    sheet.set_row_height(0, 34)?;
    let head = &report.head;
    let of = [
        ("no", head.no.as_str()),
        ("title", &head.title),
        ("unit", &head.unit),
        ("agency", &head.agency),
        ("expert", &all.member.name),
    ];
    style::put_wide(sheet, 1, (0, last), &fill("doc.fill_in.of", of), &style::strong())?;
    sheet.set_row_height(1, 34)?;
    let how = text(if all.form.unscored { "doc.fill_in.judge" } else { "doc.fill_in.score" });
    style::put_wide(sheet, 2, (0, last), how, &style::words())?;
    sheet.set_row_height(2, 34)?;
    Ok(())
}

fn write_row(
    form: &Form,
    report: &ReportToFill,
    sheet: &mut Worksheet,
    columns: &[Column],
    (row, leaf): (u32, &Leaf<'_>),
) -> Written {
    let criterion = leaf.criterion;
    let given = report.answers.scores.iter().find(|score| score.criterion == criterion.id);
    let words = documents::criterion_words(form, criterion);
    for (at, column) in (0_u16..).zip(columns) {
        let (text, format): (String, Format) = match column.role {
            Role::Level(_) => continue,
            Role::Id => (criterion.id.clone(), style::locked_center()),
            Role::Name => (criterion.name.clone(), style::locked()),
            Role::Max => (criterion.max.to_string(), style::locked_center()),
            Role::Weight => (criterion.worth().to_string(), style::locked_center()),
            Role::Words => (words.clone(), style::locked()),
            Role::Score => {
                rules(form, criterion, sheet, (row, at))?;
                (given.map(|score| score.text.clone()).unwrap_or_default(), style::input_center())
            }
            Role::Reason => (given.map(|score| score.reason.clone()).unwrap_or_default(), style::input()),
            Role::Page => (String::new(), style::input_center()),
        };
        style::put(sheet, (row, at), &text, &format)?;
    }
    let width = |role: Role| columns.iter().find(|column| column.role == role).map_or(10.0, |column| column.width);
    let texts = [(criterion.name.as_str(), width(Role::Name)), (words.as_str(), width(Role::Words))];
    sheet.set_row_height(row, style::height(texts, 30.0))?;
    Ok(())
}

/// The cells of the levels, merged over the criteria below them.
fn write_levels(sheet: &mut Worksheet, columns: &[Column], leaves: &[Leaf<'_>]) -> Written {
    let levels = columns.iter().filter(|column| matches!(column.role, Role::Level(_))).count();
    for level in 0..levels {
        let column = u16::try_from(level).unwrap_or(u16::MAX);
        let mut from = 0;
        while from < leaves.len() {
            let path = |at: usize| leaves.get(at).map(|leaf| leaf.over.get(..=level).unwrap_or(&leaf.over));
            let rows = (from + 1..leaves.len()).take_while(|at| path(*at) == path(from)).count() + 1;
            let name = leaves[from].over.get(level).map_or("", String::as_str);
            let first = HEAD_ROW + 1 + u32::try_from(from).unwrap_or(0);
            let last = first + u32::try_from(rows - 1).unwrap_or(0);
            if last > first {
                sheet.merge_range(first, column, last, column, name, &style::locked_center())?;
            } else {
                style::put(sheet, (first, column), name, &style::locked_center())?;
            }
            from += rows;
        }
    }
    Ok(())
}

/// 合计: the full points.
fn write_sum(form: &Form, sheet: &mut Worksheet, columns: &[Column], row: u32) -> Written {
    if form.unscored {
        return Ok(());
    }
    for (at, column) in (0_u16..).zip(columns) {
        let total = form.total.to_string();
        let is_total = if form.is_weighted() { Role::Weight } else { Role::Max };
        let text = match column.role {
            Role::Level(0) => text("column.sum"),
            role if role == is_total => total.as_str(),
            _ => "",
        };
        style::put(sheet, (row, at), text, &style::locked_center().set_bold())?;
    }
    sheet.set_row_height(row, 26)?;
    Ok(())
}

/// What may be entered: a choice from a list, or points between nought and the maximum in any script.
fn rules(form: &Form, criterion: &Criterion, sheet: &mut Worksheet, (row, at): (u32, u16)) -> Written {
    let area = [row, u32::from(at), row, u32::from(at)];
    let mut names: Vec<&str> = criterion.choices.iter().map(|choice| choice.name.as_str()).collect();
    names.extend(criterion.optional.then_some(NOT_APPLICABLE));
    let max = criterion.max.to_string();
    let told = if !criterion.choices.is_empty() {
        fill("doc.fill_in.choose", [("choices", names.join("、").as_str())])
    } else if criterion.deductions.is_empty() {
        fill("doc.fill_in.points", [("max", max.as_str()), ("step", form.step_of(criterion).to_string().as_str())])
    } else {
        fill("doc.fill_in.counted", [("max", max.as_str())])
    };
    if !criterion.choices.is_empty() {
        // Points of a choice may be entered too, so that the list only asks.
        let list = style::list(&names, true)?;
        return style::rule(sheet, area, list.unwrap_or_else(|| DataValidation::new().allow_any_value()), &told);
    }
    let cell = rust_xlsxwriter::utility::row_col_to_cell(row, at);
    // Full-width digits count; what is no number is for the reader to say.
    let formula = ["=IFERROR(ABS(VALUE(SUBSTITUTE(ASC(", &cell, "),\"。\",\".\")))<=", &max, ",TRUE)"].concat();
    style::rule(sheet, area, style::custom(&formula), &told)
}

/// What stands in the rows of a report.
#[derive(Default)]
pub(super) struct Rows {
    /// By criterion.
    pub(super) entries: BTreeMap<String, Entry>,
    /// Name of the worksheet and its columns of score and reason.
    pub(super) sheet: String,
    pub(super) columns: [usize; 2],
}

/// One row as it was filled in.
pub(super) struct Entry {
    pub(super) row: usize,
    pub(super) score: String,
    pub(super) reason: String,
}

impl Rows {
    /// Whether nothing was filled in.
    pub(super) fn is_blank(&self) -> bool {
        self.entries.values().all(|entry| entry.score.is_empty() && entry.reason.is_empty())
    }

    /// Where the score of a criterion or its reason stands; the head of the table where its row is gone.
    pub(super) fn place(&self, form: &Form, criterion: &str, is_reason: bool) -> Place {
        let label = form.criterion(criterion).map(|one| super::read::short(&one.name)).unwrap_or_default();
        let row = self.entries.get(criterion).map_or(1, |entry| entry.row);
        let column = if self.entries.contains_key(criterion) { self.columns[usize::from(is_reason)] } else { 0 };
        Place::Cell { sheet: self.sheet.clone(), row, column, label }
    }
}

/// Reads the rows of a worksheet of scores by their keys; those that are not ours are told where something stands in them.
pub(super) fn read(grid: &Grid, form: &Form, found: &mut Vec<Problem>) -> Rows {
    let mut column = |heads: &[&str]| grid.column(heads).map_err(|problem| found.push(problem)).unwrap_or(0);
    let columns = [column(&[SCORE, JUDGEMENT]), column(&[REASON, NOTE]), column(&[PAGE])];
    let mut rows = Rows { sheet: grid.sheet.name.clone(), columns: [columns[0], columns[1]], entries: BTreeMap::new() };
    if columns.contains(&0) {
        return rows;
    }
    for (row, key) in grid.rows() {
        let criterion = key.strip_prefix(CRITERION_ROWS).and_then(|id| form.criterion(id));
        let is_filled = columns.iter().any(|column| grid.sheet.cell(row, *column).is_some());
        let Some(criterion) = criterion else {
            if is_filled {
                found.push(Problem::error("fill_in_row_unknown", grid.place(row, 0, "")));
            }
            continue;
        };
        if let Some(before) = rows.entries.get(&criterion.id) {
            let problem = Problem::error("fill_in_row_twice", grid.place(row, 0, &criterion.name));
            found.push(problem.with("row", before.row));
            continue;
        }
        if is_filled && grid.sheet.is_row_hidden(row) {
            found.push(Problem::warning("fill_in_row_hidden", grid.place(row, 0, &criterion.name)));
        }
        let [score, reason, page] = columns.map(|column| match grid.text((row, column), &columns) {
            Ok(text) => text,
            Err(problem) => {
                found.push(Problem { place: grid.place(row, column, &criterion.name), ..problem });
                String::new()
            }
        });
        let entry = Entry { row, score: typed(criterion, &score), reason: with_page(&reason, &page) };
        rows.entries.insert(criterion.id.clone(), entry);
    }
    rows
}

/// A score without the signs people write for nothing; a choice may be called by one of them.
fn typed(criterion: &Criterion, text: &str) -> String {
    let is_choice = criterion.choices.iter().any(|choice| choice.name == text);
    if is_blank(text) && !is_choice { String::new() } else { text.to_owned() }
}

/// A reason with the page it rests on behind it, as the window writes both.
fn with_page(reason: &str, page: &str) -> String {
    let reason = if is_blank(reason) { "" } else { reason };
    let page = page.trim();
    if is_blank(page) || reason.contains(page) && page.chars().count() > 2 {
        return reason.to_owned();
    }
    let is_number =
        page.chars().all(|c| c.is_numeric() || matches!(c, '-' | '－' | '—' | '～' | '~' | '、' | ',' | '，'));
    let page = if is_number { ["P", page].concat() } else { page.to_owned() };
    if reason.is_empty() { page } else { fill("doc.fill_in.reason", [("reason", reason), ("page", page.as_str())]) }
}

/// The scores an opinion has after these rows: a row that is gone leaves what stood there, an empty cell clears it.
pub(super) fn merged(rows: &Rows, form: &Form, stored: &[Score], cleared: &mut Vec<String>) -> Vec<Score> {
    let mut scores: BTreeMap<String, Score> =
        stored.iter().map(|score| (score.criterion.clone(), score.clone())).collect();
    for (id, entry) in &rows.entries {
        let Some(criterion) = form.criterion(id) else { continue };
        let text = form.entry(criterion, &entry.score);
        let before = scores.remove(id);
        if text.is_empty() && before.as_ref().is_some_and(|score| !score.text.is_empty()) {
            cleared.push(shown(&criterion.name));
        }
        if !text.is_empty() || !entry.reason.is_empty() {
            scores.insert(id.clone(), Score { criterion: id.clone(), text, reason: entry.reason.clone() });
        }
    }
    scores.into_values().collect()
}
