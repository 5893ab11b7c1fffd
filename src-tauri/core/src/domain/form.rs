//! The form: groups of criteria with points, stock deductions, veto items, conclusions, grade bands and the tally rule.
//! A form is data — no screen and no document knows a criterion by name. How it is written as a file is `form_file`'s.

use super::number::{Points, Rounding};
use super::problem::{Place, Problem};
use serde::{Deserialize, Serialize};

/// A review form, one version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Form {
    /// Number of the file format.
    pub format: u32,
    /// Stable name of the form, e.g. `T-RV-SCORE`.
    pub id: String,
    /// Version, e.g. `1.0.0`.
    pub version: String,
    /// Title as printed.
    pub title: String,
    /// Evidence label of the points: 找到, 通识 or 设计 (domain rules §0.1); shown and printed as it stands.
    pub evidence: String,
    /// Which part comes from where, in words.
    pub source: String,
    /// Full points.
    pub total: Points,
    /// Smallest difference of two scores, unless a criterion has its own.
    pub step: Points,
    /// A score below this share of its maximum needs a reason; none = never.
    pub reason_below: Option<Points>,
    /// Grade bands from the highest down; empty = no grades.
    pub grades: Vec<Band>,
    /// Veto items.
    pub veto: Vec<String>,
    /// Conclusions an expert and the panel may choose, from the best down.
    pub conclusions: Vec<Conclusion>,
    /// Level-one groups in order.
    pub groups: Vec<Group>,
    /// How a panel's opinions become one result.
    pub tally: TallyRules,
}

/// A grade and its closed lower bound in points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Band {
    /// Name, e.g. 优.
    pub name: String,
    /// Lowest total of the band.
    pub from: Points,
}

/// A conclusion and the total from which it is suggested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Conclusion {
    /// Name, e.g. 修改后通过.
    pub name: String,
    /// Lowest total for which it is suggested; none = never suggested by points.
    pub from: Option<Points>,
    /// Not offered unless the bureau opens it.
    pub hidden: bool,
}

/// A level-one indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Group {
    /// Id within the form.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Points: the sum of its criteria.
    pub max: Points,
    /// The criteria in order.
    pub criteria: Vec<Criterion>,
}

/// What is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Criterion {
    /// Id within the form.
    pub id: String,
    /// Level-two heading, for print only.
    pub subgroup: String,
    /// Name as printed.
    pub name: String,
    /// Full points.
    pub max: Points,
    /// Its own step; none = the form's.
    pub step: Option<Points>,
    /// What full points look like.
    pub guide: String,
    /// Usual deductions, in words.
    pub deduct: String,
    /// Named choices with their points; empty = free points.
    pub choices: Vec<Choice>,
}

/// A named choice of a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Choice {
    /// Name, e.g. 良.
    pub name: String,
    /// Points it stands for.
    pub points: Points,
    /// Lowest points to which the choice may be reduced by steps; none = it is exact.
    pub from: Option<Points>,
}

/// How the opinions of a panel become one result (domain rules §8.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TallyRules {
    /// The rule.
    pub rule: Rule,
    /// At which level the rows stand.
    pub level: Level,
    /// Digits after the point of rows and total.
    pub places: u32,
    /// How the last of them is decided.
    pub rounding: Rounding,
    /// What becomes of a score that is not there.
    pub missing: Missing,
    /// Fewer opinions than this are not tallied.
    pub min_panel: usize,
    /// Weight per kind of expert, for `weighted`; a kind that is not named weighs 1.
    pub weights: Vec<Weight>,
}

/// Weight of a kind of expert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Weight {
    /// The kind of expert (业务, 管理, 财务 …).
    pub kind: String,
    /// Its weight, above nought.
    pub weight: Points,
}

/// The closed list of tally rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// 算术平均.
    Mean,
    /// 去掉最高最低分: one whole opinion at each end is dropped, the others averaged.
    TrimOneEach,
    /// 中位数 of each row.
    Median,
    /// 加权平均 by kind of expert.
    Weighted,
    /// `Mean` up to four opinions, `TrimOneEach` from five.
    ByPanel,
}

/// Where the rows of the score summary stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// One row per criterion.
    Criterion,
    /// One row per group; an expert's points of the group are added first.
    Group,
}

/// What becomes of a score that is not there (statistics §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Every missing cell is named and nothing is tallied.
    Reject,
    /// It counts as nought.
    Zero,
    /// It is left out and the rest scaled to full points.
    Renormalise,
}

/// Fewest opinions from which one each may be dropped at either end.
pub const TRIM_FROM: usize = 5;

impl Default for TallyRules {
    fn default() -> Self {
        Self {
            rule: Rule::Mean,
            level: Level::Criterion,
            places: 2,
            rounding: Rounding::HalfUp,
            missing: Missing::Reject,
            min_panel: 1,
            weights: Vec::new(),
        }
    }
}

impl TallyRules {
    /// Weight of a kind of expert; 1 when the form names none.
    pub fn weight_of(&self, kind: &str) -> Points {
        let one = || Points::new(rust_decimal::Decimal::ONE);
        self.weights.iter().find(|weight| weight.kind == kind).map_or_else(one, |weight| weight.weight)
    }
}

/// What became of a typed score: kept as typed always, points only when they fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadScore {
    /// The points, if the text is a number that fits the criterion.
    pub points: Option<Points>,
    /// Why it does not.
    pub problems: Vec<Problem>,
}

impl Form {
    /// All criteria in printed order.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.groups.iter().flat_map(|group| &group.criteria)
    }

    /// The criterion of that id.
    pub fn criterion(&self, id: &str) -> Option<&Criterion> {
        self.criteria().find(|criterion| criterion.id == id)
    }

    /// The step of a criterion: its own or the form's.
    pub fn step_of(&self, criterion: &Criterion) -> Points {
        criterion.step.unwrap_or(self.step)
    }

    /// The grade of a displayed total; `None` when the form has no bands (domain rules §1.4: by the displayed total).
    pub fn grade_of(&self, total: Points) -> Option<&str> {
        self.grades.iter().find(|band| band.from <= total).map(|band| band.name.as_str())
    }

    /// Conclusions that may be chosen.
    pub fn open_conclusions(&self) -> impl Iterator<Item = &Conclusion> {
        self.conclusions.iter().filter(|conclusion| !conclusion.hidden)
    }

    /// The conclusion the points suggest; none when the band belongs to a hidden conclusion. A ticked veto item always
    /// suggests the worst one (domain rules §4.3).
    pub fn suggested_conclusion(&self, total: Points, vetoed: bool) -> Option<&str> {
        if vetoed {
            return self.open_conclusions().last().map(|conclusion| conclusion.name.as_str());
        }
        let by_points = self.conclusions.iter().find(|conclusion| conclusion.from.is_some_and(|from| from <= total))?;
        (!by_points.hidden).then_some(by_points.name.as_str())
    }

    /// Whether a conclusion is barred by a ticked veto item: the best one (domain rules §4.2: 不得为“通过”).
    pub fn barred_by_veto(&self, conclusion: &str) -> bool {
        self.conclusions.len() > 1 && self.conclusions.first().is_some_and(|best| best.name == conclusion)
    }

    /// Whether a score needs a reason: points below the form's share of the maximum.
    pub fn needs_reason(&self, criterion: &Criterion, points: Points) -> bool {
        self.reason_below.is_some_and(|share| points.value() < share.value() * criterion.max.value())
    }
}

impl Criterion {
    /// Reads a typed score against this criterion. A blank text is no score and no problem.
    pub fn read(&self, text: &str, step: Points) -> ReadScore {
        let place = || Place::criterion(self.id.as_str());
        let problems = |problem| ReadScore { points: None, problems: vec![problem] };
        if text.trim().is_empty() {
            return ReadScore { points: None, problems: Vec::new() };
        }
        let points = match Points::read(text) {
            Ok(points) => points,
            Err(why) => return problems(Problem::error(why.code(), place()).with("text", shown(text))),
        };
        if points > self.max {
            return problems(
                Problem::error("score_above_max", place()).with("text", shown(text)).with("max", self.max),
            );
        }
        // Full points are always reachable, also where the maximum is not a multiple of the step.
        if points != self.max && !points.on_step(step) {
            return problems(
                Problem::error("score_off_step", place())
                    .with("text", shown(text))
                    .with("step", step)
                    .with("max", self.max),
            );
        }
        if !self.choices.is_empty() && !self.choices.iter().any(|choice| choice.admits(points)) {
            let names: Vec<_> =
                self.choices.iter().map(|choice| format!("{} {}", choice.name, choice.points)).collect();
            return problems(
                Problem::error("score_not_a_choice", place())
                    .with("text", shown(text))
                    .with("choices", names.join("、")),
            );
        }
        ReadScore { points: Some(points), problems: Vec::new() }
    }
}

impl Choice {
    fn admits(&self, points: Points) -> bool {
        self.from.map_or(points == self.points, |from| from <= points && points <= self.points)
    }
}

/// At most forty characters of what was typed, for a message.
pub(crate) fn shown(text: &str) -> String {
    let mut chars = text.chars();
    let head: String = chars.by_ref().take(40).collect();
    if chars.next().is_some() { format!("{head}…") } else { head }
}
