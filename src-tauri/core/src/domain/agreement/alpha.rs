//! Krippendorff's α: one minus the observed disagreement over the expected one, also on tables with empty cells
//! (statistics §4). The work is linear in the number of scores; only the ratio scale compares distinct values in pairs.

use super::table::Table;
use super::{Defined, Undefined, all_equal, count, finite, squares};
use std::collections::BTreeMap;

/// How far two values are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The same or not.
    Nominal,
    /// By rank.
    Ordinal,
    /// By difference.
    Interval,
    /// By difference relative to the sum.
    Ratio,
}

/// α and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alpha {
    /// At most 1; 0 is what chance gives, and less is systematic disagreement.
    pub value: f64,
    /// Reports with two scores or more; the others are dropped.
    pub units: usize,
    /// Scores in them (n).
    pub values: usize,
}

/// α of a table. Undefined when no report has two scores, when all scores are equal (K5), or when a ratio scale meets a
/// number below nought.
pub fn alpha(table: &Table, metric: Metric) -> Defined<Alpha> {
    let units: Vec<Vec<f64>> = table.present().filter(|unit| unit.len() >= 2).collect();
    let all: Vec<f64> = units.iter().flatten().copied().collect();
    if all.is_empty() {
        return Err(Undefined::TooFewScores);
    }
    if all_equal(&all) {
        return Err(Undefined::NoVariation);
    }
    let value = match metric {
        Metric::Interval => by_squares(&units),
        // δ between two values is the distance of their middle ranks: the sum over all values from one to the other,
        // half of both ends taken off, is just that (statistics §10.9).
        Metric::Ordinal => by_squares(&middle_ranks(&units, all.clone())),
        Metric::Nominal => nominal(&units, &all),
        Metric::Ratio if all.iter().any(|value| *value < 0.0) => return Err(Undefined::BelowZero),
        Metric::Ratio => ratio(&units, &all),
    };
    Ok(Alpha { value: finite(value)?, units: units.len(), values: all.len() })
}

/// One report adds its ordered pairs over m − 1, and the sum of their squared differences is 2m times the sum of squares
/// about its mean; likewise over all n scores.
fn by_squares(units: &[Vec<f64>]) -> f64 {
    let all: Vec<f64> = units.iter().flatten().copied().collect();
    let share = |unit: &Vec<f64>| count(unit.len()) / count(unit.len() - 1) * squares(unit);
    let observed: f64 = units.iter().map(share).sum();
    1.0 - count(all.len() - 1) * observed / (count(all.len()) * squares(&all))
}

fn middle_ranks(units: &[Vec<f64>], mut all: Vec<f64>) -> Vec<Vec<f64>> {
    all.sort_by(f64::total_cmp);
    let rank = |value: &f64| {
        let below = all.partition_point(|other| other < value);
        let up_to = all.partition_point(|other| other <= value);
        count(below) + count(up_to - below) / 2.0
    };
    units.iter().map(|unit| unit.iter().map(rank).collect()).collect()
}

/// The distinct values with their counts, in ascending order.
fn counts(values: &[f64]) -> Vec<(f64, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let groups = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq());
    groups.filter_map(|group| Some((*group.first()?, count(group.len())))).collect()
}

/// Of m² ordered pairs those of equal values agree.
fn nominal(units: &[Vec<f64>], all: &[f64]) -> f64 {
    let unequal = |values: &[f64]| {
        let equal: f64 = counts(values).iter().map(|(_, n)| n * n).sum();
        count(values.len()).powi(2) - equal
    };
    let observed: f64 = units.iter().map(|unit| unequal(unit) / count(unit.len() - 1)).sum();
    1.0 - observed * count(all.len() - 1) / unequal(all)
}

fn ratio(units: &[Vec<f64>], all: &[f64]) -> f64 {
    let distance = |c: f64, k: f64| ((c - k) / (c + k)).powi(2);
    let apart = |counts: &[(f64, f64)]| -> f64 {
        let pairs = counts.iter().enumerate().flat_map(|(i, c)| counts.iter().take(i).map(move |k| (c, k)));
        pairs.map(|((c, n_c), (k, n_k))| 2.0 * n_c * n_k * distance(*c, *k)).sum()
    };
    let observed: f64 = units.iter().map(|unit| apart(&counts(unit)) / count(unit.len() - 1)).sum();
    1.0 - observed * count(all.len() - 1) / apart(&counts(all))
}

/// The coincidence matrix by its cells that are not nought, keyed by the places of the two values among the distinct
/// ones in ascending order: what α is defined by, to check a table by hand. Quadratic in the distinct values of a report.
pub fn coincidences(table: &Table) -> (Vec<f64>, BTreeMap<(usize, usize), f64>) {
    let units: Vec<Vec<f64>> = table.present().filter(|unit| unit.len() >= 2).collect();
    let all: Vec<f64> = units.iter().flatten().copied().collect();
    let values: Vec<f64> = counts(&all).into_iter().map(|(value, _)| value).collect();
    let place = |value: f64| values.partition_point(|other| *other < value);
    let mut cells = BTreeMap::new();
    for unit in &units {
        let counts = counts(unit);
        for (c, n_c) in &counts {
            for (k, n_k) in &counts {
                let pairs = if place(*c) == place(*k) { n_c * (n_k - 1.0) } else { n_c * n_k };
                if pairs > 0.0 {
                    *cells.entry((place(*c), place(*k))).or_insert(0.0) += pairs / count(unit.len() - 1);
                }
            }
        }
    }
    (values, cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tables() -> impl Strategy<Value = Table> {
        let cell = prop_oneof![1 => Just(None), 4 => (0_u8..12).prop_map(|value| Some(f64::from(value) / 2.0))];
        let rows = (2_usize..6)
            .prop_flat_map(move |k| proptest::collection::vec(proptest::collection::vec(cell.clone(), k), 1..9));
        rows.prop_map(|rows| Table::new(rows).expect("a table"))
    }

    /// α by its definition, from the coincidence matrix and δ of every pair of values.
    fn by_definition(table: &Table, metric: Metric) -> f64 {
        let (values, cells) = coincidences(table);
        let mut n_c = vec![0.0; values.len()];
        cells.iter().for_each(|((c, _), o)| n_c[*c] += o);
        let n: f64 = n_c.iter().sum();
        let delta = |c: usize, k: usize| match metric {
            Metric::Nominal => f64::from(u8::from(c != k)),
            Metric::Interval => (values[c] - values[k]).powi(2),
            Metric::Ratio if c == k => 0.0,
            Metric::Ratio => ((values[c] - values[k]) / (values[c] + values[k])).powi(2),
            Metric::Ordinal => {
                let between: f64 = n_c[c.min(k)..=c.max(k)].iter().sum();
                (between - (n_c[c] + n_c[k]) / 2.0).powi(2)
            }
        };
        let observed: f64 = cells.iter().map(|((c, k), o)| o * delta(*c, *k)).sum();
        let expected: f64 = (0..values.len())
            .flat_map(|c| (0..values.len()).map(move |k| (c, k)))
            .map(|(c, k)| n_c[c] * n_c[k] * delta(c, k))
            .sum();
        1.0 - observed * (n - 1.0) / expected
    }

    proptest! {
        #[test]
        fn sums_of_squares_give_what_the_definition_gives(table in tables()) {
            for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval, Metric::Ratio] {
                if let Ok(alpha) = alpha(&table, metric) {
                    prop_assert!((alpha.value - by_definition(&table, metric)).abs() < 1e-9, "{metric:?}");
                    prop_assert!(alpha.value <= 1.0 + 1e-12);
                }
            }
        }

        #[test]
        fn the_order_of_the_experts_does_not_matter(table in tables()) {
            let turned = table.rows().iter().map(|row| row.iter().rev().copied().collect()).collect();
            let turned = Table::new(turned).expect("a table");
            let (a, b) = (alpha(&table, Metric::Interval), alpha(&turned, Metric::Interval));
            prop_assert_eq!(a.is_ok(), b.is_ok());
            if let (Ok(a), Ok(b)) = (a, b) {
                prop_assert!((a.value - b.value).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn without_a_pair_or_without_variation_there_is_no_alpha() {
        let of =
            |rows: &[[Option<f64>; 2]]| Table::new(rows.iter().map(|row| row.to_vec()).collect()).expect("a table");
        assert_eq!(alpha(&of(&[]), Metric::Interval), Err(Undefined::TooFewScores));
        assert_eq!(alpha(&of(&[[Some(1.0), None], [None, Some(2.0)]]), Metric::Nominal), Err(Undefined::TooFewScores));
        assert_eq!(
            alpha(&of(&[[Some(0.0), Some(-0.0)], [Some(9.0), None]]), Metric::Ratio),
            Err(Undefined::NoVariation)
        );
        assert_eq!(alpha(&of(&[[Some(-1.0), Some(1.0)]]), Metric::Ratio), Err(Undefined::BelowZero));
    }
}
