//! Takes an event back by putting its `before` images back, newest first, as a new event; taking that back is redo.
//! Which event is next follows from the log alone, so it survives a restart. Nothing is taken back over a later
//! change of the same row, and no value the log does not hold is ever made up.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde_json::{Map, Value};

use super::check::same_image;
use super::failure::{bug, rule_said_no, sql};
use super::log::{self, ChangeKind, ChangeView};
use super::migrations::Schema;
use super::tables::{self, HIDDEN_CHANGED, Table, quoted};
use crate::error::{Error, Result};

const DOING: &str = "log_undo";

/// Events of the store itself; what happened before an upgrade is not taken back after it.
const NEVER: &[&str] = &["workspace_create", "workspace_migrate", "workspace_retrigger"];

/// An event by the words a menu shows; for an undone undo they are those of the first command.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EventName {
    /// Its number.
    pub seq: i64,
    /// The command that was first carried out.
    pub op: String,
    /// To what.
    pub subject: String,
    /// Who did it last: for a redone command the one who brought it back.
    pub actor: String,
}

/// What the walk back does with an event that is still in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// This one is taken back.
    Take,
    /// It stays, and what came before it may be taken back.
    Pass,
    /// It stays, and so does everything before it.
    Stop,
}

/// What a step back or forth would meet.
pub(super) enum Next {
    /// This event.
    Event(EventName),
    /// An event that is not taken back by undo.
    Final(EventName),
    /// Nothing.
    Nothing,
}

struct Line {
    seq: i64,
    op: String,
    undoes: Option<i64>,
    changes: i64,
}

/// The last event still in force that is to be taken back; the walk goes as far back as `decide` lets it.
pub(super) fn next_undo(conn: &Connection, decide: &dyn Fn(&EventName) -> Verdict) -> Result<Next> {
    let mut taken_back = HashSet::new();
    newest_first(conn, |line| {
        if line.op == "undo" && !taken_back.contains(&line.seq) {
            taken_back.extend(line.undoes);
            return Ok(None);
        }
        if taken_back.contains(&line.seq) || line.changes == 0 || line.op == "undo" {
            return Ok(None);
        }
        if NEVER.contains(&line.op.as_str()) {
            return Ok(Some(Next::Nothing));
        }
        let name = name_of(conn, line.seq)?;
        Ok(match decide(&name) {
            Verdict::Take => Some(Next::Event(name)),
            Verdict::Pass => None,
            Verdict::Stop => Some(Next::Final(name)),
        })
    })
}

/// The last undo that nothing was done after and that was not redone yet; none where it is not to be brought back.
pub(super) fn next_redo(conn: &Connection, decide: &dyn Fn(&EventName) -> Verdict) -> Result<Next> {
    let mut redone = HashSet::new();
    newest_first(conn, |line| {
        if line.op == "redo" {
            redone.extend(line.undoes);
            return Ok(None);
        }
        if line.op == "undo" {
            if redone.contains(&line.seq) {
                return Ok(None);
            }
            let name = name_of(conn, line.seq)?;
            return Ok(Some(if decide(&name) == Verdict::Take { Next::Event(name) } else { Next::Nothing }));
        }
        Ok((line.changes > 0).then_some(Next::Nothing))
    })
}

fn newest_first(conn: &Connection, mut visit: impl FnMut(Line) -> Result<Option<Next>>) -> Result<Next> {
    let lines = "SELECT event.seq, op, undoes, change_count FROM event JOIN event_hash ON event_hash.seq = event.seq
                 ORDER BY event.seq DESC";
    let mut statement = conn.prepare_cached(lines).map_err(sql(DOING))?;
    let read =
        |row: &Row<'_>| Ok(Line { seq: row.get(0)?, op: row.get(1)?, undoes: row.get(2)?, changes: row.get(3)? });
    let rows = statement.query_map([], read).map_err(sql(DOING))?;
    for line in rows {
        if let Some(next) = visit(line.map_err(sql(DOING))?)? {
            return Ok(next);
        }
    }
    Ok(Next::Nothing)
}

/// The name of an event; `Missing` if there is none.
pub(super) fn name_of(conn: &Connection, seq: i64) -> Result<EventName> {
    // An undo carries the subject of what it takes back, so only the command has to be followed down.
    let chain = "WITH RECURSIVE chain(seq, op, undoes) AS (
          SELECT seq, op, undoes FROM event WHERE seq = ?1
          UNION ALL SELECT event.seq, event.op, event.undoes FROM chain JOIN event ON event.seq = chain.undoes)
        SELECT (SELECT subject FROM event WHERE seq = ?1), op, (SELECT actor FROM event WHERE seq = ?1)
        FROM chain WHERE undoes IS NULL";
    let found = conn
        .prepare_cached(chain)
        .and_then(|mut one| one.query_row([seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional())
        .map_err(sql(DOING))?;
    let Some((subject, op, actor)) = found else { return Err(Error::missing("event", seq)) };
    Ok(EventName { seq, op, subject, actor })
}

/// The event that stands for `seq` now: itself, or the last redo of it. Refused if it is taken back at the moment.
pub(super) fn in_force(conn: &Connection, seq: i64) -> Result<i64> {
    let taken_back_by = |seq: i64| {
        conn.prepare_cached("SELECT max(seq) FROM event WHERE undoes = ?1")
            .and_then(|mut one| one.query_row([seq], |row| row.get::<_, Option<i64>>(0)))
            .map_err(sql(DOING))
    };
    let mut stands = seq;
    while let Some(undo) = taken_back_by(stands)? {
        match taken_back_by(undo)? {
            Some(redo) => stands = redo,
            None => return Err(refused("undo_already_done", &name_of(conn, seq)?)),
        }
    }
    Ok(stands)
}

/// `undo` or `redo`: what taking this event back is called in the log.
pub(super) fn verb(conn: &Connection, seq: i64) -> Result<&'static str> {
    let op: String =
        conn.query_row("SELECT op FROM event WHERE seq = ?1", [seq], |row| row.get(0)).map_err(sql(DOING))?;
    Ok(if op == "undo" { "redo" } else { "undo" })
}

/// A refusal that names the event.
pub(super) fn refused(code: &'static str, event: &EventName) -> Error {
    let EventName { seq, op, subject, actor } = event;
    let params = [("seq", seq.to_string()), ("op", op.clone()), ("subject", subject.clone()), ("actor", actor.clone())];
    Error::refused_with(code, params)
}

/// Refuses an event that may not be taken back at all.
pub(super) fn allowed(event: &EventName, decide: &dyn Fn(&EventName) -> Verdict) -> Result<()> {
    let may = !NEVER.contains(&event.op.as_str()) && decide(event) == Verdict::Take;
    if may { Ok(()) } else { Err(refused("undo_not_possible", event)) }
}

/// Puts every row of `event` back as it was before; runs inside the event that takes it back.
pub(super) fn restore(conn: &Connection, schema: &Schema, event: &EventName, own: i64) -> Result<()> {
    let tables: HashMap<String, Table> =
        tables::logged(conn, schema)?.into_iter().map(|table| (table.name.clone(), table)).collect();
    let changes = log::changes(conn, event.seq)?;
    nothing_later(conn, event, own, &tables, &changes)?;
    for change in changes.iter().rev() {
        let Some(table) = tables.get(&change.table) else { return Err(refused("undo_not_possible", event)) };
        if table.is_append_only {
            // Attachments stay: they are kept by content, and another row may name the same bytes by now.
            continue;
        }
        if only_froze(change)? {
            // What was frozen stays so: somebody may rely on it by now.
            continue;
        }
        put_back(conn, table, change, event)?;
    }
    Ok(())
}

/// Whether a change did nothing but freeze its row.
fn only_froze(change: &ChangeView) -> Result<bool> {
    let (mut before, after) = (image(change.before.as_deref())?, image(change.after.as_deref())?);
    let froze = before.get("frozen") == Some(&Value::from(0)) && after.get("frozen") == Some(&Value::from(1));
    before.insert("frozen".to_owned(), Value::from(1));
    Ok(froze && change.kind == ChangeKind::Update && before == after)
}

/// Refuses if a later event that is still in force changed one of the rows.
fn nothing_later(
    conn: &Connection,
    event: &EventName,
    own: i64,
    tables: &HashMap<String, Table>,
    changes: &[ChangeView],
) -> Result<()> {
    let settled = settled_after(conn, event, own)?;
    let mut seen = HashSet::new();
    for change in changes {
        let kept = tables.get(&change.table).is_some_and(|table| table.is_append_only);
        if kept || !seen.insert((change.table.as_str(), change.key.as_str())) {
            continue;
        }
        let later =
            "SELECT DISTINCT seq FROM change WHERE tbl = ?1 AND key = ?2 AND seq > ?3 AND seq < ?4 ORDER BY seq DESC";
        let mut statement = conn.prepare_cached(later).map_err(sql(DOING))?;
        let values = params![change.table, change.key, event.seq, own];
        let rows = statement.query_map(values, |row| row.get::<_, i64>(0)).map_err(sql(DOING))?;
        for seq in rows {
            let seq = seq.map_err(sql(DOING))?;
            if !settled.contains(&seq) {
                return Err(touched_later(event, &name_of(conn, seq)?));
            }
        }
    }
    Ok(())
}

fn touched_later(event: &EventName, later: &EventName) -> Error {
    let params = [
        ("seq", event.seq.to_string()),
        ("op", event.op.clone()),
        ("subject", event.subject.clone()),
        ("later_seq", later.seq.to_string()),
        ("later_op", later.op.clone()),
        ("later_subject", later.subject.clone()),
    ];
    Error::refused_with("undo_touched_later", params)
}

/// Later events without effect on what `event` left: those taken back, and what took them back. One that takes back
/// something older than `event` does have an effect: it goes on counting as later.
fn settled_after(conn: &Connection, event: &EventName, own: i64) -> Result<HashSet<i64>> {
    let list = "SELECT seq, undoes FROM event WHERE undoes > ?1 AND seq > ?1 AND seq < ?2 ORDER BY seq DESC";
    let mut statement = conn.prepare_cached(list).map_err(sql(DOING))?;
    let rows = statement
        .query_map([event.seq, own], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
        .map_err(sql(DOING))?;
    let mut settled = HashSet::new();
    for row in rows {
        let (seq, undoes) = row.map_err(sql(DOING))?;
        if !settled.contains(&seq) {
            settled.extend([seq, undoes]);
        }
    }
    Ok(settled)
}

fn put_back(conn: &Connection, table: &Table, change: &ChangeView, event: &EventName) -> Result<()> {
    let (before, after) = (image(change.before.as_deref())?, image(change.after.as_deref())?);
    if !still_as_left(conn, table, change)? {
        return Err(refused("undo_row_differs", event));
    }
    if needs_hidden_value(table, change.kind, &before, &after) {
        return Err(refused("undo_hidden_value", event));
    }
    let same_shape = |image: &Map<String, Value>| {
        image.len() == table.columns.len() && table.columns.iter().all(|column| image.contains_key(&column.name))
    };
    if change.kind != ChangeKind::Insert && !same_shape(&before) {
        return Err(refused("undo_not_possible", event));
    }
    let done = match change.kind {
        ChangeKind::Insert => remove(conn, table, &change.key)?,
        ChangeKind::Delete => insert(conn, table, &before)?,
        ChangeKind::Update => update(conn, table, &change.key, &before)?,
    };
    match done {
        Ok(1) => Ok(()),
        Ok(_) => Err(bug(DOING, "a row was not put back")),
        Err(error) if rule_said_no(&error) => Err(refused("undo_depended_on", event)),
        Err(error) => Err(sql(DOING)(error)),
    }
}

/// Whether the row is now as the change left it; otherwise somebody wrote past the log.
fn still_as_left(conn: &Connection, table: &Table, change: &ChangeView) -> Result<bool> {
    let query = ["SELECT ", &table.image_of(""), " FROM ", &quoted(&table.name), &matching(table, 1)].concat();
    let now: Option<String> = conn
        .prepare_cached(&query)
        .and_then(|mut one| one.query_row(params_from_iter(key_values(&change.key)?), |row| row.get(0)).optional())
        .map_err(sql(DOING))?;
    Ok(match (&now, &change.after) {
        (None, None) => true,
        (Some(now), Some(left)) => same_image(left, now),
        _ => false,
    })
}

/// Whether putting the row back would need a value the log never held. An update that left such values alone does
/// not; taking back an insert does not either, but redoing that afterwards does.
fn needs_hidden_value(
    table: &Table,
    kind: ChangeKind,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> bool {
    let value = |image: &Map<String, Value>, name: &str| image.get(name).cloned().unwrap_or_default();
    table.columns.iter().filter(|column| column.is_sensitive).any(|column| {
        let (before, after) = (value(before, &column.name), value(after, &column.name));
        match kind {
            ChangeKind::Insert => false,
            ChangeKind::Delete => !before.is_null(),
            ChangeKind::Update => after == HIDDEN_CHANGED || before.is_null() != after.is_null(),
        }
    })
}

type Done = Result<rusqlite::Result<usize>>;

fn remove(conn: &Connection, table: &Table, key: &str) -> Done {
    let statement = ["DELETE FROM ", &quoted(&table.name), &matching(table, 1)].concat();
    Ok(key_values(key).and_then(|key| conn.prepare_cached(&statement)?.execute(params_from_iter(key))))
}

fn insert(conn: &Connection, table: &Table, row: &Map<String, Value>) -> Done {
    let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let places: Vec<String> = (1..=names.len()).map(place).collect();
    let parts = ["INSERT INTO ", &quoted(&table.name), " (", &names.join(", "), ") VALUES (", &places.join(", "), ")"];
    let values = table.columns.iter().map(|column| sql_value(row.get(&column.name))).collect::<Result<Vec<_>>>()?;
    Ok(conn.prepare_cached(&parts.concat()).and_then(|mut put| put.execute(params_from_iter(values))))
}

fn update(conn: &Connection, table: &Table, key: &str, row: &Map<String, Value>) -> Done {
    let set: Vec<_> = table.columns.iter().filter(|column| !column.is_key && !column.is_sensitive).collect();
    let names: Vec<String> =
        set.iter().enumerate().map(|(i, column)| [&quoted(&column.name), " = ", &place(i + 1)].concat()).collect();
    let parts = ["UPDATE ", &quoted(&table.name), " SET ", &names.join(", "), &matching(table, set.len() + 1)];
    let mut values = set.iter().map(|column| sql_value(row.get(&column.name))).collect::<Result<Vec<_>>>()?;
    Ok(key_values(key).and_then(|key| {
        values.extend(key);
        conn.prepare_cached(&parts.concat())?.execute(params_from_iter(values))
    }))
}

/// ` WHERE` the primary key is the parameters from `first` on.
fn matching(table: &Table, first: usize) -> String {
    let parts: Vec<String> =
        table.key.iter().enumerate().map(|(i, name)| [&quoted(name), " = ", &place(first + i)].concat()).collect();
    [" WHERE ", &parts.join(" AND ")].concat()
}

fn place(number: usize) -> String {
    ["?", &number.to_string()].concat()
}

fn image(text: Option<&str>) -> Result<Map<String, Value>> {
    let parse = |text| serde_json::from_str(text).map_err(|error| bug(DOING, error.to_string()));
    text.map_or_else(|| Ok(Map::new()), parse)
}

fn key_values(key: &str) -> rusqlite::Result<Vec<SqlValue>> {
    let unreadable = |text: String| rusqlite::Error::ToSqlConversionFailure(text.into());
    let parts: Vec<Value> = serde_json::from_str(key).map_err(|error| unreadable(error.to_string()))?;
    parts.iter().map(|part| sql_value(Some(part)).map_err(|_| unreadable(key.to_owned()))).collect()
}

/// The only values a logged table holds: nothing, whole numbers and texts.
fn sql_value(value: Option<&Value>) -> Result<SqlValue> {
    match value {
        Some(Value::Null) => Ok(SqlValue::Null),
        Some(Value::String(text)) => Ok(SqlValue::Text(text.clone())),
        Some(Value::Number(number)) => {
            number.as_i64().map(SqlValue::Integer).ok_or_else(|| bug(DOING, "a number in the log is not whole"))
        }
        _ => Err(bug(DOING, "an image in the log is not one of ours")),
    }
}
