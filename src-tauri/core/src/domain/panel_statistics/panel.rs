//! The coefficients of a panel of five experts and more over five reports and more: concordance, α, ICC, severity, and
//! the order without each expert.

use super::{
    COEFFICIENT_PLACES, Coefficient, LeaveOneOut, POINT_PLACES, PROBABILITY_PLACES, PanelStatistics, REPORTS_FROM,
    Totals, Withheld,
};
use crate::domain::agreement::alpha::{Alpha, Metric, alpha};
use crate::domain::agreement::icc::{Form, Icc, icc, mean_squares};
use crate::domain::agreement::kendall::{Concordance, concordance};
use crate::domain::agreement::severity::{Severity, severity};
use crate::domain::agreement::stability::stability;
use crate::domain::agreement::table::Table;
use crate::domain::agreement::{Defined, Undefined, shown};
use crate::domain::exact::Exact;
use crate::domain::number::Points;

/// What needs the whole table.
pub(super) const STATISTICS: [&str; 6] =
    ["kendall_w", "alpha_interval", "icc_2_1", "icc_2_k", "severity", "leave_one_out"];

/// The part of a table that has totals.
pub(super) struct Counted {
    /// Columns with at least one total.
    pub(super) experts: Vec<usize>,
    /// Rows with at least one total.
    pub(super) reports: Vec<usize>,
    /// Their cells.
    pub(super) cells: Vec<Vec<Option<Points>>>,
    /// Full mark.
    pub(super) full: Points,
}

impl Counted {
    pub(super) fn of(totals: &Totals) -> Self {
        let cell = |row: &[Option<Points>], column: usize| row.get(column).copied().flatten();
        let experts: Vec<usize> =
            (0..totals.experts.len()).filter(|j| totals.cells.iter().any(|row| cell(row, *j).is_some())).collect();
        let rows = totals.cells.iter().enumerate().filter(|(_, row)| row.iter().any(Option::is_some));
        let (reports, cells) = rows.map(|(i, row)| (i, experts.iter().map(|j| cell(row, *j)).collect())).unzip();
        Self { experts, reports, cells, full: totals.full }
    }
}

/// The coefficients before they are rounded, for the readings.
pub(super) struct Coefficients {
    pub(super) concordance: Defined<Concordance>,
    pub(super) alpha: Defined<Alpha>,
    pub(super) severity: Defined<Severity>,
    pub(super) counted: Vec<usize>,
    pub(super) full: Points,
}

/// Puts the coefficients into `found`, and those that cannot be computed among the withheld. None with too few reports.
pub(super) fn fill(found: &mut PanelStatistics, counted: &Counted) -> Option<Coefficients> {
    if counted.reports.len() < REPORTS_FROM {
        let too_few =
            |statistic| Withheld::too_few(statistic, Undefined::TooFewReports, counted.reports.len(), REPORTS_FROM);
        found.withheld.extend(STATISTICS.map(too_few));
        return None;
    }
    let table = match Table::of_points(&counted.cells) {
        Ok(table) => table,
        Err(why) => {
            found.withheld.extend(STATISTICS.map(|statistic| Withheld::new(statistic, why)));
            return None;
        }
    };
    let squares = mean_squares(&table);
    let coefficients = Coefficients {
        concordance: concordance(&table),
        alpha: alpha(&table, Metric::Interval),
        severity: severity(&table),
        counted: counted.experts.clone(),
        full: counted.full,
    };
    let rests_on = (found.reports, found.totals);
    let mut put = |statistic: &'static str, value: Defined<Coefficient>| match value {
        Ok(coefficient) => found.coefficients.push(coefficient),
        Err(why) => found.withheld.push(Withheld::new(statistic, why)),
    };
    put("kendall_w", coefficients.concordance.as_ref().map(|w| of_concordance(w, rests_on)).map_err(|why| *why));
    put("alpha_interval", coefficients.alpha.map(of_alpha));
    for (statistic, form) in [("icc_2_1", Form::TwoSingle), ("icc_2_k", Form::TwoMean)] {
        let value = squares.and_then(|squares| icc(&squares, form));
        put(statistic, value.map(|icc| of_icc(statistic, &icc, rests_on)));
    }
    put_severity(found, counted, &coefficients.severity);
    put_leave_one_out(found, counted);
    Some(coefficients)
}

fn plain(statistic: &'static str, value: String, (reports, totals): (usize, usize)) -> Coefficient {
    Coefficient {
        statistic,
        value,
        low: None,
        high: None,
        interval_withheld: None,
        chi_squared: None,
        df: None,
        p: None,
        reports,
        totals,
    }
}

fn of_concordance(of: &Concordance, rests_on: (usize, usize)) -> Coefficient {
    let p = shown(of.p, PROBABILITY_PLACES);
    Coefficient {
        chi_squared: Some(shown(of.chi_squared, COEFFICIENT_PLACES)),
        df: Some(shown(of.df, 0)),
        // A probability is never nought.
        p: Some(if p == "0.0000" { "<0.0001".to_owned() } else { p }),
        ..plain("kendall_w", shown(of.w, COEFFICIENT_PLACES), rests_on)
    }
}

fn of_alpha(of: Alpha) -> Coefficient {
    plain("alpha_interval", shown(of.value, COEFFICIENT_PLACES), (of.units, of.values))
}

fn of_icc(statistic: &'static str, of: &Icc, rests_on: (usize, usize)) -> Coefficient {
    let interval = of.interval.ok();
    Coefficient {
        low: interval.map(|(low, _)| shown(low, COEFFICIENT_PLACES)),
        high: interval.map(|(_, high)| shown(high, COEFFICIENT_PLACES)),
        interval_withheld: of.interval.err().map(Undefined::code),
        ..plain(statistic, shown(of.value, COEFFICIENT_PLACES), rests_on)
    }
}

fn put_severity(found: &mut PanelStatistics, counted: &Counted, fitted: &Defined<Severity>) {
    let places = usize::try_from(POINT_PLACES).unwrap_or(0);
    match fitted {
        Err(why) => found.withheld.push(Withheld::new("severity", *why)),
        Ok(fitted) => {
            for (column, value) in counted.experts.iter().zip(&fitted.experts) {
                if let Some(expert) = found.per_expert.get_mut(*column) {
                    expert.severity = Some(shown(*value, places));
                }
            }
            for (row, value) in counted.reports.iter().zip(&fitted.adjusted) {
                if let Some(report) = found.per_report.get_mut(*row) {
                    report.adjusted = Some(shown(*value, places));
                }
            }
        }
    }
}

/// The order is that of the exact means, so that equal means tie whatever their decimals.
fn put_leave_one_out(found: &mut PanelStatistics, counted: &Counted) {
    let sums: Vec<(Exact, usize)> = counted
        .cells
        .iter()
        .map(|row| {
            let given = || row.iter().flatten();
            (given().map(|points| Exact::from(*points)).sum(), given().count())
        })
        .collect();
    let full: Option<Vec<Exact>> = sums.iter().map(|(sum, n)| sum.clone() / Exact::count(*n)).collect();
    let without = |place: usize| -> Option<Vec<Exact>> {
        let mean = |((sum, n), row): (&(Exact, usize), &Vec<Option<Points>>)| match row.get(place).copied().flatten() {
            Some(own) => (sum.clone() - Exact::from(own)) / Exact::count(n.saturating_sub(1)),
            None => sum.clone() / Exact::count(*n),
        };
        sums.iter().zip(&counted.cells).map(mean).collect()
    };
    let without: Option<Vec<Vec<Exact>>> = (0..counted.experts.len()).map(without).collect();
    // A report with a single total has no mean without its expert.
    let Some((full, without)) = full.zip(without) else {
        found.withheld.push(Withheld::new("leave_one_out", Undefined::TooFewScores));
        return;
    };
    let names = counted.experts.iter().filter_map(|column| found.per_expert.get(*column)).map(|expert| &expert.name);
    let lines = names.zip(stability(&full, &without)).map(|(name, one)| LeaveOneOut {
        expert: name.clone(),
        first_changes: one.first_changes,
        largest_move: one.largest_move,
        correlation: one.correlation.ok().map(|value| shown(value, COEFFICIENT_PLACES)),
    });
    found.leave_one_out = lines.collect();
}
