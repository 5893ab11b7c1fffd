//! How answers that come in from outside become the rows of an opinion, in as few statements as that takes.

use crate::domain::answers::{Answers, NumberedRemark};
use crate::domain::id::{MemberId, OpinionId, RemarkId, ReportId};
use crate::domain::number::Points;
use crate::domain::opinion::{OpinionState, Score};
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// The place of an opinion, as it is kept so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Row id.
    pub id: OpinionId,
    /// UUIDv7.
    pub uid: String,
    /// On which report.
    pub report: ReportId,
    /// By which member.
    pub member: MemberId,
    /// Draft or signed.
    pub state: OpinionState,
    /// Its version.
    pub version: i64,
}

const HEADS: &str = "SELECT id, uid, report, member, state, version FROM opinion";

fn row_to_head(row: &Row<'_>) -> rusqlite::Result<Head> {
    let state: String = row.get(4)?;
    Ok(Head {
        id: OpinionId(row.get(0)?),
        uid: row.get(1)?,
        report: ReportId(row.get(2)?),
        member: MemberId(row.get(3)?),
        state: if state == "signed" { OpinionState::Signed } else { OpinionState::Draft },
        version: row.get(5)?,
    })
}

/// The opinion of a member on a report, if there is one.
pub fn head(conn: &Connection, report: ReportId, member: MemberId) -> Result<Option<Head>> {
    let mut statement = conn.prepare_cached(&[HEADS, " WHERE report = ?1 AND member = ?2"].concat())?;
    Ok(statement.query_row([report.0, member.0], row_to_head).optional()?)
}

/// The opinion of that UUID, wherever it stands.
pub fn head_of_uid(conn: &Connection, uid: &str) -> Result<Option<Head>> {
    let mut statement = conn.prepare_cached(&[HEADS, " WHERE uid = ?1"].concat())?;
    Ok(statement.query_row([uid], row_to_head).optional()?)
}

/// Begins a draft of that version with everything of the answers that stands in the row itself.
pub fn put(
    conn: &Connection,
    uid: &str,
    (report, member): (ReportId, MemberId),
    version: i64,
    answers: &Answers,
) -> Result<OpinionId> {
    conn.prepare_cached(
        "INSERT INTO opinion (uid, report, member, state, version, declared, conclusion, merits, budget_advice)
         VALUES (?1, ?2, ?3, 'draft', ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        uid,
        report.0,
        member.0,
        version,
        answers.declared,
        answers.conclusion,
        answers.merits,
        answers.budget_advice
    ])?;
    Ok(OpinionId(conn.last_insert_rowid()))
}

/// Gives a draft its version and everything of the answers that stands in the row itself.
pub fn set(conn: &Connection, id: OpinionId, version: i64, answers: &Answers) -> Result<()> {
    conn.prepare_cached(
        "UPDATE opinion SET version = ?2, declared = ?3, conclusion = ?4, merits = ?5, budget_advice = ?6 WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        version,
        answers.declared,
        answers.conclusion,
        answers.merits,
        answers.budget_advice
    ])?;
    Ok(())
}

/// Puts the scores of a draft: what is new or another one is written, what is no longer there goes.
pub fn put_scores(conn: &Connection, id: OpinionId, scores: &[(Score, Option<Points>)], is_new: bool) -> Result<()> {
    let mut gone = BTreeSet::new();
    if !is_new {
        let mut statement = conn.prepare_cached("SELECT criterion FROM score WHERE opinion = ?1")?;
        gone = statement.query_map([id.0], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<_>>()?;
    }
    for (score, points) in scores {
        gone.remove(&score.criterion);
        super::opinion::put_score(conn, id, score, *points)?;
    }
    for criterion in gone {
        let nothing = Score { criterion, text: String::new(), reason: String::new() };
        super::opinion::put_score(conn, id, &nothing, None)?;
    }
    Ok(())
}

/// Puts the ticked veto items of a draft.
pub fn put_veto(conn: &Connection, id: OpinionId, veto: &[String], is_new: bool) -> Result<()> {
    if !is_new {
        let mut statement = conn.prepare_cached("SELECT item FROM opinion_veto WHERE opinion = ?1")?;
        let kept: Vec<String> = statement.query_map([id.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for item in kept.iter().filter(|item| !veto.contains(item)) {
            super::opinion::set_veto(conn, id, item, false)?;
        }
    }
    veto.iter().try_for_each(|item| super::opinion::set_veto(conn, id, item, true))
}

/// Puts the remarks of a draft under their numbers. A remark that stays keeps its row, so that drafts of the sheet go on
/// citing it; one that goes takes its citations with it.
pub fn put_remarks(conn: &Connection, id: OpinionId, remarks: &[NumberedRemark], is_new: bool) -> Result<()> {
    let mut kept: BTreeMap<i64, RemarkId> = BTreeMap::new();
    if !is_new {
        let mut statement = conn.prepare_cached("SELECT no, id FROM remark WHERE opinion = ?1")?;
        kept = statement
            .query_map([id.0], |row| Ok((row.get(0)?, RemarkId(row.get(1)?))))?
            .collect::<rusqlite::Result<_>>()?;
    }
    for remark in remarks {
        let body = &remark.body;
        if let Some(row) = kept.remove(&remark.no) {
            super::opinion::set_remark(conn, row, body)?;
            continue;
        }
        conn.prepare_cached(
            "INSERT INTO remark (opinion, no, place, page, criterion, problem, suggestion, nature)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            id.0,
            remark.no,
            body.place,
            body.page,
            body.criterion,
            body.problem,
            body.suggestion,
            body.nature.name()
        ])?;
    }
    for row in kept.into_values() {
        conn.prepare_cached("DELETE FROM sheet_source WHERE remark = ?1")?.execute([row.0])?;
        conn.prepare_cached("DELETE FROM sheet_unused WHERE remark = ?1")?.execute([row.0])?;
        super::opinion::remove_remark(conn, row)?;
    }
    Ok(())
}
