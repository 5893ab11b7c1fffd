//! Ranks: middle ranks with their ties, and Spearman's correlation of two orders.

use super::{Defined, Undefined, all_equal, count, finite, mean, squares};

/// Ranks from 1 for the smallest; equal values share the mean of their ranks. Works on anything with an order, so that
/// exact scores are ranked exactly.
pub fn middle_ranks<T: PartialOrd>(values: &[T]) -> Vec<f64> {
    numbered(values, &ascending(values), |before, tied| count(before) + (count(tied) + 1.0) / 2.0)
}

/// Places from 1 for the greatest, as a list of winners has them: after two firsts comes a third.
pub fn places<T: PartialOrd>(values: &[T]) -> Vec<usize> {
    let mut descending = ascending(values);
    descending.reverse();
    numbered(values, &descending, |before, _| before + 1)
}

/// How many values are smaller than each: small numbers in the same order, with the same ties.
pub fn order<T: PartialOrd>(values: &[T]) -> Vec<usize> {
    numbered(values, &ascending(values), |before, _| before)
}

/// A number for each value, made of how many stand before it in `order` and how many are equal to it.
fn numbered<T: PartialOrd, N>(values: &[T], order: &[usize], number: impl Fn(usize, usize) -> N) -> Vec<N>
where
    N: Clone + Default,
{
    let mut numbers = vec![N::default(); values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|a, b| values.get(*a) == values.get(*b)) {
        for one in tied {
            if let Some(place) = numbers.get_mut(*one) {
                *place = number(before, tied.len());
            }
        }
        before += tied.len();
    }
    numbers
}

/// Places of the values in ascending order; what has no order (there is no such score) counts as equal.
fn ascending<T: PartialOrd>(values: &[T]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| {
        let pair = values.get(*a).zip(values.get(*b));
        pair.and_then(|(a, b)| a.partial_cmp(b)).unwrap_or(std::cmp::Ordering::Equal)
    });
    order
}

/// Σ(t³ − t) over the groups of t equal values: the tie correction of Kendall's W.
pub fn tie_term<T: PartialOrd>(values: &[T]) -> f64 {
    let order = ascending(values);
    let groups = order.chunk_by(|a, b| values.get(*a) == values.get(*b));
    groups.map(|tied| count(tied.len()).powi(3) - count(tied.len())).sum()
}

/// Spearman's ρ between two lists of the same length, from −1 to 1. Undefined when one of them is all ties.
pub fn spearman<T: PartialOrd>(a: &[T], b: &[T]) -> Defined<f64> {
    let (a, b) = (middle_ranks(a), middle_ranks(b));
    if a.len() < 2 || a.len() != b.len() {
        return Err(Undefined::TooFewReports);
    }
    if all_equal(&a) || all_equal(&b) {
        return Err(Undefined::AllTied);
    }
    let (mean_a, mean_b) = (mean(&a)?, mean(&b)?);
    let shared: f64 = a.iter().zip(&b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum();
    finite((shared / (squares(&a) * squares(&b)).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_rank() {
        assert_eq!(middle_ranks(&[5, 1, 5, 9]), [2.5, 1.0, 2.5, 4.0]);
        assert_eq!(places(&[5, 1, 5, 9]), [2, 4, 2, 1]);
        assert_eq!(tie_term(&[5, 1, 5, 9]), 6.0);
        assert_eq!(middle_ranks::<i32>(&[]), [0.0; 0]);
    }

    #[test]
    fn spearman_meets_its_bounds() {
        assert_eq!(spearman(&[1, 2, 3], &[10, 20, 30]), Ok(1.0));
        assert_eq!(spearman(&[1, 2, 3], &[3, 2, 1]), Ok(-1.0));
        assert_eq!(spearman(&[1, 1], &[1, 2]), Err(Undefined::AllTied));
        assert_eq!(spearman(&[1], &[1]), Err(Undefined::TooFewReports));
    }
}
