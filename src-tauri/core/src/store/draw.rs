//! How draws of panels are kept: added, and never changed.

use crate::domain::id::SessionId;
use crate::error::Result;
use rusqlite::{Connection, params};

/// A draw as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawRow {
    /// When it was drawn, RFC 3339.
    pub drawn_at: String,
    /// Name of the algorithm.
    pub algorithm: String,
    /// Its seed, 32 hex digits.
    pub seed: String,
    /// SHA-256 of the pool, 64 hex digits.
    pub pool_sha256: String,
    /// The whole record as JSON.
    pub record: String,
}

/// Adds a draw.
pub fn put(conn: &Connection, session: SessionId, draw: &DrawRow) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO draw (session, drawn_at, algorithm, seed, pool_sha256, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![session.0, draw.drawn_at, draw.algorithm, draw.seed, draw.pool_sha256, draw.record])?;
    Ok(())
}

/// The draws of a session, the newest first.
pub fn list(conn: &Connection, session: SessionId) -> Result<Vec<DrawRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT drawn_at, algorithm, seed, pool_sha256, record FROM draw WHERE session = ?1 ORDER BY id DESC",
    )?;
    let rows = statement.query_map([session.0], |row| {
        Ok(DrawRow {
            drawn_at: row.get(0)?,
            algorithm: row.get(1)?,
            seed: row.get(2)?,
            pool_sha256: row.get(3)?,
            record: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
