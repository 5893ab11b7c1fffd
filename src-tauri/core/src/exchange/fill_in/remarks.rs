//! The worksheet 意见: one remark in each row, of all reports; rows written before keep their numbers.

use super::cells::{Grid, is_blank};
use super::style::{self, Written};
use super::{CRITERION, HEADS, HIDDEN, NATURE, PLACE, PROBLEM, REMARK_PAGE, REMARKS, REPORT, SUGGESTION, ToFill};
use crate::domain::answers::NumberedRemark;
use crate::domain::form::{Criterion, Form, shown};
use crate::domain::opinion::{Nature, RemarkBody};
use crate::domain::problem::{Place, Problem};
use crate::locale::text;
use rust_xlsxwriter::Worksheet;
use std::collections::BTreeMap;

/// Empty rows to fill in, besides what stands there already.
const EMPTY_ROWS: usize = 60;
const HEAD_ROW: u32 = 2;
const COLUMNS: [(&str, f64); 7] = [
    (REPORT, 14.0),
    (NATURE, 11.0),
    (CRITERION, 24.0),
    (PLACE, 16.0),
    (REMARK_PAGE, 9.0),
    (PROBLEM, 46.0),
    (SUGGESTION, 46.0),
];
/// Begins the key of a remark that stood there: its report and number behind it.
const OWN_ROWS: &str = "r:";

/// A criterion as the list of the column 关联指标 names it.
pub(super) fn called(criterion: &Criterion) -> String {
    [criterion.id.as_str(), criterion.name.as_str()].join(" ")
}

/// Writes the worksheet; `criteria` = the last row of the list of criteria on the hidden worksheet, which begins at D1.
pub(super) fn write(all: &ToFill<'_>, sheet: &mut Worksheet, criteria: usize) -> Written {
    let last = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
    style::put_wide(sheet, 0, (0, last), text("doc.fill_in.remarks"), &style::title())?;
    sheet.set_row_height(0, 34)?;
    style::put_wide(sheet, 1, (0, last), text("doc.fill_in.remarks_how"), &style::words())?;
    sheet.set_row_height(1, 34)?;
    for (at, (head, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(at, width)?;
        style::put(sheet, (HEAD_ROW, at), head, &style::head())?;
    }
    sheet.set_row_height(HEAD_ROW, 26)?;
    let mut keys = vec![(HEAD_ROW, HEADS.to_owned())];
    let mut row = HEAD_ROW + 1;
    for report in all.reports {
        for remark in &report.answers.remarks {
            keys.push((row, [OWN_ROWS, &report.uid, ":", &remark.no.to_string()].concat()));
            write_row(all.form, sheet, row, &report.head.no, Some(&remark.body))?;
            row += 1;
        }
    }
    // With one report only, nobody has to name it.
    let only = if let [only] = all.reports { only.head.no.as_str() } else { "" };
    for _ in 0..EMPTY_ROWS {
        write_row(all.form, sheet, row, only, None)?;
        row += 1;
    }
    let area = |column: u32| [HEAD_ROW + 1, column, row - 1, column];
    let numbers: Vec<&str> = all.reports.iter().map(|report| report.head.no.as_str()).collect();
    if let Some(list) = style::list(&numbers, false)? {
        style::rule(sheet, area(0), list, "")?;
    }
    if let Some(list) = style::list(&[Nature::Must.name(), Nature::Should.name()], true)? {
        style::rule(sheet, area(1), list, "")?;
    }
    let range = ["=", HIDDEN, "!$D$1:$D$", &criteria.to_string()].concat();
    style::rule(sheet, area(2), style::list_of(&range), text("doc.fill_in.criterion"))?;
    style::put_keys(sheet, last + 1, REMARKS, &keys)?;
    style::finish(sheet, true, Some(HEAD_ROW))
}

fn write_row(form: &Form, sheet: &mut Worksheet, row: u32, report: &str, body: Option<&RemarkBody>) -> Written {
    let criterion = body.and_then(|body| form.criterion(&body.criterion)).map(called).unwrap_or_default();
    let of = |pick: fn(&RemarkBody) -> &str| body.map(pick).unwrap_or_default();
    let cells = [
        report,
        of(|body| body.nature.name()),
        &criterion,
        of(|body| &body.place),
        of(|body| &body.page),
        of(|body| &body.problem),
        of(|body| &body.suggestion),
    ];
    for (at, text) in (0..).zip(cells) {
        let format = if matches!(at, 0 | 1 | 4) { style::input_center() } else { style::input() };
        style::put(sheet, (row, at), text, &format)?;
    }
    let texts = [(cells[5], COLUMNS[5].1), (cells[6], COLUMNS[6].1)];
    sheet.set_row_height(row, style::height(texts, 32.0))?;
    Ok(())
}

/// The remarks on one report as they came back.
#[derive(Default)]
pub(super) struct OfReport {
    /// Filled in, with where their problem stands; those that stood there before have their number.
    pub(super) filled: Vec<(Option<i64>, RemarkBody, Place)>,
    /// Numbers of those that were emptied.
    pub(super) emptied: Vec<i64>,
}

impl OfReport {
    /// The remarks an opinion has afterwards, each with its place; one whose row is gone stays as it was.
    pub(super) fn merged(self, stored: &[NumberedRemark], cleared: &mut Vec<String>) -> Vec<(NumberedRemark, Place)> {
        let mut all: BTreeMap<i64, (NumberedRemark, Place)> =
            stored.iter().map(|remark| (remark.no, (remark.clone(), Place::Whole))).collect();
        for no in self.emptied {
            if all.remove(&no).is_some() {
                cleared.push(crate::locale::fill("place.remark", [("no", no.to_string().as_str())]));
            }
        }
        let mut next = stored.iter().map(|remark| remark.no).max().unwrap_or(0) + 1;
        for (own, body, place) in self.filled {
            let no = own.filter(|no| stored.iter().any(|remark| remark.no == *no)).unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            all.insert(no, (NumberedRemark { no, body }, place));
        }
        all.into_values().collect()
    }
}

/// Reads the rows; answers the remarks by report.
pub(super) fn read(
    grid: &Grid,
    form: &Form,
    reports: &[(String, String)],
    found: &mut Vec<Problem>,
) -> BTreeMap<String, OfReport> {
    let mut all: BTreeMap<String, OfReport> = BTreeMap::new();
    let mut column = |head: &str| grid.column(&[head]).map_err(|problem| found.push(problem)).unwrap_or(0);
    let columns = COLUMNS.map(|(head, _)| column(head));
    if columns.contains(&0) {
        return all;
    }
    for (row, key) in grid.rows() {
        let mut is_whole = true;
        let texts = columns.map(|column| match grid.text((row, column), &columns) {
            Ok(text) => text,
            Err(problem) => {
                is_whole = false;
                found.push(problem);
                String::new()
            }
        });
        let own = key.strip_prefix(OWN_ROWS).and_then(|rest| rest.rsplit_once(':'));
        let own = own.and_then(|(uid, no)| Some((uid, no.parse::<i64>().ok()?)));
        // The number of the only report stands in every row; a nature alone says nothing either.
        if is_whole && texts.iter().skip(2).all(|text| is_blank(text)) {
            if let Some((uid, no)) = own {
                all.entry(uid.to_owned()).or_default().emptied.push(no);
            }
            continue;
        }
        let place = |column: usize| grid.place(row, columns[column], "");
        let report = report_of(reports, own, &texts[0]).map_err(|code| found.push(wrong(code, place(0), &texts[0])));
        let nature = nature(&texts[1]).map_err(|code| found.push(wrong(code, place(1), &texts[1])));
        let criterion = criterion(form, &texts[2]).map_err(|code| found.push(wrong(code, place(2), &texts[2])));
        let (Ok(report), Ok(nature), Ok(criterion), true) = (report, nature, criterion, is_whole) else { continue };
        let [_, _, _, at, page, problem, suggestion] = texts;
        let said = |text: String| if is_blank(&text) { String::new() } else { text };
        let (problem, suggestion) = (said(problem), said(suggestion));
        let body = RemarkBody { place: said(at), page: said(page), criterion, problem, suggestion, nature };
        let no = own.filter(|(uid, _)| *uid == report).map(|(_, no)| no);
        all.entry(report).or_default().filled.push((no, body, place(5)));
    }
    all
}

fn wrong(code: &'static str, place: Place, text: &str) -> Problem {
    let natures = [Nature::Must.name(), Nature::Should.name()].join("、");
    Problem { code, ..Problem::error("fill_in_remark_report", place) }.with("text", shown(text)).with("known", natures)
}

/// The report a remark is on: the one whose number stands there, or the one it was on, or the only one.
fn report_of(reports: &[(String, String)], own: Option<(&str, i64)>, text: &str) -> Result<String, &'static str> {
    let named = reports.iter().find(|(_, no)| no.trim() == text);
    let only = if let [only] = reports { Some(only) } else { None };
    let before = own.filter(|_| is_blank(text)).and_then(|(uid, _)| reports.iter().find(|(known, _)| known == uid));
    let found = named.or(before).or(only.filter(|_| is_blank(text)));
    found.map(|(uid, _)| uid.clone()).ok_or("fill_in_remark_report")
}

fn nature(text: &str) -> Result<Nature, &'static str> {
    match text {
        "必须修改" | "必须" => Ok(Nature::Must),
        "建议修改" | "建议" => Ok(Nature::Should),
        _ => Err("fill_in_remark_nature"),
    }
}

/// The id of the criterion a text names: as the list writes it, by its id, or by a name no other has.
fn criterion(form: &Form, text: &str) -> Result<String, &'static str> {
    if is_blank(text) {
        return Ok(String::new());
    }
    let by_name: Vec<&Criterion> = form.criteria().filter(|one| one.name.trim() == text).collect();
    let found = form.criteria().find(|one| called(one) == text || one.id == text);
    let found = found.or(if let [only] = by_name.as_slice() { Some(*only) } else { None });
    found.map(|one| one.id.clone()).ok_or("fill_in_remark_criterion")
}
