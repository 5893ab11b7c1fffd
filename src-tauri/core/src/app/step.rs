//! One step of the log in the words of a menu: which criterion of which report, from what to what — read from the rows
//! the step changed, so that it says the same after a restart.

use super::App;
use crate::domain::form::{Form, shown};
use crate::domain::id::{OpinionId, ReportId};
use crate::error::{Error, Result};
use crate::locale;
use crate::store::{ChangeView, EventName, opinion, report};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;

/// A step that is taken back or brought again.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct StepView {
    /// Number of the event.
    pub seq: i64,
    /// What was done, as a menu says it: 修改“产出质量”得分 4.5 → 4（报告 2）.
    pub sentence: String,
    /// The report it belongs to; none where it belongs to no single one.
    pub report: Option<ReportId>,
    /// The opinion it belongs to.
    pub opinion: Option<OpinionId>,
    /// The criterion, where it changed a single score.
    pub criterion: Option<String>,
    /// The step of the review it belongs to: 2 = 指标打分, 3 = 撰写意见; none where it belongs to neither, or to both.
    #[cfg_attr(feature = "types", ts(type = "2 | 3 | null"))]
    pub step: Option<u8>,
}

/// One changed row of an opinion, in the direction in which the step was taken.
pub(super) struct StepRow {
    pub(super) table: String,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
}

impl StepRow {
    /// A row from its images in the log.
    pub(super) fn read(table: &str, before: Option<&str>, after: Option<&str>) -> Result<Self> {
        let image = |text: Option<&str>| {
            text.map(serde_json::from_str).transpose().map_err(|source| Error::bug("log_read", source))
        };
        Ok(Self { table: table.to_owned(), before: image(before)?, after: image(after)? })
    }

    fn either(&self) -> &Value {
        self.after.as_ref().or(self.before.as_ref()).unwrap_or(&Value::Null)
    }

    fn opinion(&self) -> Option<OpinionId> {
        let name = match self.table.as_str() {
            "opinion" => "id",
            "score" | "opinion_veto" | "remark" | "signed_opinion" => "opinion",
            _ => return None,
        };
        self.either()[name].as_i64().map(OpinionId)
    }

    fn was(&self, name: &str) -> &str {
        self.before.as_ref().and_then(|row| row[name].as_str()).unwrap_or_default()
    }

    fn is(&self, name: &str) -> &str {
        self.after.as_ref().and_then(|row| row[name].as_str()).unwrap_or_default()
    }

    /// The step of the review in which the row is worked on.
    fn step(&self) -> Option<u8> {
        let texts = ["conclusion", "merits", "budget_advice"];
        match self.table.as_str() {
            "score" => Some(2),
            "opinion_veto" | "remark" => Some(3),
            "opinion" if texts.into_iter().any(|name| self.changed(name)) => Some(3),
            _ => None,
        }
    }

    fn changed(&self, name: &str) -> bool {
        self.before.as_ref().map(|row| &row[name]) != self.after.as_ref().map(|row| &row[name])
    }
}

/// An event of the log as a step; what an undo took back is told as what it was before that.
pub(super) fn view(app: &App, event: &EventName) -> Result<StepView> {
    let logged = app.store.event(event.seq)?;
    let rows = logged.changes.iter().map(|change: &ChangeView| {
        let (before, after) = (change.before.as_deref(), change.after.as_deref());
        let (from, to) = if logged.op == "undo" { (after, before) } else { (before, after) };
        StepRow::read(&change.table, from, to)
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    app.store.read(|conn| in_words(conn, event, &rows))
}

fn in_words(conn: &Connection, event: &EventName, rows: &[StepRow]) -> Result<StepView> {
    let mut opinions: Vec<_> = rows.iter().filter_map(StepRow::opinion).collect();
    opinions.dedup();
    let other = || locale::fill("step.other", [("op", locale::op(&event.op)), ("subject", event.subject.as_str())]);
    let mut step =
        StepView { seq: event.seq, sentence: String::new(), report: None, opinion: None, criterion: None, step: None };
    let single = match opinions.as_slice() {
        // What an undo of the beginning removed is no longer there to be told of.
        [id] => opinion::exists(conn, *id)?.then_some(*id),
        _ => None,
    };
    if let Some(id) = single {
        let current = opinion::get(conn, id)?;
        let target = report::get(conn, current.report)?;
        let form = super::opinion::form_of(conn, &current)?;
        step.report = Some(target.id);
        step.opinion = Some(id);
        step.step = one_step(rows);
        step.criterion = one_score(rows).map(|row| row.either()["criterion"].as_str().unwrap_or_default().to_owned());
        step.sentence = sentence(&event.op, rows, &form, target.position).unwrap_or_default();
    } else if event.op == "task_declare" {
        step.sentence = declared(rows);
    }
    if step.sentence.is_empty() {
        step.sentence = other();
    }
    Ok(step)
}

/// What one command did to one opinion; none for commands that are told by their names.
pub(super) fn sentence(op: &str, rows: &[StepRow], form: &Form, position: i64) -> Option<String> {
    let report = position.to_string();
    let say = |key: &str, more: &[(&str, &str)]| {
        Some(locale::fill(key, more.iter().copied().chain([("report", report.as_str())])))
    };
    match (op, rows) {
        ("score_set" | "score_step" | "scores_set", _) => match one_score(rows) {
            Some(row) => Some(score(row, form, &report)),
            None => say("step.scores", &[("n", &rows.len().to_string())]),
        },
        ("opinion_set", [row]) => Some(head(row, &report)),
        ("opinion_veto", [row]) => {
            let key = if row.after.is_some() { "step.veto_ticked" } else { "step.veto_cleared" };
            say(key, &[("name", &shown(row.either()["item"].as_str().unwrap_or_default()))])
        }
        ("remark_add", [row]) => say("step.remark_add", &[("no", &row.either()["no"].to_string())]),
        ("remark_set", [row]) => say("step.remark_set", &[("no", &row.either()["no"].to_string())]),
        ("remark_remove", [row]) => say("step.remark_remove", &[("no", &row.either()["no"].to_string())]),
        ("opinion_restore", _) => say("step.restore", &[]),
        ("task_declare", _) => Some(declared(rows)),
        _ => None,
    }
}

/// The step of the review that all the rows belong to.
fn one_step(rows: &[StepRow]) -> Option<u8> {
    let mut steps: Vec<_> = rows.iter().map(StepRow::step).collect();
    steps.dedup();
    match steps.as_slice() {
        [step] => *step,
        _ => None,
    }
}

fn one_score(rows: &[StepRow]) -> Option<&StepRow> {
    match rows {
        [row] if row.table == "score" => Some(row),
        _ => None,
    }
}

fn score(row: &StepRow, form: &Form, report: &str) -> String {
    let id = row.either()["criterion"].as_str().unwrap_or_default();
    let name = form.criterion(id).map_or(id, |criterion| criterion.name.as_str());
    let (old, new) = (or_empty(row.was("text")), or_empty(row.is("text")));
    let key = match (row.was("text") != row.is("text"), row.was("reason") != row.is("reason")) {
        (true, true) => "step.score_and_reason",
        (true, false) => "step.score",
        (false, _) => "step.reason",
    };
    locale::fill(key, [("name", name), ("old", &old), ("new", &new), ("report", report)])
}

fn head(row: &StepRow, report: &str) -> String {
    let names = ["conclusion", "merits", "budget_advice", "declared"];
    let changed: Vec<_> = names.into_iter().filter(|name| row.changed(name)).collect();
    if changed == ["conclusion"] {
        let (old, new) = (or_empty(row.was("conclusion")), or_empty(row.is("conclusion")));
        return locale::fill("step.conclusion", [("old", old.as_str()), ("new", &new), ("report", report)]);
    }
    let fields: Vec<_> = changed.into_iter().map(locale::field).collect();
    locale::fill("step.texts", [("fields", fields.join("、").as_str()), ("report", report)])
}

fn declared(rows: &[StepRow]) -> String {
    let made = rows.iter().any(|row| row.after.as_ref().is_some_and(|after| after["declared"] == 1));
    locale::text(if made { "step.declared" } else { "step.undeclared" }).to_owned()
}

fn or_empty(text: &str) -> String {
    if text.trim().is_empty() { locale::text("step.empty").to_owned() } else { shown(text) }
}
