//! What becomes of an opinion when its session goes over to another version of the form: answers keep their meaning or
//! become empty, and are never scaled. Kept is what was typed on a criterion that is still the same question.

use super::form::{Criterion, Form};
use super::form_diff::{FormChange, criterion_changes};
use super::id::{MemberId, OpinionId, RemarkId, ReportId};
use super::opinion::Opinion;
use serde::Serialize;

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// 保留: the criterion is the same.
    Kept,
    /// 保留，请核对: only words, weight or rules about reasons changed.
    KeptButCheck,
    /// 须重新填写: points, step, choices or deductions changed; the score becomes empty, its reason stays.
    EnterAgain,
    /// 指标已取消: score and reason go.
    Dropped,
    /// 新增: the older form had no such criterion.
    New,
    /// 尚未填写: nothing was typed yet.
    Unscored,
}

/// What becomes of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CarriedScore {
    /// Id of the criterion.
    pub criterion: String,
    /// Its name, in the newer form where it is there.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
    /// The score as it was typed.
    pub text: String,
    /// Its reason.
    pub reason: String,
    /// Numbers of the remarks that name the criterion.
    pub remarks: Vec<i64>,
    /// What changed in the criterion.
    pub changes: Vec<FormChange>,
}

/// A remark that loses its criterion and keeps its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct UnlinkedRemark {
    /// The remark.
    pub remark: RemarkId,
    /// Its number within the opinion.
    pub no: i64,
    /// The criterion it named.
    pub criterion: String,
    /// 存在问题.
    pub problem: String,
    /// 修改意见或建议.
    pub suggestion: String,
}

/// What becomes of one opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CarriedOpinion {
    /// The opinion.
    pub opinion: OpinionId,
    /// On which report.
    pub report: ReportId,
    /// By which member.
    pub member: MemberId,
    /// Every criterion of the newer form in its order, then those that are gone.
    pub scores: Vec<CarriedScore>,
    /// Ticked veto items that are gone.
    pub veto_gone: Vec<String>,
    /// The chosen conclusion, if it can no longer be chosen.
    pub conclusion_gone: Option<String>,
    /// Remarks whose criterion is gone.
    pub remarks_unlinked: Vec<UnlinkedRemark>,
}

impl CarriedOpinion {
    /// What becomes of an opinion on `old` when `new` takes its place.
    pub fn of(opinion: &Opinion, old: &Form, new: &Form) -> Self {
        let mut scores: Vec<CarriedScore> =
            new.criteria().map(|criterion| carried(opinion, old, new, criterion)).collect();
        let gone = |id: &str| new.criterion(id).is_none();
        let dropped = old.criteria().filter(|criterion| gone(&criterion.id));
        scores.extend(dropped.map(|criterion| answer(opinion, criterion, Fate::Dropped, Vec::new())));
        let conclusion_gone = (!opinion.conclusion.is_empty()
            && !new.open_conclusions().any(|conclusion| conclusion.name == opinion.conclusion))
        .then(|| opinion.conclusion.clone());
        let unlinked = opinion.remarks.iter().filter(|remark| !remark.body.criterion.is_empty());
        let unlinked = unlinked.filter(|remark| gone(&remark.body.criterion)).map(|remark| UnlinkedRemark {
            remark: remark.id,
            no: remark.no,
            criterion: remark.body.criterion.clone(),
            problem: remark.body.problem.clone(),
            suggestion: remark.body.suggestion.clone(),
        });
        Self {
            opinion: opinion.id,
            report: opinion.report,
            member: opinion.member,
            veto_gone: opinion.veto.iter().filter(|item| !new.veto.contains(item)).cloned().collect(),
            conclusion_gone,
            remarks_unlinked: unlinked.collect(),
            scores,
        }
    }
}

fn answer(opinion: &Opinion, criterion: &Criterion, fate: Fate, changes: Vec<FormChange>) -> CarriedScore {
    let score = opinion.score(&criterion.id);
    let remarks = opinion.remarks.iter().filter(|remark| remark.body.criterion == criterion.id);
    CarriedScore {
        criterion: criterion.id.clone(),
        name: criterion.name.clone(),
        fate,
        text: score.map(|score| score.text.clone()).unwrap_or_default(),
        reason: score.map(|score| score.reason.clone()).unwrap_or_default(),
        remarks: remarks.map(|remark| remark.no).collect(),
        changes,
    }
}

fn carried(opinion: &Opinion, old: &Form, new: &Form, criterion: &Criterion) -> CarriedScore {
    let Some(before) = old.criterion(&criterion.id) else {
        return answer(opinion, criterion, Fate::New, Vec::new());
    };
    let changes = criterion_changes(before, criterion);
    let text = opinion.score(&criterion.id).map_or("", |score| score.text.trim());
    let touched = opinion.score(&criterion.id).is_some();
    let same_question = before.max == criterion.max
        && before.choices == criterion.choices
        && before.deductions == criterion.deductions
        && old.step_of(before) == new.step_of(criterion)
        && old.unscored == new.unscored;
    // 不适用 has lost its ground where the criterion must be scored now.
    let still_applies = criterion.optional || !old.read_score(before, text).not_applicable;
    let same_rule = old.reason_rule(before) == new.reason_rule(criterion);
    let fate = match (touched, same_question && still_applies) {
        (false, _) => Fate::Unscored,
        // A reason that was written beside an empty cell stays beside it.
        (true, false) if text.is_empty() => Fate::KeptButCheck,
        (true, false) => Fate::EnterAgain,
        (true, true) if changes.is_empty() && same_rule => Fate::Kept,
        (true, true) => Fate::KeptButCheck,
    };
    answer(opinion, criterion, fate, changes)
}
