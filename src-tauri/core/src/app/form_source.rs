//! Where a form comes from when a command names one: the workspace, the program, a draft, or a text.

use super::App;
use crate::domain::form::Form;
use crate::domain::id::FormDraftId;
use crate::error::{Error, Result};
use crate::form_file;
use crate::store::form::FormRow;
use crate::store::{form, form_draft};
use rusqlite::Connection;
use serde::Deserialize;

/// A form by where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FormSource {
    /// A version in the workspace.
    Workspace {
        /// Its code.
        code: String,
        /// Its version; none = the newest.
        version: Option<String>,
    },
    /// A form of the program itself.
    BuiltIn {
        /// Its code.
        code: String,
    },
    /// A draft.
    Draft {
        /// Which draft.
        draft: FormDraftId,
    },
    /// The text of a form file.
    Json {
        /// The text.
        json: String,
    },
}

/// A form and the version it is, or was begun from.
pub(super) struct Sourced {
    pub(super) form: Form,
    /// Code and version; both empty where there is none.
    pub(super) base: (String, String),
}

/// The form, as far as its values can be read; it may be wrong in what it says.
pub(super) fn read(app: &App, source: &FormSource) -> Result<Sourced> {
    let own = |form: Form| Sourced { base: (form.id.clone(), form.version.clone()), form };
    match source {
        FormSource::Workspace { code, version } => app
            .store
            .read(|conn| {
                let row = stored(conn, code, version.as_deref())?;
                form::get(conn, row.id)
            })
            .map(own),
        FormSource::BuiltIn { code } => form_file::built_in(code).map(own),
        FormSource::Draft { draft } => {
            let (draft, form) = app.store.read(|conn| form_draft::get(conn, *draft))?;
            Ok(Sourced { form, base: (draft.base_code, draft.base_version) })
        }
        FormSource::Json { json } => {
            let (form, _) = form_file::read_draft(json)?;
            Ok(own(form))
        }
    }
}

/// The row of a version in the workspace, or of the newest.
pub(super) fn stored(conn: &Connection, code: &str, version: Option<&str>) -> Result<FormRow> {
    let row = match version {
        Some(version) => form::find(conn, code, version)?,
        None => form::newest(conn, code)?,
    };
    row.ok_or_else(|| Error::missing("form", [code, version.unwrap_or_default()].join(" ").trim_end()))
}
