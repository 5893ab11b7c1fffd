//! A small schema of the shapes a real one has, and what all tests of the store share.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::*;

mod logging;
mod opening;
mod undoing;
mod upgrading;

/// A table of each shape: row id, natural key without row id, bytes, personal data.
const TABLES: &str = "
CREATE TABLE report (id INTEGER NOT NULL PRIMARY KEY, title TEXT NOT NULL UNIQUE, note TEXT) STRICT;
CREATE TABLE score (
  report_id INTEGER NOT NULL REFERENCES report(id), criterion TEXT NOT NULL, value TEXT,
  PRIMARY KEY (report_id, criterion)
) STRICT, WITHOUT ROWID;
CREATE TABLE expert (
  id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, phone TEXT, id_number TEXT, bank_account TEXT
) STRICT;
CREATE TABLE file_bytes (sha256 TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
";

const LOG: &str = include_str!("schema/log.sql");

/// The schema of most tests.
pub(super) static SMALL: Schema = Schema {
    migrations: &[Migration { version: 1, sql: LOG }, Migration { version: 2, sql: TABLES }],
    append_only: &["file_bytes"],
    sensitive: &[("expert", "phone"), ("expert", "id_number"), ("expert", "bank_account")],
};

pub(super) fn stamp() -> Stamp {
    Stamp {
        at: "2025-03-01T09:00:00+08:00".into(),
        actor: "张三".into(),
        role: "staff".into(),
        app_version: "0.1.0".into(),
    }
}

pub(super) fn scratch() -> Store {
    Store::scratch_as(&SMALL, &stamp()).unwrap()
}

/// A folder with a workspace in it.
pub(super) fn on_disk() -> (tempfile::TempDir, PathBuf, Store) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2025.tongping");
    let store = Store::create_as(&path, &SMALL, &stamp()).unwrap();
    (folder, path, store)
}

/// One write of some statements.
pub(super) fn run(store: &mut Store, op: &'static str, statements: &str) -> Written<()> {
    store.write(&WriteOp::new(op, "甲", &stamp()), |tx| Ok(tx.execute_batch(statements)?)).unwrap()
}

pub(super) fn put_report(store: &mut Store, id: i64) -> Written<()> {
    let op = WriteOp::new("report_add", "甲", &stamp());
    store
        .write(&op, |tx| {
            tx.execute(
                "INSERT INTO report(id, title) VALUES (?1, ?2)",
                params![id, ["报告", &id.to_string()].concat()],
            )?;
            Ok(())
        })
        .unwrap()
}

/// Every row of the business tables as text, to compare before and after.
pub(super) fn dump(store: &Store) -> Vec<String> {
    dump_or_none(store).unwrap()
}

/// The same of a file that may be damaged.
pub(super) fn dump_or_none(store: &Store) -> Option<Vec<String>> {
    store
        .read(|conn| {
            let mut all = Vec::new();
            for query in [
                "SELECT json_array('report', id, title, note) FROM report ORDER BY id",
                "SELECT json_array('score', report_id, criterion, value) FROM score ORDER BY 1",
                "SELECT json_array('expert', id, name, phone, id_number, bank_account) FROM expert ORDER BY id",
                "SELECT json_array('file', sha256, size, hex(bytes)) FROM file_bytes ORDER BY sha256",
            ] {
                let mut statement = conn.prepare(query)?;
                let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
                all.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
            }
            Ok(all)
        })
        .ok()
}

#[allow(clippy::needless_pass_by_value)] // so that a test reads as one call
pub(super) fn code<T>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::Refused { code, .. }) => code,
        Err(Error::Bug { .. }) => "bug",
        Err(Error::Failed { .. }) => "failed",
        Err(_) => "other",
        Ok(_) => "ok",
    }
}

/// A connection of another program: no settings of ours.
pub(super) fn stranger(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}
