//! The panel's unified opinion sheet for one report: items that keep the remarks they came from, the panel's conclusion,
//! dissent. A draft is composed from signed opinions; a final sheet is never edited, only superseded.

use super::condition::Standing;
use super::form::{Form, shown};
use super::id::{MemberId, RemarkId, ReportId, SheetId, SheetItemId};
use super::opinion::{Nature, too_long};
use super::problem::{Place, Problem};
use super::tally::{Line, Tally};
use serde::{Deserialize, Serialize};

/// 统一评审意见表.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Sheet {
    /// Row id.
    pub id: SheetId,
    /// UUIDv7.
    pub uid: String,
    /// For which report.
    pub report: ReportId,
    /// 1, 2, …
    pub version: i64,
    /// State of this version.
    pub state: SheetState,
    /// 总体意见.
    pub overall: String,
    /// The panel's conclusion; empty = none yet.
    pub conclusion: String,
    /// Why it differs from the one suggested by the points.
    pub conclusion_reason: String,
    /// 条目 in order.
    pub items: Vec<SheetItem>,
    /// Remarks the panel does not use, each with its reason.
    pub unused: Vec<Unused>,
    /// 不同意见.
    pub dissents: Vec<Dissent>,
}

/// Draft → final → superseded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SheetState {
    /// 草稿.
    Draft,
    /// 已定稿.
    Final,
    /// 已被新版取代.
    Superseded,
}

/// 条目.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SheetItem {
    /// Row id.
    pub id: SheetItemId,
    /// Number within the sheet, from 1.
    pub no: i64,
    /// Its content.
    #[serde(flatten)]
    pub body: SheetItemBody,
    /// The remarks it came from.
    pub sources: Vec<RemarkId>,
}

/// What an item says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SheetItemBody {
    /// Theme under which it is listed, e.g. 指标体系.
    #[serde(default)]
    pub theme: String,
    /// Section or page of the report.
    #[serde(default)]
    pub place: String,
    /// 存在问题.
    #[serde(default)]
    pub problem: String,
    /// 修改意见或建议.
    #[serde(default)]
    pub suggestion: String,
    /// 性质.
    pub nature: Nature,
}

/// 不采用.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Unused {
    /// The remark.
    pub remark: RemarkId,
    /// Why.
    pub reason: String,
}

/// 不同意见 of one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Dissent {
    /// Who.
    pub member: MemberId,
    /// The text.
    pub text: String,
}

/// A remark of a signed opinion, as the composing of a sheet sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRemark {
    /// Row id.
    pub id: RemarkId,
    /// Label on paper, e.g. 专家1第3条.
    pub label: String,
}

impl Sheet {
    /// What keeps this sheet from being finalised: every remark is used or refused with a reason, exactly once; there is
    /// a conclusion of the form, with a reason where it differs from the suggested one (domain rules §4.3); what the form
    /// asks for across criteria holds of the result, and objective criteria are scored alike (domain rules §8.4).
    pub fn check(&self, form: &Form, remarks: &[SourceRemark], tally: &Tally, vetoed: bool) -> Vec<Problem> {
        let mut found = Vec::new();
        for remark in remarks {
            let used = self.items.iter().filter(|item| item.sources.contains(&remark.id)).count();
            let refused = self.unused.iter().filter(|unused| unused.remark == remark.id).count();
            match used + refused {
                0 => found.push(Problem::error("remark_unhandled", Place::Whole).with("remark", &remark.label)),
                1 => {}
                _ => found.push(Problem::error("remark_handled_twice", Place::Whole).with("remark", &remark.label)),
            }
        }
        for (i, item) in self.items.iter().enumerate() {
            let place = || Place::field(format!("items[{i}]"));
            if item.sources.is_empty() {
                found.push(Problem::error("item_without_source", place()).with("no", i + 1));
            }
            if item.body.problem.trim().is_empty() && item.body.suggestion.trim().is_empty() {
                found.push(Problem::error("item_empty", place()).with("no", i + 1));
            }
        }
        for (i, unused) in self.unused.iter().enumerate() {
            if unused.reason.trim().is_empty() {
                found.push(Problem::error("unused_without_reason", Place::field(format!("unused[{i}]"))));
            }
        }
        self.check_sources(remarks, &mut found);
        self.check_conclusion(form, tally, vetoed, &mut found);
        found.extend(form.check_across(&Standing::of_tally(form, tally, vetoed)));
        found.extend(objective_apart(form, tally));
        found.extend(too_long(&self.overall, Place::field("overall")));
        found
    }

    /// Remarks of an opinion that no longer counts (its expert has been recused since) cannot carry an item.
    fn check_sources(&self, remarks: &[SourceRemark], found: &mut Vec<Problem>) {
        let counts = |id: RemarkId| remarks.iter().any(|remark| remark.id == id);
        for (i, item) in self.items.iter().enumerate() {
            for id in item.sources.iter().filter(|id| !counts(**id)) {
                let place = Place::field(format!("items[{i}].sources"));
                found.push(Problem::error("source_not_counted", place).with("no", i + 1).with("remark", id));
            }
        }
        for (i, unused) in self.unused.iter().enumerate().filter(|(_, unused)| !counts(unused.remark)) {
            let place = Place::field(format!("unused[{i}]"));
            found.push(Problem::error("unused_not_counted", place).with("remark", unused.remark));
        }
    }

    fn check_conclusion(&self, form: &Form, tally: &Tally, vetoed: bool, found: &mut Vec<Problem>) {
        let place = || Place::field("conclusion");
        if form.conclusions.is_empty() {
            return;
        }
        if !form.conclusions.iter().any(|conclusion| conclusion.name == self.conclusion) {
            let code = if self.conclusion.is_empty() { "conclusion_missing" } else { "conclusion_unknown" };
            let known: Vec<_> = form.conclusions.iter().map(|conclusion| conclusion.name.as_str()).collect();
            let problem = Problem::error(code, place()).with("text", shown(&self.conclusion));
            found.push(problem.with("known", known.join("、")));
            return;
        }
        if vetoed && form.barred_by_veto(&self.conclusion) {
            found.push(Problem::error("conclusion_barred_by_veto", place()).with("text", &self.conclusion));
        }
        let standing = Standing::of_tally(form, tally, vetoed);
        let suggested = form.suggested_conclusion(&standing);
        let differs = suggested != Some(self.conclusion.as_str()) && (vetoed || form.suggests_by_points());
        if differs && self.conclusion_reason.trim().is_empty() {
            let suggested = suggested.unwrap_or("—");
            found.push(
                Problem::error("conclusion_reason_missing", Place::field("conclusion_reason"))
                    .with("suggested", suggested),
            );
        }
    }
}

/// Objective criteria that experts still score differently and the panel did not agree on.
fn objective_apart(form: &Form, tally: &Tally) -> Vec<Problem> {
    let objective = form.criteria().zip(&tally.criteria).filter(|(criterion, _)| criterion.objective);
    let apart = objective.filter(|(_, line)| {
        let alike = |list: usize, cell: &dyn Fn(usize) -> bool| (1..list).all(cell);
        let same_points = alike(line.given.len(), &|i| line.given[i] == line.given[0]);
        let same_marks = alike(line.marks.len(), &|i| line.marks[i] == line.marks[0]);
        line.agreed.is_none() && !(same_points && same_marks)
    });
    let words = |line: &Line| {
        let one = |(i, expert): (usize, &super::tally::ExpertLine)| {
            let mark = line.marks.get(i).cloned().flatten();
            let points = line.given.get(i).copied().flatten().map(|points| points.to_string());
            [expert.name.clone(), mark.or(points).unwrap_or_else(|| "—".to_owned())].join(" ")
        };
        tally.experts.iter().enumerate().map(one).collect::<Vec<_>>().join("、")
    };
    let problem = |(criterion, line): (&super::form::Criterion, &Line)| {
        let place = Place::criterion(criterion.id.as_str());
        Problem::error("objective_differs", place).with("name", &criterion.name).with("scores", words(line))
    };
    apart.map(problem).collect()
}
