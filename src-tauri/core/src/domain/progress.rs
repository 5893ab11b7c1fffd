//! How far one expert has come with a report: points lost and weighted points of a criterion, the full points of what is
//! scored, and the total at the rate reached so far. For the reader of a screen; no result rests on it.

use super::exact::Exact;
use super::form::{Criterion, Form};
use super::number::{FRACTION_DIGITS, Points, Rounding, Shown};
use super::score::ReadScore;
use serde::Serialize;

/// The state of an opinion that is being scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Progress {
    /// What all criteria count in the total.
    pub full: Points,
    /// What the criteria with valid points count in the total.
    pub scored_full: Points,
    /// 按已评推算: the total if the rest is scored at the rate reached so far; none before the first score, after the
    /// last, and on a form that counts nothing.
    pub projected: Option<Shown>,
}

/// How far the scores `read`, in the order of the form's criteria, have come.
pub fn of(form: &Form, read: &[ReadScore]) -> Progress {
    let sum = |parts: &mut dyn Iterator<Item = Exact>| parts.fold(Exact::zero(), |sum, part| sum + part);
    let scored = || form.criteria().zip(read).filter_map(|(criterion, read)| Some((criterion, read.points?)));
    let full = sum(&mut form.criteria().map(|criterion| Exact::from(criterion.worth())));
    let scored_full = sum(&mut scored().map(|(criterion, _)| Exact::from(criterion.worth())));
    let total = sum(&mut scored().map(|(criterion, points)| criterion.counted(points)));
    let is_open = !form.unscored && !read.iter().all(ReadScore::is_settled);
    let places = form.tally.places;
    let projected = (total * full.clone() / scored_full.clone()).filter(|_| is_open);
    Progress {
        full: canonical(&full),
        scored_full: canonical(&scored_full),
        projected: projected.map(|total| Shown::new(total.round(places, form.tally.rounding), places)),
    }
}

/// 扣分: what `points` lack to the full points of a criterion.
pub fn lost(criterion: &Criterion, points: Points) -> Points {
    canonical(&(Exact::from(criterion.max) - Exact::from(points)))
}

/// 加权得分, as displayed with the places of the form's tally; none where the points count as they are.
pub fn weighted(form: &Form, criterion: &Criterion, points: Points) -> Option<Shown> {
    criterion.weight.filter(|weight| *weight != criterion.max)?;
    let rules = &form.tally;
    Some(Shown::new(criterion.counted(points).round(rules.places, rules.rounding), rules.places))
}

/// Sums of points have no more digits than points have.
fn canonical(value: &Exact) -> Points {
    value.round(FRACTION_DIGITS, Rounding::HalfUp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form_file;

    fn read(form: &Form, texts: &[&str]) -> Vec<ReadScore> {
        let given = texts.iter().copied().chain(std::iter::repeat(""));
        form.criteria().zip(given).map(|(criterion, text)| form.read_score(criterion, text)).collect()
    }

    #[test]
    fn the_projection_is_the_rate_of_what_is_scored_times_the_whole() {
        let form = form_file::built_in("T-RV-SCORE").unwrap();
        let none = of(&form, &read(&form, &[]));
        assert_eq!(
            (none.full.to_string(), none.scored_full.to_string(), none.projected),
            ("100".into(), "0".into(), None)
        );
        // Two criteria of 4 points each, 3 of them given in one: 7 of 8 is 87.5 of 100.
        let firsts: Vec<_> = form.criteria().take(2).collect();
        let full = firsts.iter().map(|c| c.max.to_string()).collect::<Vec<_>>();
        let some = of(&form, &read(&form, &[&full[0], "3"]));
        let expected = (Exact::from(firsts[0].max) + Exact::count(3)) * Exact::count(100)
            / (Exact::from(firsts[0].max) + Exact::from(firsts[1].max));
        assert_eq!(some.projected.unwrap().points(), expected.unwrap().round(form.tally.places, form.tally.rounding));
        let all: Vec<_> = form.criteria().map(|c| c.max.to_string()).collect();
        let all: Vec<_> = all.iter().map(String::as_str).collect();
        assert_eq!(of(&form, &read(&form, &all)).projected, None);
    }

    #[test]
    fn a_weighted_criterion_counts_by_its_weight() {
        let mut form = form_file::built_in("T-RV-SCORE").unwrap();
        let criterion = form.groups[0].criteria.first_mut().unwrap();
        criterion.weight = Some(Points::read("10").unwrap());
        criterion.max = Points::read("4").unwrap();
        let criterion = form.groups[0].criteria[0].clone();
        let three = Points::read("3").unwrap();
        assert_eq!(weighted(&form, &criterion, three).unwrap().to_string(), "7.50");
        assert_eq!(lost(&criterion, three).to_string(), "1");
        let plain = form.groups[0].criteria[1].clone();
        assert_eq!(weighted(&form, &plain, three), None);
    }
}
