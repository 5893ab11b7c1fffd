//! The points of a form that is being written: what stands below each group, setting points, scaling a group to another
//! total on the step grid, and adding up from below. Exact throughout.

use super::exact::Exact;
use super::form::{Criterion, Form, Group};
use super::form_edit::Part;
use super::number::{FRACTION_DIGITS, Points, Rounding};
use super::problem::{Place, Problem};
use serde::Serialize;

/// The points of a form beside what stands below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Sums {
    /// Full points as stated.
    pub total: Points,
    /// Sum of the groups of the first level.
    pub sum: Points,
    /// Both are the same.
    pub agrees: bool,
    /// Every group in printed order.
    pub groups: Vec<GroupSum>,
}

/// The points of a group beside what stands below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct GroupSum {
    /// Id of the group.
    pub id: String,
    /// Its path in the file.
    pub path: String,
    /// Its level, from 1.
    pub level: usize,
    /// Its points as stated.
    pub stated: Points,
    /// Sum of its groups and criteria.
    pub sum: Points,
    /// Both are the same.
    pub agrees: bool,
}

/// Points that became others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Reweighed {
    /// Id of the group or criterion; empty = the form's total.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The points before.
    pub old: Points,
    /// The points now.
    pub new: Points,
}

impl Group {
    /// What stands below adds up to.
    fn below(&self) -> Exact {
        let groups = self.groups.iter().map(|group| Exact::from(group.max));
        groups.chain(self.criteria.iter().map(|criterion| Exact::from(criterion.worth()))).sum()
    }
}

impl Criterion {
    /// A criterion of free points, and nothing else said about it.
    pub fn plain(id: &str, name: &str, max: Points) -> Self {
        Self {
            id: id.to_owned(),
            subgroup: String::new(),
            name: name.to_owned(),
            max,
            weight: None,
            step: None,
            guide: String::new(),
            deduct: String::new(),
            reasons: Vec::new(),
            choices: Vec::new(),
            deductions: Vec::new(),
            optional: false,
            objective: false,
            reason: None,
        }
    }

    /// Sets what it counts in the total: its weight where it has one, else its full points.
    fn set_worth(&mut self, points: Points) {
        if self.weight.is_some() {
            self.weight = Some(points);
        } else {
            self.set_max(points);
        }
    }

    /// Sets its full points; a choice that stood for full points (是 of a yes-or-no criterion) still does.
    pub fn set_max(&mut self, points: Points) {
        let old = std::mem::replace(&mut self.max, points);
        for choice in self.choices.iter_mut().filter(|choice| choice.points == old && old > Points::ZERO) {
            choice.points = points;
            choice.from = choice.from.map(|from| from.min(points));
        }
    }
}

fn exact_points(sum: &Exact) -> Points {
    // Sums of points have no more digits after the point than points.
    sum.round(FRACTION_DIGITS, Rounding::HalfUp)
}

impl Form {
    /// The stated points beside the sums of what stands below.
    pub fn sums(&self) -> Sums {
        let group = |(group, level, path): (&Group, usize, String)| {
            let sum = exact_points(&group.below());
            GroupSum { id: group.id.clone(), path, level, stated: group.max, sum, agrees: sum == group.max }
        };
        let sum = exact_points(&self.groups.iter().map(|group| Exact::from(group.max)).sum());
        Sums {
            total: self.total,
            sum,
            agrees: sum == self.total,
            groups: self.all_groups().into_iter().map(group).collect(),
        }
    }

    fn points_of(&self, part: &Part) -> Option<(&str, &str, Points)> {
        match part {
            Part::Group(at) => self.group_at(at).map(|group| (group.id.as_str(), group.name.as_str(), group.max)),
            Part::Criterion(at, c) => {
                let criterion = self.group_at(at)?.criteria.get(*c)?;
                Some((&criterion.id, &criterion.name, criterion.worth()))
            }
        }
    }

    fn set_points(&mut self, part: &Part, points: Points) -> Option<Reweighed> {
        let (id, name, old) = self.points_of(part)?;
        let told = Reweighed { id: id.to_owned(), name: name.to_owned(), old, new: points };
        match part {
            Part::Group(at) => self.group_mut(at)?.max = points,
            Part::Criterion(at, c) => self.criterion_at_mut(at, *c)?.set_worth(points),
        }
        (old != points).then_some(told)
    }

    /// Gives groups and criteria other points; nothing else follows. All unknown ids are told.
    pub fn reweigh(&mut self, points: &[(String, Points)]) -> Result<Vec<Reweighed>, Vec<Problem>> {
        let mut found = Vec::new();
        let mut parts = Vec::new();
        for (i, (id, points)) in points.iter().enumerate() {
            match self.needed_part(id, &format!("points[{i}].id")) {
                Ok(part) => parts.push((part, *points)),
                Err(problem) => found.push(problem),
            }
        }
        if !found.is_empty() {
            return Err(found);
        }
        Ok(parts.iter().filter_map(|(part, points)| self.set_points(part, *points)).collect())
    }

    /// Scales all criteria of a group in proportion so that they add up to `total` exactly, each on its step; what is
    /// left over after rounding down goes, a step at a time, to those that lost most by it (largest remainder). The
    /// group and the groups below it follow; what stands above does not.
    pub fn scale(&mut self, group: &str, total: Points) -> Result<Vec<Reweighed>, Problem> {
        let Part::Group(at) = self.needed_part(group, "group")? else {
            return Err(Problem::error("edit_not_a_group", Place::field("group")).with("id", group));
        };
        let inside: Vec<Part> = self
            .parts()
            .into_iter()
            .filter(|part| matches!(part, Part::Group(below) | Part::Criterion(below, _) if below.starts_with(&at)))
            .collect();
        let criteria: Vec<&Part> = inside.iter().filter(|part| matches!(part, Part::Criterion(..))).collect();
        let shares = criteria.iter().filter_map(|part| self.share_of(part)).collect::<Vec<_>>();
        let scaled = scaled(&shares, total)?;
        let mut told: Vec<Reweighed> = Vec::new();
        for (part, points) in criteria.iter().zip(scaled) {
            told.extend(self.set_points(part, points));
        }
        // From below, so that a group adds up what its own groups have become.
        for part in inside.iter().rev().filter(|part| matches!(part, Part::Group(_))) {
            told.extend(self.sum_up_group(part));
        }
        Ok(told)
    }

    fn share_of(&self, part: &Part) -> Option<Share> {
        let Part::Criterion(at, c) = part else { return None };
        let criterion = self.group_at(at)?.criteria.get(*c)?;
        // A weight is no score: it walks in the form's own steps.
        let step = if criterion.weight.is_some() { self.step } else { self.step_of(criterion) };
        Some(Share { worth: criterion.worth().millionths(), step: step.millionths() })
    }

    fn sum_up_group(&mut self, part: &Part) -> Option<Reweighed> {
        let Part::Group(at) = part else { return None };
        let sum = exact_points(&self.group_at(at)?.below());
        self.set_points(part, sum)
    }

    /// Makes every group, and the form, what stands below adds up to.
    pub fn sum_up(&mut self) -> Vec<Reweighed> {
        let mut told = Vec::new();
        for part in self.parts().iter().rev() {
            // A group without anything keeps its points: there is nothing to add up.
            let has_parts = |at: &[usize]| {
                self.group_at(at).is_some_and(|group| !group.groups.is_empty() || !group.criteria.is_empty())
            };
            if matches!(part, Part::Group(at) if has_parts(at)) {
                told.extend(self.sum_up_group(part));
            }
        }
        told.reverse();
        let sum = exact_points(&self.groups.iter().map(|group| Exact::from(group.max)).sum());
        if sum != self.total && !self.groups.is_empty() {
            told.push(Reweighed { id: String::new(), name: self.title.clone(), old: self.total, new: sum });
            self.total = sum;
        }
        told
    }
}

/// Points and step of a criterion to be scaled, in millionths.
struct Share {
    worth: i128,
    step: i128,
}

/// The points scaled to `total`. A total that cannot be made of the steps is refused.
fn scaled(shares: &[Share], total: Points) -> Result<Vec<Points>, Problem> {
    let off_grid = || Problem::error("edit_total_off_step", Place::field("total")).with("total", total);
    let (wanted, whole) = (total.millionths(), shares.iter().map(|share| share.worth).sum::<i128>());
    if whole == 0 || shares.iter().any(|share| share.step == 0) {
        return Err(Problem::error("edit_nothing_to_scale", Place::field("group")));
    }
    // Everything below is at most this product, or a few times that.
    if whole.checked_mul(wanted).is_none_or(|product| product > i128::MAX / 8) {
        return Err(Problem::error("number_too_long", Place::field("total")).with("text", total));
    }
    let mut units: Vec<i128> = shares.iter().map(|share| share.worth * wanted / whole / share.step).collect();
    let mut left = wanted - units.iter().zip(shares).map(|(n, share)| n * share.step).sum::<i128>();
    // Rounding down took less than one step from each, so that this ends soon where all walk in the same steps.
    for _ in 0..shares.len() {
        let lack = |i: usize| (shares[i].worth * wanted - units[i] * shares[i].step * whole) / shares[i].step;
        let fits = (0..shares.len()).filter(|i| shares[*i].step <= left && shares[*i].worth > 0);
        let Some(best) = fits.max_by_key(|i| (lack(*i), std::cmp::Reverse(*i))) else { break };
        units[best] += 1;
        left -= shares[best].step;
    }
    if left > 0 {
        // Coarse steps left something over that only the finest step can take.
        let finest = (0..shares.len()).filter(|i| shares[*i].worth > 0).min_by_key(|i| shares[*i].step);
        let finest = finest.filter(|i| left % shares[*i].step == 0).ok_or_else(off_grid)?;
        units[finest] += left / shares[finest].step;
    }
    let points =
        |millionths: i128| Points::new(rust_decimal::Decimal::from_i128_with_scale(millionths, FRACTION_DIGITS));
    Ok(units.iter().zip(shares).map(|(n, share)| points(n * share.step)).collect())
}
