//! The log: show, verify, undo, redo. An expert takes back only his or her own steps; the bureau whatever is not reversed
//! by a command of its own.

use super::step::{self, StepView};
use super::{App, Done, Effect, undoable};
use crate::error::{Error, Result};
use crate::store::{EventName, EventView, Finding, LogFilter, Verdict, Written};
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

/// What a step back and a step forth would do now.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LogNext {
    /// What `log_undo` takes back; none where there is nothing.
    pub undo: Option<StepView>,
    /// What `log_redo` brings back; none where there is nothing.
    pub redo: Option<StepView>,
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

/// What a step back and a step forth would do now, in the words of a menu.
pub fn next(app: &mut App, (): ()) -> Result<Done<LogNext>> {
    let decide = decided(app);
    let (undo, redo) = (app.store.next_undo(&decide)?, app.store.next_redo(&decide)?);
    let words = |event: Option<EventName>| event.map(|event| step::view(app, &event)).transpose();
    Ok(Done::read(LogNext { undo: words(undo)?, redo: words(redo)? }))
}

/// Takes the last step back as a new event; the reply says what it was.
pub fn undo(app: &mut App, (): ()) -> Result<Done<StepView>> {
    let stamp = app.world.stamp();
    let decide = decided(app);
    let written = app.store.undo(&stamp, None, &decide).map_err(|refusal| not_ones_own(app, refusal))?;
    done(app, written)
}

/// Takes the last undo back as a new event; the reply says what was brought back.
pub fn redo(app: &mut App, (): ()) -> Result<Done<StepView>> {
    let stamp = app.world.stamp();
    let decide = decided(app);
    let written = app.store.redo(&stamp, &decide)?;
    done(app, written)
}

fn done(app: &App, written: Written<EventName>) -> Result<Done<StepView>> {
    let value = step::view(app, &written.value)?;
    Ok(Done { value, effect: Effect { touched: written.touched, undo: None } })
}

/// The steps an expert takes back.
const OF_AN_EXPERT: &[&str] = &[
    "score_set",
    "score_step",
    "scores_set",
    "opinion_set",
    "opinion_veto",
    "remark_add",
    "remark_set",
    "remark_remove",
    "task_declare",
    "opinion_restore",
];

/// How far back the one who acts may go. An expert's walk passes over the opening of a report, which is no step, and is
/// ended by everything else: a signature, the bureau's work, another expert's step.
fn decided(app: &App) -> impl Fn(&EventName) -> Verdict + use<> {
    let expert = is_expert(app).then(|| app.world.actor.clone());
    move |event| match &expert {
        None if undoable(&event.op) => Verdict::Take,
        None => Verdict::Stop,
        Some(actor) if event.actor != *actor => Verdict::Stop,
        Some(_) if event.op == "opinion_begin" => Verdict::Pass,
        Some(_) if OF_AN_EXPERT.contains(&event.op.as_str()) => Verdict::Take,
        Some(_) => Verdict::Stop,
    }
}

fn is_expert(app: &App) -> bool {
    app.world.role == "expert"
}

/// A signature is withdrawn with a reason, not taken back.
const SIGNATURES: &[&str] = &["opinion_sign", "opinions_sign"];

/// What others did is nothing an expert could take back, and is not told by its name; one's own signature is told.
fn not_ones_own(app: &App, refusal: Error) -> Error {
    match refusal {
        Error::Refused { code: "undo_not_possible", ref params }
            if is_expert(app) && !params.contains(&("actor", app.world.actor.clone())) =>
        {
            Error::refused("undo_nothing")
        }
        Error::Refused { code: "undo_not_possible", ref params }
            if is_expert(app) && SIGNATURES.iter().any(|op| params.contains(&("op", (*op).to_owned()))) =>
        {
            Error::refused("undo_of_signature")
        }
        other => other,
    }
}
