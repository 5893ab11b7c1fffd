//! Recomputes what the log promises: the chain of hashes, and that the log, folded, is exactly what the tables hold.
//! It detects, it does not prevent; files and papers outside the machine that carry a log head are the anchors.

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::failure::sql;
use super::migrations::Schema;
use super::tables::{self, HIDDEN, HIDDEN_CHANGED, Table, literal, quoted};
use super::{log, triggers};
use crate::error::Result;

const DOING: &str = "workspace_verify";

/// More than this many findings say nothing new.
const ENOUGH: usize = 200;

/// Something in the file that is not as the log says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Finding {
    /// Stable code of what is wrong; see `Store::verify`.
    pub code: &'static str,
    /// The event where it shows, if it is in the log.
    pub seq: Option<i64>,
    /// The table where it shows, if it is in a table.
    pub table: Option<String>,
    /// The row's primary key as JSON array.
    pub key: Option<String>,
    /// What SQLite said, or the name of a trigger.
    pub detail: Option<String>,
}

impl Finding {
    fn new(code: &'static str) -> Self {
        Self { code, seq: None, table: None, key: None, detail: None }
    }

    fn at(code: &'static str, seq: i64) -> Self {
        Self { seq: Some(seq), ..Self::new(code) }
    }

    fn about(code: &'static str, detail: String) -> Self {
        Self { detail: Some(detail), ..Self::new(code) }
    }
}

/// All findings: the chain first and in its order, so the first one names the first bad event.
pub(super) fn verify(conn: &Connection, schema: &Schema) -> Result<Vec<Finding>> {
    let mut findings = chain(conn, ENOUGH)?;
    triggers_differ(conn, schema, &mut findings)?;
    for table in tables::logged(conn, schema)? {
        differences(conn, &table, |found| {
            if findings.len() < ENOUGH {
                findings.push(fold_finding(&table.name, found));
            }
            Ok(())
        })?;
    }
    tables_gone(conn, &mut findings)?;
    bytes_altered(conn, schema, &mut findings)?;
    integrity(conn, &mut findings)?;
    Ok(findings)
}

fn fold_finding(table: &str, found: Difference) -> Finding {
    let code = match (&found.logged, &found.stored) {
        (None, _) => "row_not_logged",
        (Some(_), None) => "row_vanished",
        (Some(_), Some(_)) => "row_differs",
    };
    Finding { table: Some(table.to_owned()), key: Some(found.key), ..Finding::new(code) }
}

/// Walks every number that occurs in any of the three tables.
fn chain(conn: &Connection, enough: usize) -> Result<Vec<Finding>> {
    let numbers = "SELECT seq FROM event UNION SELECT seq FROM event_hash UNION SELECT seq FROM change ORDER BY 1";
    let mut statement = conn.prepare(numbers).map_err(sql(DOING))?;
    let mut rows = statement.query([]).map_err(sql(DOING))?;
    let (mut findings, mut expected, mut prev, mut last_n) = (Vec::new(), 1, String::new(), 0);
    while let Some(row) = rows.next().map_err(sql(DOING))? {
        let seq: i64 = row.get(0).map_err(sql(DOING))?;
        if findings.len() >= enough {
            break;
        }
        if seq != expected {
            findings.push(Finding::at("log_gap", expected.min(seq)));
        }
        if let Some(code) = link(conn, seq, &prev, &mut last_n)? {
            findings.push(Finding::at(code, seq));
        }
        prev = log::hash_at(conn, seq)?.unwrap_or_default();
        expected = seq + 1;
    }
    Ok(findings)
}

/// The first event the chain names.
#[cfg(test)]
pub(super) fn first_bad(conn: &Connection) -> Result<Option<i64>> {
    Ok(chain(conn, 1)?.first().and_then(|finding| finding.seq))
}

/// What is wrong with one event, given the stored hash before it and the last change number so far.
fn link(conn: &Connection, seq: i64, prev: &str, last_n: &mut i64) -> Result<Option<&'static str>> {
    let event: bool = one(conn, "SELECT EXISTS (SELECT 1 FROM event WHERE seq = ?1)", seq)?;
    if !event {
        return Ok(Some("event_missing"));
    }
    let stored = conn
        .prepare_cached("SELECT prev_hash, change_count, changes_sha256, hash FROM event_hash WHERE seq = ?1")
        .and_then(|mut statement| {
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
            statement.query_row([seq], read).optional()
        })
        .map_err(sql(DOING))?;
    let stored: Option<(String, i64, String, String)> = stored;
    let Some((stored_prev, stored_count, stored_changes, stored_hash)) = stored else {
        return Ok(Some("event_not_sealed"));
    };
    let (count, changes) = log::changes_hash(conn, seq)?;
    let first_n = *last_n + 1;
    *last_n += count;
    if count != stored_count || changes != stored_changes {
        return Ok(Some("changes_altered"));
    }
    if count > 0 && one::<i64>(conn, "SELECT min(n) FROM change WHERE seq = ?1", seq)? != first_n {
        return Ok(Some("changes_out_of_order"));
    }
    if stored_prev != prev {
        return Ok(Some("chain_broken"));
    }
    let hash = log::event_hash(conn, seq, count, &changes, prev)?;
    Ok((hash != stored_hash).then_some("event_altered"))
}

fn one<T: rusqlite::types::FromSql>(conn: &Connection, query: &str, seq: i64) -> Result<T> {
    conn.prepare_cached(query)
        .and_then(|mut statement| statement.query_row([seq], |row| row.get(0)))
        .map_err(sql(DOING))
}

/// Without its triggers a table could be changed unlogged.
fn triggers_differ(conn: &Connection, schema: &Schema, findings: &mut Vec<Finding>) -> Result<()> {
    let (mut expected, mut present) = (triggers::expected(conn, schema)?, triggers::present(conn)?);
    expected.extend(triggers::of_new_log(schema)?);
    present.extend(triggers::of_log(conn)?);
    for (name, text) in expected {
        if present.remove(&name).as_ref() != Some(&text) {
            findings.push(Finding::about("trigger_altered", name));
        }
    }
    findings.extend(present.into_keys().map(|name| Finding::about("trigger_altered", name)));
    Ok(())
}

fn tables_gone(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let query = "SELECT DISTINCT tbl FROM change AS last WHERE after IS NOT NULL
          AND tbl NOT IN (SELECT name FROM sqlite_schema WHERE type = 'table')
          AND n = (SELECT max(n) FROM change WHERE tbl = last.tbl AND key = last.key)";
    for table in texts(conn, query)? {
        findings.push(Finding { table: Some(table), ..Finding::new("row_vanished") });
    }
    Ok(())
}

/// Hashes every attachment again; the log only knows their names, which are their hashes.
fn bytes_altered(conn: &Connection, schema: &Schema, findings: &mut Vec<Finding>) -> Result<()> {
    for table in tables::logged(conn, schema)? {
        let has = |name: &str| table.columns.iter().any(|column| column.name == name);
        if !(table.is_append_only && has("sha256") && has("bytes")) {
            continue;
        }
        let key = table.key_of("");
        let query = ["SELECT ", &key, ", sha256, bytes FROM ", &quoted(&table.name)].concat();
        let mut statement = conn.prepare(&query).map_err(sql(DOING))?;
        let mut rows = statement.query([]).map_err(sql(DOING))?;
        while let Some(row) = rows.next().map_err(sql(DOING))? {
            let bytes = row.get_ref(2).map_err(sql(DOING))?;
            let hash: String = row.get(1).map_err(sql(DOING))?;
            if bytes.as_blob().map(|bytes| crate::hex(&Sha256::digest(bytes))) != Ok(hash) {
                let key = Some(row.get(0).map_err(sql(DOING))?);
                findings.push(Finding { table: Some(table.name.clone()), key, ..Finding::new("bytes_altered") });
            }
        }
    }
    Ok(())
}

fn integrity(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let said = texts(conn, "PRAGMA integrity_check(20)")?;
    findings.extend(said.into_iter().filter(|line| line != "ok").map(|line| Finding::about("file_damaged", line)));
    let dangling = texts(conn, "SELECT DISTINCT \"table\" FROM pragma_foreign_key_check")?;
    findings
        .extend(dangling.into_iter().map(|table| Finding { table: Some(table), ..Finding::new("reference_broken") }));
    Ok(())
}

fn texts(conn: &Connection, query: &str) -> Result<Vec<String>> {
    let mut statement = conn.prepare(query).map_err(sql(DOING))?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(sql(DOING))?;
    rows.collect::<rusqlite::Result<_>>().map_err(sql(DOING))
}

/// A row of which log and table say different things.
#[derive(Debug)]
pub(super) struct Difference {
    /// Primary key as JSON array.
    pub(super) key: String,
    /// The last image in the log; none if it says there is no such row.
    pub(super) logged: Option<String>,
    /// The row as the table has it; none if it is not there.
    pub(super) stored: Option<String>,
}

/// Folds the log for one table and hands over every row where the two differ.
pub(super) fn differences(
    conn: &Connection,
    table: &Table,
    mut found: impl FnMut(Difference) -> Result<()>,
) -> Result<()> {
    let (key, image) = (table.key_of("t."), table.image_of("t."));
    let (name, source) = (literal(&table.name), [" FROM ", &quoted(&table.name), " AS t"].concat());
    let last = ["(SELECT after FROM change WHERE tbl = ", &name, " AND key = ", &key, " ORDER BY n DESC LIMIT 1)"];
    let rows = ["SELECT ", &key, ", ", &image, ", ", &last.concat(), &source].concat();
    each(
        conn,
        &rows,
        |row| {
            let (key, stored, logged): (_, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let same = logged.as_ref().is_some_and(|logged| same_image(logged, &stored));
            Ok((!same).then_some(Difference { key, logged, stored: Some(stored) }))
        },
        &mut found,
    )?;
    let vanished = [
        "SELECT key, after FROM change AS last WHERE tbl = ",
        &name,
        " AND after IS NOT NULL AND n = (SELECT max(n) FROM change WHERE tbl = last.tbl AND key = last.key)",
        " AND key NOT IN (SELECT ",
        &key,
        &source,
        ")",
    ];
    each(
        conn,
        &vanished.concat(),
        |row| Ok(Some(Difference { key: row.get(0)?, logged: row.get(1)?, stored: None })),
        &mut found,
    )
}

fn each(
    conn: &Connection,
    query: &str,
    read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<Option<Difference>>,
    found: &mut impl FnMut(Difference) -> Result<()>,
) -> Result<()> {
    let mut statement = conn.prepare(query).map_err(sql(DOING))?;
    let mut rows = statement.query([]).map_err(sql(DOING))?;
    while let Some(row) = rows.next().map_err(sql(DOING))? {
        if let Some(difference) = read(row).map_err(sql(DOING))? {
            found(difference)?;
        }
    }
    Ok(())
}

/// Whether two images show the same row; a sensitive value only shows whether it is there.
pub(super) fn same_image(logged: &str, stored: &str) -> bool {
    if logged == stored {
        return true;
    }
    if !logged.contains(HIDDEN_CHANGED) {
        return false;
    }
    let parse = |text| serde_json::from_str::<serde_json::Map<String, Value>>(text).ok();
    let (Some(logged), Some(stored)) = (parse(logged), parse(stored)) else { return false };
    let plain = |value: &Value| if value == HIDDEN_CHANGED { Value::from(HIDDEN) } else { value.clone() };
    logged.len() == stored.len() && logged.iter().all(|(name, value)| stored.get(name) == Some(&plain(value)))
}
