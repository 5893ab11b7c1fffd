//! The scans of papers that opinions were typed in from, kept as files that came in.

use super::report::put_bytes;
use crate::domain::id::{MemberId, OpinionId};
use crate::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, params};

/// A scan to keep.
#[derive(Debug)]
pub struct Scan<'a> {
    /// Its file name.
    pub name: &'a str,
    /// The file.
    pub bytes: &'a [u8],
    /// Whose paper it shows.
    pub member: MemberId,
    /// When it was taken in, RFC 3339.
    pub at: &'a str,
}

/// Keeps a scan and that an opinion was typed in from it. One scan may show the papers on several reports. Refused
/// (`paper_scan_taken`) where the same file came in as something else, or for another member.
pub fn put(conn: &Connection, scan: &Scan<'_>, opinion: OpinionId, version: i64, content: &str) -> Result<()> {
    let sha256 = put_bytes(conn, scan.bytes)?;
    let known: Option<(i64, String, Option<i64>)> = conn
        .prepare_cached("SELECT id, kind, member FROM received WHERE sha256 = ?1")?
        .query_row([&sha256], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let received = match known {
        Some((id, kind, member)) if kind == "paper" && member == Some(scan.member.0) => id,
        Some(_) => return Err(Error::refused("paper_scan_taken")),
        None => {
            conn.prepare_cached(
                "INSERT INTO received (kind, sha256, name, received_at, state, verdict, member, reason)
                 VALUES ('paper', ?1, ?2, ?3, 'accepted', 'paper', ?4, '')",
            )?
            .execute(params![sha256, scan.name, scan.at, scan.member.0])?;
            conn.last_insert_rowid()
        }
    };
    // The same scan again for an opinion that was reopened and typed in anew: what it brought first stays on record.
    conn.prepare_cached(
        "INSERT INTO received_opinion (received, opinion, version, content_sha256) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![received, opinion.0, version, content])?;
    Ok(())
}
