//! What the log knows of one opinion: every row of it that changed, when, by whom — and how the opinion stood after any
//! of its events, by putting the images of the log back in memory. Nothing is written from here.

use super::opinion;
use crate::domain::id::{OpinionId, RemarkId};
use crate::domain::opinion::{Opinion, OpinionState, Remark, RemarkBody, Score};
use crate::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;
use std::collections::HashMap;

const DOING: &str = "log_read";

/// One changed row of an opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// Number of the event.
    pub seq: i64,
    /// Wall clock with offset.
    pub at: String,
    /// Who.
    pub actor: String,
    /// The command, or `undo`, `redo`.
    pub op: String,
    /// Which table.
    pub table: String,
    /// The row before as JSON object; none if it was added.
    pub before: Option<String>,
    /// The row after as JSON object; none if it was removed.
    pub after: Option<String>,
}

/// All changes of an opinion's rows, the newest first.
pub fn touches(conn: &Connection, id: OpinionId) -> Result<Vec<Touch>> {
    let (own, from, to) = keys(id);
    let mut statement = conn.prepare_cached(
        "SELECT change.seq, at, actor, op, tbl, before, after FROM change JOIN event ON event.seq = change.seq
         WHERE n IN (
           SELECT n FROM change WHERE tbl = 'opinion' AND key = ?1
           UNION ALL SELECT n FROM change WHERE tbl = 'score' AND key >= ?2 AND key < ?3
           UNION ALL SELECT n FROM change WHERE tbl = 'opinion_veto' AND key >= ?2 AND key < ?3
           UNION ALL SELECT n FROM change WHERE tbl = 'remark' AND json_extract(coalesce(after, before), '$.opinion') = ?4)
         ORDER BY n DESC",
    )?;
    let row = |row: &Row<'_>| {
        Ok(Touch {
            seq: row.get(0)?,
            at: row.get(1)?,
            actor: row.get(2)?,
            op: row.get(3)?,
            table: row.get(4)?,
            before: row.get(5)?,
            after: row.get(6)?,
        })
    };
    Ok(statement.query_map(params![own, from, to, id.0], row)?.collect::<rusqlite::Result<_>>()?)
}

/// Time of the last event that touched an opinion; none if the log has none. Answered from the index of the log, row by
/// row of the opinion, however long the log is; `removed` is the opinion's entry in `removed_remarks`.
pub fn saved_at(conn: &Connection, id: OpinionId, removed: Option<i64>) -> Result<Option<String>> {
    let (own, from, to) = keys(id);
    let mut statement = conn.prepare_cached(
        "SELECT at FROM event WHERE seq = (SELECT seq FROM change WHERE n = (SELECT max(n) FROM (
           SELECT max(n) AS n FROM change WHERE tbl = 'opinion' AND key = ?1
           UNION ALL SELECT max(n) FROM change WHERE tbl = 'score' AND key >= ?2 AND key < ?3
           UNION ALL SELECT max(n) FROM change WHERE tbl = 'opinion_veto' AND key >= ?2 AND key < ?3
           UNION ALL SELECT max(n) FROM change WHERE tbl = 'signed_opinion' AND key >= ?2 AND key < ?3
           UNION ALL SELECT (SELECT max(n) FROM change WHERE tbl = 'remark' AND key = json_array(remark.id))
             FROM remark WHERE opinion = ?4
           UNION ALL SELECT ?5)))",
    )?;
    let values = params![own, from, to, id.0, removed];
    let touched: Option<String> = statement.query_row(values, |row| row.get(0)).optional()?;
    Ok(touched)
}

/// Per opinion the last change by which a remark went that is no longer there.
pub fn removed_remarks(conn: &Connection) -> Result<HashMap<OpinionId, i64>> {
    // The keys of what went come from the index alone; only their last rows are read.
    let mut statement = conn.prepare_cached(
        "SELECT json_extract(before, '$.opinion'), n FROM change WHERE before IS NOT NULL
           AND n IN (SELECT max(n) FROM change WHERE tbl = 'remark'
             AND NOT EXISTS (SELECT 1 FROM remark WHERE id = json_extract(key, '$[0]')) GROUP BY key) ORDER BY n",
    )?;
    let rows = statement.query_map([], |row| Ok((OpinionId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The key of an opinion in the log, and the bounds of the keys that begin with it.
fn keys(id: OpinionId) -> (String, String, String) {
    // Keys are JSON arrays: `[7]`, `[7,"1.1"]`; the sign after the comma is the hyphen.
    let start = ["[", &id.to_string()].concat();
    ([&start, "]"].concat(), [&start, ","].concat(), [&start, "-"].concat())
}

/// Takes one change of a row back in an opinion held in memory.
pub fn take_back(past: &mut Opinion, touch: &Touch) -> Result<()> {
    let before = touch.before.as_deref().map(image).transpose()?;
    let after = touch.after.as_deref().map(image).transpose()?;
    let row = before.as_ref().or(after.as_ref()).ok_or_else(|| Error::bug(DOING, "a change without images"))?;
    match touch.table.as_str() {
        "opinion" => head(past, before.as_ref()),
        "score" => {
            let criterion = text(row, "criterion");
            past.scores.retain(|score| score.criterion != criterion);
            past.scores.extend(before.map(|row| Score {
                criterion,
                text: text(&row, "text"),
                reason: text(&row, "reason"),
            }));
            past.scores.sort_by(|a, b| a.criterion.cmp(&b.criterion));
        }
        "opinion_veto" => {
            let item = text(row, "item");
            past.veto.retain(|ticked| *ticked != item);
            past.veto.extend(before.map(|_| item));
            past.veto.sort();
        }
        _ => {
            let id = RemarkId(row["id"].as_i64().unwrap_or_default());
            past.remarks.retain(|remark| remark.id != id);
            past.remarks.extend(before.as_ref().map(|row| remark(id, row)));
            past.remarks.sort_by_key(|remark| (remark.no, remark.id));
        }
    }
    Ok(())
}

/// The head of an opinion as an image has it; without one it had not begun.
fn head(past: &mut Opinion, row: Option<&Value>) {
    let said = |name: &str| row.map(|row| text(row, name)).unwrap_or_default();
    past.state = if said("state") == "signed" { OpinionState::Signed } else { OpinionState::Draft };
    past.version = row.and_then(|row| row["version"].as_i64()).unwrap_or(1);
    past.declared = row.is_some_and(|row| row["declared"] == 1);
    past.conclusion = said("conclusion");
    past.merits = said("merits");
    past.budget_advice = said("budget_advice");
}

fn remark(id: RemarkId, row: &Value) -> Remark {
    let body = RemarkBody {
        place: text(row, "place"),
        page: text(row, "page"),
        criterion: text(row, "criterion"),
        problem: text(row, "problem"),
        suggestion: text(row, "suggestion"),
        nature: opinion::nature(&text(row, "nature")),
    };
    Remark { id, no: row["no"].as_i64().unwrap_or_default(), body }
}

fn image(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|source| Error::bug(DOING, source))
}

fn text(row: &Value, name: &str) -> String {
    row[name].as_str().unwrap_or_default().to_owned()
}
