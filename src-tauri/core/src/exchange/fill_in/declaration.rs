//! The worksheet 声明: the statement of independence, for each report the veto items, the conclusion and the two texts, and
//! whether all of it is handed back.

use super::cells::{Grid, is_blank, yes_or_no};
use super::style::{self, Written};
use super::{ANSWER, DECLARATION, HEADS, NO, ReportToFill, ToFill, YES};
use crate::domain::form::{Form, shown};
use crate::domain::problem::{Place, Problem};
use crate::locale::{fill, text};
use rust_xlsxwriter::Worksheet;
use std::collections::BTreeMap;

const HEAD_ROW: u32 = 1;
const WIDTHS: [f64; 3] = [26.0, 44.0, 62.0];
const DECLARED: &str = "declared";
const HANDED_BACK: &str = "handed_back";
const NAME: &str = "name";
const DATE: &str = "date";
const CONCLUSION: &str = "conclusion:";
const VETO: &str = "veto:";
const MERITS: &str = "merits:";
const ADVICE: &str = "budget_advice:";

/// The rows being written.
struct Rows<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    keys: Vec<(u32, String)>,
}

impl Rows<'_> {
    /// A row with a cell to fill in; a short list is offered in it, a text has room.
    fn ask(&mut self, key: String, cells: [&str; 3], list: &[&str], least: f64) -> Written {
        let row = self.row;
        style::put(self.sheet, (row, 0), cells[0], &style::locked())?;
        style::put(self.sheet, (row, 1), cells[1], &style::locked())?;
        style::put(self.sheet, (row, 2), cells[2], &style::input())?;
        if let Some(rule) = style::list(list, true)? {
            style::rule(self.sheet, [row, 2, row, 2], rule, "")?;
        }
        self.sheet.set_row_height(row, style::height(cells.into_iter().zip(WIDTHS), least))?;
        self.keys.push((row, key));
        self.row += 1;
        Ok(())
    }
}

/// Writes the worksheet.
pub(super) fn write(all: &ToFill<'_>, sheet: &mut Worksheet) -> Written {
    style::put_wide(sheet, 0, (0, 2), text("doc.fill_in.declaration"), &style::title())?;
    sheet.set_row_height(0, 34)?;
    for (at, (head, width)) in
        (0..).zip([text("doc.fill_in.about"), text("doc.fill_in.item"), ANSWER].iter().zip(WIDTHS))
    {
        sheet.set_column_width(at, width)?;
        style::put(sheet, (HEAD_ROW, at), head, &style::head())?;
    }
    sheet.set_row_height(HEAD_ROW, 26)?;
    let mut rows = Rows { sheet, row: HEAD_ROW + 1, keys: vec![(HEAD_ROW, HEADS.to_owned())] };
    let answer = |is_yes: bool| if is_yes { YES } else { "" };
    let declared = answer(all.reports.iter().any(|report| report.answers.declared));
    let cells = [text("field.declaration"), text("doc.opinion.declaration"), declared];
    rows.ask(DECLARED.to_owned(), cells, &[YES, NO], 30.0)?;
    for report in all.reports {
        write_report(all.form, report, &mut rows)?;
    }
    let back = text("doc.fill_in.handed_back");
    rows.ask(HANDED_BACK.to_owned(), [back, text("doc.fill_in.handed_back_how"), ""], &[YES, NO], 30.0)?;
    rows.ask(NAME.to_owned(), [back, text("doc.fill_in.name"), ""], &[], 30.0)?;
    rows.ask(DATE.to_owned(), [back, text("doc.fill_in.date"), ""], &[], 30.0)?;
    let keys = rows.keys;
    style::put_keys(sheet, 3, DECLARATION, &keys)?;
    style::finish(sheet, false, Some(HEAD_ROW))
}

fn write_report(form: &Form, report: &ReportToFill, rows: &mut Rows<'_>) -> Written {
    let about = fill("doc.fill_in.report", [("no", report.head.no.as_str()), ("title", &report.head.title)]);
    let given = &report.answers;
    for (i, item) in form.veto.iter().enumerate() {
        let words = fill("doc.fill_in.veto", [("text", item.as_str())]);
        let ticked = if given.veto.contains(item) { YES } else { "" };
        let key = [VETO, &i.to_string(), ":", &report.uid].concat();
        rows.ask(key, [&about, &words, ticked], &[YES, NO], 30.0)?;
    }
    let known: Vec<&str> = form.open_conclusions().map(|one| one.name.as_str()).collect();
    if !known.is_empty() {
        let words = fill("doc.fill_in.conclusion", [("known", known.join("、").as_str())]);
        rows.ask([CONCLUSION, &report.uid].concat(), [&about, &words, &given.conclusion], &known, 30.0)?;
    }
    let merits = [about.as_str(), text("doc.fill_in.merits"), &given.merits];
    rows.ask([MERITS, &report.uid].concat(), merits, &[], 62.0)?;
    let advice = [about.as_str(), text("doc.fill_in.budget_advice"), &given.budget_advice];
    rows.ask([ADVICE, &report.uid].concat(), advice, &[], 62.0)
}

/// The worksheet as it came back; a row that is gone is none.
#[derive(Default)]
pub(super) struct Answered {
    pub(super) declared: Option<bool>,
    pub(super) handed_back: bool,
    pub(super) name: String,
    /// As written; a day the program keeps as a number says only that there is one.
    pub(super) date: Option<String>,
    /// By the UUID of the report.
    pub(super) reports: BTreeMap<String, OfReport>,
    places: BTreeMap<String, Place>,
    sheet: String,
}

/// What it says of one report.
#[derive(Default)]
pub(super) struct OfReport {
    pub(super) conclusion: Option<String>,
    pub(super) merits: Option<String>,
    pub(super) budget_advice: Option<String>,
    /// Items by their place in the form, ticked or not.
    pub(super) veto: Vec<(usize, bool)>,
}

impl OfReport {
    pub(super) fn is_blank(&self) -> bool {
        let texts = [&self.conclusion, &self.merits, &self.budget_advice];
        texts.iter().all(|text| text.as_deref().unwrap_or_default().is_empty()) && self.veto.iter().all(|(_, is)| !is)
    }
}

impl Answered {
    /// Where a field of the opinion on a report stands.
    pub(super) fn place(&self, field: &str, report: &str) -> Place {
        let key = match field {
            "conclusion" => [CONCLUSION, report].concat(),
            "merits" => [MERITS, report].concat(),
            "budget_advice" => [ADVICE, report].concat(),
            "veto" => [VETO, "0:", report].concat(),
            other => other.to_owned(),
        };
        let nowhere = || Place::sheet_cell(&self.sheet, 1, 0);
        self.places.get(&key).cloned().unwrap_or_else(nowhere)
    }
}

/// Reads the worksheet by the keys of its rows.
pub(super) fn read(grid: &Grid, found: &mut Vec<Problem>) -> Answered {
    let mut all = Answered { sheet: grid.sheet.name.clone(), ..Answered::default() };
    let column = match grid.column(&[ANSWER]) {
        Ok(column) => column,
        Err(problem) => {
            found.push(problem);
            return all;
        }
    };
    for (row, key) in grid.rows() {
        if key.is_empty() {
            if grid.sheet.cell(row, column).is_some() {
                found.push(Problem::error("fill_in_row_unknown", grid.place(row, column, "")));
            }
            continue;
        }
        let place = grid.place(row, column, "");
        if all.places.insert(key.clone(), place.clone()).is_some() {
            found.push(Problem::error("fill_in_row_twice", place).with("row", row));
            continue;
        }
        if key == DATE && grid.is_day((row, column)) {
            all.date = Some(String::new());
            continue;
        }
        match grid.text((row, column), &[column]) {
            Ok(text) => take(&mut all, &key, text, place, found),
            Err(problem) => found.push(Problem { place, ..problem }),
        }
    }
    all
}

fn take(all: &mut Answered, key: &str, text: String, place: Place, found: &mut Vec<Problem>) {
    let mut tick = |text: &str| {
        let ticked = yes_or_no(text);
        if ticked.is_none() {
            found.push(Problem::error("fill_in_yes_or_no", place.clone()).with("text", shown(text)));
        }
        ticked.unwrap_or(false)
    };
    let said = |text: String| if is_blank(&text) { String::new() } else { text };
    match key {
        DECLARED => all.declared = Some(tick(&text)),
        HANDED_BACK => all.handed_back = tick(&text),
        NAME => all.name = text,
        DATE => all.date = Some(text).filter(|text| !is_blank(text)),
        _ => {
            if let Some((i, uid)) = key.strip_prefix(VETO).and_then(|rest| rest.split_once(':')) {
                let is_ticked = tick(&text);
                let of = all.reports.entry(uid.to_owned()).or_default();
                of.veto.extend(i.parse().ok().map(|i: usize| (i, is_ticked)));
            } else if let Some((kind, uid)) = key.split_once(':') {
                let of = all.reports.entry(uid.to_owned()).or_default();
                match kind {
                    "conclusion" => of.conclusion = Some(said(text)),
                    "merits" => of.merits = Some(said(text)),
                    "budget_advice" => of.budget_advice = Some(said(text)),
                    _ => {}
                }
            }
        }
    }
}
