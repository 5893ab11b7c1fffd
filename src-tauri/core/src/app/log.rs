//! The log: show, verify, undo, redo.

use super::{App, Done, Effect, undoable};
use crate::error::Result;
use crate::store::{EventView, Finding, LogFilter, Written};
use serde::{Deserialize, Serialize};

/// What of the log to show.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct LogShow {
    /// Only events of this command.
    pub op: Option<String>,
    /// Only events about this.
    pub subject: Option<String>,
    /// At most so many, the newest; none = 100.
    pub limit: Option<u32>,
}

/// The verdict on the log.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LogVerdict {
    /// Events in the log.
    pub events: i64,
    /// Hash of the last one, as printed on papers.
    pub head: String,
    /// Everything that is wrong; empty = the file is what its log says.
    pub findings: Vec<Finding>,
}

/// The newest lines of the log, oldest first.
pub fn show(app: &mut App, args: LogShow) -> Result<Done<Vec<EventView>>> {
    let filter = LogFilter {
        op: args.op,
        subject: args.subject,
        limit: Some(args.limit.unwrap_or(100)),
        ..LogFilter::default()
    };
    let mut events = app.store.log(&filter)?;
    events.sort_by_key(|event| event.seq);
    Ok(Done::read(events))
}

/// Recomputes the whole log and compares it with the tables.
pub fn verify(app: &mut App, (): ()) -> Result<Done<LogVerdict>> {
    let head = app.store.head()?;
    Ok(Done::read(LogVerdict { events: head.seq, head: head.hash16, findings: app.store.verify()? }))
}

/// Takes the last command back as a new event; the reply names the tables that changed.
pub fn undo(app: &mut App, (): ()) -> Result<Done<Vec<String>>> {
    let stamp = app.world.stamp();
    app.store.undo(&stamp, None, undoable).map(done)
}

/// Takes the last undo back as a new event.
pub fn redo(app: &mut App, (): ()) -> Result<Done<Vec<String>>> {
    let stamp = app.world.stamp();
    app.store.redo(&stamp).map(done)
}

fn done<T>(written: Written<T>) -> Done<Vec<String>> {
    Done { value: written.touched.clone(), effect: Effect { touched: written.touched, undo: None } }
}
