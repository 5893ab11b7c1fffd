//! How form versions are kept: the canonical JSON and its hash; a frozen version never changes.

use crate::domain::form::Form;
use crate::domain::id::FormId;
use crate::error::{Error, Result};
use crate::form_file;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A form version as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormRow {
    /// Row id.
    pub id: FormId,
    /// Id within the file, e.g. `T-RV-SCORE`.
    pub code: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: String,
    /// SHA-256 of the canonical JSON.
    pub sha256: String,
    /// In use, so it never changes.
    pub frozen: bool,
}

fn row_to_form(row: &Row<'_>) -> rusqlite::Result<FormRow> {
    Ok(FormRow {
        id: FormId(row.get("id")?),
        code: row.get("code")?,
        version: row.get("version")?,
        title: row.get("title")?,
        sha256: row.get("sha256")?,
        frozen: row.get("frozen")?,
    })
}

/// All versions, by code and age.
pub fn list(conn: &Connection) -> Result<Vec<FormRow>> {
    let mut statement =
        conn.prepare_cached("SELECT id, code, version, title, sha256, frozen FROM form ORDER BY code, id")?;
    Ok(statement.query_map([], row_to_form)?.collect::<rusqlite::Result<_>>()?)
}

/// The row of an id.
pub fn row(conn: &Connection, id: FormId) -> Result<FormRow> {
    let mut statement =
        conn.prepare_cached("SELECT id, code, version, title, sha256, frozen FROM form WHERE id = ?1")?;
    statement.query_row([id.0], row_to_form).optional()?.ok_or_else(|| Error::missing("form", id))
}

/// The row of a version.
pub fn find(conn: &Connection, code: &str, version: &str) -> Result<Option<FormRow>> {
    let mut statement = conn
        .prepare_cached("SELECT id, code, version, title, sha256, frozen FROM form WHERE code = ?1 AND version = ?2")?;
    Ok(statement.query_row([code, version], row_to_form).optional()?)
}

/// The newest version of a code.
pub fn newest(conn: &Connection, code: &str) -> Result<Option<FormRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, code, version, title, sha256, frozen FROM form WHERE code = ?1 ORDER BY id DESC LIMIT 1",
    )?;
    Ok(statement.query_row([code], row_to_form).optional()?)
}

/// The form itself, read back and compared with its hash.
pub fn get(conn: &Connection, id: FormId) -> Result<Form> {
    let mut statement = conn.prepare_cached("SELECT json, sha256 FROM form WHERE id = ?1")?;
    let row = statement.query_row([id.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).optional()?;
    let Some((json, sha256)) = row else { return Err(Error::missing("form", id)) };
    let (form, _) = form_file::read(&json)?;
    if form_file::sha256(&form) != sha256 {
        return Err(Error::refused_with("form_hash_differs", [("form", form.id)]));
    }
    Ok(form)
}

/// Stores a version.
pub fn put(conn: &Connection, form: &Form) -> Result<FormId> {
    conn.prepare_cached("INSERT INTO form (code, version, title, json, sha256) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![form.id, form.version, form.title, form_file::canonical(form), form_file::sha256(form)])?;
    Ok(FormId(conn.last_insert_rowid()))
}

/// Marks a version as used; it never changes again.
pub fn freeze(conn: &Connection, id: FormId) -> Result<()> {
    conn.prepare_cached("UPDATE form SET frozen = 1 WHERE id = ?1 AND frozen = 0")?.execute([id.0])?;
    Ok(())
}
