//! What is shown of a panel's totals, and at which panel size (statistics §9): few experts get raw figures, and a
//! coefficient is withheld with its reason rather than shown where it means nothing. Nothing here changes a score.

mod panel;
mod readings;
mod report;

use super::agreement::Undefined;
use super::exact::Exact;
use super::form::SignalLimits;
use super::number::{Points, Shown};
use super::problem::as_map;
use serde::Serialize;

/// From this many experts means and medians are shown (statistics §9).
pub const SMALL_FROM: usize = 3;
/// From this many experts coefficients are shown, and extremes are left out of a mean (statistics §9 and §10.2).
pub const PANEL_FROM: usize = 5;
/// From this many reports coefficients between experts are shown (statistics §9).
pub const REPORTS_FROM: usize = 5;
/// Digits of points.
pub const POINT_PLACES: u32 = 2;
/// Digits of coefficients.
const COEFFICIENT_PLACES: usize = 3;
/// Digits of probabilities.
const PROBABILITY_PLACES: usize = 4;

/// The totals of a panel: reports × experts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Names of the experts, one per column.
    pub experts: Vec<String>,
    /// The reports, one per row.
    pub reports: Vec<ReportName>,
    /// Totals by report and expert; none where the expert is recused or has not signed.
    pub cells: Vec<Vec<Option<Points>>>,
    /// Full mark of a total, above nought.
    pub full: Points,
}

/// A report as it is named beside its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportName {
    /// Its number; empty where the table gives only names.
    pub no: String,
    /// 项目名称.
    pub title: String,
}

/// Which figures the size of the panel allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PanelStep {
    /// 1–2 experts: raw scores and their difference.
    Raw,
    /// 3–4 experts: mean, median, range, points rule.
    Small,
    /// 5 experts and more: also the drop-one-each mean and the modified z, and from five reports the coefficients.
    /// Statistics §9 names 5–9; for ten and more it asks for nothing else, so the step goes on.
    Panel,
}

/// Everything that is shown of a panel's totals. All numbers are text, rounded as they are shown: points 2 digits,
/// coefficients 3, probabilities 4, 四舍五入.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PanelStatistics {
    /// What the size of the panel allows.
    pub step: PanelStep,
    /// Experts with at least one total.
    pub experts: usize,
    /// Reports with at least one total.
    pub reports: usize,
    /// Totals there are.
    pub totals: usize,
    /// Cells of those reports and experts without a total. They are left out, never counted as nought.
    pub missing: usize,
    /// Full mark.
    pub full: Points,
    /// Points rule: a total further than this from the others is flagged (`average::beside_others`).
    pub points_limit: Shown,
    /// One line per report.
    pub per_report: Vec<ReportFigures>,
    /// One line per expert.
    pub per_expert: Vec<ExpertFigures>,
    /// Coefficients of the whole table.
    pub coefficients: Vec<Coefficient>,
    /// What happens to the order when one expert is left out; one line per expert with a total.
    pub leave_one_out: Vec<LeaveOneOut>,
    /// What is not shown, and why.
    pub withheld: Vec<Withheld>,
    /// What the figures say, as sentences.
    pub readings: Vec<Reading>,
}

/// The figures of one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportFigures {
    /// Which report.
    #[serde(flatten)]
    pub name: ReportName,
    /// Totals in the order of the experts.
    pub given: Vec<Option<Points>>,
    /// How many totals.
    pub n: usize,
    /// Difference of two totals; shown where there are just two.
    pub difference: Option<Shown>,
    /// Mean; from three totals.
    pub mean: Option<Shown>,
    /// Median; from three totals.
    pub median: Option<Shown>,
    /// Highest less lowest; from three totals.
    pub range: Option<Shown>,
    /// Mean without one highest and one lowest total; from five totals.
    pub trimmed_mean: Option<Shown>,
    /// What an expert of mean severity would have given: beside the mean, never in its place.
    pub adjusted: Option<String>,
    /// More than half of the totals are equal, so that only the points rule looks for far ones; from five totals.
    pub mad_is_zero: bool,
    /// Totals far from the others: to be looked at and recorded, never removed (财政部令第87号 art. 64).
    pub flags: Vec<Flag>,
}

/// A total far from the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Flag {
    /// Whose.
    pub expert: String,
    /// The total.
    pub given: Points,
    /// What it was measured against: the median of the others; of just two others the nearer one.
    pub others: Shown,
    /// Distance from it.
    pub distance: Shown,
    /// Flagged by the points rule.
    pub by_points: bool,
    /// Modified z; from five totals that are not mostly equal.
    pub modified_z: Option<Shown>,
    /// Flagged by the modified z (beyond 3.5).
    pub by_modified_z: bool,
}

/// The figures of one expert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExpertFigures {
    /// Name.
    pub name: String,
    /// How many totals.
    pub n: usize,
    /// Mean of the totals; from three experts.
    pub mean: Option<Shown>,
    /// Points above (lenient) or below (severe, negative) the panel, by the additive model.
    pub severity: Option<String>,
}

/// A coefficient of the whole table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Coefficient {
    /// `kendall_w`, `alpha_interval`, `icc_2_1` or `icc_2_k`; the name stands in the locale under `statistic.<code>`, how
    /// it is computed under `method.<code>`.
    pub statistic: &'static str,
    /// The value.
    pub value: String,
    /// Lower end of the 95 % interval, approximate.
    pub low: Option<String>,
    /// Upper end.
    pub high: Option<String>,
    /// Why there is no interval where there could be one.
    pub interval_withheld: Option<&'static str>,
    /// χ² of the test of W.
    pub chi_squared: Option<String>,
    /// Its degrees of freedom.
    pub df: Option<String>,
    /// Its probability by chance, approximate.
    pub p: Option<String>,
    /// Reports it rests on.
    pub reports: usize,
    /// Totals it rests on.
    pub totals: usize,
}

/// The order of the reports without one expert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LeaveOneOut {
    /// Who is left out.
    pub expert: String,
    /// The first place changes.
    pub first_changes: bool,
    /// Most places any report moves.
    pub largest_move: usize,
    /// Spearman's ρ with the order by all; none where all means are equal.
    pub correlation: Option<String>,
}

/// A statistic that is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Withheld {
    /// Its code; the name stands in the locale under `statistic.<code>`.
    pub statistic: &'static str,
    /// Why; the sentence stands under `withheld.<code>`.
    pub code: &'static str,
    /// Values for the sentence.
    #[serde(serialize_with = "as_map")]
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>"))]
    pub params: Vec<(&'static str, String)>,
}

/// One sentence the figures say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Reading {
    /// Stable name; the sentence stands in the locale under `reading.<code>`.
    pub code: &'static str,
    /// Values for the sentence.
    #[serde(serialize_with = "as_map")]
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>"))]
    pub params: Vec<(&'static str, String)>,
}

impl Reading {
    fn new(code: &'static str, params: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self { code, params: params.into_iter().collect() }
    }
}

impl Withheld {
    fn new(statistic: &'static str, why: Undefined) -> Self {
        Self { statistic, code: why.code(), params: Vec::new() }
    }

    fn too_few(statistic: &'static str, why: Undefined, n: usize, least: usize) -> Self {
        Self { params: vec![("n", n.to_string()), ("least", least.to_string())], ..Self::new(statistic, why) }
    }
}

/// What `n` experts allow.
pub fn step_of(n: usize) -> PanelStep {
    match n {
        PANEL_FROM.. => PanelStep::Panel,
        SMALL_FROM.. => PanelStep::Small,
        _ => PanelStep::Raw,
    }
}

/// Describes the totals of a panel with the usual limit of the points rule, 20 % of the full mark (statistics §7). Reports
/// and experts without any total are listed, and counted nowhere.
pub fn describe(totals: &Totals) -> PanelStatistics {
    describe_within(totals, SignalLimits::default().from_others)
}

/// Describes the totals of a panel; `share` of the full mark is the limit of the points rule, as the form has it.
pub fn describe_within(totals: &Totals, share: Points) -> PanelStatistics {
    let counted = panel::Counted::of(totals);
    let (experts, reports) = (counted.experts.len(), counted.reports.len());
    let present = counted.cells.iter().flatten().flatten().count();
    let step = step_of(experts);
    let limit = Exact::from(totals.full) * Exact::from(share);
    let mut found = PanelStatistics {
        step,
        experts,
        reports,
        totals: present,
        missing: experts * reports - present,
        full: totals.full,
        points_limit: super::average::shown(&limit, POINT_PLACES),
        per_report: report::figures(totals, &limit),
        per_expert: report::expert_figures(totals, step),
        coefficients: Vec::new(),
        leave_one_out: Vec::new(),
        withheld: withheld_by_size(step, experts),
        readings: Vec::new(),
    };
    let coefficients = (step == PanelStep::Panel).then(|| panel::fill(&mut found, &counted)).flatten();
    found.readings = readings::of(&found, coefficients.as_ref());
    found
}

/// What the number of experts alone keeps back.
fn withheld_by_size(step: PanelStep, n: usize) -> Vec<Withheld> {
    let small = ["mean", "median", "range", "points_rule"].map(|statistic| (statistic, SMALL_FROM));
    let one_report = ["trimmed_mean", "modified_z"].map(|statistic| (statistic, PANEL_FROM));
    let table = panel::STATISTICS.map(|statistic| (statistic, PANEL_FROM));
    let all = small.into_iter().chain(one_report).chain(table);
    let kept_back = all.filter(|(_, least)| step_of(*least) > step);
    kept_back.map(|(statistic, least)| Withheld::too_few(statistic, Undefined::TooFewExperts, n, least)).collect()
}

#[cfg(test)]
mod tests;
