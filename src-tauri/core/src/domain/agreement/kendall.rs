//! Kendall's coefficient of concordance W: do the experts put the reports in the same order, whatever their scales
//! (statistics §6).

use super::distribution::chi_squared_upper_tail;
use super::rank::{middle_ranks, tie_term};
use super::table::Table;
use super::{Defined, Undefined, count, finite, squares};

/// W and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Concordance {
    /// W with the correction for ties, from 0 to 1.
    pub w: f64,
    /// W without it.
    pub uncorrected: f64,
    /// S: sum of the squared distances of the rank sums from their mean.
    pub s: f64,
    /// Rank sums of the reports.
    pub rank_sums: Vec<f64>,
    /// Σ(t³ − t) over the ties of all experts.
    pub ties: f64,
    /// χ² = m(n − 1)W, which is Friedman's with ties.
    pub chi_squared: f64,
    /// Its degrees of freedom, n − 1.
    pub df: f64,
    /// Probability of such a χ² by chance; approximate, and coarse for small tables.
    pub p: f64,
}

/// W of a complete table of at least two reports and two experts. Undefined when every expert ties all reports.
pub fn concordance(table: &Table) -> Defined<Concordance> {
    let rows = table.complete()?;
    let (n, m) = (count(table.units()), count(table.observers()));
    let mut rank_sums = vec![0.0; rows.len()];
    let mut ties = 0.0;
    for column in 0..table.observers() {
        let scores: Vec<f64> = rows.iter().filter_map(|row| row.get(column).copied()).collect();
        rank_sums.iter_mut().zip(middle_ranks(&scores)).for_each(|(sum, rank)| *sum += rank);
        ties += tie_term(&scores);
    }
    let s = squares(&rank_sums);
    let most = m * m * (n.powi(3) - n);
    let corrected = most - m * ties;
    // Ranks are halves, so these are exact.
    if corrected <= 0.0 {
        return Err(Undefined::AllTied);
    }
    let w = finite(12.0 * s / corrected)?;
    let (chi_squared, df) = (m * (n - 1.0) * w, n - 1.0);
    let p = chi_squared_upper_tail(chi_squared, df).ok_or(Undefined::TooExtreme)?;
    Ok(Concordance { w, uncorrected: 12.0 * s / most, s, rank_sums, ties, chi_squared, df, p })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn w_lies_between_nought_and_one_and_knows_no_scale(
            rows in (2_usize..7).prop_flat_map(|k| {
                proptest::collection::vec(proptest::collection::vec(0_u8..6, k), 2..9)
            })
        ) {
            let of = |scale: f64, shift: f64| {
                let cell = |value: &u8| Some(f64::from(*value) * scale + shift);
                concordance(&Table::new(rows.iter().map(|row| row.iter().map(cell).collect()).collect()).expect("a table"))
            };
            let plain = of(1.0, 0.0);
            prop_assert_eq!(&plain, &of(4.0, 100.0));
            match plain {
                Ok(found) => prop_assert!(found.w >= 0.0 && found.w <= 1.0 + 1e-12 && (0.0..=1.0).contains(&found.p)),
                Err(why) => prop_assert_eq!(why, Undefined::AllTied),
            }
        }
    }
}
