//! Whether a form can be used: sums, ids, thresholds. All problems with their places, so that a broken form is mended in
//! one pass.

use super::exact::Exact;
use super::form::{Criterion, Form, Group, Rule};
use super::number::Points;
use super::problem::{Place, Problem};
use std::collections::HashMap;

impl Form {
    /// Everything that keeps this form from being used (errors) or is worth a look (warnings).
    pub fn check(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        self.check_heads(&mut found);
        self.check_sums(&mut found);
        self.check_ids(&mut found);
        self.check_thresholds(&mut found);
        for (g, group) in self.groups.iter().enumerate() {
            for (c, criterion) in group.criteria.iter().enumerate() {
                self.check_criterion(criterion, &format!("groups[{g}].criteria[{c}]"), &mut found);
            }
        }
        self.check_tally(&mut found);
        found
    }

    fn check_heads(&self, found: &mut Vec<Problem>) {
        let heads = [("id", &self.id), ("version", &self.version), ("title", &self.title)];
        for (path, text) in heads {
            blank(text, path.to_owned(), found);
        }
        positive(self.total, "total".to_owned(), found);
        positive(self.step, "step".to_owned(), found);
        if let Some(share) = self.reason_below
            && share.value() > rust_decimal::Decimal::ONE
        {
            found.push(Problem::error("form_share_above_one", Place::field("reason_below")).with("value", share));
        }
        if self.groups.is_empty() {
            found.push(Problem::error("form_no_groups", Place::field("groups")));
        }
    }

    fn check_sums(&self, found: &mut Vec<Problem>) {
        let mismatch = |path: String, stated: Points, parts: &mut dyn Iterator<Item = Points>| {
            let sum: Exact = parts.map(Exact::from).sum();
            (sum != Exact::from(stated)).then(|| {
                let sum = sum.round(super::number::FRACTION_DIGITS, super::number::Rounding::HalfUp);
                Problem::error("form_sum_differs", Place::field(path)).with("stated", stated).with("sum", sum)
            })
        };
        for (g, group) in self.groups.iter().enumerate() {
            if group.criteria.is_empty() {
                found.push(Problem::error("form_empty_group", Place::field(format!("groups[{g}].criteria"))));
            } else {
                let mut parts = group.criteria.iter().map(|criterion| criterion.max);
                found.extend(mismatch(format!("groups[{g}].max"), group.max, &mut parts));
            }
        }
        if !self.groups.is_empty() {
            found.extend(mismatch("total".to_owned(), self.total, &mut self.groups.iter().map(|group| group.max)));
        }
    }

    fn check_ids(&self, found: &mut Vec<Problem>) {
        let groups = self.groups.iter().enumerate().map(|(g, group)| (group.id.as_str(), format!("groups[{g}].id")));
        unique(groups, found);
        let criteria = self.groups.iter().enumerate().flat_map(|(g, group)| {
            let path = move |c| format!("groups[{g}].criteria[{c}].id");
            group.criteria.iter().enumerate().map(move |(c, criterion)| (criterion.id.as_str(), path(c)))
        });
        unique(criteria, found);
        for (g, Group { name, .. }) in self.groups.iter().enumerate() {
            blank(name, format!("groups[{g}].name"), found);
        }
    }

    fn check_thresholds(&self, found: &mut Vec<Problem>) {
        let grades: Vec<_> = self.grades.iter().map(|band| Some(band.from)).collect();
        falling(&grades, "grades", self.total, found);
        let conclusions: Vec<_> = self.conclusions.iter().map(|conclusion| conclusion.from).collect();
        falling(&conclusions, "conclusions", self.total, found);
        let names = |list: &'static str, names: Vec<&str>, found: &mut Vec<Problem>| {
            let places = names.into_iter().enumerate().map(|(i, name)| (name, format!("{list}[{i}].name")));
            unique(places.collect::<Vec<_>>().into_iter(), found);
        };
        names("grades", self.grades.iter().map(|band| band.name.as_str()).collect(), found);
        names("conclusions", self.conclusions.iter().map(|conclusion| conclusion.name.as_str()).collect(), found);
        let veto = self.veto.iter().enumerate().map(|(v, item)| (item.as_str(), format!("veto[{v}]")));
        unique(veto, found);
        if !self.conclusions.is_empty() && self.open_conclusions().next().is_none() {
            found.push(Problem::error("form_no_open_conclusion", Place::field("conclusions")));
        }
        if self.grades.last().is_some_and(|band| band.from > Points::ZERO) {
            found.push(Problem::warning("form_grades_leave_gap", Place::field("grades")));
        }
    }

    fn check_criterion(&self, criterion: &Criterion, path: &str, found: &mut Vec<Problem>) {
        blank(&criterion.name, format!("{path}.name"), found);
        positive(criterion.max, format!("{path}.max"), found);
        if let Some(step) = criterion.step {
            positive(step, format!("{path}.step"), found);
        }
        let step = self.step_of(criterion);
        if step > Points::ZERO && !criterion.max.on_step(step) {
            let place = Place::field(format!("{path}.max"));
            found.push(Problem::warning("form_max_off_step", place).with("max", criterion.max).with("step", step));
        }
        let choices = criterion.choices.iter().enumerate();
        unique(choices.clone().map(|(i, choice)| (choice.name.as_str(), format!("{path}.choices[{i}].name"))), found);
        for (i, choice) in choices {
            let place = || Place::field(format!("{path}.choices[{i}]"));
            if choice.points > criterion.max {
                let problem = Problem::error("form_choice_above_max", place());
                found.push(problem.with("points", choice.points).with("max", criterion.max));
            }
            if choice.from.is_some_and(|from| from > choice.points) {
                found.push(Problem::error("form_choice_range_empty", place()).with("points", choice.points));
            }
        }
    }

    fn check_tally(&self, found: &mut Vec<Problem>) {
        // Rows that are rounded up may then add up to more than full points.
        let fits = |max: Points| max.value().scale() <= self.tally.places;
        if !self.criteria().all(|criterion| fits(criterion.max)) {
            let problem = Problem::warning("form_places_too_few", Place::field("tally.places"));
            found.push(problem.with("places", self.tally.places));
        }
        if self.tally.min_panel == 0 {
            found.push(Problem::error("number_not_positive", Place::field("tally.min_panel")));
        }
        if self.tally.rule == Rule::Weighted && self.tally.weights.is_empty() {
            found.push(Problem::error("form_no_weights", Place::field("tally.weights")));
        }
        let kinds = self.tally.weights.iter().enumerate();
        unique(kinds.clone().map(|(i, weight)| (weight.kind.as_str(), format!("tally.weights[{i}].kind"))), found);
        for (i, weight) in kinds {
            positive(weight.weight, format!("tally.weights[{i}].weight"), found);
        }
    }
}

fn blank(text: &str, path: String, found: &mut Vec<Problem>) {
    if text.trim().is_empty() {
        found.push(Problem::error("text_empty", Place::Field { path }));
    }
}

fn positive(value: Points, path: String, found: &mut Vec<Problem>) {
    if value <= Points::ZERO {
        found.push(Problem::error("number_not_positive", Place::Field { path }));
    }
}

/// Names or ids that must be there and differ; the second of two equal ones is reported and names the first.
fn unique<'a>(names: impl Iterator<Item = (&'a str, String)>, found: &mut Vec<Problem>) {
    let mut seen: HashMap<&str, String> = HashMap::new();
    for (name, path) in names {
        if name.trim().is_empty() {
            found.push(Problem::error("text_empty", Place::Field { path }));
        } else if name.trim() != name {
            found.push(Problem::error("text_blanks_around", Place::Field { path }).with("name", name));
        } else if let Some(first) = seen.get(name) {
            found.push(Problem::error("form_duplicate", Place::Field { path }).with("name", name).with("first", first));
        } else {
            seen.insert(name, path);
        }
    }
}

/// Thresholds that must fall strictly and stay within the full points.
fn falling(bounds: &[Option<Points>], list: &str, total: Points, found: &mut Vec<Problem>) {
    let mut above: Option<Points> = None;
    for (i, bound) in bounds.iter().enumerate() {
        let Some(bound) = *bound else { continue };
        let place = || Place::field(format!("{list}[{i}].from"));
        if bound > total {
            found.push(Problem::error("form_threshold_above_total", place()).with("value", bound).with("total", total));
        }
        if above.is_some_and(|above| bound >= above) {
            found.push(Problem::error("form_thresholds_out_of_order", place()).with("value", bound));
        }
        above = Some(bound);
    }
}
