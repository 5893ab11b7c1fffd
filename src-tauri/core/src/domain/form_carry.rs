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
    /// 须重新填写: points, step, choices or deductions changed, or the id stands for another question by now; the score
    /// becomes empty, its reason stays.
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
    /// Remarks whose criterion is gone, or whose criterion's id stands for another question by now.
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
        let asks_no_more = |id: &str| gone(id) || is_reused(old, new, id);
        let unlinked = unlinked.filter(|remark| asks_no_more(&remark.body.criterion)).map(|remark| UnlinkedRemark {
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

/// Whether an id stands for another question now: its name changed, and the name it had stands at another id, as after
/// numbering anew.
fn is_reused(old: &Form, new: &Form, id: &str) -> bool {
    let (Some(before), Some(after)) = (old.criterion(id), new.criterion(id)) else { return false };
    before.name != after.name && new.criteria().any(|other| other.id != id && other.name == before.name)
}

fn carried(opinion: &Opinion, old: &Form, new: &Form, criterion: &Criterion) -> CarriedScore {
    let Some(before) = old.criterion(&criterion.id) else {
        return answer(opinion, criterion, Fate::New, Vec::new());
    };
    let changes = criterion_changes(before, criterion);
    let text = opinion.score(&criterion.id).map_or("", |score| score.text.trim());
    let touched = opinion.score(&criterion.id).is_some();
    let same_question = !is_reused(old, new, &criterion.id)
        && before.max == criterion.max
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::opinion::{OpinionState, Score};
    use crate::form_file;
    use serde_json::{Value, json};

    fn form(criterion: &Value) -> Form {
        let text = json!({
            "id": "T", "version": "1", "title": "表", "total": "4", "step": "0.5", "tally": { "missing": "zero" },
            "groups": [{ "id": "1", "name": "甲", "max": "4", "criteria": [criterion] }],
        });
        form_file::read_draft(&text.to_string()).expect("the form reads").0
    }

    fn opinion(text: &str, reason: &str) -> Opinion {
        let score = Score { criterion: "1.1".into(), text: text.into(), reason: reason.into() };
        Opinion {
            id: OpinionId(1),
            uid: String::new(),
            report: ReportId(1),
            member: MemberId(1),
            state: OpinionState::Draft,
            version: 1,
            declared: false,
            conclusion: String::new(),
            merits: String::new(),
            budget_advice: String::new(),
            scores: if text.is_empty() && reason.is_empty() { Vec::new() } else { vec![score] },
            veto: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// The fate of a score when one field of its criterion becomes another.
    fn fate(field: &str, value: Value, text: &str, reason: &str) -> Fate {
        let old = json!({ "id": "1.1", "name": "结构", "max": "4", "optional": true });
        let mut new = old.clone();
        new[field] = value;
        CarriedOpinion::of(&opinion(text, reason), &form(&old), &form(&new)).scores[0].fate
    }

    #[test]
    fn an_answer_is_kept_where_the_question_is_the_same_and_never_scaled() {
        let by_count = json!([{ "name": "缺项", "points": "0.5" }]);
        for (field, value, expected) in [
            ("max", json!("4"), Fate::Kept),
            ("max", json!("4.0"), Fate::Kept),
            ("step", json!("0.5"), Fate::KeptButCheck),
            ("name", json!("框架"), Fate::KeptButCheck),
            ("guide", json!("齐全"), Fate::KeptButCheck),
            ("weight", json!("8"), Fate::KeptButCheck),
            ("reason", json!({ "any_deduction": true }), Fate::KeptButCheck),
            ("objective", json!(true), Fate::KeptButCheck),
            ("max", json!("5"), Fate::EnterAgain),
            ("max", json!("8"), Fate::EnterAgain),
            ("step", json!("1"), Fate::EnterAgain),
            ("yes_no", json!(true), Fate::EnterAgain),
            ("deductions", by_count, Fate::EnterAgain),
        ] {
            assert_eq!(fate(field, value.clone(), "3.5", ""), expected, "{field} {value}");
            assert_eq!(fate(field, value.clone(), "9", "写错的分数也照样"), expected, "{field} {value}");
            assert_eq!(fate(field, value.clone(), "", ""), Fate::Unscored, "{field} {value}");
        }
        assert_eq!(fate("max", json!("5"), "", "只有理由"), Fate::KeptButCheck);
    }

    #[test]
    fn not_applicable_is_entered_again_where_it_no_longer_may_be_said() {
        assert_eq!(fate("optional", json!(false), "不适用", ""), Fate::EnterAgain);
        assert_eq!(fate("optional", json!(false), "3", ""), Fate::KeptButCheck);
        assert_eq!(fate("guide", json!("齐全"), "不适用", ""), Fate::KeptButCheck);
    }

    #[test]
    fn an_answer_on_another_id_is_dropped_and_the_new_one_is_new() {
        let old = form(&json!({ "id": "1.1", "name": "结构", "max": "4" }));
        let new = form(&json!({ "id": "A", "name": "结构", "max": "4" }));
        let carried = CarriedOpinion::of(&opinion("3", "缺目录"), &old, &new);
        let told: Vec<_> =
            carried.scores.iter().map(|one| (one.criterion.as_str(), one.fate, one.text.as_str())).collect();
        assert_eq!(told, [("A", Fate::New, ""), ("1.1", Fate::Dropped, "3")]);
    }

    #[test]
    fn an_id_that_another_criterion_took_over_carries_no_answer_along() {
        let two = |first: &str, second: &str| {
            let mut form = form(&json!({ "id": "1.1", "name": first, "max": "4" }));
            form.groups[0].criteria.push(Criterion::plain("1.2", second, form.total));
            form
        };
        let carry = |new: &Form| CarriedOpinion::of(&opinion("3", ""), &two("结构", "内容"), new).scores[0].fate;
        assert_eq!(carry(&two("新指标", "结构")), Fate::EnterAgain);
        assert_eq!(carry(&two("内容", "结构")), Fate::EnterAgain);
        assert_eq!(carry(&two("结构要素", "内容")), Fate::KeptButCheck);
        assert_eq!(carry(&two("结构", "新指标")), Fate::Kept);
    }
}
