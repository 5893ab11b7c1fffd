//! The workspace: one SQLite file, one connection, one writer. `Store::write` is the only door for changes; it makes
//! each command an event of the log that the database itself keeps. What the rows mean is left to the files of SQL
//! beside this one, what a person may do to `app`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use self::connection::Access;
use self::failure::{name_file, refused_file, sql};
use self::lock::Lock;
use self::undo::Next;
use crate::error::{Error, Result};

pub mod bureau_key;
pub mod dispute;
pub mod draw;
pub mod expert;
pub mod fill_in;
pub mod form;
pub mod form_draft;
pub mod hand_back;
pub mod history;
pub mod intake;
pub mod opinion;
pub mod package;
pub mod paper;
pub mod received;
pub mod report;
pub mod session;
pub mod sheet;

mod backup;
mod check;
mod connection;
mod create;
mod failure;
mod guard;
mod lock;
mod log;
mod migrate;
mod migrations;
mod tables;
mod triggers;
mod undo;

pub use self::check::Finding;
pub(crate) use self::failure::disk_trouble;
pub use self::guard::sync_folder;
pub use self::log::{ChangeKind, ChangeView, EventView, LogFilter, LogHead};
pub use self::migrations::{MIGRATIONS, Migration, Schema, WORKSPACE};
pub use self::undo::{EventName, Verdict};

/// Who acts, when, and with which program: given by the caller, because the store reads no clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Wall clock with offset, RFC 3339.
    pub at: String,
    /// The person.
    pub actor: String,
    /// The person's role.
    pub role: String,
    /// Version of the program.
    pub app_version: String,
}

/// One command about to write: the head of its event.
#[derive(Debug, Clone)]
pub struct WriteOp {
    /// The command's name, for example `score_set`.
    pub op: &'static str,
    /// What it is done to, in words a person recognises.
    pub subject: String,
    /// Why, where a reason is asked for.
    pub reason: Option<String>,
    /// Who and when.
    pub stamp: Stamp,
    /// Whether the event stays in the log although it changed no row, as "exported" does.
    pub keep_empty: bool,
}

impl WriteOp {
    /// An operation without reason that leaves no event if it changes nothing.
    pub fn new(op: &'static str, subject: impl Into<String>, stamp: &Stamp) -> Self {
        Self { op, subject: subject.into(), reason: None, stamp: stamp.clone(), keep_empty: false }
    }

    /// The same with a reason.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..self }
    }

    /// The same, logged even if no row changes.
    #[must_use]
    pub fn kept_empty(self) -> Self {
        Self { keep_empty: true, ..self }
    }
}

/// What a write gave and what it touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T> {
    /// The closure's answer.
    pub value: T,
    /// Number of the event; none if nothing changed and no event was left behind.
    pub event_seq: Option<i64>,
    /// The tables that changed, by name.
    pub touched: Vec<String>,
}

/// An open workspace.
pub struct Store {
    conn: Connection,
    schema: &'static Schema,
    /// None for a store in memory.
    path: Option<PathBuf>,
    /// Which file was opened there, where the system tells.
    opened: Option<(u64, u64)>,
    /// Held by the one writer; none for readers and in memory. Last, so that it goes after the connection.
    lock: Option<Lock>,
    is_read_only: bool,
}

impl Store {
    /// Makes a new workspace at `path`; refuses to overwrite, and no half-made file ever stands there.
    pub fn create(path: &Path, stamp: &Stamp) -> Result<Self> {
        Self::create_as(path, &WORKSPACE, stamp)
    }

    /// `create` with another schema, for tests and tools.
    pub fn create_as(path: &Path, schema: &'static Schema, stamp: &Stamp) -> Result<Self> {
        let path = guard::absolute(path)?;
        guard::place(&path)?;
        if path.symlink_metadata().is_ok() {
            return Err(refused_file("workspace_exists", &path));
        }
        let lock = lock::acquire(&path, &stamp.at)?;
        name_file(create::at(&path, schema, stamp), Some(&path))?;
        Self::connect(path, schema, lock)
    }

    /// Opens a workspace for writing: is it ours, is it free, are all settings in force, and is its schema ours,
    /// after a verified backup if it has to be upgraded. `stamp` says who opens it and when.
    pub fn open(path: &Path, stamp: &Stamp) -> Result<Self> {
        Self::open_as(path, &WORKSPACE, stamp)
    }

    /// `open` with another schema, for tests and tools.
    pub fn open_as(path: &Path, schema: &'static Schema, stamp: &Stamp) -> Result<Self> {
        let path = guard::absolute(path)?;
        guard::place(&path)?;
        // Before the first look: if we have the file open ourselves, reading it would drop SQLite's locks.
        lock::peek(&path)?;
        guard::header(&path, schema.newest())?;
        let lock = lock::acquire(&path, &stamp.at)?;
        guard::ask(&path, schema.newest())?;
        let mut store = Self::connect(path, schema, lock)?;
        let file = store.path.clone();
        name_file(store.bring_up_to_date(stamp), file.as_deref())?;
        Ok(store)
    }

    /// Opens a workspace for looking at only; it may be open for writing elsewhere, and stays byte-equal.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        Self::open_read_only_as(path, &WORKSPACE)
    }

    /// `open_read_only` with another schema, for tests and tools.
    pub fn open_read_only_as(path: &Path, schema: &'static Schema) -> Result<Self> {
        let path = guard::absolute(path)?;
        if lock::peek(&path).is_ok() {
            guard::header(&path, schema.newest())?;
        }
        let (conn, version) = guard::ask(&path, schema.newest())?;
        if version < schema.newest() {
            let params = [("path", path.display().to_string()), ("found", version.to_string())];
            return Err(Error::refused_with("workspace_needs_upgrade", params));
        }
        Ok(Self { conn, schema, path: Some(path), opened: None, lock: None, is_read_only: true })
    }

    /// An empty workspace in memory, for tests.
    pub fn scratch() -> Self {
        let stamp = Stamp {
            at: "2025-01-01T00:00:00+08:00".into(),
            actor: "scratch".into(),
            role: "test".into(),
            app_version: "0".into(),
        };
        Self::scratch_as(&WORKSPACE, &stamp).expect("a database in memory can be made from our own schema")
    }

    /// `scratch` with another schema and stamp.
    pub fn scratch_as(schema: &'static Schema, stamp: &Stamp) -> Result<Self> {
        let mut conn = connection::open(Path::new(""), Access::Memory).map_err(sql("workspace_create"))?;
        connection::configure(&conn, Access::Memory)?;
        migrate::build(&mut conn, schema, stamp)?;
        Ok(Self { conn, schema, path: None, opened: None, lock: None, is_read_only: false })
    }

    /// Reads; a read that finds nothing says so in its type, an error is never "absent".
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        name_file(work(&self.conn), self.path.as_deref())
    }

    /// Writes: the event first, then `work`, the hash last, then COMMIT. All of it is durable when this returns, or
    /// none of it happened. An operation that changed no row leaves no event, unless it asks to.
    pub fn write<T>(&mut self, op: &WriteOp, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<Written<T>> {
        self.write_event(op, None, work)
    }

    fn write_event<T>(
        &mut self,
        op: &WriteOp,
        undoes: Option<i64>,
        work: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<Written<T>> {
        let path = self.path.clone();
        if self.is_read_only {
            return Err(refused_file("workspace_opened_read_only", path.as_deref().unwrap_or(Path::new(""))));
        }
        if let Some(path) = &path {
            guard::still_there(path, self.opened)?;
        }
        let run = || {
            const DOING: &str = "workspace_save";
            let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql(DOING))?;
            let seq = log::begin(&tx, op, undoes)?;
            let value = work(&tx)?;
            let touched = log::touched(&tx, seq)?;
            if touched.is_empty() && !op.keep_empty {
                tx.rollback().map_err(sql(DOING))?;
                return Ok(Written { value, event_seq: None, touched });
            }
            log::seal(&tx, seq)?;
            tx.commit().map_err(sql(DOING))?;
            Ok(Written { value, event_seq: Some(seq), touched })
        };
        name_file(run(), path.as_deref())
    }

    /// Takes back the last event still in force, or the one with number `seq`, as a new event. Refused, naming the
    /// events, if `decide` does not let it (`undo_not_possible`), taken back already (`undo_already_done`), if a later
    /// event changed the same rows (`undo_touched_later`) or rests on them (`undo_depended_on`), or if it would need
    /// a personal number the log never held (`undo_hidden_value`).
    pub fn undo(
        &mut self,
        stamp: &Stamp,
        seq: Option<i64>,
        decide: impl Fn(&EventName) -> Verdict,
    ) -> Result<Written<EventName>> {
        let event = match seq {
            Some(seq) => self.read(|conn| undo::name_of(conn, undo::in_force(conn, seq)?))?,
            None => match self.read(|conn| undo::next_undo(conn, &decide))? {
                Next::Event(event) => event,
                Next::Final(event) => return Err(undo::refused("undo_not_possible", &event)),
                Next::Nothing => return Err(Error::refused("undo_nothing")),
            },
        };
        undo::allowed(&event, &decide)?;
        self.take_back(stamp, event)
    }

    /// Takes back the last undo, if nothing was done since and `decide` lets it.
    pub fn redo(&mut self, stamp: &Stamp, decide: impl Fn(&EventName) -> Verdict) -> Result<Written<EventName>> {
        match self.read(|conn| undo::next_redo(conn, &decide))? {
            Next::Event(event) | Next::Final(event) => self.take_back(stamp, event),
            Next::Nothing => Err(Error::refused("redo_nothing")),
        }
    }

    fn take_back(&mut self, stamp: &Stamp, event: EventName) -> Result<Written<EventName>> {
        let verb = self.read(|conn| undo::verb(conn, event.seq))?;
        // Kept even if empty: an undone attachment leaves its bytes, yet the event counts as taken back.
        let op = WriteOp::new(verb, event.subject.as_str(), stamp).kept_empty();
        let schema = self.schema;
        let number = self.head()?.seq + 1;
        self.write_event(&op, Some(event.seq), |tx| {
            undo::restore(tx, schema, &event, number)?;
            Ok(event)
        })
    }

    /// What `undo` would take back now; none if it would refuse.
    pub fn next_undo(&self, decide: impl Fn(&EventName) -> Verdict) -> Result<Option<EventName>> {
        Ok(match self.read(|conn| undo::next_undo(conn, &decide))? {
            Next::Event(event) => Some(event),
            Next::Final(_) | Next::Nothing => None,
        })
    }

    /// What `redo` would bring back now.
    pub fn next_redo(&self, decide: impl Fn(&EventName) -> Verdict) -> Result<Option<EventName>> {
        Ok(match self.read(|conn| undo::next_redo(conn, &decide))? {
            Next::Event(event) | Next::Final(event) => Some(event),
            Next::Nothing => None,
        })
    }

    /// The lines of the log that pass the filter.
    pub fn log(&self, filter: &LogFilter) -> Result<Vec<EventView>> {
        self.read(|conn| log::events(conn, filter))
    }

    /// One event with the rows it changed; `Missing` if there is none.
    pub fn event(&self, seq: i64) -> Result<EventView> {
        let filter = LogFilter { from_seq: Some(seq), to_seq: Some(seq), ..LogFilter::default() };
        self.log(&filter)?.pop().ok_or_else(|| Error::missing("event", seq))
    }

    /// Recomputes the whole log and folds it against the tables. No finding means: this file is what its log says.
    /// Codes: `log_gap`, `event_missing`, `event_not_sealed`, `changes_altered`, `changes_out_of_order`,
    /// `chain_broken`, `event_altered` (with `seq`, the first bad one first); `row_differs`, `row_not_logged`,
    /// `row_vanished`, `bytes_altered`, `reference_broken` (with table); `trigger_altered`, `file_damaged` (with detail).
    pub fn verify(&self) -> Result<Vec<Finding>> {
        self.read(|conn| check::verify(conn, self.schema))
    }

    /// The last event's number and hash, as printed on papers.
    pub fn head(&self) -> Result<LogHead> {
        self.read(log::head)
    }

    /// Where the workspace lies; none in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Closes with everything in one file and nothing beside it, and says so if that fails. Just dropping a store
    /// loses nothing either, it only leaves the tidying to the next opening.
    pub fn close(self) -> Result<()> {
        let Self { conn, path, lock, is_read_only, .. } = self;
        let tidy = if path.is_some() && !is_read_only { migrate::checkpoint(&conn) } else { Ok(()) };
        let closed = conn.close().map_err(|(_, error)| sql("workspace_close")(error));
        drop(lock);
        name_file(tidy.and(closed), path.as_deref())
    }

    fn connect(path: PathBuf, schema: &'static Schema, lock: Lock) -> Result<Self> {
        let conn = connection::open(&path, Access::Write).map_err(|error| guard::unsound(&path, error))?;
        // SQLite quietly opens a write-protected file for reading.
        if conn.is_readonly("main").map_err(sql("workspace_open"))? {
            return Err(refused_file("workspace_file_read_only", &path));
        }
        name_file(connection::configure(&conn, Access::Write), Some(&path))?;
        guard::identity(&conn, &path, schema.newest())?;
        if let (Some(folder), Some(name)) = (path.parent(), path.file_name()) {
            create::sweep(folder, name);
        }
        let opened = guard::which(&path);
        Ok(Self { conn, schema, path: Some(path), opened, lock: Some(lock), is_read_only: false })
    }

    /// Writes a copy to `path`, in one file, and answers its head. It is verified before it gets its name (opened
    /// again, checked, rows counted, head compared); an older file of that name stands until then.
    pub fn backup(&self, path: &Path) -> Result<LogHead> {
        let target = guard::absolute(path)?;
        if self.path.as_deref() == Some(&target) {
            return Err(refused_file("backup_onto_itself", &target));
        }
        // Not onto a workspace that somebody has open.
        lock::peek(&target)?;
        if self.lock.is_some()
            && let Some(folder) = target.parent()
        {
            create::sweep(folder, self.file_name());
        }
        name_file(backup::copy(&self.conn, &target, self.file_name()), Some(&target))
    }

    fn file_name(&self) -> &OsStr {
        self.path.as_deref().and_then(Path::file_name).unwrap_or(OsStr::new("scratch"))
    }

    fn bring_up_to_date(&mut self, stamp: &Stamp) -> Result<()> {
        let found =
            self.conn.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(sql("workspace_open"))?;
        if found < self.schema.newest() {
            if let Some(path) = &self.path {
                let to = backup::path_before_upgrade(path, found, &stamp.at);
                backup::copy(&self.conn, &to, self.file_name())?;
            }
            migrate::upgrade(&mut self.conn, self.schema, found, stamp)?;
            connection::verify(&self.conn, Access::Write)?;
        }
        migrate::ensure_triggers(&mut self.conn, self.schema, stamp)
    }
}

#[cfg(test)]
mod tests;
