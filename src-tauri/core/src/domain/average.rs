//! Averages and distances of a few numbers, exactly: mean, median, trimmed and winsorised mean, and the two rules that
//! point at a total far from the others (statistics §1 and §7). Rounded once, when shown.

use super::exact::Exact;
use super::number::{Points, Rounding, Shown};
use rust_decimal::Decimal;

/// Sum over count; none of nothing.
pub fn mean(values: &[Exact]) -> Option<Exact> {
    values.iter().cloned().sum::<Exact>() / Exact::count(values.len())
}

/// The middle one in order, or the mean of the middle two; none of nothing.
pub fn median(values: &[Exact]) -> Option<Exact> {
    let sorted = sorted(values);
    let upper = sorted.get(sorted.len() / 2)?.clone();
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    (sorted.get(sorted.len() / 2 - 1)?.clone() + upper) / Exact::count(2)
}

/// Mean after the `cut` lowest and the `cut` highest are left out; `cut` is a count, never a share (statistics §10.1).
/// None when nothing would be left.
pub fn trimmed_mean(values: &[Exact], cut: usize) -> Option<Exact> {
    let kept = values.len().checked_sub(2 * cut)?;
    mean(sorted(values).get(cut..cut + kept)?)
}

/// Mean after the `cut` lowest are raised to the next one and the `cut` highest lowered likewise. None when nothing would
/// be left unchanged.
pub fn winsorised_mean(values: &[Exact], cut: usize) -> Option<Exact> {
    let sorted = sorted(values);
    let kept = sorted.get(cut..sorted.len().checked_sub(cut)?)?;
    let ends = kept.first().into_iter().chain(kept.last()).flat_map(|end| std::iter::repeat_n(end.clone(), cut));
    if kept.is_empty() { None } else { mean(&kept.iter().cloned().chain(ends).collect::<Vec<_>>()) }
}

/// MAD: the median distance from the median.
pub fn median_distance(values: &[Exact]) -> Option<Exact> {
    let middle = median(values)?;
    median(&values.iter().map(|value| (value.clone() - middle.clone()).abs()).collect::<Vec<_>>())
}

/// Modified z of every value, 0.6745 (x − median)/MAD (Iglewicz & Hoaglin). None of nothing, and none when more than half
/// of the values are equal, for then MAD is nought: fall back to the points rule.
pub fn modified_z(values: &[Exact]) -> Option<Vec<Exact>> {
    let (middle, spread) = (median(values)?, median_distance(values)?);
    let factor = Exact::from(Points::new(Decimal::new(6745, 4)));
    values.iter().map(|value| (value.clone() - middle.clone()) * factor.clone() / spread.clone()).collect()
}

/// Beyond this size a modified z is flagged (Iglewicz & Hoaglin).
pub fn modified_z_limit() -> Exact {
    Exact::from(Points::new(Decimal::new(35, 1)))
}

/// With so many values the points rule measures against the nearer of the two others: their median lies half way between
/// them, and where one value is far off it would put all three far from "the others".
pub const OF_THREE: usize = 3;

/// A value beside the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Median of the others; of just two others the nearer one.
    pub others: Exact,
    /// Distance from it, without sign.
    pub distance: Exact,
}

/// Every value beside the others, for the points rule (statistics §7): a value is far when its distance is beyond the
/// limit. None with fewer than two values.
pub fn beside_others(values: &[Exact]) -> Option<Vec<Beside>> {
    let sorted = sorted(values);
    let rest = sorted.len().checked_sub(1).filter(|rest| *rest > 0)?;
    let away = |value: &Exact, other: &Exact| (value.clone() - other.clone()).abs();
    let beside = |value: &Exact| {
        let own = sorted.partition_point(|other| other < value);
        // The others in order are all but the one at `own`.
        let other = |place: usize| sorted.get(place + usize::from(place >= own)).cloned();
        let upper = other(rest / 2)?;
        let others = if rest % 2 == 1 {
            upper
        } else if sorted.len() == OF_THREE {
            [other(0)?, upper].into_iter().min_by_key(|other| away(value, other))?
        } else {
            ((other(rest / 2 - 1)? + upper) / Exact::count(2))?
        };
        Some(Beside { distance: away(value, &others), others })
    };
    values.iter().map(beside).collect()
}

/// 四舍五入 on the size, as statistics are shown; trailing noughts kept.
pub fn shown(value: &Exact, places: u32) -> Shown {
    let size = value.abs().round(places, Rounding::HalfUp).value();
    let negative = *value < Exact::zero() && !size.is_zero();
    Shown::new(Points::new(if negative { -size } else { size }), places)
}

fn sorted(values: &[Exact]) -> Vec<Exact> {
    let mut sorted = values.to_vec();
    sorted.sort();
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(values: &[i64]) -> Vec<Exact> {
        values.iter().map(|value| Exact::from(Points::new(Decimal::new(*value, 1)))).collect()
    }

    #[test]
    fn nothing_has_no_average_and_too_large_a_cut_leaves_none() {
        assert_eq!((mean(&[]), median(&[]), modified_z(&[])), (None, None, None));
        assert_eq!(trimmed_mean(&exact(&[1, 2]), 1), None);
        assert_eq!(winsorised_mean(&exact(&[1, 2]), 1), None);
        assert_eq!(trimmed_mean(&exact(&[1, 2, 3]), 2), None);
        assert_eq!(beside_others(&exact(&[1])), None);
        assert_eq!(trimmed_mean(&exact(&[10, 20, 90]), 1), median(&exact(&[10, 20, 90])));
    }

    #[test]
    fn the_size_is_rounded_and_nought_has_no_sign() {
        let half = |value| shown(&Exact::from(Points::new(Decimal::new(value, 3))), 2).to_string();
        assert_eq!((half(125), half(-125), half(-4)), ("0.13".into(), "-0.13".into(), "0.00".into()));
    }

    proptest! {
        #[test]
        fn the_others_are_all_but_the_value_itself(values in proptest::collection::vec(-20_i64..20, 2..9)) {
            let values = exact(&values);
            let found = beside_others(&values).expect("others");
            for (place, beside) in found.iter().enumerate() {
                let mut others = values.clone();
                let own = others.remove(place);
                let nearest = others.iter().map(|other| (own.clone() - other.clone()).abs()).min();
                if values.len() == OF_THREE {
                    prop_assert!(others.contains(&beside.others));
                    prop_assert_eq!(Some(beside.distance.clone()), nearest);
                } else {
                    prop_assert_eq!(Some(beside.others.clone()), median(&others));
                }
                prop_assert_eq!(&beside.distance, &(own - beside.others.clone()).abs());
            }
        }

        #[test]
        fn every_average_lies_between_the_ends(values in proptest::collection::vec(-1000_i64..1000, 1..12)) {
            let values = exact(&values);
            let ends = values.iter().min().zip(values.iter().max());
            let cuts = (0..3).flat_map(|cut| [trimmed_mean(&values, cut), winsorised_mean(&values, cut)]);
            for average in [mean(&values), median(&values)].into_iter().chain(cuts).flatten() {
                prop_assert!(ends.is_some_and(|(low, high)| *low <= average && average <= *high));
            }
        }
    }
}
