//! How forms that are being written are kept: the text as it stands, and what it was begun from.

use crate::domain::form::Form;
use crate::domain::id::FormDraftId;
use crate::error::{Error, Result};
use crate::form_file;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormDraft {
    /// Row id.
    pub id: FormDraftId,
    /// UUIDv7.
    pub uid: String,
    /// Code of the form it was begun from; empty = begun from nothing.
    pub base_code: String,
    /// Version of that form.
    pub base_version: String,
}

fn row_to_draft(row: &Row<'_>) -> rusqlite::Result<(FormDraft, String)> {
    let draft = FormDraft {
        id: FormDraftId(row.get("id")?),
        uid: row.get("uid")?,
        base_code: row.get("base_code")?,
        base_version: row.get("base_version")?,
    };
    Ok((draft, row.get("json")?))
}

fn with_form((draft, json): (FormDraft, String)) -> Result<(FormDraft, Form)> {
    let (form, _) = form_file::read_draft(&json)?;
    Ok((draft, form))
}

/// All drafts with their forms, the oldest first.
pub fn list(conn: &Connection) -> Result<Vec<(FormDraft, Form)>> {
    let mut statement =
        conn.prepare_cached("SELECT id, uid, base_code, base_version, json FROM form_draft ORDER BY id")?;
    let rows = statement.query_map([], row_to_draft)?.collect::<rusqlite::Result<Vec<_>>>()?;
    rows.into_iter().map(with_form).collect()
}

/// One draft with its form.
pub fn get(conn: &Connection, id: FormDraftId) -> Result<(FormDraft, Form)> {
    let mut statement =
        conn.prepare_cached("SELECT id, uid, base_code, base_version, json FROM form_draft WHERE id = ?1")?;
    let row = statement.query_row([id.0], row_to_draft).optional()?;
    with_form(row.ok_or_else(|| Error::missing("form_draft", id))?)
}

/// Begins a draft.
pub fn put(conn: &Connection, uid: &str, base: (&str, &str), form: &Form) -> Result<FormDraftId> {
    conn.prepare_cached("INSERT INTO form_draft (uid, base_code, base_version, json) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![uid, base.0, base.1, form_file::canonical(form)])?;
    Ok(FormDraftId(conn.last_insert_rowid()))
}

/// Keeps what a draft has become.
pub fn set(conn: &Connection, id: FormDraftId, form: &Form) -> Result<()> {
    conn.prepare_cached("UPDATE form_draft SET json = ?2 WHERE id = ?1")?
        .execute(params![id.0, form_file::canonical(form)])?;
    Ok(())
}

/// Removes a draft; the log keeps what it was.
pub fn remove(conn: &Connection, id: FormDraftId) -> Result<()> {
    conn.prepare_cached("DELETE FROM form_draft WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}
