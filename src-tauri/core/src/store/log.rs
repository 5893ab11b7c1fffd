//! The log: one `event` per command, one `change` per changed row, one hash that chains them. Here events are opened,
//! sealed and shown; the rows of `change` are written by triggers, never from here.

use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::failure::{bug, sql};
use super::{Stamp, WriteOp};
use crate::domain::record::check_code;
use crate::error::Result;

const DOING: &str = "log_write";
const READING: &str = "log_read";

/// The place of the log a file has reached: printed on paper, it anchors everything before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LogHead {
    /// Number of the last event; 0 in an empty log.
    pub seq: i64,
    /// First 16 hex digits of its hash in groups of four.
    pub hash16: String,
}

/// One line of the log as people see it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EventView {
    /// 1, 2, 3 … without gap.
    pub seq: i64,
    /// Wall clock with offset, as claimed by the machine.
    pub at: String,
    /// Who.
    pub actor: String,
    /// In what role.
    pub role: String,
    /// The command, or `undo`, `redo`.
    pub op: String,
    /// To what.
    pub subject: String,
    /// Why, where a reason was asked for.
    pub reason: Option<String>,
    /// The event this one takes back.
    pub undoes: Option<i64>,
    /// The version of the program that wrote it.
    pub app_version: String,
    /// The changed rows in order.
    pub changes: Vec<ChangeView>,
}

/// One changed row.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChangeView {
    /// Which table.
    pub table: String,
    /// What happened to the row.
    pub kind: ChangeKind,
    /// The primary key as JSON array.
    pub key: String,
    /// The row before as JSON object.
    pub before: Option<String>,
    /// The row after as JSON object.
    pub after: Option<String>,
}

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum ChangeKind {
    /// It was added.
    Insert,
    /// It was altered.
    Update,
    /// It was removed.
    Delete,
}

/// Which events to show; the default is all, newest first.
#[derive(Debug, Clone, Default)]
pub struct LogFilter {
    /// From this event on.
    pub from_seq: Option<i64>,
    /// Up to and with this event.
    pub to_seq: Option<i64>,
    /// Only this command.
    pub op: Option<String>,
    /// Only this person.
    pub actor: Option<String>,
    /// Only events about exactly this.
    pub subject: Option<String>,
    /// Only events that changed this table.
    pub table: Option<String>,
    /// Only events that changed the row with this key (JSON array); needs `table`.
    pub key: Option<String>,
    /// At most so many.
    pub limit: Option<u32>,
    /// Oldest first.
    pub oldest_first: bool,
}

/// Opens an event and answers its number; everything until `seal` belongs to it.
pub(super) fn begin(conn: &Connection, op: &WriteOp, undoes: Option<i64>) -> Result<i64> {
    let Stamp { at, actor, role, app_version } = &op.stamp;
    if chrono::DateTime::parse_from_rfc3339(at).is_err() {
        return Err(bug(DOING, ["not a time with offset: ", at].concat()));
    }
    conn.prepare_cached(
        "INSERT INTO event(seq, at, actor, role, op, subject, reason, undoes, app_version)
         VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM event), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING seq",
    )
    .and_then(|mut statement| {
        let values = params![at, actor, role, op.op, op.subject, op.reason, undoes, app_version];
        statement.query_row(values, |row| row.get(0))
    })
    .map_err(sql(DOING))
}

/// The tables an event has changed, by name.
pub(super) fn touched(conn: &Connection, seq: i64) -> Result<Vec<String>> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT tbl FROM change WHERE seq = ?1 ORDER BY tbl").map_err(sql(DOING))?;
    let rows = statement.query_map([seq], |row| row.get(0)).map_err(sql(DOING))?;
    rows.collect::<rusqlite::Result<_>>().map_err(sql(DOING))
}

/// Closes the open event with its hash; without this its COMMIT fails.
pub(super) fn seal(conn: &Connection, seq: i64) -> Result<()> {
    let (count, changes) = changes_hash(conn, seq)?;
    let prev = hash_at(conn, seq - 1)?.unwrap_or_default();
    let hash = event_hash(conn, seq, count, &changes, &prev)?;
    conn.prepare_cached(
        "INSERT INTO event_hash(seq, prev_hash, change_count, changes_sha256, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
    )
    .and_then(|mut statement| statement.execute(params![seq, prev, count, changes, hash]))
    .map_err(sql(DOING))?;
    Ok(())
}

/// The head of the log.
pub(super) fn head(conn: &Connection) -> Result<LogHead> {
    let last = conn
        .query_row("SELECT seq, hash FROM event_hash ORDER BY seq DESC LIMIT 1", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })
        .optional()
        .map_err(sql(READING))?;
    let Some((seq, hash)) = last else { return Ok(LogHead { seq: 0, hash16: String::new() }) };
    Ok(LogHead { seq, hash16: check_code(&hash) })
}

/// The stored hash of an event.
pub(super) fn hash_at(conn: &Connection, seq: i64) -> Result<Option<String>> {
    conn.prepare_cached("SELECT hash FROM event_hash WHERE seq = ?1")
        .and_then(|mut statement| statement.query_row([seq], |row| row.get(0)).optional())
        .map_err(sql(READING))
}

/// Count and SHA-256 of an event's changes as they stand in the table.
pub(super) fn changes_hash(conn: &Connection, seq: i64) -> Result<(i64, String)> {
    let mut digest = Fields::new("tongping/changes/v1\0");
    let mut count = 0;
    let mut statement = conn
        .prepare_cached("SELECT n, tbl, kind, key, before, after FROM change WHERE seq = ?1 ORDER BY n")
        .map_err(sql(READING))?;
    let mut rows = statement.query([seq]).map_err(sql(READING))?;
    while let Some(row) = rows.next().map_err(sql(READING))? {
        count += 1;
        digest.row(row, 6).map_err(sql(READING))?;
    }
    Ok((count, digest.finish()))
}

/// SHA-256 of an event as it stands in the table, over its changes and the hash before.
pub(super) fn event_hash(conn: &Connection, seq: i64, count: i64, changes: &str, prev: &str) -> Result<String> {
    let mut digest = Fields::new("tongping/log/v1\0");
    conn.prepare_cached(
        "SELECT seq, at, actor, role, op, subject, reason, undoes, app_version FROM event WHERE seq = ?1",
    )
    .and_then(|mut statement| statement.query_row([seq], |row| digest.row(row, 9)))
    .map_err(sql(READING))?;
    digest.text(Some(&count.to_string()));
    digest.text(Some(changes));
    digest.text(Some(prev));
    Ok(digest.finish())
}

/// Length-prefixed fields, so that no two lists of fields give the same bytes; NULL differs from empty.
struct Fields(Sha256);

impl Fields {
    fn new(domain: &str) -> Self {
        Self(Sha256::new_with_prefix(domain))
    }

    fn text(&mut self, field: Option<&str>) {
        match field {
            None => self.0.update([0]),
            Some(text) => {
                self.0.update([1]);
                self.0.update((text.len() as u64).to_be_bytes());
                self.0.update(text);
            }
        }
    }

    /// All columns of a row; numbers count as their decimal text.
    fn row(&mut self, row: &Row<'_>, columns: usize) -> rusqlite::Result<()> {
        use rusqlite::types::ValueRef;
        for column in 0..columns {
            match row.get_ref(column)? {
                ValueRef::Null => self.text(None),
                ValueRef::Integer(number) => self.text(Some(&number.to_string())),
                other => self.text(Some(other.as_str()?)),
            }
        }
        Ok(())
    }

    fn finish(self) -> String {
        crate::hex(&self.0.finalize())
    }
}

/// The events that pass the filter, with their changes.
pub(super) fn events(conn: &Connection, filter: &LogFilter) -> Result<Vec<EventView>> {
    let wanted = "SELECT seq, at, actor, role, op, subject, reason, undoes, app_version FROM event
        WHERE seq BETWEEN ?1 AND ?2 AND (?3 IS NULL OR op = ?3)
          AND (?4 IS NULL OR actor = ?4) AND (?5 IS NULL OR subject = ?5)
          AND (?6 IS NULL OR EXISTS (SELECT 1 FROM change
                 WHERE change.seq = event.seq AND tbl = ?6 AND (?7 IS NULL OR key = ?7)))";
    let order = if filter.oldest_first { " ORDER BY seq LIMIT ?8" } else { " ORDER BY seq DESC LIMIT ?8" };
    let LogFilter { from_seq, to_seq, op, actor, subject, table, key, .. } = filter;
    let (from, to) = (from_seq.unwrap_or(0), to_seq.unwrap_or(i64::MAX));
    let limit = filter.limit.map_or(-1, i64::from);
    let values = params![from, to, op, actor, subject, table, key, limit];
    let query = [wanted, order].concat();
    let mut statement = conn.prepare_cached(&query).map_err(sql(READING))?;
    let rows = statement.query_map(values, row_to_event).map_err(sql(READING))?;
    let mut events = rows.collect::<rusqlite::Result<Vec<_>>>().map_err(sql(READING))?;
    for event in &mut events {
        event.changes = changes(conn, event.seq)?;
    }
    Ok(events)
}

fn row_to_event(row: &Row<'_>) -> rusqlite::Result<EventView> {
    Ok(EventView {
        seq: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        role: row.get(3)?,
        op: row.get(4)?,
        subject: row.get(5)?,
        reason: row.get(6)?,
        undoes: row.get(7)?,
        app_version: row.get(8)?,
        changes: Vec::new(),
    })
}

/// The changes of one event in order.
pub(super) fn changes(conn: &Connection, seq: i64) -> Result<Vec<ChangeView>> {
    let mut statement = conn
        .prepare_cached("SELECT tbl, kind, key, before, after FROM change WHERE seq = ?1 ORDER BY n")
        .map_err(sql(READING))?;
    let rows = statement.query_map([seq], row_to_change).map_err(sql(READING))?;
    rows.collect::<rusqlite::Result<_>>().map_err(sql(READING))
}

fn row_to_change(row: &Row<'_>) -> rusqlite::Result<ChangeView> {
    let kind: String = row.get(1)?;
    let kind = match kind.as_str() {
        "I" => ChangeKind::Insert,
        "U" => ChangeKind::Update,
        _ => ChangeKind::Delete,
    };
    Ok(ChangeView { table: row.get(0)?, kind, key: row.get(2)?, before: row.get(3)?, after: row.get(4)? })
}
