//! Lists that people keep as tables, read for a look before anything is written: reports of a session, experts of the
//! pool; and both taken in, all rows or none.

use super::report::{others_in_draft, refuse_unfit};
use super::session::{SessionView, view};
use super::{App, Done};
use crate::domain::expert::{Expert, ExpertHead};
use crate::domain::id::SessionId;
use crate::domain::problem::{Place, Problem, Severity, blocks};
use crate::domain::report::ReportHead;
use crate::error::{Error, Result};
use crate::exchange::list_table::ListColumn;
use crate::exchange::{expert_list, report_list};
use crate::file::{read_whole, refuse_no_file};
use crate::locale;
use crate::store::{expert, report, session};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A list is at most this long (bytes).
const MAX_LIST: usize = 20 * 1024 * 1024;

/// A list of reports to look at.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReportListRead {
    /// For which session.
    pub session: SessionId,
    /// A workbook or CSV.
    pub path: PathBuf,
}

/// Several reports.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReportsAdd {
    /// To which session.
    pub session: SessionId,
    /// What is known of each, in order.
    pub heads: Vec<ReportHead>,
}

/// A list of experts to look at.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ExpertListRead {
    /// A workbook or CSV.
    pub path: PathBuf,
}

/// Several experts.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ExpertsAdd {
    /// What is known of each, in order.
    pub heads: Vec<ExpertHead>,
}

/// A row of a list of reports.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportListRow {
    /// Row in the file, from 1.
    pub row: usize,
    /// The report.
    pub head: ReportHead,
}

/// A row of a list of experts.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExpertListRow {
    /// Row in the file, from 1.
    pub row: usize,
    /// The expert.
    pub head: ExpertHead,
}

/// What is wrong in a list, or worth a look.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ListProblem {
    /// Whether it keeps the list from being taken in.
    pub severity: Severity,
    /// Row in the file, from 1; 0 = the list as a whole.
    pub row: usize,
    /// The place in words: worksheet, row and column.
    pub place: String,
    /// What is wrong and how to mend it.
    pub sentence: String,
}

/// A list of reports as it was read; nothing is written.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportListView {
    /// Name of the worksheet; empty for CSV.
    pub sheet: String,
    /// How the columns were understood.
    pub columns: Vec<ListColumn>,
    /// The reports.
    pub rows: Vec<ReportListRow>,
    /// What is wrong, by place.
    pub problems: Vec<ListProblem>,
    /// Whether it can be taken in.
    pub can_add: bool,
}

/// A list of experts as it was read; nothing is written.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExpertListView {
    /// Name of the worksheet; empty for CSV.
    pub sheet: String,
    /// How the columns were understood.
    pub columns: Vec<ListColumn>,
    /// The experts.
    pub rows: Vec<ExpertListRow>,
    /// What is wrong, by place.
    pub problems: Vec<ListProblem>,
    /// Whether it can be taken in.
    pub can_add: bool,
}

fn told(mut problems: Vec<Problem>) -> Vec<ListProblem> {
    let row = |problem: &Problem| match &problem.place {
        Place::Cell { row, .. } => *row,
        _ => 0,
    };
    // The list as a whole first, then row by row as people look it up.
    problems.sort_by_key(row);
    let line = |problem: &Problem| ListProblem {
        severity: problem.severity,
        row: row(problem),
        place: locale::place(&problem.place),
        sentence: locale::what(problem),
    };
    problems.iter().map(line).collect()
}

/// The problems of a row that only the rules of a command know, at its place in the list.
fn of_row(sheet: &str, row: usize, checked: Result<()>) -> Result<Vec<Problem>> {
    match checked {
        Ok(()) => Ok(Vec::new()),
        Err(Error::Invalid(problems)) => {
            let place = || Place::sheet_cell(sheet, row, 0);
            // What the list itself tells with its column is not told twice.
            let is_known = |problem: &Problem| ["text_empty", "number_taken"].contains(&problem.code);
            Ok(problems.into_iter().filter(|p| !is_known(p)).map(|p| Problem { place: place(), ..p }).collect())
        }
        Err(other) => Err(other),
    }
}

/// Reads a list of reports for a session in draft.
pub fn read_reports(app: &mut App, args: ReportListRead) -> Result<Done<ReportListView>> {
    let taken = others_in_draft(app, args.session)?;
    refuse_no_file(&args.path)?;
    let list = report_list::read(&read_whole(&args.path, MAX_LIST)?, &taken)?;
    let mut problems = list.problems;
    for row in &list.rows {
        problems.extend(of_row(&list.sheet, row.row, refuse_unfit(&row.head, &[]))?);
    }
    let can_add = !blocks(&problems);
    let rows = list.rows.into_iter().map(|row| ReportListRow { row: row.row, head: row.head }).collect();
    let view = ReportListView { sheet: list.sheet, columns: list.columns, rows, problems: told(problems), can_add };
    Ok(Done::read(view))
}

/// Adds several reports at the end of a session in draft, all or none.
pub fn add_reports(app: &mut App, args: ReportsAdd) -> Result<Done<SessionView>> {
    let mut taken = others_in_draft(app, args.session)?;
    let mut found = Vec::new();
    for (at, head) in args.heads.iter().enumerate() {
        match refuse_unfit(head, &taken) {
            Ok(()) => {}
            Err(Error::Invalid(problems)) => found.extend(problems.into_iter().map(|problem| at_head(problem, at))),
            Err(other) => return Err(other),
        }
        taken.push(head.no.clone());
    }
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let no = app.store.read(|conn| session::get(conn, args.session))?.no;
    let uids: Vec<String> = args.heads.iter().map(|_| (app.world.uid)()).collect();
    app.write("reports_add", no, None, |tx| {
        for (uid, head) in uids.iter().zip(&args.heads) {
            report::put(tx, uid, args.session, head)?;
        }
        view(tx, args.session)
    })
}

/// A problem of one of several things, with which of them it is.
fn at_head(problem: Problem, at: usize) -> Problem {
    match &problem.place {
        Place::Field { path } => Problem { place: Place::field(format!("heads[{at}].{path}")), ..problem },
        _ => problem,
    }
}

/// Reads a list of experts.
pub fn read_experts(app: &mut App, args: ExpertListRead) -> Result<Done<ExpertListView>> {
    refuse_no_file(&args.path)?;
    let pool = app.store.read(expert::list)?;
    let known: Vec<_> = pool.into_iter().map(|one| (one.head.name, one.head.employer)).collect();
    let list = expert_list::read(&read_whole(&args.path, MAX_LIST)?, &known)?;
    let mut problems = list.problems;
    for row in &list.rows {
        let checked = super::expert::refuse_unfit(&row.head);
        let found = of_row(&list.sheet, row.row, checked)?;
        problems.extend(found.into_iter().filter(|problem| problem.code != "json_unknown_name"));
    }
    let can_add = !blocks(&problems);
    let rows = list.rows.into_iter().map(|row| ExpertListRow { row: row.row, head: row.head }).collect();
    let view = ExpertListView { sheet: list.sheet, columns: list.columns, rows, problems: told(problems), can_add };
    Ok(Done::read(view))
}

/// Adds several experts to the pool, all or none.
pub fn add_experts(app: &mut App, args: ExpertsAdd) -> Result<Done<Vec<Expert>>> {
    let mut found = Vec::new();
    for (at, head) in args.heads.iter().enumerate() {
        match super::expert::refuse_unfit(head) {
            Ok(()) => {}
            Err(Error::Invalid(problems)) => found.extend(problems.into_iter().map(|problem| at_head(problem, at))),
            Err(other) => return Err(other),
        }
    }
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let uids: Vec<String> = args.heads.iter().map(|_| (app.world.uid)()).collect();
    let count = args.heads.len().to_string();
    app.write("experts_add", count, None, |tx| {
        for (uid, head) in uids.iter().zip(&args.heads) {
            expert::put(tx, uid, head)?;
        }
        expert::list(tx)
    })
}
