//! How returns are kept on the expert's side: one row for each, and which version of which opinion went along. On the
//! bureau's side the same question, which file brought a version, is answered from what was received.

use crate::domain::id::OpinionId;
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashMap;

/// A return that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedBackRow {
    /// 1, 2, …
    pub seq: i64,
    /// Its UUID.
    pub uid: String,
    /// UUID of the package it answers.
    pub package_uid: String,
    /// Revision of that package.
    pub revision: i64,
    /// SHA-256 of its inner ZIP, lower-case hex.
    pub sha256: String,
    /// Its manifest as written.
    pub manifest: String,
    /// When it was first made, RFC 3339.
    pub handed_at: String,
}

fn row_to_line(row: &Row<'_>) -> rusqlite::Result<HandedBackRow> {
    Ok(HandedBackRow {
        seq: row.get(0)?,
        uid: row.get(1)?,
        package_uid: row.get(2)?,
        revision: row.get(3)?,
        sha256: row.get(4)?,
        manifest: row.get(5)?,
        handed_at: row.get(6)?,
    })
}

/// All returns in order, the newest last.
pub fn list(conn: &Connection) -> Result<Vec<HandedBackRow>> {
    let all = "SELECT seq, uid, package_uid, revision, sha256, manifest, handed_at FROM handed_back ORDER BY seq";
    Ok(conn.prepare_cached(all)?.query_map([], row_to_line)?.collect::<rusqlite::Result<_>>()?)
}

/// Keeps a return and the opinion versions in it.
pub fn put(conn: &Connection, line: &HandedBackRow, opinions: &[(OpinionId, i64)]) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO handed_back (seq, uid, package_uid, revision, sha256, manifest, handed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        line.seq,
        line.uid,
        line.package_uid,
        line.revision,
        line.sha256,
        line.manifest,
        line.handed_at
    ])?;
    for (opinion, version) in opinions {
        conn.prepare_cached("INSERT INTO handed_back_opinion (seq, opinion, version) VALUES (?1, ?2, ?3)")?
            .execute(params![line.seq, opinion.0, version])?;
    }
    Ok(())
}

/// Which version of which opinion is in the last return.
pub fn in_last(conn: &Connection) -> Result<HashMap<OpinionId, i64>> {
    let last = "SELECT opinion, version FROM handed_back_opinion WHERE seq = (SELECT max(seq) FROM handed_back)";
    let pair = |row: &Row<'_>| Ok((OpinionId(row.get(0)?), row.get(1)?));
    Ok(conn.prepare_cached(last)?.query_map([], pair)?.collect::<rusqlite::Result<_>>()?)
}

/// SHA-256 of the newest return that carries a version of an opinion: one made here, or one accepted here; its check code
/// is printed on the paper of that version. None where there is no such return.
pub fn return_with(conn: &Connection, opinion: OpinionId, version: i64) -> Result<Option<String>> {
    let made = "SELECT handed_back.sha256 FROM handed_back_opinion JOIN handed_back USING (seq)
        WHERE opinion = ?1 AND version = ?2 ORDER BY seq DESC LIMIT 1";
    let made: Option<String> =
        conn.prepare_cached(made)?.query_row(params![opinion.0, version], |row| row.get(0)).optional()?;
    if made.is_some() {
        return Ok(made);
    }
    let came = "SELECT coalesce(inner_sha256, sha256) FROM received_opinion
        JOIN received ON received.id = received_opinion.received
        WHERE opinion = ?1 AND version = ?2 AND kind = 'return' AND state = 'accepted'
        ORDER BY return_seq DESC, received.id DESC LIMIT 1";
    Ok(conn.prepare_cached(came)?.query_row(params![opinion.0, version], |row| row.get(0)).optional()?)
}
