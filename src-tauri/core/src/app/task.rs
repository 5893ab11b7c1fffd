//! A task as one expert sees it: all reports of the session with how far his or her opinion on each has come, and the
//! statement of independence, which is made once for all of them.

use super::opinion::{OpinionView, view_of};
use super::{App, Done};
use crate::domain::form::Form;
use crate::domain::id::{MemberId, OpinionId, SessionId};
use crate::domain::number::Shown;
use crate::domain::opinion::{Opinion, OpinionState};
use crate::domain::problem::Severity;
use crate::domain::report::{Attachment, Report};
use crate::domain::session::{Member, Recusal, RecusalKind, Session};
use crate::error::{Error, Result};
use crate::store::{hand_back, history, opinion, report, session};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Whose task.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct TaskWhich {
    /// Of which session.
    pub session: SessionId,
    /// By which member.
    pub member: MemberId,
}

/// The statement of independence, made or taken back.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct TaskDeclare {
    /// Of which session.
    pub session: SessionId,
    /// By which member.
    pub member: MemberId,
    /// Made.
    pub declared: bool,
}

/// A session as one of its members sees it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TaskView {
    /// The session.
    pub session: Session,
    /// The member.
    pub member: Member,
    /// The form, with the conclusions of the kind of session laid over it.
    pub form: Form,
    /// The reports in order.
    pub rows: Vec<TaskRow>,
    /// Reports whose opinion is signed.
    pub signed: usize,
    /// Reports the member reviews: neither recused nor declined.
    pub open: usize,
}

/// One report of a task.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TaskRow {
    /// The report.
    pub report: Report,
    /// Its files.
    pub files: Vec<Attachment>,
    /// How far the member's opinion has come.
    pub state: TaskState,
    /// The opinion, once begun.
    pub opinion: Option<OpinionId>,
    /// Criteria with valid points, or 不适用.
    pub scored: usize,
    /// Criteria of the form.
    pub criteria: usize,
    /// Remarks.
    pub remarks: usize,
    /// Sum of the valid points; none before the first.
    pub total: Option<Shown>,
    /// Grade of the total, once every criterion is scored.
    pub grade: Option<String>,
    /// Conclusion chosen; empty = none yet.
    pub conclusion: String,
    /// Problems that keep the opinion from being signed; nought before anything was entered.
    pub errors: usize,
    /// Problems that should be looked at.
    pub warnings: usize,
    /// Time of the last event that touched the opinion, RFC 3339.
    pub saved_at: Option<String>,
    /// 回避事由, or why the report cannot be reviewed; empty where the member reviews it.
    pub ground: String,
    /// Check code of the signed opinion.
    pub check_code: Option<String>,
}

/// How far an opinion has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// 未开始 (`not_started`): no opinion, or one with nothing in it.
    NotStarted,
    /// 草稿.
    Draft,
    /// 已签字.
    Signed,
    /// 已交回 (`handed_back`): signed, and this version is in the last return.
    HandedBack,
    /// 已回避.
    Recused,
    /// 无法评审.
    Declined,
}

/// The task of a member.
pub fn show(app: &mut App, which: TaskWhich) -> Result<Done<TaskView>> {
    app.store.read(|conn| view(conn, which.session, which.member)).map(Done::read)
}

/// Makes the statement of independence on every draft opinion of the member, or takes it back; an opinion that is begun
/// later takes it over. Refused while there is no draft that could keep it.
pub fn declare(app: &mut App, args: TaskDeclare) -> Result<Done<TaskView>> {
    let (its_session, member, has_draft) = app.store.read(|conn| {
        let (its_session, member) = seat(conn, args.session, args.member)?;
        let opinions = opinion::of_session(conn, args.session)?;
        let is_draft = |row: &opinion::OpinionRow| row.member == args.member && row.state == OpinionState::Draft;
        Ok((its_session, member, opinions.iter().any(is_draft)))
    })?;
    if !has_draft {
        return Err(Error::refused("task_without_draft"));
    }
    app.write("task_declare", format!("{} {}", its_session.no, member.name), None, |tx| {
        opinion::declare(tx, args.member, args.declared)?;
        view(tx, args.session, args.member)
    })
}

fn seat(conn: &Connection, id: SessionId, member: MemberId) -> Result<(Session, Member)> {
    let its_session = session::get(conn, id)?;
    let (member, sits_in) = session::member(conn, member)?;
    if sits_in == id { Ok((its_session, member)) } else { Err(Error::missing("member", member.id)) }
}

fn view(conn: &Connection, id: SessionId, member: MemberId) -> Result<TaskView> {
    let (its_session, member) = seat(conn, id, member)?;
    let form = super::kind::form_of(conn, &its_session)?;
    let recusals = session::recusals(conn, id)?;
    let known = Known { removed: history::removed_remarks(conn)?, handed_back: hand_back::in_last(conn)? };
    let rows = report::list(conn, id)?.into_iter().map(|target| {
        let recusal = recusals.iter().find(|recusal| recusal.is_of(member.id, target.id));
        row(conn, target, &member, &form, recusal, &known)
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let count = |wanted: &[TaskState]| rows.iter().filter(|row| wanted.contains(&row.state)).count();
    Ok(TaskView {
        signed: count(&[TaskState::Signed, TaskState::HandedBack]),
        open: count(&[TaskState::NotStarted, TaskState::Draft, TaskState::Signed, TaskState::HandedBack]),
        session: its_session,
        member,
        form,
        rows,
    })
}

/// What is asked once for all rows, by opinion.
struct Known {
    /// The event that last removed a remark.
    removed: HashMap<OpinionId, i64>,
    /// The version in the last return.
    handed_back: HashMap<OpinionId, i64>,
}

fn row(
    conn: &Connection,
    target: Report,
    member: &Member,
    form: &Form,
    recusal: Option<&Recusal>,
    known: &Known,
) -> Result<TaskRow> {
    let found = opinion::find(conn, target.id, member.id)?;
    let id = found.as_ref().map(|found| found.id);
    let saved_at = id.map(|id| history::saved_at(conn, id, known.removed.get(&id).copied())).transpose()?.flatten();
    let blank = TaskRow {
        files: report::attachments(conn, target.id)?,
        report: target,
        state: recusal.map_or(TaskState::NotStarted, state_of_recusal),
        opinion: id,
        scored: 0,
        criteria: form.criteria().count(),
        remarks: 0,
        total: None,
        grade: None,
        conclusion: String::new(),
        errors: 0,
        warnings: 0,
        saved_at,
        ground: recusal.map(|recusal| recusal.ground.clone()).unwrap_or_default(),
        check_code: None,
    };
    match found.filter(|found| recusal.is_none() && !is_empty(found)) {
        None => Ok(blank),
        Some(begun) => Ok(filled(blank, view_of(conn, begun, form)?, known)),
    }
}

/// A row with what is in the opinion.
fn filled(row: TaskRow, view: OpinionView, known: &Known) -> TaskRow {
    let errors = view.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let is_signed = view.opinion.state == OpinionState::Signed;
    let is_handed_back = known.handed_back.get(&view.opinion.id) == Some(&view.opinion.version);
    TaskRow {
        state: match (is_signed, is_handed_back) {
            (true, true) => TaskState::HandedBack,
            (true, false) => TaskState::Signed,
            (false, _) => TaskState::Draft,
        },
        scored: view.scored,
        criteria: view.criteria,
        remarks: view.opinion.remarks.len(),
        total: view.total,
        grade: view.grade,
        conclusion: view.opinion.conclusion,
        errors,
        warnings: view.problems.len() - errors,
        check_code: view.check_code.filter(|_| is_signed),
        ..row
    }
}

/// What a member who does not review a report is shown as.
fn state_of_recusal(recusal: &Recusal) -> TaskState {
    match recusal.kind {
        RecusalKind::Recusal => TaskState::Recused,
        RecusalKind::Declined => TaskState::Declined,
    }
}

/// Whether nothing was entered yet; the statement of independence belongs to the task and is no entry.
fn is_empty(opinion: &Opinion) -> bool {
    let texts = [&opinion.conclusion, &opinion.merits, &opinion.budget_advice];
    let is_unused = opinion.scores.is_empty() && opinion.veto.is_empty() && opinion.remarks.is_empty();
    opinion.state == OpinionState::Draft
        && opinion.version == 1
        && is_unused
        && texts.iter().all(|text| text.is_empty())
}
