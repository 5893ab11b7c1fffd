//! Every condition of a form in one place: which score needs a reason, which conclusion the points suggest, what must
//! hold across criteria.

use super::exact::Exact;
use super::form::{Check, CheckRule, Criterion, Form, Group, ReasonRule};
use super::number::Points;
use super::problem::{Place, Problem};
use super::tally::Tally;
use std::collections::HashMap;

/// What was reached, by group and criterion, as part of the form's total.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The total; none before anything was scored.
    pub total: Option<Points>,
    /// Any veto item ticked.
    pub vetoed: bool,
    /// Per id: points reached and points of what was scored; a group id that is a criterion's, too, is the criterion's.
    parts: HashMap<String, Part>,
    /// The level-one groups in order.
    groups: Vec<String>,
}

/// Points reached of points scored.
#[derive(Debug, Clone)]
struct Part {
    got: Exact,
    out_of: Exact,
}

impl Part {
    fn share(&self) -> Option<Exact> {
        self.got.clone() / self.out_of.clone()
    }
}

impl Standing {
    /// From one expert's points, in the order of the form's criteria.
    pub fn of_points(form: &Form, total: Option<Points>, points: &[Option<Points>], vetoed: bool) -> Self {
        let counted = form.criteria().zip(points);
        let counted = counted.filter_map(|(criterion, points)| {
            let worth = Exact::from(criterion.worth());
            Some((criterion.id.as_str(), Part { got: criterion.counted((*points)?), out_of: worth }))
        });
        Self::of_parts(form, total, counted.collect(), vetoed)
    }

    /// From a panel's result: the displayed values of criteria, and of level-one groups where these are the rows.
    pub fn of_tally(form: &Form, tally: &Tally, vetoed: bool) -> Self {
        let part = |line: &super::tally::Line| {
            Some(Part { got: Exact::from(line.value?.points()), out_of: Exact::from(line.max) })
        };
        let criteria = tally.criteria.iter().filter_map(|line| Some((line.id.as_str(), part(line)?)));
        let total = tally.total.map(super::number::Shown::points);
        let mut standing = Self::of_parts(form, total, criteria.collect(), vetoed);
        if tally.level == super::form::Level::Group {
            for line in &tally.rows {
                if let Some(part) = part(line) {
                    standing.parts.insert(line.id.clone(), part);
                }
            }
        }
        standing
    }

    fn of_parts(form: &Form, total: Option<Points>, criteria: HashMap<&str, Part>, vetoed: bool) -> Self {
        let mut parts = HashMap::new();
        for (group, _, _) in form.all_groups() {
            let below: Vec<&Part> =
                group.all_criteria().iter().filter_map(|criterion| criteria.get(criterion.id.as_str())).collect();
            if !below.is_empty() {
                let got = below.iter().map(|part| part.got.clone()).sum();
                let out_of = below.iter().map(|part| part.out_of.clone()).sum();
                parts.insert(group.id.clone(), Part { got, out_of });
            }
        }
        parts.extend(criteria.into_iter().map(|(id, part)| (id.to_owned(), part)));
        Self { total, vetoed, parts, groups: form.groups.iter().map(|group| group.id.clone()).collect() }
    }

    /// The share reached over several ids together; none when nothing of them was scored.
    fn share(&self, ids: &[String]) -> Option<Exact> {
        let parts: Vec<&Part> = ids.iter().filter_map(|id| self.parts.get(id)).collect();
        let got: Exact = parts.iter().map(|part| part.got.clone()).sum();
        let out_of: Exact = parts.iter().map(|part| part.out_of.clone()).sum();
        Part { got, out_of }.share()
    }

    fn points(&self, ids: &[String]) -> Exact {
        ids.iter().filter_map(|id| self.parts.get(id)).map(|part| part.got.clone()).sum()
    }
}

impl Criterion {
    /// What points count in the total: themselves, or their share of the weight.
    pub fn counted(&self, points: Points) -> Exact {
        match self.weight {
            None => points.into(),
            Some(weight) => (Exact::from(points) * weight.into() / Exact::from(self.max)).unwrap_or_else(Exact::zero),
        }
    }
}

impl Form {
    /// The conclusion that is suggested: the first whose threshold is reached and whose requirements hold; none when it
    /// is a hidden one. A ticked veto item always suggests the worst one (domain rules §4.3).
    pub fn suggested_conclusion(&self, standing: &Standing) -> Option<&str> {
        if standing.vetoed {
            return self.open_conclusions().last().map(|conclusion| conclusion.name.as_str());
        }
        let total = standing.total?;
        let holds = |of: &[String], share: Points| {
            let each: &[String] = if of.is_empty() { &standing.groups } else { of };
            each.iter()
                .all(|id| standing.share(std::slice::from_ref(id)).is_none_or(|reached| reached >= Exact::from(share)))
        };
        let found = self.conclusions.iter().find(|conclusion| {
            conclusion.from.is_some_and(|from| from <= total)
                && conclusion.requires.iter().all(|required| holds(&required.of, required.share))
        })?;
        (!found.hidden).then_some(found.name.as_str())
    }

    /// Whether points suggest a conclusion at all; where they never do, the panel's own needs no reason beside it.
    pub fn suggests_by_points(&self) -> bool {
        !self.unscored && self.conclusions.iter().any(|conclusion| conclusion.from.is_some())
    }

    /// Whether a conclusion is barred by a ticked veto item: the best one (domain rules §4.2: 不得为“通过”).
    pub fn barred_by_veto(&self, conclusion: &str) -> bool {
        self.conclusions.len() > 1 && self.conclusions.first().is_some_and(|best| best.name == conclusion)
    }

    /// The rule for reasons that holds for a criterion: its own, or the form's.
    pub fn reason_rule(&self, criterion: &Criterion) -> ReasonRule {
        criterion.reason.clone().unwrap_or_else(|| {
            let own = self.reason.clone().unwrap_or_default();
            ReasonRule { below_share: own.below_share.or(self.reason_below), ..own }
        })
    }

    /// Whether a score needs a reason.
    pub fn needs_reason(&self, criterion: &Criterion, points: Points) -> bool {
        let rule = self.reason_rule(criterion);
        let share = |share: Points| share.value() * criterion.max.value();
        rule.any_deduction && points < criterion.max
            || rule.below_share.is_some_and(|below| points.value() < share(below))
            || rule.above_share.is_some_and(|above| points.value() > share(above))
    }

    /// What is wrong with the reason of a score.
    pub fn check_reason(&self, criterion: &Criterion, points: Points, reason: &str) -> Option<Problem> {
        let place = || Place::criterion(criterion.id.as_str());
        let (rule, reason) = (self.reason_rule(criterion), reason.trim());
        let length = reason.chars().filter(|c| !c.is_whitespace()).count();
        let needed = self.needs_reason(criterion, points);
        if reason.is_empty() {
            return if needed {
                Some(Problem::error("reason_required", place()).with("points", points))
            } else if points < criterion.max {
                Some(Problem::warning("reason_advised", place()).with("points", points))
            } else {
                None
            };
        }
        if needed && length < rule.min_length as usize {
            let problem = Problem::error("reason_too_short", place()).with("length", length);
            return Some(problem.with("least", rule.min_length));
        }
        (needed && rule.page && !names_a_page(reason)).then(|| Problem::warning("reason_without_page", place()))
    }

    /// What does not hold across criteria, for what was scored. Conditions on the form itself are `Form::check`'s.
    pub fn check_across(&self, standing: &Standing) -> Vec<Problem> {
        let broken = |check: &&Check| !check.holds(standing);
        self.checks.iter().filter(broken).map(|check| check.problem(Place::Whole)).collect()
    }

    /// The groups and criteria an id may name.
    pub fn has_part(&self, id: &str) -> bool {
        self.criterion(id).is_some() || self.group(id).is_some()
    }

    /// The group of that id, on any level.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.all_groups().into_iter().map(|(group, _, _)| group).find(|group| group.id == id)
    }

    /// The full points of a group or a criterion within the total.
    pub fn full_points(&self, id: &str) -> Option<Points> {
        self.criterion(id).map(Criterion::worth).or_else(|| self.group(id).map(|group| group.max))
    }
}

impl Check {
    /// A condition whose parts were not scored yet is not broken.
    fn holds(&self, standing: &Standing) -> bool {
        let all_scored = |ids: &[String]| ids.iter().all(|id| standing.parts.contains_key(id));
        if !all_scored(&self.of) || !all_scored(&self.than) {
            return true;
        }
        let limit = |points: Option<Points>| points.map(Exact::from);
        match self.rule {
            CheckRule::FullAtLeast | CheckRule::FullAtMost => true,
            CheckRule::PointsAtLeast => limit(self.points).is_none_or(|least| standing.points(&self.of) >= least),
            CheckRule::PointsAtMost => limit(self.points).is_none_or(|most| standing.points(&self.of) <= most),
            CheckRule::ShareNotAbove => match (standing.share(&self.of), standing.share(&self.than)) {
                (Some(of), Some(than)) => of <= than,
                _ => true,
            },
            CheckRule::IfBelowAtMost => {
                let below = standing.share(&self.of).zip(limit(self.share)).is_some_and(|(got, share)| got < share);
                let above = standing.share(&self.than).zip(limit(self.limit)).is_some_and(|(got, most)| got > most);
                !(below && above)
            }
        }
    }

    /// Whether a condition on the form itself holds: the full points of what it names.
    pub(super) fn holds_for(&self, form: &Form) -> bool {
        let full: Exact = self.of.iter().filter_map(|id| form.full_points(id)).map(Exact::from).sum();
        let limit = self.points.map(Exact::from);
        match self.rule {
            CheckRule::FullAtLeast => limit.is_none_or(|least| full >= least),
            CheckRule::FullAtMost => limit.is_none_or(|most| full <= most),
            CheckRule::PointsAtLeast
            | CheckRule::PointsAtMost
            | CheckRule::ShareNotAbove
            | CheckRule::IfBelowAtMost => true,
        }
    }

    pub(super) fn problem(&self, place: Place) -> Problem {
        let problem =
            if self.warn { Problem::warning("check_broken", place) } else { Problem::error("check_broken", place) };
        problem.with("message", &self.message).with("of", self.of.join("、"))
    }
}

/// Whether a text names a page: P23, 第 23 页, 23 页, 页码 23.
fn names_a_page(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let digit_near = |at: usize| {
        let near = |i: usize| chars.get(i).is_some_and(|c| c.is_numeric());
        let skip =
            |i: usize| if chars.get(i).is_some_and(|c| c.is_whitespace() || *c == '.' || *c == '码') { 1 } else { 0 };
        let back = at.checked_sub(1).map(|before| before - if before > 0 { skip(before) } else { 0 });
        near(at + 1 + skip(at + 1)) || back.is_some_and(near)
    };
    chars.iter().enumerate().any(|(at, c)| matches!(c, 'p' | 'P' | 'ｐ' | 'Ｐ' | '页') && digit_near(at))
}
