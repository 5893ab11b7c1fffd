//! Outlier rules that need roots or quantiles: Grubbs, Dixon's Q, and the bound of z (statistics §7). The rules the panel
//! is shown, the points rule and the modified z, are exact and stand in `domain::average`.

use super::distribution::t_quantile;
use super::{Defined, Undefined, all_equal, count, finite, mean, squares};

/// The most extreme value of a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extreme {
    /// Its place in the list.
    pub place: usize,
    /// The statistic: G or Q.
    pub statistic: f64,
}

/// Whether one looks for an extreme on either side or on one chosen beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sides {
    /// One.
    One,
    /// Both.
    Both,
}

/// Sample standard deviation of at least two values.
pub fn deviation(values: &[f64]) -> Defined<f64> {
    if values.len() < 2 {
        return Err(Undefined::TooFewScores);
    }
    finite((squares(values) / (count(values.len()) - 1.0)).sqrt())
}

/// Grubbs' G: the largest distance from the mean in sample standard deviations; at least three values.
pub fn grubbs(values: &[f64]) -> Defined<Extreme> {
    sound(values)?;
    let (centre, s) = (mean(values)?, deviation(values)?);
    let distances = values.iter().map(|value| (value - centre).abs() / s).enumerate();
    let (place, statistic) = distances.max_by(|(_, a), (_, b)| a.total_cmp(b)).ok_or(Undefined::TooFewScores)?;
    Ok(Extreme { place, statistic: finite(statistic)? })
}

/// The critical value of G for `n` values at level `level` (0.05), from Student's t.
pub fn grubbs_critical(n: usize, level: f64, sides: Sides) -> Defined<f64> {
    if n < 3 {
        return Err(Undefined::TooFewScores);
    }
    let n = count(n);
    let tail = match sides {
        Sides::One => level / n,
        Sides::Both => level / (2.0 * n),
    };
    let t = t_quantile(tail, n - 2.0).ok_or(Undefined::TooExtreme)?;
    finite((n - 1.0) / n.sqrt() * (t * t / (n - 2.0 + t * t)).sqrt())
}

/// Dixon's Q: the larger gap at an end over the range; at least three values.
pub fn dixon(values: &[f64]) -> Defined<Extreme> {
    sound(values)?;
    let mut order: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    let [(low, lowest), (_, second), .., (high, highest)] = order.as_slice() else {
        return Err(Undefined::TooFewScores);
    };
    let next = order.iter().rev().nth(1).map_or(*lowest, |(_, value)| *value);
    let (below, above) = (second - lowest, highest - next);
    let (place, gap) = if below > above { (*low, below) } else { (*high, above) };
    Ok(Extreme { place, statistic: finite(gap / (highest - lowest))? })
}

/// The largest |z| that one of `n` values can have: (n − 1)/√n with the sample s. Below 2 up to five values, so “beyond two
/// standard deviations” can never fire there and is not offered.
pub fn largest_possible_z(n: usize) -> Defined<f64> {
    if n < 2 { Err(Undefined::TooFewScores) } else { finite((count(n) - 1.0) / count(n).sqrt()) }
}

fn sound(values: &[f64]) -> Defined<()> {
    if values.len() < 3 {
        return Err(Undefined::TooFewScores);
    }
    if !values.iter().all(|value| value.abs() <= super::table::LARGEST) {
        return Err(Undefined::NotATable);
    }
    if all_equal(values) { Err(Undefined::NoVariation) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_or_flat_lists_have_no_extreme() {
        assert_eq!(grubbs(&[1.0, 2.0]), Err(Undefined::TooFewScores));
        assert_eq!(dixon(&[3.0, 3.0, 3.0]), Err(Undefined::NoVariation));
        assert_eq!(grubbs(&[1.0, f64::NAN, 2.0]), Err(Undefined::NotATable));
        assert_eq!(grubbs_critical(2, 0.05, Sides::Both), Err(Undefined::TooFewScores));
    }

    #[test]
    fn q_is_taken_at_the_end_with_the_larger_gap() {
        assert_eq!(dixon(&[0.0, 9.0, 10.0]).map(|q| (q.place, q.statistic)), Ok((0, 0.9)));
        assert_eq!(dixon(&[10.0, 0.0, 1.0]).map(|q| (q.place, q.statistic)), Ok((0, 0.9)));
    }

    proptest! {
        #[test]
        fn no_z_passes_its_bound(values in proptest::collection::vec(0_u8..50, 3..10)) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            if let (Ok(found), Ok(bound)) = (grubbs(&values), largest_possible_z(values.len())) {
                prop_assert!(found.statistic <= bound + 1e-9);
                prop_assert!(values.len() > 5 || found.statistic < 2.0);
            }
        }
    }
}
