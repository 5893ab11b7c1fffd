//! Copies a workspace into one other file that is known to be good before it gets its name: copied by the engine in
//! one read, closed, opened again, checked, counted, its log head compared, and only then renamed and forced to disk.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::connection::{self, Access};
use super::create::HalfMade;
use super::failure::sql;
use super::log::{self, LogHead};
use super::tables::quoted;
use crate::error::{Error, Result};

const DOING: &str = "workspace_backup";

/// Writes a verified copy of `conn` to `target` and answers its log head; an older file of that name is replaced.
/// `workspace` is the name of the file that is copied.
pub(super) fn copy(conn: &Connection, target: &Path, workspace: &OsStr) -> Result<LogHead> {
    let half_made = HalfMade::beside(target, workspace, DOING)?;
    let mut to = connection::open(half_made.path(), Access::Write).map_err(sql(DOING))?;
    let step = Backup::new(conn, &mut to).and_then(|backup| backup.step(-1)).map_err(sql(DOING))?;
    if step != StepResult::Done {
        return Err(not_good("the copy did not finish"));
    }
    // A copy lies still: without WAL it is one file that also opens in a read-only folder.
    connection::set(&to, "journal_mode", "DELETE")?;
    to.close().map_err(|(_, error)| sql(DOING)(error))?;
    let head = verify(conn, half_made.path())?;
    half_made.finish(target, true)?;
    Ok(head)
}

/// Opens the copy afresh and compares it with the workspace.
fn verify(conn: &Connection, path: &Path) -> Result<LogHead> {
    let copy = connection::open(path, Access::Read).map_err(sql(DOING))?;
    connection::configure(&copy, Access::Read)?;
    for name in ["application_id", "user_version"] {
        if connection::read(conn, name)? != connection::read(&copy, name)? {
            return Err(not_good("the copy is of another kind"));
        }
    }
    if connection::read(&copy, "quick_check")?.as_deref() != Some("ok") {
        return Err(not_good("the copy is damaged"));
    }
    if row_counts(conn)? != row_counts(&copy)? {
        return Err(not_good("the copy has another number of rows"));
    }
    let head = log::head(&copy)?;
    if head != log::head(conn)? {
        return Err(not_good("the copy has another log head"));
    }
    copy.close().map_err(|(_, error)| sql(DOING)(error))?;
    Ok(head)
}

fn row_counts(conn: &Connection) -> Result<Vec<(String, i64)>> {
    let list = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let mut statement = conn.prepare(list).map_err(sql(DOING))?;
    let names = statement.query_map([], |row| row.get::<_, String>(0)).map_err(sql(DOING))?;
    names
        .map(|name| {
            let name = name.map_err(sql(DOING))?;
            let count = ["SELECT count(*) FROM ", &quoted(&name)].concat();
            let count = conn.query_row(&count, [], |row| row.get(0)).map_err(sql(DOING))?;
            Ok((name, count))
        })
        .collect()
}

/// The world's fault, not ours: what was written does not read back.
fn not_good(what: &'static str) -> Error {
    Error::Failed { doing: DOING, path: None, source: what.into() }
}

/// Where the copy before an upgrade goes: beside the file, named after the version it has and the time.
pub(super) fn path_before_upgrade(path: &Path, version: i32, at: &str) -> PathBuf {
    let time: String = at.chars().take(19).filter(char::is_ascii_digit).collect();
    let mut name = path.as_os_str().to_owned();
    name.push([".v", &version.to_string(), "-", &time, ".bak"].concat());
    PathBuf::from(name)
}
