//! Scores freed of each expert's own scale: z per expert, their mean per report, and two ways back to a scale of points
//! (statistics §3, N1). For comparison only; it is not part of any rule.

use super::table::Table;
use super::{Defined, Undefined, all_equal, count, finite, mean, squares};

/// An expert with fewer scores has no scale to speak of (statistics §3).
pub const LEAST_SCORES: usize = 5;

/// A normalised table.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalised {
    /// Mean of each expert.
    pub means: Vec<f64>,
    /// Population standard deviation of each expert.
    pub deviations: Vec<f64>,
    /// Experts, by column, who gave all reports the same: their z are 0, and a warning is due.
    pub flat: Vec<usize>,
    /// N: mean z of each report.
    pub scores: Vec<f64>,
    /// S: mean of each report as scored.
    pub raw: Vec<f64>,
    /// Mean of μ + σz of each report, with μ and σ (population) of all scores.
    pub rescaled: Vec<f64>,
}

/// Normalises a table in which every report has a score and every expert at least `LEAST_SCORES`.
pub fn normalise(table: &Table) -> Defined<Normalised> {
    let columns: Vec<Vec<f64>> =
        table.columns().iter().map(|column| column.iter().flatten().copied().collect()).collect();
    if columns.is_empty() || columns.iter().any(|column| column.len() < LEAST_SCORES) {
        return Err(Undefined::TooFewScores);
    }
    let deviation = |values: &[f64]| (squares(values) / count(values.len())).sqrt();
    let means = columns.iter().map(|column| mean(column)).collect::<Defined<Vec<f64>>>()?;
    let flat: Vec<usize> = columns.iter().enumerate().filter(|(_, column)| all_equal(column)).map(|(j, _)| j).collect();
    let deviations: Vec<f64> =
        columns.iter().map(|column| if all_equal(column) { 0.0 } else { deviation(column) }).collect();
    let all: Vec<f64> = columns.iter().flatten().copied().collect();
    let (centre, spread) = (mean(&all)?, deviation(&all));
    let z_of = |row: &Vec<Option<f64>>| -> Vec<f64> {
        let scales = means.iter().zip(&deviations);
        let z = |(cell, (mean, s)): (&Option<f64>, (&f64, &f64))| {
            cell.map(|value| if *s > 0.0 { (value - mean) / s } else { 0.0 })
        };
        row.iter().zip(scales).filter_map(z).collect()
    };
    let scores = table.rows().iter().map(|row| mean(&z_of(row))).collect::<Defined<Vec<f64>>>()?;
    let raw = table.present().map(|row| mean(&row)).collect::<Defined<Vec<f64>>>()?;
    let rescaled = scores.iter().map(|score| finite(centre + spread * score)).collect::<Defined<Vec<f64>>>()?;
    Ok(Normalised { means, deviations, flat, scores, raw, rescaled })
}

/// Evalato's published fit: N stretched so that its least and greatest stand where the raw means have theirs.
pub fn fit(of: &Normalised) -> Defined<Vec<f64>> {
    let ends = |values: &[f64]| {
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (least, most)
    };
    let ((low, high), (least, most)) = (ends(&of.scores), ends(&of.raw));
    if high <= low {
        return Err(Undefined::NoVariation);
    }
    of.scores.iter().map(|score| finite(least + (score - low) * (most - least) / (high - low))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_expert_without_a_scale_counts_nought_and_is_named() {
        let rows = (0_i32..5).map(|i| vec![Some(f64::from(i)), Some(7.0)]).collect();
        let found = normalise(&Table::new(rows).expect("a table")).expect("normalised");
        assert_eq!(found.flat, [1]);
        assert_eq!(found.scores[2], 0.0);
        let all_flat = Table::new(vec![vec![Some(7.0)]; 5]).expect("a table");
        assert_eq!(fit(&normalise(&all_flat).expect("normalised")), Err(Undefined::NoVariation));
        let few = Table::new(vec![vec![Some(7.0)]; 4]).expect("a table");
        assert_eq!(normalise(&few), Err(Undefined::TooFewScores));
    }

    proptest! {
        #[test]
        fn neither_a_shift_nor_a_stretch_of_one_expert_changes_n(
            rows in (1_usize..6).prop_flat_map(|k| {
                proptest::collection::vec(proptest::collection::vec(0_u8..100, k), 5..9)
            }),
            shift in -50_i16..50,
            stretch in 1_u8..20,
        ) {
            let of = |shift: f64, stretch: f64| {
                let cell = |(j, value): (usize, &u8)| {
                    let value = f64::from(*value);
                    Some(if j == 0 { value * stretch + shift } else { value })
                };
                let rows = rows.iter().map(|row| row.iter().enumerate().map(cell).collect()).collect();
                normalise(&Table::new(rows).expect("a table")).expect("normalised").scores
            };
            let plain = of(0.0, 1.0);
            for (a, b) in plain.iter().zip(of(f64::from(shift), f64::from(stretch) / 4.0)) {
                prop_assert!((a - b).abs() < 1e-9);
            }
        }
    }
}
