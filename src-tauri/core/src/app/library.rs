//! The library of forms: what a workspace holds, in the order in which people look for it, and the forms of the program.

use super::{App, Done};
use crate::domain::form::Form;
use crate::domain::number::Points;
use crate::error::{Error, Result};
use crate::form_file;
use crate::store::form::{self, FormRow};
use rusqlite::Connection;
use serde::Serialize;

/// A form version as it is listed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormLine {
    /// The row.
    #[serde(flatten)]
    pub row: FormRow,
    /// What a reader wants to know before opening it.
    #[serde(flatten)]
    pub brief: FormBrief,
}

/// A form in short.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormBrief {
    /// Evidence label of the points.
    pub evidence: String,
    /// Level-one groups.
    pub groups: usize,
    /// Criteria.
    pub criteria: usize,
    /// Full points; none where nothing is counted.
    pub total: Option<Points>,
}

impl FormBrief {
    /// Of a form.
    pub fn of(form: &Form) -> Self {
        Self {
            evidence: form.evidence.clone(),
            groups: form.groups.len(),
            criteria: form.criteria().count(),
            total: (!form.unscored).then_some(form.total),
        }
    }
}

/// All form versions: those of the program in its order, then the bureau's own by code; of one code the oldest first.
pub fn list(app: &mut App, (): ()) -> Result<Done<Vec<FormLine>>> {
    let lines = app.store.read(|conn| {
        let mut rows = form::list(conn)?;
        let place = |row: &FormRow| form_file::BUILT_IN.iter().position(|(code, _)| *code == row.code);
        rows.sort_by_key(|row| place(row).unwrap_or(usize::MAX));
        rows.into_iter().map(|row| Ok(FormLine { brief: FormBrief::of(&form::get(conn, row.id)?), row })).collect()
    })?;
    Ok(Done::read(lines))
}

/// The newest version of a code in a workspace, or the program's own where the workspace is older than that form.
pub(crate) enum Found {
    /// It is there.
    Row(FormRow),
    /// It must be put in first.
    BuiltIn(Box<Form>),
}

/// Finds a form by its code.
pub(crate) fn find(conn: &Connection, code: &str) -> Result<Found> {
    match form::newest(conn, code)? {
        Some(row) => Ok(Found::Row(row)),
        None if form_file::BUILT_IN.iter().any(|(known, _)| *known == code) => {
            form_file::built_in(code).map(|form| Found::BuiltIn(Box::new(form)))
        }
        None => Err(Error::missing("form", code)),
    }
}
