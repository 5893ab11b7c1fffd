//! How the expert pool is kept.

use crate::domain::expert::{Expert, ExpertHead};
use crate::domain::id::ExpertId;
use crate::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "SELECT id, uid, name, kind, employer, job_title, field, avoid_units FROM expert";

fn row_to_expert(row: &Row<'_>) -> rusqlite::Result<Expert> {
    let avoid: String = row.get("avoid_units")?;
    Ok(Expert {
        id: ExpertId(row.get("id")?),
        uid: row.get("uid")?,
        head: ExpertHead {
            name: row.get("name")?,
            kind: row.get("kind")?,
            employer: row.get("employer")?,
            job_title: row.get("job_title")?,
            field: row.get("field")?,
            avoid_units: avoid_units(&avoid)?,
        },
    })
}

/// The units as stored, a JSON list of texts.
fn avoid_units(json: &str) -> rusqlite::Result<Vec<String>> {
    let failed = |source| rusqlite::Error::FromSqlConversionFailure(7, rusqlite::types::Type::Text, Box::new(source));
    serde_json::from_str(json).map_err(failed)
}

/// The pool in order of entry.
pub fn list(conn: &Connection) -> Result<Vec<Expert>> {
    let mut statement = conn.prepare_cached(&[COLUMNS, " ORDER BY id"].concat())?;
    Ok(statement.query_map([], row_to_expert)?.collect::<rusqlite::Result<_>>()?)
}

/// One expert.
pub fn get(conn: &Connection, id: ExpertId) -> Result<Expert> {
    let mut statement = conn.prepare_cached(&[COLUMNS, " WHERE id = ?1"].concat())?;
    statement.query_row([id.0], row_to_expert).optional()?.ok_or_else(|| Error::missing("expert", id))
}

/// Adds an expert.
pub fn put(conn: &Connection, uid: &str, head: &ExpertHead) -> Result<ExpertId> {
    let avoid = serde_json::json!(head.avoid_units).to_string();
    conn.prepare_cached(
        "INSERT INTO expert (uid, name, kind, employer, job_title, field, avoid_units) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![uid, head.name, head.kind, head.employer, head.job_title, head.field, avoid])?;
    Ok(ExpertId(conn.last_insert_rowid()))
}

/// Changes what is known of an expert; the units to avoid stay.
pub fn set(conn: &Connection, id: ExpertId, head: &ExpertHead) -> Result<()> {
    conn.prepare_cached(
        "UPDATE expert SET name = ?2, kind = ?3, employer = ?4, job_title = ?5, field = ?6 WHERE id = ?1",
    )?
    .execute(params![id.0, head.name, head.kind, head.employer, head.job_title, head.field])?;
    Ok(())
}
