//! How agreed scores, the lock of a tally and its corrections are kept. Lock and corrections are only ever added; the
//! triggers in `schema/002.sql` see to it.

use super::opinion::Frozen;
use crate::domain::dispute::{AgreedScore, Correction, Ground};
use crate::domain::id::{MemberId, ReportId};
use crate::domain::number::Points;
use crate::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The agreed scores of a report by criterion.
pub fn agreed(conn: &Connection, report: ReportId) -> Result<Vec<AgreedScore>> {
    let mut statement = conn.prepare_cached(
        "SELECT criterion, text, points, reason, minority FROM agreed_score WHERE report = ?1 ORDER BY criterion",
    )?;
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?, row.get(4)?));
    let rows = statement.query_map([report.0], row)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let scores = rows.into_iter().map(|(criterion, text, points, reason, minority)| {
        // The column's CHECK admits decimals only; a hand that took it away is a fault of the file.
        let points = Points::read(&points).map_err(|why| Error::bug("agreed_score", why.code()))?;
        Ok(AgreedScore { criterion, text, points, reason, minority })
    });
    scores.collect()
}

/// Sets the agreed score of a criterion.
pub fn set_agreed(conn: &Connection, report: ReportId, score: &AgreedScore) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO agreed_score (report, criterion, text, points, reason, minority) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (report, criterion) DO UPDATE SET text = excluded.text, points = excluded.points,
         reason = excluded.reason, minority = excluded.minority",
    )?
    .execute(params![
        report.0,
        score.criterion,
        score.text,
        score.points.to_string(),
        score.reason,
        score.minority
    ])?;
    Ok(())
}

/// Takes the agreed score of a criterion back.
pub fn remove_agreed(conn: &Connection, report: ReportId, criterion: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM agreed_score WHERE report = ?1 AND criterion = ?2")?
        .execute(params![report.0, criterion])?;
    Ok(())
}

/// Locks the tally of a report: its canonical content and hash.
pub fn put_lock(conn: &Connection, report: ReportId, tally: &Frozen) -> Result<()> {
    conn.prepare_cached("INSERT INTO tally_lock (report, locked_at, content, sha256) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![report.0, tally.at, tally.content, tally.sha256])?;
    Ok(())
}

/// Whether the tally of a report is locked.
pub fn is_locked(conn: &Connection, report: ReportId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM tally_lock WHERE report = ?1")?.exists([report.0])?)
}

/// The tally of a report as it was locked, if it is.
pub fn lock(conn: &Connection, report: ReportId) -> Result<Option<Frozen>> {
    let mut statement = conn.prepare_cached("SELECT locked_at, content, sha256 FROM tally_lock WHERE report = ?1")?;
    let row = |row: &Row<'_>| Ok(Frozen { at: row.get(0)?, content: row.get(1)?, sha256: row.get(2)? });
    Ok(statement.query_row([report.0], row).optional()?)
}

/// Adds a correction.
pub fn put_correction(conn: &Connection, report: ReportId, correction: &Correction) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO correction (report, member, criterion, ground, old_text, new_text, reason, witness, actor,
         corrected_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        report.0,
        correction.member.0,
        correction.criterion,
        correction.ground.name(),
        correction.old_text,
        correction.new_text,
        correction.reason,
        correction.witness,
        correction.actor,
        correction.corrected_at
    ])?;
    Ok(())
}

/// The corrections of a report, the oldest first.
pub fn corrections(conn: &Connection, report: ReportId) -> Result<Vec<Correction>> {
    let mut statement = conn.prepare_cached(
        "SELECT member, criterion, ground, old_text, new_text, reason, witness, actor, corrected_at FROM correction
         WHERE report = ?1 ORDER BY id",
    )?;
    let row = |row: &Row<'_>| {
        let ground: String = row.get(2)?;
        // The column's CHECK admits these four only; another is a fault of the file, and no ground is put in its place.
        let known = Ground::ALL.into_iter().find(|known| known.name() == ground);
        Ok(Correction {
            member: MemberId(row.get(0)?),
            criterion: row.get(1)?,
            ground: known.ok_or_else(|| rusqlite::Error::InvalidColumnType(2, ground, rusqlite::types::Type::Text))?,
            old_text: row.get(3)?,
            new_text: row.get(4)?,
            reason: row.get(5)?,
            witness: row.get(6)?,
            actor: row.get(7)?,
            corrected_at: row.get(8)?,
        })
    };
    Ok(statement.query_map([report.0], row)?.collect::<rusqlite::Result<_>>()?)
}
