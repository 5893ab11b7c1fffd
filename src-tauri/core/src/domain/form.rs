//! The form: groups of criteria with points, stock deductions, veto items, conclusions, grade bands and the tally rule.
//! A form is data — no screen and no document knows a criterion by name. How it is written as a file is `form_file`'s.

use super::number::{Points, Rounding};
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
    /// A score below this share of its maximum needs a reason; none = never. Short for `reason.below_share`.
    pub reason_below: Option<Points>,
    /// When a score needs a reason besides, and what a reason must have.
    pub reason: Option<ReasonRule>,
    /// Nothing is counted: every criterion is a choice, the panel decides by word (一般性项目绩效目标审核).
    pub unscored: bool,
    /// What the bureau wants at the head of the papers besides the report's own fields.
    pub fields: Vec<HeadField>,
    /// Grade bands from the highest down; empty = no grades.
    pub grades: Vec<Band>,
    /// Veto items.
    pub veto: Vec<String>,
    /// Conclusions an expert and the panel may choose, from the best down.
    pub conclusions: Vec<Conclusion>,
    /// Level-one groups in order.
    pub groups: Vec<Group>,
    /// Conditions across criteria, out of a closed list.
    pub checks: Vec<Check>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Conclusion {
    /// Name, e.g. 修改后通过.
    pub name: String,
    /// Lowest total for which it is suggested; none = never suggested by points.
    pub from: Option<Points>,
    /// Not offered unless the bureau opens it.
    pub hidden: bool,
    /// Least shares of groups or criteria, without which it is not suggested (domain rules §3.5).
    pub requires: Vec<Requirement>,
}

/// Some groups or criteria must each reach a share of their points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Ids of groups or criteria; empty = every level-one group.
    pub of: Vec<String>,
    /// The share, from 0 to 1.
    pub share: Points,
}

/// When a score needs a reason, and what a reason must have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReasonRule {
    /// Points below this share of the maximum need one.
    pub below_share: Option<Points>,
    /// Points above this share of the maximum need one.
    pub above_share: Option<Points>,
    /// Any lost point needs one.
    pub any_deduction: bool,
    /// A reason has at least so many characters.
    pub min_length: u32,
    /// A reason should name a page of the report.
    pub page: bool,
}

/// A field at the head of the papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HeadField {
    /// Id within the form.
    pub id: String,
    /// Label as printed.
    pub name: String,
    /// What may stand in it.
    pub kind: FieldKind,
    /// The choices of a `choice` field.
    pub choices: Vec<String>,
    /// A sheet is not finalised without it.
    pub required: bool,
}

/// What may stand in a head field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Any text of one line.
    Text,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// 万元, at most two places.
    Money,
    /// One of the field's choices.
    Choice,
}

/// A condition across criteria. Which of the values count is told by the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Check {
    /// What is compared.
    pub rule: CheckRule,
    /// Ids of groups or criteria.
    pub of: Vec<String>,
    /// Ids of groups or criteria to compare with.
    pub than: Vec<String>,
    /// Points, for the rules that name points.
    pub points: Option<Points>,
    /// Share of the points of `of`, for `if_below_at_most`.
    pub share: Option<Points>,
    /// Greatest share of the points of `than`, for `if_below_at_most`.
    pub limit: Option<Points>,
    /// It is worth a look and blocks nothing.
    pub warn: bool,
    /// What the reader is told, in the author's words.
    pub message: String,
}

/// The closed list of conditions across criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CheckRule {
    /// The full points of `of` add up to at least `points`: a condition on the form itself (产出+效益 ≥ 60).
    FullAtLeast,
    /// The full points of `of` add up to at most `points`: a condition on the form itself.
    FullAtMost,
    /// The points given to `of` add up to at least `points`.
    PointsAtLeast,
    /// The points given to `of` add up to at most `points`.
    PointsAtMost,
    /// The share reached in `of` is not above that in `than`.
    ShareNotAbove,
    /// Where `of` stays below `share`, `than` reaches at most `limit`.
    IfBelowAtMost,
}

/// An indicator above the criteria; three levels at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Group {
    /// Id within the form.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Points: the sum of what stands below it.
    pub max: Points,
    /// The groups below it; then it has no criteria of its own.
    pub groups: Vec<Group>,
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
    /// What full points count in the total (权重制); none = the points themselves (分值制).
    pub weight: Option<Points>,
    /// Its own step; none = the form's.
    pub step: Option<Points>,
    /// What full points look like.
    pub guide: String,
    /// Usual deductions, in words.
    pub deduct: String,
    /// Stock reasons an expert may take over.
    pub reasons: Vec<String>,
    /// Named choices with their points; empty = free points.
    pub choices: Vec<Choice>,
    /// Deductions by count, from full points down to nought (扣完为止); empty = free points.
    pub deductions: Vec<Deduction>,
    /// It may be declared 不适用; then the tally's policy for missing scores applies.
    pub optional: bool,
    /// An objective matter: all experts must score it alike (domain rules §8.4, ground 3).
    pub objective: bool,
    /// Its own rule for reasons instead of the form's.
    pub reason: Option<ReasonRule>,
}

/// A deduction by count, e.g. 每缺一项扣 0.4 分.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Deduction {
    /// What is counted, e.g. 缺少要素.
    pub name: String,
    /// Points for each; none = the expert enters the points deducted.
    pub points: Option<Points>,
    /// What one of them is called, e.g. 项.
    pub unit: String,
    /// Most points this deduction takes; none = up to full points.
    pub most: Option<Points>,
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
    /// From where on opinions count as divergent; none = the defaults.
    pub signals: Option<SignalLimits>,
}

/// From where on opinions count as divergent, each as a share of full points (domain rules §8.3, statistics §7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SignalLimits {
    /// An expert's total from the mean of all totals: 15 of 100.
    pub from_mean: Points,
    /// An expert's total from the median of the others': 20 of 100.
    pub from_others: Points,
    /// Highest from lowest total: 20 of 100.
    pub range: Points,
    /// Highest from lowest score of one criterion: half of its points.
    pub criterion_range: Points,
}

impl Default for SignalLimits {
    fn default() -> Self {
        let hundredths = |n| Points::new(rust_decimal::Decimal::new(n, 2));
        Self {
            from_mean: hundredths(15),
            from_others: hundredths(20),
            range: hundredths(20),
            criterion_range: hundredths(50),
        }
    }
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
    /// 合议: the score agreed in discussion where there is one, the mean elsewhere.
    Consensus,
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

impl Rule {
    /// Key of its words in the locale.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mean => "rule.mean",
            Self::TrimOneEach => "rule.trim_one_each",
            Self::Median => "rule.median",
            Self::Weighted => "rule.weighted",
            Self::ByPanel => "rule.by_panel",
            Self::Consensus => "rule.consensus",
        }
    }
}

impl Level {
    /// Key of its words in the locale.
    pub fn word(self) -> &'static str {
        match self {
            Self::Criterion => "level.criterion",
            Self::Group => "level.group",
        }
    }
}

impl Missing {
    /// Key of its words in the locale.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reject => "missing.reject",
            Self::Zero => "missing.zero",
            Self::Renormalise => "missing.renormalise",
        }
    }
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
            signals: None,
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

impl Form {
    /// All criteria in printed order.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.groups.iter().flat_map(Group::all_criteria)
    }

    /// All groups of all levels in printed order, each with its level from 1 and its path in the file.
    pub fn all_groups(&self) -> Vec<(&Group, usize, String)> {
        fn below<'a>(groups: &'a [Group], level: usize, at: &str, found: &mut Vec<(&'a Group, usize, String)>) {
            for (g, group) in groups.iter().enumerate() {
                let path = format!("{at}groups[{g}]");
                found.push((group, level, path.clone()));
                below(&group.groups, level + 1, &format!("{path}."), found);
            }
        }
        let mut found = Vec::new();
        below(&self.groups, 1, "", &mut found);
        found
    }

    /// How many levels of groups stand above the criteria.
    pub fn levels(&self) -> usize {
        self.all_groups().into_iter().map(|(_, level, _)| level).max().unwrap_or(0)
    }

    /// Whether criteria count by a weight that differs from their points (权重制).
    pub fn is_weighted(&self) -> bool {
        self.criteria().any(|criterion| criterion.weight.is_some_and(|weight| weight != criterion.max))
    }

    /// From where on opinions count as divergent.
    pub fn signal_limits(&self) -> SignalLimits {
        self.tally.signals.clone().unwrap_or_default()
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
}

impl Group {
    /// The criteria below it, in printed order.
    pub fn all_criteria(&self) -> Vec<&Criterion> {
        let below = self.groups.iter().flat_map(Group::all_criteria);
        below.chain(&self.criteria).collect()
    }
}

impl Criterion {
    /// What full points count in the total: its weight, or the points themselves.
    pub fn worth(&self) -> Points {
        self.weight.unwrap_or(self.max)
    }
}

/// At most forty characters of what was typed, for a message.
pub(crate) fn shown(text: &str) -> String {
    let mut chars = text.chars();
    let head: String = chars.by_ref().take(40).collect();
    if chars.next().is_some() { format!("{head}…") } else { head }
}
