//! Opens a connection to a workspace with the settings its promises rest on, and reads every one of them back:
//! a setting that did not take is a reason not to go on.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::failure::{bug, sql};
use crate::error::Result;

/// "TPG1" in the header of every workspace file.
pub(super) const APPLICATION_ID: i32 = 0x5450_4731;

const DOING: &str = "workspace_open";

/// Older engines can corrupt a file when a WAL is reset.
const OLDEST_ENGINE: i32 = 3_051_003;

/// What a connection may do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// The one writer of a file.
    Write,
    /// A reader that leaves the file byte-equal.
    Read,
    /// The same for a file nobody can write, without WAL: SQLite takes it as unchanging and puts nothing beside it.
    ReadStill,
    /// A store in memory, for tests.
    Memory,
}

/// The same for every connection; `(name, value, value read back)`.
const PRAGMAS: &[(&str, &str, &str)] = &[
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("recursive_triggers", "ON", "1"),
    ("cell_size_check", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("busy_timeout", "5000", "5000"),
];

const SWITCHES: &[(DbConfig, bool)] = &[
    (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
];

const LIMITS: &[(Limit, i32)] = &[
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
    (Limit::SQLITE_LIMIT_LENGTH, 256 << 20),
    (Limit::SQLITE_LIMIT_ATTACHED, 2),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
];

/// Opens an existing file; never creates one. `path` must be absolute, or SQLite may take it for a URI.
pub(super) fn open(path: &Path, access: Access) -> rusqlite::Result<Connection> {
    let mode = match access {
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::ReadStill => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            return Connection::open_with_flags(unchanging(path), flags);
        }
        Access::Memory => return Connection::open_in_memory(),
    };
    Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// A path as a URI that says the file does not change.
fn unchanging(path: &Path) -> String {
    let mut uri = String::from("file:");
    if cfg!(windows) {
        uri.push('/');
    }
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.extend(['%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
    }
    uri.push_str("?immutable=1");
    uri
}

const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];

/// Applies all settings and refuses to go on if one reads back differently.
pub(super) fn configure(conn: &Connection, access: Access) -> Result<()> {
    if rusqlite::version_number() < OLDEST_ENGINE {
        return Err(bug(DOING, ["SQLite ", rusqlite::version(), " is too old"].concat()));
    }
    for &(limit, value) in LIMITS {
        conn.set_limit(limit, value).map_err(sql(DOING))?;
    }
    for &(switch, value) in SWITCHES {
        conn.set_db_config(switch, value).map_err(sql(DOING))?;
    }
    conn.busy_timeout(Duration::from_secs(5)).map_err(sql(DOING))?;
    for &(name, value, _) in PRAGMAS {
        set(conn, name, value)?;
    }
    set(conn, "mmap_size", "0")?;
    match access {
        Access::Write => set(conn, "journal_mode", "WAL")?,
        Access::Read | Access::ReadStill => set(conn, "query_only", "ON")?,
        Access::Memory => {}
    }
    conn.set_prepared_statement_cache_capacity(256);
    verify(conn, access)
}

/// Reads every setting back.
pub(super) fn verify(conn: &Connection, access: Access) -> Result<()> {
    for &(name, _, expected) in PRAGMAS {
        expect(name, expected, read(conn, name)?)?;
    }
    // A memory database knows no mapping and answers nothing.
    expect("mmap_size", "0", read(conn, "mmap_size")?.or_else(|| Some("0".into())))?;
    match access {
        Access::Write => expect("journal_mode", "wal", read(conn, "journal_mode")?)?,
        Access::Read | Access::ReadStill => expect("query_only", "1", read(conn, "query_only")?)?,
        Access::Memory => {}
    }
    for &(switch, value) in SWITCHES {
        if conn.db_config(switch).map_err(sql(DOING))? != value {
            return Err(bug(DOING, "a protection switch of SQLite did not take"));
        }
    }
    for &(limit, value) in LIMITS {
        if conn.limit(limit).map_err(sql(DOING))? != value {
            return Err(bug(DOING, "a limit of SQLite did not take"));
        }
    }
    Ok(())
}

/// Sets a pragma, whether or not it answers with a row.
pub(super) fn set(conn: &Connection, name: &str, value: &str) -> Result<()> {
    conn.pragma_update_and_check(None, name, value, |_| Ok(())).or_else(|error| match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        other => Err(sql(DOING)(other)),
    })
}

/// A pragma's value as text; `None` if it answers nothing.
pub(super) fn read(conn: &Connection, name: &str) -> Result<Option<String>> {
    let value = conn.pragma_query_value(None, name, |row| {
        Ok(match row.get_ref(0)? {
            ValueRef::Integer(number) => number.to_string(),
            other => other.as_str()?.to_owned(),
        })
    });
    match value {
        Ok(text) => Ok(Some(text)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(error) => Err(sql(DOING)(error)),
    }
}

fn expect(name: &str, expected: &str, found: Option<String>) -> Result<()> {
    let found = found.unwrap_or_default();
    if found == expected {
        return Ok(());
    }
    Err(bug(DOING, ["PRAGMA ", name, " reads ", &found, " instead of ", expected].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_reads_back_on_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE t(a)").unwrap();
        let conn = open(&path, Access::Write).unwrap();
        configure(&conn, Access::Write).unwrap();
        assert_eq!(read(&conn, "journal_mode").unwrap().as_deref(), Some("wal"));
        // Defensive mode: the journal cannot be switched off behind our back.
        set(&conn, "journal_mode", "OFF").unwrap();
        verify(&conn, Access::Write).unwrap();
    }

    #[test]
    fn a_setting_that_differs_is_a_reason_to_stop() {
        for (name, value) in [
            ("synchronous", "NORMAL"),
            ("foreign_keys", "OFF"),
            ("recursive_triggers", "OFF"),
            ("secure_delete", "OFF"),
        ] {
            let conn = open(Path::new(""), Access::Memory).unwrap();
            configure(&conn, Access::Memory).unwrap();
            set(&conn, name, value).unwrap();
            assert!(verify(&conn, Access::Memory).is_err(), "{name}");
        }
    }

    #[test]
    fn an_unchanging_file_opens_by_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("2025 年?a#b%20.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE t(a)").unwrap();
        let conn = open(&path, Access::ReadStill).unwrap();
        configure(&conn, Access::ReadStill).unwrap();
        assert!(conn.prepare("SELECT a FROM t").is_ok());
        assert_eq!(unchanging(Path::new("/a b?")), "file:/a%20b%3F?immutable=1");
    }

    #[test]
    fn a_misspelt_column_is_an_error_and_not_a_string() {
        let conn = open(Path::new(""), Access::Memory).unwrap();
        configure(&conn, Access::Memory).unwrap();
        conn.execute_batch("CREATE TABLE t(a)").unwrap();
        assert!(conn.prepare("SELECT \"b\" FROM t").is_err());
    }
}
