//! Earlier states of an opinion: the moments worth returning to, one of them looked at, one of them brought back. All of
//! it follows from the log; nothing is kept besides.

use super::opinion::{OpinionView, OpinionWhich, draft, form_of, subject, view, view_of};
use super::step::{self, StepRow};
use super::{App, Done};
use crate::domain::form::Form;
use crate::domain::id::OpinionId;
use crate::domain::number::Shown;
use crate::domain::opinion::{Opinion, OpinionState, Remark, Score};
use crate::domain::score::ReadScore;
use crate::domain::tally;
use crate::error::{Error, Result};
use crate::locale;
use crate::store::history::{self, Touch};
use crate::store::{opinion, report};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A pause of so many minutes ends a run of changes.
const PAUSE_MINUTES: i64 = 10;

/// Commands that stand by themselves among the moments worth returning to.
const APART: &[&str] =
    &["scores_set", "opinion_restore", "opinion_sign", "opinions_sign", "opinion_reopen", "session_form_migrate"];

/// A moment of an opinion.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OpinionMoment {
    /// Which opinion.
    pub opinion: OpinionId,
    /// After which event of the log.
    pub seq: i64,
}

/// An earlier state worth returning to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct VersionView {
    /// Number of the event after which the opinion stood so.
    pub seq: i64,
    /// Time of that event, RFC 3339.
    pub at: String,
    /// What was done up to it.
    pub sentence: String,
    /// By whom.
    pub actor: String,
    /// Criteria with valid points, or 不适用.
    pub scored: usize,
    /// Sum of the valid points; none before the first.
    pub total: Option<Shown>,
}

/// The moments worth returning to, the newest first: the end of every run of changes, and every paste, restoring,
/// signature and reopening.
pub fn list(app: &mut App, which: OpinionWhich) -> Result<Done<Vec<VersionView>>> {
    app.store.read(|conn| versions(conn, which.opinion)).map(Done::read)
}

/// The opinion as it was after an event, with the problems and totals it had then.
pub fn at(app: &mut App, moment: OpinionMoment) -> Result<Done<OpinionView>> {
    let seen = app.store.read(|conn| {
        let past = as_of(conn, &moment)?;
        let form = form_of(conn, &past)?;
        let state = past.state;
        let view = view_of(conn, past, &form)?;
        // The code of a later signature is none of this state.
        let is_signed = state == OpinionState::Signed;
        Ok(OpinionView {
            check_code: view.check_code.filter(|_| is_signed),
            signed_at: view.signed_at.filter(|_| is_signed),
            signature: view.signature.filter(|_| is_signed),
            ..view
        })
    })?;
    Ok(Done::read(seen))
}

/// Brings a draft back to where it was after an event, as a new event: scores, veto items, remarks and texts. The
/// statement of independence stays as it is. Refused if a remark that would go is used by a sheet.
pub fn restore(app: &mut App, moment: OpinionMoment) -> Result<Done<OpinionView>> {
    let (current, form) = draft(app, moment.opinion)?;
    let past = app.store.read(|conn| {
        let past = as_of(conn, &moment)?;
        for gone in current.remarks.iter().filter(|remark| !past.remarks.iter().any(|kept| kept.id == remark.id)) {
            if opinion::remark_is_cited(conn, gone.id)? {
                return Err(Error::refused_with("restore_remark_cited", [("no", gone.no.to_string())]));
            }
        }
        Ok(past)
    })?;
    let subject = subject(app, &current, "")?;
    app.write("opinion_restore", subject, None, |tx| {
        put_scores(tx, &current, &past, &form)?;
        for item in current.veto.iter().filter(|item| !past.veto.contains(item)) {
            opinion::set_veto(tx, current.id, item, false)?;
        }
        for item in &past.veto {
            opinion::set_veto(tx, current.id, item, true)?;
        }
        put_remarks(tx, &current, &past)?;
        opinion::set_head(tx, &Opinion { declared: current.declared, ..past })?;
        view(tx, current.id)
    })
}

fn put_scores(tx: &Connection, current: &Opinion, past: &Opinion, form: &Form) -> Result<()> {
    for criterion in form.criteria() {
        let none = || Score { criterion: criterion.id.clone(), text: String::new(), reason: String::new() };
        let then = past.score(&criterion.id).cloned().unwrap_or_else(none);
        if current.score(&criterion.id).cloned().unwrap_or_else(none) != then {
            opinion::put_score(tx, current.id, &then, form.read_typed(criterion, &then.text).points)?;
        }
    }
    Ok(())
}

fn put_remarks(tx: &Connection, current: &Opinion, past: &Opinion) -> Result<()> {
    let is_in = |remarks: &[Remark], remark: &Remark| remarks.iter().any(|other| other.id == remark.id);
    for gone in current.remarks.iter().filter(|remark| !is_in(&past.remarks, remark)) {
        opinion::remove_remark(tx, gone.id)?;
    }
    for remark in past.remarks.iter().filter(|remark| !current.remarks.contains(remark)) {
        opinion::put_remark_back(tx, current.id, remark)?;
    }
    Ok(())
}

/// The opinion as it stood after an event that touched it.
fn as_of(conn: &Connection, moment: &OpinionMoment) -> Result<Opinion> {
    let mut past = opinion::get(conn, moment.opinion)?;
    let touches = history::touches(conn, moment.opinion)?;
    if !touches.iter().any(|touch| touch.seq == moment.seq) {
        return Err(Error::missing("event", moment.seq));
    }
    for touch in touches.iter().take_while(|touch| touch.seq > moment.seq) {
        history::take_back(&mut past, touch)?;
    }
    Ok(past)
}

fn versions(conn: &Connection, id: OpinionId) -> Result<Vec<VersionView>> {
    let mut past = opinion::get(conn, id)?;
    let form = form_of(conn, &past)?;
    let position = report::get(conn, past.report)?.position;
    let touches = history::touches(conn, id)?;
    let mut found = Vec::new();
    for run in touches.chunk_by(|newer, older| newer.seq == older.seq || is_one_run(newer, older)) {
        let Some(last) = run.first() else { continue };
        let read = past.read(&form);
        found.push(VersionView {
            seq: last.seq,
            at: last.at.clone(),
            sentence: sentence(run, &form, position)?,
            actor: last.actor.clone(),
            scored: read.iter().filter(|read| ReadScore::is_settled(read)).count(),
            total: tally::own_total(&form, &read),
        });
        for touch in run {
            history::take_back(&mut past, touch)?;
        }
    }
    Ok(found)
}

/// Whether two changes belong to one stretch of work by one person.
fn is_one_run(newer: &Touch, older: &Touch) -> bool {
    let stands_apart = |touch: &Touch| APART.contains(&touch.op.as_str());
    let time = |touch: &Touch| chrono::DateTime::parse_from_rfc3339(&touch.at).ok();
    let is_near = time(newer).zip(time(older)).is_some_and(|(newer, older)| {
        // A clock that was set back is no pause.
        newer.signed_duration_since(older).num_minutes() < PAUSE_MINUTES
    });
    is_near && newer.actor == older.actor && !stands_apart(newer) && !stands_apart(older)
}

/// What a run did: its one step in words, or how many there were.
fn sentence(run: &[Touch], form: &Form, position: i64) -> Result<String> {
    let events: BTreeSet<i64> = run.iter().map(|touch| touch.seq).collect();
    let report = position.to_string();
    let op = run.first().map_or("", |touch| touch.op.as_str());
    if events.len() > 1 {
        let n = events.len().to_string();
        return Ok(locale::fill("step.run", [("n", n.as_str()), ("report", report.as_str())]));
    }
    let rows = run.iter().map(|touch| StepRow::read(&touch.table, touch.before.as_deref(), touch.after.as_deref()));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let told = step::sentence(op, &rows, form, position);
    Ok(told.unwrap_or_else(|| locale::fill("step.command", [("op", locale::op(op)), ("report", report.as_str())])))
}
