//! Scores of a draft opinion: one typed into its cell, one moved by a step, a whole column pasted. Each is one write of
//! what the form makes of the entries; what does not fit is kept as typed, counts nowhere and blocks the signature.

use super::opinion::{OpinionView, draft, subject, view};
use super::{App, Done};
use crate::domain::form::{Criterion, Form, shown};
use crate::domain::id::OpinionId;
use crate::domain::number::Points;
use crate::domain::opinion::{Opinion, Score, too_long};
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::locale;
use crate::store::opinion;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A score or its reason; what is left out stays as it is.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields = nullable))]
#[serde(deny_unknown_fields)]
pub struct ScoreSet {
    /// Of which opinion.
    pub opinion: OpinionId,
    /// Of which criterion.
    pub criterion: String,
    /// As typed; `=` = full points, `-0.5` = half a point deducted; empty = not scored.
    pub value: Option<String>,
    /// 扣分理由.
    pub reason: Option<String>,
}

/// A score to move by one step.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ScoreStep {
    /// Of which opinion.
    pub opinion: OpinionId,
    /// Of which criterion.
    pub criterion: String,
    /// Up or down.
    pub up: bool,
}

/// Several scores at once, as pasted.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ScoresSet {
    /// Of which opinion.
    pub opinion: OpinionId,
    /// The scores, each criterion once.
    pub scores: Vec<ScoreEntry>,
    /// Nothing is written: the reply tells what would be.
    pub only_show: bool,
}

/// One score of several; what is left out stays as it is.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ScoreEntry {
    /// Of which criterion.
    pub criterion: String,
    /// As typed.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional))]
    pub value: Option<String>,
    /// 扣分理由.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional))]
    pub reason: Option<String>,
}

/// What became, or would become, of several scores.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ScoresShown {
    /// The opinion afterwards; none when the scores were only shown.
    pub view: Option<OpinionView>,
    /// Line by line, in the order given.
    pub lines: Vec<ScoreShown>,
    /// Lines whose text is no score.
    pub wrong: usize,
}

/// What becomes of one of several scores.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ScoreShown {
    /// Id of the criterion.
    pub criterion: String,
    /// The text that is kept.
    pub text: String,
    /// Its points; none where it is no score.
    pub points: Option<Points>,
    /// The text that stood there before.
    pub before: String,
    /// Why it is no score.
    pub problems: Vec<Problem>,
    /// The sentence of each problem.
    pub lines: Vec<String>,
}

/// Sets or clears one score or its reason. What does not fit is kept as typed, counts nowhere and blocks the signature.
pub fn set(app: &mut App, args: ScoreSet) -> Result<Done<OpinionView>> {
    let (current, form) = draft(app, args.opinion)?;
    let entry = ScoreEntry { criterion: args.criterion, value: args.value, reason: args.reason };
    let (criterion, score) = entered(&current, &form, entry, "criterion").map_err(Error::Invalid)?;
    put(app, "score_set", &current, &form, criterion, &score)
}

/// Moves one score by a step of the form, or to the next choice; at its ends it stays. Refused where what stands there
/// is no score, because that would overwrite what was typed.
pub fn step(app: &mut App, args: ScoreStep) -> Result<Done<OpinionView>> {
    let (current, form) = draft(app, args.opinion)?;
    let entry = ScoreEntry { criterion: args.criterion, value: None, reason: None };
    let (criterion, mut score) = entered(&current, &form, entry, "criterion").map_err(Error::Invalid)?;
    let Some(text) = form.stepped(criterion, &score.text, args.up) else {
        let params = [("criterion", criterion.name.clone()), ("text", shown(&score.text))];
        return Err(Error::refused_with("score_step_not_points", params));
    };
    score.text = text;
    put(app, "score_step", &current, &form, criterion, &score)
}

/// Sets several scores in one write, or only shows what would become of them. Unknown criteria refuse the whole, wrong
/// entries do not: they are kept as typed.
pub fn set_many(app: &mut App, args: ScoresSet) -> Result<Done<ScoresShown>> {
    let (current, form) = draft(app, args.opinion)?;
    let (mut scores, mut found, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (i, entry) in args.scores.into_iter().enumerate() {
        if !seen.insert(entry.criterion.clone()) {
            let place = Place::criterion(entry.criterion.as_str());
            found.push(Problem::error("score_twice", place).with("id", shown(&entry.criterion)));
        }
        match entered(&current, &form, entry, &format!("scores[{i}].criterion")) {
            Ok(score) => scores.push(score),
            Err(problems) => found.extend(problems),
        }
    }
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let line = |(criterion, score): &(&Criterion, Score)| {
        let read = form.read_typed(criterion, &score.text);
        ScoreShown {
            criterion: score.criterion.clone(),
            text: score.text.clone(),
            points: read.points,
            before: current.score(&score.criterion).map(|score| score.text.clone()).unwrap_or_default(),
            lines: read.problems.iter().map(locale::what).collect(),
            problems: read.problems,
        }
    };
    let lines: Vec<_> = scores.iter().map(line).collect();
    let wrong = lines.iter().filter(|line| !line.problems.is_empty()).count();
    if args.only_show {
        return Ok(Done::read(ScoresShown { view: None, lines, wrong }));
    }
    let subject = subject(app, &current, "")?;
    let written = app.write("scores_set", subject, None, |tx| {
        for ((_, score), line) in scores.iter().zip(&lines) {
            opinion::put_score(tx, args.opinion, score, line.points)?;
        }
        view(tx, args.opinion)
    })?;
    Ok(written.map(|view| ScoresShown { view: Some(view), lines, wrong }))
}

/// The score a criterion gets by an entry; what the entry leaves out is as it was.
fn entered<'a>(
    current: &Opinion,
    form: &'a Form,
    entry: ScoreEntry,
    path: &str,
) -> std::result::Result<(&'a Criterion, Score), Vec<Problem>> {
    let Some(criterion) = form.criterion(&entry.criterion) else {
        let problem = Problem::error("criterion_unknown", Place::field(path));
        return Err(vec![problem.with("id", shown(&entry.criterion))]);
    };
    let kept = current.score(&entry.criterion);
    let kept = |pick: fn(&Score) -> &String| kept.map(pick).cloned().unwrap_or_default();
    let score = Score {
        text: entry.value.map_or_else(|| kept(|score| &score.text), |typed| form.entry(criterion, &typed)),
        reason: entry.reason.unwrap_or_else(|| kept(|score| &score.reason)),
        criterion: entry.criterion,
    };
    let place = || Place::criterion(score.criterion.as_str());
    let found: Vec<_> = [&score.text, &score.reason].into_iter().filter_map(|text| too_long(text, place())).collect();
    if found.is_empty() { Ok((criterion, score)) } else { Err(found) }
}

fn put(
    app: &mut App,
    op: &'static str,
    current: &Opinion,
    form: &Form,
    criterion: &Criterion,
    score: &Score,
) -> Result<Done<OpinionView>> {
    let points = form.read_typed(criterion, &score.text).points;
    let subject = subject(app, current, &score.criterion)?;
    app.write(op, subject, None, |tx| {
        opinion::put_score(tx, current.id, score, points)?;
        view(tx, current.id)
    })
}
