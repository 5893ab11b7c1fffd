//! Trying a form out: scores without a session, an expert or a file, to see what the form makes of them.

use super::form_source::{self, FormSource};
use super::{App, Done};
use crate::domain::condition::Standing;
use crate::domain::exact::Exact;
use crate::domain::form::{Criterion, Form, Group, shown};
use crate::domain::id::{MemberId, OpinionId, ReportId};
use crate::domain::number::{Points, Shown};
use crate::domain::opinion::{Opinion, OpinionState, Score, too_long};
use crate::domain::problem::{Place, Problem};
use crate::domain::score::{Deducted, ReadScore};
use crate::domain::tally;
use crate::error::{Error, Result};
use crate::exchange::csv_table;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A form and what is typed on it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FormTry {
    /// The form; it may be unfinished.
    pub form: FormSource,
    /// The scores; a criterion without one is not scored.
    pub scores: Vec<TriedScore>,
    /// Ticked veto items.
    #[serde(default)]
    pub veto: Vec<String>,
    /// The conclusion; none = it is not looked at.
    pub conclusion: Option<String>,
}

/// A score to try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct TriedScore {
    /// Of which criterion.
    pub criterion: String,
    /// As typed.
    pub text: String,
    /// Its reason.
    #[serde(default)]
    pub reason: String,
}

/// What became of the scores.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TryView {
    /// Every criterion in printed order.
    pub lines: Vec<TriedLine>,
    /// Every group of every level in printed order.
    pub groups: Vec<TriedGroup>,
    /// The total as an opinion would show it; none before the first score.
    pub total: Option<Shown>,
    /// Grade of the total, once every criterion is scored.
    pub grade: Option<String>,
    /// Conclusion the points suggest, once every criterion is scored.
    pub suggested: Option<String>,
    /// What would keep an opinion from being signed, as far as scores, reasons, conditions, veto items and the conclusion go.
    pub problems: Vec<Problem>,
}

/// One criterion.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TriedLine {
    /// Its id.
    pub criterion: String,
    /// Its name.
    pub name: String,
    /// Its full points.
    pub max: Points,
    /// As typed.
    pub text: String,
    /// Its points, if the text fits.
    pub points: Option<Points>,
    /// The choice or 不适用, where points alone do not say it.
    pub mark: Option<String>,
    /// The deductions that were counted.
    pub deducted: Vec<Deducted>,
    /// What is wrong with the score or its reason.
    pub problems: Vec<Problem>,
}

/// One group.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TriedGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its level, from 1.
    pub level: usize,
    /// The points reached below it, as they count in the total; none when nothing was scored.
    pub points: Option<Shown>,
    /// Its full points.
    pub max: Points,
}

/// Reads the scores against the form, as an expert's page would.
pub fn run(app: &mut App, args: FormTry) -> Result<Done<TryView>> {
    let form = form_source::read(app, &args.form)?.form;
    refuse_bad_scores(&form, &args.scores)?;
    let asks_conclusion = args.conclusion.is_some();
    let opinion = Opinion {
        id: OpinionId(0),
        uid: String::new(),
        report: ReportId(0),
        member: MemberId(0),
        state: OpinionState::Draft,
        version: 1,
        declared: true,
        conclusion: args.conclusion.unwrap_or_default(),
        merits: String::new(),
        budget_advice: String::new(),
        scores: args
            .scores
            .into_iter()
            .map(|score| Score { criterion: score.criterion, text: score.text, reason: score.reason })
            .collect(),
        veto: args.veto,
        remarks: Vec::new(),
    };
    let read = opinion.read(&form);
    let points: Vec<_> = read.iter().map(|read| read.points).collect();
    let total = tally::own_total(&form, &read);
    let complete = total.filter(|_| read.iter().all(ReadScore::is_settled));
    let standing = Standing::of_points(&form, total.map(Shown::points), &points, !opinion.veto.is_empty());
    let mut problems = opinion.check(&form);
    problems.retain(|problem| match &problem.place {
        Place::Field { path } => path != "remarks" && (asks_conclusion || path != "conclusion"),
        Place::Whole | Place::Criterion { .. } | Place::Remark { .. } | Place::Report { .. } | Place::Cell { .. } => {
            true
        }
    });
    Ok(Done::read(TryView {
        lines: form.criteria().zip(read).map(|(criterion, read)| line(&opinion, criterion, read, &problems)).collect(),
        groups: groups(&form, &points),
        total,
        grade: complete.and_then(|total| form.grade_of(total.points())).map(str::to_owned),
        suggested: complete.and_then(|_| form.suggested_conclusion(&standing)).map(str::to_owned),
        problems,
    }))
}

fn refuse_bad_scores(form: &Form, scores: &[TriedScore]) -> Result<()> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let known: HashSet<&str> = form.criteria().map(|criterion| criterion.id.as_str()).collect();
    for (i, score) in scores.iter().enumerate() {
        let place = |field: &str| Place::field(format!("scores[{i}].{field}"));
        if !known.contains(score.criterion.as_str()) {
            let problem = Problem::error("criterion_unknown", place("criterion"));
            found.push(problem.with("id", shown(&score.criterion)));
        } else if !seen.insert(score.criterion.as_str()) {
            found.push(Problem::error("score_twice", place("criterion")).with("id", &score.criterion));
        }
        found.extend(too_long(&score.text, place("text")));
        found.extend(too_long(&score.reason, place("reason")));
    }
    if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
}

fn line(opinion: &Opinion, criterion: &Criterion, read: ReadScore, problems: &[Problem]) -> TriedLine {
    let own = |problem: &&Problem| problem.place == Place::criterion(criterion.id.as_str());
    TriedLine {
        criterion: criterion.id.clone(),
        name: criterion.name.clone(),
        max: criterion.max,
        text: opinion.score(&criterion.id).map(|score| score.text.clone()).unwrap_or_default(),
        points: read.points,
        mark: read.mark().map(str::to_owned),
        deducted: read.deducted,
        problems: problems.iter().filter(own).cloned().collect(),
    }
}

fn groups(form: &Form, points: &[Option<Points>]) -> Vec<TriedGroup> {
    let counted = form.criteria().zip(points).map(|(criterion, points)| points.map(|points| criterion.counted(points)));
    let mut found = Vec::new();
    sums(form, &form.groups, 1, &counted.collect::<Vec<_>>(), &mut found);
    found
}

/// The sums of groups beside each other; `counted` is what was given to their criteria, in order.
fn sums(form: &Form, groups: &[Group], level: usize, counted: &[Option<Exact>], found: &mut Vec<TriedGroup>) {
    let mut rest = counted;
    for group in groups {
        let (own, others) = rest.split_at(group.all_criteria().len().min(rest.len()));
        rest = others;
        let scored: Vec<Exact> = own.iter().flatten().cloned().collect();
        let is_counted = !scored.is_empty() && !form.unscored;
        let (places, rounding) = (form.tally.places, form.tally.rounding);
        let sum = is_counted.then(|| scored.into_iter().sum::<Exact>().round(places, rounding));
        found.push(TriedGroup {
            id: group.id.clone(),
            name: group.name.clone(),
            level,
            points: sum.map(|sum| Shown::new(sum, places)),
            max: group.max,
        });
        // The criteria of the groups below come first, then the group's own.
        sums(form, &group.groups, level + 1, own, found);
    }
}

/// Scores as a CSV: criterion, score and, if there is a third column, the reason. A first line that names no criterion
/// (编号,得分,理由) is a head. All faults with row and column.
pub fn scores_of_csv(form: &Form, bytes: &[u8]) -> Result<Vec<TriedScore>> {
    let known: HashSet<&str> = form.criteria().map(|criterion| criterion.id.as_str()).collect();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let mut scores: Vec<TriedScore> = Vec::new();
    for (n, (row, cells)) in csv_table::all_lines(bytes)?.into_iter().enumerate() {
        let cell = |c: usize| cells.get(c).cloned().unwrap_or_default();
        if !known.contains(cell(0).as_str()) {
            if n > 0 {
                let problem = Problem::error("csv_criterion_unknown", Place::cell(row, 1, ""));
                found.push(problem.with("id", shown(&cell(0))));
            }
        } else if cells.len() < 2 || cells.len() > 3 {
            let problem = Problem::error("csv_row_length", Place::cell(row, 0, ""));
            found.push(problem.with("cells", cells.len()).with("expected", if cells.len() < 2 { 2 } else { 3 }));
        } else if !seen.insert(cell(0)) {
            let place = Place::cell(row, 1, "");
            found.push(Problem::error("score_twice", place).with("id", cell(0)));
        } else {
            scores.push(TriedScore { criterion: cell(0), text: cell(1), reason: cell(2) });
        }
    }
    if found.is_empty() { Ok(scores) } else { Err(Error::Invalid(found)) }
}

/// The form a caller names, for reading a table of scores against it.
pub fn form_of(app: &App, source: &FormSource) -> Result<Form> {
    Ok(form_source::read(app, source)?.form)
}
