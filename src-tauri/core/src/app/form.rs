//! Forms of a workspace: list, show, import.

use super::{App, Done};
use crate::domain::form::Form;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::form_file;
use crate::store::form::{self, FormRow};
use serde::{Deserialize, Serialize};

/// Which form.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FormWhich {
    /// Its code, e.g. `T-RV-SCORE`.
    pub code: String,
    /// Its version; none = the newest.
    pub version: Option<String>,
}

/// A form file to take in.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FormImport {
    /// Text of the file.
    pub json: String,
}

/// A form with its row and what is worth a look in it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormView {
    /// The row.
    pub row: FormRow,
    /// The form.
    pub form: Form,
    /// Warnings.
    pub problems: Vec<Problem>,
}

/// One form version.
pub fn show(app: &mut App, which: FormWhich) -> Result<Done<FormView>> {
    let view = app.store.read(|conn| {
        let row = match &which.version {
            Some(version) => form::find(conn, &which.code, version)?,
            None => form::newest(conn, &which.code)?,
        };
        let row = row.ok_or_else(|| Error::missing("form", &which.code))?;
        let form = form::get(conn, row.id)?;
        Ok(FormView { problems: form.check(), form, row })
    })?;
    Ok(Done::read(view))
}

/// Takes a form in as a new version. The same content again changes nothing; another content under a version that is
/// there is refused: what was issued under a number never changes.
pub fn import(app: &mut App, args: FormImport) -> Result<Done<FormRow>> {
    let (form, _) = form_file::read(&args.json)?;
    let known = app.store.read(|conn| form::find(conn, &form.id, &form.version))?;
    if let Some(row) = known {
        if row.sha256 == form_file::sha256(&form) {
            return Ok(Done::read(row));
        }
        let problem = Problem::error("form_version_taken", Place::field("version"));
        return Err(Error::invalid(problem.with("form", &form.id).with("version", &form.version)));
    }
    app.write("form_import", form.title.clone(), None, |tx| {
        form::put(tx, &form)?;
        form::find(tx, &form.id, &form.version)?
            .ok_or_else(|| Error::bug("form_import", "the row just written is gone"))
    })
}
