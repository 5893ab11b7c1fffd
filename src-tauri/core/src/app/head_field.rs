//! The head fields a form asks for, per report: filled in, shown, printed, and missed where they are required.

use super::report::ReportView;
use super::text::refuse_long_names;
use super::{App, Done};
use crate::domain::form::{FieldKind, Form, HeadField, shown};
use crate::domain::id::ReportId;
use crate::domain::number::{Points, Shown};
use crate::domain::problem::{Place, Problem};
use crate::domain::record::FieldRecord;
use crate::domain::report::Report;
use crate::domain::session::printed_date;
use crate::error::{Error, Result};
use crate::locale;
use crate::store::{report, session};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// A head field filled in; an empty value takes it back.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReportFieldSet {
    /// Of which report.
    pub report: ReportId,
    /// Id of the field, or its name.
    pub field: String,
    /// As typed.
    pub value: String,
}

/// A head field and what stands in it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FieldView {
    /// The field, as the form asks for it.
    pub field: HeadField,
    /// What was filled in; empty = nothing.
    pub text: String,
    /// The same as it is printed.
    pub printed: String,
}

/// Fills a head field in. A value that does not fit is refused; so is any change once the report's sheet is final.
pub fn set(app: &mut App, args: ReportFieldSet) -> Result<Done<ReportView>> {
    let (target, form) = app.store.read(|conn| {
        let target = report::get(conn, args.report)?;
        let form = super::kind::form_of(conn, &session::get(conn, target.session)?)?;
        Ok((target, form))
    })?;
    let asked = args.field.trim();
    let Some(field) = form.fields.iter().find(|field| field.id == asked || field.name == asked) else {
        let names: Vec<_> = form.fields.iter().map(|field| field.name.as_str()).collect();
        let known = if names.is_empty() { "—".to_owned() } else { names.join("、") };
        let problem = Problem::error("head_field_unknown", Place::field("head_field")).with("text", shown(asked));
        return Err(Error::invalid(problem.with("known", known)));
    };
    refuse_long_names(&[("value", &args.value)])?;
    let is_blank = args.value.trim().is_empty();
    let text = if is_blank { String::new() } else { field.read(&args.value).map_err(Error::invalid)? };
    super::sheet::refuse_if_final(app, args.report)?;
    app.write("report_field_set", format!("{} {}", target.head.no, field.name), None, |tx| {
        report::set_field(tx, args.report, &field.id, &text)?;
        super::report::view(tx, args.report)
    })
}

/// The head fields of a report in the order of its form.
pub(crate) fn views(conn: &Connection, form: &Form, id: ReportId) -> Result<Vec<FieldView>> {
    let known = report::fields(conn, id)?;
    let view = |field: &HeadField| {
        let text = known.iter().find(|(its_field, _)| *its_field == field.id).map(|(_, text)| text.clone());
        let text = text.unwrap_or_default();
        FieldView { field: field.clone(), printed: printed(field, &text), text }
    };
    Ok(form.fields.iter().map(view).collect())
}

/// The head fields as papers show them; empty where nothing was entered.
pub(crate) fn records(conn: &Connection, form: &Form, id: ReportId) -> Result<Vec<FieldRecord>> {
    let views = views(conn, form, id)?.into_iter();
    Ok(views.map(|view| FieldRecord { name: view.field.name, value: view.printed }).collect())
}

/// The head fields of a report that stand empty where they are required, or hold what the form no longer takes since the
/// session went over to another version; each as a blocking problem.
pub(crate) fn unfilled(conn: &Connection, form: &Form, target: &Report) -> Result<Vec<Problem>> {
    let problem = |view: FieldView| {
        let code = match view.text.is_empty() {
            true if view.field.required => "head_field_missing",
            false if !fits(&view.field, &view.text) => "head_field_unfit",
            true | false => return None,
        };
        let problem = Problem::error(code, Place::Whole).with("no", &target.head.no).with("name", view.field.name);
        Some(if view.text.is_empty() { problem } else { problem.with("text", shown(&view.text)) })
    };
    Ok(views(conn, form, target.id)?.into_iter().filter_map(problem).collect())
}

/// Whether what stands in a field may stand there.
fn fits(field: &HeadField, text: &str) -> bool {
    field.read(text).is_ok()
}

/// A filled-in head field that does not simply stay when a session goes over to another version of its form.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MovedField {
    /// Number of the report.
    pub report_no: String,
    /// Name of the field, in the older form.
    pub name: String,
    /// What stands in it.
    pub text: String,
    /// The newer form does not ask for it: it is kept and no longer shown. Otherwise it must be filled in again.
    pub gone: bool,
}

/// The filled-in head fields of a report that the newer form does not ask for, or whose content it does not take.
pub(crate) fn moved(conn: &Connection, old: &Form, new: &Form, target: &Report) -> Result<Vec<MovedField>> {
    let filled = views(conn, old, target.id)?.into_iter().filter(|view| !view.text.is_empty());
    let of = |view: FieldView| {
        let now = new.fields.iter().find(|field| field.id == view.field.id);
        let stays = now.is_some_and(|field| fits(field, &view.text));
        let report_no = target.head.no.clone();
        (!stays).then(|| MovedField { report_no, name: view.field.name, text: view.text, gone: now.is_none() })
    };
    Ok(filled.filter_map(of).collect())
}

/// A value as it is printed: an amount with two places and its unit, a day in Chinese.
fn printed(field: &HeadField, text: &str) -> String {
    match (field.kind, Points::read(text)) {
        (FieldKind::Money, Ok(amount)) => {
            locale::fill("field.money", [("amount", Shown::new(amount, 2).to_string().as_str())])
        }
        (FieldKind::Date, _) => printed_date(text),
        (FieldKind::Money | FieldKind::Text | FieldKind::Choice, _) => text.to_owned(),
    }
}
