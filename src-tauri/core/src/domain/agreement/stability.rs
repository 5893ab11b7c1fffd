//! Does the order of the reports rest on one expert? The ranking is made again with each expert left out
//! (statistics §9, leave-one-out rank stability).

use super::Defined;
use super::rank::{order, places, spearman};

/// What changes when one expert is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Without {
    /// Another report is first, or a shared first place is no longer shared by the same ones.
    pub first_changes: bool,
    /// Most places any report moves.
    pub largest_move: usize,
    /// Spearman's ρ between the two orders; undefined when one of them is all ties.
    pub correlation: Defined<f64>,
}

/// Compares the order by `full` (a value per report, greatest first) with the order without each expert.
pub fn stability<T: PartialOrd>(full: &[T], without: &[Vec<T>]) -> Vec<Without> {
    // Compared once each: exact values are slow to compare, their order is not.
    let full = order(full);
    let all = places(&full);
    let compare = |values: &Vec<T>| {
        let values = order(values);
        let now = places(&values);
        Without {
            first_changes: all.iter().zip(&now).any(|(then, now)| (*then == 1) != (*now == 1)),
            largest_move: all.iter().zip(&now).map(|(then, now)| then.abs_diff(*now)).max().unwrap_or(0),
            correlation: spearman(&full, &values),
        }
    };
    without.iter().map(compare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_place_that_hangs_on_one_expert_is_found() {
        let found = stability(&[9, 8, 7], &[vec![9, 8, 7], vec![7, 8, 9], vec![9, 9, 7]]);
        let facts: Vec<_> = found.iter().map(|one| (one.first_changes, one.largest_move)).collect();
        assert_eq!(facts, [(false, 0), (true, 2), (true, 1)]);
        assert_eq!(found[1].correlation, Ok(-1.0));
    }
}
