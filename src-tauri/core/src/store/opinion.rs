//! How opinions are kept: scores as typed, veto ticks, remarks, and every signed version frozen beside them.

use crate::domain::id::{MemberId, OpinionId, RemarkId, ReportId, SessionId};
use crate::domain::number::Points;
use crate::domain::opinion::{Nature, Opinion, OpinionState, Remark, RemarkBody, Score};
use crate::domain::signature::SignatureKind;
use crate::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str =
    "SELECT id, uid, report, member, state, version, declared, conclusion, merits, budget_advice FROM opinion";

fn row_to_opinion(row: &Row<'_>) -> rusqlite::Result<Opinion> {
    let state: String = row.get("state")?;
    Ok(Opinion {
        id: OpinionId(row.get("id")?),
        uid: row.get("uid")?,
        report: ReportId(row.get("report")?),
        member: MemberId(row.get("member")?),
        state: if state == "signed" { OpinionState::Signed } else { OpinionState::Draft },
        version: row.get("version")?,
        declared: row.get("declared")?,
        conclusion: row.get("conclusion")?,
        merits: row.get("merits")?,
        budget_advice: row.get("budget_advice")?,
        scores: Vec::new(),
        veto: Vec::new(),
        remarks: Vec::new(),
    })
}

/// 性质 as stored; the column's CHECK admits these two only.
pub(super) fn nature(name: &str) -> Nature {
    if name == Nature::Must.name() { Nature::Must } else { Nature::Should }
}

/// One opinion with everything in it.
pub fn get(conn: &Connection, id: OpinionId) -> Result<Opinion> {
    let mut statement = conn.prepare_cached(&[COLUMNS, " WHERE id = ?1"].concat())?;
    let head = statement.query_row([id.0], row_to_opinion).optional()?.ok_or_else(|| Error::missing("opinion", id))?;
    filled(conn, head)
}

/// Whether there is an opinion of that id.
pub fn exists(conn: &Connection, id: OpinionId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM opinion WHERE id = ?1")?.exists([id.0])?)
}

/// The opinions on a report, in panel order.
pub fn of_report(conn: &Connection, report: ReportId) -> Result<Vec<Opinion>> {
    let mut statement = conn.prepare_cached(
        &[COLUMNS, " WHERE report = ?1 ORDER BY (SELECT seat FROM member WHERE member.id = opinion.member)"].concat(),
    )?;
    let heads = statement.query_map([report.0], row_to_opinion)?.collect::<rusqlite::Result<Vec<_>>>()?;
    heads.into_iter().map(|head| filled(conn, head)).collect()
}

/// The opinion of a member on a report, if begun.
pub fn find(conn: &Connection, report: ReportId, member: MemberId) -> Result<Option<Opinion>> {
    let mut statement = conn.prepare_cached(&[COLUMNS, " WHERE report = ?1 AND member = ?2"].concat())?;
    let head = statement.query_row([report.0, member.0], row_to_opinion).optional()?;
    head.map(|head| filled(conn, head)).transpose()
}

/// An opinion as a board of reports × experts lists it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OpinionRow {
    /// Row id.
    pub id: OpinionId,
    /// On which report.
    pub report: ReportId,
    /// By which member.
    pub member: MemberId,
    /// Draft or signed.
    pub state: OpinionState,
}

/// The opinions of a session that were begun, by report and seat.
pub fn of_session(conn: &Connection, session: SessionId) -> Result<Vec<OpinionRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT opinion.id, opinion.report, opinion.member, opinion.state FROM opinion
         JOIN member ON member.id = opinion.member JOIN report ON report.id = opinion.report
         WHERE member.session = ?1 ORDER BY report.position, member.seat",
    )?;
    let row = |row: &Row<'_>| {
        let state: String = row.get(3)?;
        Ok(OpinionRow {
            id: OpinionId(row.get(0)?),
            report: ReportId(row.get(1)?),
            member: MemberId(row.get(2)?),
            state: if state == "signed" { OpinionState::Signed } else { OpinionState::Draft },
        })
    };
    Ok(statement.query_map([session.0], row)?.collect::<rusqlite::Result<_>>()?)
}

fn filled(conn: &Connection, mut opinion: Opinion) -> Result<Opinion> {
    let id = opinion.id.0;
    opinion.scores = conn
        .prepare_cached("SELECT criterion, text, reason FROM score WHERE opinion = ?1 ORDER BY criterion")?
        .query_map([id], |row| Ok(Score { criterion: row.get(0)?, text: row.get(1)?, reason: row.get(2)? }))?
        .collect::<rusqlite::Result<_>>()?;
    opinion.veto = conn
        .prepare_cached("SELECT item FROM opinion_veto WHERE opinion = ?1 ORDER BY item")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    opinion.remarks = conn
        .prepare_cached(
            "SELECT id, no, place, page, criterion, problem, suggestion, nature FROM remark WHERE opinion = ?1 ORDER BY no, id",
        )?
        .query_map([id], row_to_remark)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(opinion)
}

fn row_to_remark(row: &Row<'_>) -> rusqlite::Result<Remark> {
    let kind: String = row.get("nature")?;
    Ok(Remark {
        id: RemarkId(row.get("id")?),
        no: row.get("no")?,
        body: RemarkBody {
            place: row.get("place")?,
            page: row.get("page")?,
            criterion: row.get("criterion")?,
            problem: row.get("problem")?,
            suggestion: row.get("suggestion")?,
            nature: nature(&kind),
        },
    })
}

/// Begins an empty draft; `declared` where the member has made the statement of independence already.
pub fn put(conn: &Connection, uid: &str, report: ReportId, member: MemberId, declared: bool) -> Result<OpinionId> {
    conn.prepare_cached(
        "INSERT INTO opinion (uid, report, member, state, version, declared, conclusion, merits, budget_advice)
         VALUES (?1, ?2, ?3, 'draft', 1, ?4, '', '', '')",
    )?
    .execute(params![uid, report.0, member.0, declared])?;
    Ok(OpinionId(conn.last_insert_rowid()))
}

/// Sets what was typed for a criterion; an empty score without a reason is removed.
pub fn put_score(conn: &Connection, id: OpinionId, score: &Score, points: Option<Points>) -> Result<()> {
    if score.text.is_empty() && score.reason.is_empty() {
        conn.prepare_cached("DELETE FROM score WHERE opinion = ?1 AND criterion = ?2")?
            .execute(params![id.0, score.criterion])?;
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO score (opinion, criterion, text, points, reason) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (opinion, criterion) DO UPDATE
         SET text = excluded.text, points = excluded.points, reason = excluded.reason",
    )?
    .execute(params![id.0, score.criterion, score.text, points.map(|points| points.to_string()), score.reason])?;
    Ok(())
}

/// Ticks or unticks a veto item.
pub fn set_veto(conn: &Connection, id: OpinionId, item: &str, ticked: bool) -> Result<()> {
    let sql = if ticked {
        "INSERT INTO opinion_veto (opinion, item) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM opinion_veto WHERE opinion = ?1 AND item = ?2"
    };
    conn.prepare_cached(sql)?.execute(params![id.0, item])?;
    Ok(())
}

/// Sets the texts, the conclusion and the declaration.
pub fn set_head(conn: &Connection, opinion: &Opinion) -> Result<()> {
    conn.prepare_cached(
        "UPDATE opinion SET declared = ?2, conclusion = ?3, merits = ?4, budget_advice = ?5 WHERE id = ?1",
    )?
    .execute(params![
        opinion.id.0,
        opinion.declared,
        opinion.conclusion,
        opinion.merits,
        opinion.budget_advice
    ])?;
    Ok(())
}

/// Adds a remark at the end.
pub fn put_remark(conn: &Connection, id: OpinionId, body: &RemarkBody) -> Result<RemarkId> {
    conn.prepare_cached(
        "INSERT INTO remark (opinion, no, place, page, criterion, problem, suggestion, nature)
         VALUES (?1, (SELECT coalesce(max(no), 0) + 1 FROM remark WHERE opinion = ?1), ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        id.0,
        body.place,
        body.page,
        body.criterion,
        body.problem,
        body.suggestion,
        body.nature.name()
    ])?;
    Ok(RemarkId(conn.last_insert_rowid()))
}

/// Changes a remark.
pub fn set_remark(conn: &Connection, id: RemarkId, body: &RemarkBody) -> Result<()> {
    conn.prepare_cached(
        "UPDATE remark SET place = ?2, page = ?3, criterion = ?4, problem = ?5, suggestion = ?6, nature = ?7 WHERE id = ?1",
    )?
    .execute(params![id.0, body.place, body.page, body.criterion, body.problem, body.suggestion, body.nature.name()])?;
    Ok(())
}

/// Puts a remark of an opinion as it once was, under its number; its row comes back where no other has taken it since.
pub fn put_remark_back(conn: &Connection, id: OpinionId, remark: &Remark) -> Result<()> {
    let body = &remark.body;
    let kept = "SELECT (SELECT opinion FROM remark WHERE id = ?1)";
    let owner: Option<i64> = conn.prepare_cached(kept)?.query_row([remark.id.0], |row| row.get(0))?;
    if owner == Some(id.0) {
        conn.prepare_cached("UPDATE remark SET no = ?2 WHERE id = ?1")?.execute(params![remark.id.0, remark.no])?;
        return set_remark(conn, remark.id, body);
    }
    let row = owner.is_none().then_some(remark.id.0);
    conn.prepare_cached(
        "INSERT INTO remark (id, opinion, no, place, page, criterion, problem, suggestion, nature)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        row,
        id.0,
        remark.no,
        body.place,
        body.page,
        body.criterion,
        body.problem,
        body.suggestion,
        body.nature.name()
    ])?;
    Ok(())
}

/// Sets the statement of independence of all draft opinions of a member.
pub fn declare(conn: &Connection, member: MemberId, declared: bool) -> Result<()> {
    conn.prepare_cached("UPDATE opinion SET declared = ?2 WHERE member = ?1 AND state = 'draft'")?
        .execute(params![member.0, declared])?;
    Ok(())
}

/// Whether a member's newest opinion says that he or she is independent; a draft counts before a signed one.
pub fn has_declared(conn: &Connection, member: MemberId) -> Result<bool> {
    let newest = "SELECT declared FROM opinion WHERE member = ?1 ORDER BY state = 'draft' DESC, id DESC LIMIT 1";
    Ok(conn.prepare_cached(newest)?.query_row([member.0], |row| row.get(0)).optional()?.unwrap_or(false))
}

/// The opinion a remark belongs to.
pub fn of_remark(conn: &Connection, id: RemarkId) -> Result<OpinionId> {
    let mut statement = conn.prepare_cached("SELECT opinion FROM remark WHERE id = ?1")?;
    let found = statement.query_row([id.0], |row| row.get(0)).optional()?;
    found.map(OpinionId).ok_or_else(|| Error::missing("remark", id))
}

/// Whether a sheet cites a remark or has refused it.
pub fn remark_is_cited(conn: &Connection, id: RemarkId) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM sheet_source WHERE remark = ?1 UNION SELECT 1 FROM sheet_unused WHERE remark = ?1",
        )?
        .exists([id.0])?)
}

/// Removes a remark; the numbers of the others stay, so that a label once given means the same for ever.
pub fn remove_remark(conn: &Connection, id: RemarkId) -> Result<()> {
    conn.prepare_cached("DELETE FROM remark WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

/// Keeps what is signed; `close` ends the draft.
pub fn sign(conn: &Connection, opinion: &Opinion, signed: &Frozen) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO signed_opinion (opinion, version, signed_at, content, sha256) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![opinion.id.0, opinion.version, signed.at, signed.content, signed.sha256])?;
    Ok(())
}

/// Keeps the signature of the version that is being signed, before the draft is closed.
pub fn put_signature(conn: &Connection, opinion: &Opinion, kind: SignatureKind, bytes: &[u8]) -> Result<()> {
    let sha256 = super::report::put_bytes(conn, bytes)?;
    conn.prepare_cached("INSERT INTO signature (opinion, version, kind, sha256) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![opinion.id.0, opinion.version, kind.name(), sha256])?;
    Ok(())
}

/// How the present version is signed, if it is; by hand where no signature is kept.
pub fn signature_kind(conn: &Connection, opinion: &Opinion) -> Result<SignatureKind> {
    let mut statement = conn.prepare_cached("SELECT kind FROM signature WHERE opinion = ?1 AND version = ?2")?;
    let kind: Option<String> = statement.query_row([opinion.id.0, opinion.version], |row| row.get(0)).optional()?;
    // The column's CHECK admits the first two only.
    Ok(match kind.as_deref() {
        Some("strokes") => SignatureKind::Strokes,
        Some(_) => SignatureKind::Picture,
        None => SignatureKind::ByHand,
    })
}

/// Closes a draft whose content is kept.
pub fn close(conn: &Connection, id: OpinionId) -> Result<()> {
    conn.prepare_cached("UPDATE opinion SET state = 'signed' WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

/// Opens a signed opinion again as its next version.
pub fn reopen(conn: &Connection, id: OpinionId) -> Result<()> {
    conn.prepare_cached("UPDATE opinion SET state = 'draft', version = version + 1 WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

/// Content frozen by a signature or by finalising: when, what, and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// Time with offset.
    pub at: String,
    /// Canonical JSON of the frozen content.
    pub content: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// The points kept beside the scores of an opinion, by criterion.
pub fn points(conn: &Connection, id: OpinionId) -> Result<Vec<(String, Option<String>)>> {
    let all = "SELECT criterion, points FROM score WHERE opinion = ?1 ORDER BY criterion";
    let mut statement = conn.prepare_cached(all)?;
    Ok(statement.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// The newest signed version of an opinion.
pub fn signed(conn: &Connection, id: OpinionId) -> Result<Option<Frozen>> {
    signed_up_to(conn, id, i64::MAX)
}

/// The newest signed version of an opinion that is not newer than `version`.
pub fn signed_up_to(conn: &Connection, id: OpinionId, version: i64) -> Result<Option<Frozen>> {
    let mut statement = conn.prepare_cached(
        "SELECT signed_at, content, sha256 FROM signed_opinion WHERE opinion = ?1 AND version <= ?2
         ORDER BY version DESC LIMIT 1",
    )?;
    let row = |row: &Row<'_>| Ok(Frozen { at: row.get(0)?, content: row.get(1)?, sha256: row.get(2)? });
    Ok(statement.query_row([id.0, version], row).optional()?)
}
