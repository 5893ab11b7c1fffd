//! One expert's opinion on one report: scores with reasons, veto items, conclusion, remarks. A draft may be wrong
//! anywhere; `check` says what keeps it from being signed.

use super::condition::Standing;
use super::form::{Criterion, Form, shown};
use super::id::{MemberId, OpinionId, RemarkId, ReportId};
use super::number::Points;
use super::problem::{Place, Problem};
use super::score::ReadScore;
use serde::{Deserialize, Serialize};

/// Longest text of a reason, remark or overall opinion, in characters (safety §1.2).
pub const MAX_TEXT: usize = 20_000;

/// 专家意见.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Opinion {
    /// Row id.
    pub id: OpinionId,
    /// UUIDv7.
    pub uid: String,
    /// On which report.
    pub report: ReportId,
    /// By which member.
    pub member: MemberId,
    /// Draft or signed.
    pub state: OpinionState,
    /// 1, 2, …: goes up when a signed opinion is reopened.
    pub version: i64,
    /// 回避声明: no ground for recusal.
    pub declared: bool,
    /// Conclusion chosen; empty = none yet.
    pub conclusion: String,
    /// 主要成效与可推广经验.
    pub merits: String,
    /// 对项目预算安排和管理的建议.
    pub budget_advice: String,
    /// Scores as typed, one per criterion that was touched.
    pub scores: Vec<Score>,
    /// Ticked veto items.
    pub veto: Vec<String>,
    /// Remarks in order.
    pub remarks: Vec<Remark>,
}

/// Draft → signed; back only by the reopening command with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum OpinionState {
    /// 草稿.
    Draft,
    /// 已签字.
    Signed,
}

/// A score as it was typed, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Score {
    /// Criterion of the form.
    pub criterion: String,
    /// As typed; never changed.
    pub text: String,
    /// 扣分理由.
    pub reason: String,
}

/// 意见条目: one problem or suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Remark {
    /// Row id.
    pub id: RemarkId,
    /// Number within the opinion, from 1.
    pub no: i64,
    /// Its content.
    #[serde(flatten)]
    pub body: RemarkBody,
}

/// What a remark says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RemarkBody {
    /// Section of the report, e.g. 四（三）.
    #[serde(default)]
    pub place: String,
    /// Page of the report, e.g. P23.
    #[serde(default)]
    pub page: String,
    /// Criterion it belongs to; empty = none.
    #[serde(default)]
    pub criterion: String,
    /// 存在问题.
    #[serde(default)]
    pub problem: String,
    /// 修改意见或建议.
    #[serde(default)]
    pub suggestion: String,
    /// 性质.
    pub nature: Nature,
}

/// 性质 of a remark (domain rules §12.2 `remark_kind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Nature {
    /// 必须修改.
    #[serde(rename = "必须修改")]
    Must,
    /// 建议修改.
    #[serde(rename = "建议修改")]
    Should,
}

impl Nature {
    /// As printed and stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Must => "必须修改",
            Self::Should => "建议修改",
        }
    }
}

impl Opinion {
    /// Every score as it reads, in the order of the form's criteria.
    pub fn read(&self, form: &Form) -> Vec<ReadScore> {
        let read = |criterion| form.read_typed(criterion, self.score_text(criterion));
        form.criteria().map(read).collect()
    }

    /// Valid points in the order of the form's criteria; `None` where nothing valid was typed.
    pub fn points(&self, form: &Form) -> Vec<Option<Points>> {
        self.read(form).into_iter().map(|read| read.points).collect()
    }

    fn score_text(&self, criterion: &Criterion) -> &str {
        self.score(&criterion.id).map_or("", |score| score.text.as_str())
    }

    /// The score of a criterion, if it was touched.
    pub fn score(&self, criterion: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.criterion == criterion)
    }

    /// Everything that keeps this opinion from being signed (errors), and what should be looked at (warnings).
    pub fn check(&self, form: &Form) -> Vec<Problem> {
        let mut found = Vec::new();
        let read = self.read(form);
        for (criterion, read) in form.criteria().zip(&read) {
            let place = || Place::criterion(criterion.id.as_str());
            let reason = self.score(&criterion.id).map_or("", |score| score.reason.trim());
            if !read.is_settled() && read.problems.is_empty() {
                found.push(Problem::error("score_unscored", place()));
            }
            if let Some(points) = read.points {
                found.extend(form.check_reason(criterion, points, reason));
            }
            found.extend(read.problems.iter().cloned());
            found.extend(too_long(reason, place()));
        }
        if read.iter().all(ReadScore::is_settled) {
            let points: Vec<_> = read.iter().map(|read| read.points).collect();
            found.extend(form.check_across(&Standing::of_points(form, None, &points, false)));
        }
        self.check_conclusion(form, &mut found);
        self.check_remarks(form, &mut found);
        if !self.declared {
            found.push(Problem::error("opinion_not_declared", Place::field("declared")));
        }
        found
    }

    fn check_conclusion(&self, form: &Form, found: &mut Vec<Problem>) {
        let place = || Place::field("conclusion");
        if form.conclusions.is_empty() {
            return;
        }
        if self.conclusion.is_empty() {
            found.push(Problem::error("conclusion_missing", place()));
        } else if !form.open_conclusions().any(|conclusion| conclusion.name == self.conclusion) {
            let known: Vec<_> = form.open_conclusions().map(|conclusion| conclusion.name.as_str()).collect();
            let problem = Problem::error("conclusion_unknown", place()).with("text", shown(&self.conclusion));
            found.push(problem.with("known", known.join("、")));
        } else if !self.veto.is_empty() && form.barred_by_veto(&self.conclusion) {
            found.push(Problem::error("conclusion_barred_by_veto", place()).with("text", &self.conclusion));
        }
        for item in self.veto.iter().filter(|item| !form.veto.contains(item)) {
            found.push(Problem::error("veto_unknown", Place::field("veto")).with("text", shown(item)));
        }
        found.extend(too_long(&self.merits, Place::field("merits")));
        found.extend(too_long(&self.budget_advice, Place::field("budget_advice")));
    }

    fn check_remarks(&self, form: &Form, found: &mut Vec<Problem>) {
        for (i, Remark { body, .. }) in self.remarks.iter().enumerate() {
            found.extend(body.check(form, Place::Remark { no: i + 1 }));
        }
        if self.remarks.is_empty() {
            found.push(Problem::warning("opinion_without_remarks", Place::field("remarks")));
        }
    }
}

impl RemarkBody {
    /// What is wrong with this remark.
    pub fn check(&self, form: &Form, place: Place) -> Vec<Problem> {
        let mut found = Vec::new();
        if self.problem.trim().is_empty() && self.suggestion.trim().is_empty() {
            found.push(Problem::error("remark_empty", place.clone()));
        }
        if !self.criterion.is_empty() && form.criterion(&self.criterion).is_none() {
            found.push(Problem::error("criterion_unknown", place.clone()).with("id", shown(&self.criterion)));
        }
        found.extend(too_long(&self.problem, place.clone()));
        found.extend(too_long(&self.suggestion, place));
        found
    }
}

/// A text over the limit is refused with its length, never cut.
pub fn too_long(text: &str, place: Place) -> Option<Problem> {
    let length = text.chars().count();
    (length > MAX_TEXT).then(|| Problem::error("text_too_long", place).with("length", length).with("most", MAX_TEXT))
}
