//! What may still happen to scores after they are in: scores agreed in discussion before the tally is locked, and
//! corrections on four lawful grounds after it (domain rules §8.3, §8.4).

use super::form::{Criterion, Form, shown};
use super::id::MemberId;
use super::number::Points;
use super::opinion::{Opinion, Score};
use super::problem::{Place, Problem};
use super::score::ReadScore;
use super::signal::Signal;
use serde::{Deserialize, Serialize};

/// 合议分: what the panel agreed on for a criterion, apart from what its members gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedScore {
    /// Criterion of the form.
    pub criterion: String,
    /// As typed.
    pub text: String,
    /// Its points.
    pub points: Points,
    /// Why.
    pub reason: String,
    /// 少数意见; empty = none.
    pub minority: String,
}

/// The four lawful grounds of a correction (财政部令第87号第六十四条, 移用; domain rules §8.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 分值汇总计算错误.
    SumError,
    /// 分项评分超出评分标准范围.
    OutOfRange,
    /// 对客观评审因素评分不一致.
    ObjectiveDiffers,
    /// 经认定评分畸高、畸低.
    Extreme,
}

impl Ground {
    /// All of them, in the order of the law.
    pub const ALL: [Self; 4] = [Self::SumError, Self::OutOfRange, Self::ObjectiveDiffers, Self::Extreme];

    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::SumError => "sum_error",
            Self::OutOfRange => "out_of_range",
            Self::ObjectiveDiffers => "objective_differs",
            Self::Extreme => "extreme",
        }
    }
}

/// 更正: one cell of a locked tally gets another value; the signed opinion stays as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Whose score.
    pub member: MemberId,
    /// Of which criterion.
    pub criterion: String,
    /// On which ground.
    pub ground: Ground,
    /// What stood there before, as typed or as corrected last.
    pub old_text: String,
    /// What counts now, as typed.
    pub new_text: String,
    /// 理由.
    pub reason: String,
    /// 见证人.
    pub witness: String,
    /// 操作人.
    pub actor: String,
    /// When, RFC 3339.
    pub corrected_at: String,
}

/// An opinion as it counts: the newest correction of a cell, given from the oldest on, in the place of what was signed.
pub fn corrected(opinion: &Opinion, corrections: &[Correction]) -> Opinion {
    let mut counted = opinion.clone();
    for correction in corrections.iter().filter(|correction| correction.member == opinion.member) {
        match counted.scores.iter_mut().find(|score| score.criterion == correction.criterion) {
            Some(score) => score.text.clone_from(&correction.new_text),
            None => counted.scores.push(Score {
                criterion: correction.criterion.clone(),
                text: correction.new_text.clone(),
                reason: String::new(),
            }),
        }
    }
    counted
}

/// What is wrong with a new value of a cell: it must fit the criterion and differ from what counts now.
pub fn check_new_value(form: &Form, criterion: &Criterion, old: &ReadScore, text: &str) -> Vec<Problem> {
    let new = form.read_score(criterion, text);
    if text.trim().is_empty() {
        return vec![Problem::error("text_empty", Place::field("value"))];
    }
    let same = |one: &ReadScore| (one.points, one.choice.clone(), one.not_applicable);
    if new.problems.is_empty() && same(&new) == same(old) {
        return vec![
            Problem::error("correction_same", Place::criterion(criterion.id.as_str())).with("text", shown(text)),
        ];
    }
    new.problems
}

/// Whether a ground holds for a cell; `expert` is the position among the opinions that count, `signals` those of the
/// scores as they count now. 分值汇总计算错误 is the clerk's to find and always open.
pub fn check_ground(
    ground: Ground,
    criterion: &Criterion,
    old: &ReadScore,
    expert: usize,
    signals: &[Signal],
) -> Option<Problem> {
    let (holds, problem) = match ground {
        Ground::SumError => return None,
        Ground::OutOfRange => (!old.is_settled(), Problem::error("ground_in_range", Place::field("ground"))),
        Ground::ObjectiveDiffers if !criterion.objective => {
            (false, Problem::error("ground_not_objective", Place::field("ground")))
        }
        Ground::ObjectiveDiffers => (
            signals.iter().any(|signal| signal.is_objective_of(&criterion.id)),
            Problem::error("ground_scored_alike", Place::field("ground")),
        ),
        Ground::Extreme => (
            signals.iter().any(|signal| signal.is_extreme_of(expert, &criterion.id)),
            Problem::error("ground_not_extreme", Place::field("ground")),
        ),
    };
    (!holds).then(|| problem.with("id", &criterion.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form_file;

    #[test]
    fn each_ground_holds_where_the_law_says() {
        let form = form_file::built_in("T-RV-SCORE").expect("the built-in form");
        let plain = form.groups[0].criteria[0].clone();
        let objective = Criterion { objective: true, ..plain.clone() };
        let (fits, unfit) = (form.read_score(&plain, "4"), form.read_score(&plain, "9"));
        let about = |code: &str, expert, criterion: Option<&str>| Signal {
            expert,
            criterion: criterion.map(str::to_owned),
            ..Signal::new(code)
        };
        let own = plain.id.as_str();
        let code = |ground, criterion: &Criterion, old: &ReadScore, signals: &[Signal]| {
            check_ground(ground, criterion, old, 1, signals).map(|problem| problem.code)
        };
        let far = |expert| [about("total_far_from_others", Some(expert), None)];
        let apart = [about("criterion_range", None, Some(own))];
        let differs = [about("objective_differs", None, Some(own))];
        for (ground, criterion, old, signals, expected) in [
            (Ground::SumError, &plain, &fits, &[][..], None),
            (Ground::OutOfRange, &plain, &fits, &[], Some("ground_in_range")),
            (Ground::OutOfRange, &plain, &unfit, &[], None),
            (Ground::ObjectiveDiffers, &plain, &fits, &differs, Some("ground_not_objective")),
            (Ground::ObjectiveDiffers, &objective, &fits, &[], Some("ground_scored_alike")),
            (Ground::ObjectiveDiffers, &objective, &fits, &differs, None),
            (Ground::Extreme, &plain, &fits, &[], Some("ground_not_extreme")),
            (Ground::Extreme, &plain, &fits, &differs, Some("ground_not_extreme")),
            (Ground::Extreme, &plain, &fits, &far(0), Some("ground_not_extreme")),
            (Ground::Extreme, &plain, &fits, &far(1), None),
            (Ground::Extreme, &plain, &fits, &apart, None),
        ] {
            assert_eq!(code(ground, criterion, old, signals), expected, "{ground:?} {signals:?}");
        }
    }

    #[test]
    fn a_new_value_fits_and_differs() {
        let form = form_file::built_in("T-RV-SCORE").expect("the built-in form");
        let criterion = &form.groups[0].criteria[0];
        let codes = |old: &str, new: &str| {
            let found = check_new_value(&form, criterion, &form.read_score(criterion, old), new);
            found.iter().map(|problem| problem.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("4", "3.5"), [""; 0]);
        assert_eq!(codes("4", "４．０"), ["correction_same"]);
        assert_eq!(codes("4", " "), ["text_empty"]);
        assert_eq!(codes("4", "5"), ["score_above_max"]);
        assert_eq!(codes("9", "4"), [""; 0]);
    }
}
