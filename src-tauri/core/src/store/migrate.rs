//! Leads a file from its schema version to the newest, one transaction per step, forward only. Each step is an event
//! of the log, and rows it changes or reshapes get new images, so the log still folds to the tables afterwards.

use std::collections::HashSet;

use rusqlite::{Connection, TransactionBehavior, params};

use super::check::{self, Difference};
use super::connection::{self, APPLICATION_ID};
use super::failure::{bug, sql};
use super::guard::FORMAT;
use super::migrations::{Migration, Schema};
use super::{Stamp, WriteOp, log, tables, triggers};
use crate::error::Result;

const DOING: &str = "workspace_migrate";

/// Makes an empty database a workspace: all steps in one transaction, as the first event.
pub(super) fn build(conn: &mut Connection, schema: &Schema, stamp: &Stamp) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql(DOING))?;
    connection::set(&tx, "application_id", &APPLICATION_ID.to_string())?;
    for step in schema.migrations {
        tx.execute_batch(step.sql).map_err(sql(DOING))?;
    }
    connection::set(&tx, "user_version", &schema.newest().to_string())?;
    let op = WriteOp::new("workspace_create", String::new(), stamp);
    let seq = log::begin(&tx, &op, None)?;
    put_new_images(&tx, schema, seq, &HashSet::new())?;
    triggers::install(&tx, schema)?;
    let meta = "INSERT INTO meta(key, value) VALUES ('format', ?1), ('created_at', ?2), ('created_by', ?3)";
    tx.execute(meta, params![FORMAT, stamp.at, stamp.app_version]).map_err(sql(DOING))?;
    log::seal(&tx, seq)?;
    tx.commit().map_err(sql(DOING))
}

/// Runs every step after `found`; the caller has made a verified backup before.
pub(super) fn upgrade(conn: &mut Connection, schema: &Schema, found: i32, stamp: &Stamp) -> Result<()> {
    // A step may rebuild a table that others refer to; SQLite only allows that with references unchecked, and the
    // switch is ignored inside a transaction. Each step checks all references before it commits.
    connection::set(conn, "foreign_keys", "OFF")?;
    let ran =
        schema.migrations.iter().filter(|step| step.version > found).try_for_each(|s| run(conn, schema, s, stamp));
    connection::set(conn, "foreign_keys", "ON")?;
    ran?;
    checkpoint(conn)
}

fn run(conn: &mut Connection, schema: &Schema, step: &Migration, stamp: &Stamp) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql(DOING))?;
    // Rows somebody edited past the log must stay findings; they get no new image that would cover it up.
    let known_bad = differing_rows(&tx, schema)?;
    let from_to = [(step.version - 1).to_string(), step.version.to_string()].join(" → ");
    let seq = log::begin(&tx, &WriteOp::new("workspace_migrate", from_to, stamp), None)?;
    triggers::remove(&tx)?;
    tx.execute_batch(step.sql).map_err(sql(DOING))?;
    connection::set(&tx, "user_version", &step.version.to_string())?;
    put_new_images(&tx, schema, seq, &known_bad)?;
    triggers::install(&tx, schema)?;
    log::seal(&tx, seq)?;
    let dangling: i64 =
        tx.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).map_err(sql(DOING))?;
    if dangling > 0 {
        return Err(bug(DOING, "a step leaves dangling references"));
    }
    tx.commit().map_err(sql(DOING))
}

/// Puts the audit triggers right, as an event of its own, if they are not what this program writes.
pub(super) fn ensure_triggers(conn: &mut Connection, schema: &Schema, stamp: &Stamp) -> Result<()> {
    if triggers::present(conn)? == triggers::expected(conn, schema)? {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql(DOING))?;
    let seq = log::begin(&tx, &WriteOp::new("workspace_retrigger", String::new(), stamp), None)?;
    triggers::install(&tx, schema)?;
    log::seal(&tx, seq)?;
    tx.commit().map_err(sql(DOING))
}

/// Moves the WAL into the file and empties it. A reader of another program may keep it from finishing; what was
/// committed is safe in the WAL all the same.
pub(super) fn checkpoint(conn: &Connection) -> Result<()> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(sql("workspace_checkpoint"))
}

fn differing_rows(conn: &Connection, schema: &Schema) -> Result<HashSet<(String, String)>> {
    let mut rows = HashSet::new();
    for table in tables::logged(conn, schema)? {
        check::differences(conn, &table, |found| {
            rows.insert((table.name.clone(), found.key));
            Ok(())
        })?;
    }
    Ok(rows)
}

/// Logs every row whose last image is not what the tables hold now, and rows of tables that are no more.
fn put_new_images(conn: &Connection, schema: &Schema, seq: i64, skip: &HashSet<(String, String)>) -> Result<()> {
    let tables = tables::logged(conn, schema)?;
    for table in &tables {
        let mut found = Vec::new();
        check::differences(conn, table, |difference| {
            found.push(difference);
            Ok(())
        })?;
        for difference in found {
            if !skip.contains(&(table.name.clone(), difference.key.clone())) {
                put_image(conn, seq, &table.name, &difference)?;
            }
        }
    }
    let gone = "INSERT INTO change(seq, tbl, kind, key, before)
        SELECT ?1, tbl, 'D', key, after FROM change AS last
        WHERE after IS NOT NULL
          AND n = (SELECT max(n) FROM change WHERE tbl = last.tbl AND key = last.key)
          AND tbl NOT IN (SELECT name FROM sqlite_schema WHERE type = 'table')";
    conn.execute(gone, [seq]).map_err(sql(DOING))?;
    Ok(())
}

fn put_image(conn: &Connection, seq: i64, table: &str, found: &Difference) -> Result<()> {
    let kind = match (&found.logged, &found.stored) {
        (None, _) => "I",
        (Some(_), Some(_)) => "U",
        (Some(_), None) => "D",
    };
    conn.prepare_cached("INSERT INTO change(seq, tbl, kind, key, before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .and_then(|mut put| put.execute(params![seq, table, kind, found.key, found.logged, found.stored]))
        .map_err(sql(DOING))?;
    Ok(())
}
