//! Whether a form can be used: sums, ids, thresholds. All problems with their places, so that a broken form is mended in
//! one pass.

use super::exact::Exact;
use super::form::{Check, CheckRule, Criterion, FieldKind, Form, Missing, ReasonRule, Rule};
use super::number::Points;
use super::problem::{Place, Problem};
use std::collections::HashMap;

/// A form has at most so many levels of groups above its criteria.
const MOST_LEVELS: usize = 3;

impl Form {
    /// Everything that keeps this form from being used (errors) or is worth a look (warnings).
    pub fn check(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        self.check_heads(&mut found);
        self.check_sums(&mut found);
        self.check_ids(&mut found);
        self.check_thresholds(&mut found);
        for (criterion, path) in self.places() {
            self.check_criterion(criterion, &path, &mut found);
        }
        self.check_fields(&mut found);
        self.check_conditions(&mut found);
        self.check_tally(&mut found);
        found
    }

    /// Every criterion with its path in the file.
    fn places(&self) -> Vec<(&Criterion, String)> {
        let mut places = Vec::new();
        for (group, _, path) in self.all_groups() {
            let criteria = group.criteria.iter().enumerate();
            places.extend(criteria.map(|(c, criterion)| (criterion, format!("{path}.criteria[{c}]"))));
        }
        places
    }

    fn check_heads(&self, found: &mut Vec<Problem>) {
        let heads = [("id", &self.id), ("version", &self.version), ("title", &self.title)];
        for (path, text) in heads {
            blank(text, path.to_owned(), found);
        }
        if !self.unscored {
            positive(self.total, "total".to_owned(), found);
            positive(self.step, "step".to_owned(), found);
        }
        share(self.reason_below, "reason_below", found);
        if let Some(rule) = &self.reason {
            check_reason_rule(rule, "reason", found);
            if rule.below_share.is_some() && self.reason_below.is_some() {
                found.push(Problem::error("form_reason_twice", Place::field("reason.below_share")));
            }
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
        for (group, level, path) in self.all_groups() {
            if level == MOST_LEVELS && !group.groups.is_empty() {
                let place = Place::field(format!("{path}.groups"));
                found.push(Problem::error("form_too_many_levels", place).with("most", MOST_LEVELS));
            }
            if !group.groups.is_empty() && !group.criteria.is_empty() {
                found.push(Problem::error("form_group_mixed", Place::field(format!("{path}.criteria"))));
            } else if group.groups.is_empty() && group.criteria.is_empty() {
                found.push(Problem::error("form_empty_group", Place::field(format!("{path}.criteria"))));
            } else if !self.unscored {
                let groups = group.groups.iter().map(|group| group.max);
                let mut parts = groups.chain(group.criteria.iter().map(Criterion::worth));
                found.extend(mismatch(format!("{path}.max"), group.max, &mut parts));
            }
        }
        if !self.groups.is_empty() && !self.unscored {
            found.extend(mismatch("total".to_owned(), self.total, &mut self.groups.iter().map(|group| group.max)));
        }
    }

    fn check_ids(&self, found: &mut Vec<Problem>) {
        let groups = self.all_groups();
        unique(groups.iter().map(|(group, _, path)| (group.id.as_str(), format!("{path}.id"))), found);
        let criteria = self.places();
        unique(criteria.iter().map(|(criterion, path)| (criterion.id.as_str(), format!("{path}.id"))), found);
        for (group, _, path) in &groups {
            blank(&group.name, format!("{path}.name"), found);
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
        if self.unscored {
            if criterion.choices.is_empty() {
                found.push(Problem::error("form_unscored_without_choices", Place::field(format!("{path}.choices"))));
            }
        } else {
            positive(criterion.max, format!("{path}.max"), found);
            self.check_steps(criterion, path, found);
        }
        if let Some(weight) = criterion.weight {
            positive(weight, format!("{path}.weight"), found);
        }
        if criterion.optional && self.tally.missing == Missing::Reject {
            let place = Place::field(format!("{path}.optional"));
            found.push(Problem::error("form_optional_needs_policy", place));
        }
        if let Some(rule) = &criterion.reason {
            check_reason_rule(rule, &format!("{path}.reason"), found);
        }
        let reasons = criterion.reasons.iter().enumerate();
        unique(reasons.map(|(r, reason)| (reason.as_str(), format!("{path}.reasons[{r}]"))), found);
        check_choices(criterion, path, found);
        check_deductions(criterion, path, found);
    }

    fn check_steps(&self, criterion: &Criterion, path: &str, found: &mut Vec<Problem>) {
        if let Some(step) = criterion.step {
            positive(step, format!("{path}.step"), found);
        }
        let step = self.step_of(criterion);
        let is_free = criterion.choices.is_empty() && criterion.deductions.is_empty();
        if is_free && step > Points::ZERO && !criterion.max.on_step(step) {
            let place = Place::field(format!("{path}.max"));
            found.push(Problem::warning("form_max_off_step", place).with("max", criterion.max).with("step", step));
        }
    }

    fn check_fields(&self, found: &mut Vec<Problem>) {
        let ids = self.fields.iter().enumerate();
        unique(ids.clone().map(|(f, field)| (field.id.as_str(), format!("fields[{f}].id"))), found);
        unique(ids.clone().map(|(f, field)| (field.name.as_str(), format!("fields[{f}].name"))), found);
        for (f, field) in ids {
            let place = format!("fields[{f}].choices");
            let names = field.choices.iter().enumerate();
            unique(names.map(|(c, name)| (name.as_str(), format!("{place}[{c}]"))), found);
            if (field.kind == FieldKind::Choice) == field.choices.is_empty() {
                found.push(Problem::error("form_field_choices", Place::field(place)).with("name", &field.name));
            }
        }
    }

    fn check_conditions(&self, found: &mut Vec<Problem>) {
        let known = |ids: &[String], path: &str, found: &mut Vec<Problem>| {
            for (i, id) in ids.iter().enumerate().filter(|(_, id)| !self.has_part(id)) {
                found.push(Problem::error("form_part_unknown", Place::field(format!("{path}[{i}]"))).with("id", id));
            }
        };
        for (c, conclusion) in self.conclusions.iter().enumerate() {
            for (r, required) in conclusion.requires.iter().enumerate() {
                let path = format!("conclusions[{c}].requires[{r}]");
                known(&required.of, &format!("{path}.of"), found);
                share(Some(required.share), &format!("{path}.share"), found);
            }
        }
        for (c, check) in self.checks.iter().enumerate() {
            let path = format!("checks[{c}]");
            known(&check.of, &format!("{path}.of"), found);
            known(&check.than, &format!("{path}.than"), found);
            blank(&check.message, format!("{path}.message"), found);
            check_values(check, &path, found);
            if check.of.iter().all(|id| self.has_part(id)) && !check.holds_for(self) {
                found.push(check.problem(Place::field(path)));
            }
        }
    }

    fn check_tally(&self, found: &mut Vec<Problem>) {
        // Rows that are rounded up may then add up to more than full points.
        let fits = |max: Points| max.value().scale() <= self.tally.places;
        if !self.criteria().all(|criterion| fits(criterion.worth())) {
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
        if let Some(limits) = &self.tally.signals {
            let shares = [
                ("from_mean", limits.from_mean),
                ("from_others", limits.from_others),
                ("range", limits.range),
                ("criterion_range", limits.criterion_range),
            ];
            for (name, value) in shares {
                let path = format!("tally.signals.{name}");
                positive(value, path.clone(), found);
                share(Some(value), &path, found);
            }
        }
    }
}

fn check_choices(criterion: &Criterion, path: &str, found: &mut Vec<Problem>) {
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

fn check_deductions(criterion: &Criterion, path: &str, found: &mut Vec<Problem>) {
    if !criterion.deductions.is_empty() && !criterion.choices.is_empty() {
        found.push(Problem::error("form_choices_and_deductions", Place::field(format!("{path}.deductions"))));
    }
    let names = criterion.deductions.iter().enumerate();
    unique(names.clone().map(|(d, one)| (one.name.as_str(), format!("{path}.deductions[{d}].name"))), found);
    for (d, deduction) in names {
        let at = |name: &str| format!("{path}.deductions[{d}].{name}");
        let amounts = [("points", deduction.points), ("most", deduction.most)];
        for (name, value) in amounts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            positive(value, at(name), found);
            if value > criterion.max {
                let problem = Problem::error("form_deduction_above_max", Place::field(at(name)));
                found.push(problem.with("points", value).with("max", criterion.max));
            }
        }
    }
}

fn check_reason_rule(rule: &ReasonRule, path: &str, found: &mut Vec<Problem>) {
    share(rule.below_share, &format!("{path}.below_share"), found);
    share(rule.above_share, &format!("{path}.above_share"), found);
    if rule.min_length as usize > super::opinion::MAX_TEXT {
        let place = Place::field(format!("{path}.min_length"));
        found.push(Problem::error("form_reason_length", place).with("most", super::opinion::MAX_TEXT));
    }
}

/// A condition names just the values its rule compares.
fn check_values(check: &Check, path: &str, found: &mut Vec<Problem>) {
    let (points, than, shares) = match check.rule {
        CheckRule::FullAtLeast | CheckRule::FullAtMost | CheckRule::PointsAtLeast | CheckRule::PointsAtMost => {
            (true, false, false)
        }
        CheckRule::ShareNotAbove => (false, true, false),
        CheckRule::IfBelowAtMost => (false, true, true),
    };
    let given = [
        ("of", true, !check.of.is_empty()),
        ("than", than, !check.than.is_empty()),
        ("points", points, check.points.is_some()),
        ("share", shares, check.share.is_some()),
        ("limit", shares, check.limit.is_some()),
    ];
    for (name, wanted, is_there) in given {
        if wanted != is_there {
            let code = if wanted { "form_check_value_missing" } else { "form_check_value_unused" };
            found.push(Problem::error(code, Place::field(format!("{path}.{name}"))));
        }
    }
    share(check.share, &format!("{path}.share"), found);
    share(check.limit, &format!("{path}.limit"), found);
}

/// A share lies between 0 and 1.
fn share(value: Option<Points>, path: &str, found: &mut Vec<Problem>) {
    if let Some(value) = value
        && value.value() > rust_decimal::Decimal::ONE
    {
        found.push(Problem::error("form_share_above_one", Place::field(path)).with("value", value));
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
