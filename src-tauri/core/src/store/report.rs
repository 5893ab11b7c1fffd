//! How reports and their attached files are kept; the bytes of a file are stored once, by their hash.

use crate::domain::id::{ReportId, SessionId};
use crate::domain::number::Points;
use crate::domain::report::{Attachment, Report, ReportHead};
use crate::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use std::io::Read;

const COLUMNS: &str = "SELECT id, uid, session, position, no, title, unit, department, agency, lead, review_type, year,
    amount, budget_book, edition FROM report";

fn row_to_report(row: &Row<'_>) -> rusqlite::Result<Report> {
    let amount: Option<String> = row.get("amount")?;
    Ok(Report {
        id: ReportId(row.get("id")?),
        uid: row.get("uid")?,
        session: SessionId(row.get("session")?),
        position: row.get("position")?,
        head: ReportHead {
            no: row.get("no")?,
            title: row.get("title")?,
            unit: row.get("unit")?,
            department: row.get("department")?,
            agency: row.get("agency")?,
            lead: row.get("lead")?,
            review_type: row.get("review_type")?,
            year: row.get("year")?,
            amount: amount.and_then(|text| Points::read(&text).ok()), // the CHECK admits canonical decimals only
            budget_book: row.get("budget_book")?,
            edition: row.get("edition")?,
        },
    })
}

/// The reports of a session in order.
pub fn list(conn: &Connection, session: SessionId) -> Result<Vec<Report>> {
    let mut statement = conn.prepare_cached(&[COLUMNS, " WHERE session = ?1 ORDER BY position"].concat())?;
    Ok(statement.query_map([session.0], row_to_report)?.collect::<rusqlite::Result<_>>()?)
}

/// One report.
pub fn get(conn: &Connection, id: ReportId) -> Result<Report> {
    let mut statement = conn.prepare_cached(&[COLUMNS, " WHERE id = ?1"].concat())?;
    statement.query_row([id.0], row_to_report).optional()?.ok_or_else(|| Error::missing("report", id))
}

/// Adds a report at the end of a session.
pub fn put(conn: &Connection, uid: &str, session: SessionId, head: &ReportHead) -> Result<ReportId> {
    conn.prepare_cached(
        "INSERT INTO report (uid, session, position, no, title, unit, department, agency, lead, review_type, year, amount,
           budget_book, edition)
         VALUES (?1, ?2, (SELECT coalesce(max(position), 0) + 1 FROM report WHERE session = ?2), ?3, ?4, ?5, ?6, ?7, ?8,
           ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        uid,
        session.0,
        head.no,
        head.title,
        head.unit,
        head.department,
        head.agency,
        head.lead,
        head.review_type,
        head.year,
        head.amount.map(|amount| amount.to_string()),
        head.budget_book,
        head.edition
    ])?;
    Ok(ReportId(conn.last_insert_rowid()))
}

/// Adds a report of a package at its place in the session.
pub fn put_at(conn: &Connection, uid: &str, session: SessionId, position: i64, head: &ReportHead) -> Result<ReportId> {
    let id = put(conn, uid, session, head)?;
    conn.prepare_cached("UPDATE report SET position = ?2 WHERE id = ?1")?.execute(params![id.0, position])?;
    Ok(id)
}

/// Changes the descriptive part of a report.
pub fn set_head(conn: &Connection, id: ReportId, head: &ReportHead) -> Result<()> {
    conn.prepare_cached(
        "UPDATE report SET no = ?2, title = ?3, unit = ?4, department = ?5, agency = ?6, lead = ?7, review_type = ?8,
           year = ?9, amount = ?10, budget_book = ?11, edition = ?12 WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        head.no,
        head.title,
        head.unit,
        head.department,
        head.agency,
        head.lead,
        head.review_type,
        head.year,
        head.amount.map(|amount| amount.to_string()),
        head.budget_book,
        head.edition
    ])?;
    Ok(())
}

/// Removes a report nobody has worked on, with its fields, its files and its recusals; those behind it move up.
pub fn remove(conn: &Connection, report: &Report) -> Result<()> {
    for table in [
        "DELETE FROM report_field WHERE report = ?1",
        "DELETE FROM attachment WHERE report = ?1",
        "DELETE FROM recusal WHERE report = ?1",
        "DELETE FROM report WHERE id = ?1",
    ] {
        conn.prepare_cached(table)?.execute([report.id.0])?;
    }
    // One after the other, from the front: no two may have one place in between.
    for behind in list(conn, report.session)?.iter().filter(|other| other.position > report.position) {
        conn.prepare_cached("UPDATE report SET position = ?2 WHERE id = ?1")?
            .execute(params![behind.id.0, behind.position - 1])?;
    }
    Ok(())
}

/// Takes a file off a report; false when it has none of that name. Its bytes stay for the history.
pub fn detach(conn: &Connection, report: ReportId, name: &str) -> Result<bool> {
    let removed = conn
        .prepare_cached("DELETE FROM attachment WHERE report = ?1 AND name = ?2")?
        .execute(params![report.0, name])?;
    Ok(removed > 0)
}

/// The head fields of a report that were filled in: id of the field and text, by id.
pub fn fields(conn: &Connection, report: ReportId) -> Result<Vec<(String, String)>> {
    let mut statement = conn.prepare_cached("SELECT field, text FROM report_field WHERE report = ?1 ORDER BY field")?;
    Ok(statement.query_map([report.0], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// Fills a head field in; an empty text takes it back.
pub fn set_field(conn: &Connection, report: ReportId, field: &str, text: &str) -> Result<()> {
    if text.is_empty() {
        conn.prepare_cached("DELETE FROM report_field WHERE report = ?1 AND field = ?2")?
            .execute(params![report.0, field])?;
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO report_field (report, field, text) VALUES (?1, ?2, ?3)
         ON CONFLICT (report, field) DO UPDATE SET text = excluded.text WHERE text <> excluded.text",
    )?
    .execute(params![report.0, field, text])?;
    Ok(())
}

/// Files attached to a report.
pub fn attachments(conn: &Connection, report: ReportId) -> Result<Vec<Attachment>> {
    let mut statement = conn.prepare_cached(
        "SELECT name, attachment.sha256, size FROM attachment JOIN file_bytes USING (sha256) WHERE report = ?1 ORDER BY name",
    )?;
    let rows = statement
        .query_map([report.0], |row| Ok(Attachment { name: row.get(0)?, sha256: row.get(1)?, size: row.get(2)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Attaches a file.
pub fn attach(conn: &Connection, report: ReportId, name: &str, bytes: &[u8]) -> Result<String> {
    let sha256 = put_bytes(conn, bytes)?;
    attach_kept(conn, report, name, &sha256)?;
    Ok(sha256)
}

/// Attaches a file whose bytes are kept already.
pub fn attach_kept(conn: &Connection, report: ReportId, name: &str, sha256: &str) -> Result<()> {
    conn.prepare_cached("INSERT INTO attachment (report, name, sha256) VALUES (?1, ?2, ?3)")?
        .execute(params![report.0, name, sha256])?;
    Ok(())
}

/// Whether the bytes with that hash are kept.
pub fn has_bytes(conn: &Connection, sha256: &str) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM file_bytes WHERE sha256 = ?1")?.exists([sha256])?)
}

/// Keeps `size` bytes that must have this SHA-256, read piece by piece; refused (`file_bytes_differ`) when they have not.
pub fn put_bytes_from(conn: &Connection, sha256: &str, size: u64, bytes: &mut dyn Read) -> Result<()> {
    let failed = |source: std::io::Error| Error::Failed { doing: "file_read", path: None, source: source.into() };
    let differ = || Error::refused("file_bytes_differ");
    let length = i64::try_from(size).map_err(|source| Error::bug("attach", source))?;
    conn.prepare_cached("INSERT INTO file_bytes (sha256, size, bytes) VALUES (?1, ?2, ?3)")?.execute(params![
        sha256,
        length,
        rusqlite::blob::ZeroBlob(size)
    ])?;
    let mut blob = conn.blob_open(rusqlite::MAIN_DB, "file_bytes", "bytes", conn.last_insert_rowid(), false)?;
    let mut hash = Sha256::new();
    let (mut at, mut piece) = (0, vec![0; 256 * 1024]);
    loop {
        let read = bytes.read(&mut piece).map_err(failed)?;
        if read == 0 {
            break;
        }
        if at + read > blob.len() {
            return Err(differ());
        }
        hash.update(&piece[..read]);
        blob.write_at(&piece[..read], at)?;
        at += read;
    }
    let is_whole = at == blob.len() && crate::hex(&hash.finalize()) == sha256;
    blob.close()?;
    if is_whole { Ok(()) } else { Err(differ()) }
}

/// Keeps bytes, each content once, and gives their SHA-256.
pub(super) fn put_bytes(conn: &Connection, bytes: &[u8]) -> Result<String> {
    let sha256 = crate::hex(&Sha256::digest(bytes));
    let size = i64::try_from(bytes.len()).map_err(|source| Error::bug("attach", source))?;
    conn.prepare_cached("INSERT INTO file_bytes (sha256, size, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![sha256, size, bytes])?;
    Ok(sha256)
}

/// The bytes of a file.
pub fn bytes(conn: &Connection, sha256: &str) -> Result<Vec<u8>> {
    let mut statement = conn.prepare_cached("SELECT bytes FROM file_bytes WHERE sha256 = ?1")?;
    statement.query_row([sha256], |row| row.get(0)).optional()?.ok_or_else(|| Error::missing("file", sha256))
}

/// At most `length` bytes of a file from byte `from` on, read from the middle of the database without the rest; empty
/// behind the end.
pub fn piece(conn: &Connection, sha256: &str, from: u64, length: u32) -> Result<Vec<u8>> {
    let mut statement = conn.prepare_cached("SELECT rowid FROM file_bytes WHERE sha256 = ?1")?;
    let row: Option<i64> = statement.query_row([sha256], |row| row.get(0)).optional()?;
    let row = row.ok_or_else(|| Error::missing("file", sha256))?;
    let blob = conn.blob_open(rusqlite::MAIN_DB, "file_bytes", "bytes", row, true)?;
    let from = usize::try_from(from).unwrap_or(usize::MAX).min(blob.len());
    let length = usize::try_from(length).unwrap_or(usize::MAX).min(blob.len() - from);
    let mut bytes = vec![0; length];
    blob.read_at_exact(&mut bytes, from)?;
    Ok(bytes)
}
