//! The fill-in forms that were written for members, each with the secret that binds what comes back.

use crate::domain::id::{MemberId, ReportId};
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A fill-in form that was written.
#[derive(Clone, PartialEq, Eq)]
pub struct FillInRow {
    /// Its UUID.
    pub uid: String,
    /// For whom.
    pub member: MemberId,
    /// SHA-256 of the form version.
    pub form_sha256: String,
    /// When, RFC 3339.
    pub issued_at: String,
    /// 32 bytes in hex.
    pub secret: String,
}

/// Keeps a fill-in form.
pub fn put(conn: &Connection, row: &FillInRow) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO fill_in (uid, member, form_sha256, issued_at, secret) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![row.uid, row.member.0, row.form_sha256, row.issued_at, row.secret])?;
    Ok(())
}

/// The fill-in form of that UUID.
pub fn find(conn: &Connection, uid: &str) -> Result<Option<FillInRow>> {
    let mut statement =
        conn.prepare_cached("SELECT uid, member, form_sha256, issued_at, secret FROM fill_in WHERE uid = ?1")?;
    let row = |row: &Row<'_>| {
        Ok(FillInRow {
            uid: row.get(0)?,
            member: MemberId(row.get(1)?),
            form_sha256: row.get(2)?,
            issued_at: row.get(3)?,
            secret: row.get(4)?,
        })
    };
    Ok(statement.query_row([uid], row).optional()?)
}

/// Whether a file that came in at a time or later brought an opinion of a member on a report.
pub fn came_since(conn: &Connection, (report, member): (ReportId, MemberId), at: &str) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (
           SELECT 1 FROM received_opinion
           JOIN received ON received.id = received_opinion.received
           JOIN opinion ON opinion.id = received_opinion.opinion
           WHERE opinion.report = ?1 AND opinion.member = ?2 AND received.state = 'accepted'
             AND unixepoch(received.received_at) >= unixepoch(?3)
         )",
    )?;
    Ok(statement.query_row(params![report.0, member.0, at], |row| row.get(0))?)
}

/// UUID and revision of the newest package of a member, and until when it is asked back; none where none was issued.
pub fn newest_package(conn: &Connection, member: MemberId) -> Result<Option<(String, i64, String)>> {
    let mut statement = conn
        .prepare_cached("SELECT uid, revision, due_at FROM package WHERE member = ?1 ORDER BY revision DESC LIMIT 1")?;
    Ok(statement.query_row([member.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?)
}
