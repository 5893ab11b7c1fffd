//! The arithmetic of one report over its panel (domain rules §8.2). Exact fractions inside, one rounding per row, and the
//! total is the sum of the displayed rows, so that the printed sheet can be added up by hand.

use super::average::median;
use super::exact::Exact;
use super::form::{Form, Level, Missing, Rule, TRIM_FROM, TallyRules};
use super::number::{FRACTION_DIGITS, Points, Shown};
use super::problem::{Place, Problem};
use super::score::ReadScore;
use serde::{Deserialize, Serialize};

/// One expert's points, in the order of the form's criteria; `None` = not scored.
#[derive(Debug, Clone)]
pub struct Ballot {
    /// Name as printed.
    pub name: String,
    /// Kind of expert, for `Rule::Weighted`.
    pub kind: String,
    /// Points per criterion.
    pub points: Vec<Option<Points>>,
    /// What stands in the place of points or beside them: the choice, or 不适用; empty where there is nothing to say.
    pub marks: Vec<Option<String>>,
}

impl Ballot {
    /// A ballot of points alone.
    pub fn new(name: impl Into<String>, kind: impl Into<String>, points: Vec<Option<Points>>) -> Self {
        Self { name: name.into(), kind: kind.into(), points, marks: Vec::new() }
    }
}

/// The result for one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Tally {
    /// The rule asked for.
    pub rule: Rule,
    /// The rule that was applied: `by_panel` has become `mean` or `trim_one_each`.
    pub applied: Rule,
    /// Level of the rows.
    pub level: Level,
    /// Digits after the point.
    pub places: u32,
    /// Policy for missing scores.
    pub missing: Missing,
    /// Opinions that took part, dropped ones included (n).
    pub n: usize,
    /// Rows of the score summary; their displayed values add up to the total.
    pub rows: Vec<Line>,
    /// The result per criterion, also where the rows are groups.
    pub criteria: Vec<Line>,
    /// The experts in panel order.
    pub experts: Vec<ExpertLine>,
    /// Names of the dropped experts: the highest, then the lowest.
    pub dropped: Vec<String>,
    /// Sum of the displayed rows; none when nobody scored anything.
    pub total: Option<Shown>,
    /// Grade of the displayed total.
    pub grade: Option<String>,
    /// Rounded mean of the kept experts' exact totals, to compare; none under `median`.
    pub mean_of_totals: Option<Shown>,
    /// The total differs from it by more than 0.05: a note is printed (domain rules §8.2).
    pub note_needed: bool,
}

/// One row: a group or a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Line {
    /// Id in the form.
    pub id: String,
    /// Name.
    pub name: String,
    /// Full points.
    pub max: Points,
    /// What each expert gave, in panel order; none = not scored.
    pub given: Vec<Option<Points>>,
    /// Opinions behind the result.
    pub n: usize,
    /// The result, rounded and padded to the form's places.
    pub value: Option<Shown>,
    /// What each expert chose by name, in panel order; empty where points say everything.
    #[serde(default)]
    pub marks: Vec<Option<String>>,
    /// Agreed in discussion (`consensus`): then this is the result.
    #[serde(default)]
    pub agreed: Option<Shown>,
    /// The mean of what was given, where the result is an agreed score: kept apart from it.
    #[serde(default)]
    pub mean: Option<Shown>,
}

/// One expert's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExpertLine {
    /// Name.
    pub name: String,
    /// Total, rounded for display only.
    pub total: Option<Shown>,
    /// Grade of the displayed total.
    pub grade: Option<String>,
    /// Dropped as an extreme.
    pub dropped: bool,
}

/// Why there is no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTally {
    /// Scores are missing and the policy is `reject`: one problem per cell.
    Missing(Vec<Problem>),
    /// Fewer opinions than the rule or the form asks for.
    TooFew {
        /// Opinions there are.
        n: usize,
        /// Opinions there must be.
        least: usize,
    },
}

/// What one expert gave for one row, and its weight in the row's result.
struct Share {
    points: Option<Exact>,
    weight: Exact,
}

/// Tallies the ballots of one report by `rules` (the form's own, or a variant the caller chose).
pub fn tally(form: &Form, rules: &TallyRules, ballots: &[Ballot]) -> Result<Tally, NoTally> {
    tally_agreed(form, rules, ballots, &[])
}

/// Tallies with the scores agreed in discussion, in the order of the form's criteria; they count under `consensus` only
/// and stand in the place of what every expert gave.
pub fn tally_agreed(
    form: &Form,
    rules: &TallyRules,
    ballots: &[Ballot],
    agreed: &[Option<Points>],
) -> Result<Tally, NoTally> {
    if rules.missing == Missing::Reject {
        let missing = missing_cells(form, ballots);
        if !missing.is_empty() {
            return Err(NoTally::Missing(missing));
        }
    }
    let given = Given::new(form, rules.missing, ballots);
    let totals: Vec<Option<Exact>> = given.totals();
    let n = totals.iter().flatten().count();
    let applied = applied_rule(rules, n)?;
    let dropped = if applied == Rule::TrimOneEach { extremes(&totals) } else { Vec::new() };
    let kept: Vec<usize> = (0..ballots.len()).filter(|i| totals[*i].is_some() && !dropped.contains(i)).collect();
    let agreed = if applied == Rule::Consensus { agreed } else { &[] };
    let settled = given.with_agreed(form, agreed);

    let counter = Counter { form, rules, applied, ballots, kept: &kept, given: &given, settled: &settled };
    let criteria = counter.lines(Level::Criterion, agreed);
    let rows = if rules.level == Level::Criterion { criteria.clone() } else { counter.lines(Level::Group, agreed) };
    let total = counter.total(&rows);
    let mean = (applied != Rule::Median).then(|| counter.mean_of(&totals)).flatten();
    let shown = |exact: &Exact| Shown::new(exact.round(rules.places, rules.rounding), rules.places);
    let mean_of_totals = mean.as_ref().filter(|_| !form.unscored).map(shown);
    let experts = ballots.iter().enumerate().map(|(i, ballot)| {
        let total = totals[i].as_ref().filter(|_| !form.unscored).map(shown);
        ExpertLine {
            name: ballot.name.clone(),
            total,
            grade: total.and_then(|total| form.grade_of(total.points())).map(str::to_owned),
            dropped: dropped.contains(&i),
        }
    });
    let differs = total.zip(mean_of_totals).is_some_and(|(total, mean)| apart(total, mean));
    Ok(Tally {
        rule: rules.rule,
        applied,
        level: rules.level,
        places: rules.places,
        missing: rules.missing,
        n,
        experts: experts.collect(),
        dropped: dropped.iter().map(|i| ballots[*i].name.clone()).collect(),
        total,
        grade: total.and_then(|total| form.grade_of(total.points())).map(str::to_owned),
        // An agreed score is meant to differ from the mean, and is printed as such.
        note_needed: differs && applied != Rule::Consensus,
        mean_of_totals,
        rows,
        criteria,
    })
}

/// One expert's own total as displayed: the sum of what is scored so far, and once every criterion is settled the total
/// by the form's policy for 不适用; none before the first score and on a form that counts nothing.
pub fn own_total(form: &Form, read: &[ReadScore]) -> Option<Shown> {
    let rules = &form.tally;
    let total = exact_total(form, read)?;
    Some(Shown::new(total.round(rules.places, rules.rounding), rules.places))
}

/// The same total with all digits that are kept, for statistics.
pub fn unrounded_total(form: &Form, read: &[ReadScore]) -> Option<Points> {
    exact_total(form, read).map(|total| total.round(FRACTION_DIGITS, form.tally.rounding))
}

fn exact_total(form: &Form, read: &[ReadScore]) -> Option<Exact> {
    if form.unscored || read.iter().all(|read| read.points.is_none()) {
        return None;
    }
    let missing = if read.iter().all(ReadScore::is_settled) { form.tally.missing } else { Missing::Zero };
    let ballot = Ballot::new("", "", read.iter().map(|read| read.points).collect());
    Given::new(form, missing, &[ballot]).totals().pop().flatten()
}

fn missing_cells(form: &Form, ballots: &[Ballot]) -> Vec<Problem> {
    let cells = form.criteria().enumerate().flat_map(|(c, criterion)| {
        let missing = ballots.iter().filter(move |ballot| ballot.points.get(c).copied().flatten().is_none());
        missing.map(move |ballot| {
            Problem::error("score_missing", Place::criterion(criterion.id.as_str())).with("expert", &ballot.name)
        })
    });
    cells.collect()
}

/// What every expert gave, as it counts in the total, and what each criterion is worth.
pub(super) struct Given {
    missing: Missing,
    full: Exact,
    worth: Vec<Exact>,
    /// Per expert, per criterion.
    cells: Vec<Vec<Option<Exact>>>,
}

impl Given {
    pub(super) fn new(form: &Form, missing: Missing, ballots: &[Ballot]) -> Self {
        let criteria: Vec<_> = form.criteria().collect();
        let cell = |ballot: &Ballot| {
            let counted = criteria.iter().zip(&ballot.points);
            counted.map(|(criterion, points)| points.map(|points| criterion.counted(points))).collect()
        };
        Self {
            missing,
            full: form.total.into(),
            worth: criteria.iter().map(|criterion| criterion.worth().into()).collect(),
            cells: ballots.iter().map(cell).collect(),
        }
    }

    /// The same with the agreed scores in the place of what was given.
    fn with_agreed(&self, form: &Form, agreed: &[Option<Points>]) -> Self {
        let mut cells = self.cells.clone();
        for (c, (criterion, points)) in form.criteria().zip(agreed).enumerate() {
            let Some(points) = points else { continue };
            for cell in cells.iter_mut().filter_map(|row| row.get_mut(c)) {
                *cell = Some(criterion.counted(*points));
            }
        }
        Self { missing: self.missing, full: self.full.clone(), worth: self.worth.clone(), cells }
    }

    /// Every expert's exact total; `None` when nothing was scored and nothing counts as nought.
    pub(super) fn totals(&self) -> Vec<Option<Exact>> {
        let all = 0..self.worth.len();
        (0..self.cells.len()).map(|expert| self.sum(expert, all.clone(), &self.full)).collect()
    }

    /// Points of one expert over some criteria, by the policy for missing scores: added up as they are, or scaled to
    /// `full` points over those that were answered.
    fn sum(&self, expert: usize, criteria: std::ops::Range<usize>, full: &Exact) -> Option<Exact> {
        let cells = self.cells.get(expert).and_then(|cells| cells.get(criteria.clone())).unwrap_or_default();
        let answered = cells.iter().flatten().count();
        if answered == 0 && self.missing != Missing::Zero {
            return None;
        }
        let sum: Exact = cells.iter().flatten().cloned().sum();
        if self.missing == Missing::Renormalise && answered < criteria.len() {
            let worth = self.worth.get(criteria).unwrap_or_default().iter().zip(cells);
            let out_of: Exact = worth.filter(|(_, cell)| cell.is_some()).map(|(worth, _)| worth.clone()).sum();
            return sum * full.clone() / out_of;
        }
        Some(sum)
    }
}

fn applied_rule(rules: &TallyRules, n: usize) -> Result<Rule, NoTally> {
    let applied = match rules.rule {
        Rule::ByPanel if n >= TRIM_FROM => Rule::TrimOneEach,
        Rule::ByPanel => Rule::Mean,
        rule @ (Rule::Mean | Rule::TrimOneEach | Rule::Median | Rule::Weighted | Rule::Consensus) => rule,
    };
    let least = if applied == Rule::TrimOneEach { rules.min_panel.max(TRIM_FROM) } else { rules.min_panel };
    if n < least { Err(NoTally::TooFew { n, least }) } else { Ok(applied) }
}

/// The highest and the lowest total; of equal ones the first in panel order, and never the same expert twice.
fn extremes(totals: &[Option<Exact>]) -> Vec<usize> {
    let first_by = |better: fn(&Exact, &Exact) -> bool, skip: Option<usize>| {
        let mut best: Option<(usize, &Exact)> = None;
        for (i, total) in totals.iter().enumerate().filter(|(i, _)| Some(*i) != skip) {
            let Some(total) = total else { continue };
            if best.is_none_or(|(_, held)| better(total, held)) {
                best = Some((i, total));
            }
        }
        best.map(|(i, _)| i)
    };
    let highest = first_by(|new, held| new > held, None);
    let lowest = first_by(|new, held| new < held, highest);
    highest.into_iter().chain(lowest).collect()
}

/// Whether the total and the rounded mean of totals differ by more than 0.05 (domain rules §8.2, step 4).
fn apart(total: Shown, mean: Shown) -> bool {
    let limit = Points::new(rust_decimal::Decimal::new(5, 2));
    (Exact::from(total.points()) - Exact::from(mean.points())).abs() > Exact::from(limit)
}

struct Counter<'a> {
    form: &'a Form,
    rules: &'a TallyRules,
    applied: Rule,
    ballots: &'a [Ballot],
    kept: &'a [usize],
    given: &'a Given,
    settled: &'a Given,
}

impl Counter<'_> {
    /// The rows of a level, each with its rounded value.
    fn lines(&self, level: Level, agreed: &[Option<Points>]) -> Vec<Line> {
        let mut next = 0;
        let mut lines = Vec::new();
        for group in &self.form.groups {
            let criteria = group.all_criteria();
            let first = next;
            next += criteria.len();
            let any_agreed =
                |range: std::ops::Range<usize>| agreed.get(range).unwrap_or_default().iter().any(Option::is_some);
            match level {
                Level::Group => {
                    let is_agreed = any_agreed(first..next);
                    lines.push(self.line((&group.id, &group.name, group.max), first..next, is_agreed));
                }
                Level::Criterion => {
                    for (c, criterion) in (first..next).zip(criteria) {
                        let head = (&criterion.id, &criterion.name, criterion.worth());
                        let line = self.line(head, c..c + 1, any_agreed(c..c + 1));
                        lines.push(Line { marks: self.marks(c), ..line });
                    }
                }
            }
        }
        lines
    }

    fn line(&self, head: (&String, &String, Points), criteria: std::ops::Range<usize>, is_agreed: bool) -> Line {
        let (id, name, max) = head;
        let full = Exact::from(max);
        let points = |given: &Given, i| given.sum(i, criteria.clone(), &full);
        let shares = |given: &Given| -> Vec<Share> {
            let share = |i: &usize| Share {
                points: points(given, *i),
                weight: self.rules.weight_of(&self.ballots[*i].kind).into(),
            };
            self.kept.iter().map(share).collect()
        };
        let shares_given = shares(self.given);
        let result = |shares: &[Share]| self.result(shares).filter(|_| !self.form.unscored).map(|one| self.shown(&one));
        let mean = result(&shares_given);
        let value = if is_agreed { result(&shares(self.settled)) } else { mean };
        // A number is printed as it was given; only a rescaled one (`renormalise`, a weight) is cut at the digits we keep.
        let round = |given: Option<Exact>| Some(given?.round(FRACTION_DIGITS, self.rules.rounding));
        let given = (0..self.ballots.len()).map(|i| round(points(self.given, i)).filter(|_| !self.form.unscored));
        Line {
            id: id.clone(),
            name: name.clone(),
            max,
            given: given.collect(),
            n: shares_given.iter().filter(|share| share.points.is_some()).count(),
            value,
            marks: Vec::new(),
            agreed: value.filter(|_| is_agreed),
            mean: mean.filter(|_| is_agreed),
        }
    }

    /// What each expert wrote beside the points of a criterion; empty where nobody did.
    fn marks(&self, criterion: usize) -> Vec<Option<String>> {
        let marks: Vec<_> = self.ballots.iter().map(|ballot| ballot.marks.get(criterion).cloned().flatten()).collect();
        if marks.iter().any(Option::is_some) { marks } else { Vec::new() }
    }

    fn shown(&self, exact: &Exact) -> Shown {
        Shown::new(exact.round(self.rules.places, self.rules.rounding), self.rules.places)
    }

    fn result(&self, shares: &[Share]) -> Option<Exact> {
        match self.applied {
            Rule::Median => median(&shares.iter().filter_map(|share| share.points.clone()).collect::<Vec<_>>()),
            Rule::Weighted => {
                weighted_mean(shares.iter().filter_map(|share| Some((share.points.clone()?, share.weight.clone()))))
            }
            Rule::Mean | Rule::TrimOneEach | Rule::ByPanel | Rule::Consensus => {
                weighted_mean(shares.iter().filter_map(|share| Some((share.points.clone()?, Exact::count(1)))))
            }
        }
    }

    /// The sum of the displayed rows; scaled to full points only when a row has no score at all.
    fn total(&self, rows: &[Line]) -> Option<Shown> {
        if self.form.unscored {
            return None;
        }
        let sum: Exact = rows.iter().filter_map(|row| row.value).map(|value| Exact::from(value.points())).sum();
        let scored: Exact = rows.iter().filter(|row| row.value.is_some()).map(|row| Exact::from(row.max)).sum();
        let full = Exact::from(self.form.total);
        let exact = if scored == full { Some(sum) } else { sum * full / scored };
        exact.map(|exact| self.shown(&exact))
    }

    fn mean_of(&self, totals: &[Option<Exact>]) -> Option<Exact> {
        let weight = |i: usize| match self.applied {
            Rule::Weighted => self.rules.weight_of(&self.ballots[i].kind).into(),
            Rule::Mean | Rule::TrimOneEach | Rule::Median | Rule::ByPanel | Rule::Consensus => Exact::count(1),
        };
        weighted_mean(self.kept.iter().filter_map(|i| Some((totals[*i].clone()?, weight(*i)))))
    }
}

fn weighted_mean(values: impl Iterator<Item = (Exact, Exact)>) -> Option<Exact> {
    let (sum, weights) = values.fold((Exact::zero(), Exact::zero()), |(sum, weights), (value, weight)| {
        (sum + value * weight.clone(), weights + weight)
    });
    sum / weights
}

#[cfg(test)]
mod tests;
