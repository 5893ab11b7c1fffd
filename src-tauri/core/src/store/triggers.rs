//! The audit triggers: every change of every table, with all its columns, becomes a row of `change`, and without an
//! open event that insert aborts. They are part of the file, so they hold for any program that opens it.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::failure::sql;
use super::migrations::Schema;
use super::tables::{self, Table, literal, quoted};
use crate::error::Result;

const DOING: &str = "workspace_schema";

/// The triggers the tables of this file must have: name and text.
pub(super) fn expected(conn: &Connection, schema: &Schema) -> Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for table in tables::logged(conn, schema)? {
        let of_table = if table.is_append_only { append_only(&table) } else { ordinary(&table) };
        all.extend(of_table);
    }
    Ok(all)
}

/// The triggers the file has; names beginning with `audit_` are reserved for them.
pub(super) fn present(conn: &Connection) -> Result<BTreeMap<String, String>> {
    let list = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'audit_*'";
    named_texts(conn, list)
}

/// Removes all audit triggers: a migration may rebuild the tables they stand on.
pub(super) fn remove(conn: &Connection) -> Result<()> {
    for name in present(conn)?.keys() {
        conn.execute_batch(&["DROP TRIGGER ", &quoted(name)].concat()).map_err(sql(DOING))?;
    }
    Ok(())
}

/// Puts the expected triggers in place of whatever is there.
pub(super) fn install(conn: &Connection, schema: &Schema) -> Result<()> {
    remove(conn)?;
    for text in expected(conn, schema)?.values() {
        conn.execute_batch(text).map_err(sql(DOING))?;
    }
    Ok(())
}

fn ordinary(table: &Table) -> Vec<(String, String)> {
    let other_key = [&table.tuple("OLD.", true), " IS NOT ", &table.tuple("NEW.", true)].concat();
    let same_key = [&table.tuple("OLD.", true), " IS ", &table.tuple("NEW.", true)].concat();
    // An update that changes nothing is no news; without this, saving the same value twice would fill the log.
    let other_values = [&table.tuple("OLD.", false), " IS NOT ", &table.tuple("NEW.", false)].concat();
    let inserted = row(table, "I", "NEW.", "NULL", &table.image_of("NEW."));
    let deleted = row(table, "D", "OLD.", &table.image_of("OLD."), "NULL");
    let updated = row(table, "U", "NEW.", &table.image_of("OLD."), &table.image_after_update());
    vec![
        trigger(table, "insert", "AFTER INSERT", "", &inserted),
        trigger(table, "update", "AFTER UPDATE", &[&same_key, " AND ", &other_values].concat(), &updated),
        // A row that gets another key is a row that goes and a row that comes.
        trigger(table, "rekey", "AFTER UPDATE", &other_key, &[deleted.as_str(), &inserted].concat()),
        trigger(table, "delete", "AFTER DELETE", "", &deleted),
    ]
}

fn append_only(table: &Table) -> Vec<(String, String)> {
    let inserted = row(table, "I", "NEW.", "NULL", &table.image_of("NEW."));
    let never = [" SELECT RAISE(ABORT, ", &literal(&[&table.name, ": append only"].concat()), ");"].concat();
    vec![
        trigger(table, "insert", "AFTER INSERT", "", &inserted),
        trigger(table, "update", "BEFORE UPDATE", "", &never),
        trigger(table, "delete", "BEFORE DELETE", "", &never),
    ]
}

/// The statement that writes one row of `change`; `at` is the row whose key counts.
fn row(table: &Table, kind: &str, at: &str, before: &str, after: &str) -> String {
    let values = [&literal(&table.name), &literal(kind), &table.key_of(at), before, after].join(", ");
    let columns = " INSERT INTO change(seq, tbl, kind, key, before, after) VALUES ((SELECT max(seq) FROM event), ";
    [columns, &values, ");"].concat()
}

fn trigger(table: &Table, what: &str, moment: &str, when: &str, body: &str) -> (String, String) {
    let name = ["audit_", &table.name, "_", what].concat();
    let when = if when.is_empty() { String::new() } else { [" WHEN ", when].concat() };
    let head = ["CREATE TRIGGER ", &quoted(&name), " ", moment, " ON ", &quoted(&table.name)].concat();
    let text = [&head, &when, " BEGIN", body, " END"].concat();
    (name, text)
}

/// The triggers that guard the log's own tables, as this file has them.
pub(super) fn of_log(conn: &Connection) -> Result<BTreeMap<String, String>> {
    let list = "SELECT name, sql FROM sqlite_schema
                WHERE type = 'trigger' AND tbl_name IN ('event', 'change', 'event_hash')";
    named_texts(conn, list)
}

/// The same as a new file would have them; its first step makes the log.
pub(super) fn of_new_log(schema: &Schema) -> Result<BTreeMap<String, String>> {
    let conn = Connection::open_in_memory().map_err(sql(DOING))?;
    for step in schema.migrations.iter().take(1) {
        conn.execute_batch(step.sql).map_err(sql(DOING))?;
    }
    of_log(&conn)
}

fn named_texts(conn: &Connection, list: &str) -> Result<BTreeMap<String, String>> {
    let mut statement = conn.prepare(list).map_err(sql(DOING))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(sql(DOING))?;
    rows.collect::<rusqlite::Result<_>>().map_err(sql(DOING))
}
