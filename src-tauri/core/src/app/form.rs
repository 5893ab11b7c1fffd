//! Forms of a workspace: list, show, import.

use super::export::Exported;
use super::{App, Done};
use crate::domain::form::Form;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::exchange::form_xlsx::{self, Asked};
use crate::form_file;
use crate::store::form::{self, FormRow};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

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

/// A form as a workbook to take in.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FormImportXlsx {
    /// The file.
    pub path: PathBuf,
    /// Name of the worksheet with the table; none = the first that has one.
    pub sheet: Option<String>,
    /// Code of the form; none = what the file says, or its name.
    pub code: Option<String>,
    /// Version of the form; none = what the file says, or 1.0.0.
    pub version: Option<String>,
}

/// A form to write to a file.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FormExport {
    /// Its code.
    pub code: String,
    /// Its version; none = the newest.
    pub version: Option<String>,
    /// The file to write, by its ending a workbook (`.xlsx`) or JSON (`.json`).
    pub path: PathBuf,
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
        let row = super::form_source::stored(conn, &which.code, which.version.as_deref())?;
        let form = form::get(conn, row.id)?;
        Ok(FormView { problems: form.check(), form, row })
    })?;
    Ok(Done::read(view))
}

/// Takes a form in as a new version. The same content again changes nothing; another content under a version that is
/// there is refused: what was issued under a number never changes.
pub fn import(app: &mut App, args: FormImport) -> Result<Done<FormRow>> {
    let (form, _) = form_file::read(&args.json)?;
    take_in(app, &form)
}

/// Takes a form in out of a workbook, like `import`; the reply tells what was guessed.
pub fn import_xlsx(app: &mut App, args: FormImportXlsx) -> Result<Done<FormView>> {
    let asked =
        Asked { name: "", sheet: args.sheet.as_deref(), code: args.code.as_deref(), version: args.version.as_deref() };
    let (form, problems) = form_xlsx::read_file(&args.path, asked)?;
    Ok(take_in(app, &form)?.map(|row| FormView { row, form, problems }))
}

/// Writes a form to a file, whole or not at all.
pub fn export(app: &mut App, args: FormExport) -> Result<Done<Exported>> {
    let which = FormWhich { code: args.code, version: args.version };
    let form = show(app, which)?.value.form;
    let bytes = form_xlsx::bytes_for(&args.path, &form)?;
    crate::file::write_whole(&args.path, &bytes)?;
    Ok(Done::read(Exported { path: args.path, size: bytes.len() }))
}

fn take_in(app: &mut App, form: &Form) -> Result<Done<FormRow>> {
    let known = app.store.read(|conn| form::find(conn, &form.id, &form.version))?;
    if let Some(row) = known {
        if row.sha256 == form_file::sha256(form) {
            return Ok(Done::read(row));
        }
        let problem = Problem::error("form_version_taken", Place::field("version"));
        return Err(Error::invalid(problem.with("form", &form.id).with("version", &form.version)));
    }
    app.write("form_import", form.title.clone(), None, |tx| {
        form::put(tx, form)?;
        form::find(tx, &form.id, &form.version)?
            .ok_or_else(|| Error::bug("form_import", "the row just written is gone"))
    })
}
