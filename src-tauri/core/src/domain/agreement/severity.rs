//! How severe each expert is: the additive model score = report + expert + error, fitted by least squares, also where
//! cells are empty (statistics §3, N2 and N3). It describes; it corrects no score.

use super::table::Table;
use super::{Defined, Undefined, count, finite};

/// The fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// What each report would have from an expert of mean severity.
    pub adjusted: Vec<f64>,
    /// What each expert gives above (+, lenient) or below (−, severe) the panel; they add up to nought.
    pub experts: Vec<f64>,
}

/// Fits the model. Every report and every expert needs a score, and every expert must be linked to every other through
/// shared reports, or the severities could be anything.
pub fn severity(table: &Table) -> Defined<Severity> {
    let columns = table.columns();
    if table.units() == 0 || columns.is_empty() {
        return Err(Undefined::TooFewScores);
    }
    if !is_connected(table, &columns) {
        return Err(Undefined::Disconnected);
    }
    let means = table.present().map(|row| super::mean(&row)).collect::<Defined<Vec<f64>>>()?;
    let experts = solve(normal_equations(table, &columns, &means)?)?;
    let centre = super::mean(&experts)?;
    let experts = experts.iter().map(|value| finite(value - centre)).collect::<Defined<Vec<f64>>>()?;
    let adjust = |row: &Vec<Option<f64>>| {
        let rest: Vec<f64> =
            row.iter().zip(&experts).filter_map(|(cell, expert)| Some(cell.as_ref()? - expert)).collect();
        super::mean(&rest)
    };
    let adjusted = table.rows().iter().map(adjust).collect::<Defined<Vec<f64>>>()?;
    Ok(Severity { adjusted, experts })
}

/// Whether one walks from any report to any other through experts who scored both.
fn is_connected(table: &Table, columns: &[Vec<Option<f64>>]) -> bool {
    let (mut reports, mut experts) = (vec![false; table.units()], vec![false; columns.len()]);
    let mut waiting = vec![0];
    if let Some(first) = reports.first_mut() {
        *first = true;
    }
    while let Some(report) = waiting.pop() {
        for (seen, column) in experts.iter_mut().zip(columns) {
            if *seen || column.get(report).is_none_or(Option::is_none) {
                continue;
            }
            *seen = true;
            for (other, (reached, cell)) in reports.iter_mut().zip(column).enumerate() {
                if cell.is_some() && !*reached {
                    *reached = true;
                    waiting.push(other);
                }
            }
        }
    }
    reports.iter().chain(&experts).all(|seen| *seen)
}

/// The equations of the experts once the reports are eliminated, right-hand side last. One is added to every coefficient:
/// it changes nothing for severities that add up to nought, and makes the solution the only one.
fn normal_equations(table: &Table, columns: &[Vec<Option<f64>>], means: &[f64]) -> Defined<Vec<Vec<f64>>> {
    let sizes: Vec<f64> = table.present().map(|row| count(row.len())).collect();
    let equation = |(j, own): (usize, &Vec<Option<f64>>)| {
        let mut row: Vec<f64> = columns
            .iter()
            .enumerate()
            .map(|(l, other)| {
                let shared = own.iter().zip(other).zip(&sizes).filter(|((a, b), _)| a.is_some() && b.is_some());
                let (n, shares) = shared.fold((0.0, 0.0), |(n, sum), (_, size)| (n + 1.0, sum + 1.0 / size));
                1.0 - shares + if j == l { n } else { 0.0 }
            })
            .collect();
        row.push(own.iter().zip(means).filter_map(|(cell, mean)| Some(cell.as_ref()? - mean)).sum());
        row.iter().try_for_each(|value| finite(*value).map(|_| ()))?;
        Ok(row)
    };
    columns.iter().enumerate().map(equation).collect()
}

/// Gauss's elimination, the largest pivot first.
fn solve(mut rows: Vec<Vec<f64>>) -> Defined<Vec<f64>> {
    let size = rows.len();
    let at = |row: &[f64], column: usize| row.get(column).copied().unwrap_or(0.0);
    for column in 0..size {
        let candidates = rows.iter().enumerate().skip(column);
        let best = candidates.max_by(|(_, a), (_, b)| at(a, column).abs().total_cmp(&at(b, column).abs()));
        let Some((best, _)) = best else { return Err(Undefined::TooExtreme) };
        rows.swap(column, best);
        let (done, below) = rows.split_at_mut(column + 1);
        let Some(pivot) = done.last() else { return Err(Undefined::TooExtreme) };
        if at(pivot, column).abs() < 1e-12 {
            return Err(Undefined::Disconnected);
        }
        for row in below {
            let factor = at(row, column) / at(pivot, column);
            row.iter_mut().zip(pivot).for_each(|(value, pivot)| *value -= factor * pivot);
        }
    }
    let mut solution = vec![0.0; size];
    for (column, row) in rows.iter().enumerate().rev() {
        let known: f64 = row.iter().take(size).zip(&solution).skip(column + 1).map(|(a, x)| a * x).sum();
        if let Some(value) = solution.get_mut(column) {
            *value = finite((at(row, size) - known) / at(row, column))?;
        }
    }
    Ok(solution)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(rows: &[&[Option<f64>]]) -> Table {
        Table::new(rows.iter().map(|row| row.to_vec()).collect()).expect("a table")
    }

    #[test]
    fn two_panels_without_a_shared_report_are_not_compared() {
        let (a, b) = (Some(80.0), None);
        assert_eq!(severity(&table(&[&[a, a, b, b], &[b, b, a, a]])), Err(Undefined::Disconnected));
        assert!(severity(&table(&[&[a, a, b, b], &[b, b, a, a], &[b, a, a, b]])).is_ok());
        assert_eq!(severity(&table(&[&[a, b], &[b, b]])), Err(Undefined::Disconnected));
        assert_eq!(severity(&table(&[])), Err(Undefined::TooFewScores));
    }

    proptest! {
        #[test]
        fn what_the_model_made_is_found_again_whatever_is_missing(
            reports in proptest::collection::vec(0_i32..200, 2..8),
            experts in proptest::collection::vec(-40_i32..40, 2..7),
            holes in proptest::collection::vec(proptest::bool::weighted(0.3), 64),
        ) {
            let centre = experts.iter().sum::<i32>();
            let size = i32::try_from(experts.len()).expect("small");
            let cell = |i: usize, j: usize| {
                let sum = f64::from(reports[i]) / 2.0 + f64::from(experts[j]) / 2.0;
                (!holes[(i * experts.len() + j) % 64]).then_some(sum)
            };
            let rows = (0..reports.len()).map(|i| (0..experts.len()).map(|j| cell(i, j)).collect()).collect();
            match severity(&Table::new(rows).expect("a table")) {
                Err(why) => prop_assert_eq!(why, Undefined::Disconnected),
                Ok(found) => {
                    prop_assert!(found.experts.iter().sum::<f64>().abs() < 1e-9);
                    let shift = f64::from(centre) / f64::from(size) / 2.0;
                    for (found, made) in found.experts.iter().zip(&experts) {
                        prop_assert!((found + shift - f64::from(*made) / 2.0).abs() < 1e-8);
                    }
                    for (found, made) in found.adjusted.iter().zip(&reports) {
                        prop_assert!((found - shift - f64::from(*made) / 2.0).abs() < 1e-8);
                    }
                }
            }
        }
    }
}
