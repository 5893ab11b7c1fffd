//! A fill-in form written as a workbook: the same content gives the same bytes, and nothing in it tells who wrote it on
//! which computer.

use super::style::{self, Written};
use super::{HIDDEN, ToFill, declaration, remarks, scores};
use crate::domain::opinion::MAX_TEXT;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::locale::{fill, text};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};

/// A cell of a workbook holds at most so many UTF-16 units.
const MAX_CELL: usize = 32_767;

/// Writes the fill-in form of an expert; a text that no cell can hold is refused.
pub fn write(all: &ToFill<'_>) -> Result<Vec<u8>> {
    let mut long = Vec::new();
    for report in all.reports {
        let answers = &report.answers;
        let scores = answers.scores.iter().flat_map(|score| [&score.text, &score.reason]);
        let remarks = answers.remarks.iter().flat_map(|remark| [&remark.body.problem, &remark.body.suggestion]);
        let texts = scores.chain(remarks).chain([&answers.merits, &answers.budget_advice]);
        for text in texts.filter(|text| text.encode_utf16().count() > MAX_CELL) {
            let problem = Problem::error("text_too_long", Place::field(report.head.no.as_str()));
            long.push(problem.with("length", text.chars().count()).with("most", MAX_TEXT));
        }
    }
    if !long.is_empty() {
        return Err(Error::Invalid(long));
    }
    build(all).map_err(|source| Error::bug("fill_in_export", source))
}

fn build(all: &ToFill<'_>) -> Written<Vec<u8>> {
    let mut workbook = Workbook::new();
    // A fixed day: the bytes tell nothing of when they were written.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(&all.form.title).set_creation_datetime(&day));
    let sheet = workbook.add_worksheet();
    sheet.set_name(text("doc.fill_in.sheet_how"))?;
    write_how(all, sheet)?;
    for (at, report) in all.reports.iter().enumerate() {
        let number = if all.reports.len() > 1 { (at + 1).to_string() } else { String::new() };
        let sheet = workbook.add_worksheet();
        sheet.set_name([text("doc.fill_in.sheet_scores"), &number].concat())?;
        scores::write(all, report, sheet)?;
    }
    let criteria: Vec<String> = all.form.criteria().map(remarks::called).collect();
    let sheet = workbook.add_worksheet();
    sheet.set_name(text("doc.fill_in.sheet_remarks"))?;
    remarks::write(all, sheet, criteria.len().max(1))?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(text("doc.fill_in.sheet_declaration"))?;
    declaration::write(all, sheet)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(HIDDEN)?;
    write_hidden(all, sheet, &criteria)?;
    workbook.save_to_buffer()
}

/// 说明: what this is, until when, and how it is filled in.
fn write_how(all: &ToFill<'_>, sheet: &mut Worksheet) -> Written {
    const WIDTH: f64 = 84.0;
    sheet.set_column_width(0, WIDTH)?;
    let head = &all.session.head;
    let names: Vec<&str> = all.reports.iter().map(|report| report.head.no.as_str()).collect();
    let of = fill(
        "doc.fill_in.whose",
        [
            ("session", head.title.as_str()),
            ("no", &all.session.no),
            ("expert", &all.member.name),
            ("reports", names.join("、").as_str()),
        ],
    );
    let asked = fill("doc.fill_in.contact", [("organiser", head.organiser.as_str()), ("office", &head.office)]);
    let mut lines = vec![(of, style::strong())];
    if !all.due.is_empty() {
        lines.push((fill("doc.fill_in.due", [("due", all.due)]), style::strong()));
    }
    lines.push((asked, style::words()));
    lines.extend(text("doc.fill_in.how").lines().map(|line| (line.to_owned(), style::words())));
    if !head.requirements.trim().is_empty() {
        lines.push((text("doc.fill_in.requirements").to_owned(), style::strong()));
        lines.extend(head.requirements.lines().map(|line| (line.to_owned(), style::words())));
    }
    style::put(sheet, (0, 0), &fill("doc.fill_in.title", [("form", all.form.title.as_str())]), &style::title())?;
    sheet.set_row_height(0, 40)?;
    for (row, (line, format)) in (1..).zip(&lines) {
        style::put(sheet, (row, 0), line, format)?;
        sheet.set_row_height(row, style::height([(line.as_str(), WIDTH)], 24.0))?;
    }
    style::finish(sheet, false, None)
}

/// What the form says of itself, and the list of criteria the remarks choose from.
fn write_hidden(all: &ToFill<'_>, sheet: &mut Worksheet, criteria: &[String]) -> Written {
    let format = rust_xlsxwriter::Format::new().set_num_format("@");
    for (row, (key, value)) in (0..).zip(all.identity.rows(all.secret)) {
        sheet.write_string_with_format(row, 0, &key, &format)?;
        style::put(sheet, (row, 1), &value, &format)?;
    }
    for (row, name) in (0..).zip(criteria) {
        sheet.write_string_with_format(row, 3, name, &format)?;
    }
    style::finish(sheet, false, None)?;
    sheet.set_very_hidden(true);
    Ok(())
}
