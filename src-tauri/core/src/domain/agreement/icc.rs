//! Intraclass correlation on complete tables: mean squares of the two-way layout, the six coefficients of Shrout & Fleiss
//! (1979), and their 95 % intervals (McGraw & Wong 1996 give the same). Statistics §5.

use super::distribution::f_quantile;
use super::table::Table;
use super::{Defined, Undefined, all_equal, count, finite, mean, squares};

/// Sums and mean squares of reports × experts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanSquares {
    /// Reports (n).
    pub reports: f64,
    /// Experts (k).
    pub experts: f64,
    /// Sum of squares between reports, n − 1 degrees of freedom.
    pub ss_between: f64,
    /// Sum of squares within reports, n(k − 1) degrees of freedom.
    pub ss_within: f64,
    /// Sum of squares of the experts, k − 1 degrees of freedom.
    pub ss_experts: f64,
    /// Sum of squares left over, (n − 1)(k − 1) degrees of freedom.
    pub ss_residual: f64,
    /// BMS.
    pub between: f64,
    /// WMS.
    pub within: f64,
    /// JMS.
    pub experts_mean_square: f64,
    /// EMS.
    pub residual: f64,
}

/// The six coefficients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// (1,1): every report has experts of its own; one expert's score.
    OneSingle,
    /// (2,1) = (A,1): experts drawn from a pool, absolute agreement; one expert's score.
    TwoSingle,
    /// (3,1) = (C,1): just these experts, consistency; one expert's score.
    ThreeSingle,
    /// (1,k): as (1,1), of the panel's mean.
    OneMean,
    /// (2,k) = (A,k): as (2,1), of the panel's mean.
    TwoMean,
    /// (3,k) = (C,k): as (3,1), of the panel's mean.
    ThreeMean,
}

/// A coefficient with its 95 % interval, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Icc {
    /// At most 1.
    pub value: f64,
    /// Lower and upper end.
    pub interval: Defined<(f64, f64)>,
}

/// Each tail of a 95 % interval.
const TAIL: f64 = 0.025;

/// The mean squares of a complete table of at least two reports and two experts. Undefined when all scores are equal.
pub fn mean_squares(table: &Table) -> Defined<MeanSquares> {
    let rows = table.complete()?;
    let all: Vec<f64> = rows.iter().flatten().copied().collect();
    if all_equal(&all) {
        return Err(Undefined::NoVariation);
    }
    let (n, k) = (count(table.units()), count(table.observers()));
    let grand = mean(&all)?;
    let row_means = rows.iter().map(|row| mean(row)).collect::<Defined<Vec<f64>>>()?;
    let columns = (0..table.observers()).map(|j| rows.iter().filter_map(|row| row.get(j).copied()).collect::<Vec<_>>());
    let column_means = columns.map(|column| mean(&column)).collect::<Defined<Vec<f64>>>()?;
    let ss_between = k * squares(&row_means);
    let ss_experts = n * squares(&column_means);
    let ss_within: f64 = rows.iter().map(|row| squares(row)).sum();
    // Summed up itself, not as a difference: where the experts differ by a constant it is nought, not a rounding error.
    let rest = |(row, row_mean): (&Vec<f64>, &f64)| -> f64 {
        row.iter().zip(&column_means).map(|(value, column)| (value - row_mean - column + grand).powi(2)).sum()
    };
    let ss_residual: f64 = rows.iter().zip(&row_means).map(rest).sum();
    // What is left of exact agreement by rounding is not an error of the experts.
    let ss_residual =
        if ss_residual <= 1e-24 * all.iter().map(|value| value * value).sum::<f64>() { 0.0 } else { ss_residual };
    Ok(MeanSquares {
        reports: n,
        experts: k,
        ss_between: finite(ss_between)?,
        ss_within: finite(ss_within)?,
        ss_experts: finite(ss_experts)?,
        ss_residual: finite(ss_residual)?,
        between: ss_between / (n - 1.0),
        within: ss_within / (n * (k - 1.0)),
        experts_mean_square: ss_experts / (k - 1.0),
        residual: ss_residual / ((n - 1.0) * (k - 1.0)),
    })
}

/// One of the six coefficients. Undefined when its denominator, an estimated variance, is not positive.
pub fn icc(of: &MeanSquares, form: Form) -> Defined<Icc> {
    let (n, k) = (of.reports, of.experts);
    let (bms, wms, jms, ems) = (of.between, of.within, of.experts_mean_square, of.residual);
    let (above, below) = match form {
        Form::OneSingle => (bms - wms, bms + (k - 1.0) * wms),
        Form::TwoSingle => (bms - ems, bms + (k - 1.0) * ems + k * (jms - ems) / n),
        Form::ThreeSingle => (bms - ems, bms + (k - 1.0) * ems),
        Form::OneMean => (bms - wms, bms),
        Form::TwoMean => (bms - ems, bms + (jms - ems) / n),
        Form::ThreeMean => (bms - ems, bms),
    };
    if below <= 0.0 {
        return Err(Undefined::NotPositive);
    }
    let interval = match form {
        Form::OneSingle => one_way(of).and_then(|(low, high)| single_of_ratio(low, high, k)),
        Form::OneMean => one_way(of).and_then(|(low, high)| mean_of_ratio(low, high)),
        Form::ThreeSingle => two_way(of).and_then(|(low, high)| single_of_ratio(low, high, k)),
        Form::ThreeMean => two_way(of).and_then(|(low, high)| mean_of_ratio(low, high)),
        Form::TwoSingle => agreement_interval(of),
        // Spearman–Brown carries the ends of one expert's score to the mean of k.
        Form::TwoMean => agreement_interval(of).and_then(|(low, high)| Ok((stepped_up(low, k)?, stepped_up(high, k)?))),
    };
    Ok(Icc { value: finite(above / below)?, interval })
}

/// Ends of the interval of BMS/WMS.
fn one_way(of: &MeanSquares) -> Defined<(f64, f64)> {
    let (n, k) = (of.reports, of.experts);
    ratio_interval(of.between, of.within, n - 1.0, n * (k - 1.0))
}

/// Ends of the interval of BMS/EMS.
fn two_way(of: &MeanSquares) -> Defined<(f64, f64)> {
    let (n, k) = (of.reports, of.experts);
    ratio_interval(of.between, of.residual, n - 1.0, (n - 1.0) * (k - 1.0))
}

fn ratio_interval(above: f64, below: f64, d1: f64, d2: f64) -> Defined<(f64, f64)> {
    if below <= 0.0 {
        return Err(Undefined::NoResidual);
    }
    let f = above / below;
    let (low, high) = (quantile(d1, d2)?, quantile(d2, d1)?);
    Ok((finite(f / low)?, finite(f * high)?))
}

fn quantile(d1: f64, d2: f64) -> Defined<f64> {
    f_quantile(TAIL, d1, d2).ok_or(Undefined::TooExtreme)
}

fn single_of_ratio(low: f64, high: f64, k: f64) -> Defined<(f64, f64)> {
    let of = |f: f64| finite((f - 1.0) / (f + k - 1.0));
    Ok((of(low)?, of(high)?))
}

fn mean_of_ratio(low: f64, high: f64) -> Defined<(f64, f64)> {
    if low <= 0.0 {
        return Err(Undefined::NotPositive);
    }
    Ok((finite(1.0 - 1.0 / low)?, finite(1.0 - 1.0 / high)?))
}

fn stepped_up(single: f64, k: f64) -> Defined<f64> {
    let below = 1.0 + (k - 1.0) * single;
    if below <= 0.0 { Err(Undefined::NotPositive) } else { finite(k * single / below) }
}

/// The interval of (2,1): Shrout & Fleiss 1979, with the approximate degrees of freedom v after Satterthwaite.
fn agreement_interval(of: &MeanSquares) -> Defined<(f64, f64)> {
    let (n, k) = (of.reports, of.experts);
    let (bms, jms, ems) = (of.between, of.experts_mean_square, of.residual);
    if ems <= 0.0 {
        return Err(Undefined::NoResidual);
    }
    let rho = (bms - ems) / (bms + (k - 1.0) * ems + k * (jms - ems) / n);
    let (experts, rest) = (k * rho * jms / ems, n * (1.0 + (k - 1.0) * rho) - k * rho);
    let above = (k - 1.0) * (n - 1.0) * (experts + rest).powi(2);
    let below = (n - 1.0) * experts.powi(2) + rest.powi(2);
    let v = above / below;
    // No degrees of freedom, or no number of them: the approximation says nothing.
    if !v.is_finite() || v <= 0.0 {
        return Err(Undefined::TooExtreme);
    }
    let (low, high) = (quantile(n - 1.0, v)?, quantile(v, n - 1.0)?);
    let spread = k * jms + (k * n - k - n) * ems;
    let lower = n * (bms - low * ems) / (low * spread + n * bms);
    let upper = n * (high * bms - ems) / (spread + n * high * bms);
    Ok((finite(lower)?, finite(upper)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Form; 6] =
        [Form::OneSingle, Form::TwoSingle, Form::ThreeSingle, Form::OneMean, Form::TwoMean, Form::ThreeMean];

    fn table(rows: &[&[f64]]) -> Table {
        Table::new(rows.iter().map(|row| row.iter().map(|value| Some(*value)).collect()).collect()).expect("a table")
    }

    #[test]
    fn experts_who_differ_by_a_constant_are_consistent_and_leave_no_error() {
        let squares = mean_squares(&table(&[&[80.1, 90.1], &[70.3, 80.3], &[60.7, 70.7]])).expect("mean squares");
        assert_eq!(squares.residual, 0.0);
        let consistent = icc(&squares, Form::ThreeSingle).expect("a value");
        assert_eq!((consistent.value, consistent.interval), (1.0, Err(Undefined::NoResidual)));
        assert!(icc(&squares, Form::TwoSingle).expect("a value").value < 1.0);
    }

    #[test]
    fn what_has_no_value_says_why() {
        assert_eq!(mean_squares(&table(&[&[5.0, 5.0], &[5.0, 5.0]])), Err(Undefined::NoVariation));
        assert_eq!(mean_squares(&table(&[&[5.0, 6.0]])), Err(Undefined::TooFewReports));
        assert_eq!(mean_squares(&table(&[&[5.0], &[6.0]])), Err(Undefined::TooFewExperts));
        let holes = Table::new(vec![vec![Some(1.0), None], vec![Some(2.0), Some(3.0)]]).expect("a table");
        assert_eq!(mean_squares(&holes), Err(Undefined::Incomplete));
        // Two experts in opposite order: the reports' means are equal.
        let opposed = mean_squares(&table(&[&[1.0, 2.0], &[2.0, 1.0]])).expect("mean squares");
        assert_eq!(icc(&opposed, Form::ThreeMean), Err(Undefined::NotPositive));
        assert_eq!(icc(&opposed, Form::TwoSingle), Err(Undefined::NotPositive));
    }

    proptest! {
        #[test]
        fn nothing_but_numbers_comes_out_and_the_interval_holds_the_value(
            rows in (2_usize..8).prop_flat_map(|k| {
                proptest::collection::vec(proptest::collection::vec(0_u16..400, k), 2..9)
            })
        ) {
            let rows: Vec<Vec<Option<f64>>> =
                rows.iter().map(|row| row.iter().map(|v| Some(f64::from(*v) / 4.0)).collect()).collect();
            let Ok(squares) = mean_squares(&Table::new(rows).expect("a table")) else { return Ok(()) };
            let parts = squares.ss_between + squares.ss_experts + squares.ss_residual;
            prop_assert!((parts - squares.ss_between - squares.ss_within).abs() < 1e-6);
            for form in ALL {
                let Ok(icc) = icc(&squares, form) else { continue };
                prop_assert!(icc.value.is_finite() && icc.value <= 1.0 + 1e-9, "{form:?} {icc:?}");
                if let Ok((low, high)) = icc.interval {
                    prop_assert!(low.is_finite() && high.is_finite() && low <= high + 1e-9, "{form:?} {icc:?}");
                    prop_assert!(low <= icc.value + 1e-9 && icc.value <= high + 1e-9, "{form:?} {icc:?}");
                }
            }
        }
    }
}
