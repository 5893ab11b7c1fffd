//! Files that came in and were kept: each as it was, whether it counts, which opinions it brought, and the keys the
//! returns of a member may be signed with.

use super::report::put_bytes;
use crate::domain::id::{ExpertId, MemberId, OpinionId, ReportId, SessionId};
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A file that came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// Row id; nought before it is kept.
    pub id: i64,
    /// `return`, `fill_in`, `paper`.
    pub kind: String,
    /// SHA-256 of the file as it came.
    pub sha256: String,
    /// SHA-256 of what an encrypted one holds.
    pub inner_sha256: Option<String>,
    /// Its name.
    pub name: String,
    /// When, RFC 3339.
    pub received_at: String,
    /// Whether it counts; false = quarantined.
    pub is_accepted: bool,
    /// Code of what was found.
    pub verdict: String,
    /// Whose, as far as known.
    pub member: Option<MemberId>,
    /// Revision of the package it answers.
    pub revision: Option<i64>,
    /// UUID of the return.
    pub uid: Option<String>,
    /// Number of the return.
    pub seq: Option<i64>,
    /// Public key it is signed with, 64 hex digits.
    pub signer: Option<String>,
    /// Why it was accepted all the same.
    pub reason: String,
    /// Its manifest as stored in it.
    pub manifest: Option<String>,
}

impl Received {
    /// SHA-256 of what the file holds, without encryption.
    pub fn content_sha256(&self) -> &str {
        self.inner_sha256.as_deref().unwrap_or(&self.sha256)
    }
}

const COLUMNS: &str =
    "SELECT received.id, received.kind, sha256, inner_sha256, name, received_at, state, verdict, member,
    package_revision, return_uid, return_seq, signer, reason, manifest FROM received";

fn row_to_received(row: &Row<'_>) -> rusqlite::Result<Received> {
    let state: String = row.get("state")?;
    Ok(Received {
        id: row.get(0)?,
        kind: row.get(1)?,
        sha256: row.get("sha256")?,
        inner_sha256: row.get("inner_sha256")?,
        name: row.get("name")?,
        received_at: row.get("received_at")?,
        is_accepted: state == "accepted",
        verdict: row.get("verdict")?,
        member: row.get::<_, Option<i64>>("member")?.map(MemberId),
        revision: row.get("package_revision")?,
        uid: row.get("return_uid")?,
        seq: row.get("return_seq")?,
        signer: row.get("signer")?,
        reason: row.get("reason")?,
        manifest: row.get("manifest")?,
    })
}

/// The kept file with these bytes, or whose content is these bytes.
pub fn find(conn: &Connection, sha256: &str) -> Result<Option<Received>> {
    let one = [COLUMNS, " WHERE sha256 = ?1 OR inner_sha256 = ?1 ORDER BY state LIMIT 1"].concat();
    Ok(conn.prepare_cached(&one)?.query_row([sha256], row_to_received).optional()?)
}

/// Everything that came of a member, the oldest first.
pub fn of_member(conn: &Connection, member: MemberId) -> Result<Vec<Received>> {
    let all = [COLUMNS, " WHERE member = ?1 ORDER BY id"].concat();
    Ok(conn.prepare_cached(&all)?.query_map([member.0], row_to_received)?.collect::<rusqlite::Result<_>>()?)
}

/// Everything that came for a session, and what belongs to nobody; the newest first.
pub fn of_session(conn: &Connection, session: SessionId) -> Result<Vec<Received>> {
    let all = [
        COLUMNS,
        " WHERE member IS NULL OR member IN (SELECT id FROM member WHERE session = ?1) ORDER BY received.id DESC",
    ]
    .concat();
    Ok(conn.prepare_cached(&all)?.query_map([session.0], row_to_received)?.collect::<rusqlite::Result<_>>()?)
}

/// All returns and fill-in forms that count, the oldest first.
pub fn accepted(conn: &Connection) -> Result<Vec<Received>> {
    let all = [COLUMNS, " WHERE state = 'accepted' ORDER BY received.id"].concat();
    Ok(conn.prepare_cached(&all)?.query_map([], row_to_received)?.collect::<rusqlite::Result<_>>()?)
}

/// Keeps the bytes of a file that came in, each content once.
pub fn keep_bytes(conn: &Connection, bytes: &[u8]) -> Result<String> {
    put_bytes(conn, bytes)
}

/// Keeps a file that came in, or accepts one that was quarantined. Its bytes must be kept already.
pub fn put(conn: &Connection, file: &Received) -> Result<i64> {
    let state = if file.is_accepted { "accepted" } else { "quarantined" };
    let member = file.member.map(|member| member.0);
    let known = "SELECT id FROM received WHERE sha256 = ?1";
    let known: Option<i64> = conn.prepare_cached(known)?.query_row([&file.sha256], |row| row.get(0)).optional()?;
    if let Some(id) = known {
        conn.prepare_cached(
            "UPDATE received SET state = ?2, verdict = ?3, member = ?4, package_revision = ?5, return_uid = ?6,
               return_seq = ?7, signer = ?8, reason = ?9, manifest = ?10 WHERE id = ?1",
        )?
        .execute(params![
            id,
            state,
            file.verdict,
            member,
            file.revision,
            file.uid,
            file.seq,
            file.signer,
            file.reason,
            file.manifest
        ])?;
        return Ok(id);
    }
    conn.prepare_cached(
        "INSERT INTO received (kind, sha256, inner_sha256, name, received_at, state, verdict, member, package_revision,
           return_uid, return_seq, signer, reason, manifest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        file.kind,
        file.sha256,
        file.inner_sha256,
        file.name,
        file.received_at,
        state,
        file.verdict,
        member,
        file.revision,
        file.uid,
        file.seq,
        file.signer,
        file.reason,
        file.manifest
    ])?;
    Ok(conn.last_insert_rowid())
}

/// An opinion that a file brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Which opinion.
    pub opinion: OpinionId,
    /// As which version it stands.
    pub version: i64,
    /// SHA-256 of what the expert signed; where it was put together with what stood here, another content is frozen.
    pub content_sha256: String,
}

/// Records that a file brought an opinion.
pub fn put_opinion(conn: &Connection, received: i64, brought: &Brought) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO received_opinion (received, opinion, version, content_sha256) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![received, brought.opinion.0, brought.version, brought.content_sha256])?;
    Ok(())
}

/// The opinions a file brought.
pub fn brought(conn: &Connection, received: i64) -> Result<Vec<Brought>> {
    let all = "SELECT opinion, version, content_sha256 FROM received_opinion WHERE received = ?1 ORDER BY opinion";
    let row = |row: &Row<'_>| {
        Ok(Brought { opinion: OpinionId(row.get(0)?), version: row.get(1)?, content_sha256: row.get(2)? })
    };
    Ok(conn.prepare_cached(all)?.query_map([received], row)?.collect::<rusqlite::Result<_>>()?)
}

/// Keys the returns of a member may be signed with.
pub fn keys_of(conn: &Connection, member: MemberId) -> Result<Vec<String>> {
    let all = "SELECT public_key FROM expert_key WHERE member = ?1 ORDER BY bound_at, public_key";
    Ok(conn.prepare_cached(all)?.query_map([member.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Binds a key to a member.
pub fn bind_key(conn: &Connection, member: MemberId, key: &str, at: &str, reason: &str) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO expert_key (member, public_key, bound_at, reason) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    )?
    .execute(params![member.0, key, at, reason])?;
    Ok(())
}

/// The session of that UUID.
pub fn session_of(conn: &Connection, uid: &str) -> Result<Option<SessionId>> {
    let one = "SELECT id FROM session WHERE uid = ?1";
    Ok(conn.prepare_cached(one)?.query_row([uid], |row| row.get(0)).optional()?.map(SessionId))
}

/// UUID of an expert of the pool.
pub fn expert_uid(conn: &Connection, expert: ExpertId) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("SELECT uid FROM expert WHERE id = ?1")?
        .query_row([expert.0], |row| row.get(0))
        .optional()?)
}

/// A signed version of an opinion on a report, and how it came here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCell {
    /// On which report.
    pub report: ReportId,
    /// By which member.
    pub member: MemberId,
    /// Which opinion.
    pub opinion: OpinionId,
    /// Its version.
    pub version: i64,
    /// Whether it is signed; the following say something then only.
    pub is_signed: bool,
    /// How it came in, as the frozen content says: `fill_in`, `paper`, `merged`; empty = it is what the expert signed.
    pub origin: String,
}

/// The opinions of a session with their origin, by report and seat.
pub fn cells(conn: &Connection, session: SessionId) -> Result<Vec<SignedCell>> {
    let all = "SELECT opinion.report, opinion.member, opinion.id, opinion.version, opinion.state = 'signed',
           coalesce(json_extract(signed_opinion.content, '$.origin'), '') FROM opinion
         JOIN member ON member.id = opinion.member JOIN report ON report.id = opinion.report
         LEFT JOIN signed_opinion ON signed_opinion.opinion = opinion.id AND signed_opinion.version = opinion.version
         WHERE member.session = ?1 ORDER BY report.position, member.seat";
    let row = |row: &Row<'_>| {
        Ok(SignedCell {
            report: ReportId(row.get(0)?),
            member: MemberId(row.get(1)?),
            opinion: OpinionId(row.get(2)?),
            version: row.get(3)?,
            is_signed: row.get(4)?,
            origin: row.get(5)?,
        })
    };
    Ok(conn.prepare_cached(all)?.query_map([session.0], row)?.collect::<rusqlite::Result<_>>()?)
}

/// The content frozen as one version of an opinion, and its SHA-256.
pub fn frozen(conn: &Connection, opinion: OpinionId, version: i64) -> Result<Option<(String, String)>> {
    let one = "SELECT content, sha256 FROM signed_opinion WHERE opinion = ?1 AND version = ?2";
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(conn.prepare_cached(one)?.query_row([opinion.0, version], row).optional()?)
}

/// Whether an opinion may stand though it is not in every place what its expert signed: a person wrote down why when it
/// was put together.
pub fn is_rechecked(conn: &Connection, opinion: OpinionId, version: i64) -> Result<bool> {
    let note = "SELECT 1 FROM received_opinion JOIN received ON received.id = received_opinion.received
        WHERE received_opinion.opinion = ?1 AND received_opinion.version = ?2 AND trim(received.reason) <> ''";
    Ok(conn.prepare_cached(note)?.exists(params![opinion.0, version])?)
}
